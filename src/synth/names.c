/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose a document is and of which period, by its name alone: "3M_2018_10K", "CALL_ABC_q3_2021",
 * "某某公司_2019_年度报告". The company's words stand before the period, as a rule.
 */
#include "synth/synth.h"

#include <string.h>

static bool is_break(char c) { return c == ' ' || c == '_' || c == '-' || c == '.'; }

static bool is_number(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return true;
}

/* Adds the words of name[from, to) that name no kind and are no number; a number is noted. */
static void take_words(const char *name, size_t from, size_t to, gk_synth_name *out, bool *serial)
{
    size_t length = strlen(out->company);
    for (size_t i = from; i < to;) {
        size_t end = i;
        while (end < to && !is_break(name[end])) end++;
        size_t n = end - i;
        if (n && is_number(name + i, n)) {
            *serial = true;
        } else if (n && !gk_is_document_kind(name + i, n) && length + n + 2 < sizeof out->company) {
            if (length) out->company[length++] = ' ';
            memcpy(out->company + length, name + i, n);
            length += n;
            out->company[length] = '\0';
        }
        i = end + 1;
    }
}

void gk_synth_name_read(const char *name, gk_synth_name *out)
{
    *out = (gk_synth_name){0};
    char *spaced = gk_strdup(name);
    size_t n = strlen(spaced), at = 0;
    for (size_t i = 0; i < n; i++)
        if (spaced[i] == '_') spaced[i] = ' ';
    bool serial = false;
    if (gk_period_next(spaced, n, &at, &out->period)) {
        const gk_span span = out->period.span;
        take_words(name, 0, span.start, out, &serial);
        if (!out->company[0]) take_words(name, span.end, n, out, &serial);
    } else {
        out->period = (gk_period){0};
        take_words(name, 0, n, out, &serial);
        if (serial) out->company[0] = '\0';
    }
    gk_free(spaced);
}
