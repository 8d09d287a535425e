/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int exit_code(gk_status status)
{
    static const int codes[] = {
        [GK_OK] = CLI_DONE,           [GK_NOT_FOUND] = CLI_NOTHING, [GK_INVALID] = CLI_WRONG_USE,
        [GK_INPUT] = CLI_SOME_FAILED, [GK_LIBRARY] = CLI_UNUSABLE,  [GK_BUSY] = CLI_UNUSABLE,
        [GK_IO] = CLI_UNUSABLE,       [GK_MODEL] = CLI_UNUSABLE,    [GK_STOPPED] = CLI_INTERRUPTED,
    };
    return (size_t)status < sizeof codes / sizeof *codes ? codes[status] : CLI_UNUSABLE;
}

int cli_fail(const gk_error *err)
{
    cli_error("%s", err->message);
    return exit_code(err->status);
}

gk_status cli_problem(gk_error *err, gk_status status, const char *format, ...)
{
    char *message = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&message, format, args);
    va_end(args);
    err->status = status;
    snprintf(err->message, sizeof err->message, "%s", n < 0 ? "out of memory" : message);
    if (n >= 0) free(message);
    return status;
}

gk_status cli_real(const cli_call *call, const char *option, double least, double most,
                   double *value, gk_error *err)
{
    const char *text = cli_value(call, option);
    if (!text) return GK_OK;
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < least || number > most)
        return cli_problem(err, GK_INVALID, "--%s must be a number from %g to %g, not '%s'", option,
                           least, most, text);
    *value = number;
    return GK_OK;
}

gk_library *cli_open(const char *path, gk_mode mode, int *code)
{
    gk_error err = {0};
    gk_library *library = NULL;
    *code = CLI_DONE;
    if (gk_library_open(path, mode, &library, &err) == GK_OK) return library;
    *code = cli_fail(&err);
    return NULL;
}

void cli_give_json(const cli_call *call, char *json)
{
    cli_write_json(call->out.file, json);
    gk_free(json);
}

void cli_notice(const char *notice)
{
    if (notice && *notice) cli_error("%s", notice);
}

int cli_save(const cli_call *call, const char *path, const void *bytes, size_t size)
{
    FILE *file = strcmp(path, "-") == 0 ? call->out.file : fopen(path, "wb");
    bool good = file && fwrite(bytes, 1, size, file) == size;
    int why = errno;
    if (file == call->out.file) return CLI_DONE; /* cli_finish looks whether it could be written */
    if (file && fclose(file) != 0 && good) {
        good = false;
        why = errno;
    }
    if (good) return CLI_DONE;
    cli_error("cannot write %s: %s", path, strerror(why));
    return CLI_UNUSABLE;
}
