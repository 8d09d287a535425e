/* SPDX-License-Identifier: Apache-2.0
 *
 * The way of a user through a small library of texts, made by the program itself.
 */
#include "program.h"

#include <jansson.h>

static const char report[] = "Meridian Lantern Works\n"
                             "Annual report 2021\n"
                             "\n"
                             "The company makes lanterns for lighthouses and harbours.\n"
                             "\f"
                             "Consolidated results\n"
                             "(in millions)\n"
                             "                                          2021          2020\n"
                             "Net sales                                1,234         1,100\n"
                             "Cost of sales                              800           750\n"
                             "Purchases of property and equipment         77            66\n"
                             "\f";

static const char hostile[] = "The lighthouse \033[2J\033]0;owned\a keeper \xC2\x9B"
                              "31m met the harbour master.\n";

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    assert_int_equal(mkdir("docs", 0700), 0);
    write_file("docs/Lantern_2021.txt", report);
    write_file("docs/hostile.txt", hostile);
    write_file("docs/policy.txt", "人民银行坚持稳健的货币政策，保持流动性合理充裕。\n");
    write_file("docs/sheet.xlsx", "not a sheet");
    run r;
    RUN(&r, "init", "a.lib", "--model", "none");
    if (r.code != 0) print_error("init: %s", r.err);
    assert_int_equal(r.code, 0);
    expect_part(r.out, "goshawk add a.lib");
    RUN(&r, "add", "a.lib", "docs");
    if (r.code != 0) print_error("add: %s", r.err);
    assert_int_equal(r.code, 0);
    expect_part(r.out, "3 of 4 files added, 1 skipped");
    expect_part(r.err, "skipped docs/sheet.xlsx: ");
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

static void init_leaves_what_stands(void **state)
{
    (void)state;
    run r;
    RUN(&r, "init", "a.lib", "--model", "none");
    assert_int_equal(r.code, 2);
    RUN(&r, "init", "json.lib", "--model=none", "--json");
    assert_int_equal(r.code, 0);
    json_t *object = parsed(r.out);
    assert_string_equal(json_string_value(json_object_get(object, "library")), "json.lib");
    assert_string_equal(json_string_value(json_object_get(object, "model")), "none");
    json_decref(object);
}

static void adding_again_changes_nothing(void **state)
{
    (void)state;
    run r;
    RUN(&r, "add", "a.lib", "docs/policy.txt", "docs/hostile.txt");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "0 of 2 files added, 2 stored already");
}

static void a_failed_file_is_named_and_exits_3(void **state)
{
    (void)state;
    write_file("empty.pdf", "");
    write_file("note.txt", "A note on the harbour tariff.\n");
    run r;
    RUN(&r, "init", "failing.lib", "--model", "none");
    RUN(&r, "add", "failing.lib", "empty.pdf", "docs/sheet.xlsx", "absent.txt", "note.txt", "docs",
        "--json");
    assert_int_equal(r.code, 3);
    expect_part(r.err, "goshawk: empty.pdf: ");
    expect_part(r.err, "goshawk: docs/sheet.xlsx: ");
    expect_part(r.err, "goshawk: absent.txt: ");
    expect_part(r.err, "skipped docs/sheet.xlsx: ");
    json_t *object = parsed(r.out);
    assert_int_equal(json_integer_value(json_object_get(object, "added")), 4);
    assert_int_equal(json_array_size(json_object_get(object, "failed")), 3);
    assert_int_equal(json_array_size(json_object_get(object, "skipped")), 1);
    const json_t *first = json_array_get(json_object_get(object, "failed"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "path")), "empty.pdf");
    assert_true(json_string_length(json_object_get(first, "reason")) > 0);
    static const char *const numbers[] = {"files", "renamed",  "twins",    "unchanged",
                                          "pages", "passages", "embedded", "seconds"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_true(json_is_number(json_object_get(object, numbers[i])));
    json_decref(object);
}

