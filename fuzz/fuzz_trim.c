/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as tokenizer.json, whose pieces are sorted by script and of which every third is
 * dropped: each id of the file is handed out, the others get new ones, and the result is JSON.
 */
#include "convert/vocabulary.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static json_int_t one_more(void *ctx, json_int_t id)
{
    ++*(size_t *)ctx;
    return id < INT32_MAX ? id + 1 : id;
}

static void look_at(const gk_pieces *pieces)
{
    size_t characters = 0, scripts[GK_SCRIPT_OTHER + 1] = {0};
    for (size_t id = 0; id < pieces->count; id++) {
        const gk_piece *piece = &pieces->pieces[id];
        if (!piece->text) continue;
        characters += gk_piece_is_character(pieces, piece);
        scripts[gk_piece_script(pieces, piece)]++;
    }
    if (characters > pieces->count || scripts[GK_SCRIPT_HAN] > pieces->count) abort();
}

static void drop_some(gk_pieces *pieces)
{
    bool *keep = gk_alloc_array(pieces->count, sizeof *keep);
    for (size_t id = 0; id < pieces->count; id++) keep[id] = id % 3 != 2;
    size_t ids = 0, again = 0;
    gk_pieces_map(pieces->root, one_more, &ids);
    gk_pieces_keep(pieces, keep);
    gk_pieces_map(pieces->root, one_more, &again);
    if (ids != again) abort();
    gk_free(keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_pieces pieces;
    gk_error err;
    if (gk_pieces_parse((const char *)data, size, "tokenizer.json", &pieces, &err) == GK_OK) {
        look_at(&pieces);
        drop_some(&pieces);
        char *text = json_dumps(pieces.root, JSON_COMPACT);
        if (!text) abort();
        free(text);
    }
    gk_pieces_free(&pieces);
    return 0;
}
