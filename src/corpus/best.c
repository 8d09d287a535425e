/* SPDX-License-Identifier: Apache-2.0 */
#include "corpus/best.h"

#include <math.h>
#include <stdlib.h>

static bool worse(gk_found a, gk_found b)
{
    return a.score != b.score ? a.score < b.score : a.passage > b.passage;
}

static void sift_up(gk_found *items, size_t i, gk_found item)
{
    for (; i > 0 && worse(item, items[(i - 1) / 2]); i = (i - 1) / 2) items[i] = items[(i - 1) / 2];
    items[i] = item;
}

static void sift_down(gk_found *items, size_t count, gk_found item)
{
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && worse(items[child + 1], items[child])) child++;
        if (!worse(items[child], item)) break;
        items[i] = items[child];
    }
    items[i] = item;
}

void gk_nearby_add(gk_nearby *best, gk_found item)
{
    if (isnan(item.score)) return;
    if (best->count < best->k)
        sift_up(best->items, best->count++, item);
    else if (best->k && worse(best->items[0], item))
        sift_down(best->items, best->count, item);
}

static int best_first(const void *a, const void *b)
{
    return worse(*(const gk_found *)a, *(const gk_found *)b) -
           worse(*(const gk_found *)b, *(const gk_found *)a);
}

void gk_nearby_sort(gk_nearby *best)
{
    if (best->count) qsort(best->items, best->count, sizeof *best->items, best_first);
    for (size_t i = best->count; i < best->k; i++)
        best->items[i] = (gk_found){.passage = UINT32_MAX};
}
