/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures that follow by what words name: a change, a difference, a share, a sum, an average or a
 * ratio of the supported figures beside them.
 */
#include "verify/interval.h"

#include <math.h>
#include <string.h>
#include <strings.h>

typedef enum derivation {
    CHANGE_PERCENT = 1,
    DIFFERENCE = 2,
    SHARE = 4,
    SUM = 8,
    AVERAGE = 16,
    RATIO = 32
} derivation;

typedef struct derivation_word {
    const char *word;
    unsigned derivations;
} derivation_word;

static const derivation_word derivation_words[] = {
    {"change", CHANGE_PERCENT | DIFFERENCE},
    {"differ", CHANGE_PERCENT | DIFFERENCE},
    {"growth", CHANGE_PERCENT | DIFFERENCE},
    {"cagr", CHANGE_PERCENT},
    {"more than", DIFFERENCE},
    {"less than", DIFFERENCE},
    {"net of", DIFFERENCE},
    {"margin", SHARE},
    {"ratio", SHARE | RATIO},
    {"% of", SHARE},
    {"percent of", SHARE},
    {"percentage of", SHARE},
    {"share of", SHARE},
    {"as a proportion", SHARE},
    {"rate", SHARE},
    {"represent", SHARE},
    {"account", SHARE},
    {"intensity", SHARE},
    {"turnover", RATIO},
    {"times", RATIO},
    {"coverage", RATIO},
    {"total", SUM},
    {"sum", SUM},
    {"combined", SUM},
    {"together", SUM},
    {"average", AVERAGE},
    {"mean", AVERAGE},
    {"per ", RATIO},
    {"变动", CHANGE_PERCENT | DIFFERENCE},
    {"差", DIFFERENCE},
    {"增速", CHANGE_PERCENT},
    {"增长率", CHANGE_PERCENT},
    {"占", SHARE},
    {"率", SHARE | RATIO},
    {"比例", SHARE},
    {"合计", SUM},
    {"总", SUM},
    {"共", SUM},
    {"平均", AVERAGE},
    {"倍", RATIO},
};

static unsigned derivations_of(const gk_check *check, const gk_claim *claim)
{
    unsigned out = 0;
    for (size_t k = 0; k < sizeof derivation_words / sizeof *derivation_words; k++) {
        size_t m = strlen(derivation_words[k].word);
        for (size_t i = claim->span.start; i + m <= claim->span.end; i++)
            if (strncasecmp(check->text + i, derivation_words[k].word, m) == 0) {
                out |= derivation_words[k].derivations;
                break;
            }
    }
    for (size_t i = 0; i < claim->reading.cue_count; i++) {
        gk_cue_kind kind = claim->reading.cues[i].kind;
        if (kind == GK_CUE_UP || kind == GK_CUE_DOWN) out |= CHANGE_PERCENT | DIFFERENCE;
    }
    return out;
}

/* Whether f is what the derivations give of a and b. */
static bool follows(const gk_figure *f, gk_interval a, gk_interval b, unsigned derivations)
{
    gk_interval difference = {a.low - b.high, a.high - b.low};
    gk_figure plain = *f;
    plain.value = fabs(plain.value);
    bool percent = f->counted == GK_COUNTED_PERCENT;
    if ((derivations & DIFFERENCE) && !percent && gk_interval_shows(&plain, difference, false))
        return true;
    if (f->counted == GK_COUNTED_POINTS) return false;
    if ((derivations & SUM) && !percent &&
        gk_interval_shows(&plain, (gk_interval){a.low + b.low, a.high + b.high}, false))
        return true;
    if ((derivations & AVERAGE) &&
        gk_interval_shows(&plain, (gk_interval){(a.low + b.low) / 2, (a.high + b.high) / 2}, false))
        return true;
    gk_interval ratio;
    if (!gk_interval_over(a, b, &ratio)) return false;
    if ((derivations & CHANGE_PERCENT) && percent &&
        gk_interval_shows(&plain, (gk_interval){ratio.low - 1, ratio.high - 1}, false))
        return true;
    if ((derivations & CHANGE_PERCENT) && percent &&
        gk_interval_shows(&plain, (gk_interval){1 - ratio.high, 1 - ratio.low}, false))
        return true;
    if ((derivations & SHARE) && percent && gk_interval_shows(&plain, ratio, false)) return true;
    return (derivations & RATIO) && !percent && f->counted != GK_COUNTED_MONEY &&
           gk_interval_shows(&plain, ratio, false);
}

