/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts as bytes, as the store keeps them. A report has some thousands of facts that share labels,
 * headings and periods, so that what comes again is written once and named by its number.
 *
 * A number is a varint: seven bits a byte, the lowest first, the eighth says that another byte
 * follows; at most ten bytes. A signed one is zigzagged: 0, -1, 1, -2, ... are 0, 1, 2, 3, ... A
 * double is eight bytes, the lowest first.
 *
 *   "GKF1"            the format and its version
 *   strings           how many; then of each its length in bytes and its bytes, UTF-8 without NUL.
 *                     String 0 is ""
 *   concepts          how many; the number of the string that is each one's id
 *   times             how many; of each year, quarter, half, months + 1, start, end
 *   units             how many; of each a double (scale), decimals, measure, the number of the
 *                     currency's string, statement, and a set: 1 parent, 2 tagged, 4 preliminary
 *   facts             how many; of each
 *     set             which fields follow; those that do not are as in the fact before. Before the
 *                     first one all are 0
 *     label           1      the number of a string
 *     section         2      the same
 *     heading         4      the same
 *     title           8      the same
 *     member          16     the same
 *     concept         32     its number + 1; 0: none
 *     score           64     in thousandths
 *     time            128    its number
 *     unit            256    its number
 *     place           512    page, line, table, row: each signed, less that of the fact before
 *     column                 always: signed, less that of the fact before
 *     printed                always: signed, the digits without their point; or
 *                     1024   a double
 *     value           2048   a double; else it is what printed and the unit's scale come to
 */
#include "facts/packed.h"

#include <math.h>
#include <string.h>

/* A fact by numbers. */
typedef struct numbered {
    size_t strings[5]; /* label, section, heading, title, member */
    size_t concept, score, time, unit;
    int64_t place[4]; /* page, line, table, row */
    int64_t column;
} numbered;

double gk_facts_printed(int64_t digits, int decimals) { return (double)digits / pow(10, decimals); }

double gk_facts_value(int64_t digits, double printed, const gk_facts_unit *unit)
{
    if (unit->scale == 1 || unit->decimals == 0) return printed * unit->scale;
    return (double)digits * (unit->scale / pow(10, unit->decimals));
}

/* Things that are numbered in the order in which they come, found again by their hash. */
typedef struct numbering {
    size_t *slots; /* number + 1; 0: free */
    size_t slot_count, count;
    const char **strings;
    gk_fact_time *times;
    gk_facts_unit *units;
    size_t capacity;
} numbering;

typedef struct writer {
    gk_string out, facts;
    numbering strings, times, units, concepts;
} writer;

static void put_number(gk_string *out, uint64_t n)
{
    char bytes[10];
    size_t count = 0;
    do {
        bytes[count++] = (char)((n & 127) | (n > 127 ? 128 : 0));
        n >>= 7;
    } while (n);
    gk_string_append(out, bytes, count);
}

static void put_signed(gk_string *out, int64_t n)
{
    put_number(out, n < 0 ? ~((uint64_t)n << 1) : (uint64_t)n << 1);
}

static void put_double(gk_string *out, double d)
{
    uint64_t bits;
    char bytes[8];
    memcpy(&bits, &d, sizeof bits);
    for (int i = 0; i < 8; i++) bytes[i] = (char)(bits >> (8 * i) & 255);
    gk_string_append(out, bytes, 8);
}

/* The slot of a hash where `same` holds, or the free one. */
static size_t *slot_for(numbering *n, uint64_t hash,
                        bool (*same)(const numbering *, size_t, const void *), const void *what)
{
    if (2 * (n->count + 1) > n->slot_count) return NULL;
    size_t at = (size_t)hash & (n->slot_count - 1);
    while (n->slots[at] && !same(n, n->slots[at] - 1, what)) at = (at + 1) & (n->slot_count - 1);
    return &n->slots[at];
}

static bool same_string(const numbering *n, size_t i, const void *what)
{
    return strcmp(n->strings[i], what) == 0;
}

static bool same_time(const numbering *n, size_t i, const void *what)
{
    const gk_fact_time *a = &n->times[i], *b = what;
    return a->year == b->year && a->quarter == b->quarter && a->half == b->half &&
           a->months == b->months && a->start == b->start && a->end == b->end;
}

static bool same_unit(const numbering *n, size_t i, const void *what)
{
    const gk_facts_unit *a = &n->units[i], *b = what;
    return a->scale == b->scale && a->decimals == b->decimals && a->measure == b->measure &&
           a->statement == b->statement && a->flags == b->flags && a->currency == b->currency;
}

