/* SPDX-License-Identifier: Apache-2.0
 *
 * html_run - characters as a browser shows them: spaces folded, those of no width left out, the
 * pictures of symbol fonts as the characters that they show.
 */
#include "read/html_flow.h"
#include "text/text.h"

#include <string.h>

enum { TAB = 8 };

/* So many unbreakable spaces leave room that the eye sees. */
enum { ROOM = 4 };

void gk_run_clear(gk_run *run)
{
    run->text.length = 0;
    if (run->text.data) run->text.data[0] = '\0';
    run->mark_count = 0;
    run->letters = run->bold = run->linked = 0;
    run->soft = run->hard = run->lead = 0;
    run->raised = 0;
    run->column = 0;
    run->pre = false;
    run->level = 0;
}

void gk_run_free(gk_run *run)
{
    gk_string_free(&run->text);
    gk_free(run->marks);
    *run = (gk_run){0};
}

int gk_run_width(const char *s, size_t n)
{
    int width = 0;
    for (size_t i = 0; i < n;) {
        if ((unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x7F) {
            width++;
            i++;
            continue;
        }
        uint32_t c = gk_utf8_next(s, n, &i);
        int w = c == '\n' ? 1 : gk_char_width(c);
        if (w > 0) width += w;
    }
    return width;
}

/* Wingdings, which old filings draw boxes and bullets with: by its bytes, or by U+F000 plus them.
 */
static uint32_t wingding(uint32_t c)
{
    static const struct {
        uint32_t byte, shown;
    } pictures[] = {{0x6C, 0x25CF}, {0x6D, 0x25CB}, {0x6E, 0x25A0}, {0x6F, 0x2610}, {0x71, 0x2610},
                    {0x72, 0x2610}, {0x74, 0x25C6}, {0x75, 0x25C6}, {0x76, 0x2756}, {0x77, 0x25C6},
                    {0x78, 0x2612}, {0x9F, 0x2022}, {0xA7, 0x25AA}, {0xA8, 0x2610}, {0xB7, 0x2022},
                    {0xD8, 0x27A2}, {0xE0, 0x2192}, {0xFB, 0x2717}, {0xFC, 0x2713}, {0xFD, 0x2612},
                    {0xFE, 0x2611}};
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        if (pictures[i].byte == (c & 0xFF)) return pictures[i].shown;
    return 0;
}

/* What is shown for c; 0: nothing. */
static uint32_t shown(uint32_t c, bool symbols)
{
    if (c >= 0xF020 && c <= 0xF0FF) return wingding(c);
    if (symbols && c < 0x100) {
        uint32_t picture = wingding(c);
        if (picture) return picture;
    }
    if (c >= 0xE000 && c <= 0xF8FF) return 0; /* private use: no meaning outside its font */
    if (c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F))
        return 0;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
    return c;
}

static bool at_line_start(const gk_run *run)
{
    return run->text.length == 0 || run->text.data[run->text.length - 1] == '\n';
}

/* Writes the spaces that stand before the next character. */
static void put_spaces(gk_run *run)
{
    if (at_line_start(run)) {
        if (run->text.length == 0) run->lead += run->hard;
    } else if (run->hard >= ROOM) {
        gk_string_append(&run->text, "  ", 2);
    } else if (run->soft || run->hard) {
        gk_string_append(&run->text, " ", 1);
    }
    run->soft = run->hard = 0;
}

static void put(gk_run *run, const char *s, size_t bytes, size_t characters, gk_look look)
{
    if (run->raised == 1 && !look.raised) run->soft = 1; /* "1The Company" */
    size_t before = run->text.length;
    put_spaces(run);
    gk_string_append(&run->text, s, bytes);
    if (!look.raised) run->raised = 0;
    if (look.raised && !run->raised) run->raised = 1 + before;
    run->letters += characters;
    if (look.bold) run->bold += characters;
    if (look.linked) run->linked += characters;
}

static void add_folded(gk_run *run, const char *s, size_t n, gk_look look)
{
    for (size_t i = 0; i < n;) {
        size_t start = i;
        while (i < n && s[i] > ' ' && s[i] < 0x7F && !look.symbols) i++;
        if (i > start) put(run, s + start, i - start, i - start, look);
        if (i >= n) break;
        if (look.symbols || (unsigned char)s[i] >= 0x7F) {
            uint32_t c = gk_utf8_next(s, n, &i);
            if (c == 0xA0 || c == 0x2007 || c == 0x202F) {
                run->hard++;
                continue;
            }
            if (gk_is_space(c) && c != 0x200B && c != 0xFEFF) {
                run->soft = 1;
                continue;
            }
            char bytes[4];
            uint32_t instead = shown(c, look.symbols);
            if (instead) put(run, bytes, gk_utf8_put(instead, bytes), 1, look);
        } else {
            run->soft = 1; /* a space or a control character */
            i++;
        }
    }
}

static void add_kept(gk_run *run, const char *s, size_t n, gk_look look)
{
    run->pre = true;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c == '\r' && i < n && s[i] == '\n') continue;
        if (c == '\n' || c == '\r') {
            gk_string_append(&run->text, "\n", 1);
            run->column = 0;
        } else if (c == '\t') {
            int spaces = TAB - run->column % TAB;
            gk_string_append(&run->text, "        ", (size_t)spaces);
            run->column = 0; /* of a tab stop */
        } else if (gk_is_space(c)) {
            gk_string_append(&run->text, " ", 1);
            run->column = (run->column + 1) % TAB;
        } else {
            char bytes[4];
            uint32_t instead = shown(c, false);
            if (!instead) continue;
            gk_string_append(&run->text, bytes, gk_utf8_put(instead, bytes));
            run->column = (run->column + 1) % TAB;
            run->letters++;
            run->bold += look.bold;
            run->linked += look.linked;
        }
    }
}

void gk_run_add(gk_run *run, const char *s, size_t n, gk_look look)
{
    if (look.pre)
        add_kept(run, s, n, look);
    else
        add_folded(run, s, n, look);
}

void gk_run_break(gk_run *run)
{
    const gk_string *t = &run->text;
    run->soft = run->hard = 0;
    if (t->length == 0) return;
    if (!run->pre && t->length >= 2 && memcmp(t->data + t->length - 2, "\n\n", 2) == 0) return;
    gk_string_append(&run->text, "\n", 1);
}

void gk_run_join(gk_run *run, const gk_run *other, const char *separator)
{
    if (run->text.length && other->text.length) gk_string_add(&run->text, separator);
    for (size_t i = 0; i < other->mark_count; i++) {
        run->marks = gk_grow(run->marks, run->mark_count, &run->mark_capacity, sizeof *run->marks);
        run->marks[run->mark_count++] = (gk_mark){.node = other->marks[i].node,
                                                  .at = run->text.length + other->marks[i].at};
    }
    if (run->text.length == 0) run->lead = other->lead;
    if (other->text.length) gk_string_append(&run->text, other->text.data, other->text.length);
    run->raised = 0;
    run->letters += other->letters;
    run->bold += other->bold;
    run->linked += other->linked;
}
