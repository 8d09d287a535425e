/* SPDX-License-Identifier: Apache-2.0
 *
 * A question as the tokens of the formulas that it may hold (question_lex.c), what they say as
 * expressions (question_read.c), and how definitions are put together (question.c).
 */
#ifndef GK_CONCEPT_QUESTION_H
#define GK_CONCEPT_QUESTION_H

#include "concept/formula.h"

typedef enum gk_token_kind {
    GK_TOKEN_END,
    GK_TOKEN_BREAK, /* a sentence's end */
    GK_TOKEN_COMMA,
    GK_TOKEN_OPEN,
    GK_TOKEN_CLOSE,
    GK_TOKEN_NUMBER,
    GK_TOKEN_OPERATOR,
    GK_TOKEN_TERM,   /* names a concept */
    GK_TOKEN_QUOTED, /* a line item between quotation marks */
    GK_TOKEN_PERIOD,
    GK_TOKEN_AVERAGE,
    GK_TOKEN_CHANGE,
    GK_TOKEN_BETWEEN, /* and "from" */
    GK_TOKEN_AND,     /* and "to" */
    GK_TOKEN_DEFINED, /* "is defined as" */
    GK_TOKEN_DEFINE,  /* "define" */
    GK_TOKEN_AS,
    GK_TOKEN_USING,
    GK_TOKEN_CAGR,  /* growth a year over several */
    GK_TOKEN_START, /* "以", "按": an expression follows */
    GK_TOKEN_STOP,  /* no expression goes beyond it */
    GK_TOKEN_LIGHT, /* says nothing here: "the", "unadjusted", "合并" */
    GK_TOKEN_WORD
} gk_token_kind;

typedef struct gk_token {
    gk_token_kind kind;
    gk_span span;
    gk_node_kind operation; /* of an operator */
    bool whole;             /* it takes all that stands before it: "再除以", "as a % of" */
    double number;
    size_t concept;
    gk_period period;
} gk_token;

typedef struct gk_tokens {
    const gk_concepts *concepts;
    gk_terms *terms;
    gk_arena *arena;
    const char *text;
    gk_token *tokens; /* the last is END */
    size_t count;
} gk_tokens;

/* From arena. */
void gk_tokens_read(const gk_concepts *concepts, gk_terms *terms, const char *text, gk_arena *arena,
                    gk_tokens *out);

/* An expression from token *at on; moves *at past it. operations: how many it has, averages and
 * changes among them. words: line items that no concept names are taken, too. NULL: none stands
 * there. */
gk_node *gk_expression_read(const gk_tokens *tokens, size_t *at, bool words, size_t *operations);

/* The formula over the years that the question asks for: its average, its growth a year; else the
 * formula itself. formula NULL: of what the question names. held: the tokens of expressions. */
gk_node *gk_formula_over_years(const gk_tokens *tokens, gk_node *formula, const gk_span *held,
                               size_t held_count);
/* A copy of node with its terms at a period, where they name none. */
gk_node *gk_node_at(gk_arena *arena, const gk_node *node, const gk_period *period);

#endif