static uint64_t hash_string(const void *what) { return gk_hash(GK_HASH_START, what, strlen(what)); }

static uint64_t hash_time(const void *what)
{
    const gk_fact_time *t = what;
    int all[6] = {t->year, t->quarter, t->half, t->months, t->start, t->end};
    return gk_hash(GK_HASH_START, all, sizeof all);
}

static uint64_t hash_unit(const void *what)
{
    const gk_facts_unit *u = what;
    uint64_t hash = gk_hash(GK_HASH_START, &u->scale, sizeof u->scale);
    unsigned all[5] = {(unsigned)u->decimals, u->measure, u->statement, u->flags,
                       (unsigned)u->currency};
    return gk_hash(hash, all, sizeof all);
}

typedef struct kind {
    bool (*same)(const numbering *, size_t, const void *);
    uint64_t (*hash)(const void *);
} kind;

static const void *thing(const numbering *n, size_t i)
{
    return n->strings ? (const void *)n->strings[i]
           : n->times ? (const void *)&n->times[i]
                      : (const void *)&n->units[i];
}

static void grow_slots(numbering *n, const kind *k)
{
    gk_free(n->slots);
    n->slot_count = n->slot_count ? 2 * n->slot_count : 256;
    n->slots = gk_alloc_array(n->slot_count, sizeof *n->slots);
    for (size_t i = 0; i < n->count; i++) {
        const void *what = thing(n, i);
        *slot_for(n, k->hash(what), k->same, what) = i + 1;
    }
}

/* The number of a thing; *added says that it is new and must be kept as that number's. */
static size_t number_of(numbering *n, const kind *k, const void *what, bool *added)
{
    size_t *slot = slot_for(n, k->hash(what), k->same, what);
    if (!slot) {
        grow_slots(n, k);
        slot = slot_for(n, k->hash(what), k->same, what);
    }
    *added = !*slot;
    if (*slot) return *slot - 1;
    *slot = ++n->count;
    return n->count - 1;
}

static const kind string_kind = {same_string, hash_string};
static const kind time_kind = {same_time, hash_time};
static const kind unit_kind = {same_unit, hash_unit};

static size_t number_string(numbering *n, const char *s)
{
    bool added;
    if (!s) s = "";
    n->strings = gk_grow(n->strings, n->count, &n->capacity, sizeof *n->strings);
    size_t i = number_of(n, &string_kind, s, &added);
    if (added) n->strings[i] = s;
    return i;
}

static size_t number_time(numbering *n, const gk_fact_time *time)
{
    bool added;
    n->times = gk_grow(n->times, n->count, &n->capacity, sizeof *n->times);
    size_t i = number_of(n, &time_kind, time, &added);
    if (added) n->times[i] = *time;
    return i;
}

static size_t number_unit(numbering *n, const gk_facts_unit *u)
{
    bool added;
    n->units = gk_grow(n->units, n->count, &n->capacity, sizeof *n->units);
    size_t i = number_of(n, &unit_kind, u, &added);
    if (added) n->units[i] = *u;
    return i;
}

static gk_facts_unit unit_of(writer *w, const gk_fact *f)
{
    bool fits = f->decimals >= 0 && f->decimals <= DECIMALS_MOST;
    return (gk_facts_unit){.scale = f->scale,
                           .decimals = fits ? f->decimals : 0,
                           .measure = f->measure,
                           .statement = f->statement,
                           .flags = (f->parent ? IS_PARENT : 0u) | (f->tagged ? IS_TAGGED : 0u) |
                                    (f->preliminary ? IS_PRELIMINARY : 0u),
                           .currency = number_string(&w->strings, f->currency)};
}

static numbered number_fact(writer *w, const gk_fact *f, const gk_concepts *concepts,
                            const gk_facts_unit *u)
{
    numbered n = {.place = {f->page, f->line, f->table, f->row}, .column = f->column};
    const char *const texts[5] = {f->label, f->section, f->heading, f->title, f->member};
    for (int i = 0; i < 5; i++) n.strings[i] = number_string(&w->strings, texts[i]);
    if (concepts && f->concept != SIZE_MAX)
    n.concept = 1 + number_string(&w->concepts, gk_concepts_at(concepts, f->concept)->id);
    double score = f->concept_score > 0 ? f->concept_score < 1 ? f->concept_score : 1 : 0;
    n.score = n.concept ? (size_t)lround(THOUSAND * score) : 0;
    n.time = number_time(&w->times, &f->time);
    n.unit = number_unit(&w->units, u);
    return n;
}

