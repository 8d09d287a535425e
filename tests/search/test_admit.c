/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents a filter leaves.
 */
#include "known.h"
#include "search/moments.h"
#include "search/search.h"

static const known papers[] = {
    {.name = "halden-10k-2022",
     .company = "Halden Group ASA",
     .ticker = "HALD",
     .alias = "Halden Pumps",
     .form = "10-K",
     .year = "2022",
     .period = "FY",
     .published = "2023-02-20",
     .language = "en",
     .source = "SEC"},
    {.name = "halden-10q-2023",
     .company = "Halden Group ASA",
     .ticker = "HALD",
     .alias = "Halden Pumps",
     .form = "10-Q",
     .year = "2023",
     .period = "Q2",
     .published = "2023-08-03T20:15:00Z",
     .language = "en",
     .source = "SEC"},
    {.name = "vestmark-half-2020",
     .company = "Vestmark Lines Ltd",
     .ticker = "VML",
     .form = "6-K",
     .year = "2020",
     .period = "H1",
     .published = "2020-09-01",
     .language = "en",
     .source = "SEC"},
    {.name = "cheng-2022q3",
     .company = "澄州仪器股份有限公司",
     .ticker = "600999.SH",
     .alias = "澄州仪器",
     .form = "季度报告",
     .year = "2022",
     .period = "Q3",
     .published = "2022-10-28",
     .language = "zh",
     .source = "上海证券交易所"},
    {.name = "flash",
     .company = "Halden Group ASA",
     .form = "News",
     .published = "2023-08-03",
     .language = "en",
     .source = "Fjord Wire Service"},
    {.name = "memo", .company = "Vestmark Lines Ltd", .form = "News", .language = "en"},
};
enum { PAPERS = sizeof papers / sizeof *papers };

static int setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    for (size_t i = 0; i < PAPERS; i++) add_known(*state, &papers[i]);
    return 0;
}

/* The admitted by their numbers in papers, in order: "0 1 4". */
static char *admitted(const gk_admission *a)
{
    gk_string out = {0};
    gk_string_add(&out, "");
    for (size_t i = 0; i < a->count; i++)
        gk_string_addf(&out, "%s%d", i ? " " : "", (int)a->contents[i] - 1);
    return gk_string_take(&out);
}

static void check(world *w, gk_filter filter, const char *due)
{
    gk_admission a;
    const gk_search_options options = {.filter = filter};
    assert_ok(w, gk_admit(w->library, &options, &a, &w->err));
    char *got = admitted(&a);
    assert_false(a.all);
    assert_non_null(a.contents); /* to the store NULL is all */
    assert_string_equal(got, due);
    gk_free(got);
    gk_admission_free(&a);
}

static void check_refused(world *w, gk_filter filter, const char *due)
{
    gk_admission a;
    const gk_search_options options = {.filter = filter};
    assert_int_equal(gk_admit(w->library, &options, &a, &w->err), GK_INVALID);
    assert_contains(w->err.message, due);
    assert_null(a.contents);
}

static void nothing_asked_for_admits_all(void **state)
{
    world *w = *state;
    gk_admission a;
    assert_ok(w, gk_admit(w->library, NULL, &a, &w->err));
    assert_true(a.all);
    assert_int_equal(a.only, 0);
    assert_null(gk_admission_notice(&a));
    assert_ok(w, gk_admit(w->library, &(gk_search_options){.k = 3}, &a, &w->err));
    assert_true(a.all);
    assert_null(gk_admission_scope(&a).admitted);
}

static void a_company_is_named_by_words_an_alias_or_its_ticker(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.company = "halden"}, "0 1 4");
    check(w, (gk_filter){.company = "Halden Group"}, "0 1 4");
    check(w, (gk_filter){.company = "halden pumps"}, "0 1");
    check(w, (gk_filter){.company = "hald"}, "0 1");
    check(w, (gk_filter){.company = "group halden"}, "");
    check(w, (gk_filter){.company = "澄州仪器"}, "3");
    check(w, (gk_filter){.company = "600999"}, "3");
    check(w, (gk_filter){.company = "Lines"}, "2 5");
}

static void a_ticker_may_lack_its_exchange(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.ticker = "hald"}, "0 1");
    check(w, (gk_filter){.ticker = "HAL"}, "");
    check(w, (gk_filter){.ticker = "600999"}, "3");
    check(w, (gk_filter){.ticker = "600999.sh"}, "3");
}

static void hyphens_of_a_form_do_not_matter(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.form = "10k"}, "0");
    check(w, (gk_filter){.form = "10-Q"}, "1");
    check(w, (gk_filter){.form = "news"}, "4 5");
    check(w, (gk_filter){.form = "季度报告"}, "3");
}

