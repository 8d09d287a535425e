/* SPDX-License-Identifier: Apache-2.0
 *
 * answer - from passages to a cited answer: what is shown is quoted, or is a figure that stands in
 * a cited row or follows from such by a formula that is shown; where support is weak the answer is
 * declined. The public half is in goshawk.h (gk_ask, gk_answer_*).
 *
 *   compute.h    figures from facts and formulas
 *   labels.c     figures of one document by the labels that it prints
 *   rows.c       the table rows that may hold the figure, and the column of the period
 *   sentences.c  the sentences that may say it
 *   figure.c     a figure as a person reads it, with its unit
 *   words.c      which of the question's words a text has
 *   names.c      whether a document is about whom the question names
 *   ask.c        gk_ask: which way to answer, when to decline
 *   model.h      the answer that a language model writes
 *   verification.c   gk_verify_answer: an answer against the pages that it cites
 */
#ifndef GK_ANSWER_H
#define GK_ANSWER_H

#include "search/search.h"

/* A page among the candidates, read once. */
typedef struct gk_answer_page {
    int64_t content;
    int page;
    double rank;   /* 0 to 1: how well it was found, 1 the best */
    double period; /* its document's fit */
    gk_period of;  /* the period that its document is named after; year 0: none */
    gk_laid_text
        laid; /* its text behind that of the pages before it, whose tables it may continue */
    size_t first_line, first_byte; /* where its own begins in laid */
    bool *cover;               /* one a term of the question: in the title or on the first page */
    unsigned char *statements; /* one a line: the statement it stands in (a gk_statement set) */
    bool *parent;              /* one a line: … of the parent company alone */
} gk_answer_page;

/* Which of a question's terms were met in the texts that it was shown. */
typedef struct gk_seen {
    const gk_question *question;
    bool *terms;         /* one a term of the question */
    size_t total, known; /* words of the texts, stopwords aside; those that the question has */
} gk_seen;
gk_seen gk_seen_new(const gk_question *question, gk_arena *arena);
void gk_seen_add(gk_seen *seen, gk_terms *terms, const char *text, size_t n);
/* The share of the question's content terms that were met; 0 where it has none. */
double gk_seen_coverage(const gk_seen *seen);

/* Whether content may speak for the question: every name in it (a word written as one, a run of Han
 * that is no word of the trade) stands in the document's title, its first pages or on this page.
 * True where the question names nobody. */
gk_status gk_answer_names(gk_library *library, const gk_question *question,
                          const gk_answer_page *page, bool *known, gk_error *err);

/* Whether term i of the question is in the phrases of its items, as asked for or as printed. */
bool gk_answer_of_items(const gk_question *question, gk_terms *terms, size_t i);
/* Whether term i of the question is written as a name and is no word of the trade; of_items is what
 * gk_answer_of_items says of it. */
bool gk_answer_is_name(const gk_question *question, size_t i, bool of_items);
/* Fills page->cover. */
gk_status gk_answer_cover(gk_library *library, const gk_question *question, gk_answer_page *page,
                          gk_arena *arena, gk_error *err);

/* A row that may answer. */
typedef struct gk_row_answer {
    const gk_answer_page *page;
    size_t line;          /* of page->laid */
    size_t item;          /* index of the question's item, SIZE_MAX: matched by words */
    double support;       /* 0 to 1 */
    size_t cells[4];      /* the cells that answer, in the order of the question's periods */
    gk_period periods[4]; /* of those cells; year 0: not known */
    size_t cell_count;
} gk_row_answer;

/* Rows of these pages that may answer, best first; from arena. */
size_t gk_answer_rows(const gk_question *question, const gk_answer_page *pages, size_t page_count,
                      gk_arena *arena, gk_row_answer **out);

/* A figure in words: "$1,577 million", "12.5%", "350,661,798.80元". Converted where the question
 * wants another unit, the printed one behind it. From arena. */
char *gk_answer_figure(const gk_question *question, const gk_row_answer *row, size_t which,
                       gk_arena *arena);

/* A sentence that may answer. */
typedef struct gk_sentence_answer {
    const gk_answer_page *page;
    char *text;                   /* white space folded */
    size_t first_line, last_line; /* of page->laid */
    double support;               /* 0 to 1 */
    double coverage;              /* the share of the question\'s content terms in it */
} gk_sentence_answer;

/* Sentences of the best passages, best first; from arena. model and nearness may be NULL: then by
 * words alone.
 */
gk_status gk_answer_sentences(const gk_model *model, const gk_nearness *nearness, gk_store *store,
                              const gk_question *question, const gk_retrieved *retrieved,
                              const gk_answer_page *pages, size_t page_count, gk_arena *arena,
                              gk_sentence_answer **out, size_t *count, gk_error *err);

#endif
