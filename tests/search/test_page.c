/* SPDX-License-Identifier: Apache-2.0 */
#include "papers.h"
#include "search/search.h"

typedef struct look {
    gk_question *question;
    gk_page_wants *wants;
} look;

static look look_new(const char *text)
{
    look l;
    gk_question_read(text, NULL, &l.question);
    l.wants = gk_page_wants_new(l.question);
    return l;
}

static void look_free(look *l)
{
    gk_page_wants_free(l->wants);
    gk_question_free(l->question);
}

/* A page of a paper, from 1; gk_free. */
static char *page_of(const char *paper, int number)
{
    while (--number) paper = strchr(paper, '\f') + 1;
    return gk_strndup(paper, strcspn(paper, "\f"));
}

/* ---- labels -------------------------------------------------------------------------------- */

static double label(const char *question, const char *text)
{
    look l = look_new(question);
    assert_true(l.question->item_count > 0);
    double match = gk_page_label(l.wants, 0, text, strlen(text));
    look_free(&l);
    return match;
}

static void check_label(const char *question, const char *text, double least, double most)
{
    double match = label(question, text);
    if (!(match >= least && match <= most))
        fail_msg("%s / %s: %.3f, not %.2f to %.2f", question, text, match, least, most);
}

static void a_label_matches_the_item_however_it_is_asked_for(void **state)
{
    (void)state;
    check_label("What was capex?", "Purchases of property, plant and equipment", 1, 1);
    check_label("What was capex?", "PURCHASES OF PROPERTY, PLANT AND EQUIPMENT", 1, 1);
    check_label("What were revenues?", "Net sales", 1, 1);
    check_label("存货是多少？", "存货", 1, 1);
}

static void an_ampersand_in_a_label_is_an_and(void **state)
{
    (void)state;
    check_label("What was capex?", "Purchases of property, plant & equipment", 1, 1);
    check_label("What was SG&A?", "Selling, general & administrative expenses", 1, 1);
}

static void a_label_of_more_words_matches_less(void **state)
{
    (void)state;
    check_label("What were inventories?", "Inventories of raw materials", 0.3, 0.9);
    check_label("What were inventories?", "Change in inventories", 0.01, 0.6);
    assert_true(label("What were inventories?", "Inventories of raw materials") >
                label("What were inventories?", "Change in inventories"));
}

static void another_label_does_not_match(void **state)
{
    (void)state;
    check_label("What were inventories?", "Goodwill", 0, 0);
    check_label("What were inventories?", "", 0, 0);
    check_label("What was net income?", "Net cash provided by operations", 0, 0);
}

/* ---- statements ---------------------------------------------------------------------------- */

static void check_statements(const char *text, unsigned expected, bool expected_parent)
{
    look l = look_new("What is it?");
    bool parent;
    unsigned found = gk_page_statements(l.wants, text, strlen(text), &parent);
    if (found != expected || parent != expected_parent)
        fail_msg("statements %u, parent %d, not %u and %d:\n%s", found, parent, expected,
                 expected_parent, text);
    look_free(&l);
}

static void a_page_s_heading_says_which_statement_it_is(void **state)
{
    (void)state;
    check_statements("HALDEN GROUP\nConsolidated Statement of Income\n2023  2022\n",
                     GK_STATEMENT_INCOME, false);
    check_statements("CONSOLIDATED BALANCE SHEETS\n", GK_STATEMENT_BALANCE, false);
    check_statements("Consolidated Statements of Cash Flows\n", GK_STATEMENT_CASH, false);
    check_statements("合并资产负债表\n", GK_STATEMENT_BALANCE, false);
    check_statements("合并现金流量表\n", GK_STATEMENT_CASH, false);
    check_statements("合并利润表\n", GK_STATEMENT_INCOME, false);
}

static void what_only_speaks_of_a_statement_is_none(void **state)
{
    (void)state;
    check_statements("Notes to the consolidated balance sheet\n", GK_STATEMENT_NONE, false);
    check_statements("We think that our balance sheet is strong, and that the statement of cash "
                     "flows, which the reader finds on another page, bears this out.\n",
                     GK_STATEMENT_NONE, false);
    check_statements("Index to financial statements and balance sheets\n", GK_STATEMENT_NONE,
                     false);
    check_statements("", GK_STATEMENT_NONE, false);
}

