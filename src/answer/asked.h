/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of phrases by which a question is understood (asked_words.c), and the text that they
 * are looked for in.
 */
#ifndef GK_ANSWER_ASKED_H
#define GK_ANSWER_ASKED_H

#include "answer/compute.h"

/* Lists are separated by '|' and compared in lower case, punctuation as blanks; what begins with a
 * Han character may stand anywhere, all else between blanks. */
typedef struct gk_asked_words {
    const char *up, *down;    /* movement */
    const char *over, *under; /* comparison */
    const char *change, *points, *percent_change, *cagr, *average;
    const char *share, *share_before; /* "share of W from P"; "P as a % of W" */
    const char *most, *fewest, *which, *parts, *fastest;
    const char *positive, *negative;
    const char *heavy, *sound, *steady;
    const char *yes_no, *asks_reason, *percent, *either;
} gk_asked_words;
const gk_asked_words *gk_asked_phrases(void);

/* Words of a question that narrow nothing: stems, and runs of Han. Lists separated by '|'. */
const char *gk_asked_harmless(void);
const char *gk_asked_harmless_han(void);

enum { GK_ASKED_MENTIONS = 16 };

/* A question while it is read. */
typedef struct gk_asked_reader {
    const gk_question *q;
    const gk_concepts *concepts;
    gk_terms *terms;
    gk_arena *arena;
    gk_asked *out;
    gk_concept_match mentions[GK_ASKED_MENTIONS]; /* in the question proper */
    size_t mention_count;
    gk_span main;
    bool *aside;  /* one a byte of the question: in parentheses, or not in the question proper */
    char *verbs;  /* plain: the question proper without parentheses and mentions */
    char *proper; /* plain: … with them */
    char *whole;  /* plain: all of the question */
} gk_asked_reader;

/* Finds out->periods, once the operation is known. */
void gk_asked_when(gk_asked_reader *reader);
/* "3 year average": 3; 0 where the text says nothing like it. */
int gk_asked_years(const char *plain);

/* Finds out->narrowing. */
void gk_asked_narrow(gk_asked_reader *reader);

/* The text in lower case, punctuation as blanks, one blank between words and at both ends; gk_free.
 */
char *gk_asked_plain(const char *s, size_t n);
/* The first phrase of the list in plain text: where, SIZE_MAX for none; its length in *length,
 * which may be NULL. */
size_t gk_asked_find(const char *plain, const char *list, size_t *length);
bool gk_asked_has(const char *plain, const char *list);

#endif
