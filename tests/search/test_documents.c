/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include "cards.h"

/* Documents of which only the names tell anything. */
static void add_names(world *w, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *text = gk_format("Paper number %zu of the archive, with words of no account.\n", i);
        world_add(w, names[i], text);
        gk_free(text);
    }
}

#define ADD(w, ...)                                                                                \
    do {                                                                                           \
        static const char *const names_[] = {__VA_ARGS__};                                         \
        add_names(w, names_, sizeof names_ / sizeof *names_);                                      \
    } while (0)

typedef struct fitted {
    gk_question *question;
    gk_fit *fits;
    size_t count;
} fitted;

static fitted fit(world *w, const char *text)
{
    fitted f;
    gk_question_read(text, "2026-01-31", &f.question);
    assert_ok(w, gk_documents_fit(w->library, f.question, NULL, &f.fits, &f.count, &w->err));
    return f;
}

static void fitted_free(fitted *f)
{
    gk_question_free(f->question);
    gk_free(f->fits);
}

static const gk_fit *fit_of(world *w, const fitted *f, const char *name)
{
    int64_t content = world_content(w, name);
    for (size_t i = 0; i < f->count; i++)
        if (f->fits[i].content == content) return &f->fits[i];
    fail_msg("%s is not among the fits", name);
    return NULL;
}

/* The order of the documents for a question: "A, B" must come first in this order. */
static void check_order(world *w, const char *text, const char *expected)
{
    fitted f = fit(w, text);
    gk_string got = {0};
    for (size_t i = 0; i < f.count && got.length < strlen(expected); i++)
        gk_string_addf(&got, "%s%s", i ? ", " : "", world_name(w, f.fits[i].content));
    if (strcmp(got.data, expected) != 0)
        fail_msg("%s\norder: %s, not %s", text, got.data, expected);
    gk_string_free(&got);
    fitted_free(&f);
}

static void check_company(world *w, const char *text, const char *name, double least, double most)
{
    fitted f = fit(w, text);
    double company = fit_of(w, &f, name)->company;
    if (!(company >= least && company <= most))
        fail_msg("%s: %s has company %.3f, not %.2f to %.2f", text, name, company, least, most);
    fitted_free(&f);
}

/* The question's content terms once the documents have been seen. */
static void check_content(world *w, const char *text, const char *expected)
{
    fitted f = fit(w, text);
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < f.question->term_count; i++) {
        const gk_query_term *t = &f.question->terms[i];
        if (t->content) gk_string_addf(&got, "%s%s", got.length ? " " : "", t->text);
    }
    if (strcmp(got.data, expected) != 0)
        fail_msg("%s\ncontent: \"%s\", not \"%s\"", text, got.data, expected);
    gk_string_free(&got);
    fitted_free(&f);
}

/* ---- companies ----------------------------------------------------------------------------- */

static void words_of_a_question_spell_a_name_run_together(void **state)
{
    ADD(*state, "WALMART_2023_10K", "AMAZON_2023_10K", "BESTBUY_2023_10K", "NIKE_2023_10K");
    check_order(*state, "What was Best Buy's net income in fiscal 2023?", "BESTBUY_2023_10K");
    check_company(*state, "What was Best Buy's net income in fiscal 2023?", "BESTBUY_2023_10K", 1,
                  1);
    check_company(*state, "What was Best Buy's net income in fiscal 2023?", "WALMART_2023_10K", 0,
                  0);
    check_order(*state, "what was the net income of best buy in 2023", "BESTBUY_2023_10K");
    check_order(*state, "BESTBUY inventories", "BESTBUY_2023_10K");
}

static void a_name_may_be_written_in_several_words(void **state)
{
    ADD(*state, "WALMART_2022_10K", "JOHNSON_JOHNSON_2022_10K", "Best-Buy Co 2022 annual report");
    check_order(*state, "What were the net sales of Johnson & Johnson in 2022?",
                "JOHNSON_JOHNSON_2022_10K");
    check_order(*state, "What were Best Buy's sales in 2022?", "Best-Buy Co 2022 annual report");
}

