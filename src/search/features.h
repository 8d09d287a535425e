/* SPDX-License-Identifier: Apache-2.0
 *
 * features - what search/ shares about the pages it looks at; nothing outside includes it.
 */
#ifndef GK_SEARCH_FEATURES_H
#define GK_SEARCH_FEATURES_H

#include "search/search.h"

/* Fills the features of the looked pages: those of the found passages, of the documents' fits, and
 * what the pages themselves show. The found are by score. */
gk_status gk_features_fill(gk_library *library, const gk_question *question, gk_retrieved *r,
                           gk_error *err);

/* ---- what a page shows (look.c) ----------------------------------------------------------------
 */

enum { GK_LOOK_WORDS = 64, GK_LOOK_WINDOW = 4 /* lines */ };

/* The question's content terms, the first 64: bit i of the masks below is term i. */
typedef struct gk_look_words {
    const gk_query_term *terms[GK_LOOK_WORDS];
    size_t count;
} gk_look_words;
void gk_look_words_of(const gk_question *question, gk_look_words *out);

typedef struct gk_look {
    uint64_t words;    /* that stand on the page */
    uint64_t headings; /* … in its headings */
    uint64_t pairs;    /* bit i: term i is followed by term i + 1 */
    uint64_t *windows; /* of each stretch of lines; the arena's */
    size_t window_count;
    uint64_t *rows; /* of each row's label; the arena's */
    size_t row_count;
    double year;   /* share of the asked years that it names */
    double table;  /* share of its lines that are rows */
    bool contents; /* it is a table of contents */
} gk_look;
void gk_look_at(const gk_look_words *words, const gk_question *question, gk_terms *terms,
                const gk_laid_text *laid, gk_arena *arena, gk_look *out);

#endif
