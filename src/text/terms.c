/* SPDX-License-Identifier: Apache-2.0
 *
 * Lexical terms: what the inverted index counts. One reading of a text, character by character:
 *
 *   Han        every pair of neighbours is a term; a character alone is one, too
 *   number     digits with separators inside ("1,577.5" → "1577.5")
 *   word       a run of letters and digits; an apostrophe's tail is dropped ("company's" →
 * "company"), an ampersand or a dot inside joins ("R&D", "U.S." → "r&d", "us")
 */
#include "text/text.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    TERM_MAX = 64,  /* bytes; what is longer is cut: no word of use is */
    KEPT = 512,     /* stems that are remembered: a text's words are few, and come again */
    KEPT_BYTES = 23 /* of words that are */
};

typedef struct kept_stem {
    unsigned char length, stem_length; /* length 0: free */
    char word[KEPT_BYTES], stem[KEPT_BYTES + 1];
} kept_stem;

struct gk_terms {
    struct sb_stemmer *stemmer;
    kept_stem kept[KEPT]; /* by the word's hash */
};

gk_terms *gk_terms_new(void)
{
    gk_terms *terms = gk_alloc(sizeof *terms);
    terms->stemmer = sb_stemmer_new("english", NULL);
    return terms;
}

void gk_terms_free(gk_terms *terms)
{
    if (!terms) return;
    if (terms->stemmer) sb_stemmer_delete(terms->stemmer);
    gk_free(terms);
}

/* Lower-cases c and drops its diacritics; returns how many characters were written (0 for a mark).
 */
static size_t fold(uint32_t c, char out[8])
{
    if (c < 0x80) {
        out[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        return 1;
    }
    utf8proc_int32_t parts[8];
    int last = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, 8,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &last);
    size_t length = 0;
    for (utf8proc_ssize_t i = 0; i < n && i < 8 && length + 4 <= 8; i++)
        length += gk_utf8_put((uint32_t)parts[i], out + length);
    return length;
}

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

/* End of the number that starts at i: digits, and separators that stand between digits. A full stop
 * joins always, a comma only before exactly three digits. */
static size_t number_end(const char *s, size_t n, size_t i)
{
    while (i < n) {
        if (is_digit((unsigned char)s[i])) {
            i++;
        } else if (s[i] == '.' && i + 1 < n && is_digit((unsigned char)s[i + 1])) {
            i++;
        } else if (s[i] == ',' && i + 3 < n && is_digit((unsigned char)s[i + 1]) &&
                   is_digit((unsigned char)s[i + 2]) && is_digit((unsigned char)s[i + 3]) &&
                   !(i + 4 < n && is_digit((unsigned char)s[i + 4]))) {
            i++;
        } else {
            break;
        }
    }
    return i;
}

typedef bool (*term_fn)(void *ctx, const gk_term *term);

static bool emit(term_fn each, void *ctx, const char *text, size_t length, size_t start, size_t end)
{
    gk_term term = {.text = text, .length = length, .start = start, .end = end};
    return each(ctx, &term);
}

/* The stem of a folded word, *m bytes and a NUL; good until the next call. NULL: there is none. */
static const char *stem_of(gk_terms *terms, const char *folded, size_t length, size_t *m)
{
    kept_stem *kept = NULL;
    if (length <= KEPT_BYTES) {
        kept = &terms->kept[gk_hash(GK_HASH_START, folded, length) % KEPT];
        if (kept->length == length && memcmp(kept->word, folded, length) == 0) {
            *m = kept->stem_length;
            return kept->stem;
        }
    }
    const sb_symbol *stem = sb_stemmer_stem(terms->stemmer, (const sb_symbol *)folded, (int)length);
    if (!stem) return NULL;
    *m = (size_t)sb_stemmer_length(terms->stemmer);
    if (!kept || *m > KEPT_BYTES) return (const char *)stem;
    kept->length = (unsigned char)length;
    kept->stem_length = (unsigned char)*m;
    memcpy(kept->word, folded, length);
    memcpy(kept->stem, stem, *m);
    kept->stem[*m] = '\0';
    return kept->stem;
}

