/* SPDX-License-Identifier: Apache-2.0
 *
 * A person corrects what is known of a document: what each field takes, and how it is written.
 */
#include "library/figures.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_VALUE = 500, FIRST_YEAR = 1900, LAST_YEAR = 2100 };

/* Writes value, which has no spaces around it, to out as the field has it; false: it is none. */
typedef bool (*reader)(const char *value, gk_string *out);

static bool digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return true;
}

static int number(const char *s, size_t n)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) value = value * 10 + (s[i] - '0');
    return value;
}

static bool read_words(const char *value, gk_string *out)
{
    size_t n = strlen(value);
    if (n == 0 || n > LONGEST_VALUE || !gk_utf8_valid(value, n, NULL)) return false;
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F) return false;
    gk_string_add(out, value);
    return true;
}

static bool read_year(const char *value, gk_string *out)
{
    if (strlen(value) != 4 || !digits(value, 4)) return false;
    gk_string_add(out, value);
    return number(value, 4) >= FIRST_YEAR && number(value, 4) <= LAST_YEAR;
}

static bool read_period(const char *value, gk_string *out)
{
    static const char *const periods[] = {"FY", "Q1", "Q2", "Q3", "Q4", "H1", "H2"};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        if (strcasecmp(value, periods[i]) != 0) continue;
        gk_string_add(out, periods[i]);
        return true;
    }
    return false;
}

/* "2024-02-29" at the beginning of value. */
static bool is_day(const char *value)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strnlen(value, 10) < 10 || !digits(value, 4) || value[4] != '-' || !digits(value + 5, 2) ||
        value[7] != '-' || !digits(value + 8, 2))
        return false;
    int year = number(value, 4), month = number(value + 5, 2), day = number(value + 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && leap);
}

static bool read_day(const char *value, gk_string *out)
{
    gk_string_add(out, value);
    return is_day(value) && value[10] == '\0';
}

/* A day, or a day with a time in UTC. */
static bool read_time(const char *value, gk_string *out)
{
    gk_string_add(out, value);
    if (!is_day(value)) return false;
    const char *time = value + 10; /* T18:08:27Z */
    if (*time == '\0') return true;
    return strlen(time) == 10 && time[0] == 'T' && digits(time + 1, 2) && time[3] == ':' &&
           digits(time + 4, 2) && time[6] == ':' && digits(time + 7, 2) && time[9] == 'Z' &&
           number(time + 1, 2) < 24 && number(time + 4, 2) < 60 && number(time + 7, 2) < 60;
}

static bool read_cik(const char *value, gk_string *out)
{
    size_t n = strlen(value);
    if (n == 0 || n > 10 || !digits(value, n)) return false;
    gk_string_append(out, "0000000000", 10 - n);
    gk_string_add(out, value);
    return true;
}

static bool read_language(const char *value, gk_string *out)
{
    if (strlen(value) != 2) return false;
    for (const char *p = value; *p; p++) {
        char lower = *p;
        if (lower >= 'A' && lower <= 'Z') lower = (char)(lower - 'A' + 'a');
        if (lower < 'a' || lower > 'z') return false;
        gk_string_append(out, &lower, 1);
    }
    return true;
}

/* Forms that have a spelling of their own; any other is as it is given. */
static bool read_form(const char *value, gk_string *out)
{
    static const char *const forms[] = {"10-K",     "10-K/A", "10-Q", "10-Q/A",   "8-K",
                                        "8-K/A",    "20-F",   "6-K",  "40-F",     "DEF 14A",
                                        "Earnings", "Call",   "News", "Research", "Policy"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcasecmp(value, forms[i]) == 0) value = forms[i];
    return read_words(value, out);
}

typedef struct form_of_field {
    reader read;
    const char *takes; /* for a person */
} form_of_field;

