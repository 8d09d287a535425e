/* SPDX-License-Identifier: Apache-2.0
 *
 * embed_rows - vectors as bytes in the formats of embed_output.h, collected in a buffer and written
 * to a file descriptor.
 */
#ifndef CLI_EMBED_ROWS_H
#define CLI_EMBED_ROWS_H

#include "embed_output.h"

enum { CLI_NPY_HEADER = 128 /* bytes */ };

/* Where rows go. {0} but for fd and name; cli_sink_free. */
typedef struct cli_sink {
    int fd;
    const char *name; /* for messages */
    uint64_t bytes;   /* written since the file's beginning */
    char *buffer;
    size_t used;
} cli_sink;

void cli_sink_free(cli_sink *sink);

/* Writes all rows of a chunk, (chunk->count, dimensions). GK_IO; GK_STOPPED where the reader of a
 * pipe has gone. */
gk_status cli_rows_write(cli_sink *sink, cli_vector_format format, size_t dimensions,
                         const float *rows, const cli_chunk *chunk, gk_error *err);

/* NumPy's header for so many rows; always of the same length, so that it can be replaced. */
void cli_npy_header(char header[CLI_NPY_HEADER], uint64_t rows, size_t dimensions);

#endif
