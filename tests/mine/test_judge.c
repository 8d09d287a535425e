/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules by which a candidate is refused, on passages as filings have them.
 */
#include "world.h"

#define RISK                                                                                       \
    "Our business success and operating results depend in part on effective information "          \
    "technology systems and on continuing to develop and implement improvements in technology. "   \
    "Pursuing multiple initiatives simultaneously could make this continued development more "     \
    "challenging. Many aspects of our operations are dependent on our systems."

static void the_same_words_answer_too_where_nothing_tells_them_apart(void **state)
{
    world *w = *state;
    gk_corpus_passage positive = passage_of(w, "CVSHEALTH_2020_10K", RISK);
    gk_corpus_passage other_year = passage_of(w, "CVSHEALTH_2019_10K", RISK " See below.");
    gk_corpus_passage same_year = passage_of(w, "CVSHEALTH_2020_annualreport", RISK " See below.");
    const char *no_year = "CVS information technology systems initiatives risk";
    const char *year = "What does the 2020 10-K say of technology initiatives?";
    assert_string_equal(judged(w, no_year, positive, other_year), "same text");
    assert_string_equal(judged(w, year, positive, same_year), "same text");
    assert_string_equal(judged(w, year, positive, other_year), "negative");
}

static void an_event_s_year_tells_no_two_reports_apart(void **state)
{
    world *w = *state;
    const char *text = "On December 22, 2017, the Tax Reform Act was signed into law. It reduces "
                       "the federal corporate tax rate and requires companies to pay a one-time "
                       "transition tax on earnings of foreign subsidiaries not yet taxed.";
    gk_corpus_passage positive = passage_of(w, "COCACOLA_2017_10K", text);
    gk_corpus_passage candidate = passage_of(w, "COCACOLA_2018_10K",
                                             gk_arena_format(w->arena, "%s More follows.", text));
    assert_string_equal(
        judged(w, "How did the tax law of December 2017 change earnings?", positive, candidate),
        "same text");
}

static void another_company_s_words_are_a_negative_where_it_is_named(void **state)
{
    world *w = *state;
    gk_corpus_passage positive = passage_of(w, "BOSTONPROPERTIES_2015_10K", RISK);
    gk_corpus_passage candidate = passage_of(w, "AMCOR_2015_10K", RISK " See below.");
    assert_string_equal(judged(w, "Boston Properties technology risk", positive, candidate),
                        "negative");
    assert_string_equal(judged(w, "technology initiatives risk", positive, candidate), "same text");
}

#define ROWS_2019                                                                                  \
    "Years ended December 31,  2019  2018\nRevenue  $  125,843  $  110,360\n"                      \
    "Cost of revenue  42,910  38,353\nOperating income  42,959  35,058\n"
#define ROWS_2020                                                                                  \
    "Years ended December 31,  2020  2019\nRevenue  $  143,015  $  125,843\n"                      \
    "Cost of revenue  46,078  42,910\nOperating income  52,959  42,959\n"
#define ROWS_2021                                                                                  \
    "Years ended December 31,  2021  2020\nRevenue  $  168,088  $  143,015\n"                      \
    "Cost of revenue  52,232  46,078\nOperating income  69,916  52,959\n"

static void the_column_that_is_asked_for_is_the_fact(void **state)
{
    world *w = *state;
    gk_corpus_passage positive = passage_of(w, "X_2019_10K", ROWS_2019);
    gk_corpus_passage next = passage_of(w, "X_2020_10K", ROWS_2020);
    gk_corpus_passage later = passage_of(w, "X_2021_10K", ROWS_2021);
    const char *this_year = "revenue, cost of revenue and operating income in 2019";
    const char *both = "revenue, cost of revenue and operating income in 2019 and 2018";
    const char *none = "revenue, cost of revenue and operating income";
    assert_string_equal(judged(w, this_year, positive, next), "same fact");
    assert_string_equal(judged(w, both, positive, next), "negative");
    assert_string_equal(judged(w, this_year, positive, later), "negative");
    assert_string_equal(judged(w, none, positive, later), "same text");
}

static void the_same_figures_in_other_words_are_the_same_fact(void **state)
{
    world *w = *state;
    gk_corpus_passage positive = passage_of(w, "X_2019_10K", ROWS_2019);
    gk_corpus_passage candidate = passage_of(
        w, "X_2019Q4_EARNINGS",
        "The company took in 125,843 this year, of which 42,959 remained before taxes, and it "
        "spent 42,910 on what it sold. Management is content.");
    assert_string_equal(
        judged(w, "X FY2019 revenue, cost of revenue, operating income", positive, candidate),
        "same fact");
}

static void other_pages_of_the_same_report_are_negatives(void **state)
{
    world *w = *state;
    gk_corpus_passage positive = passage_of(w, "X_2019_10K", ROWS_2019);
    gk_corpus_passage candidate = passage_of(
        w, "X_2019_10K",
        "Years ended December 31,  2019  2018\nResearch and development  $  16,876  $  "
        "14,726\nSales and marketing  18,213  17,469\n");
    assert_string_equal(judged(w, "X 2019 operating income", positive, candidate), "negative");
    assert_string_equal(judged(w, "X operating income", positive, candidate), "negative");
}

static void a_passage_that_holds_the_answering_sentence_answers(void **state)
{
    world *w = *state;
    const char *sentence =
        "The Utility may be assessed up to a fixed sum for each nuclear incident "
        "under this loss sharing program for nuclear plants.";
    gk_corpus_passage positive = passage_of(
        w, "PG_E_2019_10K",
        gk_arena_format(w->arena,
                        "%s Liability claims are limited by law. The Utility bought the most "
                        "insurance that it could buy. Both sums are adjusted every five years, and "
                        "shareholders meet in the city in spring. Employees receive pensions.",
                        sentence));
    gk_corpus_passage candidate = passage_of(
        w, "PG_E_2019_10K",
        gk_arena_format(w->arena, "Contingencies are described here in much detail. %s", sentence));
    assert_string_equal(
        judged(w, "assessed nuclear incident loss sharing program", positive, candidate),
        "same text");
    assert_string_equal(judged(w, "employees pensions", positive, candidate), "negative");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_words_answer_too_where_nothing_tells_them_apart),
        cmocka_unit_test(an_event_s_year_tells_no_two_reports_apart),
        cmocka_unit_test(another_company_s_words_are_a_negative_where_it_is_named),
        cmocka_unit_test(the_column_that_is_asked_for_is_the_fact),
        cmocka_unit_test(the_same_figures_in_other_words_are_the_same_fact),
        cmocka_unit_test(other_pages_of_the_same_report_are_negatives),
        cmocka_unit_test(a_passage_that_holds_the_answering_sentence_answers),
    };
    return cmocka_run_group_tests(tests, world_start, world_end);
}
