/* SPDX-License-Identifier: Apache-2.0
 *
 * The figures of prose: value, rounding, sign. A sign may be said in words ("a loss of $5
 * million"), and where words say that something fell, a figure may stand with or without it.
 */
#include "verify/reading.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { FIGURES_MOST = 256, NEAR = 64, NEAR_SIGN = 12 };

static bool ends_with_any(const char *s, size_t start, size_t end, const char *const *words,
                          size_t count)
{
    while (end > start && (s[end - 1] == ' ' || s[end - 1] == '\n' || s[end - 1] == '$')) end--;
    for (size_t k = 0; k < count; k++) {
        size_t m = strlen(words[k]);
        if (end - start >= m && strncasecmp(s + end - m, words[k], m) == 0) return true;
    }
    return false;
}

static bool is_about(const char *s, size_t start, size_t end)
{
    static const char *const words[] = {
        "about",  "approximately", "approx.", "around", "roughly", "nearly",
        "almost", "some",          "~",       "≈",      "约",      "近",
        "大约",   "将近"};
    return ends_with_any(s, start, end, words, sizeof words / sizeof *words);
}

static bool is_bound(const char *s, size_t start, size_t end)
{
    static const char *const words[] = {
        "more than", "over", "at least", "less than", "under", "above", "below",   "exceeding",
        "exceeded",  "逾",   "超过",     "超",        "不足",  "不到",  "at most", "up to"};
    return ends_with_any(s, start, end, words, sizeof words / sizeof *words);
}

/* The place value of the last digit that is no trailing zero: 10 for 1,230. */
static double zeros_of(const char *s, const gk_number *number)
{
    if (number->decimals) return 1;
    double place = 1;
    for (size_t i = number->digits.end; i > number->digits.start; i--) {
        char c = s[i - 1];
        if (c == '0')
            place *= 10;
        else if (c != ',' && c != ')')
            break;
    }
    return place;
}

/* "an increase of $50 million (5.2%)": parentheses that set a figure apart. */
static bool is_aside(const char *s, size_t start, const gk_number *number)
{
    if (!number->percent || !number->negative) return false;
    size_t i = number->digits.start;
    if (s[i] != '(') return false;
    while (i > start && s[i - 1] == ' ') i--;
    if (i == start) return false;
    static const char *const heads[] = {"was", "is", "of", "to", "were", "=", ":", "为", "by"};
    return !ends_with_any(s, start, i, heads, sizeof heads / sizeof *heads);
}

static bool is_strong_loss(const char *s, gk_span span, const gk_cue *cue)
{
    static const char *const heads[] = {"net",    "operating", "pre-tax",
                                        "pretax", "a",         "comprehensive"};
    static const char *const tails[] = {" of ", " was ", " per ", " for the ", " totaled "};
    if ((unsigned char)s[cue->span.start] >= 0x80) return true;
    if (ends_with_any(s, span.start, cue->span.start, heads, sizeof heads / sizeof *heads))
        return true;
    for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
        size_t m = strlen(tails[k]);
        if (cue->span.end + m <= span.end && strncasecmp(s + cue->span.end, tails[k], m) == 0)
            return true;
    }
    return false;
}

static bool far_apart(const char *s, size_t from, size_t to)
{
    if (to < from || to - from > NEAR) return true;
    for (size_t i = from; i < to; i++)
        if (s[i] == ';' || (s[i] == '.' && i + 1 < to && s[i + 1] == ' ')) return true;
    return false;
}

/* Paid, used, spent: what papers print with or without a sign. */
static bool paid_near(const char *s, gk_span span)
{
    static const char *const words[] = {
        "purchase",   "payment", "paid",     "pay ",       "repay",    "dividend", "expenditure",
        "capex",      "used in", "used for", "spent",      "spend",    "invested", "支付",
        "购建",       "偿还",    "分配股利", "资本性支出", "资本支出", "流出",     "expense",
        "cost",       "费用",    "成本",     "税",         "损失",     "减值",     "provision",
        "repurchase", "buyback", "outflow",  "charge",     "interest", "tax",      "write-"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        for (size_t i = span.start; i + m <= span.end; i++)
            if (strncasecmp(s + i, words[k], m) == 0) return true;
    }
    return false;
}

