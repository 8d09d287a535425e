/* SPDX-License-Identifier: Apache-2.0 */
#include "text/lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* No passage comes near it; a file of another kind, all one line, must not fill the memory. */
enum { LONGEST_LINE = 1 << 26 };

/* Before the first line some editors put the mark of UTF-16's byte order, in UTF-8. */
static const char ORDER_MARK[] = "\xEF\xBB\xBF";

struct gk_lines {
    FILE *file;
    char *path, *line;
    size_t capacity, number;
    double size, read; /* bytes; size 0: not known */
    json_t *object;
};

gk_status gk_lines_fail(const gk_lines *lines, gk_error *err, const char *format, ...)
{
    va_list args;
    char what[400];
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    for (char *c = what; *c; c++) /* the file's own words may be in it; a message is one line */
        if ((unsigned char)*c < ' ' || *c == 127) *c = ' ';
    return gk_fail(err, GK_INPUT, "%s line %zu: %s", lines->path, lines->number, what);
}

gk_status gk_lines_open(const char *path, gk_lines **out, gk_error *err)
{
    *out = NULL;
    FILE *file = fopen(path, "re");
    if (!file) return gk_fail(err, GK_INPUT, "%s: %s", path, strerror(errno));
    struct stat st;
    gk_lines *lines = gk_alloc(sizeof *lines);
    lines->file = file;
    lines->path = gk_strdup(path);
    if (fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode)) lines->size = (double)st.st_size;
    *out = lines;
    return GK_OK;
}

void gk_lines_close(gk_lines *lines)
{
    if (!lines) return;
    json_decref(lines->object);
    fclose(lines->file);
    free(lines->line);
    gk_free(lines->path);
    gk_free(lines);
}

double gk_lines_share(const gk_lines *lines)
{
    return lines->size > 0 ? lines->read / lines->size : -1;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* The next line without its end; *n is its length. getline() with a limit. */
static gk_status next_line(gk_lines *lines, char **line, size_t *n, gk_error *err)
{
    *line = NULL;
    size_t length = 0;
    int c = 0;
    for (;;) {
        if (length + 2 > lines->capacity) {
            lines->capacity = lines->capacity ? lines->capacity * 2 : 4096;
            lines->line = gk_realloc_array(lines->line, lines->capacity, 1);
        }
        c = getc_unlocked(lines->file);
        if (c == EOF || c == '\n') break;
        if (length == LONGEST_LINE) {
            lines->number++;
            return gk_lines_fail(lines, err, "is longer than %d MiB; one object a line is wanted",
                                 LONGEST_LINE >> 20);
        }
        lines->line[length++] = (char)c;
    }
    if (ferror(lines->file)) return gk_fail(err, GK_INPUT, "%s: %s", lines->path, strerror(errno));
    if (c == EOF && length == 0) return GK_OK;
    lines->read += (double)length + 1;
    lines->number++;
    lines->line[length] = '\0';
    *line = lines->line;
    *n = length;
    return GK_OK;
}

static gk_status next_filled(gk_lines *lines, char **line, size_t *n, gk_error *err)
{
    for (;;) {
        gk_status status = next_line(lines, line, n, err);
        if (status != GK_OK || !*line) return status;
        if (lines->number == 1 && gk_starts_with(*line, ORDER_MARK)) *line += 3, *n -= 3;
        while (*n && is_blank((*line)[*n - 1])) (*line)[--*n] = '\0';
        while (*n && is_blank(**line)) ++*line, --*n;
        if (*n) return GK_OK;
    }
}

gk_status gk_lines_next_text(gk_lines *lines, const char **text, size_t *length, gk_error *err)
{
    char *line;
    size_t n = 0;
    gk_status status = next_filled(lines, &line, &n, err);
    *text = status == GK_OK ? line : NULL;
    if (length) *length = n;
    return status;
}

gk_status gk_lines_next(gk_lines *lines, const json_t **object, gk_error *err)
{
    *object = NULL;
    json_decref(lines->object);
    lines->object = NULL;
    char *line;
    size_t n;
    gk_status status = next_filled(lines, &line, &n, err);
    if (status != GK_OK || !line) return status;
    json_error_t problem;
    lines->object = json_loadb(line, n, JSON_REJECT_DUPLICATES, &problem);
    if (!lines->object) return gk_lines_fail(lines, err, "not JSON: %s", problem.text);
    if (!json_is_object(lines->object)) return gk_lines_fail(lines, err, "must be a JSON object");
    *object = lines->object;
    return GK_OK;
}

static bool has_text(const char *s)
{
    while (*s && is_blank(*s)) s++;
    return *s;
}

gk_status gk_lines_text(const gk_lines *lines, const json_t *object, const char *field,
                        const char **text, gk_error *err)
{
    const json_t *value = json_object_get(object, field);
    *text = json_string_value(value);
    if (!*text) return gk_lines_fail(lines, err, "field \"%s\" must be a text", field);
    if (!has_text(*text)) return gk_lines_fail(lines, err, "field \"%s\" is empty", field);
    return GK_OK;
}

gk_status gk_lines_text_or_none(const gk_lines *lines, const json_t *object, const char *field,
                                const char **text, gk_error *err)
{
    const json_t *value = json_object_get(object, field);
    *text = "";
    if (!value || json_is_null(value)) return GK_OK;
    if (!json_is_string(value))
        return gk_lines_fail(lines, err, "field \"%s\" must be a text", field);
    *text = json_string_value(value);
    return GK_OK;
}

gk_status gk_lines_each_text(const gk_lines *lines, const json_t *object, const char *field,
                             void (*at)(void *ctx, const char *text), void *ctx, gk_error *err)
{
    const json_t *value = json_object_get(object, field);
    bool list = json_is_array(value);
    size_t count = list ? json_array_size(value) : 1;
    for (size_t i = 0; i < count || i == 0; i++) {
        const char *text = json_string_value(list ? json_array_get(value, i) : value);
        if (!text || !has_text(text))
            return gk_lines_fail(lines, err, "field \"%s\" must be a text or a list of texts",
                                 field);
        at(ctx, text);
    }
    return GK_OK;
}
