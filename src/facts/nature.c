/* SPDX-License-Identifier: Apache-2.0 - whether what is told of is there at a moment or flows over
 * a period, by its words */
#include "facts/parts.h"

static const char *const stock_words[] = {"payable",
                                          "receivable",
                                          "assets",
                                          "liabilit",
                                          "inventor",
                                          "goodwill",
                                          "equity",
                                          "debt",
                                          "notes",
                                          "accrued",
                                          "accumulated",
                                          "balance",
                                          "obligation",
                                          "reserve",
                                          "allowance",
                                          "property",
                                          "land",
                                          "buildings",
                                          "machinery",
                                          "raw material",
                                          "finished goods",
                                          "work in process",
                                          "work-in-process",
                                          "securities",
                                          "loans",
                                          "deposits",
                                          "deferred",
                                          "carrying",
                                          "outstanding",
                                          "unvested",
                                          "borrowing",
                                          "commercial paper",
                                          "term loan",
                                          "cash and cash equivalents",
                                          "capitalized",
                                          "leasehold",
                                          "intangible",
                                          "trademarks",
                                          "patents",
                                          "investments",
                                          "资产",
                                          "负债",
                                          "余额",
                                          "权益",
                                          "存货",
                                          "应收",
                                          "应付",
                                          "借款",
                                          "存款",
                                          "账面",
                                          NULL};
static const char *const flow_words[] = {
    "revenue",   "sales",        "expense",      "income",       "cost of",   "earnings",
    "loss",      "gain",         "provision",    "benefit",      "paid",      "purchase",
    "proceeds",  "depreciation", "amortization", "interest",     "tax",       "change",
    "dividend",  "service cost", "charge",       "issued",       "granted",   "acquired",
    "additions", "payments",     "operating",    "compensation", "exercised", "increase",
    "decrease",  "repurchase",   "收入",         "费用",         "成本",      "利润",
    "支出",      "损失",         "收益",         "现金流",       NULL};
static const char *const moment_titles[] = {
    "as of",    "balances",    "at december", "at june",    "at september",
    "at march", "at year end", "at year-end", "at the end", "at fiscal year",
    "余额",     "期末",        NULL};
static const char *const flow_titles[] = {"ended",      "for the year", "during the",
                                          "for fiscal", "发生额",       NULL};

int gk_facts_nature(const char *label)
{
    return gk_facts_has(label, stock_words) - gk_facts_has(label, flow_words);
}

int gk_facts_table_nature(const gk_table *t)
{
    int sum = 0;
    for (size_t i = 0; i < t->row_count; i++) sum += gk_facts_nature(t->rows[i].label);
    int share = t->row_count ? 8 * sum / (int)t->row_count : 0;
    bool moment = gk_facts_has(t->title, moment_titles), flow = gk_facts_has(t->title, flow_titles);
    int title = gk_facts_nature(t->title);
    title = title > 2 ? 2 : title < -2 ? -2 : title;
    return share + 8 * (moment - flow) + 2 * title;
}
