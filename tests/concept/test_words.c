/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the vocabulary that comes with the program: what statements print and people ask.
 */
#include "world.h"

#include <string.h>

static const char *best_of(const world *w, const char *label, const char *section,
                           unsigned statement)
{
    gk_concept_match found[8];
    size_t count = gk_concepts_of_label(w->concepts, w->terms, label, &section, section ? 1 : 0,
                                        statement, found, 8);
    return count ? gk_concepts_at(w->concepts, found[0].concept)->id : "none";
}

static void labels_of_statements_mean_their_concepts(void **state)
{
    static const struct {
        unsigned statement;
        const char *section, *label, *id;
    } rows[] = {
        {GK_STATEMENT_INCOME, NULL, "Net sales", "revenue"},
        {GK_STATEMENT_INCOME, NULL, "Total cost of revenue", "cost_of_goods_sold"},
        {GK_STATEMENT_INCOME, NULL, "Selling, general and administrative expenses",
         "selling_general_and_administrative"},
        {GK_STATEMENT_INCOME, NULL, "(Loss) income from operations", "operating_income"},
        {GK_STATEMENT_INCOME, NULL, "Income before provision for income taxes",
         "income_before_tax"},
        {GK_STATEMENT_INCOME, NULL, "(Benefit) provision for income taxes", "income_tax"},
        {GK_STATEMENT_INCOME, "Net income per share:", "Basic", "eps_basic"},
        {GK_STATEMENT_INCOME, "Earnings per share", "Diluted", "eps_diluted"},
        {GK_STATEMENT_INCOME, "Weighted-average shares outstanding", "Diluted", "shares_diluted"},
        {GK_STATEMENT_INCOME, "Weighted average shares used in computing net income per share",
         "Basic", "shares_basic"},
        {GK_STATEMENT_INCOME, NULL, "Provision for credit losses", "provision_for_credit_losses"},
        {GK_STATEMENT_INCOME, NULL, "一、营业总收入", "total_operating_revenue"},
        {GK_STATEMENT_INCOME, NULL, "其中：营业收入", "revenue"},
        {GK_STATEMENT_INCOME, NULL, "四、利润总额（亏损总额以“－”号填列）", "income_before_tax"},
        {GK_STATEMENT_INCOME, NULL, "减：所得税费用", "income_tax"},
        {GK_STATEMENT_INCOME, NULL, "利息净收入", "net_interest_income"},
        {GK_STATEMENT_INCOME, NULL, "业务及管理费", "noninterest_expense"},
        {GK_STATEMENT_BALANCE, NULL, "Accounts receivable, net of allowance of $12 and $9",
         "accounts_receivable"},
        {GK_STATEMENT_BALANCE, NULL, "Property, plant and equipment - net",
         "property_plant_and_equipment"},
        {GK_STATEMENT_BALANCE, "Non-current assets:", "Marketable securities",
         "long_term_investments"},
        {GK_STATEMENT_BALANCE, "Current assets:", "Marketable securities",
         "short_term_investments"},
        {GK_STATEMENT_BALANCE, "Liabilities", "Deferred income taxes", "deferred_tax_liabilities"},
        {GK_STATEMENT_BALANCE, "Assets", "Deferred income taxes", "deferred_tax_assets"},
        {GK_STATEMENT_BALANCE, NULL, "Current portion of long-term debt",
         "current_portion_of_long_term_debt"},
        {GK_STATEMENT_BALANCE, NULL, "Total stockholders’ equity", "shareholders_equity"},
        {GK_STATEMENT_BALANCE, NULL, "流动资产合计", "total_current_assets"},
        {GK_STATEMENT_BALANCE, NULL, "归属于母公司所有者权益（或股东权益）合计",
         "shareholders_equity"},
        {GK_STATEMENT_BALANCE, NULL, "发放贷款和垫款", "loans_net"},
        {GK_STATEMENT_BALANCE, NULL, "吸收存款", "customer_deposits"},
        {GK_STATEMENT_CASH, NULL, "Net cash provided by operating activities",
         "cash_from_operations"},
        {GK_STATEMENT_CASH, "Investing activities", "Purchases of property and equipment",
         "capital_expenditure"},
        {GK_STATEMENT_CASH, "Changes in assets and liabilities:", "Inventories",
         "change_in_inventories"},
        {GK_STATEMENT_CASH, NULL, "Depreciation and amortization", "depreciation_and_amortization"},
        {GK_STATEMENT_CASH, NULL, "购建固定资产、无形资产和其他长期资产支付的现金",
         "capital_expenditure"},
        {GK_STATEMENT_CASH, NULL, "分配股利、利润或偿付利息支付的现金", "dividends_paid"},
        {GK_STATEMENT_CASH, NULL, "经营活动产生的现金流量净额", "cash_from_operations"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *id = best_of(*state, rows[i].label, rows[i].section, rows[i].statement);
        if (strcmp(id, rows[i].id) != 0)
            fail_msg("\"%s\" under \"%s\" is %s, not %s", rows[i].label,
                     rows[i].section ? rows[i].section : "", id, rows[i].id);
    }
}

static void people_ask_in_their_own_words(void **state)
{
    static const char *const rows[][2] = {
        {"What is the FY2031 capex of Halden Marine?", "capital_expenditure"},
        {"What was Halden's year end net PPNE?", "property_plant_and_equipment"},
        {"How much cash from operations did it make?", "cash_from_operations"},
        {"What were its cash flows from operating activities?", "cash_from_operations"},
        {"What is the unadjusted EBITDA?", "ebitda"},
        {"What is the unadjusted EBITDA % margin?", "ebitda_margin"},
        {"What is Halden's COGS?", "cost_of_goods_sold"},
        {"What is its D&A?", "depreciation_and_amortization"},
        {"How high is SG&A?", "selling_general_and_administrative"},
        {"What is Halden's working capital ratio?", "current_ratio"},
        {"Does Halden have positive working capital?", "working_capital"},
        {"Has the quick ratio improved?", "quick_ratio"},
        {"What is the fixed asset turnover?", "fixed_asset_turnover"},
        {"What is the days payable outstanding?", "days_payable_outstanding"},
        {"Is Halden capital-intensive?", "capital_intensity"},
        {"What is its dividend payout ratio?", "payout_ratio"},
        {"What is COGS as a % of revenue?", "cost_of_goods_sold_to_revenue"},
        {"海德公司2031年的毛利率是多少？", "gross_margin"},
        {"2031年销售费用率是多少？", "selling_expense_ratio"},
        {"其资产负债率是多少？", "debt_to_assets"},
        {"存货周转天数是多少天？", "days_inventory_outstanding"},
        {"该行的存贷比是多少？", "loan_to_deposit_ratio"},
        {"人均营业收入是多少？", "revenue_per_employee"},
        {"2031年经营活动产生的现金流量净额是多少元？", "cash_from_operations"},
        {"归属于母公司所有者的净利润是多少？", "net_income_attributable"},
    };
    const world *w = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        gk_concept_match found[8];
        size_t count = gk_concepts_asked(w->concepts, w->terms, rows[i][0], found, 8);
        const char *id = count ? gk_concepts_at(w->concepts, found[0].concept)->id : "none";
        if (strcmp(id, rows[i][1]) != 0 || count != 1)
            fail_msg("\"%s\" asks for %zu, first %s, not %s", rows[i][0], count, id, rows[i][1]);
    }
}

