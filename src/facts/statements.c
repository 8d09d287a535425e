/* SPDX-License-Identifier: Apache-2.0
 *
 * What a table is: an income statement, a balance sheet, a statement of cash flows, or another one.
 * Its rows tell more surely than its title, which notes and discussions name, too: each statement
 * has lines that no other table has together. Part of a statement, on the next page, is told by the
 * table that it goes on from, or by standing at the top of the page behind one.
 */
#include "facts/parts.h"

#include <string.h>

enum { ABOVE = 9, TITLE_LINE = 100 };

char gk_facts_lower(char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c + 32);
    return c;
}

static bool same_letters(const char *s, const char *word)
{
    for (; *word; s++, word++) {
        char c = gk_facts_lower(*s);
        if (c != *word) return false;
    }
    return true;
}

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

bool gk_facts_has(const char *text, const char *const *words)
{
    for (const char *s = text; *s; s++) {
        bool inside = s > text && is_letter(s[-1]);
        if (inside && is_letter(*s)) continue;
        for (const char *const *w = words; *w; w++)
            if (same_letters(s, *w)) return true;
    }
    return false;
}

/* ---- titles -------------------------------------------------------------------------------- */

static const char *const income_titles[] = {"statements of income",
                                            "statement of income",
                                            "statements of consolidated income",
                                            "statement of consolidated income",
                                            "statements of earnings",
                                            "statement of earnings",
                                            "statements of consolidated earnings",
                                            "statement of consolidated earnings",
                                            "statements of operations",
                                            "statement of operations",
                                            "statements of consolidated operations",
                                            "statements of net income",
                                            "statements of loss",
                                            "statements of profit",
                                            "statement of profit",
                                            "income statement",
                                            "income statements",
                                            "profit and loss",
                                            "利润表",
                                            "损益表",
                                            NULL};
static const char *const comprehensive[] = {"comprehensive", NULL};
static const char *const balance_titles[] = {"balance sheet",
                                             "statements of financial position",
                                             "statement of financial position",
                                             "statements of financial condition",
                                             "statement of financial condition",
                                             "statement of consolidated financial position",
                                             "资产负债表",
                                             "财务状况表",
                                             NULL};
static const char *const cash_titles[] = {"statements of cash flow",
                                          "statement of cash flow",
                                          "statements of consolidated cash flow",
                                          "statement of consolidated cash flow",
                                          "cash flow statement",
                                          "cash flows statement",
                                          "现金流量表",
                                          NULL};
/* What is no primary statement though its title names one. */
static const char *const other_titles[] = {
    "selected",      "pro forma",    "supplemental", "reconciliation", "reconciles",
    "percentage of", "as a percent", "补充资料",     "line item",      "recognized in",
    "location",      "segment",      "impact",       "effect of",      "following table",
    "五年",          "主要会计数据", "摘要",         "变动",           NULL};
static const char *const parent_titles[] = {"parent company only",
                                            "parent company statement",
                                            "(parent company",
                                            "parent only",
                                            "(“parent”)",
                                            "(\"parent\")",
                                            "condensed financial information of registrant",
                                            "condensed financial information of parent",
                                            "condensed financial information of the registrant",
                                            "母公司资产负债表",
                                            "母公司利润表",
                                            "母公司现金流量表",
                                            "公司资产负债表（母",
                                            NULL};
static const char *const preliminary_words[] = {"pro forma",
                                                "pro-forma",
                                                "guidance",
                                                "outlook",
                                                "non-gaap",
                                                "forecast",
                                                "projected",
                                                "expected",
                                                "adjusted ",
                                                "备考",
                                                "预计",
                                                "预测",
                                                "扣除非经常性损益后的",
                                                NULL};

bool gk_facts_is_preliminary(const char *text) { return gk_facts_has(text, preliminary_words); }

/* ---- rows ---------------------------------------------------------------------------------- */

typedef struct sign {
    unsigned statement;
    int points;
    const char *words[5]; /* one of them begins the label */
} sign;

