/* SPDX-License-Identifier: Apache-2.0 */
#include "model/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_LIMIT = 100000000 }; /* as the format's own library has it */

struct gk_safetensors {
    char *path;
    gk_arena *arena;
    const unsigned char *bytes;
    size_t size, data_start;
    gk_tensor *tensors; /* by name */
    size_t count;
};

static const struct {
    const char *name;
    size_t bytes;
} dtypes[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
    {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
    {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8},
};

size_t gk_dtype_bytes(const char *dtype)
{
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++)
        if (strcmp(dtype, dtypes[i].name) == 0) return dtypes[i].bytes;
    return 0;
}

/* ---- elements ----------------------------------------------------------------------------- */

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of_half(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31,
             fraction = half & 1023;
    if (exponent == 0) { /* zero and subnormals: fraction × 2^-24 is exact in float */
        float value = (float)fraction * 0x1p-24F;
        return sign ? -value : value;
    }
    if (exponent == 31) return float_of_bits(sign | 0x7F800000 | fraction << 13);
    return float_of_bits(sign | (exponent + 112) << 23 | fraction << 13);
}

bool gk_tensor_is_float(const gk_tensor *t)
{
    return strcmp(t->dtype, "F32") == 0 || strcmp(t->dtype, "F16") == 0 ||
           strcmp(t->dtype, "BF16") == 0;
}

void gk_tensor_read(const gk_tensor *t, size_t first, size_t count, float *out)
{
    if (strcmp(t->dtype, "F32") == 0) {
        memcpy(out, t->data + first * 4, count * 4);
        return;
    }
    if (strcmp(t->dtype, "I8") == 0) {
        const int8_t *q = (const int8_t *)t->data + first;
        for (size_t i = 0; i < count; i++) out[i] = q[i];
        return;
    }
    bool brain = t->dtype[0] == 'B';
    for (size_t i = 0; i < count; i++) {
        uint16_t bits;
        memcpy(&bits, t->data + (first + i) * 2, 2);
        out[i] = brain ? float_of_bits((uint32_t)bits << 16) : float_of_half(bits);
    }
}

gk_status gk_tensor_check_finite(const gk_tensor *t, const char *path, gk_error *err)
{
    enum { BLOCK = 4096 };
    float block[BLOCK];
    for (size_t at = 0; at < t->count; at += BLOCK) {
        size_t n = t->count - at < BLOCK ? t->count - at : BLOCK;
        gk_tensor_read(t, at, n, block);
        for (size_t i = 0; i < n; i++)
            if (!isfinite(block[i]))
                return gk_fail(err, GK_MODEL, "%s: tensor %s: element %zu is not a finite number",
                               path, t->name, at + i);
    }
    return GK_OK;
}

/* ---- the header ---------------------------------------------------------------------------- */

static gk_status bad(const gk_safetensors *f, const char *tensor, const char *what, gk_error *err)
{
    return gk_fail(err, GK_MODEL, "%s: tensor %s: %s", f->path, tensor, what);
}

/* A number from 0 that fits size_t; false where value is something else. */
static bool read_size(const json_t *value, size_t *out)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0) return false;
    *out = (size_t)json_integer_value(value);
    return true;
}

static gk_status read_shape(gk_safetensors *f, gk_tensor *t, const json_t *shape, gk_error *err)
{
    if (!json_is_array(shape) || json_array_size(shape) > GK_TENSOR_RANK)
        return bad(f, t->name, "shape must be an array of at most 8 numbers", err);
    t->rank = json_array_size(shape);
    t->count = 1;
    for (size_t i = 0; i < t->rank; i++) {
        if (!read_size(json_array_get(shape, i), &t->shape[i]))
            return bad(f, t->name, "shape must be numbers from 0", err);
        if (__builtin_mul_overflow(t->count, t->shape[i], &t->count))
            return bad(f, t->name, "shape is larger than any memory", err);
    }
    return GK_OK;
}

static gk_status read_dtype(gk_safetensors *f, gk_tensor *t, const json_t *dtype, gk_error *err)
{
    const char *name = json_string_value(dtype);
    for (size_t i = 0; name && i < sizeof dtypes / sizeof *dtypes; i++) {
        if (strcmp(name, dtypes[i].name) != 0) continue;
        t->dtype = dtypes[i].name;
        if (__builtin_mul_overflow(t->count, dtypes[i].bytes, &t->bytes))
            return bad(f, t->name, "shape is larger than any memory", err);
        return GK_OK;
    }
    return gk_fail(err, GK_MODEL, "%s: tensor %s: dtype %s is unknown", f->path, t->name,
                   name ? name : "(none)");
}

static gk_status read_tensor(gk_safetensors *f, gk_tensor *t, const json_t *object, gk_error *err)
{
    gk_status status = read_shape(f, t, json_object_get(object, "shape"), err);
    if (status == GK_OK) status = read_dtype(f, t, json_object_get(object, "dtype"), err);
    if (status != GK_OK) return status;
    const json_t *offsets = json_object_get(object, "data_offsets");
    size_t from, to, room = f->size - f->data_start;
    if (json_array_size(offsets) != 2 || !read_size(json_array_get(offsets, 0), &from) ||
        !read_size(json_array_get(offsets, 1), &to) || from > to)
        return bad(f, t->name, "data_offsets must be two numbers, the first not above the second",
                   err);
    if (to > room)
        return gk_fail(err, GK_MODEL,
                       "%s: tensor %s: data_offsets end at %zu, past the file's %zu bytes of data; "
                       "is the file cut off?",
                       f->path, t->name, to, room);
    if (to - from != t->bytes)
        return gk_fail(err, GK_MODEL,
                       "%s: tensor %s: shape and dtype need %zu bytes, data_offsets "
                       "hold %zu",
                       f->path, t->name, t->bytes, to - from);
    t->data = f->bytes + f->data_start + from;
    return GK_OK;
}

