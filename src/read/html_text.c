/* SPDX-License-Identifier: Apache-2.0
 *
 * html_text - the tree into lines. Elements that begin a line end the paragraph before them; a
 * paragraph is wrapped at GK_HTML_WIDTH columns. The room that a page leaves between paragraphs is
 * one blank line, so that sentences of two paragraphs never run together.
 */
#include "read/html_flow.h"
#include "text/text.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Room, in points, that is a blank line; a longer paragraph is no heading; a longer word is cut. */
static const float BLANK_LINE = 4;
enum { HEADING_LONGEST = 200, HEADING_LINES = 5, WORD_LONGEST = 1000, INDENT_MOST = 40 };

/* ---- lines --------------------------------------------------------------------------------- */

static size_t add_line(gk_flow *f, int indent, const char *s, size_t n)
{
    gk_html_text *out = f->out;
    out->lines = gk_grow(out->lines, out->line_count, &out->line_capacity, sizeof *out->lines);
    gk_html_line *line = &out->lines[out->line_count++];
    *line = (gk_html_line){.start = out->text.length, .page = f->page};
    for (int i = 0; i < indent; i++) gk_string_append(&out->text, " ", 1);
    if (n) gk_string_append(&out->text, s, n);
    while (out->text.length > line->start && out->text.data[out->text.length - 1] == ' ')
        out->text.length--;
    line->end = out->text.length;
    gk_string_append(&out->text, "\n", 1);
    f->page = false;
    return out->line_count;
}

size_t gk_flow_line(gk_flow *f, int indent, const char *s, size_t n)
{
    const gk_html_text *out = f->out;
    bool blank_before = out->line_count == 0 || f->page ||
                        out->lines[out->line_count - 1].start ==
                            out->lines[out->line_count - 1].end;
    if (f->gap && !blank_before) add_line(f, 0, "", 0);
    f->gap = false;
    return add_line(f, indent, s, n);
}

void gk_flow_mark(gk_flow *f, gk_node *node)
{
    f->pending = gk_grow(f->pending, f->pending_count, &f->pending_capacity, sizeof(gk_node *));
    f->pending[f->pending_count++] = node;
}

/* ---- paragraphs ---------------------------------------------------------------------------- */

/* Whether a line may end between a and b although no space is there. */
static bool may_part(uint32_t a, uint32_t b)
{
    static const uint32_t closing[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF01,
                                       0xFF09, 0x300B, 0x300D, 0x300F, 0x3011, 0x201D, 0x2019};
    static const uint32_t opening[] = {0xFF08, 0x300A, 0x300C, 0x300E, 0x3010, 0x201C, 0x2018};
    if (gk_char_width(a) != 2 && !gk_is_han(b)) return false;
    if (b < 0x80 && !isalnum((int)b)) return false;
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (b == closing[i]) return false;
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (a == opening[i]) return false;
    return true;
}

/* Where the line that starts at s[0] ends, at most width columns later; *next is where the next one
 * starts. */
static size_t line_end(const char *s, size_t n, int width, size_t *next)
{
    size_t end = 0, resume = 0; /* the last place where the line may end */
    int columns = 0;
    uint32_t before = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        int w = gk_char_width(c);
        if (c == ' ' && before != ' ') {
            end = at;
            resume = i;
        } else if (c == ' ') {
            resume = i;
        } else if (before && before != ' ' && (c > 0x2000 || before > 0x2000) &&
                   may_part(before, c)) {
            end = resume = at;
        }
        columns += w > 0 ? w : 0;
        if (c != ' ' && columns > width && end > 0) {
            *next = resume;
            return end;
        }
        if (columns > WORD_LONGEST) {
            *next = i;
            return i;
        }
        before = c;
    }
    *next = n;
    return n;
}

typedef struct placing {
    const gk_run *run;
    size_t mark; /* the next that has no place yet */
} placing;

/* The marks before byte `end` of the run stand on this line. */
static void place_marks(placing *p, size_t end, size_t line)
{
    const gk_string *text = &p->run->text;
    for (; p->mark < p->run->mark_count; p->mark++) {
        const gk_mark *mark = &p->run->marks[p->mark];
        size_t at = mark->at;
        while (at < text->length && (text->data[at] == ' ' || text->data[at] == '\n')) at++;
        if (at >= end) return;
        if (!mark->node->line) mark->node->line = line;
    }
}

