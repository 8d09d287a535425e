/* SPDX-License-Identifier: Apache-2.0
 *
 * A page as lines of a kind. What is of the page and not of its text goes first: its number, and
 * lines at its edges that stand on many pages, figures aside.
 */
#include "table/parts.h"

#include <stdlib.h>
#include <string.h>

enum { EDGE_LINES = 3, REPEATED_LEAST = 3 };

/* ---- what repeats at the edges -------------------------------------------------------------- */

typedef struct line_span {
    size_t start, end;
} line_span;

/* The first or the last EDGE_LINES lines of a page that are not blank. */
static size_t edge_lines(const char *s, size_t n, bool bottom, line_span out[EDGE_LINES])
{
    size_t count = 0, at = bottom ? n : 0;
    while (count < EDGE_LINES && (bottom ? at > 0 : at < n)) {
        size_t start = at, end = at;
        if (bottom) {
            if (s[end - 1] == '\n') end--;
            for (start = end; start > 0 && s[start - 1] != '\n';) start--;
            at = start;
        } else {
            const char *newline = memchr(s + start, '\n', n - start);
            end = newline ? (size_t)(newline - s) : n;
            at = end + 1;
        }
        size_t from = start;
        while (from < end && s[from] == ' ') from++;
        if (from < end) out[count++] = (line_span){start, end};
    }
    return count;
}

/* Digits are all the same here, blanks are none. */
static uint64_t edge_hash(const char *s, size_t n, bool bottom)
{
    uint64_t hash = gk_hash(GK_HASH_START, bottom ? "b" : "t", 1);
    bool digit = false;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == ' ' || s[i] == '\t') continue;
        bool is_digit = s[i] >= '0' && s[i] <= '9';
        if (is_digit && digit) continue;
        digit = is_digit;
        hash = gk_hash(hash, is_digit ? "#" : s + i, 1);
    }
    return hash;
}

/* A table's headings, too, may stand at the top of many pages: a line in columns is none of the
 * page's at its top, nor is one that says a unit. */
static bool may_be_edge(const char *s, line_span line, bool bottom)
{
    size_t n = line.end - line.start, first = 0;
    const char *text = s + line.start;
    while (first < n && text[first] == ' ') first++;
    gk_unit unit;
    if (bottom) return true;
    return !memmem(text + first, n - first, "  ", 2) && !gk_unit_find(text, n, &unit) &&
           !gk_table_says_continued(text, n);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

gk_edges gk_table_edges(const gk_document *document, gk_arena *arena)
{
    size_t most = document->page_count * 2 * EDGE_LINES, count = 0;
    uint64_t *all = gk_alloc_array(most, sizeof *all);
    for (size_t p = 0; p < document->page_count; p++) {
        const gk_doc_page *page = &document->pages[p];
        for (int bottom = 0; bottom < 2; bottom++) {
            line_span lines[EDGE_LINES];
            size_t n = edge_lines(page->text, page->length, bottom, lines);
            for (size_t i = 0; i < n; i++)
                if (may_be_edge(page->text, lines[i], bottom))
                    all[count++] = edge_hash(page->text + lines[i].start,
                                             lines[i].end - lines[i].start, bottom);
        }
    }
    if (count) qsort(all, count, sizeof *all, by_value);
    gk_edges edges = {.hashes = gk_arena_array(arena, count / REPEATED_LEAST + 1, sizeof *all)};
    /* On a long document by chance, too: one page in 50 at least. */
    size_t least = document->page_count / 50 > REPEATED_LEAST ? document->page_count / 50
                                                              : REPEATED_LEAST;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && all[end] == all[i]; end++)
            ;
        if (end - i >= least) edges.hashes[edges.count++] = all[i];
    }
    gk_free(all);
    return edges;
}

static bool repeats(const gk_edges *edges, const char *s, line_span line, bool bottom)
{
    if (!edges->count || !may_be_edge(s, line, bottom)) return false;
    uint64_t hash = edge_hash(s + line.start, line.end - line.start, bottom);
    return bsearch(&hash, edges->hashes, edges->count, sizeof hash, by_value) != NULL;
}

static bool skip_figure(const char *s, size_t n, size_t *i)
{
    size_t start = *i;
    while (*i < n && s[*i] >= '0' && s[*i] <= '9') ++*i;
    return *i > start && *i - start <= 4;
}

