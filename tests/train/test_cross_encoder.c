/* SPDX-License-Identifier: Apache-2.0
 *
 * A reranker that was trained, used: its scores are those of the training's own forward pass, whose
 * tokens and arithmetic are held against the reference libraries by themselves.
 *
 * `--train DIR` trains a model of each architecture, DIR/NAME/model; `--score MODEL` prints as JSON
 * lines what a model gives some pairs: for cross_encoder_test.py, which asks sentence-transformers
 * the same.
 */
#include "model/cross_encoder.h"
#include "train/engine.h"
#include "train/examples.h"
#include "world.h"

static const struct model {
    const char *name, *folder;
} models[] = {{"bert", TINY}, {"xlm_roberta", TINY_XLMR}};
enum { MODELS = sizeof models / sizeof *models };

/* The tiny models take 24 tokens: the last are cut, one since its query is long, too. */
static const char query[] = "net sales of the 1";
static const char long_query[] = "net sales of the 1 and cash of the 2 in revenue a b c d a b c d";
static const char *const passages[] = {
    "sales 2 net",
    "the cash in 2",
    "",
    "收入 revenue 1\nof the a b",
    "net sales in 1 of the a b c d and cash 2 revenue a b c d 1 2 net sales of the a in 2 the 1",
};
enum { PASSAGES = sizeof passages / sizeof *passages };

static void train(const struct model *from, const char *examples, const char *run)
{
    const gk_train_source source = {examples, 1};
    const gk_train_options options = {.sources = &source,
                                      .source_count = 1,
                                      .model = from->folder,
                                      .run = run,
                                      .reranker = true,
                                      .batch = 8,
                                      .steps = 12,
                                      .rate = 5e-3,
                                      .warmup = -1,
                                      .decay = -1,
                                      .seed = 5,
                                      .threads = 2};
    must(gk_train(&options, NULL, err));
}

/* A trained model of each kind: folder/NAME/model. */
static void train_all(const char *folder)
{
    char *examples = examples_new(folder, "examples.jsonl", 0, 40);
    for (size_t i = 0; i < MODELS; i++) {
        char *run = gk_path_join(folder, models[i].name);
        train(&models[i], examples, run);
        gk_free(run);
    }
    gk_free(examples);
}

static char *trained(const char *folder, const struct model *model)
{
    return gk_format("%s/%s/model", folder, model->name);
}

static void score(const char *folder, const char *asked, float *scores)
{
    gk_cross_encoder *encoder;
    must(gk_cross_encoder_open(folder, &encoder, err));
    gk_cross_encoder_score(encoder, asked, passages, PASSAGES, 2, scores);
    gk_cross_encoder_close(encoder);
}

/* The same by the training's forward pass. */
static void score_as_trained(const char *folder, const char *asked, float *scores)
{
    gk_config config;
    gk_parameters p;
    gk_tokenizer *tokenizer;
    gk_engine *engine;
    char *path = gk_path_join(folder, "tokenizer.json");
    must(gk_config_read(folder, &config, err));
    must(gk_parameters_read(folder, &config, true, 0, &p, err));
    must(gk_tokenizer_open(path, &tokenizer, err));
    const gk_engine_options options = {.threads = 1};
    must(gk_engine_cpu.open(&p, &options, &engine, err));
    const gk_reader reader = {tokenizer, &config, config.max_tokens};
    gk_batch batch = {0};
    for (size_t i = 0; i < PASSAGES; i++) gk_batch_add_pair(&batch, &reader, asked, passages[i]);
    must(gk_engine_cpu.encode(engine, batch.sequences, batch.count, false, scores, err));
    gk_engine_cpu.close(engine);
    gk_batch_free(&batch);
    gk_tokenizer_free(tokenizer);
    gk_parameters_free(&p);
    gk_config_free(&config);
    gk_free(path);
}

static float spread(const float *scores)
{
    float least = scores[0], most = scores[0];
    for (size_t i = 1; i < PASSAGES; i++) {
        least = fminf(least, scores[i]);
        most = fmaxf(most, scores[i]);
    }
    return most - least;
}

static void assert_near(const float *ours, const float *theirs, float most)
{
    for (size_t i = 0; i < PASSAGES; i++)
        if (!(fabsf(ours[i] - theirs[i]) <= most))
            fail_msg("passage %zu: %.6f, not %.6f", i, (double)ours[i], (double)theirs[i]);
}

/* ---- what is tested -------------------------------------------------------------------------- */

static char *world; /* the folder of trained models */

static int set_up(void **state)
{
    (void)state;
    world = folder_new();
    train_all(world);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(world);
    return 0;
}

static void scores_are_those_of_the_training(void **state)
{
    (void)state;
    const char *const asked[] = {query, long_query, ""};
    for (size_t i = 0; i < MODELS * 3; i++) {
        char *folder = trained(world, &models[i / 3]);
        float ours[PASSAGES], theirs[PASSAGES];
        score(folder, asked[i % 3], ours);
        score_as_trained(folder, asked[i % 3], theirs);
        assert_near(ours, theirs, 2e-5F);
        if (!(spread(ours) > 1e-3F)) fail_msg("the passages have the same score");
        gk_free(folder);
    }
}

