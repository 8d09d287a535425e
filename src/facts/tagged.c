/* SPDX-License-Identifier: Apache-2.0
 *
 * Tagged facts. A tag that stands on a table's row and has a cell's figure tells that cell's
 * concept, time, scale and value for certain. The sign stays as printed: a tag turns it where the
 * statement prints a payment in parentheses, and who reads the page must find what is quoted.
 */
#include "facts/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell's fact by its place. */
typedef struct place {
    int page, line;
    size_t fact;
} place;

typedef struct tagging {
    const gk_facts_calendar *calendar;
    const gk_concepts *concepts;
    gk_arena *arena;
    gk_fact *facts;
    size_t count, capacity;
    place *places;
    size_t place_count;
} tagging;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->page != y->page) return x->page < y->page ? -1 : 1;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return (x->fact > y->fact) - (x->fact < y->fact);
}

static int iso_day(const char *s)
{
    if (!s || strlen(s) < 10) return 0;
    return atoi(s) * 10000 + atoi(s + 5) * 100 + atoi(s + 8);
}

static gk_fact_time time_of(const tagging *t, const gk_tagged *tag)
{
    gk_fact_time time = {.months = 0};
    int start = iso_day(tag->start), end = iso_day(tag->end);
    if (!end) return (gk_fact_time){.months = -1};
    int last = gk_facts_counted(end);
    if (start) {
        double months = (last + 1 - gk_facts_counted(start)) / 30.4375;
        time.months = (int)lround(months);
        /* Thirteen weeks, or fourteen. */
        if (abs(time.months - 3 * (int)lround(months / 3)) <= 0)
            time.months = 3 * (int)lround(months / 3);
        if (time.months == 0) time.months = 1;
    }
    gk_facts_place(t->calendar, last, &time);
    time.start = start;
    return time;
}

static gk_measure measure_of(const gk_tagged *tag)
{
    const char *unit = tag->unit;
    if (strchr(unit, '/')) return GK_MEASURE_PER_SHARE;
    if (strncmp(unit, "iso4217:", 8) == 0) return GK_MEASURE_AMOUNT;
    if (strstr(unit, "shares")) return GK_MEASURE_SHARES;
    return tag->scale == -2 ? GK_MEASURE_PERCENT : GK_MEASURE_NUMBER;
}

static void set_currency(const gk_tagged *tag, gk_fact *f)
{
    if (strncmp(tag->unit, "iso4217:", 8) == 0) snprintf(f->currency, 4, "%.3s", tag->unit + 8);
}

/* "us-gaap:NorthAmericaMember": "North America". */
static void add_member(gk_string *out, const char *name)
{
    const char *colon = strchr(name, ':');
    if (colon) name = colon + 1;
    size_t n = strlen(name);
    if (n > 6 && strcmp(name + n - 6, "Member") == 0) n -= 6;
    if (out->length) gk_string_add(out, " / ");
    for (size_t i = 0; i < n; i++) {
        bool upper = name[i] >= 'A' && name[i] <= 'Z';
        bool after = i && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (upper && after) gk_string_add(out, " ");
        gk_string_append(out, name + i, 1);
    }
}

static const char *member_of(tagging *t, const gk_tagged *tag)
{
    gk_string all = {0};
    for (size_t k = 0; k < tag->dimension_count; k++)
        if (tag->dimensions[k].member) add_member(&all, tag->dimensions[k].member);
    const char *member = all.length ? gk_arena_strdup(t->arena, all.data) : "";
    gk_string_free(&all);
    return member;
}

static size_t concept_of(const tagging *t, const gk_tagged *tag)
{
    return t->concepts ? gk_concepts_of_tag(t->concepts, tag->concept) : SIZE_MAX;
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b)); }

