/* SPDX-License-Identifier: Apache-2.0
 *
 * mine - hard negatives for queries: passages that look like the answer and are none. The nearest
 * passages by the current model and by BM25 are gone through best first; what may be a right
 * answer, too, is refused, since a negative that answers teaches the model the opposite of what is
 * wanted.
 *
 *   mine.c      the run: files in, examples out
 *   pick.c      the negatives of one query: whose turn it is, what was found and refused
 *   evidence.c  what of a passage the query's answer rests on
 *   judge.c     whether a candidate may be a right answer: the rules
 *   traits.c    what passages are compared by: runs of words, figures, years
 *   example.c   an example as a line of JSON
 */
#ifndef GK_MINE_H
#define GK_MINE_H

#include "corpus/corpus.h"
#include "text/text.h"

/* ---- traits (traits.c) ------------------------------------------------------------------- */

/* Sets of hashes or of numbers are arrays in rising order, each element once. */
typedef struct gk_hash_set {
    uint64_t *items;
    size_t count;
} gk_hash_set;

typedef struct gk_traits {
    gk_hash_set shingles; /* of three terms that follow each other, every number the same term */
    gk_hash_set figures;  /* gk_figures_read */
    gk_hash_set years;    /* in the document's name and in the text */
} gk_traits;

/* All of it is arena's. */
void gk_traits_read(const gk_corpus_passage *passage, gk_terms *terms, gk_arena *arena,
                    gk_traits *out);

gk_hash_set gk_shingles_read(const char *s, size_t n, gk_terms *terms, gk_arena *arena);
/* The amounts that hardly stand in two places by chance: with three digits or more, zeros before
 * and behind not counted. Each is the hash of its digits: neither its sign nor its unit counts. */
gk_hash_set gk_figures_read(const char *s, size_t n, gk_arena *arena);
/* The hash of one figure, 0 where it tells nothing; *digits is how many count, and may be NULL. */
uint64_t gk_figure_hash(const char *s, size_t n, int *digits);
/* The years of the periods in s. */
gk_hash_set gk_years_read(const char *s, size_t n, gk_arena *arena);

gk_hash_set gk_set_of(uint64_t *items, size_t count); /* sorts them in place */
bool gk_set_has(const gk_hash_set *set, uint64_t item);
size_t gk_set_shared(const gk_hash_set *a, const gk_hash_set *b);

/* ---- evidence (evidence.c) --------------------------------------------------------------- */

/* What tells the passages of a query apart from those that only look like them. */
typedef struct gk_mine_evidence {
    const char *doc;      /* the positive's */
    const char *company;  /* gk_company_of it */
    gk_traits whole;      /* of the positive */
    gk_hash_set shingles; /* of those sentences and rows of the positive that have most of the
                             query's terms */
    gk_hash_set figures;  /* of the same; of a row, where its columns' years are known and the query
                             names some of them, only from there. Where these have none: all of the
                             positive's */
    gk_hash_set years;    /* that the query names, and the positive's document or text has */
    const char **names;   /* the words of the document's name that the query has, squeezed */
    size_t name_count;
} gk_mine_evidence;

/* Letters and digits alone, in lower case: "Boston Properties" has what "BOSTONPROPERTIES" has. */
char *gk_squeeze(const char *s, size_t n, gk_arena *arena);

/* The first word of a document's name that does not say what kind of document it is, squeezed: what
 * the documents of one company have in common. */
const char *gk_company_of(const char *doc, gk_arena *arena);

void gk_mine_evidence_read(const char *query, const gk_corpus_passage *positive, gk_terms *terms,
                           gk_arena *arena, gk_mine_evidence *out);

/* ---- judging (judge.c) ------------------------------------------------------------------- */

typedef enum gk_mine_verdict {
    GK_NEGATIVE,
    GK_TOO_NEAR,  /* its cosine is past the margin */
    GK_SAME_TEXT, /* it says what the positive says */
    GK_SAME_FACT, /* it holds the figures that the answer rests on */
    GK_VERDICTS
} gk_mine_verdict;

/* Whether a candidate may be a right answer, by texts alone: never GK_TOO_NEAR. */
gk_mine_verdict gk_mine_judge(const gk_mine_evidence *evidence, const gk_corpus_passage *candidate,
                              const gk_traits *traits, gk_arena *arena);

/* ---- picking (pick.c) -------------------------------------------------------------------- */

/* What the negatives of all queries are picked by. */
typedef struct gk_mine_picking {
    const gk_corpus *corpus;
    const float *vectors; /* of passages, by row */
    const uint32_t *rows; /* of each passage; UINT32_MAX: excluded, so never a negative */
    size_t dimensions, negatives, depth;
    double lexical, margin; /* gk_mine_options */
} gk_mine_picking;

/* One query, and what was found for it. */
typedef struct gk_mine_picked {
    const gk_corpus_query *query;
    const uint32_t *answers; /* all passages that the file names for this query's text */
    size_t answer_count;
    uint32_t positive;
    const float *vector;             /* of the query */
    const gk_found *dense, *lexical; /* depth of each */
    uint32_t *negatives;             /* room for as many as are wanted; best first by turns */
    size_t count, by_lexical;        /* of them, those that BM25 found */
    size_t refused[GK_VERDICTS];     /* candidates by why; of GK_NEGATIVE none */
} gk_mine_picked;

/* Fills negatives. What is allocated on the way is arena's. */
void gk_mine_pick(const gk_mine_picking *picking, gk_terms *terms, gk_arena *arena,
                  gk_mine_picked *picked);

/* ---- examples (example.c) ---------------------------------------------------------------- */

/* The line of an example, its newline included; gk_free. Beside the texts it has "passage_id" and
 * "negative_ids", for a person who looks it over. */
char *gk_mine_example(const gk_corpus *corpus, const gk_mine_picked *picked);

#endif
