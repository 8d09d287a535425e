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

static bool read_filter(const field *f, const json_t *value, cli_request *out, char **why);

#define FILTER(member) offsetof(cli_request, options.filter.member)

/* The id and what is asked come first, so that they are known where another field is wrong. Several
 * names may be one field's; what a filter object may hold are those of gk_filter. */
static const field fields[] = {
    {"id", read_id, 0},
    {"query", read_text, offsetof(cli_request, text)},
    {"question", read_text, offsetof(cli_request, text)},
    {"doc", read_text, offsetof(cli_request, options.document)},
    {"document", read_text, offsetof(cli_request, options.document)},
    {"k", read_hits, 0},
    {"hits", read_hits, 0},
    {"lexical", read_lexical, 0},
    {"filter", read_filter, 0},
    {"company", read_text, FILTER(company)},
    {"ticker", read_text, FILTER(ticker)},
    {"form", read_text, FILTER(form)},
    {"period", read_text, FILTER(period)},
    {"since", read_text, FILTER(since)},
    {"until", read_text, FILTER(until)},
    {"lang", read_text, FILTER(language)},
    {"language", read_text, FILTER(language)},
    {"source", read_text, FILTER(source)},
    {"as_of", read_text, FILTER(as_of)},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static bool filters(const field *f)
{
    size_t from = offsetof(cli_request, options.filter);
    return f->offset >= from && f->offset < from + sizeof(gk_filter);
}

/* The values of an object's fields; null is not said. */
static const json_t *value_of(const json_t *object, const field *f)
{
    const json_t *value = json_object_get(object, f->name);
    return json_is_null(value) ? NULL : value;
}

#define FILTER_FIELDS "company, ticker, form, period, since, until, lang, source and as_of"

/* {"period": ...}, as the questions of "goshawk eval" have it. */
static bool read_filter(const field *f, const json_t *value, cli_request *out, char **why)
{
    const char *name;
    json_t *given = json_object_get(out->object, f->name), *part;
    if (!json_is_object(value)) *why = cli_format("\"%s\" must be an object", f->name);
    json_object_foreach(given, name, part)
    {
        size_t i = 0;
        while (i < FIELDS && !(filters(&fields[i]) && strcmp(fields[i].name, name) == 0)) i++;
        if (i == FIELDS)
            *why = cli_format("\"%s\" has no field \"%s\"; it takes %s", f->name, name,
                              FILTER_FIELDS);
        if (i == FIELDS) return false;
        if (!json_is_null(part) && !read_text(&fields[i], part, out, why)) return false;
    }
    return !*why;
}

/* One field, said by two names or in the filter and beside it: then it must be the same. */
static bool check_twice(const cli_request *request, char **why)
{
    const json_t *beside = request->object, *within = json_object_get(beside, "filter");
    for (size_t i = 0; i < 2 * (size_t)FIELDS; i++) {
        const field *one = &fields[i % FIELDS];
        const json_t *value = value_of(i < FIELDS ? beside : within, one);
        for (size_t j = 0; j < i && value; j++) {
            const field *other = &fields[j % FIELDS];
            if (one->read != other->read || one->offset != other->offset) continue;
            const json_t *also = value_of(j < FIELDS ? beside : within, other);
            if (!also || json_equal(value, also)) continue;
            *why = cli_format("\"%s\" and \"%s\"%s differ: give one of them", other->name,
                              one->name, i < FIELDS ? "" : " of \"filter\"");
            return false;
        }
    }
    return true;
}

/* In lower case, with '_' for '-'. False where that is longer than any name of ours. */
static bool fold_name(const char *name, char folded[32])
{
    size_t n = strlen(name);
    if (n >= 32) return false;
    for (size_t i = 0; i <= n; i++)
        folded[i] = (char)(name[i] == '-'                     ? '_'
                           : name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32
                                                              : name[i]);
    return true;
}

static const field *field_named(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

/* The known field that a folded name is a slip of ("asof", "lnag"), or NULL. Near to "hits" and
 * "filter" are too many words that mean something else: "list", "file". */
static const char *slip_of(const char *folded)
{
    const char *names[FIELDS];
    size_t n = 0;
    const field *same = field_named(folded);
    if (same || strlen(folded) < 2) return same ? same->name : NULL;
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, "hits") != 0 && fields[i].read != read_filter)
            names[n++] = fields[i].name;
    return cli_nearest(folded, names, n);
}

/* What documents have and what else reads as a filter, but is none. */
static bool looks_like_a_filter(const char *folded)
{
    static const char *const others[] = {"filters",       "year",      "quarter", "fiscal_year",
                                         "fiscal_period", "date",      "cik",     "period_end",
                                         "published",     "publisher", "before",  "after"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i], folded) == 0) return true;
    return false;
}

/* A filter that is not seen would give other results in silence. Names that are near to none are
 * the caller's own affair. */
static bool check_names(json_t *object, char **why)
{
    const char *name, *meant;
    char folded[32];
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (field_named(name) || !fold_name(name, folded)) continue;
        if ((meant = slip_of(folded)))
            *why = cli_format("there is no field \"%s\"; is it \"%s\"?", name, meant);
        else if (looks_like_a_filter(folded))
            *why = cli_format("\"%s\" is no filter; those are %s", name, FILTER_FIELDS);
        if (*why) return false;
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
    return good && out->text && check_twice(out, why) && check_names(out->object, why);
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