static void the_first_words_of_a_name_count_where_the_document_has_them(void **state)
{
    world *w = *state;
    ADD(w, "ADOBE_2019_10K");
    world_add(w, "ACTIVISIONBLIZZARD_2019_10K", "Activision Blizzard, Inc.\nAnnual report 2019\n");
    world_add(w, "GENERALMILLS_2019_10K", "General Mills, Inc.\nAnnual report 2019\n");
    world_add(w, "MICROSOFT_2019_10K", "Microsoft Corporation\nAnnual report 2019\n");
    check_order(w, "What was Activision's revenue in FY2019?", "ACTIVISIONBLIZZARD_2019_10K");
    check_company(w, "What was Activision's revenue in FY2019?", "ACTIVISIONBLIZZARD_2019_10K", 0.3,
                  0.95);
    /* "general" is no company, "Micro" no word of Microsoft's, and "Actions" only begins alike. */
    check_company(w, "What were the general expenses in FY2019?", "GENERALMILLS_2019_10K", 0, 0);
    check_company(w, "What was the revenue of Micro Focus in 2019?", "MICROSOFT_2019_10K", 0, 0);
    check_company(w, "What Actions were taken in 2019?", "ACTIVISIONBLIZZARD_2019_10K", 0, 0);
}

static void a_possessive_hides_no_name(void **state)
{
    ADD(*state, "AMCOR_2023_10K", "NIKE_2023_10K", "3M_2023_10K");
    check_company(*state, "What is Nike's net income?", "NIKE_2023_10K", 1, 1);
    check_company(*state, "What is Nike’s net income?", "NIKE_2023_10K", 1, 1);
    check_company(*state, "What is 3M's net income?", "3M_2023_10K", 1, 1);
    check_company(*state, "What are Nikes?", "NIKE_2023_10K", 0, 0);
}

static void two_companies_may_be_named(void **state)
{
    ADD(*state, "WALMART_2023_10K", "BESTBUY_2023_10K", "NIKE_2023_10K");
    static const char text[] = "Compare the inventories of Nike and Best Buy in 2023.";
    check_company(*state, text, "NIKE_2023_10K", 1, 1);
    check_company(*state, text, "BESTBUY_2023_10K", 1, 1);
    check_company(*state, text, "WALMART_2023_10K", 0, 0);
}

static void a_name_spelt_in_full_shuts_out_those_that_share_its_first_word(void **state)
{
    ADD(*state, "HALDENMARINE_2023_10K", "HALDEN_2023_10K");
    check_order(*state, "What was Halden's net income in 2023?", "HALDEN_2023_10K");
    check_company(*state, "What was Halden's net income in 2023?", "HALDENMARINE_2023_10K", 0, 0);
}

static void the_longer_of_two_names_spelt_in_full_is_meant(void **state)
{
    ADD(*state, "HALDEN_2023_10K", "HALDENMARINE_2023_10K");
    check_order(*state, "What was Halden Marine's net income in 2023?", "HALDENMARINE_2023_10K");
    check_company(*state, "What was Halden Marine's net income in 2023?", "HALDEN_2023_10K", 0,
                  0.98);
}

static void chinese_names_are_found_whole_and_by_their_short_form(void **state)
{
    ADD(*state, "华通电子_2023_年度报告", "澄州仪器_2023_年度报告", "HALDEN_2023_10K");
    check_order(*state, "澄州仪器2023年末存货是多少万元？", "澄州仪器_2023_年度报告");
    check_company(*state, "澄州仪器2023年末存货是多少万元？", "澄州仪器_2023_年度报告", 1, 1);
    check_company(*state, "澄州仪器2023年末存货是多少万元？", "华通电子_2023_年度报告", 0, 0);
    check_order(*state, "华通2023年的营业收入", "华通电子_2023_年度报告");
    check_company(*state, "公司2023年的营业收入", "华通电子_2023_年度报告", 0, 0);
}

static void no_name_in_the_question_leaves_all_alike(void **state)
{
    ADD(*state, "NIKE_2023_10K", "AMCOR_2023_10K", "HALDEN_2023_10K");
    fitted f = fit(*state, "What was net income in 2023?");
    assert_int_equal(f.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(f.fits[i].company == 0);
        assert_true(f.fits[i].total == f.fits[0].total);
    }
    fitted_free(&f);
}

