/* SPDX-License-Identifier: Apache-2.0
 *
 * embed_input - the texts that `goshawk embed` reads: lines, or JSONL, in chunks whose size does
 * not depend on how long the input is.
 *
 * A line ends with LF or CR LF; the last one may lack it. Every line is a text, an empty one, too,
 * so that the number of a vector is the number of its line. Where chunks end depends on the lines
 * alone, never on how they arrive: a run that was stopped goes on with the same chunks.
 */
#ifndef CLI_EMBED_INPUT_H
#define CLI_EMBED_INPUT_H

#include "goshawk.h"
#include "interrupt.h"

#include <jansson.h>

typedef enum cli_input_kind {
    CLI_INPUT_AUTO, /* JSONL where the first line is an object with a string "text", else lines */
    CLI_INPUT_LINES,
    CLI_INPUT_JSONL /* each line an object with a string "text" and perhaps an "id" */
} cli_input_kind;

typedef struct cli_lines_options {
    const char *path; /* NULL or "-": standard input */
    cli_input_kind kind;
    size_t chunk_lines, chunk_bytes; /* a chunk ends when it has reached either */
    size_t longest;                  /* bytes of one line; a longer one is an error */
    const cli_interrupt *interrupt;  /* looked at while the input lets wait; may be NULL */
} cli_lines_options;

typedef struct cli_chunk {
    const char **texts; /* count of them; not NUL-terminated */
    size_t *lengths;    /* in bytes */
    json_t **ids;       /* as the line gives it, or NULL */
    size_t count;
    uint64_t first; /* number of its first line, from 1 */
} cli_chunk;

typedef struct cli_lines cli_lines;

/* The strings of *options are used until cli_lines_close. GK_INPUT: the file cannot be read. */
gk_status cli_lines_open(const cli_lines_options *options, cli_lines **out, gk_error *err);
void cli_lines_close(cli_lines *lines);

/* The next chunk, valid until the next call; its count is 0 at the end. GK_INPUT names the line
 * that is wrong; GK_STOPPED where the interrupt was seen. */
gk_status cli_lines_next(cli_lines *lines, const cli_chunk **chunk, gk_error *err);

/* Passes count lines over, which an earlier run has read: *passed is less where the input ends
 * before. */
gk_status cli_lines_skip(cli_lines *lines, uint64_t count, uint64_t *passed, gk_error *err);

/* A hash (64-bit FNV-1a) of all lines that were given or passed over so far. */
uint64_t cli_lines_hash(const cli_lines *lines);

/* Bytes of the lines so far, and of the whole input; *total is 0 where it is not known. */
void cli_lines_bytes(const cli_lines *lines, uint64_t *done, uint64_t *total);

#endif
