/* SPDX-License-Identifier: Apache-2.0
 *
 * Laid-out lines as table rows. A row is a label and, at the right end of the line, figures that
 * stand alone; what tells it from prose that ends in a figure is the gap before the first one, or
 * that there are several.
 */
#include "text/text.h"

#include <string.h>

typedef struct piece {
    size_t start, end; /* bytes of a run without blanks */
    int left, right;   /* display columns */
} piece;

enum { PIECES_MAX = 512, ROW_LABEL_GAP = 2 };

static size_t cut_pieces(const char *s, size_t n, piece *pieces)
{
    size_t count = 0;
    int column = 0;
    bool inside = false;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        int width = gk_char_width(c);
        if (width < 0) width = 0;
        if (gk_is_space(c)) {
            inside = false;
        } else {
            if (!inside) {
                if (count == PIECES_MAX) return count;
                pieces[count++] = (piece){.start = at, .left = column};
                inside = true;
            }
            pieces[count - 1].end = i;
            pieces[count - 1].right = column + width;
        }
        column += width;
    }
    return count;
}

static bool is_one_of(const char *s, size_t n, const char *const *list, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (strlen(list[k]) == n && memcmp(s, list[k], n) == 0) return true;
    return false;
}

static bool is_dash(const char *s, size_t n)
{
    static const char *const dashes[] = {"—",  "–",   "-",   "--", "---", "—%",  "–%", "-%",
                                         "NM", "N/M", "n/m", "nm", "N/A", "n/a", "*",  "不适用"};
    return is_one_of(s, n, dashes, sizeof dashes / sizeof *dashes);
}

static bool is_currency(const char *s, size_t n)
{
    static const char *const signs[] = {"$", "€", "£", "¥", "￥", "US$", "RMB", "("};
    return is_one_of(s, n, signs, sizeof signs / sizeof *signs);
}

static bool is_tail(const char *s, size_t n)
{
    static const char *const tails[] = {"%", ")", ")%", "％", "pts", "bps", "pp", "x"};
    return is_one_of(s, n, tails, sizeof tails / sizeof *tails);
}

/* Whether bytes [start, end) are one figure and nothing else. */
static bool whole_figure(const char *s, size_t start, size_t end, gk_number *number)
{
    size_t at = 0;
    const char *t = s + start;
    size_t n = end - start;
    if (!gk_number_next(t, n, &at, number)) return false;
    size_t i = 0;
    while (i < number->span.start && (t[i] == ' ' || t[i] == '$')) i++;
    if (i != number->span.start) return false;
    i = number->span.end;
    while (i < n && (t[i] == ' ' || t[i] == '%' || t[i] == ')')) i++;
    /* A star or a raised note mark may follow. */
    while (i < n && t[i] == '*') i++;
    if (i != n) return false;
    number->span.start += start;
    number->span.end += start;
    number->digits.start += start;
    number->digits.end += start;
    return true;
}

static bool is_bare_year(const gk_number *number, const char *s)
{
    size_t n = number->digits.end - number->digits.start;
    (void)s;
    return n == 4 && !number->decimals && !number->percent && !number->currency &&
           number->value >= 1980 && number->value <= 2099;
}

/* Takes the figure that ends with piece `last` (its currency sign and its tail included); returns
 * the index of its first piece, or last + 1 where there is no figure. */
static size_t take_figure(const char *s, const piece *pieces, size_t last, gk_cell *cell)
{
    size_t first = last;
    const char *text = s + pieces[last].start;
    if (is_dash(text, pieces[last].end - pieces[last].start)) {
        *cell = (gk_cell){.span = {pieces[last].start, pieces[last].end},
                          .left = pieces[last].left,
                          .right = pieces[last].right};
    } else {
        /* "12.5 %", "(1,577 )": the tail stands apart. */
        while (first > 0 &&
               is_tail(s + pieces[first].start, pieces[first].end - pieces[first].start) &&
               last - first < 2)
            first--;
        /* "$ (1,577 )", "( 1,577 )" */
        gk_number number;
        size_t start = pieces[first].start, end = pieces[last].end;
        bool opened = false;
        if (first > 0 && pieces[first - 1].end - pieces[first - 1].start == 1 &&
            s[pieces[first - 1].start] == '(') {
            first--;
            opened = true;
            start = pieces[first].start;
        }
        if (!whole_figure(s, start, end, &number)) {
            if (!opened) return last + 1;
            first++;
            if (!whole_figure(s, pieces[first].start, end, &number)) return last + 1;
            start = pieces[first].start;
        }
        *cell = (gk_cell){.span = {start, end},
                          .left = pieces[first].left,
                          .right = pieces[last].right,
                          .has_number = true,
                          .number = number};
    }
    if (first > 0 &&
        is_currency(s + pieces[first - 1].start, pieces[first - 1].end - pieces[first - 1].start)) {
        first--;
        cell->span.start = pieces[first].start;
        if (cell->has_number && s[pieces[first].start] != '(') cell->number.currency = true;
    }
    return first;
}

