/* SPDX-License-Identifier: Apache-2.0 - between the files that make facts of a table's cells */
#ifndef GK_FACTS_MAKING_H
#define GK_FACTS_MAKING_H

#include "facts/parts.h"

typedef struct gk_facts_column {
    gk_facts_said said;
    const char *member;
    bool parent, preliminary, skipped, rate;
    bool headed;    /* its own heading says when */
    size_t concept; /* that its heading names; SIZE_MAX: none */
    double score;
} gk_facts_column;

typedef struct gk_facts_row {
    gk_facts_said said; /* of label and sections */
    bool due;           /* the label is a year that is still to come */
    bool rolled;        /* it lies between an opening and a closing balance */
    bool dated;         /* the label is the date of a balance */
    int balance;        /* that date, counted */
    int months;         /* said between the rows, over the columns' own */
    bool is_date;       /* the label is a period and nothing else */
    const char *part;   /* the label where it may name a part of the company; "": all of it;
                           NULL: it is a line item */
    const char *section, *member;
    bool preliminary;
    size_t concept;
    double score;
} gk_facts_row;

typedef struct gk_facts_making {
    const gk_document *document;
    const gk_tables *tables;
    const gk_concepts *concepts; /* NULL: none */
    gk_terms *terms;
    gk_facts_calendar calendar;
    gk_facts_kind *kinds;
    double document_scale, document_share_scale, most; /* of the primary statements; most: figure */
    const char *currency; /* of the document's tables, where one states none */
    gk_arena *arena, *scratch;
    gk_fact *facts;
    size_t count, capacity;
    /* Of the table at hand. */
    const gk_table *table;
    size_t index;
    gk_facts_kind *kind;
    gk_facts_said banner;         /* the last line between its rows that says a period */
    gk_facts_said title, carried; /* carried: the last heading of the table that it goes on from */
    gk_facts_column *columns, *last_columns; /* last: of the table before */
    size_t last_count;
    gk_facts_row *rows;
    size_t title_concept; /* of a table that tells its parts */
    bool *members;
    int lean;                  /* of figures under dates: above 0 they are moments, below 0 flows */
    bool due;                  /* it says what falls due in years to come */
    double scale, share_scale; /* where the table states none */
} gk_facts_making;

/* ---- columns.c ---------------------------------------------------------------------------- */

/* Of the table at hand: what its headings say, what lines over it add, what the table before it
 * has. The last takes the statement from what is none. */
void gk_facts_read_column(gk_facts_making *m, const gk_table_column *column, gk_facts_column *out);
void gk_facts_complete_columns(gk_facts_making *m);
void gk_facts_inherit_columns(gk_facts_making *m);
void gk_facts_check_statement(gk_facts_making *m);
/* A year that is still to come: when something falls due, not when it is told of. */
bool gk_facts_is_future(const gk_facts_making *m, const gk_facts_said *said);

/* ---- rows.c ------------------------------------------------------------------------------- */

void gk_facts_read_row(gk_facts_making *m, size_t i);

/* ---- named.c ------------------------------------------------------------------------------ */

/* The concepts that the columns' headings name, then that of each row. */
void gk_facts_read_column_concepts(gk_facts_making *m);
void gk_facts_read_concept(gk_facts_making *m, size_t i);

/* ---- when.c ------------------------------------------------------------------------------- */

/* The dates of balances, and which way figures lean, before the times of cells are asked for. */
void gk_facts_read_balances(gk_facts_making *m);
void gk_facts_read_lean(gk_facts_making *m);
gk_fact_time gk_facts_time_of(const gk_facts_making *m, size_t i, size_t c);

/* ---- scale.c ------------------------------------------------------------------------------ */

/* A column that marks its first and its last figure with a percent sign has percent between. */
void gk_facts_spread_percent(gk_table *t, size_t c);
void gk_facts_read_document_scale(gk_facts_making *m);
void gk_facts_read_scale(gk_facts_making *m);

/* ---- fused.c ------------------------------------------------------------------------------ */

/* The rows of Chinese statements whose columns have run together. */
void gk_facts_add_fused(gk_facts_making *m, const gk_facts_titles *titles);

#endif
