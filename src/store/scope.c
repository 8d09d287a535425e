/* SPDX-License-Identifier: Apache-2.0
 *
 * What a search sees (store.h), as ranges of passages.
 */
#include "store/internal.h"

#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_in(const int64_t *contents, size_t count, int64_t content)
{
    return !contents || (count && bsearch(&content, contents, count, sizeof *contents, by_number));
}

bool gk_store_scope_holds(const gk_store_scope *scope, int64_t content)
{
    return !scope || (is_in(scope->admitted, scope->admitted_count, content) &&
                      is_in(scope->within, scope->within_count, content));
}

void gk_scope_ranges(const gk_catalog *catalog, const gk_store_scope *scope, gk_range **ranges,
                     size_t *count)
{
    const int64_t *list = scope ? scope->within : NULL;
    size_t n = scope ? scope->within_count : 0, kept = 0;
    if (scope && !list) {
        list = scope->admitted;
        n = scope->admitted_count;
    }
    if (!list) {
        gk_catalog_ranges(catalog, NULL, 0, ranges, count);
        return;
    }
    int64_t *held = gk_alloc_array(n, sizeof *held);
    for (size_t i = 0; i < n; i++)
        if (is_in(scope->admitted, scope->admitted_count, list[i])) held[kept++] = list[i];
    gk_catalog_ranges(catalog, held, kept, ranges, count);
    gk_free(held);
}
