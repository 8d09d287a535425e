/* SPDX-License-Identifier: Apache-2.0
 *
 * sgml_text - see sgml_text.h.
 */
#include "read/sgml_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static size_t line_size(const char *s, size_t n)
{
    const char *end = memchr(s, '\n', n);
    return end ? (size_t)(end - s) + 1 : n;
}

static size_t skip_blank(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && isspace((unsigned char)s[i])) i++;
    return i;
}

/* The bytes of the mark at s, or 0. */
static size_t mark_size(const char *s, size_t n)
{
    static const char *const marks[] = {"<S>",       "<C>",        "<TABLE>", "</TABLE>",
                                        "<CAPTION>", "</CAPTION>", "<FN>",    "</FN>"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t k = strlen(marks[i]);
        if (n >= k && strncasecmp(s, marks[i], k) == 0) return k;
    }
    return 0;
}

/* Whether the line holds marks and nothing else. */
static bool is_marks(const char *s, size_t n)
{
    size_t at = skip_blank(s, n), marks = 0, k;
    for (; at < n && (k = mark_size(s + at, n - at)); marks++) {
        at += k;
        at += skip_blank(s + at, n - at);
    }
    return marks > 0 && at == n;
}

/* <PAGE> at the line's beginning, alone or with the page's number behind it. */
static bool is_page_mark(const char *s, size_t n)
{
    size_t at = skip_blank(s, n);
    if (n - at < 6 || strncasecmp(s + at, "<PAGE>", 6) != 0) return false;
    for (at += 6; at < n; at++)
        if (!isspace((unsigned char)s[at]) && !isdigit((unsigned char)s[at])) return false;
    return true;
}

static void add_line(gk_string *out, const char *s, size_t n)
{
    static const struct {
        const char *name;
        char is;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    for (size_t i = 0; i < n;) {
        const char *and = memchr(s + i, '&', n - i);
        size_t plain = and? (size_t)(and-s) - i : n - i;
        gk_string_append(out, s + i, plain);
        i += plain;
        if (i == n) break;
        size_t k = 1;
        char c = '&';
        for (size_t e = 0; e < sizeof entities / sizeof *entities; e++) {
            size_t length = strlen(entities[e].name);
            if (n - i < length || strncasecmp(s + i, entities[e].name, length) != 0) continue;
            c = entities[e].is;
            k = length;
        }
        gk_string_append(out, &c, 1);
        i += k;
    }
}

char *gk_sgml_text(const char *s, size_t n, size_t *size)
{
    gk_string out = {0};
    bool blank = true; /* nothing stands on the first page yet */
    for (size_t i = 0, k; i < n; i += k) {
        k = line_size(s + i, n - i);
        if (is_page_mark(s + i, k)) {
            if (!blank) gk_string_add(&out, "\f");
        } else if (!is_marks(s + i, k)) {
            blank = blank && skip_blank(s + i, k) == k;
            add_line(&out, s + i, k);
        }
    }
    *size = out.length;
    return gk_string_take(&out);
}

bool gk_is_uuencoded(const char *s, size_t n)
{
    if (n == 0) return false;
    size_t at = skip_blank(s, n), k = line_size(s + at, n - at), digits = 0;
    if (k < 10 || memcmp(s + at, "begin ", 6) != 0) return false;
    while (6 + digits < k && s[at + 6 + digits] >= '0' && s[at + 6 + digits] <= '7') digits++;
    return digits >= 3 && digits <= 4 && 6 + digits < k && s[at + 6 + digits] == ' ';
}

static unsigned bits(const char *s, size_t n, size_t i)
{
    /* Blanks at a line's end are lost on the way; they are zeros. */
    return i < n && s[i] >= ' ' ? (unsigned)(s[i] - ' ') & 0x3F : 0;
}

static void decode_line(gk_string *out, const char *s, size_t n)
{
    size_t length = bits(s, n, 0);
    for (size_t at = 1, left = length; left > 0; at += 4) {
        unsigned four = bits(s, n, at) << 18 | bits(s, n, at + 1) << 12 | bits(s, n, at + 2) << 6 |
                        bits(s, n, at + 3);
        char three[3] = {(char)(four >> 16 & 0xFF), (char)(four >> 8 & 0xFF), (char)(four & 0xFF)};
        size_t k = left < 3 ? left : 3;
        gk_string_append(out, three, k);
        left -= k;
    }
}

char *gk_uuencoded_read(const char *s, size_t n, size_t *size)
{
    gk_string out = {0};
    size_t i = skip_blank(s, n), k;
    i += line_size(s + i, n - i); /* "begin 644 name" */
    for (; i < n; i += k) {
        k = line_size(s + i, n - i);
        size_t bare = k;
        while (bare > 0 && (s[i + bare - 1] == '\n' || s[i + bare - 1] == '\r')) bare--;
        if (bare == 3 && memcmp(s + i, "end", 3) == 0) {
            *size = out.length;
            return gk_string_take(&out);
        }
        if (bare > 0) decode_line(&out, s + i, bare);
    }
    gk_string_free(&out);
    return NULL;
}
