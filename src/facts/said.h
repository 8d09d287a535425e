/* SPDX-License-Identifier: Apache-2.0 - the words by which periods are told (said.c) */
#ifndef GK_FACTS_SAID_H
#define GK_FACTS_SAID_H

#include <stddef.h>

typedef enum gk_said_kind {
    SAID_SKIP,    /* belongs to a period and says nothing by itself */
    SAID_MONTHS,  /* covers number months */
    SAID_FLOW,    /* a period, however long */
    SAID_TO_DATE, /* from the year's beginning */
    SAID_INSTANT,
    SAID_OPENING,
    SAID_CLOSING,
    SAID_QUARTER, /* the number-th */
    SAID_HALF,
    SAID_BACK,    /* number periods back, from 1; flow */
    SAID_BACK_AT, /* the same, a moment */
    SAID_CHANGE,
    SAID_OTHER, /* no period though it looks like one; stays in the rest */
    SAID_TOTAL  /* stays in the rest, too */
} gk_said_kind;

typedef struct gk_said_phrase {
    const char *words; /* lower case; a blank is any white space, or a hyphen */
    gk_said_kind kind;
    int number;
} gk_said_phrase;

/* Of phrases that begin at the same place the first one counts. */
extern const gk_said_phrase gk_said_english[], gk_said_chinese[];
extern const size_t gk_said_english_count, gk_said_chinese_count;

#endif
