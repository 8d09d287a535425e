/* SPDX-License-Identifier: Apache-2.0
 *
 * verify - whether an answer is supported by what it cites, whoever wrote it. Every number must
 * stand in a cited source (value, unit, scale, sign, rounding, period and company matched) or
 * follow by a formula that the answer shows from numbers that do. Every sentence must be quoted
 * word for word or be supported by its citation: a negation, a reversed direction, a forecast told
 * as a fact or another speaker's words fail.
 */
#ifndef GK_VERIFY_H
#define GK_VERIFY_H

#include "text/text.h"

/* What an answer may rest on. Strings are borrowed and never NULL. */
typedef struct gk_verify_source {
    const char *mark;     /* how the answer cites it: "3M_2018_10K p.60", "1" */
    const char *document; /* its name */
    const char *company;  /* "" where not known */
    const char *names;    /* other names of it, '|' between */
    const char *text;     /* the passage or page, laid out */
    const char *context;  /* title, unit line and headings that stand elsewhere */
    const char *speaker;  /* of a call: whose words it is; "" */
    int fiscal_year;      /* of the document; 0: not known */
    int fiscal_quarter;
} gk_verify_source;

typedef enum gk_verdict_kind {
    GK_VERDICT_SUPPORTED,
    GK_VERDICT_COMPUTED,    /* a number that follows from supported ones by the formula shown */
    GK_VERDICT_UNSUPPORTED, /* nothing cited says so */
    GK_VERDICT_CONTRADICTED /* what is cited says otherwise: why says what */
} gk_verdict_kind;

typedef enum gk_verdict_why {
    GK_WHY_NONE,
    GK_WHY_NO_SOURCE, /* it cites nothing */
    GK_WHY_DIGITS,
    GK_WHY_SIGN,
    GK_WHY_SCALE,
    GK_WHY_UNIT,
    GK_WHY_PERIOD,
    GK_WHY_COMPANY,
    GK_WHY_ARITHMETIC,
    GK_WHY_NEGATION,
    GK_WHY_DIRECTION,
    GK_WHY_FORECAST,
    GK_WHY_SPEAKER,
    GK_WHY_WORDS, /* its words are not those of the source */
    GK_WHYS
} gk_verdict_why;
const char *gk_verdict_why_name(gk_verdict_why why);

typedef struct gk_verdict {
    gk_span span; /* of the answer */
    bool number;  /* of a number; else of a sentence */
    gk_verdict_kind kind;
    gk_verdict_why why;
    double support; /* 0 to 1 */
    size_t source;  /* that supports it, or comes nearest; SIZE_MAX: none */
    gk_span quote;  /* of that source's text */
} gk_verdict;

typedef struct gk_verdicts {
    gk_verdict *verdicts; /* in the order of the answer */
    size_t count;
    bool supported;  /* all of it */
    size_t struck;   /* sentences that fall */
    gk_arena *arena; /* owns everything above */
} gk_verdicts;

/* question may be "": with it, what the question says (company, period) need not be repeated in the
 * answer. gk_verdicts_free. */
void gk_verify(const char *question, const char *answer, const gk_verify_source *sources,
               size_t source_count, gk_verdicts **out);
void gk_verdicts_free(gk_verdicts *verdicts);
/* The answer without the sentences that fall; "" where none is left. gk_free. */
char *gk_verified_text(const char *answer, const gk_verdicts *verdicts);

#endif
