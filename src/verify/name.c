/* SPDX-License-Identifier: Apache-2.0
 *
 * Names as they are written: runs of words with a capital letter. What is a company and what a
 * heading in capitals is not known here; whoever asks looks whether the source has it.
 */
#include "verify/reading.h"

#include <string.h>

static bool upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool lower(char c) { return c >= 'a' && c <= 'z'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool wordy(char c)
{
    return upper(c) || lower(c) || digit(c) || c == '&' || (unsigned char)c >= 0xC3;
}

/* The word at i: its end. Han is no word here. */
static size_t word_end(const char *s, size_t end, size_t i)
{
    while (i < end) {
        if ((unsigned char)s[i] >= 0xE2) {
            size_t next = i;
            uint32_t c = gk_utf8_next(s, end, &next);
            if (gk_is_han(c) || !gk_is_word(c)) break;
            i = next;
        } else if (wordy(s[i]) || (s[i] == '.' && i + 1 < end && upper(s[i + 1])) ||
                   (s[i] == '-' && i + 1 < end && upper(s[i + 1]))) {
            i++;
        } else {
            break;
        }
    }
    return i;
}

static bool is_name_word(const char *s, size_t start, size_t end)
{
    if (upper(s[start])) return true;
    /* "3M" */
    return digit(s[start]) && end - start <= 4 && upper(s[end - 1]) && end - start >= 2 &&
           s[end - 1] != 'K' && s[end - 1] != 'Q';
}

size_t gk_names_find(const char *s, gk_span span, gk_arena *arena, gk_name **out)
{
    gk_name *names = NULL;
    size_t count = 0, capacity = 0;
    bool open = false, began = false;
    for (size_t i = span.start; i < span.end;) {
        size_t end = word_end(s, span.end, i);
        if (end == i) {
            /* A comma or a stop ends a name, a blank does not. */
            if (s[i] != ' ' && s[i] != '.') open = false;
            size_t next = i;
            gk_utf8_next(s, span.end, &next);
            i = next;
            continue;
        }
        bool name = is_name_word(s, i, end);
        if (name && open) {
            names[count - 1].span.end = end;
        } else if (name) {
            names = gk_grow(names, count, &capacity, sizeof *names);
            names[count++] = (gk_name){{i, end}, !began};
        }
        open = name;
        began = true;
        i = end;
    }
    *out = gk_arena_keep(arena, names, count, sizeof *names);
    return count;
}

/* The letters and digits of s in lower case; returns how many. */
static size_t plain(const char *s, size_t n, char *out, size_t most)
{
    size_t m = 0;
    for (size_t i = 0; i < n && m < most; i++) {
        unsigned char c = (unsigned char)s[i];
        if (upper((char)c)) c |= 32;
        if (lower((char)c) || digit((char)c) || c >= 0x80) out[m++] = (char)c;
    }
    return m;
}

/* The first letters of the words of s. */
static size_t initials(const char *s, size_t n, char *out, size_t most)
{
    size_t m = 0;
    for (size_t i = 0; i < n && m < most; i++) {
        bool start = i == 0 || s[i - 1] == ' ' || s[i - 1] == '_' || s[i - 1] == '&';
        if (start && (upper(s[i]) || lower(s[i]))) out[m++] = (char)(s[i] | 32);
    }
    return m;
}

bool gk_name_stands(const char *name, size_t n, const char *text, size_t text_n)
{
    char a[128], b[1024];
    size_t an = plain(name, n, a, sizeof a), bn = plain(text, text_n, b, sizeof b);
    if (!an || !bn) return false;
    if (an >= 2 && memmem(b, bn, a, an)) return true;
    if (bn >= 3 && memmem(a, an, b, bn)) return true;
    char first[32];
    size_t m = initials(text, text_n, first, sizeof first);
    return an >= 2 && m >= an && memcmp(first, a, an) == 0;
}
