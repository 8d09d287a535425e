/* SPDX-License-Identifier: Apache-2.0 - tables of real filings; skipped where these are absent */
#include "world.h"

#include <stdlib.h>

static const char *data_folder(void)
{
    const char *set = getenv("GOSHAWK_DATA");
    return set ? set : GK_SOURCE_DIR "/../shared/data";
}

/* The text of a filing, unpacked from the archive; NULL where there is none. gk_free. */
static char *filing(const char *archive, const char *member)
{
    char *path = gk_path_join(data_folder(), archive), *out = NULL;
    if (gk_path_exists(path)) {
        const char *const argv[] = {"/bin/tar", "-xJOf", path, member, NULL};
        gk_process_result result;
        gk_error err = {0};
        if (gk_process_run(argv, 60, (size_t)1 << 26, &result, &err) == GK_OK) {
            if (result.exit_code == 0) out = gk_strndup(result.out, result.size);
            gk_process_result_free(&result);
        }
    }
    gk_free(path);
    return out;
}

static const gk_table *titled(const gk_tables *tables, const char *title)
{
    for (size_t i = 0; i < tables->count; i++)
        if (strstr(tables->tables[i].title, title) && tables->tables[i].row_count > 20)
            return &tables->tables[i];
    fail_msg("there is no table '%s'", title);
    return NULL;
}

static void test_statements_of_a_filing(void **state)
{
    (void)state;
    char *text = filing("filings/pages.tar.xz", "txt/3M_2018_10K.txt");
    if (!text) {
        print_message("skipped: no filings below %s\n", data_folder());
        skip();
    }
    gk_tables *tables = find(text);
    const gk_table *t = titled(tables, "Consolidated Statement of Cash Flow");
    assert_int_equal(t->page, 60);
    assert_int_equal(t->column_count, 3);
    assert_true(t->scale == 1e6);
    check_heading(t, 2, "2016");
    check_row(t, "Purchases of property, plant and equipment (PP&E)",
              "(1,577)=-1577;(1,373)=-1373;(1,420)=-1420");
    size_t row = row_of(t, "Purchases of property, plant and equipment (PP&E)");
    assert_true(gk_table_scaled(t, row, 0) == -1577e6);
    check_sections(
        t, "Inventories",
        "Cash Flows from Operating Activities | Adjustments to reconcile net income "
        "including noncontrolling interest to net cash provided by operating activities | "
        "Changes in assets and liabilities");
    gk_tables_free(tables);
    gk_free(text);
}

static void test_figures_of_a_chinese_report(void **state)
{
    (void)state;
    char *text = filing("cn_filings/text.tar.xz", "安靠智电_2019_年度报告.txt");
    if (!text) {
        print_message("skipped: no Chinese reports below %s\n", data_folder());
        skip();
    }
    gk_tables *tables = find(text);
    bool found = false;
    for (size_t i = 0; i < tables->count && !found; i++) {
        const gk_table *t = &tables->tables[i];
        if (t->row_count < 5 || strcmp(t->rows[0].label, "营业收入（元）") != 0) continue;
        found = true;
        assert_int_equal(t->columns[0].period.year, 2019);
        check_row(t, "营业收入（元）",
                  "318,024,319.30=318024319.3;320,070,653.13=320070653.13;-0.64%=-0.64;"
                  "359,659,866.37=359659866.37");
    }
    assert_true(found);
    gk_tables_free(tables);
    gk_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements_of_a_filing),
        cmocka_unit_test(test_figures_of_a_chinese_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
