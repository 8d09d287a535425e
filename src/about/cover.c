/* SPDX-License-Identifier: Apache-2.0
 *
 * A filing with the SEC's cover page.
 */
#include "about/cover.h"
#include "about/names.h"

#include <string.h>

/* A cover may have the name in capitals and short ("COCA COLA CO"), the signatures as the company
 * writes it. */
static void prefer_signed(work *w, const gk_about_value *of_cover)
{
    const gk_about_value signer = w->about->values[GK_FIELD_COMPANY];
    int rank = w->rank[GK_FIELD_COMPANY];
    w->about->values[GK_FIELD_COMPANY] = *of_cover;
    w->rank[GK_FIELD_COMPANY] = RANK_COVER;
    if (rank != RANK_SIGNED) return;
    char *a = gk_company_key(of_cover->value), *b = gk_company_key(signer.value);
    bool better = strcmp(a, b) == 0 && name_in_capitals(of_cover->value) &&
                  !name_in_capitals(signer.value);
    gk_free(a);
    gk_free(b);
    if (better) w->about->values[GK_FIELD_COMPANY] = signer;
}

static void signatures(work *w)
{
    const gk_about_value company = w->about->values[GK_FIELD_COMPANY];
    bool of_cover = company.value && w->rank[GK_FIELD_COMPANY] == RANK_COVER;
    if (of_cover) w->rank[GK_FIELD_COMPANY] = 0;
    about_signature(w);
    if (of_cover) prefer_signed(w, &company);
}

bool about_cover(work *w)
{
    cover c = cover_find(w);
    if (!c.page) return false;
    w->cover_page = c.page;
    work_propose(w, GK_FIELD_FORM, c.form, RANK_COVER, c.form_at, NULL);
    cover_vendor(w, &c);
    cover_name(w, &c);
    cover_ticker(w, &c);
    cover_period(w, &c);
    signatures(w);
    return true;
}
