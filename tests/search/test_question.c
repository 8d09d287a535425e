/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static gk_question *read_question(const char *text)
{
    gk_question *q;
    gk_question_read(text, "2026-01-31", &q);
    return q;
}

static void check_equal(const char *text, const char *what, gk_string *got, const char *expected)
{
    const char *s = got->data ? got->data : "";
    if (strcmp(s, expected) != 0) fail_msg("%s\n%s: \"%s\", not \"%s\"", text, what, s, expected);
    gk_string_free(got);
}

/* ---- kinds --------------------------------------------------------------------------------- */

static const char *const kind_names[] = {"text", "figure", "computed", "judgement"};

static void check_kind(const char *text, gk_question_kind expected)
{
    gk_question *q = read_question(text);
    if (q->kind != expected)
        fail_msg("%s: %s, not %s", text, kind_names[q->kind], kind_names[expected]);
    gk_question_free(q);
}

static void a_question_for_an_amount_asks_a_figure(void **state)
{
    (void)state;
    check_kind("How much did 3M spend on capital expenditures in FY2018?", GK_ASKS_FIGURE);
    check_kind("What is the FY2018 capital expenditure amount (in USD millions) for 3M?",
               GK_ASKS_FIGURE);
    check_kind("What was Halden's net income in 2023?", GK_ASKS_FIGURE);
    check_kind("How many employees does Halden have?", GK_ASKS_FIGURE);
    check_kind("net income 2023", GK_ASKS_FIGURE);
    check_kind("公司2022年末存货是多少万元？", GK_ASKS_FIGURE);
}

static void a_question_for_words_asks_a_text(void **state)
{
    (void)state;
    check_kind("Which segment makes the pumps?", GK_ASKS_TEXT);
    check_kind("What are the major products that Halden sells?", GK_ASKS_TEXT);
    check_kind("Why did gross margin fall in FY2022?", GK_ASKS_TEXT);
    check_kind("What drove the change in operating margin in FY2022?", GK_ASKS_TEXT);
    check_kind("Who is the chief executive of Halden?", GK_ASKS_TEXT);
    check_kind("Describe the risks of Halden's pension plan.", GK_ASKS_TEXT);
    check_kind("净利润下降的原因是什么？", GK_ASKS_TEXT);
    check_kind("公司有哪些主要子公司？", GK_ASKS_TEXT);
}

static void a_ratio_or_a_change_must_be_computed(void **state)
{
    (void)state;
    check_kind("What is the quick ratio of Halden at the end of 2023?", GK_ASKS_COMPUTED);
    check_kind("What was the average of Halden's inventories over 2021 to 2023?", GK_ASKS_COMPUTED);
    check_kind("What was the change in net income in 2023?", GK_ASKS_COMPUTED);
    check_kind("What is capital expenditures as a % of revenue in 2023?", GK_ASKS_COMPUTED);
    check_kind("Calculate the days payable outstanding for FY2023.", GK_ASKS_COMPUTED);
    check_kind("2022年研发费用占营业收入的比重是多少？", GK_ASKS_COMPUTED);
    check_kind("公司2022年的毛利率是多少？", GK_ASKS_COMPUTED);
}

static void one_item_compared_over_two_periods_asks_for_both_figures(void **state)
{
    (void)state;
    check_kind("What was the change in net income between FY2022 and FY2023?", GK_ASKS_FIGURE);
    check_kind("Compare inventories at the end of 2022 versus 2023.", GK_ASKS_FIGURE);
    check_kind("What was the average change in net income between FY2021 and FY2023?",
               GK_ASKS_COMPUTED);
}

static void a_question_with_yes_or_no_must_be_judged(void **state)
{
    (void)state;
    check_kind("Is 3M a capital-intensive business based on FY2022 data?", GK_ASKS_JUDGEMENT);
    check_kind("Does Halden have an improving gross margin?", GK_ASKS_JUDGEMENT);
    check_kind("Has the company paid dividends in 2023?", GK_ASKS_JUDGEMENT);
    check_kind("Did net income rise in 2023?", GK_ASKS_JUDGEMENT);
    check_kind("公司2022年是否进行了现金分红？", GK_ASKS_JUDGEMENT);
    check_kind("公司的资产负债率高吗？", GK_ASKS_JUDGEMENT);
}

