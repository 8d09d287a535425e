/* SPDX-License-Identifier: Apache-2.0
 *
 * Which line of a passage is a heading, and what of it is numbering. Nothing marks a heading in a
 * text that was laid out by a printer: it is short, begins its longer words with capitals, ends
 * without a full stop, and is not where the line above runs on.
 */
#include "synth/synth.h"

#include <string.h>
#include <strings.h>

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Past "Item 7.", "Note 12 —", "(a)", "3.2", "IV.", "•". */
static size_t skip_numbering(const char *s, size_t n)
{
    static const char *const leads[] = {"Item",    "ITEM",    "Note",    "NOTE",
                                        "Part",    "PART",    "Section", "SECTION",
                                        "Article", "ARTICLE", "Exhibit", "EXHIBIT"};
    size_t i = 0;
    for (size_t k = 0; k < sizeof leads / sizeof *leads; k++) {
        size_t m = strlen(leads[k]);
        if (n <= m + 1 || memcmp(s, leads[k], m) != 0 || s[m] != ' ') continue;
        size_t digits = m + 1;
        while (digits < n && (is_digit(s[digits]) || strchr("IVXABC.", s[digits]))) digits++;
        if (digits > m + 1) i = digits;
    }
    size_t end = i;
    while (end < n && end - i < 6 && (is_digit(s[end]) || strchr("().IVX", s[end]))) end++;
    if (end - i == 2 && s[i] == '(' && end + 1 < n && s[end] != ' ') end = i;
    bool closed = end > i && (end == n || s[end] == ' ') &&
                  (strchr(".)", s[end - 1]) || is_digit(s[i]));
    if (closed)
        i = end;
    else if (n > i + 3 && (s[i] == '(' || s[i + 1] == '.' || s[i + 1] == ')')) {
        size_t letter = s[i] == '(' ? i + 1 : i;
        if ((is_lower(s[letter]) || is_upper(s[letter])) && strchr(".)", s[letter + 1]) &&
            s[letter + 2] == ' ')
            i = letter + 2;
    }
    static const char *const signs[] = {" ", "-", "–", "—", ":", ".", "•", "●", "▪", "■"};
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
            size_t m = strlen(signs[k]);
            if (n - i < m || memcmp(s + i, signs[k], m) != 0) continue;
            i += m;
            moved = true;
        }
    }
    return i;
}

/* Characters that number a line: figures, Chinese and circled numerals, what stands around them. */
static bool is_numbering(uint32_t c)
{
    static const char *const signs = "一二三四五六七八九十()（）.．、：: ";
    char bytes[5] = "";
    if ((c >= '0' && c <= '9') || (c >= 0x2460 && c <= 0x249B) || (c >= 0x2160 && c <= 0x217B))
        return true;
    bytes[gk_utf8_put(c, bytes)] = '\0';
    return strstr(signs, bytes) != NULL;
}

size_t gk_synth_chinese_numbering(const char *s, size_t n)
{
    static const char *const leads[] = {"加：", "减：", "其中：", "加:", "减:", "其中:"};
    static const char *const closing[] = {"、", "）", ")", ".", "．", " ", "：", ":"};
    size_t end = 0;
    for (size_t i = 0; i < n;) {
        if (!is_numbering(gk_utf8_next(s, n, &i))) break;
        bool circled = memcmp(s + end, "\xE2\x91", 2) == 0;
        for (size_t k = 0; k < sizeof closing / sizeof *closing; k++) {
            size_t m = strlen(closing[k]);
            if (i >= m && memcmp(s + i - m, closing[k], m) == 0) end = i;
        }
        if (circled) end = i;
    }
    for (size_t k = 0; k < sizeof leads / sizeof *leads; k++)
        if (n - end > strlen(leads[k]) && memcmp(s + end, leads[k], strlen(leads[k])) == 0)
            end += strlen(leads[k]);
    return end;
}

