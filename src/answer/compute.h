/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that are figures, from facts and formulas:
 *
 *   asked.c     what is asked for: a figure, a change, an average, a comparison, and of what
 *               (asked_words.c the phrases, asked_when.c periods, narrowing.c products and parts)
 *   papers.c    the documents that may answer, their facts, and the ends of their fiscal years
 *   pick.c      the fact that a term of a formula stands for
 *   reckon.c    the value of a formula and the facts that it rests on
 *   members.c   the parts of a company (segments, regions, …) by a figure of theirs
 *   compare.c   what follows from the values: changed, higher, positive, steady, the largest
 *   wording.c   figures and periods as a person reads them
 *   cited.c     the answer as it grows: its text, citations and computations
 *   figures.c   gk_answer_figures: all of it, or nothing where something is missing
 */
#ifndef GK_ANSWER_COMPUTE_H
#define GK_ANSWER_COMPUTE_H

#include "answer/answer.h"
#include "facts/facts.h"

/* ---- what is asked (asked.c) ---------------------------------------------------------------- */

typedef enum gk_operation {
    GK_OPERATION_NONE,    /* nothing that figures answer */
    GK_OPERATION_VALUE,   /* what it is, for each period */
    GK_OPERATION_AVERAGE, /* … over the periods */
    GK_OPERATION_CHANGE,  /* by how much it changed, from the first period to the last */
    GK_OPERATION_CAGR,    /* the yearly rate of growth between them */
    GK_OPERATION_MOVED,   /* whether it rose or fell */
    GK_OPERATION_SIGN,    /* whether it is positive, or negative */
    GK_OPERATION_EXCEEDS, /* whether one is more, or less, than another or than a threshold */
    GK_OPERATION_STEADY,  /* whether it stays within so many points from year to year */
    GK_OPERATION_SOUND,   /* whether a liquidity ratio is healthy */
    GK_OPERATION_HEAVY,   /* whether the business is capital intensive */
    GK_OPERATION_MOST     /* which of several, or of the company's parts, is the largest */
} gk_operation;

/* In which form a change is wanted. */
typedef enum gk_change_form {
    GK_CHANGE_ANY,
    GK_CHANGE_PERCENT, /* relative */
    GK_CHANGE_POINTS,  /* of a ratio in percent */
    GK_CHANGE_AMOUNT
} gk_change_form;

enum { GK_ASKED_MOST = 6, GK_ASKED_PERIODS = 8 };

typedef struct gk_asked {
    gk_operation operation;
    gk_node *of[GK_ASKED_MOST]; /* terms or formulas */
    size_t of_count;
    bool formula; /* the question gives it */
    gk_period periods[GK_ASKED_PERIODS];
    size_t period_count; /* oldest first; 0: none is named */
    int direction;       /* 1 asks for more, -1 for less, 0 for either */
    bool either;         /* "improved or declined": no yes or no */
    bool growth;         /* of MOST: the one that grew most, not the largest */
    gk_change_form form;
    bool percent;     /* wanted as a percentage */
    bool counts;      /* "how many": a number of things */
    double scale;     /* of the unit that is wanted; 0: none named */
    char currency[4]; /* that the question names: "USD"; "" */
    int decimals;     /* that are wanted; -1: none named */
    double threshold;
    bool has_threshold;
    bool parent;        /* of the parent company alone */
    unsigned statement; /* that the question names; 0: none */
    bool chinese;
    bool last;              /* only the last of the periods counts */
    bool narrowed;          /* its other words may narrow it */
    const char *part;       /* of MOST: "segment", "region", … ; NULL: none */
    const char **narrowing; /* terms that narrow what is asked for: a product's, a segment's name */
    size_t narrowing_count;
} gk_asked;

/* All of it is arena's. */
void gk_asked_read(const gk_question *question, const gk_concepts *concepts, gk_terms *terms,
                   gk_arena *arena, gk_asked *out);

/* ---- papers (papers.c) ----------------------------------------------------------------------- */

/* A period or moment, as facts have it: in the company's own fiscal years. */
typedef struct gk_moment {
    int year, quarter, half; /* quarter and half 0: the year */
    int end;                 /* its last day, 20181231; 0: not known */
    bool day;                /* a day was named: what counts is the day */
    int months;              /* that a flow covers, where that is said; 0: by what is above */
} gk_moment;