static void a_period_is_a_year_or_a_part_of_one(void **state)
{
    world *w = *state;
    static const char *const years[] = {"FY2022", "2022",   "fiscal 2022",
                                        "FY22",   "2022年", "2022年度"};
    static const char *const quarters[] = {"Q2 2023",  "2Q23",           "2023Q2",
                                           "2023 Q2",  "2023年第二季度", "second quarter of 2023",
                                           " Q2 2023 "};
    for (size_t i = 0; i < sizeof years / sizeof *years; i++)
        check(w, (gk_filter){.period = years[i]}, "0 3");
    for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++)
        check(w, (gk_filter){.period = quarters[i]}, "1");
    check(w, (gk_filter){.period = "2022Q3"}, "3");
    check(w, (gk_filter){.period = "2022年第三季度"}, "3");
    check(w, (gk_filter){.period = "H1 2020"}, "2");
    check(w, (gk_filter){.period = "2020年上半年"}, "2");
    check(w, (gk_filter){.period = "H2 2020"}, "");
    check(w, (gk_filter){.period = "Q1 2023"}, "");
}

static void since_and_until_hold_both_ends(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.since = "2023"}, "0 1 4");
    check(w, (gk_filter){.since = "2023-08"}, "1 4");
    check(w, (gk_filter){.since = "2023-08-03"}, "1 4");
    check(w, (gk_filter){.since = "2023-08-04"}, "");
    check(w, (gk_filter){.until = "2022"}, "2 3");
    check(w, (gk_filter){.until = "2022-10"}, "2 3");
    check(w, (gk_filter){.until = "2022-10-28"}, "2 3");
    check(w, (gk_filter){.until = "2022-10-27"}, "2");
    check(w, (gk_filter){.since = "2020-09-01", .until = "2023-02-20"}, "0 2 3");
    /* A day is over at its end. */
    check(w, (gk_filter){.until = "2023-08-03T20:15:00Z"}, "0 1 2 3");
    check(w, (gk_filter){.until = "2023-08-03T20:14:59Z"}, "0 2 3");
    check(w, (gk_filter){.since = "2023-08-03T20:15:01Z"}, "4");
}

static void language_and_source_are_asked_for(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.language = "zh"}, "3");
    check(w, (gk_filter){.language = "EN"}, "0 1 2 4 5");
    check(w, (gk_filter){.source = "sec"}, "0 1 2");
    check(w, (gk_filter){.source = "fjord wire"}, "4");
    check(w, (gk_filter){.source = "上海证券交易所"}, "3");
}

static void all_that_is_asked_for_must_hold(void **state)
{
    world *w = *state;
    check(w, (gk_filter){.company = "halden", .form = "10-K", .period = "2022"}, "0");
    check(w, (gk_filter){.company = "halden", .form = "10-K", .period = "2023"}, "");
    check(w, (gk_filter){.company = "vestmark", .language = "en", .since = "2019"}, "2");
}

/* ---- a point in time ----------------------------------------------------------------------- */

static void check_as_of(world *w, const char *as_of, const char *due, size_t undated)
{
    gk_admission a;
    const gk_search_options options = {.filter.as_of = as_of};
    assert_ok(w, gk_admit(w->library, &options, &a, &w->err));
    char *got = admitted(&a);
    assert_string_equal(got, due);
    assert_int_equal(a.undated, undated);
    assert_true(gk_admission_scope(&a).exact);
    gk_free(got);
    gk_admission_free(&a);
}

static void a_day_means_its_end(void **state)
{
    world *w = *state;
    check_as_of(w, "2023-08-03", "0 1 2 3 4", 1);
    check_as_of(w, "2023-08-02", "0 2 3", 1);
    check_as_of(w, "2020-09-01", "2", 1);
    check_as_of(w, "2020-08-31", "", 1);
}

static void what_has_no_time_is_public_at_the_end_of_its_day(void **state)
{
    world *w = *state;
    check_as_of(w, "2023-08-03T20:15:00Z", "0 1 2 3", 1);
    check_as_of(w, "2023-08-03T20:14:59Z", "0 2 3", 1);
    check_as_of(w, "2023-08-03T23:59:58Z", "0 1 2 3", 1);
    check_as_of(w, "2023-08-03T23:59:59Z", "0 1 2 3 4", 1);
    check_as_of(w, "2023-08-03T16:15:00-04:00", "0 1 2 3", 1);
    check_as_of(w, "2023-08-04T04:14+08:00", "0 2 3", 1);
}

