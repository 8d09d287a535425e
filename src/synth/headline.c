/* SPDX-License-Identifier: Apache-2.0
 *
 * What heads a news item, a note or a call: its first line, or what stands in 【】 before the text.
 */
#include "synth/synth.h"

#include <string.h>

/* A document of more passages is a report, whose first line names a form or a register. */
enum { PASSAGES_MOST = 60, TEXT_LEAST = 60 };

/* A line of contacts, an address, a date is none. */
static bool is_title(const char *s, size_t n)
{
    size_t digits = 0;
    for (size_t i = 0; i < n; i++) digits += s[i] >= '0' && s[i] <= '9';
    return n > 0 && n <= 200 && digits <= 12 && !memmem(s, n, "  ", 2) && !memchr(s, '|', n) &&
           !memmem(s, n, "www.", 4) && !memchr(s, '@', n);
}

/* "【title】text" */
static gk_span bracketed(const char *s, size_t n)
{
    static const char open[] = "【", close[] = "】";
    if (n < 3 || memcmp(s, open, 3) != 0) return (gk_span){0, 0};
    const char *end = memmem(s, n, close, 3);
    return end ? (gk_span){3, (size_t)(end - s)} : (gk_span){0, 0};
}

/* "原标题：title 来源：…" */
static gk_span named(const char *s, size_t n)
{
    static const char lead[] = "原标题：";
    size_t m = strlen(lead);
    if (n < m || memcmp(s, lead, m) != 0) return (gk_span){0, 0};
    const char *end = memchr(s + m, ' ', n - m);
    return end ? (gk_span){m, (size_t)(end - s)} : (gk_span){0, 0};
}

/* A first line that ends without a full stop and stands alone or is written as a title. */
static gk_span first_line(const gk_synth_passage *p)
{
    const char *s = p->text;
    size_t n = p->length;
    const char *end = memchr(s, '\n', n);
    size_t length = end ? (size_t)(end - s) : 0;
    while (length && s[length - 1] == ' ') length--;
    if (!length || strchr(".,:;", s[length - 1])) return (gk_span){0, 0};
    gk_span heading = gk_synth_heading(p->document, p->laid, 0);
    bool alone = end + 1 < s + n && end[1] == '\n';
    if (!alone && heading.end == heading.start) return (gk_span){0, 0};
    static const char *const stops[] = {"。", "，", "；", "："};
    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++)
        if (length >= 3 && memcmp(s + length - 3, stops[k], 3) == 0) return (gk_span){0, 0};
    return (gk_span){0, length};
}

void gk_synth_by_headline(gk_synth_passage *p, gk_synth_queries *queries)
{
    if (!p->first || p->document->count > PASSAGES_MOST) return;
    gk_span title = bracketed(p->text, p->length);
    if (title.end == title.start) title = named(p->text, p->length);
    if (title.end == title.start) title = first_line(p);
    const char *s = p->text + title.start;
    size_t n = title.end - title.start, least = gk_synth_is_chinese(s, n) ? 6 : 4;
    if (!is_title(s, n) || p->length - title.end < TEXT_LEAST) return;
    if (gk_synth_words(s, n) < least || gk_synth_content(p->document->terms, s, n) < 3) return;
    gk_synth_add(queries, gk_strndup(s, n), "headline");
}
