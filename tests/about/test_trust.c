/* SPDX-License-Identifier: Apache-2.0
 *
 * File names, the table beside, the registry, and who is believed before whom.
 */
#include "world.h"

#include "about/day.h"
#include "about/names.h"

static gk_about *about_name(const char *name)
{
    gk_document *d = document_of("\n");
    gk_about *about = gk_about_find(d, name, NULL, NULL);
    gk_document_free(d);
    return about;
}

static void file_names_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *name, *company, *form, *year, *period, *published, *ticker;
    } cases[] = {
        {"ACME_2018_10K.pdf", "ACME", "10-K", "2018", "FY", "(none)", "(none)"},
        {"ACME_2023Q4_EARNINGS.pdf", "ACME", "Earnings", "2023", "Q4", "(none)", "(none)"},
        {"ACME_2023_8K_dated-2023-05-30.txt", "ACME", "8-K", "2023", "(none)", "2023-05-30",
         "(none)"},
        {"CALL_ACME_Q2_2024.txt", "ACME", "Call", "2024", "Q2", "(none)", "(none)"},
        {"600201_2020_年度报告.pdf", "(none)", "Annual report", "2020", "FY", "(none)",
         "600201.SH"},
        {"青山机械_2020_年度报告.pdf", "青山机械", "Annual report", "2020", "FY", "(none)",
         "(none)"},
        {"青山机械2021年半年度报告.pdf", "青山机械", "Interim report", "2021", "H1", "(none)",
         "(none)"},
        {"wire_000001.txt", "(none)", "(none)", "(none)", "(none)", "(none)", "(none)"},
        {"invoice_600519.txt", "(none)", "(none)", "(none)", "(none)", "(none)", "(none)"},
        {"NEWS_20240110.txt", "(none)", "News", "(none)", "(none)", "2024-01-10", "(none)"},
        {"notes from the meeting.txt", "(none)", "(none)", "(none)", "(none)", "(none)", "(none)"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_about *a = about_name(cases[i].name);
        assert_string_equal(value_of(a, GK_FIELD_COMPANY), cases[i].company);
        assert_string_equal(value_of(a, GK_FIELD_FORM), cases[i].form);
        assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), cases[i].year);
        assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), cases[i].period);
        assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), cases[i].published);
        assert_string_equal(value_of(a, GK_FIELD_TICKER), cases[i].ticker);
        gk_about_free(a);
    }
}

/* ---- the table */

