/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a candidate may be a right answer, too. Filings repeat what a passage says in several
 * ways, and in one they only seem to:
 *
 * - The same figures. A balance sheet has last year's column, notes repeat what statements say, an
 *   earnings release what the report says. A candidate with the figures that the answer rests on is
 *   refused, whatever its year: they are the figures of one year.
 * - The same words. The same paragraph in an amended filing, in the report to shareholders, in the
 *   next quarter's filing. Refused, unless the query tells the two apart.
 * - Much the same in another report of the same company, where the query does not say which: it
 * then has as many right answers as there are reports. Refused from little likeness on, since what
 * is rewritten from year to year says the same.
 * - The same words in another year's filing, where the query says which: a hard negative, and what
 *   a model has most to learn from. Numbers do not count for likeness, so that last year's table is
 *   like this year's.
 *
 * A query tells two passages apart where it names a year that the positive's document or text has
 * and neither the candidate's document nor its text has, or a word of the positive's document's
 * name, mostly the company, that the candidate's lacks. "How did the tax law of December 2017
 * change ..." does not tell the 2017 report from the one of 2018 that says the same of December
 * 2017; "... in its 2017 report" does where the paragraph itself names no year.
 *
 * The shares below were chosen by reading candidates of some 200 queries on public filings: of
 * those just below each, few answered; of those above it, most.
 */
#include "mine/mine.h"

#include <string.h>

static const double same_words = 0.6, /* of the positive's shingles */
    same_evidence = 0.5,              /* of those of its evidence */
    like_words = 0.12,                /* the same in another report of the company */
    like_evidence = 0.25,             /* and of its evidence */
    same_figures = 0.6;               /* of the evidence's */
enum {
    LEAST_SHINGLES = 6, /* fewer tell nothing */
    TELLING_FIGURES = 2 /* one of three digits stands in two places by chance */
};

static double share(const gk_hash_set *of, const gk_hash_set *in)
{
    return of->count ? (double)gk_set_shared(of, in) / (double)of->count : 0;
}

/* Whether the query names the positive, and not the candidate. */
static bool told_apart_by_year(const gk_mine_evidence *e, const gk_traits *candidate)
{
    for (size_t i = 0; i < e->years.count; i++)
        if (!gk_set_has(&candidate->years, e->years.items[i])) return true;
    return false;
}

static bool told_apart_by_name(const gk_mine_evidence *e, const char *doc)
{
    for (size_t i = 0; i < e->name_count; i++)
        if (!strstr(doc, e->names[i])) return true;
    return false;
}

static bool says_the_same(const gk_mine_evidence *e, const gk_traits *candidate, bool other_report)
{
    double words = share(&e->whole.shingles, &candidate->shingles), evidence = 0;
    if (e->shingles.count >= LEAST_SHINGLES) evidence = share(&e->shingles, &candidate->shingles);
    if (words >= same_words || evidence >= same_evidence) return true;
    return other_report && (words >= like_words || evidence >= like_evidence);
}

gk_mine_verdict gk_mine_judge(const gk_mine_evidence *e, const gk_corpus_passage *candidate,
                              const gk_traits *traits, gk_arena *arena)
{
    const char *doc = gk_squeeze(candidate->doc, strlen(candidate->doc), arena);
    if (told_apart_by_name(e, doc)) return GK_NEGATIVE;
    size_t shared = gk_set_shared(&e->figures, &traits->figures);
    bool enough = (double)shared >= same_figures * (double)e->figures.count;
    if (shared >= TELLING_FIGURES && enough) return GK_SAME_FACT;
    if (told_apart_by_year(e, traits)) return GK_NEGATIVE;
    bool company = strcmp(e->company, gk_company_of(candidate->doc, arena)) == 0;
    if (shared > 0 && enough && company) return GK_SAME_FACT;
    bool other_report = company && strcmp(candidate->doc, e->doc) != 0;
    return says_the_same(e, traits, other_report) ? GK_SAME_TEXT : GK_NEGATIVE;
}
