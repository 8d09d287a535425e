/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_ask. What figures answer is answered from facts (compute.h), else by a row; a question in
 * words by sentences. What has little support is declined: the reader gets the nearest passages
 * instead of a guess.
 */
#include "answer/compute.h"
#include "answer/labels.h"
#include "answer/model.h"

#include <string.h>
#include <strings.h>

enum { PAGES = 16, NEAREST = 5, FOUND = 120, QUOTED_MOST = 3, PAGES_BACK = 2 };

/* From here on a document's name counts as named: only the best matches may answer. */
static const double name_least = 0.4;
static const double row_least = 0.66, sentence_least = 0.6, sentence_least_by_words = 0.75;
static const double figure_sentence_more = 0.15;
/* Further sentences are quoted where they are nearly as good as the best. */
static const double sentence_near = 0.9;

typedef struct owned_answer {
    gk_answer answer;
    gk_arena *arena;
} owned_answer;

void gk_answer_free(gk_answer *answer)
{
    if (!answer) return;
    owned_answer *owned = (owned_answer *)answer;
    gk_hits_free(answer->nearest);
    gk_arena_free(owned->arena);
    gk_free(owned);
}

/* ---- pages --------------------------------------------------------------------------------- */

static gk_period period_of(const char *title)
{
    gk_period period;
    size_t at = 0;
    if (gk_period_next(title, strlen(title), &at, &period)) return period;
    return (gk_period){0};
}

/* Reads a page behind the pages before it: a table that begins there has its headings there. */
static gk_status read_text(gk_library *library, const gk_found_passage *f, gk_arena *arena,
                           gk_answer_page *p, gk_error *err)
{
    gk_string text = {0};
    gk_status status = GK_OK;
    for (int number = f->page > PAGES_BACK ? f->page - PAGES_BACK : 1;
         number <= f->page && status == GK_OK; number++) {
        gk_doc_page page;
        status = gk_store_page(library->store, f->content, number, arena, &page, err);
        if (status != GK_OK) break;
        p->first_byte = text.length;
        gk_string_append(&text, page.text, page.length);
        if (page.length && page.text[page.length - 1] != '\n') gk_string_add(&text, "\n");
    }
    if (status == GK_OK) {
        char *copy = gk_arena_strndup(arena, text.data ? text.data : "", text.length);
        gk_laid_read(copy, text.length, arena, &p->laid);
        while (p->first_line < p->laid.count && p->laid.lines[p->first_line].start < p->first_byte)
            p->first_line++;
    }
    gk_string_free(&text);
    return status;
}

/* Tells for each line which statement it stands in: that of the nearest heading above it. */
static void place_lines(gk_page_wants *wants, gk_arena *arena, gk_answer_page *p)
{
    unsigned statement = 0;
    bool parent = false, guarantors = false;
    size_t parent_line = SIZE_MAX, prose = 0;
    p->statements = gk_arena_array(arena, p->laid.count, sizeof *p->statements);
    p->parent = gk_arena_array(arena, p->laid.count, sizeof *p->parent);
    for (size_t i = 0; i < p->laid.count; i++) {
        const gk_text_line *l = &p->laid.lines[i];
        const char *line = p->laid.text + l->start;
        size_t n = l->end - l->start;
        bool own_parent = false;
        unsigned own = l->kind == GK_LINE_ROW || l->kind == GK_LINE_BLANK
                           ? 0
                           : gk_page_heading(wants, line, n, &own_parent);
        if (i == p->first_line) {
            guarantors = false;
            /* A heading may be torn or a picture; the rows still tell. */
            gk_laid_text alone = {p->laid.text, p->laid.lines + i, p->laid.count - i};
            unsigned structure = gk_page_structure(wants, &alone);
            if (structure) statement = structure;
        }
        /* What follows may be about some companies of the group only. */
        if (l->kind == GK_LINE_PROSE) guarantors = guarantors || memmem(line, n, "guarantor", 9);
        /* "(Parent company)" may stand on a line of its own, above the heading or below it. */
        /* Where paragraphs follow, the statement is over. */
        prose = l->kind == GK_LINE_PROSE ? prose + 1 : l->kind == GK_LINE_BLANK ? prose : 0;
        if (prose >= 4) statement = 0;
        if (own_parent) parent_line = i;
        bool near_parent = parent_line != SIZE_MAX && i - parent_line <= 3;
        if (!own && l->kind == GK_LINE_HEADING &&
            (memmem(line, n, "EQUITY", 6) || memmem(line, n, "Equity", 6)) &&
            (memmem(line, n, "STATEMENT", 9) || memmem(line, n, "Statement", 9)))
            statement = 0;
        if (own)
            statement = own, parent = near_parent || guarantors;
        else if (own_parent)
            parent = true;
        p->statements[i] = (unsigned char)statement;
        p->parent[i] = parent;
    }
}

