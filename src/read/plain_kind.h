/* SPDX-License-Identifier: Apache-2.0
 *
 * plain_kind - whether a file is text, and whether that text is Markdown.
 */
#ifndef GK_READ_PLAIN_KIND_H
#define GK_READ_PLAIN_KIND_H

#include "base/base.h"

typedef enum gk_plain { GK_PLAIN_NO, GK_PLAIN_TEXT, GK_PLAIN_MARKDOWN } gk_plain;
/* .txt and .md say it; a name that says nothing leaves it to the content; one that says something
 * else (.c, .json, .doc) is no plain text. A set of evaluation questions never is. */
gk_plain gk_plain_kind(const char *path, const char *head, size_t head_size);

#endif
