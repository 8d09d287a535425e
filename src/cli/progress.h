/* SPDX-License-Identifier: Apache-2.0
 *
 * progress - how far a long command has come, on standard error: on a terminal one line drawn again
 * in place, elsewhere a plain line at most every ten seconds.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "goshawk.h"
#include "terminal.h"

typedef struct cli_progress {
    cli_terminal to;
    bool silent;
    bool drawn;      /* a line of ours stands on the terminal */
    double wrote_at; /* seconds of a monotonic clock */
} cli_progress;

cli_progress cli_progress_start(const cli_terminal *to, bool silent);

/* Shows one line where its time has come. */
void cli_progress_add(cli_progress *progress, const gk_progress *at);
void cli_progress_count(cli_progress *progress, const char *what, size_t done, size_t total);

/* The same for a line of the caller's. */
void cli_progress_text(cli_progress *progress, const char *line);

/* Takes the line away, before something else is written. */
void cli_progress_clear(cli_progress *progress);

/* "3/8 files, 412 pages, 3,021 passages, ..." in at most width columns (0: no limit): what matters
 * least is left out first. free(). */
char *cli_progress_line(const gk_progress *at, int width);

/* Of a monotonic clock. */
double cli_seconds(void);

/* "45 s", "2 min 10 s", "1 h 5 min". */
enum { CLI_DURATION_SIZE = 32 };
const char *cli_duration(char buffer[CLI_DURATION_SIZE], double seconds);

#endif