/* Whether the documents that may answer are several companies'. */
static gk_status of_several(gk_library *library, const gk_retrieved *r, bool *several,
                            gk_error *err)
{
    const gk_store_card *cards;
    size_t count;
    const char *first = "";
    *several = false;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    for (size_t i = 0; i < r->fit_count && status == GK_OK && !*several && !r->only; i++) {
        const gk_store_card *card = gk_store_card_of(cards, count, r->fits[i].content);
        if (!card || !*card->company) continue;
        *several = *first && strcmp(first, card->company) != 0;
        first = card->company;
    }
    return status;
}

/* Whether a figure of whom the question does not name would be anybody's: it names nobody, and
 * several may be meant. */
static gk_status figure_of_nobody(gk_library *library, const gk_question *q, const gk_retrieved *r,
                                  bool *nobody, gk_error *err)
{
    *nobody = false;
    if (q->kind != GK_ASKS_FIGURE && q->kind != GK_ASKS_COMPUTED) return GK_OK;
    for (size_t i = 0; i < r->fit_count; i++)
        if (r->fits[i].company >= name_least) return GK_OK;
    return of_several(library, r, nobody, err);
}

/* Reads the best pages, each once. Where the question names a company, only its documents may
 * answer. */
static gk_status read_pages(gk_library *library, const gk_question *q, const gk_retrieved *r,
                            gk_arena *arena, gk_answer_page *pages, size_t *count, gk_error *err)
{
    gk_page_wants *wants = gk_page_wants_new(q);
    gk_status status = GK_OK;
    double named = 0;
    for (size_t i = 0; i < r->fit_count; i++)
        if (r->fits[i].company > named) named = r->fits[i].company;
    *count = 0;
    for (size_t i = 0; i < r->count && *count < PAGES && status == GK_OK; i++) {
        const gk_found_passage *f = &r->found[i];
        bool seen = false;
        for (size_t k = 0; k < *count; k++)
            seen = seen || (pages[k].content == f->content && pages[k].page == f->page);
        const gk_fit *fit = gk_retrieved_fit(r, f->content);
        if (seen || (named >= name_least && fit && fit->company < named - 0.05)) continue;
        gk_store_content content;
        status = gk_store_content_by_id(library->store, f->content, arena, &content, err);
        if (status != GK_OK) break;
        gk_answer_page *p = &pages[(*count)++];
        *p = (gk_answer_page){.content = f->content,
                              .page = f->page,
                              .rank = r->found[0].score > 0 ? f->score / r->found[0].score : 0,
                              .period = fit ? fit->period : 0,
                              .of = period_of(content.title)};
        status = read_text(library, f, arena, p, err);
        if (status != GK_OK) break;
        place_lines(wants, arena, p);
        status = gk_answer_cover(library, q, p, arena, err);
        bool known = true;
        if (status == GK_OK && named < 0.99) status = gk_answer_names(library, q, p, &known, err);
        if (!known) (*count)--;
    }
    gk_page_wants_free(wants);
    return status;
}

/* ---- writing the answer -------------------------------------------------------------------- */

static gk_status cite(gk_writer *w, const gk_answer_page *page, size_t first, size_t last,
                      const char *quote, gk_error *err)
{
    int from = (int)(first - page->first_line) + 1, to = (int)(last - page->first_line) + 1;
    return gk_writer_cite(w, page->content, page->page, from, to, quote, NULL, err);
}

static void add_period(gk_string *text, const gk_period *p)
{
    if (p->quarter)
        gk_string_addf(text, ", Q%d %d", p->quarter, p->year);
    else if (p->year)
        gk_string_addf(text, ", %d", p->year);
}

