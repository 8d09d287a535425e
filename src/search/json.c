/* SPDX-License-Identifier: Apache-2.0 */
#include "search/json.h"

#include <string.h>

/* Programs count characters, not bytes. */
static json_t *marks_to_json(const gk_hit *hit)
{
    json_t *marks = json_array();
    size_t n = strlen(hit->text), at = 0, characters = 0;
    for (size_t i = 0; i < hit->mark_count; i++) {
        size_t ends[2] = {hit->marks[i].start, hit->marks[i].end}, counts[2];
        for (int k = 0; k < 2; k++) {
            while (at < ends[k] && at < n) {
                gk_utf8_next(hit->text, n, &at);
                characters++;
            }
            counts[k] = characters;
        }
        json_array_append_new(marks,
                              json_pack("[II]", (json_int_t)counts[0], (json_int_t)counts[1]));
    }
    return marks;
}

json_t *gk_hits_to_json(const gk_hits *hits)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hits->count; i++) {
        const gk_hit *h = &hits->hits[i];
        json_array_append_new(array,
                              json_pack("{so si sI sf so so si si sI sI so si si}", "document",
                                        gk_json_text(h->document), "page", h->page, "passage",
                                        (json_int_t)h->passage, "score", h->score, "context",
                                        gk_json_text(h->context), "text", gk_json_text(h->text),
                                        "first_line", h->first_line, "last_line", h->last_line,
                                        "start", (json_int_t)h->start, "end", (json_int_t)h->end,
                                        "marks", marks_to_json(h), "lexical_rank", h->lexical_rank,
                                        "dense_rank", h->dense_rank));
    }
    return array;
}

char *gk_hits_json(const gk_hits *hits)
{
    return gk_json_print(json_pack("{so so so}", "query", gk_json_text(hits->query), "notice",
                                   gk_json_text(hits->notice), "hits", gk_hits_to_json(hits)));
}
