/* SPDX-License-Identifier: Apache-2.0
 *
 * A figure of the answer against those of its sources: value as far as its digits show, scale,
 * unit, sign and period. Of those that agree, the one counts whose row or sentence speaks most of
 * what the claim speaks of; where none agrees, the one that comes nearest says what is wrong.
 */
#include "verify/checks.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* A match in a line that speaks of something else is chance, unless so many digits agree. */
static const double least_share = 0.5, least_exact = 0.1;
enum { EXACT_DIGITS = 4 };

static bool within(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance + 1e-12 * fabs(b);
}

static int digits_of(const gk_number *number)
{
    double v = fabs(number->value) * pow(10, number->decimals);
    if (!(v < 1e18)) return EXACT_DIGITS;
    uint64_t whole = (uint64_t)(v + 0.5);
    while (whole >= 10 && whole % 10 == 0) whole /= 10;
    int digits = 0;
    for (; whole > 0; whole /= 10) digits++;
    return digits;
}

/* Whether the magnitudes agree. *scale_ok: that they do with the scales as they stand. */
static bool same_value(const gk_check *check, const gk_figure *f, const gk_figure *g,
                       bool *scale_ok)
{
    double a = fabs(f->value), b = fabs(g->value);
    *scale_ok = true;
    if (within(b, a, f->half)) return true;
    double shown_half = f->half / f->number.scale;
    if (g->cell && !f->scaled && within(fabs(g->number.value), fabs(f->number.value), shown_half)) {
        /* The digits of a table without its unit: as good as it where nobody could misread them. */
        *scale_ok = f->counted != GK_COUNTED_MONEY || check->scale_said ||
                    g->value == g->number.value;
        return true;
    }
    if (g->cell && !g->scaled) {
        static const double scales[] = {1, 1e3, 1e6};
        for (size_t k = 0; k < 3; k++)
            if (within(b * scales[k], a, f->half) && b >= 10) return true;
    }
    /* The same digits at another scale. */
    if (a <= 0 || b <= 0) return false;
    static const double powers[] = {1e3, 1e6, 1e9, 1e4, 1e8, 1e2, 1e1, 1e5, 1e7};
    *scale_ok = false;
    for (size_t k = 0; k < sizeof powers / sizeof *powers; k++) {
        if (within(b * powers[k], a, f->half)) return true;
        if (within(b / powers[k], a, f->half)) return true;
    }
    return false;
}

static bool label_has(const gk_source_read *source, const gk_said *said, const char *const *words,
                      size_t count)
{
    const char *s = source->source->text;
    for (size_t k = 0; k < count; k++) {
        size_t m = strlen(words[k]);
        for (size_t i = said->span.start; i + m <= said->span.end; i++)
            if (strncasecmp(s + i, words[k], m) == 0) return true;
    }
    return false;
}

/* What a cell without a sign of its own may count. */
static bool cell_counts(const gk_source_read *source, const gk_said *said, const gk_figure *f,
                        const gk_figure *g)
{
    static const char *const shares[] = {"share", "stock", "股"};
    static const char *const people[] = {"employee", "people", "headcount", "人", "员工", "staff"};
    static const char *const days[] = {"days", "天", "dso", "dio", "dpo"};
    switch (f->counted) {
    case GK_COUNTED_PERCENT:
    case GK_COUNTED_POINTS:
        return said->percents;
    case GK_COUNTED_SHARES:
        return label_has(source, said, shares, 3);
    case GK_COUNTED_PEOPLE:
        return label_has(source, said, people, 6) || !*g->currency;
    case GK_COUNTED_DAYS:
        return label_has(source, said, days, 5) || !*g->currency;
    default:
        return true;
    }
}