static gk_status write_row(gk_writer *w, const gk_question *q, const gk_row_answer *row,
                           gk_arena *scratch, gk_error *err)
{
    const gk_laid_text *laid = &row->page->laid;
    const gk_text_line *l = &laid->lines[row->line];
    char *label = gk_fold_space(laid->text + l->start + l->row.label.start,
                                l->row.label.end - l->row.label.start);
    char *quote = gk_fold_space(laid->text + l->start, l->end - l->start);
    for (size_t i = 0; i < row->cell_count; i++) {
        if (i) gk_string_add(&w->text, "; ");
        gk_string_add(&w->text, gk_answer_figure(q, row, i, scratch));
        gk_string_add(&w->text, " (");
        gk_string_add(&w->text, label);
        add_period(&w->text, &row->periods[i]);
        gk_string_add(&w->text, ")");
    }
    gk_status status = cite(w, row->page, row->line, row->line, quote, err);
    gk_free(quote);
    gk_free(label);
    return status;
}

static gk_status write_sentences(gk_writer *w, const gk_sentence_answer *sentences, size_t count,
                                 size_t most, gk_error *err)
{
    gk_status status = GK_OK;
    size_t quoted = 0;
    for (size_t i = 0; i < count && quoted < most && status == GK_OK; i++) {
        if (i && sentences[i].support < sentence_near * sentences[0].support) break;
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || strcmp(sentences[k].text, sentences[i].text) == 0;
        if (again) continue;
        gk_string_addf(&w->text, "%s“%s”", quoted ? "\n" : "", sentences[i].text);
        status = cite(w, sentences[i].page, sentences[i].first_line, sentences[i].last_line,
                      sentences[i].text, err);
        quoted++;
    }
    return status;
}

/* Whether the question names a company of the library, but not that of the document it is put to.
 */
static bool names_another(const gk_retrieved *r)
{
    if (!r->document || !r->count) return false;
    const gk_fit *own = gk_retrieved_fit(r, r->found[0].content);
    for (size_t i = 0; own && i < r->fit_count; i++)
        if (r->fits[i].company >= name_least && own->company < r->fits[i].company - 0.05)
            return true;
    return false;
}

static const char *why_declined(const gk_question *q, const gk_retrieved *r)
{
    if (r->count == 0) return "No passage matches.";
    if (names_another(r)) return "The question names another company than the document's.";
    switch (q->kind) {
    case GK_ASKS_COMPUTED:
        return "It has to be computed from several figures; the nearest passages hold what was "
               "found of them.";
    case GK_ASKS_JUDGEMENT:
        return "It has to be judged; the nearest passages hold what was found on it.";
    case GK_ASKS_FIGURE:
    case GK_ASKS_TEXT:
        break;
    }
    return "The nearest passages are close to it, but none supports an answer.";
}

static const char found_nothing[] = "I found nothing that answers this. ";

static void write_declined(gk_writer *w, const gk_question *q, const gk_retrieved *r,
                           const char *missing)
{
    gk_string_add(&w->text, found_nothing);
    if (missing)
        gk_string_addf(&w->text, "Missing: %s.", missing);
    else
        gk_string_add(&w->text, why_declined(q, r));
}

/* ---- deciding ------------------------------------------------------------------------------ */

static gk_status answer_by_rows(gk_writer *w, const gk_question *q, const gk_answer_page *pages,
                                size_t page_count, gk_arena *scratch, gk_error *err)
{
    gk_row_answer *rows;
    size_t count = gk_answer_rows(q, pages, page_count, scratch, &rows);
    if (!count || rows[0].support < row_least) return GK_OK;
    w->answer->answered = true;
    return write_row(w, q, &rows[0], scratch, err);
}

static gk_status answer_by_sentences(gk_writer *w, const gk_question *q, const gk_retrieved *r,
                                     const gk_answer_page *pages, size_t page_count, bool lexical,
                                     gk_arena *scratch, gk_error *err)
{
    const gk_model *model = NULL;
    const gk_nearness *nearness = NULL;
    if (!lexical && (gk_library_model(w->library, &model, NULL) != GK_OK ||
                     gk_library_nearness(w->library, &nearness, NULL) != GK_OK))
        model = NULL;
    gk_sentence_answer *sentences;
    size_t count;
    gk_status status = gk_answer_sentences(model, nearness, w->library->store, q, r, pages,
                                           page_count, scratch, &sentences, &count, err);
    if (status == GK_MODEL && model) { /* a service that has gone: words are left */
        model = NULL;
        status = gk_answer_sentences(NULL, NULL, w->library->store, q, r, pages, page_count,
                                     scratch, &sentences, &count, err);
    }
    if (status != GK_OK || !count) return status;
    double least = model ? sentence_least : sentence_least_by_words;
    /* A sentence with a figure in it is easily about another figure, one with a name about another
     * person. */
    if (q->kind == GK_ASKS_FIGURE || strncasecmp(q->text, "who ", 4) == 0)
        least += figure_sentence_more;
    if (sentences[0].support < least) return GK_OK;
    w->answer->answered = true;
    /* One figure is one sentence. */
    size_t most = q->kind == GK_ASKS_FIGURE ? 1 : QUOTED_MOST;
    return write_sentences(w, sentences, count, most, err);
}

