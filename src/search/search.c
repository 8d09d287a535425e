/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <string.h>

enum {
    K_DEFAULT = 10,
    SPARE = 3 /* neighbours become one hit, and what was said already is left out */
};

gk_status gk_query_check(const char *query, gk_error *err)
{
    size_t n = strlen(query);
    if (!gk_utf8_valid(query, n, NULL))
        return gk_fail(err, GK_INVALID, "the query is not UTF-8 text");
    for (size_t i = 0; i < n;)
        if (gk_is_word(gk_utf8_next(query, n, &i))) return GK_OK;
    return gk_fail(err, GK_INVALID, "the query is blank: it needs a word");
}

static size_t more_than(size_t k)
{
    return k * SPARE > GK_HITS_MERGED ? k * SPARE : GK_HITS_MERGED;
}

gk_status gk_search(gk_library *library, const char *query, const gk_search_options *options,
                    gk_hits **out, gk_error *err)
{
    *out = NULL;
    size_t k = options && options->k ? options->k : K_DEFAULT;
    if (k > GK_SEARCH_MOST)
        return gk_fail(err, GK_INVALID, "k is %zu; at most %d hits can be had", k, GK_SEARCH_MOST);
    gk_status status = gk_query_check(query, err);
    if (status != GK_OK) return status;
    status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    gk_question *question;
    gk_question_read(query, options ? options->filter.as_of : NULL, &question);
    gk_retrieved retrieved;
    status = gk_retrieve(library, question, options, more_than(k), &retrieved, err);
    if (status == GK_OK) {
        status = gk_hits_make(library, question, &retrieved, k, out, err);
        gk_retrieved_free(&retrieved);
    }
    gk_question_free(question);
    gk_library_end(library);
    return status;
}
