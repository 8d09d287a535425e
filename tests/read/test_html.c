/* SPDX-License-Identifier: Apache-2.0
 *
 * Web pages through goshawk-read: text, tables, places, encodings, and files that mean harm.
 */
#include "world.h"

static gk_document *read_page(void **state, const char *html)
{
    return read_bytes(*state, "page.htm", html, strlen(html));
}

/* The text of a page's one place. */
static void expect_text(void **state, const char *html, const char *text)
{
    gk_document *d = read_page(state, html);
    assert_string_equal(d->format, "html");
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void paragraphs_stand_apart_and_lines_follow_one_another(void **state)
{
    expect_text(state,
                "<html><body><p>One\n  two.<p>Three<br>four<div>five</div>"
                "<div style='margin-top:6pt'>six</div><p style='margin:0'>seven</body></html>",
                "One two.\n\nThree\nfour\n\nfive\n\nsix\nseven\n");
}

static void entities_and_old_numbers_are_characters(void **state)
{
    expect_text(state,
                "<html><p>Smith&#146;s &ldquo;A&amp;B&rdquo; &#x2014; &nbsp;5&nbsp;% &unknown; &lt;"
                "&#0;",
                "Smith\xE2\x80\x99s \xE2\x80\x9C"
                "A&B\xE2\x80\x9D \xE2\x80\x94 5 % &unknown; <\xEF\xBF\xBD\n");
}

static void a_long_paragraph_is_wrapped_at_words(void **state)
{
    gk_string html = {0};
    gk_string_add(&html, "<html><p>");
    for (int i = 0; i < 60; i++) gk_string_add(&html, "seven77 ");
    gk_document *d = read_page(state, html.data);
    assert_int_equal(d->pages[0].line_count, 5);
    for (const char *p = d->pages[0].text; *p; p += strcspn(p, "\n") + 1) {
        assert_true(strcspn(p, "\n") <= 110);
        assert_memory_equal(p, "seven77", 7);
    }
    gk_document_free(d);
    gk_string_free(&html);
}

static void chinese_counts_two_columns_and_needs_no_spaces(void **state)
{
    gk_string html = {0};
    gk_string_add(&html, "<html><p>");
    for (int i = 0; i < 100; i++) gk_string_add(&html, "营");
    gk_string_add(&html, "。</p>");
    gk_document *d = read_page(state, html.data);
    assert_int_equal(d->pages[0].line_count, 2);
    assert_int_equal(strcspn(d->pages[0].text, "\n"), 55 * 3);
    gk_document_free(d);
    gk_string_free(&html);
}

static void lists_have_their_marks(void **state)
{
    expect_text(state,
                "<html><ul><li>one<li>two<ul><li>three</ul></ul>"
                "<ol start=3><li>c<li>d</ol><ol type=a><li>x<li>y</ol><ol type=i><li>p<li>q</ol>",
                "\xE2\x80\xA2 one\n\xE2\x80\xA2 two\n\n  \xE2\x80\xA2 three\n\n3. c\n4. d\n\n"
                "a. x\nb. y\n\ni. p\nii. q\n");
}

static void preformatted_text_is_kept_as_it_is(void **state)
{
    expect_text(state, "<html><pre>\n  a   b\n\tc\n\nd  \n</pre>", "  a   b\n        c\n\nd\n");
}

static void what_is_hidden_is_not_shown(void **state)
{
    expect_text(state,
                "<html><head><title>T</title><style>p {}</style></head><body>"
                "<script>if (a < b) '<p>no</p>';</script><div style='display: none'>no</div>"
                "<p hidden>no<p>shown<!-- no --><span style='visibility:hidden'>no</span>",
                "shown\n");
}

static void boxes_and_bullets_of_symbol_fonts_are_characters(void **state)
{
    expect_text(state, "<html><p><font face=\"Wingdings\">&#254; o</font> \xEF\x82\xB7 a",
                "\xE2\x98\x91 \xE2\x98\x90 \xE2\x80\xA2 a\n");
}

static void a_footnote_mark_does_not_join_the_figure_before_it(void **state)
{
    expect_text(state, "<html><p>It was 1,234<sup>1</sup> in sales<sup>(2)</sup>, 10<sup>th</sup>.",
                "It was 1,234 1 in sales (2), 10th.\n");
}

/* ---- encodings ----------------------------------------------------------------------------- */

static void pages_of_all_encodings_are_read(void **state)
{
    static const struct {
        const char *bytes, *text;
    } pages[] = {
        {"<html><meta charset=gb2312><p>\xD3\xAA\xD2\xB5\xCA\xD5\xC8\xEB", "营业收入\n"},
        {"<html><p>\xD3\xAA\xD2\xB5\xCA\xD5\xC8\xEB\xD3\xAA\xD2\xB5\xCA\xD5\xC8\xEB",
         "营业收入营业收入\n"},
        {"<html><p>Smith\x92s caf\xE9 and more of it", "Smith’s café and more of it\n"},
        {"<html><meta charset=iso-8859-1><p>\x93x\x94", "“x”\n"},
        {"<?xml version='1.0' encoding='ASCII'?><html xmlns=\"http://www.w3.org/1999/xhtml\">"
         "<body><p>&#8217;</p></body></html>",
         "’\n"},
        {"\xEF\xBB\xBF<html><p>café", "café\n"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        expect_text(state, pages[i].bytes, pages[i].text);
    gk_document *d = read_bytes(*state, "a.htm", "\xFF\xFE<\0h\0t\0m\0l\0>\0x\0", 16);
    assert_string_equal(d->pages[0].text, "x\n");
    gk_document_free(d);
}

/* ---- tables -------------------------------------------------------------------------------- */

static void split_cells_are_one_and_figures_stand_in_columns(void **state)
{
    expect_text(state,
                "<html><table>"
                "<tr><td></td><td colspan=3>2024</td><td></td><td colspan=3>2023</td></tr>"
                "<tr><td>Net sales</td><td>$</td><td>1,234</td><td></td><td>&nbsp;</td>"
                "<td>$</td><td>15</td><td></td></tr>"
                "<tr><td>Cost of sales</td><td></td><td>(1,100</td><td>)</td><td></td>"
                "<td></td><td>&#8212;</td><td></td></tr>"
                "<tr><td></td><td></td><td></td><td></td><td></td><td></td><td></td><td></td></tr>"
                "<tr><td>Margin</td><td colspan=2>10.9</td><td>%</td><td></td>"
                "<td colspan=2>7.0</td><td>%</td></tr>"
                "</table>",
                "                     2024     2023\n"
                "Net sales       $ 1,234     $ 15\n"
                "Cost of sales    (1,100)       —\n"
                "Margin             10.9 %    7.0 %\n");
}

static void headings_over_several_columns_stand_in_their_middle(void **state)
{
    expect_text(state,
                "<html><table><tr><th rowspan=2>(in millions)</th>"
                "<th colspan=2>Three Months Ended March 31,</th><th colspan=2>Six Months</th></tr>"
                "<tr><th>2024</th><th>2023</th><th>2024</th><th>2023</th></tr>"
                "<tr><td>Net sales</td><td>11,234</td><td>9,876</td><td>21,000</td><td>19,000</td>"
                "</tr><tr><td style='padding-left:10pt'>Products</td><td>1</td><td>2</td><td>3</td>"
                "<td>4</td></tr></table>",
                "                Three Months Ended\n"
                "                    March 31,          Six Months\n"
                "(in millions)       2024      2023     2024     2023\n"
                "Net sales         11,234     9,876   21,000   19,000\n"
                "  Products             1         2        3        4\n");
}

static void a_footnote_mark_behind_a_figure_is_left_out(void **state)
{
    expect_text(state,
                "<html><table><tr><td>Sales<sup>1</sup></td><td>81</td><td><sup>3</sup></td></tr>"
                "<tr><td>Costs</td><td>70<sup>(2)</sup></td></tr>"
                "<tr><td>Taxes</td><td>1</td></tr></table>",
                "Sales 1   81\nCosts     70\nTaxes      1\n");
}

static void a_table_of_bullets_reads_as_a_list(void **state)
{
    expect_text(state,
                "<html><table><tr><td>&#8226;</td><td>The first point.</td></tr>"
                "<tr><td>&#8226;</td><td>The second one.</td></tr></table>"
                "<table><tr><td><p>A frame<p>of paragraphs</td></tr></table>",
                "\xE2\x80\xA2 The first point.\n\xE2\x80\xA2 The second one.\n\nA frame\n\n"
                "of paragraphs\n");
}

static void a_table_within_a_frame_keeps_its_columns(void **state)
{
    expect_text(state,
                "<html><table><tr><td>Left of it</td><td><table><tr><td>a</td><td>1</td></tr>"
                "<tr><td>bb</td><td>22</td></tr><tr><td>c</td><td>3</td></tr></table></td></tr>"
                "</table>",
                "Left of it\n\na     1\nbb   22\nc     3\n");
}

static void rows_that_old_pages_do_not_close_are_rows(void **state)
{
    expect_text(state,
                "<HTML><TABLE><TR><TD><TR><TD><TR><TD>Sales<TD>5<TR><TD>Costs<TD>4<TR><TD>Tax<TD>1"
                "</TABLE>",
                "Sales   5\nCosts   4\nTax     1\n");
}

/* ---- places -------------------------------------------------------------------------------- */

static void page_breaks_make_pages(void **state)
{
    gk_document *d = read_page(
        state, "<html><p>one<p style='page-break-before:always'>two<hr style='page-break-after: "
               "always'><p>three<!-- PAGEBREAK -->four<PAGE>five<div style='break-before:page'>"
               "</div><p style='page-break-before:always'>six");
    const char *const texts[] = {"one\n", "two\n", "three\n", "four\n", "five\n", "six\n"};
    assert_int_equal(d->page_count, 6);
    for (size_t i = 0; i < 6; i++) assert_string_equal(d->pages[i].text, texts[i]);
    gk_document_free(d);
}

static void a_page_is_named_by_the_item_that_governs_it(void **state)
{
    gk_document *d = read_page(
        state,
        "<html><p>Cover<p><a href='#i'><b>Item 1. Business</b></a><p style='page-break-before:"
        "always'><b>PART I</b><p><b>Item 1.</b><p><b>Business</b><p>text"
        "<p style='page-break-before:always'>more<p><b>Item 9A(T). Controls</b><p>x"
        "<p style='page-break-before:always'>y");
    assert_int_equal(d->page_count, 4);
    assert_string_equal(d->pages[1].label, "Item 1. Business");
    assert_string_equal(d->pages[2].label, "Item 9A(T). Controls");
    assert_string_equal(d->pages[3].label, "Item 9A(T). Controls");
    gk_document_free(d);
}

static void without_breaks_headings_begin_pages_of_a_sensible_size(void **state)
{
    gk_string html = {0};
    gk_string_add(&html, "<html>");
    for (int h = 1; h <= 6; h++) {
        gk_string_addf(&html, "<h2>Heading %d</h2>", h);
        for (int i = 0; i < (h == 6 ? 300 : 15); i++) gk_string_add(&html, "<p>A line.");
    }
    gk_document *d = read_page(state, html.data);
    assert_true(d->page_count >= 8);
    assert_string_equal(d->pages[0].label, "Heading 1");
    assert_string_equal(d->pages[1].label, "Heading 2");
    assert_string_equal(d->pages[5].label, "Heading 6");
    for (size_t i = 0; i < d->page_count; i++) {
        assert_true(d->pages[i].line_count <= 200);
        assert_true(i + 1 == d->page_count || d->pages[i].line_count >= 20);
    }
    gk_document_free(d);
    gk_string_free(&html);
}

/* ---- recognising --------------------------------------------------------------------------- */

static void a_page_is_known_by_its_content(void **state)
{
    static const char *const pages[] = {
        "<html><p>x",
        "\n <!DOCTYPE html><p>x",
        "<HTML\n><BODY>x",
        "<p>x</p>",
        "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        "<DOCUMENT>\n<TYPE>EX-99.1\n<TEXT>\n<html>x</html>\n</TEXT>\n</DOCUMENT>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        expect_run("--kind", world_file(*state, "data.bin", pages[i], strlen(pages[i])), NULL, 0,
                   "html\n", "");
    static const char *const others[] = {
        "<?xml version=\"1.0\"?><rows><row><![CDATA[<html><body>x</body></html>]]></row></rows>",
        "a < b and <html>", "<row/>"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_run("--kind", world_file(*state, "data.bin", others[i], strlen(others[i])), NULL, 0,
                   "unknown: unknown kind (.bin)\n", "");
    /* Markdown may begin with a tag. */
    const char markdown[] = "<p align=\"center\">x</p>\n\n# Title\n";
    expect_run("--kind", world_file(*state, "data.md", markdown, strlen(markdown)), NULL, 0,
               "markdown\n", "");
}

static void edgars_wrapper_is_no_text(void **state)
{
    gk_document *d = read_page(state, "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>a.htm\n"
                                      "<TEXT>\n<html><title> Third \n quarter</title><p>Net sales "
                                      "rose.</html>\n</TEXT>\n</DOCUMENT>\n");
    assert_string_equal(d->title, "Third quarter");
    assert_string_equal(d->pages[0].text, "Net sales rose.\n");
    gk_document_free(d);
}

static void a_page_without_text_is_refused(void **state)
{
    expect_refusal(*state, "a.htm", "<html><p>&nbsp;</html>", 22, GK_INPUT,
                   "is a page without text");
}

/* ---- harm ---------------------------------------------------------------------------------- */

/* before, then part so many times, then after. */
static gk_document *read_repeated(void **state, const char *before, const char *part, int times,
                                  const char *after)
{
    gk_string html = {0};
    gk_string_add(&html, before);
    for (int i = 0; i < times; i++) gk_string_add(&html, part);
    gk_string_add(&html, after);
    gk_document *d = read_page(state, html.data);
    gk_string_free(&html);
    return d;
}

static void elements_within_elements_without_end_are_read(void **state)
{
    static const struct {
        const char *part, *after;
    } nests[] = {{"<div>", "x"},
                 {"<b><div><table><tr><td>", "x"},
                 {"<ol><li>", "x"},
                 {"<i>", "x</zzz></zzz></zzz>"},
                 {"<ix:nonNumeric name='a' contextRef='c' escape='true'>", "x"}};
    for (size_t i = 0; i < sizeof nests / sizeof *nests; i++) {
        gk_document *d = read_repeated(state, "<html>", nests[i].part, 100000, nests[i].after);
        const char *text = d->pages[d->page_count - 1].text;
        assert_true(gk_ends_with(text, "x\n"));
        gk_document_free(d);
    }
}

static void tables_that_lie_about_their_size_are_read(void **state)
{
    gk_document *d = read_repeated(state, "<html><table>",
                                   "<tr><td colspan=1000000000 rowspan=1000000000>a<td "
                                   "rowspan=-5 colspan=0>1</tr>",
                                   5000, "</table>");
    assert_non_null(strstr(d->pages[0].text, "a"));
    gk_document_free(d);
    d = read_repeated(state, "<html><table><tr>", "<td>a", 100000, "</table>");
    gk_document_free(d);
}

static void a_wide_label_does_not_widen_every_row(void **state)
{
    gk_string html = {0};
    gk_string_add(&html, "<html><table><tr><td>");
    for (int i = 0; i < 100000; i++) gk_string_add(&html, "word ");
    gk_string_add(&html, "<td>5</tr>");
    for (int i = 0; i < 1000; i++) gk_string_add(&html, "<tr><td>a<td>1</tr>");
    gk_document *d = read_page(state, html.data);
    size_t bytes = 0;
    for (size_t i = 0; i < d->page_count; i++) bytes += d->pages[i].length;
    assert_true(bytes < 1000000);
    gk_document_free(d);
    gk_string_free(&html);
}

static void entities_that_a_file_declares_are_not_expanded(void **state)
{
    expect_text(state,
                "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>"
                "<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&b; &x;</p></body></html>",
                "&b; &x;\n");
}

/* Every beginning of a page is read, or refused with a reason. */
static void truncated_pages_are_read_as_far_as_they_go(void **state)
{
    const char page[] = "<html xmlns:ix='http://www.xbrl.org/2013/inlineXBRL'><body><!-- c --><p "
                        "a='b'>x &amp; y<table><tr><td>1<td>2<![CDATA[z]]></table><script>s</scri";
    for (size_t n = 6; n < strlen(page); n += 3) {
        gk_document *d = NULL;
        gk_error err = {0};
        gk_status status = gk_reader_run(world_file(*state, "a.htm", page, n), &d, &err);
        assert_true(status == GK_OK || strcmp(err.message, "is a page without text") == 0);
        gk_document_free(d);
    }
}

static void garbage_behind_a_tag_is_read_as_something(void **state)
{
    enum { SIZE = 200000 };
    char *bytes = gk_alloc(SIZE);
    gk_random random = gk_random_start(7);
    for (size_t i = 0; i < SIZE; i++) bytes[i] = (char)gk_random_next(&random);
    memcpy(bytes, "<html>", 6);
    gk_document *d = read_bytes(*state, "a.htm", bytes, SIZE);
    assert_true(d->page_count > 0);
    gk_document_free(d);
    gk_free(bytes);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(paragraphs_stand_apart_and_lines_follow_one_another),
        test(entities_and_old_numbers_are_characters),
        test(a_long_paragraph_is_wrapped_at_words),
        test(chinese_counts_two_columns_and_needs_no_spaces),
        test(lists_have_their_marks),
        test(preformatted_text_is_kept_as_it_is),
        test(what_is_hidden_is_not_shown),
        test(boxes_and_bullets_of_symbol_fonts_are_characters),
        test(a_footnote_mark_does_not_join_the_figure_before_it),
        test(pages_of_all_encodings_are_read),
        test(split_cells_are_one_and_figures_stand_in_columns),
        test(headings_over_several_columns_stand_in_their_middle),
        test(a_footnote_mark_behind_a_figure_is_left_out),
        test(a_table_of_bullets_reads_as_a_list),
        test(a_table_within_a_frame_keeps_its_columns),
        test(rows_that_old_pages_do_not_close_are_rows),
        test(page_breaks_make_pages),
        test(a_page_is_named_by_the_item_that_governs_it),
        test(without_breaks_headings_begin_pages_of_a_sensible_size),
        test(a_page_is_known_by_its_content),
        test(edgars_wrapper_is_no_text),
        test(a_page_without_text_is_refused),
        test(elements_within_elements_without_end_are_read),
        test(tables_that_lie_about_their_size_are_read),
        test(a_wide_label_does_not_widen_every_row),
        test(entities_that_a_file_declares_are_not_expanded),
        test(truncated_pages_are_read_as_far_as_they_go),
        test(garbage_behind_a_tag_is_read_as_something),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
