/* SPDX-License-Identifier: Apache-2.0
 *
 * html_cell - what stands in a table's cell: a figure, or a piece of one. Filings put "$", "1,234"
 * and ")" into cells of their own so that the figures line up; here they become one cell again.
 */
#include "read/html_flow.h"
#include "text/text.h"

#include <string.h>

static bool is_one_of(const char *s, size_t n, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == n && memcmp(s, list[i], n) == 0) return true;
    return false;
}

static const char *const currencies[] = {"$",   "€",   "£",  "¥",   "￥",  "₹",   "US$",  "U.S.$",
                                         "C$",  "A$",  "R$", "HK$", "S$",  "NT$", "Cdn$", "RMB",
                                         "CHF", "Rs.", "kr", "EUR", "USD", "GBP", "JPY",  "CAD",
                                         "(",   "($",  "$(", "€(",  "(€",  "-$"};
static const char *const tails[] = {")",  "%",  ")%", ") %", "％", "%)", "pts",  "bps",
                                    "pp", "pt", "x",  "X",   "*",  "**", "pts.", "bps."};
static const char *const dashes[] = {"—",  "–",  "-",    "--",   "---",   "−",   "―",   "- -",
                                     "—%", "–%", "-%",   "— %",  "– %",   "- %", "$—",  "$ —",
                                     "$–", "$-", "(—)",  "NM",   "N/M",   "n/m", "N/A", "n/a",
                                     "NA", "nm", "N.M.", "n.m.", "不适用"};
static const char *const bullets[] = {"•", "·", "●", "○", "■", "▪", "◦", "◆", "❖", "➢",
                                      "–", "-", "—", "o", "*", "☐", "☒", "☑", "✓"};

#define IS(list, s, n) is_one_of(s, n, list, sizeof(list) / sizeof *(list))

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Moves past the characters of s that are in set, and past the minus signs and spaces. */
static size_t skip_opening(const char *s, size_t n)
{
    size_t i = 0;
    for (bool more = true; more && i < n;) {
        more = false;
        if (strchr(" ($-+<>~", s[i])) {
            i++;
            more = true;
            continue;
        }
        for (size_t k = 0; k < sizeof currencies / sizeof *currencies; k++) {
            size_t m = strlen(currencies[k]);
            if (i + m <= n && memcmp(s + i, currencies[k], m) == 0) i += m, more = true;
        }
        static const char *const minus[] = {"−", "–", "—"};
        for (size_t k = 0; k < 3; k++)
            if (i + 3 <= n && memcmp(s + i, minus[k], 3) == 0) i += 3, more = true;
    }
    return i;
}

/* "(1)", "(a)", "*" behind a figure. */
static size_t skip_note(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && (s[i] == ' ' || s[i] == '*')) i++;
    if (i + 2 < n && s[i] == '(') {
        size_t k = i + 1;
        while (k < n && k < i + 4 && s[k] != ')') k++;
        if (k < n && s[k] == ')') return k + 1;
    }
    return i;
}

/* "(1)", "(iv)", "1.", "a)": the number of what follows. */
static bool is_number_of_item(const char *s, size_t n)
{
    if (n < 2 || n > 7) return false;
    char last = s[n - 1];
    if (last != ')' && last != '.') return false;
    if (last == '.' && s[0] == '(') return false;
    for (size_t i = s[0] == '('; i < n - 1; i++) {
        char c = s[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (!is_digit(c) && !letter && c != '.') return false;
    }
    return true;
}

/* " - ", " – ", " to " between the two ends of a range; 0: none. */
static size_t past_range(const char *s, size_t n)
{
    static const char *const words[] = {"-", "–", "—", "to"};
    size_t i = 0;
    while (i < n && s[i] == ' ') i++;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        if (i + m >= n || memcmp(s + i, words[k], m) != 0) continue;
        size_t at = i + m;
        while (at < n && s[at] == ' ') at++;
        if (at < n && (is_digit(s[at]) || s[at] == '$' || s[at] == '(')) return at;
    }
    return 0;
}

