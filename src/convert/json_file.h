/* SPDX-License-Identifier: Apache-2.0
 *
 * json_file - the JSON files of a model folder, read and written.
 */
#ifndef GK_CONVERT_JSON_FILE_H
#define GK_CONVERT_JSON_FILE_H

#include "base/base.h"

#include <jansson.h>

/* Reads size bytes as JSON; path is named in errors (GK_MODEL). *out is the caller's reference. */
gk_status gk_json_file_parse(const char *text, size_t size, const char *path, json_t **out,
                             gk_error *err);

/* Reads folder/name. An optional file that is absent gives GK_OK and NULL. */
gk_status gk_json_file_read(const char *folder, const char *name, bool optional, json_t **out,
                            gk_error *err);

/* Writes folder/name, indented for a person or as short as can be. */
gk_status gk_json_file_write(const char *folder, const char *name, const json_t *root, bool compact,
                             gk_error *err);

/* Says in a model's config.json that its weights are float32: transformers reads that under a newer
 * or an older name. */
void gk_json_set_float32(json_t *config);

#endif
