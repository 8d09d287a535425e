/* SPDX-License-Identifier: Apache-2.0 - JSON for the modules that print it */
#ifndef GK_TEXT_JSON_H
#define GK_TEXT_JSON_H

#include "text/text.h"

#include <jansson.h>

/* A JSON string, or null for NULL. Names and paths may hold any bytes, JSON only UTF-8: what is
 * none becomes U+FFFD. The caller's reference. */
json_t *gk_json_text(const char *text);
json_t *gk_json_bytes(const char *text, size_t n); /* the same for n bytes */
/* Writes value as the gk_*_json functions of goshawk.h give it, and drops the reference. gk_free.
 */
char *gk_json_print(json_t *value);

#endif