static void a_name_that_says_only_the_kind_of_paper_is_no_company(void **state)
{
    ADD(*state, "annual_report", "earnings_call", "research note", "quarterly-report", "10K",
        "final_report_2023");
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"What does the annual report say of net income?", "annual_report"},
        {"What does the Annual Report say of net income?", "annual_report"},
        {"What was said on the earnings call?", "earnings_call"},
        {"Which research note speaks of margins?", "research note"},
        {"What does the quarterly report show?", "quarterly-report"},
        {"What does the 10K show?", "10K"},
        {"What does the final report show for 2023?", "final_report_2023"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_company(*state, cases[i].text, cases[i].name, 0, 0);
}

static void papers_of_other_kinds_are_no_companies_either(void **state)
{
    ADD(*state, "financial_statements", "press_release", "interim_report_2023", "notes",
        "prospectus");
    check_company(*state, "What do the financial statements show for 2023?", "financial_statements",
                  0, 0);
    check_company(*state, "What does the press release say?", "press_release", 0, 0);
    check_company(*state, "What does the interim report say of 2023?", "interim_report_2023", 0, 0);
    check_company(*state, "What do the notes say on leases?", "notes", 0, 0);
    check_company(*state, "What does the prospectus say on leases?", "prospectus", 0, 0);
}

static void a_chinese_kind_of_paper_is_no_company(void **state)
{
    ADD(*state, "年度报告", "2023年年度报告", "新闻");
    check_company(*state, "年度报告中的存货是多少？", "年度报告", 0, 0);
    check_company(*state, "2023年年度报告中的存货是多少？", "2023年年度报告", 0, 0);
    check_company(*state, "新闻说了什么？", "新闻", 0, 0);
}

/* ---- periods ------------------------------------------------------------------------------- */

static void the_filing_of_the_year_comes_first_and_the_next_year_s_second(void **state)
{
    ADD(*state, "HALDEN_2020_10K", "HALDEN_2021_10K", "HALDEN_2022_10K", "HALDEN_2023_10K",
        "HALDEN_2024_10K");
    check_order(*state, "What was Halden's net income in FY2022?",
                "HALDEN_2022_10K, HALDEN_2023_10K, HALDEN_2024_10K");
    check_order(*state, "What was Halden's net income in FY2024?", "HALDEN_2024_10K");
}

static void of_several_years_the_newest_filing_shows_most(void **state)
{
    ADD(*state, "HALDEN_2020_10K", "HALDEN_2021_10K", "HALDEN_2022_10K", "HALDEN_2023_10K");
    check_order(*state, "How did Halden's net income change from FY2021 to FY2022?",
                "HALDEN_2022_10K, HALDEN_2021_10K");
}

static void a_quarter_wants_its_own_report(void **state)
{
    ADD(*state, "HALDEN_2024_10K", "HALDEN_2024Q1_10Q", "HALDEN_2024Q2_10Q", "HALDEN_2023Q2_10Q");
    check_order(*state, "What were Halden's net sales in Q2 of FY2024?", "HALDEN_2024Q2_10Q");
    check_order(*state, "What were Halden's net sales in the first quarter of 2024?",
                "HALDEN_2024Q1_10Q");
    /* No report of that quarter: the year's is nearer than another quarter's. */
    check_order(*state, "What were Halden's net sales in Q4 2024?", "HALDEN_2024_10K");
}

static void a_year_wants_the_year_s_report(void **state)
{
    ADD(*state, "HALDEN_2024Q1_10Q", "HALDEN_2024Q2_10Q", "HALDEN_2024_10K");
    check_order(*state, "What were Halden's net sales in FY2024?", "HALDEN_2024_10K");
}

static void a_day_wants_the_paper_of_that_day(void **state)
{
    ADD(*state, "HALDEN_2024-03-05_NEWS", "HALDEN_2024-08-20_NEWS", "HALDEN_2024-11-02_NEWS");
    check_order(*state, "What did Halden announce on August 20, 2024?", "HALDEN_2024-08-20_NEWS");
    check_order(*state, "What did Halden announce on 2024-11-02?", "HALDEN_2024-11-02_NEWS");
}

static void without_a_period_no_year_is_preferred(void **state)
{
    ADD(*state, "HALDEN_2020_10K", "HALDEN_2021_10K", "HALDEN_2022_10K");
    fitted f = fit(*state, "What is Halden's net income?");
    for (size_t i = 1; i < f.count; i++) assert_true(f.fits[i].period == f.fits[0].period);
    fitted_free(&f);
}

