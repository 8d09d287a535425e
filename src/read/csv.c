/* SPDX-License-Identifier: Apache-2.0
 *
 * csv - tables of news with commas, semicolons, tabs or bars between their cells (RFC 4180): the
 * first row names the columns, each other one is a piece of news (rows.h).
 */
#include "read/charset.h"
#include "read/read.h"
#include "read/rows.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A file whose head is shorter than this is all there. */
enum { HEAD = 4096 };
enum { MOST_COLUMNS = 1000 };
/* Bytes of columns' names in a message: of one, and of all. */
enum { LONGEST_NAME = 40, MOST_NAMES = 100 };

/* The file's text and where its reading stands. Cells are written over the text itself. */
typedef struct table {
    char *text, *end;
    char *at;
    char delimiter;
    size_t line; /* of at, from 1 */
    char *cells[MOST_COLUMNS];
    size_t count;
    size_t row_line; /* where the row began */
} table;

/* ---- cells -------------------------------------------------------------------------------- */

static bool is_row_end(const table *t)
{
    return t->at >= t->end || *t->at == '\n' || *t->at == '\r';
}

/* Goes past the line's end; what stood there is a cell's end now. */
static void end_row(table *t)
{
    if (t->at < t->end && *t->at == '\r') *t->at++ = '\0';
    if (t->at < t->end && *t->at == '\n') *t->at++ = '\0';
    t->line++;
}

/* The cell behind an opening quote; false: it is never closed. */
static bool quoted(table *t)
{
    char *out = ++t->at;
    t->cells[t->count] = out;
    for (; t->at < t->end; t->at++) {
        if (*t->at == '"' && t->at + 1 < t->end && t->at[1] == '"')
            t->at++;
        else if (*t->at == '"')
            break;
        t->line += *t->at == '\n';
        *out++ = *t->at;
    }
    if (t->at >= t->end) return false;
    t->at++;
    /* What stands between a closing quote and the delimiter belongs to the cell. */
    while (!is_row_end(t) && *t->at != t->delimiter) *out++ = *t->at++;
    *out = '\0'; /* at least the two quotes back */
    return true;
}

static void bare(table *t)
{
    t->cells[t->count] = t->at;
    while (!is_row_end(t) && *t->at != t->delimiter) t->at++;
}

typedef enum row_result { ROW, ROW_NONE, ROW_UNCLOSED, ROW_TOO_WIDE } row_result;

/* Reads the next row that is not blank into cells. */
static row_result next_row(table *t)
{
    while (t->at < t->end && is_row_end(t)) end_row(t);
    if (t->at >= t->end) return ROW_NONE;
    t->count = 0;
    t->row_line = t->line;
    for (bool more = true; more;) {
        if (t->count == MOST_COLUMNS) return ROW_TOO_WIDE;
        if (*t->at == '"') {
            if (!quoted(t)) return ROW_UNCLOSED;
        } else {
            bare(t);
        }
        t->count++;
        more = t->at < t->end && *t->at == t->delimiter;
        if (more) *t->at++ = '\0';
    }
    if (t->at < t->end)
        end_row(t);
    else
        *t->end = '\0';
    return ROW;
}

/* ---- the header --------------------------------------------------------------------------- */

/* Excel puts "sep=;" on a line of its own before the header. */
static void skip_separator_line(table *t)
{
    if (t->end - t->at < 6 || strncasecmp(t->at, "sep=", 4) != 0 ||
        (t->at[5] != '\n' && t->at[5] != '\r'))
        return;
    t->delimiter = t->at[4];
    t->at += 5;
    end_row(t);
}

/* The delimiter that cuts the first line, outside quotes, into most cells. */
static char find_delimiter(const char *s)
{
    static const char all[] = ",;\t|";
    size_t counts[4] = {0}, best = 0;
    bool quotes = false;
    for (; *s && (quotes || (*s != '\n' && *s != '\r')); s++) {
        if (*s == '"') quotes = !quotes;
        const char *found = quotes ? NULL : strchr(all, *s);
        if (found) counts[found - all]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best]) best = i;
    if (counts[best] == 0) return '\0';
    return all[best];
}