static gk_about_table *table_of(const char *csv)
{
    gk_about_table *table = NULL;
    gk_error err = {0};
    gk_status status = gk_about_table_parse("folder/meta.csv", csv, strlen(csv), &table, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    return table;
}

static void document_name_and_table_are_believed_in_this_order(void **state)
{
    (void)state;
    gk_about_table *table = table_of(
        "file,company,form,fiscal_year,source,alias\r\n"
        "other.txt,Nobody,10-Q,1999,,\r\n"
        "ACME_2018_10K.txt,\"Acme, \"\"the\"\" Corp\",8-K,2001,A broker,Acme One | Acme Two\r\n");
    gk_document *d = document_of("nothing to see\n");
    gk_stated stated = {GK_FIELD_FORM, (char *)"20-F", (char *)"header FORM TYPE"};
    d->stated = &stated;
    d->stated_count = 1;
    gk_about *a = gk_about_find(d, "ACME_2018_10K.txt", table, NULL);
    assert_string_equal(value_of(a, GK_FIELD_FORM), "20-F");
    assert_int_equal(a->values[GK_FIELD_FORM].origin, GK_FROM_DOCUMENT);
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2018");
    assert_int_equal(a->values[GK_FIELD_FISCAL_YEAR].origin, GK_FROM_NAME);
    assert_string_equal(where_of(a, GK_FIELD_FISCAL_YEAR), "file name");
    assert_string_equal(value_of(a, GK_FIELD_SOURCE), "A broker");
    assert_int_equal(a->values[GK_FIELD_SOURCE].origin, GK_FROM_TABLE);
    assert_string_equal(where_of(a, GK_FIELD_SOURCE), "meta.csv line 3");
    assert_true(has_alias(a, "Acme One"));
    assert_true(has_alias(a, "Acme Two"));
    gk_about_free(a);
    gk_document_free(d);
    gk_about_table_free(table);
}

static void a_slip_in_a_table_is_named_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *message;
    } cases[] = {
        {"", "meta.csv: empty"},
        {"company\nx\n", "meta.csv line 1: no column is called file"},
        {"file,colour\n", "meta.csv line 1, column 2: \"colour\" is no field"},
        {"file,form,form\n", "meta.csv line 1, column 3: form stands there twice"},
        {"file,fiscal_year\na.txt,20x3\n",
         "meta.csv line 2, column 2 (fiscal_year): \"20x3\" is no year of four digits"},
        {"file,period_end\na.txt,2023-02-30\n",
         "meta.csv line 2, column 2 (period_end): \"2023-02-30\" is no date like 2023-12-31"},
        {"file,published\na.txt,2023-02-20T99:00:00Z\n",
         "meta.csv line 2, column 2 (published): \"2023-02-20T99:00:00Z\" is neither a date like "
         "2023-12-31 nor a "
         "time like 2023-12-31T18:08:27Z"},
        {"file,fiscal_period\n\"a\nb.txt\",FY\nc.txt,Q5\n",
         "meta.csv line 4, column 2 (fiscal_period): \"Q5\" is none of FY, Q1, Q2, Q3, Q4, H1, H2"},
        {"file,cik\na.txt,12345678901\n",
         "meta.csv line 2, column 2 (cik): \"12345678901\" is no CIK (up to ten digits)"},
        {"file,form\na.txt,8-K\n\na.txt,8-K\n",
         "meta.csv line 4: \"a.txt\" has a row already, in line 2"},
        {"file,form\na.txt,8-K,more\n", "meta.csv line 2: 3 columns, the head has 2"},
        {"file,form\n,8-K\n", "meta.csv line 2: names no file"},
        {"file,form\n\"a.txt,8-K\n", "meta.csv line 2: a quote is not closed"},
        {"file\n\xff\n", "meta.csv: not UTF-8 text"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_about_table *table = NULL;
        gk_error err = {0};
        gk_status status = gk_about_table_parse("x/meta.csv", cases[i].csv, strlen(cases[i].csv),
                                                &table, &err);
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(status, GK_INPUT);
        assert_null(table);
    }
}

static void a_missing_table_is_an_error(void **state)
{
    (void)state;
    gk_about_table *table = NULL;
    gk_error err = {0};
    assert_int_not_equal(gk_about_table_read("/nowhere/meta.csv", &table, &err), GK_OK);
    assert_null(table);
}

/* ---- the registry */

static const char companies[] = "cik,ticker,exchange,name\n"
                                "0000000011,OAK,NYSE,OAKHAVEN TOOLS INC\n"
                                "22,ELM,NYSE,\"Elm, Inc.\"\n"
                                "33,ELMX,OTC,ELM CORP\n"
                                "44,ASHA,NYSE,Ash Co\n"
                                "44,ASHB,NYSE,Ash Co\n"
                                "55,FIR,Nasdaq,FIR & PINE /DE/\n"
                                "55,FIR-PA,Nasdaq,FIR & PINE /DE/\n"
                                "55,FIRXF,OTC,FIR & PINE /DE/\n";

static void expect_registered(const char *name, const char *cik, const char *ticker)
{
    gk_registry *registry = NULL;
    gk_error err = {0};
    assert_int_equal(
        gk_registry_parse("companies.csv", companies, strlen(companies), &registry, &err), GK_OK);
    gk_document *d = document_of("\n");
    gk_stated stated = {GK_FIELD_COMPANY, (char *)name, (char *)"test"};
    d->stated = &stated;
    d->stated_count = 1;
    gk_about *a = gk_about_find(d, NULL, NULL, registry);
    assert_string_equal(value_of(a, GK_FIELD_CIK), cik);
    assert_string_equal(value_of(a, GK_FIELD_TICKER), ticker);
    gk_about_free(a);
    gk_document_free(d);
    gk_registry_free(registry);
}

