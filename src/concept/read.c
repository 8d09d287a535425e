/* SPDX-License-Identifier: Apache-2.0
 *
 * Vocabulary files (docs/concepts.md): [id], then one "key = value" a line; "+=" adds to a list
 * where "=" replaces it.
 */
#include "concept/parts.h"

#include <string.h>

typedef struct reader {
    gk_concepts *concepts;
    const char *path;
    int line;
    size_t at;    /* the concept that is read; SIZE_MAX: none yet */
    bool formula; /* this file gave one already */
    bool replaces;
    gk_error *err;
} reader;

typedef struct choice {
    const char *word;
    int value;
} choice;

static const choice statements[] = {{"income", GK_STATEMENT_INCOME},
                                    {"balance", GK_STATEMENT_BALANCE},
                                    {"cash", GK_STATEMENT_CASH},
                                    {NULL, 0}};
static const choice natures[] = {
    {"flow", GK_NATURE_FLOW}, {"stock", GK_NATURE_STOCK}, {"ratio", GK_NATURE_RATIO}, {NULL, 0}};
static const choice measures[] = {
    {"amount", GK_MEASURE_AMOUNT}, {"per_share", GK_MEASURE_PER_SHARE},
    {"shares", GK_MEASURE_SHARES}, {"percent", GK_MEASURE_PERCENT},
    {"times", GK_MEASURE_TIMES},   {"days", GK_MEASURE_DAYS},
    {"number", GK_MEASURE_NUMBER}, {NULL, 0}};
static const choice yes_no[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};

static gk_status wrong(const reader *r, const char *field, const char *what)
{
    return gk_fail(r->err, GK_INPUT, "%s:%d: %s: %s", r->path, r->line, field, what);
}

static gk_span trimmed(const char *s, gk_span span)
{
    while (span.start < span.end && (unsigned char)s[span.start] <= ' ') span.start++;
    while (span.end > span.start && (unsigned char)s[span.end - 1] <= ' ') span.end--;
    return span;
}

static bool id_ok(const char *id)
{
    if (*id < 'a' || *id > 'z') return false;
    return strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(id);
}

/* The parts of value between '|', behind the old ones where there are some. */
static const char *const *list(reader *r, const char *const *old, const char *value)
{
    size_t count = 1, n = 0;
    for (const char *c = value; *c; c++) count += *c == '|';
    for (size_t i = 0; old && old[i]; i++) count++;
    const char **out = gk_arena_array(r->concepts->arena, count + 1, sizeof *out);
    for (size_t i = 0; old && old[i]; i++) out[n++] = old[i];
    for (size_t start = 0, size = strlen(value); start <= size;) {
        size_t end = start + strcspn(value + start, "|");
        gk_span part = trimmed(value, (gk_span){start, end});
        if (part.end > part.start)
            out[n++] = gk_arena_strndup(r->concepts->arena, value + part.start,
                                        part.end - part.start);
        start = end + 1;
    }
    return out;
}

static gk_status chosen(reader *r, const char *field, const choice *choices, const char *value,
                        int *out)
{
    for (const choice *c = choices; c->word; c++) {
        if (strcmp(c->word, value) != 0) continue;
        *out = c->value;
        return GK_OK;
    }
    gk_string may = {0};
    for (const choice *c = choices; c->word; c++)
        gk_string_addf(&may, "%s%s", c == choices ? "" : ", ", c->word);
    gk_status status = gk_fail(r->err, GK_INPUT, "%s:%d: %s: \"%.60s\" is none of %s", r->path,
                               r->line, field, value, may.data);
    gk_string_free(&may);
    return status;
}

static gk_status statement_set(reader *r, const char *value, unsigned *out)
{
    const char *const *parts = list(r, NULL, value);
    *out = 0;
    for (size_t i = 0; parts[i]; i++) {
        const char *rest = parts[i];
        while (*rest) { /* "income, cash" as well */
            size_t n = strcspn(rest, ", ");
            char word[16] = "";
            if (n < sizeof word) memcpy(word, rest, n);
            int one = 0;
            if (n) {
                gk_status status = chosen(r, "statement", statements, n < sizeof word ? word : rest,
                                          &one);
                if (status != GK_OK) return status;
                *out |= (unsigned)one;
            }
            rest += n;
            rest += strspn(rest, ", ");
        }
    }
    return GK_OK;
}

typedef enum list_field { ASKED, PRINTED, TAGS, LISTS } list_field;
static const char *const list_names[LISTS] = {"asked", "printed", "tags"};

static const char *const **list_of(gk_concept *c, list_field field)
{
    return field == ASKED ? &c->asked : field == PRINTED ? &c->printed : &c->tags;
}

/* Remembers where something stands, for what is found wrong once all is read. */
static void place(reader *r, const char *what)
{
    gk_concepts *c = r->concepts;
    c->places = gk_grow(c->places, c->place_count, &c->place_capacity, sizeof *c->places);
    c->places[c->place_count++] = (gk_place){what, gk_arena_strdup(c->arena, r->path), r->line};
}

