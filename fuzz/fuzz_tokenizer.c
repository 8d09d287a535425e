/* SPDX-License-Identifier: Apache-2.0
 *
 * Up to the first NUL any bytes as tokenizer.json, after it any bytes as text, cut at two limits:
 * the ids stay inside the vocabulary, and a lower limit gives the beginning of what a higher one
 * gives.
 */
#include "tokenizer/tokenizer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SHORT = 7 };

static void encode(const gk_tokenizer *tokenizer, const char *text, size_t n)
{
    gk_ids all = {0}, first = {0};
    gk_tokenizer_encode(tokenizer, text, n, SIZE_MAX, &all);
    gk_tokenizer_encode(tokenizer, text, n, SHORT, &first);
    size_t few = all.count < SHORT ? all.count : SHORT;
    if (first.count != few || (few && memcmp(all.ids, first.ids, few * sizeof *all.ids))) abort();
    size_t vocabulary = gk_tokenizer_size(tokenizer);
    for (size_t i = 0; i < all.count; i++)
        if (all.ids[i] < 0 || (size_t)all.ids[i] >= vocabulary) abort();
    if ((size_t)gk_tokenizer_opening(tokenizer) >= vocabulary ||
        (size_t)gk_tokenizer_closing(tokenizer) >= vocabulary)
        abort();
    gk_free(all.ids);
    gk_free(first.ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t json = zero ? (size_t)(zero - data) : size, text = zero ? json + 1 : size;
    gk_tokenizer *tokenizer;
    gk_error err;
    if (gk_tokenizer_parse((const char *)data, json, "tokenizer.json", &tokenizer, &err) == GK_OK) {
        encode(tokenizer, (const char *)data + text, size - text);
        gk_tokenizer_free(tokenizer);
    }
    return 0;
}
