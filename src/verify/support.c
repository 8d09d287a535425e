/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a claim's words are supported: features of the claim beside what it rests on, weighted
 * (weights.c) and put through the logistic function. Each feature is a number that a person can
 * check; the one that costs most gives the reason.
 */
#include "verify/checks.h"

#include <math.h>
#include <string.h>
#include <strings.h>

static bool is_content(const gk_read_word *word)
{
    return word->cue == GK_CUE_NONE && !word->figure;
}

static bool in_sources(const gk_check *check, const gk_claim *claim, uint64_t key)
{
    for (size_t s = 0; s < check->source_count; s++)
        if (claim->cited[s] && gk_source_has(&check->sources[s], key)) return true;
    for (size_t i = 0; i < check->asked.count; i++)
        if (check->asked.words[i].key == key) return true;
    return false;
}

/* A word of the document's own name or company: it needs no sentence to stand in. */
static bool identity(const gk_check *check, const gk_claim *claim, uint64_t key)
{
    for (size_t s = 0; s < check->source_count; s++) {
        const gk_reading *r = &check->sources[s].context;
        for (size_t i = 0; i < r->count && claim->cited[s]; i++)
            if (r->words[i].key == key) return true;
    }
    return false;
}

static void cover(const gk_check *check, const gk_claim *claim, const gk_alignment *a, double *f)
{
    double total = 1e-9, in_one = 0, in_any = 0, nowhere = 0, names = 0;
    for (size_t i = 0; i < claim->reading.count; i++) {
        const gk_read_word *word = &claim->reading.words[i];
        if (!is_content(word)) continue;
        if (a->aligned[i].pick == SIZE_MAX && identity(check, claim, word->key)) continue;
        total += a->weights[i];
        if (a->aligned[i].pick == 0) in_one += a->weights[i];
        if (a->aligned[i].pick != SIZE_MAX) {
            in_any += a->weights[i];
        } else if (!in_sources(check, claim, word->key)) {
            nowhere += a->weights[i];
            names += word->name && word->span.start > claim->span.start;
        } else {
            in_any += 0.4 * a->weights[i];
        }
    }
    bool empty = total < 1e-6;
    f[GK_FEATURE_COVER] = empty ? 1 : in_any / total;
    f[GK_FEATURE_COVER_ONE] = empty ? 1 : in_one / total;
    f[GK_FEATURE_UNKNOWN] = empty ? 0 : nowhere / total;
    f[GK_FEATURE_UNKNOWN_NAMES] = names > 2 ? 2 : names;
    f[GK_FEATURE_SPREAD] = a->pick_count > 1 ? (double)(a->pick_count - 1) : 0;
}

static bool has_cue(const gk_reading *r, gk_cue_kind kind)
{
    for (size_t i = 0; i < r->cue_count; i++)
        if (r->cues[i].kind == kind) return true;
    return false;
}

static bool picks_have(const gk_check *check, const gk_alignment *a, gk_cue_kind kind)
{
    for (size_t p = 0; p < a->pick_count; p++)
        if (has_cue(&gk_picked(check, a, p)->reading, kind)) return true;
    return false;
}

static const gk_read_word *other_word(const gk_check *check, const gk_alignment *a, size_t i)
{
    if (a->aligned[i].pick == SIZE_MAX || a->aligned[i].word == SIZE_MAX) return NULL;
    return &gk_picked(check, a, a->aligned[i].pick)->reading.words[a->aligned[i].word];
}

/* Each word of a pick: the claim's word that is on it, SIZE_MAX for none. From the check's arena.
 */
static size_t *claim_words(const gk_check *check, const gk_claim *claim, const gk_alignment *a,
                           size_t pick)
{
    size_t n = gk_picked(check, a, pick)->reading.count;
    size_t *words = gk_arena_array(check->arena, n + 1, sizeof *words);
    for (size_t i = 0; i < n; i++) words[i] = SIZE_MAX;
    for (size_t i = 0; i < claim->reading.count; i++)
        if (a->aligned[i].pick == pick && a->aligned[i].word != SIZE_MAX)
            words[a->aligned[i].word] = i;
    return words;
}

enum { CUE_REACH = 4 };

/* The share of the words behind a cue of the pick that the claim has without such a cue; 0 where
 * it has but one of them. */
