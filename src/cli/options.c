/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static size_t option_count(const cli_command *command)
{
    size_t n = 0;
    while (command->options[n].name) n++;
    return n;
}

static size_t option_index(const cli_command *command, const char *name)
{
    for (size_t i = 0; command->options[i].name; i++)
        if (strcmp(command->options[i].name, name) == 0) return i;
    abort(); /* a command asks for an option that its table lacks */
}

/* The n-th word of the command's arguments, or "" past the last; *length is its length. */
static const char *argument_word(const cli_command *command, size_t n, size_t *length)
{
    const char *word = command->arguments;
    for (; n > 0 && *word; n--) {
        word += strcspn(word, " ");
        word += strspn(word, " ");
    }
    *length = strcspn(word, " ");
    return word;
}

static bool check_arguments(const cli_call *call, char **message)
{
    const cli_command *command = call->command;
    size_t length, n = 0, required = 0;
    bool any = false;
    for (const char *word; *(word = argument_word(command, n, &length)); n++) {
        any = length > 3 && strncmp(word + length - 3, "...", 3) == 0;
        if (*word != '[' && ++required > call->argument_count) {
            *message = cli_format("%s takes %s: %.*s is missing; see 'goshawk %s --help'",
                                  command->name, command->arguments,
                                  (int)(any ? length - 3 : length), word, command->name);
            return false;
        }
    }
    if (any || call->argument_count <= n) return true;
    *message = cli_format("%s takes %s, so '%s' is too much; put several words in quotes, or see "
                          "'goshawk %s --help'",
                          command->name, *command->arguments ? command->arguments : "no argument",
                          call->arguments[n], command->name);
    return false;
}

static bool unknown_option(const cli_command *command, const char *name, char **message)
{
    const char *names[CLI_MAX_OPTIONS + 1];
    size_t count = option_count(command);
    for (size_t i = 0; i < count; i++) names[i] = command->options[i].name;
    names[count++] = "help";
    const char *near = cli_nearest(name, names, count);
    if (near)
        *message = cli_format("%s has no option --%s; did you mean --%s?", command->name, name,
                              near);
    else
        *message = cli_format("%s has no option --%s; see 'goshawk %s --help', or put -- before an "
                              "argument that begins with a dash",
                              command->name, name, command->name);
    return false;
}

static bool check_value(const cli_option *option, const char *value, char **message)
{
    if (option->least == 0 && option->most == 0) {
        if (*value) return true;
        *message = cli_format("--%s needs a %s that is not empty", option->name, option->value);
        return false;
    }
    char *end;
    errno = 0;
    long n = strtol(value, &end, 10);
    if (end != value && !*end && errno == 0 && n >= option->least && n <= option->most) return true;
    *message = cli_format("--%s must be a whole number from %ld to %ld, not '%s'", option->name,
                          option->least, option->most, value);
    return false;
}

/* Sets option i to value, which may be NULL: then a flag is set, and another option takes the next
 * word, for which *at moves on. */
static bool set_option(cli_call *call, size_t i, const char *value, int argc, char **argv, int *at,
                       char **message)
{
    const cli_option *option = &call->command->options[i];
    if (!option->value) {
        if (value) *message = cli_format("--%s takes no value", option->name);
        call->values[i] = "";
        return !value;
    }
    if (!value) {
        if (*at + 1 >= argc) {
            *message = cli_format("--%s needs a value: --%s %s", option->name, option->name,
                                  option->value);
            return false;
        }
        value = argv[++*at];
    }
    call->values[i] = value;
    if (option->repeated) {
        if (!call->lists[i]) call->lists[i] = cli_alloc_array((size_t)argc, sizeof **call->lists);
        call->lists[i][call->counts[i]++] = value;
    }
    return check_value(option, value, message);
}

static bool read_long(cli_call *call, int argc, char **argv, int *at, char **message)
{
    const char *name = argv[*at] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    for (size_t i = 0; call->command->options[i].name; i++) {
        const char *known = call->command->options[i].name;
        if (strlen(known) == length && strncmp(known, name, length) == 0)
            return set_option(call, i, equals ? equals + 1 : NULL, argc, argv, at, message);
    }
    char *given = cli_format("%.*s", (int)length, name);
    unknown_option(call->command, given, message);
    free(given);
    return false;
}

/* -q, -k 5, -k5, -qk5 */
static bool read_short(cli_call *call, int argc, char **argv, int *at, char **message)
{
    for (const char *letter = argv[*at] + 1; *letter; letter++) {
        size_t i = 0;
        while (call->command->options[i].name && call->command->options[i].letter != *letter) i++;
        if (!call->command->options[i].name) {
            *message = cli_format(
                "%s has no option '%s'; see 'goshawk %s --help', or put -- before "
                "an argument that begins with a dash",
                call->command->name, argv[*at], call->command->name);
            return false;
        }
        bool valued = call->command->options[i].value;
        const char *value = valued && letter[1] ? letter + 1 : NULL;
        if (!set_option(call, i, value, argc, argv, at, message)) return false;
        if (valued) break;
    }
    return true;
}

static bool check_required(const cli_call *call, char **message)
{
    for (size_t i = 0; call->command->options[i].name; i++) {
        const cli_option *option = &call->command->options[i];
        if (!option->required || call->values[i]) continue;
        *message = cli_format("%s needs --%s %s; see 'goshawk %s --help'", call->command->name,
                              option->name, option->value, call->command->name);
        return false;
    }
    return true;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    return false;
}

bool cli_parse(const cli_command *command, int argc, char **argv, cli_call *call, char **message)
{
    *call = (cli_call){.command = command, .help = wants_help(argc, argv)};
    *message = NULL;
    call->arguments = cli_alloc_array((size_t)argc, sizeof *call->arguments);
    if (call->help) return true;
    bool options_ended = false;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        bool read = true;
        if (options_ended || word[0] != '-' || word[1] == '\0')
            call->arguments[call->argument_count++] = word;
        else if (strcmp(word, "--") == 0)
            options_ended = true;
        else if (word[1] == '-')
            read = read_long(call, argc, argv, &i, message);
        else
            read = read_short(call, argc, argv, &i, message);
        if (!read) return false;
    }
    return check_arguments(call, message) && check_required(call, message);
}

void cli_call_free(cli_call *call)
{
    for (size_t i = 0; i < CLI_MAX_OPTIONS; i++) {
        free(call->lists[i]);
        call->lists[i] = NULL;
    }
    free(call->arguments);
    call->arguments = NULL;
}

bool cli_flag(const cli_call *call, const char *name)
{
    return call->values[option_index(call->command, name)] != NULL;
}

const char *cli_value(const cli_call *call, const char *name)
{
    return call->values[option_index(call->command, name)];
}

long cli_number(const cli_call *call, const char *name, long otherwise)
{
    const char *value = cli_value(call, name);
    return value ? strtol(value, NULL, 10) : otherwise;
}

const char *const *cli_values(const cli_call *call, const char *name, size_t *count)
{
    size_t i = option_index(call->command, name);
    *count = call->counts[i];
    return call->lists[i];
}
