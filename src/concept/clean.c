/* SPDX-License-Identifier: Apache-2.0
 *
 * What surrounds a label in print and says nothing: "一、", "（一）", "1.", "其中：", "减：",
 * "Less:" before it; leaders, marks and notes behind it; "（亏损以“-”号填列）".
 */
#include "concept/parts.h"

#include <string.h>

static bool starts(const char *s, size_t n, const char *with)
{
    size_t m = strlen(with);
    return m <= n && memcmp(s, with, m) == 0;
}

static bool starts_folded(const char *s, size_t n, const char *with)
{
    size_t m = strlen(with);
    if (m > n) return false;
    for (size_t i = 0; i < m; i++) {
        char c = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
        if (c != with[i]) return false;
    }
    return true;
}

static size_t blanks(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        size_t next = i;
        if (!gk_is_space(gk_utf8_next(s, n, &next))) break;
        i = next;
    }
    return i;
}

/* Numerals of either kind, or one letter, at s; 0: none. */
static size_t numeral(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i] >= '0' && s[i] <= '9') i++;
    if (i) return i <= 2 ? i : 0;
    for (;;) {
        static const char *const digits[] = {"一", "二", "三", "四", "五",
                                             "六", "七", "八", "九", "十"};
        size_t was = i;
        for (size_t k = 0; k < sizeof digits / sizeof *digits; k++)
            if (starts(s + i, n - i, digits[k])) i += strlen(digits[k]);
        if (i == was) break;
    }
    return i;
}

/* "一、", "（一）", "(1)", "1.", "1、", "①": how many bytes. */
static size_t numbering(const char *s, size_t n)
{
    static const char *const opens[] = {"（", "("}, *const closes[] = {"）", ")"};
    for (size_t k = 0; k < 2; k++) {
        if (!starts(s, n, opens[k])) continue;
        size_t i = strlen(opens[k]), m = numeral(s + i, n - i);
        if (!m && i + 1 < n && s[i] >= 'a' && s[i] <= 'z') m = 1;
        i += m;
        for (size_t c = 0; m && c < 2; c++)
            if (starts(s + i, n - i, closes[c])) return i + strlen(closes[c]);
        return 0;
    }
    size_t m = numeral(s, n);
    static const char *const behind[] = {"、", ".", "．", "，", ")", "）"};
    for (size_t k = 0; m && k < sizeof behind / sizeof *behind; k++) {
        if (!starts(s + m, n - m, behind[k])) continue;
        size_t end = m + strlen(behind[k]);
        return end < n && s[end] >= '0' && s[end] <= '9' ? 0 : end; /* "1.5" */
    }
    if (n >= 3 && (unsigned char)s[0] == 0xE2 && (unsigned char)s[1] == 0x91) return 3; /* ① */
    return 0;
}

static size_t lead(const char *s, size_t n)
{
    static const char *const han[] = {"其中：", "其中:", "其中", "减：", "减:", "加：",
                                      "加:",    "－",    "—",    "·",    "•"};
    static const char *const words[] = {
        "less:", "less -", "add:", "plus:", "deduct:", "of which:", "memo:", "including:"};
    for (size_t k = 0; k < sizeof han / sizeof *han; k++)
        if (starts(s, n, han[k])) return strlen(han[k]);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (starts_folded(s, n, words[k])) return strlen(words[k]);
    return numbering(s, n);
}

/* How many bytes less: leaders, a colon, stars, "(1)", "(a)", "[2]". */
static size_t tail(const char *s, size_t n)
{
    if (n && strchr(" .:*_", s[n - 1])) return 1;
    static const char *const marks[] = {"：", "†", "‡", "…", "§"};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t m = strlen(marks[k]);
        if (n > m && memcmp(s + n - m, marks[k], m) == 0) return m;
    }
    const char close = (char)(n ? s[n - 1] : '\0');
    if (close != ')' && close != ']') return 0;
    for (size_t m = 3; m <= 4 && m < n; m++) {
        if (s[n - m] != (close == ')' ? '(' : '[')) continue;
        bool mark = m == 3 ? s[n - 2] != ' ' : s[n - 2] >= '0' && s[n - 2] <= '9';
        return mark ? m : 0;
    }
    return 0;
}

/* The end of a Chinese bracket at i that tells of signs, units or notes; i: there is none. */
static size_t aside(const char *s, size_t n, size_t i)
{
    static const char *const said[] = {"填列", "元/股", "元／股", "附注", "单位", "注释", "如适用"};
    if (!starts(s + i, n - i, "（") && s[i] != '(') return i;
    for (size_t end = i; end < n && end < i + 120; end++) {
        size_t m = s[end] == ')' ? 1 : starts(s + end, n - end, "）") ? strlen("）") : 0;
        if (!m) continue;
        for (size_t k = 0; k < sizeof said / sizeof *said; k++)
            if (memmem(s + i, end - i, said[k], strlen(said[k]))) return end + m;
        return i;
    }
    return i;
}

/* "归属于…股东的": whose it is, whatever the company's name; the end of it at i, or i. */
static size_t owners(const char *s, size_t n, size_t i)
{
    static const char belongs[] = "归属于", of[] = "的";
    if (!starts(s + i, n - i, belongs)) return i;
    size_t from = i + strlen(belongs);
    const char *end = memmem(s + from, n - from, of, strlen(of));
    if (!end || (size_t)(end - s) - from > 60) return i;
    if (memmem(s + from, (size_t)(end - s) - from, "少数", strlen("少数"))) return i;
    return (size_t)(end - s) + strlen(of);
}

static void put(char *out, size_t *length, size_t most, const char *s, size_t n)
{
    if (*length + n + 1 > most) return;
    memcpy(out + *length, s, n);
    *length += n;
}

size_t gk_label_clean(const char *label, char *out, size_t most)
{
    size_t n = strlen(label), start = 0, skip;
    do {
        start += blanks(label + start, n - start);
        skip = lead(label + start, n - start);
        start += skip;
    } while (skip && start < n);
    while (n > start && (skip = tail(label + start, n - start)) > 0) n -= skip;
    size_t length = 0;
    bool han = false; /* the last character that was kept is one */
    for (size_t i = start; i < n;) {
        size_t end = aside(label, n, i);
        if (end > i) {
            i = end;
            continue;
        }
        end = owners(label, n, i);
        if (end > i) {
            static const char whole[] = "归属于公司的";
            put(out, &length, most, whole, strlen(whole));
            i = end;
            continue;
        }
        size_t at = i;
        uint32_t c = gk_utf8_next(label, n, &i);
        if (gk_is_space(c) && han) { /* "营 业 收 入" */
            size_t next = i + blanks(label + i, n - i), peek = next;
            if (next < n && gk_is_han(gk_utf8_next(label, n, &peek))) {
                i = next;
                continue;
            }
        }
        put(out, &length, most, label + at, i - at);
        han = gk_is_han(c);
    }
    out[length] = '\0';
    return length;
}
