/* SPDX-License-Identifier: Apache-2.0
 *
 * adding - what add and reindex share: progress, the fate of each file, Ctrl-C, the summary.
 */
#ifndef CLI_ADDING_H
#define CLI_ADDING_H

#include "commands.h"
#include "interrupt.h"
#include "progress.h"

#include <jansson.h>

typedef struct cli_adding {
    const cli_call *call;
    cli_progress progress;
    cli_interrupt *interrupt;
    bool quiet;
    json_t *skipped, *failed; /* lists of {"path", "reason"} */
} cli_adding;

/* Starts to listen for Ctrl-C and gives the options that report to *adding, which must stay where
 * it is until cli_adding_end. */
gk_add_options cli_adding_start(cli_adding *adding, const cli_call *call, bool quiet);

/* Ends what start began. status and err are the library's; says what is to be said on standard
 * error and gives the exit code. The summary is the caller's. */
int cli_adding_end(cli_adding *adding, gk_status status, const gk_error *err,
                   const gk_add_report *report, const char *again);

/* The report as JSON on standard output. */
void cli_adding_give_json(cli_adding *adding, const gk_add_report *report);
void cli_adding_free(cli_adding *adding);

#endif
