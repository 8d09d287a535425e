/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_verify: the claims of an answer, the figures of each, then its names, its directions and its
 * words. A sentence falls where any of them does.
 */
#include "verify/checks.h"

#include <string.h>

const char *gk_verdict_why_name(gk_verdict_why why)
{
    static const char *const names[GK_WHYS] = {
        [GK_WHY_NONE] = "",
        [GK_WHY_NO_SOURCE] = "no source",
        [GK_WHY_DIGITS] = "digits",
        [GK_WHY_SIGN] = "sign",
        [GK_WHY_SCALE] = "scale",
        [GK_WHY_UNIT] = "unit",
        [GK_WHY_PERIOD] = "period",
        [GK_WHY_COMPANY] = "company",
        [GK_WHY_ARITHMETIC] = "arithmetic",
        [GK_WHY_NEGATION] = "negation",
        [GK_WHY_DIRECTION] = "direction",
        [GK_WHY_FORECAST] = "forecast",
        [GK_WHY_SPEAKER] = "speaker",
        [GK_WHY_WORDS] = "words",
    };
    return (size_t)why < GK_WHYS ? names[why] : "";
}

static bool says_scale(const char *s)
{
    static const char *const words[] = {"million", "thousand", "billion", "万", "亿", " mn", " bn"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcasestr(s, words[k])) return true;
    return false;
}

static void read_question(gk_check *check)
{
    size_t n = strlen(check->question), at = 0;
    gk_reading_read(check->reader, check->question, (gk_span){0, n}, check->arena, &check->asked);
    while (
        check->asked_period_count < 8 &&
        gk_period_next(check->question, n, &at, &check->asked_periods[check->asked_period_count]))
        check->asked_period_count++;
    check->scale_said = says_scale(check->question) || says_scale(check->answer);
}

static void begin(gk_check *check, const char *question, const char *answer,
                  const gk_verify_source *sources, size_t count, gk_arena *arena)
{
    *check = (gk_check){.question = question,
                        .answer = answer,
                        .source_count = count,
                        .arena = arena,
                        .reader = gk_reader_new()};
    check->sources = gk_arena_array(arena, count + 1, sizeof *check->sources);
    for (size_t i = 0; i < count; i++)
        gk_source_read_in(check->reader, &sources[i], arena, &check->sources[i]);
    read_question(check);
    gk_claims_find(check);
    for (size_t i = 0; i < check->claim_count; i++) gk_figures_match(check, &check->claims[i]);
    gk_figures_compute(check);
}

/* The sentence's own verdict. */
static gk_verdict judge(const gk_check *check, const gk_claim *claim)
{
    gk_support support;
    gk_support_find(check, claim, &support);
    gk_verdict v = {.span = claim->span,
                    .kind = GK_VERDICT_SUPPORTED,
                    .support = support.support,
                    .source = support.source,
                    .quote = support.quote};
    if (support.nothing_said && !claim->unknown) return v;
    bool any = false, computed = claim->figure_count > 0;
    for (size_t i = 0; i < check->source_count; i++) any |= claim->cited[i];
    if (!any || claim->unknown) {
        v.kind = GK_VERDICT_UNSUPPORTED;
        v.why = GK_WHY_NO_SOURCE;
        v.support = 0;
        return v;
    }
    for (size_t i = 0; i < claim->figure_count; i++) {
        const gk_match *m = &claim->matches[i];
        computed &= m->kind == GK_VERDICT_COMPUTED;
        if (gk_match_good(m) || v.why != GK_WHY_NONE || support.verbatim) continue;
        v.kind = m->kind;
        v.why = m->why;
        v.support = 0;
    }
    if (v.why != GK_WHY_NONE || support.verbatim) return v;
    bool speaker;
    gk_span name = gk_foreign_name(check, claim, &speaker);
    if (name.end) {
        v.kind = GK_VERDICT_UNSUPPORTED;
        v.why = speaker ? GK_WHY_SPEAKER : GK_WHY_COMPANY;
        v.support = 0;
    } else if (!gk_trend_agrees(check, claim)) {
        v.kind = GK_VERDICT_CONTRADICTED;
        v.why = GK_WHY_DIRECTION;
        v.support = 0;
    } else if (support.support < gk_support_threshold) {
        v.why = support.why;
        v.kind = v.why == GK_WHY_WORDS ? GK_VERDICT_UNSUPPORTED : GK_VERDICT_CONTRADICTED;
    } else if (computed) {
        v.kind = GK_VERDICT_COMPUTED;
    }
    return v;
}

static gk_verdict of_figure(const gk_check *check, const gk_claim *claim, size_t which)
{
    const gk_match *m = &claim->matches[which];
    gk_verdict v = {.span = claim->figures[which].number.span,
                    .number = true,
                    .kind = m->kind,
                    .why = m->why,
                    .source = m->source,
                    .support = gk_match_good(m) ? 1 : 0};
    if (m->source != SIZE_MAX) {
        const gk_said *said = &check->sources[m->source].said[m->said];
        v.quote = said->span;
    }
    return v;
}

void gk_verify(const char *question, const char *answer, const gk_verify_source *sources,
               size_t source_count, gk_verdicts **out)
{
    gk_arena *arena = gk_arena_new(), *kept = gk_arena_new();
    gk_check check;
    begin(&check, question, answer, sources, source_count, arena);
    size_t most = check.claim_count, count = 0;
    for (size_t i = 0; i < check.claim_count; i++) most += check.claims[i].figure_count;
    gk_verdicts *v = gk_arena_alloc(kept, sizeof *v);
    *v = (gk_verdicts){.arena = kept,
                       .supported = true,
                       .verdicts = gk_arena_array(kept, most + 1, sizeof *v->verdicts)};
    for (size_t i = 0; i < check.claim_count; i++) {
        gk_verdict sentence = judge(&check, &check.claims[i]);
        bool verbatim = sentence.kind == GK_VERDICT_SUPPORTED;
        v->verdicts[count++] = sentence;
        if (sentence.why != GK_WHY_NONE) v->struck++, v->supported = false;
        for (size_t k = 0; k < check.claims[i].figure_count; k++) {
            gk_verdict figure = of_figure(&check, &check.claims[i], k);
            if (verbatim && figure.why != GK_WHY_NONE) {
                /* Part of a quote: it stands where the quote does. */
                figure.kind = GK_VERDICT_SUPPORTED;
                figure.why = GK_WHY_NONE;
                figure.support = 1;
                figure.source = sentence.source;
                figure.quote = sentence.quote;
            }
            v->verdicts[count++] = figure;
        }
    }
    v->count = count;
    gk_reader_free(check.reader);
    gk_arena_free(arena);
    *out = v;
}

void gk_verdicts_free(gk_verdicts *verdicts)
{
    if (verdicts) gk_arena_free(verdicts->arena);
}

size_t gk_verify_features(const char *question, const char *answer, const gk_verify_source *sources,
                          size_t source_count, double (*out)[GK_FEATURES], size_t most)
{
    gk_arena *arena = gk_arena_new();
    gk_check check;
    begin(&check, question, answer, sources, source_count, arena);
    size_t count = check.claim_count < most ? check.claim_count : most;
    for (size_t i = 0; i < count; i++) {
        gk_support support;
        gk_support_find(&check, &check.claims[i], &support);
        memcpy(out[i], support.features, sizeof support.features);
    }
    gk_reader_free(check.reader);
    gk_arena_free(arena);
    return count;
}
