/* SPDX-License-Identifier: Apache-2.0
 *
 * cover - the cover page that the SEC asks of a filing, in parts.
 */
#ifndef GK_ABOUT_COVER_H
#define GK_ABOUT_COVER_H

#include "about/work.h"

typedef struct cover {
    int page;                /* 0: none */
    size_t start, end;       /* of its text in the flow */
    size_t lines, lines_end; /* its lines */
    const char *form;        /* "10-K", "10-K/A"; from the work's arena */
    size_t form_at;
} cover;

cover cover_find(work *w);                  /* cover_find.c */
void cover_name(work *w, const cover *c);   /* cover_name.c: the registrant, its former name */
void cover_ticker(work *w, const cover *c); /* cover_ticker.c */
void cover_period(work *w, const cover *c); /* cover_period.c: period, year, quarter, dates */
void cover_vendor(work *w, const cover *c); /* cover_vendor.c: a page that a vendor put before it */

#endif
