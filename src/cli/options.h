/* SPDX-License-Identifier: Apache-2.0
 *
 * options - the command line, read by a table. A command is one cli_command: its name, arguments,
 * options, examples and exit codes. The parser, `--help` and docs/commands.md all come from it.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "terminal.h"

typedef struct cli_option {
    char letter;       /* 'k' for -k; 0: none */
    const char *name;  /* "doc" for --doc */
    const char *value; /* what the help calls its value; NULL: a flag */
    const char *help;
    long least, most; /* of a whole number; both 0: any text */
    bool required;
    bool repeated; /* may be given several times: cli_values has them all */
} cli_option;

typedef struct cli_example {
    const char *line, *what;
} cli_example;

typedef struct cli_exit {
    int code;
    const char *when;
} cli_exit;

enum { CLI_MAX_OPTIONS = 32 };

typedef struct cli_call cli_call;

/* options, examples and exits end with an entry of zeros. */
typedef struct cli_command {
    const char *name;
    const char
        *arguments; /* "LIB PATH...": one word each; "..." one or more, "[X]" may be left out */
    const char *summary; /* one line, no full stop */
    const char *description;
    const char *json; /* what --json prints; NULL: the command has none */
    const cli_option *options;
    const cli_example *examples;
    const cli_exit *exits;
    int (*run)(const cli_call *call); /* gives the exit code */
} cli_command;

/* One command line, read. Strings point into argv. */
struct cli_call {
    const cli_command *command;
    const char **arguments;
    size_t argument_count;
    const char *values[CLI_MAX_OPTIONS]; /* by option, the last one; NULL: not given */
    const char **lists[CLI_MAX_OPTIONS]; /* of repeated options that were given */
    size_t counts[CLI_MAX_OPTIONS];
    bool help; /* --help stands somewhere: nothing else was checked */
    cli_terminal out, err;
};

/* Reads what follows the command's name. On wrong use *message says what to do (free()) and the
 * result is false. Either way cli_call_free follows. */
bool cli_parse(const cli_command *command, int argc, char **argv, cli_call *call, char **message);
void cli_call_free(cli_call *call);

/* Values of an option by its name, which the command must have. */
bool cli_flag(const cli_call *call, const char *name);
const char *cli_value(const cli_call *call, const char *name); /* NULL: not given */
long cli_number(const cli_call *call, const char *name, long otherwise);
/* All values of a repeated option, in the order of the line; they live as long as the call. */
const char *const *cli_values(const cli_call *call, const char *name, size_t *count);

/* Which of count names is meant by a misspelled one; NULL where none is near. */
const char *cli_nearest(const char *wrong, const char *const *names, size_t count);

#endif
