/* SPDX-License-Identifier: Apache-2.0
 *
 * search - from a question to the passages that may answer it. The public half is in goshawk.h
 * (gk_search, gk_hits_*).
 *
 *   line_items.c   the vocabulary: line items and ratios, how they are asked for and printed, and
 *                  the statement they stand in
 *   question.c     what a question says: terms, periods, line items, statement, kind
 *   relative.c     "last quarter", "the latest 10-K", "from 2016 to 2018", "去年"
 *   forms.c        the kinds of papers, as questions, cards and file names call them
 *   companies.c    the library's companies and all their names
 *   mentions.c     the companies that a question names
 *   settle.c       a question against the library: whom it names, which period is the latest
 *   admit.c        which documents are seen: what a filter leaves
 *   moments.c      days and times, as filters and papers have them
 *   documents.c    which documents it is about, by company, period, form, names and front matter
 *   explain.c      gk_explain: what was understood, and what became of it
 *   page.c         what a candidate's page shows: statements, labels, columns
 *   query.c        the question as the lexical search takes it
 *   retrieve.c     lexical and dense candidates, fused; pages looked at; best first
 *   stage.c        one kind of candidates alone, for measuring
 *   candidates.c   passages by words and by meaning
 *   look.c, features.c, weights.c   what a page shows, as features, and what those count
 *   deep.c         the first pages in the order of a cross-encoder
 *   hits.c         what was found as hits
 *   search.c       gk_search
 */
#ifndef GK_SEARCH_H
#define GK_SEARCH_H

#include "concept/concept.h"
#include "library/library.h"
#include "text/text.h"

/* ---- vocabulary (line_items.c) ------------------------------------------------------------ */

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

/* ---- kinds of papers (forms.c) --------------------------------------------------------------- */

/* A bit each. What belongs together is asked for together: an annual report is a 10-K, too. */
enum {
    GK_PAPER_10K = 1,
    GK_PAPER_10Q = 2,
    GK_PAPER_8K = 4,
    GK_PAPER_20F = 8,
    GK_PAPER_6K = 16,
    GK_PAPER_ANNUAL = 32,
    GK_PAPER_INTERIM = 64,
    GK_PAPER_EARNINGS = 128,
    GK_PAPER_CALL = 256,
    GK_PAPER_NEWS = 512,
    GK_PAPER_RESEARCH = 1024,
    GK_PAPER_POLICY = 2048,
    GK_PAPER_PROXY = 4096,
    GK_PAPER_PROSPECTUS = 8192
};
unsigned gk_paper_of_form(const char *form);   /* of a card: "10-K/A"; 0: none of these */
unsigned gk_paper_of_words(const char *words); /* of a file name, behind its period */
unsigned gk_papers_asked(gk_terms *terms, const char *phrase); /* of a question, as a phrase */
const char *gk_paper_name(unsigned paper);                     /* of one bit */

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

/* What a period of the question is there for. */
typedef enum gk_role {
    GK_ROLE_NAMED,    /* "in FY2018" */
    GK_ROLE_BARE,     /* a year that nothing makes a period: "2018 buybacks" */
    GK_ROLE_THING,    /* part of a thing's name: "the 2020 Notes", "the 2017 Tax Act" */
    GK_ROLE_DOCUMENT, /* only names a paper: "the 2018 10-K" */
    GK_ROLE_RANGE,    /* lies between two that are named: "from 2016 to 2018" */
    GK_ROLE_RELATIVE, /* "last quarter" */
    GK_ROLE_PRIOR     /* "the prior year", beside another one */
} gk_role;
const char *gk_role_name(gk_role role);

/* A period that is told from another day or from what there is (relative.c). */
typedef struct gk_relative {
    gk_span span;
    int months; /* 12, 3, or 6: years, quarters, half years; 0: a day's paper ("the latest news") */
    int back;   /* 0: this one, 1: the last one, ... */
    int count;  /* how many, this one the last of them */
    int quarter, half; /* of the year that is meant; 0: none is named */
    bool newest;       /* the latest that there is, whatever the day */
    bool prior;        /* one before the question's other period */
    bool document;     /* names a paper: "the latest 10-K" */
} gk_relative;

/* How a company is named. */
typedef enum gk_matched {
    GK_MATCHED_NAME,   /* with or without its legal form */
    GK_MATCHED_TICKER, /* or the code of its shares */
    GK_MATCHED_ALIAS,
    GK_MATCHED_FORMER, /* by an alias that is another company's full name, or was its own */
    GK_MATCHED_FILE,   /* by what its documents are called */
    GK_MATCHED_PART,   /* the first words of its name */
    GK_MATCHED_INITIALS,
    GK_MATCHED_MISSPELT
} gk_matched;
const char *gk_matched_name(gk_matched matched);

