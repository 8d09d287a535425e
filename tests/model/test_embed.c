/* SPDX-License-Identifier: Apache-2.0
 *
 * The public functions: gk_model_embed and what tells of a model.
 */
#include "world.h"

#include "model/model.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { DIMENSIONS = 32, TEXTS = 300 };

static gk_model *tiny_open(void)
{
    gk_model *model;
    must(gk_model_open(TINY, &model, err));
    return model;
}

static void the_model_tells_its_size_and_its_fingerprint(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    size_t size;
    char hex[65], fingerprint[65], *bytes = folder_read(TINY, "model.safetensors", &size);
    gk_sha256(bytes, size, hex);
    assert_int_equal(gk_model_dimensions(model), DIMENSIONS);
    gk_model_fingerprint(model, fingerprint);
    assert_string_equal(fingerprint, hex);
    gk_free(bytes);
    gk_model_close(model);
}

/* Texts of many lengths, no two the same, some cut at the model's limit, one empty. */
static char **make_texts(void)
{
    char **texts = gk_alloc_array(TEXTS, sizeof *texts);
    for (int i = 0; i < TEXTS; i++) {
        gk_string s = {0};
        for (int j = 0; j < i * 7 % 31; j++)
            gk_string_addf(&s, "%s %d ", j % 3 ? "cash flow" : "sales", i * j);
        texts[i] = gk_string_take(&s);
    }
    return texts;
}

static void a_vector_does_not_depend_on_its_company(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    char **texts = make_texts();
    float *alone = gk_alloc_floats(TEXTS * DIMENSIONS), *all = gk_alloc_floats(TEXTS * DIMENSIONS);
    for (size_t i = 0; i < TEXTS; i++)
        must(gk_model_embed(model, (const char *const *)texts + i, NULL, 1, NULL,
                            alone + i * DIMENSIONS, err));
    static const int threads[] = {0, 1, 2, 7, 1000};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        memset(all, 0, TEXTS * DIMENSIONS * sizeof *all);
        const gk_embed_options options = {.threads = threads[t]};
        must(gk_model_embed(model, (const char *const *)texts, NULL, TEXTS, &options, all, err));
        for (size_t i = 0; i < TEXTS * DIMENSIONS; i++)
            if (fabsf(all[i] - alone[i]) > 1e-6F)
                fail_msg("%d threads, text %zu: %.8f, alone %.8f", threads[t], i / DIMENSIONS,
                         all[i], alone[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) gk_free(texts[i]);
    gk_free(texts);
    gk_free(alone);
    gk_free(all);
    gk_model_close(model);
}

static void text_of_any_bytes_has_a_vector_of_length_one(void **state)
{
    (void)state;
    static const char *const texts[] = {"\xFF\xFE\x80 sales \xC3", "\xED\xA0\x80\xF4\x90\x80\x80",
                                        "\x01\x02\x7F", "[SEP][CLS][PAD]"};
    enum { COUNT = sizeof texts / sizeof *texts };
    gk_model *model = tiny_open();
    float vectors[COUNT * DIMENSIONS];
    must(gk_model_embed(model, texts, NULL, COUNT, NULL, vectors, err));
    for (size_t i = 0; i < COUNT; i++) {
        double squares = 0;
        for (size_t j = 0; j < DIMENSIONS; j++) squares += pow(vectors[i * DIMENSIONS + j], 2);
        assert_float_equal((float)squares, 1, 1e-5F);
    }
    gk_model_close(model);
}

/* ---- several callers ------------------------------------------------------------------------ */

enum { MANY = 60000 };

typedef struct batch {
    gk_model *model;
    atomic_bool begun, done;
} batch;

static void *embed_many(void *arg)
{
    batch *b = arg;
    const char **texts = gk_alloc_array(MANY, sizeof *texts);
    float *vectors = gk_alloc_floats((size_t)MANY * DIMENSIONS);
    for (size_t i = 0; i < MANY; i++) texts[i] = "net sales and cash flow of the fiscal year";
    atomic_store(&b->begun, true);
    gk_model_embed(b->model, texts, NULL, MANY, NULL, vectors, NULL);
    atomic_store(&b->done, true);
    gk_free((void *)texts);
    gk_free(vectors);
    return NULL;
}

static void a_query_does_not_wait_for_a_batch_to_end(void **state)
{
    (void)state;
    batch b = {.model = tiny_open()};
    pthread_t thread;
    const char *query = "sales";
    float vector[DIMENSIONS];
    assert_int_equal(pthread_create(&thread, NULL, embed_many, &b), 0);
    while (!atomic_load(&b.begun)) sched_yield();
    must(gk_model_embed(b.model, &query, NULL, 1, NULL, vector, err));
    const bool done = atomic_load(&b.done);
    pthread_join(thread, NULL);
    assert_false(done);
    gk_model_close(b.model);
}

/* ---- options -------------------------------------------------------------------------------- */

static void a_prompt_stands_before_each_text(void **state)
{
    (void)state;
    references r = references_read(TINY_XLMR "/vectors_query.jsonl", DIMENSIONS);
    const char *const *texts = (const char *const *)r.texts;
    static const gk_embed_options ways[] = {{.prompt = "query"},
                                            {.prompt_text = "query: "},
                                            {.prompt = "none", .prompt_text = "query: "}};
    float *vectors = gk_alloc_floats(r.count * DIMENSIONS);
    gk_model *model;
    must(gk_model_open(TINY_XLMR, &model, err));
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        must(gk_model_embed(model, texts, NULL, r.count, &ways[i], vectors, err));
        assert_vectors(&r, vectors, 1e-4);
    }
    gk_model_close(model);
    gk_free(vectors);
    references_free(&r);
}

