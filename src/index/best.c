/* SPDX-License-Identifier: Apache-2.0
 *
 * The best k of rows that come in the order of their ids.
 */
#include "index/internal.h"

#include <stdlib.h>

static bool worse(gk_index_best_item a, gk_index_best_item b)
{
    return a.units != b.units ? a.units < b.units : a.row > b.row;
}

static void swap(gk_index_best_item *a, gk_index_best_item *b)
{
    gk_index_best_item kept = *a;
    *a = *b;
    *b = kept;
}

/* Moves the first item down until none of its children is worse. */
static void sift_down(gk_index_best_item *items, size_t count)
{
    for (size_t i = 0;;) {
        size_t child = 2 * i + 1;
        if (child >= count) return;
        if (child + 1 < count && worse(items[child + 1], items[child])) child++;
        if (!worse(items[child], items[i])) return;
        swap(&items[i], &items[child]);
        i = child;
    }
}

void gk_index_best_add(gk_index_best *best, int64_t row, int32_t units)
{
    if (best->k == 0 || units < best->need) return;
    if (best->count < best->k) {
        best->items = gk_grow(best->items, best->count, &best->capacity, sizeof *best->items);
        size_t i = best->count++;
        best->items[i] = (gk_index_best_item){units, row};
        for (; i > 0 && worse(best->items[i], best->items[(i - 1) / 2]); i = (i - 1) / 2)
            swap(&best->items[i], &best->items[(i - 1) / 2]);
    } else {
        best->items[0] = (gk_index_best_item){units, row};
        sift_down(best->items, best->count);
    }
    /* A later row of the same score would stand behind all that are there. */
    best->need = best->count < best->k ? 1 : best->items[0].units + 1;
}

static int best_first(const void *a, const void *b)
{
    const gk_index_best_item *left = a, *right = b;
    return worse(*left, *right) - worse(*right, *left);
}

void gk_index_best_sort(gk_index_best *best)
{
    if (best->count) qsort(best->items, best->count, sizeof *best->items, best_first);
}
