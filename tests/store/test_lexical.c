/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

typedef struct found {
    gk_candidate *items;
    size_t count;
} found;

static found search(world *w, gk_store *store, const gk_store_term *terms, size_t term_count,
                    const int64_t *contents, size_t content_count, size_t k)
{
    found f;
    const gk_store_scope scope = {.within = contents, .within_count = content_count};
    assert_ok(w,
              gk_store_lexical(store, terms, term_count, &scope, k, &f.items, &f.count, &w->err));
    return f;
}

static found search_one(world *w, gk_store *store, const char *text)
{
    gk_store_term term = {text, 1};
    return search(w, store, &term, 1, NULL, 0, 10);
}

static void assert_near(double actual, double expected)
{
    if (!(actual - expected < 1e-6 && expected - actual < 1e-6))
        fail_msg("%.9f is not %.9f", actual, expected);
}

/* Five passages of 2, 3, 1, 4 and 5 terms: the mean is 3. */
static const char five[] = "kilo kilo\n\nalpha kilo alpha\n\nomega\n\nkilo kilo kilo kilo\n\n"
                           "kilo kilo omega kilo kilo\n";

static void scores_are_those_of_bm25_by_hand(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "five", five);
    /* alpha: in 1 of 5, idf = ln(1 + 4.5 / 1.5) = ln 4; f = 2, length = mean: 2 · 2.2 / (2 + 1.2).
     */
    found f = search_one(w, store, "alpha");
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].passage, 2);
    assert_near(f.items[0].score, 1.3862943611 * 1.375);
    gk_free(f.items);
    /* omega: in 2 of 5, idf = ln(1 + 3.5 / 2.5) = ln 2.4. Length 1: 2.2 / (1 + 1.2 · (0.25 + 0.75 /
     * 3)) = 1.375; length 5: 2.2 / (1 + 1.2 · (0.25 + 0.75 · 5 / 3)) = 2.2 / 2.8. */
    f = search_one(w, store, "omega");
    assert_int_equal(f.count, 2);
    assert_int_equal(f.items[0].passage, 3);
    assert_near(f.items[0].score, 0.8754687374 * 1.375);
    assert_int_equal(f.items[1].passage, 5);
    assert_near(f.items[1].score, 0.8754687374 * 2.2 / 2.8);
    gk_free(f.items);
    /* kilo: in 4 of 5, idf = ln(1 + 1.5 / 4.5): little, and above 0. */
    f = search_one(w, store, "kilo");
    assert_int_equal(f.count, 4);
    assert_int_equal(f.items[0].passage, 4); /* 4 of 4 */
    assert_near(f.items[0].score, 0.2876820724 * 4 * 2.2 / (4 + 1.2 * (0.25 + 0.75 * 4 / 3)));
    gk_free(f.items);
    gk_store_close(store);
}

static void weights_decide_between_terms(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "a", "alpha word\n\nomega word\n\nother text\n\nmore of it\n\nand so on\n");
    const gk_store_term first[] = {{"alpha", 2}, {"omega", 1}};
    const gk_store_term second[] = {{"alpha", 0.5}, {"omega", 1}, {"word", 0}};
    found f = search(w, store, first, 2, NULL, 0, 10), g = search(w, store, second, 3, NULL, 0, 10);
    assert_int_equal(f.count, 2);
    assert_int_equal(f.items[0].passage, 1);
    assert_near(f.items[0].score, 2 * f.items[1].score);
    assert_int_equal(g.count, 2);
    assert_int_equal(g.items[0].passage, 2);
    assert_near(g.items[0].score, 2 * g.items[1].score);
    gk_free(f.items);
    gk_free(g.items);
    /* The same term twice counts twice. */
    const gk_store_term twice[] = {{"alpha", 1}, {"alpha", 1}};
    f = search(w, store, twice, 2, NULL, 0, 10), g = search(w, store, first, 1, NULL, 0, 10);
    assert_near(f.items[0].score, g.items[0].score);
    gk_free(f.items);
    gk_free(g.items);
    gk_store_close(store);
}

static void equals_come_in_the_order_of_the_library(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_string text = {0};
    for (int i = 0; i < 40; i++) gk_string_add(&text, "same words here\n\nother filler text\n\n");
    world_add(w, store, "a", text.data);
    gk_store_term term = {"word", 1};
    found f = search(w, store, &term, 1, NULL, 0, 7);
    assert_int_equal(f.count, 7);
    for (size_t i = 0; i < 7; i++) assert_int_equal(f.items[i].passage, 1 + 2 * i);
    gk_free(f.items);
    f = search(w, store, &term, 1, NULL, 0, 0);
    assert_int_equal(f.count, 0);
    gk_free(f.items);
    gk_string_free(&text);
    gk_store_close(store);
}

static void a_search_may_be_restricted_to_contents(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t ids[6];
    for (int i = 0; i < 6; i++) {
        char name[8], text[128];
        snprintf(name, sizeof name, "d%d", i);
        snprintf(text, sizeof text, "alpha number %d\n\nfiller\n\fon page two alpha %d\n", i, i);
        ids[i] = world_add(w, store, name, text);
    }
    gk_store_term term = {"alpha", 1};
    const int64_t some[] = {ids[4], ids[1], 999, ids[4], -5};
    found f = search(w, store, &term, 1, some, 5, 100), all = search_one(w, store, "alpha");
    assert_int_equal(all.count, 10); /* of 12 */
    assert_int_equal(f.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(f.items[i].content == ids[1] || f.items[i].content == ids[4]);
        assert_in_range(f.items[i].page, 1, 2);
    }
    /* Restricted or not, a passage has the same score. */
    for (size_t i = 0; i < f.count; i++)
        for (size_t j = 0; j < all.count; j++)
            if (all.items[j].passage == f.items[i].passage)
                assert_near(f.items[i].score, all.items[j].score);
    gk_free(f.items);
    gk_free(all.items);
    f = search(w, store, &term, 1, some, 0, 100); /* to none */
    assert_int_equal(f.count, 0);
    gk_free(f.items);
    gk_store_close(store);
}