static void the_default_prompt_is_the_folders(void **state)
{
    (void)state;
    char *folder = folder_copy(TINY_XLMR);
    folder_set(folder, "config_sentence_transformers.json", "default_prompt_name",
               json_string("query"));
    references r = references_read(TINY_XLMR "/vectors_query.jsonl", DIMENSIONS);
    float *vectors = gk_alloc_floats(r.count * DIMENSIONS);
    gk_model *model;
    must(gk_model_open(folder, &model, err));
    must(gk_model_embed(model, (const char *const *)r.texts, NULL, r.count, NULL, vectors, err));
    assert_vectors(&r, vectors, 1e-4);
    gk_model_close(model);
    gk_free(vectors);
    references_free(&r);
    folder_remove(folder);
}

static void a_prompt_that_is_not_there_is_named_unless_it_is_a_role(void **state)
{
    (void)state;
    gk_model *model;
    gk_error problem = {0};
    const char *text = "sales";
    float plain[DIMENSIONS], vector[DIMENSIONS];
    const gk_embed_options role = {.prompt = "query"}, other = {.prompt = "clustering"};
    must(gk_model_open(TINY, &model, err)); /* has no prompts */
    must(gk_model_embed(model, &text, NULL, 1, NULL, plain, err));
    must(gk_model_embed(model, &text, NULL, 1, &role, vector, err));
    assert_memory_equal(plain, vector, sizeof plain);
    assert_int_equal(gk_model_embed(model, &text, NULL, 1, &other, vector, &problem), GK_INVALID);
    assert_contains(problem.message, "clustering");
    assert_contains(problem.message, "none");
    gk_model_close(model);
}

static void passage_and_document_stand_in_for_each_other(void **state)
{
    (void)state;
    gk_model *model;
    const char *text = "sales";
    float passage[DIMENSIONS], document[DIMENSIONS], query[DIMENSIONS];
    must(gk_model_open(TINY_XLMR, &model, err)); /* has "passage" */
    must(gk_model_embed(model, &text, NULL, 1, &(gk_embed_options){.prompt = "passage"}, passage,
                        err));
    must(gk_model_embed(model, &text, NULL, 1, &(gk_embed_options){.prompt = "document"}, document,
                        err));
    must(gk_model_embed(model, &text, NULL, 1, &(gk_embed_options){.prompt = "query"}, query, err));
    assert_memory_equal(passage, document, sizeof passage);
    assert_memory_not_equal(passage, query, sizeof passage);
    gk_model_close(model);
}

