/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that were made, or broken, to do harm: each ends as one failed file with one line of
 * reason, within seconds and in bounded memory. A broken PDF may also be read as far as it goes.
 */
#include "package.h"
#include "tiny_pdf.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#if defined(__SANITIZE_ADDRESS__) || defined(GK_COVERAGE)
enum { PLAIN = 0, DAMAGED = 60 };
#else
enum { PLAIN = 1, DAMAGED = 1000 };
#endif

static const double SECONDS = 30; /* generous for two slow cores under load; a hang takes forever */
static const size_t OUTPUT = (size_t)64 << 20;

/* What went wrong with a run, for a person, or NULL. */
static const char *run_once(const char *path, bool must_fail, char reason[256])
{
    const char *argv[] = {getenv("GOSHAWK_READ"), "--", path, NULL};
    gk_process_result r;
    if (gk_process_run(argv, SECONDS, OUTPUT, &r, NULL) != GK_OK) return "hangs or never ends";
    const char *wrong = NULL;
    gk_document *d = NULL;
    snprintf(reason, 256, "%s", r.errors);
    if (r.exit_code > 128)
        wrong = "crashes";
    else if (r.exit_code == 0 && must_fail)
        wrong = "is read";
    else if (r.exit_code == 0 && gk_document_parse(r.out, r.size, &d, NULL) != GK_OK)
        wrong = "gives a stream that cannot be read";
    else if (r.exit_code != 0 && (r.exit_code != 3 || !r.errors[0] || strchr(r.errors, '\n')))
        wrong = "fails without one line of reason";
    gk_document_free(d);
    gk_process_result_free(&r);
    return wrong;
}

static void expect_failure(const char *path, const char *reason)
{
    char got[256];
    const char *wrong = run_once(path, true, got);
    if (wrong) fail_msg("%s %s", path, wrong);
    assert_string_equal(got, reason);
}

/* The most memory that any child had so far. */
static void expect_bounded_memory(void)
{
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
    if (PLAIN && used.ru_maxrss > 300L << 10) fail_msg("a child had %ld KiB", used.ru_maxrss);
}

/* ---- damaged PDFs --------------------------------------------------------------------------- */

typedef struct damage {
    const char *folder, *bytes;
    size_t size;
    const char *wrong[DAMAGED];
} damage;

/* Even ones are cut off, odd ones have flipped bits: as many as 64. */
static void damage_one(void *ctx, size_t i)
{
    damage *d = ctx;
    gk_random random = gk_random_start(i + 1);
    size_t size = d->size;
    char *copy = gk_alloc(size), reason[256];
    memcpy(copy, d->bytes, size);
    if (i % 2 == 0)
        size = 1024 + gk_random_below(&random, size - 1024);
    else
        for (size_t n = (size_t)1 << gk_random_below(&random, 7); n > 0; n--)
            copy[gk_random_below(&random, size)] ^= (char)(1 << gk_random_below(&random, 8));
    char *path = gk_format("%s/%zu.pdf", d->folder, i);
    if (gk_file_write(path, copy, size, NULL) != GK_OK)
        d->wrong[i] = "cannot be written";
    else
        d->wrong[i] = run_once(path, false, reason);
    unlink(path);
    gk_free(path);
    gk_free(copy);
}

static void expect_all_survive(world *w, const char *bytes, size_t size)
{
    damage *d = gk_alloc(sizeof *d);
    *d = (damage){.folder = w->folder, .bytes = bytes, .size = size};
    gk_parallel(0, DAMAGED, damage_one, d);
    for (size_t i = 0; i < DAMAGED; i++)
        if (d->wrong[i]) fail_msg("damaged PDF %zu %s", i, d->wrong[i]);
    gk_free(d);
    expect_bounded_memory();
}

