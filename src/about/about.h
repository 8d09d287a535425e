/* SPDX-License-Identifier: Apache-2.0
 *
 * about - what a document is: whose, of which form, for which period, published when and by whom
 * (docs/metadata.md). Each value comes with where it was found. The evidence, in order of trust:
 * what the file states in a form made for programs (gk_stated), its text, its file name, a table
 * that lies beside it, the registry of companies. What none of them says stays empty. A period that
 * a call only discusses, and does not call its own, comes after the file name's.
 */
#ifndef GK_ABOUT_H
#define GK_ABOUT_H

#include "doc/doc.h"

/* In order of trust. A user's correction stands above all and is the store's business. */
typedef enum gk_origin {
    GK_FROM_DOCUMENT, /* what it states, or its text */
    GK_FROM_NAME,     /* its file name */
    GK_FROM_TABLE,    /* the CSV beside it */
    GK_FROM_REGISTRY  /* its company's row in the registry */
} gk_origin;

typedef struct gk_about_value {
    char *value; /* in the field's form (doc.h); NULL: not known */
    gk_origin origin;
    char *where;    /* "cover page, line 14", "dei:DocumentType", "file name", "meta.csv line 8" */
    int page, line; /* of the text; 0: not from the text */
} gk_about_value;

typedef struct gk_about {
    gk_arena *arena;                  /* owns everything below */
    gk_about_value values[GK_FIELDS]; /* GK_FIELD_ALIAS is unused: there are many */
    gk_about_value *aliases;          /* other names of the company: former, short, its ticker */
    size_t alias_count;
} gk_about;

/* ---- a table beside the documents (table.c) ----------------------------------------------- */

/* A CSV file with the columns file, company, ticker, cik, form, fiscal_year, fiscal_period,
 * period_end, published, language, source, alias (several, separated by |), of which only the first
 * must be there. GK_INPUT names the line and the column that is wrong. */
typedef struct gk_about_table gk_about_table;
gk_status gk_about_table_read(const char *path, gk_about_table **out, gk_error *err);
/* The same from memory; name is what errors and origins call it. */
gk_status gk_about_table_parse(const char *name, const char *bytes, size_t size,
                               gk_about_table **out, gk_error *err);
void gk_about_table_free(gk_about_table *table);

/* ---- the registry of companies (registry.c) ------------------------------------------------ */

/* A CSV file with the columns cik, ticker, exchange ("NYSE", "Nasdaq", "OTC") and name. */
typedef struct gk_registry gk_registry;
gk_status gk_registry_read(const char *path, gk_registry **out, gk_error *err);
gk_status gk_registry_parse(const char *name, const char *bytes, size_t size, gk_registry **out,
                            gk_error *err);
void gk_registry_free(gk_registry *registry);

/* ---- names of companies (names.c) ------------------------------------------------------------ */

/* The name as names are compared: letters and digits in lower case, without spaces, punctuation,
 * "the", "and" and legal forms at its end ("Inc", "Co", "股份有限公司"). "" where nothing is left.
 * gk_free. */
char *gk_company_key(const char *name);

/* ---- the whole ------------------------------------------------------------------------------- */

/* name is the file's, without folder; it, table and registry may be NULL. Never fails. */
gk_about *gk_about_find(const gk_document *document, const char *name, const gk_about_table *table,
                        const gk_registry *registry);
void gk_about_free(gk_about *about);

#endif
