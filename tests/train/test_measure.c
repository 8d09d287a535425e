/* SPDX-License-Identifier: Apache-2.0 */
#include "train/measure.h"
#include "world.h"

enum { HIDDEN = 32 };

/* An engine for which a text means its first word: a vector with a 1 in that word's place; as a
 * score, of a pair, how far the passage's first word stands down the vocabulary. */
static gk_status encode_first_word(gk_engine *engine, const gk_train_sequence *s, size_t count,
                                   bool keep, float *outputs, gk_error *err)
{
    (void)engine, (void)keep, (void)err;
    memset(outputs, 0, count * HIDDEN * sizeof *outputs);
    for (size_t i = 0; i < count; i++) outputs[i * HIDDEN + (size_t)s[i].ids[1] % HIDDEN] = 1;
    return GK_OK;
}

static gk_status score_passage(gk_engine *engine, const gk_train_sequence *s, size_t count,
                               bool keep, float *outputs, gk_error *err)
{
    (void)engine, (void)keep, (void)err;
    for (size_t i = 0; i < count; i++) outputs[i] = -(float)s[i].ids[s[i].second];
    return GK_OK;
}

typedef struct world {
    gk_config config;
    gk_tokenizer *tokenizer;
    gk_reader reader;
    gk_examples *dev;
    char *folder;
} world;

static void open_world(world *w, const char *examples)
{
    w->folder = folder_new();
    char *path = file_new(w->folder, "dev.jsonl", examples);
    w->dev = gk_examples_new();
    must(gk_config_read(TINY, &w->config, err));
    must(gk_tokenizer_open(TINY "/tokenizer.json", &w->tokenizer, err));
    must(gk_examples_read(w->dev, path, false, NULL, err));
    w->reader = (gk_reader){w->tokenizer, &w->config, 20};
    gk_free(path);
}

static void close_world(world *w)
{
    gk_examples_free(w->dev);
    gk_tokenizer_free(w->tokenizer);
    gk_config_free(&w->config);
    folder_remove(w->folder);
}

static const char four[] =
    "{\"query\": \"cash\", \"positive\": \"cash a\", \"negatives\": [\"sales b\"]}\n"
    "{\"query\": \"sales\", \"positive\": \"net c\", \"negatives\": [\"a cash\"]}\n" /* sales b is
                                                                                        near */
    "{\"query\": \"net\", \"positive\": \"net c\", \"negatives\": [\"cash a\"]}\n"
    "{\"query\": \"a\", \"positive\": \"cash d\", \"negatives\": []}\n"; /* a cash is near */

static void recall_counts_queries_whose_positive_is_nearest_of_all_passages(void **state)
{
    (void)state;
    world w;
    const gk_engine_kind kind = {.encode = encode_first_word};
    const gk_watch watch = {0};
    double recall = -1;
    open_world(&w, four);
    must(gk_measure(&kind, NULL, &w.reader, false, w.dev, &watch, &recall, err));
    assert_float_equal(recall, 0.5, 1e-9);
    close_world(&w);
}

static void a_reranker_is_measured_on_each_query_s_own_passages(void **state)
{
    (void)state;
    world w;
    const gk_engine_kind kind = {.encode = score_passage};
    const gk_watch watch = {0};
    double recall = -1;
    gk_ids ids = {0};
    open_world(&w, "{\"query\": \"a\", \"positive\": \"cash\", \"negatives\": [\"sales\"]}\n"
                   "{\"query\": \"b\", \"positive\": \"sales\", \"negatives\": [\"cash\"]}\n"
                   "{\"query\": \"c\", \"positive\": \"cash\", \"negatives\": [\"cash a\"]}\n");
    gk_tokenizer_encode(w.tokenizer, "cash sales", 10, 10, &ids);
    assert_int_not_equal(ids.ids[0], ids.ids[1]);
    must(gk_measure(&kind, NULL, &w.reader, true, w.dev, &watch, &recall, err));
    assert_float_equal(recall, 1.0 / 3, 1e-9); /* one of the first two; a tie is no first place */
    gk_free(ids.ids);
    close_world(&w);
}

static bool stop(void *ctx, const gk_work *work)
{
    size_t *left = ctx;
    (void)work;
    return (*left)-- > 0;
}

static void what_was_stopped_leaves_the_recall_alone(void **state)
{
    (void)state;
    world w;
    const gk_engine_kind kind = {.encode = encode_first_word};
    open_world(&w, four);
    for (size_t calls = 0; calls < 3; calls++) {
        size_t left = calls;
        const gk_watch watch = {stop, &left};
        double recall = -1;
        gk_error why = {0};
        assert_int_equal(gk_measure(&kind, NULL, &w.reader, false, w.dev, &watch, &recall, &why),
                         GK_STOPPED);
        assert_float_equal(recall, -1, 0);
    }
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recall_counts_queries_whose_positive_is_nearest_of_all_passages),
        cmocka_unit_test(a_reranker_is_measured_on_each_query_s_own_passages),
        cmocka_unit_test(what_was_stopped_leaves_the_recall_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
