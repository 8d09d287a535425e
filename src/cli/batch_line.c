/* SPDX-License-Identifier: Apache-2.0 */
#include "batch_line.h"

#include "memory.h"
#include "options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HITS = 1000 };

typedef struct field field;
struct field {
    const char *name;
    bool (*read)(const field *f, const json_t *value, cli_request *out, char **why);
    size_t offset; /* of a text in cli_request */
};

static bool read_text(const field *f, const json_t *value, cli_request *out, char **why)
{
    const char *text = json_string_value(value);
    if (!text) *why = cli_format("\"%s\" must be a string", f->name);
    if (!text) return false;
    *(const char **)((char *)out + f->offset) = text;
    return true;
}

/* A name or a number, whatever the caller counts by. */
static bool read_id(const field *f, const json_t *value, cli_request *out, char **why)
{
    if (json_is_integer(value)) out->id = out->number = json_dumps(value, JSON_ENCODE_ANY);
    if (json_is_string(value)) out->id = json_string_value(value);
    if (!out->id) *why = cli_format("\"%s\" must be a string or a whole number", f->name);
    return out->id != NULL;
}

static bool read_hits(const field *f, const json_t *value, cli_request *out, char **why)
{
    json_int_t k = json_integer_value(value);
    bool good = json_is_integer(value) && k >= 1 && k <= MOST_HITS;
    if (good)
        out->options.k = (size_t)k;
    else
        *why = cli_format("\"%s\" must be a whole number from 1 to %d", f->name, MOST_HITS);
    return good;
}

static bool read_lexical(const field *f, const json_t *value, cli_request *out, char **why)
{
    if (!json_is_boolean(value)) *why = cli_format("\"%s\" must be true or false", f->name);
    out->options.lexical_only = json_is_true(value);
    return json_is_boolean(value);
}

#define FILTER(member) offsetof(cli_request, options.filter.member)

/* The id and what is asked come first, so that they are known where another field is wrong. */
static const field fields[] = {
    {"id", read_id, 0},
    {"query", read_text, offsetof(cli_request, text)},
    {"question", read_text, offsetof(cli_request, text)},
    {"doc", read_text, offsetof(cli_request, options.document)},
    {"k", read_hits, 0},
    {"lexical", read_lexical, 0},
    {"company", read_text, FILTER(company)},
    {"ticker", read_text, FILTER(ticker)},
    {"form", read_text, FILTER(form)},
    {"period", read_text, FILTER(period)},
    {"since", read_text, FILTER(since)},
    {"until", read_text, FILTER(until)},
    {"lang", read_text, FILTER(language)},
    {"source", read_text, FILTER(source)},
    {"as_of", read_text, FILTER(as_of)},
};
enum { FIELDS = sizeof fields / sizeof *fields };

/* The known field that a name is a slip of ("asof", "As-Of", "lnag"), or NULL: a filter that is not
 * seen would give other results in silence. Other names are the caller's own affair. */
static const char *slip_of(const char *name)
{
    const char *names[FIELDS];
    char folded[32];
    size_t n = 0;
    if (strlen(name) < 2 || strlen(name) >= sizeof folded) return NULL;
    for (size_t i = 0; i < FIELDS; i++) {
        if (strcmp(fields[i].name, name) == 0) return NULL;
        names[i] = fields[i].name;
    }
    for (; *name; name++)
        folded[n++] = (char)(*name == '-'                   ? '_'
                             : *name >= 'A' && *name <= 'Z' ? *name + 32
                                                            : *name);
    folded[n] = '\0';
    return cli_nearest(folded, names, FIELDS);
}

static bool check_names(json_t *object, char **why)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        const char *meant = slip_of(name);
        if (!meant) continue;
        *why = cli_format("there is no field \"%s\"; is it \"%s\"?", name, meant);
        return false;
    }
    return true;
}

static bool read_fields(cli_request *out, char **why)
{
    bool good = true;
    for (size_t i = 0; i < FIELDS && good; i++) {
        const json_t *value = json_object_get(out->object, fields[i].name);
        if (!value || json_is_null(value)) continue;
        good = fields[i].read(&fields[i], value, out, why);
    }
    if (good && !out->text)
        *why = cli_format("\"query\" or \"question\" is missing: it is what is asked");
    return good && out->text && check_names(out->object, why);
}

bool cli_request_read(const char *line, size_t length, const gk_search_options *defaults,
                      cli_request *out, char **why)
{
    json_error_t error;
    size_t blank = 0;
    *out = (cli_request){.options = *defaults};
    *why = NULL;
    while (blank < length && strchr(" \t\r\n", line[blank]) && line[blank]) blank++;
    if (blank == length) return true;
    out->object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    if (!out->object) *why = cli_format("it is not JSON: %s", error.text);
    if (out->object && !json_is_object(out->object))
        *why = cli_format("it must be a JSON object: {\"query\": \"...\"}");
    return !*why && read_fields(out, why);
}

void cli_request_free(cli_request *request)
{
    json_decref(request->object);
    free(request->number);
    *request = (cli_request){0};
}
