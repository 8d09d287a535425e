/* SPDX-License-Identifier: Apache-2.0
 *
 * interrupt - Ctrl-C without a signal handler, so without global state: SIGINT and SIGTERM are
 * blocked and a thread waits for them. The first asks the work to stop after what is at hand, the
 * second ends the program at once.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include "terminal.h"

typedef struct cli_interrupt cli_interrupt;

/* Starts to listen; call before the work's threads start, since they inherit what is blocked. */
cli_interrupt *cli_interrupt_start(const cli_terminal *err);
bool cli_interrupted(const cli_interrupt *interrupt);
void cli_interrupt_stop(cli_interrupt *interrupt); /* signals work as before */

/* Blocks both signals, then runs start(ctx); where that is true, waits for either. */
void cli_interrupt_wait(bool (*start)(void *ctx), void *ctx);

#endif
