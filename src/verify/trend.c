/* SPDX-License-Identifier: Apache-2.0
 *
 * "Rose" and "fell" against the figures of the claim: "from A to B", two years of one row, or one
 * year of a row that has the year before, too.
 */
#include "verify/checks.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* 1 up, -1 down, 0 where the claim says neither or both. */
static int direction_of(const gk_claim *claim)
{
    int up = 0, down = 0;
    for (size_t i = 0; i < claim->reading.cue_count; i++) {
        up += claim->reading.cues[i].kind == GK_CUE_UP;
        down += claim->reading.cues[i].kind == GK_CUE_DOWN;
        if (claim->reading.cues[i].kind == GK_CUE_NEGATION) return 0;
    }
    /* "-3 % growth" */
    for (size_t i = 0; i < claim->figure_count; i++)
        if (claim->figures[i].number.negative && claim->figures[i].number.percent) return 0;
    return up && !down ? 1 : down && !up ? -1 : 0;
}

static bool word_before(const char *s, size_t start, size_t at, const char *word)
{
    size_t m = strlen(word), end = at;
    while (end > start && (s[end - 1] == ' ' || s[end - 1] == '$')) end--;
    return end >= start + m && strncasecmp(s + end - m, word, m) == 0;
}

/* Compares magnitudes: a payment that grew is printed as a smaller number. */
static bool agrees(const gk_figure *old, const gk_figure *new, int direction)
{
    double a = fabs(old->value), b = fabs(new->value);
    bool a_minus = !old->may_positive, b_minus = !new->may_positive;
    if (a_minus != b_minus) return true;
    if (fabs(a - b) <= 1e-9 * (a + b)) return true;
    return direction > 0 ? b > a : b < a;
}

static bool same_kind(const gk_figure *a, const gk_figure *b)
{
    return a->counted == b->counted || a->counted == GK_COUNTED_UNKNOWN ||
           b->counted == GK_COUNTED_UNKNOWN;
}

static const gk_figure *proof_of(const gk_check *check, const gk_match *m)
{
    if (m->source == SIZE_MAX || m->said == SIZE_MAX || m->figure == SIZE_MAX) return NULL;
    return &check->sources[m->source].said[m->said].figures[m->figure];
}

static bool same_row(const gk_match *a, const gk_match *b)
{
    return a->source != SIZE_MAX && a->source == b->source && a->said == b->said;
}

/* How many figures of the kind stand in the sources themselves. */
static size_t found_of(const gk_claim *claim, gk_counted counted)
{
    size_t count = 0;
    for (size_t i = 0; i < claim->figure_count; i++)
        count += claim->figures[i].counted == counted &&
                 claim->matches[i].kind == GK_VERDICT_SUPPORTED;
    return count;
}

static bool pairs_agree(const gk_check *check, const gk_claim *claim, int direction, bool *any)
{
    for (size_t i = 0; i < claim->figure_count; i++)
        for (size_t k = 0; k < claim->figure_count; k++) {
            const gk_figure *a = &claim->figures[i], *b = &claim->figures[k];
            if (i == k || !same_kind(a, b)) continue;
            bool from = word_before(check->text, claim->span.start, a->number.span.start, "from") ||
                        word_before(check->text, claim->span.start, a->number.span.start, "从") ||
                        word_before(check->text, claim->span.start, a->number.span.start, "由");
            bool to = word_before(check->text, claim->span.start, b->number.span.start, "to") ||
                      word_before(check->text, claim->span.start, b->number.span.start, "至") ||
                      word_before(check->text, claim->span.start, b->number.span.start, "到");
            bool dated = a->period_own && b->period_own && a->period.year && b->period.year &&
                         a->period.year < b->period.year &&
                         (same_row(&claim->matches[i], &claim->matches[k]) ||
                          found_of(claim, a->counted) == 2) &&
                         claim->matches[i].kind == GK_VERDICT_SUPPORTED &&
                         claim->matches[k].kind == GK_VERDICT_SUPPORTED;
            /* Rates of change are none to compare. */
            dated = dated && a->counted != GK_COUNTED_PERCENT && b->counted != GK_COUNTED_PERCENT;
            if (!(from && to) && !dated) continue;
            *any = true;
            if (!agrees(a, b, direction)) return false;
        }
    return true;
}

/* The cell of the year before, in the row of the claim's one figure. */
static bool row_agrees(const gk_check *check, const gk_claim *claim, int direction)
{
    const gk_match *m = NULL;
    size_t count = 0;
    for (size_t i = 0; i < claim->figure_count; i++)
        if (claim->matches[i].kind == GK_VERDICT_SUPPORTED) m = &claim->matches[i], count++;
    const gk_figure *cell = m ? proof_of(check, m) : NULL;
    if (!cell || count != 1 || !cell->cell || !cell->period.year) return true;
    const gk_said *said = &check->sources[m->source].said[m->said];
    const gk_figure *before = NULL;
    size_t same_year = 0;
    for (size_t i = 0; i < said->figure_count; i++) {
        if (said->figures[i].period.year == cell->period.year - 1) before = &said->figures[i];
        same_year += said->figures[i].period.year == cell->period.year;
    }
    return !before || same_year != 1 || before->counted != cell->counted ||
           agrees(before, cell, direction);
}

/* "Gross increases": the row itself is called so. */
static bool label_says(const gk_check *check, const gk_claim *claim, int direction)
{
    gk_cue_kind kind = direction > 0 ? GK_CUE_UP : GK_CUE_DOWN;
    for (size_t i = 0; i < claim->figure_count; i++) {
        const gk_match *m = &claim->matches[i];
        if (m->source == SIZE_MAX || m->said == SIZE_MAX) continue;
        const gk_said *said = &check->sources[m->source].said[m->said];
        for (size_t k = 0; k < said->reading.cue_count && said->row; k++)
            if (said->reading.cues[k].kind == kind) return true;
    }
    return false;
}

bool gk_trend_agrees(const gk_check *check, const gk_claim *claim)
{
    int direction = direction_of(claim);
    bool any = false;
    if (!direction || label_says(check, claim, direction)) return true;
    if (!pairs_agree(check, claim, direction, &any)) return false;
    return any || row_agrees(check, claim, direction);
}
