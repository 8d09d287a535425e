/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose turn it is, and what is passed over: candidates of one query by vectors made by hand.
 */
#include "world.h"

#include <math.h>

enum { MOST = 12, WANTED = 4, DEPTH = 10 };

/* One query, whose vector is (1, 0); passage 0 answers it. A passage's cosine with the query is
 * what it was added with. */
typedef struct scene {
    gk_corpus_passage passages[MOST];
    float vectors[2 * MOST];
    uint32_t rows[MOST], negatives[WANTED], answers[1];
    gk_found dense[DEPTH], lexical[DEPTH];
    size_t dense_count, lexical_count;
    gk_corpus corpus;
    gk_mine_picking picking;
    gk_corpus_query query;
    gk_mine_picked picked;
} scene;

static const float along[] = {1, 0};

static void start(scene *s)
{
    *s = (scene){.query = {.query = "orchard yields", .style = "", .source = ""}};
    for (size_t i = 0; i < DEPTH; i++)
        s->dense[i] = s->lexical[i] = (gk_found){.passage = UINT32_MAX};
    s->picking = (gk_mine_picking){.corpus = &s->corpus,
                                   .vectors = s->vectors,
                                   .rows = s->rows,
                                   .dimensions = 2,
                                   .negatives = WANTED,
                                   .depth = DEPTH,
                                   .lexical = 0.5,
                                   .margin = 1.03};
}

/* Adds a passage and gives its number. */
static uint32_t add(world *w, scene *s, const char *doc, const char *text, float cosine)
{
    const uint32_t number = (uint32_t)s->corpus.count++;
    s->passages[number] = passage_of(w, doc, text);
    s->passages[number].twin = number;
    s->rows[number] = number;
    s->vectors[2 * number] = cosine;
    s->vectors[2 * number + 1] = sqrtf(1 - cosine * cosine);
    return number;
}

static void by_model(scene *s, uint32_t passage)
{
    s->dense[s->dense_count++] = (gk_found){passage, s->vectors[2 * passage]};
}

static void by_words(scene *s, uint32_t passage)
{
    s->lexical[s->lexical_count++] = (gk_found){passage, 1};
}

static void pick(world *w, scene *s)
{
    s->corpus.passages = s->passages;
    s->picked = (gk_mine_picked){.query = &s->query,
                                 .answers = s->answers,
                                 .answer_count = 1,
                                 .vector = along,
                                 .dense = s->dense,
                                 .lexical = s->lexical,
                                 .negatives = s->negatives};
    gk_mine_pick(&s->picking, w->terms, w->arena, &s->picked);
}

static void expect_negatives(const scene *s, const uint32_t *expected, size_t count)
{
    assert_int_equal(s->picked.count, count);
    for (size_t i = 0; i < count; i++)
        if (s->negatives[i] != expected[i])
            fail_msg("negative %zu is passage %u, not %u", i, s->negatives[i], expected[i]);
}

/* Texts that share no three words. */
static const char *const unlike[] = {
    "The orchard gave more apples than in any year before the frost came.",
    "Our lorries were repaired in March by two mechanics from the north.",
    "A council of elders approved the bridge after long debate in winter.",
    "Painters covered every wall with lime while musicians rehearsed outside.",
    "Copper pipes replaced iron ones throughout the southern wing last spring.",
    "Eleven sailors waited ashore until thick fog had lifted from the bay.",
    "Bakers complained that flour cost twice what they paid for yeast.",
    "No student passed the harder examination without private lessons first."};

static void lists_take_turns_and_fill_up_for_each_other(void **state)
{
    world *w = *state;
    scene s;
    start(&s);
    add(w, &s, "ORCHARD", unlike[0], 0.9F);
    for (size_t i = 1; i < 7; i++) add(w, &s, "OTHER", unlike[i], 0.5F);
    by_model(&s, 1); /* of the model's two one is of the orchard's document, which has no other */
    by_model(&s, 2);
    by_model(&s, 3);
    by_words(&s, 4);
    by_words(&s, 1); /* a negative already */
    by_words(&s, 5);
    by_words(&s, 6);
    pick(w, &s);
    expect_negatives(&s, (const uint32_t[]){1, 4, 5, 2}, 4);
    assert_int_equal(s.picked.by_lexical, 2);
}

static void excluded_passages_and_copies_of_answers_are_passed_over(void **state)
{
    world *w = *state;
    scene s;
    start(&s);
    add(w, &s, "ORCHARD", unlike[0], 0.9F);
    for (size_t i = 1; i < 5; i++) add(w, &s, "OTHER", unlike[i], 0.5F);
    s.rows[1] = UINT32_MAX;
    s.passages[2].twin = 0;
    for (uint32_t i = 0; i < 5; i++) by_model(&s, i);
    by_words(&s, 1);
    pick(w, &s);
    expect_negatives(&s, (const uint32_t[]){3, 4}, 2);
    assert_int_equal(s.picked.refused[GK_SAME_TEXT], 0); /* not even looked at */
}

static void the_margin_is_a_share_of_the_positive_s_cosine(void **state)
{
    world *w = *state;
    scene s;
    start(&s);
    add(w, &s, "ORCHARD", unlike[0], 0.80F);
    add(w, &s, "OTHER", unlike[1], 0.83F); /* above 1.03 · 0.80 */
    add(w, &s, "OTHER", unlike[2], 0.82F);
    by_model(&s, 1);
    by_model(&s, 2);
    pick(w, &s);
    expect_negatives(&s, (const uint32_t[]){2}, 1);
    assert_int_equal(s.picked.refused[GK_TOO_NEAR], 1);
}

static void a_neighbour_of_the_answer_must_be_further_away(void **state)
{
    world *w = *state;
    scene s;
    start(&s);
    add(w, &s, "ORCHARD", unlike[0], 0.80F);
    add(w, &s, "ORCHARD", unlike[1], 0.79F); /* beside it, above 0.98 · 0.80 */
    add(w, &s, "ORCHARD", unlike[2], 0.79F);
    add(w, &s, "OTHER", unlike[3], 0.5F);
    by_model(&s, 1);
    by_model(&s, 2);
    by_model(&s, 3);
    pick(w, &s);
    expect_negatives(&s, (const uint32_t[]){2, 3}, 2);
    assert_int_equal(s.picked.refused[GK_TOO_NEAR], 1);
}

static void the_same_words_are_a_negative_no_more_than_twice(void **state)
{
    world *w = *state;
    scene s;
    start(&s);
    s.query.query = "Grove 2015 orchard yields"; /* tells the other years apart */
    add(w, &s, "GROVE_2015_10K", unlike[0], 0.9F);
    add(w, &s, "GROVE_2016_10K", unlike[1], 0.6F);
    add(w, &s, "GROVE_2017_10K", unlike[1], 0.6F);
    add(w, &s, "GROVE_2018_10K", unlike[1], 0.6F);
    add(w, &s, "GROVE_2019_10K", unlike[2], 0.6F);
    for (uint32_t i = 1; i < 5; i++) by_model(&s, i);
    pick(w, &s);
    expect_negatives(&s, (const uint32_t[]){1, 2, 4}, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_take_turns_and_fill_up_for_each_other),
        cmocka_unit_test(excluded_passages_and_copies_of_answers_are_passed_over),
        cmocka_unit_test(the_margin_is_a_share_of_the_positive_s_cosine),
        cmocka_unit_test(a_neighbour_of_the_answer_must_be_further_away),
        cmocka_unit_test(the_same_words_are_a_negative_no_more_than_twice),
    };
    return cmocka_run_group_tests(tests, world_start, world_end);
}
