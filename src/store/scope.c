/* SPDX-License-Identifier: Apache-2.0
 *
 * What a search sees (store.h), as ranges of rows: passages, or fronts of contents.
 */
#include "store/internal.h"

#include <stdlib.h>

static bool is_in(const int64_t *contents, size_t count, int64_t content)
{
    return !contents || gk_ids_hold(contents, count, content);
}

bool gk_store_scope_holds(const gk_store_scope *scope, int64_t content)
{
    return !scope || (is_in(scope->admitted, scope->admitted_count, content) &&
                      is_in(scope->within, scope->within_count, content));
}

void gk_scope_ranges(const gk_catalog *catalog, const gk_store_scope *scope, gk_range **ranges,
                     size_t *count)
{
    gk_scope_rows(catalog, GK_KIND_PASSAGES, scope, ranges, count);
}

void gk_scope_rows(const gk_catalog *catalog, gk_index_kind kind, const gk_store_scope *scope,
                   gk_range **ranges, size_t *count)
{
    const int64_t *list = scope ? scope->within : NULL;
    size_t n = scope ? scope->within_count : 0, kept = 0;
    if (scope && !list) {
        list = scope->admitted;
        n = scope->admitted_count;
    }
    if (!list) {
        gk_catalog_ranges(catalog, kind, NULL, 0, ranges, count);
        return;
    }
    int64_t *held = gk_alloc_array(n + 1, sizeof *held);
    for (size_t i = 0; i < n; i++)
        if (is_in(scope->admitted, scope->admitted_count, list[i])) held[kept++] = list[i];
    gk_catalog_ranges(catalog, kind, held, kept, ranges, count);
    gk_free(held);
}

static gk_status count_embedded(gk_store *store, const gk_store_scope *scope, size_t *passages,
                                size_t *vectors, gk_error *err)
{
    const gk_catalog *catalog = &store->catalog;
    gk_library_info info;
    gk_status status = gk_store_counts(store, &info, err);
    if (status == GK_OK) status = gk_catalog_refresh(store, err);
    size_t missing = 0;
    for (size_t i = 0; status == GK_OK && i < catalog->count; i++) {
        const gk_catalog_entry *entry = &catalog->entries[i];
        if (!gk_store_scope_holds(scope, entry->content)) continue;
        *passages += entry->passages;
        /* Mostly all have one, or none has: then nobody counts. */
        if (!info.vectors || info.vectors == info.passages) continue;
        size_t without;
        status = gk_store_unembedded_count(store, entry->content, &without, err);
        if (status == GK_OK) missing += without;
    }
    *vectors = info.vectors && status == GK_OK ? *passages - missing : 0;
    return status;
}

gk_status gk_store_embedded(gk_store *store, const gk_store_scope *scope, size_t *passages,
                            size_t *vectors, gk_error *err)
{
    *passages = *vectors = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = count_embedded(store, scope, passages, vectors, err);
    gk_sql_end_read(store);
    return status;
}
