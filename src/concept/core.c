/* SPDX-License-Identifier: Apache-2.0
 *
 * The core of a phrase or a label: the set of its words that tell it from others. Two that differ
 * only in order, in "total", in "(loss)" or in a company's name have the same core; a part ("Cost
 * of sales - products") has a word more and so another core.
 */
#include "concept/core.h"
#include "concept/parts.h"

#include <stdlib.h>
#include <string.h>

const char *const gk_core_texts[GK_CORE_COUNT] = {
    [GK_CORE_TOTAL] = "total",
    [GK_CORE_CONSOLIDATED] = "consolid",
    [GK_CORE_REPORTED] = "report",
    [GK_CORE_NUMBER] = "number",
    [GK_CORE_AMOUNT] = "amount",
    [GK_CORE_YEAR] = "year",
    [GK_CORE_PERIOD] = "period",
    [GK_CORE_DURING] = "dure",
    [GK_CORE_FISCAL] = "fiscal",
    [GK_CORE_UNADJUSTED] = "unadjust",
    [GK_CORE_LOSS] = "loss",
    [GK_CORE_EXPENSE] = "expens",
    [GK_CORE_BENEFIT] = "benefit",
    [GK_CORE_DEFICIT] = "deficit",
    [GK_CORE_DECREASE] = "decreas",
    [GK_CORE_INCREASE] = "increas",
    [GK_CORE_INCOME] = "incom",
    [GK_CORE_GAIN] = "gain",
    [GK_CORE_DEDUCT] = "deduct",
    [GK_CORE_NET] = "net",
    [GK_CORE_CREDIT] = "credit",
    [GK_CORE_CHARGE] = "charg",
    [GK_CORE_PROVISION] = "provis",
    [GK_CORE_EARNINGS] = "earn",
    [GK_CORE_PROFIT] = "profit",
    [GK_CORE_NOTE] = "note",
    [GK_CORE_MILLION] = "million",
    [GK_CORE_THOUSAND] = "thousand",
    [GK_CORE_UNAUDITED] = "unaudit",
    [GK_CORE_RESTATED] = "restat",
    [GK_CORE_CHANGE] = "chang",
    [GK_CORE_ATTRIBUTABLE] = "attribut",
    [GK_CORE_AVAILABLE] = "avail",
    [GK_CORE_OWNER] = "owner",
    [GK_CORE_COMMON] = "common",
    [GK_CORE_ORDINARY] = "ordinari",
    [GK_CORE_NONCONTROLLING] = "noncontrol",
    [GK_CORE_MINORITY] = "minor",
    [GK_CORE_PREFERRED] = "prefer",
    [GK_CORE_SHARE] = "share",
    [GK_CORE_SHAREHOLDER] = "sharehold",
    [GK_CORE_EQUITY] = "equiti",
    [GK_CORE_LIABILITY] = "liabil",
    [GK_CORE_PER] = "per",
    [GK_CORE_CASH] = "cash",
    [GK_CORE_PAID] = "paid",
    [GK_CORE_WEIGHTED] = "weight",
    [GK_CORE_OUTSTANDING] = "outstand",
};

typedef struct core {
    uint32_t *ids;
    size_t count;
    size_t dropped;
} core;

static bool holds(const gk_word *words, size_t count, uint32_t id)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].id == id) return true;
    return false;
}

static void keep(core *c, uint32_t id)
{
    if (id == GK_CORE_INCREASE || id == GK_CORE_DECREASE) id = GK_CORE_CHANGE;
    c->ids[c->count++] = id;
}

/* "attributable to PepsiCo", "available to common shareholders": whose it is, instead of the name.
 * i is behind "attributable"; returns where the name ends. */
