/* SPDX-License-Identifier: Apache-2.0
 *
 * commands - the program's commands, each in a file cmd_NAME.c, and what they share. A command
 * returns the exit code; results go to standard output, all else to standard error.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "goshawk.h"
#include "options.h"

enum {
    CLI_DONE = 0,
    CLI_NOTHING = 1, /* nothing found, or the answer declined */
    CLI_WRONG_USE = 2,
    CLI_SOME_FAILED = 3, /* some inputs failed */
    CLI_UNUSABLE = 4,    /* the library, the model or the system */
    CLI_INTERRUPTED = 130
};

extern const cli_command cli_init, cli_add, cli_reindex, cli_search, cli_ask, cli_show, cli_docs,
    cli_embed, cli_model, cli_synth, cli_mine, cli_train, cli_eval, cli_passages, cli_serve,
    cli_follow, cli_explain, cli_rank, cli_tables, cli_turns, cli_facts, cli_meta, cli_rm,
    cli_config, cli_verify, cli_help;

/* All of them, in the order of the help. */
const cli_command *const *cli_commands(size_t *count);

/* The command of that name; NULL, and a word on standard error, where there is none. */
const cli_command *cli_find(const char *name);

/* Reads the command line and runs the command it names; argv[0] is the program. */
int cli_main(int argc, char **argv);

/* Ends a command that may have written to standard output: code, or CLI_UNUSABLE with a line on
 * standard error where the output could not be written. A closed pipe is no error: the reader has
 * seen enough. */
int cli_finish(int code);

/* Says what went wrong and gives the exit code for it. */
int cli_fail(const gk_error *err);

/* Fills *err and returns status, as the library's functions do. */
gk_status cli_problem(gk_error *err, gk_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* An option that is a real number from least to most; *value stays as it is where not given. */
gk_status cli_real(const cli_call *call, const char *option, double least, double most,
                   double *value, gk_error *err);

/* Opens a library. On failure says so, *code is the exit code. */
gk_library *cli_open(const char *path, gk_mode mode, int *code);

/* Writes a JSON text that the library gave, and frees it. */
void cli_give_json(const cli_call *call, char *json);

/* Writes a file, "-": standard output; says where it cannot, and gives the exit code. */
int cli_save(const cli_call *call, const char *path, const void *bytes, size_t size);

/* "goshawk: notice" on standard error; NULL is nothing to say. */
void cli_notice(const char *notice);

/* Options and exit codes that many commands have. */
#define CLI_OPTION_JSON                                                                            \
    {                                                                                              \
        .name = "json", .help = "Print one JSON object instead of text."                           \
    }
#define CLI_OPTION_QUIET                                                                           \
    {                                                                                              \
        .letter = 'q', .name = "quiet", .help = "No progress and no summary."                      \
    }
#define CLI_OPTION_THREADS                                                                         \
    {                                                                                              \
        .name = "threads", .value = "N",                                                           \
        .help = "Use N threads. Without it: one for each processor.", .least = 1, .most = 1024     \
    }
#define CLI_OPTION_CACHE                                                                           \
    {                                                                                              \
        .name = "cache", .value = "DIR",                                                           \
        .help = "Keep vectors here, by model and text. Without it: goshawk/vectors in "            \
                "$XDG_CACHE_HOME or ~/.cache."                                                     \
    }
#define CLI_OPTION_EXCLUDE_DOCUMENTS                                                               \
    {                                                                                              \
        .name = "exclude-documents", .value = "FILE",                                              \
        .help = "Names of documents, one a line, that no training may touch: their passages are "  \
                "left out, and any with an equal text. May be given several times.",               \
        .repeated = true                                                                           \
    }
#define CLI_OPTION_EXCLUDE_QUERIES                                                                 \
    {                                                                                              \
        .name = "exclude-queries", .value = "FILE",                                                \
        .help = "Queries that measure: the same for the passages that they name. May be given "    \
                "several times.",                                                                  \
        .repeated = true                                                                           \
    }
#define CLI_OPTION_LEXICAL                                                                         \
    {                                                                                              \
        .name = "lexical", .help = "Search by words alone, without the embedding model."           \
    }
#define CLI_EXIT_USE                                                                               \
    {                                                                                              \
        CLI_WRONG_USE, "The command line is wrong; the message says how."                          \
    }
#define CLI_EXIT_UNUSABLE                                                                          \
    {                                                                                              \
        CLI_UNUSABLE, "The library, its model or the system cannot be used."                       \
    }

#endif
