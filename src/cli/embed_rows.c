/* SPDX-License-Identifier: Apache-2.0 */
#include "embed_rows.h"

#include "commands.h"
#include "memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "floats are written as they stand");

enum { BUFFER = 1 << 18 };

void cli_sink_free(cli_sink *sink)
{
    free(sink->buffer);
    *sink = (cli_sink){0};
}

static gk_status write_bytes(cli_sink *sink, const char *bytes, size_t n, gk_error *err)
{
    while (n > 0) {
        ssize_t written = write(sink->fd, bytes, n);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EPIPE)
            return cli_problem(err, GK_STOPPED, "nobody reads %s any more", sink->name);
        if (written < 0)
            return cli_problem(err, GK_IO, "cannot write %s: %s", sink->name, strerror(errno));
        bytes += written;
        n -= (size_t)written;
        sink->bytes += (uint64_t)written;
    }
    return GK_OK;
}

static gk_status flush(cli_sink *sink, gk_error *err)
{
    size_t n = sink->used;
    sink->used = 0;
    return write_bytes(sink, sink->buffer, n, err);
}

static gk_status put(cli_sink *sink, const char *bytes, size_t n, gk_error *err)
{
    if (!sink->buffer) sink->buffer = cli_alloc_array(BUFFER, 1);
    if (n > BUFFER - sink->used) {
        gk_status status = flush(sink, err);
        if (status != GK_OK) return status;
    }
    if (n > BUFFER) return write_bytes(sink, bytes, n, err);
    memcpy(sink->buffer + sink->used, bytes, n);
    sink->used += n;
    return GK_OK;
}

/* {"line":N,"embedding": or {"id":...,"embedding": */
static gk_status put_label(cli_sink *sink, uint64_t line, const json_t *id, gk_error *err)
{
    char *value = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    char *text = value ? cli_format("{\"id\":%s,\"embedding\":[", value)
                       : cli_format("{\"line\":%" PRIu64 ",\"embedding\":[", line);
    gk_status status = put(sink, text, strlen(text), err);
    free(text);
    free(value);
    return status;
}

static gk_status put_json(cli_sink *sink, const float *row, size_t dimensions, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < dimensions && status == GK_OK; i++) {
        char number[32]; /* nine digits tell any float32 from its neighbours */
        int n = snprintf(number, sizeof number, "%s%.9g", i ? "," : "", (double)row[i]);
        status = put(sink, number, (size_t)n, err);
    }
    return status == GK_OK ? put(sink, "]}\n", 3, err) : status;
}

gk_status cli_rows_write(cli_sink *sink, cli_vector_format format, size_t dimensions,
                         const float *rows, const cli_chunk *chunk, gk_error *err)
{
    gk_status status = GK_OK;
    if (format != CLI_JSONL)
        status = put(sink, (const char *)rows, chunk->count * dimensions * sizeof *rows, err);
    for (size_t i = 0; format == CLI_JSONL && i < chunk->count && status == GK_OK; i++) {
        status = put_label(sink, chunk->first + i, chunk->ids[i], err);
        if (status == GK_OK) status = put_json(sink, rows + i * dimensions, dimensions, err);
    }
    return status == GK_OK ? flush(sink, err) : status;
}

void cli_npy_header(char header[CLI_NPY_HEADER], uint64_t rows, size_t dimensions)
{
    static const unsigned char start[10] = {
        0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, CLI_NPY_HEADER - sizeof start};
    memset(header, ' ', CLI_NPY_HEADER);
    memcpy(header, start, sizeof start);
    char text[CLI_NPY_HEADER];
    int n = snprintf(text, sizeof text,
                     "{'descr': '<f4', 'fortran_order': False, 'shape': (%" PRIu64 ", %zu), }",
                     rows, dimensions);
    memcpy(header + sizeof start, text, (size_t)n);
    header[CLI_NPY_HEADER - 1] = '\n';
}
