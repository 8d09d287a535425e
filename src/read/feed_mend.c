/* SPDX-License-Identifier: Apache-2.0
 *
 * feed_mend - see feed_mend.h.
 */
#include "read/feed_mend.h"
#include "text/text.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <string.h>

enum { LONGEST_NAME = 32 };

/* The bytes of the reference's name at s, behind the '&', or 0 where no ';' closes one. */
static size_t name_size(const char *s, size_t n)
{
    size_t i = n > 0 && s[0] == '#';
    while (i < n && i < LONGEST_NAME && isalnum((unsigned char)s[i])) i++;
    return i > 0 && i < n && s[i] == ';' ? i : 0;
}

static bool is_number(const char *s, size_t n)
{
    bool hex = n > 2 && s[1] == 'x';
    if (n < 2 || s[0] != '#' || n > 10) return false;
    for (size_t i = hex ? 2 : 1; i < n; i++)
        if (hex ? !isxdigit((unsigned char)s[i]) : !isdigit((unsigned char)s[i])) return false;
    return true;
}

/* Writes what the '&' at s begins; returns its bytes. XML's own names become numbers: behind a
 * first error libxml2 passes over names. */
static size_t mend_reference(gk_string *out, const char *s, size_t n)
{
    static const struct {
        const char *name, *number;
    } own[] = {
        {"amp", "&#38;"}, {"lt", "&#60;"}, {"gt", "&#62;"}, {"quot", "&#34;"}, {"apos", "&#39;"}};
    char name[LONGEST_NAME + 1] = "", bytes[4];
    size_t k = name_size(s + 1, n - 1);
    memcpy(name, s + 1, k);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i].name, name) != 0) continue;
        gk_string_add(out, own[i].number);
        return k + 2;
    }
    const htmlEntityDesc *known = k ? htmlEntityLookup((const xmlChar *)name) : NULL;
    if (is_number(name, k))
        gk_string_append(out, s, k + 2);
    else if (known)
        gk_string_append(out, bytes, gk_utf8_put(known->value, bytes));
    else
        gk_string_add(out, "&#38;");
    return is_number(name, k) || known ? k + 2 : 1;
}

/* The bytes of the section at s that is copied as it is, or 0. One that is not closed goes to the
 * end. */
static size_t verbatim(const char *s, size_t n)
{
    static const char *const sections[][2] = {{"<![CDATA[", "]]>"}, {"<!--", "-->"}};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        size_t k = strlen(sections[i][0]);
        if (n < k || memcmp(s, sections[i][0], k) != 0) continue;
        const char *end = memmem(s + k, n - k, sections[i][1], 3);
        return end ? (size_t)(end - s) + 3 : n;
    }
    return 0;
}

static bool begins_markup(const char *s, size_t n)
{
    return n > 1 &&
           (isalpha((unsigned char)s[1]) || strchr("/!?_:", s[1]) || (unsigned char)s[1] >= 0x80);
}

static void replace_controls(char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 && !(s[i] && strchr("\t\n\r", s[i]))) s[i] = ' ';
}

char *gk_feed_mend(const char *text, size_t size, size_t *length)
{
    gk_string out = {0};
    for (size_t i = 0, k; i < size; i += k) {
        for (k = 0; i + k < size && text[i + k] != '&' && text[i + k] != '<'; k++) {
        }
        gk_string_append(&out, text + i, k);
        if (k > 0) continue;
        size_t left = size - i;
        if (text[i] == '&') {
            k = mend_reference(&out, text + i, left);
        } else if ((k = verbatim(text + i, left))) {
            gk_string_append(&out, text + i, k);
        } else {
            gk_string_add(&out, begins_markup(text + i, left) ? "<" : "&#60;");
            k = 1;
        }
    }
    *length = out.length;
    char *mended = gk_string_take(&out);
    replace_controls(mended, *length);
    return mended;
}