static bool ends_like_prose(const char *s, size_t n)
{
    while (n && s[n - 1] == ' ') n--;
    if (!n) return false;
    if (n >= 3 && (memcmp(s + n - 3, "。", 3) == 0 || memcmp(s + n - 3, "，", 3) == 0)) return true;
    return s[n - 1] == '.' || s[n - 1] == ',' || s[n - 1] == ';';
}

/* A line without figures: a heading where it is short or stands in several columns. */
static gk_line_kind kind_without_figures(const char *s, size_t n, const piece *pieces, size_t count)
{
    int wide_gaps = 0, letters = 0;
    for (size_t k = 0; k + 1 < count; k++)
        /* The gap behind a bullet or a number in front is no column's. */
        if (pieces[k + 1].left - pieces[k].right >= 3 &&
            !(k == 0 && pieces[k].right - pieces[k].left <= 4))
            wide_gaps++;
    for (size_t k = 0; k < count; k++) letters += pieces[k].right - pieces[k].left;
    if (wide_gaps >= 1 && !ends_like_prose(s, n)) return GK_LINE_HEADING;
    if (letters <= 60 && !ends_like_prose(s, n)) return GK_LINE_HEADING;
    return GK_LINE_PROSE;
}

/* Where the label ends: before a column of its own for notes ("存货      七、9"), if there is one.
 */
static size_t label_of(const char *s, const piece *pieces, size_t count)
{
    size_t words = 0;
    for (size_t k = 0; k + 1 < count; k++) {
        for (size_t i = pieces[k].start; i < pieces[k].end;) {
            uint32_t c = gk_utf8_next(s, pieces[k].end, &i);
            words += gk_is_word(c) && !(c >= '0' && c <= '9');
        }
        if (words >= 2 && pieces[k + 1].left - pieces[k].right >= 3) return pieces[k].end;
    }
    return pieces[count - 1].end;
}

gk_line_kind gk_table_line(const char *line, size_t n, gk_arena *arena, gk_row *row)
{
    piece pieces[PIECES_MAX];
    while (n && (line[n - 1] == '\n' || line[n - 1] == ' ')) n--;
    size_t count = cut_pieces(line, n, pieces);
    *row = (gk_row){0};
    if (count == 0) return GK_LINE_BLANK;
    gk_cell cells[PIECES_MAX];
    size_t cell_count = 0, first = count;
    while (first > 0) {
        gk_cell cell;
        size_t from = take_figure(line, pieces, first - 1, &cell);
        if (from >= first) break;
        /* "Net sales 2018": a year that follows its word at one blank belongs to the label; so does
         * a figure in a label's own text, "Note 12". */
        bool tight = from > 0 && pieces[from].left - pieces[from - 1].right < ROW_LABEL_GAP;
        if (tight && cell.has_number && !cell.number.currency &&
            (is_bare_year(&cell.number, line) || cell.number.value < 32) && cell_count > 0) {
            gk_cell before;
            if (take_figure(line, pieces, from - 1, &before) > from - 1) break;
        }
        cells[cell_count++] = cell;
        first = from;
    }
    size_t label_end = first ? pieces[first - 1].end : 0;
    size_t figures = 0, years = 0;
    for (size_t k = 0; k < cell_count; k++) {
        if (!cells[k].has_number) continue;
        figures++;
        years += is_bare_year(&cells[k].number, line);
    }
    if (figures == 0) return kind_without_figures(line, n, pieces, count);
    int gap = first ? pieces[first].left - pieces[first - 1].right : ROW_LABEL_GAP;
    /* "2018  2017  2016", "December 31, 2018" */
    if (years == figures)
        return gap >= ROW_LABEL_GAP || cell_count >= 2
                   ? GK_LINE_HEADING
                   : kind_without_figures(line, n, pieces, count);
    bool row_like = gap >= ROW_LABEL_GAP || cell_count >= 2;
    if (!row_like) {
        /* One figure behind one blank: a row where the label is short and the figure a large one.
         */
        const gk_number *f = &cells[0].number;
        size_t digits = f->digits.end - f->digits.start;
        row_like = label_end - pieces[0].start <= 60 && digits >= 5 && first <= 8 &&
                   memchr(line + f->digits.start, ',', digits);
    }
    if (!row_like) return kind_without_figures(line, n, pieces, count);
    row->label = first ? (gk_span){pieces[0].start, label_of(line, pieces, first)}
                       : (gk_span){0, 0};
    row->cells = gk_arena_array(arena, cell_count, sizeof *row->cells);
    row->cell_count = cell_count;
    for (size_t k = 0; k < cell_count; k++) row->cells[k] = cells[cell_count - 1 - k];
    return GK_LINE_ROW;
}

