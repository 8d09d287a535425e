/* SPDX-License-Identifier: Apache-2.0 - hits as JSON values, for search and answer */
#ifndef GK_SEARCH_JSON_H
#define GK_SEARCH_JSON_H

#include "search/search.h"

#include <jansson.h>

/* The array "hits" of docs/http.md; the caller's reference. */
json_t *gk_hits_to_json(const gk_hits *hits);
/* text or null. */
json_t *gk_json_text(const char *text);
/* Writes value as gk_*_json functions give it and drops the reference. */
char *gk_json_print(json_t *value);

#endif