static void the_company_counts_more_than_the_year(void **state)
{
    ADD(*state, "NIKE_2022_10K", "HALDEN_2019_10K");
    check_order(*state, "What was Halden's net income in FY2022?", "HALDEN_2019_10K");
}

/* ---- forms --------------------------------------------------------------------------------- */

static void a_form_that_is_named_is_preferred(void **state)
{
    ADD(*state, "HALDEN_2024_10K", "HALDEN_2024_CALL", "HALDEN_2024_NEWS", "HALDEN_2024_8K");
    check_order(*state, "What was said on Halden's earnings call of 2024?", "HALDEN_2024_CALL");
    check_order(*state, "What does Halden's 8-K of 2024 say?", "HALDEN_2024_8K");
    check_order(*state, "What does Halden's annual report for 2024 say?", "HALDEN_2024_10K");
    check_order(*state, "What was in the news about Halden in 2024?", "HALDEN_2024_NEWS");
}

/* ---- by what the cards say ------------------------------------------------------------------- */

static const card archive[] = {
    {"d01", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2018", "FY", "2018-12-31", "2019-02-20",
     NULL},
    {"d02", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2019", "FY", "2019-12-31", "2020-02-20",
     NULL},
    {"d03", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2020", "FY", "2020-12-31", "2021-02-20",
     NULL},
    {"d04", "Halden Marine, Inc.", "HLM", NULL, "10-Q", "2020", "Q1", "2020-03-31", "2020-05-02",
     NULL},
    {"d05", "Halden Marine, Inc.", "HLM", NULL, "10-Q", "2020", "Q2", "2020-06-30", "2020-08-02",
     NULL},
    {"d06", "Halden Marine, Inc.", "HLM", NULL, "Earnings", "2020", "Q2", "2020-06-30",
     "2020-07-28", NULL},
    {"d07", "Halden Marine, Inc.", "HLM", NULL, "Call", "2020", "Q2", NULL, "2020-07-28", NULL},
    {"d08", "Halden Marine, Inc.", "HLM", NULL, "8-K", "2020", NULL, "2020-09-15", "2020-09-16",
     NULL},
    {"d09", "Brightwater Corporation", "BRW", NULL, "10-K", "2019", "FY", "2019-02-02",
     "2019-03-20", NULL},
    {"d10", "Brightwater Corporation", "BRW", NULL, "10-K", "2020", "FY", "2020-02-01",
     "2020-03-20", NULL},
    {"d11", NULL, NULL, NULL, "News", NULL, NULL, NULL, "2020-09-16", NULL},
};

static void add_archive(world *w) { add_cards(w, archive, sizeof archive / sizeof *archive); }

static void cards_tell_what_names_do_not(void **state)
{
    world *w = *state;
    add_archive(w);
    check_order(w, "What was Halden Marine's revenue in FY2019?", "d02, d03");
    check_order(w, "What was Halden Marine's revenue in FY2018?", "d01, d02");
    check_order(w, "HLM revenue 2018", "d01, d02");
    check_order(w, "Halden Marine's change in revenue from FY2019 to FY2020", "d03, d02");
    check_order(w, "What were Halden Marine's receivables on December 31, 2018?", "d01");
    check_order(w, "What were Halden Marine's receivables on June 30, 2020?", "d05");
    check_order(w, "Halden Marine revenue in Q1 2020", "d04");
    check_order(w, "Halden Marine revenue in Q2 of FY2020", "d05, d06");
    check_order(w, "Halden Marine revenue in Q4 2019", "d02");
    check_order(w, "What did Halden Marine's Q2 2020 earnings call say?", "d07");
    check_order(w, "What was in Halden Marine's 8-K of September 15, 2020?", "d08");
    check_order(w, "What did Halden Marine's 2019 10-K say of 2018?", "d02");
    check_order(w, "What does Halden Marine's latest 10-K say?", "d03");
    check_order(w, "What revenue does Halden Marine expect for FY2020 in its outlook?", "d03, d02");
}

static void the_latest_of_a_form_that_is_not_there_is_the_newest_paper(void **state)
{
    world *w = *state;
    add_archive(w);
    check_order(w, "What does Brightwater's latest 10-Q say?", "d10, d09");
    check_order(w, "What does Halden Marine's latest 20-F say?", "d03");
    check_order(w, "What does Halden Marine's latest 10-Q say?", "d05");
}

