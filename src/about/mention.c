/* SPDX-License-Identifier: Apache-2.0
 *
 * A company with its listing in running text: "Best Buy Co., Inc. (NYSE: BBY)". The first one in
 * the head of a release or of an article is the one that it is about.
 */
#include "about/names.h"
#include "about/work.h"

#include <string.h>

enum { HEAD_BYTES = 12000 };

static const char *const exchanges[] = {
    "nyse american", "nyse mkt", "nyse arca", "nyse",  "nasdaqgs", "nasdaq-gs", "nasdaqgm",
    "nasdaqcm",      "nasdaq",   "amex",      "otcqb", "otcqx",    "otcbb",     "otc",
    "tsx-v",         "tsxv",     "tsx",       "lse",   "asx",      "six"};

/* The symbol that follows an exchange: "(NYSE: BBY)", "(NYSE and ASX: AMC)". */
static size_t symbol_at(const flow *f, size_t at, char symbol[8])
{
    size_t i = at;
    while (i < f->n && i < at + 24 && f->text[i] != ':' && f->text[i] != ')') i++;
    if (i >= f->n || f->text[i] != ':') return 0;
    i++;
    while (i < f->n && strchr(" \"'", f->text[i])) i++;
    size_t n = 0;
    for (; i < f->n && n < 6; i++) {
        bool mark = n && (f->text[i] == '.' || f->text[i] == '-') && f->text[i + 1] >= 'A' &&
                    f->text[i + 1] <= 'Z';
        if (!mark && (f->text[i] < 'A' || f->text[i] > 'Z')) break;
        symbol[n++] = f->text[i];
    }
    symbol[n] = '\0';
    return i < f->n && !flow_is_word(f->text[i]) ? n : 0;
}

static bool exchange_at(const flow *f, size_t at, size_t *end)
{
    for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++) {
        if (!flow_at(f, at, exchanges[i])) continue;
        *end = at + strlen(exchanges[i]);
        if (*end < f->n && f->lower[*end] >= 'a' && f->lower[*end] <= 'z') continue;
        return true;
    }
    return false;
}

/* Where the name ends before the bracket: short names in brackets and quotes are passed over, as in
 * 'Example, Inc. ("Example") (NYSE: EX)'. */
static size_t before_brackets(const flow *f, size_t bracket)
{
    size_t end = bracket;
    while (end && f->text[end - 1] == ' ') end--;
    while (end && f->text[end - 1] == ')') {
        size_t open = end;
        while (open && f->text[open - 1] != '(' && end - open < 80) open--;
        if (!open || f->text[open - 1] != '(') return end;
        end = open - 1;
        while (end && f->text[end - 1] == ' ') end--;
    }
    return end;
}

void about_mentions(work *w)
{
    const flow *f = &w->flow;
    size_t to = f->n < HEAD_BYTES ? f->n : HEAD_BYTES;
    for (size_t i = 0; i < to; i++) {
        size_t end;
        if (f->text[i] != '(' && f->text[i] != '[') continue;
        if (!exchange_at(f, i + 1, &end)) continue;
        char symbol[8];
        size_t stop = before_brackets(f, i), start = name_before(f, stop);
        if (start >= stop) continue;
        char *name = name_clean(w->arena, f->text + start, stop - start);
        if (!*name || name_is_generic(name)) continue;
        work_propose(w, GK_FIELD_COMPANY, name_completed(f, name_restored(f, name)), RANK_HEAD,
                     start, NULL);
        if (symbol_at(f, end, symbol)) work_propose(w, GK_FIELD_TICKER, symbol, RANK_HEAD, i, NULL);
        return;
    }
}
