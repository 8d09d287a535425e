/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts from their bytes, which are not trusted. pack.c has the format.
 */
#include "facts/packed.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

typedef struct reader {
    const unsigned char *bytes;
    size_t size, at;
    const char *wrong; /* NULL: nothing yet */
    const char **strings;
    size_t *concepts; /* of the vocabulary at hand */
    gk_fact_time *times;
    gk_facts_unit *units;
    size_t string_count, concept_count, time_count, unit_count;
} reader;

static void fail(reader *r, const char *wrong)
{
    if (!r->wrong) r->wrong = wrong;
    r->at = r->size;
}

static uint64_t take_number(reader *r)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        if (r->at >= r->size) break;
        unsigned char byte = r->bytes[r->at++];
        if (shift == 63 && byte > 1) break;
        n |= (uint64_t)(byte & 127) << shift;
        if (!(byte & 128)) return n;
    }
    fail(r, "a number is cut off");
    return 0;
}

static int64_t take_signed(reader *r)
{
    uint64_t n = take_number(r);
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

static double take_double(reader *r)
{
    if (r->size - r->at < 8) {
        fail(r, "a figure is cut off");
        return 0;
    }
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits |= (uint64_t)r->bytes[r->at++] << (8 * i);
    double d;
    memcpy(&d, &bits, sizeof d);
    if (isfinite(d)) return d;
    fail(r, "a figure is none");
    return 0;
}

/* A number of at most `most`. */
static size_t take_below(reader *r, size_t most, const char *wrong)
{
    uint64_t n = take_number(r);
    if (n <= most) return (size_t)n;
    fail(r, wrong);
    return 0;
}

/* How many things follow, each of `least` bytes or more. */
static size_t take_count(reader *r, size_t least)
{
    return take_below(r, (r->size - r->at) / least, "a count is too large");
}

static void read_strings(reader *r, gk_arena *arena)
{
    r->string_count = take_count(r, 1);
    r->strings = gk_arena_array(arena, r->string_count + 1, sizeof *r->strings);
    for (size_t i = 0; i < r->string_count; i++) r->strings[i] = "";
    for (size_t i = 0; i < r->string_count && !r->wrong; i++) {
        size_t n = take_below(r, r->size - r->at, "a text is cut off");
        if (r->wrong) return;
        const char *s = (const char *)r->bytes + r->at;
        if (memchr(s, 0, n) || !gk_utf8_valid(s, n, NULL)) fail(r, "a text is no UTF-8");
        if (i == 0 && n) fail(r, "the first text is not empty");
        if (r->wrong) return;
        r->strings[i] = gk_arena_strndup(arena, s, n);
        r->at += n;
    }
    if (r->string_count == 0) fail(r, "it has no texts");
}

static const char *take_string(reader *r)
{
    size_t i = take_below(r, r->string_count - 1, "there is no such text");
    return r->strings[i];
}

static void read_concepts(reader *r, const gk_concepts *concepts)
{
    r->concept_count = take_count(r, 1);
    r->concepts = gk_alloc_array(r->concept_count + 1, sizeof *r->concepts);
    for (size_t i = 0; i < r->concept_count && !r->wrong; i++) {
        const char *id = take_string(r);
        r->concepts[i] = concepts ? gk_concepts_find(concepts, id) : SIZE_MAX;
    }
}

static void read_times(reader *r)
{
    static const size_t most[6] = {9999, 4, 2, 1201, 99999999, 99999999};
    r->time_count = take_count(r, 6);
    r->times = gk_alloc_array(r->time_count + 1, sizeof *r->times);
    for (size_t i = 0; i < r->time_count && !r->wrong; i++) {
        int fields[6];
        for (int k = 0; k < 6; k++) fields[k] = (int)take_below(r, most[k], "a period is none");
        r->times[i] = (gk_fact_time){fields[0],     fields[1], fields[2],
                                     fields[3] - 1, fields[4], fields[5]};
    }
}

static void read_units(reader *r)
{
    r->unit_count = take_count(r, 13);
    r->units = gk_alloc_array(r->unit_count + 1, sizeof *r->units);
    for (size_t i = 0; i < r->unit_count && !r->wrong; i++) {
        gk_facts_unit *u = &r->units[i];
        u->scale = take_double(r);
        u->decimals = (int)take_below(r, DECIMALS_MOST, "a unit is none");
        u->measure = (unsigned)take_below(r, GK_MEASURE_NUMBER, "a measure is none");
        u->currency = take_below(r, r->string_count - 1, "there is no such text");
        if (!r->wrong && strlen(r->strings[u->currency]) > 3) fail(r, "a currency is none");
        u->statement = (unsigned)take_below(r, 7, "a statement is none");
        u->flags = (unsigned)take_below(r, IS_ALL, "a unit is none");
    }
}

static void take_text(reader *r, unsigned set, unsigned bit, const char **field)
{
    if (set & bit) *field = take_string(r);
}

static void take_place(reader *r, int *field)
{
    int64_t n = *field + take_signed(r) % INT32_MAX;
    if (n < -1 || n > INT32_MAX) fail(r, "a place is none");
    if (!r->wrong) *field = (int)n;
}

static void set_unit(const reader *r, size_t i, gk_fact *f)
{
    const gk_facts_unit *u = &r->units[i];
    f->scale = u->scale;
    f->decimals = u->decimals;
    f->measure = (gk_measure)u->measure;
    f->statement = u->statement;
    f->parent = u->flags & IS_PARENT;
    f->tagged = u->flags & IS_TAGGED;
    f->preliminary = u->flags & IS_PRELIMINARY;
    snprintf(f->currency, sizeof f->currency, "%s", r->strings[u->currency]);
}

static void take_figure(reader *r, unsigned set, const gk_facts_unit *u, gk_fact *f)
{
    int64_t digits = 0;
    if (set & HAS_PRINTED) {
        f->printed = take_double(r);
    } else {
        digits = take_signed(r);
        f->printed = gk_facts_printed(digits, u->decimals);
    }
    f->value = set & HAS_VALUE ? take_double(r) : gk_facts_value(digits, f->printed, u);
    if (!isfinite(f->value)) fail(r, "a figure is none");
}

/* *f is the fact before. */
static void take_fact(reader *r, gk_fact *f, size_t *unit_at)
{
    unsigned set = (unsigned)take_below(r, HAS_ALL, "a fact has a field that is not known");
    take_text(r, set, HAS_LABEL, &f->label);
    take_text(r, set, HAS_SECTION, &f->section);
    take_text(r, set, HAS_HEADING, &f->heading);
    take_text(r, set, HAS_TITLE, &f->title);
    take_text(r, set, HAS_MEMBER, &f->member);
    if (set & HAS_CONCEPT) {
        size_t concept = take_below(r, r->concept_count, "there is no such concept");
        f->concept = concept ? r->concepts[concept - 1] : SIZE_MAX;
    }
    if (set & HAS_SCORE)
        f->concept_score = (double)take_below(r, THOUSAND, "a score is none") / THOUSAND;
    if (set & HAS_TIME) {
        size_t time = take_below(r, r->time_count, "there is no such period");
        if (time >= r->time_count) fail(r, "there is no such period");
        if (!r->wrong) f->time = r->times[time];
    }
    if (set & HAS_UNIT) *unit_at = take_below(r, r->unit_count, "there is no such unit");
    if (*unit_at >= r->unit_count) fail(r, "there is no such unit");
    if (r->wrong) return;
    set_unit(r, *unit_at, f);
    if (set & HAS_PLACE) {
        take_place(r, &f->page);
        take_place(r, &f->line);
        take_place(r, &f->table);
        take_place(r, &f->row);
    }
    take_place(r, &f->column);
    take_figure(r, set, &r->units[*unit_at], f);
}

static void read_facts(reader *r, gk_facts *out)
{
    size_t count = take_count(r, 3), unit_at = 0;
    if (r->wrong) return;
    if (count && r->time_count == 0) fail(r, "it has no periods");
    out->facts = gk_arena_array(out->arena, count ? count : 1, sizeof *out->facts);
    gk_fact f = {
        .label = "", .section = "", .heading = "", .title = "", .member = "", .concept = SIZE_MAX};
    if (r->time_count) f.time = r->times[0];
    for (size_t i = 0; i < count && !r->wrong; i++) {
        take_fact(r, &f, &unit_at);
        out->facts[i] = f;
    }
    out->count = count;
    if (!r->wrong && r->at != r->size) fail(r, "something follows the last fact");
}

gk_status gk_facts_unpack(const unsigned char *bytes, size_t size, const gk_concepts *concepts,
                          gk_facts **out, gk_error *err)
{
    *out = NULL;
    reader r = {.bytes = bytes, .size = size, .at = MAGIC};
    if (size < MAGIC || memcmp(bytes, GK_FACTS_MAGIC, MAGIC) != 0)
        return gk_fail(err, GK_LIBRARY, "the facts of a document are not in the form GKF1");
    gk_facts *facts = gk_alloc(sizeof *facts);
    facts->arena = gk_arena_new();
    read_strings(&r, facts->arena);
    if (!r.wrong) read_concepts(&r, concepts);
    if (!r.wrong) read_times(&r);
    if (!r.wrong) read_units(&r);
    if (!r.wrong) read_facts(&r, facts);
    gk_free(r.concepts);
    gk_free(r.times);
    gk_free(r.units);
    if (r.wrong) {
        gk_facts_free(facts);
        return gk_fail(err, GK_LIBRARY, "the facts of a document are damaged: %s", r.wrong);
    }
    *out = facts;
    return GK_OK;
}
