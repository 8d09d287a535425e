/* SPDX-License-Identifier: Apache-2.0 */
#include "mine/mine.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHINGLE = 3,        /* terms */
    TELLING_DIGITS = 3, /* of a figure */
    MOST_FIGURES = 512, /* of a passage */
};

/* ---- sets ----------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

gk_hash_set gk_set_of(uint64_t *items, size_t count)
{
    size_t kept = 0;
    if (count > 1) qsort(items, count, sizeof *items, compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || items[i] != items[kept - 1]) items[kept++] = items[i];
    return (gk_hash_set){items, kept};
}

bool gk_set_has(const gk_hash_set *set, uint64_t item)
{
    return set->count > 0 && bsearch(&item, set->items, set->count, sizeof item, compare);
}

size_t gk_set_shared(const gk_hash_set *a, const gk_hash_set *b)
{
    size_t shared = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        shared += a->items[i] == b->items[j];
        bool first = a->items[i] <= b->items[j], second = b->items[j] <= a->items[i];
        i += first;
        j += second;
    }
    return shared;
}

/* ---- runs of words -------------------------------------------------------------------------- */

typedef struct shingling {
    uint64_t last[SHINGLE]; /* the terms before */
    size_t terms;
    uint64_t *shingles;
    size_t count;
} shingling;

static bool add_term(void *ctx, const gk_term *term)
{
    shingling *s = ctx;
    bool number = term->text[0] >= '0' && term->text[0] <= '9';
    memmove(s->last, s->last + 1, sizeof s->last - sizeof s->last[0]);
    s->last[SHINGLE - 1] = number ? 1 : gk_hash(GK_HASH_START, term->text, term->length);
    if (++s->terms >= SHINGLE)
        s->shingles[s->count++] = gk_hash(GK_HASH_START, s->last, sizeof s->last);
    return true;
}

gk_hash_set gk_shingles_read(const char *s, size_t n, gk_terms *terms, gk_arena *arena)
{
    /* A term is a byte at least, and overlapping pairs of Han are no more than characters. */
    shingling self = {.shingles = gk_arena_array(arena, n + 1, sizeof *self.shingles)};
    gk_terms_each(terms, s, n, add_term, &self);
    return gk_set_of(self.shingles, self.count);
}

/* ---- figures -------------------------------------------------------------------------------- */

uint64_t gk_figure_hash(const char *s, size_t n, int *digits)
{
    char kept[32];
    size_t count = 0;
    for (size_t i = 0; i < n && count < sizeof kept; i++)
        if (s[i] >= '0' && s[i] <= '9' && (count > 0 || s[i] != '0')) kept[count++] = s[i];
    while (count > 0 && kept[count - 1] == '0') count--;
    if (digits) *digits = (int)count;
    return count < TELLING_DIGITS ? 0 : gk_hash(GK_HASH_START, kept, count);
}

gk_hash_set gk_figures_read(const char *s, size_t n, gk_arena *arena)
{
    gk_number *amounts = gk_arena_array(arena, MOST_FIGURES, sizeof *amounts);
    size_t found = gk_amounts(s, n, amounts, MOST_FIGURES), count = 0;
    uint64_t *figures = gk_arena_array(arena, found + 1, sizeof *figures);
    for (size_t i = 0; i < found; i++) {
        gk_span at = amounts[i].digits;
        uint64_t hash = gk_figure_hash(s + at.start, at.end - at.start, NULL);
        if (hash) figures[count++] = hash;
    }
    return gk_set_of(figures, count);
}

/* ---- years ---------------------------------------------------------------------------------- */

gk_hash_set gk_years_read(const char *s, size_t n, gk_arena *arena)
{
    uint64_t *years = gk_arena_array(arena, n / 2 + 1, sizeof *years);
    size_t count = 0, at = 0;
    gk_period period;
    while (count < n / 2 && gk_period_next(s, n, &at, &period))
        if (period.year > 0) years[count++] = (uint64_t)period.year;
    return gk_set_of(years, count);
}

void gk_traits_read(const gk_corpus_passage *passage, gk_terms *terms, gk_arena *arena,
                    gk_traits *out)
{
    size_t n = strlen(passage->text);
    out->shingles = gk_shingles_read(passage->text, n, terms, arena);
    out->figures = gk_figures_read(passage->text, n, arena);
    out->years = gk_years_read(passage->titled, strlen(passage->titled), arena);
}