static double without_cue(const gk_claim *claim, const gk_reading *r, const size_t *words,
                          size_t cue_end, bool negation)
{
    double looked = 0, bare = 0;
    for (size_t w = 0; w < r->count && looked < CUE_REACH; w++) {
        const gk_read_word *word = &r->words[w];
        if (word->span.start < cue_end || word->cue == GK_CUE_BREAK) continue;
        if (negation ? !word->negated : !word->forecast) continue;
        looked++;
        if (words[w] == SIZE_MAX) continue;
        const gk_read_word *other = &claim->reading.words[words[w]];
        bare += negation ? !other->negated : !other->forecast && !other->ahead;
    }
    return looked > 0 && (bare >= 2 || bare == looked) ? bare / looked : 0;
}

static double lost_cue(const gk_check *check, const gk_claim *claim, const gk_alignment *a,
                       gk_cue_kind kind)
{
    double most = 0;
    size_t picks = a->anchored && a->pick_count ? 1 : a->pick_count;
    for (size_t p = 0; p < picks; p++) {
        const gk_reading *r = &gk_picked(check, a, p)->reading;
        const size_t *words = claim_words(check, claim, a, p);
        for (size_t i = 0; i < r->cue_count; i++) {
            if (r->cues[i].kind != kind) continue;
            double share = without_cue(claim, r, words, r->cues[i].span.end,
                                       kind == GK_CUE_NEGATION);
            if (share > most) most = share;
        }
    }
    return most;
}

/* The same for a negation of the claim that its source does not have. */
static double added_negation(const gk_check *check, const gk_claim *claim, const gk_alignment *a)
{
    double most = 0;
    const gk_reading *r = &claim->reading;
    for (size_t i = 0; i < r->cue_count; i++) {
        if (r->cues[i].kind != GK_CUE_NEGATION) continue;
        double looked = 0, bare = 0;
        for (size_t w = 0; w < r->count && looked < CUE_REACH; w++) {
            if (r->words[w].span.start < r->cues[i].span.end || !r->words[w].negated) continue;
            const gk_read_word *other = other_word(check, a, w);
            if (r->words[w].cue == GK_CUE_BREAK) continue;
            looked++;
            bare += other && !other->negated;
        }
        double share = looked > 0 && (bare >= 2 || bare == looked) ? bare / looked : 0;
        if (share > most) most = share;
    }
    return most;
}

static void negation(const gk_check *check, const gk_claim *claim, const gk_alignment *a, double *f)
{
    f[GK_FEATURE_NEGATION_LOST] = lost_cue(check, claim, a, GK_CUE_NEGATION);
    f[GK_FEATURE_NEGATION_ADDED] = added_negation(check, claim, a);
    if (has_cue(&claim->reading, GK_CUE_NEGATION) && !picks_have(check, a, GK_CUE_NEGATION))
        f[GK_FEATURE_NEGATION_ADDED] = 1;
}

static void forecast(const gk_check *check, const gk_claim *claim, const gk_alignment *a, double *f)
{
    double total = 1e-9, lost = 0, added = 0;
    for (size_t i = 0; i < claim->reading.count; i++) {
        const gk_read_word *word = &claim->reading.words[i], *other = other_word(check, a, i);
        if (!other || word->cue == GK_CUE_FORECAST) continue;
        total += a->weights[i];
        bool anchor = !a->anchored || a->aligned[i].pick == 0;
        if (anchor && other->forecast && !word->forecast && !word->ahead) lost += a->weights[i];
        if (!other->forecast && !other->ahead && word->forecast) added += a->weights[i];
    }
    bool claims = has_cue(&claim->reading, GK_CUE_FORECAST);
    bool says = picks_have(check, a, GK_CUE_FORECAST);
    f[GK_FEATURE_FORECAST_LOST] = claims ? 0 : lost / total;
    f[GK_FEATURE_FORECAST_ADDED] = says || !claims ? 0 : added / total;
    f[GK_FEATURE_FORECAST_CUE] = lost_cue(check, claim, a, GK_CUE_FORECAST);
}

/* ---- directions ---------------------------------------------------------------------------- */

