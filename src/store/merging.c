/* SPDX-License-Identifier: Apache-2.0
 *
 * When segments become one. Each document brings a segment of its own; in the order of their rows
 * they are merged by size, as in Lucene's LogMergePolicy: sizes fall into tiers, each eight times
 * the one below, and eight neighbours of a tier (with what smaller ones stand between them) become
 * one of the next. So a posting is written once a tier, and there are fewer than eight segments in
 * each. A segment more than half of whose rows are gone is written anew without them.
 *
 * What stays small is merged in the transaction that brings the last of the eight, inside the
 * database; the rest is merged after it, into a file, and takes its place in a transaction of its
 * own. Until then the merged ones serve, and should anything fail meanwhile, they go on.
 */
#include "store/internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FAN = 8, LOWEST_TIER = 32 << 10 };

/* Neighbours that are to be merged, among the segments of a kind. */
typedef struct plan {
    gk_index_kind kind;
    size_t first, count, bytes, left; /* left: rows that are not gone */
} plan;

/* The segments of a kind and its rows that are there. */
typedef struct kind_state {
    gk_held_segment *held;
    gk_segment **segments;
    size_t count;
    const gk_range *live;
    size_t live_count;
} kind_state;

static const gk_range nothing = {0, 0};

static unsigned tier_of(size_t size)
{
    unsigned tier = 0;
    for (; size > LOWEST_TIER; size /= FAN) tier++;
    return tier;
}

/* One more than the last segment from `first` on that is of the highest tier there. */
static size_t group_end(const kind_state *s, size_t first)
{
    unsigned highest = 0;
    size_t end = first;
    for (size_t i = first; i < s->count; i++) {
        unsigned tier = tier_of(s->held[i].size);
        if (tier >= highest) end = i + 1;
        highest = tier > highest ? tier : highest;
    }
    return end;
}

static void measure(const kind_state *s, plan *p)
{
    p->bytes = p->left = 0;
    for (size_t i = p->first; i < p->first + p->count; i++) {
        p->bytes += s->held[i].size;
        p->left += gk_segment_count(s->segments[i], s->live, s->live_count);
    }
}

/* The smallest that there is to do; false: nothing. */
static bool make_plan(const kind_state *s, plan *p)
{
    p->count = 0;
    for (size_t first = 0, end; first < s->count; first = end) {
        end = group_end(s, first);
        if (end - first < FAN) continue;
        p->first = first;
        p->count = end - first;
    }
    if (p->count) measure(s, p);
    for (size_t i = 0; i < s->count && p->count == 0; i++) {
        plan alone = {.kind = p->kind, .first = i, .count = 1};
        measure(s, &alone);
        if (2 * alone.left < gk_segment_rows(s->segments[i])) *p = alone;
    }
    return p->count > 0;
}

static gk_status read_kind(gk_store *store, gk_index_kind kind, kind_state *s, gk_error *err)
{
    *s = (kind_state){0};
    gk_status status = gk_catalog_refresh(store, err);
    if (status == GK_OK) status = gk_segments_load(store, kind, &s->segments, &s->count, err);
    if (status != GK_OK) return status;
    const gk_ranges *live = gk_catalog_live(&store->catalog, kind);
    s->live = live->count ? live->items : &nothing; /* not NULL, which means all */
    s->live_count = live->count;
    s->held = store->segments.items;
    while (s->count && s->held->kind != kind) s->held++;
    return GK_OK;
}

/* ---- carrying it out ---------------------------------------------------------------------- */

static gk_status forget_merged(gk_store *store, const int64_t *ids, size_t count, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++)
        status = gk_segments_remove(store, ids[i], err);
    return status;
}

static int64_t *ids_of(const kind_state *s, const plan *p)
{
    int64_t *ids = gk_alloc_array(p->count, sizeof *ids);
    for (size_t i = 0; i < p->count; i++) ids[i] = s->held[p->first + i].id;
    return ids;
}

static gk_status merge_to(gk_store *store, const kind_state *s, const plan *p, gk_index_sink sink,
                          gk_error *err)
{
    gk_status status = gk_segment_merge(s->segments + p->first, p->count, s->live, s->live_count,
                                        sink, err);
    return gk_segments_fail(store, status, err);
}

/* What was merged makes place for its bytes, or all stays as it was. */
static gk_status replace(gk_store *store, const kind_state *s, const plan *p,
                         const gk_string *bytes, gk_error *err)
{
    int64_t *ids = ids_of(s, p), first_row = s->held[p->first].first_row;
    gk_status status = gk_sql_text(store, "SAVEPOINT merging", err);
    if (status == GK_OK) {
        status = forget_merged(store, ids, p->count, err);
        if (status == GK_OK && p->left)
            status = gk_segments_insert(store, p->kind, first_row, bytes, err);
        if (status == GK_OK)
            status = gk_sql_text(store, "RELEASE merging", err);
        else
            gk_sql_text(store, "ROLLBACK TO merging; RELEASE merging", NULL);
    }
    gk_free(ids);
    return status;
}