typedef struct gk_answer_paper {
    int64_t content;
    const gk_store_card *card;
    double fit;            /* to the question */
    int year, quarter;     /* that it reports; year 0: not known */
    int end;               /* its last day */
    bool yearly, earnings; /* an annual report; a release of results */
} gk_answer_paper;

typedef struct gk_papers {
    gk_library *library;
    const gk_concepts *concepts;
    gk_terms *terms;
    gk_arena *arena;
    gk_answer_paper *papers; /* those of whom the question names, best fit first */
    size_t count;
    int months;   /* that the question says its flows cover ("nine months ended"); 0 */
    size_t first; /* the paper of the last period that is asked for, where periods are set against
                     each other: it has the others beside it, as restated. SIZE_MAX: none */
    int shift;    /* what the question calls year y is the company's y + shift */
} gk_papers;

/* The documents that may speak for the question: of the company that it names beyond doubt, or the
 * one that it was put to. None where that is not certain. */
gk_status gk_papers_open(gk_library *library, const gk_question *question,
                         const gk_retrieved *retrieved, const gk_concepts *concepts,
                         gk_terms *terms, gk_arena *arena, gk_papers *out, gk_error *err);
/* The facts of paper i; they are the library's (library/figures.h). */
gk_status gk_papers_facts(gk_papers *papers, size_t i, const gk_facts **out, gk_error *err);
/* The papers that may report a moment, `first` and then the likeliest first; at most `most`;
 * returns how many. */
size_t gk_papers_of(const gk_papers *papers, const gk_moment *moment, size_t *out, size_t most);

/* The moment of a period of the question. */
gk_moment gk_moment_of(const gk_papers *papers, const gk_period *period);
/* So many years before. */
gk_moment gk_moment_back(const gk_papers *papers, const gk_moment *moment, int years);
/* That of the newest yearly paper, else of the best one. year 0: none. */
gk_moment gk_moment_newest(const gk_papers *papers);
/* Whether a fact is of it; nature says what it must be. 0: no, 1: as far as is known, 2: surely. */
int gk_moment_fits(const gk_moment *moment, const gk_fact *fact, gk_nature nature);

/* ---- one fact (pick.c) ------------------------------------------------------------------------
 */

typedef struct gk_wanted {
    size_t concept;    /* SIZE_MAX: by words */
    const char *words; /* as it was written */
    gk_moment moment;
    bool parent;
    unsigned statement;     /* where it must stand; 0: anywhere */
    bool percent;           /* by words: a percentage may be meant */
    bool counts;            /* a number of things, so no money */
    const char **narrowing; /* what its member, section, label or heading must have, too */
    size_t narrowing_count;
} gk_wanted;

typedef struct gk_picked {
    size_t paper;
    const gk_fact *fact;  /* NULL: none */
    double score;         /* 0 to 1 */
    const gk_fact *other; /* one that fits as well and says something else, or NULL */
} gk_picked;

gk_status gk_pick(gk_papers *papers, const gk_wanted *wanted, gk_picked *out, gk_error *err);
/* What the yearly papers after the pick's say of the same, where it is another value: restated. */
gk_status gk_pick_restated(gk_papers *papers, const gk_wanted *wanted, const gk_picked *pick,
                           gk_picked *out, gk_error *err);
/* Whether a tax, printed in parentheses, is a charge: what is left after it is less. */
bool gk_fact_is_charge(const gk_concepts *concepts, const gk_facts *facts, const gk_fact *tax);
/* What a fact is worth in a formula: amounts that are paid have no sign. */
double gk_fact_value(const gk_concepts *concepts, const gk_fact *fact, size_t concept, bool paid);

/* ---- values (reckon.c) ------------------------------------------------------------------------
 */

enum { GK_USED_MOST = 24 };

/* A fact that a value rests on. */
typedef struct gk_used {
    const char *name; /* of its term */
    gk_moment moment;
    gk_wanted wanted;
    gk_picked pick;
    double value;
} gk_used;

typedef struct gk_reckoned {
    bool known;
    double value; /* in units; a percentage as 0.125 */
    gk_measure measure;
    char currency[4];
    double scale; /* of the facts: what a person expects to read; 1 where they differ */
    int decimals; /* of the facts as printed */
    const char *name;
    gk_moment moment;
    const char *formula; /* in names, and in values; NULL: it is printed so */
    const char *filled;
    size_t used[GK_USED_MOST]; /* of the reckoning */
    size_t used_count;
} gk_reckoned;