static gk_cell_kind figure_kind(const char *s, size_t n)
{
    bool ranged = false;
    size_t i = skip_opening(s, n), start = i;
    if (i >= n || !(is_digit(s[i]) || (s[i] == '.' && i + 1 < n && is_digit(s[i + 1]))))
        return GK_CELL_TEXT;
    while (i < n && (is_digit(s[i]) || strchr(",.'", s[i]))) i++;
    size_t digits = i - start;
    bool year = digits == 4 && n == 4 && is_digit(s[2]) && is_digit(s[3]) &&
                (memcmp(s, "19", 2) == 0 || memcmp(s, "20", 2) == 0);
    if (year) return GK_CELL_YEAR;
    while (i < n) {
        size_t before = i;
        size_t range = past_range(s + i, n - i);
        if (range && !ranged) {
            i += range;
            ranged = true;
            i += skip_opening(s + i, n - i);
            while (i < n && (is_digit(s[i]) || strchr(",.'", s[i]))) i++;
            continue;
        }
        while (i < n && strchr(" )%xX", s[i])) i++;
        if (i + 3 <= n && memcmp(s + i, "％", 3) == 0) i += 3;
        i += skip_note(s + i, n - i);
        if (n - i >= 3 && (memcmp(s + i, "bps", 3) == 0 || memcmp(s + i, "pts", 3) == 0)) i += 3;
        if (n - i >= 2 && memcmp(s + i, "pp", 2) == 0) i += 2;
        if (i == before) return GK_CELL_TEXT;
    }
    return GK_CELL_FIGURE;
}

gk_cell_kind gk_cell_kind_of(const char *s, size_t n)
{
    if (n == 0) return GK_CELL_EMPTY;
    if (IS(dashes, s, n)) return GK_CELL_FIGURE;
    if (IS(currencies, s, n)) return GK_CELL_CURRENCY;
    if (IS(tails, s, n)) return GK_CELL_TAIL;
    return figure_kind(s, n);
}

/* ---- merging ------------------------------------------------------------------------------- */

static void refresh(gk_html_cell *cell)
{
    const gk_string *t = &cell->run.text;
    cell->width = gk_run_width(t->data, t->length);
    cell->kind = gk_cell_kind_of(t->data, t->length);
}

/* Joins b, which stands right of a, to a. */
static void join(gk_html_cell *a, gk_html_cell *b, const char *separator)
{
    gk_run_join(&a->run, &b->run, separator);
    a->right = b->right;
    if (!a->align) a->align = b->align;
    refresh(a);
    gk_run_free(&b->run);
}

static bool ends_with(const gk_html_cell *cell, char c)
{
    const gk_string *t = &cell->run.text;
    return t->length && t->data[t->length - 1] == c;
}

static bool is_figure(const gk_html_cell *cell)
{
    return cell->kind == GK_CELL_FIGURE || cell->kind == GK_CELL_YEAR;
}

/* A currency sign joins the figure behind it, a tail or a footnote's mark what stands before it. */
static bool try_join(gk_html_cell *a, gk_html_cell *b)
{
    if (a->kind == GK_CELL_CURRENCY && is_figure(b)) {
        join(a, b, ends_with(a, '(') ? "" : " ");
        if (a->kind == GK_CELL_TEXT) a->kind = GK_CELL_FIGURE; /* "(1,234": its ")" comes */
        return true;
    }
    if (b->kind == GK_CELL_NOTE) { /* behind a figure it would read as another one */
        gk_run none = {0};
        if (a->kind == GK_CELL_FIGURE) b->run.text.length = 0;
        gk_run_join(&a->run, b->run.text.length ? &b->run : &none, " ");
        gk_run_free(&b->run);
        refresh(a);
        return true;
    }
    if (a->kind == GK_CELL_FIGURE && b->kind == GK_CELL_TAIL) {
        join(a, b, b->run.text.data[0] == ')' ? "" : " ");
        if (a->kind == GK_CELL_TEXT) a->kind = GK_CELL_FIGURE;
        return true;
    }
    return false;
}

/* A bullet or a number in front of a text. */
static void mark_first(gk_html_cell *cells, size_t count)
{
    if (count < 2) return;
    const gk_string *t = &cells[0].run.text;
    if (IS(bullets, t->data, t->length) || is_number_of_item(t->data, t->length))
        cells[0].kind = GK_CELL_MARK;
}

void gk_grid_merge(gk_grid *grid)
{
    for (size_t r = 0; r < grid->row_count; r++) {
        gk_html_row *row = &grid->rows[r];
        gk_html_cell *cells = grid->cells + row->first;
        mark_first(cells, row->count);
        size_t kept = row->count > 0;
        for (size_t i = 1; i < row->count; i++) {
            if (try_join(&cells[kept - 1], &cells[i])) continue;
            if (kept != i) {
                cells[kept] = cells[i];
                cells[i] = (gk_html_cell){0};
            }
            kept++;
        }
        row->count = kept;
    }
}
