/* SPDX-License-Identifier: Apache-2.0
 *
 * What a figure counts: money, shares, percent or something else. table/ tells percent and figures
 * per share; what else is no money is told by the words beside it.
 */
#include "facts/parts.h"

#include <string.h>

static const char *const share_words[] = {
    "shares", "weighted average", "weighted-average",         "股数",
    "股份数", "总股本",           "common stock outstanding", NULL};
static const char *const money_words[] = {
    "par value",    "at cost",  "per share",   "value of", "repurchase",   "purchase of",
    "purchases of", "proceeds", "issuance of", "cost of",  "acquired",     "withheld",
    "payments",     "cash",     "dividend",    "price",    "compensation", NULL};
static const char *const count_words[] = {
    "number of", "headcount",   "employees",  "customers", "subscribers", "memberships",
    "stores",    "square feet", "units",      "户数",      "人数",        "数量",
    "locations", "restaurants", "deliveries", "aircraft",  "vehicles",    NULL};
static const char *const percent_words[] = {"margin", "percentage", "percent", "rate", "ratio",
                                            "yield",  "率",         "占比",    NULL};
static const char *const years_words[] = {"years", "term", "life", "期限", "年限", NULL};

static bool in_sections(const gk_table_row *row, const char *const *words)
{
    for (size_t k = row->section_count; k-- > 0;)
        if (gk_facts_has(row->sections[k], words)) return true;
    return false;
}

static bool counts_shares(const gk_table *t, const gk_table_row *row, size_t c)
{
    const char *heading = t->columns[c].heading;
    if (row->cells[c].currency) return false;
    if (gk_facts_has(heading, share_words) && !gk_facts_has(heading, money_words)) return true;
    if (gk_facts_has(row->label, money_words)) return false;
    return gk_facts_has(row->label, share_words) ||
           (in_sections(row, share_words) && !in_sections(row, money_words));
}

gk_measure gk_facts_measure(const gk_table *table, const gk_table_row *row, size_t column)
{
    const gk_table_cell *cell = &row->cells[column];
    const char *heading = table->columns[column].heading;
    if (cell->state == GK_CELL_PERCENT) return GK_MEASURE_PERCENT;
    if (cell->state == GK_CELL_PER_SHARE) return GK_MEASURE_PER_SHARE;
    if (cell->currency) return GK_MEASURE_AMOUNT;
    if (counts_shares(table, row, column)) return GK_MEASURE_SHARES;
    if (gk_facts_has(row->label, count_words) || gk_facts_has(heading, count_words))
        return GK_MEASURE_NUMBER;
    bool small = cell->decimals > 0 && cell->value < 200 && cell->value > -200;
    if (small && gk_facts_has(row->label, percent_words)) return GK_MEASURE_NUMBER;
    if (gk_facts_has(heading, years_words) || (small && gk_facts_has(row->label, years_words)))
        return GK_MEASURE_NUMBER;
    return *table->unit || *table->currency ? GK_MEASURE_AMOUNT : GK_MEASURE_NUMBER;
}
