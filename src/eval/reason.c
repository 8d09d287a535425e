/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/retrieval.h"

#include <string.h>
#include <strings.h>

const char *const gk_eval_reasons[GK_EVAL_REASONS] = {
    "found",        "not in the library", "nothing found", "wrong company",
    "wrong period", "wrong document",     "wrong page"};

/* How near a document comes to the evidence; a higher one includes those before it. */
typedef enum nearness { OTHER, COMPANY, PERIOD, DOCUMENT } nearness;

static bool known(const char *a, const char *b) { return *a && *b; }

static bool is_named(const gk_store_card *card, const char *name)
{
    if (strcasecmp(card->company, name) == 0) return true;
    for (size_t i = 0; i < card->alias_count; i++)
        if (strcasecmp(card->aliases[i], name) == 0) return true;
    return false;
}

/* Numbers tell companies apart better than names do. */
static bool same_company(const gk_store_card *a, const gk_store_card *b)
{
    if (known(a->cik, b->cik)) return strcmp(a->cik, b->cik) == 0;
    if (known(a->ticker, b->ticker) && strcasecmp(a->ticker, b->ticker) == 0) return true;
    if (known(a->company, b->company)) return is_named(a, b->company) || is_named(b, a->company);
    return false;
}

static bool has_company(const gk_store_card *card)
{
    return *card->cik || *card->ticker || *card->company;
}

/* What one of the two lacks is no difference. */
static bool same_period(const gk_store_card *a, const gk_store_card *b)
{
    if (a->fiscal_year && b->fiscal_year && a->fiscal_year != b->fiscal_year) return false;
    return !known(a->fiscal_period, b->fiscal_period) ||
           strcasecmp(a->fiscal_period, b->fiscal_period) == 0;
}

static nearness near_one(const gk_store_card *wanted, const gk_store_card *found)
{
    if (wanted->content == found->content) return DOCUMENT;
    if (has_company(wanted) && !same_company(wanted, found)) return OTHER;
    return same_period(wanted, found) ? PERIOD : COMPANY;
}

/* To the nearest of the evidence's documents. */
static nearness near_evidence(const gk_eval_question *q, const gk_store_card *found,
                              const gk_store_card *cards, size_t card_count)
{
    nearness best = OTHER;
    for (size_t i = 0; found && i < q->evidence_count; i++) {
        const gk_store_card *wanted = gk_store_card_of(cards, card_count, q->evidence[i].content);
        nearness near = wanted ? near_one(wanted, found) : OTHER;
        if (near > best) best = near;
    }
    return best;
}

static bool in_library(const gk_eval_question *q)
{
    for (size_t i = 0; i < q->evidence_count; i++)
        if (q->evidence[i].content) return true;
    return false;
}

static bool new_page(const gk_retrieved *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (r->found[k].content == r->found[i].content && r->found[k].page == r->found[i].page)
            return false;
    return true;
}

gk_eval_reason gk_eval_why(const gk_eval_question *question, const gk_retrieved *found,
                           uint32_t page_rank, size_t depth, const gk_store_card *cards,
                           size_t card_count)
{
    static const gk_eval_reason reasons[] = {
        [OTHER] = GK_EVAL_WRONG_COMPANY,
        [COMPANY] = GK_EVAL_WRONG_PERIOD,
        [PERIOD] = GK_EVAL_WRONG_DOCUMENT,
        [DOCUMENT] = GK_EVAL_WRONG_PAGE,
    };
    if (page_rank && page_rank <= depth) return GK_EVAL_FOUND;
    if (!in_library(question)) return GK_EVAL_ABSENT;
    if (!found->count) return GK_EVAL_NOTHING;
    nearness best = OTHER;
    size_t pages = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (!new_page(found, i)) continue;
        if (++pages > depth) break;
        const gk_store_card *card = gk_store_card_of(cards, card_count, found->found[i].content);
        nearness near = near_evidence(question, card, cards, card_count);
        if (near > best) best = near;
    }
    return reasons[best];
}