/* "12", "- 12 -", "F-12", "Page 12", "12 / 195", "iv", "Table of Contents". */
static bool is_page_number(const char *s, size_t n)
{
    while (n && *s == ' ') s++, n--;
    while (n && s[n - 1] == ' ') n--;
    static const char *const words[] = {"Table of Contents", "TABLE OF CONTENTS", "PAGE", "Page",
                                        "page"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        if (n < m || memcmp(s, words[k], m) != 0) continue;
        s += m, n -= m;
        if (n == 0) return k < 2; /* "Page" alone heads a list */
        break;
    }
    size_t i = 0;
    while (i < n && strchr("- ", s[i])) i++;
    if (i + 1 < n && s[i] >= 'A' && s[i] <= 'Z' && s[i + 1] == '-') i += 2;
    if (!skip_figure(s, n, &i)) return false;
    while (i < n && strchr("- ", s[i])) i++;
    if (i == n) return true;
    if (s[i] != '/' && strncmp(s + i, "of ", 3) != 0) return false;
    i += s[i] == '/' ? 1 : 3;
    while (i < n && s[i] == ' ') i++;
    return skip_figure(s, n, &i) && i == n;
}

static void put_away_edges(gk_tpage *page, const gk_edges *edges)
{
    for (int bottom = 0; bottom < 2; bottom++) {
        size_t seen = 0;
        for (size_t k = 0; k < page->count && seen < EDGE_LINES; k++) {
            gk_tline *l = &page->lines[bottom ? page->count - 1 - k : k];
            if (l->kind == GK_TLINE_BLANK) continue;
            seen++;
            if (is_page_number(page->text + l->start, l->end - l->start) ||
                repeats(edges, page->text, (line_span){l->start, l->end}, bottom))
                l->kind = GK_TLINE_AWAY;
            else if (bottom)
                break; /* what stands above the foot is text */
        }
    }
}

/* ---- kinds ---------------------------------------------------------------------------------- */

/* "(1) Includes", "* Not", "[2]", "注：": what stands below a table and is none of it. */
static bool begins_a_note(const char *s, size_t n)
{
    while (n && *s == ' ') s++, n--;
    static const char *const starts[] = {"*", "†", "注", "Note:", "Notes:", "附注：", "说明"};
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
        size_t m = strlen(starts[k]);
        if (n > m && memcmp(s, starts[k], m) == 0) return true;
    }
    if (n < 4 || (*s != '(' && *s != '[')) return false;
    size_t i = 1;
    while (i < n && i < 3 && ((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'z'))) i++;
    return i > 1 && i < n && (s[i] == ')' || s[i] == ']');
}

static bool has_unit_or_period(const char *s, size_t n)
{
    static const char *const words[] = {"iscal",   "ear",      "ECEMBER", "ended", "Ended", "ENDED",
                                        "illions", "housands", "项目",    "年",    "(",     NULL};
    for (const char *const *w = words; *w; w++)
        if (memmem(s, n, *w, strlen(*w))) return true;
    return false;
}

/* "Apple Inc." and "Years Ended December 31," end as a sentence or its part does and are none. */
static bool only_looks_like_prose(const char *text, const gk_tline *l)
{
    static const char *const tails[] = {"Inc.", "INC.", "Corp.", "CORP.", "Co.", "Ltd.", "N.V."};
    const gk_piece *p = &l->pieces[0];
    size_t n = p->end - p->start;
    if (l->count != 1 || p->right - p->left > 60) return false;
    if (n > 2 && text[p->end - 1] == ',' && text[p->end - 2] >= '0' && text[p->end - 2] <= '9')
        return true;
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++)
        if (n > strlen(tails[k]) &&
            memcmp(text + p->end - strlen(tails[k]), tails[k], strlen(tails[k])) == 0)
            return true;
    return false;
}

