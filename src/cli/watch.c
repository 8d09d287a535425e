/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

#include "memory.h"

#include <stdlib.h>

/* "embedding passages 12,345/183,008, 7%, 2 min 10 s left"; of what is not counted, the stage. */
static bool on_work(void *ctx, const gk_work *work)
{
    cli_watch *watch = ctx;
    char done[CLI_COUNT_SIZE], total[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    char part[CLI_COUNT_SIZE + 32] = "", left[CLI_DURATION_SIZE + 16] = "";
    if (work->total > 0)
        snprintf(part, sizeof part, "/%s, %.0f%%", cli_count(total, work->total),
                 100.0 * (double)work->done / (double)work->total);
    if (work->seconds_left >= 0)
        snprintf(left, sizeof left, ", %s left", cli_duration(duration, work->seconds_left));
    bool counted = work->done > 0 || work->total > 0;
    char *line = cli_format("%s%s%s%s%s", work->stage, counted ? " " : "",
                            counted ? cli_count(done, work->done) : "", part, left);
    cli_progress_text(&watch->progress, line);
    free(line);
    return !cli_interrupted(watch->interrupt);
}

gk_watch cli_watch_start(cli_watch *watch, const cli_call *call, bool quiet)
{
    *watch = (cli_watch){.progress = cli_progress_start(&call->err, quiet),
                         .interrupt = cli_interrupt_start(&call->err)};
    return (gk_watch){.on_work = on_work, .ctx = watch};
}

int cli_watch_end(cli_watch *watch, gk_status status, const gk_error *err)
{
    cli_interrupt_stop(watch->interrupt);
    cli_progress_clear(&watch->progress);
    return status == GK_OK ? CLI_DONE : cli_fail(err);
}