/* A company that the question names; several where a name is several companies'. */
typedef struct gk_mention {
    gk_span span; /* of the question */
    gk_matched matched;
    double certainty;   /* 0 to 1 */
    size_t company;     /* in the library's registry */
    const char *name;   /* of the company */
    const char *ticker; /* or "" */
} gk_mention;

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
    gk_role *roles;   /* of each of them */
    gk_period *asked; /* those of them that the answer is wanted for: not one that only names a
                         document ("the 2020 annual report"), unless there is no other */
    size_t asked_count;
    bool parent;                /* about the parent company alone, not the group */
    const gk_line_item **items; /* longest mention first */
    size_t item_count;
    unsigned statement; /* named in the question, else that of its items */
    bool statement_named;
    bool compares;        /* over periods or companies: it needs several documents */
    bool newest;          /* the latest paper is wanted */
    bool seeks_companies; /* it is companies that are asked for */
    bool ahead;           /* about what was expected: the paper before the period says it */
    unsigned forms;       /* the papers that it names (forms.c), a set */
    char today[11];       /* that "last year" is told from: "2023-01-31" */
    gk_relative *relatives;
    size_t relative_count;
    /* What gk_question_settle adds: */
    bool settled;
    gk_mention *mentions; /* in the order of the text */
    size_t mention_count;
} gk_question;

/* today: the day that it is asked on, of which the first ten characters count ("2023-01-31"); NULL
 * or "": the clock's. */
void gk_question_read(const char *text, const char *today, gk_question **out);
void gk_question_free(gk_question *question);

/* The terms of a text joined by blanks (" net incom "), one at each end too, so that a phrase is
 * found by strstr; gk_free. */
char *gk_terms_phrase(gk_terms *terms, const char *s, size_t n);

/* ---- the lexical query (query.c) ----------------------------------------------------------- */

/* The question's terms and, behind them with less weight, those of the labels of the items it asks
 * for; each once. *terms is gk_free's, their texts are the question's. */
size_t gk_query_terms(gk_question *question, gk_store_term **terms);

/* ---- which documents are seen (admit.c) ------------------------------------------------------ */

/* How many bytes of a value a message quotes: at most 60, and no part of a character. */
int gk_quoted(const char *value);

/* Whether a filter's values can be understood. GK_INVALID names the field that cannot. */
gk_status gk_filter_check(const gk_filter *filter, gk_error *err);

/* What a filter and the one document of the options leave. */
typedef struct gk_admission {
    bool all;          /* no filter was asked for: contents is NULL */
    int64_t *contents; /* that the filter admits, upwards; none where `only` is not among them */
    size_t count;
    int64_t only; /* the one document's content, which alone gives candidates; 0: none was named */
    size_t undated; /* contents that as_of alone left out: their publication is not known */
    bool exact;     /* as_of is given: what is not admitted may decide nothing at all */
} gk_admission;
/* GK_INVALID names the field of the filter that cannot be understood; GK_NOT_FOUND as
 * gk_store_find, where a document that became public after as_of is not there. */
gk_status gk_admit(gk_library *library, const gk_search_options *options, gk_admission *out,
                   gk_error *err);
void gk_admission_free(gk_admission *admission);
/* The same for the store; good while the admission is. */
gk_store_scope gk_admission_scope(const gk_admission *admission);
/* What there is to say: that nothing fits, that documents were left out. NULL: nothing. gk_free. */
char *gk_admission_notice(const gk_admission *admission);

/* ---- documents (documents.c) -------------------------------------------------------------- */

/* Finds the companies that the question names, and tells its relative periods ("the latest 10-K")
 * from what the library has of them among what is admitted; marks in question->terms those that
 * only named a company (they stop being content terms). Once for a question; gk_documents_fit does
 * it where it was not done. */
gk_status gk_question_settle(gk_library *library, gk_question *question,
                             const gk_admission *admission, gk_error *err);

/* How well a content fits the question. */
typedef struct gk_fit {
    int64_t content;
    double company; /* 0 to 1: its company is named */
    double period;  /* 0 to 1, and more for the very day */
    double form;    /* 0 to 1 */
    double front;   /* 0 to 1: its title page and first pages match */
    double recent; /* 0 to 1: the newest among those of its company and form, where that is asked */
    double total;
    bool certain_company; /* it is of a company that is named beyond doubt */
    bool certain_period;  /* it is the paper of a period that is asked for */
} gk_fit;

