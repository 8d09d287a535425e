/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts with the vectors that the reference gave for them, as tools/reference_vectors.py stores
 * them.
 */
#ifndef GK_MODEL_TEST_REFERENCES_H
#define GK_MODEL_TEST_REFERENCES_H

#include "model/safetensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <openssl/evp.h>

/* ---- reference vectors ---------------------------------------------------------------------- */

typedef struct references {
    char **texts;
    float *vectors; /* (count, dimensions) */
    size_t count, dimensions;
} references;

/* Reads what tools/reference_vectors.py wrote. */
static inline references references_read(const char *path, size_t dimensions)
{
    references r = {.dimensions = dimensions};
    char *data, *line, *rest;
    size_t size, capacity = 0, vector_capacity = 0;
    gk_error problem;
    if (gk_file_read(path, &data, &size, &problem) != GK_OK) fail_msg("%s", problem.message);
    rest = data;
    while ((line = strsep(&rest, "\n")) != NULL) {
        if (!*line) continue;
        json_t *root = json_loads(line, 0, NULL);
        const char *full = json_string_value(json_object_get(root, "f32"));
        const char *code = full ? full : json_string_value(json_object_get(root, "f16"));
        if (!code) fail_msg("%s: line %zu has no vector", path, r.count + 1);
        const size_t length = strlen(code), each = full ? 4 : 2, whole = dimensions * each;
        unsigned char *bytes = gk_alloc(length + 3);
        int got = EVP_DecodeBlock(bytes, (const unsigned char *)code, (int)length);
        if (got < 0 || (size_t)got < whole || (size_t)got > whole + 2) /* padding counts as zeros */
            fail_msg("%s: line %zu: bad vector", path, r.count + 1);
        r.texts = gk_grow(r.texts, r.count, &capacity, sizeof *r.texts);
        r.vectors = gk_grow(r.vectors, r.count, &vector_capacity, dimensions * sizeof(float));
        gk_tensor t = {.dtype = full ? "F32" : "F16", .data = bytes};
        gk_tensor_read(&t, 0, dimensions, r.vectors + r.count * dimensions);
        r.texts[r.count++] = gk_strdup(json_string_value(json_object_get(root, "text")));
        gk_free(bytes);
        json_decref(root);
    }
    gk_free(data);
    return r;
}

static inline void references_free(references *r)
{
    for (size_t i = 0; i < r->count; i++) gk_free(r->texts[i]);
    gk_free(r->texts);
    gk_free(r->vectors);
}

#endif
