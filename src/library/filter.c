/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents of a list fit.
 */
#include "library/fitting.h"
#include "library/library.h"

static bool fits(gk_name_finder *company, const gk_document_info *d,
                 const gk_document_filter *filter)
{
    const gk_company_names names = {d->company, d->ticker, d->aliases, d->alias_count};
    if (filter->fiscal_year && d->fiscal_year != filter->fiscal_year) return false;
    if (filter->form && !(d->form && gk_form_fits(d->form, filter->form))) return false;
    return !filter->company || gk_company_fits(company, &names);
}

void gk_documents_select(gk_documents *documents, const gk_document_filter *filter)
{
    gk_name_finder *company = gk_name_finder_new(filter->company ? filter->company : "");
    size_t kept = 0;
    for (size_t i = 0; i < documents->count; i++)
        if (fits(company, &documents->documents[i], filter))
            documents->documents[kept++] = documents->documents[i];
    documents->count = kept;
    gk_name_finder_free(company);
}
