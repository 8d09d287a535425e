/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <string.h>

/* The best concept's id of a label under up to two headings; "": none. */
static const char *meant(const world *w, const char *label, const char *outer, const char *inner,
                         unsigned statement)
{
    const char *sections[2] = {"", ""};
    size_t n = 0;
    if (outer) sections[n++] = outer;
    if (inner) sections[n++] = inner;
    gk_concept_match found[4];
    size_t count = gk_concepts_of_label(w->concepts, w->terms, label, sections, n, statement, found,
                                        4);
    return count ? gk_concepts_at(w->concepts, found[0].concept)->id : "";
}

static const char *alone(const world *w, const char *label)
{
    return meant(w, label, NULL, NULL, 0);
}

static void the_very_label(void **state)
{
    const world *w = *state;
    assert_string_equal(alone(w, "Net sales"), "revenue");
    assert_string_equal(alone(w, "COST OF SALES"), "cost_of_goods_sold");
    gk_concept_match found[2];
    gk_concepts_of_label(w->concepts, w->terms, "Total revenue", NULL, 0, 0, found, 2);
    assert_true(found[0].score > 0.97);
}

static void signs_notes_and_totals_pass(void **state)
{
    const world *w = *state;
    assert_string_equal(alone(w, "Operating (loss) income"), "operating_income");
    assert_string_equal(alone(w, "(Loss) income from operations"), "operating_income");
    assert_string_equal(alone(w, "Income (loss) before income taxes (Note 9)"),
                        "income_before_tax");
    assert_string_equal(alone(w, "Net cash provided by (used in) operating activities"),
                        "cash_from_operations");
    assert_string_equal(alone(w, "Inventories, net"), "inventories");
    assert_string_equal(alone(w, "Total inventories (1)"), "inventories");
    assert_string_equal(alone(w, "Accounts receivable, less allowance for doubtful accounts of $3"),
                        "accounts_receivable");
    assert_string_equal(alone(w, "Less: Cost of sales"), "cost_of_goods_sold");
}

static void a_companys_name_passes(void **state)
{
    const world *w = *state;
    assert_string_equal(alone(w, "Net income attributable to Halden Marine"),
                        "net_income_attributable");
    assert_string_equal(alone(w, "Net income (loss) attributable to Halden Marine, Inc."),
                        "net_income_attributable");
    assert_string_not_equal(alone(w, "Net income attributable to noncontrolling interests"),
                            "net_income_attributable");
    assert_string_equal(alone(w, "1.归属于云泉股份股东的净利润（净亏损以“-”号填列）"),
                        "net_income_attributable");
}

static void a_part_is_not_the_whole(void **state)
{
    const world *w = *state;
    assert_string_not_equal(alone(w, "Cost of sales - pumps"), "cost_of_goods_sold");
    assert_string_not_equal(alone(w, "Pumps operating income"), "operating_income");
    assert_string_not_equal(alone(w, "Other current assets"), "total_current_assets");
    assert_string_not_equal(alone(w, "Inventory reserve"), "inventories");
}

static void chinese_numbering_passes(void **state)
{
    const world *w = *state;
    assert_string_equal(alone(w, "其中：营业收入"), "revenue");
    assert_string_equal(alone(w, "一、营业收入"), "revenue");
    assert_string_equal(alone(w, "减：营业成本"), "cost_of_goods_sold");
    assert_string_equal(alone(w, "（二）存 货"), "inventories");
    assert_string_not_equal(alone(w, "存货跌价准备"), "inventories");
}

static void headings_complete_a_label(void **state)
{
    const world *w = *state;
    unsigned is = GK_STATEMENT_INCOME, bs = GK_STATEMENT_BALANCE, cf = GK_STATEMENT_CASH;
    assert_string_equal(meant(w, "Basic", NULL, "Earnings per share", is), "eps_basic");
    assert_string_equal(
        meant(w, "Basic", NULL, "Weighted average number of common shares outstanding:", is),
        "shares_basic");
    assert_string_equal(meant(w, "Total", "Assets", "Current assets", bs), "total_current_assets");
    assert_string_not_equal(meant(w, "Total liabilities", NULL, "Current liabilities", bs),
                            "total_current_liabilities");
    assert_string_equal(
        meant(w, "Income taxes", "Supplemental information", "Cash paid during the year for:", cf),
        "income_taxes_paid");
}

static void a_cash_flow_statement_prints_changes(void **state)
{
    const world *w = *state;
    assert_string_equal(meant(w, "Inventories", NULL, NULL, GK_STATEMENT_BALANCE), "inventories");
    assert_string_equal(meant(w, "Inventories", "Changes in operating assets and liabilities", NULL,
                              GK_STATEMENT_CASH),
                        "change_in_inventories");
    assert_string_equal(
        meant(w, "(Increase) decrease in inventories", NULL, NULL, GK_STATEMENT_CASH),
        "change_in_inventories");
    assert_string_not_equal(meant(w, "Accounts receivable", NULL, NULL, GK_STATEMENT_CASH),
                            "accounts_receivable");
}

static void odd_labels_mean_nothing(void **state)
{
    const world *w = *state;
    assert_string_equal(alone(w, ""), "");
    assert_string_equal(alone(w, "(1)"), "");
    assert_string_equal(alone(w, "Total"), "");
    assert_string_equal(alone(w, "\xFF\xFE("), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_very_label),
        cmocka_unit_test(signs_notes_and_totals_pass),
        cmocka_unit_test(a_companys_name_passes),
        cmocka_unit_test(a_part_is_not_the_whole),
        cmocka_unit_test(chinese_numbering_passes),
        cmocka_unit_test(headings_complete_a_label),
        cmocka_unit_test(a_cash_flow_statement_prints_changes),
        cmocka_unit_test(odd_labels_mean_nothing),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
