/* SPDX-License-Identifier: Apache-2.0 */
#include "../search/papers.h"
#include "eval/eval.h"

static char *set_path(world *w) { return gk_path_join(w->folder, "set.jsonl"); }

static gk_status read_bytes(world *w, const char *bytes, size_t size, gk_eval_set **set)
{
    char *path = set_path(w);
    assert_ok(w, gk_file_write(path, bytes, size, &w->err));
    w->err = (gk_error){0};
    gk_status status = gk_eval_set_read(w->library, path, set, &w->err);
    gk_free(path);
    return status;
}

static gk_status read_set(world *w, const char *text, gk_eval_set **set)
{
    return read_bytes(w, text, strlen(text), set);
}

/* The message must name the file, the line and what is wrong. */
static void check_wrong(world *w, const char *text, int line, const char *what)
{
    gk_eval_set *set = (gk_eval_set *)w;
    gk_status status = read_set(w, text, &set);
    if (status != GK_INPUT) fail_msg("status %d for: %s", status, text);
    assert_null(set);
    assert_int_equal(w->err.status, GK_INPUT);
    char *path = set_path(w);
    assert_contains(w->err.message, path);
    gk_free(path);
    if (line) {
        char place[32];
        snprintf(place, sizeof place, "line %d:", line);
        assert_contains(w->err.message, place);
    }
    assert_contains(w->err.message, what);
    assert_lacks(w->err.message, "\n");
}

#define GOOD                                                                                       \
    "{\"id\":\"a\",\"question\":\"What?\",\"answer\":\"1\",\"doc_name\":\"D\",\"evidence\":"       \
    "[{\"doc_name\":\"D\",\"page\":0}]}\n"

static void questions_are_read_with_pages_from_1(void **state)
{
    world *w = *state;
    gk_eval_set *set;
    assert_ok(
        w, read_set(w,
                    "{\"id\":\"q1\",\"question\":\"存货？\",\"answer\":\"\",\"doc_name\":\"D\","
                    "\"evidence\":[{\"page\":59},{\"doc_name\":\"E\",\"page\":0,\"text\":\"x\"}],"
                    "\"more\":{\"is\":\"ignored\"}}",
                    &set));
    assert_int_equal(set->count, 1);
    const gk_eval_question *q = &set->questions[0];
    assert_string_equal(q->id, "q1");
    assert_string_equal(q->question, "存货？");
    assert_string_equal(q->answer, "");
    assert_int_equal(q->evidence_count, 2);
    assert_string_equal(q->evidence[0].document, "D"); /* the question's own */
    assert_int_equal(q->evidence[0].page, 60);
    assert_string_equal(q->evidence[1].document, "E");
    assert_int_equal(q->evidence[1].page, 1);
    gk_eval_set_free(set);
}

static void blank_lines_are_skipped_and_counted(void **state)
{
    world *w = *state;
    gk_eval_set *set;
    assert_ok(w, read_set(w, "\n \t\r\n" GOOD "\r\n" GOOD, &set));
    assert_int_equal(set->count, 2);
    gk_eval_set_free(set);
    check_wrong(w, "\n\n" GOOD "\nnonsense\n", 5, "not JSON");
}

static void evidence_is_found_by_any_name_of_a_document(void **state)
{
    world *w = *state;
    world_add(w, "D", "Words of no account, but enough of them to make a passage.\n");
    world_add(w, "D copy", "Words of no account, but enough of them to make a passage.\n");
    gk_eval_set *set;
    assert_ok(w,
              read_set(w,
                       GOOD "{\"id\":\"b\",\"question\":\"Q\",\"answer\":\"1\",\"doc_name\":"
                            "\"D copy\",\"evidence\":[{\"page\":0}]}\n"
                            "{\"id\":\"c\",\"question\":\"Q\",\"answer\":\"1\",\"doc_name\":"
                            "\"absent\",\"evidence\":[{\"page\":0},{\"page\":1}]}\n"
                            "{\"id\":\"d\",\"question\":\"Q\",\"answer\":\"1\",\"doc_name\":"
                            "\"absent\",\"evidence\":[{\"page\":0},{\"doc_name\":\"D\",\"page\":1}"
                            "]}\n",
                       &set));
    int64_t content = world_content(w, "D");
    assert_int_equal(set->questions[0].evidence[0].content, content);
    assert_int_equal(set->questions[1].evidence[0].content, content);
    assert_int_equal(set->questions[2].evidence[1].content, 0);
    assert_int_equal(set->questions[3].evidence[1].content, content);
    assert_int_equal(set->not_in_library, 1);
    gk_eval_set_free(set);
}

