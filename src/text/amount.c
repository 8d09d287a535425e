/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <string.h>
#include <strings.h>

/* Whether the word before byte i makes a reference of the number that starts there. */
static bool is_reference(const char *s, size_t i)
{
    static const char *const words[] = {"p.",      "page",    "pages", "note", "notes", "item",
                                        "exhibit", "section", "asc",   "asu",  "topic", "form",
                                        "rule",    "part",    "table", "附注", "第"};
    size_t end = i;
    while (end > 0 && (s[end - 1] == ' ' || s[end - 1] == '\n')) end--;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t n = strlen(words[k]);
        if (end < n || strncasecmp(s + end - n, words[k], n) != 0) continue;
        if (end == n || !gk_is_word((unsigned char)s[end - n - 1])) return true;
    }
    return false;
}

size_t gk_amounts(const char *s, size_t n, gk_number *out, size_t most)
{
    size_t count = 0, at = 0, period_at = 0;
    gk_number number;
    gk_period period;
    bool more = gk_period_next(s, n, &period_at, &period);
    while (count < most && gk_number_next(s, n, &at, &number)) {
        while (more && period.span.end <= number.span.start)
            more = gk_period_next(s, n, &period_at, &period);
        bool in_period = more && number.span.end > period.span.start;
        if (!in_period && !is_reference(s, number.span.start)) out[count++] = number;
    }
    return count;
}
