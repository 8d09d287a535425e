/* SPDX-License-Identifier: Apache-2.0 */
#include "train/examples.h"
#include "world.h"

static void refused(const char *text, const char *part)
{
    char *folder = folder_new(), *path = file_new(folder, "examples.jsonl", text);
    gk_error err = {0};
    gk_examples *e = gk_examples_new();
    assert_int_equal(gk_examples_read(e, path, false, NULL, &err), GK_INPUT);
    assert_contains(err.message, path);
    assert_contains(err.message, part);
    gk_examples_free(e);
    gk_free(path);
    folder_remove(folder);
}

static void what_is_no_example_is_refused_by_line_and_field(void **state)
{
    (void)state;
    static const char good[] = "{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"n\"]}\n";
    char *second = gk_format("%s\n{\"query\": \"q\"}\n", good);
    refused(second, "line 3: \"positive\"");
    gk_free(second);
    refused("{\"query\": \"\", \"positive\": \"p\"}\n", "line 1: \"query\"");
    refused("{\"query\": 1, \"positive\": \"p\"}\n", "line 1: \"query\"");
    refused("{\"query\": \"q\", \"positive\": \"p\", \"negatives\": \"n\"}\n",
            "\"negatives\" is no");
    refused("{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [1]}\n", "\"negatives\" holds");
    refused("{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"p\"]}\n",
            "the positive stands among");
    refused("[1]\n", "line 1: no JSON object");
    refused("{\"query\"\n", "line 1");
    refused("\n\n", "holds no examples");
}

static void a_file_that_is_not_there_is_named(void **state)
{
    (void)state;
    gk_error err = {0};
    gk_examples *e = gk_examples_new();
    assert_int_equal(gk_examples_read(e, "/nowhere/examples.jsonl", false, NULL, &err), GK_INPUT);
    assert_contains(err.message, "/nowhere/examples.jsonl");
    gk_examples_free(e);
}

static void an_example_without_negatives_is_refused_where_they_are_needed(void **state)
{
    (void)state;
    char *folder = folder_new();
    char *path = file_new(folder, "examples.jsonl",
                          "{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"n\"]}\n"
                          "{\"query\": \"r\", \"positive\": \"p\"}\n");
    gk_error why = {0};
    gk_examples *e = gk_examples_new();
    assert_int_equal(gk_examples_read(e, path, true, NULL, &why), GK_INPUT);
    assert_contains(why.message, "line 2: \"negatives\"");
    gk_examples_free(e);
    gk_free(path);
    folder_remove(folder);
}

static bool stop_at_once(void *ctx, const gk_work *work)
{
    (void)ctx, (void)work;
    return false;
}

static void reading_can_be_stopped(void **state)
{
    (void)state;
    char *folder = folder_new(), *path = examples_new(folder, "examples.jsonl", 0, 3000);
    const gk_watch watch = {stop_at_once, NULL};
    gk_error why = {0};
    gk_examples *e = gk_examples_new();
    assert_int_equal(gk_examples_read(e, path, false, &watch, &why), GK_STOPPED);
    assert_in_range(e->count, 1, 2999);
    gk_examples_free(e);
    gk_free(path);
    folder_remove(folder);
}

static void other_content_has_another_digest(void **state)
{
    (void)state;
    char *folder = folder_new();
    static const char *const lines[] = {
        "{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"n\"], \"source\": \"a\"}\n",
        "{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"m\"]}\n",
        "{\"query\": \"p\", \"positive\": \"q\", \"negatives\": [\"n\"]}\n"};
    uint64_t digests[3];
    for (size_t i = 0; i < 3; i++) {
        char *path = file_new(folder, "examples.jsonl", lines[i]);
        gk_examples *e = gk_examples_new();
        must(gk_examples_read(e, path, false, NULL, err));
        digests[i] = e->digest;
        assert_string_equal(e->sources[e->examples[0].source], i == 0 ? "a" : "");
        gk_examples_free(e);
        gk_free(path);
    }
    assert_true(digests[0] != digests[1] && digests[0] != digests[2] && digests[1] != digests[2]);
    folder_remove(folder);
}

static void a_text_stands_in_memory_once(void **state)
{
    (void)state;
    char *folder = folder_new();
    char *path = file_new(folder, "examples.jsonl",
                          "{\"query\": \"q\", \"positive\": \"p\", \"negatives\": [\"n\", \"m\"]}\n"
                          "{\"query\": \"r\", \"positive\": \"n\", \"negatives\": [\"p\"]}\n"
                          "{\"query\": \"s\", \"positive\": \"p\"}\n");
    gk_examples *e = gk_examples_new();
    must(gk_examples_read(e, path, false, NULL, err));
    assert_int_equal(e->count, 3);
    assert_int_equal(e->text_count, 6);
    assert_int_equal(e->examples[0].positive, e->examples[1].negatives[0]);
    assert_int_equal(e->examples[0].positive, e->examples[2].positive);
    assert_string_equal(e->texts[e->examples[1].query], "r");
    assert_int_equal(e->examples[2].negative_count, 0);
    gk_examples_free(e);
    gk_free(path);
    folder_remove(folder);
}