static size_t drop_ending(const char *s, size_t from, size_t to)
{
    static const char *const endings[] = {" ",
                                          ":",
                                          ".",
                                          "(continued)",
                                          "(CONTINUED)",
                                          "(Continued)",
                                          "- continued",
                                          "- Continued",
                                          "– Continued",
                                          "— Continued",
                                          "(Unaudited)",
                                          "(unaudited)",
                                          "(续)",
                                          "（续）",
                                          "(UNAUDITED)",
                                          "*",
                                          "-",
                                          "–",
                                          "—"};
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
            size_t m = strlen(endings[k]);
            if (to - from < m || memcmp(s + to - m, endings[k], m) != 0) continue;
            to -= m;
            moved = true;
        }
    }
    return to;
}

/* Words that a heading does not end with: the line goes on. */
static bool ends_open(const char *s, size_t n)
{
    static const char *const words[] = {"of", "and",  "the",  "to", "in", "for",  "a",
                                        "or", "our",  "with", "by", "on", "from", "at",
                                        "as", "that", "its",  "&",  ","};
    size_t start = n;
    while (start > 0 && s[start - 1] != ' ') start--;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strlen(words[k]) == n - start && strncasecmp(s + start, words[k], n - start) == 0)
            return true;
    return false;
}

/* Most of the longer words begin with a capital, as in a title. */
static bool is_title_case(const char *s, size_t n)
{
    size_t longer = 0, capital = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && s[end] != ' ') end++;
        if (end - i >= 4) {
            longer++;
            capital += is_upper(s[i]) || is_digit(s[i]) || (s[i] == '(' && is_upper(s[i + 1]));
        }
        i = end + 1;
    }
    return longer > 0 && capital * 10 >= longer * 6;
}

/* The line above runs on into this one: it is prose that does not end there. */
static bool runs_on(const gk_laid_text *laid, size_t line)
{
    if (line == 0) return false;
    const gk_text_line *above = &laid->lines[line - 1];
    const char *s = laid->text + above->start;
    size_t n = above->end - above->start;
    while (n && s[n - 1] == ' ') n--;
    return n >= 60 && above->kind != GK_LINE_ROW && !strchr(".:;!?)”\"", s[n - 1]);
}

static bool has_figures(const char *s, size_t n)
{
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) digits += is_digit(s[i]);
    return digits > 4;
}

static bool is_heading_text(const gk_synth_document *document, const char *s, size_t n)
{
    if (n < 6 || n > 110 || has_figures(s, n) || memmem(s, n, "  ", 2)) return false;
    size_t words = gk_synth_words(s, n);
    if (gk_synth_is_chinese(s, n)) {
        static const char *const marks[] = {"。", "，", "；", "、", "？"};
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            if (memmem(s, n, marks[k], strlen(marks[k]))) return false;
        return words >= 5 && words <= 24 && s[0] != '(' &&
               gk_synth_content(document->terms, s, n) >= 3;
    }
    return words >= 1 && words <= 12 && (is_upper(s[0]) || is_digit(s[0])) && is_title_case(s, n) &&
           !ends_open(s, n) && !strchr(",;", s[n - 1]) &&
           gk_synth_content(document->terms, s, n) >= 1;
}

gk_span gk_synth_heading(const gk_synth_document *document, const gk_laid_text *laid, size_t line)
{
    const gk_text_line *l = &laid->lines[line];
    const gk_span none = {0, 0};
    if (l->kind != GK_LINE_HEADING && l->kind != GK_LINE_PROSE) return none;
    const char *s = laid->text + l->start;
    size_t n = l->end - l->start;
    bool chinese = gk_synth_is_chinese(s, n);
    size_t from = chinese ? gk_synth_chinese_numbering(s, n) : skip_numbering(s, n);
    size_t to = drop_ending(s, from, n);
    if (to <= from || s[n - 1] == ',' || s[n - 1] == ';') return none;
    /* What ends with a full stop is a heading only where it is numbered: "12. Income Taxes." */
    if (s[n - 1] == '.' && from == 0) return none;
    if (!is_heading_text(document, s + from, to - from) || runs_on(laid, line)) return none;
    return (gk_span){l->start + from, l->start + to};
}
