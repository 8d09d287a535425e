/* SPDX-License-Identifier: Apache-2.0
 *
 * Real filings, as goshawk-read gives them, without their names. Skipped where the data is absent.
 */
#include "world.h"

static char *data_path(const char *name)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_path_join(data ? data : GK_SOURCE_DIR "/../shared/data", name);
    if (gk_path_exists(path)) return path;
    print_message("skipped: %s is not at hand; GOSHAWK_DATA names its folder\n", path);
    gk_free(path);
    return NULL;
}

typedef struct expected {
    const char *path, *company, *form, *year, *period, *end, *published, *alias;
} expected;

static const expected filings[] = {
    {"filings/pdf/3M_2018_10K.pdf", "3M Company", "10-K", "2018", "FY", "2018-12-31", "2019-02-07",
     "3M"},
    {"filings/pdf/AMCOR_2023Q4_EARNINGS.pdf", "Amcor plc", "Earnings", "2023", "FY", "2023-06-30",
     "(none)", "Amcor"},
    {"filings/pdf/BESTBUY_2024Q2_10Q.pdf", "Best Buy Co., Inc.", "10-Q", "2024", "Q2", "2023-07-29",
     "2023-09-01", "BBY"},
    {"filings/pdf/COSTCO_2023_8K_dated-2023-08-16.pdf", "Costco Wholesale Corporation", "8-K",
     "2023", "(none)", "2023-08-16", "2023-08-16", "Costco"},
    {"filings/pdf/GENERALMILLS_2019_10K.pdf", "General Mills, Inc.", "10-K", "2019", "FY",
     "2019-05-26", "2019-06-27", "General Mills"},
    {"filings/pdf/ULTABEAUTY_2023Q4_EARNINGS.pdf", "Ulta Beauty, Inc.", "Earnings", "2022", "Q4",
     "2023-01-28", "2023-03-09", "ULTA"},
    {"cn_filings/金宇生物_2020_年度报告.pdf", "金宇生物技术股份有限公司", "Annual report", "2020",
     "FY", "2020-12-31", "2021-04-21", "生物股份"}};

static void check(const expected *e, const char *path)
{
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status status = gk_reader_run(path, &d, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    gk_about *a = gk_about_find(d, NULL, NULL, NULL);
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), e->company);
    assert_string_equal(value_of(a, GK_FIELD_FORM), e->form);
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), e->year);
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), e->period);
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), e->end);
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), e->published);
    assert_true(has_alias(a, e->alias));
    gk_about_free(a);
    gk_document_free(d);
}

static void filings_say_what_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof filings / sizeof *filings; i++) {
        char *path = data_path(filings[i].path);
        if (path) check(&filings[i], path);
        gk_free(path);
    }
}

static void the_registry_of_registrants_is_read(void **state)
{
    (void)state;
    char *path = data_path("edgar/companies.csv");
    if (!path) return;
    gk_registry *registry = NULL;
    gk_error err = {0};
    gk_registry_read(path, &registry, &err);
    assert_string_equal(err.message, "");
    gk_document *d = document_of("\n");
    gk_stated stated = {GK_FIELD_COMPANY, (char *)"Advanced Micro Devices, Inc.", (char *)"test"};
    d->stated = &stated;
    d->stated_count = 1;
    gk_about *a = gk_about_find(d, NULL, NULL, registry);
    assert_string_equal(value_of(a, GK_FIELD_CIK), "0000002488");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "AMD");
    assert_int_equal(a->values[GK_FIELD_TICKER].origin, GK_FROM_REGISTRY);
    gk_about_free(a);
    gk_document_free(d);
    gk_registry_free(registry);
    gk_free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(filings_say_what_they_are),
                                       cmocka_unit_test(the_registry_of_registrants_is_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
