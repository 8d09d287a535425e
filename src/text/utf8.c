/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

uint32_t gk_utf8_next(const char *s, size_t n, size_t *i)
{
    if ((unsigned char)s[*i] < 0x80) return (unsigned char)s[(*i)++];
    utf8proc_int32_t c;
    size_t left = n - *i;
    /* Passing more than four bytes gains nothing; a negative result is a bad byte. */
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)s + *i,
                                             (utf8proc_ssize_t)(left < 4 ? left : 4), &c);
    if (used <= 0) {
        (*i)++;
        return 0xFFFD;
    }
    *i += (size_t)used;
    return (uint32_t)c;
}

size_t gk_utf8_put(uint32_t c, char out[4])
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

bool gk_utf8_valid(const char *s, size_t n, size_t *bad_at)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t c;
        size_t left = n - i;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
                                                 (utf8proc_ssize_t)(left < 4 ? left : 4), &c);
        if (used <= 0) {
            if (bad_at) *bad_at = i;
            return false;
        }
        i += (size_t)used;
    }
    return true;
}

bool gk_is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x2FA1F);
}

bool gk_is_space(uint32_t c)
{
    if (c <= 0x20) return c == ' ' || (c >= '\t' && c <= '\r');
    if (c < 0x80) return false;
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

bool gk_is_word(uint32_t c)
{
    if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default:
        return false;
    }
}

int gk_char_width(uint32_t c)
{
    if (c >= 0x20 && c < 0x7F) return 1;
    return utf8proc_charwidth((utf8proc_int32_t)c);
}

char *gk_fold_space(const char *s, size_t n)
{
    char *out = gk_alloc(n + 1);
    size_t length = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (gk_is_space(c)) {
            if (length && out[length - 1] != ' ') out[length++] = ' ';
        } else {
            memcpy(out + length, s + at, i - at);
            length += i - at;
        }
    }
    if (length && out[length - 1] == ' ') length--;
    out[length] = '\0';
    return out;
}
