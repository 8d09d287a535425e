/* SPDX-License-Identifier: Apache-2.0 */
#include "embed_checkpoint.h"

#include "commands.h"
#include "memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *cli_checkpoint_path(const char *file) { return cli_format("%s.goshawk", file); }

/* Writes text and a line break to a new file, on disk when it returns. */
static bool write_new(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    if (!file) return false;
    bool good = fprintf(file, "%s\n", text) > 0 && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int error = errno;
    good = fclose(file) == 0 && good;
    if (error) errno = error;
    return good;
}

gk_status cli_checkpoint_write(const char *file, const char *kind, const json_t *job,
                               const cli_checkpoint *at, gk_error *err)
{
    char hash[17];
    snprintf(hash, sizeof hash, "%016" PRIx64, at->hash);
    json_t *object = json_pack("{s:s, s:O, s:I, s:I, s:s}", "kind", kind, "job", job, "rows",
                               (json_int_t)at->rows, "bytes", (json_int_t)at->bytes, "hash", hash);
    char *text = object ? json_dumps(object, 0) : NULL;
    json_decref(object);
    char *path = cli_checkpoint_path(file), *part = cli_format("%s.part", path);
    errno = text ? 0 : EINVAL;
    gk_status status = GK_OK;
    if (!text || !write_new(part, text) || rename(part, path) != 0)
        status = cli_problem(err, GK_IO, "cannot write %s: %s", path, strerror(errno));
    if (status != GK_OK) unlink(part);
    free(part);
    free(path);
    free(text);
    return status;
}

void cli_checkpoint_remove(const char *file)
{
    char *path = cli_checkpoint_path(file);
    unlink(path);
    free(path);
}

/* One field of a job as a person reads it; free(). */
static char *shown(const json_t *value)
{
    bool none = !value || json_is_null(value);
    char *text = none ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    return text ? text : cli_format("none");
}

/* A run goes on only with what it was begun with: else rows of one file would not compare. */
static gk_status check_job(const char *file, const json_t *begun, const json_t *job, gk_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)job, key, value)
    {
        const json_t *old = json_object_get(begun, key);
        if (json_equal(old, value)) continue;
        char *was = shown(old), *is = shown(value);
        cli_problem(err, GK_INVALID,
                    "%s was begun with another %s (%s, now %s); go on with the same, or begin anew "
                    "with --force",
                    file, key, was, is);
        free(was);
        free(is);
        return GK_INVALID;
    }
    return GK_OK;
}

/* A count that is not negative. */
static bool count_of(const json_t *object, const char *name, uint64_t *count)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_integer(value) || json_integer_value(value) < 0) return false;
    *count = (uint64_t)json_integer_value(value);
    return true;
}

static bool read_fields(const json_t *object, const char *due, cli_checkpoint *at)
{
    const char *kind = json_string_value(json_object_get(object, "kind"));
    const char *hash = json_string_value(json_object_get(object, "hash"));
    if (!kind || strcmp(kind, due) != 0 || !hash || strlen(hash) != 16) return false;
    char *end;
    at->hash = strtoull(hash, &end, 16);
    return !*end && count_of(object, "rows", &at->rows) && count_of(object, "bytes", &at->bytes) &&
           json_is_object(json_object_get(object, "job"));
}

gk_status cli_checkpoint_read(const char *file, const char *kind, const json_t *job,
                              cli_checkpoint *at, bool *found, gk_error *err)
{
    char *path = cli_checkpoint_path(file);
    gk_status status = GK_OK;
    *found = access(path, F_OK) == 0;
    json_t *object = *found ? json_load_file(path, 0, NULL) : NULL;
    if (*found && !read_fields(object, kind, at))
        status = cli_problem(err, GK_INVALID,
                             "%s is no checkpoint of this version; begin anew with --force", path);
    else if (*found)
        status = check_job(file, json_object_get(object, "job"), job, err);
    json_decref(object);
    free(path);
    return status;
}
