/* SPDX-License-Identifier: Apache-2.0
 *
 * charset - text of whatever encoding as UTF-8. All readers use it: a file without a label is told
 * by its bytes, a page, a mail or a feed by the label that it carries.
 */
#ifndef GK_READ_CHARSET_H
#define GK_READ_CHARSET_H

#include "base/base.h"

/* What unlabelled bytes are: "UTF-8", "UTF-16LE" and "UTF-16BE" (by the byte order mark), "GB18030"
 * (which GBK and GB2312 are parts of), "WINDOWS-1252"; NULL: no text. A text of which not more than
 * one in twenty characters is broken counts as what the others are. */
const char *gk_charset_guess(const char *bytes, size_t size);

/* Decodes bytes: *text has *length bytes of UTF-8 without byte order mark and without NUL, and a
 * NUL after them; gk_free. A byte order mark counts more than the label. A label that iconv does
 * not know, that is no guide ("us-ascii", "utf-8" over other bytes), or NULL leaves it to the
 * bytes. What fits nowhere becomes U+FFFD. GK_INPUT, only without a usable label, where the bytes
 * are no text. */
gk_status gk_charset_decode(const char *bytes, size_t size, const char *label, char **text,
                            size_t *length, gk_error *err);

#endif
