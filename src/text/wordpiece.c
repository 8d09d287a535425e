/* SPDX-License-Identifier: Apache-2.0
 *
 * The way of a text to its ids: added tokens are cut out of the raw text, what lies between them is
 * normalised, added tokens of the normalised kind are cut out of that, the rest falls into words at
 * white space and punctuation, and each word into the longest pieces that the vocabulary has.
 * Reading tokenizer.json is wordpiece_read.c's.
 */
#include "text/wordpiece.h"

#include "text/text.h"

#include <string.h>

size_t gk_wordpiece_size(const gk_wordpiece *w) { return w->size; }

void gk_wordpiece_free(gk_wordpiece *w)
{
    if (!w) return;
    gk_arena_free(w->arena);
    gk_free(w);
}

/* ---- the vocabulary: open addressing, a power of two of places, at most half of them taken --- */

static size_t place_of(const gk_wordpiece *w, const char *piece, size_t n)
{
    uint64_t hash = 0xCBF29CE484222325; /* FNV-1a */
    for (size_t i = 0; i < n; i++) hash = (hash ^ (unsigned char)piece[i]) * 0x100000001B3;
    size_t place = (size_t)(hash ^ hash >> 32) & w->mask;
    while (w->table[place].text &&
           (w->table[place].length != n || memcmp(w->table[place].text, piece, n) != 0))
        place = (place + 1) & w->mask;
    return place;
}

void gk_vocabulary_new(gk_wordpiece *w, size_t count)
{
    size_t places = 16;
    while (places < count * 2) places *= 2;
    w->table = gk_arena_array(w->arena, places, sizeof *w->table);
    w->mask = places - 1;
}

void gk_vocabulary_add(gk_wordpiece *w, const char *piece, size_t n, int32_t id)
{
    gk_piece *entry = &w->table[place_of(w, piece, n)];
    *entry = (gk_piece){gk_arena_strndup(w->arena, piece, n), n, id};
    if (n > w->longest) w->longest = n;
    if ((size_t)id >= w->size) w->size = (size_t)id + 1;
}

int32_t gk_vocabulary_find(const gk_wordpiece *w, const char *piece, size_t n)
{
    const gk_piece *entry = &w->table[place_of(w, piece, n)];
    return entry->text ? entry->id : -1;
}

/* ---- words into pieces -------------------------------------------------------------------- */

typedef struct encoding {
    const gk_wordpiece *w;
    int32_t *ids;
    size_t count, limit; /* limit leaves room for the closing token */
    gk_string word;      /* scratch: the prefix of continuing pieces, then the word */
    int32_t *pieces;     /* scratch: the word's */
    size_t piece_capacity;
} encoding;

static bool is_full(const encoding *e) { return e->count >= e->limit; }

static void push(encoding *e, int32_t id)
{
    if (!is_full(e)) e->ids[e->count++] = id;
}

static bool is_continuation(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* The longest piece at word[start..]; moves *end past it. word has the continuing prefix's length
 * of bytes before its first, which are overwritten, as are those of the word before start. */
static int32_t longest_piece(const gk_wordpiece *w, char *word, size_t n, size_t start, size_t *end)
{
    size_t prefix = start ? w->prefix_length : 0;
    char *piece = word + start - prefix;
    memcpy(piece, w->prefix, prefix);
    size_t longest = w->longest > prefix ? w->longest - prefix : 0;
    *end = n - start < longest ? n : start + longest;
    while (*end > start) {
        bool whole = *end == n || !is_continuation(word[*end]);
        int32_t id = whole ? gk_vocabulary_find(w, piece, *end - start + prefix) : -1;
        if (id >= 0) return id;
        (*end)--;
    }
    return -1;
}

/* A word too long, or with a part that no piece covers, is one unknown token. The pieces wait till
 * the end is known: a cut through the word must not turn it into a known one. */
static void push_word(encoding *e, const char *word, size_t n)
{
    const gk_wordpiece *w = e->w;
    size_t characters = 0, count = 0;
    for (size_t i = 0; i < n; i++) characters += !is_continuation(word[i]);
    if (characters > w->longest_word) {
        push(e, w->unknown);
        return;
    }
    e->word.length = 0;
    gk_string_append(&e->word, w->prefix, w->prefix_length);
    gk_string_append(&e->word, word, n);
    for (size_t start = 0, end; start < n; start = end) {
        int32_t id = longest_piece(w, e->word.data + w->prefix_length, n, start, &end);
        if (id < 0) {
            push(e, w->unknown);
            return;
        }
        e->pieces = gk_grow(e->pieces, count, &e->piece_capacity, sizeof *e->pieces);
        e->pieces[count++] = id;
    }
    for (size_t i = 0; i < count; i++) push(e, e->pieces[i]);
}

static void push_words(encoding *e, const char *s, size_t n)
{
    size_t start = 0;
    for (size_t i = 0; i < n && !is_full(e);) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        bool space = gk_bert_is_space(c), punctuation = !space && gk_bert_is_punctuation(c);
        if (!space && !punctuation) continue;
        if (start < at) push_word(e, s + start, at - start);
        if (punctuation) push_word(e, s + at, i - at);
        start = i;
    }
    if (start < n && !is_full(e)) push_word(e, s + start, n - start);
}