static void whatever_a_term_holds_it_is_only_a_term(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "a", "near and or not alpha\n\nR&D costs\n\n资本支出合计\n\nnothing\n");
    static const char *const absent[] = {
        "\"",
        "\"\"",
        "*",
        "alph*",
        "^alpha",
        "text:alpha",
        "alpha OR nothing",
        "-alpha",
        "(alpha)",
        "NEAR(a, b)",
        "alpha\"",
        "😀",
        "\x01",
        "'; --",
        "\xFF\xC3(",
        "{text}",
        "+",
        "资本 支出",
    };
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        found f = search_one(w, store, absent[i]);
        if (f.count) fail_msg("%s found passage %lld", absent[i], (long long)f.items[0].passage);
        gk_free(f.items);
    }
    static const char *const present[] = {"near", "or", "not", "alpha", "r&d", "资本", "支出"};
    for (size_t i = 0; i < sizeof present / sizeof *present; i++) {
        found f = search_one(w, store, present[i]);
        if (f.count != 1) fail_msg("%s found %zu passages", present[i], f.count);
        gk_free(f.items);
    }
    /* A term that is there is found among others that mean something elsewhere. */
    const gk_store_term mixed[] = {{"\"", 1}, {"", 1}, {"NEAR", 1}, {"alpha", 1}, {"*", 1}};
    found f = search(w, store, mixed, 5, NULL, 0, 10);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.items[0].passage, 1);
    gk_free(f.items);
    gk_store_close(store);
}

static void a_query_may_have_no_terms_or_hundreds(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    found f = search_one(w, store, "alpha"); /* in an empty library */
    assert_int_equal(f.count, 0);
    gk_free(f.items);
    world_add(w, store, "five", five);
    f = search(w, store, NULL, 0, NULL, 0, 10);
    assert_int_equal(f.count, 0);
    gk_free(f.items);
    f = search_one(w, store, "");
    assert_int_equal(f.count, 0);
    gk_free(f.items);

    enum { MANY = 600 };
    gk_store_term terms[MANY];
    char words[MANY][8];
    for (size_t i = 0; i < MANY; i++) {
        snprintf(words[i], sizeof words[i], "w%zu", i);
        terms[i] = (gk_store_term){i == 599 ? "omega" : words[i], 1};
    }
    f = search(w, store, terms, MANY, NULL, 0, 10);
    assert_int_equal(f.count, 2);
    gk_free(f.items);
    char *longest = gk_alloc(100001);
    memset(longest, 'x', 100000);
    f = search_one(w, store, longest);
    assert_int_equal(f.count, 0);
    gk_free(f.items);
    gk_free(longest);
    gk_store_close(store);
}

static void an_open_reader_finds_what_was_added_since(void **state)
{
    world *w = *state;
    gk_store *writer = world_create(w, 0), *reader = world_open(w, GK_READ);
    for (size_t i = 0; i < 5; i++) {
        found f = search_one(w, reader, "alpha");
        assert_int_equal(f.count, i);
        gk_free(f.items);
        char name[8], text[64];
        snprintf(name, sizeof name, "d%zu", i);
        snprintf(text, sizeof text, "alpha %zu\n\nfiller filler\n", i);
        world_add(w, writer, name, text);
    }
    gk_store_close(reader);
    gk_store_close(writer);
}

static void a_content_is_found_by_its_title_and_first_pages(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t a = world_add(w, store, "KESTREL_2023_10K", "Annual report\n\ffirst\f\fhidden\n");
    int64_t b = world_add(w, store, "HERON_2023_10K", "Annual report of a bank\n");
    world_add(w, store, "third", "Something else\n");
    static const struct {
        const char *term;
        size_t count;
    } cases[] = {{"kestrel", 1}, {"annual", 2}, {"bank", 1}, {"hidden", 0}, {"10k", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_store_term term = {cases[i].term, 1};
        gk_candidate *items;
        size_t count;
        assert_ok(w, gk_store_lexical_contents(store, &term, 1, NULL, 10, &items, &count, &w->err));
        if (count != cases[i].count) fail_msg("%s found %zu contents", cases[i].term, count);
        for (size_t j = 0; j < count; j++) {
            assert_true(items[j].content == a || items[j].content == b);
            assert_int_equal(items[j].passage, 0);
            assert_true(items[j].score > 0);
        }
        gk_free(items);
    }
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(scores_are_those_of_bm25_by_hand),
        TEST(weights_decide_between_terms),
        TEST(equals_come_in_the_order_of_the_library),
        TEST(a_search_may_be_restricted_to_contents),
        TEST(whatever_a_term_holds_it_is_only_a_term),
        TEST(a_query_may_have_no_terms_or_hundreds),
        TEST(an_open_reader_finds_what_was_added_since),
        TEST(a_content_is_found_by_its_title_and_first_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