/* ---- units -------------------------------------------------------------------------------- */

typedef struct unit_word {
    const char *word;
    double scale;
} unit_word;

static const unit_word english_units[] = {
    {"trillions", 1e12}, {"billions", 1e9}, {"millions", 1e6}, {"thousands", 1e3}, {"000s", 1e3},
    {"billion", 1e9},    {"million", 1e6},  {"thousand", 1e3}, {"000’s", 1e3},     {"000's", 1e3},
};
static const unit_word chinese_units[] = {
    {"万亿元", 1e12}, {"百万元", 1e6}, {"千万元", 1e7}, {"亿元", 1e8},
    {"万元", 1e4},    {"千元", 1e3},   {"元", 1},
};

static bool copy_unit(gk_unit *out, double scale, const char *s, size_t start, size_t end)
{
    *out = (gk_unit){.scale = scale, .span = {start, end}};
    size_t m = end - start < sizeof out->word - 1 ? end - start : sizeof out->word - 1;
    memcpy(out->word, s + start, m);
    return true;
}

static bool equal_fold(const char *s, const char *lower, size_t m)
{
    for (size_t k = 0; k < m; k++) {
        char c = s[k];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != lower[k]) return false;
    }
    return true;
}

/* Chinese: "单位：万元", "（人民币百万元）": the word behind 单位, or behind 人民币 in a short
 * line. */
static bool chinese_unit(const char *s, size_t n, gk_unit *out)
{
    static const char *const marks[] = {"单位", "人民币"};
    for (size_t m = 0; m < 2; m++) {
        size_t length = strlen(marks[m]);
        for (size_t i = 0; i + length <= n; i++) {
            if (memcmp(s + i, marks[m], length) != 0) continue;
            for (size_t k = i + length; k < n && k < i + length + 24; k++) {
                for (size_t u = 0; u < sizeof chinese_units / sizeof *chinese_units; u++) {
                    size_t w = strlen(chinese_units[u].word);
                    if (k + w <= n && memcmp(s + k, chinese_units[u].word, w) == 0)
                        return copy_unit(out, chinese_units[u].scale, s, k, k + w);
                }
            }
        }
    }
    return false;
}

bool gk_unit_find(const char *s, size_t n, gk_unit *out)
{
    *out = (gk_unit){0};
    if (chinese_unit(s, n, out)) return true;
    for (size_t i = 0; i < n; i++) {
        bool starts = i == 0 || s[i - 1] == ' ' || s[i - 1] == '(' || s[i - 1] == ',';
        /* "in millions", "(Millions)", "dollars in thousands", "$000s" */
        if (!starts && !(i > 0 && s[i - 1] == '$')) continue;
        for (size_t u = 0; u < sizeof english_units / sizeof *english_units; u++) {
            size_t w = strlen(english_units[u].word);
            if (i + w > n || !equal_fold(s + i, english_units[u].word, w)) continue;
            size_t end = i + w;
            if (end < n && gk_is_word((unsigned char)s[end])) continue;
            bool paren = false, in = false, figure = false;
            for (size_t k = i; k > 0 && i - k < 40; k--) {
                if (s[k - 1] >= '0' && s[k - 1] <= '9' && !paren) figure = true;
                if (s[k - 1] == '(') paren = true;
                if (k >= 3 && equal_fold(s + k - 3, "in ", 3)) in = true;
            }
            /* Prose has "5 million"; a unit line has "in millions" or stands in parentheses. */
            bool plural = english_units[u].word[w - 1] == 's';
            if (plural && (in || paren || i < 4))
                return copy_unit(out, english_units[u].scale, s, i, end);
            /* "($ million)", "(in million)" */
            if (!plural && paren && !figure &&
                (in || (end < n && (s[end] == ')' || s[end] == ','))))
                return copy_unit(out, english_units[u].scale, s, i, end);
        }
    }
    return false;
}
