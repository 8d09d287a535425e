/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands above a figure: its period and its unit. A heading line may hold several periods side
 * by side ("2018  2017  2016"), or the date and the year may stand on two lines ("December 31,"
 * over "2018  2017"), or words may say it ("本期发生额  上期发生额").
 */
#include "text/text.h"

#include <string.h>
#include <strings.h>

enum { LOOK_UP = 90, PERIODS_MOST = 16 };

void gk_laid_read(const char *text, size_t n, gk_arena *arena, gk_laid_text *out)
{
    size_t count = n && text[n - 1] != '\n';
    for (size_t i = 0; i < n; i++) count += text[i] == '\n';
    *out = (gk_laid_text){.text = text, .lines = gk_arena_array(arena, count, sizeof *out->lines)};
    for (size_t i = 0; i < n;) {
        const char *newline = memchr(text + i, '\n', n - i);
        gk_text_line *l = &out->lines[out->count++];
        l->start = i;
        l->end = newline ? (size_t)(newline - text) : n;
        l->kind = gk_table_line(text + i, l->end - i, arena, &l->row);
        i = l->end + 1;
    }
}

typedef struct placed_period {
    gk_period period;
    gk_span span;    /* of the line */
    int left, right; /* display columns */
} placed_period;

static int display_column(const char *s, size_t bytes)
{
    int column = 0;
    for (size_t i = 0; i < bytes;) {
        int width = gk_char_width(gk_utf8_next(s, bytes, &i));
        column += width > 0 ? width : 0;
    }
    return column;
}

/* Words that mean this period or the one before. */
typedef struct relative_word {
    const char *word;
    int years_back;
} relative_word;

static const relative_word relatives[] = {
    {"本期发生额", 0}, {"上期发生额", 1}, {"本期金额", 0},     {"上期金额", 1},     {"期末余额", 0},
    {"期初余额", 1},   {"期末数", 0},     {"期初数", 1},       {"本期数", 0},       {"上期数", 1},
    {"上年同期数", 1}, {"本年数", 0},     {"上年数", 1},       {"本年金额", 0},     {"上年金额", 1},
    {"年末余额", 0},   {"年初余额", 1},   {"期末账面价值", 0}, {"期初账面价值", 1},
};

static size_t relative_periods(const char *s, size_t n, int year, placed_period *out)
{
    size_t count = 0;
    if (!year) return 0;
    for (size_t i = 0; i < n && count < PERIODS_MOST;) {
        size_t length = 0;
        for (size_t k = 0; k < sizeof relatives / sizeof *relatives; k++) {
            size_t m = strlen(relatives[k].word);
            if (i + m > n || memcmp(s + i, relatives[k].word, m) != 0) continue;
            int left = display_column(s, i);
            out[count++] = (placed_period){.period = {.year = year - relatives[k].years_back},
                                           .span = {i, i + m},
                                           .left = left,
                                           .right = left + display_column(s + i, m)};
            length = m;
            break;
        }
        i += length ? length : 1;
    }
    return count;
}

static size_t line_periods(const gk_laid_text *laid, size_t line, int year, placed_period *out)
{
    const gk_text_line *l = &laid->lines[line];
    const char *s = laid->text + l->start;
    size_t n = l->end - l->start, count = 0, at = 0;
    gk_period period;
    while (count < PERIODS_MOST && gk_period_next(s, n, &at, &period))
        out[count++] = (placed_period){.period = period,
                                       .span = period.span,
                                       .left = display_column(s, period.span.start),
                                       .right = display_column(s, period.span.end)};
    return count ? count : relative_periods(s, n, year, out);
}

/* Whether the periods of a heading line stand in columns rather than in a sentence: "2020, 2019 and
 * 2018" is a sentence's, between columns there are two blanks at least. */
static bool in_columns(const gk_laid_text *laid, size_t line, const placed_period *periods,
                       size_t count)
{
    if (laid->lines[line].kind == GK_LINE_PROSE) return false;
    const char *s = laid->text + laid->lines[line].start;
    for (size_t i = 0; i + 1 < count; i++) {
        size_t from = periods[i].span.end, to = periods[i + 1].span.start;
        if (!memmem(s + from, to - from, "  ", 2)) return false;
    }
    return count >= 2 || periods[0].left > 30;
}

static int distance(const gk_cell *cell, const placed_period *p)
{
    int middle = (cell->left + cell->right) / 2, other = (p->left + p->right) / 2;
    /* Figures are set flush right under headings that may be centred or flush right. */
    int right = cell->right > p->right ? cell->right - p->right : p->right - cell->right;
    int centre = middle > other ? middle - other : other - middle;
    return right < centre ? right : centre;
}

static void assign(const gk_row *row, const placed_period *periods, size_t count, size_t line,
                   gk_column *columns)
{
    bool in_order = count == row->cell_count;
    bool shared = count == 1 && row->cell_count > 1;
    for (size_t i = 0; i < row->cell_count; i++) {
        size_t best = in_order ? i : SIZE_MAX;
        int nearest = 16;
        for (size_t k = 0; k < count && !in_order; k++) {
            int d = distance(&row->cells[i], &periods[k]);
            if (d < nearest) nearest = d, best = k;
        }
        if (shared) best = 0;
        if (best == SIZE_MAX) continue;
        columns[i].period = periods[best].period;
        columns[i].heading_line = line;
        columns[i].shared = shared;
    }
}

/* ---- how long a period the figures cover --------------------------------------------------- */

