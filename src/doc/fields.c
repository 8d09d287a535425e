/* SPDX-License-Identifier: Apache-2.0
 *
 * fields - the names of what is known of a document.
 */
#include "doc/doc.h"

#include <string.h>

static const char *const names[GK_FIELDS] = {
    "company",    "ticker",    "cik",      "form",   "fiscal_year", "fiscal_period",
    "period_end", "published", "language", "source", "alias"};

const char *gk_field_name(gk_field field) { return names[field]; }

bool gk_field_find(const char *name, gk_field *field)
{
    for (size_t i = 0; i < GK_FIELDS; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *field = (gk_field)i;
        return true;
    }
    return false;
}