static void other_bytes_under_a_name_are_renamed_aloud(void **state)
{
    (void)state;
    assert_int_equal(mkdir("other", 0700), 0);
    write_file("other/policy.txt", "Another policy altogether.\n");
    run r;
    RUN(&r, "init", "names.lib", "--model", "none");
    RUN(&r, "add", "names.lib", "docs/policy.txt", "other/policy.txt");
    assert_int_equal(r.code, 0);
    expect_part(r.err,
                "goshawk: other/policy.txt is stored as policy~2: policy holds other bytes\n");
    assert_int_equal(mkdir("third", 0700), 0);
    write_file("third/policy.txt", "A third one.\n");
    write_file("third/free.txt", "A third one.\n");
    RUN(&r, "add", "names.lib", "third");
    assert_int_equal(r.code, 0);
    expect_part(r.err,
                "goshawk: third/policy.txt is stored as policy~3: policy holds other bytes\n");
    RUN(&r, "add", "names.lib", "third");
    assert_int_equal(r.code, 0);
    expect_no_part(r.err, "is stored as");
}

static void search_shows_place_and_passage(void **state)
{
    (void)state;
    run r;
    RUN(&r, "search", "a.lib", "purchases of property and equipment 2021");
    assert_int_equal(r.code, 0);
    expect_part(r.out, " 1. Lantern_2021  page 2  score ");
    expect_part(r.out, "Purchases of property and equipment         77            66");
    expect_no_part(r.out, "\033");
    RUN(&r, "search", "a.lib", "货币政策", "--doc", "policy");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "policy  page 1");
}

static void search_that_finds_nothing_exits_1(void **state)
{
    (void)state;
    run r;
    RUN(&r, "search", "a.lib", "xylophone");
    assert_int_equal(r.code, 1);
    assert_string_equal(r.out, "");
    expect_part(r.err, "goshawk: nothing matches");
    RUN(&r, "search", "a.lib", "lantern", "--doc", "absent");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "absent");
}

static void search_json_keeps_its_contract(void **state)
{
    (void)state;
    run r;
    RUN(&r, "search", "a.lib", "harbour", "--json", "-k", "2");
    assert_int_equal(r.code, 0);
    json_t *object = parsed(r.out);
    assert_string_equal(json_string_value(json_object_get(object, "query")), "harbour");
    const json_t *hits = json_object_get(object, "hits");
    assert_in_range(json_array_size(hits), 1, 2);
    const json_t *hit = json_array_get(hits, 0);
    assert_true(json_is_string(json_object_get(hit, "document")));
    assert_true(json_is_integer(json_object_get(hit, "page")));
    assert_true(json_is_integer(json_object_get(hit, "passage")));
    assert_true(json_is_number(json_object_get(hit, "score")));
    assert_true(json_is_string(json_object_get(hit, "text")));
    json_decref(object);
}

static void matched_words_are_marked_on_a_terminal(void **state)
{
    (void)state;
    run r;
    RUN_ON_TERMINAL(&r, 80, "search", "a.lib", "lighthouses");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "\033[1;33mlighthouses\033[0m");
}

static void documents_cannot_command_the_terminal(void **state)
{
    (void)state;
    run r;
    RUN_ON_TERMINAL(&r, 80, "show", "a.lib", "hostile");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "[2J");
    expect_no_part(r.out, "\033[2J");
    expect_no_part(r.out, "\033]0;");
    expect_no_part(r.out, "\xC2\x9B");
    RUN(&r, "show", "a.lib", "hostile", "--json");
    assert_int_equal(r.code, 0);
    expect_no_part(r.out, "\xC2\x9B");
    json_decref(parsed(r.out));
    RUN(&r, "search", "a.lib", "keeper");
    assert_int_equal(r.code, 0);
    expect_no_part(r.out, "\033");
}

