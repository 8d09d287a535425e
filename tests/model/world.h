/* SPDX-License-Identifier: Apache-2.0
 *
 * world - what the model's tests share: a copy of the tiny model to break, and the vectors that
 * sentence-transformers made.
 */
#ifndef GK_TEST_WORLD_H
#define GK_TEST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "references.h"

#include <ftw.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TINY      GK_SOURCE_DIR "/tests/model/data/tiny"      /* BERT, WordPiece */
#define TINY_XLMR GK_SOURCE_DIR "/tests/model/data/tiny_xlmr" /* XLM-RoBERTa, Unigram, prompts */
#define TINY_INT8                                                                                  \
    GK_SOURCE_DIR "/tests/model/data/tiny_int8" /* TINY by "goshawk model quantize"                \
                                                 */

/* What the next call must not fail at. */
#define must(call)                                                                                 \
    do {                                                                                           \
        gk_error must_err = {0};                                                                   \
        gk_error *err = &must_err;                                                                 \
        if ((call) != GK_OK) fail_msg("%s: %s", #call, must_err.message);                          \
    } while (0)

static inline void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static inline char *folder_new(void)
{
    const char *base = getenv("TMPDIR");
    char *folder = gk_format("%s/goshawk-model-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    return folder;
}

static inline int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline void folder_remove(char *folder)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    gk_free(folder);
}

static inline void folder_write(const char *folder, const char *name, const void *data, size_t size)
{
    char *path = gk_path_join(folder, name);
    FILE *file = fopen(path, "wb"); /* no fsync: these tests write hundreds of files */
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    gk_free(path);
}

static inline void folder_delete(const char *folder, const char *name)
{
    char *path = gk_path_join(folder, name);
    assert_int_equal(unlink(path), 0);
    gk_free(path);
}

static inline char *folder_read(const char *folder, const char *name, size_t *size)
{
    char *path = gk_path_join(folder, name), *data;
    must(gk_file_read(path, &data, size, err));
    gk_free(path);
    return data;
}

/* A copy of a tiny model; folder_remove. */
static inline char *folder_copy(const char *from)
{
    static const char *const names[] = {
        "config.json",           "tokenizer.json",
        "modules.json",          "1_Pooling/config.json",
        "model.safetensors",     "sentence_bert_config.json",
        "tokenizer_config.json", "config_sentence_transformers.json"};
    char *folder = folder_new(), *pooling = gk_path_join(folder, "1_Pooling");
    must(gk_folder_make(pooling, err));
    gk_free(pooling);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size;
        char *path = gk_path_join(from, names[i]);
        if (gk_path_exists(path)) {
            char *data = folder_read(from, names[i], &size);
            folder_write(folder, names[i], data, size);
            gk_free(data);
        }
        gk_free(path);
    }
    return folder;
}

static inline char *tiny_copy(void) { return folder_copy(TINY); }

/* An empty object where the file is absent. */
static inline json_t *folder_json(const char *folder, const char *name)
{
    size_t size;
    char *path = gk_path_join(folder, name);
    const bool there = gk_path_exists(path);
    gk_free(path);
    if (!there) return json_object();
    char *data = folder_read(folder, name, &size);
    json_t *root = json_loadb(data, size, 0, NULL);
    assert_non_null(root);
    gk_free(data);
    return root;
}

/* Takes root. */
static inline void folder_save_json(const char *folder, const char *name, json_t *root)
{
    char *text = json_dumps(root, 0);
    assert_non_null(text);
    folder_write(folder, name, text, strlen(text));
    free(text);
    json_decref(root);
}

/* Sets one field of one file; takes value, NULL removes the field. */
static inline void folder_set(const char *folder, const char *name, const char *field,
                              json_t *value)
{
    json_t *root = folder_json(folder, name);
    if (value)
        json_object_set_new(root, field, value);
    else
        json_object_del(root, field);
    folder_save_json(folder, name, root);
}

/* A safetensors file: the header's length, header, data. */
static inline void write_safetensors(const char *folder, const char *header, const void *data,
                                     size_t size)
{
    gk_string s = {0};
    uint64_t length = strlen(header);
    for (int i = 0; i < 8; i++) {
        char byte = (char)(length >> 8 * i & 255);
        gk_string_append(&s, &byte, 1);
    }
    gk_string_add(&s, header);
    gk_string_append(&s, data, size);
    folder_write(folder, "model.safetensors", s.data, s.length);
    gk_string_free(&s);
}

/* Lets edit change the header of the folder's weights. */
static inline void edit_header(const char *folder, json_t *(*edit)(json_t *header))
{
    size_t size, length = 0;
    char *bytes = folder_read(folder, "model.safetensors", &size);
    for (int i = 7; i >= 0; i--) length = length << 8 | (unsigned char)bytes[i];
    json_t *header = edit(json_loadb(bytes + 8, length, 0, NULL));
    char *text = json_dumps(header, 0);
    write_safetensors(folder, text, bytes + 8 + length, size - 8 - length);
    free(text);
    json_decref(header);
    gk_free(bytes);
}

/* Fails unless each vector is its reference: cosine and the greatest difference of an element. */
static inline void assert_vectors(const references *r, const float *vectors, double difference)
{
    for (size_t i = 0; i < r->count; i++) {
        const float *a = vectors + i * r->dimensions, *b = r->vectors + i * r->dimensions;
        double ab = 0, aa = 0, bb = 0, most = 0;
        for (size_t j = 0; j < r->dimensions; j++) {
            ab += (double)a[j] * b[j];
            aa += (double)a[j] * a[j];
            bb += (double)b[j] * b[j];
            most = fmax(most, fabs((double)a[j] - b[j]));
        }
        double cosine = ab / sqrt(aa * bb);
        if (!(cosine >= 0.9999) || !(most <= difference) || !(fabs(aa - 1) < 1e-5))
            fail_msg("text %zu \"%.40s\": cosine %.7f, difference %.2e, squared length %.6f", i,
                     r->texts[i], cosine, most, aa);
    }
}

#endif