/* The cell that the tag is of; NULL: none. One of the same period goes before the others. */
static gk_fact *cell_of(tagging *t, const gk_tagged *tag, double value, const gk_fact_time *time)
{
    size_t low = 0, high = t->place_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const place *p = &t->places[middle];
        if (p->page < tag->page || (p->page == tag->page && p->line < tag->line))
            low = middle + 1;
        else
            high = middle;
    }
    double printed = fabs(value) / pow(10, tag->scale);
    gk_fact *first = NULL;
    for (; low < t->place_count; low++) {
        const place *p = &t->places[low];
        if (p->page != tag->page || p->line != tag->line) break;
        gk_fact *f = &t->facts[p->fact];
        if (f->tagged || !near(fabs(f->printed), printed)) continue;
        if (f->time.start == time->start && f->time.end == time->end) return f;
        if (!first) first = f;
    }
    return first;
}

static void mark(tagging *t, const gk_tagged *tag, double value, const gk_fact_time *time,
                 gk_fact *f)
{
    f->tagged = true;
    f->time = *time;
    size_t concept = concept_of(t, tag);
    if (concept != SIZE_MAX) f->concept = concept, f->concept_score = 1;
    f->measure = measure_of(tag);
    set_currency(tag, f);
    double sign = f->printed < 0 ? -1 : 1;
    bool percent = f->measure == GK_MEASURE_PERCENT;
    f->scale = percent ? 1 : pow(10, tag->scale);
    f->value = sign * fabs(value) * (percent ? 100 : 1);
    const char *member = member_of(t, tag);
    if (!*member || !*f->member) f->member = member;
}

static void add(tagging *t, const gk_tagged *tag, double value, const gk_fact_time *time)
{
    gk_measure measure = measure_of(tag);
    bool percent = measure == GK_MEASURE_PERCENT;
    double scale = percent ? 1 : pow(10, tag->scale);
    gk_fact f = {.label = gk_arena_strdup(t->arena, tag->concept),
                 .section = "",
                 .heading = "",
                 .title = "",
                 .member = member_of(t, tag),
                 .concept = concept_of(t, tag),
                 .time = *time,
                 .value = percent ? value * 100 : value,
                 .printed = percent ? value * 100 : value / scale,
                 .scale = scale,
                 .measure = measure,
                 .tagged = true,
                 .page = tag->page,
                 .line = tag->line,
                 .table = -1,
                 .row = -1,
                 .column = -1};
    f.concept_score = f.concept == SIZE_MAX ? 0 : 1;
    set_currency(tag, &f);
    t->facts = gk_grow(t->facts, t->count, &t->capacity, sizeof *t->facts);
    t->facts[t->count++] = f;
}

static void read_places(tagging *t)
{
    t->places = gk_alloc_array(t->count ? t->count : 1, sizeof *t->places);
    for (size_t i = 0; i < t->count; i++)
        t->places[t->place_count++] = (place){t->facts[i].page, t->facts[i].line, i};
    qsort(t->places, t->place_count, sizeof *t->places, by_place);
}

gk_fact *gk_facts_add_tagged(const gk_document *document, const gk_facts_calendar *calendar,
                             const gk_concepts *concepts, gk_arena *arena, gk_fact *facts,
                             size_t *count, size_t *capacity)
{
    tagging t = {.calendar = calendar,
                 .concepts = concepts,
                 .arena = arena,
                 .facts = facts,
                 .count = *count,
                 .capacity = *capacity};
    read_places(&t);
    for (size_t i = 0; i < document->fact_count; i++) {
        const gk_tagged *tag = &document->facts[i];
        char *end = NULL;
        if (!tag->unit || tag->nil || !tag->value || !*tag->value) continue;
        double value = strtod(tag->value, &end);
        if (*end || !isfinite(value) || abs(tag->scale) > 15) continue;
        gk_fact_time time = time_of(&t, tag);
        gk_fact *cell = tag->page ? cell_of(&t, tag, value, &time) : NULL;
        if (cell)
            mark(&t, tag, value, &time, cell);
        else
            add(&t, tag, value, &time);
    }
    gk_free(t.places);
    *count = t.count;
    *capacity = t.capacity;
    return t.facts;
}