static const form_of_field forms_of[GK_FIELDS] = {
    [GK_FIELD_COMPANY] = {read_words, "a name"},
    [GK_FIELD_TICKER] = {read_words, "a ticker, such as AAPL or 600519.SH"},
    [GK_FIELD_CIK] = {read_cik, "up to ten digits"},
    [GK_FIELD_FORM] = {read_form, "a form, such as 10-K, Call or News"},
    [GK_FIELD_FISCAL_YEAR] = {read_year, "a year, such as 2023"},
    [GK_FIELD_FISCAL_PERIOD] = {read_period, "FY, Q1 to Q4, H1 or H2"},
    [GK_FIELD_PERIOD_END] = {read_day, "a day, such as 2023-09-30"},
    [GK_FIELD_PUBLISHED] = {read_time, "a day or a time, such as 2023-11-03 or "
                                       "2023-11-03T18:08:27Z"},
    [GK_FIELD_LANGUAGE] = {read_language, "two letters, such as en or zh"},
    [GK_FIELD_SOURCE] = {read_words, "a name"},
    [GK_FIELD_ALIAS] = {read_words, "a name"},
};

static gk_status find_field(const char *name, gk_field *field, gk_error *err)
{
    if (gk_field_find(name, field)) return GK_OK;
    gk_string fields = {0};
    for (size_t i = 0; i < GK_FIELDS; i++)
        gk_string_addf(&fields, "%s%s", i ? ", " : "", gk_field_name((gk_field)i));
    gk_fail(err, GK_INVALID, "there is no field \"%s\"; the fields are %s", name, fields.data);
    gk_string_free(&fields);
    return GK_INVALID;
}

/* *out (gk_free) is NULL for an empty value. */
static gk_status read_value(gk_field field, const char *value, char **out, gk_error *err)
{
    gk_string text = {0};
    char *plain = gk_fold_space(value, strlen(value));
    gk_status status = GK_OK;
    *out = NULL;
    if (*plain && !forms_of[field].read(plain, &text))
        status = gk_fail(err, GK_INVALID, "%s takes %s, not \"%s\"", gk_field_name(field),
                         forms_of[field].takes, plain);
    else if (*plain)
        *out = gk_string_take(&text);
    gk_string_free(&text);
    gk_free(plain);
    return status;
}

/* What facts are made from: a document's figures are of other periods now. */
static bool decides_facts(gk_field field)
{
    static const gk_field fields[] = {GK_FIELD_FORM, GK_FIELD_FISCAL_YEAR, GK_FIELD_FISCAL_PERIOD,
                                      GK_FIELD_PERIOD_END, GK_FIELD_LANGUAGE};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i] == field) return true;
    return false;
}

/* Makes the facts anew, where there are some. */
static gk_status remake_facts(gk_library *library, int64_t content, gk_error *err)
{
    const gk_concepts *concepts;
    int64_t version;
    unsigned char *bytes;
    size_t size;
    gk_status status = gk_store_facts_made_by(library->store, content, &version, err);
    if (status != GK_OK || version == 0) return status;
    status = gk_library_concepts(library, &concepts, err);
    if (status == GK_OK) status = gk_library_facts_version(library, &version, err);
    if (status == GK_OK)
        status = gk_remake_facts(library->store, content, concepts, &bytes, &size, err);
    if (status != GK_OK) return status;
    status = gk_store_set_facts(library->store, content, version, bytes, size, err);
    gk_free(bytes);
    return status;
}

gk_status gk_meta_set(gk_library *library, const char *document, const char *field,
                      const char *value, gk_error *err)
{
    gk_field which;
    char *text = NULL;
    gk_store_content content;
    gk_arena *arena = gk_arena_new();
    gk_status status = find_field(field, &which, err);
    if (status == GK_OK) status = read_value(which, value, &text, err);
    if (status == GK_OK) status = gk_store_find(library->store, document, arena, &content, err);
    if (status == GK_OK) status = gk_store_correct(library->store, content.id, which, text, err);
    if (status == GK_OK && decides_facts(which)) status = remake_facts(library, content.id, err);
    gk_free(text);
    gk_arena_free(arena);
    return status;
}