static size_t whose(core *c, const gk_word *words, size_t count, size_t i)
{
    size_t end = i;
    while (end < count && words[end].id != GK_CORE_PER && !words[end].bracketed &&
           !(end > i && words[end].comma && words[end].id != GK_WORD_UNKNOWN))
        end++;
    const gk_word *name = words + i;
    size_t n = end - i;
    if (holds(name, n, GK_CORE_NONCONTROLLING) || holds(name, n, GK_CORE_MINORITY))
        keep(c, GK_CORE_NONCONTROLLING);
    else if (holds(name, n, GK_CORE_PREFERRED))
        keep(c, GK_CORE_PREFERRED);
    else if (holds(name, n, GK_CORE_COMMON))
        keep(c, GK_CORE_COMMON);
    else
        keep(c, GK_CORE_OWNER);
    return end;
}

/* "Total Halden Marine, Inc. shareholders' equity": the name between the ends. */
static bool owners_equity(const gk_word *words, size_t count)
{
    return count > 3 && words[0].id == GK_CORE_TOTAL &&
           words[count - 2].id == GK_CORE_SHAREHOLDER && words[count - 1].id == GK_CORE_EQUITY &&
           !holds(words, count, GK_CORE_LIABILITY) && !holds(words, count, GK_CORE_MINORITY) &&
           !holds(words, count, GK_CORE_NONCONTROLLING) && !holds(words, count, GK_CORE_PREFERRED);
}

static bool idle(const gk_word *words, size_t count, size_t i)
{
    const gk_word *w = &words[i];
    uint32_t id = w->id, next = i + 1 < count ? words[i + 1].id : GK_WORD_UNKNOWN;
    if (id < GK_CORE_IDLE_END) return true;
    if (w->bracketed && (id < GK_CORE_SIGN_END || w->number || w->letter)) return true;
    if (id == GK_CORE_COMMON || id == GK_CORE_ORDINARY)
        return next == GK_CORE_SHARE || next == GK_CORE_SHAREHOLDER;
    if (id == GK_CORE_OUTSTANDING) return holds(words, count, GK_CORE_WEIGHTED);
    if (id == GK_CORE_CASH) return holds(words, count, GK_CORE_PAID);
    if (id == GK_CORE_NET && i > 0) /* "inventories, net" */
        return i + 1 == count || words[i + 1].bracketed;
    return false;
}

static bool to_whom(const gk_word *words, size_t count, size_t i)
{
    if (i == 0 || holds(words, i, GK_CORE_ATTRIBUTABLE)) return false;
    if (words[i].id == GK_CORE_ATTRIBUTABLE) return true;
    const gk_word *rest = words + i + 1; /* not "available for sale" */
    size_t n = count - i - 1;
    return words[i].id == GK_CORE_AVAILABLE &&
           (holds(rest, n, GK_CORE_SHARE) || holds(rest, n, GK_CORE_SHAREHOLDER) ||
            holds(rest, n, GK_CORE_COMMON));
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

size_t gk_words_core(const gk_word *words, size_t count, uint32_t ids[GK_WORDS_MOST],
                     size_t *dropped)
{
    core c = {.ids = ids};
    bool equity = owners_equity(words, count), per = holds(words, count, GK_CORE_PER);
    for (size_t i = 0; i < count; i++) {
        bool name = equity && i > 0 && i < count - 2;
        if (to_whom(words, count, i)) {
            size_t was = c.count;
            size_t end = whose(&c, words, count, i + 1);
            if (per && c.ids[was] != GK_CORE_NONCONTROLLING)
                c.count = was; /* of a share it is always so */
            i = end - 1;
        } else if (name || idle(words, count, i)) {
            c.dropped++;
        } else if (words[i].id == GK_WORD_UNKNOWN) {
            return SIZE_MAX;
        } else {
            keep(&c, words[i].id);
        }
    }
    qsort(ids, c.count, sizeof *ids, by_id);
    size_t n = 0;
    for (size_t i = 0; i < c.count; i++)
        if (n == 0 || ids[n - 1] != ids[i]) ids[n++] = ids[i];
    *dropped = c.dropped;
    return n;
}

uint64_t gk_core_key(const uint32_t *ids, size_t count)
{
    return gk_hash(GK_HASH_START, ids, count * sizeof *ids);
}
