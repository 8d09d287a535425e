/* SPDX-License-Identifier: Apache-2.0
 *
 * LIB/aliases.csv: other names of companies, given by the user. A CSV file (UTF-8) whose first line
 * names the columns, "company" and "alias" among them, in any order. A company is named by its
 * name, its ticker or its CIK; it may have many lines. Several aliases of one line are separated by
 * '|'.
 */
#include "about/csv.h"
#include "search/companies.h"

#include <string.h>
#include <strings.h>

enum { NAME_MOST = 200 };

typedef struct columns {
    size_t company, alias, count;
} columns;

static gk_status read_head(const csv *c, columns *out, gk_error *err)
{
    *out = (columns){SIZE_MAX, SIZE_MAX, c->count};
    for (size_t i = 0; i < c->count; i++) {
        size_t *column = strcasecmp(c->fields[i], "company") == 0 ? &out->company
                         : strcasecmp(c->fields[i], "alias") == 0 ? &out->alias
                                                                  : NULL;
        if (!column)
            return gk_fail(err, GK_INPUT,
                           "%s line %d, column %zu: \"%.*s\" is neither company nor alias", c->name,
                           c->line, i + 1, gk_quoted(c->fields[i]), c->fields[i]);
        if (*column != SIZE_MAX)
            return gk_fail(err, GK_INPUT, "%s line %d, column %zu: %s stands there twice", c->name,
                           c->line, i + 1, c->fields[i]);
        *column = i;
    }
    if (out->company != SIZE_MAX && out->alias != SIZE_MAX) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s line %d: no column is called %s", c->name, c->line,
                   out->company == SIZE_MAX ? "company" : "alias");
}

/* A name must have a letter or a digit. */
static gk_status check(const csv *c, size_t column, const char *what, const char *name,
                       gk_error *err)
{
    size_t n = strlen(name);
    if (!n)
        return gk_fail(err, GK_INPUT, "%s line %d, column %zu (%s): it is empty", c->name, c->line,
                       column + 1, what);
    if (n > NAME_MOST)
        return gk_fail(err, GK_INPUT, "%s line %d, column %zu (%s): longer than %d bytes", c->name,
                       c->line, column + 1, what, NAME_MOST);
    for (size_t i = 0; i < n;)
        if (gk_is_word(gk_utf8_next(name, n, &i))) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s line %d, column %zu (%s): \"%.*s\" has no letter", c->name,
                   c->line, column + 1, what, gk_quoted(name), name);
}

static gk_status read_row(const csv *c, const columns *at, gk_on_alias on_alias, void *ctx,
                          gk_error *err)
{
    if (c->count != at->count)
        return gk_fail(err, GK_INPUT, "%s line %d, column %zu: the line has %zu columns, not %zu",
                       c->name, c->line, c->count < at->count ? c->count + 1 : at->count + 1,
                       c->count, at->count);
    const char *company = c->fields[at->company], *list = c->fields[at->alias], *part;
    gk_status status = check(c, at->company, "company", company, err);
    if (status == GK_OK && !*list) status = check(c, at->alias, "alias", list, err);
    size_t n;
    while (status == GK_OK && (part = gk_list_next(&list, &n))) {
        char *alias = gk_arena_strndup(c->arena, part, n);
        status = check(c, at->alias, "alias", alias, err);
        if (status == GK_OK) on_alias(ctx, company, alias);
    }
    return status;
}

gk_status gk_aliases_parse(const char *name, const char *bytes, size_t size, gk_on_alias on_alias,
                           void *ctx, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    csv c;
    columns at;
    bool more = false;
    gk_status status = csv_open(&c, name, bytes, size, arena, err);
    if (status == GK_OK) status = csv_row(&c, &more, err);
    if (status == GK_OK && more) status = read_head(&c, &at, err);
    while (status == GK_OK && more && (status = csv_row(&c, &more, err)) == GK_OK && more)
        status = read_row(&c, &at, on_alias, ctx, err);
    gk_arena_free(arena);
    return status;
}
