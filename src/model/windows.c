/* SPDX-License-Identifier: Apache-2.0 */
#include "model/windows.h"

#include <stdint.h>
#include <string.h>

static void push(gk_ids *out, const int32_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out->ids = gk_grow(out->ids, out->count, &out->capacity, sizeof *out->ids);
        out->ids[out->count++] = ids[i];
    }
}

/* The prompt and the text are one text to the tokenizer, as they were when the model was trained.
 */
static void encode(const gk_windower *w, const char *text, size_t n, size_t limit, gk_ids *out)
{
    if (*w->prompt == '\0') {
        gk_tokenizer_encode(w->tokenizer, text, n, limit, out);
        return;
    }
    gk_string whole = {0};
    gk_string_add(&whole, w->prompt);
    gk_string_append(&whole, text, n);
    gk_tokenizer_encode(w->tokenizer, whole.data, whole.length, limit, out);
    gk_string_free(&whole);
}

void gk_windows_make(const gk_windower *w, const char *text, size_t n, gk_ids *out)
{
    const int32_t opening = gk_tokenizer_opening(w->tokenizer),
                  closing = gk_tokenizer_closing(w->tokenizer);
    const size_t room = w->limit - 2;
    /* A prompt that leaves later windows little room stands before the first alone. */
    const size_t repeated = w->prompt_ids->count <= room / 2 ? w->prompt_ids->count : 0;
    gk_ids all = {0};
    encode(w, text, n, w->windowed ? SIZE_MAX : room, &all);
    size_t done = 0;
    do {
        const size_t prompt = done ? repeated : 0, left = all.count - done;
        const size_t taken = left < room - prompt ? left : room - prompt;
        push(out, &opening, 1);
        push(out, w->prompt_ids->ids, prompt);
        if (taken) push(out, all.ids + done, taken);
        push(out, &closing, 1);
        done += taken;
    } while (done < all.count);
    gk_free(all.ids);
}

size_t gk_windows_count(size_t ids, size_t limit) { return (ids + limit - 1) / limit; }