static void the_parent_s_statement_is_told_from_the_group_s(void **state)
{
    (void)state;
    check_statements("Parent company balance sheet\n", GK_STATEMENT_BALANCE, true);
    check_statements("母公司资产负债表\n", GK_STATEMENT_BALANCE, true);
}

static void the_parent_may_be_named_on_a_line_of_its_own(void **state)
{
    (void)state;
    check_statements("HALDEN ASA (Parent company)\nBalance Sheet\n", GK_STATEMENT_BALANCE, true);
    check_statements("PARENT COMPANY ONLY\nCondensed Balance Sheets\n", GK_STATEMENT_BALANCE, true);
}

/* ---- signs --------------------------------------------------------------------------------- */

static gk_page_signs signs_of(const char *question, const char *paper, int number)
{
    look l = look_new(question);
    char *text = page_of(paper, number);
    gk_page_signs signs;
    gk_arena *arena = gk_arena_new();
    gk_laid_text laid;
    gk_laid_read(text, strlen(text), arena, &laid);
    gk_page_look(l.wants, &laid, strlen(text), arena, &signs);
    gk_arena_free(arena);
    gk_free(text);
    look_free(&l);
    return signs;
}

static void the_statement_of_the_year_has_all_signs(void **state)
{
    (void)state;
    gk_page_signs s = signs_of("What was capex in 2023?", halden_2023, 5);
    assert_true(s.statement == 1 && s.label == 1 && s.column == 1);
    s = signs_of("澄州仪器2023年末的存货", chengzhou_2023, 2);
    assert_true(s.statement == 1 && s.label == 1);
}

static void a_column_of_another_year_is_no_sign(void **state)
{
    (void)state;
    gk_page_signs s = signs_of("What was capex in 2019?", halden_2023, 5);
    assert_true(s.statement == 1 && s.label == 1 && s.column == 0);
}

static void another_statement_is_no_sign(void **state)
{
    (void)state;
    gk_page_signs s = signs_of("What was capex in 2023?", halden_2023, 4);
    assert_true(s.statement == 0);
    assert_true(s.label < 1);
}

static void the_parent_s_statement_is_less_of_a_sign(void **state)
{
    (void)state;
    gk_page_signs group = signs_of("What was goodwill in 2023?", halden_2023, 4),
                  parent = signs_of("What was goodwill in 2023?", halden_2023, 8);
    assert_true(group.statement == 1);
    assert_true(parent.statement > 0 && parent.statement < group.statement);
}

static void a_page_of_words_has_no_signs(void **state)
{
    (void)state;
    gk_page_signs s = signs_of("What was capex in 2023?", halden_2023, 2);
    assert_true(s.statement == 0 && s.label == 0 && s.column == 0);
    look l = look_new("What was capex in 2023?");
    gk_arena *arena = gk_arena_new();
    gk_page_look(l.wants, &(gk_laid_text){.text = ""}, 0, arena, &s);
    gk_arena_free(arena);
    assert_true(s.statement == 0 && s.label == 0 && s.column == 0);
    look_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_matches_the_item_however_it_is_asked_for),
        cmocka_unit_test(an_ampersand_in_a_label_is_an_and),
        cmocka_unit_test(a_label_of_more_words_matches_less),
        cmocka_unit_test(another_label_does_not_match),
        cmocka_unit_test(a_page_s_heading_says_which_statement_it_is),
        cmocka_unit_test(what_only_speaks_of_a_statement_is_none),
        cmocka_unit_test(the_parent_s_statement_is_told_from_the_group_s),
        cmocka_unit_test(the_parent_may_be_named_on_a_line_of_its_own),
        cmocka_unit_test(the_statement_of_the_year_has_all_signs),
        cmocka_unit_test(a_column_of_another_year_is_no_sign),
        cmocka_unit_test(another_statement_is_no_sign),
        cmocka_unit_test(the_parent_s_statement_is_less_of_a_sign),
        cmocka_unit_test(a_page_of_words_has_no_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
