/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "memory.h"

#include <jansson.h>
#include <stdlib.h>

static const cli_option options[] = {
    {.name = "model",
     .value = "DIR",
     .help = "A sentence-transformers folder (config.json, tokenizer.json, model.safetensors), the "
             "address of an embeddings service (http://HOST/v1/embeddings#NAME), or 'none' for a "
             "library that is searched by words alone. Without it: $GOSHAWK_MODEL, "
             "else the model that comes with the program."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk init my.lib", "An empty library in the folder my.lib, with the default model."},
    {"goshawk init words.lib --model none", "One that is searched by words alone."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The library stands."},
    {CLI_WRONG_USE, "The command line is wrong, or something stands at LIB already."},
    CLI_EXIT_UNUSABLE,
    {0},
};

static void give_json(const cli_call *call, const char *path, const gk_library_info *info)
{
    json_t *object = json_pack("{s:s, s:s}", "library", path, "model", info->model);
    char *text = object ? json_dumps(object, 0) : NULL;
    cli_give_json(call, text ? text : cli_format("{}"));
    json_decref(object);
}

static int run(const cli_call *call)
{
    const char *path = call->arguments[0];
    gk_error err = {0};
    if (gk_library_create(path, cli_value(call, "model"), &err) != GK_OK) return cli_fail(&err);

    int code;
    gk_library *library = cli_open(path, GK_READ, &code);
    if (!library) return code;
    gk_library_info info;
    gk_status status = gk_library_info_get(library, &info, &err);
    gk_library_close(library);
    if (status != GK_OK) return cli_fail(&err);

    if (cli_flag(call, "json")) {
        give_json(call, path, &info);
        return CLI_DONE;
    }
    fputs("an empty library stands in ", call->out.file);
    cli_write(&call->out, path);
    fputs(" (model: ", call->out.file);
    cli_write(&call->out, info.model);
    char *word = cli_shell_word(path);
    fputs(")\nnext: goshawk add ", call->out.file);
    cli_write(&call->out, word);
    fputs(" FILES AND FOLDERS\n", call->out.file);
    free(word);
    return CLI_DONE;
}

const cli_command cli_init = {
    .name = "init",
    .arguments = "LIB",
    .summary = "make an empty library",
    .description = "Makes the folder LIB, an empty library. Nothing may stand there but an empty "
                   "folder.",
    .json = "{\"library\": LIB, \"model\": DIR or \"none\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
