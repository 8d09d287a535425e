/* SPDX-License-Identifier: Apache-2.0
 *
 * piece - stretches of text: trimmed, compared and cut.
 */
#include "call/parts.h"
#include "text/text.h"

#include <string.h>

static const char WIDE_SPACE[] = "\xE3\x80\x80"; /* U+3000 */

gk_piece gk_piece_trim(gk_piece p)
{
    for (;;) {
        if (p.n && (p.s[0] == ' ' || p.s[0] == '\t')) {
            p.s++, p.n--;
        } else if (p.n >= 3 && memcmp(p.s, WIDE_SPACE, 3) == 0) {
            p.s += 3, p.n -= 3;
        } else {
            break;
        }
    }
    for (;;) {
        if (p.n && (p.s[p.n - 1] == ' ' || p.s[p.n - 1] == '\t')) {
            p.n--;
        } else if (p.n >= 3 && memcmp(p.s + p.n - 3, WIDE_SPACE, 3) == 0) {
            p.n -= 3;
        } else {
            return p;
        }
    }
}

static char lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static bool same(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

bool gk_piece_is(gk_piece p, const char *text)
{
    return p.n == strlen(text) && same(p.s, text, p.n);
}

bool gk_piece_starts(gk_piece p, const char *prefix)
{
    size_t n = strlen(prefix);
    return p.n >= n && same(p.s, prefix, n);
}

/* The next place at or after `from` where c stands as either case. */
static const char *next_of(const char *from, const char *end, char c)
{
    size_t n = (size_t)(end - from);
    const char *small = memchr(from, lower(c), n);
    if (lower(c) < 'a' || lower(c) > 'z') return small;
    const char *large = memchr(from, lower(c) - 32, small ? (size_t)(small - from) : n);
    return large ? large : small;
}

size_t gk_piece_find(gk_piece p, const char *text)
{
    size_t n = strlen(text);
    if (p.n < n) return SIZE_MAX;
    const char *end = p.s + p.n - n + 1;
    for (const char *at = p.s; at < end && (at = next_of(at, end, text[0])); at++)
        if (same(at, text, n)) return (size_t)(at - p.s);
    return SIZE_MAX;
}

static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool gk_piece_has_word(gk_piece p, const char *text)
{
    size_t n = strlen(text);
    for (size_t from = 0; from + n <= p.n;) {
        size_t at = gk_piece_find((gk_piece){p.s + from, p.n - from}, text);
        if (at == SIZE_MAX) return false;
        at += from;
        bool left = at == 0 || !is_letter(p.s[at - 1]);
        bool right = at + n == p.n || !is_letter(p.s[at + n]);
        if (left && right) return true;
        from = at + 1;
    }
    return false;
}

size_t gk_piece_cells(gk_piece line, gk_piece *cells, size_t most)
{
    enum { GAP = 3 };
    size_t count = 0;
    line = gk_piece_trim(line);
    while (line.n && count < most) {
        size_t end = 0, spaces = 0, i = 0;
        for (; i < line.n && spaces < GAP; i++) {
            spaces = line.s[i] == ' ' ? spaces + 1 : 0;
            if (!spaces) end = i + 1;
        }
        if (spaces < GAP) end = line.n;
        cells[count++] = gk_piece_trim((gk_piece){line.s, end});
        line = gk_piece_trim((gk_piece){line.s + end, line.n - end});
    }
    return count;
}

char *gk_piece_copy(gk_arena *arena, gk_piece p)
{
    if (!p.n) return gk_arena_strdup(arena, "");
    char *folded = gk_fold_space(p.s, p.n), *copy = gk_arena_strdup(arena, folded);
    gk_free(folded);
    return copy;
}