/* ---- added tokens -------------------------------------------------------------------------- */

/* Where the character before s[i] starts (i > 0). */
static size_t before(const char *s, size_t i)
{
    size_t at = i - 1;
    while (at > 0 && i - at < 4 && is_continuation(s[at])) at--;
    return at;
}

static bool is_free_standing(const char *s, size_t n, size_t start, size_t end)
{
    if (start > 0) {
        size_t at = before(s, start);
        if (gk_bert_is_word(gk_utf8_next(s, start, &at))) return false;
    }
    return end >= n || !gk_bert_is_word(gk_utf8_next(s, n, &end));
}

static size_t skip_space_back(const char *s, size_t i, size_t least)
{
    while (i > least) {
        size_t start = before(s, i), at = start;
        if (start < least || !gk_bert_is_space(gk_utf8_next(s, i, &at))) break;
        i = start;
    }
    return i;
}

static size_t skip_space(const char *s, size_t n, size_t i)
{
    while (i < n) {
        size_t at = i;
        if (!gk_bert_is_space(gk_utf8_next(s, n, &at))) break;
        i = at;
    }
    return i;
}

/* The longest of the tokens that stands at s[at], or NULL. */
static const gk_added_token *token_at(const gk_added_tokens *tokens, const char *s, size_t n,
                                      size_t at)
{
    const gk_added_token *best = NULL;
    if (!tokens->starts[(unsigned char)s[at]]) return NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const gk_added_token *t = &tokens->tokens[i];
        if (t->length <= n - at && (!best || t->length > best->length) &&
            memcmp(s + at, t->text, t->length) == 0)
            best = t;
    }
    return best;
}

/* Pushes the tokens' ids and gives what lies between them to rest. */
static void cut_out(encoding *e, const gk_added_tokens *tokens, const char *s, size_t n,
                    void (*rest)(encoding *, const char *, size_t))
{
    size_t done = 0;
    for (size_t at = 0; at < n && !is_full(e) && tokens->count;) {
        const gk_added_token *t = token_at(tokens, s, n, at);
        if (!t) {
            at++;
            continue;
        }
        size_t start = at, end = at + t->length;
        at = end;
        if (t->single_word && !is_free_standing(s, n, start, end)) continue;
        if (t->lstrip) start = skip_space_back(s, start, done);
        if (t->rstrip) end = skip_space(s, n, end);
        if (start > done) rest(e, s + done, start - done);
        push(e, t->id);
        done = end;
    }
    if (done < n && !is_full(e)) rest(e, s + done, n - done);
}

static void push_normalised(encoding *e, const char *s, size_t n)
{
    gk_string text = {0};
    gk_bert_normalize(&e->w->normalizer, s, n, &text);
    cut_out(e, &e->w->normalised_tokens, text.data, text.length, push_words);
    gk_string_free(&text);
}

size_t gk_wordpiece_encode(const gk_wordpiece *w, const char *text, size_t n, int32_t *ids,
                           size_t limit)
{
    encoding e = {.w = w, .ids = ids, .limit = limit - 1};
    push(&e, w->opening);
    cut_out(&e, &w->raw_tokens, text, n, push_normalised);
    ids[e.count++] = w->closing;
    gk_string_free(&e.word);
    gk_free(e.pieces);
    return e.count;
}
