/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measured.h"
#include "measuring.h"

static char *write_lines(world *w, const char *text)
{
    char *path = gk_path_join(w->folder, "judged.jsonl");
    assert_ok(w, gk_file_write(path, text, strlen(text), &w->err));
    return path;
}

static void an_overruling_holds_for_the_answer_that_it_was_made_on(void **state)
{
    world *w = *state;
    char *path = write_lines(
        w, "{\"id\": \"a\", \"judgement\": \"right\", \"note\": \"rounded\", \"answer\": \"7\"}\n\n"
           "{\"id\": \"b\", \"judgement\": \"wrong\", \"reason\": \"ignored\"}\n"
           "{\"id\": \"c\", \"judgement\": \"wrong\", \"answer\": \"8\"}\n"
           "{\"id\": \"d\", \"judgement\": \"declined\"}\n");
    gk_arena *arena = gk_arena_new();
    gk_overrulings *o;
    gk_verdict_of verdict = GK_DECLINED;
    const char *note;
    assert_ok(w, gk_overrulings_read(path, arena, &o, &w->err));
    assert_true(gk_overruled(o, "a", "7", &verdict, &note));
    assert_int_equal(verdict, GK_RIGHT);
    assert_string_equal(note, "rounded");
    assert_true(gk_overruled(o, "b", "anything", &verdict, &note));
    assert_int_equal(verdict, GK_WRONG);
    assert_string_equal(note, "");
    verdict = GK_RIGHT;
    assert_false(gk_overruled(o, "c", "9", &verdict, &note));
    assert_int_equal(verdict, GK_RIGHT);
    assert_false(gk_overruled(o, "z", "7", &verdict, &note));
    size_t stale, unknown;
    gk_overrulings_unused(o, &stale, &unknown);
    assert_int_equal(stale, 1);   /* c */
    assert_int_equal(unknown, 1); /* d */
    gk_arena_free(arena);
    gk_free(path);
}

static void a_line_that_is_wrong_is_told(void **state)
{
    world *w = *state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"\n[]\n", "line 2: must be a JSON object"},
        {"{\"judgement\": \"right\"}", "line 1: field \"id\""},
        {"{\"id\": \"a\", \"judgement\": \"maybe\"}", "right, wrong or declined"},
        {"{\"id\": \"a\", \"judgement\": \"right\", \"note\": 7}", "field \"note\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = write_lines(w, cases[i].text);
        gk_arena *arena = gk_arena_new();
        gk_overrulings *o;
        assert_int_equal(gk_overrulings_read(path, arena, &o, &w->err), GK_INPUT);
        assert_contains(w->err.message, cases[i].message);
        gk_arena_free(arena);
        gk_free(path);
    }
}

static void a_judgement_that_a_person_overrules_counts_as_he_says(void **state)
{
    world *w = *state;
    papers_add_all(w);
    set s = {0};
    set_add(&s, "a", "What were Halden's net sales in 2023 (in USD millions)?", "$9512.00",
            "HALDEN_2023_10K", 3);
    char *set_path = gk_path_join(w->folder, "set.jsonl"), *json;
    assert_ok(w, gk_file_write(set_path, s.text.data, s.text.length, &w->err));
    char *path = write_lines(w, "{\"id\": \"a\", \"judgement\": \"right\", \"note\": \"typo\"}\n");
    gk_eval_options options = {.overrule = path};
    assert_ok(w, gk_eval_answers(w->library, set_path, &options, &json, &w->err));
    json_t *report = json_loads(json, 0, NULL);
    const json_t *r = result_of(report, 0, "a");
    assert_int_equal(integer_of(report, "right"), 1);
    assert_int_equal(integer_of(report, "overruled"), 1);
    assert_string_equal(json_string_value(json_object_get(r, "overruled")), "wrong");
    assert_string_equal(json_string_value(json_object_get(r, "note")), "typo");
    assert_contains(json_string_value(json_object_get(r, "reason")), "another value");
    json_decref(report);
    gk_free(json);
    gk_free(path);
    gk_free(set_path);
    gk_string_free(&s.text);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(an_overruling_holds_for_the_answer_that_it_was_made_on),
        test(a_line_that_is_wrong_is_told),
        test(a_judgement_that_a_person_overrules_counts_as_he_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
