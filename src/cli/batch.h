/* SPDX-License-Identifier: Apache-2.0
 *
 * batch - many queries or questions from a file, each with its own filters, and their results as a
 * table: what search and ask do with --batch (docs/filters.md).
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "commands.h"

/* Entries of the options of a command that takes --batch. */
#define CLI_OPTIONS_BATCH                                                                          \
    {.name = "batch",                                                                              \
     .value = "FILE",                                                                              \
     .help =                                                                                       \
         "Ask every line of FILE, a JSON object each; the options above hold where a line does "   \
         "not say otherwise. Needs -o."},                                                          \
        {.letter = 'o',                                                                            \
         .name = "output",                                                                         \
         .value = "FILE",                                                                          \
         .help = "Where the results of --batch go: FILE.csv, FILE.jsonl or FILE.parquet. A file "  \
                 "that stands there is left alone."},                                              \
        {.name = "strict", .help = "Stop at the first line of the batch that is wrong."},          \
        {.name = "resume",                                                                         \
         .help = "Go on where the batch that wrote FILE was stopped or killed."},                  \
        {.name = "force", .help = "Write FILE anew, whatever it holds."},                          \
        {.name = "threads",                                                                        \
         .value = "N",                                                                             \
         .help = "Ask N lines of the batch at a time. Without it: one for each processor.",        \
         .least = 1,                                                                               \
         .most = 64},                                                                              \
    {                                                                                              \
        .letter = 'q', .name = "quiet", .help = "No progress and no summary of a batch."           \
    }

typedef enum cli_batch_kind { CLI_BATCH_SEARCH, CLI_BATCH_ASK } cli_batch_kind;

/* False where the words after the command are neither LIB and what is asked nor LIB with --batch;
 * says so. */
bool cli_batch_check(const cli_call *call, const char *asked);

/* Runs the batch and gives the exit code; *defaults is what a line has that says nothing else. */
int cli_batch(const cli_call *call, cli_batch_kind kind, const gk_search_options *defaults);

#endif