/* Where in its pick a cue word of the claim would stand: beside what its neighbours are on. */
static bool expected_place(const gk_claim *claim, const gk_alignment *a, size_t i, size_t *pick,
                           double *place)
{
    double sum = 0, weight = 0;
    size_t at = SIZE_MAX;
    for (size_t gap = 1; gap <= 5; gap++)
        for (int side = 0; side < 2; side++) {
            size_t k = side ? i + gap : i - gap;
            if (k >= claim->reading.count || (!side && gap > i)) continue;
            const gk_aligned *al = &a->aligned[k];
            if (al->pick == SIZE_MAX || al->word == SIZE_MAX) continue;
            if (claim->reading.words[k].cue != GK_CUE_NONE) continue;
            if (at == SIZE_MAX) at = al->pick;
            if (al->pick != at) continue;
            double w = 1.0 / (double)gap;
            sum += w * (double)al->word;
            weight += w;
        }
    if (weight <= 0) return false;
    *pick = at;
    *place = sum / weight;
    return true;
}

/* 1: the nearest direction there is the opposite; 0: the same; -1: there is none. */
static int compare_direction(const gk_reading *r, double place, gk_cue_kind kind,
                             gk_cue_kind opposite)
{
    double same = 1e9, other = 1e9;
    for (size_t w = 0; w < r->count; w++) {
        double gap = fabs((double)w - place);
        if (r->words[w].cue == kind && gap < same) same = gap;
        if (r->words[w].cue == opposite && gap < other) other = gap;
    }
    if (same > 12 && other > 12) return -1;
    return other + 0.75 < same;
}

static void directions(const gk_check *check, const gk_claim *claim, const gk_alignment *a,
                       double *f)
{
    for (size_t i = 0; i < claim->reading.count; i++) {
        gk_cue_kind kind = claim->reading.words[i].cue;
        bool trend = kind == GK_CUE_UP || kind == GK_CUE_DOWN;
        if (!trend && kind != GK_CUE_BETTER && kind != GK_CUE_WORSE) continue;
        gk_cue_kind opposite = kind == GK_CUE_UP       ? GK_CUE_DOWN
                               : kind == GK_CUE_DOWN   ? GK_CUE_UP
                               : kind == GK_CUE_BETTER ? GK_CUE_WORSE
                                                       : GK_CUE_BETTER;
        size_t pick;
        double place;
        if (!expected_place(claim, a, i, &pick, &place)) continue;
        const gk_said *said = gk_picked(check, a, pick);
        int found = said->row ? 0 : compare_direction(&said->reading, place, kind, opposite);
        if (found == 1) f[trend ? GK_FEATURE_OPPOSITE : GK_FEATURE_WORSE_BETTER] = 1;
        if (found < 0) f[GK_FEATURE_NO_DIRECTION] = 1;
    }
}

/* ---- the others ---------------------------------------------------------------------------- */

static void kinds(const gk_check *check, const gk_claim *claim, const gk_alignment *a, double *f)
{
    bool all = has_cue(&claim->reading, GK_CUE_ALL), some = has_cue(&claim->reading, GK_CUE_SOME);
    bool their_all = picks_have(check, a, GK_CUE_ALL),
         their_some = picks_have(check, a, GK_CUE_SOME);
    if (all && their_some && !their_all) f[GK_FEATURE_QUANTIFIER] = 1;
    if (some && their_all && !their_some) f[GK_FEATURE_QUANTIFIER] = 0.5;
    bool loss = has_cue(&claim->reading, GK_CUE_LOSS), gain = has_cue(&claim->reading, GK_CUE_GAIN);
    bool their_loss = picks_have(check, a, GK_CUE_LOSS),
         their_gain = picks_have(check, a, GK_CUE_GAIN);
    f[GK_FEATURE_LOSS_GAIN] = (loss && !gain && their_gain && !their_loss) ||
                              (gain && !loss && their_loss && !their_gain);
}

/* The share of the claim's words that stand in another order in the first sentence. */
static double disorder(const gk_claim *claim, const gk_alignment *a)
{
    enum { MOST = 64 };
    size_t places[MOST], best[MOST], count = 0, longest = 0;
    for (size_t i = 0; i < claim->reading.count && count < MOST; i++)
        if (a->aligned[i].pick == 0 && a->aligned[i].word != SIZE_MAX)
            places[count++] = a->aligned[i].word;
    if (count < 3) return 0;
    for (size_t i = 0; i < count; i++) {
        best[i] = 1;
        for (size_t k = 0; k < i; k++)
            if (places[k] < places[i] && best[k] + 1 > best[i]) best[i] = best[k] + 1;
        if (best[i] > longest) longest = best[i];
    }
    return 1 - (double)longest / (double)count;
}