static void the_undated_are_those_that_fit_otherwise(void **state)
{
    world *w = *state;
    gk_admission a;
    const gk_filter of_halden = {.company = "halden", .as_of = "2024-01-01"},
                    of_vestmark = {.company = "vestmark", .as_of = "2024-01-01"};
    assert_ok(w, gk_admit(w->library, &(gk_search_options){.filter = of_halden}, &a, &w->err));
    assert_int_equal(a.undated, 0);
    assert_null(gk_admission_notice(&a));
    gk_admission_free(&a);
    assert_ok(w, gk_admit(w->library, &(gk_search_options){.filter = of_vestmark}, &a, &w->err));
    assert_int_equal(a.undated, 1);
    char *notice = gk_admission_notice(&a);
    assert_string_equal(notice, "1 document was left out: when it became public is not known");
    gk_free(notice);
    gk_admission_free(&a);
}

static void a_correction_of_the_day_counts(void **state)
{
    world *w = *state;
    int64_t memo = world_content(w, "memo");
    assert_ok(w,
              gk_store_correct(w->library->store, memo, GK_FIELD_PUBLISHED, "2021-05-05", &w->err));
    check_as_of(w, "2021-05-05", "2 5", 0);
    assert_ok(w, gk_store_correct(w->library->store, memo, GK_FIELD_PUBLISHED, NULL, &w->err));
    check_as_of(w, "2021-05-05", "2", 1);
}

/* What is no date in a library, be it damaged, is no knowledge. */
static void a_day_that_is_none_is_not_known(void **state)
{
    world *w = *state;
    static const char *const days[] = {"2023-02-30", "soon", "2023", "2023-05",
                                       "2023-05-01T25:00:00Z"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char name[16];
        snprintf(name, sizeof name, "odd%zu", i);
        add_known(w, &(known){.name = name, .published = days[i]});
    }
    check_as_of(w, "2025-01-01", "0 1 2 3 4", 6);
}

/* ---- one document -------------------------------------------------------------------------- */

static gk_status admit_one(world *w, const char *document, gk_filter filter, gk_admission *a)
{
    const gk_search_options options = {.document = document, .filter = filter};
    return gk_admit(w->library, &options, a, &w->err);
}

static void one_document_is_found_under_the_filter(void **state)
{
    world *w = *state;
    gk_admission a;
    assert_ok(w, admit_one(w, "flash", (gk_filter){0}, &a));
    assert_true(a.all);
    assert_int_equal(a.only, 5);
    assert_int_equal(gk_admission_scope(&a).within_count, 1);
    gk_admission_free(&a);
    assert_ok(w, admit_one(w, "flash", (gk_filter){.company = "halden"}, &a));
    assert_int_equal(a.only, 5);
    assert_int_equal(a.count, 3);
    gk_admission_free(&a);
    assert_ok(w, admit_one(w, "flash", (gk_filter){.company = "vestmark"}, &a));
    assert_int_equal(a.count, 0);
    char *notice = gk_admission_notice(&a);
    assert_string_equal(notice, "nothing fits the filter");
    gk_free(notice);
    gk_admission_free(&a);
}

static void a_document_of_later_is_not_there_and_not_suggested(void **state)
{
    world *w = *state;
    gk_admission a;
    const gk_filter before = {.as_of = "2022-12-31"};
    assert_int_equal(admit_one(w, "halden-10q-2023", before, &a), GK_NOT_FOUND);
    assert_string_equal(w->err.message, "there is no document \"halden-10q-2023\"");
    assert_int_equal(admit_one(w, "halden-10q-2022", before, &a), GK_NOT_FOUND);
    assert_lacks(w->err.message, "is it");
    assert_int_equal(admit_one(w, "halden-10q-2022", (gk_filter){.as_of = "2023-12-31"}, &a),
                     GK_NOT_FOUND);
    assert_contains(w->err.message, "is it \"halden-10");
}

static void a_document_without_a_day_is_left_out_and_told(void **state)
{
    world *w = *state;
    gk_admission a;
    assert_ok(w, admit_one(w, "memo", (gk_filter){.as_of = "2024-01-01"}, &a));
    assert_int_equal(a.count, 0);
    assert_int_equal(a.undated, 1);
    char *notice = gk_admission_notice(&a);
    assert_string_equal(notice, "nothing fits the filter; 1 document was left out: when it became "
                                "public is not known");
    gk_free(notice);
    gk_admission_free(&a);
    assert_ok(w, admit_one(w, "flash", (gk_filter){.as_of = "2024-01-01"}, &a));
    assert_int_equal(a.undated, 0);
    gk_admission_free(&a);
}

/* ---- wrong values -------------------------------------------------------------------------- */

