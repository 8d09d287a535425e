/* SPDX-License-Identifier: Apache-2.0
 *
 * Text and Markdown through goshawk-read: pages, encodings, kinds.
 */
#include "world.h"

static void form_feeds_end_pages(void **state)
{
    const char text[] = "first\nline\f\nsecond\n\f";
    gk_document *d = read_bytes(*state, "a.txt", text, strlen(text));
    assert_string_equal(d->format, "text");
    assert_string_equal(d->title, "");
    assert_int_equal(d->page_count, 2);
    assert_string_equal(d->pages[0].text, "first\nline");
    assert_string_equal(d->pages[1].text, "\nsecond\n");
    assert_null(d->pages[0].boxes);
    gk_document_free(d);
}

static void white_space_behind_the_last_form_feed_is_no_page(void **state)
{
    gk_document *d = read_bytes(*state, "a.txt", "one\f \n\n", 7);
    assert_int_equal(d->page_count, 1);
    gk_document_free(d);
}

static void text_behind_the_last_form_feed_is_not_lost(void **state)
{
    gk_document *d = read_bytes(*state, "a.txt", "one\ftwo\fthree", 13);
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[2].text, "three");
    gk_document_free(d);
}

static void an_empty_page_between_form_feeds_keeps_its_number(void **state)
{
    gk_document *d = read_bytes(*state, "a.txt", "one\f\fthree\f", 11);
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[1].text, "");
    assert_string_equal(d->pages[2].text, "three");
    gk_document_free(d);
}

static void line_ends_of_all_systems_become_newlines(void **state)
{
    gk_document *d = read_bytes(*state, "a.TEXT",
                                "\xEF\xBB\xBF"
                                "a\r\nb\rc\r\n\nd",
                                13);
    assert_string_equal(d->pages[0].text, "a\nb\nc\n\nd");
    gk_document_free(d);
}

/* count lines "line N"; every tenth is blank. */
static gk_string long_text(int count)
{
    gk_string s = {0};
    for (int i = 1; i <= count; i++)
        if (i % 10)
            gk_string_addf(&s, "line %d\n", i);
        else
            gk_string_add(&s, "\n");
    return s;
}

static void a_text_of_two_hundred_lines_is_one_page(void **state)
{
    gk_string s = long_text(200);
    gk_document *d = read_bytes(*state, "a.txt", s.data, s.length);
    assert_int_equal(d->page_count, 1);
    assert_int_equal(d->pages[0].line_count, 200);
    gk_document_free(d);
    gk_string_free(&s);
}

static void a_longer_text_is_cut_at_blank_lines_and_loses_nothing(void **state)
{
    gk_string s = long_text(955), joined = {0};
    gk_document *d = read_bytes(*state, "a.txt", s.data, s.length);
    assert_int_equal(d->page_count, 10);
    for (size_t i = 0; i < d->page_count; i++) {
        if (i + 1 < d->page_count) {
            assert_int_equal(d->pages[i].line_count, 100);
            assert_true(gk_ends_with(d->pages[i].text, "9\n\n"));
        }
        gk_string_append(&joined, d->pages[i].text, d->pages[i].length);
    }
    assert_string_equal(joined.data, s.data);
    gk_string_free(&joined);
    gk_string_free(&s);
    gk_document_free(d);
}

static void a_long_text_without_blank_lines_is_cut_all_the_same(void **state)
{
    gk_string s = {0};
    for (int i = 0; i < 350; i++) gk_string_add(&s, "x\n");
    gk_document *d = read_bytes(*state, "a.txt", s.data, s.length);
    assert_int_equal(d->page_count, 4);
    assert_int_equal(d->pages[0].line_count, 100);
    assert_int_equal(d->pages[3].line_count, 50);
    gk_document_free(d);
    gk_string_free(&s);
}

static void paragraphs_in_one_line_each_count_as_several(void **state)
{
    gk_string s = {0};
    for (int i = 0; i < 60; i++) {
        for (int k = 0; k < 240; k++) gk_string_add(&s, "word ");
        gk_string_add(&s, "\n\n"); /* 1201 bytes are 11 lines, and a blank one */
    }
    gk_document *d = read_bytes(*state, "a.txt", s.data, s.length);
    assert_int_equal(d->page_count, 8);
    gk_document_free(d);
    gk_string_free(&s);
}

