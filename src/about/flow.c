/* SPDX-License-Identifier: Apache-2.0
 *
 * Making the flow, and finding in it.
 */
#include "about/flow.h"

#include "text/text.h"

#include <string.h>

/* Characters that are written in several ways, and the one that the flow has. */
static const struct {
    uint32_t from, to;
    const char *text;
} plain[] = {
    {0x00A0, 0x00A0, " "},  {0x00AD, 0x00AD, ""},   {0x00B4, 0x00B4, "'"},  {0x02BC, 0x02BC, "'"},
    {0x2000, 0x200A, " "},  {0x200B, 0x200F, ""},   {0x2010, 0x2015, "-"},  {0x2018, 0x201B, "'"},
    {0x201C, 0x201F, "\""}, {0x2028, 0x2029, " "},  {0x202F, 0x202F, " "},  {0x2032, 0x2032, "'"},
    {0x2033, 0x2033, "\""}, {0x205F, 0x205F, " "},  {0x2060, 0x2060, ""},   {0x2212, 0x2212, "-"},
    {0x3000, 0x3000, " "},  {0xFB00, 0xFB00, "ff"}, {0xFB01, 0xFB01, "fi"}, {0xFB02, 0xFB02, "fl"},
    {0xFE55, 0xFE55, ":"},  {0xFEFF, 0xFEFF, ""},   {0xFF08, 0xFF08, "("},  {0xFF09, 0xFF09, ")"},
    {0xFF0C, 0xFF0C, ","},  {0xFF0D, 0xFF0D, "-"},  {0xFF1A, 0xFF1A, ":"}};

static const char *plain_of(uint32_t c)
{
    if (c < 0xA0) return NULL;
    size_t low = 0, high = sizeof plain / sizeof *plain;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > plain[middle].to)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sizeof plain / sizeof *plain && c >= plain[low].from;
    return found ? plain[low].text : NULL;
}

static void fold(gk_string *out, const char *s, size_t n)
{
    size_t start = out->length;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        const char *text = c <= ' ' ? " " : plain_of(c);
        if (c >= 0xFF10 && c <= 0xFF19)
            gk_string_append(out, &"0123456789"[c - 0xFF10], 1);
        else if (!text)
            gk_string_append(out, s + at, i - at);
        else if (*text != ' ')
            gk_string_add(out, text);
        else if (out->length > start && out->data[out->length - 1] != ' ')
            gk_string_append(out, " ", 1);
    }
    while (out->length > start && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
}

char *flow_fold(gk_arena *arena, const char *s, size_t n)
{
    gk_string out = {0};
    fold(&out, s, n);
    char *text = gk_arena_strndup(arena, out.data ? out.data : "", out.length);
    gk_string_free(&out);
    return text;
}

char flow_small(char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c + ('a' - 'A'));
    return c;
}

void flow_lower(char *s)
{
    for (; *s; s++) *s = flow_small(*s);
}

typedef struct making {
    gk_string text;
    flow_line *lines;
    size_t count, capacity;
} making;

static void add_line(making *m, int page, int line, const char *s, size_t n)
{
    size_t start = m->text.length;
    fold(&m->text, s, n);
    if (m->text.length == start) return;
    m->lines = gk_grow(m->lines, m->count, &m->capacity, sizeof *m->lines);
    m->lines[m->count++] = (flow_line){.start = start,
                                       .end = m->text.length,
                                       .page = page,
                                       .line = line,
                                       .raw = s,
                                       .raw_length = n};
    gk_string_append(&m->text, " ", 1);
}

static void add_page(making *m, int page, const char *s, size_t n)
{
    int line = 1;
    for (size_t at = 0; at < n; line++) {
        const char *end = memchr(s + at, '\n', n - at);
        size_t length = end ? (size_t)(end - s) - at : n - at;
        add_line(m, page, line, s + at, length);
        at += length + 1;
    }
}

flow flow_new(const gk_document *document, gk_arena *arena)
{
    making m = {0};
    for (size_t i = 0; i < document->page_count; i++)
        add_page(&m, (int)i + 1, document->pages[i].text, document->pages[i].length);
    flow f = {.n = m.text.length, .line_count = m.count, .arena = arena};
    f.text = gk_arena_strndup(arena, m.text.data ? m.text.data : "", m.text.length);
    f.lower = gk_arena_strndup(arena, f.text, f.n);
    flow_lower(f.lower);
    f.lines = gk_arena_array(arena, m.count ? m.count : 1, sizeof *f.lines);
    if (m.count) memcpy(f.lines, m.lines, m.count * sizeof *f.lines);
    gk_string_free(&m.text);
    gk_free(m.lines);
    return f;
}

bool flow_is_word(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

size_t flow_find(const flow *f, size_t from, size_t to, const char *needle)
{
    if (to > f->n) to = f->n;
    if (from >= to) return FLOW_NONE;
    const char *found = memmem(f->lower + from, to - from, needle, strlen(needle));
    return found ? (size_t)(found - f->lower) : FLOW_NONE;
}

size_t flow_find_word(const flow *f, size_t from, size_t to, const char *needle)
{
    size_t length = strlen(needle);
    for (size_t at = from; (at = flow_find(f, at, to, needle)) != FLOW_NONE; at++) {
        bool before = at == 0 || !flow_is_word(f->lower[at - 1]);
        if (before && !flow_is_word(f->lower[at + length])) return at;
    }
    return FLOW_NONE;
}

bool flow_at(const flow *f, size_t at, const char *prefix)
{
    size_t length = strlen(prefix);
    return at <= f->n && f->n - at >= length && memcmp(f->lower + at, prefix, length) == 0;
}

size_t flow_line_of(const flow *f, size_t at)
{
    size_t low = 0, high = f->line_count;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (f->lines[middle].start <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t flow_page_line(const flow *f, int page)
{
    size_t low = 0, high = f->line_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->lines[middle].page < page)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t flow_pages_end(const flow *f, int pages)
{
    size_t line = flow_page_line(f, pages + 1);
    return line ? f->lines[line - 1].end : 0;
}

static void add_cell(const flow *f, const char *raw, size_t start, size_t end, int left, int right,
                     flow_cell cells[FLOW_CELLS], size_t *count)
{
    if (*count == FLOW_CELLS) return;
    char *text = flow_fold(f->arena, raw + start, end - start);
    if (*text) cells[(*count)++] = (flow_cell){text, left, right};
}

/* One pass over the line: a cell ends at two columns of space or a tab. */
size_t flow_cells(const flow *f, const flow_line *line, flow_cell cells[FLOW_CELLS])
{
    const char *s = line->raw;
    size_t count = 0, start = 0, end = 0;
    int column = 0, left = 0, right = 0, gap = 0;
    bool open = false;
    for (size_t i = 0; i < line->raw_length;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, line->raw_length, &i);
        int width = c == '\t' ? 2 : gk_char_width(c);
        column += width;
        if (c == '\t' || gk_is_space(c)) {
            gap += width;
            continue;
        }
        if (open && gap >= 2) add_cell(f, s, start, end, left, right, cells, &count);
        if (!open || gap >= 2) {
            start = at;
            left = column - width;
        }
        open = true;
        gap = 0;
        end = i;
        right = column;
    }
    if (open) add_cell(f, s, start, end, left, right, cells, &count);
    return count;
}