static void damaged_real_pdfs_are_read_as_far_as_they_go(void **state)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_format("%s/filings/pdf/COSTCO_2023_8K_dated-2023-08-16.pdf",
                           data ? data : GK_SOURCE_DIR "/../shared/data");
    char *bytes;
    size_t size;
    gk_status status = gk_file_read(path, &bytes, &size, NULL);
    gk_free(path);
    if (status != GK_OK) {
        print_message("skipped: no shared data\n");
        skip();
    }
    expect_all_survive(*state, bytes, size);
    gk_free(bytes);
}

/* The same without any data: lines of text over a few pages. */
static void damaged_pdfs_are_read_as_far_as_they_go(void **state)
{
    gk_string content = {0};
    for (int i = 0; i < 20; i++)
        tiny_text(&content, 72, 720 - 20 * i, 10, "Net sales  1,204  1,075");
    const char *pages[] = {content.data, content.data, content.data};
    gk_string pdf = tiny_pdf_make(pages, 3, "Report", "");
    damage *d = gk_alloc(sizeof *d);
    *d = (damage){.folder = ((world *)*state)->folder, .bytes = pdf.data, .size = pdf.length};
    gk_parallel(0, 40, damage_one, d);
    for (size_t i = 0; i < 40; i++)
        if (d->wrong[i]) fail_msg("damaged PDF %zu %s", i, d->wrong[i]);
    gk_free(d);
    gk_string_free(&content);
    gk_string_free(&pdf);
}

/* ---- what is no document -------------------------------------------------------------------- */

static void four_gigabytes_of_zeros_are_no_pdf(void **state)
{
    const char *path = world_file(*state, "zeros.pdf", "", 0);
    assert_int_equal(truncate(path, (off_t)4 << 30), 0);
    double start = gk_seconds();
    expect_failure(path, "is not a PDF: it does not begin with %PDF-");
    assert_true(gk_seconds() - start < 10);
    expect_bounded_memory();
}

static void an_empty_file_a_pipe_and_a_folder_are_refused(void **state)
{
    world *w = *state;
    expect_failure(world_file(w, "empty.pdf", "", 0), "is empty (0 bytes)");
    expect_failure(world_file(w, "empty.txt", "", 0), "is empty (0 bytes)");
    expect_failure(world_file(w, "empty.docx", "", 0), "is empty (0 bytes)");
    expect_failure(w->folder, "is not a regular file");
    unlink(w->path);
    assert_int_equal(mkfifo(w->path, 0600), 0);
    expect_failure(w->path, "is not a regular file");
}

/* ---- bombs ---------------------------------------------------------------------------------- */

static package start_docx(world *w)
{
    package p = package_start(w, "bomb.docx");
    package_main(&p, "word/document.xml", "wordprocessingml.document");
    return p;
}

static void a_flat_bomb_of_paragraphs_is_refused(void **state)
{
    static const char again[] = "<w:p/><w:p/><w:p/><w:p/><w:p/><w:p/><w:p/><w:p/><w:p/><w:p/>";
    package p = start_docx(*state);
    package_repeat(&p, "word/document.xml", "<w:document xmlns:w=\"w\"><w:body>", again,
                   sizeof again - 1, 600000, "</w:body></w:document>");
    expect_failure(package_end(&p), "word/document.xml unpacks to more than 400 times its size");
    expect_bounded_memory();
}

static void a_flat_bomb_of_rows_is_refused(void **state)
{
    static const char again[] = "<row/><row/><row/><row/><row/><row/><row/><row/><row/><row/>";
    package p = package_start(*state, "bomb.xlsx");
    package_main(&p, "xl/workbook.xml", "spreadsheetml.sheet");
    package_relations(&p, "xl/_rels/workbook.xml.rels",
                      (const char *const[]){"r1", "worksheet", "sheet.xml", NULL});
    package_part(
        &p, "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>");
    package_repeat(&p, "xl/sheet.xml", "<worksheet><sheetData>", again, sizeof again - 1, 600000,
                   "</sheetData></worksheet>");
    expect_failure(package_end(&p), "xl/sheet.xml unpacks to more than 400 times its size");
    expect_bounded_memory();
}

