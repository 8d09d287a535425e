/* SPDX-License-Identifier: Apache-2.0 - goshawk tables, run as a user would */
#include "program.h"

#include <jansson.h>

static const char report[] =
    "Northwind Tools\nBalance sheet\n(in thousands)              2022        2021\n"
    "Assets:\n"
    "  Cash                   $  1,000     $   900\n"
    "  Inventories (1)             (25)         —\n"
    "Total assets             $    975     $   900\n"
    "\f"
    "Formulas of the firm\n                   Count    Remark\n"
    "=SUM(A1)              12    +1 to all\n"
    "@plain                13    -2 from some\n"
    "Ordinary              14    as it is\n";

static int set_up(void **state)
{
    static char world[64];
    static run r;
    enter_world(world);
    *state = world;
    assert_int_equal(mkdir("docs", 0700), 0);
    write_file("docs/report.txt", report);
    write_file("docs/prose.txt",
               "A letter that has no table, only a word or two about the harbour.\n");
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

static void tables_read_as_on_the_page(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "tables", "a.lib", "report");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "table 1  report  page 1, lines 1-7\n");
    expect_part(r.out, "Northwind Tools / Balance sheet\n");
    expect_part(r.out, "Assets:\n  Cash             $ 1,000  $ 900\n");
    expect_part(r.out, "table 2  report  page 2, lines 1-5\n");
    RUN(&r, "tables", "a.lib", "report", "--page", "2");
    assert_int_equal(r.code, 0);
    expect_no_part(r.out, "table 1");
    expect_part(r.out, "table 2");
}

static void csv_has_plain_figures_and_no_formulas(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "tables", "a.lib", "report", "--table", "1", "--csv");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.out, "page,line,section,(in thousands),2022,2021\r\n"
                               "1,4,,Assets:,,\r\n"
                               "1,5,Assets:,Cash,1000,900\r\n"
                               "1,6,Assets:,Inventories (1),-25,—\r\n"
                               "1,7,Assets:,Total assets,975,900\r\n");
    RUN(&r, "tables", "a.lib", "report", "--csv");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "table 1,Northwind Tools / Balance sheet,(in thousands)\r\npage,line,");
    expect_part(r.out, "900\r\n\r\ntable 2,");
    expect_part(r.out, ",\"'=SUM(A1)\",12,\"'+1 to all\"\r\n");
    expect_part(r.out, ",\"'@plain\",13,\"'-2 from some\"\r\n");
    expect_part(r.out, ",Ordinary,14,as it is\r\n");
}

static void json_has_values_as_printed_and_in_units(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "tables", "a.lib", "report", "--table=1", "--json");
    assert_int_equal(r.code, 0);
    json_t *root = json_loads(r.out, 0, NULL);
    assert_non_null(root);
    const char *label, *stated, *unit;
    int table, page, line, value, scaled, scale;
    assert_int_equal(json_unpack(root,
                                 "{s:[{s:i, s:s, s:i, s:i, s:[{}, {}, {s:s, s:i, "
                                 "s:[{s:s, s:i, s:i}]}]}]}",
                                 "tables", "table", &table, "unit", &unit, "scale", &scale, "page",
                                 &page, "rows", "label", &label, "line", &line, "cells", "state",
                                 &stated, "value", &value, "scaled", &scaled),
                     0);
    assert_string_equal(label, "Inventories");
    assert_string_equal(stated, "number");
    assert_string_equal(unit, "(in thousands)");
    assert_int_equal(value, -25);
    assert_int_equal(scaled, -25000);
    assert_int_equal(line, 6);
    json_decref(root);
}

static void what_is_not_there_exits_1(void **state)
{
    (void)state;
    static run r;
    RUN(&r, "tables", "a.lib", "prose");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "prose has no tables");
    RUN(&r, "tables", "a.lib", "report", "--table", "3");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "report has no table 3");
    RUN(&r, "tables", "a.lib", "report", "--page", "3");
    assert_int_equal(r.code, 1);
    RUN(&r, "tables", "a.lib", "absent");
    assert_int_equal(r.code, 1);
    RUN(&r, "tables", "a.lib", "report", "--csv", "--json");
    assert_int_equal(r.code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_read_as_on_the_page),
        cmocka_unit_test(csv_has_plain_figures_and_no_formulas),
        cmocka_unit_test(json_has_values_as_printed_and_in_units),
        cmocka_unit_test(what_is_not_there_exits_1),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
