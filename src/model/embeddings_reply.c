/* SPDX-License-Identifier: Apache-2.0
 *
 * {"data": [{"index": 0, "embedding": [0.1, ...]}, ...], ...}: the format is OpenAI's; what else
 * stands in it is of no interest. Nothing of it is trusted.
 */
#include "model/normalize.h"
#include "model/remote.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* Far beyond any model's; the first embedding decides how much memory all of them get. */
enum { MOST_DIMENSIONS = 65536 };

static float little_endian_float(const unsigned char b[4])
{
    uint32_t bits = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* How many numbers an embedding has; 0 where it is none. */
static size_t embedding_length(const json_t *embedding)
{
    if (json_is_array(embedding)) return json_array_size(embedding);
    return json_string_length(embedding) / 4 * 3 / sizeof(float); /* 4 bytes end in "==" */
}

static bool read_numbers(const json_t *embedding, size_t count, float *vector)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_array_get(embedding, i);
        if (!json_is_number(number)) return false;
        vector[i] = (float)json_number_value(number);
    }
    return true;
}

static bool read_base64(const json_t *embedding, size_t count, float *vector)
{
    size_t size = json_string_length(embedding);
    unsigned char *bytes = gk_alloc(size / 4 * 3);
    bool good = gk_base64_read(json_string_value(embedding), size, bytes) == count * sizeof(float);
    for (size_t i = 0; good && i < count; i++)
        vector[i] = little_endian_float(bytes + i * sizeof(float));
    gk_free(bytes);
    return good;
}

/* False for numbers that are not finite, and for a vector without a direction. */
static bool has_direction(const float *vector, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)vector[i] * vector[i];
    return isfinite(sum) && sum > 1e-30;
}

typedef struct reading {
    size_t count, dimensions;
    float *vectors; /* (count, dimensions); NULL before the first item */
    bool *seen;     /* (count) */
    gk_error *err;
} reading;

static gk_status read_item(reading *r, size_t at, const json_t *item)
{
    const json_t *index = json_object_get(item, "index");
    const json_t *embedding = json_object_get(item, "embedding");
    json_int_t i = json_is_integer(index) ? json_integer_value(index) : -1;
    if (i < 0 || (size_t)i >= r->count)
        return gk_fail(r->err, GK_MODEL, "data[%zu].index is no number from 0 to %zu", at,
                       r->count - 1);
    if (r->seen[i]) return gk_fail(r->err, GK_MODEL, "data[%zu].index is %zu again", at, (size_t)i);
    r->seen[i] = true;
    size_t length = embedding_length(embedding);
    if (length == 0 || length > MOST_DIMENSIONS)
        return gk_fail(r->err, GK_MODEL, "data[%zu].embedding is no list of 1 to %d numbers", at,
                       MOST_DIMENSIONS);
    if (r->dimensions == 0) r->dimensions = length;
    if (length != r->dimensions)
        return gk_fail(r->err, GK_MODEL, "data[%zu].embedding has %zu dimensions, not %zu", at,
                       length, r->dimensions);
    if (!r->vectors) r->vectors = gk_alloc_array(r->count * length, sizeof *r->vectors);
    float *vector = r->vectors + (size_t)i * length;
    if (!(json_is_array(embedding) ? read_numbers : read_base64)(embedding, length, vector))
        return gk_fail(r->err, GK_MODEL, "data[%zu].embedding holds what is no number", at);
    if (!has_direction(vector, length))
        return gk_fail(r->err, GK_MODEL, "data[%zu].embedding is zero or not finite", at);
    gk_vector_normalize(vector, length);
    return GK_OK;
}

static gk_status read_data(reading *r, const json_t *data)
{
    if (!json_is_array(data)) return gk_fail(r->err, GK_MODEL, "the reply has no list \"data\"");
    if (json_array_size(data) != r->count)
        return gk_fail(r->err, GK_MODEL, "the reply has %zu embeddings for %zu texts",
                       json_array_size(data), r->count);
    gk_status status = GK_OK;
    for (size_t at = 0; at < r->count && status == GK_OK; at++)
        status = read_item(r, at, json_array_get(data, at));
    return status;
}

gk_status gk_embeddings_read(const char *reply, size_t size, size_t count, size_t *dimensions,
                             float **vectors, gk_error *err)
{
    *vectors = NULL;
    json_error_t json_err;
    json_t *root = json_loadb(reply, size, 0, &json_err);
    if (!root) return gk_fail(err, GK_MODEL, "the reply is no JSON (byte %d)", json_err.position);
    reading r = {.count = count, .dimensions = *dimensions, .err = err};
    r.seen = gk_alloc_array(count, sizeof *r.seen);
    gk_status status = read_data(&r, json_object_get(root, "data"));
    json_decref(root);
    gk_free(r.seen);
    if (status != GK_OK) {
        gk_free(r.vectors);
        return status;
    }
    *dimensions = r.dimensions;
    *vectors = r.vectors;
    return GK_OK;
}
