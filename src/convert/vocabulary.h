/* SPDX-License-Identifier: Apache-2.0
 *
 * vocabulary - tokenizer.json as data: the pieces by id, the places that hold ids, and the same
 * file with fewer pieces under new ids.
 */
#ifndef GK_CONVERT_VOCABULARY_H
#define GK_CONVERT_VOCABULARY_H

#include "tokenizer/tokenizer.h"

#include <jansson.h>

typedef struct gk_piece {
    const char *text; /* NULL: no piece of the model has this id */
    size_t length;
    double score; /* Unigram: its log probability */
} gk_piece;

typedef struct gk_pieces {
    char *path; /* of the file */
    json_t *root;
    gk_tokenizer *tokenizer;
    bool unigram;              /* else WordPiece */
    gk_piece *pieces;          /* (count), their text in root */
    size_t count;              /* highest id + 1, of pieces and added tokens */
    const char *continue_with; /* what a piece that begins no word begins with: "##" */
} gk_pieces;

/* Reads folder/tokenizer.json; GK_MODEL for what the tokenizer cannot read. gk_pieces_free in
 * any case. */
gk_status gk_pieces_read(const char *folder, gk_pieces *out, gk_error *err);
/* The same from the file's content; path is named in errors. */
gk_status gk_pieces_parse(const char *json, size_t size, const char *path, gk_pieces *out,
                          gk_error *err);
void gk_pieces_free(gk_pieces *vocabulary);

/* What kind of word a piece is part of. */
typedef enum gk_script {
    GK_SCRIPT_LATIN, /* its letters are Latin, at least one; digits and punctuation beside them */
    GK_SCRIPT_HAN,
    GK_SCRIPT_OTHER
} gk_script;
gk_script gk_piece_script(const gk_pieces *vocabulary, const gk_piece *piece);

/* True for a piece of one character, whether or not it begins a word. */
bool gk_piece_is_character(const gk_pieces *vocabulary, const gk_piece *piece);

/* The new id in place of an old one; what is no id of the vocabulary is its own affair. */
typedef json_int_t gk_id_map(void *ctx, json_int_t id);

/* Replaces every id in the file by map's, but those of the pieces: added tokens, the unknown one,
 * templates, padding. */
void gk_pieces_map(json_t *root, gk_id_map *map, void *ctx);

/* Leaves the pieces for which keep[id] is true, under new ids in the order of the old. */
void gk_pieces_keep(gk_pieces *vocabulary, const bool *keep);

#endif
