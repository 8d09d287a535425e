/* SPDX-License-Identifier: Apache-2.0
 *
 * watch - a gk_watch for a command: its progress line on standard error, and Ctrl-C.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "commands.h"
#include "interrupt.h"
#include "progress.h"

typedef struct cli_watch {
    cli_progress progress;
    cli_interrupt *interrupt;
} cli_watch;

/* Starts to listen; call before the work's threads start. What it gives points to *watch. */
gk_watch cli_watch_start(cli_watch *watch, const cli_call *call, bool quiet);

/* Takes the progress line away, says what went wrong, if anything, and gives the exit code. */
int cli_watch_end(cli_watch *watch, gk_status status, const gk_error *err);

#endif
