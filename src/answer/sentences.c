/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences as answers: those of the best passages (where a
 * figure is asked for, those that hold one), rated by the question's words in them and, with
 * a model, by the cosine of their vector with the question's.
 */
#include "answer/seeks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PASSAGES = 8, SENTENCES_MOST = 64, LENGTH_LEAST = 25, LENGTH_MOST = 700 };

/* However near by meaning, a sentence must have this share of the question's own words. */
static const double coverage_least = 0.34;
/* Less near than this (model/nearness.h) counts nothing; above the second, all the same. */
static const double near_low = 0.15, near_high = 1.6;

static const gk_answer_page *page_of(const gk_answer_page *pages, size_t count,
                                     const gk_found_passage *f)
{
    for (size_t i = 0; i < count; i++)
        if (pages[i].content == f->content && pages[i].page == f->page) return &pages[i];
    return NULL;
}

static size_t line_at(const gk_laid_text *laid, size_t byte)
{
    size_t line = 0;
    while (line + 1 < laid->count && laid->lines[line + 1].start <= byte) line++;
    return line;
}

/* A sentence ends like one; what does not is a heading or a row of a list. */
static bool ends_like_one(const char *text)
{
    static const char *const ends[] = {".",  "!",  "?",  ".”", ".\"", ".)",
                                       "。", "！", "？", "；", "。”"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (gk_ends_with(text, ends[i])) return true;
    return false;
}

/* A form with boxes to tick is no sentence. */
static bool is_form(const char *text)
{
    return strstr(text, "□") || strstr(text, "√") || strstr(text, "☐") || strstr(text, "☒");
}

/* Whether figures make up a good part of it: rows that ran together, no sentence. */
static bool is_run_of_figures(const char *text)
{
    gk_number number;
    size_t n = strlen(text), at = 0, figures = 0, words = 1;
    while (gk_number_next(text, n, &at, &number)) figures++;
    for (size_t i = 0; i < n; i++) words += text[i] == ' ';
    return figures >= 5 && figures * 4 > words;
}

/* Whether a sentence holds an amount of the asked kind: a percentage only answers who asks for one.
 */
static bool has_amount(const gk_question *q, const char *text)
{
    gk_number numbers[32];
    size_t count = gk_amounts(text, strlen(text), numbers, sizeof numbers / sizeof *numbers);
    bool rate = strchr(q->text, '%') || strstr(q->text, "ercent") || strstr(q->text, "rate") ||
                strstr(q->text, "百分") || strstr(q->text, "率");
    for (size_t i = 0; i < count; i++)
        if (rate || !numbers[i].percent) return true;
    return false;
}

/* Whether a sentence is about the asked time: it names the year, or it names none and its document
 * is of that year (or of no year that is known, where words are asked for). */
static bool of_asked_time(const gk_question *q, const gk_answer_page *page, const char *text)
{
    size_t n = strlen(text), at = 0;
    gk_period period;
    bool names_year = false, of_year = !page->of.year && q->kind == GK_ASKS_TEXT;
    if (!q->asked_count) {
        /* "When": a sentence without a date does not say it. */
        bool when = strncasecmp(q->text, "when ", 5) == 0 || strstr(q->text, "何时") ||
                    strstr(q->text, "什么时候");
        return !when || gk_period_next(text, n, &at, &period);
    }
    while (gk_period_next(text, n, &at, &period)) {
        for (size_t i = 0; i < q->asked_count; i++)
            if (q->asked[i].year == period.year) return true;
        names_year = true;
    }
    for (size_t i = 0; i < q->asked_count; i++)
        of_year = of_year || q->asked[i].year == page->of.year;
    return !names_year && (of_year || q->kind == GK_ASKS_TEXT);
}

/* Adds the sentences of the prose in [start, end) of a page. */
static void add_sentences(const gk_answer_page *page, size_t start, size_t end,
                          const gk_question *q, gk_arena *arena, gk_sentence_answer *out,
                          size_t *count)
{
    const char *text = page->laid.text;
    gk_span *spans;
    size_t n = gk_sentences(text + start, end - start, &spans);
    for (size_t i = 0; i < n && *count < SENTENCES_MOST; i++) {
        size_t from = start + spans[i].start, to = start + spans[i].end;
        size_t first = line_at(&page->laid, from), last = line_at(&page->laid, to - 1);
        size_t prose = 0;
        for (size_t k = first; k <= last; k++) prose += page->laid.lines[k].kind == GK_LINE_PROSE;
        if (prose * 2 < last - first + 1 && last > first) continue; /* a table, not a sentence */
        if (last == first && page->laid.lines[first].kind == GK_LINE_ROW) continue;
        char *folded = gk_fold_space(text + from, to - from);
        size_t length = strlen(folded);
        if (length >= LENGTH_LEAST && length <= LENGTH_MOST && ends_like_one(folded) &&
            !is_run_of_figures(folded) && !is_form(folded) && of_asked_time(q, page, folded) &&
            (q->kind != GK_ASKS_FIGURE || has_amount(q, folded)))
            out[(*count)++] = (gk_sentence_answer){.page = page,
                                                   .text = gk_arena_strdup(arena, folded),
                                                   .first_line = first,
                                                   .last_line = last};
        gk_free(folded);
    }
    gk_free(spans);
}

static gk_status rate_by_vectors(const gk_model *model, const gk_nearness *nearness,
                                 const gk_question *q, gk_sentence_answer *sentences, size_t count,
                                 gk_error *err)
{
    size_t d = gk_model_dimensions(model), content = 0;
    for (size_t i = 0; i < q->term_count; i++) content += q->terms[i].content;
    /* One word alone is easily met in another sense. */
    double by_words = content > 1 ? 0.5 : 0.25;
    const char **texts = gk_alloc_array(count + 1, sizeof *texts);
    float *vectors = gk_alloc_array((count + 1) * d, sizeof *vectors);
    texts[0] = q->text;
    for (size_t i = 0; i < count; i++) texts[i + 1] = sentences[i].text;
    gk_status status = gk_model_embed(model, texts, NULL, 1, &(gk_embed_options){.prompt = "query"},
                                      vectors, err);
    if (status == GK_OK)
        status = gk_model_embed(model, texts + 1, NULL, count,
                                &(gk_embed_options){.prompt = "passage"}, vectors + d, err);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        double cosine = 0;
        for (size_t k = 0; k < d; k++) cosine += (double)vectors[k] * vectors[(i + 1) * d + k];
        double near = (gk_near(nearness, cosine) - near_low) / (near_high - near_low);
        near = near < 0 ? 0 : near > 1 ? 1 : near;
        sentences[i].support = by_words * sentences[i].support + (1 - by_words) * near;
    }
    gk_free(vectors);
    gk_free(texts);
    return status;
}

