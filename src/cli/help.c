/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include "layout.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static const cli_option help_option = {.letter = 'h', .name = "help", .help = "Print this help."};

/* "goshawk search LIB QUERY [-k N] [--lexical]"; free(). */
static char *usage_of(const cli_command *command)
{
    char *text = cli_format("goshawk %s%s%s", command->name, *command->arguments ? " " : "",
                            command->arguments);
    for (const cli_option *o = command->options; o->name; o++) {
        const char *dashes = o->letter && o->value ? "-" : "--";
        const char letter[] = {o->letter, '\0'}, *name = *dashes && !dashes[1] ? letter : o->name;
        char *longer = cli_format("%s %s%s%s%s%s%s%s", text, o->required ? "" : "[", dashes, name,
                                  o->value ? " " : "", o->value ? o->value : "",
                                  o->required ? "" : "]", o->repeated ? "..." : "");
        free(text);
        text = longer;
    }
    return text;
}

/* "-k, --hits N"; free(). */
static char *option_words(const cli_option *o, bool aligned)
{
    char letter[] = {'-', o->letter, ',', ' ', '\0'};
    return cli_format("%s--%s%s%s",
                      o->letter ? letter
                      : aligned ? "    "
                                : "",
                      o->name, o->value ? " " : "", o->value ? o->value : "");
}

/* Text is written for eighty columns at most, since longer lines tire. */
static cli_terminal readable(const cli_terminal *to)
{
    cli_terminal narrow = *to;
    if (narrow.width <= 0 || narrow.width > 80) narrow.width = 80;
    return narrow;
}

static void title(const cli_terminal *to, const char *text)
{
    putc('\n', to->file);
    cli_style(to, CLI_BOLD);
    fputs(text, to->file);
    cli_style_end(to);
    putc('\n', to->file);
}

/* A word and what it means: beside each other, or under each other where the terminal is narrow. */
static void entry(const cli_terminal *to, const char *word, const char *meaning, int column)
{
    bool beside = to->width >= column + 30 && (int)strlen(word) + 2 < column;
    int used = fprintf(to->file, "  %s", word);
    char margin[40] = "";
    snprintf(margin, sizeof margin, "%*s", beside ? column : 6, "");
    cli_layout *layout = cli_layout_new(to, meaning, NULL, 0, to->width - (int)strlen(margin),
                                        CLI_LINES);
    for (size_t i = 0; i < layout->count; i++) {
        if (i == 0 && beside)
            fprintf(to->file, "%*s", column - used, "");
        else
            fprintf(to->file, "%s%s", i == 0 ? "\n" : "", margin);
        cli_row_write(to, &layout->rows[i]);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
}

static void option_entry(const cli_terminal *to, const cli_option *option)
{
    char *words = option_words(option, true);
    entry(to, words, option->help, 24);
    free(words);
}

void cli_help_command(const cli_terminal *out, const cli_command *command)
{
    cli_terminal to = readable(out);
    char *text = cli_format("goshawk %s - %s", command->name, command->summary);
    cli_layout_write(&to, text, "", CLI_LINES);
    free(text);
    title(&to, "Usage");
    text = usage_of(command);
    cli_layout_write(&to, text, "  ", CLI_LINES);
    free(text);
    putc('\n', to.file);
    cli_layout_write(&to, command->description, "", CLI_LINES);
    title(&to, "Options");
    for (const cli_option *o = command->options; o->name; o++) option_entry(&to, o);
    option_entry(&to, &help_option);
    if (command->json) {
        title(&to, "JSON");
        cli_layout_write(&to, command->json, "  ", CLI_LINES);
    }
    title(&to, "Examples");
    for (const cli_example *e = command->examples; e->line; e++) {
        cli_layout_write(&to, e->line, "  ", CLI_LINES);
        cli_layout_write(&to, e->what, "      ", CLI_LINES);
    }
    title(&to, "Exit codes");
    for (const cli_exit *e = command->exits; e->when; e++) {
        char code[16];
        snprintf(code, sizeof code, "%d", e->code);
        entry(&to, code, e->when, 8);
    }
}

void cli_help_overview(const cli_terminal *out, const cli_command *const *commands, size_t count)
{
    cli_terminal to = readable(out);
    cli_layout_write(&to, "goshawk - ask a folder of filings, get cited answers", "", CLI_LINES);
    title(&to, "Usage");
    fputs("  goshawk COMMAND LIB ...\n", to.file);
    title(&to, "Commands");
    for (size_t i = 0; i < count; i++) entry(&to, commands[i]->name, commands[i]->summary, 12);
    title(&to, "A first try");
    fputs("  goshawk init my.lib\n"
          "  goshawk add my.lib filings/\n"
          "  goshawk ask my.lib \"What was revenue in 2018?\"\n\n",
          to.file);
    cli_layout_write(
        &to,
        "'goshawk COMMAND --help' tells all about one command, 'goshawk --version' the "
        "version.",
        "", CLI_LINES);
}

void cli_help_markdown(FILE *to, const cli_command *const *commands, size_t count)
{
    fputs(
        "# Commands\n\n"
        "What `goshawk COMMAND --help` prints, on one page. It comes from the program's own table "
        "of commands: `goshawk help --markdown > docs/commands.md` writes it.\n\n"
        "Options may stand anywhere on the line; `--option=value` works as well as `--option "
        "value`; `--` ends options, for arguments that begin with a dash. Results go to standard "
        "output, everything else to standard error. Matched words and headings are coloured on a "
        "terminal, never in a pipe and never with `NO_COLOR` set.\n\n"
        "| command | what it does |\n|---|---|\n",
        to);
    for (size_t i = 0; i < count; i++)
        fprintf(to, "| [%s](#goshawk-%s) | %s |\n", commands[i]->name, commands[i]->name,
                commands[i]->summary);
    for (size_t i = 0; i < count; i++) {
        const cli_command *command = commands[i];
        char *usage = usage_of(command);
        fprintf(to, "\n## goshawk %s\n\n```\n%s\n```\n\n%s\n\n| option | meaning |\n|---|---|\n",
                command->name, usage, command->description);
        free(usage);
        for (const cli_option *o = command->options; o->name; o++) {
            char *words = option_words(o, false);
            fprintf(to, "| `%s` | %s |\n", words, o->help);
            free(words);
        }
        fprintf(to, "| `-h, --help` | %s |\n", help_option.help);
        if (command->json) fprintf(to, "\nWith `--json`:\n\n```\n%s\n```\n", command->json);
        fputs("\nExamples:\n\n```\n", to);
        for (const cli_example *e = command->examples; e->line; e++)
            fprintf(to, "%s\n    %s\n", e->line, e->what);
        fputs("```\n\n| exit code | when |\n|---|---|\n", to);
        for (const cli_exit *e = command->exits; e->when; e++)
            fprintf(to, "| %d | %s |\n", e->code, e->when);
    }
}