static void show_numbers_and_marks_lines(void **state)
{
    (void)state;
    run r;
    RUN(&r, "show", "a.lib", "Lantern_2021", "--page", "2", "--lines", "4-5");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "Lantern_2021  page 2 of 2\n");
    expect_part(r.out, "\n4 ▶ Net sales                                1,234         1,100\n");
    expect_part(r.out, "\n5 ▶ Cost of sales");
    expect_part(r.out, "\n6   Purchases");
    setenv("LC_ALL", "C", 1);
    RUN(&r, "show", "a.lib", "Lantern_2021", "--page=2", "--lines=4");
    setenv("LC_ALL", "C.UTF-8", 1);
    expect_part(r.out, "\n4 > Net sales");
    setenv("COLUMNS", "40", 1);
    RUN(&r, "show", "a.lib", "Lantern_2021", "--page=2");
    unsetenv("COLUMNS");
    expect_part(r.out, "\n4   Net sales               1,234  1,100\n");
    expect_part(r.out, "\n6   Purchases of property an…  77     66\n");
    RUN(&r, "show", "a.lib", "Lantern_2021", "--page", "2", "--lines", "4-99");
    assert_int_equal(r.code, 2);
}

static void show_of_what_is_not_there_exits_1(void **state)
{
    (void)state;
    run r;
    RUN(&r, "show", "a.lib", "Lantern_2021", "--page", "3");
    assert_int_equal(r.code, 1);
    RUN(&r, "show", "a.lib", "absent");
    assert_int_equal(r.code, 1);
    RUN(&r, "show", "a.lib", "policy", "--png", "page.png");
    assert_int_equal(r.code, 2); /* a text has no picture */
    assert_int_not_equal(access("page.png", F_OK), 0);
}

static void docs_lists_all_by_name(void **state)
{
    (void)state;
    run r;
    RUN(&r, "docs", "a.lib");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "document      company");
    expect_part(r.out, "  period  published  pages\n");
    expect_part(r.out, "\nLantern_2021  ");
    RUN(&r, "docs", "a.lib", "--json");
    assert_int_equal(r.code, 0);
    json_t *object = parsed(r.out);
    const json_t *documents = json_object_get(object, "documents");
    assert_int_equal(json_array_size(documents), 3);
    const json_t *first = json_array_get(documents, 0);
    assert_string_equal(json_string_value(json_object_get(first, "document")), "Lantern_2021");
    assert_int_equal(json_integer_value(json_object_get(first, "pages")), 2);
    assert_true(json_is_integer(json_object_get(first, "passages")));
    json_decref(object);
}

static void ask_cites_the_page(void **state)
{
    (void)state;
    run r;
    RUN(&r, "ask", "a.lib",
        "How much did the company spend on purchases of property and equipment in 2021?");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "77");
    expect_part(r.out, "[Lantern_2021 p.2]");
    expect_part(r.out, "goshawk show a.lib Lantern_2021 --page 2");
    RUN(&r, "ask", "a.lib",
        "How much did the company spend on purchases of property and equipment in 2021?", "--json");
    json_t *object = parsed(r.out);
    assert_string_equal(json_string_value(json_object_get(object, "status")), "answered");
    const json_t *citation = json_array_get(json_object_get(object, "citations"), 0);
    assert_string_equal(json_string_value(json_object_get(citation, "document")), "Lantern_2021");
    assert_int_equal(json_integer_value(json_object_get(citation, "page")), 2);
    json_decref(object);
}

static void ask_declines_with_exit_1(void **state)
{
    (void)state;
    run r;
    RUN(&r, "ask", "a.lib", "Which xylophone quartet won the Zagreb prize?");
    assert_int_equal(r.code, 1);
    expect_part(r.out, "I found nothing that answers this");
    RUN(&r, "ask", "a.lib", "Which xylophone quartet won the Zagreb prize?", "--json");
    assert_int_equal(r.code, 1);
    json_t *object = parsed(r.out);
    assert_string_equal(json_string_value(json_object_get(object, "status")), "declined");
    json_decref(object);
}

static void eval_prints_tables_and_json(void **state)
{
    (void)state;
    write_file("set.jsonl",
               "{\"id\": \"q1\", \"question\": \"What were purchases of property and equipment in "
               "2021?\", \"answer\": \"77\", \"doc_name\": \"Lantern_2021\", \"evidence\": "
               "[{\"doc_name\": \"Lantern_2021\", \"page\": 1}]}\n");
    run r;
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "set.jsonl");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "document  hit@1");
    expect_part(r.out, "whole     1.000");
    RUN(&r, "eval", "retrieval", "a.lib", "--set", "set.jsonl", "--json");
    json_t *object = parsed(r.out);
    assert_int_equal(json_integer_value(json_object_get(object, "questions")), 1);
    const json_t *whole = json_array_get(json_object_get(object, "configurations"), 0);
    assert_true(json_is_number(json_object_get(json_object_get(whole, "page"), "mrr")));
    json_decref(object);
    RUN(&r, "eval", "answers", "a.lib", "--set", "set.jsonl");
    assert_int_equal(r.code, 0);
    expect_part(r.out, "1 question: ");
    expect_part(r.out, "Lantern_2021 p.2");
    RUN(&r, "eval", "answers", "a.lib", "--set", "docs/policy.txt");
    assert_int_equal(r.code, 3);
    expect_part(r.err, "docs/policy.txt");
}

