/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static unsigned asked(const char *text)
{
    gk_question *q;
    gk_question_read(text, NULL, &q);
    unsigned forms = q->forms;
    gk_question_free(q);
    return forms;
}

static void papers_are_asked_for_by_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned paper;
    } cases[] = {
        {"What does the 10-K say?", GK_PAPER_10K},
        {"what does the 10k say", GK_PAPER_10K},
        {"What does the annual report say?", GK_PAPER_10K | GK_PAPER_20F | GK_PAPER_ANNUAL},
        {"What does the 10-Q say?", GK_PAPER_10Q},
        {"What does the quarterly report say?", GK_PAPER_10Q},
        {"What does the 8-K say?", GK_PAPER_8K},
        {"What does the 20-F say?", GK_PAPER_20F},
        {"What was said on the earnings call?", GK_PAPER_CALL},
        {"What does the transcript say?", GK_PAPER_CALL},
        {"What does the earnings release say?", GK_PAPER_EARNINGS},
        {"What was in the news?", GK_PAPER_NEWS},
        {"What do the brokers' research notes say?", GK_PAPER_RESEARCH},
        {"2022年年报怎么说", GK_PAPER_ANNUAL},
        {"2022年三季报怎么说", GK_PAPER_INTERIM},
        {"2022年半年报怎么说", GK_PAPER_INTERIM},
        {"研报怎么说", GK_PAPER_RESEARCH},
        {"新闻怎么说", GK_PAPER_NEWS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if ((asked(cases[i].text) & cases[i].paper) != cases[i].paper)
            fail_msg("%s: %x lacks %x", cases[i].text, asked(cases[i].text), cases[i].paper);
}

static void other_words_ask_for_no_paper(void **state)
{
    (void)state;
    static const char *const texts[] = {"What are current liabilities?", "What is net income?",
                                        "Which options may be called?", "a new plant",
                                        "公司的营业收入是多少"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (asked(texts[i])) fail_msg("%s: %x", texts[i], asked(texts[i]));
}

static void cards_and_file_names_say_what_a_paper_is(void **state)
{
    (void)state;
    assert_int_equal(gk_paper_of_form("10-K"), GK_PAPER_10K);
    assert_int_equal(gk_paper_of_form("10-K/A"), GK_PAPER_10K);
    assert_int_equal(gk_paper_of_form("Earnings"), GK_PAPER_EARNINGS);
    assert_int_equal(gk_paper_of_form("Annual report"), GK_PAPER_ANNUAL);
    assert_int_equal(gk_paper_of_form("Interim report"), GK_PAPER_INTERIM);
    assert_int_equal(gk_paper_of_form(""), 0);
    assert_int_equal(gk_paper_of_form("XYZ"), 0);
    assert_int_equal(gk_paper_of_words("10q"), GK_PAPER_10Q);
    assert_int_equal(gk_paper_of_words("年度报告"), GK_PAPER_ANNUAL);
    assert_int_equal(gk_paper_of_words(""), 0);
    for (unsigned bit = 1; bit <= GK_PAPER_PROSPECTUS; bit <<= 1)
        assert_true(*gk_paper_name(bit) != '\0');
}

/* Every phrase belongs to one line item, or a question would mean two. */
static void no_phrase_asks_for_two_line_items(void **state)
{
    (void)state;
    size_t count;
    const gk_line_item *items = gk_line_items(&count);
    assert_true(count >= 120);
    for (size_t i = 0; i < count; i++) {
        const char *list = items[i].asked, *form;
        size_t n;
        assert_true(*items[i].printed != '\0' && *list != '\0');
        while ((form = gk_list_next(&list, &n))) {
            assert_true(n > 0);
            for (size_t k = 0; k < i; k++) {
                const char *others = items[k].asked, *other;
                size_t m;
                while ((other = gk_list_next(&others, &m)))
                    if (m == n && memcmp(other, form, n) == 0)
                        fail_msg("\"%.*s\" is %s and %s", (int)n, form, items[k].name,
                                 items[i].name);
            }
        }
    }
}

static void line_items_are_found_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *item;
    } cases[] = {{"What was Halden's ROIC in FY2022?", "return on invested capital"},
                 {"How large were right-of-use assets?", "right-of-use assets"},
                 {"What was spent on advertising expense?", "advertising expense"},
                 {"2022年扣非净利润", "net income excluding one-off items"},
                 {"2022年末使用权资产", "right-of-use assets"},
                 {"2022年末少数股东权益", "noncontrolling interests"},
                 {"2022年净息差", "net interest margin"},
                 {"同店销售", "comparable sales"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_question *q;
        gk_question_read(cases[i].text, NULL, &q);
        if (!q->item_count || strcmp(q->items[0]->name, cases[i].item) != 0)
            fail_msg("%s: %s", cases[i].text, q->item_count ? q->items[0]->name : "nothing");
        gk_question_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_are_asked_for_by_their_names),
        cmocka_unit_test(other_words_ask_for_no_paper),
        cmocka_unit_test(cards_and_file_names_say_what_a_paper_is),
        cmocka_unit_test(no_phrase_asks_for_two_line_items),
        cmocka_unit_test(line_items_are_found_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
