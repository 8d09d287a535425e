/* SPDX-License-Identifier: Apache-2.0 - an answer without the sentences that fall */
#include "verify/verify.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* The citations behind a sentence go with it: up to where the next one begins. */
static size_t end_of(const char *answer, const gk_verdicts *verdicts, size_t i)
{
    for (size_t k = i + 1; k < verdicts->count; k++) {
        if (verdicts->verdicts[k].number) continue;
        size_t end = verdicts->verdicts[k].span.start, from = verdicts->verdicts[i].span.end;
        const char *newline = memchr(answer + from, '\n', end - from);
        return newline ? (size_t)(newline - answer) + 1 : end;
    }
    return strlen(answer);
}

/* The marker of a list, "- " or "2. ", goes with its line. */
static size_t start_of(const char *answer, size_t least, size_t start)
{
    size_t line = start;
    while (line > least && answer[line - 1] != '\n') line--;
    for (size_t i = line; i < start; i++) {
        char c = answer[i];
        bool mark = is_blank(c) || c == '-' || c == '*' || c == '.' || c == ')' || c == '(' ||
                    (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '>' || c == '#';
        if (!mark) return start;
    }
    return line;
}

char *gk_verified_text(const char *answer, const gk_verdicts *verdicts)
{
    gk_string out = {0};
    size_t at = 0;
    for (size_t i = 0; i < verdicts->count; i++) {
        const gk_verdict *v = &verdicts->verdicts[i];
        if (v->number || v->why == GK_WHY_NONE) continue;
        size_t start = start_of(answer, at, v->span.start);
        if (start > at) gk_string_append(&out, answer + at, start - at);
        size_t end = end_of(answer, verdicts, i);
        at = end > at ? end : at;
    }
    size_t n = strlen(answer);
    if (n > at) gk_string_append(&out, answer + at, n - at);
    bool any = false;
    for (size_t i = 0; i < verdicts->count; i++)
        any |= !verdicts->verdicts[i].number && verdicts->verdicts[i].why == GK_WHY_NONE;
    if (!any && verdicts->count) {
        gk_string_free(&out);
        return gk_strdup("");
    }
    while (out.length && is_blank(out.data[out.length - 1])) out.data[--out.length] = '\0';
    return gk_string_take(&out);
}
