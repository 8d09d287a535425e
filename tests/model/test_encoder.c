/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "model/encoder.h"
#include "text/text.h"

enum { DIMENSIONS = 32, LIMIT = 24 };

/* All references through the encoder at once, with one set of kernels. */
static float *encode_all(const references *r, const gk_config *config, const gk_weights *weights,
                         const gk_wordpiece *tokenizer, const gk_kernels *kernels)
{
    float *vectors = gk_alloc_floats(r->count * DIMENSIONS);
    gk_sequence *sequences = gk_alloc_array(r->count, sizeof *sequences);
    int32_t *ids = gk_alloc_array(r->count * LIMIT, sizeof *ids);
    size_t tokens = 0;
    for (size_t i = 0; i < r->count; i++) {
        sequences[i].ids = ids + i * LIMIT;
        sequences[i].length = gk_wordpiece_encode(tokenizer, r->texts[i], strlen(r->texts[i]),
                                                  ids + i * LIMIT, LIMIT);
        sequences[i].vector = vectors + i * DIMENSIONS;
        tokens += sequences[i].length;
    }
    gk_workspace *workspace = gk_workspace_new(config, tokens, LIMIT);
    gk_encode(config, weights, kernels, workspace, sequences, r->count);
    gk_workspace_free(workspace);
    gk_free(sequences);
    gk_free(ids);
    return vectors;
}

static void every_kernel_gives_the_reference_vectors(void **state)
{
    (void)state;
    gk_config config;
    gk_safetensors *file;
    gk_weights weights;
    gk_wordpiece *tokenizer;
    must(gk_config_read(TINY, &config, err));
    must(gk_safetensors_open(TINY "/model.safetensors", &file, err));
    must(gk_weights_read(file, TINY "/model.safetensors", &config, &weights, err));
    must(gk_wordpiece_open(TINY "/tokenizer.json", &tokenizer, err));
    assert_int_equal(config.max_tokens, LIMIT);
    static const struct {
        gk_pooling pooling;
        const char *path;
    } ways[] = {{GK_POOL_MEAN, TINY "/vectors.jsonl"}, {GK_POOL_CLS, TINY "/vectors_cls.jsonl"}};
    for (size_t way = 0; way < 2; way++) {
        config.pooling = ways[way].pooling;
        references r = references_read(ways[way].path, DIMENSIONS);
        assert_true(r.count >= 5);
        for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
            float *vectors = encode_all(&r, &config, &weights, tokenizer, *k);
            assert_vectors(&r, vectors, 1e-4);
            gk_free(vectors);
        }
        references_free(&r);
    }
    gk_weights_free(&weights);
    gk_safetensors_close(file);
    gk_wordpiece_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_reference_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