/* Two texts the other way round are another pair, and one text more changes no other's score. */
static void each_pair_has_its_own_score(void **state)
{
    (void)state;
    char *folder = trained(world, &models[0]);
    gk_cross_encoder *encoder;
    float all[PASSAGES], one, other;
    const char *const asked = query;
    must(gk_cross_encoder_open(folder, &encoder, err));
    gk_cross_encoder_score(encoder, query, passages, PASSAGES, 0, all);
    gk_cross_encoder_score(encoder, query, &passages[1], 1, 1, &one);
    gk_cross_encoder_score(encoder, passages[1], &asked, 1, 1, &other);
    gk_cross_encoder_score(encoder, query, passages, 0, 1, NULL);
    assert_true(fabsf(one - all[1]) < 1e-5F);
    assert_true(fabsf(one - other) > 1e-4F);
    gk_cross_encoder_close(encoder);
    gk_free(folder);
}

static void int8_is_near_and_can_be_exported_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODELS; i++) {
        char *folder = trained(world, &models[i]);
        char *int8 = gk_format("%s/%s-int8", world, models[i].name);
        char *floats = gk_format("%s/%s-floats", world, models[i].name);
        float whole[PASSAGES], less[PASSAGES], again[PASSAGES];
        must(gk_model_quantize(folder, int8, err));
        must(gk_model_export(int8, floats, err));
        score(folder, query, whole);
        score(int8, query, less);
        score(floats, query, again);
        assert_near(less, whole, 0.2F * spread(whole));
        assert_near(again, whole, 0.2F * spread(whole));
        gk_free(folder);
        gk_free(int8);
        gk_free(floats);
    }
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void refused(const char *folder, const char *part)
{
    gk_cross_encoder *encoder = NULL;
    gk_error why = {0};
    assert_int_equal(gk_cross_encoder_open(folder, &encoder, &why), GK_MODEL);
    assert_null(encoder);
    assert_contains(why.message, part);
}

static json_t *two_labels(json_t *header)
{
    json_t *out = json_object_get(header, "classifier.weight");
    json_object_set_new(out, "shape", json_pack("[i, i]", 2, 16));
    return header;
}

static json_t *without_bias(json_t *header)
{
    json_t *bias = json_incref(json_object_get(header, "classifier.bias"));
    json_object_del(header, "classifier.bias");
    json_object_set_new(header, "unknown", bias);
    return header;
}

static void what_is_no_reranker_is_refused(void **state)
{
    (void)state;
    refused("/nonexistent/reranker", "goshawk train --reranker");
    refused(TINY, "goshawk train --reranker");
    char *folder = trained(world, &models[0]);
    const struct {
        json_t *(*edit)(json_t *header);
        const char *part;
    } edits[] = {{two_labels, "classifier.weight has shape (2, 16)"},
                 {without_bias, "classifier.bias is missing"}};
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        char *copy = folder_copy(folder);
        edit_header(copy, edits[i].edit);
        refused(copy, edits[i].part);
        folder_remove(copy);
    }
    char *copy = folder_copy(folder);
    folder_set(copy, "sentence_bert_config.json", "max_seq_length", json_integer(5));
    refused(copy, "too few");
    folder_remove(copy);
    gk_free(folder);
}

static void a_template_of_pairs_that_is_not_known_is_refused(void **state)
{
    (void)state;
    char *folder = trained(world, &models[1]), *copy = folder_copy(folder);
    json_t *tokenizer = folder_json(copy, "tokenizer.json");
    json_array_remove(json_object_get(json_object_get(tokenizer, "post_processor"), "pair"), 5);
    folder_save_json(copy, "tokenizer.json", tokenizer);
    refused(copy, "post_processor.pair");
    folder_remove(copy);
    gk_free(folder);
}

/* A CrossEncoder's folder has no modules of an embedding. */
static void modules_of_an_embedding_are_not_needed(void **state)
{
    (void)state;
    char *folder = trained(world, &models[0]), *copy = folder_copy(folder);
    float whole[PASSAGES], bare[PASSAGES];
    score(folder, query, whole);
    folder_delete(copy, "modules.json");
    folder_delete(copy, "1_Pooling/config.json");
    score(copy, query, bare);
    assert_near(bare, whole, 0);
    folder_remove(copy);
    gk_free(folder);
}

/* ---- for the Python test --------------------------------------------------------------------- */

static int print_scores(const char *folder)
{
    const char *const asked[] = {query, long_query};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        float scores[PASSAGES];
        score(folder, asked[i], scores);
        for (size_t k = 0; k < PASSAGES; k++) {
            json_t *line = json_pack("{s:s, s:s, s:f}", "query", asked[i], "passage", passages[k],
                                     "score", (double)scores[k]);
            char *text = json_dumps(line, 0);
            puts(text);
            free(text);
            json_decref(line);
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_of_the_training),
        cmocka_unit_test(each_pair_has_its_own_score),
        cmocka_unit_test(int8_is_near_and_can_be_exported_again),
        cmocka_unit_test(what_is_no_reranker_is_refused),
        cmocka_unit_test(a_template_of_pairs_that_is_not_known_is_refused),
        cmocka_unit_test(modules_of_an_embedding_are_not_needed),
    };
    if (argc == 3 && strcmp(argv[1], "--score") == 0) return print_scores(argv[2]);
    if (argc == 3 && strcmp(argv[1], "--train") == 0) {
        train_all(argv[2]);
        return 0;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
