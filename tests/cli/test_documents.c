/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of documents, shown and corrected, and documents that go, as a user does it.
 */
#include "program.h"

#include <jansson.h>

/* What the file's own text or name may say of a document is corrected, so that it is known. */
static int set_up(void **state)
{
    static char path[64];
    static char *const facts[][12] = {
        {"harbor", "company=Harbor Lamps, Inc.", "ticker=HLMP", "form=10-K", "fiscal_year=2023",
         "fiscal_period=FY", "period_end=2023-12-31", "published=2024-02-20T21:05:00Z", "cik=77",
         "alias=Pier Lights", NULL},
        {"call", "company=Harbor Lamps, Inc.", "ticker=HLMP", "form=Call", "fiscal_year=2024",
         "fiscal_period=Q2", "published=2024-08-01", NULL},
        {"quay", "company=Quay & Sons", "form=News", "published=2024-05-05", "source=The Quay",
         NULL},
    };
    enter_world(path);
    *state = path;
    assert_int_equal(mkdir("in", 0700), 0);
    write_file("in/harbor.txt", "lamps\n");
    write_file("in/twin.txt", "lamps\n");
    write_file("in/call.txt", "hello\n");
    write_file("in/quay.txt", "boats\n");
    run r;
    RUN(&r, "init", "lib", "--model", "none");
    RUN(&r, "add", "lib", "in");
    assert_int_equal(r.code, 0);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        char *words[16] = {"meta", "set", "lib"};
        for (size_t k = 0; facts[i][k]; k++) words[3 + k] = facts[i][k];
        run_words(&r, words);
        if (r.code != 0) print_error("%s", r.err);
        assert_int_equal(r.code, 0);
    }
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static json_t *parsed(const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (!value) assert_string_equal(text, error.text);
    return value;
}

/* ---- docs ---------------------------------------------------------------------------------- */

static void docs_tells_whose_of_which_form_and_period(void **state)
{
    (void)state;
    run r;
    RUN(&r, "docs", "lib");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "document  company             form  period   published   pages\n"
                               "call      Harbor Lamps, Inc.  Call  Q2 2024  2024-08-01      1\n"
                               "harbor    Harbor Lamps, Inc.  10-K  FY2023   2024-02-20      1\n"
                               "quay      Quay & Sons         News           2024-05-05      1\n"
                               "twin      Harbor Lamps, Inc.  10-K  FY2023   2024-02-20      1\n");
    assert_string_equal(r.err, "");
}

static void docs_fits_a_narrow_terminal(void **state)
{
    (void)state;
    run r;
    RUN_ON_TERMINAL(&r, 56, "docs", "lib");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "Q2 2024  2024-08-01      1");
    for (char *rest = r.out, *line; (line = strsep(&rest, "\n"));) {
        size_t width = 0;
        for (const char *p = line; *p && *p != '\r'; p++) {
            if (*p == '\033')
                p += strcspn(p, "m"); /* a style takes no room */
            else
                width += (*p & 0xC0) != 0x80;
        }
        assert_in_range(width, 0, 56);
    }
}

static void docs_narrows_down(void **state)
{
    (void)state;
    run r;
    static char *const cases[][8] = {
        {"--company", "pier lights"}, {"--company", "hlmp", "--form", "10k"}, {"--year", "2023"}};
    for (size_t i = 0; i < 3; i++) {
        char *words[10] = {"docs", "lib"};
        for (size_t k = 0; cases[i][k]; k++) words[2 + k] = cases[i][k];
        run_words(&r, words);
        assert_int_equal(r.code, 0);
        expect_part(r.out, "\nharbor ");
        expect_part(r.out, "\ntwin ");
        expect_no_part(r.out, "\ncall ");
        expect_no_part(r.out, "\nquay ");
    }
    RUN(&r, "docs", "lib", "--form", "call", "--json");
    json_t *object = parsed(r.out);
    assert_int_equal(json_array_size(json_object_get(object, "documents")), 1);
    json_decref(object);
    RUN(&r, "docs", "lib", "--company", "nobody");
    assert_int_equal(r.code, 0);
    expect_part(r.err, "no document fits");
    RUN(&r, "docs", "lib", "--year", "12");
    assert_int_equal(r.code, 2);
}

/* ---- meta ---------------------------------------------------------------------------------- */