static char *trim(char *s)
{
    while (isspace((unsigned char)*s)) s++;
    size_t n = strlen(s);
    while (n > 0 && isspace((unsigned char)s[n - 1])) s[--n] = '\0';
    return s;
}

/* Which column has which role: SIZE_MAX for none. Of several columns the first counts. */
typedef struct layout {
    char *names[MOST_COLUMNS];
    size_t count;
    size_t column[GK_ROLES];
    size_t known;
} layout;

static void find_roles(layout *l, const gk_mapping *mapping)
{
    for (int r = 0; r < GK_ROLES; r++) l->column[r] = SIZE_MAX;
    for (size_t i = 0; i < l->count; i++) {
        int role = GK_ROLES;
        for (int r = 0; mapping && r < GK_ROLES; r++)
            if (mapping->theirs[r] && strcmp(mapping->theirs[r], l->names[i]) == 0) role = r;
        if (!mapping) role = gk_role_of(l->names[i]);
        if (role == GK_ROLES || l->column[role] != SIZE_MAX) continue;
        l->column[role] = i;
        l->known++;
    }
}

static bool begin(table *t, char *text, size_t size)
{
    *t = (table){.text = text, .at = text, .end = text + size, .line = 1};
    skip_separator_line(t);
    if (!t->delimiter) t->delimiter = find_delimiter(t->at);
    return t->delimiter != '\0';
}

static bool read_header(table *t, layout *l, const gk_mapping *mapping)
{
    *l = (layout){0};
    if (next_row(t) != ROW) return false;
    l->count = t->count;
    for (size_t i = 0; i < t->count; i++) l->names[i] = trim(t->cells[i]);
    find_roles(l, mapping);
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

static void give_row(gk_unpack *u, const char *path, const table *t, const layout *l, size_t number,
                     const char *zone)
{
    gk_news_row row = {.number = number};
    for (int r = 0; r < GK_ROLES; r++) {
        if (l->column[r] == SIZE_MAX) continue;
        row.value[r] = t->cells[l->column[r]];
        row.column[r] = l->names[l->column[r]];
    }
    gk_row_give(u, path, &row, zone);
}

/* A row whose cells are not as many as the header's has lost a quote somewhere: none of them can be
 * trusted to stand in its column. Empty cells at the end are no matter. */
static bool fits(const table *t, const layout *l)
{
    size_t count = t->count;
    while (count > l->count && !t->cells[count - 1][0]) count--;
    return count == l->count;
}

static gk_status give_rows(gk_unpack *u, const char *path, table *t, const layout *l,
                           const char *zone, gk_error *err)
{
    gk_error first = {0};
    row_result result;
    for (size_t number = 1; (result = next_row(t)) == ROW; number++) {
        if (fits(t, l)) {
            give_row(u, path, t, l, number, zone);
            continue;
        }
        gk_error why = {0};
        gk_fail(&why, GK_INPUT, "line %zu: %zu columns, the header has %zu", t->row_line, t->count,
                l->count);
        if (!first.message[0]) first = why;
        gk_row_leave_out(u, path, number, why.message);
    }
    if (result == ROW_UNCLOSED)
        return gk_fail(err, GK_INPUT, "line %zu, column %zu: a quote that is never closed",
                       t->row_line, t->count + 1);
    if (result == ROW_TOO_WIDE)
        return gk_fail(err, GK_INPUT, "line %zu: more than %d columns", t->row_line, MOST_COLUMNS);
    if (u->count > 0) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s",
                   first.message[0] ? first.message : "holds no row with text");
}

