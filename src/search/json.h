/* SPDX-License-Identifier: Apache-2.0 - hits as JSON values, for search and answer */
#ifndef GK_SEARCH_JSON_H
#define GK_SEARCH_JSON_H

#include "search/search.h"
#include "text/json.h"

/* The array "hits" of docs/http.md; the caller's reference. */
json_t *gk_hits_to_json(const gk_hits *hits);

#endif
