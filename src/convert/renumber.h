/* SPDX-License-Identifier: Apache-2.0
 *
 * renumber - a model folder with a part of the vocabulary: rows of the table of words, ids in all
 * files.
 */
#ifndef GK_CONVERT_RENUMBER_H
#define GK_CONVERT_RENUMBER_H

#include "convert/folder.h"
#include "convert/vocabulary.h"

/* Sets keep[id] for every id that a file of the folder names: it cannot go. GK_MODEL for one that
 * the vocabulary lacks. */
gk_status gk_named_ids(const char *from, const gk_pieces *vocabulary, bool *keep, gk_error *err);

/* Fills `to`, planned from `from`, with the same model and the pieces for which keep[id] is true,
 * under new ids in the order of the old. Uses the vocabulary up. */
gk_status gk_renumbered_write(const char *from, gk_new_folder *to, gk_pieces *vocabulary,
                              const bool *keep, gk_error *err);

#endif
