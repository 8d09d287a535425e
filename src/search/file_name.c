/* SPDX-License-Identifier: Apache-2.0
 *
 * What a document's name says of it: "BESTBUY_2024Q2_10Q". A name may mean nothing; it only adds to
 * what the document itself states.
 */
#include "search/companies.h"

#include <string.h>

enum { ROOM = sizeof((gk_file_name *)0)->company };

static void append_folded(char *to, const char *s, size_t n)
{
    size_t length = strlen(to);
    for (size_t i = 0; i < n && length + 2 < ROOM; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) to[length++] = c;
    }
    to[length] = '\0';
}

static void append_han(char *to, const char *s, size_t n)
{
    size_t length = strlen(to);
    for (size_t i = 0; i < n;) {
        size_t from = i;
        if (gk_is_han(gk_utf8_next(s, n, &i)) && length + 5 < ROOM) {
            memcpy(to + length, s + from, i - from);
            length += i - from;
        }
    }
    to[length] = '\0';
}

void gk_file_name_read(const char *name, gk_file_name *out)
{
    *out = (gk_file_name){0};
    char form[ROOM] = "";
    size_t n = strlen(name);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && name[end] != ' ' && name[end] != '_' && name[end] != '-') end++;
        const char *token = name + i;
        size_t length = end - i, start = 0;
        gk_period period;
        /* "2023-08-16" is one token. */
        bool day = n - i >= 10 && gk_period_next(token, 10, &start, &period) && period.day &&
                   period.span.start == 0 && period.span.end == 10;
        if (day) length = 10;
        start = 0;
        bool dated = length && gk_period_next(token, length, &start, &period) &&
                     period.span.start == 0;
        if (dated && (!out->period.year || (day && !out->period.day))) {
            out->period = period;
        } else if (!dated && length) {
            bool kind = gk_is_document_kind(token, length);
            bool behind = out->period.year || kind;
            append_folded(behind ? form : out->company, token, length);
            append_han(behind ? form : out->han, token, length);
        }
        i += length + 1;
    }
    if (strspn(out->company, "0123456789") == strlen(out->company)) *out->company = '\0';
    out->paper = gk_paper_of_words(form);
}