static void fewer_dimensions_are_the_first_ones_made_of_length_one(void **state)
{
    (void)state;
    enum { CUT = 12 };
    const char *const texts[] = {"net sales", "cash flow of the year"};
    gk_model *model = tiny_open();
    gk_error problem = {0};
    float whole[2 * DIMENSIONS], cut[2 * CUT];
    const gk_embed_options options = {.dimensions = CUT}, many = {.dimensions = DIMENSIONS + 1};
    must(gk_model_embed(model, texts, NULL, 2, NULL, whole, err));
    must(gk_model_embed(model, texts, NULL, 2, &options, cut, err));
    for (size_t i = 0; i < 2; i++) {
        double squares = 0;
        for (size_t j = 0; j < CUT; j++) squares += pow(whole[i * DIMENSIONS + j], 2);
        for (size_t j = 0; j < CUT; j++)
            assert_float_equal(cut[i * CUT + j], whole[i * DIMENSIONS + j] / (float)sqrt(squares),
                               1e-6F);
    }
    assert_int_equal(gk_model_embed(model, texts, NULL, 2, &many, whole, &problem), GK_INVALID);
    assert_contains(problem.message, "33");
    gk_model_close(model);
}

static void lengths_allow_a_nul_in_a_text(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    const char *const texts[] = {"sales\0cash", "sales", "sales\0cash"};
    const size_t lengths[] = {10, 5, 5};
    float v[3 * DIMENSIONS];
    must(gk_model_embed(model, texts, lengths, 3, NULL, v, err));
    assert_memory_equal(v + DIMENSIONS, v + 2 * DIMENSIONS, DIMENSIONS * sizeof *v);
    assert_memory_not_equal(v, v + DIMENSIONS, DIMENSIONS * sizeof *v);
    gk_model_close(model);
}

/* 22 tokens fit between the template's two: 30 words make a window of 22 and one of 8. */
static void a_long_text_in_windows_is_the_average_of_its_parts(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    gk_string whole = {0}, first = {0}, rest = {0};
    static const char *const words[] = {"sales ", "cash ", "net ", "year "};
    for (int i = 0; i < 30; i++) {
        gk_string_add(&whole, words[i * 7 % 4]);
        gk_string_add(i < 22 ? &first : &rest, words[i * 7 % 4]);
    }
    const char *const texts[] = {whole.data, first.data, rest.data};
    const gk_embed_options windowed = {.windowed = true};
    float v[3 * DIMENSIONS], cut[DIMENSIONS];
    must(gk_model_embed(model, texts, NULL, 3, &windowed, v, err));
    must(gk_model_embed(model, texts, NULL, 1, NULL, cut, err));
    float average[DIMENSIONS];
    double squares = 0;
    for (size_t j = 0; j < DIMENSIONS; j++) {
        average[j] = 24 * v[DIMENSIONS + j] + 10 * v[2 * DIMENSIONS + j];
        squares += (double)average[j] * average[j];
    }
    for (size_t j = 0; j < DIMENSIONS; j++) {
        assert_float_equal(v[j], average[j] / (float)sqrt(squares), 1e-5F);
        assert_float_equal(cut[j], v[DIMENSIONS + j], 1e-6F); /* the first window alone */
    }
    gk_string_free(&whole);
    gk_string_free(&first);
    gk_string_free(&rest);
    gk_model_close(model);
}

static void every_window_begins_with_the_prompt(void **state)
{
    (void)state;
    gk_model *model;
    must(gk_model_open(TINY_XLMR, &model, err));
    gk_string whole = {0};
    for (int i = 0; i < 40; i++) gk_string_add(&whole, " sales");
    const gk_embed_options query = {.prompt = "query", .windowed = true},
                           plain = {.windowed = true};
    float with[DIMENSIONS], without[DIMENSIONS], first[DIMENSIONS];
    const char *text = whole.data;
    must(gk_model_embed(model, &text, NULL, 1, &query, with, err));
    must(gk_model_embed(model, &text, NULL, 1, &plain, without, err));
    assert_memory_not_equal(with, without, sizeof with);
    /* "query:" is 5 pieces here and more with "sales": all windows but the last hold the same ids
     * if each begins with the prompt, so the average stays near the first window's vector. */
    const gk_embed_options cut = {.prompt = "query"};
    must(gk_model_embed(model, &text, NULL, 1, &cut, first, err));
    double near = 0;
    for (size_t j = 0; j < DIMENSIONS; j++) near += (double)with[j] * first[j];
    if (near < 0.9) fail_msg("cosine of all windows with the first is %.4f", near);
    gk_string_free(&whole);
    gk_model_close(model);
}

