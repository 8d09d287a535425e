/* SPDX-License-Identifier: Apache-2.0
 *
 * Which part of the company a figure is of: columns that stand for segments, regions or guarantors,
 * and sections under which the same line items come again.
 */
#include "facts/parts.h"

#include <string.h>

/* Headings that tell of no part of the company. */
static const char *const whole[] = {"total",
                                    "totals",
                                    "consolidated",
                                    "consolidated total",
                                    "total company",
                                    "total consolidated",
                                    "group",
                                    "the group",
                                    "company",
                                    "the company",
                                    "reported",
                                    "as reported",
                                    "gaap",
                                    "合计",
                                    "合并",
                                    "本集团",
                                    "合并数",
                                    "集团",
                                    "总计",
                                    "usd",
                                    "us$",
                                    "$",
                                    "%",
                                    NULL};
static const char *const parents[] = {"parent",      "parent company", "母公司", "本行", "本公司",
                                      "parent only", "the bank",       "bank",   NULL};

/* A title that is printed among the headings. */
static const char *const titles[] = {"sheet", "sheets", "statements of", "statement of",
                                     NULL}; /* "balance" is taken off */

static bool same(const char *s, const char *word)
{
    for (; *s && *word; s++, word++) {
        char c = gk_facts_lower(*s);
        if (c != *word) return false;
    }
    return !*s && !*word;
}

static bool is_one_of(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (same(s, *words)) return true;
    return false;
}

const char *gk_facts_column_member(const gk_facts_said *said, bool *parent)
{
    const char *rest = said->rest;
    if (!*rest || is_one_of(rest, whole) || gk_facts_has(rest, titles)) return "";
    if (is_one_of(rest, parents)) {
        *parent = true;
        return "";
    }
    return rest;
}

static const char *const items[] = {"sales",
                                    "revenue",
                                    "income",
                                    "profit",
                                    "earnings",
                                    "assets",
                                    "expense",
                                    "capital expenditure",
                                    "depreciation",
                                    "amortization",
                                    "margin",
                                    "cost",
                                    "ebitda",
                                    "loss",
                                    "收入",
                                    "利润",
                                    "成本",
                                    "费用",
                                    "资产",
                                    "毛利",
                                    NULL};

bool gk_facts_is_line_item(const char *label) { return gk_facts_has(label, items); }

static const char *innermost(const gk_table_row *row)
{
    return row->section_count ? row->sections[row->section_count - 1] : "";
}

/* Whether the row's item comes again in another section. */
static bool comes_again(const gk_table *t, size_t i)
{
    const gk_table_row *row = &t->rows[i];
    const char *section = innermost(row);
    for (size_t k = 0; k < t->row_count; k++) {
        const gk_table_row *other = &t->rows[k];
        if (other->heading || strcmp(other->label, row->label) != 0) continue;
        const char *theirs = innermost(other);
        if (*theirs && strcmp(theirs, section) != 0) return true;
    }
    return false;
}

bool *gk_facts_member_rows(const gk_table *table, size_t row_count, gk_arena *arena)
{
    bool *flags = gk_arena_array(arena, row_count ? row_count : 1, sizeof *flags);
    for (size_t i = 0; table && i < row_count; i++) {
        const gk_table_row *row = &table->rows[i];
        const char *section = innermost(row);
        if (row->heading || !*section || gk_facts_is_line_item(section)) continue;
        if (!gk_facts_is_line_item(row->label) || !comes_again(table, i)) continue;
        /* All rows of the section are that part's. */
        for (size_t k = 0; k < table->row_count; k++)
            if (strcmp(innermost(&table->rows[k]), section) == 0) flags[k] = true;
    }
    return flags;
}
