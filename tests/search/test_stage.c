/* SPDX-License-Identifier: Apache-2.0
 *
 * One stage of the search alone: the store's own lists, and both fused.
 */
#include "papers.h"
#include "search/search.h"

#include <math.h>

enum { K = 20 };
static const char asked[] = "What were Halden's inventories in 2023?";

static gk_retrieved stage_of(world *w, gk_stage stage, size_t k)
{
    gk_question *question;
    gk_question_read(asked, NULL, &question);
    gk_retrieved r;
    assert_ok(w, gk_retrieve_stage(w->library, question, NULL, stage, k, &r, &w->err));
    gk_question_free(question);
    return r;
}

static void with_vectors(world *w)
{
    world_create(w, GK_SOURCE_DIR "/tests/model/data/tiny");
    papers_add_all(w);
    gk_reindex_report report;
    gk_reindex_options options = {.threads = 1};
    assert_ok(w, gk_reindex(w->library, &options, &report, &w->err));
}

static void lexical_is_the_stores_list(void **state)
{
    world *w = *state;
    world_create(w, "none");
    papers_add_all(w);
    gk_retrieved r = stage_of(w, GK_STAGE_LEXICAL, K);
    gk_question *question;
    gk_question_read(asked, NULL, &question);
    gk_store_term *terms;
    size_t term_count = gk_query_terms(question, &terms), count;
    gk_candidate *list;
    assert_ok(
        w, gk_store_lexical(w->library->store, terms, term_count, NULL, K, &list, &count, &w->err));
    assert_true(count > 2);
    assert_int_equal(r.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(r.found[i].passage, list[i].passage);
        assert_int_equal(r.found[i].page, list[i].page);
        assert_int_equal(r.found[i].content, list[i].content);
        assert_int_equal(r.found[i].lexical_rank, i + 1);
        assert_int_equal(r.found[i].dense_rank, 0);
    }
    gk_free(list);
    gk_free(terms);
    gk_question_free(question);
    gk_retrieved_free(&r);
}

static void dense_is_the_list_of_the_vectors(void **state)
{
    world *w = *state;
    with_vectors(w);
    gk_retrieved r = stage_of(w, GK_STAGE_DENSE, K);
    gk_model *model;
    assert_ok(w, gk_model_open(GK_SOURCE_DIR "/tests/model/data/tiny", &model, &w->err));
    const char *text = asked;
    float *query = gk_alloc_floats(gk_model_dimensions(model));
    assert_ok(w, gk_model_embed(model, &text, NULL, 1, &(gk_embed_options){.prompt = "query"},
                                query, &w->err));
    gk_candidate *list;
    size_t count;
    assert_ok(w, gk_store_dense(w->library->store, query, NULL, K, &list, &count, &w->err));
    assert_true(count > 2);
    assert_int_equal(r.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(r.found[i].passage, list[i].passage);
        assert_int_equal(r.found[i].dense_rank, i + 1);
        assert_int_equal(r.found[i].lexical_rank, 0);
    }
    gk_free(list);
    gk_free(query);
    gk_model_close(model);
    gk_retrieved_free(&r);
}

static int rank_in(const gk_retrieved *r, int64_t passage)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->found[i].passage == passage) return (int)i + 1;
    return 0;
}

static void fused_is_both_by_rank(void **state)
{
    world *w = *state;
    with_vectors(w);
    gk_retrieved lexical = stage_of(w, GK_STAGE_LEXICAL, K), dense = stage_of(w, GK_STAGE_DENSE, K);
    gk_retrieved fused = stage_of(w, GK_STAGE_FUSED, K);
    assert_in_range(fused.count, lexical.count, K);
    for (size_t i = 0; i < fused.count; i++) {
        const gk_found_passage *f = &fused.found[i];
        int a = rank_in(&lexical, f->passage), b = rank_in(&dense, f->passage);
        assert_int_equal(f->lexical_rank, a);
        assert_int_equal(f->dense_rank, b);
        double expected = (a ? 1.0 / (60 + a) : 0) + (b ? 1.0 / (60 + b) : 0);
        if (fabs(f->score - expected) > 1e-12)
            fail_msg("rank %zu has score %f, not %f", i + 1, f->score, expected);
        if (i > 0) assert_true(fused.found[i - 1].score >= f->score);
    }
    gk_retrieved_free(&lexical);
    gk_retrieved_free(&dense);
    gk_retrieved_free(&fused);
}

static void a_stage_gives_no_more_than_is_wanted(void **state)
{
    world *w = *state;
    with_vectors(w);
    for (gk_stage stage = GK_STAGE_LEXICAL; stage <= GK_STAGE_FUSED; stage++) {
        gk_retrieved r = stage_of(w, stage, 3);
        assert_int_equal(r.count, 3);
        gk_retrieved_free(&r);
    }
}

static void a_library_without_a_model_has_no_dense_stage(void **state)
{
    world *w = *state;
    world_create(w, "none");
    papers_add_all(w);
    gk_question *question;
    gk_question_read(asked, NULL, &question);
    for (gk_stage stage = GK_STAGE_DENSE; stage <= GK_STAGE_FUSED; stage++) {
        gk_retrieved r;
        assert_int_equal(gk_retrieve_stage(w->library, question, NULL, stage, K, &r, &w->err),
                         GK_MODEL);
        assert_int_equal(r.count, 0);
        assert_null(r.found);
    }
    gk_question_free(question);
}

static void stages_have_names(void **state)
{
    (void)state;
    gk_stage stage = GK_STAGE_LEXICAL;
    assert_true(gk_stage_of("fused", &stage));
    assert_int_equal(stage, GK_STAGE_FUSED);
    assert_true(gk_stage_of("dense", &stage));
    assert_int_equal(stage, GK_STAGE_DENSE);
    assert_true(gk_stage_of("lexical", &stage));
    assert_int_equal(stage, GK_STAGE_LEXICAL);
    assert_false(gk_stage_of("", &stage));
    assert_false(gk_stage_of("Dense", &stage));
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup_bare, world_teardown)
    const struct CMUnitTest tests[] = {
        test(lexical_is_the_stores_list),
        test(dense_is_the_list_of_the_vectors),
        test(fused_is_both_by_rank),
        test(a_stage_gives_no_more_than_is_wanted),
        test(a_library_without_a_model_has_no_dense_stage),
        cmocka_unit_test(stages_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