static bool own_of_figure(const gk_claim *claim, const gk_period *period)
{
    for (size_t i = 0; i < claim->figure_count; i++)
        if (claim->figures[i].period.span.start == period->span.start &&
            claim->figures[i].period.year)
            return true;
    return false;
}

/* Whether a sentence names this year; *any: or any other. */
static bool names_year(const gk_source_read *source, const gk_said *said, int year, bool *any)
{
    gk_period period;
    for (size_t at = said->span.start;
         gk_period_next(source->source->text, said->span.end, &at, &period);) {
        *any = true;
        if (period.year == year) return true;
    }
    for (size_t i = 0; i < said->figure_count; i++) {
        if (!said->figures[i].period.year) continue;
        *any = true;
        if (said->figures[i].period.year == year) return true;
    }
    return false;
}

static bool source_year(const gk_source_read *source, const gk_said *said, int year, bool *any)
{
    for (size_t i = 0; i < source->year_count; i++) {
        *any = true;
        if (source->years[i] == year) return true;
    }
    size_t from = said->span.start > 900 ? said->span.start - 900 : 0;
    gk_period period;
    for (size_t at = from; gk_period_next(source->source->text, said->span.end, &at, &period);) {
        *any = true;
        if (period.year == year) return true;
    }
    return false;
}

static double wrong_year(const gk_check *check, const gk_claim *claim, const gk_alignment *a)
{
    gk_period period;
    for (size_t at = claim->span.start;
         gk_period_next(check->text, claim->span.end, &at, &period);) {
        if (own_of_figure(claim, &period)) continue;
        bool any = false, found = false;
        for (size_t p = 0; p < a->pick_count && !found; p++)
            found = names_year(&check->sources[a->picks[p].source], gk_picked(check, a, p),
                               period.year, &any);
        if (any && !found) return 1;
        for (size_t p = 0; p < a->pick_count && !found; p++)
            found = source_year(&check->sources[a->picks[p].source], gk_picked(check, a, p),
                                period.year, &any);
        if (any && !found) return 1;
    }
    return 0;
}

static bool mostly_han(const gk_reading *r, const char *s)
{
    size_t han = 0, words = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->words[i].figure) continue;
        words++;
        han += (unsigned char)s[r->words[i].span.start] >= 0xE3;
    }
    return han * 2 > words;
}

static void scripts(const gk_check *check, const gk_claim *claim, const gk_alignment *a, double *f)
{
    if (!a->pick_count || !claim->figure_count) return;
    for (size_t i = 0; i < claim->figure_count; i++)
        if (!gk_match_good(&claim->matches[i])) return;
    const gk_pick *pick = &a->picks[0];
    bool here = mostly_han(&claim->reading, check->text);
    bool there = mostly_han(&gk_picked(check, a, 0)->reading,
                            check->sources[pick->source].source->text);
    f[GK_FEATURE_FOREIGN] = here != there;
}

/* ---- quotes -------------------------------------------------------------------------------- */

static bool sentence_mark(const char *s, size_t n)
{
    static const char *const marks[] = {".",  "!",  "?",  ":", ";", "。", "！",
                                        "？", "；", "：", "-", "*", "•"};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t m = strlen(marks[k]);
        if (n >= m && memcmp(s + n - m, marks[k], m) == 0) return true;
    }
    return false;
}

/* Whether the claim stands in a source word for word, from the start of a sentence to its end. */
static bool quoted(const gk_check *check, const gk_claim *claim, size_t *source)
{
    size_t n = claim->span.end - claim->span.start;
    char *text = gk_folded(check->text + claim->span.start, n, check->arena);
    size_t m = strlen(text);
    while (m && (text[m - 1] == ' ' || text[m - 1] == '.')) m--;
    size_t from = 0;
    while (from < m && text[from] == ' ') from++;
    if (m - from < 12) return false;
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        const char *all = check->sources[s].folded;
        size_t total = strlen(all);
        for (const char *at = all;
             (at = memmem(at, total - (size_t)(at - all), text + from, m - from)); at++) {
            size_t before = (size_t)(at - all), behind = before + m - from;
            while (before && all[before - 1] == ' ') before--;
            bool starts = !before || sentence_mark(all, before);
            bool ends = behind >= total || all[behind] == '.' || all[behind] == '!' ||
                        all[behind] == '?' || sentence_mark(text, m) ||
                        (unsigned char)all[behind] == 0xE3;
            if (starts && ends) {
                *source = s;
                return true;
            }
        }
    }
    return false;
}