typedef struct operand {
    const gk_figure *figure;
    bool derived;
} operand;
enum { OPERANDS_MOST = 24 };

static size_t operands_of(const gk_claim *claim, operand *out, size_t count)
{
    for (size_t i = 0; i < claim->figure_count && count < OPERANDS_MOST; i++)
        if (gk_match_good(&claim->matches[i])) out[count++] = (operand){&claim->figures[i], false};
    return count;
}

static gk_interval magnitude(const gk_figure *f)
{
    gk_interval v = gk_interval_of(f);
    if (f->counted == GK_COUNTED_POINTS) v.low /= 100, v.high /= 100;
    if (v.high < 0) return (gk_interval){-v.high, -v.low};
    return v;
}

static bool derived(const gk_figure *f, const operand *operands, size_t count, unsigned derivations)
{
    gk_figure g = *f;
    if (f->counted == GK_COUNTED_POINTS) g.value /= 100, g.half /= 100;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            if (i == k) continue;
            const gk_figure *a = operands[i].figure, *b = operands[k].figure;
            if (a->counted != b->counted && a->counted != GK_COUNTED_UNKNOWN &&
                b->counted != GK_COUNTED_UNKNOWN)
                continue;
            if (*f->currency && *a->currency && strcmp(f->currency, a->currency) != 0) continue;
            if (follows(&g, magnitude(a), magnitude(b), derivations)) return true;
            /* A loss beside a profit. */
            gk_interval x = gk_interval_of(a), y = gk_interval_of(b);
            if ((x.low < 0) != (y.low < 0) && follows(&g, x, y, derivations & (DIFFERENCE | SUM)))
                return true;
        }
    if (!(derivations & SUM) || count < 3) return false;
    gk_interval sum = {0, 0};
    for (size_t i = 0; i < count; i++) {
        gk_interval v = gk_interval_of(operands[i].figure);
        sum.low += v.low, sum.high += v.high;
    }
    return gk_interval_shows(f, sum, false);
}

static bool told_in_words(gk_check *check, size_t which)
{
    gk_claim *claim = &check->claims[which];
    unsigned derivations = derivations_of(check, claim);
    bool changed = false;
    for (size_t i = 0; i < claim->figure_count && derivations; i++) {
        gk_match *m = &claim->matches[i];
        bool open = m->why == GK_WHY_DIGITS || m->why == GK_WHY_SCALE || m->why == GK_WHY_PERIOD;
        if (gk_match_good(m) || !open) continue;
        operand operands[OPERANDS_MOST];
        size_t count = operands_of(claim, operands, 0);
        if (count < 2)
            for (size_t back = which; back-- > 0 && which - back <= 4;)
                count = operands_of(&check->claims[back], operands, count);
        if (count < 2 && which + 1 < check->claim_count)
            count = operands_of(&check->claims[which + 1], operands, count);
        if (!derived(&claim->figures[i], operands, count, derivations)) continue;
        *m = (gk_match){GK_VERDICT_COMPUTED, GK_WHY_NONE, SIZE_MAX, SIZE_MAX, SIZE_MAX, 1};
        changed = true;
    }
    return changed;
}

/* A figure that another sentence of the answer computed, or found. */
static bool told_before(gk_check *check, size_t which)
{
    bool changed = false;
    gk_claim *claim = &check->claims[which];
    for (size_t i = 0; i < claim->figure_count; i++) {
        if (gk_match_good(&claim->matches[i])) continue;
        const gk_figure *f = &claim->figures[i];
        for (size_t c = 0; c < check->claim_count; c++)
            for (size_t k = 0; k < check->claims[c].figure_count; k++) {
                const gk_figure *g = &check->claims[c].figures[k];
                if (check->claims[c].matches[k].kind != GK_VERDICT_COMPUTED) continue;
                if (check->claims[c].matches[k].fit < 1 || g->counted != f->counted) continue;
                if (fabs(g->value - f->value) > f->half * 1.0001) continue;
                if (g->period.year && f->period.year && g->period.year != f->period.year) continue;
                claim->matches[i] = check->claims[c].matches[k];
                changed = true;
            }
    }
    return changed;
}

bool gk_figures_derive(gk_check *check, size_t which)
{
    bool told = told_in_words(check, which);
    return told_before(check, which) || told;
}
