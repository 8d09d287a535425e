/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "help.h"

static const cli_option options[] = {
    {.name = "markdown", .help = "Print the whole manual as Markdown (docs/commands.md)."},
    {0},
};
static const cli_example examples[] = {
    {"goshawk help search", "All about search; the same as goshawk search --help."},
    {"goshawk help --markdown > docs/commands.md", "Write the manual's page anew."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The help is printed."},
    CLI_EXIT_USE,
    {0},
};

static int run(const cli_call *call)
{
    size_t count;
    const cli_command *const *commands = cli_commands(&count);
    if (cli_flag(call, "markdown")) {
        cli_help_markdown(call->out.file, commands, count);
    } else if (call->argument_count == 0) {
        cli_help_overview(&call->out, commands, count);
    } else {
        const cli_command *command = cli_find(call->arguments[0]);
        if (!command) return CLI_WRONG_USE;
        cli_help_command(&call->out, command);
    }
    return CLI_DONE;
}

const cli_command cli_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "explain a command, or list them all",
    .description = "Prints the help of a command, or without one the list of commands.",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