static bool declines(const char *s, size_t n)
{
    static const char *const words[] = {"i don't know", "i don’t know", "i do not know", "不知道",
                                        "无法确定",     "sources:",     "answer:",       "note:"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        if (n >= m && strncasecmp(s, words[k], m) == 0 && n <= m + 2) return true;
    }
    return false;
}

static size_t content_words(const gk_claim *claim)
{
    size_t count = 0;
    for (size_t i = 0; i < claim->reading.count; i++) count += is_content(&claim->reading.words[i]);
    return count;
}

static const gk_verdict_why reasons[GK_FEATURES] = {
    [GK_FEATURE_UNKNOWN] = GK_WHY_WORDS,
    [GK_FEATURE_UNKNOWN_NAMES] = GK_WHY_COMPANY,
    [GK_FEATURE_NEGATION_ADDED] = GK_WHY_NEGATION,
    [GK_FEATURE_NEGATION_LOST] = GK_WHY_NEGATION,
    [GK_FEATURE_OPPOSITE] = GK_WHY_DIRECTION,
    [GK_FEATURE_NO_DIRECTION] = GK_WHY_DIRECTION,
    [GK_FEATURE_WORSE_BETTER] = GK_WHY_DIRECTION,
    [GK_FEATURE_FORECAST_LOST] = GK_WHY_FORECAST,
    [GK_FEATURE_FORECAST_ADDED] = GK_WHY_FORECAST,
    [GK_FEATURE_FORECAST_CUE] = GK_WHY_FORECAST,
    [GK_FEATURE_SPEAKER] = GK_WHY_SPEAKER,
    [GK_FEATURE_QUANTIFIER] = GK_WHY_WORDS,
    [GK_FEATURE_LOSS_GAIN] = GK_WHY_SIGN,
    [GK_FEATURE_ORDER] = GK_WHY_WORDS,
    [GK_FEATURE_YEAR] = GK_WHY_PERIOD,
    [GK_FEATURE_SPREAD] = GK_WHY_WORDS,
};

static gk_verdict_why reason_of(const double *f)
{
    gk_verdict_why why = GK_WHY_WORDS;
    double worst = -0.5;
    for (size_t i = 0; i < GK_FEATURES; i++) {
        double part = f[i] * gk_support_weights[i];
        if (reasons[i] != GK_WHY_NONE && part < worst) worst = part, why = reasons[i];
    }
    return why;
}

void gk_support_find(const gk_check *check, const gk_claim *claim, gk_support *out)
{
    *out = (gk_support){.source = SIZE_MAX, .said = SIZE_MAX};
    const char *s = check->text + claim->span.start;
    size_t n = claim->span.end - claim->span.start;
    gk_alignment a;
    gk_align(check, claim, &a);
    if (a.pick_count) {
        out->source = a.picks[0].source;
        out->said = a.picks[0].said;
        out->quote = gk_picked(check, &a, 0)->span;
    }
    double *f = out->features;
    cover(check, claim, &a, f);
    if (a.pick_count) {
        negation(check, claim, &a, f);
        forecast(check, claim, &a, f);
        directions(check, claim, &a, f);
        kinds(check, claim, &a, f);
        f[GK_FEATURE_ORDER] = disorder(claim, &a);
        f[GK_FEATURE_SPEAKER] = gk_wrong_speaker(check, claim, &a);
        f[GK_FEATURE_YEAR] = wrong_year(check, claim, &a);
        f[GK_FEATURE_ROW] = gk_picked(check, &a, 0)->row;
        scripts(check, claim, &a, f);
    }
    size_t source;
    out->verbatim = quoted(check, claim, &source);
    if (out->verbatim && out->source == SIZE_MAX) out->source = source;
    out->nothing_said = declines(s, n) || (content_words(claim) < 2 && !claim->figure_count &&
                                           !claim->reading.cue_count);
    double z = gk_support_bias;
    for (size_t i = 0; i < GK_FEATURES; i++) z += f[i] * gk_support_weights[i];
    out->support = out->verbatim || out->nothing_said ? 1 : 1 / (1 + exp(-z));
    if (out->support < gk_support_threshold) out->why = reason_of(f);
}
