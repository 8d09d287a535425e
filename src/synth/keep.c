/* SPDX-License-Identifier: Apache-2.0
 *
 * Which queries are kept. What copies the passage teaches a model to look for equal words; what is
 * asked of several passages has no right answer among them.
 */
#include "synth/synth.h"

#include <stdlib.h>
#include <string.h>

/* ---- copies --------------------------------------------------------------------------------- */

enum { RUN_MOST = 8, HAN_RUN_MOST = 14 }; /* words, characters that may stand in a row as there */

typedef struct word_hashes {
    uint64_t *hashes;
    size_t count, capacity;
    bool chinese;
} word_hashes;

/* The words of a text in lower case; each Han character is one. */
static void cut_words(const char *s, word_hashes *words)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        bool han = gk_is_han(c);
        if (!han && !gk_is_word(c)) continue;
        char folded[64];
        size_t length = 0;
        words->chinese |= han;
        for (size_t next = at;;) {
            for (; next < i; next++)
                if (length < sizeof folded)
                    folded[length++] = (char)(s[next] >= 'A' && s[next] <= 'Z' ? s[next] + 32
                                                                               : s[next]);
            if (han || i >= n) break;
            size_t after = i;
            c = gk_utf8_next(s, n, &after);
            if (gk_is_han(c) || !gk_is_word(c)) break;
            i = after;
        }
        words->hashes = gk_grow(words->hashes, words->count, &words->capacity,
                                sizeof *words->hashes);
        words->hashes[words->count++] = gk_synth_hash(folded, length, 0);
    }
}

/* The longest run of words of a that stands in b. */
static size_t longest_run(const word_hashes *a, const word_hashes *b)
{
    size_t longest = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            size_t run = 0;
            while (i + run < a->count && k + run < b->count &&
                   a->hashes[i + run] == b->hashes[k + run])
                run++;
            if (run > longest) longest = run;
        }
    return longest;
}

bool gk_synth_copies(const char *query, const char *passage)
{
    word_hashes q = {0}, p = {0};
    cut_words(query, &q);
    cut_words(passage, &p);
    size_t run = longest_run(&q, &p);
    bool copies = q.count == 0 || run == q.count ||
                  run > (q.chinese ? (size_t)HAN_RUN_MOST : (size_t)RUN_MOST);
    gk_free(q.hashes);
    gk_free(p.hashes);
    return copies;
}

/* ---- doubles -------------------------------------------------------------------------------- */

typedef struct asked {
    uint64_t hash;
    size_t passage, query;
} asked;

/* Words and their order: "3M 2018 revenue" and "3M: 2018 revenue?" are one query. */
static uint64_t query_hash(const char *query)
{
    word_hashes words = {0};
    cut_words(query, &words);
    uint64_t hash = gk_synth_hash((const char *)words.hashes, words.count * sizeof *words.hashes,
                                  0);
    gk_free(words.hashes);
    return hash;
}

static int by_hash(const void *a, const void *b)
{
    const asked *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    if (x->passage != y->passage) return x->passage < y->passage ? -1 : 1;
    return x->query < y->query ? -1 : x->query > y->query;
}

/* Of queries with one hash the first is kept where all are one passage's, else none is. */
static size_t drop_group(gk_synth_queries *queries, const asked *group, size_t count)
{
    bool several = group[0].passage != group[count - 1].passage;
    for (size_t i = several ? 0 : 1; i < count; i++) {
        gk_synth_query *q = &queries[group[i].passage].items[group[i].query];
        gk_free(q->text);
        q->text = NULL;
    }
    return count - !several;
}

static void close_gaps(gk_synth_queries *queries)
{
    size_t kept = 0;
    for (size_t i = 0; i < queries->count; i++)
        if (queries->items[i].text) queries->items[kept++] = queries->items[i];
    queries->count = kept;
}

size_t gk_synth_drop_doubles(gk_synth_queries *queries, size_t count)
{
    size_t total = 0, dropped = 0;
    for (size_t i = 0; i < count; i++) total += queries[i].count;
    asked *all = gk_alloc_array(total + 1, sizeof *all);
    total = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < queries[i].count; k++)
            all[total++] = (asked){query_hash(queries[i].items[k].text), i, k};
    if (total) qsort(all, total, sizeof *all, by_hash);
    for (size_t i = 0; i < total;) {
        size_t end = i + 1;
        while (end < total && all[end].hash == all[i].hash) end++;
        if (end - i > 1) dropped += drop_group(queries, all + i, end - i);
        i = end;
    }
    gk_free(all);
    for (size_t i = 0; i < count; i++) close_gaps(&queries[i]);
    return dropped;
}