static unsigned what_differs(const numbered *a, const numbered *b)
{
    unsigned set = 0;
    for (unsigned i = 0; i < 5; i++)
        if (a->strings[i] != b->strings[i]) set |= 1u << i;
    if (a->concept != b->concept) set |= HAS_CONCEPT;
    if (a->score != b->score) set |= HAS_SCORE;
    if (a->time != b->time) set |= HAS_TIME;
    if (a->unit != b->unit) set |= HAS_UNIT;
    if (memcmp(a->place, b->place, sizeof a->place) != 0) set |= HAS_PLACE;
    return set;
}

static void put_fact(writer *w, const gk_fact *f, const gk_facts_unit *u, const numbered *n,
                     const numbered *before)
{
    unsigned set = what_differs(n, before);
    double digits = f->printed * pow(10, u->decimals);
    bool whole = fabs(digits) < 9e15;
    int64_t printed = whole ? llround(digits) : 0;
    if (!whole || gk_facts_printed(printed, u->decimals) != f->printed) set |= HAS_PRINTED;
    if (set & HAS_PRINTED || gk_facts_value(printed, f->printed, u) != f->value) set |= HAS_VALUE;
    gk_string *out = &w->facts;
    put_number(out, set);
    for (unsigned i = 0; i < 5; i++)
        if (set & 1u << i) put_number(out, n->strings[i]);
    if (set & HAS_CONCEPT) put_number(out, n->concept);
    if (set & HAS_SCORE) put_number(out, n->score);
    if (set & HAS_TIME) put_number(out, n->time);
    if (set & HAS_UNIT) put_number(out, n->unit);
    for (int i = 0; set & HAS_PLACE && i < 4; i++) put_signed(out, n->place[i] - before->place[i]);
    put_signed(out, n->column - before->column);
    if (set & HAS_PRINTED)
        put_double(out, f->printed);
    else
        put_signed(out, printed);
    if (set & HAS_VALUE) put_double(out, f->value);
}

static void put_tables(writer *w)
{
    gk_string *out = &w->out;
    gk_string_append(out, GK_FACTS_MAGIC, MAGIC);
    /* The concepts' ids are strings, too: numbered last, before the strings are written. */
    gk_string ids = {0};
    put_number(&ids, w->concepts.count);
    for (size_t i = 0; i < w->concepts.count; i++)
        put_number(&ids, number_string(&w->strings, w->concepts.strings[i]));
    put_number(out, w->strings.count);
    for (size_t i = 0; i < w->strings.count; i++) {
        size_t n = strlen(w->strings.strings[i]);
        put_number(out, n);
        gk_string_append(out, w->strings.strings[i], n);
    }
    gk_string_append(out, ids.data, ids.length);
    gk_string_free(&ids);
    put_number(out, w->times.count);
    for (size_t i = 0; i < w->times.count; i++) {
        const gk_fact_time *t = &w->times.times[i];
        const int fields[6] = {t->year, t->quarter, t->half, t->months + 1, t->start, t->end};
        for (int k = 0; k < 6; k++) put_number(out, (uint64_t)fields[k]);
    }
    put_number(out, w->units.count);
    for (size_t i = 0; i < w->units.count; i++) {
        const gk_facts_unit *u = &w->units.units[i];
        put_double(out, u->scale);
        put_number(out, (uint64_t)u->decimals);
        put_number(out, u->measure);
        put_number(out, u->currency);
        put_number(out, u->statement);
        put_number(out, u->flags);
    }
}

static void numbering_free(numbering *n)
{
    gk_free(n->slots);
    gk_free(n->strings);
    gk_free(n->times);
    gk_free(n->units);
}

void gk_facts_pack(const gk_facts *facts, const gk_concepts *concepts, unsigned char **out,
                   size_t *size)
{
    writer w = {0};
    numbered before = {0};
    number_string(&w.strings, "");
    put_number(&w.facts, facts->count);
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *f = &facts->facts[i];
        gk_facts_unit u = unit_of(&w, f);
        numbered n = number_fact(&w, f, concepts, &u);
        put_fact(&w, f, &u, &n, &before);
        before = n;
    }
    put_tables(&w);
    gk_string_append(&w.out, w.facts.data, w.facts.length);
    *size = w.out.length;
    *out = (unsigned char *)gk_string_take(&w.out);
    gk_string_free(&w.facts);
    numbering_free(&w.strings);
    numbering_free(&w.concepts);
    numbering_free(&w.times);
    numbering_free(&w.units);
}
