/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_html - what the pages of `goshawk eval` share: their style, in light and dark, and their
 * frame. A page fetches nothing and runs nothing.
 */
#ifndef CLI_EVAL_HTML_H
#define CLI_EVAL_HTML_H

#include <jansson.h>
#include <stdio.h>

/* The head of a page, and the beginning of what it shows; title follows the set's name. */
void eval_html_open(FILE *to, const char *set, const char *title);
void eval_html_close(FILE *to);
/* A text of an object, escaped; "?" where it has none. */
void eval_html_text(FILE *to, const json_t *object, const char *key);
/* What follows the last slash of a path. */
const char *eval_html_name(const char *path);

#endif