static void things_to_be_weighed_against_each_other_must_be_judged(void **state)
{
    (void)state;
    check_kind("Which segment grew most in 2023?", GK_ASKS_JUDGEMENT);
    check_kind("Which segment has the highest margin?", GK_ASKS_JUDGEMENT);
    check_kind("公司哪个产品的毛利率最高？", GK_ASKS_JUDGEMENT);
}

static void the_most_recent_year_is_weighed_against_nothing(void **state)
{
    (void)state;
    check_kind("What was net income in the most recent fiscal year?", GK_ASKS_FIGURE);
    check_kind("What products has Halden sold for at least ten years?", GK_ASKS_TEXT);
}

static void the_kind_is_that_of_the_question_among_its_instructions(void **state)
{
    (void)state;
    check_kind("Is this clear? No: answer like an analyst.", GK_ASKS_JUDGEMENT);
    check_kind("Assume that you are a public equities analyst. Answer the following question by "
               "primarily using information that is shown in the balance sheet: what is the year "
               "end FY2018 net PPNE for 3M? Answer in USD billions.",
               GK_ASKS_FIGURE);
    check_kind("You are an analyst. Is it so that net income rose in 2023? Explain.",
               GK_ASKS_JUDGEMENT);
}

/* ---- line items ---------------------------------------------------------------------------- */

static void check_items(const char *text, const char *expected)
{
    gk_question *q = read_question(text);
    gk_string got = {0};
    for (size_t i = 0; i < q->item_count; i++)
        gk_string_addf(&got, "%s%s", i ? " | " : "", q->items[i]->name);
    check_equal(text, "items", &got, expected);
    gk_question_free(q);
}

static void an_item_is_known_by_each_of_its_names(void **state)
{
    (void)state;
    check_items("What was capex in 2018?", "capital expenditures");
    check_items("What were the capital expenditures in 2018?", "capital expenditures");
    check_items("What was the Capital Expenditure of 2018?", "capital expenditures");
    check_items("How much did 3M spend on property, plant and equipment in 2018?",
                "capital expenditures");
    check_items("2022年购建固定资产支付了多少现金？", "capital expenditures");
    check_items("What were net sales?", "revenue");
    check_items("What was R&D spending in 2023?", "research and development");
    check_items("存货是多少？", "inventories");
}

static void a_phrase_inside_a_longer_one_is_no_item_of_its_own(void **state)
{
    (void)state;
    check_items("What was the gross profit margin in 2023?", "gross margin");
    check_items("What is net property, plant and equipment at the end of 2018?",
                "property, plant and equipment");
    check_items("What is the free cash flow of 2023?", "free cash flow");
    check_items("归属于上市公司股东的净利润是多少？", "net income attributable to shareholders");
}

static void items_come_longest_mention_first_and_each_once(void **state)
{
    (void)state;
    check_items("What is net income divided by total current liabilities?",
                "total current liabilities | net income");
    check_items("What is net sales, revenue or turnover, in 2023?", "revenue");
    check_items("What is the goodwill? Goodwill counts as an asset.", "goodwill");
}

static void a_question_may_ask_for_no_item(void **state)
{
    (void)state;
    check_items("Who is the chief executive?", "");
    check_items("Which salesman left?", "");
    check_items("", "");
}

static void a_ratio_is_marked_as_computed(void **state)
{
    (void)state;
    gk_question *q = read_question("What is the quick ratio?");
    assert_int_equal(q->item_count, 1);
    assert_true(q->items[0]->computed);
    gk_question_free(q);
    q = read_question("What was goodwill?");
    assert_int_equal(q->item_count, 1);
    assert_false(q->items[0]->computed);
    gk_question_free(q);
}

/* ---- statements ---------------------------------------------------------------------------- */

static void check_statement(const char *text, unsigned expected)
{
    gk_question *q = read_question(text);
    if (q->statement != expected)
        fail_msg("%s: statement %u, not %u", text, q->statement, expected);
    gk_question_free(q);
}

static void the_statement_is_that_named_else_that_of_the_items(void **state)
{
    (void)state;
    check_statement("What was capex in 2018?", GK_STATEMENT_CASH);
    check_statement("What was goodwill at the end of 2018?", GK_STATEMENT_BALANCE);
    check_statement("According to the balance sheet, what was net income?", GK_STATEMENT_BALANCE);
    check_statement("Using the income statement and the statement of cash flows, what is EBITDA?",
                    GK_STATEMENT_INCOME | GK_STATEMENT_CASH);
    check_statement("利润表中的研发费用是多少？", GK_STATEMENT_INCOME);
    check_statement("Who is the chief executive?", GK_STATEMENT_NONE);
}