/* Within a transaction. */
static gk_status merge_small(gk_store *store, const kind_state *s, const plan *p, gk_error *err)
{
    gk_string bytes = {0};
    gk_status status = p->left ? merge_to(store, s, p, gk_index_to_string(&bytes), err) : GK_OK;
    if (status == GK_OK) status = replace(store, s, p, &bytes, err);
    gk_string_free(&bytes);
    return status;
}

/* Merges into a file that nobody knows yet. */
static gk_status merge_to_file(gk_store *store, const kind_state *s, const plan *p,
                               const char *path, gk_error *err)
{
    gk_new_file *file;
    gk_error why;
    gk_status status = gk_new_file_open(path, &file, &why);
    if (status == GK_OK) status = merge_to(store, s, p, gk_index_to_file(file), &why);
    status = gk_new_file_close(file, status, &why);
    if (status == GK_IO && gk_store_disk_full(store))
        return gk_store_write_failed(store, ENOSPC, err);
    return status == GK_OK ? GK_OK : gk_fail(err, status, "%s", why.message);
}

static gk_status merge_large(gk_store *store, const kind_state *s, const plan *p, gk_error *err)
{
    char *path = gk_path_join(store->path, "index/merging");
    int64_t *ids = ids_of(s, p), first_row = s->held[p->first].first_row;
    struct stat st;
    gk_status status = merge_to_file(store, s, p, path, err);
    if (status == GK_OK && stat(path, &st) != 0) status = gk_store_write_failed(store, errno, err);
    if (status == GK_OK && (status = gk_sql_begin_write(store, err)) == GK_OK) {
        status = forget_merged(store, ids, p->count, err);
        if (status == GK_OK)
            status = gk_segments_insert_file(store, p->kind, first_row, path, (size_t)st.st_size,
                                             err);
        status = gk_sql_end_write(store, status, err);
    }
    gk_free(ids);
    gk_free(path);
    return status;
}

static gk_status merge_alone(gk_store *store, const kind_state *s, const plan *p, gk_error *err)
{
    if (p->bytes > GK_SEGMENT_SMALL && p->left) return merge_large(store, s, p, err);
    gk_status status = gk_sql_begin_write(store, err);
    if (status != GK_OK) return status;
    return gk_sql_end_write(store, merge_small(store, s, p, err), err);
}

static gk_status merge_small_of(gk_store *store, gk_index_kind kind, gk_error *err)
{
    gk_status status = GK_OK;
    for (bool done = false; !done && status == GK_OK;) {
        kind_state s;
        plan p = {.kind = kind};
        status = read_kind(store, kind, &s, err);
        done = status != GK_OK || !make_plan(&s, &p) || p.bytes > GK_SEGMENT_SMALL;
        if (!done) status = merge_small(store, &s, &p, err);
        gk_free(s.segments);
    }
    return status;
}

gk_status gk_segments_merge_small(gk_store *store, gk_error *err)
{
    for (int kind = 0; kind < GK_KINDS; kind++) {
        gk_status status = merge_small_of(store, (gk_index_kind)kind, err);
        if (status != GK_OK && sqlite3_get_autocommit(store->db)) return status;
    }
    return GK_OK;
}

/* What is next for a kind; *done: nothing. */
static gk_status tend_once(gk_store *store, gk_index_kind kind, bool *done, gk_error *err)
{
    kind_state s = {0};
    plan p = {.kind = kind};
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = read_kind(store, kind, &s, err);
    gk_sql_end_read(store);
    *done = status != GK_OK || !make_plan(&s, &p);
    if (!*done) status = merge_alone(store, &s, &p, err);
    gk_free(s.segments);
    return status;
}

gk_status gk_segments_tend(gk_store *store, gk_error *err)
{
    gk_status status = GK_OK;
    bool merged = false;
    for (int kind = 0; kind < GK_KINDS; kind++) {
        gk_status last = GK_OK;
        for (bool done = false; !done && last == GK_OK; merged |= !done)
            last = tend_once(store, (gk_index_kind)kind, &done, err);
        status = last == GK_OK ? status : last;
    }
    if (store->index_damaged) {
        status = gk_index_repair(store, err);
        merged = true;
    }
    if (!merged || gk_sql_begin_read(store, NULL) != GK_OK) return status;
    if (gk_segments_hold(store, NULL) == GK_OK) gk_segments_tidy(store); /* the files of old */
    gk_sql_end_read(store);
    return status;
}
