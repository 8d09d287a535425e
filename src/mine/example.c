/* SPDX-License-Identifier: Apache-2.0 */
#include "mine/mine.h"
#include "text/json.h"

char *gk_mine_example(const gk_corpus *corpus, const gk_mine_picked *picked)
{
    const gk_corpus_passage *passages = corpus->passages;
    json_t *texts = json_array(), *ids = json_array(), *line = json_object();
    for (size_t i = 0; i < picked->count; i++) {
        json_array_append_new(texts, gk_json_text(passages[picked->negatives[i]].titled));
        json_array_append_new(ids, gk_json_text(passages[picked->negatives[i]].id));
    }
    json_object_set_new(line, "query", gk_json_text(picked->query->query));
    json_object_set_new(line, "positive", gk_json_text(passages[picked->positive].titled));
    json_object_set_new(line, "negatives", texts);
    json_object_set_new(line, "style", gk_json_text(picked->query->style));
    json_object_set_new(line, "source", gk_json_text(picked->query->source));
    json_object_set_new(line, "passage_id", gk_json_text(passages[picked->positive].id));
    json_object_set_new(line, "negative_ids", ids);
    char *json = gk_json_print(line), *out = gk_format("%s\n", json);
    gk_free(json);
    return out;
}
