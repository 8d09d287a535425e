/* SPDX-License-Identifier: Apache-2.0
 *
 * folder - a model folder made from another, all or nothing: its files are written into a hidden
 * folder beside its place, which takes the place when it is whole and opens as a model.
 */
#ifndef GK_CONVERT_FOLDER_H
#define GK_CONVERT_FOLDER_H

#include "base/base.h"

typedef struct gk_new_folder gk_new_folder;

/* Checks that `to` may become a folder: it must not exist or be empty (GK_INVALID), its parent must
 * exist, and it must not lie inside `from`. Writes nothing yet. gk_new_folder_free in any case. */
gk_status gk_new_folder_plan(const char *from, const char *to, gk_new_folder **out, gk_error *err);

/* Makes the hidden folder and copies what `from` holds: regular files, also those of its folders,
 * but not what those folders hold in folders. Left out are weights of any format, hidden files, and
 * the names of `except` (NULL at its end, or NULL for none). */
gk_status gk_new_folder_fill(gk_new_folder *folder, const char *const *except, gk_error *err);

/* Where files are to be written after gk_new_folder_fill. */
const char *gk_new_folder_path(const gk_new_folder *folder);

/* Opens what stands there as a model, then moves it to its place. */
gk_status gk_new_folder_finish(gk_new_folder *folder, gk_error *err);

/* Removes what was not finished. NULL is allowed. */
void gk_new_folder_free(gk_new_folder *folder);

#endif
