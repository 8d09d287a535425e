/* SPDX-License-Identifier: Apache-2.0
 *
 * A search as of a moment gives over the whole library what it gives over a library that holds what
 * was public then, to the last bit of a score: nothing of later is felt.
 */
#include "archive.h"
#include "search/search.h"

static json_t *search(world *w, const char *question, const gk_search_options *options)
{
    gk_hits *hits;
    assert_ok(w, gk_search(w->library, question, options, &hits, &w->err));
    json_t *results = archive_results(gk_hits_json(hits));
    gk_hits_free(hits);
    return results;
}

/* ---- hits ---------------------------------------------------------------------------------- */

static void check_hits(archive *a, world *whole, world *part, const char *then,
                       const char *question)
{
    gk_search_options options = {.k = 1 + archive_any(a, 30), .filter.as_of = then};
    char *what = gk_format("as of %s: %s", then, question);
    archive_same(what, search(whole, question, &options), search(part, question, &options));
    options.lexical_only = true;
    archive_same(what, search(whole, question, &options), search(part, question, &options));
    gk_free(what);
}

static void hits_scores_and_notices_are_those_of_then(void **state)
{
    archive_each(*state, ARCHIVE_THEN_AND_LOST, check_hits);
}

/* What is left out for want of a day is told, and else as good as absent. */
static void check_lost(archive *a, world *whole, world *part, const char *then,
                       const char *question)
{
    (void)a;
    const gk_search_options options = {.k = 20, .filter.as_of = then};
    json_t *with = search(whole, question, &options), *without = search(part, question, &options);
    json_object_del(with, "notice");
    json_object_del(without, "notice");
    archive_same(question, with, without);
}

static void papers_of_an_unknown_day_are_not_felt(void **state)
{
    archive_each(*state, ARCHIVE_THEN, check_lost);
}

static void check_filtered(archive *a, world *whole, world *part, const char *then,
                           const char *question)
{
    static const char *const periods[] = {"FY2021", "2022", "Q2 2022"};
    gk_search_options options = {.k = 20, .filter.as_of = then};
    if (archive_any(a, 2)) options.filter.company = "halden";
    if (archive_any(a, 2)) options.filter.form = "10k";
    if (archive_any(a, 2)) options.filter.period = periods[archive_any(a, 3)];
    archive_same(question, search(whole, question, &options), search(part, question, &options));
}

static void other_filters_change_nothing_of_that(void **state)
{
    archive_each(*state, ARCHIVE_THEN_AND_LOST, check_filtered);
}

/* ---- documents ----------------------------------------------------------------------------- */

/* How each paper fits the question, by name. */
static json_t *fits(world *w, const char *question, const char *then)
{
    gk_question *q;
    gk_fit *list;
    size_t count;
    gk_admission admission;
    const gk_search_options options = {.filter.as_of = then};
    assert_ok(w, gk_admit(w->library, &options, &admission, &w->err));
    gk_question_read(question, then, &q);
    assert_ok(w, gk_documents_fit(w->library, q, &admission, &list, &count, &w->err));
    json_t *out = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(out,
                              json_pack("{s:s, s:f, s:f, s:f, s:f, s:f}", "document",
                                        world_name(w, list[i].content), "company", list[i].company,
                                        "period", list[i].period, "form", list[i].form, "front",
                                        list[i].front, "total", list[i].total));
    gk_free(list);
    gk_question_free(q);
    gk_admission_free(&admission);
    return out;
}

static void check_fits(archive *a, world *whole, world *part, const char *then,
                       const char *question)
{
    (void)a;
    archive_same(question, fits(whole, question, then), fits(part, question, then));
}

static void documents_fit_as_they_did(void **state)
{
    archive_each(*state, ARCHIVE_THEN, check_fits);
}

/* What is understood of the question, and which documents are ranked how. */
static json_t *explain(world *w, const char *question, const gk_search_options *options)
{
    gk_explanation *explanation;
    assert_ok(w, gk_explain(w->library, question, options, &explanation, &w->err));
    json_t *out = archive_results(gk_explanation_json(explanation));
    gk_explanation_free(explanation);
    return out;
}

static void check_explained(archive *a, world *whole, world *part, const char *then,
                            const char *question)
{
    const gk_search_options options = {.k = 1 + archive_any(a, 20), .filter.as_of = then};
    archive_same(question, explain(whole, question, &options), explain(part, question, &options));
}

static void what_is_explained_is_what_was_known(void **state)
{
    archive_each(*state, ARCHIVE_THEN_AND_LOST, check_explained);
}

/* ---- names --------------------------------------------------------------------------------- */

/* A document by its name or by a slip of it. */
static void check_named(archive *a, world *whole, world *part, const char *then,
                        const char *question)
{
    char *name = gk_strdup(a->papers[archive_any(a, ARCHIVE_PAPERS)].name);
    size_t n = strlen(name);
    if (archive_any(a, 2)) name[archive_any(a, n)] = 'x';
    const gk_search_options options = {.k = 5, .document = name, .filter.as_of = then};
    gk_hits *left = NULL, *right = NULL;
    whole->err = part->err = (gk_error){0};
    gk_status one = gk_search(whole->library, question, &options, &left, &whole->err);
    gk_status other = gk_search(part->library, question, &options, &right, &part->err);
    assert_int_equal(one, other);
    assert_string_equal(whole->err.message, part->err.message);
    if (one == GK_OK)
        archive_same(name, archive_results(gk_hits_json(left)),
                     archive_results(gk_hits_json(right)));
    gk_hits_free(left);
    gk_hits_free(right);
    gk_free(name);
}

static void a_name_of_later_is_neither_found_nor_suggested(void **state)
{
    archive_each(*state, ARCHIVE_THEN_AND_LOST, check_named);
}

/* ---- that the tests can fail ---------------------------------------------------------------- */

static void without_as_of_later_papers_are_found(void **state)
{
    archive_set *set = *state;
    archive *a = set->archives[0];
    size_t found = 0, found_then = 0;
    for (int q = 0; q < 10; q++) {
        char *question = archive_question(a);
        const gk_search_options now = {.k = 100}, then = {.k = 100, .filter.as_of = "2022-01-01"};
        json_t *all = search(&set->wholes[0], question, &now);
        json_t *some = search(&set->wholes[0], question, &then);
        found += json_array_size(json_object_get(all, "hits"));
        found_then += json_array_size(json_object_get(some, "hits"));
        assert_contains(json_string_value(json_object_get(some, "notice")),
                        "became public is not known");
        json_decref(all);
        json_decref(some);
        gk_free(question);
    }
    assert_true(found > found_then);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_as_of_later_papers_are_found),
        cmocka_unit_test(documents_fit_as_they_did),
        cmocka_unit_test(hits_scores_and_notices_are_those_of_then),
        cmocka_unit_test(papers_of_an_unknown_day_are_not_felt),
        cmocka_unit_test(other_filters_change_nothing_of_that),
        cmocka_unit_test(what_is_explained_is_what_was_known),
        cmocka_unit_test(a_name_of_later_is_neither_found_nor_suggested),
    };
    return cmocka_run_group_tests(tests, archive_set_up, archive_tear_down);
}
