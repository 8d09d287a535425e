/* SPDX-License-Identifier: Apache-2.0
 *
 * help - the manual, printed from the table of commands: for a terminal and as docs/commands.md.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "options.h"

/* All commands at a glance. */
void cli_help_overview(const cli_terminal *to, const cli_command *const *commands, size_t count);

/* One command: usage, options, examples, exit codes. */
void cli_help_command(const cli_terminal *to, const cli_command *command);

/* docs/commands.md */
void cli_help_markdown(FILE *to, const cli_command *const *commands, size_t count);

#endif
