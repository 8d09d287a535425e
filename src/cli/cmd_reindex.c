/* SPDX-License-Identifier: Apache-2.0 */
#include "adding.h"

static const cli_option options[] = {
    {.name = "threads",
     .value = "N",
     .help = "Use N threads. Without it: one for each processor.",
     .least = 1,
     .most = 1024},
    {.letter = 'q', .name = "quiet", .help = "No progress and no summary."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk reindex my.lib", "Compute what add --no-embed, or a stop, left out."},
    {"goshawk reindex my.lib --threads 1", "The same beside other work."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Every passage has its vector."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; the same command continues."},
    {0},
};

static void summary(FILE *out, const gk_add_report *report)
{
    char n[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    fprintf(out, "%s passage%s embedded, %s\n", cli_count(n, report->embedded),
            report->embedded == 1 ? "" : "s", cli_duration(duration, report->seconds));
}

static int run(const cli_call *call)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_WRITE, &code);
    if (!library) return code;

    cli_adding adding;
    const gk_add_options add = cli_adding_start(&adding, call, cli_flag(call, "quiet"));
    gk_add_report report = {0};
    gk_error err = {0};
    gk_status status = gk_reindex(library, &add, &report, &err);
    code = cli_adding_end(&adding, status, &err, &report, "The same command continues.");
    if (status == GK_OK || status == GK_STOPPED) {
        if (cli_flag(call, "json"))
            cli_adding_give_json(&adding, &report);
        else if (!adding.quiet)
            summary(call->out.file, &report);
    }
    cli_adding_free(&adding);
    gk_library_close(library);
    return code;
}

const cli_command cli_reindex = {
    .name = "reindex",
    .arguments = "LIB",
    .summary = "compute the vectors that are missing",
    .description = "Embeds every passage that has no vector yet. May be stopped at any moment and "
                   "run again: it continues where it was.",
    .json = "as goshawk add --json; only \"embedded\" and \"seconds\" are not zero",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
