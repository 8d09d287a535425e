/* SPDX-License-Identifier: Apache-2.0
 *
 * Sketches of arbitrary text, and arbitrary bytes taken for a sketch: a text is the same as itself,
 * shares are shares, and what is unpacked packs to the same bytes.
 */
#include "alike/alike.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void sketch(const char *text, size_t n, gk_sketch *out)
{
    gk_sketcher *sketcher = gk_sketcher_new();
    gk_sketcher_add(sketcher, text, n);
    gk_sketcher_end(sketcher, out);
}

static void judge(const gk_sketch *a, const gk_sketch *b)
{
    gk_alike_verdict v = gk_alike_judge(a, b), w = gk_alike_judge(b, a);
    require(v.alike == w.alike && v.jaccard >= 0 && v.jaccard <= 1);
    require(v.containment >= 0 && v.containment <= 1 && v.figures >= 0 && v.figures <= 1);
}

static void find(const gk_sketch *a, const gk_sketch *b)
{
    gk_alike_index *index = gk_alike_index_new();
    int64_t ids[GK_ALIKE_MOST];
    gk_alike_index_add(index, 1, a);
    gk_alike_index_add(index, 2, b);
    size_t n = gk_alike_index_find(index, a, ids, GK_ALIKE_MOST);
    require(a->shingles ? n >= 1 && n <= 2 : n == 0);
    gk_alike_index_free(index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char packed[GK_SKETCH_BYTES];
    const char *text = (const char *)data;
    gk_sketch whole, half, other;
    sketch(text, size, &whole);
    sketch(text, size / 2, &half);
    require(!whole.shingles || gk_alike_judge(&whole, &whole).alike == GK_ALIKE_SAME);
    judge(&whole, &half);
    find(&whole, &half);
    gk_sketch_pack(&whole, packed);
    require(gk_sketch_unpack(packed, sizeof packed, &other));
    require(memcmp(&whole, &other, sizeof whole) == 0);
    if (gk_sketch_unpack(data, size, &other)) {
        gk_sketch_pack(&other, packed);
        require(memcmp(packed, data, size) == 0);
        judge(&whole, &other);
    }
    return 0;
}