static const sign signs[] = {
    {GK_STATEMENT_BALANCE, 3, {"total assets", "资产总计", "资产合计"}},
    {GK_STATEMENT_BALANCE, 2, {"total current assets", "流动资产合计"}},
    {GK_STATEMENT_BALANCE, 2, {"total current liabilities", "流动负债合计"}},
    {GK_STATEMENT_BALANCE, 2, {"total liabilities", "负债合计"}},
    {GK_STATEMENT_BALANCE,
     2,
     {"total shareholders", "total stockholders", "total equity", "total shareowners",
      "所有者权益"}},
    {GK_STATEMENT_BALANCE, 2, {"retained earnings", "accumulated deficit", "未分配利润"}},
    {GK_STATEMENT_BALANCE, 1, {"goodwill", "inventories", "deposits", "商誉", "存货"}},
    {GK_STATEMENT_BALANCE, 1, {"accounts payable", "trade payables", "应付账款"}},
    {GK_STATEMENT_BALANCE, 2, {"货币资金", "固定资产", "无形资产", "在建工程"}},
    {GK_STATEMENT_BALANCE, 2, {"短期借款", "应付职工薪酬", "长期借款", "递延收益", "应交税费"}},
    {GK_STATEMENT_BALANCE, 2, {"股本", "实收资本", "资本公积", "盈余公积"}},
    {GK_STATEMENT_INCOME, 2, {"营业总收入", "营业总成本", "税金及附加", "营业外收入"}},
    {GK_STATEMENT_INCOME,
     2,
     {"综合收益总额", "其他综合收益的税后净额", "归属于母公司", "稀释每股收益"}},
    {GK_STATEMENT_CASH, 2, {"收到的现金", "支付的现金", "支付的各项税费", "收到其他与"}},
    {GK_STATEMENT_CASH, 2, {"活动现金流入小计", "活动现金流出小计", "汇率变动对现金"}},
    {GK_STATEMENT_CASH,
     3,
     {"net cash provided by", "net cash from", "net cash used", "net cash flows",
      "经营活动产生的现金流量净额"}},
    {GK_STATEMENT_CASH,
     3,
     {"cash provided by (used", "cash provided by", "cash flows from operating", "net cash (used",
      "投资活动产生的现金流量净额"}},
    {GK_STATEMENT_CASH,
     2,
     {"cash flows from financing", "cash flows from investing", "financing activities",
      "investing activities", "筹资活动产生的现金流量净额"}},
    {GK_STATEMENT_CASH,
     2,
     {"net increase (decrease) in cash", "net change in cash", "net decrease in cash",
      "net increase in cash", "现金及现金等价物净增加额"}},
    {GK_STATEMENT_CASH,
     1,
     {"cash and cash equivalents at", "cash and cash equivalents, end",
      "cash and cash equivalents, b", "cash, cash equivalents", "期末现金及现金等价物余额"}},
    {GK_STATEMENT_INCOME,
     2,
     {"net income", "net earnings", "net loss", "net (loss", "consolidated net income"}},
    {GK_STATEMENT_INCOME, 2, {"净利润", "四、净利润", "五、净利润", "利润总额"}},
    {GK_STATEMENT_INCOME,
     2,
     {"before income tax", "before provision", "before taxes on", "(loss) income before",
      "income (loss) before"}},
    {GK_STATEMENT_INCOME,
     2,
     {"provision for income tax", "provision for taxes", "income tax", "income taxes",
      "所得税费用"}},
    {GK_STATEMENT_INCOME,
     1,
     {"net sales", "revenue", "total revenue", "total net revenue", "营业收入"}},
    {GK_STATEMENT_INCOME,
     1,
     {"sales", "net revenue", "total interest income", "net operating rev"}},
    {GK_STATEMENT_INCOME, 1, {"营业成本"}},
    {GK_STATEMENT_INCOME, 1, {"销售费用"}},
    {GK_STATEMENT_INCOME, 1, {"管理费用", "业务及管理费"}},
    {GK_STATEMENT_INCOME, 1, {"财务费用"}},
    {GK_STATEMENT_INCOME,
     1,
     {"operating income", "income from operations", "operating profit", "gross profit",
      "营业利润"}},
    {GK_STATEMENT_INCOME,
     2,
     {"basic", "net income per", "earnings per", "diluted", "基本每股收益"}},
};

/* A single word, or one in parentheses, begins the label; several stand anywhere in it. */
static bool begins(const char *label, const char *word)
{
    while (*label == ' ') label++;
    const char *const one[] = {word, NULL};
    if (strlen(word) > 14 && strchr(word, ' ')) return gk_facts_has(label, one);
    /* "一、营业收入", "其中：营业收入" */
    if (*label & 0x80) return strstr(label, word) && strlen(label) < strlen(word) + 40;
    return same_letters(label, word);
}

typedef struct points {
    int income, balance, cash;
} points;

static void add_sign(points *p, const sign *s)
{
    if (s->statement == GK_STATEMENT_INCOME) p->income += s->points;
    if (s->statement == GK_STATEMENT_BALANCE) p->balance += s->points;
    if (s->statement == GK_STATEMENT_CASH) p->cash += s->points;
}

static points count_signs(const gk_table *t)
{
    points p = {0};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        bool found = false;
        for (size_t i = 0; i < t->row_count && !found; i++)
            for (size_t w = 0; w < 5 && signs[k].words[w] && !found; w++)
                found = begins(t->rows[i].label, signs[k].words[w]);
        if (found) add_sign(&p, &signs[k]);
    }
    return p;
}

static unsigned titled(const char *title)
{
    if (gk_facts_has(title, other_titles)) return 0;
    if (gk_facts_has(title, cash_titles)) return GK_STATEMENT_CASH;
    if (gk_facts_has(title, balance_titles)) return GK_STATEMENT_BALANCE;
    if (gk_facts_has(title, income_titles)) return GK_STATEMENT_INCOME;
    return 0;
}

