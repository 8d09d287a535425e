/* SPDX-License-Identifier: Apache-2.0 */
#include "lines_done.h"

#include "memory.h"
#include "terminal.h"

#include <stdlib.h>

gk_status cli_lines_pass(cli_lines *lines, uint64_t before, uint64_t hash, bool *same,
                         uint64_t *bytes, gk_error *err)
{
    uint64_t passed = 0, total;
    gk_status status = cli_lines_skip(lines, before, &passed, err);
    if (status != GK_OK) return status;
    *same = passed == before && cli_lines_hash(lines) == hash;
    cli_lines_bytes(lines, bytes, &total);
    return GK_OK;
}

void cli_lines_progress(cli_progress *progress, const cli_lines *lines, const cli_lines_done *at)
{
    uint64_t bytes, total;
    cli_lines_bytes(lines, &bytes, &total);
    double seconds = cli_seconds() - at->start;
    char n[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE], left[CLI_DURATION_SIZE + 32] = "";
    if (total > 0 && bytes > at->passed_bytes)
        snprintf(left, sizeof left, ", %.0f%%, %s left", 100.0 * (double)bytes / (double)total,
                 cli_duration(duration, seconds * (double)(total - bytes) /
                                            (double)(bytes - at->passed_bytes)));
    char *line = cli_format("%s lines, %.*f lines/s%s", cli_count(n, at->before + at->done),
                            at->decimals, (double)at->done / (seconds > 0 ? seconds : 1), left);
    cli_progress_text(progress, line);
    free(line);
}
