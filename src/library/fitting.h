/* SPDX-License-Identifier: Apache-2.0
 *
 * fitting - whether a document's names and form are those that were asked for: what lists and
 * searches share.
 */
#ifndef GK_LIBRARY_FITTING_H
#define GK_LIBRARY_FITTING_H

#include "base/base.h"

/* Looks for names that hold certain words one after the other; case, diacritics and punctuation
 * aside. What it saw of a name it remembers: thousands of documents have some hundred names. */
typedef struct gk_name_finder gk_name_finder;
gk_name_finder *gk_name_finder_new(const char *asked);
void gk_name_finder_free(gk_name_finder *finder);        /* NULL is allowed */
bool gk_name_finder_blank(const gk_name_finder *finder); /* what was asked for holds no word */
bool gk_name_fits(gk_name_finder *finder, const char *name);

/* What a company is called; NULL and "" are not known. */
typedef struct gk_company_names {
    const char *company, *ticker;
    const char *const *aliases;
    size_t alias_count;
} gk_company_names;
/* By its name or an alias (gk_name_fits), or by its ticker. */
bool gk_company_fits(gk_name_finder *finder, const gk_company_names *names);

/* "600519" is the ticker "600519.SH", too. */
bool gk_ticker_fits(const char *ticker, const char *asked);
/* Hyphens and case aside. */
bool gk_form_fits(const char *form, const char *asked);

#endif
