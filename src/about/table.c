/* SPDX-License-Identifier: Apache-2.0
 *
 * The CSV file beside the documents. Every value is checked when the table is read, so that a slip
 * is named with its line and column before anything is stored.
 */
#include "about/csv.h"
#include "about/work.h"

#include "base/index.h"

#include <string.h>

typedef struct row {
    char *file;
    char *values[GK_FIELDS]; /* NULL: empty */
    int line;
} row;

struct gk_about_table {
    gk_arena *arena;
    char *name; /* without folders */
    row *rows;
    size_t count, capacity;
    gk_index index; /* by file */
};

static gk_key row_key(const void *owner, uint32_t number)
{
    const char *file = ((const gk_about_table *)owner)->rows[number].file;
    return (gk_key){file, strlen(file)};
}

/* ---- values */

static const char *const periods[] = {"FY", "Q1", "Q2", "Q3", "Q4", "H1", "H2"};

static const char *check_cik(gk_arena *arena, char **value)
{
    size_t n = strlen(*value);
    if (strspn(*value, "0123456789") != n || n > 10) return "is no CIK (up to ten digits)";
    *value = gk_arena_format(arena, "%.*s%s", (int)(10 - n), "0000000000", *value);
    return NULL;
}

static const char *check_year(gk_arena *arena, char **value)
{
    (void)arena;
    bool year = strlen(*value) == 4 && strspn(*value, "0123456789") == 4 &&
                ((*value)[0] == '1' || (*value)[0] == '2');
    return year ? NULL : "is no year of four digits";
}

static const char *check_period(gk_arena *arena, char **value)
{
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        if (strcasecmp(periods[i], *value) != 0) continue;
        *value = gk_arena_strdup(arena, periods[i]);
        return NULL;
    }
    return "is none of FY, Q1, Q2, Q3, Q4, H1, H2";
}

static const char *check_date(gk_arena *arena, char **value)
{
    (void)arena;
    day d;
    return strlen(*value) == 10 && day_iso(*value, &d) ? NULL : "is no date like 2023-12-31";
}

static bool two_digits(const char *s, int most)
{
    return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' &&
           (s[0] - '0') * 10 + (s[1] - '0') <= most;
}

static const char *check_moment(gk_arena *arena, char **value)
{
    (void)arena;
    const char *s = *value;
    day d;
    bool date = day_iso(s, &d);
    bool time = date && strlen(s) == 20 && s[10] == 'T' && two_digits(s + 11, 23) && s[13] == ':' &&
                two_digits(s + 14, 59) && s[16] == ':' && two_digits(s + 17, 60) && s[19] == 'Z';
    bool fine = date && (strlen(s) == 10 || time);
    return fine ? NULL : "is neither a date like 2023-12-31 nor a time like 2023-12-31T18:08:27Z";
}

static const char *check_language(gk_arena *arena, char **value)
{
    (void)arena;
    const char *s = *value;
    bool fine = strlen(s) == 2 && s[0] >= 'a' && s[0] <= 'z' && s[1] >= 'a' && s[1] <= 'z';
    return fine ? NULL : "is no language of two letters, like en";
}

static const char *check_text(gk_arena *arena, char **value)
{
    (void)arena;
    return strlen(*value) <= 200 ? NULL : "is longer than 200 bytes";
}

static const char *check_aliases(gk_arena *arena, char **value)
{
    (void)arena;
    return strlen(*value) <= 4000 ? NULL : "is longer than 4,000 bytes";
}

static const char *(*const checks[GK_FIELDS])(gk_arena *, char **) = {
    [GK_FIELD_COMPANY] = check_text,      [GK_FIELD_TICKER] = check_text,
    [GK_FIELD_CIK] = check_cik,           [GK_FIELD_FORM] = check_text,
    [GK_FIELD_FISCAL_YEAR] = check_year,  [GK_FIELD_FISCAL_PERIOD] = check_period,
    [GK_FIELD_PERIOD_END] = check_date,   [GK_FIELD_PUBLISHED] = check_moment,
    [GK_FIELD_LANGUAGE] = check_language, [GK_FIELD_SOURCE] = check_text,
    [GK_FIELD_ALIAS] = check_aliases};

/* ---- rows */

enum { COLUMN_FILE = GK_FIELDS };

/* What each column of the head is: a field, or COLUMN_FILE. */
static gk_status read_head(const csv *c, int columns[CSV_FIELDS], gk_error *err)
{
    bool seen[GK_FIELDS + 1] = {false};
    for (size_t i = 0; i < c->count; i++) {
        gk_field found = GK_FIELDS;
        bool file = strcasecmp(c->fields[i], "file") == 0;
        if (!file && !gk_field_find(c->fields[i], &found))
            return gk_fail(err, GK_INPUT, "%s line %d, column %zu: \"%.60s\" is no field", c->name,
                           c->line, i + 1, c->fields[i]);
        columns[i] = file ? COLUMN_FILE : (int)found;
        if (seen[columns[i]])
            return gk_fail(err, GK_INPUT, "%s line %d, column %zu: %s stands there twice", c->name,
                           c->line, i + 1, c->fields[i]);
        seen[columns[i]] = true;
    }
    if (seen[COLUMN_FILE]) return GK_OK;
    return gk_fail(err, GK_INPUT, "%s line %d: no column is called file", c->name, c->line);
}