static void a_wrong_value_is_refused_by_name(void **state)
{
    world *w = *state;
    static const char *const no_periods[] = {"",        "soon",  "2023-05-01", "May 2023",
                                             "Q5 2023", "Q2",    "2022 2023",  "2022 and so",
                                             "H3 2020", "123456"};
    static const char *const no_days[] = {"",
                                          "2023-13",
                                          "2023-02-29",
                                          "2023-1-1",
                                          "23-01-01",
                                          "yesterday",
                                          "2023-01-01 10:00",
                                          "2023-01-01T24:00",
                                          "2023-01-01T10:00:00+25:00",
                                          "2023-01-01T10:00:00Zulu",
                                          "0999"};
    for (size_t i = 0; i < sizeof no_periods / sizeof *no_periods; i++)
        check_refused(w, (gk_filter){.period = no_periods[i]}, "period cannot be");
    for (size_t i = 0; i < sizeof no_days / sizeof *no_days; i++) {
        check_refused(w, (gk_filter){.since = no_days[i]}, "since cannot be");
        check_refused(w, (gk_filter){.until = no_days[i]}, "until cannot be");
        check_refused(w, (gk_filter){.as_of = no_days[i]}, "as_of cannot be");
    }
    check_refused(w, (gk_filter){.as_of = "2023"}, "it takes a day or a time");
    check_refused(w, (gk_filter){.as_of = "2023-05"}, "as_of cannot be");
    check_refused(w, (gk_filter){.company = " - "}, "company cannot be");
    check_refused(w, (gk_filter){.source = "..."}, "source cannot be");
    check_refused(w, (gk_filter){.ticker = " "}, "ticker cannot be");
    check_refused(w, (gk_filter){.form = "-"}, "form cannot be");
    check_refused(w, (gk_filter){.language = "english"}, "lang cannot be");
    check_refused(w, (gk_filter){.company = "\xff"}, "company is not UTF-8 text");
}

/* A value is quoted up to 60 bytes, and no character of it is cut. */
static void a_long_value_is_quoted_in_whole_characters(void **state)
{
    world *w = *state;
    char value[4 * 60 + 2] = "x", due[100];
    for (size_t i = 0; i < 40; i++) strcat(value, "\u5e74");
    snprintf(due, sizeof due, "period cannot be \"%.58s\";", value);
    check_refused(w, (gk_filter){.period = value}, due);
    assert_true(gk_utf8_valid(w->err.message, strlen(w->err.message), NULL));
    assert_int_equal(gk_quoted(value), 58);
    assert_int_equal(gk_quoted(value + 1), 60);
    assert_int_equal(gk_quoted("x\u5e74"), 4);
    assert_int_equal(gk_quoted(""), 0);
}

static void values_are_checked_without_a_library(void **state)
{
    world *w = *state;
    assert_ok(w, gk_filter_check(&(gk_filter){0}, &w->err));
    assert_ok(w, gk_filter_check(&(gk_filter){.company = "3M", .period = "2018"}, &w->err));
    assert_int_equal(gk_filter_check(&(gk_filter){.period = "abc"}, &w->err), GK_INVALID);
    assert_contains(w->err.message, "period cannot be \"abc\"");
}

static void moments_are_of_the_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t first, last;
    } cases[] = {
        {"1970", 0, 365 * 86400 - 1},
        {"1970-01-01", 0, 86399},
        {"1969-12-31", -86400, -1},
        {"2000-02-29", 951782400, 951868799},
        {"2024-02", 1706745600, 1709251199},
        {"2023-11-03T16:00:30Z", 1699027230, 1699027230},
        {"2023-11-03T16:00", 1699027200, 1699027259},
        {"2023-11-04t00:00:30+08:00", 1699027230, 1699027230},
        {"9999-12-31", 253402214400, 253402300799},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_moments m;
        if (!gk_moments_read(cases[i].text, &m)) fail_msg("%s is refused", cases[i].text);
        if (m.first != cases[i].first || m.last != cases[i].last)
            fail_msg("%s: %lld to %lld", cases[i].text, (long long)m.first, (long long)m.last);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_asked_for_admits_all),
        TEST(a_company_is_named_by_words_an_alias_or_its_ticker),
        TEST(a_ticker_may_lack_its_exchange),
        TEST(hyphens_of_a_form_do_not_matter),
        TEST(a_period_is_a_year_or_a_part_of_one),
        TEST(since_and_until_hold_both_ends),
        TEST(language_and_source_are_asked_for),
        TEST(all_that_is_asked_for_must_hold),
        TEST(a_day_means_its_end),
        TEST(what_has_no_time_is_public_at_the_end_of_its_day),
        TEST(the_undated_are_those_that_fit_otherwise),
        TEST(a_correction_of_the_day_counts),
        TEST(a_day_that_is_none_is_not_known),
        TEST(one_document_is_found_under_the_filter),
        TEST(a_document_of_later_is_not_there_and_not_suggested),
        TEST(a_document_without_a_day_is_left_out_and_told),
        TEST(a_wrong_value_is_refused_by_name),
        TEST(a_long_value_is_quoted_in_whole_characters),
        TEST(values_are_checked_without_a_library),
        cmocka_unit_test(moments_are_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