/* Rates every content that is admitted, best first. *fits is gk_free's. */
gk_status gk_documents_fit(gk_library *library, gk_question *question,
                           const gk_admission *admission, gk_fit **fits, size_t *count,
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
/* laid is the page's text of n bytes. */
void gk_page_look(gk_page_wants *wants, const gk_laid_text *laid, size_t n, gk_arena *arena,
                  gk_page_signs *out);

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

/* ---- features (features.c, weights.c) ------------------------------------------------------- */

/* What speaks for a page, each 0 to 1: docs/retrieval.md says what each means. */
typedef enum gk_feature {
    GK_FEATURE_LEXICAL,
    GK_FEATURE_LEXICAL_RANK,
    GK_FEATURE_LEXICAL_SECOND,
    GK_FEATURE_LEXICAL_IN_DOCUMENT,
    GK_FEATURE_DENSE,
    GK_FEATURE_DENSE_RANK,
    GK_FEATURE_DENSE_IN_DOCUMENT,
    GK_FEATURE_COMPANY,
    GK_FEATURE_PERIOD,
    GK_FEATURE_FORM,
    GK_FEATURE_FRONT,
    GK_FEATURE_RECENT,
    GK_FEATURE_STATEMENT,
    GK_FEATURE_LABEL,
    GK_FEATURE_COLUMN,
    GK_FEATURE_WORDS,
    GK_FEATURE_RARE_WORDS,
    GK_FEATURE_PAIRS,
    GK_FEATURE_WINDOW,
    GK_FEATURE_HEADING,
    GK_FEATURE_ROW,
    GK_FEATURE_YEAR,
    GK_FEATURE_TABLE,
    GK_FEATURE_CONTENTS,
    GK_FEATURE_FIRST_PAGES,
    GK_FEATURES
} gk_feature;
const char *gk_feature_name(gk_feature feature); /* "lexical_rank" */

/* A weight each for the questions that want a figure, and for those that want words. */
typedef struct gk_page_weights {
    double figure[GK_FEATURES], text[GK_FEATURES];
} gk_page_weights;
const gk_page_weights *gk_page_weights_default(void);
/* Those that the library has of its own (weights_file.c), else the default. GK_LIBRARY names what
 * is wrong with its file. */
gk_status gk_page_weights_read(gk_library *library, gk_page_weights *out, gk_error *err);
gk_status gk_page_weights_parse(const char *text, size_t size, const char *path,
                                gk_page_weights *out, gk_error *err);
char *gk_page_weights_path(gk_library *library); /* of its file, be it there or not; gk_free */
/* Of a question: which of the two. */
const double *gk_page_weights_for(const gk_page_weights *weights, const gk_question *question);

/* A page among the candidates. */
typedef struct gk_looked_page {
    int64_t content;
    int page;
    size_t best;   /* index of its best passage among the found */
    double second; /* lexical score of its second best, or 0 */
    float features[GK_FEATURES];
} gk_looked_page;

/* ---- retrieval (retrieve.c) --------------------------------------------------------------- */

typedef struct gk_found_passage {
    int64_t passage, content;
    int page;
    double score;
    double lexical, dense; /* 0 to 1 within this result; dense < 0: the passage has no vector */
    int lexical_rank, dense_rank;
    int looked;  /* index of its page among the looked at; -1: it was not */
    bool read;   /* by a cross-encoder, */
    double deep; /* which gave this score */
} gk_found_passage;

typedef struct gk_retrieved {
    gk_found_passage *found; /* best first */
    size_t count;
    gk_fit *fits; /* best first */
    size_t fit_count;
    struct gk_fit_place *places; /* (fit_count): of the fits, by content */
    gk_looked_page *looked;      /* the pages whose order was learned */
    size_t looked_count;
    char *notice;         /* or NULL */
    const char *document; /* the caller's name for the one document that was searched, or NULL */
    int64_t only;         /* its content, or 0 */
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

/* The best k passages of what the options admit by one stage, nothing else added: what a
 * measurement of the stage looks at. Only found and count are filled. GK_MODEL where the stage
 * needs a model and there is none. */
gk_status gk_retrieve_stage(gk_library *library, gk_question *question,
                            const gk_search_options *options, gk_stage stage, size_t k,
                            gk_retrieved *out, gk_error *err);

/* GK_INVALID where a query is blank or no UTF-8 text. */
gk_status gk_query_check(const char *query, gk_error *err);

/* So many of the found, whatever is asked for, may be joined to a better one that they stand
 * beside: what a hit shows does not depend on how many are wanted. */
enum { GK_HITS_MERGED = 200 };
/* Turns what was found into hits, with the passages' text and the matched words marked. */
gk_status gk_hits_make(gk_library *library, const gk_question *question,
                       const gk_retrieved *retrieved, size_t k, gk_hits **out, gk_error *err);

#endif
