/* SPDX-License-Identifier: Apache-2.0 */
#include "tokenizer/wordpiece.h"

#include "tokenizer/internal.h"

static size_t count_characters(const char *s, size_t n)
{
    size_t characters = 0;
    for (size_t i = 0; i < n; i++) characters += ((unsigned char)s[i] & 0xC0) != 0x80;
    return characters;
}

/* The longest piece that s begins with, looked for from node; moves *end, its end. */
static int32_t longest_piece(const gk_trie *trie, uint32_t node, const char *s, size_t n,
                             size_t *end)
{
    int32_t longest = -1;
    for (size_t i = 0; i < n;) {
        node = gk_trie_child(trie, node, (unsigned char)s[i++]);
        if (!node) break;
        if (trie->nodes[node].value < 0) continue;
        longest = trie->nodes[node].value;
        *end = i;
    }
    return longest;
}

/* A word too long, or with a part that no piece covers, is one unknown token. The pieces wait till
 * the end is known: a cut through the word must not turn it into a known one. */
void gk_wordpiece_encode(const gk_wordpiece *model, const char *word, size_t n, gk_ids *pieces,
                         size_t limit, gk_ids *out)
{
    pieces->count = 0;
    bool known = count_characters(word, n) <= model->longest_word;
    for (size_t start = 0, length = 0; known && start < n; start += length) {
        int32_t id = -1;
        if (start == 0 || model->continues)
            id = longest_piece(model->pieces, start ? model->continuation : 0, word + start,
                               n - start, &length);
        known = id >= 0;
        gk_ids_push(pieces, id, SIZE_MAX);
    }
    if (!known) gk_ids_push(out, model->unknown, limit);
    for (size_t i = 0; known && i < pieces->count; i++) gk_ids_push(out, pieces->ids[i], limit);
}
