/* SPDX-License-Identifier: Apache-2.0 - between the files of facts/ */
#ifndef GK_FACTS_PARTS_H
#define GK_FACTS_PARTS_H

#include "facts/facts.h"

/* ---- calendar.c --------------------------------------------------------------------------- */
/* Days are counted (day 0 is 1970-01-01) or written (20181231). */

int gk_facts_day(int year, int month, int day); /* counted; day 0: the last of the month */
int gk_facts_written(int counted);
int gk_facts_counted(int written);

typedef struct gk_facts_seen {
    int day, count; /* a date that the document names, and how often */
} gk_facts_seen;

/* The company's fiscal year. */
typedef struct gk_facts_calendar {
    bool known;           /* the document says what it covers; else calendar years are assumed */
    int year_end;         /* the last day of fiscal year `year`, perhaps off by a week */
    int year;             /* as the company names it */
    int end;              /* the last day of the document's own period; 0: not known */
    int quarter;          /* that it ends with: 1 to 4 */
    bool month_ends;      /* periods end with the month, not with a week */
    bool year_month_ends; /* years do, whatever quarters do */
    gk_facts_seen *seen;  /* by day */
    size_t seen_count;
} gk_facts_calendar;

void gk_facts_calendar_read(const gk_document *document, const gk_facts_about *about,
                            gk_arena *arena, gk_facts_calendar *out);
/* The last day of a fiscal quarter (4: of the year), counted. */
int gk_facts_quarter_end(const gk_facts_calendar *calendar, int year, int quarter);
bool gk_facts_is_year_end(const gk_facts_calendar *calendar, int day);
/* The date that the document names near a day; the day itself where it names none. */
int gk_facts_near(const gk_facts_calendar *calendar, int day, int apart);
/* Fills year, quarter, half, start and end of a time from its last day (counted) and months. */
void gk_facts_place(const gk_facts_calendar *calendar, int end, gk_fact_time *time);

/* ---- periods.c ---------------------------------------------------------------------------- */

/* What a text says of a period. */
typedef struct gk_facts_said {
    int year, quarter, half;
    int month, day; /* day 0: the month alone */
    bool dated;     /* year, month and day stand together */
    int years;      /* different ones that it names */
    int months;     /* that it covers; 0: it does not say */
    bool to_date;   /* from the beginning of the year */
    bool instant;   /* "as of", "余额" */
    bool flow;      /* "ended", "发生额" */
    int back;       /* periods before the document's own, from 1: "本期" 1, "上期" 2; 0: none */
    bool opening;   /* the moment before the period: "期初", "beginning of year" */
    bool closing;   /* "end of year" */
    bool change;    /* a difference or a rate, no figure of the period */
    bool total;     /* "total", "consolidated", "合计": all of the company */
    const char *rest; /* the words that are no period, from arena */
} gk_facts_said;

void gk_facts_read_said(const char *text, gk_arena *arena, gk_facts_said *out);
/* Whether it names a period or a part of one. */
bool gk_facts_says_period(const gk_facts_said *said);
/* Takes from less what first leaves open. */
gk_facts_said gk_facts_join(gk_facts_said first, const gk_facts_said *less);
/* moment: what is told of is a moment where the words leave it open. own: what the document covers
 * stands for what is not said at all. */
gk_fact_time gk_facts_time(const gk_facts_calendar *calendar, const gk_facts_said *said,
                           bool moment);

/* ---- banners.c ---------------------------------------------------------------------------- */

/* Adds to the columns what the lines over the table say, those behind line `behind`. */
void gk_facts_read_heads(const gk_doc_page *page, const gk_table *table, int behind,
                         gk_arena *arena, gk_facts_said *columns);
/* The last one of lines [first, last] that says a period and nothing else. */
bool gk_facts_read_banner(const gk_doc_page *page, int first, int last, gk_arena *arena,
                          gk_facts_said *out);

/* ---- statements.c ------------------------------------------------------------------------- */

typedef struct gk_facts_kind {
    unsigned statement;
    bool parent, preliminary;
    bool guessed; /* by its rows alone */
    int nature;   /* above 0: its rows are mostly moments; below 0: flows; 0: not told */
} gk_facts_kind;

/* What each table is; from arena. */
gk_facts_kind *gk_facts_kinds(const gk_document *document, const gk_tables *tables,
                              gk_arena *arena);

/* ---- nature.c ----------------------------------------------------------------------------- */

/* Above 0: a label that names what is there at a moment; below 0: what flows. */
int gk_facts_nature(const char *label);
int gk_facts_table_nature(const gk_table *table); /* of its rows and its title */

/* ---- han_titles.c ------------------------------------------------------------------------- */

/* A line of its own: "1、合并资产负债表". It may stand at the end of the page before its table, and
 * the statement may go on over pages that do not repeat it. */
typedef struct gk_facts_title {
    int page, line;
    unsigned statement;
    bool parent;
} gk_facts_title;

typedef struct gk_facts_titles {
    gk_facts_title *lines;
    size_t count;
} gk_facts_titles;

gk_facts_titles gk_facts_find_titles(const gk_document *document, gk_arena *arena);
/* The last title before a table, a few pages back at most; NULL: none. */
const gk_facts_title *gk_facts_title_before(const gk_facts_titles *titles, const gk_table *t);

/* ---- statements.c, words ------------------------------------------------------------------ */

char gk_facts_lower(char c);
bool gk_facts_is_preliminary(const char *text);
/* Whether text has one of the words, letters of either case; the list ends with NULL. */
bool gk_facts_has(const char *text, const char *const *words);

/* ---- members.c ---------------------------------------------------------------------------- */

/* Whose figures a column has: "" for all of the company's. parent is set where it is the parent
 * company's. */
const char *gk_facts_column_member(const gk_facts_said *said, bool *parent);
/* Which sections of a table are parts of the company: those under which the same line items come
 * again. One flag a row, for its innermost section; from arena. */
bool *gk_facts_member_rows(const gk_table *table, size_t row_count, gk_arena *arena);
bool gk_facts_is_line_item(const char *label);

/* ---- units.c ------------------------------------------------------------------------------ */

gk_measure gk_facts_measure(const gk_table *table, const gk_table_row *row, size_t column);

/* A printed figure in units, to the last digit. */
double gk_facts_scaled(double printed, int decimals, double scale);

/* ---- tagged.c ----------------------------------------------------------------------------- */

/* Marks the facts that a tag says the same of, and adds those that stand in no table. facts grows
 * (gk_grow); strings from arena. */
gk_fact *gk_facts_add_tagged(const gk_document *document, const gk_facts_calendar *calendar,
                             const gk_concepts *concepts, gk_arena *arena, gk_fact *facts,
                             size_t *count, size_t *capacity);

#endif
