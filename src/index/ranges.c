/* SPDX-License-Identifier: Apache-2.0
 *
 * Row ids and places.
 */
#include "index/internal.h"

#include <string.h>

static uint32_t run_end(const gk_segment *s, uint32_t run)
{
    return run + 1 < s->footer.run_count ? s->runs[run + 1].place : s->footer.rows;
}

static int64_t run_last_row(const gk_segment *s, uint32_t run)
{
    return s->runs[run].row + (int64_t)(run_end(s, run) - s->runs[run].place);
}

int64_t gk_segment_row(const gk_segment *s, uint32_t place)
{
    uint32_t low = 0, high = s->footer.run_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (s->runs[middle].place <= place)
            low = middle;
        else
            high = middle;
    }
    return s->runs[low].row + (int64_t)(place - s->runs[low].place);
}

int64_t gk_segment_first_row(const gk_segment *s) { return s->footer.rows ? s->runs[0].row : 0; }

int64_t gk_segment_last_row(const gk_segment *s)
{
    return s->footer.rows ? run_last_row(s, s->footer.run_count - 1) - 1 : 0;
}

/* Puts [first, last) behind the others. */
static void append(gk_places **places, size_t *count, size_t *capacity, uint32_t first,
                   uint32_t last)
{
    if (*count && (*places)[*count - 1].last == first) {
        (*places)[*count - 1].last = last;
        return;
    }
    *places = gk_grow(*places, *count, capacity, sizeof **places);
    (*places)[(*count)++] = (gk_places){first, last};
}

/* The first range that ends behind a row. */
static size_t first_range(const gk_range *ranges, size_t count, int64_t row)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last <= row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void gk_places_of(const gk_segment *s, const gk_range *ranges, size_t count, gk_places **places,
                  size_t *place_count)
{
    size_t capacity = 0;
    *places = NULL;
    *place_count = 0;
    size_t i = first_range(ranges, count, gk_segment_first_row(s));
    for (uint32_t run = 0; run < s->footer.run_count && i < count;) {
        int64_t row = s->runs[run].row, end = run_last_row(s, run);
        int64_t first = ranges[i].first > row ? ranges[i].first : row;
        int64_t last = ranges[i].last < end ? ranges[i].last : end;
        if (first < last)
            append(places, place_count, &capacity, s->runs[run].place + (uint32_t)(first - row),
                   s->runs[run].place + (uint32_t)(last - row));
        if (ranges[i].last < end)
            i++;
        else
            run++;
    }
}

void gk_places_both(const gk_places *a, size_t a_count, const gk_places *b, size_t b_count,
                    gk_places **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    for (size_t i = 0, k = 0; i < a_count && k < b_count;) {
        uint32_t first = a[i].first > b[k].first ? a[i].first : b[k].first;
        uint32_t last = a[i].last < b[k].last ? a[i].last : b[k].last;
        if (first < last) append(out, count, &capacity, first, last);
        if (a[i].last < b[k].last)
            i++;
        else
            k++;
    }
}

size_t gk_segment_count(const gk_segment *s, const gk_range *ranges, size_t count)
{
    if (!ranges) return s->footer.rows;
    gk_places *places;
    size_t n, rows = 0;
    gk_places_of(s, ranges, count, &places, &n);
    for (size_t i = 0; i < n; i++) rows += places[i].last - places[i].first;
    gk_free(places);
    return rows;
}

/* The sums of the rows before a place. */
static void sums_before(const gk_segment *s, uint32_t place, uint64_t sums[2])
{
    uint32_t step = place / GK_SUMS_STEP;
    memcpy(sums, s->bytes + s->footer.sums + (size_t)step * 16, 16);
    for (uint32_t i = step * GK_SUMS_STEP; i < place; i++) {
        sums[0] += s->lengths.all[i];
        sums[1] += s->lengths.context[i];
    }
}

void gk_segment_sums(const gk_segment *s, const gk_places *places, size_t count, uint64_t *all,
                     uint64_t *context)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t first[2], last[2];
        sums_before(s, places[i].first, first);
        sums_before(s, places[i].last, last);
        *all += last[0] - first[0];
        *context += last[1] - first[1];
    }
}
