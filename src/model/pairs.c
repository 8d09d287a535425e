/* SPDX-License-Identifier: Apache-2.0 */
#include "model/pairs.h"

#include <stdint.h>

static void push(gk_ids *out, const int32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out->ids = gk_grow(out->ids, out->count, &out->capacity, sizeof *out->ids);
        out->ids[out->count++] = ids[i];
    }
}

/* As truncation of the longest first has it: the longer text is cut to what the other leaves, but
 * where both are longer than a half of the room they share it, and the longer gets the odd one. */
static void cut(gk_ids *q, gk_ids *p, size_t room)
{
    if (q->count + p->count <= room) return;
    gk_ids *shorter = q->count > p->count ? p : q, *longer = shorter == q ? p : q;
    if (shorter->count > room / 2) shorter->count = room / 2;
    longer->count = room - shorter->count;
}

size_t gk_pair_make(const gk_tokenizer *t, size_t limit, const char *query, size_t query_n,
                    const char *passage, size_t passage_n, gk_ids *out)
{
    const int32_t opening = gk_tokenizer_opening(t), closing = gk_tokenizer_closing(t);
    const gk_pair_template pair = gk_tokenizer_pair(t);
    const size_t marks = 2 + pair.closings, room = limit > marks ? limit - marks : 0;
    gk_ids q = {0}, p = {0};
    gk_tokenizer_encode(t, query, query_n, SIZE_MAX, &q);
    /* enough of it to know which of the two is longer */
    gk_tokenizer_encode(t, passage, passage_n, q.count > room ? q.count : room, &p);
    cut(&q, &p, room);
    const size_t start = out->count;
    push(out, &opening, 1);
    push(out, q.ids, q.count);
    for (size_t i = 0; i < pair.closings; i++) push(out, &closing, 1);
    const size_t second = out->count - start;
    push(out, p.ids, p.count);
    push(out, &closing, 1);
    gk_free(q.ids);
    gk_free(p.ids);
    return pair.typed ? second : 0;
}
