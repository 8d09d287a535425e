/* SPDX-License-Identifier: Apache-2.0
 *
 * reading - what verification sees in a text: its words, the cues that turn a meaning (a negation,
 * a direction, a forecast), names, figures with unit and period. Claims and sources are read alike,
 * so that they can be compared.
 *
 *   cue.c        the phrases that turn a meaning
 *   same.c       words that mean the same
 *   reading.c    a sentence or a row: words, each with what governs it
 *   unit.c       what a figure counts: a currency, percent, points, shares …
 *   figure.c     the figures of a text, and their signs
 *   when.c       which period of a sentence belongs to which figure
 *   source.c     a source taken apart into sentences and rows, with the columns above them
 *   name.c       names: of companies and of those who speak
 */
#ifndef GK_VERIFY_READING_H
#define GK_VERIFY_READING_H

#include "verify/verify.h"

/* ---- cues ---------------------------------------------------------------------------------- */

typedef enum gk_cue_kind {
    GK_CUE_NONE, /* a phrase that looks like a cue and is none: "not only" */
    GK_CUE_NEGATION,
    GK_CUE_UP,
    GK_CUE_DOWN,
    GK_CUE_FORECAST,
    GK_CUE_LOSS, /* turns the sign of the figure behind it */
    GK_CUE_GAIN,
    GK_CUE_ALL, /* quantifiers */
    GK_CUE_SOME,
    GK_CUE_BETTER,
    GK_CUE_WORSE,
    GK_CUE_SAID, /* gives words to somebody */
    GK_CUE_BREAK /* a clause ends */
} gk_cue_kind;

typedef struct gk_cue {
    gk_cue_kind kind;
    gk_span span;
} gk_cue;

/* The cues of s in order, the longest at each place; from arena. */
size_t gk_cues_find(const char *s, size_t n, gk_arena *arena, gk_cue **out);

/* ---- words --------------------------------------------------------------------------------- */

typedef struct gk_read_word {
    uint64_t key;    /* of its stem, or of the group of words that mean the same */
    gk_span span;    /* of the text */
    gk_cue_kind cue; /* it is (part of) this cue; NONE: a content word */
    bool figure;     /* a number or a period, which others check */
    bool negated;    /* within the reach of a negation */
    bool forecast;   /* … of a forecast */
    bool ahead;      /* of a forecast in the same clause: "costs are expected to" */
    bool name;       /* written as a name */
} gk_read_word;

typedef struct gk_reading {
    gk_read_word *words;
    size_t count;
    gk_cue *cues;
    size_t cue_count;
} gk_reading;

/* Reads words: a stemmer, and the groups of words that mean the same. One a thread. */
typedef struct gk_reader gk_reader;
gk_reader *gk_reader_new(void);
void gk_reader_free(gk_reader *reader);
gk_terms *gk_reader_terms(gk_reader *reader);
/* The key of a stem: that of its group where it is in one. */
uint64_t gk_reader_key(const gk_reader *reader, const char *stem);

/* Words of s[span], spans counted in s. From arena. */
void gk_reading_read(gk_reader *reader, const char *s, gk_span span, gk_arena *arena,
                     gk_reading *out);

/* ---- figures ------------------------------------------------------------------------------- */

typedef enum gk_counted {
    GK_COUNTED_UNKNOWN,
    GK_COUNTED_MONEY,
    GK_COUNTED_PERCENT,
    GK_COUNTED_POINTS, /* percentage points */
    GK_COUNTED_BASIS_POINTS,
    GK_COUNTED_SHARES,
    GK_COUNTED_TIMES,
    GK_COUNTED_DAYS,
    GK_COUNTED_PEOPLE,
    GK_COUNTED_OTHER /* a word of its own: tons, stores */
} gk_counted;

typedef struct gk_figure {
    gk_number number;
    gk_counted counted;
    char currency[4]; /* "USD"; "" where not said */
    bool per_share;
    double value;                    /* in units: scale applied, sign too */
    double half;                     /* half a unit of the last digit shown */
    bool scaled;                     /* a scale is known: by its word, or by its table */
    bool may_positive, may_negative; /* the signs that it may stand for */
    bool paid;        /* of what is paid out: papers print it with or without a sign */
    bool about;       /* "about", "nearly": rounded more than its digits show */
    bool bound;       /* "more than", "at least": as about */
    gk_period period; /* year 0: not said */
    bool period_own;  /* said right beside it (or by its column), not by the sentence at large */
    bool cell;        /* of a table */
} gk_figure;

/* The figures of the prose s[span]; from arena. */
size_t gk_figures_find(const char *s, gk_span span, gk_arena *arena, gk_figure **out);
/* What a figure counts, from what stands around it in s[span]. */
void gk_figure_unit(const char *s, gk_span span, gk_figure *figure);
/* Gives each figure of the sentence its period. */
void gk_figures_date(const char *s, gk_span span, gk_figure *figures, size_t count);
/* The currency that a text names ("in millions of euros"); "" for none or for several. */
void gk_currency_of(const char *s, size_t n, char out[4]);

/* ---- names --------------------------------------------------------------------------------- */

/* The names in s[span]: runs of words written as names ("Halden Marine", "J. Roe"). */
typedef struct gk_name {
    gk_span span;
    bool first; /* begins the sentence: its capital letter says nothing */
} gk_name;
size_t gk_names_find(const char *s, gk_span span, gk_arena *arena, gk_name **out);

/* Whether name[n] stands in text, or an abbreviation of it. Case, spaces and marks do not count. */
bool gk_name_stands(const char *name, size_t n, const char *text, size_t text_n);

/* ---- sources ------------------------------------------------------------------------------- */

/* A sentence or a table row of a source. */
typedef struct gk_said {
    gk_span span; /* of the source's text */
    bool row;
    gk_reading reading;
    gk_reading around; /* of a row: the headings and label lines above it */
    gk_figure *figures;
    size_t figure_count;
    gk_span turn;  /* the line that names who speaks here; empty: none */
    bool percents; /* of a row: it or what stands above it has a percent sign */
} gk_said;

typedef struct gk_source_read {
    const gk_verify_source *source;
    size_t length; /* of its text */
    gk_said *said;
    size_t count;
    gk_reading context; /* of names, document and context together */
    int years[8];       /* that document, context and title lines name; with fiscal_year */
    size_t year_count;
    int year;       /* of the document; 0: not known */
    uint64_t *keys; /* of all its words, sorted */
    size_t key_count;
    char *folded; /* its text by gk_folded */
} gk_source_read;

void gk_source_read_in(gk_reader *reader, const gk_verify_source *source, gk_arena *arena,
                       gk_source_read *out);
/* s with white space as single blanks, quotation marks dropped and letters in lower case, for
 * quotes to be found in; from arena. */
char *gk_folded(const char *s, size_t n, gk_arena *arena);
bool gk_source_has(const gk_source_read *source, uint64_t key);

#endif
