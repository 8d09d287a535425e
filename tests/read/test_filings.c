/* SPDX-License-Identifier: Apache-2.0
 *
 * Real filings through goshawk-read, where the data is at hand ($GOSHAWK_DATA or ../shared/data).
 */
#include "text/text.h"
#include "world.h"

/* The document, or the test skipped with a line that says why. */
static gk_document *filing(const char *name)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_path_join(data && data[0] ? data : GK_SOURCE_DIR "/../shared/data", name);
    if (!gk_path_exists(path)) {
        print_message("skipped: %s is not at hand; GOSHAWK_DATA names its folder\n", path);
        gk_free(path);
        skip();
    }
    gk_document *d = read_file(path);
    gk_free(path);
    return d;
}

/* The line of page (from 1) that holds text; fails where there is none. gk_free. */
static char *line_with(const gk_document *d, size_t page, const char *text)
{
    const char *all = d->pages[page - 1].text, *at = strstr(all, text);
    if (!at) fail_msg("page %zu has no \"%s\":\n%s", page, text, all);
    while (at > all && at[-1] != '\n') at--;
    return gk_strndup(at, strcspn(at, "\n"));
}

/* The display column in which the last character of text stands. */
static int end_column(const char *line, const char *text)
{
    const char *at = strstr(line, text);
    if (!at) fail_msg("no \"%s\" in \"%s\"", text, line);
    size_t end = (size_t)(at - line) + strlen(text);
    int column = 0;
    for (size_t i = 0; i < end;) column += gk_char_width(gk_utf8_next(line, end, &i));
    return column;
}

static void rows_of_a_cash_flow_statement_keep_their_figures(void **state)
{
    (void)state;
    gk_document *d = filing("filings/pdf/3M_2018_10K.pdf");
    assert_int_equal(d->page_count, 160);
    char *row = line_with(d, 60, "Purchases of property, plant and equipment");
    char *other = line_with(d, 60, "Proceeds from maturities");
    char *total = line_with(d, 60, "Cash and cash equivalents at end of period");
    assert_non_null(strstr(row, "(1,577)"));
    assert_true(strstr(row, "(1,577)") < strstr(row, "(1,373)"));
    assert_true(strstr(row, "(1,373)") < strstr(row, "(1,420)"));
    /* A bracket hangs right of its column. */
    assert_int_equal(end_column(row, "(1,577"), end_column(other, "2,497"));
    assert_int_equal(end_column(row, "(1,373"), end_column(total, "3,053"));
    assert_true(strchr(total, '$') < strstr(total, "2,853"));
    gk_free(row);
    gk_free(other);
    gk_free(total);
    gk_document_free(d);
}

static void every_page_of_a_filing_has_text_and_boxes_on_paper(void **state)
{
    (void)state;
    gk_document *d = filing("filings/pdf/AMCOR_2023Q4_EARNINGS.pdf");
    assert_int_equal(d->page_count, 14);
    for (size_t i = 0; i < d->page_count; i++) {
        const gk_doc_page *p = &d->pages[i];
        if (p->length == 0) fail_msg("page %zu has no text", i + 1);
        assert_non_null(p->boxes);
        for (size_t k = 0; k < p->line_count; k++)
            if (p->boxes[k].x1 > p->width || p->boxes[k].y1 > p->height)
                fail_msg("page %zu, line %zu: its box ends at %g, %g", i + 1, k + 1,
                         (double)p->boxes[k].x1, (double)p->boxes[k].y1);
    }
    gk_document_free(d);
}

static void rows_of_a_chinese_statement_keep_their_figures(void **state)
{
    (void)state;
    gk_document *d = filing("cn_filings/金宇生物_2020_年度报告.pdf");
    assert_int_equal(d->page_count, 195);
    char *row = line_with(d, 70, "其中：营业收入");
    char *other = line_with(d, 70, "销售费用");
    assert_int_equal(end_column(row, "1,581,905,632.48"), end_column(other, "274,950,664.27"));
    assert_int_equal(end_column(row, "1,126,782,253.35"), end_column(other, "218,344,972.36"));
    gk_free(row);
    gk_free(other);
    gk_document_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_cash_flow_statement_keep_their_figures),
        cmocka_unit_test(every_page_of_a_filing_has_text_and_boxes_on_paper),
        cmocka_unit_test(rows_of_a_chinese_statement_keep_their_figures),
    };
    return cmocka_run_group_tests_name("filings", tests, NULL, NULL);
}