static void what_is_no_question_is_told_with_line_and_field(void **state)
{
    world *w = *state;
    check_wrong(w, GOOD "{\"id\":", 2, "not JSON");
    check_wrong(w, "[1,2]\n", 1, "JSON object");
    check_wrong(w,
                GOOD GOOD "{\"question\":\"Q\",\"answer\":\"1\",\"doc_name\":\"D\",\"evidence\":"
                          "[{\"page\":0}]}",
                3, "\"id\"");
    check_wrong(w, "{\"id\":\"a\",\"question\":7}", 1, "\"question\"");
    check_wrong(w, "{\"id\":\"a\",\"question\":\"Q\",\"answer\":1}", 1, "\"answer\"");
    check_wrong(w, "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"1\"}", 1, "\"doc_name\"");
    check_wrong(w, "{\"id\":\"a\",\"id\":\"b\"}", 1, "not JSON");
}

static void what_is_no_evidence_is_told(void **state)
{
    world *w = *state;
    static const struct {
        const char *evidence, *what;
    } cases[] = {
        {"[]", "\"evidence\""},
        {"\"p. 5\"", "\"evidence\""},
        {"[7]", "\"evidence\""},
        {"[{}]", "\"page\""},
        {"[{\"page\":-1}]", "\"page\""},
        {"[{\"page\":1.5}]", "\"page\""},
        {"[{\"page\":\"1\"}]", "\"page\""},
        {"[{\"page\":9223372036854775807}]", "\"page\""},
        {"[{\"page\":1,\"doc_name\":5}]", "\"doc_name\""},
        {"[{\"page\":1},{\"page\":null}]", "\"page\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = gk_format(GOOD
                               "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"1\",\"doc_name\":"
                               "\"D\",\"evidence\":%s}\n",
                               cases[i].evidence);
        check_wrong(w, text, 2, cases[i].what);
        gk_free(text);
    }
}

#define LINE(more) "{\"id\":\"a\",\"question\":\"Q\",\"doc_name\":\"D\"," more "}\n"

static void financebench_s_own_names_of_fields_are_understood(void **state)
{
    world *w = *state;
    gk_eval_set *set;
    assert_ok(w, read_set(w,
                          "{\"financebench_id\":\"q1\",\"question\":\"Q\",\"answer\":\"1\","
                          "\"doc_name\":\"D\",\"question_type\":\"novel-generated\","
                          "\"question_reasoning\":null,\"evidence\":[{\"evidence_doc_name\":\"E\","
                          "\"evidence_page_num\":4}]}",
                          &set));
    const gk_eval_question *q = &set->questions[0];
    assert_string_equal(q->id, "q1");
    assert_string_equal(q->evidence[0].document, "E");
    assert_int_equal(q->evidence[0].page, 5);
    assert_null(q->evidence[0].passage);
    assert_string_equal(q->kinds[0], "novel-generated");
    assert_null(q->kinds[1]);
    gk_eval_set_free(set);
}

static void a_question_may_have_a_filter_and_no_answer(void **state)
{
    world *w = *state;
    gk_eval_set *set;
    assert_ok(w, read_set(w,
                          LINE("\"evidence\":[{\"page\":0,\"passage\":\"its text\"}],"
                               "\"filter\":{\"ticker\":\"HLD\",\"form\":\"10-K\"},"
                               "\"as_of\":\"2024-03-01\",\"style\":\"keywords\""),
                          &set));
    const gk_eval_question *q = &set->questions[0];
    assert_null(q->answer);
    assert_string_equal(q->evidence[0].passage, "its text");
    assert_string_equal(q->filter.ticker, "HLD");
    assert_string_equal(q->filter.form, "10-K");
    assert_string_equal(q->filter.as_of, "2024-03-01");
    assert_null(q->filter.company);
    assert_string_equal(q->kinds[2], "keywords");
    gk_eval_set_free(set);
}