static gk_status read_value(const csv *c, size_t i, int column, row *r, gk_error *err)
{
    char *value = c->fields[i];
    if (column == COLUMN_FILE) r->file = value;
    if (column == COLUMN_FILE || !*value) return GK_OK;
    const char *wrong = checks[column](c->arena, &value);
    if (wrong)
        return gk_fail(err, GK_INPUT, "%s line %d, column %zu (%s): \"%.60s\" %s", c->name, c->line,
                       i + 1, gk_field_name((gk_field)column), value, wrong);
    r->values[column] = value;
    return GK_OK;
}

static gk_status add_row(gk_about_table *table, const csv *c, const int *columns, size_t count,
                         gk_error *err)
{
    if (c->count > count)
        return gk_fail(err, GK_INPUT, "%s line %d: %zu columns, the head has %zu", c->name, c->line,
                       c->count, count);
    row r = {.line = c->line};
    for (size_t i = 0; i < c->count; i++) {
        gk_status status = read_value(c, i, columns[i], &r, err);
        if (status != GK_OK) return status;
    }
    if (!r.file || !*r.file)
        return gk_fail(err, GK_INPUT, "%s line %d: names no file", c->name, c->line);
    table->rows = gk_grow(table->rows, table->count, &table->capacity, sizeof *table->rows);
    table->rows[table->count] = r;
    uint32_t number = gk_index_add(&table->index, (uint32_t)table->count);
    if (number != table->count)
        return gk_fail(err, GK_INPUT, "%s line %d: \"%.80s\" has a row already, in line %d",
                       c->name, c->line, r.file, table->rows[number].line);
    table->count++;
    return GK_OK;
}

static gk_status read_rows(gk_about_table *table, csv *c, gk_error *err)
{
    int columns[CSV_FIELDS] = {0};
    bool more;
    gk_status status = csv_row(c, &more, err);
    if (status != GK_OK) return status;
    if (!more) return gk_fail(err, GK_INPUT, "%s: empty", c->name);
    status = read_head(c, columns, err);
    size_t count = c->count;
    while (status == GK_OK) {
        status = csv_row(c, &more, err);
        if (status != GK_OK || !more) break;
        status = add_row(table, c, columns, count, err);
    }
    return status;
}

gk_status gk_about_table_parse(const char *name, const char *bytes, size_t size,
                               gk_about_table **out, gk_error *err)
{
    *out = NULL;
    gk_about_table *table = gk_alloc(sizeof *table);
    table->arena = gk_arena_new();
    table->name = gk_arena_strdup(table->arena, gk_path_name(name));
    table->index = gk_index_new(64, row_key, table);
    csv c;
    gk_status status = csv_open(&c, table->name, bytes, size, table->arena, err);
    if (status == GK_OK) status = read_rows(table, &c, err);
    if (status == GK_OK)
        *out = table;
    else
        gk_about_table_free(table);
    return status;
}

gk_status gk_about_table_read(const char *path, gk_about_table **out, gk_error *err)
{
    char *bytes;
    size_t size;
    *out = NULL;
    gk_status status = gk_file_read(path, &bytes, &size, err);
    if (status != GK_OK) return status;
    status = gk_about_table_parse(path, bytes, size, out, err);
    gk_free(bytes);
    return status;
}

void gk_about_table_free(gk_about_table *table)
{
    if (!table) return;
    gk_index_free(&table->index);
    gk_free(table->rows);
    gk_arena_free(table->arena);
    gk_free(table);
}

/* ---- its say on a document */

static const row *find_row(const gk_about_table *table, const char *name)
{
    uint32_t number = gk_index_find(&table->index, (gk_key){name, strlen(name)});
    return number == UINT32_MAX ? NULL : &table->rows[number];
}

void about_table_row(work *w, const gk_about_table *table, const char *name)
{
    const row *r = find_row(table, name);
    if (!r) return;
    const char *where = gk_arena_format(w->arena, "%s line %d", table->name, r->line);
    for (int i = 0; i < GK_FIELDS; i++)
        if (i != GK_FIELD_ALIAS && r->values[i])
            work_propose_from(w, (gk_field)i, r->values[i], RANK_TABLE, GK_FROM_TABLE, where);
    for (const char *s = r->values[GK_FIELD_ALIAS]; s && *s;) {
        size_t n = strcspn(s, "|"), lead = strspn(s, " ");
        size_t end = n;
        while (end > lead && s[end - 1] == ' ') end--;
        if (lead < end)
            work_alias_from(w, gk_arena_strndup(w->arena, s + lead, end - lead), GK_FROM_TABLE,
                            where);
        s += n + (s[n] == '|');
    }
}
