/* SPDX-License-Identifier: Apache-2.0
 *
 * embed_output - the vectors that `goshawk embed` writes, one for each line, into a file that can
 * be gone on with or into a stream.
 *
 *   npy     NumPy's format 1.0: a header of 128 bytes, then float32 (rows, dimensions), little
 *           endian. The header tells the rows of the last checkpoint, so that a file whose run was
 *           stopped opens, too.
 *   f32     the numbers alone, float32, little endian, row by row.
 *   jsonl   a line for each row: {"line":N,"embedding":[...]}, with "id" in place of "line" where
 *           the input gives one. Numbers have the digits that give the same float32 again.
 *
 * Beside a file that is not finished stands FILE.goshawk, a JSON object: what was asked for ("job":
 * model, prompt, format ...), and the checkpoint: rows, bytes of the file that hold them, and a
 * hash of the lines they were made of. It is replaced only after those bytes are on disk. Going on
 * cuts the file to the checkpoint's bytes, so that whatever a killed run left behind them is gone.
 */
#ifndef CLI_EMBED_OUTPUT_H
#define CLI_EMBED_OUTPUT_H

#include "embed_input.h"

typedef enum cli_vector_format { CLI_NPY, CLI_JSONL, CLI_F32 } cli_vector_format;

typedef struct cli_vectors_options {
    const char *path; /* NULL: standard output */
    cli_vector_format format;
    size_t dimensions;
    bool resume; /* goes on where the file's run was stopped; begins where there is no file */
    bool force;  /* an existing file is written anew */
    json_t
        *job; /* for a file: an object of strings, numbers and flags; the same when a run goes on */
} cli_vectors_options;

typedef struct cli_vectors cli_vectors;

/* Begins or goes on; *rows are there already, made of lines of that hash. *options is used until
 * cli_vectors_close. GK_INVALID where the file must not be touched; GK_IO. */
gk_status cli_vectors_open(const cli_vectors_options *options, cli_vectors **out, uint64_t *rows,
                           uint64_t *hash, gk_error *err);

/* Writes the vectors of a chunk, (chunk->count, dimensions); hash is that of all lines to its end.
 * GK_STOPPED where the reader of a pipe has gone. */
gk_status cli_vectors_add(cli_vectors *vectors, const float *rows, const cli_chunk *chunk,
                          uint64_t hash, gk_error *err);

/* Ends a file as complete: no checkpoint remains beside it. */
gk_status cli_vectors_finish(cli_vectors *vectors, gk_error *err);

/* Ends a file so that it can be gone on with. *resumable: it is a file. */
gk_status cli_vectors_pause(cli_vectors *vectors, bool *resumable, gk_error *err);

void cli_vectors_close(cli_vectors *vectors); /* NULL is allowed */

#endif
