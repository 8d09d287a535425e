/* SPDX-License-Identifier: Apache-2.0
 *
 * call - who speaks in an earnings call. A transcript comes in one of a few layouts; which one is
 * seen from the text, never from where it came from:
 *
 *   dash      "Jane Roe -- Chief Financial Officer" on a line of its own, then what she says
 *   street    "Jane Roe, Example Inc. - CFO [2]" between dashed lines
 *   bare      "Jane Roe" on a line of its own, her title perhaps on the next; "Q" or "A" beside it
 *   colon     "JANE ROE: Thank you. ..."
 *   minutes   "问：" and "答：", "Q1：" and "A1：", "主持人：": the records of Chinese companies
 *
 * A list of those who take part, where there is one, says who is the company's and who asks.
 * Nothing is guessed: what the text does not show is unknown or "".
 */
#ifndef GK_CALL_H
#define GK_CALL_H

#include "doc/doc.h"

typedef enum gk_call_kind {
    GK_CALL_UNKNOWN,
    GK_CALL_OPERATOR, /* who connects the callers or leads through the call */
    GK_CALL_COMPANY,
    GK_CALL_ANALYST /* who asks: an analyst, an investor */
} gk_call_kind;
const char *gk_call_kind_name(gk_call_kind kind); /* "operator" */

typedef enum gk_call_part {
    GK_CALL_PART_UNKNOWN,
    GK_CALL_REMARKS,  /* prepared remarks */
    GK_CALL_QUESTIONS /* questions and answers */
} gk_call_part;
const char *gk_call_part_name(gk_call_part part); /* "questions" */

/* What one speaks until the next one does: whole lines, the line that names the speaker is the
 * first. Pages and lines count from 1. */
typedef struct gk_turn {
    char *speaker; /* as the text writes it; "" where it names nobody */
    char *role;    /* "Chief Financial Officer", "Analyst", "董事会秘书", or "" */
    char *firm;    /* "Goldman Sachs", or "" */
    gk_call_kind kind;
    gk_call_part part;
    int page, first_line, last_page, last_line;
} gk_turn;

typedef struct gk_call {
    gk_arena *arena; /* owns everything below */
    gk_turn *turns;  /* in the order of the text; none overlaps another */
    size_t count;    /* 0: the text is no call */
} gk_call;

/* Reads the turns of a document. A transcript that was stripped of its speakers gives one turn
 * without a speaker for its remarks and one for its questions, or one for all of it where it does
 * not show where the questions begin. gk_call_free. */
gk_call *gk_call_find(const gk_document *document);
void gk_call_free(gk_call *call); /* NULL is allowed */

#endif
