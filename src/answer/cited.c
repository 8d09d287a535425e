/* SPDX-License-Identifier: Apache-2.0
 *
 * The answer as it grows: text, citations, and the computation term by term.
 */
#include "answer/compute.h"

#include <string.h>

gk_status gk_writer_cite(gk_writer *w, int64_t id, int page, int first, int last, const char *quote,
                         size_t *index, gk_error *err)
{
    gk_store_content content;
    gk_status status = gk_store_content_by_id(w->library->store, id, w->arena, &content, err);
    char *label = NULL;
    if (status == GK_OK)
        status = gk_store_label(w->library->store, id, page, w->arena, &label, err);
    if (status != GK_OK) return status;
    if (w->document) content.document = gk_arena_strdup(w->arena, w->document);
    gk_answer *a = w->answer;
    size_t i = 0;
    while (i < a->citation_count &&
           !(w->cited[i].content == id && w->cited[i].page == page &&
             a->citations[i].first_line == first && a->citations[i].last_line == last &&
             strcmp(a->citations[i].quote, quote) == 0))
        i++;
    if (index) *index = i;
    if (i == a->citation_count) {
        if (a->citation_count == w->capacity) {
            w->capacity = w->capacity ? 2 * w->capacity : 8;
            w->cited = gk_realloc_array(w->cited, w->capacity, sizeof *w->cited);
            gk_citation *more = gk_arena_array(w->arena, w->capacity, sizeof *more);
            if (i) memcpy(more, a->citations, i * sizeof *more);
            a->citations = more;
        }
        a->citations[i] = (gk_citation){.document = content.document,
                                        .page = page,
                                        .label = label,
                                        .quote = gk_arena_strdup(w->arena, quote),
                                        .first_line = first,
                                        .last_line = last};
        w->cited[i] = (gk_store_cited){id, page, first, last};
        a->citation_count++;
    }
    gk_string_addf(&w->text, " [%s p.%d]", content.document, page);
    return GK_OK;
}

/* Line number `line` (from 1) of a page, white space folded; gk_free. */
static gk_status read_line(gk_writer *w, int64_t content, int page, int line, char **out,
                           gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_doc_page p;
    gk_status status = gk_store_page(w->library->store, content, page, arena, &p, err);
    *out = NULL;
    if (status == GK_OK) {
        size_t at = 0;
        for (int i = 1; i < line && at < p.length; at++)
            if (p.text[at] == '\n') i++;
        size_t end = at;
        while (end < p.length && p.text[end] != '\n') end++;
        *out = gk_fold_space(p.text + at, end - at);
    }
    gk_arena_free(arena);
    return status;
}

gk_status gk_writer_cite_fact(gk_writer *w, gk_papers *papers, const gk_picked *pick, size_t *index,
                              gk_error *err)
{
    const gk_fact *f = pick->fact;
    int64_t content = papers->papers[pick->paper].content;
    char *quote;
    gk_status status = read_line(w, content, f->page, f->line, &quote, err);
    if (status == GK_OK)
        status = gk_writer_cite(w, content, f->page, f->line, f->line, quote, index, err);
    gk_free(quote);
    return status;
}

/* A fact that is cited already is not written again. */
static bool is_written(const gk_answer *a, const gk_used *used)
{
    for (size_t i = 0; i < a->term_count; i++)
        if (a->terms[i].value == used->pick.fact->value &&
            strcmp(a->terms[i].name, used->name) == 0)
            return true;
    return false;
}

static gk_status write_term(gk_writer *w, gk_reckoning *r, const gk_used *used, gk_error *err)
{
    gk_answer *a = w->answer;
    if (is_written(a, used) || a->term_count == GK_USED_MOST) return GK_OK;
    if (!a->terms) a->terms = gk_arena_array(w->arena, GK_USED_MOST, sizeof *a->terms);
    const gk_fact *f = used->pick.fact;
    gk_answer_term *t = &a->terms[a->term_count];
    gk_moment moment = used->moment;
    *t = (gk_answer_term){
        .name = gk_arena_strdup(w->arena, used->name),
        .label = gk_arena_strdup(w->arena, f->label),
        .period = gk_word_moment(r->asked, r->papers, &moment, w->arena),
        .printed = gk_word_plain(f->printed, GK_MEASURE_NUMBER, 1, f->decimals, w->arena),
        .value = f->value,
        .scale = f->scale,
        .currency = gk_arena_strdup(w->arena, f->currency)};
    a->term_count++;
    char *shown = gk_word_fact(r->asked, f, used->value, w->arena);
    gk_string_addf(&w->text, r->asked->chinese ? "\n- %s，%s：%s" : "\n- %s, %s: %s", t->name,
                   t->period, shown);
    if (strcmp(t->label, t->name) != 0)
        gk_string_addf(&w->text, r->asked->chinese ? "（“%s”）" : " (“%s”)", t->label);
    return gk_writer_cite_fact(w, r->papers, &used->pick, &t->citation, err);
}

static void add_computation(gk_writer *w, gk_reckoning *r, const gk_reckoned *v)
{
    gk_answer *a = w->answer;
    if (!a->computations)
        a->computations = gk_arena_array(w->arena, GK_USED_MOST, sizeof *a->computations);
    if (a->computation_count == GK_USED_MOST) return;
    a->computations[a->computation_count++] = (gk_computation){
        .name = gk_arena_strdup(w->arena, v->name ? v->name : ""),
        .period = gk_word_moment(r->asked, r->papers, &v->moment, w->arena),
        .formula = gk_arena_strdup(w->arena, v->formula),
        .filled = gk_arena_strdup(w->arena, v->filled),
        .result = v->value,
        .shown = gk_word_value(r->asked, v, w->arena)};
}

gk_status gk_writer_show(gk_writer *w, gk_reckoning *r, const gk_reckoned *v, bool formula,
                         gk_error *err)
{
    if (v->formula) {
        add_computation(w, r, v);
        if (formula && !(v->name && strcmp(v->name, v->formula) == 0))
            gk_string_addf(&w->text, "\n%s%s = %s", v->name && *v->name ? v->name : "",
                           v->name && *v->name ? ""
                           : r->asked->chinese ? "结果"
                                               : "result",
                           v->formula);
        gk_string_addf(&w->text, r->asked->chinese ? "\n%s：%s = %s" : "\n%s: %s = %s",
                       gk_word_moment(r->asked, r->papers, &v->moment, w->arena), v->filled,
                       gk_word_value(r->asked, v, w->arena));
    }
    gk_status status = GK_OK;
    for (size_t i = 0; i < v->used_count && status == GK_OK; i++)
        status = write_term(w, r, &r->used[v->used[i]], err);
    return status;
}