static void a_fiscal_year_is_what_the_company_calls_it(void **state)
{
    world *w = *state;
    add_archive(w);
    check_order(w, "What was Brightwater's revenue in fiscal 2019?", "d09");
    check_order(w, "What was Brightwater's debt on February 1, 2020?", "d10");
    /* Most of the year that ended in February 2020 lies in 2019. */
    fitted f = fit(w, "What was Brightwater's revenue in 2019?");
    assert_true(fit_of(w, &f, "d09")->period > fit_of(w, &f, "d10")->period);
    assert_true(fit_of(w, &f, "d10")->period > 0.6);
    fitted_free(&f);
}

static void what_is_certain_is_said(void **state)
{
    world *w = *state;
    add_archive(w);
    fitted f = fit(w, "What was Halden Marine's revenue in FY2019?");
    assert_true(fit_of(w, &f, "d02")->certain_company && fit_of(w, &f, "d02")->certain_period);
    assert_true(fit_of(w, &f, "d03")->certain_company && !fit_of(w, &f, "d03")->certain_period);
    assert_true(!fit_of(w, &f, "d09")->certain_company);
    fitted_free(&f);
    f = fit(w, "Haldan Marine 2019 buybacks");
    assert_true(fit_of(w, &f, "d02")->company > 0.5);
    assert_true(!fit_of(w, &f, "d02")->certain_company);
    assert_true(!fit_of(w, &f, "d02")->certain_period);
    fitted_free(&f);
}

static void only_what_is_admitted_is_rated(void **state)
{
    world *w = *state;
    add_archive(w);
    int64_t some[] = {world_content(w, "d01"), world_content(w, "d09")};
    const gk_admission admission = {.contents = some, .count = 2};
    gk_question *q;
    gk_fit *fits;
    size_t count;
    gk_question_read("Halden Marine's latest 10-K", "2026-01-31", &q);
    assert_ok(w, gk_documents_fit(w->library, q, &admission, &fits, &count, &w->err));
    assert_int_equal(count, 2);
    assert_int_equal(fits[0].content, some[0]);
    assert_true(fits[0].certain_period);
    gk_free(fits);
    gk_question_free(q);
}