typedef struct duration_word {
    const char *words;
    int months;
} duration_word;

static const duration_word durations[] = {
    {"three months", 3},   {"six months", 6},     {"nine months", 9},      {"twelve months", 12},
    {"quarter ended", 3},  {"quarters ended", 3}, {"13 weeks", 3},         {"13-weeks", 3},
    {"thirteen weeks", 3}, {"26 weeks", 6},       {"26-weeks", 6},         {"39 weeks", 9},
    {"52 weeks", 12},      {"53 weeks", 12},      {"fifty-two weeks", 12}, {"year ended", 12},
    {"years ended", 12},   {"fiscal year", 12},   {"fiscal years", 12},
};

/* The durations that a line names, left to right. */
static size_t line_durations(const char *s, size_t n, int *out, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < n && count < most;) {
        size_t length = 0;
        for (size_t k = 0; k < sizeof durations / sizeof *durations && !length; k++) {
            size_t m = strlen(durations[k].words);
            if (i + m > n || strncasecmp(s + i, durations[k].words, m) != 0) continue;
            out[count++] = durations[k].months;
            length = m;
        }
        i += length ? length : 1;
    }
    return count;
}

/* Looks on the line of the periods and a few above it. Where several durations stand side by side,
 * each holds for its share of the columns. */
static void find_durations(const gk_laid_text *laid, const gk_row *row, gk_column *columns)
{
    size_t heading = SIZE_MAX;
    for (size_t i = 0; i < row->cell_count && heading == SIZE_MAX; i++)
        heading = columns[i].heading_line;
    if (heading == SIZE_MAX) return;
    for (size_t up = heading + 1, looked = 0; up-- > 0 && looked < 6; looked++) {
        const gk_text_line *l = &laid->lines[up];
        if (l->kind == GK_LINE_ROW) return;
        int found[PERIODS_MOST];
        size_t count = line_durations(laid->text + l->start, l->end - l->start, found,
                                      PERIODS_MOST);
        if (!count) continue;
        for (size_t i = 0; i < row->cell_count; i++)
            columns[i].months = found[i * count / row->cell_count];
        return;
    }
}

/* "January 28,   January 29," over "2023   2022": the month of each year stands on the line above.
 */
static void add_months(const gk_laid_text *laid, size_t line, placed_period *periods, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (periods[i].period.month || periods[i].period.quarter) return;
    for (size_t up = line, looked = 0; up-- > 0 && looked < 3;) {
        const gk_text_line *l = &laid->lines[up];
        if (l->kind == GK_LINE_BLANK) continue;
        if (l->kind == GK_LINE_ROW) return;
        looked++;
        const char *s = laid->text + l->start;
        size_t n = l->end - l->start, found = 0;
        placed_period dates[PERIODS_MOST];
        for (size_t i = 0; i < n && found < PERIODS_MOST;) {
            gk_period date;
            size_t end = i;
            if ((i == 0 || !gk_is_word((unsigned char)s[i - 1])) &&
                gk_period_day(s, n, &end, &date)) {
                dates[found++] = (placed_period){
                    .period = date, .left = display_column(s, i), .right = display_column(s, end)};
                i = end;
            } else {
                i++;
            }
        }
        if (!found || (found != 1 && found != count)) continue;
        for (size_t i = 0; i < count; i++) {
            periods[i].period.month = dates[found == 1 ? 0 : i].period.month;
            periods[i].period.day = dates[found == 1 ? 0 : i].period.day;
        }
        return;
    }
}

gk_column *gk_table_columns(const gk_laid_text *laid, size_t line, int year, gk_arena *arena)
{
    const gk_row *row = &laid->lines[line].row;
    gk_column *columns = gk_arena_array(arena, row->cell_count, sizeof *columns);
    for (size_t i = 0; i < row->cell_count; i++) columns[i].heading_line = SIZE_MAX;
    placed_period periods[PERIODS_MOST], single = {0};
    size_t single_line = SIZE_MAX, prose = 0;
    for (size_t up = line, looked = 0; up-- > 0 && looked < LOOK_UP; looked++) {
        gk_line_kind kind = laid->lines[up].kind;
        if (kind == GK_LINE_ROW || kind == GK_LINE_BLANK) continue;
        if (kind == GK_LINE_PROSE && ++prose >= 3) break; /* a paragraph: the table is over */
        size_t count = line_periods(laid, up, year, periods);
        if (!count || !in_columns(laid, up, periods, count)) continue;
        if (count == 1 && row->cell_count > 1) {
            /* One date over several columns: kept in case nothing better stands above. */
            if (single_line == SIZE_MAX) single = periods[0], single_line = up;
            continue;
        }
        add_months(laid, up, periods, count);
        assign(row, periods, count, up, columns);
        find_durations(laid, row, columns);
        return columns;
    }
    if (single_line != SIZE_MAX) {
        assign(row, &single, 1, single_line, columns);
        find_durations(laid, row, columns);
    }
    return columns;
}

bool gk_table_unit(const gk_laid_text *laid, size_t line, gk_unit *out, size_t *unit_line)
{
    for (size_t up = line + 1, looked = 0; up-- > 0 && looked < LOOK_UP; looked++) {
        const gk_text_line *l = &laid->lines[up];
        if (l->kind == GK_LINE_ROW && up != line) continue;
        if (!gk_unit_find(laid->text + l->start, l->end - l->start, out)) continue;
        if (unit_line) *unit_line = up;
        return true;
    }
    *out = (gk_unit){0};
    return false;
}