/* Zeros packed, and the package of these packed again as the document. */
static void a_nested_bomb_is_refused(void **state)
{
    world *w = *state;
    char *zeros = gk_alloc(1 << 16), *inner;
    size_t size;
    package p = package_start(w, "inner.zip");
    package_repeat(&p, "zeros", "", zeros, 1 << 16, 256, "");
    assert_int_equal(gk_file_read(package_end(&p), &inner, &size, NULL), GK_OK);
    p = start_docx(w);
    package_repeat(&p, "word/document.xml", "", inner, size, 1, "");
    expect_failure(package_end(&p), "is damaged: word/document.xml is not well-formed XML");
    gk_free(inner);
    gk_free(zeros);
}

static void billion_laughs_are_refused(void **state)
{
    gk_string s = {0};
    gk_string_add(&s, "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a0 \"ha\">");
    for (int i = 1; i <= 9; i++) {
        gk_string_addf(&s, "<!ENTITY a%d \"", i);
        for (int k = 0; k < 10; k++) gk_string_addf(&s, "&a%d;", i - 1);
        gk_string_add(&s, "\">");
    }
    gk_string_add(&s, "]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
                      "</w:body></w:document>");
    package p = start_docx(*state);
    package_part(&p, "word/document.xml", s.data);
    expect_failure(package_end(&p), "is refused: word/document.xml declares a document type");
    expect_bounded_memory();
    gk_string_free(&s);
}

/* A part that names a file of the machine as an entity. */
static void a_part_cannot_ask_for_other_files(void **state)
{
    package p = start_docx(*state);
    package_part(&p, "word/document.xml",
                 "<!DOCTYPE d SYSTEM \"file:///etc/hostname\" [<!ENTITY e SYSTEM "
                 "\"file:///etc/passwd\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&e;"
                 "</w:t></w:r></w:p></w:body></w:document>");
    expect_failure(package_end(&p), "is refused: word/document.xml declares a document type");
}

static void xml_of_a_hundred_thousand_levels_is_refused(void **state)
{
    static const char *const elements[] = {"w:sdt", "w:r", "w:tbl"};
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        gk_string s = {0};
        gk_string_add(&s, "<w:document xmlns:w=\"w\"><w:body><w:p>");
        for (int k = 0; k < 100000; k++) gk_string_addf(&s, "<%s>", elements[i]);
        for (int k = 0; k < 100000; k++) gk_string_addf(&s, "</%s>", elements[i]);
        gk_string_add(&s, "</w:p></w:body></w:document>");
        package p = start_docx(*state);
        package_part(&p, "word/document.xml", s.data);
        gk_string_free(&s);
        expect_failure(package_end(&p), "is damaged: word/document.xml is not well-formed XML");
    }
    expect_bounded_memory();
}

/* Shapes that lie in one another, styles that are based on one another. */
static void circles_end(void **state)
{
    package p = start_docx(*state);
    package_relations(&p, "word/_rels/document.xml.rels",
                      (const char *const[]){"r1", "styles", "styles.xml", NULL});
    package_part(&p, "word/styles.xml",
                 "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/>"
                 "</w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style>"
                 "</w:styles>");
    package_part(&p, "word/document.xml",
                 "<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr>"
                 "<w:r><w:t>Text</w:t></w:r></w:p></w:body></w:document>");
    gk_document *d = read_file(package_end(&p));
    assert_string_equal(d->pages[0].text, "Text\n");
    gk_document_free(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(damaged_real_pdfs_are_read_as_far_as_they_go),
        TEST(damaged_pdfs_are_read_as_far_as_they_go),
        TEST(four_gigabytes_of_zeros_are_no_pdf),
        TEST(an_empty_file_a_pipe_and_a_folder_are_refused),
        TEST(a_flat_bomb_of_paragraphs_is_refused),
        TEST(a_flat_bomb_of_rows_is_refused),
        TEST(a_nested_bomb_is_refused),
        TEST(billion_laughs_are_refused),
        TEST(a_part_cannot_ask_for_other_files),
        TEST(xml_of_a_hundred_thousand_levels_is_refused),
        TEST(circles_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
