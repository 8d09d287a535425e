/* SPDX-License-Identifier: Apache-2.0
 *
 * Passages are drawn from all documents in turn: an annual report of 900 passages is not asked
 * about ninety times as often as a news item. Within a document the order is the seed's.
 */
#include "synth/synth.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is worth a query ------------------------------------------------------------------ */

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *s = text; (s = strstr(s, part)); s += strlen(part)) count++;
    return count;
}

typedef struct mark {
    const char *text;
    size_t most; /* more of it and the passage is none that is looked for */
} mark;

static const mark marks[] = {
    {"ncorporated by reference", 2}, /* a list of exhibits */
    {"ncorporated herein by reference", 2},
    {"/s/", 1},  /* signatures */
    {"....", 2}, /* a table of contents */
    {". . . .", 2},
    {"\nItem ", 3},
    {"\nITEM ", 3},
    {"____", 3}, /* a form to fill in */
    {"Attorney-in-Fact", 0},
    {"attorney-in-fact", 0},
    {"attorneys-in-fact", 0},
    {"ased on my knowledge", 0}, /* the officers' certificates */
    {"internal control over financial reporting that", 0},
    {"Indicate by check mark", 0}, /* the cover */
    {"Commission File", 0},
    {"XBRL", 2},
};

bool gk_synth_fit(const char *text, size_t n)
{
    size_t letters = 0, blanks = 0, characters = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        characters++;
        blanks += gk_is_space(c);
        letters += gk_is_word(c);
    }
    bool chinese = gk_synth_is_chinese(text, n);
    if (characters < (chinese ? 20 : 120) || letters * 10 < (characters - blanks) * 7) return false;
    if (gk_synth_words(text, n) < (chinese ? 15 : 20)) return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (occurrences(text, marks[i].text) > marks[i].most) return false;
    return true;
}

/* ---- drawing -------------------------------------------------------------------------------- */

typedef struct ticket {
    const char *doc;
    uint64_t doc_order, order; /* by the seed */
    uint32_t passage, turn;
} ticket;

static int by_document(const void *a, const void *b)
{
    const ticket *x = a, *y = b;
    int order = strcmp(x->doc, y->doc);
    if (order) return order;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* The first of each document, then the second of each, ...; documents in the seed's order. */
static int by_turn(const void *a, const void *b)
{
    const ticket *x = a, *y = b;
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    if (x->doc_order != y->doc_order) return x->doc_order < y->doc_order ? -1 : 1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static int by_passage(const void *a, const void *b)
{
    const ticket *x = a, *y = b;
    int order = strcmp(x->doc, y->doc);
    if (order) return order;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

static size_t take_tickets(const gk_corpus *corpus, uint64_t seed, ticket *tickets)
{
    size_t count = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const gk_corpus_passage *p = &corpus->passages[i];
        if (p->excluded || p->twin != i || !gk_synth_fit(p->text, strlen(p->text))) continue;
        tickets[count++] = (ticket){.doc = p->doc,
                                    .doc_order = gk_synth_hash(p->doc, strlen(p->doc), seed),
                                    .order = gk_synth_hash(p->id, strlen(p->id), seed),
                                    .passage = (uint32_t)i};
    }
    return count;
}

uint32_t *gk_synth_sample(const gk_corpus *corpus, size_t most, uint64_t seed, size_t *count)
{
    ticket *tickets = gk_alloc_array(corpus->count + 1, sizeof *tickets);
    *count = take_tickets(corpus, seed, tickets);
    if (*count) qsort(tickets, *count, sizeof *tickets, by_document);
    for (size_t i = 1; i < *count; i++)
        if (strcmp(tickets[i].doc, tickets[i - 1].doc) == 0)
            tickets[i].turn = tickets[i - 1].turn + 1;
    if (most && most < *count) {
        qsort(tickets, *count, sizeof *tickets, by_turn);
        *count = most;
    }
    if (*count) qsort(tickets, *count, sizeof *tickets, by_passage);
    uint32_t *sample = gk_alloc_array(*count + 1, sizeof *sample);
    for (size_t i = 0; i < *count; i++) sample[i] = tickets[i].passage;
    gk_free(tickets);
    return sample;
}