/* A word or number from s[*i]; moves *i past it. False where each asked to stop. */
static bool word(gk_terms *terms, const char *s, size_t n, size_t *i, term_fn each, void *ctx)
{
    char folded[TERM_MAX + 16];
    size_t length = 0, start = *i, end = start;
    bool letters = false;
    size_t stop = number_end(s, n, start);
    size_t after = stop;
    if (stop > start && (stop == n || !gk_is_word(gk_utf8_next(s, n, &after)) ||
                         gk_is_han(gk_utf8_next(s, n, &(size_t){stop})))) {
        for (size_t k = start; k < stop && length < TERM_MAX; k++)
            if (s[k] != ',') folded[length++] = s[k];
        /* 16.50 and 16.5 are the same figure. */
        if (memchr(folded, '.', length)) {
            while (length && folded[length - 1] == '0') length--;
            if (length && folded[length - 1] == '.') length--;
        }
        end = stop;
    } else {
        for (size_t k = start; k < n;) {
            size_t at = k;
            uint32_t c = gk_utf8_next(s, n, &k);
            if (gk_is_han(c)) break;
            if (!gk_is_word(c)) {
                if ((c != '&' && c != '.') || k >= n) break;
                size_t next = k;
                uint32_t d = gk_utf8_next(s, n, &next);
                /* "R&D" joins; a dot joins single letters only ("U.S."), never "end.Next". */
                bool single = at - start >= 1 && (at == start + 1 || s[at - 2] == '.');
                if (!gk_is_word(d) || is_digit(d) || (c == '.' && !single)) break;
                if (c == '&' && length < TERM_MAX) folded[length++] = '&';
                continue;
            }
            char out[8];
            size_t m = fold(c, out);
            if (length + m <= TERM_MAX) {
                memcpy(folded + length, out, m);
                length += m;
            }
            letters = letters || !is_digit(c);
            end = k;
        }
    }
    *i = end > start ? end : start + 1;
    /* "company's": the tail says nothing. U+2019 is three bytes. */
    size_t tail = *i;
    if (letters && tail < n) {
        size_t k = tail;
        uint32_t c = gk_utf8_next(s, n, &k);
        if ((c == '\'' || c == 0x2019) && k < n && (s[k] | 32) == 's') {
            size_t next = k + 1;
            if (next >= n || !gk_is_word(gk_utf8_next(s, n, &next))) *i = k + 1;
        }
    }
    if (length == 0) return true;
    if (letters && terms->stemmer) {
        size_t m;
        const char *stem = stem_of(terms, folded, length, &m);
        if (stem) return emit(each, ctx, stem, m, start, end);
    }
    folded[length] = '\0';
    return emit(each, ctx, folded, length, start, end);
}

void gk_terms_each(gk_terms *terms, const char *s, size_t n, term_fn each, void *ctx)
{
    size_t han = SIZE_MAX; /* where the Han character before i starts, if one does */
    bool paired = false;   /* whether that one is part of a pair already */
    for (size_t i = 0; i < n;) {
        size_t at = i, next = i;
        uint32_t c = gk_utf8_next(s, n, &next);
        if (gk_is_han(c)) {
            char pair[9];
            if (han != SIZE_MAX) {
                memcpy(pair, s + han, next - han);
                pair[next - han] = '\0';
                if (!emit(each, ctx, pair, next - han, han, next)) return;
            }
            paired = han != SIZE_MAX;
            han = at;
            i = next;
            size_t peek = next;
            bool more = next < n && gk_is_han(gk_utf8_next(s, n, &peek));
            if (!more) {
                if (!paired) {
                    memcpy(pair, s + at, next - at);
                    pair[next - at] = '\0';
                    if (!emit(each, ctx, pair, next - at, at, next)) return;
                }
                han = SIZE_MAX;
            }
        } else if (gk_is_word(c)) {
            if (!word(terms, s, n, &i, each, ctx)) return;
        } else {
            i = next;
        }
    }
}

bool gk_term_is_stopword(const char *term)
{
    /* In stemmed form. Question words and glue; no word that finance means something by. */
    static const char *const words[] = {
        "a",      "about",  "all",     "also", "am",    "an",    "and",   "ani",   "answer",
        "are",    "as",     "at",      "base", "be",    "been",  "but",   "by",    "can",
        "could",  "detail", "did",     "do",   "doe",   "each",  "for",   "from",  "give",
        "had",    "has",    "have",    "how",  "i",     "if",    "in",    "into",  "is",
        "it",     "mani",   "me",      "much", "of",    "on",    "or",    "our",   "pleas",
        "provid", "relat",  "respons", "s",    "show",  "so",    "tell",  "than",  "that",
        "the",    "their",  "them",    "then", "there", "these", "they",  "this",  "those",
        "to",     "use",    "was",     "we",   "were",  "what",  "when",  "where", "which",
        "who",    "whom",   "whose",   "whi",  "will",  "with",  "would", "you",   "your",
        "为多",   "多少",   "是什",    "什么", "是多",  "少元",  "请问",
    };
    static const size_t count = sizeof words / sizeof *words;
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], term) == 0) return true;
    return false;
}
