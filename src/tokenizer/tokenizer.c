/* SPDX-License-Identifier: Apache-2.0
 *
 * The way of a text to its ids: added tokens are cut out of the raw text, what lies between them is
 * normalised, added tokens of the normalised kind are cut out of that, the pre-tokenizer takes the
 * rest apart, and the model gives each piece its ids. read.c reads tokenizer.json.
 */
#include "tokenizer/internal.h"

#include "text/text.h"

#include <string.h>

void gk_tokenizer_free(gk_tokenizer *tokenizer)
{
    if (!tokenizer) return;
    gk_trie_free(&tokenizer->pieces);
    gk_trie_free(&tokenizer->raw_added);
    gk_trie_free(&tokenizer->normalized_added);
    gk_free(tokenizer->scores);
    gk_arena_free(tokenizer->arena);
    gk_free(tokenizer);
}

const char *gk_tokenizer_kind(const gk_tokenizer *tokenizer)
{
    return tokenizer->kind == GK_UNIGRAM ? "Unigram" : "WordPiece";
}

size_t gk_tokenizer_size(const gk_tokenizer *tokenizer) { return tokenizer->size; }
int32_t gk_tokenizer_opening(const gk_tokenizer *tokenizer) { return tokenizer->opening; }
int32_t gk_tokenizer_closing(const gk_tokenizer *tokenizer) { return tokenizer->closing; }
gk_pair_template gk_tokenizer_pair(const gk_tokenizer *tokenizer) { return tokenizer->pair; }

/* A call of gk_tokenizer_encode. */
typedef struct encoding {
    const gk_tokenizer *tokenizer;
    gk_ids *out;
    size_t limit;
    gk_string normalized[2]; /* scratch, all that follows */
    gk_string *split;        /* one for each step of the pre-tokenizer */
    gk_ids pieces;
    gk_unigram_scratch ways;
} encoding;

static bool is_full(const encoding *e) { return e->out->count >= e->limit; }

static bool push_piece(void *ctx, const char *s, size_t n)
{
    encoding *e = ctx;
    const gk_tokenizer *t = e->tokenizer;
    if (t->kind == GK_UNIGRAM)
        gk_unigram_encode(&t->unigram, s, n, &e->ways, e->limit, e->out);
    else
        gk_wordpiece_encode(&t->wordpiece, s, n, &e->pieces, e->limit, e->out);
    return !is_full(e);
}

/* ---- added tokens --------------------------------------------------------------------------- */

/* Where the character before s[i] starts (i > 0). */
static size_t before(const char *s, size_t i)
{
    size_t at = i - 1;
    while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80) at--;
    return at;
}

static bool is_free_standing(const char *s, size_t n, size_t start, size_t end)
{
    if (start > 0) {
        size_t at = before(s, start);
        if (gk_hf_is_word(gk_utf8_next(s, start, &at))) return false;
    }
    return end >= n || !gk_hf_is_word(gk_utf8_next(s, n, &end));
}

static size_t skip_space_back(const char *s, size_t i, size_t least)
{
    while (i > least) {
        size_t start = before(s, i), at = start;
        if (!gk_hf_is_space(gk_utf8_next(s, i, &at))) break;
        i = start;
    }
    return i;
}

static size_t skip_space(const char *s, size_t n, size_t i)
{
    while (i < n) {
        size_t at = i;
        if (!gk_hf_is_space(gk_utf8_next(s, n, &at))) break;
        i = at;
    }
    return i;
}

/* The longest of the tokens that stands at s; -1: none does. */
static int32_t token_at(const gk_trie *tokens, const char *s, size_t n, size_t *length)
{
    int32_t longest = -1;
    uint32_t node = 0;
    for (size_t i = 0; i < n;) {
        node = gk_trie_child(tokens, node, (unsigned char)s[i++]);
        if (!node) break;
        if (tokens->nodes[node].value < 0) continue;
        longest = tokens->nodes[node].value;
        *length = i;
    }
    return longest;
}

/* What is done with the text between added tokens; first: it begins where the whole text does. */
typedef void rest_fn(encoding *e, const char *s, size_t n, bool first);

/* Pushes the tokens' ids and gives what lies between them to rest. */
static void cut_out(encoding *e, const gk_trie *tokens, const char *s, size_t n, bool first,
                    rest_fn *rest)
{
    size_t done = 0, length = 0;
    for (size_t at = 0; at < n && !is_full(e) && tokens->count > 1;) {
        int32_t index = token_at(tokens, s + at, n - at, &length);
        if (index < 0) {
            at++;
            continue;
        }
        const gk_added_token *t = &e->tokenizer->added[index];
        size_t start = at, end = at + length;
        at = end;
        if (t->single_word && !is_free_standing(s, n, start, end)) continue;
        if (t->lstrip) start = skip_space_back(s, start, done);
        if (t->rstrip) end = skip_space(s, n, end);
        if (start > done) rest(e, s + done, start - done, first && done == 0);
        gk_ids_push(e->out, t->id, e->limit);
        done = end;
    }
    if (done < n && !is_full(e)) rest(e, s + done, n - done, first && done == 0);
}

/* ---- the way ------------------------------------------------------------------------------- */

static void push_normalized(encoding *e, const char *s, size_t n, bool first)
{
    gk_pretokenize(&e->tokenizer->pretokenizer, s, n, first, e->split, push_piece, e);
}

static void push_raw(encoding *e, const char *s, size_t n, bool first)
{
    s = gk_normalize(&e->tokenizer->normalizer, s, &n, &first, e->normalized);
    cut_out(e, &e->tokenizer->normalized_added, s, n, first, push_normalized);
}

static void push_valid(encoding *e, const char *text, size_t n)
{
    cut_out(e, &e->tokenizer->raw_added, text, n, true, push_raw);
}

/* text with U+FFFD for each byte that is not UTF-8. */
static void clean(const char *text, size_t n, gk_string *out)
{
    for (size_t i = 0; i < n;) {
        char bytes[4];
        gk_string_append(out, bytes, gk_utf8_put(gk_utf8_next(text, n, &i), bytes));
    }
}

void gk_tokenizer_encode(const gk_tokenizer *tokenizer, const char *text, size_t n, size_t limit,
                         gk_ids *out)
{
    size_t steps = tokenizer->pretokenizer.count;
    encoding e = {.tokenizer = tokenizer, .out = out, .limit = limit};
    e.split = gk_alloc_array(steps, sizeof *e.split);
    if (gk_utf8_valid(text, n, NULL)) {
        push_valid(&e, text, n);
    } else {
        gk_string valid = {0};
        clean(text, n, &valid);
        push_valid(&e, valid.data, valid.length);
        gk_string_free(&valid);
    }
    for (size_t i = 0; i < steps; i++) gk_string_free(&e.split[i]);
    for (size_t i = 0; i < 2; i++) gk_string_free(&e.normalized[i]);
    gk_free(e.split);
    gk_free(e.pieces.ids);
    gk_unigram_scratch_free(&e.ways);
}