static bool same_unit(const gk_source_read *source, const gk_said *said, const gk_figure *f,
                      const gk_figure *g)
{
    if (*f->currency && *g->currency && strcmp(f->currency, g->currency) != 0) return false;
    if (f->counted == g->counted) return true;
    if (g->cell && g->counted == GK_COUNTED_UNKNOWN) return cell_counts(source, said, f, g);
    if (f->counted == GK_COUNTED_UNKNOWN)
        return g->cell ? g->counted == GK_COUNTED_MONEY || g->counted == GK_COUNTED_PERCENT
                       : g->counted != GK_COUNTED_PERCENT && g->counted != GK_COUNTED_POINTS &&
                             (g->counted != GK_COUNTED_MONEY || g->number.scale > 1);
    if (g->counted == GK_COUNTED_UNKNOWN) {
        /* Prose: "1,577 million" may be money, "1,577" is what its noun says. */
        if (f->counted == GK_COUNTED_MONEY) return g->number.scale > 1 || *f->currency == '\0';
        return f->counted == GK_COUNTED_TIMES || f->counted == GK_COUNTED_OTHER ||
               f->counted == GK_COUNTED_PEOPLE || f->counted == GK_COUNTED_SHARES ||
               f->counted == GK_COUNTED_DAYS;
    }
    return false;
}

static bool same_sign(const gk_figure *f, const gk_figure *g)
{
    if (f->paid && f->may_positive && g->cell && g->paid) return true;
    return (f->may_positive && g->may_positive) || (f->may_negative && g->may_negative);
}

/* ---- periods ------------------------------------------------------------------------------- */

static bool years_meet(const gk_period *asked, const gk_period *has, bool shifted)
{
    if (asked->year == has->year) return true;
    return shifted && has->month >= 1 && has->month <= 2 && asked->year == has->year - 1;
}

/* A year that ends in January or February is by some named after the one before, unless the
 * document's own name says that it is not. */
static bool may_shift(const gk_source_read *source, const gk_said *said)
{
    int last = 0;
    for (size_t i = 0; i < said->figure_count; i++)
        if (said->figures[i].period.year > last) last = said->figures[i].period.year;
    return !source->year || source->year != last;
}

static bool periods_meet(const gk_period *asked, const gk_period *has, bool exact, bool shifted)
{
    if (!years_meet(asked, has, shifted)) return false;
    if (!exact) return true;
    if (asked->quarter && has->quarter && asked->quarter != has->quarter) return false;
    if (asked->half && has->half && asked->half != has->half) return false;
    return !(asked->month && has->month && asked->month != has->month && asked->day && has->day);
}

/* The years that the text before a sentence names, near it. */
static bool named_before(const gk_source_read *source, const gk_said *said, int year)
{
    size_t from = said->span.start > 900 ? said->span.start - 900 : 0;
    gk_period period;
    for (size_t at = from; gk_period_next(source->source->text, said->span.end, &at, &period);)
        if (period.year == year) return true;
    return false;
}

static bool year_of_source(const gk_source_read *source, const gk_said *said, int year)
{
    if (!source->year_count && !source->year) return true;
    for (size_t i = 0; i < source->year_count; i++)
        if (source->years[i] == year) return true;
    return named_before(source, said, year);
}

static bool tells_relative(const gk_check *check, const gk_claim *claim)
{
    static const char *const words[] = {
        "prior",       "previous",       "last year",      "earlier", "ago",
        "year before", "year-over-year", "year over year", "上年",    "去年",
        "同比",        "同期",           "preceding",      "average"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        for (size_t i = claim->span.start; i + m <= claim->span.end; i++)
            if (strncasecmp(check->text + i, words[k], m) == 0) return true;
    }
    return false;
}

/* Whether the question's period, which the claim need not repeat, is the figure's. */
static bool asked_meets(const gk_check *check, const gk_claim *claim, const gk_figure *g)
{
    if (!check->asked_period_count || !g->period_own || tells_relative(check, claim)) return true;
    for (size_t i = 0; i < check->asked_period_count; i++)
        if (years_meet(&check->asked_periods[i], &g->period, true)) return true;
    return check->asked_period_count > 1;
}

