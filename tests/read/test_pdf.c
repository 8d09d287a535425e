/* SPDX-License-Identifier: Apache-2.0
 *
 * PDFs through goshawk-read: small ones made here, broken ones, pictures of pages.
 */
#include "tiny_pdf.h"
#include "world.h"

/* A page with a heading and a table of two rows. */
static char *table_page(void)
{
    gk_string content = {0};
    tiny_text(&content, 72, 720, 12, "Statement of Cash Flows");
    tiny_text(&content, 72, 696, 10, "Net income");
    tiny_text(&content, 300, 696, 10, "$");
    tiny_text(&content, 330, 696, 10, "5,363");
    tiny_text(&content, 72, 682, 10, "Purchases of plant");
    tiny_text(&content, 327, 682, 10, "\\(1,577\\)");
    return gk_string_take(&content);
}

static gk_string table_pdf(const char *page_entries)
{
    char *content = table_page();
    const char *pages[] = {content, "", content};
    gk_string pdf = tiny_pdf_make(pages, 3, "Annual  Report", page_entries);
    gk_free(content);
    return pdf;
}

static const char table_text[] = "Statement of Cash Flows\n"
                                 "\n"
                                 "Net income                                   $     5,363\n"
                                 "Purchases of plant                                (1,577)\n";

static void a_page_is_read_as_it_is_laid_out(void **state)
{
    gk_string pdf = table_pdf("");
    gk_document *d = read_bytes(*state, "report.pdf", pdf.data, pdf.length);
    assert_string_equal(d->format, "pdf");
    assert_string_equal(d->title, "Annual Report");
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[0].text, table_text);
    assert_float_equal(d->pages[0].width, 612, 0);
    assert_float_equal(d->pages[0].height, 792, 0);
    /* The second row: its base line is 110 points from the top. */
    const gk_box *row = &d->pages[0].boxes[3];
    assert_float_equal(row->x0, 72, 0.5);
    assert_true(row->y0 > 98 && row->y0 < 106 && row->y1 > 110 && row->y1 < 115);
    gk_document_free(d);
    gk_string_free(&pdf);
}

static void a_page_without_text_stays_as_an_empty_page(void **state)
{
    gk_string pdf = table_pdf("");
    gk_document *d = read_bytes(*state, "report.pdf", pdf.data, pdf.length);
    assert_string_equal(d->pages[1].text, "");
    assert_int_equal(d->pages[1].line_count, 0);
    assert_string_equal(d->pages[2].text, table_text);
    gk_document_free(d);
    gk_string_free(&pdf);
}

static void a_scan_is_a_document_of_empty_pages(void **state)
{
    /* An image of one black dot drawn over the page. */
    const char *pages[] = {"q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x01 EI Q"};
    gk_string pdf = tiny_pdf_make(pages, 1, "", "");
    gk_document *d = read_bytes(*state, "scan.pdf", pdf.data, pdf.length);
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].text, "");
    assert_float_equal(d->pages[0].height, 792, 0);
    gk_document_free(d);
    gk_string_free(&pdf);
}

static void rotated_pages_come_out_upright(void **state)
{
    /* The content is turned against the page's own rotation, as landscape tables are. */
    char *content = table_page();
    char *turned = gk_format("q 0 1 -1 0 792 0 cm\n%s Q", content);
    const char *pages[] = {turned};
    gk_string pdf = tiny_pdf_make(pages, 1, "", "/Rotate 90");
    gk_document *d = read_bytes(*state, "a.pdf", pdf.data, pdf.length);
    assert_string_equal(d->pages[0].text, table_text);
    assert_float_equal(d->pages[0].width, 792, 0);
    assert_float_equal(d->pages[0].height, 612, 0);
    gk_document_free(d);
    gk_string_free(&pdf);
    /* The same without /Rotate: the page lies on its side and its text is read all the same. */
    pdf = tiny_pdf_make(pages, 1, "", "");
    d = read_bytes(*state, "a.pdf", pdf.data, pdf.length);
    assert_string_equal(d->pages[0].text, table_text);
    assert_float_equal(d->pages[0].width, 612, 0);
    gk_document_free(d);
    gk_string_free(&pdf);
    gk_free(turned);
    gk_free(content);
}

static void a_pdf_is_known_by_its_first_bytes_whatever_its_name(void **state)
{
    gk_string pdf = table_pdf("");
    gk_string with_rubbish = {0};
    gk_string_add(&with_rubbish, "HTTP/1.1 200 OK\n\n");
    gk_string_append(&with_rubbish, pdf.data, pdf.length);
    gk_document *d = read_bytes(*state, "download.txt", with_rubbish.data, with_rubbish.length);
    assert_string_equal(d->format, "pdf");
    assert_string_equal(d->pages[0].text, table_text);
    gk_document_free(d);
    gk_string_free(&with_rubbish);
    gk_string_free(&pdf);
}

static void files_that_are_no_pdf_say_what_is_wrong(void **state)
{
    expect_refusal(*state, "a.pdf", "", 0, GK_INPUT, "is empty (0 bytes)");
    expect_refusal(*state, "a.PDF", "<html>", 6, GK_INPUT,
                   "is not a PDF: it does not begin with %PDF-");
    expect_refusal(*state, "a.pdf", "%PDF-1.4\nnothing follows\n", 25, GK_INPUT,
                   "is a damaged PDF: no table of objects can be found in it");
}