/* Rows have a figure in a column: more than years, which are headings. */
static gk_tline_kind kind_of(const gk_tpage *page, gk_tline *l, gk_arena *arena)
{
    size_t figures = 0, years = 0, dashes = 0, periods = 0;
    int text = 0;
    for (size_t k = 0; k < l->count; k++) {
        const gk_piece *p = &l->pieces[k];
        bool labels = k == 0 && l->count > 1;
        if (p->year && !(labels && p->left < 30)) periods++;
        if (p->kind == GK_PIECE_TEXT) text += p->right - p->left;
        if (p->kind == GK_PIECE_DASH) dashes++;
        if (p->kind != GK_PIECE_FIGURE) continue;
        /* "2019   $ 100": a year that is a row's label. */
        if (labels && p->year && l->pieces[1].kind == GK_PIECE_FIGURE && p->left < 12) continue;
        figures++;
        years += p->year;
    }
    l->periods = periods > 0 && (periods > 1 || l->count > 1 || l->pieces[0].left > 20);
    l->note = begins_a_note(page->text + l->start, l->end - l->start);
    bool bare_years = figures > 0 && figures == years;
    if (!bare_years && (figures > 0 || dashes > 0) && (l->count > 1 || figures > 0)) {
        /* A list of words with a number at its end, or an enumeration, is no row. */
        bool lone_text = figures + dashes == 1 && l->count > 3 && text > 100;
        bool numbered = l->count == 2 && l->pieces[0].kind != GK_PIECE_TEXT &&
                        l->pieces[1].kind == GK_PIECE_TEXT;
        if (!lone_text && !numbered) return GK_TLINE_ROW;
    }
    gk_row row;
    gk_line_kind kind = gk_table_line(page->text + l->start, l->end - l->start, arena, &row);
    if (kind == GK_LINE_PROSE && l->count < 3 && !l->periods &&
        !only_looks_like_prose(page->text, l))
        return GK_TLINE_PROSE;
    return GK_TLINE_TEXT;
}

/* "(1)" alone: a raised mark that fell off its line. */
static bool only_marks(const char *text, const gk_tline *l)
{
    if (l->count != 1) return false;
    const gk_piece *p = &l->pieces[0];
    return gk_table_marks(text + p->start, p->end - p->start) == 0;
}

/* A short line that ends a paragraph is of the paragraph. */
static void last_lines_of_paragraphs(gk_tpage *page)
{
    for (size_t i = 1; i < page->count; i++) {
        gk_tline *l = &page->lines[i];
        const gk_tline *above = &page->lines[i - 1];
        if (l->kind != GK_TLINE_TEXT || l->count != 1 || above->kind != GK_TLINE_PROSE) continue;
        int apart = l->pieces[0].left - above->pieces[0].left;
        if (apart > 3 || apart < -8 ||
            above->pieces[above->count - 1].right - above->pieces[0].left < 70)
            continue;
        char last = page->text[l->pieces[0].end - 1];
        bool paragraph = i >= 2 && page->lines[i - 2].kind == GK_TLINE_PROSE;
        if (last == ':' || last == '.' || paragraph) l->kind = GK_TLINE_PROSE;
    }
}

/* "Due   2024   2025" within rows: years that are data. */
static void years_as_data(gk_tpage *page)
{
    for (size_t i = 1; i + 1 < page->count; i++) {
        gk_tline *l = &page->lines[i];
        if (l->kind != GK_TLINE_TEXT || l->count < 2 || l->pieces[0].kind != GK_PIECE_TEXT)
            continue;
        if (page->lines[i - 1].kind != GK_TLINE_ROW || page->lines[i + 1].kind != GK_TLINE_ROW)
            continue;
        bool years = l->count == page->lines[i - 1].count;
        for (size_t k = 1; k < l->count; k++)
            years = years && l->pieces[k].kind == GK_PIECE_FIGURE && l->pieces[k].year;
        const gk_piece *label = &l->pieces[0];
        if (years && !has_unit_or_period(page->text + label->start, label->end - label->start))
            l->kind = GK_TLINE_ROW;
    }
}

void gk_table_read_page(const gk_doc_page *page, int number, const gk_edges *edges, gk_arena *arena,
                        gk_tpage *out)
{
    const char *text = page->text;
    size_t n = page->length;
    *out = (gk_tpage){.text = text, .number = number};
    out->lines = gk_arena_array(arena, gk_line_count(text, n), sizeof *out->lines);
    for (size_t i = 0; i < n;) {
        const char *newline = memchr(text + i, '\n', n - i);
        gk_tline *l = &out->lines[out->count++];
        *l = (gk_tline){.start = i, .end = newline ? (size_t)(newline - text) : n};
        i = l->end + 1;
        l->count = gk_table_pieces(text, l->start, l->end, arena, &l->pieces);
        if (l->count) l->kind = kind_of(out, l, arena);
        if (only_marks(text, l)) l->kind = GK_TLINE_AWAY;
    }
    put_away_edges(out, edges);
    years_as_data(out);
    last_lines_of_paragraphs(out);
}
