/* SPDX-License-Identifier: Apache-2.0
 *
 * search - from a question to the passages that may answer it. The public half is in goshawk.h
 * (gk_search, gk_hits_*).
 *
 *   line_items.c   the vocabulary: line items and ratios, how they are asked for and printed, and
 *                  the statement they stand in
 *   question.c     what a question says: terms, periods, line items, statement, kind
 *   documents.c    which documents it is about, by their names, periods and front matter
 *   page.c         what a candidate's page shows: statements, labels, columns
 *   query.c        the question as the lexical search takes it
 *   retrieve.c     lexical and dense candidates, fused; pages looked at; best first
 *   stage.c        one kind of candidates alone, for measuring
 *   search.c       gk_search: candidates as hits
 */
#ifndef GK_SEARCH_H
#define GK_SEARCH_H

#include "library/library.h"
#include "text/text.h"

/* ---- vocabulary (line_items.c) ------------------------------------------------------------ */

typedef enum gk_statement {
    GK_STATEMENT_NONE = 0,
    GK_STATEMENT_INCOME = 1,
    GK_STATEMENT_BALANCE = 2,
    GK_STATEMENT_CASH = 4
} gk_statement; /* a set: they may be or-ed */

/* A line item, or a ratio of several. Lists are separated by '|'. */
typedef struct gk_line_item {
    const char *name;
    unsigned statement;  /* gk_statement set */
    bool computed;       /* a ratio or sum that statements rarely print */
    const char *asked;   /* how people ask for it */
    const char *printed; /* how statements label it; of a ratio: the labels of its terms */
} gk_line_item;
const gk_line_item *gk_line_items(size_t *count);
/* The next part of a list separated by '|', its length in *n; moves *list past it. NULL at the end.
 */
const char *gk_list_next(const char **list, size_t *n);

/* ---- a question (question.c) -------------------------------------------------------------- */

typedef enum gk_question_kind {
    GK_ASKS_TEXT,     /* what, which, why: a sentence answers */
    GK_ASKS_FIGURE,   /* how much, what is the …: a figure answers */
    GK_ASKS_COMPUTED, /* a ratio, an average, a change: must be computed from several figures */
    GK_ASKS_JUDGEMENT /* is, does, has, which is the most: must be judged */
} gk_question_kind;

typedef struct gk_query_term {
    char *text;    /* folded, as gk_terms gives it */
    double weight; /* 1 for the question itself, less for what surrounds it */
    bool content;  /* names what is asked for: not the company, period, statement or boilerplate */
    bool company;  /* helps to name a company */
    gk_span span;  /* of the question */
} gk_query_term;

typedef struct gk_question {
    gk_arena *arena; /* owns everything below */
    const char *text;
    gk_question_kind kind;
    bool derived; /* it says how to compute: an average, a change, "defined as" */
    int months;   /* that the figure covers ("the quarter ended June 30, 2023": 3); 0: not said */
    bool counts;  /* it asks "how many": a number of things */
    double scale; /* of the unit that it wants ("in USD billions": 1e9); 0: none named */
    gk_query_term *terms;
    size_t term_count;
    gk_period *periods; /* in the order of the text, each once */
    size_t period_count;
    gk_period *asked; /* those of them that the answer is wanted for: not one that only names a
                         document ("the 2020 annual report"), unless there is no other */
    size_t asked_count;
    bool parent;                /* about the parent company alone, not the group */
    const gk_line_item **items; /* longest mention first */
    size_t item_count;
    unsigned statement; /* named in the question, else that of its items */
} gk_question;

void gk_question_read(const char *text, gk_question **out);
void gk_question_free(gk_question *question);

/* The terms of a text joined by blanks (" net incom "), one at each end too, so that a phrase is
 * found by strstr; gk_free. */
char *gk_terms_phrase(gk_terms *terms, const char *s, size_t n);

/* ---- the lexical query (query.c) ----------------------------------------------------------- */

/* The question's terms and, behind them with less weight, those of the labels of the items it asks
 * for; each once. *terms is gk_free's, their texts are the question's. */
size_t gk_query_terms(gk_question *question, gk_store_term **terms);

/* ---- which documents are seen (admit.c) ------------------------------------------------------ */

/* What a filter and the one document of the options leave. */
typedef struct gk_admission {
    bool all;          /* nothing was asked for: contents is NULL */
    int64_t *contents; /* upwards */
    size_t count;
    size_t undated; /* contents that were left out because their publication is not known */
} gk_admission;
/* GK_INVALID names the field of the filter that cannot be understood; GK_NOT_FOUND as
 * gk_store_find. */
