/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "help.h"

#include <errno.h>
#include <string.h>

static const cli_command *const all[] = {
    &cli_init,   &cli_add,    &cli_follow,  &cli_search, &cli_explain, &cli_ask,      &cli_verify,
    &cli_show,   &cli_tables, &cli_facts,   &cli_turns,  &cli_docs,    &cli_meta,     &cli_rm,
    &cli_config, &cli_serve,  &cli_reindex, &cli_embed,  &cli_model,   &cli_passages, &cli_synth,
    &cli_mine,   &cli_train,  &cli_eval,    &cli_rank,   &cli_help};
enum { COMMANDS = sizeof all / sizeof *all };

const cli_command *const *cli_commands(size_t *count)
{
    *count = COMMANDS;
    return all;
}

const cli_command *cli_find(const char *name)
{
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(all[i]->name, name) == 0) return all[i];
        names[i] = all[i]->name;
    }
    const char *near = cli_nearest(name, names, COMMANDS);
    if (near)
        cli_error("there is no command '%s'; did you mean '%s'?", name, near);
    else
        cli_error("there is no command '%s'; 'goshawk --help' lists all", name);
    return NULL;
}

static int run(const cli_command *command, int argc, char **argv)
{
    cli_call call;
    char *message;
    int code;
    bool good = cli_parse(command, argc, argv, &call, &message);
    call.out = cli_terminal_of(stdout);
    call.err = cli_terminal_of(stderr);
    if (!good) {
        cli_error("%s", message);
        code = CLI_WRONG_USE;
    } else if (call.help) {
        cli_help_command(&call.out, command);
        code = CLI_DONE;
    } else {
        code = command->run(&call);
    }
    gk_free(message);
    cli_call_free(&call);
    return code;
}

int cli_main(int argc, char **argv)
{
    if (argc < 2) {
        const cli_terminal err = cli_terminal_of(stderr);
        cli_help_overview(&err, all, COMMANDS);
        return CLI_WRONG_USE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        printf("goshawk %s\n", gk_version());
        return CLI_DONE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        const cli_terminal out = cli_terminal_of(stdout);
        cli_help_overview(&out, all, COMMANDS);
        return CLI_DONE;
    }
    if (name[0] == '-') {
        cli_error("the command comes first: goshawk COMMAND %s ...; 'goshawk --help' lists all",
                  name);
        return CLI_WRONG_USE;
    }
    const cli_command *command = cli_find(name);
    return command ? run(command, argc - 2, argv + 2) : CLI_WRONG_USE;
}

int cli_finish(int code)
{
    errno = 0;
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (!failed || errno == EPIPE) return code;
    cli_error("cannot write to standard output: %s", errno ? strerror(errno) : "write error");
    return CLI_UNUSABLE;
}
