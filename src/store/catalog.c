/* SPDX-License-Identifier: Apache-2.0
 *
 * What a connection keeps in memory of the library: which passages each content has, which row its
 * front is, and which rows of the indexes are there at all. Contents are only added, so a refresh
 * reads what is new; should something be taken away, the epoch says so, and everything is read
 * again.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

void gk_catalog_clear(gk_catalog *catalog)
{
    gk_free(catalog->entries);
    gk_free(catalog->fronts);
    for (size_t i = 0; i < GK_KINDS; i++) gk_free(catalog->live[i].items);
    *catalog = (gk_catalog){0};
}

const gk_ranges *gk_catalog_live(const gk_catalog *catalog, gk_index_kind kind)
{
    return &catalog->live[kind];
}

/* Appends rows that are there; they go upwards. */
static void add_live(gk_ranges *live, int64_t first, int64_t last)
{
    if (first >= last) return;
    live->rows += (size_t)(last - first);
    if (live->count && live->items[live->count - 1].last == first) {
        live->items[live->count - 1].last = last;
        return;
    }
    live->items = gk_grow(live->items, live->count, &live->capacity, sizeof *live->items);
    live->items[live->count++] = (gk_range){first, last};
}

static int by_row(const void *a, const void *b)
{
    const gk_front *left = a, *right = b;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* A front under another first name has a later row than its content's neighbours. */
static void add_front(gk_catalog *catalog, gk_front front)
{
    gk_ranges *live = &catalog->live[GK_KIND_FRONTS];
    bool in_order = catalog->front_count == 0 ||
                    catalog->fronts[catalog->front_count - 1].row < front.row;
    catalog->fronts = gk_grow(catalog->fronts, catalog->front_count, &catalog->front_capacity,
                              sizeof *catalog->fronts);
    catalog->fronts[catalog->front_count++] = front;
    if (in_order)
        add_live(live, front.row, front.row + 1);
    else
        catalog->unsorted = true;
}

static void sort_fronts(gk_catalog *catalog)
{
    gk_ranges *live = &catalog->live[GK_KIND_FRONTS];
    if (!catalog->unsorted) return;
    qsort(catalog->fronts, catalog->front_count, sizeof *catalog->fronts, by_row);
    live->count = live->rows = 0;
    for (size_t i = 0; i < catalog->front_count; i++)
        add_live(live, catalog->fronts[i].row, catalog->fronts[i].row + 1);
    catalog->unsorted = false;
}

/* The row: content, first passage, passages, row of its front. */
static gk_status add_entry(gk_store *store, sqlite3_stmt *query, gk_error *err)
{
    gk_catalog *catalog = &store->catalog;
    gk_catalog_entry entry = {.content = sqlite3_column_int64(query, 0),
                              .first_passage = sqlite3_column_int64(query, 1),
                              .passages = (size_t)sqlite3_column_int64(query, 2),
                              .front = sqlite3_column_int64(query, 3)};
    int64_t expected = 1;
    if (catalog->count) {
        const gk_catalog_entry *last = &catalog->entries[catalog->count - 1];
        expected = last->first_passage + (int64_t)last->passages;
    }
    if (entry.first_passage < expected || entry.first_passage > INT32_MAX ||
        entry.passages > INT32_MAX || entry.content > INT32_MAX || entry.front < 0 ||
        entry.front > INT64_MAX / 2)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passages of content %lld",
                       store->path, (long long)entry.content);
    catalog->entries = gk_grow(catalog->entries, catalog->count, &catalog->capacity,
                               sizeof *catalog->entries);
    catalog->entries[catalog->count++] = entry;
    add_live(&catalog->live[GK_KIND_PASSAGES], entry.first_passage,
             entry.first_passage + (int64_t)entry.passages);
    if (entry.front) add_front(catalog, (gk_front){entry.front, entry.content});
    return GK_OK;
}

gk_status gk_catalog_refresh(gk_store *store, gk_error *err)
{
    gk_catalog *catalog = &store->catalog;
    if (store->epoch != catalog->epoch) gk_catalog_clear(catalog);
    catalog->epoch = store->epoch;
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_CATALOG, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, catalog->count ? catalog->entries[catalog->count - 1].content : 0);
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        status = add_entry(store, query, err);
        if (status == GK_OK) continue;
        sqlite3_reset(query);
        return status;
    }
    sort_fronts(catalog);
    return status;
}

/* ---- ranges ------------------------------------------------------------------------------- */

static int by_content(const void *key, const void *element)
{
    int64_t content = *(const int64_t *)key;
    const gk_catalog_entry *entry = element;
    return content < entry->content ? -1 : content > entry->content;
}

static int by_first(const void *a, const void *b)
{
    const gk_range *left = a, *right = b;
    return left->first < right->first ? -1 : left->first > right->first;
}

static gk_range range_of(const gk_catalog_entry *entry, gk_index_kind kind)
{
    if (kind == GK_KIND_FRONTS) return (gk_range){entry->front, entry->front + (entry->front > 0)};
    return (gk_range){entry->first_passage, entry->first_passage + (int64_t)entry->passages};
}

/* Sorts, and joins those that touch or repeat. Returns how many are left. */
static size_t tidy_ranges(gk_range *ranges, size_t count)
{
    size_t kept = 0;
    if (count) qsort(ranges, count, sizeof *ranges, by_first);
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].first >= ranges[i].last) continue;
        if (kept && ranges[i].first <= ranges[kept - 1].last) {
            if (ranges[i].last > ranges[kept - 1].last) ranges[kept - 1].last = ranges[i].last;
        } else {
            ranges[kept++] = ranges[i];
        }
    }
    return kept;
}

void gk_catalog_ranges(const gk_catalog *catalog, gk_index_kind kind, const int64_t *contents,
                       size_t content_count, gk_range **ranges, size_t *count)
{
    const gk_ranges *live = &catalog->live[kind];
    size_t n = 0;
    gk_range *list = gk_alloc_array((contents ? content_count : live->count) + 1, sizeof *list);
    if (!contents && live->count) {
        memcpy(list, live->items, live->count * sizeof *list);
        n = live->count;
    }
    for (size_t i = 0; contents && catalog->count && i < content_count; i++) {
        const gk_catalog_entry *entry = bsearch(&contents[i], catalog->entries, catalog->count,
                                                sizeof *catalog->entries, by_content);
        if (entry) list[n++] = range_of(entry, kind);
    }
    *ranges = list;
    *count = contents ? tidy_ranges(list, n) : n;
}

int64_t gk_catalog_front(const gk_catalog *catalog, int64_t row)
{
    const gk_front key = {.row = row};
    const gk_front *front = catalog->front_count
                                ? bsearch(&key, catalog->fronts, catalog->front_count,
                                          sizeof *catalog->fronts, by_row)
                                : NULL;
    return front ? front->content : 0;
}