static void a_pdf_without_pages_is_refused(void **state)
{
    gk_string pdf = tiny_pdf_make(NULL, 0, "", "");
    expect_refusal(*state, "a.pdf", pdf.data, pdf.length, GK_INPUT, "is a PDF without pages");
    gk_string_free(&pdf);
}

static void a_pdf_with_a_password_is_refused(void **state)
{
    (void)state;
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status status = gk_reader_run(GK_SOURCE_DIR "/tests/read/data/encrypted.pdf", &d, &err);
    assert_string_equal(err.message,
                        "is encrypted and needs a password: add a copy saved without one");
    assert_int_equal(status, GK_INPUT);
}

static void a_truncated_pdf_never_crashes_the_reader(void **state)
{
    gk_string pdf = table_pdf("");
    for (size_t n = 0; n < pdf.length; n += 61) {
        gk_document *d = NULL;
        gk_error err = {0};
        gk_status status = gk_reader_run(world_file(*state, "a.pdf", pdf.data, n), &d, &err);
        if (status == GK_OK)
            assert_true(d->page_count > 0);
        else if (status != GK_INPUT || strstr(err.message, "crash") || !err.message[0] ||
                 strchr(err.message, '\n'))
            fail_msg("cut at %zu: status %d, \"%s\"", n, status, err.message);
        gk_document_free(d);
    }
    gk_string_free(&pdf);
}

static void standard_error_carries_nothing_where_a_broken_page_is_read(void **state)
{
    /* poppler complains about the operators and the font; a person need not read that. */
    const char *pages[] = {
        "BT /Nowhere 12 Tf 72 700 Td (a) Tj ET (unbalanced ET Q Q Q 1 2 3 nonsense"};
    gk_string pdf = tiny_pdf_make(pages, 1, "", "");
    gk_process_result result = run_reader(world_file(*state, "a.pdf", pdf.data, pdf.length), NULL,
                                          NULL);
    assert_string_equal(result.errors, "");
    assert_int_equal(result.exit_code, 0);
    gk_process_result_free(&result);
    gk_string_free(&pdf);
}

/* A big-endian number of a PNG's header. */
static unsigned header_number(const unsigned char *p)
{
    return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

static void a_page_is_drawn_at_the_size_that_is_asked_for(void **state)
{
    gk_string pdf = table_pdf("");
    const char *path = world_file(*state, "a.pdf", pdf.data, pdf.length);
    unsigned char *png = NULL;
    size_t size = 0;
    gk_error err = {0};
    gk_status status = gk_reader_draw(path, 3, 144, &png, &size, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    assert_true(size > 100);
    assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(header_number(png + 16), 1224);
    assert_int_equal(header_number(png + 20), 1584);
    gk_free(png);
    gk_string_free(&pdf);
}

static void a_page_that_cannot_be_drawn_says_why(void **state)
{
    gk_string pdf = table_pdf("");
    const char *path = world_file(*state, "a.pdf", pdf.data, pdf.length);
    unsigned char *png = NULL;
    size_t size = 0;
    gk_error err = {0};
    assert_int_equal(gk_reader_draw(path, 4, 72, &png, &size, &err), GK_INPUT);
    assert_string_equal(err.message, "has no page 4: it has 3");
    assert_int_equal(gk_reader_draw(path, 1, 3000, &png, &size, &err), GK_INVALID);
    assert_null(png);
    path = world_file(*state, "a.txt", "text", 4);
    assert_int_equal(gk_reader_draw(path, 1, 72, &png, &size, &err), GK_INPUT);
    assert_string_equal(err.message, "a file of kind text has no pictures");
    gk_string_free(&pdf);
}

static void a_page_that_is_too_large_is_not_drawn(void **state)
{
    const char *pages[] = {""};
    gk_string pdf = tiny_pdf_make(pages, 1, "", "");
    char *box = strstr(pdf.data, "[0 0 612 792]"); /* same length, so the offsets stay right */
    memcpy(box, "[0 0 99999 9]", 13);
    unsigned char *png = NULL;
    size_t size = 0;
    gk_error err = {0};
    const char *path = world_file(*state, "a.pdf", pdf.data, pdf.length);
    assert_int_equal(gk_reader_draw(path, 1, 300, &png, &size, &err), GK_INPUT);
    assert_string_equal(err.message, "the page is too large to draw at 300 dpi: use fewer");
    gk_string_free(&pdf);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_page_is_read_as_it_is_laid_out),
        test(a_page_without_text_stays_as_an_empty_page),
        test(a_scan_is_a_document_of_empty_pages),
        test(rotated_pages_come_out_upright),
        test(a_pdf_is_known_by_its_first_bytes_whatever_its_name),
        test(files_that_are_no_pdf_say_what_is_wrong),
        test(a_pdf_without_pages_is_refused),
        test(a_pdf_with_a_password_is_refused),
        test(a_truncated_pdf_never_crashes_the_reader),
        test(standard_error_carries_nothing_where_a_broken_page_is_read),
        test(a_page_is_drawn_at_the_size_that_is_asked_for),
        test(a_page_that_cannot_be_drawn_says_why),
        test(a_page_that_is_too_large_is_not_drawn),
    };
    return cmocka_run_group_tests_name("pdf", tests, NULL, NULL);
}
