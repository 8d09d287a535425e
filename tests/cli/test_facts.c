/* SPDX-License-Identifier: Apache-2.0 - goshawk facts, run as a user would */
#include "program.h"

#include <jansson.h>

static const char first[] = "Harbor Lamps Inc\n"
                            "CONSOLIDATED STATEMENTS OF INCOME\n"
                            "Years ended December 31\n"
                            "(in millions)                       2018       2017\n"
                            "Net sales                            500        450\n"
                            "Cost of sales                        350        330\n"
                            "Gross profit                         150        120\n"
                            "=Lamp oil, net                        50         40\n"
                            "Operating income                     150        120\n"
                            "Income before income taxes           145        115\n"
                            "Provision for income taxes            10          9\n"
                            "Net income                           135        106\n";
static const char second[] = "Harbor Lamps Inc\n"
                             "CONSOLIDATED STATEMENTS OF INCOME\n"
                             "Years ended December 31\n"
                             "(in millions)                       2019       2018\n"
                             "Net sales                            600        480\n"
                             "Cost of sales                        400        350\n"
                             "Gross profit                         200        130\n"
                             "=Lamp oil, net                        70         50\n"
                             "Operating income                     200        130\n"
                             "Income before income taxes           195        125\n"
                             "Provision for income taxes            10          9\n"
                             "Net income                           185        116\n";
static const char table[] = "file,company,form,fiscal_year,published\n"
                            "HARBOR_2018_10K.txt,Harbor,10-K,2018,2019-02-01\n"
                            "HARBOR_2019_10K.txt,Harbor,10-K,2019,2020-02-01\n";

static int set_up(void **state)
{
    static char world[64];
    static run r;
    enter_world(world);
    *state = world;
    assert_int_equal(mkdir("docs", 0700), 0);
    write_file("docs/HARBOR_2018_10K.txt", first);
    write_file("docs/HARBOR_2019_10K.txt", second);
    write_file("docs/meta.csv", table);
    RUN(&r, "init", "a.lib", "--model", "none");
    assert_int_equal(r.code, 0);
    RUN(&r, "add", "a.lib", "docs");
    assert_int_equal(r.code, 0);
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

static void facts_are_printed_with_their_place(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "facts", "a.lib", "harbor", "--label", "cost of sales", "--period", "FY2018");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "Cost of sales  FY2018  350,000,000");
    expect_part(r.out, "HARBOR_2019_10K     1     6\n");
    expect_no_part(r.out, "before:");
}

static void a_restatement_is_shown_and_as_of_goes_behind_it(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "facts", "a.lib", "Harbor", "--label", "operating income", "--period", "2018");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "130,000,000");
    expect_part(r.out, "before: Operating income");
    expect_part(r.out, "HARBOR_2018_10K  2019-02-01");
    RUN(&r, "facts", "a.lib", "Harbor", "--label", "operating income", "--period", "2018",
        "--as-of", "2019-06-30");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "150,000,000");
    expect_no_part(r.out, "130,000,000");
}

static void a_series_is_a_table_and_a_plot(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "facts", "a.lib", "Harbor", "--label", "operating income", "--series", "--plot",
        "a.svg");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "FY2017        FY2018       FY2019\n");
    expect_part(r.out, "120,000,000  130,000,000*  200,000,000\n");
    expect_part(r.err, "restated");
    RUN(&r, "facts", "a.lib", "Harbor", "--label", "operating income", "--plot", "-");
    assert_int_equal(r.code, 0);
    assert_int_equal(strncmp(r.out, "<svg", 4), 0);
    expect_part(r.out, "FY2017");
}

static void forms_for_programs(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "facts", "a.lib", "HARBOR_2018_10K", "--label", "lamp oil", "--csv");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "company,name,concept,label,");
    expect_part(r.out, "\"'=Lamp oil, net\"");
    RUN(&r, "facts", "a.lib", "HARBOR_2018_10K", "--json");
    assert_int_equal(r.code, 0);
    json_t *root = json_loads(r.out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "facts")), 16);
    json_decref(root);
    RUN(&r, "facts", "a.lib", "HARBOR_2018_10K", "--json", "--series");
    root = json_loads(r.out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "rows")), 8);
    json_decref(root);
}

static void what_is_not_there_is_said(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "facts", "a.lib", "Nobody Ltd");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "no company \"Nobody Ltd\"");
    RUN(&r, "facts", "a.lib", "HARBOR_2031_10K");
    assert_int_equal(r.code, 1);
    RUN(&r, "facts", "a.lib", "Harbor", "--period", "FY1999");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "no fact of Harbor fits");
    RUN(&r, "facts", "a.lib", "Harbor", "--period", "soon");
    assert_int_equal(r.code, 2);
    RUN(&r, "facts", "a.lib", "Harbor", "--json", "--csv");
    assert_int_equal(r.code, 2);
}

static void facts_that_are_old_are_made_by_one_command(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "docs", "a.lib");
    expect_no_part(r.err, "--facts");
    write_file("a.lib/concepts.txt", "[lamp_oil]\nname = lamp oil\nzh = 灯油\nstatement = income\n"
                                     "nature = flow\nmeasure = amount\nasked = lamp oil\n"
                                     "printed = lamp oil\n");
    RUN(&r, "docs", "a.lib");
    expect_part(r.err, "2 of 2 documents have old facts");
    RUN(&r, "reindex", "a.lib", "--facts", "--model", "none");
    assert_int_equal(r.code, 2);
    RUN(&r, "reindex", "a.lib", "--facts");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "facts of 2 documents made");
    RUN(&r, "facts", "a.lib", "Harbor", "--concept", "lamp oil", "--period", "2017");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "40,000,000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_printed_with_their_place),
        cmocka_unit_test(a_restatement_is_shown_and_as_of_goes_behind_it),
        cmocka_unit_test(a_series_is_a_table_and_a_plot),
        cmocka_unit_test(forms_for_programs),
        cmocka_unit_test(what_is_not_there_is_said),
        cmocka_unit_test(facts_that_are_old_are_made_by_one_command),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
