/* SPDX-License-Identifier: Apache-2.0 */
#include "cited.h"

#include "commands.h"
#include "memory.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 65536 };

gk_status cli_file_text(const char *path, char **text, gk_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rbe");
    *text = NULL;
    if (!file)
        return cli_problem(err, errno == ENOENT ? GK_NOT_FOUND : GK_IO, "%s: %s", path,
                           strerror(errno));
    size_t size = 0, capacity = FIRST_SIZE;
    char *data = cli_alloc_array(capacity + 1, 1);
    for (size_t n; (n = fread(data + size, 1, capacity - size, file)) > 0;) {
        size += n;
        if (size < capacity) continue;
        capacity *= 2;
        data = cli_resize(data, capacity + 1, 1);
    }
    bool failed = ferror(file) != 0;
    if (!standard) fclose(file);
    data[size] = '\0';
    if (failed || memchr(data, '\0', size)) {
        free(data);
        return failed
                   ? cli_problem(err, GK_IO, "%s cannot be read", path)
                   : cli_problem(err, GK_INPUT,
                                 "%s is no text; 'goshawk add' takes documents of all kinds into "
                                 "a library, whose pages can be cited",
                                 path);
    }
    *text = data;
    return GK_OK;
}

static char *keep(cli_cited *cited, char *string)
{
    cited->strings = cli_grow(cited->strings, cited->string_count, &cited->string_capacity,
                              sizeof *cited->strings);
    return cited->strings[cited->string_count++] = string;
}

static gk_cited_text *add(cli_cited *cited)
{
    cited->texts = cli_grow(cited->texts, cited->count, &cited->capacity, sizeof *cited->texts);
    gk_cited_text *text = &cited->texts[cited->count++];
    *text = (gk_cited_text){.mark = keep(cited, cli_format("%zu", cited->count))};
    return text;
}

static const char *field(cli_cited *cited, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return keep(cited, cli_format("%lld", (long long)json_integer_value(value)));
    const char *text = json_string_value(value);
    return text ? keep(cited, cli_format("%s", text)) : NULL;
}

static gk_status add_object(cli_cited *cited, const json_t *object, const char *path, gk_error *err)
{
    if (!json_string_value(json_object_get(object, "text")))
        return cli_problem(err, GK_INPUT, "%s: a source has no \"text\"", path);
    gk_cited_text *text = add(cited);
    const char *mark = field(cited, object, "mark");
    if (mark) text->mark = mark;
    text->document = field(cited, object, "document");
    text->company = field(cited, object, "company");
    text->names = field(cited, object, "names");
    text->text = field(cited, object, "text");
    text->context = field(cited, object, "context");
    text->speaker = field(cited, object, "speaker");
    text->fiscal_year = (int)json_integer_value(json_object_get(object, "fiscal_year"));
    return GK_OK;
}

/* JSON values one after the other: objects, or lists of them. */
static gk_status read_json(cli_cited *cited, const char *data, const char *path, gk_error *err)
{
    size_t at = 0, n = strlen(data);
    gk_status status = GK_OK;
    while (status == GK_OK) {
        at += strspn(data + at, " \t\r\n");
        if (at >= n) break;
        json_error_t error;
        json_t *value = json_loadb(data + at, n - at, JSON_DISABLE_EOF_CHECK, &error);
        if (!value) return cli_problem(err, GK_INPUT, "%s: %s", path, error.text);
        at += (size_t)error.position;
        if (json_is_array(value)) {
            for (size_t i = 0; i < json_array_size(value) && status == GK_OK; i++)
                status = add_object(cited, json_array_get(value, i), path, err);
        } else {
            status = add_object(cited, value, path, err);
        }
        json_decref(value);
    }
    return status;
}

static bool named(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

/* The file's name without folder and ending. */
static char *document_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = cli_format("%s", slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot && dot != name) *dot = '\0';
    return name;
}

/* Each page is a source of its own: "NAME p.2"; a file without form feeds is "NAME". */
static void read_text(cli_cited *cited, char *data, const char *path)
{
    const char *document = keep(cited, document_of(path));
    bool paged = strchr(data, '\f') != NULL;
    int number = 1;
    for (char *page = keep(cited, data); page; number++) {
        char *feed = strchr(page, '\f');
        if (feed) *feed = '\0';
        /* What follows the last form feed is no page. */
        if (number > 1 && !feed && !page[strspn(page, " \t\r\n")]) break;
        gk_cited_text *text = add(cited);
        text->document = document;
        if (paged) text->mark = keep(cited, cli_format("%s p.%d", document, number));
        text->text = page;
        page = feed ? feed + 1 : NULL;
    }
}

gk_status cli_cited_read(cli_cited *cited, const char *path, gk_error *err)
{
    char *data;
    gk_status status = cli_file_text(path, &data, err);
    if (status != GK_OK) return status;
    if (named(path, ".json") || named(path, ".jsonl")) {
        status = read_json(cited, data, path, err);
        free(data);
    } else {
        read_text(cited, data, path);
    }
    return status;
}

void cli_cited_free(cli_cited *cited)
{
    for (size_t i = 0; i < cited->string_count; i++) free(cited->strings[i]);
    free(cited->strings);
    free(cited->texts);
}