static int compare_data(const void *a, const void *b)
{
    const gk_tensor *x = a, *y = b;
    if (x->data != y->data) return x->data < y->data ? -1 : 1;
    return (x->bytes > y->bytes) - (x->bytes < y->bytes); /* empty ones first */
}

static int compare_name(const void *a, const void *b)
{
    return strcmp(((const gk_tensor *)a)->name, ((const gk_tensor *)b)->name);
}

/* Tensors must follow one another from the data's first byte to its last. */
static gk_status check_cover(gk_safetensors *f, gk_error *err)
{
    const unsigned char *at = f->bytes + f->data_start, *end = f->bytes + f->size;
    qsort(f->tensors, f->count, sizeof *f->tensors, compare_data);
    for (size_t i = 0; i < f->count; i++) {
        const gk_tensor *t = &f->tensors[i];
        if (t->data < at)
            return gk_fail(err, GK_MODEL, "%s: tensor %s overlaps tensor %s", f->path, t->name,
                           f->tensors[i - 1].name);
        if (t->data > at) return bad(f, t->name, "a gap lies before its data", err);
        at += t->bytes;
    }
    if (at != end)
        return gk_fail(err, GK_MODEL, "%s: %zu bytes at the end belong to no tensor", f->path,
                       (size_t)(end - at));
    return GK_OK;
}

static gk_status read_header(gk_safetensors *f, json_t *header, gk_error *err)
{
    const char *name;
    json_t *object;
    f->tensors = gk_arena_array(f->arena, json_object_size(header), sizeof *f->tensors);
    json_object_foreach(header, name, object)
    {
        if (strcmp(name, "__metadata__") == 0) continue;
        gk_tensor *t = &f->tensors[f->count++];
        t->name = gk_arena_strdup(f->arena, name);
        gk_status status = read_tensor(f, t, object, err);
        if (status != GK_OK) return status;
    }
    gk_status status = check_cover(f, err);
    qsort(f->tensors, f->count, sizeof *f->tensors, compare_name);
    return status;
}

static gk_status parse(gk_safetensors *f, gk_error *err)
{
    if (f->size < 8) return gk_fail(err, GK_MODEL, "%s: too short for a safetensors file", f->path);
    uint64_t length = 0;
    for (int i = 7; i >= 0; i--) length = length << 8 | f->bytes[i];
    if (length > HEADER_LIMIT || length > f->size - 8)
        return gk_fail(err, GK_MODEL,
                       "%s: the header's length, %llu, does not fit the file; is it safetensors, "
                       "and whole?",
                       f->path, (unsigned long long)length);
    f->data_start = 8 + (size_t)length;
    json_error_t why;
    json_t *header = json_loadb((const char *)f->bytes + 8, (size_t)length, JSON_REJECT_DUPLICATES,
                                &why);
    if (!header) return gk_fail(err, GK_MODEL, "%s: header: %s", f->path, why.text);
    gk_status status = json_is_object(header)
                           ? read_header(f, header, err)
                           : gk_fail(err, GK_MODEL, "%s: header: must be an object", f->path);
    json_decref(header);
    return status;
}

/* ---- the file ------------------------------------------------------------------------------ */

static gk_status map_file(gk_safetensors *f, gk_error *err)
{
    int fd = open(f->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return gk_fail(err, GK_MODEL, "%s: %s", f->path, strerror(errno));
    struct stat st;
    gk_status status = GK_OK;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        status = gk_fail(err, GK_MODEL, "%s: not a regular file", f->path);
    } else if (st.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED) {
            status = gk_fail(err, GK_MODEL, "%s: %s", f->path, strerror(errno));
        } else {
            f->bytes = bytes;
            f->size = (size_t)st.st_size;
        }
    }
    close(fd);
    return status;
}

gk_status gk_safetensors_open(const char *path, gk_safetensors **out, gk_error *err)
{
    gk_safetensors *f = gk_alloc(sizeof *f);
    f->path = gk_strdup(path);
    f->arena = gk_arena_new();
    gk_status status = map_file(f, err);
    if (status == GK_OK) status = parse(f, err);
    if (status != GK_OK) {
        gk_safetensors_close(f);
        f = NULL;
    }
    *out = f;
    return status;
}

void gk_safetensors_close(gk_safetensors *f)
{
    if (!f) return;
    if (f->bytes) munmap((void *)f->bytes, f->size);
    gk_arena_free(f->arena);
    gk_free(f->path);
    gk_free(f);
}

const unsigned char *gk_safetensors_bytes(const gk_safetensors *f, size_t *size)
{
    *size = f->size;
    return f->bytes;
}

const gk_tensor *gk_safetensors_find(const gk_safetensors *f, const char *name)
{
    gk_tensor key = {.name = name};
    return bsearch(&key, f->tensors, f->count, sizeof key, compare_name);
}

const gk_tensor *gk_safetensors_all(const gk_safetensors *f, size_t *count)
{
    *count = f->count;
    return f->tensors;
}
