/* SPDX-License-Identifier: Apache-2.0
 *
 * sgml_text - what stands between <TEXT> and </TEXT> of a submission where it is no HTML.
 */
#ifndef GK_READ_SGML_TEXT_H
#define GK_READ_SGML_TEXT_H

#include "base/base.h"

/* Plain text as it was meant: <PAGE> ends a page (a form feed), lines of nothing but table marks
 * (<TABLE>, <CAPTION>, <S>, <C>) go, "&amp;", "&lt;" and "&gt;" are what they stand for; gk_free.
 */
char *gk_sgml_text(const char *s, size_t n, size_t *size);

/* Whether the first line that is not blank is "begin 644 name". */
bool gk_is_uuencoded(const char *s, size_t n);
/* What is encoded; NULL where it breaks off before its "end"; gk_free. */
char *gk_uuencoded_read(const char *s, size_t n, size_t *size);

#endif
