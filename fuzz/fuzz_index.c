/* SPDX-License-Identifier: Apache-2.0
 *
 * Arbitrary bytes taken for a segment of the index, with a footer whose hashes are right, so that
 * what lies behind it is reached: opening, searching, counting, merging and checking give an answer
 * or an error. Whatever passes the check can be merged.
 */
#include "index/index.h"
#include "index/internal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Makes the hashes of a footer right, if there is room for one. */
static void sign(unsigned char *bytes, size_t size)
{
    gk_index_footer footer;
    if (size < sizeof footer) return;
    memcpy(&footer, bytes + size - sizeof footer, sizeof footer);
    memcpy(footer.magic, gk_index_footer_magic, sizeof footer.magic);
    footer.size = size;
    footer.hash = gk_index_hash(0, bytes, size - sizeof footer);
    footer.footer = gk_index_hash(GK_HASH_START, &footer, offsetof(gk_index_footer, footer));
    memcpy(bytes + size - sizeof footer, &footer, sizeof footer);
}

static void search(gk_segment *segment, size_t k, const gk_range *ranges, size_t count)
{
    static const gk_index_term terms[] = {{"lamp", 1}, {"quay", 2}, {"a", 0.5}, {"word1", 1}};
    const double weights[][GK_INDEX_FIELDS] = {{0, 0}, {2, 1}, {0, 1}};
    for (size_t i = 0; i < 3; i++) {
        gk_index_query query = {
            .terms = terms, .term_count = 4, .k = k, .admitted = ranges, .admitted_count = count};
        gk_index_hit *hits;
        size_t found;
        memcpy(query.fields, weights[i], sizeof query.fields);
        if (gk_index_search(&segment, 1, &query, &hits, &found, NULL) == GK_OK) gk_free(hits);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const gk_range ranges[] = {{1, 3}, {4, 40}, {60, 1000}};
    gk_segment *segment;
    unsigned char *bytes = gk_alloc(size + 1);
    if (size) memcpy(bytes, data, size);
    sign(bytes, size);
    if (gk_segment_take(bytes, size, &segment, NULL) != GK_OK) return 0;
    search(segment, 3, NULL, 0);
    search(segment, 100, ranges, 3);
    gk_string merged = {0};
    bool good = gk_segment_check(segment, NULL) == GK_OK;
    gk_status status = gk_segment_merge(&segment, 1, ranges, 3, gk_index_to_string(&merged), NULL);
    if (good != (status == GK_OK)) abort();
    gk_string_free(&merged);
    gk_segment_close(segment);
    return 0;
}
