/* SPDX-License-Identifier: Apache-2.0
 *
 * The words that narrow a question: what is left of it when the items it names, company, periods,
 * asides and what every question may say are taken away. "iPhone net sales" is narrowed by a
 * product, 口蹄疫疫苗的收入 too.
 */
#include "answer/asked.h"

#include <string.h>
#include <strings.h>

static void cover(bool *covered, gk_span span)
{
    for (size_t i = span.start; i < span.end; i++) covered[i] = true;
}

/* Blanks out what every question may say in runs of Han, the longest first as the list has it. */
static void cover_harmless_han(const char *s, size_t n, bool *covered)
{
    const char *list = gk_asked_harmless_han(), *part;
    size_t length;
    while ((part = gk_list_next(&list, &length)))
        for (size_t at = 0; at + length <= n; at++) {
            if (covered[at] || memcmp(s + at, part, length) != 0) continue;
            bool free_of = true;
            for (size_t k = at; k < at + length; k++) free_of = free_of && !covered[k];
            if (free_of) cover(covered, (gk_span){at, at + length});
        }
}

static bool is_harmless(const char *term)
{
    const char *list = gk_asked_harmless(), *part;
    size_t n;
    while ((part = gk_list_next(&list, &n)))
        if (strlen(term) == n && memcmp(term, part, n) == 0) return true;
    return gk_term_is_stopword(term);
}

typedef struct narrower {
    gk_asked_reader *r;
    const bool *covered;
    size_t from;
    size_t capacity;
} narrower;

static bool add_narrowing(void *ctx, const gk_term *term)
{
    narrower *w = ctx;
    gk_asked *out = w->r->out;
    size_t at = w->from + term->start;
    bool ascii = (unsigned char)term->text[0] < 0x80;
    for (size_t i = at; i < w->from + term->end; i++)
        if (w->covered[i]) return true;
    if (ascii && (term->length < 2 || is_harmless(term->text))) return true;
    if (!ascii && term->end - term->start <= 3) return true; /* a character alone */
    if (term->text[0] >= '0' && term->text[0] <= '9') return true;
    out->narrowing = gk_grow(out->narrowing, out->narrowing_count, &w->capacity,
                             sizeof *out->narrowing);
    out->narrowing[out->narrowing_count++] = gk_arena_strndup(w->r->arena, term->text,
                                                              term->length);
    return true;
}

/* Where the question begins behind what introduces it: "Based on the balance sheet, what is". */
static size_t start_of_question(const gk_asked_reader *r)
{
    static const char *const words[] = {"what", "how", "which", "is",  "are",  "was", "were",
                                        "does", "do",  "did",   "has", "have", "had", "among"};
    const char *s = r->q->text;
    size_t start = r->main.start;
    for (size_t i = r->main.start + 1; i < r->main.end; i++) {
        if (s[i] != ' ' || (s[i - 1] != ',' && s[i - 1] != ':')) continue;
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            size_t m = strlen(words[k]);
            if (strncasecmp(s + i + 1, words[k], m) == 0 && s[i + 1 + m] == ' ') start = i + 1;
        }
    }
    return start;
}

void gk_asked_narrow(gk_asked_reader *r)
{
    const gk_question *q = r->q;
    size_t n = strlen(q->text), start = start_of_question(r);
    bool *covered = gk_arena_array(r->arena, n + 1, sizeof *covered);
    memcpy(covered, r->aside, n * sizeof *covered);
    for (size_t i = 0; i < r->mention_count; i++) cover(covered, r->mentions[i].span);
    for (size_t i = 0; i < q->mention_count; i++) cover(covered, q->mentions[i].span);
    for (size_t i = 0; i < q->period_count; i++) cover(covered, q->periods[i].span);
    for (size_t i = 0; i < q->relative_count; i++) cover(covered, q->relatives[i].span);
    for (size_t i = 0; i < q->term_count; i++)
        if (q->terms[i].company) cover(covered, q->terms[i].span);
    cover_harmless_han(q->text, n, covered);
    narrower w = {.r = r, .covered = covered, .from = start};
    gk_terms_each(r->terms, q->text + start, r->main.end - start, add_narrowing, &w);
    r->out->narrowing = gk_arena_keep(r->arena, r->out->narrowing, r->out->narrowing_count,
                                      sizeof *r->out->narrowing);
}
