/* SPDX-License-Identifier: Apache-2.0
 *
 * What makes facts the same: their line item, their period, their value.
 */
#include "ledger/ledger.h"

#include <math.h>

static const gk_concept *concept_of(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    return fact->concept == SIZE_MAX ? NULL : gk_concepts_at(wanted->concepts, fact->concept);
}

/* Letters of either case, marks and blanks aside; what is beyond ASCII stays. */
static void add_plain(gk_string *to, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
        bool stays = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (stays) gk_string_append(to, (const char *)&c, 1);
    }
    gk_string_add(to, "\x1f");
}

const char *gk_ledger_line(const gk_ledger_wanted *wanted, const gk_ledger_source *source,
                           const gk_fact *fact, gk_arena *arena)
{
    const gk_concept *concept = concept_of(wanted, fact);
    gk_measure measure = fact->measure == GK_MEASURE_NUMBER ? GK_MEASURE_AMOUNT : fact->measure;
    gk_string key = {0};
    add_plain(&key, source->company);
    if (concept) {
        add_plain(&key, concept->id);
    } else {
        gk_string_addf(&key, "%u\x1f", fact->statement);
        add_plain(&key, fact->section);
        add_plain(&key, fact->label);
    }
    add_plain(&key, fact->member);
    gk_string_addf(&key, "%d %d", (int)measure, fact->parent);
    const char *line = gk_arena_strdup(arena, key.data);
    gk_string_free(&key);
    return line;
}

const char *gk_ledger_label(const gk_ledger_source *source, const gk_fact *fact, gk_arena *arena)
{
    gk_string key = {0};
    gk_string_addf(&key, "%u %d\x1f", fact->statement, fact->parent);
    add_plain(&key, source->company);
    add_plain(&key, fact->label);
    add_plain(&key, fact->member);
    const char *label = gk_arena_strdup(arena, key.data);
    gk_string_free(&key);
    return label;
}

/* A day of the year orders periods of one year; of those that end together the shorter one is
 * later. Where nothing is known of the time, columns are. */
int64_t gk_ledger_time(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    const gk_fact_time *t = &fact->time;
    int months = gk_ledger_months(wanted->concepts, fact);
    if (!t->year && !t->end) return -1 - fact->column;
    int part = t->quarter ? t->quarter * 300 : t->half ? t->half * 600 : months == 9 ? 900 : 1200;
    int64_t day = (int64_t)t->year * 10000 + part + 31;
    if (t->end && (months == 0 || !t->year)) day = t->end;
    return day * 100 + 99 - (months < 0 ? 99 : months);
}

double gk_ledger_standing(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    const gk_concept *concept = concept_of(wanted, fact);
    bool own = fact->statement && (!concept || (concept->statement & fact->statement));
    double standing = concept ? fact->concept_score : 0;
    if (standing > 1) standing = 1;
    if (own) standing += 4;
    if (fact->tagged) standing += 2;
    if (fact->preliminary) standing -= 4;
    return standing + (fact->page ? 0.5 : 0);
}

bool gk_ledger_agree(const gk_ledger_wanted *wanted, const gk_fact *a, const gk_fact *b)
{
    const gk_concept *concept = concept_of(wanted, a);
    double x = a->value, y = b->value;
    double coarse = fmax(a->scale * pow(10, -a->decimals), b->scale * pow(10, -b->decimals));
    if (concept && concept->outflow) x = fabs(x), y = fabs(y);
    return fabs(x - y) <= coarse * 0.5 + fabs(x) * 1e-9;
}

bool gk_ledger_lacks_unit(const gk_fact *unscaled, const gk_fact *scaled)
{
    bool counted = unscaled->measure != GK_MEASURE_PERCENT &&
                   unscaled->measure != GK_MEASURE_PER_SHARE;
    return counted && unscaled->scale == 1 && scaled->scale > 1 && unscaled->printed != 0 &&
           fabs(fabs(unscaled->printed) - fabs(scaled->printed)) <= fabs(scaled->printed) * 1e-9;
}