static void many_texts_are_found_again(void **state)
{
    (void)state;
    char *folder = folder_new(), *path = examples_new(folder, "examples.jsonl", 0, 3000);
    gk_examples *e = gk_examples_new();
    must(gk_examples_read(e, path, false, NULL, err));
    const size_t texts = e->text_count;
    must(gk_examples_read(e, path, false, NULL, err));
    assert_int_equal(e->text_count, texts);
    assert_int_equal(e->count, 6000);
    for (size_t i = 0; i < 3000; i++)
        assert_int_equal(e->examples[i].query, e->examples[i + 3000].query);
    gk_examples_free(e);
    gk_free(path);
    folder_remove(folder);
}

/* ---- texts into sequences -------------------------------------------------------------------- */

typedef struct model {
    gk_config config;
    gk_tokenizer *tokenizer;
    gk_reader reader;
} model;

static void open_reader(model *m, const char *folder, size_t limit)
{
    char *path = gk_path_join(folder, "tokenizer.json");
    must(gk_config_read(folder, &m->config, err));
    must(gk_tokenizer_open(path, &m->tokenizer, err));
    m->reader = (gk_reader){m->tokenizer, &m->config, limit};
    gk_free(path);
}

static void close_reader(model *m)
{
    gk_tokenizer_free(m->tokenizer);
    gk_config_free(&m->config);
}

static void a_pair_stands_as_its_model_expects_it(void **state)
{
    (void)state;
    static const char *const folders[] = {TINY, TINY_XLMR};
    for (size_t i = 0; i < 2; i++) {
        model m;
        gk_batch batch = {0};
        open_reader(&m, folders[i], 30);
        const bool typed = i == 0;
        gk_batch_add_pair(&batch, &m.reader, "cash", "net sales");
        const gk_train_sequence *s = &batch.sequences[0];
        const int32_t closing = gk_tokenizer_closing(m.tokenizer);
        size_t closings = 0;
        for (size_t j = 0; j < s->length; j++) closings += s->ids[j] == closing;
        assert_int_equal(s->ids[0], gk_tokenizer_opening(m.tokenizer));
        assert_int_equal(s->ids[s->length - 1], closing);
        assert_int_equal(closings, typed ? 2 : 3);
        if (typed)
            assert_int_equal(s->ids[s->second - 1], closing); /* type 1 follows the first [SEP] */
        else
            assert_int_equal(s->second, s->length);
        gk_batch_free(&batch);
        close_reader(&m);
    }
}

static void the_longer_text_of_a_pair_is_cut(void **state)
{
    (void)state;
    model m;
    gk_batch batch = {0};
    gk_string passage = {0};
    open_reader(&m, TINY, 12);
    for (int i = 0; i < 100; i++) gk_string_add(&passage, "cash ");
    gk_batch_add_pair(&batch, &m.reader, "a b", passage.data);
    gk_batch_add_pair(&batch, &m.reader, passage.data, passage.data);
    assert_int_equal(batch.sequences[0].length, 12);
    assert_int_equal(batch.sequences[0].second, 4); /* [CLS] a b [SEP] */
    assert_int_equal(batch.sequences[1].length, 12);
    assert_in_range(batch.sequences[1].second, 6, 7);
    gk_batch_free(&batch);
    gk_string_free(&passage);
    close_reader(&m);
}

static void a_query_gets_the_model_s_prompt(void **state)
{
    (void)state;
    model m;
    gk_batch batch = {0};
    open_reader(&m, TINY_XLMR, 30);
    const gk_prompt *query = NULL;
    for (size_t i = 0; i < m.config.prompt_count; i++)
        if (strcmp(m.config.prompts[i].name, "query") == 0) query = &m.config.prompts[i];
    assert_non_null(query);
    char *whole = gk_format("%scash", query->text);
    gk_ids ids = {0};
    gk_tokenizer_encode(m.tokenizer, whole, strlen(whole), 100, &ids);
    gk_batch_add(&batch, &m.reader, "query", "cash");
    assert_int_equal(batch.sequences[0].length, ids.count + 2);
    assert_memory_equal(batch.sequences[0].ids + 1, ids.ids, ids.count * sizeof *ids.ids);
    gk_free(ids.ids);
    gk_free(whole);
    gk_batch_free(&batch);
    close_reader(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_example_is_refused_by_line_and_field),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
        cmocka_unit_test(an_example_without_negatives_is_refused_where_they_are_needed),
        cmocka_unit_test(reading_can_be_stopped),
        cmocka_unit_test(other_content_has_another_digest),
        cmocka_unit_test(a_text_stands_in_memory_once),
        cmocka_unit_test(many_texts_are_found_again),
        cmocka_unit_test(a_pair_stands_as_its_model_expects_it),
        cmocka_unit_test(the_longer_text_of_a_pair_is_cut),
        cmocka_unit_test(a_query_gets_the_model_s_prompt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