static void markdown_is_titled_by_its_first_heading(void **state)
{
    const char text[] = "intro\n\n#  Note  on\trates\n\n# Other\n";
    gk_document *d = read_bytes(*state, "a.MD", text, strlen(text));
    assert_string_equal(d->format, "markdown");
    assert_string_equal(d->title, "Note on rates");
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
    d = read_bytes(*state, "a.markdown", "no heading", 10);
    assert_string_equal(d->title, "");
    gk_document_free(d);
}

static void a_text_with_nothing_in_it_is_refused(void **state)
{
    expect_refusal(*state, "a.txt", "", 0, GK_INPUT, "is empty (0 bytes)");
    expect_refusal(*state, "a.md", " \n\f\n \xC2\xA0\n", 8, GK_INPUT,
                   "holds nothing but white space");
}

static void expect_text(world *w, const char *bytes, size_t size, const char *text)
{
    gk_document *d = read_bytes(w, "a.txt", bytes, size);
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
}

static void text_is_read_in_the_encoding_that_its_bytes_show(void **state)
{
    expect_text(*state, "caf\xE9\n", 5, "café\n");
    expect_text(*state, "\x93so\x94 \x80", 6, "“so” €");
    expect_text(*state, "\xFF\xFEh\0i\0\x60\x4F", 8, "hi你");
    expect_text(*state, "\xFE\xFF\0h\0i\x4F\x60", 8, "hi你");
    expect_text(*state, "\xB9\xF3\xD6\xDD\xC3\xA9\xCC\xA8 2019", 13, "贵州茅台 2019");
    /* GB18030's four bytes for U+3400 among common characters. */
    expect_text(*state, "\xB9\xF3\xD6\xDD\xC3\xA9\xCC\xA8\x81\x39\xEE\x39", 12, "贵州茅台㐀");
}

static void a_few_broken_bytes_do_not_change_the_encoding(void **state)
{
    gk_string s = {0};
    for (int i = 0; i < 30; i++) gk_string_add(&s, "茅台");
    gk_string_add(&s, "\xFF!");
    gk_document *d = read_bytes(*state, "a.txt", s.data, s.length);
    assert_true(gk_ends_with(d->pages[0].text, "茅台\xEF\xBF\xBD!"));
    gk_document_free(d);
    /* Cut off within a character. */
    expect_text(*state, "茅台\xE8\x8C", 8, "茅台\xEF\xBF\xBD\xEF\xBF\xBD");
    gk_string_free(&s);
}

static void bytes_of_no_encoding_are_named_by_their_offset(void **state)
{
    expect_refusal(*state, "a.txt", "ab\0c", 4, GK_INPUT, "is not text: a NUL byte at offset 2");
    expect_refusal(*state, "a.txt", "caf\xE9 \x81\x01\n", 8, GK_INPUT,
                   "is not text: byte 0x01 at offset 6 is of no known encoding");
    expect_refusal(*state, "a.txt", "\xFF\xFE\x80\xFA\0\0", 6, GK_INPUT,
                   "is not text: a NUL byte at offset 3");
}

static void an_unknown_kind_is_named(void **state)
{
    expect_refusal(*state, "a.xlsx", "PK", 2, GK_NOT_FOUND, "unknown kind (.xlsx)");
    expect_refusal(*state, "README", "a\0b\1", 4, GK_NOT_FOUND, "unknown kind (no extension)");
    expect_refusal(*state, "a.\x1b[1m", "a\0b\1", 4, GK_NOT_FOUND, "unknown kind (no extension)");
    expect_refusal(*state, "a.py", "print(1)\n", 9, GK_NOT_FOUND, "unknown kind (.py)");
    expect_refusal(*state, "data", "{\n\"a\": 1\n}\n", 12, GK_NOT_FOUND,
                   "unknown kind (no extension)");
}

