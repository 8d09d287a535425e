/* SPDX-License-Identifier: Apache-2.0
 *
 * lines_done - how far a run over the lines of an input is, those of earlier runs among them.
 */
#ifndef CLI_LINES_DONE_H
#define CLI_LINES_DONE_H

#include "embed_input.h"
#include "progress.h"

/* Passes over the lines that earlier runs have done. *same: they are those whose hash was kept;
 * *bytes: how many bytes they have. */
gk_status cli_lines_pass(cli_lines *lines, uint64_t before, uint64_t hash, bool *same,
                         uint64_t *bytes, gk_error *err);

typedef struct cli_lines_done {
    uint64_t before, done; /* lines: by earlier runs, by this one */
    uint64_t passed_bytes; /* of those before */
    double start;          /* of this run, by cli_seconds */
    int decimals;          /* of the lines a second */
} cli_lines_done;

/* Shows "12,345 lines, 210 lines/s, 34%, 2 min 10 s left". */
void cli_lines_progress(cli_progress *progress, const cli_lines *lines, const cli_lines_done *at);

#endif
