/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include "terminal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

cli_datum cli_integer(int64_t value) { return (cli_datum){.known = true, .integer = value}; }

cli_datum cli_real_number(double value) { return (cli_datum){.known = true, .real = value}; }

cli_datum cli_text(const char *text) { return (cli_datum){.known = text != NULL, .text = text}; }

/* Writes text, a quotation mark twice where quotes are doubled. A byte that is not UTF-8 becomes
 * U+FFFD. */
static void put_text(FILE *to, const char *text, bool doubled)
{
    for (size_t left = strlen(text); left > 0;) {
        uint32_t c;
        size_t used = cli_decode(text, left, &c);
        if (doubled && c == '"') putc('"', to);
        cli_put(to, c);
        text += used;
        left -= used;
    }
}

/* ---- CSV ----------------------------------------------------------------------------------- */

static void csv_text(FILE *to, const char *text)
{
    bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    if (quoted) putc('"', to);
    put_text(to, text, true);
    if (quoted) putc('"', to);
}

void cli_csv_heading(FILE *to, const cli_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i) putc(',', to);
        csv_text(to, fields[i].name);
    }
    putc('\n', to);
}

void cli_csv_row(FILE *to, const cli_field *fields, size_t count, const cli_datum *row)
{
    for (size_t i = 0; i < count; i++) {
        if (i) putc(',', to);
        if (!row[i].known) continue;
        if (fields[i].type == CLI_INTEGER)
            fprintf(to, "%" PRId64, row[i].integer);
        else if (fields[i].type == CLI_REAL)
            fprintf(to, "%.17g", row[i].real);
        else
            csv_text(to, row[i].text);
    }
    putc('\n', to);
}

/* ---- JSON lines ---------------------------------------------------------------------------- */

static json_t *json_text(const char *text)
{
    json_t *value = json_string(text);
    if (value) return value;
    char *clean = NULL;
    size_t size;
    FILE *to = open_memstream(&clean, &size);
    if (to) put_text(to, text, false);
    if (to && fclose(to) == 0) value = json_string(clean);
    free(clean);
    return value;
}

static json_t *json_of(const cli_field *field, const cli_datum *datum)
{
    json_t *value = NULL;
    if (!datum->known) return json_null();
    if (field->type == CLI_INTEGER) value = json_integer(datum->integer);
    if (field->type == CLI_REAL) value = json_real(datum->real);
    if (field->type == CLI_TEXT) value = json_text(datum->text);
    if (field->type == CLI_JSON) value = json_loads(datum->text, JSON_DECODE_ANY, NULL);
    return value ? value : json_null(); /* of what is no JSON or no number */
}

void cli_json_row(FILE *to, const cli_field *fields, size_t count, const cli_datum *row)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, fields[i].name, json_of(&fields[i], &row[i]));
    json_dumpf(object, to, JSON_COMPACT);
    json_decref(object);
    putc('\n', to);
}

static bool datum_of(const cli_field *field, json_t *value, json_t *object, cli_datum *out)
{
    *out = (cli_datum){0};
    if (!value) return false;
    if (json_is_null(value)) return true;
    out->known = true;
    if (field->type == CLI_INTEGER) out->integer = json_integer_value(value);
    if (field->type == CLI_REAL) out->real = json_number_value(value);
    if (field->type == CLI_TEXT) out->text = json_string_value(value);
    if (field->type == CLI_INTEGER) return json_is_integer(value);
    if (field->type == CLI_REAL) return json_is_number(value);
    if (field->type == CLI_TEXT) return out->text != NULL;
    /* JSON becomes text, which the object keeps in the value's place. */
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    json_t *kept = text ? json_string(text) : NULL;
    free(text);
    out->text = json_string_value(kept);
    return kept && json_object_set_new(object, field->name, kept) == 0;
}

bool cli_json_row_read(const char *line, size_t length, const cli_field *fields, size_t count,
                       cli_datum *row, json_t **owner)
{
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    *owner = object;
    bool good = json_is_object(object);
    for (size_t i = 0; i < count && good; i++)
        good = datum_of(&fields[i], json_object_get(object, fields[i].name), object, &row[i]);
    if (good) return true;
    json_decref(object);
    *owner = NULL;
    return false;
}
