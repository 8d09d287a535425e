/* SPDX-License-Identifier: Apache-2.0
 *
 * How well src/alike/ finds what is nearly the same, on the texts that are named (a form feed ends
 * a page): bench/alike runs it.
 *
 *   bench_alike TEXT...     speed; what of disturbed copies is found and how it is judged; which of
 *                           the texts are judged versions of one another
 *
 * Every text is disturbed in each way; the copies' seed is fixed.
 */
#include "alike/alike.h"

#include <stdlib.h>
#include <string.h>

typedef struct text {
    const char *path;
    char *bytes;
    size_t size, pages;
    gk_sketch sketch;
} text;

typedef struct lines {
    gk_span *spans;
    size_t count, capacity;
} lines;

static void sketch(const char *bytes, size_t size, gk_sketch *out)
{
    gk_sketcher *sketcher = gk_sketcher_new();
    gk_sketcher_add(sketcher, bytes, size);
    gk_sketcher_end(sketcher, out);
}

/* Each disturbance makes a copy of t in out. */

static void noise(const text *t, gk_random *random, double share, gk_string *out)
{
    for (size_t i = 0; i < t->size; i++) {
        char c = t->bytes[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
        if (letter && gk_random_unit(random) < share) c = (char)('a' + gk_random_below(random, 26));
        gk_string_append(out, &c, 1);
    }
}

static void noise_1(const text *t, gk_random *r, gk_string *out) { noise(t, r, 0.01, out); }
static void noise_2(const text *t, gk_random *r, gk_string *out) { noise(t, r, 0.02, out); }
static void noise_3(const text *t, gk_random *r, gk_string *out) { noise(t, r, 0.03, out); }

/* Blocks of lines, in another order. */
static void reorder(const text *t, gk_random *random, gk_string *out)
{
    enum { LINES = 12 };
    lines blocks = {0};
    for (size_t at = 0, start = 0, n = 0; at < t->size; at++) {
        bool end = t->bytes[at] == '\n' && ++n % LINES == 0;
        if (!end && at + 1 < t->size) continue;
        blocks.spans = gk_grow(blocks.spans, blocks.count, &blocks.capacity, sizeof *blocks.spans);
        blocks.spans[blocks.count++] = (gk_span){start, at + 1};
        start = at + 1;
    }
    for (size_t i = blocks.count; i > 1; i--) {
        size_t k = gk_random_below(random, i);
        gk_span other = blocks.spans[i - 1];
        blocks.spans[i - 1] = blocks.spans[k];
        blocks.spans[k] = other;
    }
    for (size_t i = 0; i < blocks.count; i++)
        gk_string_append(out, t->bytes + blocks.spans[i].start,
                         blocks.spans[i].end - blocks.spans[i].start);
    gk_free(blocks.spans);
}

static void truncate_30(const text *t, gk_random *random, gk_string *out)
{
    (void)random;
    gk_string_append(out, t->bytes, t->size * 7 / 10);
}

static void disclaimer(const text *t, gk_random *random, gk_string *out)
{
    static const char WORDS[] =
        "This document is for information only and is not an offer to sell or a solicitation of an "
        "offer to buy any security. Past performance is no guide to future results. ";
    (void)random;
    gk_string_append(out, t->bytes, t->size);
    for (size_t i = 0; i < 6; i++) gk_string_add(out, WORDS);
}

/* Changes the share of the numbers: of a corrected text a few, of next year's all. */
static void renumber(const text *t, gk_random *random, double share, gk_string *out)
{
    for (size_t i = 0; i < t->size;) {
        bool digit = t->bytes[i] >= '0' && t->bytes[i] <= '9';
        bool change = digit && gk_random_unit(random) < share;
        do {
            char c = t->bytes[i++];
            bool is = c >= '0' && c <= '9';
            if (change && is) c = (char)('1' + gk_random_below(random, 9));
            gk_string_append(out, &c, 1);
            digit = is || c == ',' || c == '.';
        } while (digit && i < t->size);
    }
}

static void corrected(const text *t, gk_random *r, gk_string *out) { renumber(t, r, 0.02, out); }
static void next_year(const text *t, gk_random *r, gk_string *out) { renumber(t, r, 0.9, out); }

typedef void (*disturb_fn)(const text *, gk_random *, gk_string *);
static const struct {
    const char *name;
    disturb_fn disturb;
    bool version; /* what it should be judged: a version (or the same), else a successor */
} WAYS[] = {
    {"1% of letters wrong", noise_1, true},     {"2% of letters wrong", noise_2, true},
    {"3% of letters wrong", noise_3, true},     {"blocks reordered", reorder, true},
    {"last 30% cut off", truncate_30, true},    {"disclaimer added", disclaimer, true},
    {"2% of figures changed", corrected, true}, {"90% of figures changed", next_year, false},
};

static bool is_version(gk_alike alike)
{
    return alike == GK_ALIKE_SAME || alike == GK_ALIKE_VERSION || alike == GK_ALIKE_PART;
}

/* Whether the index gives text number `which` for a copy of it. */
static bool found(const gk_alike_index *index, const gk_sketch *copy, size_t which)
{
    int64_t ids[GK_ALIKE_MOST];
    size_t count = gk_alike_index_find(index, copy, ids, GK_ALIKE_MOST);
    for (size_t i = 0; i < count; i++)
        if (ids[i] == (int64_t)which) return true;
    return false;
}

static void measure_way(size_t way, const text *texts, size_t count, const gk_alike_index *index)
{
    size_t hits = 0, right = 0, all = 0;
    double jaccard = 0, figures = 0;
    gk_random random = gk_random_start(7);
    for (size_t i = 0; i < count; i++) {
        gk_string copy = {0};
        gk_sketch s;
        if (!texts[i].sketch.shingles) continue;
        if (!WAYS[way].version && !texts[i].sketch.figures) continue; /* nothing to change */
        WAYS[way].disturb(&texts[i], &random, &copy);
        sketch(copy.data ? copy.data : "", copy.length, &s);
        gk_alike_verdict v = gk_alike_judge(&s, &texts[i].sketch);
        all++;
        hits += found(index, &s, i);
        right += WAYS[way].version ? is_version(v.alike) : !is_version(v.alike);
        jaccard += v.jaccard;
        figures += v.figures;
        gk_string_free(&copy);
    }
    double n = all ? (double)all : 1;
    printf("| %-22s | %6zu | %6.1f%% | %6.1f%% | %.3f | %.3f |\n", WAYS[way].name, all,
           100 * (double)hits / n, 100 * (double)right / n, jaccard / n, figures / n);
}

/* The pairs of texts that are judged versions of one another, for a person to look at. */
static void print_versions(const text *texts, size_t count)
{
    gk_alike_index *index = gk_alike_index_new();
    size_t kinds[GK_ALIKE_SUCCESSOR + 1] = {0}, judged = 0;
    double start = gk_seconds();
    gk_string pairs = {0};
    for (size_t i = 0; i < count; i++) {
        int64_t ids[GK_ALIKE_MOST];
        size_t n = gk_alike_index_find(index, &texts[i].sketch, ids, GK_ALIKE_MOST);
        for (size_t k = 0; k < n; k++, judged++) {
            const text *other = &texts[ids[k]];
            gk_alike_verdict v = gk_alike_judge(&texts[i].sketch, &other->sketch);
            kinds[v.alike]++;
            if (!is_version(v.alike)) continue;
            bool bytes = texts[i].size == other->size &&
                         memcmp(texts[i].bytes, other->bytes, other->size) == 0;
            gk_string_addf(&pairs, "%.3f %.3f %.3f %s%s %s %s\n", v.jaccard, v.containment,
                           v.figures, gk_alike_name(v.alike), bytes ? " (identical bytes)" : "",
                           gk_path_name(texts[i].path), gk_path_name(other->path));
        }
        gk_alike_index_add(index, (int64_t)i, &texts[i].sketch);
    }
    printf("\n%zu texts found and added in %.2f s, %zu pairs judged:", count, gk_seconds() - start,
           judged);
    for (size_t i = 0; i <= GK_ALIKE_SUCCESSOR; i++)
        printf(" %s %zu", gk_alike_name((gk_alike)i), kinds[i]);
    printf("\nversions (text, contained, figures):\n%s", pairs.data ? pairs.data : "");
    gk_string_free(&pairs);
    gk_alike_index_free(index);
}

static bool load(text *t, const char *path)
{
    gk_error err = {0};
    t->path = path;
    if (gk_file_read(path, &t->bytes, &t->size, &err) != GK_OK) {
        fprintf(stderr, "bench_alike: %s\n", err.message);
        return false;
    }
    for (size_t i = 0; i < t->size; i++) t->pages += t->bytes[i] == '\f';
    t->pages += t->pages == 0;
    return true;
}

int main(int argc, char **argv)
{
    size_t count = (size_t)argc - 1, pages = 0, bytes = 0;
    text *texts = gk_alloc_array(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        if (!load(&texts[i], argv[i + 1])) return 1;
        pages += texts[i].pages;
        bytes += texts[i].size;
    }
    double start = gk_seconds();
    for (size_t i = 0; i < count; i++) sketch(texts[i].bytes, texts[i].size, &texts[i].sketch);
    double seconds = gk_seconds() - start;
    printf("%zu texts, %zu pages, %.1f MB: sketched in %.2f s, %.1f us a page, %.0f MB/s\n\n",
           count, pages, (double)bytes / 1e6, seconds, pages ? seconds / (double)pages * 1e6 : 0,
           (double)bytes / 1e6 / seconds);
    gk_alike_index *index = gk_alike_index_new();
    for (size_t i = 0; i < count; i++) gk_alike_index_add(index, (int64_t)i, &texts[i].sketch);
    printf("| copies                 | texts  |  found  |  right  | text  | figures |\n"
           "|---|---|---|---|---|---|\n");
    for (size_t way = 0; way < sizeof WAYS / sizeof *WAYS; way++)
        measure_way(way, texts, count, index);
    print_versions(texts, count);
    gk_alike_index_free(index);
    for (size_t i = 0; i < count; i++) gk_free(texts[i].bytes);
    gk_free(texts);
    return 0;
}
