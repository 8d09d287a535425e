/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of passages and of queries: the same bytes are read as either, and as names of documents.
 * What is accepted is whole and can be searched, what is refused is refused with a line that names
 * the file.
 */
#include "corpus/corpus.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static char path[64];

static void clear(void) { unlink(path); }

/* In memory where the system allows. */
static void make_path(void)
{
    strcpy(path, "/dev/shm/goshawk-fuzz-XXXXXX");
    int fd = mkstemp(path);
    if (fd < 0) {
        strcpy(path, "/tmp/goshawk-fuzz-XXXXXX");
        fd = mkstemp(path);
    }
    require(fd >= 0 && close(fd) == 0 && atexit(clear) == 0);
}

static void check_refused(const gk_error *err)
{
    require(err->status == GK_INPUT);
    require(strncmp(err->message, path, strlen(path)) == 0);
    require(strchr(err->message, '\n') == NULL);
}

static void check_corpus(const gk_corpus *corpus)
{
    require(corpus->count > 0);
    for (uint32_t i = 0; i < corpus->count; i++) {
        const gk_corpus_passage *p = &corpus->passages[i];
        require(gk_corpus_find(corpus, p->id) == i);
        require(p->twin <= i && corpus->passages[p->twin].twin == p->twin);
        require(strcmp(corpus->passages[p->twin].text, p->text) == 0);
        size_t name = strlen(p->doc);
        require(strlen(p->titled) == name + 1 + strlen(p->text));
        require(p->titled[name] == '\n' && strcmp(p->titled + name + 1, p->text) == 0);
    }
}

static void check_queries(const gk_corpus *corpus, const gk_corpus_queries *queries)
{
    require(queries->count > 0);
    for (size_t i = 0; i < queries->count; i++) {
        const gk_corpus_query *q = &queries->queries[i];
        require(*q->query && q->style && q->source && q->passage_count > 0);
        for (size_t k = 0; k < q->passage_count; k++) {
            require(q->passages[k] < corpus->count);
            require(gk_corpus_answers(corpus, q, q->passages[k]));
        }
    }
}

/* Reads the file as queries about the corpus, and as what no training may touch. */
static void read_with(gk_corpus *corpus)
{
    gk_corpus_queries *queries = NULL;
    gk_error err = {0};
    if (gk_corpus_queries_read(path, corpus, &queries, &err) == GK_OK) {
        check_queries(corpus, queries);
        gk_corpus_queries_free(queries);
    } else {
        require(queries == NULL);
        check_refused(&err);
    }
    const char *file = path;
    const gk_exclusion exclusion = {
        .documents = &file, .document_count = 1, .queries = &file, .query_count = 1};
    gk_excluded excluded;
    if (gk_corpus_exclude(corpus, &exclusion, &excluded, &err) != GK_OK) check_refused(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!path[0]) make_path();
    FILE *file = fopen(path, "w");
    require(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
    gk_corpus *corpus = NULL;
    gk_error err = {0};
    if (gk_corpus_read(path, NULL, &corpus, &err) != GK_OK) {
        require(corpus == NULL);
        check_refused(&err);
        return 0;
    }
    check_corpus(corpus);
    read_with(corpus);
    const char *query = corpus->passages[0].titled;
    gk_found found[4];
    gk_bm25 *bm25 = gk_bm25_new(corpus, 1);
    gk_bm25_search(bm25, &query, 1, 4, 1, found);
    for (size_t i = 0; i < 4; i++)
        require(found[i].passage < corpus->count || found[i].passage == UINT32_MAX);
    gk_bm25_free(bm25);
    gk_corpus_free(corpus);
    return 0;
}