gk_status gk_csv_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                        gk_error *err)
{
    char *text = NULL;
    size_t length;
    gk_mapping mapping;
    bool found;
    gk_status status = gk_mapping_find(path, &mapping, &found, err);
    if (status == GK_OK) status = gk_charset_decode(bytes, size, NULL, &text, &length, err);
    if (status == GK_OK) {
        table *t = gk_alloc(sizeof *t);
        layout *l = gk_alloc(sizeof *l);
        if (!begin(t, text, length) || !read_header(t, l, found ? &mapping : NULL))
            status = gk_fail(err, GK_INPUT, "line 1: is no header");
        else if (l->column[GK_ROLE_TEXT] == SIZE_MAX)
            status = gk_fail(err, GK_INPUT, "line 1: no column of text");
        else
            status = give_rows(u, path, t, l, mapping.zone, err);
        gk_free(l);
        gk_free(t);
    }
    gk_free(text);
    gk_mapping_free(&mapping);
    return status;
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    return gk_unpack_file(path, out, gk_csv_unpack, err);
}

/* ---- what is one -------------------------------------------------------------------------- */

static bool has_table_name(const char *path)
{
    const char *dot = strrchr(gk_path_name(path), '.');
    return dot && (strcasecmp(dot, ".csv") == 0 || strcasecmp(dot, ".tsv") == 0);
}

typedef struct look {
    bool header;  /* the first line falls into cells */
    bool text;    /* one of them is a column of text */
    size_t known; /* that have a role */
    bool second;  /* the second row has as many cells */
    bool bars;    /* they stand between bars, as in a table of Markdown */
    char *names;  /* gk_free */
} look;

/* The first names that are short enough to be names, fit to be printed. */
static char *names_of(const layout *l)
{
    gk_string names = {0};
    for (size_t i = 0; i < l->count; i++) {
        if (names.length > MOST_NAMES) {
            gk_string_add(&names, ", ...");
            break;
        }
        if (strlen(l->names[i]) <= LONGEST_NAME)
            gk_string_addf(&names, "%s%s", names.length ? ", " : "", l->names[i]);
    }
    char *list = gk_string_take(&names);
    gk_make_printable(list);
    return list;
}

static look look_at(const char *path, const char *head, size_t head_size)
{
    look k = {0};
    char *text = NULL;
    size_t length;
    gk_mapping mapping;
    bool found;
    if (gk_charset_decode(head, head_size, NULL, &text, &length, NULL) != GK_OK) return k;
    gk_mapping_find(path, &mapping, &found, NULL);
    table *t = gk_alloc(sizeof *t);
    layout *l = gk_alloc(sizeof *l);
    if (begin(t, text, length) && read_header(t, l, found ? &mapping : NULL)) {
        k.header = true;
        k.text = l->column[GK_ROLE_TEXT] != SIZE_MAX;
        k.known = l->known;
        k.bars = t->delimiter == '|';
        k.names = names_of(l);
        row_result second = next_row(t);
        bool cut = head_size >= HEAD && t->at >= t->end; /* within the second row */
        k.second = (second == ROW && fits(t, l)) || cut;
    }
    gk_free(l);
    gk_free(t);
    gk_free(text);
    gk_mapping_free(&mapping);
    return k;
}

/* A file of another name must have two columns that we know and rows of the header's width. */
static bool recognise(const char *path, const char *head, size_t head_size)
{
    look k = look_at(path, head, head_size);
    gk_free(k.names);
    return k.text && (has_table_name(path) || (k.known >= 2 && k.second && !k.bars));
}

char *gk_csv_refusal(const char *path, const char *head, size_t head_size)
{
    if (!has_table_name(path)) return NULL;
    look k = look_at(path, head, head_size);
    char *why = k.header
                    ? gk_format("a table without a column of text (text, body, content, 正文): "
                                "it has %s",
                                k.names)
                    : gk_strdup("a table without a header row");
    gk_free(k.names);
    return why;
}

const gk_reader gk_reader_csv = {.format = "csv", .recognise = recognise, .unpack = unpack};