/* "-$3", "−US$3": a minus sign before the currency's; "negative $3". */
static bool minus_before(const char *s, size_t start, const gk_number *number)
{
    static const char *const words[] = {"negative", "minus"};
    size_t i = number->span.start;
    if (ends_with_any(s, start, i, words, sizeof words / sizeof *words)) return true;
    if (!number->currency || i <= start) return false;
    if (s[i - 1] == '-') return i - 1 == start || s[i - 2] == ' ' || s[i - 2] == '(';
    return i >= start + 3 && memcmp(s + i - 3, "−", 3) == 0 && (i == start + 3 || s[i - 4] == ' ');
}

static size_t gap_to(const gk_cue *cue, const gk_number *number)
{
    return cue->span.end <= number->span.start ? number->span.start - cue->span.end
                                               : cue->span.start - number->span.end;
}

static void sign_of(const char *s, gk_span span, const gk_cue *cues, size_t cue_count,
                    gk_figure *figure)
{
    const gk_number *number = &figure->number;
    bool loss = false, weak = false, down = false;
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < cue_count; i++) {
        const gk_cue *cue = &cues[i];
        bool ahead = cue->span.end <= number->span.start &&
                     !far_apart(s, cue->span.end, number->span.start);
        bool follows = cue->span.start >= number->span.end &&
                       !far_apart(s, number->span.end, cue->span.start);
        if (cue->kind == GK_CUE_LOSS && ahead) {
            if (is_strong_loss(s, span, cue))
                loss = true;
            else
                weak = true;
        }
        if (cue->kind == GK_CUE_GAIN && ahead) loss = false;
        bool trend = cue->kind == GK_CUE_DOWN || cue->kind == GK_CUE_UP;
        if (trend && (ahead || follows) && gap_to(cue, number) < nearest) {
            nearest = gap_to(cue, number);
            down = cue->kind == GK_CUE_DOWN;
        }
    }
    bool aside = is_aside(s, span.start, number);
    size_t from = number->span.start > span.start + NEAR ? number->span.start - NEAR : span.start;
    bool paid = paid_near(s, (gk_span){from, number->span.start});
    bool minus = number->negative && !aside;
    figure->may_negative = minus || loss || weak || down || aside;
    figure->paid = paid;
    figure->may_positive = !minus && (!loss || down || aside);
    /* "a decline of -5 %": the word beside it says the same as the sign. */
    if (minus && down && nearest <= NEAR_SIGN) figure->may_positive = true;
}

size_t gk_figures_find(const char *s, gk_span span, gk_arena *arena, gk_figure **out)
{
    gk_number numbers[FIGURES_MOST];
    size_t count = gk_amounts(s + span.start, span.end - span.start, numbers, FIGURES_MOST);
    *out = gk_arena_array(arena, count + 1, sizeof **out);
    gk_cue *cues;
    size_t cue_count = gk_cues_find(s + span.start, span.end - span.start, arena, &cues);
    for (size_t i = 0; i < cue_count; i++) {
        cues[i].span.start += span.start;
        cues[i].span.end += span.start;
    }
    for (size_t i = 0; i < count; i++) {
        gk_figure *f = &(*out)[i];
        f->number = numbers[i];
        f->number.span.start += span.start;
        f->number.span.end += span.start;
        f->number.digits.start += span.start;
        f->number.digits.end += span.start;
        if (!f->number.negative && minus_before(s, span.start, &f->number)) {
            f->number.negative = true;
            f->number.value = -f->number.value;
        }
        f->value = f->number.value * f->number.scale;
        f->half = 0.5 * pow(10, -f->number.decimals) * f->number.scale;
        f->scaled = f->number.scale > 1 || f->number.percent;
        f->about = is_about(s, span.start, f->number.span.start);
        f->bound = is_bound(s, span.start, f->number.span.start);
        if (f->about || f->bound) {
            double zeros = 0.5 * zeros_of(s, &f->number) * f->number.scale;
            double most = fabs(f->value) * 0.05;
            if (zeros > f->half) f->half = zeros < most ? zeros : most;
        }
        sign_of(s, span, cues, cue_count, f);
        gk_figure_unit(s, span, f);
    }
    gk_figures_date(s, span, *out, count);
    return count;
}