gk_status gk_admit(gk_library *library, const gk_search_options *options, gk_admission *out,
                   gk_error *err);
void gk_admission_free(gk_admission *admission);

/* ---- documents (documents.c) -------------------------------------------------------------- */

/* How well a content fits the question. */
typedef struct gk_fit {
    int64_t content;
    double company; /* 0 to 1: its name is in the question */
    double period;  /* 0 to 1 */
    double form;    /* 0 to 1 */
    double front;   /* 0 to 1: its title page and first pages match */
    double total;
} gk_fit;

/* Rates every content, best first; marks in question->terms those that only named a company (they
 * stop being content terms). *fits is gk_free's. */
gk_status gk_documents_fit(gk_library *library, gk_question *question, gk_fit **fits, size_t *count,
                           gk_error *err);

/* ---- pages (page.c) ----------------------------------------------------------------------- */

/* What a page shows of what a question wants, each 0 to 1. */
typedef struct gk_page_signs {
    double statement; /* it is the statement that is asked for */
    double label;     /* it has rows with the labels of the items */
    double column;    /* … in a table with a column of the period */
} gk_page_signs;
typedef struct gk_page_wants gk_page_wants; /* the question's labels and headings, as phrases */
gk_page_wants *gk_page_wants_new(const gk_question *question);
void gk_page_wants_free(gk_page_wants *wants);
void gk_page_look(gk_page_wants *wants, const char *text, size_t n, gk_page_signs *out);

/* How well a row's label is one of an item's printed labels: 1 the same, less where it holds more
 * words, 0 not at all. item is an index into the question's items. */
double gk_page_label(gk_page_wants *wants, size_t item, const char *label, size_t n);

/* Which statement a line is the heading of (a gk_statement set); 0: none. *parent is set where it
 * is the parent company's alone. */
unsigned gk_page_heading(gk_page_wants *wants, const char *line, size_t n, bool *parent);

/* Which statement the rows of a page make it, whatever stands above them: a balance sheet has total
 * assets and total current liabilities, and so on. 0: none. */
unsigned gk_page_structure(gk_page_wants *wants, const gk_laid_text *laid);

/* Which statements the headings at the top of a page say that it is. */
unsigned gk_page_statements(gk_page_wants *wants, const char *text, size_t n, bool *parent);

enum { GK_SEARCH_MOST = 1000 }; /* hits that one search may ask for */

/* ---- retrieval (retrieve.c) --------------------------------------------------------------- */

typedef struct gk_found_passage {
    int64_t passage, content;
    int page;
    double score;
    double lexical, dense; /* 0 to 1 within this result; dense < 0: the passage has no vector */
    int lexical_rank, dense_rank;
} gk_found_passage;

typedef struct gk_retrieved {
    gk_found_passage *found; /* best first */
    size_t count;
    gk_fit *fits;
    size_t fit_count;
    char *notice;         /* or NULL */
    const char *document; /* the caller's name for the one document that was searched, or NULL */
} gk_retrieved;

/* The best k passages (and what is known of them) for the question. document NULL: everywhere. */
gk_status gk_retrieve(gk_library *library, gk_question *question, const gk_search_options *options,
                      size_t k, gk_retrieved *out, gk_error *err);
void gk_retrieved_free(gk_retrieved *retrieved);
/* How its document fits; NULL where the content was not rated. */
const gk_fit *gk_retrieved_fit(const gk_retrieved *retrieved, int64_t content);

/* ---- one stage (stage.c) ------------------------------------------------------------------ */

typedef enum gk_stage {
    GK_STAGE_LEXICAL, /* the store's BM25 */
    GK_STAGE_DENSE,   /* cosines with the question's vector */
    GK_STAGE_FUSED    /* both lists, fused by rank */
} gk_stage;
/* False where name is none of "lexical", "dense" and "fused". */
bool gk_stage_of(const char *name, gk_stage *stage);

/* The best k passages of the whole library by one stage, nothing else added: what a measurement of
 * the stage looks at. Only found and count are filled. GK_MODEL where the stage needs a model and
 * there is none. */
gk_status gk_retrieve_stage(gk_library *library, gk_question *question, gk_stage stage, size_t k,
                            gk_retrieved *out, gk_error *err);

/* GK_INVALID where a query is blank or no UTF-8 text. */
gk_status gk_query_check(const char *query, gk_error *err);

/* Turns what was found into hits, with the passages' text and the matched words marked. */
gk_status gk_hits_make(gk_library *library, const gk_question *question,
                       const gk_retrieved *retrieved, size_t k, gk_hits **out, gk_error *err);

#endif