static bool same_period(const gk_check *check, const gk_claim *claim, const gk_source_read *source,
                        const gk_said *said, const gk_figure *f, const gk_figure *g)
{
    if (!f->period.year) return asked_meets(check, claim, g);
    if (!g->period.year) return year_of_source(source, said, f->period.year);
    bool shifted = may_shift(source, said);
    if (periods_meet(&f->period, &g->period, f->period_own && g->period_own, shifted)) return true;
    if (f->period_own && g->period_own) return false;
    /* Borrowed on one side: any year of either sentence may be the one. */
    gk_period period;
    for (size_t at = claim->span.start;
         !f->period_own && gk_period_next(check->text, claim->span.end, &at, &period);)
        if (years_meet(&period, &g->period, shifted)) return true;
    if (g->cell || g->period_own) return false;
    for (size_t at = said->span.start;
         gk_period_next(source->source->text, said->span.end, &at, &period);)
        if (years_meet(&f->period, &period, false)) return true;
    return false;
}

/* ---- the best ------------------------------------------------------------------------------ */

typedef struct candidate {
    gk_match match;
    bool exact; /* enough digits agree that it is no chance */
} candidate;

static gk_verdict_why compare(const gk_check *check, const gk_claim *claim,
                              const gk_source_read *source, const gk_said *said, const gk_figure *f,
                              const gk_figure *g)
{
    bool scale_ok;
    if (!same_value(check, f, g, &scale_ok)) return GK_WHY_DIGITS;
    if (!scale_ok) return GK_WHY_SCALE;
    if (!same_unit(source, said, f, g)) return GK_WHY_UNIT;
    if (!same_sign(f, g)) return GK_WHY_SIGN;
    if (!same_period(check, claim, source, said, f, g)) return GK_WHY_PERIOD;
    return GK_WHY_NONE;
}

/* How far a failure is from agreement: of two with the same fit the nearer one speaks. */
static double nearness(gk_verdict_why why)
{
    return why == GK_WHY_NONE ? 4 : why == GK_WHY_DIGITS ? 0 : why == GK_WHY_SCALE ? 0.6 : 1;
}

/* Nothing but figures: "= ($5 million - $4 million) / $4 million". */
static bool bare(const gk_claim *claim)
{
    size_t words = 0;
    for (size_t i = 0; i < claim->reading.count; i++)
        words += claim->reading.words[i].cue == GK_CUE_NONE && !claim->reading.words[i].figure;
    return words < 2 || words * 2 < claim->figure_count * 3;
}

static void match_one(const gk_check *check, const gk_claim *claim, size_t which)
{
    const gk_figure *f = &claim->figures[which];
    gk_match *out = &claim->matches[which];
    gk_fits fits;
    gk_fits_find(check, claim, f->number.span.start, &fits);
    *out = (gk_match){GK_VERDICT_UNSUPPORTED, GK_WHY_DIGITS, SIZE_MAX, SIZE_MAX, SIZE_MAX, 0};
    double best = -1;
    bool many = digits_of(&f->number) >= EXACT_DIGITS;
    double least = many ? least_exact : least_share;
    if (many && bare(claim)) least = 0;
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        for (size_t u = 0; u < check->sources[s].count; u++) {
            const gk_said *said = &check->sources[s].said[u];
            double fit = fits.fits[s][u], share = fits.best > 0 ? fit / fits.best : 1;
            for (size_t i = 0; i < said->figure_count; i++) {
                const gk_figure *g = &said->figures[i];
                gk_verdict_why why = compare(check, claim, &check->sources[s], said, f, g);
                bool chance = share < least;
                if (chance && why == GK_WHY_NONE) why = GK_WHY_DIGITS;
                double score = nearness(why) + share;
                if (score <= best) continue;
                best = score;
                *out = (gk_match){why == GK_WHY_NONE     ? GK_VERDICT_SUPPORTED
                                  : share >= least_share ? GK_VERDICT_CONTRADICTED
                                                         : GK_VERDICT_UNSUPPORTED,
                                  why,
                                  s,
                                  u,
                                  i,
                                  fit};
            }
        }
    }
}

void gk_figures_match(gk_check *check, gk_claim *claim)
{
    gk_claim_weigh(check, claim);
    for (size_t i = 0; i < claim->figure_count; i++) match_one(check, claim, i);
}

bool gk_match_good(const gk_match *match)
{
    return match->kind == GK_VERDICT_SUPPORTED || match->kind == GK_VERDICT_COMPUTED;
}
