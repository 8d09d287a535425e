/* SPDX-License-Identifier: Apache-2.0
 *
 * precompiled - the normaliser that sentencepiece compiles into its models: a map from strings to
 * strings, as bytes: the size of a trie in bytes (32 bits, little endian), the trie, and the
 * replacements, each ended by a NUL. The trie is a double array as of Darts-clone (Yata): units of
 * 32 bits whose value is an offset into the replacements.
 * Method: the spm_precompiled crate (Apache-2.0), which the Hugging Face tokenizers library uses.
 */
#ifndef GK_PRECOMPILED_H
#define GK_PRECOMPILED_H

#include "base/base.h"

typedef struct gk_precompiled {
    const uint32_t *units;
    size_t unit_count;
    const char *texts; /* the replacements: valid UTF-8 */
    size_t size;
} gk_precompiled;

/* Reads the map from base64; what it makes is arena's. False: it is broken. */
bool gk_precompiled_read(const char *base64, size_t n, gk_arena *arena, gk_precompiled *out);
/* Appends s (valid UTF-8), mapped: a grapheme cluster of less than six bytes becomes what its
 * shortest mapped beginning does, any other goes character by character. */
void gk_precompiled_append(const gk_precompiled *map, const char *s, size_t n, gk_string *out);

#endif