static void a_name_adds_to_what_the_card_says(void **state)
{
    world *w = *state;
    static const card two[] = {
        {"a1", "Halden Marine, Inc.", NULL, NULL, "10-K", NULL, NULL, NULL, NULL, NULL},
        {"HALDEN_2019_10K", "Halden Marine, Inc.", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
        {"NEREID_2019_10K", "Halden Marine, Inc.", NULL, NULL, "10-K", "2020", "FY", NULL, NULL,
         NULL}};
    add_cards(w, two, 3);
    check_order(w, "What was Halden Marine's revenue in FY2019?", "HALDEN_2019_10K");
    check_order(w, "What was Halden Marine's revenue in FY2020?", "NEREID_2019_10K");
    check_company(w, "What was Nereid's revenue?", "a1", 0.5, 0.9);
}

/* ---- front matter -------------------------------------------------------------------------- */

static void the_first_page_may_name_the_company(void **state)
{
    world *w = *state;
    ADD(w, "scan1", "scan2", "scan3", "scan4");
    world_add(w, "scan5", "VESTMARK CENTRAL BANK\nMonetary policy decision\n");
    world_add(w, "scan6", "CASTELLAN SECURITIES\nOn tractors and their makers\n");
    check_order(w, "What did Vestmark decide on rates?", "scan5");
    fitted f = fit(w, "What did Vestmark decide on rates?");
    assert_true(fit_of(w, &f, "scan5")->front > fit_of(w, &f, "scan6")->front);
    assert_true(fit_of(w, &f, "scan5")->front == 1);
    fitted_free(&f);
}

/* ---- content terms ------------------------------------------------------------------------- */

static void company_period_and_boilerplate_are_no_content(void **state)
{
    ADD(*state, "WALMART_2023_10K", "BESTBUY_2023_10K", "澄州仪器_2023_年度报告");
    check_content(*state, "What was Best Buy's net income in fiscal 2023 in USD millions?",
                  "net incom");
    check_content(*state, "What is the FY2023 amount of Walmart goodwill?", "goodwil");
    check_content(*state, "澄州仪器2023年末存货", "存货");
}

static void a_chinese_pair_with_a_particle_is_no_content(void **state)
{
    ADD(*state, "澄州仪器_2023_年度报告");
    check_content(*state, "澄州仪器2023年末的存货是多少？", "存货");
}

static void neither_of_two_companies_is_content(void **state)
{
    ADD(*state, "WALMART_2023_10K", "BESTBUY_2023_10K", "NIKE_2023_10K");
    check_content(*state, "What were the inventories of Nike and of Best Buy in 2023?",
                  "inventori");
}

static void a_word_that_names_no_document_stays_content(void **state)
{
    ADD(*state, "WALMART_2023_10K", "BESTBUY_2023_10K");
    check_content(*state, "What is the goodwill of Halden in 2023?", "goodwil halden");
}

/* ---- odd libraries ------------------------------------------------------------------------- */

static void an_empty_library_has_no_fits(void **state)
{
    fitted f = fit(*state, "What was Halden's net income in 2023?");
    assert_int_equal(f.count, 0);
    fitted_free(&f);
}

static void names_of_any_form_are_read(void **state)
{
    world *w = *state;
    char longest[201], han[181];
    memset(longest, 'A', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (size_t i = 0; i + 3 < sizeof han; i += 3) memcpy(han + i, "元", 3);
    han[sizeof han - 1] = '\0';
    const char *const names[] = {"_", "__--  ", "2023", "2023_2022_2021", "元", longest, han, "A"};
    add_names(w, names, sizeof names / sizeof *names);
    fitted f = fit(w, "What was AAAA in 2023? A 元元元元, and AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(f.count, sizeof names / sizeof *names);
    for (size_t i = 0; i < f.count; i++) {
        assert_true(f.fits[i].company >= 0 && f.fits[i].company <= 1);
        assert_true(i == 0 || f.fits[i].total <= f.fits[i - 1].total);
    }
    fitted_free(&f);
}

static void a_question_longer_than_any_is_read(void **state)
{
    world *w = *state;
    ADD(w, "NIKE_2023_10K", "BESTBUY_2023_10K");
    gk_string text = {0};
    for (int i = 0; i < 2000; i++) gk_string_addf(&text, "word%d ", i);
    gk_string_add(&text, "of Best Buy");
    fitted f = fit(w, text.data);
    assert_int_equal(f.count, 2);
    fitted_free(&f);
    gk_string_free(&text);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(words_of_a_question_spell_a_name_run_together),
        test(a_name_may_be_written_in_several_words),
        test(the_first_words_of_a_name_count_where_the_document_has_them),
        test(a_possessive_hides_no_name),
        test(two_companies_may_be_named),
        test(a_name_spelt_in_full_shuts_out_those_that_share_its_first_word),
        test(the_longer_of_two_names_spelt_in_full_is_meant),
        test(chinese_names_are_found_whole_and_by_their_short_form),
        test(no_name_in_the_question_leaves_all_alike),
        test(a_name_that_says_only_the_kind_of_paper_is_no_company),
        test(papers_of_other_kinds_are_no_companies_either),
        test(a_chinese_kind_of_paper_is_no_company),
        test(the_filing_of_the_year_comes_first_and_the_next_year_s_second),
        test(of_several_years_the_newest_filing_shows_most),
        test(a_quarter_wants_its_own_report),
        test(a_year_wants_the_year_s_report),
        test(a_day_wants_the_paper_of_that_day),
        test(without_a_period_no_year_is_preferred),
        test(the_company_counts_more_than_the_year),
        test(a_form_that_is_named_is_preferred),
        test(cards_tell_what_names_do_not),
        test(the_latest_of_a_form_that_is_not_there_is_the_newest_paper),
        test(a_fiscal_year_is_what_the_company_calls_it),
        test(what_is_certain_is_said),
        test(only_what_is_admitted_is_rated),
        test(a_name_adds_to_what_the_card_says),
        test(the_first_page_may_name_the_company),
        test(company_period_and_boilerplate_are_no_content),
        test(a_chinese_pair_with_a_particle_is_no_content),
        test(neither_of_two_companies_is_content),
        test(a_word_that_names_no_document_stays_content),
        test(an_empty_library_has_no_fits),
        test(names_of_any_form_are_read),
        test(a_question_longer_than_any_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