static void what_is_no_filter_is_told(void **state)
{
    world *w = *state;
    static const char *const wrong[][2] = {
        {LINE("\"evidence\":[{\"page\":0}],\"filter\":\"10-K\""), "\"filter\" must be an object"},
        {LINE("\"evidence\":[{\"page\":0}],\"filter\":{\"year\":\"2023\"}"),
         "\"filter\" takes company"},
        {LINE("\"evidence\":[{\"page\":0}],\"filter\":{\"form\":10}"), "\"form\" must be a text"},
        {LINE("\"evidence\":[{\"page\":0}],\"filter\":{\"period\":\"abc\"}"),
         "period cannot be \"abc\""},
        {LINE("\"evidence\":[{\"page\":0}],\"filter\":{\"language\":\"english\"}"),
         "lang cannot be \"english\""},
        {LINE("\"evidence\":[{\"page\":0}],\"as_of\":\"soon\""), "as_of cannot be \"soon\""},
        {LINE("\"evidence\":[{\"page\":0}],\"as_of\":2023"), "\"as_of\" must be a text"},
        {LINE("\"evidence\":[{\"page\":0,\"passage\":7}]"), "\"passage\" must be a text"},
        {LINE("\"evidence\":[{\"evidence_page_num\":\"4\"}]"), "\"evidence_page_num\" of the"},
        {LINE("\"evidence\":[{\"page\":0}],\"style\":1"), "\"style\" must be a text"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *text = gk_format(GOOD "\n%s", wrong[i][0]);
        check_wrong(w, text, 3, wrong[i][1]);
        gk_free(text);
    }
}

static gk_status read_names(world *w, const char *csv, gk_eval_set **set)
{
    char *names = gk_path_join(w->folder, "names.csv"), *path = set_path(w);
    assert_ok(w, gk_file_write(names, csv, strlen(csv), &w->err));
    assert_ok(w, gk_file_write(path, GOOD, sizeof GOOD - 1, &w->err));
    w->err = (gk_error){0};
    gk_status status = gk_eval_set_read_named(w->library, path, names, set, &w->err);
    gk_free(path);
    gk_free(names);
    return status;
}

static void a_file_gives_the_library_s_names(void **state)
{
    world *w = *state;
    static const char text[] = "Words of no account, but enough of them to make a passage.\n";
    world_add(w, "x0451", text);
    world_add(w, "D", "Other words of no account, but enough to make a passage of them.\n");
    int64_t content = world_content(w, "x0451");
    char hex[65];
    gk_sha256(text, strlen(text), hex);
    char *by_hash = gk_format("sha256,size,document\n%s,59,D\n", hex);
    const char *const files[] = {"document,name\r\nE,nothing\r\nD,x0451\r\n", by_hash};
    for (size_t i = 0; i < 2; i++) {
        gk_eval_set *set;
        assert_ok(w, read_names(w, files[i], &set));
        assert_int_equal(set->questions[0].evidence[0].content, content);
        gk_eval_set_free(set);
    }
    gk_free(by_hash);
    gk_eval_set *set;
    assert_ok(w, read_names(w, "document,name\nD,absent\n", &set));
    assert_int_equal(set->not_in_library, 1); /* not the one that happens to be called so */
    gk_eval_set_free(set);
    assert_ok(w, read_names(w, "document,name\n", &set));
    assert_int_equal(set->questions[0].evidence[0].content, world_content(w, "D"));
    gk_eval_set_free(set);
}

static void what_is_no_file_of_names_is_told(void **state)
{
    world *w = *state;
    static const char *const wrong[][2] = {
        {"", "line 1: needs the columns \"document\" and \"name\""},
        {"document\nD\n", "line 1: needs the columns"},
        {"name,sha256\nD,5\n", "line 1: needs the columns"},
        {"document,name\nD,x\nE\n", "line 3: has no document"},
        {"document,name\n\"D,x\n", "line 2: a quote is not closed"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_eval_set *set = (gk_eval_set *)w;
        assert_int_equal(read_names(w, wrong[i][0], &set), GK_INPUT);
        assert_null(set);
        assert_contains(w->err.message, "names.csv");
        assert_contains(w->err.message, wrong[i][1]);
    }
}

static void an_empty_or_absent_file_is_told(void **state)
{
    world *w = *state;
    check_wrong(w, "", 0, "holds no question");
    check_wrong(w, "\n\n  \n", 0, "holds no question");
    gk_eval_set *set = (gk_eval_set *)w;
    assert_int_equal(gk_eval_set_read(w->library, "/nowhere/set.jsonl", &set, &w->err), GK_INPUT);
    assert_null(set);
    assert_int_equal(w->err.status, GK_INPUT);
    assert_contains(w->err.message, "/nowhere/set.jsonl");
    assert_int_equal(gk_eval_set_read(w->library, w->folder, &set, &w->err), GK_INPUT);
    assert_int_equal(gk_eval_set_read(w->library, "/nowhere/set.jsonl", &set, NULL), GK_INPUT);
}

static void bytes_that_are_no_text_are_told(void **state)
{
    world *w = *state;
    gk_eval_set *set;
    static const char nul[] = "{\"id\":\"a\0b\"}\n";
    assert_int_equal(read_bytes(w, nul, sizeof nul - 1, &set), GK_INPUT);
    assert_contains(w->err.message, "line 1:");
    check_wrong(w, "{\"id\":\"\xFF\"}\n", 1, "not JSON");
    check_wrong(w, "{\"id\":\"a\\u0000b\",\"question\":\"Q\"}\n", 1, "not JSON");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(questions_are_read_with_pages_from_1),
        test(blank_lines_are_skipped_and_counted),
        test(evidence_is_found_by_any_name_of_a_document),
        test(what_is_no_question_is_told_with_line_and_field),
        test(what_is_no_evidence_is_told),
        test(financebench_s_own_names_of_fields_are_understood),
        test(a_question_may_have_a_filter_and_no_answer),
        test(what_is_no_filter_is_told),
        test(a_file_gives_the_library_s_names),
        test(what_is_no_file_of_names_is_told),
        test(an_empty_or_absent_file_is_told),
        test(bytes_that_are_no_text_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