static void serve_prints_its_address_and_stops_on_a_signal(void **state)
{
    (void)state;
    char *words[] = {"serve", "a.lib", "--listen", "127.0.0.1:0", NULL};
    int terminal;
    char text[4096];
    pid_t child = start_on_terminal(words, 80, &terminal);
    read_terminal(terminal, text, sizeof text, "\n");
    expect_part(text, "answering at http://127.0.0.1:");
    expect_no_part(text, ":0/");
    assert_int_equal(kill(child, SIGTERM), 0);
    read_terminal(terminal, text, sizeof text, NULL);
    assert_int_equal(exit_of(child), 0);
    close(terminal);
}

enum { MANY = 400 };

static void interrupted_add_stops_cleanly_and_continues(void **state)
{
    (void)state;
    assert_int_equal(mkdir("many", 0700), 0);
    for (int i = 0; i < MANY; i++) {
        char path[64], text[64];
        snprintf(path, sizeof path, "many/note_%d.txt", i);
        snprintf(text, sizeof text, "Note %d on the lantern.\n", i);
        write_file(path, text);
    }
    run r;
    RUN(&r, "init", "many.lib", "--model", "none");
    char *words[] = {"add", "many.lib", "many", NULL};
    int terminal;
    pid_t child = start_on_terminal(words, 100, &terminal);
    read_terminal(terminal, r.out, sizeof r.out, " files"); /* it is at work */
    assert_int_equal(write(terminal, "\x03", 1), 1);        /* Ctrl-C */
    read_terminal(terminal, r.out, sizeof r.out, NULL);
    assert_int_equal(exit_of(child), 130);
    close(terminal);
    expect_part(r.out, "stopping after what is at hand");
    expect_part(r.out, "The same command continues.");

    RUN(&r, "docs", "many.lib", "--json");
    json_t *object = parsed(r.out);
    assert_in_range(json_array_size(json_object_get(object, "documents")), 0, MANY - 1);
    json_decref(object);
    RUN(&r, "add", "many.lib", "many");
    assert_int_equal(r.code, 0);
    RUN(&r, "search", "many.lib", "lantern", "-k", "1");
    assert_int_equal(r.code, 0);
    RUN(&r, "add", "many.lib", "many", "--json");
    object = parsed(r.out);
    assert_int_equal(json_integer_value(json_object_get(object, "unchanged")), MANY);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_leaves_what_stands),
        cmocka_unit_test(adding_again_changes_nothing),
        cmocka_unit_test(a_failed_file_is_named_and_exits_3),
        cmocka_unit_test(other_bytes_under_a_name_are_renamed_aloud),
        cmocka_unit_test(search_shows_place_and_passage),
        cmocka_unit_test(search_that_finds_nothing_exits_1),
        cmocka_unit_test(search_json_keeps_its_contract),
        cmocka_unit_test(matched_words_are_marked_on_a_terminal),
        cmocka_unit_test(documents_cannot_command_the_terminal),
        cmocka_unit_test(show_numbers_and_marks_lines),
        cmocka_unit_test(show_of_what_is_not_there_exits_1),
        cmocka_unit_test(docs_lists_all_by_name),
        cmocka_unit_test(ask_cites_the_page),
        cmocka_unit_test(ask_declines_with_exit_1),
        cmocka_unit_test(eval_prints_tables_and_json),
        cmocka_unit_test(serve_prints_its_address_and_stops_on_a_signal),
        cmocka_unit_test(interrupted_add_stops_cleanly_and_continues),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
