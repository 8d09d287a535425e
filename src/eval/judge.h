/* SPDX-License-Identifier: Apache-2.0
 *
 * judge - what the judge of answers (gk_judge) is made of:
 *
 *   judge_figures.c    figures with their units
 *   judge_compare.c    when two of them are the same
 *   judge_direction.c  words that say that something rose or fell
 *   judge_stance.c     yes and no, and choices
 *   judge_words.c      words
 */
#ifndef GK_EVAL_JUDGE_H
#define GK_EVAL_JUDGE_H

#include "search/search.h"

bool gk_judge_letter(char c); /* of English */

/* What a figure is of; NONE where nothing near it says so. */
typedef enum gk_told_kind {
    GK_TOLD_NONE,
    GK_TOLD_MONEY,
    GK_TOLD_PERCENT, /* percentage points and basis points, too */
    GK_TOLD_TIMES,
    GK_TOLD_DAYS,
    GK_TOLD_COUNT /* of shares, people, shops, ... */
} gk_told_kind;

typedef struct gk_told {
    gk_told_kind kind;
    double value;    /* as printed, basis points as percentage points; without its sign */
    double scale;    /* "million": 1e6; 1 where none is printed */
    bool unit_known; /* a scale, or a unit that leaves none open ("元"), is printed */
    double
        half_unit;   /* half of the last digit's worth; noughts behind the point count for nought */
    int significant; /* digits printed, leading noughts aside */
    int decimals;    /* printed behind the point */
    bool minus;      /* a minus sign */
    bool parentheses;  /* as statements print what is paid or lost */
    int direction;     /* a word near it says that it rose (1) or fell (-1); 0: none */
    bool range;        /* the first of "5% to 7%" */
    char currency;     /* 'D' dollars, 'Y' yuan, 'E' euros, 'P' pounds; 0: not said */
    bool optional;     /* it stands in parentheses that only explain */
    size_t start, end; /* bytes of the text that gk_told_read made */
} gk_told;

enum { GK_TOLD_MOST = 64 };
typedef struct gk_told_list {
    char *text; /* what was read: without citations, ranges written out; gk_free */
    gk_told figures[GK_TOLD_MOST];
    size_t count;
} gk_told_list;

/* The amounts of a text; gk_told_free. */
void gk_told_read(const char *text, gk_told_list *out);
void gk_told_free(gk_told_list *list);

/* What a question wants of figures. */
typedef struct gk_told_wish {
    double scale;  /* of the unit that it asks for; 0: none */
    int decimals;  /* that it asks for; -1: not said */
    bool payment;  /* it asks what was paid, which statements print in parentheses */
    bool percent;  /* it asks for a percentage */
    bool ratio;    /* it asks for one, which is no amount and no count of days */
    int direction; /* it says itself that something rose or fell, and asks by how much */
    bool polar;    /* yes or no has told the direction */
} gk_told_wish;
gk_told_wish gk_told_wish_read(const char *question);

/* Whether `got` is `expected`; *why (static text) says what differs, where something does. */
bool gk_told_same(const gk_told *expected, const gk_told *got, const gk_told_wish *wish,
                  const char **why);

/* ---- stance (judge_stance.c, judge_direction.c)
 * ----------------------------------------------------------------- */

/* Yes 1, no -1, neither 0: by the first word. */
int gk_polarity(const char *text);
/* The same of an expected answer: the word must stand alone, with a stop or a comma behind it. */
int gk_polarity_expected(const char *text);
/* Of an answer that begins with neither: where its first sentence repeats the question, whether it
 * does so with a negation. */
int gk_polarity_told(const char *question, const char *answer);
/* The first word that says that something rose or got better (1), or fell or got worse (-1). */
int gk_direction(const char *text, size_t n);
/* What the words around a figure say of it: "a decrease of 5", "5% lower"; start to end is the
 * figure with its unit. */
int gk_direction_near(const char *text, size_t start, size_t end);
/* Whether a question asks which way something went ("improved or declined", "升降"). */
bool gk_asks_direction(const char *question);
/* Of the things between which a question offers a choice ("Among operations, investing, and
 * financing"), the one that text names first, from 1; 0: the question offers none, or text names
 * none of them. */
size_t gk_choice(const char *question, const char *text);

/* ---- words (judge_words.c) ------------------------------------------------------------------- */

/* The share of expected's telling words that answer has; *count is how many there are. Words of the
 * question are not telling; where question is NULL all are, figures and years too. */
double gk_word_share(const char *question, const char *expected, const char *answer, size_t *count);
/* Whether answer holds the text of expected, white space, case and punctuation aside. */
bool gk_holds_text(const char *expected, const char *answer);

#endif
