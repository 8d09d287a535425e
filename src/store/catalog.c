/* SPDX-License-Identifier: Apache-2.0
 *
 * What a connection keeps in memory of the library: which passages each content has, and how long
 * they are. Contents are only added, so a refresh reads what is new; should something be taken
 * away, the epoch says so, and everything is read again.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

void gk_catalog_clear(gk_catalog *catalog)
{
    gk_free(catalog->entries);
    gk_free(catalog->passages.values);
    gk_free(catalog->fronts.values);
    *catalog = (gk_catalog){0};
}

/* Makes room for rows up to last. */
static void lengths_reserve(gk_lengths *lengths, int64_t last)
{
    size_t need = (size_t)last + 1;
    if (need > lengths->capacity) {
        size_t capacity = lengths->capacity ? lengths->capacity : 1024;
        while (capacity < need) capacity *= 2;
        lengths->values = gk_realloc_array(lengths->values, capacity, sizeof *lengths->values);
        memset(lengths->values + lengths->capacity, 0,
               (capacity - lengths->capacity) * sizeof *lengths->values);
        lengths->capacity = capacity;
    }
    if (need > lengths->count) lengths->count = need;
}

static void lengths_set(gk_lengths *lengths, int64_t row, uint32_t length)
{
    lengths->values[row] = length;
    lengths->rows++;
    lengths->total += length;
}

/* The row: content, first passage, passages, terms of its front, terms of its passages. */
static gk_status add_entry(gk_store *store, sqlite3_stmt *query, gk_error *err)
{
    gk_catalog *catalog = &store->catalog;
    gk_catalog_entry entry = {.content = sqlite3_column_int64(query, 0),
                              .first_passage = sqlite3_column_int64(query, 1),
                              .passages = (size_t)sqlite3_column_int64(query, 2)};
    int64_t expected = 1;
    if (catalog->count) {
        const gk_catalog_entry *last = &catalog->entries[catalog->count - 1];
        expected = last->first_passage + (int64_t)last->passages;
    }
    const unsigned char *lengths = sqlite3_column_blob(query, 4);
    size_t size = (size_t)sqlite3_column_bytes(query, 4);
    /* Ids index arrays below, so the damage that counts is one that makes them large. */
    if (size != entry.passages * sizeof(uint32_t) || entry.first_passage < expected ||
        entry.first_passage > INT32_MAX || entry.passages > INT32_MAX || entry.content > INT32_MAX)
        return gk_fail(err, GK_LIBRARY, "%s/goshawk.db is damaged: passages of content %lld",
                       store->path, (long long)entry.content);
    catalog->entries = gk_grow(catalog->entries, catalog->count, &catalog->capacity,
                               sizeof *catalog->entries);
    catalog->entries[catalog->count++] = entry;
    lengths_reserve(&catalog->fronts, entry.content);
    lengths_set(&catalog->fronts, entry.content, (uint32_t)sqlite3_column_int64(query, 3));
    lengths_reserve(&catalog->passages, entry.first_passage + (int64_t)entry.passages - 1);
    for (size_t i = 0; i < entry.passages; i++) {
        uint32_t length;
        memcpy(&length, lengths + i * sizeof length, sizeof length);
        lengths_set(&catalog->passages, entry.first_passage + (int64_t)i, length);
    }
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
        if (status != GK_OK) return status;
    }
    return status;
}

/* ---- ranges of passages ------------------------------------------------------------------- */

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

void gk_catalog_ranges(const gk_catalog *catalog, const int64_t *contents, size_t content_count,
                       gk_range **ranges, size_t *count)
{
    gk_range *list = gk_alloc_array(contents ? content_count : 1, sizeof *list);
    size_t n = 0;
    if (!contents) list[n++] = (gk_range){1, (int64_t)catalog->passages.count};
    for (size_t i = 0; contents && catalog->count && i < content_count; i++) {
        const gk_catalog_entry *entry = bsearch(&contents[i], catalog->entries, catalog->count,
                                                sizeof *catalog->entries, by_content);
        if (entry)
            list[n++] = (gk_range){entry->first_passage,
                                   entry->first_passage + (int64_t)entry->passages};
    }
    qsort(list, n, sizeof *list, by_first);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || list[i].first >= list[kept - 1].last) list[kept++] = list[i];
    *ranges = list;
    *count = kept;
}

bool gk_range_holds(const gk_range *ranges, size_t count, int64_t passage)
{
    size_t low = 0, high = count; /* the first range that begins behind passage */
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].first <= passage)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && passage < ranges[low - 1].last;
}
