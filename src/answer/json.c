/* SPDX-License-Identifier: Apache-2.0 */
#include "search/json.h"
#include "answer/answer.h"

static json_t *citation_to_json(const gk_citation *c)
{
    return json_pack("{so si so so si si}", "document", gk_json_text(c->document), "page", c->page,
                     "label", gk_json_text(c->label), "quote", gk_json_text(c->quote), "first_line",
                     c->first_line, "last_line", c->last_line);
}

static json_t *term_to_json(const gk_answer_term *t)
{
    return json_pack("{so so so so so sf sf sI}", "name", gk_json_text(t->name), "label",
                     gk_json_text(t->label), "period", gk_json_text(t->period), "printed",
                     gk_json_text(t->printed), "currency", gk_json_text(t->currency), "value",
                     t->value, "scale", t->scale, "citation", (json_int_t)t->citation);
}

static json_t *computation_to_json(const gk_computation *c)
{
    return json_pack("{so so so so sf so}", "name", gk_json_text(c->name), "period",
                     gk_json_text(c->period), "formula", gk_json_text(c->formula), "filled",
                     gk_json_text(c->filled), "result", c->result, "shown", gk_json_text(c->shown));
}

char *gk_answer_json(const gk_answer *answer)
{
    json_t *citations = json_array(), *terms = json_array(), *computations = json_array();
    for (size_t i = 0; i < answer->citation_count; i++)
        json_array_append_new(citations, citation_to_json(&answer->citations[i]));
    for (size_t i = 0; i < answer->term_count; i++)
        json_array_append_new(terms, term_to_json(&answer->terms[i]));
    for (size_t i = 0; i < answer->computation_count; i++)
        json_array_append_new(computations, computation_to_json(&answer->computations[i]));
    return gk_json_print(json_pack(
        "{so ss so so so so so so so}", "question", gk_json_text(answer->question), "status",
        answer->answered ? "answered" : "declined", "answer", gk_json_text(answer->answer), "model",
        gk_json_text(answer->model), "notice", gk_json_text(answer->notice), "citations", citations,
        "terms", terms, "computations", computations, "nearest", gk_hits_to_json(answer->nearest)));
}
