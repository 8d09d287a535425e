/* SPDX-License-Identifier: Apache-2.0
 *
 * passages - what a list of passages owns, and how lines are counted.
 */
#include "doc/doc.h"

#include <string.h>

size_t gk_line_count(const char *text, size_t length)
{
    size_t lines = 0;
    const char *end = text + length;
    for (const char *p = text; p < end; lines++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        p = newline ? newline + 1 : end;
    }
    return lines;
}

void gk_passages_free(gk_passages *passages)
{
    if (!passages) return;
    gk_arena_free(passages->arena);
    gk_free(passages);
}
