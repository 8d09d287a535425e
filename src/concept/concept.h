/* SPDX-License-Identifier: Apache-2.0
 *
 * concept - line items and ratios: what they are called, in English and Chinese, where they are
 * printed, and how ratios are computed.
 *
 *   concepts.txt   the vocabulary; a person reads and extends it. A library's own file
 *                  (LIB/concepts.txt) adds to it and overrides it
 *   learned.txt    which printed labels mean which concept, learned from tagged filings
 *
 * docs/concepts.md has the form of both files.
 */
#ifndef GK_CONCEPT_H
#define GK_CONCEPT_H

#include "text/text.h"

typedef enum gk_statement {
    GK_STATEMENT_NONE = 0,
    GK_STATEMENT_INCOME = 1,
    GK_STATEMENT_BALANCE = 2,
    GK_STATEMENT_CASH = 4
} gk_statement;                                        /* a set: they may be or-ed */
const char *gk_statement_name(gk_statement statement); /* of one: "balance"; NONE: "" */

typedef enum gk_nature {
    GK_NATURE_FLOW,  /* over a period: revenue, capital expenditure */
    GK_NATURE_STOCK, /* at a moment: inventories, shares outstanding */
    GK_NATURE_RATIO  /* computed, though some papers print it: margins, days, turnover */
} gk_nature;

typedef enum gk_measure {
    GK_MEASURE_AMOUNT, /* money */
    GK_MEASURE_PER_SHARE,
    GK_MEASURE_SHARES,
    GK_MEASURE_PERCENT, /* 0.125 is shown as 12.5% */
    GK_MEASURE_TIMES,   /* 1.42 */
    GK_MEASURE_DAYS,
    GK_MEASURE_NUMBER
} gk_measure;

/* Lists end with NULL. */
typedef struct gk_concept {
    const char *id;      /* "capital_expenditure" */
    const char *name;    /* "capital expenditure" */
    const char *name_zh; /* "资本性支出"; "" where it has none */
    unsigned statement;  /* gk_statement set: where it is printed */
    gk_nature nature;
    gk_measure measure;
    bool outflow;                /* statements print it as paid, so perhaps negative */
    const char *const *asked;    /* how people ask for it */
    const char *const *printed;  /* how statements label it, the usual label first */
    const char *const *tags;     /* "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment" */
    const char *const *formulas; /* "gross_profit / revenue", tried in order; none for most line
                                    items. One that has some is computed where no paper prints it */
} gk_concept;

typedef struct gk_concepts gk_concepts; /* does not change once it is open: any thread may read */

/* The vocabulary that comes with the program and, over it, the file `own` (NULL: none; a file that
 * is not there is none). GK_INPUT names file, line and field. gk_concepts_free. */
gk_status gk_concepts_open(const char *own, gk_concepts **out, gk_error *err);
void gk_concepts_free(gk_concepts *concepts);
size_t gk_concepts_count(const gk_concepts *concepts);
const gk_concept *gk_concepts_at(const gk_concepts *concepts, size_t i);
/* SIZE_MAX: there is none. */
size_t gk_concepts_find(const gk_concepts *concepts, const char *id);
size_t gk_concepts_of_tag(const gk_concepts *concepts, const char *tag);

typedef struct gk_concept_match {
    size_t concept;
    double score; /* 0 to 1: 1 is the very label */
    gk_span span; /* of a question: where it is named */
} gk_concept_match;

/* The concepts that a printed label may mean, best first; at most `most`; returns how many.
 * sections are the headings it stands under, outermost first; statement is what the table is (a
 * gk_statement set, 0: not known). */
size_t gk_concepts_of_label(const gk_concepts *concepts, gk_terms *terms, const char *label,
                            const char *const *sections, size_t section_count, unsigned statement,
                            gk_concept_match *out, size_t most);
/* The concepts that a question names, in the order of the text; of mentions that overlap the
 * longest stands. A score of 0.5: one word that the word before it may narrow ("restructuring
 * liability"). */
size_t gk_concepts_asked(const gk_concepts *concepts, gk_terms *terms, const char *question,
                         gk_concept_match *out, size_t most);

/* ---- formulas (formula.c) ------------------------------------------------------------------ */

typedef enum gk_node_kind {
    GK_NODE_NUMBER,
    GK_NODE_TERM, /* a figure that papers print, or another formula */
    GK_NODE_ADD,
    GK_NODE_SUBTRACT,
    GK_NODE_MULTIPLY,
    GK_NODE_DIVIDE,
    GK_NODE_NEGATE,
    GK_NODE_AVERAGE, /* of its parts */
    GK_NODE_POWER    /* the first part to the second: growth a year over several years */
} gk_node_kind;

/* When a term is meant. */
typedef struct gk_when {
    int back;         /* years before the period that is asked for: 0 itself, 1 the year before */
    gk_period period; /* named outright; year 0: none, and `back` counts */
} gk_when;

typedef struct gk_node {
    gk_node_kind kind;
    double number;
    size_t concept;    /* of a term; SIZE_MAX: none of the vocabulary, `words` say what is meant */
    const char *words; /* of a term: as it was written */
    gk_when when;
    bool paid; /* "capex", "dividends paid" in a formula are amounts without sign */
    struct gk_node **parts;
    size_t part_count;
} gk_node;

/* A formula: numbers, concepts' ids, + - * / ^ ( ), x[-1] the year before, avg(x) of opening and
 * closing balance, avg(x, y, ...), change(x) from the year before. From arena. GK_INPUT says what
 * is wrong and where. */
gk_status gk_formula_parse(const gk_concepts *concepts, const char *formula, gk_arena *arena,
                           gk_node **out, gk_error *err);

/* A formula that a question gives in words, and what it defines: "DPO is defined as: 365 * (average
 * accounts payable between FY2019 and FY2020) / (FY2020 COGS + change in inventory between FY2019
 * and FY2020)", "operating income / revenue", "以…除以…计算". NULL where it gives none. Nested
 * definitions ("CCC is defined as: DIO + DSO - DPO. DIO is defined as: …") are put together. */
gk_node *gk_formula_in_question(const gk_concepts *concepts, gk_terms *terms, const char *question,
                                gk_arena *arena);

/* What a term is worth. */
typedef struct gk_term_value {
    bool known;
    double value;
    void *source; /* the caller's own */
} gk_term_value;
typedef gk_term_value (*gk_resolve)(void *ctx, const gk_node *term);

/* The value, with terms that are `paid` taken without their sign; false where a term is not known
 * or something is divided by 0. */
bool gk_formula_value(const gk_node *formula, gk_resolve resolve, void *ctx, double *out);
/* The terms that it rests on, in order, each once; from arena. */
size_t gk_formula_terms(const gk_node *formula, gk_arena *arena, const gk_node ***out);
/* As a person writes it, with the terms' names ("365 × average(accounts payable) / …"); values not
 * NULL: with print's text in place of each term. From arena. */
char *gk_formula_text(const gk_concepts *concepts, const gk_node *formula,
                      char *(*print)(void *ctx, const gk_node *term, gk_arena *arena), void *ctx,
                      gk_arena *arena);

#endif
