/* SPDX-License-Identifier: Apache-2.0
 *
 * feed_mend - what feeds get wrong most often, put right before XML's parser sees it.
 */
#ifndef GK_READ_FEED_MEND_H
#define GK_READ_FEED_MEND_H

#include "base/base.h"

/* A copy of text (UTF-8) in which, outside CDATA and comments, an '&' that begins no reference and
 * a
 * '<' that begins no markup stand for themselves, a name that HTML has for a character is that
 * character, and no other entity is referred to; control characters are spaces. gk_free. */
char *gk_feed_mend(const char *text, size_t size, size_t *length);

#endif
