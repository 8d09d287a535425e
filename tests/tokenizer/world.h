/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of tokenizers share. Include after cmocka.h.
 */
#ifndef TOKENIZER_WORLD_H
#define TOKENIZER_WORLD_H

#include "tokenizer/tokenizer.h"

#include <string.h>

static inline gk_tokenizer *open_text(const char *json)
{
    gk_error err = {0};
    gk_tokenizer *tokenizer;
    if (gk_tokenizer_parse(json, strlen(json), "tokenizer.json", &tokenizer, &err) != GK_OK)
        fail_msg("%s", err.message);
    return tokenizer;
}

/* The ids of the text must be these; the list ends at -1. */
static inline void assert_ids_of(const gk_tokenizer *tokenizer, const char *text, size_t n,
                                 const int32_t *wanted)
{
    gk_ids ids = {0};
    size_t count = 0;
    gk_tokenizer_encode(tokenizer, text, n, SIZE_MAX, &ids);
    while (wanted[count] != -1) count++;
    for (size_t i = 0; i < count && i < ids.count; i++)
        if (ids.ids[i] != wanted[i])
            fail_msg("\"%s\": id %zu is %d, not %d", text, i, (int)ids.ids[i], (int)wanted[i]);
    if (count != ids.count) fail_msg("\"%s\": %zu ids, not %zu", text, ids.count, count);
    gk_free(ids.ids);
}

static inline void assert_ids(const gk_tokenizer *tokenizer, const char *text,
                              const int32_t *wanted)
{
    assert_ids_of(tokenizer, text, strlen(text), wanted);
}

#define IDS(...) ((const int32_t[]){__VA_ARGS__, -1})
#define NO_IDS   IDS(-1)

/* The file must be refused with a line that names what. */
static inline void assert_refused(const char *json, const char *what)
{
    gk_error err = {0};
    gk_tokenizer *tokenizer;
    gk_status status = gk_tokenizer_parse(json, strlen(json), "x/tokenizer.json", &tokenizer, &err);
    if (status != GK_MODEL) fail_msg("expected \"%s\", got status %d", what, (int)status);
    assert_null(tokenizer);
    if (!strstr(err.message, what) || strncmp(err.message, "x/tokenizer.json: ", 18) != 0)
        fail_msg("\"%s\" does not name \"%s\" and the file", err.message, what);
}

#endif
