/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "layout.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "unset", .help = "Take the setting back to its default."},
    {.name = "remove", .value = "VALUE", .help = "Take this value out of a list."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk config my.lib", "All settings, with what they mean."},
    {"goshawk config my.lib llm.model ~/models/qwen.gguf",
     "Answers by a model in a file; llama-server is started for it."},
    {"goshawk config my.lib llm.url http://127.0.0.1:8080/v1", "Answers by a service."},
    {"goshawk config my.lib llm.allow https://llm.example.com/v1",
     "Lets text of this library's documents be sent there."},
    {"goshawk config my.lib llm.allow --remove https://llm.example.com/v1", "No longer."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "It is shown, or set."},
    {CLI_NOTHING, "There is no such file, or the list has no such value."},
    {CLI_WRONG_USE, "The command line is wrong: no such setting, or not what it takes."},
    CLI_EXIT_UNUSABLE,
    {0},
};

static const cli_column columns[] = {
    {.title = "setting"},
    {.title = "value", .least = 10},
    {.title = "from"},
    {.title = "what it is", .least = 20},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void write_all(const cli_terminal *to, const gk_settings *list)
{
    const char **cells = cli_alloc_array(list->count * COLUMNS, sizeof *cells);
    for (size_t i = 0; i < list->count; i++) {
        const gk_setting *s = &list->settings[i];
        const char **row = cells + i * COLUMNS;
        row[0] = s->key;
        row[1] = s->value;
        row[2] = s->set ? "set" : *s->value ? "default" : "";
        row[3] = s->what;
    }
    cli_table_write(to, columns, COLUMNS, cells, list->count);
    free(cells);
}

/* The setting of that name; a word on standard error where there is none. */
static const gk_setting *find(const gk_settings *list, const char *key)
{
    const char **keys = cli_alloc_array(list->count, sizeof *keys);
    const gk_setting *found = NULL;
    for (size_t i = 0; i < list->count; i++) {
        keys[i] = list->settings[i].key;
        if (strcmp(keys[i], key) == 0) found = &list->settings[i];
    }
    const char *near = found ? NULL : cli_nearest(key, keys, list->count);
    if (near)
        cli_error("there is no setting '%s'; did you mean '%s'?", key, near);
    else if (!found)
        cli_error("there is no setting '%s'; 'goshawk config LIB' lists all", key);
    free(keys);
    return found;
}

static void write_one(const cli_terminal *to, const gk_setting *s)
{
    for (const char *at = s->value; *at;) {
        size_t n = strcspn(at, "\n");
        char *line = cli_format("%.*s", (int)n, at);
        cli_write(to, line);
        putc('\n', to->file);
        free(line);
        at += n + (at[n] == '\n');
    }
}

static int show(const cli_call *call, gk_library *library, const char *key)
{
    gk_error err = {0};
    gk_settings *list;
    if (gk_settings_get(library, &list, &err) != GK_OK) return cli_fail(&err);
    gk_settings only = *list;
    int code = CLI_DONE;
    if (key) {
        only.settings = (gk_setting *)find(list, key);
        only.count = 1;
    }
    if (!only.settings)
        code = CLI_WRONG_USE;
    else if (cli_flag(call, "json"))
        cli_give_json(call, gk_settings_json(&only));
    else if (key)
        write_one(&call->out, only.settings);
    else
        write_all(&call->out, list);
    gk_settings_free(list);
    return code;
}

static int change(const cli_call *call, gk_library *library)
{
    const char *key = call->arguments[1], *removed = cli_value(call, "remove");
    gk_error err = {0};
    gk_settings *list;
    if (gk_settings_get(library, &list, &err) != GK_OK) return cli_fail(&err);
    const bool known = find(list, key) != NULL;
    gk_settings_free(list);
    if (!known) return CLI_WRONG_USE;
    gk_status status = call->argument_count > 2
                           ? gk_settings_set(library, key, call->arguments[2], &err)
                           : gk_settings_unset(library, key, removed, &err);
    if (status != GK_OK) return cli_fail(&err);
    return cli_flag(call, "json") ? show(call, library, key) : CLI_DONE;
}

static int run(const cli_call *call)
{
    const bool takes_back = cli_flag(call, "unset") || cli_value(call, "remove");
    const bool changes = takes_back || call->argument_count > 2;
    const char *wrong = NULL;
    if (call->argument_count > 3 || (takes_back && call->argument_count != 2))
        wrong = "it is one of: goshawk config LIB, goshawk config LIB KEY [VALUE], goshawk config "
                "LIB KEY --unset, goshawk config LIB KEY --remove VALUE";
    if (wrong) {
        cli_error("%s", wrong);
        return CLI_WRONG_USE;
    }
    int code;
    gk_library *library = cli_open(call->arguments[0], changes ? GK_WRITE : GK_READ, &code);
    if (!library) return code;
    code = changes ? change(call, library)
                   : show(call, library, call->argument_count > 1 ? call->arguments[1] : NULL);
    gk_library_close(library);
    return code;
}

const cli_command cli_config = {
    .name = "config",
    .arguments = "LIB [KEY] [VALUE]",
    .summary = "show or change a library's settings",
    .description =
        "Shows all settings, prints one, or sets one. A list (llm.allow) gets one value more by "
        "each call. The settings tell which language model writes answers, and where text of the "
        "documents may be sent: to this machine alone, unless llm.allow names the address. What is "
        "sent is logged in LIB/llm.log. They stand in LIB/config.json.",
    .json = "{\"settings\": {\"llm.url\": {\"value\", \"set\": whether it is, or the default}, "
            "...}}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