/* Wraps bytes [start, end) of the run. */
static void wrap(gk_flow *f, placing *p, size_t start, size_t end, bool first)
{
    const char *s = p->run->text.data;
    int indent = f->indent + (first ? 0 : f->hang);
    while (start < end) {
        size_t next, n = line_end(s + start, end - start, GK_HTML_WIDTH - indent, &next);
        size_t line = gk_flow_line(f, indent, s + start, n);
        start += next;
        place_marks(p, start < end ? start : end + 1, line);
        indent = f->indent + f->hang;
    }
}

/* The run's text in one line, where it is a heading; else NULL. */
static const char *heading_of(const gk_flow *f, const gk_run *run, gk_rank *rank)
{
    if (f->no_headings || run->pre || run->letters < 3 || run->text.length > HEADING_LONGEST ||
        run->linked == run->letters)
        return NULL;
    size_t lines = 1, letters = 0;
    for (size_t i = 0; i < run->text.length; i++) {
        lines += run->text.data[i] == '\n';
        letters += isalpha((unsigned char)run->text.data[i]) || (run->text.data[i] & 0x80);
    }
    if (lines > HEADING_LINES || letters < 3) return NULL;
    *rank = gk_heading_rank(run->text.data);
    bool bold = run->bold * 5 >= run->letters * 4;
    char last = run->text.data[run->text.length - 1];
    bool sentence = last == '.' || last == ',' || last == ';' || last == ':';
    if (*rank == GK_RANK_SECTION && !bold && !run->level && sentence) *rank = GK_RANK_NONE;
    if (*rank == GK_RANK_NONE && run->level) *rank = run->level <= 3 ? GK_RANK_TITLE : GK_RANK_LINE;
    if (*rank == GK_RANK_NONE && bold && !(sentence && run->letters > 60)) *rank = GK_RANK_LINE;
    if (*rank == GK_RANK_NONE) return NULL;
    char *folded = gk_fold_space(run->text.data, run->text.length);
    char *kept = gk_arena_strdup(f->markup->arena, folded);
    gk_free(folded);
    return kept;
}

/* "Item 7." and what it is called may stand in two paragraphs. */
static bool is_bare(const char *heading)
{
    enum { LONGEST_NUMBER = 12 };
    return strlen(heading) <= LONGEST_NUMBER && strpbrk(heading, "0123456789");
}

/* A heading begins on line `first`; or it goes on with the one before it. */
static void name_heading(gk_flow *f, size_t first, const char *heading, gk_rank rank)
{
    gk_html_line *lines = f->out->lines;
    size_t before = first;
    while (before > 0 && lines[before - 1].start == lines[before - 1].end) before--;
    gk_html_line *number = before ? &lines[before - 1] : NULL;
    if (number && number->rank == GK_RANK_SECTION && rank < GK_RANK_SECTION && !lines[first].page &&
        is_bare(number->heading)) {
        number->heading = gk_arena_format(f->markup->arena, "%s %s", number->heading, heading);
        return;
    }
    lines[first].heading = heading;
    lines[first].rank = (uint8_t)rank;
}

void gk_flow_flush(gk_flow *f)
{
    gk_run *run = f->run;
    size_t length = run->text.length;
    while (length && run->text.data[length - 1] == '\n') length--;
    if (length < run->text.length) f->gap |= run->text.length - length > 1;
    run->text.length = length;
    if (length == 0) {
        gk_run_clear(run);
        return;
    }
    run->text.data[length] = '\0';
    gk_rank rank = GK_RANK_NONE;
    const char *heading = heading_of(f, run, &rank);
    size_t before = f->out->line_count;
    placing p = {.run = run};
    for (size_t start = 0; start <= length;) {
        const char *newline = memchr(run->text.data + start, '\n', length - start);
        size_t end = newline ? (size_t)(newline - run->text.data) : length;
        if (start == end && !run->pre) {
            f->gap = true;
        } else if (run->pre) {
            size_t line = gk_flow_line(f, 0, run->text.data + start, end - start);
            place_marks(&p, end + 1, line);
        } else {
            wrap(f, &p, start, end, start == 0);
        }
        start = end + 1;
    }
    place_marks(&p, SIZE_MAX, f->out->line_count);
    size_t lines = f->out->line_count - before;
    if (heading && lines) {
        size_t first = before;
        while (first + 1 < f->out->line_count &&
               f->out->lines[first].start == f->out->lines[first].end)
            first++;
        name_heading(f, first, heading, rank);
    }
    if (lines > 2) f->gap = true; /* a wrapped paragraph does not run into the next */
    gk_run_clear(run);
}