/* ---- periods ------------------------------------------------------------------------------- */

static void check_periods(const char *text, const char *expected)
{
    gk_question *q = read_question(text);
    gk_string got = {0};
    for (size_t i = 0; i < q->period_count; i++) {
        const gk_period *p = &q->periods[i];
        gk_string_addf(&got, "%s%d", i ? " " : "", p->year);
        if (p->quarter) gk_string_addf(&got, "q%d", p->quarter);
        if (p->half) gk_string_addf(&got, "h%d", p->half);
        if (p->month) gk_string_addf(&got, "-%d-%d", p->month, p->day);
    }
    check_equal(text, "periods", &got, expected);
    gk_question_free(q);
}

static void periods_are_found_in_order_each_once(void **state)
{
    (void)state;
    check_periods("How did net income change from FY2022 to FY2023, and why in FY2022?",
                  "2022 2023");
    check_periods("What were net sales in Q2 of FY2024 and the second quarter of 2024?", "2024q2");
    check_periods("What were inventories at June 29, 2024?", "2024-6-29");
    check_periods("2022年第三季度和2021年度的营业收入", "2022q3 2021");
    check_periods("H1 2020 sales of the 2019 product line", "2020h1 2019");
    check_periods("Who is the chief executive of 3M?", "");
}

static void more_periods_than_any_table_has_are_all_kept(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text, "What was net income in");
    for (int year = 1981; year < 2021; year++) gk_string_addf(&text, " %d", year);
    gk_question *q = read_question(text.data);
    assert_int_equal(q->period_count, 40);
    gk_question_free(q);
    gk_string_free(&text);
}

/* ---- the wanted unit ----------------------------------------------------------------------- */

static void check_scale(const char *text, double expected)
{
    gk_question *q = read_question(text);
    if (q->scale != expected) fail_msg("%s: scale %g, not %g", text, q->scale, expected);
    gk_question_free(q);
}

static void the_unit_that_the_answer_is_wanted_in(void **state)
{
    (void)state;
    check_scale("What was capex (in USD millions)?", 1e6);
    check_scale("What was net PPNE? Answer in USD billions.", 1e9);
    check_scale("What was capex in USD thousands?", 1e3);
    check_scale("What was capex, in millions?", 1e6);
    check_scale("存货是多少万元？", 1e4);
    check_scale("存货是多少亿元？", 1e8);
    check_scale("What was capex?", 0);
    check_scale("How many millions of people work there?", 0);
}

static void the_unit_may_be_written_in_the_singular_or_with_a_sign(void **state)
{
    (void)state;
    check_scale("What was capex in USD million?", 1e6);
    check_scale("What was capex in $ millions?", 1e6);
    check_scale("What was capex, in Billions of dollars?", 1e9);
}

/* ---- terms --------------------------------------------------------------------------------- */

/* The content terms in order. */
static void check_content(const char *text, const char *expected)
{
    gk_question *q = read_question(text);
    gk_string got = {0};
    for (size_t i = 0; i < q->term_count; i++)
        if (q->terms[i].content)
            gk_string_addf(&got, "%s%s", got.length ? " " : "", q->terms[i].text);
    check_equal(text, "content", &got, expected);
    gk_question_free(q);
}

static const gk_query_term *term_of(const gk_question *q, const char *text)
{
    for (size_t i = 0; i < q->term_count; i++)
        if (strcmp(q->terms[i].text, text) == 0) return &q->terms[i];
    fail_msg("no term \"%s\" in: %s", text, q->text);
    return NULL;
}

static void content_terms_name_what_is_asked_for(void **state)
{
    (void)state;
    check_content("What is the amount of goodwill in fiscal year 2018 in USD millions?", "goodwil");
    check_content("How many pension obligations were there at December 31, 2018?", "pension oblig");
    check_content("What is the year-end balance of deferred taxes?", "defer tax");
}

static void a_period_is_a_term_but_no_content(void **state)
{
    (void)state;
    gk_question *q = read_question("What was goodwill in 2018?");
    const gk_query_term *year = term_of(q, "2018"), *item = term_of(q, "goodwil");
    assert_false(year->content);
    assert_true(item->content);
    assert_true(year->weight < item->weight);
    gk_question_free(q);
}

