/* SPDX-License-Identifier: Apache-2.0
 *
 * A question as of a moment is answered from the whole library as it is answered from one that
 * holds what was public then: the same words, citations, reasons, notices and nearest passages.
 */
#include "../search/archive.h"
#include "answer/answer.h"

static json_t *ask(world *w, const char *question, const gk_search_options *options)
{
    gk_answer *answer;
    assert_ok(w, gk_ask(w->library, question, options, &answer, &w->err));
    json_t *results = archive_results(gk_answer_json(answer));
    gk_answer_free(answer);
    return results;
}

static void check(archive *a, world *whole, world *part, const char *then, const char *question)
{
    gk_search_options options = {.k = 1 + archive_any(a, 8), .filter.as_of = then};
    char *what = gk_format("as of %s: %s", then, question);
    archive_same(what, ask(whole, question, &options), ask(part, question, &options));
    options.lexical_only = true;
    options.unremembered = true;
    archive_same(what, ask(whole, question, &options), ask(part, question, &options));
    gk_free(what);
}

static void answers_are_those_of_then(void **state)
{
    archive_each(*state, ARCHIVE_THEN_AND_LOST, check);
}

/* Some of the questions have answers then, and other ones now. */
static void without_as_of_they_are_others(void **state)
{
    archive_set *set = *state;
    archive *a = set->archives[0];
    world *w = &set->wholes[0];
    int answered = 0, other = 0;
    for (int q = 0; q < 20; q++) {
        char *question = archive_question(a);
        const gk_search_options then = {.filter.as_of = "2022-06-30"};
        json_t *before = ask(w, question, &then), *now = ask(w, question, NULL);
        const char *status = json_string_value(json_object_get(before, "status"));
        answered += strcmp(status, "answered") == 0;
        json_object_del(before, "notice");
        json_object_del(now, "notice");
        other += !json_equal(before, now);
        json_decref(before);
        json_decref(now);
        gk_free(question);
    }
    assert_true(answered > 0);
    assert_true(other > 10);
}

/* What nobody remembers marks no page. */
static void an_answer_is_remembered_unless_told_not_to(void **state)
{
    archive_set *set = *state;
    archive *a = set->archives[0];
    world *w = &set->wholes[0];
    for (int round = 0; round < 2; round++) {
        int cited = 0, marked = 0;
        for (int q = 0; q < 20; q++) {
            const gk_search_options options = {.unremembered = round == 0};
            char *question = archive_question(a);
            gk_answer *answer;
            assert_ok(w, gk_ask(w->library, question, &options, &answer, &w->err));
            for (size_t c = 0; c < answer->citation_count; c++) {
                gk_page *page;
                const gk_citation *at = &answer->citations[c];
                assert_ok(w, gk_page_get(w->library, at->document, at->page, &page, &w->err));
                cited++;
                for (size_t l = 0; l < page->line_count; l++) marked += page->lines[l].marked;
                gk_page_free(page);
            }
            gk_answer_free(answer);
            gk_free(question);
        }
        assert_true(cited > 0);
        assert_int_equal(marked > 0, round == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_remembered_unless_told_not_to), /* before the others ask */
        cmocka_unit_test(answers_are_those_of_then),
        cmocka_unit_test(without_as_of_they_are_others),
    };
    return cmocka_run_group_tests(tests, archive_set_up, archive_tear_down);
}
