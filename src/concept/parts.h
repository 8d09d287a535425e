/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of src/concept share.
 *
 * A text is read as words: the terms of text/terms.c without stopwords, each a number in the
 * vocabulary's lexicon. A phrase of the vocabulary ("net sales", asked or printed) is kept under
 * two keys: the hash of its words in order, and that of its core, the set of words that bear its
 * meaning (core.c).
 */
#ifndef GK_CONCEPT_PARTS_H
#define GK_CONCEPT_PARTS_H

#include "base/index.h"
#include "concept/formula.h"

extern const unsigned char gk_concepts_text[], gk_learned_text[]; /* cmake/concepts.cmake */
extern const size_t gk_concepts_size, gk_learned_size;

enum { GK_WORDS_MOST = 64 }; /* of a label or a phrase; what is longer is none of the vocabulary */
#define GK_WORD_UNKNOWN UINT32_MAX
#define GK_WORD_STOP    (UINT32_MAX - 1)

typedef struct gk_word {
    uint32_t id; /* GK_WORD_UNKNOWN: no phrase has it */
    gk_span span;
    bool bracketed;      /* stands in brackets */
    bool apart;          /* a full stop, colon, bracket or the like stands before it */
    bool comma;          /* a comma or a dash stands before it */
    bool number, letter; /* it begins with a digit; it is a lone letter */
} gk_word;

typedef enum gk_phrase_kind {
    GK_PHRASE_PRINTED,
    GK_PHRASE_LEARNED,
    GK_PHRASE_ASKED
} gk_phrase_kind;

typedef struct gk_phrase {
    uint32_t concept;
    uint32_t first, count;     /* words */
    uint32_t over, over_count; /* words that a heading above it must have; 0: none */
    gk_phrase_kind kind;
    uint32_t rank;       /* place in its list */
    uint32_t next, core; /* the next phrase with this key, with this core; UINT32_MAX: none. One
                            that stands under a heading is chained by core alone, in `under` */
} gk_phrase;

/* A hash table from 64-bit keys to the first phrase that has one. */
typedef struct gk_phrase_map {
    uint64_t *keys;
    uint32_t *phrases;
    size_t mask, count;
} gk_phrase_map;

/* The words of all phrases. A stopword is kept, too, once it was met, to be known again. */
typedef struct gk_lexicon {
    char **terms;
    uint32_t *means; /* the word itself, the one that it is another spelling of, or GK_WORD_STOP */
    size_t count, capacity, means_capacity;
    gk_index index;
} gk_lexicon;

/* Where a formula's or an id's text stands. */
typedef struct gk_place {
    const char *what; /* the very pointer */
    const char *path;
    int line;
} gk_place;

struct gk_concepts {
    gk_arena *arena;
    gk_place *places;
    size_t place_count, place_capacity;
    gk_concept *concepts;
    size_t count, capacity;
    gk_index by_id;
    struct gk_tag_entry *tags;
    size_t tag_count, tag_capacity;
    gk_index by_tag;
    gk_lexicon lexicon;
    gk_word *words; /* of all phrases */
    size_t word_count, word_capacity;
    gk_phrase *phrases;
    size_t phrase_count, phrase_capacity;
    gk_phrase_map whole, core, under;
    uint32_t *starts; /* for each word of the lexicon the first asked phrase that begins with it */
    uint32_t *start_next;
};

typedef struct gk_tag_entry {
    const char *tag;
    uint32_t concept;
} gk_tag_entry;

/* read.c: adds what a vocabulary file says. replaces: it may speak of concepts that are known. */
gk_status gk_concepts_read(gk_concepts *concepts, const char *path, const char *text, size_t size,
                           bool replaces, gk_error *err);

/* vocabulary.c: gk_concepts_open with the text of a firm's own file; NULL: none. alone: without the
 * program's vocabulary, for tests. */
gk_status gk_concepts_open_text(const char *path, const char *own, size_t size, bool alone,
                                gk_concepts **out, gk_error *err);

/* phrases.c: the lexicon, the phrases and their keys, once all files are read. */
gk_status gk_phrases_make(gk_concepts *concepts, bool learned, gk_error *err);
void gk_phrases_free(gk_concepts *concepts);
uint32_t gk_phrase_find(const gk_phrase_map *map, uint64_t key);

/* asked.c: words that make another line item of the one behind them; their list ends with NULL. */
extern const char *const gk_qualifiers[];

/* words.c: the words of a text; at most `most`. grow: words that the lexicon lacks are added. */
size_t gk_words_read(gk_lexicon *lexicon, bool grow, gk_terms *terms, const char *s, size_t n,
                     gk_word *out, size_t most);
/* What a term means (see gk_lexicon.means); it is added where it is new. */
uint32_t gk_lexicon_add(gk_lexicon *lexicon, const char *term);
uint64_t gk_words_key(const gk_word *words, size_t count);

/* core.c: the words that bear the meaning, sorted, each once; how many. dropped: how many of the
 * words went that could have meant something. SIZE_MAX: one is not known to the vocabulary. */
size_t gk_words_core(const gk_word *words, size_t count, uint32_t core[GK_WORDS_MOST],
                     size_t *dropped);
uint64_t gk_core_key(const uint32_t *core, size_t count);

/* clean.c: a printed label without its numbering, notes and marks, into out (most bytes with the
 * NUL); returns its length. */
size_t gk_label_clean(const char *label, char *out, size_t most);

#endif
