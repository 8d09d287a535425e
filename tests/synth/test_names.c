/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static void expect_name(const char *name, const char *company, int year, int quarter)
{
    gk_synth_name got;
    gk_synth_name_read(name, &got);
    if (strcmp(got.company, company) != 0 || got.period.year != year ||
        got.period.quarter != quarter)
        fail_msg("%s: '%s' %d q%d, not '%s' %d q%d", name, got.company, got.period.year,
                 got.period.quarter, company, year, quarter);
}

static void a_name_says_company_and_period(void **state)
{
    (void)state;
    expect_name("3M_2018_10K", "3M", 2018, 0);
    expect_name("HALDEN_2022Q3_10Q", "HALDEN", 2022, 3);
    expect_name("CALL_HLD_q3_2021", "HLD", 2021, 3);
    expect_name("A_B_2016_10K", "A B", 2016, 0);
    expect_name("HALDEN_2022_8K_2022-04-26", "HALDEN", 2022, 0);
    expect_name("HALDEN_8K_dated-2023-08-14", "HALDEN", 2023, 0);
    expect_name("2018 Halden annual report", "Halden", 2018, 0);
    expect_name("海川精工_2019_年度报告", "海川精工", 2019, 0);
}

static void a_serial_number_names_no_company(void **state)
{
    (void)state;
    expect_name("NEWS_00123", "", 0, 0);
    expect_name("EVENT_QA_00538", "", 0, 0);
    expect_name("Halden annual report", "Halden", 0, 0);
    expect_name("", "", 0, 0);
}

/* The document of `count` passages, read; what it points to lives until read_end. */
typedef struct reading {
    gk_corpus *corpus;
    uint32_t numbers[16];
    gk_terms *terms;
    gk_synth_document document;
} reading;

static void read_document(const world *w, reading *r)
{
    gk_error err = {0};
    expect_ok(gk_corpus_read(w->passages, NULL, &r->corpus, &err), &err);
    for (uint32_t i = 0; i < 16; i++) r->numbers[i] = i;
    r->terms = gk_terms_new();
    gk_synth_document_read(&r->document, r->corpus, r->numbers, r->corpus->count, r->terms);
}

static void read_end(reading *r)
{
    gk_synth_document_free(&r->document);
    gk_terms_free(r->terms);
    gk_corpus_free(r->corpus);
}

static void a_company_is_spelt_as_its_document_does(void **state)
{
    const world *w = *state;
    reading r;
    add_passage(w, "a", "AMBERWATERWORKS_2018_10K",
                "AMBER WATER WORKS COMPANY\nAmber Water Works serves 1.2 million customers.");
    add_passage(w, "b", "AMBERWATERWORKS_2018_10K",
                "Shares trade on the NYSE under the symbol “AWWX”. Amber Water Works pays.");
    read_document(w, &r);
    assert_string_equal(r.document.company, "Amber Water Works");
    assert_string_equal(r.document.ticker, "AWWX");
    read_end(&r);
}

static void a_company_that_no_passage_names_keeps_its_name(void **state)
{
    const world *w = *state;
    reading r;
    add_passage(w, "a", "NORDLAND_2018_10K", "Nothing here says whose report this is, by name.");
    read_document(w, &r);
    assert_string_equal(r.document.company, "Nordland");
    assert_string_equal(r.document.ticker, "");
    read_end(&r);
}

static void words_are_written_small_unless_they_are_names(void **state)
{
    const world *w = *state;
    static const char heading[] = "Net Sales of Halden in U.S. Regions";
    reading r;
    add_passage(w, "a", "HALDEN_2018_10K",
                "The net sales of all regions grew, said Halden in the U.S. last year.");
    read_document(w, &r);
    gk_string lower = {0};
    gk_synth_lower(&lower, &r.document, heading, strlen(heading));
    assert_string_equal(lower.data, "net sales of Halden in U.S. regions");
    gk_string_free(&lower);
    read_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_says_company_and_period),
        cmocka_unit_test(a_serial_number_names_no_company),
        cmocka_unit_test_setup_teardown(a_company_is_spelt_as_its_document_does, enter, leave),
        cmocka_unit_test_setup_teardown(a_company_that_no_passage_names_keeps_its_name, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(words_are_written_small_unless_they_are_names, enter,
                                        leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
