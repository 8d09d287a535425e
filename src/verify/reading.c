/* SPDX-License-Identifier: Apache-2.0
 *
 * A sentence as words: the stem of each, the cue that it is part of, and what governs it. A
 * negation reaches over the words behind it up to the end of its clause, a forecast to the end of
 * the sentence or a "but".
 */
#include "verify/reading.h"

#include <string.h>

enum { NEGATION_REACH = 5 };

typedef struct collecting {
    gk_reader *reader;
    const char *s;
    size_t offset;
    gk_read_word *words;
    size_t count, capacity, cue;
    const gk_cue *cues;
    size_t cue_count;
} collecting;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static gk_cue_kind cue_at(collecting *c, size_t start, size_t end)
{
    while (c->cue < c->cue_count && c->cues[c->cue].span.end <= start) c->cue++;
    for (size_t i = c->cue; i < c->cue_count && c->cues[i].span.start < end; i++) {
        /* A pair of Han characters counts as the cue only where it lies in it. */
        bool inside = start >= c->cues[i].span.start && end <= c->cues[i].span.end;
        bool holds = start <= c->cues[i].span.start && end >= c->cues[i].span.end;
        if (inside || holds) return c->cues[i].kind;
    }
    return GK_CUE_NONE;
}

/* A pair of characters with one that says nothing: "入为", "亿元". */
static bool empty_pair(const char *s, size_t start, size_t end)
{
    static const char *const empty[] = {"为", "的", "在", "了", "是", "达", "至",
                                        "由", "从", "等", "与", "和", "及", "以",
                                        "或", "并", "其", "于", "元", "亿", "万"};
    for (size_t i = start; i + 3 <= end; i += 3)
        for (size_t k = 0; k < sizeof empty / sizeof *empty; k++)
            if (memcmp(s + i, empty[k], 3) == 0) return true;
    return false;
}

static bool collect(void *ctx, const gk_term *term)
{
    collecting *c = ctx;
    size_t start = c->offset + term->start, end = c->offset + term->end;
    gk_cue_kind cue = cue_at(c, start, end);
    bool figure = is_digit(term->text[0]);
    if (cue == GK_CUE_NONE && !figure && gk_term_is_stopword(term->text)) return true;
    bool han = (unsigned char)c->s[start] >= 0xE3;
    if (cue == GK_CUE_NONE && han && empty_pair(c->s, start, end)) return true;
    c->words = gk_grow(c->words, c->count, &c->capacity, sizeof *c->words);
    char first = c->s[start];
    c->words[c->count++] = (gk_read_word){.key = gk_reader_key(c->reader, term->text),
                                          .span = {start, end},
                                          .cue = cue,
                                          .figure = figure,
                                          .name = first >= 'A' && first <= 'Z'};
    return true;
}

static bool hard_break(const char *s, const gk_cue *cue)
{
    char c = s[cue->span.start];
    return cue->span.end - cue->span.start > 1 && memcmp(s + cue->span.start, "，", 3) != 0 && c;
}

/* The end of what the cue at i governs. */
static size_t clause_end(const char *s, gk_span span, const gk_reading *r, size_t i, bool hard)
{
    for (size_t k = i + 1; k < r->cue_count; k++)
        if (r->cues[k].kind == GK_CUE_BREAK && (!hard || hard_break(s, &r->cues[k])))
            return r->cues[k].span.start;
    return span.end;
}

/* The start of the clause that the cue at i stands in. */
static size_t clause_start(const char *s, gk_span span, const gk_reading *r, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (r->cues[k].kind == GK_CUE_BREAK && hard_break(s, &r->cues[k]))
            return r->cues[k].span.end;
    return span.start;
}

static void govern(const char *s, gk_span span, gk_reading *r)
{
    for (size_t i = 0; i < r->cue_count; i++) {
        bool negation = r->cues[i].kind == GK_CUE_NEGATION;
        if (!negation && r->cues[i].kind != GK_CUE_FORECAST) continue;
        size_t end = clause_end(s, span, r, i, !negation), reached = 0;
        for (size_t w = 0; w < r->count; w++) {
            gk_read_word *word = &r->words[w];
            if (!negation && word->span.end <= r->cues[i].span.start &&
                word->span.start >= clause_start(s, span, r, i))
                word->ahead = true;
            if (word->span.start < r->cues[i].span.end || word->span.start >= end) continue;
            if (negation && reached++ >= NEGATION_REACH) break;
            if (negation)
                word->negated = !word->negated;
            else
                word->forecast = true;
        }
    }
}

void gk_reading_read(gk_reader *reader, const char *s, gk_span span, gk_arena *arena,
                     gk_reading *out)
{
    *out = (gk_reading){0};
    out->cue_count = gk_cues_find(s + span.start, span.end - span.start, arena, &out->cues);
    for (size_t i = 0; i < out->cue_count; i++) {
        out->cues[i].span.start += span.start;
        out->cues[i].span.end += span.start;
    }
    collecting c = {.reader = reader,
                    .s = s,
                    .offset = span.start,
                    .cues = out->cues,
                    .cue_count = out->cue_count};
    gk_terms_each(gk_reader_terms(reader), s + span.start, span.end - span.start, collect, &c);
    out->words = gk_arena_keep(arena, c.words, c.count, sizeof *c.words);
    out->count = c.count;
    govern(s, span, out);
}
