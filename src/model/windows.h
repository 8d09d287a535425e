/* SPDX-License-Identifier: Apache-2.0
 *
 * windows - a text as the sequences that the encoder takes: one, cut at the model's limit, or as
 * many as the whole text needs. Each stands between the template's tokens and begins with the
 * prompt.
 */
#ifndef GK_WINDOWS_H
#define GK_WINDOWS_H

#include "tokenizer/tokenizer.h"

typedef struct gk_windower {
    const gk_tokenizer *tokenizer;
    const char *prompt;       /* "" for none */
    const gk_ids *prompt_ids; /* of the prompt alone, for all windows but the first */
    size_t limit;             /* ids of a window, the template's among them; at least 3 where
                           windowed, else 2 */
    bool windowed;            /* else the text is cut after the first window */
} gk_windower;

/* Appends the windows of text to out, one after the other. All but the last hold exactly `limit`
 * ids, so that their number is gk_windows_count(out->count, limit). */
void gk_windows_make(const gk_windower *windower, const char *text, size_t n, gk_ids *out);
size_t gk_windows_count(size_t ids, size_t limit);

#endif
