/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a candidate may be a right answer, too. There are three ways in which filings repeat what
 * the positive says, and one in which they only seem to:
 *
 * - The same figures: a balance sheet has last year's column, notes repeat what statements say, an
 *   earnings release what the report says. A candidate with the figures that the answer rests on is
 *   refused, whatever its year: they are the figures of one year.
 * - The same words: the same paragraph in an amended filing, in the report to shareholders, in the
 *   next quarter's filing. Refused, unless the query tells the two apart.
 * - The same kind of words in another period of the same company, where the query names no period:
 *   it then has as many right answers as there are years. Refused from less likeness on.
 * - The same words in another year's filing, where the query names the year: a hard negative, and
 *   what a model has most to learn from. Numbers do not count for likeness, so that last year's
 *   table is like this year's.
 *
 * A query tells two passages apart where it names a year that the positive's document or text has
 * and neither the candidate's document nor its text has, or a word of the positive's document's
 * name, mostly the company, that the candidate's lacks. "How did the tax law of December 2017
 * change ..." does not tell the 2017 report from the one of 2018 that says the same of December
 * 2017; "... in its 2017 report" does where the paragraph itself names no year.
 */
#include "mine/mine.h"

#include <string.h>

static const double same_words = 0.6, /* of the positive's shingles */
    same_evidence = 0.75,             /* of those of its evidence */
    like_words = 0.3,                 /* of the positive's, in another period */
    same_figures = 0.6;               /* of the evidence's */
enum {
    LEAST_SHINGLES = 6, /* fewer tell nothing */
    LEAST_FIGURES = 2   /* a single figure of three or four digits stands in two places by chance */
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

gk_mine_verdict gk_mine_judge(const gk_mine_evidence *e, const gk_corpus_passage *candidate,
                              const gk_traits *traits, gk_arena *arena)
{
    const char *doc = gk_squeeze(candidate->doc, strlen(candidate->doc), arena);
    if (told_apart_by_name(e, doc)) return GK_NEGATIVE;
    size_t shared = gk_set_shared(&e->figures, &traits->figures);
    if (shared >= LEAST_FIGURES && (double)shared >= same_figures * (double)e->figures.count)
        return GK_SAME_FACT;
    if (told_apart_by_year(e, traits)) return GK_NEGATIVE;
    double words = share(&e->whole.shingles, &traits->shingles);
    if (words >= same_words) return GK_SAME_TEXT;
    if (words >= like_words && strcmp(candidate->doc, e->doc) != 0) return GK_SAME_TEXT;
    if (e->shingles.count >= LEAST_SHINGLES &&
        share(&e->shingles, &traits->shingles) >= same_evidence)
        return GK_SAME_TEXT;
    return GK_NEGATIVE;
}