static void the_registry_fills_what_a_name_decides_alone(void **state)
{
    (void)state;
    expect_registered("Oakhaven Tools, Inc.", "0000000011", "OAK");
    expect_registered("Elm Corporation", "(none)", "(none)"); /* two companies */
    expect_registered("Ash Company", "0000000044", "(none)"); /* two classes of shares */
    expect_registered("Fir and Pine", "0000000055", "FIR");   /* preferred and OTC stand behind */
    expect_registered("Birch Ltd", "(none)", "(none)");
}

static void a_registry_without_its_columns_is_refused(void **state)
{
    (void)state;
    gk_registry *registry = NULL;
    gk_error err = {0};
    const char csv[] = "cik,name\n1,x\n";
    assert_int_equal(gk_registry_parse("c.csv", csv, strlen(csv), &registry, &err), GK_INPUT);
    assert_string_equal(err.message, "c.csv line 1: no column is called ticker");
}

/* ---- names and dates */

static void names_are_compared_without_form_case_and_punctuation(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"The Coca-Cola Company", "COCA COLA CO"},
                                          {"Best Buy Co., Inc.", "BEST BUY CO INC"},
                                          {"McDonald\xe2\x80\x99s Corporation", "MCDONALDS CORP"},
                                          {"J.P. Morgan & Co.", "JP MORGAN"},
                                          {"Johnson & Johnson", "Johnson and Johnson"},
                                          {"Nestl\xc3\xa9 S.A.", "Nestle"},
                                          {"AAMES CAPITAL CORP /DE/", "Aames Capital"},
                                          {"青山机械股份有限公司", "青山机械"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char *a = gk_company_key(same[i][0]), *b = gk_company_key(same[i][1]);
        assert_string_equal(a, b);
        assert_true(*a != '\0');
        gk_free(a);
        gk_free(b);
    }
    char *company = gk_company_key("Company");
    assert_string_equal(company, "company");
    gk_free(company);
    assert_true(name_is_generic("the Company"));
    assert_true(name_is_generic("we"));
    assert_true(name_is_generic("本公司"));
    assert_false(name_is_generic("AMD"));
}

static void dates_are_read_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso;
    } cases[] = {{"december 31, 2018", "2018-12-31"},
                 {"sept. 2 2019", "2019-09-02"},
                 {"31st day of january, 2020", "2020-01-31"},
                 {"01/31/15", "2015-01-31"},
                 {"2018年 12 月31日", "2018-12-31"},
                 {"2020-02-29", "2020-02-29"},
                 {"2021-02-29", NULL},
                 {"mayor 3, 2020", NULL},
                 {"june 31, 2020", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t at = 0;
        day d;
        char text[DAY_TEXT];
        bool found = day_at(cases[i].text, strlen(cases[i].text), &at, &d);
        assert_int_equal(found, cases[i].iso != NULL);
        if (found) assert_string_equal(day_text(d, text), cases[i].iso);
    }
    day d = {2023, 12, 31};
    char text[DAY_TEXT];
    assert_string_equal(day_text(day_shift(d, 60), text), "2024-02-29");
    assert_string_equal(day_text(day_shift(d, -365), text), "2022-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_names_are_taken_apart),
        cmocka_unit_test(document_name_and_table_are_believed_in_this_order),
        cmocka_unit_test(a_slip_in_a_table_is_named_with_line_and_column),
        cmocka_unit_test(a_missing_table_is_an_error),
        cmocka_unit_test(the_registry_fills_what_a_name_decides_alone),
        cmocka_unit_test(a_registry_without_its_columns_is_refused),
        cmocka_unit_test(names_are_compared_without_form_case_and_punctuation),
        cmocka_unit_test(dates_are_read_as_they_are_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