typedef struct gk_reckoning {
    gk_papers *papers;
    const gk_asked *asked;
    gk_arena *arena;
    gk_used used[GK_USED_MOST];
    size_t used_count;
    const char *missing; /* the first term that was not found, and when; NULL: none */
    gk_status status;    /* of reading */
    gk_error *err;
} gk_reckoning;

/* The value of a term or formula at a moment. */
gk_reckoned gk_reckon(gk_reckoning *reckoning, const gk_node *node, const gk_moment *moment);
/* A term for a phrase of the vocabulary ("total assets"); NULL where it is not in it. */
gk_node *gk_term_of(const gk_concepts *concepts, gk_terms *terms, const char *phrase,
                    gk_arena *arena);

/* ---- parts of the company (members.c) ----------------------------------------------------------
 */

typedef struct gk_part_value {
    const char *name;
    gk_picked pick;
    double value; /* what they are ranked by */
} gk_part_value;

/* The parts by what is asked for, from one table, the first that answers first: a table of the
 * concept by part, or one on a page that was found which names it. *out is arena's. */
gk_status gk_parts(gk_papers *papers, const gk_asked *asked, const gk_moment *moment,
                   const gk_retrieved *retrieved, gk_arena *arena, gk_part_value **out,
                   size_t *count, gk_error *err);

/* ---- words (wording.c) --------------------------------------------------------------------------
 */

/* A value with its unit: "$1,577 million", "63.86", "12.5%", "1,581,905,632.48元". */
char *gk_word_value(const gk_asked *asked, const gk_reckoned *value, gk_arena *arena);
/* A difference of two such values; amount without sign. */
char *gk_word_difference(const gk_asked *asked, const gk_reckoned *of, double difference,
                         gk_arena *arena);
/* "million", "百万"; "" where the scale has no name. */
const char *gk_word_scale(double scale, bool chinese);
/* The figure alone: 1577000000 with scale 1e6 is "1,577", a percentage "12.5%". */
char *gk_word_plain(double value, gk_measure measure, double scale, int decimals, gk_arena *arena);
/* A fact as printed, with unit: "$1,577 million". */
char *gk_word_fact(const gk_asked *asked, const gk_fact *fact, double value, gk_arena *arena);
/* "FY2018", "Q2 FY2024", "2020年". */
char *gk_word_moment(const gk_asked *asked, const gk_papers *papers, const gk_moment *moment,
                     gk_arena *arena);
/* A share or rate of growth: 0.034 as "3.4%". */
char *gk_word_percent(double value, int decimals, gk_arena *arena);

/* ---- the answer as it grows (cited.c)
 * ------------------------------------------------------------ */

typedef struct gk_writer {
    gk_library *library;
    gk_arena *arena; /* of the answer */
    gk_answer *answer;
    const char *document; /* the asker's name for the only document, or NULL */
    gk_string text;
    gk_store_cited *cited; /* one a citation */
    size_t capacity;
} gk_writer;

/* Adds a citation and " [document p.N]" to the text; one that is there already is not added again.
 * *index may be NULL. */
gk_status gk_writer_cite(gk_writer *writer, int64_t content, int page, int first_line,
                         int last_line, const char *quote, size_t *index, gk_error *err);
/* The same for the line of a fact. */
gk_status gk_writer_cite_fact(gk_writer *writer, gk_papers *papers, const gk_picked *pick,
                              size_t *index, gk_error *err);
/* Writes the formula of a value and a line for each fact below it that was not written yet. */
gk_status gk_writer_show(gk_writer *writer, gk_reckoning *reckoning, const gk_reckoned *value,
                         bool formula, gk_error *err);

/* ---- all of it
 * ------------------------------------------------------------------------------------ */

/* What follows from the reckoning: writes the answer, or leaves answer->answered false. */
gk_status gk_compare(gk_writer *writer, gk_reckoning *reckoning, const gk_retrieved *retrieved,
                     gk_error *err);

/* Answers from facts, where they answer. Else answer->answered stays false and *missing says what
 * was not found, or is NULL; it is the writer's arena's. *known: the papers have facts at all. */
gk_status gk_answer_figures(gk_writer *writer, const gk_question *question,
                            const gk_retrieved *retrieved, const char **missing, bool *known,
                            gk_error *err);

#endif
