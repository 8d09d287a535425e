/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"
#include "world.h"

#include <math.h>

static gk_corpus *corpus_of(world *w, const char *const *texts, size_t count)
{
    gk_string lines = {0};
    for (size_t i = 0; i < count; i++)
        gk_string_addf(&lines, "{\"id\": \"%zu\", \"doc\": \"D\", \"text\": \"%s\"}\n", i,
                       texts[i]);
    gk_corpus *corpus = world_corpus(w, lines.data);
    gk_string_free(&lines);
    return corpus;
}

/* The formula, written down once more: f times in a passage of so many terms. */
static double score_of(double passages, double with, double f, double length, double mean)
{
    double idf = log(1 + (passages - with + 0.5) / (with + 0.5));
    return idf * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * length / mean));
}

static void expect_found(const gk_found *found, uint32_t passage, double score)
{
    if (found->passage != passage || fabs((double)found->score - score) > 1e-4)
        fail_msg("passage %u, score %f, not %u, %f", found->passage, (double)found->score, passage,
                 score);
}

static void scores_follow_the_formula(void **state)
{
    world *w = *state;
    static const char *const texts[] = {"inventory inventory fell", "inventory rose", "net sales",
                                        "net income rose", "dividends"};
    gk_corpus *corpus = corpus_of(w, texts, 5);
    gk_bm25 *bm25 = gk_bm25_new(corpus, 2);
    const char *query = "What was the Inventory, inventory?";
    gk_found found[3];
    gk_bm25_search(bm25, &query, 1, 3, 2, found);
    double mean = 16.0 / 5; /* the title is a term of each */
    expect_found(&found[0], 0, score_of(5, 2, 2, 4, mean));
    expect_found(&found[1], 1, score_of(5, 2, 1, 3, mean));
    assert_int_equal(found[2].passage, UINT32_MAX);
    gk_bm25_free(bm25);
    gk_corpus_free(corpus);
}

static void words_are_folded_and_the_title_counts(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(
        w, "{\"id\": \"a\", \"doc\": \"HALDEN_2024\", \"text\": \"Net sales were 1,577.\"}\n"
           "{\"id\": \"b\", \"doc\": \"OTHER\", \"text\": \"存货减少\"}\n"
           "{\"id\": \"c\", \"doc\": \"OTHER_2\", \"text\": \"nothing of it\"}\n");
    gk_bm25 *bm25 = gk_bm25_new(corpus, 1);
    static const char *const queries[] = {"Halden", "sale 1577", "存货", "the of what", ""};
    static const uint32_t expected[] = {0, 0, 1, UINT32_MAX, UINT32_MAX};
    gk_found found[5];
    gk_bm25_search(bm25, queries, 5, 1, 1, found);
    for (size_t i = 0; i < 5; i++) assert_int_equal(found[i].passage, expected[i]);
    gk_bm25_free(bm25);
    gk_corpus_free(corpus);
}

/* Terms of which each passage has some; the same every time. */
static void add_words(gk_string *text, gk_random *random)
{
    size_t count = 1 + gk_random_below(random, 6);
    for (size_t i = 0; i < count; i++) {
        uint64_t word = gk_random_below(random, 40) *
                        gk_random_below(random, 40); /* some are common */
        gk_string_addf(text, "%sw%llux", i ? " " : "", (unsigned long long)word);
    }
}

/* f and length of a term in a passage. */
typedef struct counting {
    const char *term;
    double f, length;
} counting;

static bool count_term(void *ctx, const gk_term *term)
{
    counting *c = ctx;
    c->f += strcmp(term->text, c->term) == 0;
    c->length++;
    return true;
}

/* More passages than one part of the index holds: results are those of a walk through all. */
static void a_large_corpus_is_searched_as_a_small_one(void **state)
{
    world *w = *state;
    enum { COUNT = 20000, K = 40 };
    gk_string lines = {0};
    gk_random random = gk_random_start(3);
    for (int i = 0; i < COUNT; i++) {
        gk_string_addf(&lines, "{\"id\": \"%d\", \"doc\": \"D\", \"text\": \"", i);
        add_words(&lines, &random);
        gk_string_add(&lines, "\"}\n");
    }
    gk_corpus *corpus = world_corpus(w, lines.data);
    gk_string_free(&lines);
    static const char term[] = "w30x";
    double *f = gk_alloc_array(COUNT, sizeof *f), *length = gk_alloc_array(COUNT, sizeof *length);
    double with = 0, total = 0;
    gk_terms *terms = gk_terms_new();
    for (size_t i = 0; i < COUNT; i++) {
        counting c = {.term = term};
        gk_terms_each(terms, corpus->passages[i].titled, strlen(corpus->passages[i].titled),
                      count_term, &c);
        f[i] = c.f;
        length[i] = c.length;
        with += c.f > 0;
        total += c.length;
    }
    assert_in_range((size_t)with, K, COUNT / 2);
    gk_found found[3 * K];
    const char *queries[] = {"w30x", "nowhere", "w30x w30x"};
    gk_bm25 *bm25 = gk_bm25_new(corpus, 2);
    gk_bm25_search(bm25, queries, 3, K, 2, found);
    bool last_part = false;
    for (size_t i = 0; i < K; i++) {
        uint32_t p = found[i].passage;
        assert_in_range(p, 0, COUNT - 1);
        expect_found(&found[i], p, score_of(COUNT, with, f[p], length[p], total / COUNT));
        last_part |= p >= 2 * 8192;
        assert_int_equal(found[K + i].passage, UINT32_MAX);
        assert_int_equal(found[2 * K + i].passage, p); /* a term counts once */
        if (i == 0) continue;
        bool in_order = found[i - 1].score > found[i].score ||
                        (found[i - 1].score == found[i].score && found[i - 1].passage < p);
        assert_true(in_order);
    }
    assert_true(last_part);
    size_t better = 0; /* none that is missing is better than the last */
    for (size_t i = 0; i < COUNT; i++)
        better += f[i] > 0 && score_of(COUNT, with, f[i], length[i], total / COUNT) >
                                  (double)found[K - 1].score + 1e-4;
    assert_in_range(better, 0, K - 1);
    gk_bm25_free(bm25);
    gk_terms_free(terms);
    gk_free(f);
    gk_free(length);
    gk_corpus_free(corpus);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(scores_follow_the_formula),
        test(words_are_folded_and_the_title_counts),
        test(a_large_corpus_is_searched_as_a_small_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
