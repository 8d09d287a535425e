/* SPDX-License-Identifier: Apache-2.0 */
#include "watch.h"

static const cli_option options[] = {
    {.letter = 'o',
     .name = "output",
     .value = "FILE",
     .help = "Write here instead of to standard output. A file that stands there is left alone."},
    CLI_OPTION_QUIET,
    {0},
};
static const cli_example examples[] = {
    {"goshawk passages my.lib -o passages.jsonl",
     "What 'goshawk synth', 'goshawk mine' and 'goshawk eval embedding' read."},
    {"goshawk passages my.lib > passages.jsonl", "The same by standard output, without progress."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "All passages are written."},
    {CLI_WRONG_USE, "The command line is wrong, or FILE stands there already."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; FILE is not written."},
    {0},
};

static int run(const cli_call *call)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    const char *to = cli_value(call, "output");
    bool quiet = !to || cli_flag(call, "quiet");
    cli_watch watch;
    const gk_watch on = cli_watch_start(&watch, call, quiet);
    gk_error err = {0};
    size_t count;
    gk_status status = gk_passages_write(library, to, &on, &count, &err);
    if (status == GK_STOPPED && !cli_interrupted(watch.interrupt))
        status = GK_OK; /* the reader of the pipe has seen enough */
    code = cli_watch_end(&watch, status, &err);
    char n[CLI_COUNT_SIZE];
    if (code == CLI_DONE && !quiet)
        fprintf(stderr, "%s passage%s written\n", cli_count(n, count), count == 1 ? "" : "s");
    gk_library_close(library);
    return code;
}

const cli_command cli_passages = {
    .name = "passages",
    .arguments = "LIB",
    .summary = "write the passages of a library to a file",
    .description =
        "One JSON object a line: {\"id\": \"DOC#PAGE#K\", \"doc\", \"text\"}, K counting from 0 "
        "within the page. The name of the document, its underscores as spaces, a line break and "
        "the text are what the library has embedded.",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
