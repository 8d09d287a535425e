/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <string.h>

/* Words whose full stop ends no sentence, in lower case. */
static const char *const abbreviations[] = {
    "inc", "corp", "co",  "ltd", "no",  "vs",  "mr",   "mrs",    "ms",  "dr",  "st",
    "jr",  "sr",   "u.s", "u.k", "e.g", "i.e", "etc",  "approx", "fig", "jan", "feb",
    "mar", "apr",  "jun", "jul", "aug", "sep", "sept", "oct",    "nov", "dec"};

static bool abbreviation_ends(const char *s, size_t start, size_t dot)
{
    size_t from = dot;
    while (from > start && s[from - 1] != ' ' && s[from - 1] != '\n' && s[from - 1] != '(') from--;
    size_t m = dot - from;
    if (m == 1) return true; /* an initial */
    for (size_t k = 0; k < sizeof abbreviations / sizeof *abbreviations; k++) {
        const char *a = abbreviations[k];
        if (strlen(a) != m) continue;
        size_t i = 0;
        while (i < m && ((s[from + i] >= 'A' && s[from + i] <= 'Z') ? s[from + i] + 32
                                                                    : s[from + i]) == a[i])
            i++;
        if (i == m) return true;
    }
    return false;
}

/* Whether the sentence that starts at start ends behind the character at [at, next). */
static bool ends_here(const char *s, size_t n, size_t start, size_t at, size_t next, uint32_t c)
{
    if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF1B) return true; /* 。！？； */
    if (c == '\n') {
        /* A blank line, spaces on it allowed. */
        size_t i = next;
        while (i < n && (s[i] == ' ' || s[i] == '\t')) i++;
        return i < n && s[i] == '\n';
    }
    if (c != '.' && c != '!' && c != '?') return false;
    size_t i = next;
    while (i < n && (s[i] == '"' || s[i] == '\'' || s[i] == ')')) i++;
    if (i < n && (unsigned char)s[i] >= 0xE2 && i + 2 < n && memcmp(s + i, "”", 3) == 0) i += 3;
    if (i < n && s[i] != ' ' && s[i] != '\n') return false;
    return c != '.' || !abbreviation_ends(s, start, at);
}

size_t gk_sentences(const char *s, size_t n, gk_span **spans)
{
    size_t count = 0, capacity = 0, start = 0;
    *spans = NULL;
    for (size_t i = 0; i <= n;) {
        size_t at = i;
        bool end = i == n;
        if (!end) {
            uint32_t c = gk_utf8_next(s, n, &i);
            end = ends_here(s, n, start, at, i, c);
            /* Closing quotes belong to what they close. */
            while (end && i < n && (s[i] == '"' || s[i] == ')')) i++;
        } else {
            i = n + 1;
        }
        if (!end) continue;
        size_t from = start, to = i > n ? n : i;
        while (from < to && (s[from] == ' ' || s[from] == '\n' || s[from] == '\t')) from++;
        while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\n' || s[to - 1] == '\t')) to--;
        if (to > from) {
            *spans = gk_grow(*spans, count, &capacity, sizeof **spans);
            (*spans)[count++] = (gk_span){from, to};
        }
        start = i;
    }
    return count;
}
