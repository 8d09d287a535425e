/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of what a library had before it had facts, or before they were made as they are now.
 * Threads make them ahead, each with a store of its own; the caller's stores them in order.
 */
#include "ingest/remake.h"

#include "library/figures.h"

enum { AHEAD = 4 /* contents that wait to be stored, for each thread */ };

typedef struct made {
    unsigned char *bytes;
    size_t size;
    gk_status status;
    gk_error err;
} made;

typedef struct line {
    const gk_remake_run *run;
    const gk_concepts *concepts;
    int64_t version;
    int64_t *contents;
    size_t count;
    made *made;         /* one a content */
    gk_store **readers; /* one a thread */
} line;

static void make_one(void *ctx, size_t i, int thread)
{
    const line *l = ctx;
    gk_store **reader = &l->readers[thread];
    made *m = &l->made[i];
    if (!*reader)
        m->status = gk_store_open(gk_store_path(l->run->library->store), GK_READ, reader, &m->err);
    if (m->status == GK_OK)
        m->status = gk_remake_facts(*reader, l->contents[i], l->concepts, &m->bytes, &m->size,
                                    &m->err);
}

static bool tell(const line *l, size_t i)
{
    if (!l->run->tell) return true;
    gk_arena *arena = gk_arena_new();
    gk_store_content content = {0};
    if (i < l->count)
        gk_store_content_by_id(l->run->library->store, l->contents[i], arena, &content, NULL);
    bool more = l->run->tell(l->run->ctx, i, l->count, content.document);
    gk_arena_free(arena);
    return more;
}

static gk_status store_one(const line *l, made *m, size_t i, gk_error *err)
{
    if (m->status != GK_OK) return gk_fail(err, m->status, "%s", m->err.message);
    return gk_store_set_facts(l->run->library->store, l->contents[i], l->version, m->bytes, m->size,
                              err);
}

static gk_status store_in_order(const line *l, gk_ahead *ahead, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i <= l->count && status == GK_OK; i++) {
        if (!tell(l, i)) return gk_fail(err, GK_STOPPED, "stopped; call again to go on");
        if (i == l->count) break;
        gk_ahead_wait(ahead, i);
        status = store_one(l, &l->made[i], i, err);
        gk_free(l->made[i].bytes);
        l->made[i].bytes = NULL;
        gk_ahead_give_back(ahead, i);
    }
    return status;
}

static gk_status make_all(line *l, gk_error *err)
{
    int threads = l->run->threads > 0 ? l->run->threads : gk_processors();
    l->made = gk_alloc_array(l->count + 1, sizeof *l->made);
    l->readers = gk_alloc_array((size_t)threads, sizeof(gk_store *));
    const gk_ahead_work work = {.count = l->count,
                                .work = make_one,
                                .ctx = l,
                                .threads = threads,
                                .most = (size_t)threads * AHEAD};
    gk_ahead *ahead = gk_ahead_start(&work);
    gk_status status = store_in_order(l, ahead, err);
    size_t begun;
    gk_ahead_stop(ahead, &begun);
    for (size_t i = 0; i < begun; i++) gk_free(l->made[i].bytes);
    for (int i = 0; i < threads; i++) gk_store_close(l->readers[i]);
    gk_free(l->readers);
    gk_free(l->made);
    return status;
}

gk_status gk_remake_missing(const gk_remake_run *run, gk_error *err)
{
    line l = {.run = run};
    gk_store *store = run->library->store;
    gk_status status = gk_library_concepts(run->library, &l.concepts, err);
    if (status == GK_OK) status = gk_library_facts_version(run->library, &l.version, err);
    if (status == GK_OK)
        status = gk_store_facts_stale(store, l.version, &l.contents, &l.count, err);
    if (status == GK_OK) status = make_all(&l, err);
    gk_free(l.contents);
    return status;
}
