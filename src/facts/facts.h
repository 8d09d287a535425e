/* SPDX-License-Identifier: Apache-2.0
 *
 * facts - the figures of a document: each cell of its tables, and each tagged fact, with what it is
 * of, when, in which unit and where it is printed.
 *
 *   tables ─▶ period of each column, months that it covers (periods.c)
 *          ─▶ what the table is, whose figures it has, which part of the company (members.c)
 *          ─▶ concept of each row (concept/) ─▶ gk_fact (make.c);  tags ─▶ gk_fact (tagged.c)
 *   gk_facts ◀─▶ bytes, as the store keeps them (pack.c has the format)
 */
#ifndef GK_FACTS_H
#define GK_FACTS_H

#include "concept/concept.h"
#include "table/table.h"

/* Raised whenever gk_facts_make makes other facts of the same document: a library then knows that
 * those that it keeps are old. */
enum { GK_FACTS_VERSION = 1 };

/* When a figure is of. Days are 20181231; 0: not known. */
typedef struct gk_fact_time {
    int year;          /* fiscal, as the company names it; 0: not known */
    int quarter, half; /* 1 to 4, 1 to 2; 0: the year, or the months below */
    int months;        /* that it covers; 0: a moment; -1: not known */
    int start, end;    /* end: the last day, or the moment's */
} gk_fact_time;

typedef struct gk_fact {
    const char *label; /* of its row, as printed; of a fact that is only tagged the tag's name */
    const char
        *section; /* the headings that the row stands under, outermost first, " / " between */
    const char *heading; /* of its column, as printed */
    const char *title;   /* of its table */
    const char
        *member;    /* the segment, product, region, … that it is of; "": of all of the company */
    size_t concept; /* SIZE_MAX: none that is known */
    double concept_score;
    gk_fact_time time;
    double value;           /* in units, with its sign: 1577000000; percent as printed: 12.5 */
    double printed;         /* as printed: 1577 */
    double scale;           /* what printed was multiplied by */
    int decimals;           /* printed behind the point */
    gk_measure measure;     /* AMOUNT, PER_SHARE, SHARES, PERCENT or NUMBER (not known) */
    char currency[4];       /* "USD"; "": not known */
    unsigned statement;     /* the primary statement that the table is; 0: none */
    bool parent;            /* of the parent company alone */
    bool tagged;            /* it comes from a tag, or a tag says the same */
    bool preliminary;       /* pro forma, estimated, guided: not as reported */
    int page, line;         /* where it is printed; 0: hidden */
    int table, row, column; /* of the document's tables, from 0; -1: of no table */
} gk_fact;

typedef struct gk_facts {
    gk_fact *facts; /* in the order of the document */
    size_t count;
    gk_arena *arena; /* owns everything above */
} gk_facts;

/* What is known of the document beside its text; strings "" and numbers 0 where it is not. */
typedef struct gk_facts_about {
    const char *form, *language, *period_end; /* "2018-12-31" */
    int fiscal_year;
    const char *fiscal_period; /* "FY", "Q2" */
} gk_facts_about;

/* The document's facts. concepts is borrowed for the call. Never fails; gk_facts_free. */
gk_facts *gk_facts_make(const gk_document *document, const gk_facts_about *about,
                        const gk_concepts *concepts);
/* The same without the tags, which bench/facts then holds against it. */
gk_facts *gk_facts_of_tables(const gk_document *document, const gk_facts_about *about,
                             const gk_concepts *concepts);
void gk_facts_free(gk_facts *facts);

/* As bytes: concepts are written by id, so that a vocabulary may change; gk_free. */
void gk_facts_pack(const gk_facts *facts, const gk_concepts *concepts, unsigned char **out,
                   size_t *size);
/* GK_LIBRARY where they are damaged. A concept that the vocabulary lost is none. */
gk_status gk_facts_unpack(const unsigned char *bytes, size_t size, const gk_concepts *concepts,
                          gk_facts **out, gk_error *err);

#endif
