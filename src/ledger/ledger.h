/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger - what the papers of a library say of a line item: which facts fit what is asked, which of
 * them tell of the same thing, what was restated. The public half is in goshawk.h (gk_facts_list,
 * gk_fact_list_*, gk_fact_series_*).
 *
 *   wanted.c   what is asked: periods, line items, statement, part of the company
 *   whose.c    the documents that are asked about, the newest first
 *   same.c     which facts are of one thing, which say the same of it
 *   group.c    facts of one thing together; the newest document's word first
 *   list.c     gk_facts_list
 *   entry.c    a fact as the public header has it; periods, values and units as text
 *   json.c, csv.c   lists and series for programs
 *   series.c   line items by period;  drawn.c: as a plot
 */
#ifndef GK_LEDGER_H
#define GK_LEDGER_H

#include "facts/facts.h"
#include "library/fitting.h"
#include "search/search.h"

/* ---- what is asked (wanted.c) ------------------------------------------------------------- */

typedef struct gk_ledger_wanted {
    const gk_concepts *concepts;
    gk_period *periods; /* any of them; ranges are written out */
    size_t period_count;
    size_t *items; /* any of these concepts */
    size_t item_count;
    unsigned statement; /* 0: any */
    gk_name_finder *label, *member;
    bool any_member, all;
} gk_ledger_wanted;

/* GK_INVALID names what cannot be understood. Freed by gk_ledger_wanted_free either way; lists from
 * arena. */
gk_status gk_ledger_read(const gk_fact_query *query, const gk_concepts *concepts, gk_arena *arena,
                         gk_ledger_wanted *out, gk_error *err);
void gk_ledger_wanted_free(gk_ledger_wanted *wanted);
bool gk_ledger_fits(const gk_ledger_wanted *wanted, const gk_fact *fact);

/* The months that a fact covers where it does not say so: by its line item's nature. */
int gk_ledger_months(const gk_concepts *concepts, const gk_fact *fact);

/* ---- whose (whose.c) ---------------------------------------------------------------------- */

typedef struct gk_ledger_source {
    int64_t content;
    const char *company, *document, *form, *published, *period_end; /* "" where not known */
} gk_ledger_source;

/* The documents that the query is about and that it sees, the newest first; from arena. *notice is
 * gk_free's, or NULL. GK_NOT_FOUND where there is neither a document nor a company of that name. */
gk_status gk_ledger_sources(gk_library *library, const gk_fact_query *query, gk_arena *arena,
                            gk_ledger_source **out, size_t *count, char **notice, gk_error *err);

/* ---- what is the same (same.c) ------------------------------------------------------------ */

/* The same text for facts of one line item, of one company or one part of it; and for rows with one
 * label, whatever stands above them. From arena. */
const char *gk_ledger_line(const gk_ledger_wanted *wanted, const gk_ledger_source *source,
                           const gk_fact *fact, gk_arena *arena);
const char *gk_ledger_label(const gk_ledger_source *source, const gk_fact *fact, gk_arena *arena);
/* The same number for one period; more is later. */
int64_t gk_ledger_time(const gk_ledger_wanted *wanted, const gk_fact *fact);
/* How much a place counts beside others of its document: 2 or more where a statement or a tag says
 * it. */
double gk_ledger_standing(const gk_ledger_wanted *wanted, const gk_fact *fact);
/* The same figure, as far as both are printed: 1.6 billion is 1,577 million. */
bool gk_ledger_agree(const gk_ledger_wanted *wanted, const gk_fact *a, const gk_fact *b);
/* The same digits, of which one paper is known to print thousands or millions and the other is not:
 * that one's unit was not found. */
bool gk_ledger_lacks_unit(const gk_fact *unscaled, const gk_fact *scaled);

/* ---- groups (group.c) --------------------------------------------------------------------- */

typedef struct gk_ledger_item {
    gk_fact fact;  /* strings from the list's arena */
    size_t source; /* index: less is newer */
    double standing;
    size_t order; /* in which it was found */
    size_t line;  /* the same for one line item of one company */
    size_t group; /* the same for that and one period */
    bool differs; /* from the first of its group */
    size_t repeated;
} gk_ledger_item;

/* Brings items into the order of the list, groups them and leaves out what only says the same;
 * *count becomes how many are left. */
void gk_ledger_group(const gk_ledger_wanted *wanted, const gk_ledger_source *sources,
                     gk_ledger_item *items, size_t *count);

/* ---- entries (entry.c) -------------------------------------------------------------------- */

gk_fact_entry gk_ledger_entry(const gk_ledger_item *item, const gk_ledger_source *source,
                              const gk_concepts *concepts, gk_arena *arena);
/* The period that an entry stands under in a series: a moment's is the period that it ends; ""
 * where none is known. later: periods are ordered by it. From arena. */
const char *gk_ledger_column(const gk_fact_entry *entry, gk_arena *arena, int *later);

#endif