static void instructions_weigh_less_than_the_question(void **state)
{
    (void)state;
    gk_question *q = read_question("Assume that you are an equities analyst using only the balance "
                                   "sheet: what is the goodwill of Halden in 2018? Please round "
                                   "the impairment upwards.");
    const gk_query_term *asked = term_of(q, "goodwil"), *before = term_of(q, "equiti"),
                        *behind = term_of(q, "impair");
    assert_true(asked->content && asked->weight == 1);
    assert_false(before->content);
    assert_false(behind->content);
    assert_true(before->weight < asked->weight && behind->weight < asked->weight);
    gk_question_free(q);
}

static void a_word_of_question_and_instructions_has_the_greater_weight(void **state)
{
    (void)state;
    gk_question *q = read_question("Goodwill matters to us. What is goodwill in 2018?");
    assert_true(term_of(q, "goodwil")->weight == 1);
    assert_true(term_of(q, "goodwil")->content);
    gk_question_free(q);
}

static void each_term_stands_once_with_its_place(void **state)
{
    (void)state;
    static const char text[] = "存货与R&D: why did R&D and R & D costs rise?";
    gk_question *q = read_question(text);
    for (size_t i = 0; i < q->term_count; i++) {
        const gk_query_term *t = &q->terms[i];
        assert_true(t->span.start < t->span.end && t->span.end < sizeof text);
        assert_false(gk_term_is_stopword(t->text));
        for (size_t k = 0; k < i; k++) assert_string_not_equal(t->text, q->terms[k].text);
    }
    assert_string_equal(term_of(q, "存货")->text, "存货");
    const gk_query_term *r = term_of(q, "r&d");
    assert_memory_equal(text + r->span.start, "R&D", 3);
    gk_question_free(q);
}

static void nothing_asked_is_nothing_said(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "   ", "???", "？", "what is the"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gk_question *q = read_question(texts[i]);
        assert_string_equal(q->text, texts[i]);
        assert_int_equal(q->term_count, 0);
        assert_int_equal(q->period_count, 0);
        assert_int_equal(q->item_count, 0);
        assert_int_equal(q->statement, GK_STATEMENT_NONE);
        gk_question_free(q);
    }
}

static void a_phrase_is_its_terms_between_blanks(void **state)
{
    (void)state;
    gk_terms *terms = gk_terms_new();
    char *phrase = gk_terms_phrase(terms, "Net Incomes: 1,577 of 存货",
                                   strlen("Net Incomes: 1,577 of 存货"));
    assert_string_equal(phrase, " net incom 1577 of 存货 ");
    gk_free(phrase);
    phrase = gk_terms_phrase(terms, "--", 2);
    assert_string_equal(phrase, " ");
    gk_free(phrase);
    gk_terms_free(terms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_for_an_amount_asks_a_figure),
        cmocka_unit_test(a_question_for_words_asks_a_text),
        cmocka_unit_test(a_ratio_or_a_change_must_be_computed),
        cmocka_unit_test(one_item_compared_over_two_periods_asks_for_both_figures),
        cmocka_unit_test(a_question_with_yes_or_no_must_be_judged),
        cmocka_unit_test(things_to_be_weighed_against_each_other_must_be_judged),
        cmocka_unit_test(the_most_recent_year_is_weighed_against_nothing),
        cmocka_unit_test(the_kind_is_that_of_the_question_among_its_instructions),
        cmocka_unit_test(an_item_is_known_by_each_of_its_names),
        cmocka_unit_test(a_phrase_inside_a_longer_one_is_no_item_of_its_own),
        cmocka_unit_test(items_come_longest_mention_first_and_each_once),
        cmocka_unit_test(a_question_may_ask_for_no_item),
        cmocka_unit_test(a_ratio_is_marked_as_computed),
        cmocka_unit_test(the_statement_is_that_named_else_that_of_the_items),
        cmocka_unit_test(periods_are_found_in_order_each_once),
        cmocka_unit_test(more_periods_than_any_table_has_are_all_kept),
        cmocka_unit_test(the_unit_that_the_answer_is_wanted_in),
        cmocka_unit_test(the_unit_may_be_written_in_the_singular_or_with_a_sign),
        cmocka_unit_test(content_terms_name_what_is_asked_for),
        cmocka_unit_test(a_period_is_a_term_but_no_content),
        cmocka_unit_test(instructions_weigh_less_than_the_question),
        cmocka_unit_test(a_word_of_question_and_instructions_has_the_greater_weight),
        cmocka_unit_test(each_term_stands_once_with_its_place),
        cmocka_unit_test(nothing_asked_is_nothing_said),
        cmocka_unit_test(a_phrase_is_its_terms_between_blanks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
