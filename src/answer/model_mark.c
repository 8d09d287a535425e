/* SPDX-License-Identifier: Apache-2.0
 *
 * Models cite in many ways: "[1]", "[1, 2]", "[source 3]", "【4】", before the full stop or after
 * it. One form is left: "[1] [2]" before the mark that ends the sentence.
 */
#include "answer/model.h"

#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MOST = 4 };

static size_t spaces(const char *s) { return strspn(s, " \t"); }

/* The words that may stand before a number. */
static size_t skip_word(const char *s)
{
    static const char *const words[] = {"sources", "source", "来源", "src", "ref", "doc"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (strncasecmp(s, words[i], n) == 0) return n + spaces(s + n);
    }
    return 0;
}

static size_t skip_separator(const char *s)
{
    static const char *const separators[] = {",", ";", "、", "，", "；", "and", "&"};
    size_t at = spaces(s);
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t n = strlen(separators[i]);
        if (strncmp(s + at, separators[i], n) == 0) return at + n + spaces(s + at + n);
    }
    return at;
}

/* The numbers of a citation that begins at s; *n of them. Returns its length, 0 where it is none.
 */
static size_t read_citation(const char *s, size_t numbers[16], size_t *n)
{
    static const char *const brackets[][2] = {{"[", "]"}, {"【", "】"}};
    for (size_t b = 0; b < 2; b++) {
        size_t at = strlen(brackets[b][0]);
        if (strncmp(s, brackets[b][0], at) != 0) continue;
        *n = 0;
        at += spaces(s + at);
        while (*n < 16) {
            at += skip_word(s + at);
            size_t digits = strspn(s + at, "0123456789"), value = 0;
            if (!digits || digits > DIGITS_MOST) return 0;
            for (size_t i = 0; i < digits; i++) value = value * 10 + (size_t)(s[at + i] - '0');
            numbers[(*n)++] = value;
            at += digits;
            if (strncmp(s + at + spaces(s + at), brackets[b][1], strlen(brackets[b][1])) == 0)
                return at + spaces(s + at) + strlen(brackets[b][1]);
            size_t separator = skip_separator(s + at);
            if (!separator) return 0;
            at += separator;
        }
    }
    return 0;
}

/* The bytes of the mark that ends a sentence, where out ends with one; 0: it does not. */
static size_t ending(const gk_string *out)
{
    static const char *const ends[] = {".", "!", "?", "。", "！", "？"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (out->length >= n && memcmp(out->data + out->length - n, ends[i], n) == 0) return n;
    }
    return 0;
}

static void put_marks(gk_string *out, const size_t *numbers, size_t n, size_t source_count)
{
    while (out->length && (out->data[out->length - 1] == ' ')) out->data[--out->length] = '\0';
    size_t end = ending(out);
    char *kept = end ? gk_strndup(out->data + out->length - end, end) : gk_strdup("");
    out->length -= end;
    for (size_t i = 0; i < n; i++)
        if (numbers[i] >= 1 && numbers[i] <= source_count)
            gk_string_addf(out, " [%zu]", numbers[i]);
    gk_string_add(out, kept);
    gk_free(kept);
}

char *gk_marks_normal(const char *text, size_t source_count)
{
    gk_string out = {0};
    gk_string_add(&out, "");
    for (const char *s = text; *s;) {
        size_t numbers[16], n, length = read_citation(s, numbers, &n);
        if (length) {
            put_marks(&out, numbers, n, source_count);
            s += length;
            if (isalnum((unsigned char)*s)) gk_string_add(&out, " ");
        } else {
            gk_string_append(&out, s++, 1);
        }
    }
    return gk_string_take(&out);
}

bool gk_mark_next(const char *text, size_t *at, size_t *number, gk_span *span)
{
    for (const char *s = text + *at; (s = strchr(s, '[')); s++) {
        size_t digits = strspn(s + 1, "0123456789"), value = 0;
        if (!digits || digits > DIGITS_MOST || s[1 + digits] != ']') continue;
        for (size_t i = 0; i < digits; i++) value = value * 10 + (size_t)(s[1 + i] - '0');
        *number = value;
        *span = (gk_span){(size_t)(s - text), (size_t)(s - text) + digits + 2};
        *at = span->end;
        return true;
    }
    return false;
}
