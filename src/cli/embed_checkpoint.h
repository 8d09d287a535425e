/* SPDX-License-Identifier: Apache-2.0
 *
 * embed_checkpoint - FILE.goshawk, as embed_output.h and batch_output.h describe it.
 */
#ifndef CLI_EMBED_CHECKPOINT_H
#define CLI_EMBED_CHECKPOINT_H

#include "goshawk.h"

#include <jansson.h>

typedef struct cli_checkpoint {
    uint64_t rows, bytes, hash;
} cli_checkpoint;

/* Where it stands for a file; free(). */
char *cli_checkpoint_path(const char *file);

/* Replaces it as a whole. kind: whose it is, and of which version ("goshawk embed 1"). */
gk_status cli_checkpoint_write(const char *file, const char *kind, const json_t *job,
                               const cli_checkpoint *at, gk_error *err);

/* Reads it; *found is false where there is none. GK_INVALID where it was made for another job, or
 * is no such file. */
gk_status cli_checkpoint_read(const char *file, const char *kind, const json_t *job,
                              cli_checkpoint *at, bool *found, gk_error *err);

void cli_checkpoint_remove(const char *file);

#endif