static gk_status formula(reader *r, gk_concept *c, bool adds, const char *value)
{
    if (!adds && !r->formula) c->formulas = NULL; /* what an earlier file gave */
    r->formula = true;
    size_t n = 0;
    while (c->formulas && c->formulas[n]) n++;
    const char **all = gk_arena_array(r->concepts->arena, n + 2, sizeof *all);
    for (size_t i = 0; i < n; i++) all[i] = c->formulas[i];
    all[n] = gk_arena_strdup(r->concepts->arena, value);
    c->formulas = all;
    place(r, all[n]);
    return GK_OK;
}

static gk_status field(reader *r, const char *key, bool adds, const char *value)
{
    if (r->at == SIZE_MAX) return wrong(r, key, "stands before the first [id]");
    gk_concept *c = &r->concepts->concepts[r->at];
    for (list_field f = ASKED; f < LISTS; f++) {
        if (strcmp(key, list_names[f]) != 0) continue;
        const char *const **at = list_of(c, f);
        *at = list(r, adds ? *at : NULL, value);
        return GK_OK;
    }
    if (strcmp(key, "formula") == 0) return formula(r, c, adds, value);
    if (adds) return wrong(r, key, "\"+=\" adds to asked, printed, tags and formula only");
    if (strcmp(key, "statement") == 0) return statement_set(r, value, &c->statement);
    const char **text = strcmp(key, "name") == 0 ? &c->name
                        : strcmp(key, "zh") == 0 ? &c->name_zh
                                                 : NULL;
    if (text) {
        *text = gk_arena_strdup(r->concepts->arena, value);
        return GK_OK;
    }
    int n = 0;
    gk_status status;
    if (strcmp(key, "nature") == 0) {
        if ((status = chosen(r, key, natures, value, &n)) == GK_OK) c->nature = (gk_nature)n;
    } else if (strcmp(key, "measure") == 0) {
        if ((status = chosen(r, key, measures, value, &n)) == GK_OK) c->measure = (gk_measure)n;
    } else if (strcmp(key, "outflow") == 0) {
        if ((status = chosen(r, key, yes_no, value, &n)) == GK_OK) c->outflow = n == 1;
    } else {
        return wrong(r, key,
                     "there is no such key (name, zh, statement, nature, measure, outflow, asked, "
                     "printed, tags, formula)");
    }
    return status;
}

static gk_status begin(reader *r, const char *id)
{
    static const char *const none[] = {NULL};
    gk_concepts *all = r->concepts;
    if (!id_ok(id))
        return wrong(r, "id", "it is made of a to z, 0 to 9 and _, and begins with a letter");
    r->formula = false;
    uint32_t known = gk_index_find(&all->by_id, (gk_key){id, strlen(id)});
    if (known != UINT32_MAX) {
        if (!r->replaces) return wrong(r, id, "stands in the file already");
        r->at = known;
        return GK_OK;
    }
    all->concepts = gk_grow(all->concepts, all->count, &all->capacity, sizeof *all->concepts);
    all->concepts[all->count] = (gk_concept){.id = gk_arena_strdup(all->arena, id),
                                             .name = "",
                                             .name_zh = "",
                                             .nature = GK_NATURE_FLOW,
                                             .measure = GK_MEASURE_AMOUNT,
                                             .asked = none,
                                             .printed = none,
                                             .tags = none,
                                             .formulas = none};
    r->at = all->count++;
    place(r, all->concepts[r->at].id);
    gk_index_add(&all->by_id, (uint32_t)r->at);
    return GK_OK;
}

/* One line, trimmed; s is NUL-terminated and may be written to. */
static gk_status line(reader *r, char *s)
{
    if (!*s || *s == '#') return GK_OK;
    size_t n = strlen(s);
    if (*s == '[') {
        if (s[n - 1] != ']') return wrong(r, s, "\"]\" is missing");
        s[n - 1] = '\0';
        return begin(r, s + 1);
    }
    char *equals = strchr(s, '=');
    if (!equals) return wrong(r, "line", "it is neither [id] nor \"key = value\"");
    bool adds = equals > s && equals[-1] == '+';
    size_t key_end = (size_t)(equals - s) - adds;
    gk_span key = trimmed(s, (gk_span){0, key_end});
    gk_span value = trimmed(s, (gk_span){(size_t)(equals - s) + 1, n});
    s[key.end] = '\0';
    return field(r, s + key.start, adds, s + value.start);
}

gk_status gk_concepts_read(gk_concepts *concepts, const char *path, const char *text, size_t size,
                           bool replaces, gk_error *err)
{
    reader r = {
        .concepts = concepts, .path = path, .at = SIZE_MAX, .replaces = replaces, .err = err};
    size_t bad, start = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    bool valid = gk_utf8_valid(text, size, &bad) && !memchr(text, 0, size);
    gk_status status = GK_OK;
    while (start < size && status == GK_OK) {
        const char *stop = memchr(text + start, '\n', size - start);
        size_t end = stop ? (size_t)(stop - text) : size;
        r.line++;
        if (!valid && (memchr(text + start, 0, end - start) ||
                       !gk_utf8_valid(text + start, end - start, &bad)))
            return wrong(&r, "line", "it is not UTF-8");
        gk_span span = trimmed(text, (gk_span){start, end});
        char *copy = gk_strndup(text + span.start, span.end - span.start);
        status = line(&r, copy);
        gk_free(copy);
        start = end + 1;
    }
    return status;
}
