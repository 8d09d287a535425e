/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/parts.h"

#include <string.h>

typedef struct reading {
    gk_lexicon *lexicon;
    bool grow;
    const char *s;
    gk_word *out;
    size_t most, count;
    size_t at; /* the text is looked through for brackets and stops up to here */
    int depth; /* of brackets there */
    bool apart, comma;
    char joined[32]; /* "non" or "pre", which joins the word behind it */
    size_t joined_start;
} reading;

/* What reports write one for the other, as stems. */
static const char *const same[][2] = {
    {"stockhold", "sharehold"}, {"shareown", "sharehold"}, {"amortis", "amort"},
    {"labour", "labor"},        {"programm", "program"},
};

static uint32_t put_term(gk_lexicon *l, const char *term, uint32_t means)
{
    l->terms = gk_grow(l->terms, l->count, &l->capacity, sizeof *l->terms);
    l->means = gk_grow(l->means, l->count, &l->means_capacity, sizeof *l->means);
    l->terms[l->count] = gk_strdup(term);
    l->means[l->count] = means == GK_WORD_UNKNOWN ? (uint32_t)l->count : means;
    gk_index_add(&l->index, (uint32_t)l->count);
    return l->means[l->count++];
}

uint32_t gk_lexicon_add(gk_lexicon *l, const char *term)
{
    uint32_t at = gk_index_find(&l->index, (gk_key){term, strlen(term)});
    if (at != UINT32_MAX) return l->means[at];
    if (gk_term_is_stopword(term)) return put_term(l, term, GK_WORD_STOP);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(same[i][0], term) == 0) return put_term(l, term, gk_lexicon_add(l, same[i][1]));
    return put_term(l, term, GK_WORD_UNKNOWN);
}

static uint32_t id_of(const reading *r, const char *term, size_t length)
{
    if (r->grow) return gk_lexicon_add(r->lexicon, term);
    uint32_t at = gk_index_find(&r->lexicon->index, (gk_key){term, length});
    if (at != UINT32_MAX) return r->lexicon->means[at];
    return gk_term_is_stopword(term) ? GK_WORD_STOP : GK_WORD_UNKNOWN;
}

/* Brackets and stops between the word before and the one at `to`. */
static void look(reading *r, size_t to)
{
    while (r->at < to) {
        size_t was = r->at;
        uint32_t c = gk_utf8_next(r->s, to, &r->at);
        bool open = c == '(' || c == '[' || c == 0xFF08;
        bool close = c == ')' || c == ']' || c == 0xFF09;
        if (open) r->depth++;
        if (close && r->depth) r->depth--;
        bool spaced = was > 0 && r->s[was - 1] == ' ';
        if (open || close || (c < 0x80 && strchr("?!;:\"|=<>*", (int)c)) || c == '\n' ||
            (c == '.' && (r->at >= to || r->s[r->at] == ' ')) || c == 0x3002 || c == 0xFF1B ||
            c == 0xFF1A || c == 0xFF1F || c == 0x201C || c == 0x201D || c == 0xFF0C)
            r->apart = true;
        if (c == ',' || c == 0x2014 || c == 0x2013 || (c == '-' && spaced)) r->comma = true;
        if (c == 0x2014 || c == 0x2013 || (c == '-' && spaced) || (c == '/' && spaced))
            r->apart = r->apart || spaced;
    }
}

static void put(reading *r, const char *term, size_t start, size_t end)
{
    uint32_t id = id_of(r, term, strlen(term));
    if (id == GK_WORD_STOP) return;
    r->out[r->count++] = (gk_word){.id = id,
                                   .span = {start, end},
                                   .bracketed = r->depth > 0,
                                   .apart = r->apart,
                                   .comma = r->comma,
                                   .number = *term >= '0' && *term <= '9',
                                   .letter = term[0] >= 'a' && term[0] <= 'z' && !term[1]};
    r->apart = r->comma = false;
}

/* "non-controlling" and "noncontrolling", "pre-tax" and "pretax" are one word. */
static bool joins(const char *term) { return strcmp(term, "non") == 0 || strcmp(term, "pre") == 0; }

static bool each(void *ctx, const gk_term *term)
{
    reading *r = ctx;
    if (r->count >= r->most) return false;
    if (r->joined[0] && (term->start > r->at + 1 || term->length + 4 > sizeof r->joined)) {
        put(r, r->joined, r->joined_start, r->at);
        r->joined[0] = '\0';
        if (r->count >= r->most) return false;
    }
    if (r->joined[0]) {
        memcpy(r->joined + 3, term->text, term->length + 1);
        put(r, r->joined, r->joined_start, term->end);
        r->joined[0] = '\0';
        r->at = term->end;
        return true;
    }
    look(r, term->start);
    if (joins(term->text)) {
        memcpy(r->joined, term->text, 4);
        r->joined_start = term->start;
    } else {
        put(r, term->text, term->start, term->end);
    }
    r->at = term->end > r->at ? term->end : r->at;
    return true;
}

size_t gk_words_read(gk_lexicon *lexicon, bool grow, gk_terms *terms, const char *s, size_t n,
                     gk_word *out, size_t most)
{
    reading r = {.lexicon = lexicon, .grow = grow, .s = s, .out = out, .most = most};
    gk_terms_each(terms, s, n, each, &r);
    if (r.joined[0] && r.count < most) put(&r, r.joined, r.joined_start, r.at);
    return r.count;
}

uint64_t gk_words_key(const gk_word *words, size_t count)
{
    uint64_t hash = GK_HASH_START;
    for (size_t i = 0; i < count; i++) hash = gk_hash(hash, &words[i].id, sizeof words[i].id);
    return hash;
}
