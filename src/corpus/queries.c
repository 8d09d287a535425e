/* SPDX-License-Identifier: Apache-2.0 */
#include "corpus/corpus.h"
#include "text/lines.h"

#include <string.h>

void gk_corpus_queries_free(gk_corpus_queries *queries)
{
    if (!queries) return;
    gk_free(queries->queries);
    gk_arena_free(queries->arena);
    gk_free(queries);
}

bool gk_corpus_answers(const gk_corpus *corpus, const gk_corpus_query *query, uint32_t passage)
{
    for (size_t i = 0; i < query->passage_count; i++)
        if (corpus->passages[query->passages[i]].twin == corpus->passages[passage].twin)
            return true;
    return false;
}

/* The passages of a query, as they are found. */
typedef struct answers {
    const gk_corpus *corpus;
    uint32_t *passages;
    size_t count, capacity;
} answers;

static void add_answer(void *ctx, const char *id)
{
    answers *a = ctx;
    uint32_t number = gk_corpus_find(a->corpus, id);
    if (number == UINT32_MAX) return;
    for (size_t i = 0; i < a->count; i++)
        if (a->passages[i] == number) return;
    a->passages = gk_grow(a->passages, a->count, &a->capacity, sizeof *a->passages);
    a->passages[a->count++] = number;
}

static gk_status read_query(const gk_lines *lines, const json_t *object, gk_arena *arena,
                            answers *a, gk_corpus_query *query, gk_error *err)
{
    const char *text, *style, *source;
    a->count = 0;
    gk_status status = gk_lines_text(lines, object, "query", &text, err);
    if (status == GK_OK) status = gk_lines_text_or_none(lines, object, "style", &style, err);
    if (status == GK_OK) status = gk_lines_text_or_none(lines, object, "source", &source, err);
    if (status == GK_OK)
        status = gk_lines_each_text(lines, object, "passage_id", add_answer, a, err);
    if (status != GK_OK || a->count == 0) return status;
    *query = (gk_corpus_query){.query = gk_arena_strdup(arena, text),
                               .style = gk_arena_strdup(arena, style),
                               .source = gk_arena_strdup(arena, source),
                               .passages = gk_arena_array(arena, a->count, sizeof *a->passages),
                               .passage_count = a->count};
    memcpy(query->passages, a->passages, a->count * sizeof *a->passages);
    return GK_OK;
}

static gk_status read_queries(gk_lines *lines, const gk_corpus *corpus, gk_corpus_queries *out,
                              gk_error *err)
{
    answers a = {.corpus = corpus};
    size_t capacity = 0;
    const json_t *object;
    gk_status status;
    while ((status = gk_lines_next(lines, &object, err)) == GK_OK && object) {
        out->queries = gk_grow(out->queries, out->count, &capacity, sizeof *out->queries);
        status = read_query(lines, object, out->arena, &a, &out->queries[out->count], err);
        if (status != GK_OK) break;
        if (a.count)
            out->count++;
        else
            out->without++;
    }
    gk_free(a.passages);
    return status;
}

gk_status gk_corpus_queries_read(const char *path, const gk_corpus *corpus, gk_corpus_queries **out,
                                 gk_error *err)
{
    *out = NULL;
    gk_lines *lines;
    gk_status status = gk_lines_open(path, &lines, err);
    if (status != GK_OK) return status;
    gk_corpus_queries *queries = gk_alloc(sizeof *queries);
    queries->arena = gk_arena_new();
    status = read_queries(lines, corpus, queries, err);
    gk_lines_close(lines);
    if (status == GK_OK && queries->count == 0)
        status = queries->without
                     ? gk_fail(err, GK_INPUT,
                               "%s: none of its %zu queries has a passage_id among the passages",
                               path, queries->without)
                     : gk_fail(err, GK_INPUT, "%s: holds no query", path);
    if (status == GK_OK)
        *out = queries;
    else
        gk_corpus_queries_free(queries);
    return status;
}
