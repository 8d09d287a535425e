/* SPDX-License-Identifier: Apache-2.0
 *
 * A heading that stands in the passage, with the company, its period and the words that tell this
 * passage from the document's others: "Pfizer 2015 identifiable intangible assets impairment". A
 * line that stands on many pages is a running head and no heading.
 */
#include "synth/synth.h"

#include <string.h>

enum { PASSAGES_MOST = 3, TEXT_LEAST = 150, WORDS_MOST = 4 };

/* Where the heading's own text ends: at the passage's end, or the next heading. */
static size_t text_end(const gk_synth_passage *p, size_t line)
{
    for (size_t i = line + 1; i < p->laid->count; i++) {
        const gk_text_line *l = &p->laid->lines[i];
        if (l->start < p->laid->lines[line].end + TEXT_LEAST) continue;
        gk_span next = gk_synth_heading(p->document, p->laid, i);
        if (next.end > next.start) return l->start;
    }
    return p->length;
}

/* The heading of a line without the company before it. */
static gk_span own_heading(const gk_synth_passage *p, size_t line)
{
    gk_span span = gk_synth_heading(p->document, p->laid, line);
    span.start += gk_synth_skip_company(p->document, p->text + span.start, span.end - span.start);
    return span;
}

/* In Chinese reports a line without figures may be a row that is empty; prose below tells a
 * heading.
 */
static bool heads_prose(const gk_synth_passage *p, size_t line)
{
    for (size_t i = line + 1; i < p->laid->count; i++)
        if (p->laid->lines[i].kind != GK_LINE_BLANK) return p->laid->lines[i].kind == GK_LINE_PROSE;
    return false;
}

/* A line of the passage that heads enough text; SIZE_MAX for none. Of several, any. */
static size_t pick_line(gk_synth_passage *p)
{
    size_t picked = SIZE_MAX, found = 0;
    for (size_t i = 0; i < p->laid->count; i++) {
        const gk_text_line *l = &p->laid->lines[i];
        gk_span span = own_heading(p, i);
        const char *s = p->text + span.start;
        size_t n = span.end - span.start;
        if (n == 0 || p->length - l->end < TEXT_LEAST) continue;
        if (gk_synth_line_count(p->document, p->text + l->start, l->end - l->start) > PASSAGES_MOST)
            continue;
        if (gk_synth_content(p->document->terms, s, n) < 1) continue;
        if (p->chinese && !heads_prose(p, i)) continue;
        if (gk_random_below(&p->random, ++found) == 0) picked = i;
    }
    return picked;
}

void gk_synth_by_heading(gk_synth_passage *p, gk_synth_queries *queries)
{
    if (!p->document->company[0]) return;
    size_t line = pick_line(p);
    if (line == SIZE_MAX) return;
    gk_span span = own_heading(p, line);
    gk_string label = {0}, known = {0}, period = {0};
    gk_synth_lower(&label, p->document, p->text + span.start, span.end - span.start);
    gk_string_addf(&known, "%s %s", label.data, p->document->company);
    size_t from = p->laid->lines[line].end, words = gk_synth_words(label.data, label.length);
    /* A short heading fits many passages: its text's words tell which is meant. */
    size_t wanted = (words < 3 ? WORDS_MOST : 2) - gk_random_below(&p->random, 2);
    /* Pairs of Han characters are no words. */
    if (!p->chinese)
        gk_synth_key_words(&label, p->document, p->text + from, text_end(p, line) - from,
                           known.data, wanted);
    gk_synth_period(&period, &p->document->name.period, p->chinese, &p->random);
    const gk_synth_values values = {.company = p->document->company,
                                    .ticker = p->document->ticker,
                                    .period = period.data,
                                    .label = label.data};
    bool ticker = p->document->ticker[0] && gk_random_below(&p->random, 2);
    unsigned kind = GK_SYNTH_HEADING | (p->chinese ? GK_SYNTH_CHINESE : 0) |
                    (ticker ? GK_SYNTH_TICKER : 0);
    gk_synth_add(queries, gk_synth_fill(kind, &values, &p->random), "heading");
    gk_string_free(&label);
    gk_string_free(&known);
    gk_string_free(&period);
}