static unsigned by_rows(points p, bool other)
{
    if (other) return 0;
    if (p.cash >= 6 && p.cash > p.balance) return GK_STATEMENT_CASH;
    if (p.balance >= 8 && p.income < 6) return GK_STATEMENT_BALANCE;
    if (p.income >= 8 && p.balance < 4 && p.cash < 4) return GK_STATEMENT_INCOME;
    return 0;
}

static int of_kind(points p, unsigned statement)
{
    return statement == GK_STATEMENT_CASH      ? p.cash
           : statement == GK_STATEMENT_BALANCE ? p.balance
                                               : p.income;
}

/* What stands above a table on its page, below the last table; short lines alone. */
static char *text_above(const gk_document *document, const gk_tables *tables, size_t i,
                        gk_arena *arena)
{
    const gk_table *t = &tables->tables[i];
    const gk_doc_page *page = &document->pages[t->page - 1];
    int first = t->first_line - ABOVE;
    if (i && tables->tables[i - 1].page == t->page && first <= tables->tables[i - 1].last_line)
        first = tables->tables[i - 1].last_line + 1;
    gk_string text = {0};
    const char *s = page->text, *end = page->text + page->length;
    for (int line = 1; line < t->first_line && s < end; line++) {
        const char *next = memchr(s, '\n', (size_t)(end - s));
        const char *stop = next ? next : end;
        while (s < stop && *s == ' ') s++;
        if (line >= first && stop - s < TITLE_LINE) {
            gk_string_append(&text, s, (size_t)(stop - s));
            gk_string_add(&text, " / ");
        }
        s = next ? next + 1 : end;
    }
    char *kept = gk_arena_strdup(arena, text.length ? text.data : "");
    gk_string_free(&text);
    return kept;
}

static unsigned statement_of(const gk_document *document, const gk_tables *tables, size_t i,
                             gk_arena *arena, bool *guessed)
{
    const gk_table *t = &tables->tables[i];
    points p = count_signs(t);
    unsigned title = titled(t->title);
    if (!title) title = titled(t->columns[t->column_count - 1].heading);
    if (title && of_kind(p, title) >= 3) return title;
    bool other = gk_facts_has(t->title, other_titles);
    if (other || t->row_count < 8) return t->row_count < 8 ? 0 : by_rows(p, other);
    unsigned above = p.income + p.balance + p.cash >= 4
                         ? titled(text_above(document, tables, i, arena))
                         : 0;
    if (above && of_kind(p, above) >= 4) return above;
    unsigned rows = by_rows(p, other);
    *guessed = rows != 0;
    return rows;
}

/* A table at the top of a page behind a statement that has not come to its end. */
static unsigned of_rest(const gk_tables *tables, const gk_facts_kind *kinds, size_t i)
{
    const gk_table *t = &tables->tables[i];
    if (t->continued_from != GK_TABLE_NONE) {
        unsigned before = kinds[t->continued_from].statement;
        unsigned own = titled(t->title);
        return own && own != before ? 0 : before;
    }
    if (i == 0 || t->first_line > 8 || t->row_count < 3) return 0;
    const gk_table *before = &tables->tables[i - 1];
    unsigned statement = kinds[i - 1].statement;
    if (!statement || before->page + 1 < t->page || before->column_count != t->column_count)
        return 0;
    return of_kind(count_signs(t), statement) >= 3 ? statement : 0;
}

gk_facts_kind *gk_facts_kinds(const gk_document *document, const gk_tables *tables, gk_arena *arena)
{
    gk_facts_titles titles = gk_facts_find_titles(document, arena);
    gk_facts_kind *kinds = gk_arena_array(arena, tables->count, sizeof *kinds);
    for (size_t i = 0; i < tables->count; i++) {
        const gk_table *t = &tables->tables[i];
        gk_facts_kind *kind = &kinds[i];
        kind->statement = statement_of(document, tables, i, arena, &kind->guessed);
        if (!kind->statement) kind->statement = of_rest(tables, kinds, i);
        const gk_facts_title *han = gk_facts_title_before(&titles, t);
        bool theirs = han && of_kind(count_signs(t), han->statement) >= 4;
        if (theirs && !gk_facts_has(t->title, other_titles)) kind->statement = han->statement;
        bool whole = gk_facts_has(t->title, income_titles);
        if (kind->statement == GK_STATEMENT_INCOME && !whole &&
            gk_facts_has(t->title, comprehensive))
            kind->statement = 0;
        bool goes_on = t->continued_from != GK_TABLE_NONE;
        kind->parent = gk_facts_has(t->title, parent_titles) ||
                       (kind->statement &&
                        gk_facts_has(text_above(document, tables, i, arena), parent_titles)) ||
                       (theirs && han->parent) || (goes_on && kinds[t->continued_from].parent);
        kind->preliminary = gk_facts_is_preliminary(t->title) ||
                            (goes_on && kinds[t->continued_from].preliminary);
        kind->nature = gk_facts_table_nature(t);
    }
    return kinds;
}
