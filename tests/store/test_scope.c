/* SPDX-License-Identifier: Apache-2.0
 *
 * What a scope leaves out of a search: see test_lexical.c for statistics, test_kin.c for versions.
 */
#include "adding.h"

/* So many that codes are made, and more than their candidates. */
enum { DIMENSIONS = 1024, ADMITTED = 2600, OTHERS = 1800, BEST = 5 };

/* A content of n passages. */
static int64_t add_passages(world *w, gk_store *store, const char *name, size_t n)
{
    gk_string text = {0};
    for (size_t i = 0; i < n; i++) gk_string_addf(&text, "%s %zu\n\n", name, i);
    int64_t content = world_add(w, store, name, text.data);
    gk_string_free(&text);
    return content;
}

/* The first element alone decides which is nearest. Seen from the mean of all vectors it has the
 * same sign in all that are admitted, so that the others' signs, which are noise, say more. */
static void vector_of(gk_random *random, bool admitted, float out[DIMENSIONS])
{
    for (size_t d = 0; d < DIMENSIONS; d++)
        out[d] = admitted ? 0.001F * gk_random_normal(random) : 0;
    out[0] = admitted ? 1 + (float)gk_random_unit(random) / 2 : -1;
}

static void embed(world *w, gk_store *store, int64_t admitted, float *vectors)
{
    gk_random random = gk_random_start(7);
    int64_t *ids;
    size_t count;
    assert_ok(w, gk_store_unembedded(store, 0, 0, ADMITTED + OTHERS, &ids, &count, &w->err));
    assert_int_equal(count, ADMITTED + OTHERS);
    assert_int_equal(admitted, 1);
    for (size_t i = 0; i < count; i++) vector_of(&random, i < ADMITTED, vectors + i * DIMENSIONS);
    assert_ok(w, gk_store_add_vectors(store, ids, count, vectors, &w->err));
    gk_free(ids);
}

static double product(const float *a, const float *b)
{
    double sum = 0;
    for (size_t d = 0; d < DIMENSIONS; d++) sum += (double)a[d] * b[d];
    return sum;
}

/* How many of the admitted are nearer than this. */
static size_t nearer(const float *vectors, const float *query, double score)
{
    size_t count = 0;
    for (size_t i = 0; i < ADMITTED; i++)
        count += product(vectors + i * DIMENSIONS, query) > score + 1e-6;
    return count;
}

static void an_exact_search_owes_nothing_to_what_is_not_admitted(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    int64_t a = add_passages(w, store, "a", ADMITTED);
    add_passages(w, store, "b", OTHERS);
    float *vectors = gk_alloc_array((size_t)(ADMITTED + OTHERS) * DIMENSIONS, sizeof *vectors);
    embed(w, store, a, vectors);
    const gk_store_scope scope = {.admitted = &a, .admitted_count = 1, .exact = true};
    float query[DIMENSIONS];
    for (size_t d = 0; d < DIMENSIONS; d++) query[d] = d ? 0.5F : 1;
    gk_candidate *found;
    size_t count;
    assert_ok(w, gk_store_dense(store, query, &scope, BEST, &found, &count, &w->err));
    assert_int_equal(count, BEST);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i].content, a);
        assert_int_equal(nearer(vectors, query, found[i].score), i);
    }
    gk_free(found);
    gk_free(vectors);
    gk_store_close(store);
}

static void what_is_embedded_is_counted_for_what_is_admitted(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 4);
    size_t passages, vectors;
    int64_t a = add_passages(w, store, "a", 7);
    const gk_store_scope only_a = {.admitted = &a, .admitted_count = 1};
    assert_ok(w, gk_store_embedded(store, NULL, &passages, &vectors, &w->err));
    assert_int_equal(passages, 7);
    assert_int_equal(vectors, 0);
    assert_ok(w, world_embed(w, store, 4, 100, NULL));
    int64_t b = add_passages(w, store, "b", 5);
    const gk_store_scope only_b = {.admitted = &b, .admitted_count = 1};
    assert_ok(w, gk_store_embedded(store, NULL, &passages, &vectors, &w->err));
    assert_int_equal(passages, 12);
    assert_int_equal(vectors, 7);
    assert_ok(w, gk_store_embedded(store, &only_a, &passages, &vectors, &w->err));
    assert_int_equal(passages, 7);
    assert_int_equal(vectors, 7);
    assert_ok(w, gk_store_embedded(store, &only_b, &passages, &vectors, &w->err));
    assert_int_equal(passages, 5);
    assert_int_equal(vectors, 0);
    gk_store_close(store);
}

static void a_name_outside_the_scope_is_not_found(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t early = world_add(w, store, "HALDEN_2022_10K", "early\n");
    world_add(w, store, "HALDEN_2023_10K", "late\n");
    const gk_store_scope scope = {.admitted = &early, .admitted_count = 1};
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find_in(store, "HALDEN_2022_10K", &scope, arena, &content, &w->err));
    assert_int_equal(content.id, early);
    assert_status(GK_NOT_FOUND,
                  gk_store_find_in(store, "HALDEN_2023_10K", &scope, arena, &content, &w->err));
    assert_int_equal(content.id, 0);
    assert_string_equal(w->err.message, "there is no document \"HALDEN_2023_10K\"; is it "
                                        "\"HALDEN_2022_10K\"?");
    assert_ok(w, gk_store_find_in(store, "HALDEN_2023_10K", NULL, arena, &content, &w->err));
    gk_arena_free(arena);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_exact_search_owes_nothing_to_what_is_not_admitted),
        TEST(what_is_embedded_is_counted_for_what_is_admitted),
        TEST(a_name_outside_the_scope_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
