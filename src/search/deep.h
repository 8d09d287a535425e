/* SPDX-License-Identifier: Apache-2.0
 *
 * deep - the order of the first pages by a cross-encoder; nothing outside search/ includes it.
 */
#ifndef GK_SEARCH_DEEP_H
#define GK_SEARCH_DEEP_H

#include "search/search.h"

enum { GK_DEEP_PAGES = 50 }; /* that are read with the question */

/* Orders the first pages of what was found, which is by score, by the score that the cross-encoder
 * in folder gives the question with each page's best passage; what is behind stays behind. GK_MODEL
 * where the folder cannot be used. */
gk_status gk_deep_order(gk_library *library, const gk_question *question, const char *folder,
                        gk_retrieved *r, gk_error *err);

#endif