static void meta_shows_each_value_and_whence(void **state)
{
    (void)state;
    run r;
    RUN(&r, "meta", "lib", "harbor");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "harbor\n\nfield ");
    expect_part(r.out, "\ncompany        Harbor Lamps, Inc.    correction");
    expect_part(r.out, "\ncik            0000000077            correction");
    assert_true(strstr(r.out, "\ncompany ") < strstr(r.out, "\ncik "));
    RUN(&r, "meta", "lib", "twin", "--json");
    assert_int_equal(r.code, 0);
    json_t *object = parsed(r.out);
    const json_t *d = json_array_get(json_object_get(object, "documents"), 0);
    const json_t *company = json_object_get(json_object_get(d, "about"), "company");
    assert_string_equal(json_string_value(json_object_get(d, "document")), "twin");
    assert_string_equal(json_string_value(json_object_get(company, "from")), "correction");
    json_decref(object);
    RUN(&r, "meta", "lib", "harbour");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "is it \"harbor\"?");
}

static void meta_set_corrects_and_takes_back(void **state)
{
    (void)state;
    run r;
    RUN(&r, "meta", "set", "lib", "quay", "language=EN", "period_end=2024-05-01");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "language ");
    expect_part(r.out, " en ");
    expect_part(r.out, " 2024-05-01 ");
    RUN(&r, "meta", "set", "lib", "quay", "language=", "period_end=");
    assert_int_equal(r.code, 0);
    expect_no_part(r.out, "2024-05-01");
    RUN(&r, "meta", "set", "lib", "[cq]*", "language=de", "--json");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "{\"corrected\":2}\n");
    RUN(&r, "meta", "set", "lib", "*", "language=");
    assert_string_equal(r.out, "4 documents corrected\n");
    RUN(&r, "meta", "set", "lib", "x*", "language=de");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "no document whose name fits");
}

static void meta_set_tells_what_is_wrong(void **state)
{
    (void)state;
    run r;
    RUN(&r, "meta", "set", "lib", "quay", "fiscal_year=23");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "fiscal_year takes a year, such as 2023, not \"23\"");
    RUN(&r, "meta", "set", "lib", "quay", "colour=red");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "the fields are company, ticker, cik, form,");
    RUN(&r, "meta", "set", "lib", "quay", "language");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "FIELD=VALUE");
    RUN(&r, "meta", "set", "lib", "quay");
    assert_int_equal(r.code, 2);
    RUN(&r, "meta", "lib", "quay", "language=en");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "goshawk meta set");
    RUN(&r, "meta", "set", "lib");
    assert_int_equal(r.code, 2);
    RUN(&r, "meta", "lib");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "DOCUMENT is missing");
    RUN(&r, "meta", "set", "lib", "quai", "language=en");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "is it \"quay\"?");
}

/* ---- rm ------------------------------------------------------------------------------------ */

static void rm_removes_what_is_named(void **state)
{
    (void)state;
    run r;
    RUN(&r, "rm", "lib");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--source PATH");
    RUN(&r, "rm", "lib", "qay");
    assert_int_equal(r.code, 1);
    assert_string_equal(r.out, "");
    expect_part(r.err, "goshawk: there is no document \"qay\"; is it \"quay\"?\n");
    RUN(&r, "rm", "lib", "harbor", "qay", "call");
    assert_int_equal(r.code, 3);
    assert_string_equal(r.out, "removed harbor, which has another name\nremoved call\n");
    expect_part(r.err, "is it \"quay\"?");
    RUN(&r, "search", "lib", "hello");
    assert_int_equal(r.code, 1);
    RUN(&r, "search", "lib", "lamps");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "twin");
    RUN(&r, "rm", "lib", "nix", "--source", "elsewhere", "--json");
    assert_int_equal(r.code, 1);
    assert_string_equal(r.out,
                        "{\"removed\":[],\"missing\":[\"nix\",\"elsewhere\"],\"contents\":0}\n");
    RUN(&r, "rm", "lib", "--source", "./in/", "--json");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "{\"removed\":[{\"document\":\"quay\",\"bytes_removed\":true},"
                               "{\"document\":\"twin\",\"bytes_removed\":true}],\"missing\":[],"
                               "\"contents\":2}\n");
    RUN(&r, "docs", "lib");
    expect_part(r.err, "the library is empty");
    assert_int_equal(access("in/quay.txt", F_OK), 0); /* the files are not touched */
    RUN(&r, "add", "lib", "in", "--quiet");
    assert_int_equal(r.code, 0);
    RUN(&r, "rm", "lib", "quay", "--quiet");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "");
    RUN(&r, "rm", "no.lib", "quay");
    assert_int_equal(r.code, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docs_tells_whose_of_which_form_and_period),
        cmocka_unit_test(docs_fits_a_narrow_terminal),
        cmocka_unit_test(docs_narrows_down),
        cmocka_unit_test(meta_shows_each_value_and_whence),
        cmocka_unit_test(meta_set_corrects_and_takes_back),
        cmocka_unit_test(meta_set_tells_what_is_wrong),
        cmocka_unit_test(rm_removes_what_is_named),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
