/* SPDX-License-Identifier: Apache-2.0
 *
 * A question that is printed in the passage with text below that may answer it: an analyst's in a
 * call, a heading of a proxy statement. Calls are full of questions that ask nothing ("Can you hear
 * me?"): what counts is how many telling words there are.
 */
#include "synth/synth.h"

#include <string.h>

enum { WORDS_LEAST = 6, WORDS_MOST = 45, HAN_LEAST = 7, HAN_MOST = 60, ANSWER_LEAST = 120 };

static bool is_question(const gk_synth_document *document, const char *s, size_t n)
{
    bool chinese = gk_synth_is_chinese(s, n);
    size_t words = gk_synth_words(s, n);
    bool marked = s[n - 1] == '?' || (n >= 3 && memcmp(s + n - 3, "？", 3) == 0);
    if (!marked || words < (chinese ? HAN_LEAST : WORDS_LEAST) ||
        words > (chinese ? HAN_MOST : WORDS_MOST))
        return false;
    return !memmem(s, n, "  ", 2) && gk_synth_content(document->terms, s, n) >= 4;
}

/* Past what leads a question in: "Q:", "问：", "1." */
static size_t skip_lead(const char *s, size_t n)
{
    static const char *const leads[] = {"Q:",     "Q.", "Question:", "问：",
                                        "提问：", "【", "And ",      "So "};
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        size_t m = strlen(leads[i]);
        if (n <= m || memcmp(s, leads[i], m) != 0) continue;
        while (m < n && s[m] == ' ') m++;
        return m;
    }
    return 0;
}

static char *write_question(gk_synth_passage *p, const char *s, size_t n)
{
    const gk_synth_document *d = p->document;
    gk_string query = {0};
    size_t lead = skip_lead(s, n);
    bool named = !d->company[0] || memmem(s, n, d->company, strlen(d->company));
    if (!named) {
        gk_string_add(&query, d->company);
        if (d->name.period.year) gk_string_add(&query, " ");
        gk_synth_period(&query, &d->name.period, p->chinese, &p->random);
        gk_string_add(&query, p->chinese ? "：" : ": ");
    }
    gk_string_append(&query, s + lead, n - lead);
    return gk_string_take(&query);
}

void gk_synth_by_question(gk_synth_passage *p, gk_synth_queries *queries)
{
    gk_span *spans, picked = {0, 0};
    size_t count = gk_sentences(p->text, p->length, &spans), found = 0;
    for (size_t i = 0; i < count; i++) {
        const char *s = p->text + spans[i].start;
        size_t n = spans[i].end - spans[i].start;
        if (!is_question(p->document, s, n) || p->length - spans[i].end < ANSWER_LEAST) continue;
        if (gk_random_below(&p->random, ++found) == 0) picked = spans[i];
    }
    gk_free(spans);
    if (!found) return;
    gk_synth_add(queries, write_question(p, p->text + picked.start, picked.end - picked.start),
                 "question");
}
