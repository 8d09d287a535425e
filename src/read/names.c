/* SPDX-License-Identifier: Apache-2.0
 *
 * names - names of members: what a container calls them is not to be trusted, and not always in an
 * encoding that it names.
 */
#include "read/charset.h"
#include "read/unpack.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>

enum {
    LONGEST_PART = 240, /* of the 255 bytes that file systems take: the rest is for a number */
    LONGEST_PATH = 1024,
    LONGEST_SLUG = 80
};

/* ZIP files of DOS have names in its code page. */
static char *decode_name(const char *bytes, size_t size)
{
    char *text = NULL;
    size_t length;
    if (gk_charset_decode(bytes, size, NULL, &text, &length, NULL) != GK_OK)
        gk_charset_decode(bytes, size, "CP437", &text, &length, NULL);
    return text ? text : gk_strdup("");
}

static size_t character_start(const char *s, size_t at)
{
    while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80) at--;
    return at;
}

/* Appends a part of a path; one that is too long loses its middle, not its extension. */
static void add_part(gk_string *path, const char *part, size_t n)
{
    if (path->length > 0) gk_string_add(path, "/");
    size_t tail = 0;
    if (n > LONGEST_PART) {
        const char *dot = memrchr(part, '.', n);
        if (dot && part + n - dot <= 16) tail = (size_t)(part + n - dot);
    }
    size_t kept = n > LONGEST_PART ? character_start(part, LONGEST_PART - tail) : n - tail;
    gk_string_append(path, part, kept);
    gk_string_append(path, part + n - tail, tail);
}

void gk_make_printable(char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0)) memset(s + at, '_', i - at);
    }
}

static bool is_part(const char *part, size_t n)
{
    return n > 0 && !(n == 1 && part[0] == '.') && !(n == 2 && memcmp(part, "..", 2) == 0) &&
           !(n == 2 && part[1] == ':');
}

char *gk_name_clean(const char *bytes, size_t size)
{
    char *text = decode_name(bytes, size);
    gk_string path = {0};
    gk_make_printable(text);
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "/\\");
        if (is_part(at, n) && path.length + n < LONGEST_PATH) add_part(&path, at, n);
        at += n;
        at += *at != '\0';
    }
    gk_free(text);
    return path.length ? gk_string_take(&path) : NULL;
}

bool gk_name_is_hidden(const char *name)
{
    static const char *const hidden[] = {"__MACOSX", "Thumbs.db", "desktop.ini"};
    for (const char *part = name, *slash; part; part = slash ? slash + 1 : NULL) {
        size_t n = strcspn(part, "/");
        slash = strchr(part, '/');
        if (part[0] == '.') return true;
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            if (strlen(hidden[i]) == n && strncasecmp(part, hidden[i], n) == 0) return true;
    }
    return false;
}

char *gk_name_slug(const char *text, const char *other)
{
    gk_string slug = {0};
    size_t n = text ? strlen(text) : 0;
    bool apart = false;
    for (size_t i = 0; i < n && slug.length < LONGEST_SLUG;) {
        char bytes[4];
        uint32_t c = gk_utf8_next(text, n, &i);
        bool word = c != 0xFFFD && (gk_is_word(c) || gk_is_han(c));
        if (word && apart && slug.length) gk_string_add(&slug, "-");
        apart = !word;
        if (word) gk_string_append(&slug, bytes, gk_utf8_put(c, bytes));
    }
    return slug.length ? gk_string_take(&slug) : gk_strdup(other);
}