static int better(const void *a, const void *b)
{
    const gk_sentence_answer *x = a, *y = b;
    if (x->support != y->support) return x->support < y->support ? 1 : -1;
    if (x->page != y->page) return x->page < y->page ? -1 : 1;
    return x->first_line < y->first_line ? -1 : x->first_line > y->first_line;
}

gk_status gk_answer_sentences(const gk_model *model, const gk_nearness *nearness, gk_store *store,
                              const gk_question *question, const gk_retrieved *retrieved,
                              const gk_answer_page *pages, size_t page_count, gk_arena *arena,
                              gk_sentence_answer **out, size_t *count, gk_error *err)
{
    gk_sentence_answer *sentences = gk_arena_array(arena, SENTENCES_MOST, sizeof *sentences);
    *out = sentences;
    *count = 0;
    for (size_t i = 0; i < retrieved->count && i < PASSAGES; i++) {
        const gk_found_passage *f = &retrieved->found[i];
        const gk_answer_page *page = page_of(pages, page_count, f);
        if (!page) continue;
        gk_store_passage p;
        gk_status status = gk_store_passage_get(store, f->passage, arena, &p, err);
        if (status != GK_OK) return status;
        add_sentences(page, page->first_byte + p.passage.start, page->first_byte + p.passage.end,
                      question, arena, sentences, count);
    }
    gk_terms *terms = gk_terms_new();
    gk_seeks seeks;
    gk_seeks_read(question, arena, &seeks);
    double *more = gk_arena_array(arena, *count, sizeof *more);
    for (size_t i = 0; i < *count; i++) {
        gk_seen seen = gk_seen_new(question, arena);
        gk_seen_add(&seen, terms, sentences[i].text, strlen(sentences[i].text));
        double coverage = gk_seeks_coverage(&seeks, &seen);
        if (!gk_seeks_fit(&seeks, sentences[i].text, &more[i])) coverage = 0;
        sentences[i].support = sentences[i].coverage = coverage;
    }
    gk_terms_free(terms);
    gk_status status = GK_OK;
    if (model && *count)
        status = rate_by_vectors(model, nearness, question, sentences, *count, err);
    for (size_t i = 0; i < *count; i++)
        sentences[i].support = sentences[i].coverage < coverage_least
                                   ? 0
                                   : 0.7 * sentences[i].support + 0.3 * sentences[i].page->rank +
                                         more[i];
    if (*count) qsort(sentences, *count, sizeof *sentences, better);
    return status;
}