/* ---- elements ------------------------------------------------------------------------------ */

static void end_line(gk_flow *f)
{
    if (f->in_cell) {
        const gk_string *t = &f->run->text;
        if (t->length && t->data[t->length - 1] != '\n') gk_run_break(f->run);
    } else {
        gk_flow_flush(f);
    }
}

/* A footnote's mark stands apart from a figure or a word: "1,234 1" and not "1,2341". */
static void part_raised(gk_flow *f, const gk_node *text)
{
    const gk_string *t = &f->run->text;
    if (!t->length || f->run->soft || f->run->hard) return;
    char first = '\0';
    if (text->length) first = text->text[0];
    if (!isdigit((unsigned char)first) && first != '(') return;
    size_t word = 0;
    while (word < t->length && isalpha((unsigned char)t->data[t->length - 1 - word])) word++;
    char last = t->data[t->length - 1];
    if (word >= 3 || isdigit((unsigned char)last) || last == '%' || last == ')') f->run->soft = 1;
}

static void add_text(gk_flow *f, const gk_node *node, gk_context context)
{
    if (!context.look.pre && !node->shows) {
        gk_run_add(f->run, node->text, node->length, context.look);
        return;
    }
    if (f->marker.length) {
        gk_run_add(f->run, f->marker.data, f->marker.length, context.look);
        f->marker.length = 0;
        f->run->soft = 1;
    }
    if (context.level) f->run->level = context.level;
    for (size_t i = 0; i < f->pending_count; i++) {
        gk_run *run = f->run;
        run->marks = gk_grow(run->marks, run->mark_count, &run->mark_capacity, sizeof *run->marks);
        run->marks[run->mark_count++] = (gk_mark){f->pending[i], run->text.length};
    }
    f->pending_count = 0;
    gk_run_add(f->run, node->text, node->length, context.look);
}

enum { ROMAN_LARGEST = 100 };

static const char *roman(int n, char out[24])
{
    static const struct {
        int value;
        const char *digits;
    } parts[] = {{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"},
                 {9, "ix"},  {5, "v"},   {4, "iv"}, {1, "i"}};
    size_t length = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; n >= parts[i].value && length + 3 < 24; n -= parts[i].value) {
            size_t n_digits = strlen(parts[i].digits);
            memcpy(out + length, parts[i].digits, n_digits);
            length += n_digits;
        }
    out[length] = '\0';
    return out;
}

/* The number of a list's first item; 0: its items are not numbered. */
static int first_number(const gk_node *list)
{
    if (list->tag != GK_TAG_LIST || strcasecmp(list->local, "ol") != 0) return 0;
    const char *start = gk_node_attribute(list, "start");
    long first = start ? strtol(start, NULL, 10) : 1;
    return first < 1 || first > INT_MAX / 2 ? 1 : (int)first;
}

static void set_marker(gk_flow *f, const gk_node *item, int number)
{
    const char *style = gk_node_attribute(item, "style");
    f->marker.length = 0;
    const gk_node *list = item->parent;
    const char *value;
    size_t length;
    if (style && gk_style_property(style, "list-style-type", &value, &length) && length == 4 &&
        strncasecmp(value, "none", 4) == 0)
        return;
    const char *type = number ? gk_node_attribute(list, "type") : NULL;
    char digits[24];
    if (number < 1)
        gk_string_add(&f->marker, "\xE2\x80\xA2");
    else if (type && (type[0] | 32) == 'a' && number <= 26)
        gk_string_addf(&f->marker, "%c.", type[0] + number - 1);
    else if (type && type[0] == 'i' && number <= ROMAN_LARGEST)
        gk_string_addf(&f->marker, "%s.", roman(number, digits));
    else
        gk_string_addf(&f->marker, "%d.", number);
}

static bool is_break(const gk_node *node) { return node->tag == GK_TAG_BR; }