static void kernels_may_be_named(void **state)
{
    (void)state;
    gk_model *model;
    gk_model_info *info;
    gk_error problem = {0};
    setenv("GOSHAWK_KERNELS", "portable", 1);
    must(gk_model_open(TINY, &model, err));
    must(gk_model_info_get(model, &info, err));
    assert_string_equal(info->kernels, "portable");
    gk_model_info_free(info);
    gk_model_close(model);
    setenv("GOSHAWK_KERNELS", "abacus", 1);
    assert_int_equal(gk_model_open(TINY, &model, &problem), GK_MODEL);
    assert_contains(problem.message, "abacus");
    assert_contains(problem.message, "portable");
    unsetenv("GOSHAWK_KERNELS");
}

static void a_folder_is_described(void **state)
{
    (void)state;
    gk_model *model;
    gk_model_info *i;
    must(gk_model_open(TINY_XLMR, &model, err));
    must(gk_model_info_get(model, &i, err));
    assert_string_equal(i->architecture, "xlm-roberta");
    assert_string_equal(i->tokenizer, "Unigram");
    assert_string_equal(i->weights, "float32");
    assert_string_equal(i->pooling, "mean");
    assert_int_equal(i->layers, 2);
    assert_int_equal(i->dimensions, DIMENSIONS);
    assert_int_equal(i->max_tokens, 24);
    assert_int_equal(i->prompt_count, 2);
    assert_string_equal(i->prompts[0].name, "query");
    assert_string_equal(i->prompts[0].text, "query: ");
    assert_int_equal(i->bytes > i->parameters * 2, 1); /* stored as float16 */
    gk_model_close(model);                             /* the description stands by itself */
    assert_string_equal(i->prompts[1].text, "passage: ");
    gk_model_info_free(i);
}

static void no_texts_are_no_failure_but_missing_ones_are(void **state)
{
    (void)state;
    gk_model *model = tiny_open();
    gk_error err = {0};
    float vector[DIMENSIONS];
    assert_int_equal(gk_model_embed(model, NULL, NULL, 0, NULL, NULL, &err), GK_OK);
    assert_int_equal(gk_model_embed(model, NULL, NULL, 1, NULL, vector, &err), GK_INVALID);
    gk_model_close(model);
    gk_model_close(NULL);
}

static void the_default_is_what_the_environment_names(void **state)
{
    (void)state;
    const char *was = getenv("GOSHAWK_MODEL");
    char *kept = was ? gk_strdup(was) : NULL, *path;
    gk_error err = {0};
    setenv("GOSHAWK_MODEL", TINY, 1);
    assert_int_equal(gk_model_default(&path, &err), GK_OK);
    assert_string_equal(path, TINY);
    gk_free(path);
    setenv("GOSHAWK_MODEL", "/nowhere/at/all", 1);
    assert_int_equal(gk_model_default(&path, &err), GK_MODEL);
    assert_null(path);
    assert_contains(err.message, "GOSHAWK_MODEL");
    assert_contains(err.message, "/nowhere/at/all");
    unsetenv("GOSHAWK_MODEL"); /* no model stands beside this program */
    assert_int_equal(gk_model_default(&path, &err), GK_MODEL);
    assert_contains(err.message, "GOSHAWK_MODEL");
    assert_contains(err.message, "--model");
    if (kept) setenv("GOSHAWK_MODEL", kept, 1);
    gk_free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_tells_its_size_and_its_fingerprint),
        cmocka_unit_test(a_vector_does_not_depend_on_its_company),
        cmocka_unit_test(text_of_any_bytes_has_a_vector_of_length_one),
        cmocka_unit_test(a_query_does_not_wait_for_a_batch_to_end),
        cmocka_unit_test(a_prompt_stands_before_each_text),
        cmocka_unit_test(the_default_prompt_is_the_folders),
        cmocka_unit_test(a_prompt_that_is_not_there_is_named_unless_it_is_a_role),
        cmocka_unit_test(passage_and_document_stand_in_for_each_other),
        cmocka_unit_test(fewer_dimensions_are_the_first_ones_made_of_length_one),
        cmocka_unit_test(lengths_allow_a_nul_in_a_text),
        cmocka_unit_test(a_long_text_in_windows_is_the_average_of_its_parts),
        cmocka_unit_test(every_window_begins_with_the_prompt),
        cmocka_unit_test(kernels_may_be_named),
        cmocka_unit_test(a_folder_is_described),
        cmocka_unit_test(no_texts_are_no_failure_but_missing_ones_are),
        cmocka_unit_test(the_default_is_what_the_environment_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
