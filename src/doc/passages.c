/* SPDX-License-Identifier: Apache-2.0
 *
 * passages - what a list of passages owns, what a model reads of one, and how lines are counted.
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

/* Layout's padding says nothing to a model: runs of blanks become two, which keeps columns apart.
 */
static void add_folded(gk_string *to, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n"), i = 0;
        while (i < n && text[i] == ' ') i++;
        if (i < n && to->length) gk_string_add(to, "\n");
        while (i < n) {
            size_t run = i;
            while (run < n && text[run] != ' ') run++;
            gk_string_append(to, text + i, run - i);
            i = run;
            while (i < n && text[i] == ' ') i++;
            if (i < n) gk_string_add(to, i - run > 1 ? "  " : " ");
        }
        text += n;
        if (*text) text++;
    }
}

char *gk_passage_embed_text(const char *title, const char *context, const char *body)
{
    gk_string text = {0};
    gk_string_add(&text, title);
    add_folded(&text, context);
    add_folded(&text, body);
    return gk_string_take(&text);
}