/* A change of one printed item between periods is answered by showing each of them. */
static bool rows_may_answer(const gk_question *q)
{
    if (q->kind == GK_ASKS_FIGURE) return true;
    return q->kind == GK_ASKS_COMPUTED && !q->derived && q->item_count == 1;
}

static gk_status decide(gk_writer *w, const gk_question *q, const gk_retrieved *r, bool lexical,
                        gk_error *err)
{
    const char *missing;
    bool known; /* there are facts to answer from */
    gk_status status = gk_answer_figures(w, q, r, &missing, &known, err);
    if (status == GK_OK && !w->answer->answered) status = gk_answer_labels(w, q, r, err);
    bool nobody = false;
    if (status == GK_OK && !w->answer->answered)
        status = figure_of_nobody(w->library, q, r, &nobody, err);
    if (status != GK_OK || w->answer->answered) return status;
    if (nobody) {
        gk_string_add(&w->text, found_nothing);
        gk_string_add(&w->text, "It names none of the companies that the library is about.");
        return GK_OK;
    }
    gk_arena *scratch = gk_arena_new();
    gk_answer_page pages[PAGES];
    size_t count = 0;
    status = read_pages(w->library, q, r, scratch, pages, &count, err);
    if (status == GK_OK && rows_may_answer(q))
        status = answer_by_rows(w, q, pages, count, scratch, err);
    bool sentences = q->kind == GK_ASKS_TEXT || q->kind == GK_ASKS_FIGURE;
    if (status == GK_OK && sentences && !w->answer->answered)
        status = answer_by_sentences(w, q, r, pages, count, lexical, scratch, err);
    if (status == GK_OK && !w->answer->answered) write_declined(w, q, r, missing);
    gk_arena_free(scratch);
    return status;
}

/* All that is read happens here, and sees one moment of the library. */
static gk_status read_answer(gk_writer *w, gk_question *q, const gk_search_options *options,
                             gk_error *err)
{
    gk_retrieved retrieved;
    gk_status status = gk_retrieve(w->library, q, options, FOUND, &retrieved, err);
    if (status != GK_OK) return status;
    gk_answer *answer = w->answer;
    answer->notice = retrieved.notice ? gk_arena_strdup(w->arena, retrieved.notice) : NULL;
    w->document = retrieved.document;
    size_t nearest = options && options->k ? options->k : NEAREST;
    status = gk_hits_make(w->library, q, &retrieved, nearest, &answer->nearest, err);
    if (status == GK_OK) status = decide(w, q, &retrieved, options && options->lexical_only, err);
    gk_retrieved_free(&retrieved);
    return status;
}

gk_status gk_ask(gk_library *library, const char *question, const gk_search_options *options,
                 gk_answer **out, gk_error *err)
{
    *out = NULL;
    gk_status status = gk_query_check(question, err);
    if (status != GK_OK) return status;
    if (options && options->k > GK_SEARCH_MOST)
        return gk_fail(err, GK_INVALID, "k is %zu; at most %d passages can be had", options->k,
                       GK_SEARCH_MOST);
    status = gk_library_begin(library, err);
    if (status != GK_OK) return status;
    gk_question *q;
    gk_question_read(question, options ? options->filter.as_of : NULL, &q);
    owned_answer *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    gk_answer *answer = &owned->answer;
    answer->question = gk_arena_strdup(owned->arena, question);
    gk_writer w = {.library = library, .arena = owned->arena, .answer = answer};
    status = read_answer(&w, q, options, err);
    gk_library_end(library);
    answer->answer = gk_arena_strdup(owned->arena, w.text.data ? w.text.data : "");
    size_t cited = answer->citation_count; /* what a model cites has no lines of its own */
    if (status == GK_OK) status = gk_answer_by_model(library, options, owned->arena, answer, err);
    if (status == GK_OK) {
        /* So that `show` can mark what was cited. An answer is none the worse if that fails. */
        if (!options || !options->unremembered)
            gk_store_remember(library->store, question, answer->answered, w.cited, cited, NULL);
        *out = answer;
    } else {
        gk_answer_free(answer);
    }
    gk_string_free(&w.text);
    gk_free(w.cited);
    gk_question_free(q);
    return status;
}