/* The statement that a concept stands in: the first of the set. */
static unsigned first_of(unsigned set) { return set & (~set + 1); }

static void every_concept_answers_to_its_usual_label(void **state)
{
    const world *w = *state;
    for (size_t i = 0; i < gk_concepts_count(w->concepts); i++) {
        const gk_concept *c = gk_concepts_at(w->concepts, i);
        if (!c->printed[0] || strchr(c->printed[0], '>')) continue;
        gk_concept_match found[8];
        size_t count = gk_concepts_of_label(w->concepts, w->terms, c->printed[0], NULL, 0,
                                            first_of(c->statement), found, 8);
        bool among = false;
        for (size_t k = 0; k < count && found[k].score >= found[0].score - 0.05; k++)
        among = among || found[k].concept == i;
        if (!among)
            fail_msg("\"%s\" of %s is %s", c->printed[0], c->id,
                     count ? gk_concepts_at(w->concepts, found[0].concept)->id : "none");
    }
}

static void every_concept_can_be_asked_for(void **state)
{
    const world *w = *state;
    for (size_t i = 0; i < gk_concepts_count(w->concepts); i++) {
        const gk_concept *c = gk_concepts_at(w->concepts, i);
        for (const char *const *asked = c->asked; *asked; asked++) {
            gk_concept_match found[8];
            size_t count = gk_concepts_asked(w->concepts, w->terms, *asked, found, 8);
            if (count != 1 || found[0].concept != i)
                fail_msg("\"%s\" of %s asks for %s", *asked, c->id,
                         count ? gk_concepts_at(w->concepts, found[0].concept)->id : "nothing");
        }
    }
}

static void ratios_have_formulas_of_line_items(void **state)
{
    static const char *const ids[] = {
        "gross_margin",       "operating_margin",       "net_margin",         "ebitda",
        "quick_ratio",        "current_ratio",          "free_cash_flow",     "return_on_assets",
        "return_on_equity",   "days_sales_outstanding", "effective_tax_rate", "net_debt",
        "interest_coverage",  "retention_ratio",        "working_capital",    "asset_turnover",
        "inventory_turnover", "cash_conversion_cycle",  "capital_intensity",  "dividend_yield",
    };
    const world *w = *state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        size_t at = gk_concepts_find(w->concepts, ids[i]);
        assert_int_not_equal(at, SIZE_MAX);
        const gk_concept *c = gk_concepts_at(w->concepts, at);
        if (c->nature != GK_NATURE_RATIO || !c->formulas[0]) fail_msg("%s is computed", ids[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_of_statements_mean_their_concepts),
        cmocka_unit_test(people_ask_in_their_own_words),
        cmocka_unit_test(every_concept_answers_to_its_usual_label),
        cmocka_unit_test(every_concept_can_be_asked_for),
        cmocka_unit_test(ratios_have_formulas_of_line_items),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
