/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading rows of a CSV file.
 */
#include "about/csv.h"

#include "text/text.h"

#include <string.h>

gk_status csv_open(csv *c, const char *name, const char *s, size_t n, gk_arena *arena,
                   gk_error *err)
{
    size_t bad;
    *c = (csv){.name = name, .s = s, .n = n, .arena = arena, .next_line = 1};
    if (!gk_utf8_valid(s, n, &bad) || memchr(s, '\0', n))
        return gk_fail(err, GK_INPUT, "%s: not UTF-8 text", name);
    if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) c->at = 3;
    return GK_OK;
}

static char *trimmed(gk_arena *arena, const char *s, size_t n)
{
    while (n && (*s == ' ' || *s == '\t')) s++, n--;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t')) n--;
    return gk_arena_strndup(arena, s, n);
}

/* A field in quotes, from behind the first. */
static gk_status quoted(csv *c, gk_string *out, gk_error *err)
{
    for (; c->at < c->n; c->at++) {
        char b = c->s[c->at];
        if (b == '\n') c->next_line++;
        if (b != '"') {
            gk_string_append(out, &b, 1);
        } else if (c->at + 1 < c->n && c->s[c->at + 1] == '"') {
            gk_string_append(out, &b, 1);
            c->at++;
        } else {
            c->at++;
            return GK_OK;
        }
    }
    return gk_fail(err, GK_INPUT, "%s line %d: a quote is not closed", c->name, c->line);
}

static gk_status field(csv *c, gk_error *err)
{
    if (c->count == CSV_FIELDS)
        return gk_fail(err, GK_INPUT, "%s line %d: more than %d columns", c->name, c->line,
                       CSV_FIELDS);
    gk_string value = {0};
    gk_status status = GK_OK;
    if (c->at < c->n && c->s[c->at] == '"') {
        c->at++;
        status = quoted(c, &value, err);
    }
    while (status == GK_OK && c->at < c->n && !strchr(",\r\n", c->s[c->at]))
        gk_string_append(&value, &c->s[c->at++], 1);
    if (status == GK_OK)
        c->fields[c->count++] = trimmed(c->arena, value.data ? value.data : "", value.length);
    gk_string_free(&value);
    return status;
}

static void line_end(csv *c)
{
    if (c->at < c->n && c->s[c->at] == '\r') c->at++;
    if (c->at < c->n && c->s[c->at] == '\n') c->at++;
    c->next_line++;
}

gk_status csv_row(csv *c, bool *more, gk_error *err)
{
    while (c->at < c->n) {
        c->line = c->next_line;
        c->count = 0;
        for (;;) {
            gk_status status = field(c, err);
            if (status != GK_OK) return status;
            if (c->at >= c->n || c->s[c->at] != ',') break;
            c->at++;
        }
        line_end(c);
        *more = true;
        if (c->count > 1 || *c->fields[0]) return GK_OK;
    }
    *more = false;
    return GK_OK;
}
