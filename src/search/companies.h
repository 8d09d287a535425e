/* SPDX-License-Identifier: Apache-2.0
 *
 * companies - the library's own registry of companies, made from the cards of its contents
 * (gk_store_cards) and from LIB/aliases.csv, and kept with the library until either changes.
 *
 * Contents are of one company where their CIK is the same; where one has none, where their ticker
 * is; else where the name, without case, punctuation and legal form, or an alias is the same. A
 * content whose company nothing states is of the company that its file name spells, if there is
 * one. What is not admitted is not felt: then the registry is made from what is.
 */
#ifndef GK_SEARCH_COMPANIES_H
#define GK_SEARCH_COMPANIES_H

#include "search/search.h"

#define GK_ALIASES "aliases.csv"

enum { GK_NO_COMPANY = -1 };

typedef struct gk_company {
    const char *name, *ticker, *cik; /* "" where not known */
    size_t papers;                   /* how many contents */
    bool stated;                     /* a card names it, not file names alone */
} gk_company;

/* What a document's name says. */
typedef struct gk_file_name {
    char company[128]; /* Latin letters and digits, lower case, run together */
    char han[128];     /* the Han characters of the company */
    gk_period period;  /* year 0: none */
    unsigned paper;    /* 0: none */
} gk_file_name;
void gk_file_name_read(const char *name, gk_file_name *out);

/* What is known of a content, ready to be compared. Days are numbers like 20230131; 0: not known.
 */
typedef struct gk_paper {
    int64_t content;
    int company;
    unsigned form, named_form; /* by the card, by the name: bits of GK_PAPER_… */
    gk_period period;          /* by the card: fiscal year, quarter or half */
    gk_period named_period;    /* by the name */
    bool yearly;               /* the period is a whole year and the card says so */
    int end, published;
} gk_paper;

/* A name as questions are compared with it. */
typedef struct gk_company_name {
    const char *key; /* letters and digits in lower case, run together; Han as they stand */
    int company;
    gk_matched matched;
    double certainty;
    bool upper; /* counts where it is written in capitals only */
} gk_company_name;

typedef struct gk_companies {
    gk_arena *arena; /* owns all below */
    gk_company *companies;
    size_t count;
    gk_paper *papers; /* one a content, by content */
    size_t paper_count;
    gk_company_name *names; /* by key */
    size_t name_count;
    size_t *near; /* indexes of the names that may be misspelt, upwards: by first letter */
    size_t near_count;
    int64_t made;         /* of the cards */
    uint64_t admitted;    /* hash of the admitted contents; 0: all */
    char aliases_as[128]; /* size and time of LIB/aliases.csv */
} gk_companies;

/* Of what is admitted (NULL: everything); good until the next call. GK_INPUT names the file, line
 * and column of LIB/aliases.csv that is wrong. */
gk_status gk_companies_get(gk_library *library, const gk_admission *admission,
                           const gk_companies **out, gk_error *err);

/* The first of the names that are not less than key; name_count where there is none. */
size_t gk_company_names_from(const gk_companies *c, const char *key);

/* The index of a content in papers; SIZE_MAX where it has none. */
size_t gk_companies_paper(const gk_companies *c, int64_t content);

/* A user's table of aliases (aliases.c): calls on_alias for each row. The head names the columns
 * "company" (a name, a ticker or a CIK) and "alias". */
typedef void (*gk_on_alias)(void *ctx, const char *company, const char *alias);
gk_status gk_aliases_parse(const char *name, const char *bytes, size_t size, gk_on_alias on_alias,
                           void *ctx, gk_error *err);

/* Whether financial texts write the word in lower case: it is a name only where it is written as
 * one (common_words.c). */
bool gk_is_common_word(const char *word);
/* Whether letters are an abbreviation that finance uses of no company: "EPS", "CEO". */
bool gk_is_abbreviation(const char *upper);

/* Finds the companies that the text names. reserved: spans that name something else (periods). */
size_t gk_mentions_find(const gk_companies *c, const char *text, const gk_span *reserved,
                        size_t reserved_count, gk_mention **out);

#endif