/* What begins and ends its own lines. */
static void show_block(gk_flow *f, gk_node *node, const gk_style *style, gk_context context)
{
    end_line(f);
    if (!f->in_cell && style->above >= BLANK_LINE) f->gap = true;
    if (!f->in_cell && style->page_before) f->page = true;
    if (!f->in_cell && !node->shows && node->first) f->gap = true; /* <p>&nbsp;</p> */
    int indent = f->indent, hang = f->hang;
    if (node->tag == GK_TAG_LIST) context.list_depth++;
    if (node->tag == GK_TAG_ITEM) {
        f->indent = context.list_depth > 1 ? 2 * (context.list_depth - 1) : 0;
        if (f->indent > INDENT_MOST) f->indent = INDENT_MOST;
        set_marker(f, node, context.number);
        f->hang = 2;
    } else if (style->first < -1) {
        f->hang = 2;
    }
    if (node->tag == GK_TAG_HEADING) context.level = node->level;
    gk_flow_children(f, node, context);
    end_line(f);
    f->marker.length = 0;
    f->indent = indent;
    f->hang = hang;
    if (!f->in_cell && style->below >= BLANK_LINE) f->gap = true;
    if (!f->in_cell && style->page_after) f->page = true;
}

static bool is_plain_block(unsigned tag)
{
    return tag == GK_TAG_CELL || tag == GK_TAG_ROW || tag == GK_TAG_ROWS || tag == GK_TAG_TABLE;
}

static void show_inline(gk_flow *f, gk_node *node, const gk_style *style, gk_context context)
{
    if (is_break(node)) {
        if (context.look.pre)
            gk_run_add(f->run, "\n", 1, context.look);
        else
            gk_run_break(f->run);
        return;
    }
    if (style->left > 2 || style->page_before) f->run->soft = 1;
    if (style->raised && node->first && node->first->tag == GK_TAG_TEXT)
        part_raised(f, node->first);
    gk_flow_children(f, node, context);
}

static void show(gk_flow *f, gk_node *node, gk_context context)
{
    if (node->tag == GK_TAG_TEXT) {
        add_text(f, node, context);
        return;
    }
    gk_style style = gk_style_of(node);
    if (style.hidden) return;
    if (node->tag == GK_TAG_IX || style.stands_for) gk_flow_mark(f, node);
    if (style.bold) context.look.bold = true;
    if (style.normal) context.look.bold = false;
    context.look.pre |= style.pre;
    context.look.symbols |= style.symbols;
    context.look.raised |= style.raised;
    context.look.linked |= node->tag == GK_TAG_A && gk_node_attribute(node, "href");
    if (node->tag == GK_TAG_PAGE && !f->in_cell) {
        end_line(f);
        f->page = true;
    } else if (node->tag == GK_TAG_TABLE && node->holds_cells && !f->in_cell) {
        end_line(f);
        if (style.page_before) f->page = true;
        gk_flow_table(f, node, context);
        if (style.page_after) f->page = true;
    } else if (style.block && !(f->in_cell && is_plain_block(node->tag))) {
        show_block(f, node, &style, context);
    } else if (f->in_cell && node->tag == GK_TAG_CELL) {
        f->run->soft = 1; /* of a table within a cell */
        gk_flow_children(f, node, context);
    } else if (f->in_cell && is_plain_block(node->tag)) {
        end_line(f);
        gk_flow_children(f, node, context);
    } else {
        show_inline(f, node, &style, context);
    }
}

void gk_flow_children(gk_flow *f, const gk_node *node, gk_context context)
{
    int number = first_number(node);
    for (gk_node *child = node->first; child; child = child->next) {
        context.number = number;
        if (number && number < INT_MAX && child->tag == GK_TAG_ITEM) number++;
        show(f, child, context);
    }
}

void gk_html_layout(const gk_markup *markup, gk_html_text *out)
{
    gk_run run = {0};
    gk_flow f = {.markup = markup, .out = out, .run = &run};
    gk_flow_children(&f, markup->root, (gk_context){0});
    gk_flow_flush(&f);
    gk_run_free(&run);
    gk_string_free(&f.marker);
    gk_free(f.pending);
}

void gk_html_text_free(gk_html_text *text)
{
    gk_string_free(&text->text);
    gk_free(text->lines);
    *text = (gk_html_text){0};
}
