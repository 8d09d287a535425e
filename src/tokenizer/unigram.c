/* SPDX-License-Identifier: Apache-2.0
 *
 * Method: the best path by Viterbi's algorithm, as the Hugging Face tokenizers library (Apache-2.0)
 * computes it: in double precision, sums from left to right, the first of equal paths kept.
 */
#include "tokenizer/unigram.h"

#include "tokenizer/internal.h"

#include <string.h>

void gk_unigram_scratch_free(gk_unigram_scratch *scratch)
{
    gk_free(scratch->places);
    gk_free(scratch->ends);
}

static size_t character_length(unsigned char lead)
{
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static void offer(gk_unigram_place *place, double score, size_t start, int32_t id)
{
    if (place->id < 0 || score > place->score) *place = (gk_unigram_place){score, start, id};
}

/* Finds the best way to each place of the word. */
static void find_ways(const gk_unigram *model, const char *word, size_t n, gk_unigram_place *places)
{
    for (size_t i = 0; i <= n; i++) places[i].id = -1;
    places[0].score = 0;
    for (size_t start = 0, step; start < n; start += step) {
        double score = places[start].score;
        bool single = false; /* the character at start is a piece */
        uint32_t node = 0;
        step = character_length((unsigned char)word[start]);
        if (step > n - start) step = n - start;
        for (size_t end = start; end < n;) {
            node = gk_trie_child(model->pieces, node, (unsigned char)word[end++]);
            if (!node) break;
            int32_t id = model->pieces->nodes[node].value;
            if (id < 0) continue;
            offer(&places[end], score + model->scores[id], start, id);
            if (end - start == step) single = true;
        }
        if (!single)
            offer(&places[start + step], score + model->unknown_score, start, model->unknown);
    }
}

/* A run of unknown characters: one id, or those of its bytes. */
static void push_unknown(const gk_unigram *model, const char *s, size_t n, size_t limit,
                         gk_ids *out)
{
    int32_t id = gk_trie_find(model->pieces, s, n);
    bool bytes = id < 0 && model->byte_fallback;
    for (size_t i = 0; i < n && bytes; i++) bytes = model->byte_ids[(unsigned char)s[i]] >= 0;
    if (!bytes) gk_ids_push(out, id < 0 ? model->unknown : id, limit);
    for (size_t i = 0; i < n && bytes; i++)
        gk_ids_push(out, model->byte_ids[(unsigned char)s[i]], limit);
}

void gk_unigram_encode(const gk_unigram *model, const char *word, size_t n,
                       gk_unigram_scratch *scratch, size_t limit, gk_ids *out)
{
    while (scratch->capacity <= n)
        scratch->places = gk_grow(scratch->places, scratch->capacity, &scratch->capacity,
                                  sizeof *scratch->places);
    gk_unigram_place *places = scratch->places;
    find_ways(model, word, n, places);
    size_t count = 0;
    for (size_t end = n; end > 0; end = places[end].start) {
        scratch->ends = gk_grow(scratch->ends, count, &scratch->end_capacity,
                                sizeof *scratch->ends);
        scratch->ends[count++] = end;
    }
    while (count > 0 && out->count < limit) {
        size_t end = scratch->ends[--count], start = places[end].start;
        if (places[end].id != model->unknown) {
            gk_ids_push(out, places[end].id, limit);
            continue;
        }
        while (count > 0 && places[scratch->ends[count - 1]].id == model->unknown)
            end = scratch->ends[--count];
        push_unknown(model, word + start, end - start, limit, out);
    }
}