static void text_is_known_by_its_content_where_the_name_says_nothing(void **state)
{
    static const struct {
        const char *name, *text, *kind;
    } all[] = {{"README", "We met the CFO.\n", "text"},
               {"Q3 v1.2", "Notes, on text\n", "text"},
               {"memo.dat", "贵州茅台\n", "text"},
               {"memo", "# Quill\n\n## Sales\n\nUp.\n", "markdown"},
               {"settings", "# a comment\nkey=value\n", "text"},
               {"table.md", "| title | text |\n|---|---|\n| a | b |\n", "markdown"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        gk_document *d = read_bytes(*state, all[i].name, all[i].text, strlen(all[i].text));
        assert_string_equal(d->format, all[i].kind);
        gk_document_free(d);
    }
}

static void evaluation_questions_are_refused_under_any_name(void **state)
{
    const char *const names[] = {"dev.jsonl", "dev.json", "dev.txt", "dev"};
    const char *const sets[] = {
        "{\"id\": 1, \"question\": \"q\", \"evidence\": []}\n{\"id\": 2}\n",
        "{\"question\": \"q\", \"doc_name\": \"d\"}",
        "{\"question\": \"q\", \"answer\": \"a\"}\r\n",
        "\xEF\xBB\xBF{\"question\": \"q\", \"answer\": \"a\"}\n",
        "\n  {\"question\": \"q\", \"answer\": \"a\"}\n",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < sizeof sets / sizeof *sets; k++)
            expect_refusal(*state, names[i], sets[k], strlen(sets[k]), GK_NOT_FOUND,
                           "evaluation questions never enter a library");
}

static void a_file_that_cannot_be_opened_says_why(void **state)
{
    (void)state;
    gk_document *d = NULL;
    gk_error err = {0};
    assert_int_equal(gk_reader_run("/nowhere/a.txt", &d, &err), GK_INPUT);
    assert_string_equal(err.message, "No such file or directory");
    assert_int_equal(gk_reader_run("/tmp", &d, &err), GK_INPUT);
    assert_string_equal(err.message, "is not a regular file");
}

static void the_kind_is_printed(void **state)
{
    expect_run("--kind", world_file(*state, "a.txt", "a", 1), NULL, 0, "text\n", "");
    expect_run("--kind", world_file(*state, "a.md", "a", 1), NULL, 0, "markdown\n", "");
    expect_run("--kind", world_file(*state, "odd", "\n%PDF-1.7", 9), NULL, 0, "pdf\n", "");
    expect_run("--kind", world_file(*state, "a.doc", "a", 1), NULL, 0,
               "unknown: unknown kind (.doc)\n", "");
}

static void wrong_use_shows_the_usage(void **state)
{
    (void)state;
    const char *const wrong[][3] = {{NULL},
                                    {"a", "b"},
                                    {"--dpi", "100", "a"},
                                    {"--page", "0", "a"},
                                    {"--page", "x", "a"},
                                    {"--other", "a"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_process_result result = run_reader(wrong[i][0], wrong[i][1], wrong[i][2]);
        assert_memory_equal(result.errors, "usage: goshawk-read FILE", 24);
        assert_string_equal(result.out, "");
        assert_int_equal(result.exit_code, 2);
        gk_process_result_free(&result);
    }
}

static void the_stream_goes_into_a_file_too(void **state)
{
    /* The reader gives up writing files, but not the one that the shell opened for it. */
    world *w = *state;
    world_file(w, "a.txt", "hello", 5);
    char *command = gk_format("\"$GOSHAWK_READ\" '%s/a.txt' > '%s/out' && tail -n 1 '%s/out'; "
                              "rm -f '%s/out'",
                              w->folder, w->folder, w->folder, w->folder);
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    gk_process_result result;
    assert_int_equal(gk_process_run(argv, 60, 1 << 20, &result, NULL), GK_OK);
    assert_string_equal(result.out, "{\"end\":1}\n");
    gk_process_result_free(&result);
    gk_free(command);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(form_feeds_end_pages),
        test(white_space_behind_the_last_form_feed_is_no_page),
        test(text_behind_the_last_form_feed_is_not_lost),
        test(an_empty_page_between_form_feeds_keeps_its_number),
        test(line_ends_of_all_systems_become_newlines),
        test(a_text_of_two_hundred_lines_is_one_page),
        test(a_longer_text_is_cut_at_blank_lines_and_loses_nothing),
        test(a_long_text_without_blank_lines_is_cut_all_the_same),
        test(paragraphs_in_one_line_each_count_as_several),
        test(markdown_is_titled_by_its_first_heading),
        test(a_text_with_nothing_in_it_is_refused),
        test(text_is_read_in_the_encoding_that_its_bytes_show),
        test(a_few_broken_bytes_do_not_change_the_encoding),
        test(bytes_of_no_encoding_are_named_by_their_offset),
        test(an_unknown_kind_is_named),
        test(text_is_known_by_its_content_where_the_name_says_nothing),
        test(evaluation_questions_are_refused_under_any_name),
        test(a_file_that_cannot_be_opened_says_why),
        test(the_kind_is_printed),
        test(wrong_use_shows_the_usage),
        test(the_stream_goes_into_a_file_too),
    };
    return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
