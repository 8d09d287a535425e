/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "model/encoder.h"
#include "model/windows.h"
#include "tokenizer/tokenizer.h"

enum { DIMENSIONS = 32, LIMIT = 24 };

/* All references through the encoder at once, with one set of kernels. */
static float *encode_all(const references *r, const gk_config *config, const gk_weights *weights,
                         const gk_tokenizer *tokenizer, const gk_kernels *kernels)
{
    float *vectors = gk_alloc_floats(r->count * DIMENSIONS);
    gk_sequence *sequences = gk_alloc_array(r->count, sizeof *sequences);
    gk_ids *ids = gk_alloc_array(r->count, sizeof *ids);
    const gk_windower windower = {tokenizer, "", &(gk_ids){0}, LIMIT, false};
    size_t tokens = 0;
    for (size_t i = 0; i < r->count; i++) {
        gk_windows_make(&windower, r->texts[i], strlen(r->texts[i]), &ids[i]);
        sequences[i] = (gk_sequence){ids[i].ids, ids[i].count, vectors + i * DIMENSIONS, 0};
        tokens += ids[i].count;
    }
    gk_workspace *workspace = gk_workspace_new(config, tokens, LIMIT);
    gk_encode(config, weights, kernels, workspace, sequences, r->count);
    gk_workspace_free(workspace);
    for (size_t i = 0; i < r->count; i++) gk_free(ids[i].ids);
    gk_free(sequences);
    gk_free(ids);
    return vectors;
}

/* A folder's parts, as gk_local_open has them. */
typedef struct parts {
    gk_config config;
    gk_safetensors *file;
    gk_weights weights;
    gk_tokenizer *tokenizer;
} parts;

static parts parts_open(const char *folder)
{
    parts p;
    char *weights = gk_path_join(folder, "model.safetensors");
    char *tokenizer = gk_path_join(folder, "tokenizer.json");
    must(gk_config_read(folder, &p.config, err));
    must(gk_safetensors_open(weights, &p.file, err));
    must(gk_weights_read(p.file, weights, &p.config, &p.weights, err));
    must(gk_tokenizer_open(tokenizer, &p.tokenizer, err));
    assert_int_equal(p.config.max_tokens, LIMIT);
    gk_free(weights);
    gk_free(tokenizer);
    return p;
}

static void parts_close(parts *p)
{
    gk_weights_free(&p->weights);
    gk_config_free(&p->config);
    gk_safetensors_close(p->file);
    gk_tokenizer_free(p->tokenizer);
}

static void every_kernel_gives_the_reference_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *folder;
        gk_pooling pooling;
        const char *vectors;
    } ways[] = {{TINY, GK_POOL_MEAN, TINY "/vectors.jsonl"},
                {TINY, GK_POOL_CLS, TINY "/vectors_cls.jsonl"},
                {TINY_XLMR, GK_POOL_MEAN, TINY_XLMR "/vectors.jsonl"},
                {TINY_XLMR, GK_POOL_CLS, TINY_XLMR "/vectors_cls.jsonl"}};
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        parts p = parts_open(ways[way].folder);
        p.config.pooling = ways[way].pooling;
        references r = references_read(ways[way].vectors, DIMENSIONS);
        assert_true(r.count >= 5);
        for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
            float *vectors = encode_all(&r, &p.config, &p.weights, p.tokenizer, *k);
            assert_vectors(&r, vectors, 1e-4);
            gk_free(vectors);
        }
        references_free(&r);
        parts_close(&p);
    }
}

static double cosine(const float *a, const float *b)
{
    double ab = 0;
    for (size_t i = 0; i < DIMENSIONS; i++) ab += (double)a[i] * b[i];
    return ab;
}

/* The integers are the same whatever adds them up; only float's rounding differs, and may now and
 * then carry an activation to the next one. */
static void every_kernel_gives_the_same_int8_vectors_near_the_float_ones(void **state)
{
    (void)state;
    parts p = parts_open(TINY_INT8);
    assert_true(p.weights.int8);
    references r = references_read(TINY "/vectors.jsonl", DIMENSIONS);
    const gk_kernels *const *k = gk_kernels_available();
    float *first = encode_all(&r, &p.config, &p.weights, p.tokenizer, k[0]);
    for (size_t n = 0; k[n]; n++) {
        float *vectors = encode_all(&r, &p.config, &p.weights, p.tokenizer, k[n]);
        for (size_t i = 0; i < r.count; i++) {
            const float *v = vectors + i * DIMENSIONS;
            double same = cosine(v, first + i * DIMENSIONS);
            double near = cosine(v, r.vectors + i * DIMENSIONS);
            if (!(same >= 0.99) || !(near >= 0.98))
                fail_msg("%s, text %zu: cosine %.6f with %s, %.6f with float32", k[n]->name, i,
                         same, k[0]->name, near);
        }
        gk_free(vectors);
    }
    gk_free(first);
    references_free(&r);
    parts_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_reference_vectors),
        cmocka_unit_test(every_kernel_gives_the_same_int8_vectors_near_the_float_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
