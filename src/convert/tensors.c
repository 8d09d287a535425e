/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/tensors.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct gk_tensor_sink {
    FILE *file;
    size_t left; /* bytes that the tensor at hand still lacks */
    bool wrong;  /* it was given more */
    int error;   /* errno of the first write that failed */
};

static void write_bytes(gk_tensor_sink *sink, const void *bytes, size_t size)
{
    if (sink->error || size == 0) return;
    if (fwrite(bytes, 1, size, sink->file) != size) sink->error = errno ? errno : EIO;
}

void gk_tensor_put(gk_tensor_sink *sink, const void *bytes, size_t size)
{
    sink->wrong |= size > sink->left;
    sink->left -= size > sink->left ? sink->left : size;
    write_bytes(sink, bytes, size);
}

static size_t bytes_of(const gk_new_tensor *t)
{
    size_t bytes = gk_dtype_bytes(t->dtype);
    for (size_t i = 0; i < t->rank; i++) bytes *= t->shape[i];
    return bytes;
}

static int compare(const void *a, const void *b)
{
    const gk_new_tensor *x = a, *y = b;
    size_t wide = gk_dtype_bytes(x->dtype), other = gk_dtype_bytes(y->dtype);
    if (wide != other) return wide > other ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* The header with its length before it; gk_free. */
static char *header_of(const char *format, const gk_new_tensor *tensors, size_t count, size_t *size)
{
    json_t *root = json_object();
    json_object_set_new(root, "__metadata__", json_pack("{s:s}", "format", format));
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        const gk_new_tensor *t = &tensors[i];
        json_t *shape = json_array();
        for (size_t j = 0; j < t->rank; j++)
            json_array_append_new(shape, json_integer((json_int_t)t->shape[j]));
        size_t end = at + bytes_of(t);
        json_object_set_new(root, t->name,
                            json_pack("{s:s, s:o, s:[I, I]}", "dtype", t->dtype, "shape", shape,
                                      "data_offsets", (json_int_t)at, (json_int_t)end));
        at = end;
    }
    char *text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    gk_string header = {0};
    size_t length = strlen(text), padded = (length + 7) / 8 * 8;
    for (int i = 0; i < 8; i++) {
        char byte = (char)(padded >> 8 * i & 255);
        gk_string_append(&header, &byte, 1);
    }
    gk_string_append(&header, text, length);
    while (header.length < 8 + padded) gk_string_append(&header, " ", 1);
    free(text);
    *size = header.length;
    return gk_string_take(&header);
}

static void close_file(gk_tensor_sink *sink)
{
    if (!sink->error && fflush(sink->file) != 0) sink->error = errno;
    if (!sink->error && fsync(fileno(sink->file)) != 0) sink->error = errno;
    if (fclose(sink->file) != 0 && !sink->error) sink->error = errno;
}

gk_status
gk_tensors_write(const char *path, const char *format, gk_new_tensor *tensors, size_t count,
                 void (*give)(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink),
                 void *ctx, gk_error *err)
{
    gk_tensor_sink sink = {.file = fopen(path, "wbxe")};
    if (!sink.file) return gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    qsort(tensors, count, sizeof *tensors, compare);
    size_t size;
    char *header = header_of(format, tensors, count, &size);
    write_bytes(&sink, header, size);
    gk_free(header);
    const char *short_of = NULL;
    for (size_t i = 0; i < count && !sink.error && !short_of; i++) {
        sink.left = bytes_of(&tensors[i]);
        give(ctx, &tensors[i], &sink);
        if (sink.left || sink.wrong) short_of = tensors[i].name;
    }
    close_file(&sink);
    if (sink.error) return gk_fail(err, GK_IO, "%s: %s", path, strerror(sink.error));
    if (short_of)
        return gk_fail(err, GK_IO, "%s: tensor %s was not given its bytes", path, short_of);
    return GK_OK;
}
