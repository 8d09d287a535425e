/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/compute.h"

#include <math.h>
#include <string.h>

static bool has(const char *s, size_t n, const char *what)
{
    return memmem(s, n, what, strlen(what));
}

/* … as a word of its own: "Incorporated" is no rate. */
static bool has_word(const char *s, size_t n, const char *what)
{
    size_t m = strlen(what);
    for (size_t i = 0; i + m <= n; i++)
        if (memcmp(s + i, what, m) == 0 && (i == 0 || !gk_is_word((unsigned char)s[i - 1])) &&
            (i + m == n || !gk_is_word((unsigned char)s[i + m])))
            return true;
    return false;
}

/* A figure per share, a count or a rate is not in the table's unit. */
static bool unit_does_not_hold(const gk_question *q, const gk_row_answer *row, const char *label,
                               size_t n)
{
    if (row->item != SIZE_MAX && strstr(q->items[row->item]->asked, "per share")) return true;
    static const char *const words[] = {"per share", "per common share",
                                        "Per share", "每股",
                                        "Number of", "number of",
                                        "%",         "rate",
                                        "率",        "人数"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], "rate") == 0 ? has_word(label, n, words[i]) : has(label, n, words[i]))
            return true;
    return false;
}

/* Whether a dollar sign stands anywhere in the table between its heading and the row's end. */
static bool in_dollars(const gk_laid_text *laid, size_t line)
{
    size_t prose = 0;
    for (size_t i = line + 1; i-- > 0 && line - i < 60;) {
        const gk_text_line *l = &laid->lines[i];
        /* A label that runs on looks like prose; a paragraph does not. */
        if (l->kind == GK_LINE_PROSE && ++prose > 3) return false;
        if (l->kind == GK_LINE_ROW && has(laid->text + l->start, l->end - l->start, "$"))
            return true;
    }
    return false;
}

static char *grouped(double value, int decimals, gk_arena *arena)
{
    char plain[64];
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    gk_string out = {0};
    gk_string_add_grouped(&out, plain);
    char *copy = gk_arena_strdup(arena, out.data);
    gk_string_free(&out);
    return copy;
}

/* Things that are counted, not paid: a dollar sign of the table is not theirs. */
static bool is_count(const char *label, size_t n)
{
    static const char *const things[] = {"ember",   "ubscri", "tores",    "mployee",
                                         "ustomer", "shares", "umber of", "nits"};
    for (size_t i = 0; i < sizeof things / sizeof *things; i++)
        if (has(label, n, things[i])) return true;
    return false;
}

/* Payments stand in parentheses in a cash flow statement; who asks what was paid wants the amount.
 */
static bool is_payment(const gk_question *q, const gk_row_answer *row, const gk_number *number)
{
    if (!number->negative || row->item == SIZE_MAX) return false;
    static const char *const paid[] = {"capital expenditures", "dividends paid",
                                       "share repurchases"};
    for (size_t i = 0; i < sizeof paid / sizeof *paid; i++)
        if (strcmp(q->items[row->item]->name, paid[i]) == 0) return true;
    return false;
}

char *gk_answer_figure(const gk_question *question, const gk_row_answer *row, size_t which,
                       gk_arena *arena)
{
    const gk_laid_text *laid = &row->page->laid;
    const gk_text_line *l = &laid->lines[row->line];
    const char *line = laid->text + l->start;
    const gk_number *number = &l->row.cells[row->cells[which]].number;
    const char *label = line + l->row.label.start;
    size_t n = l->row.label.end - l->row.label.start;
    char *printed = gk_arena_strndup(arena, line + number->digits.start,
                                     number->digits.end - number->digits.start);
    if (number->percent)
        return gk_arena_format(arena, "%s%s", printed, strchr(printed, '%') ? "" : "%");
    gk_unit unit = {0};
    bool dollars = false;
    size_t unit_line;
    if (!unit_does_not_hold(question, row, label, n) &&
        gk_table_unit(laid, row->line, &unit, &unit_line)) {
        const gk_text_line *u = &laid->lines[unit_line];
        dollars = has(laid->text + u->start, u->end - u->start, "$") ||
                  has(laid->text + u->start, u->end - u->start, "ollars");
    }
    bool chinese = (unsigned char)unit.word[0] >= 0x80;
    const char *sign = !chinese && (dollars || number->currency || in_dollars(laid, row->line)) &&
                               !unit_does_not_hold(question, row, label, n) && !is_count(label, n)
                           ? "$"
                           : "";
    /* Per share, the unit line does not hold, but a dollar sign of its own does. */
    if (number->currency && !strchr(printed, '%')) sign = "$";
    bool payment = is_payment(question, row, number);
    const char *shown = payment ? grouped(number->value, number->decimals, arena) : printed;
    if (strchr(shown, '$')) sign = "";
    char *figure;
    if (chinese)
        figure = gk_arena_format(arena, "%s%s", shown, unit.word);
    else if (unit.scale > 1)
        figure = gk_arena_format(arena, "%s%s %s", sign, shown, gk_word_scale(unit.scale, false));
    else
        figure = gk_arena_format(arena, "%s%s", sign, shown);
    double scale = unit.scale > 0 ? unit.scale : 0;
    if (question->scale && scale && question->scale != scale) {
        double value = number->value * scale / question->scale;
        bool small = fabs(value) < 1000;
        return gk_arena_format(
            arena, "%s%s%s%s%s%s (%s as printed)", number->value < 0 && !payment ? "-" : "", sign,
            grouped(value, small ? 2 : 0, arena), chinese ? "" : " ",
            gk_word_scale(question->scale, chinese), chinese ? "元" : "", figure);
    }
    if (payment) return gk_arena_format(arena, "%s, printed as %s", figure, printed);
    return figure;
}
