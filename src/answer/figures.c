/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers from facts, from the question to the written answer.
 */
#include "library/figures.h"
#include "answer/compute.h"

#include <string.h>

/* Figures that are set against each other are taken from one paper, where it has them. */
static void prefer_last(gk_papers *papers, const gk_asked *asked)
{
    size_t last;
    if (!asked->period_count || (asked->operation == GK_OPERATION_VALUE && asked->period_count > 1))
        return;
    gk_moment moment = gk_moment_of(papers, &asked->periods[asked->period_count - 1]);
    if (gk_papers_of(papers, &moment, &last, 1)) papers->first = last;
}

static gk_status answer(gk_writer *w, gk_papers *papers, const gk_question *question,
                        const gk_retrieved *retrieved, gk_arena *arena, const char **missing,
                        gk_error *err)
{
    gk_asked asked;
    gk_asked_read(question, papers->concepts, papers->terms, arena, &asked);
    if (asked.operation == GK_OPERATION_NONE) return GK_OK;
    prefer_last(papers, &asked);
    gk_reckoning reckoning = {.papers = papers, .asked = &asked, .arena = arena, .err = err};
    size_t length = w->text.length;
    gk_status status = gk_compare(w, &reckoning, retrieved, err);
    if (status == GK_OK) status = reckoning.status;
    if (!w->answer->answered) {
        if (w->text.data) w->text.data[w->text.length = length] = '\0';
        if (reckoning.missing) *missing = gk_arena_strdup(w->arena, reckoning.missing);
    }
    return status;
}

/* Whether one of the best papers has facts: those of an older library may not have been made. */
static gk_status has_facts(gk_papers *papers, bool *known, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < papers->count && i < 3 && !*known && status == GK_OK; i++) {
        const gk_facts *facts;
        status = gk_papers_facts(papers, i, &facts, err);
        *known = status == GK_OK && facts && facts->count;
    }
    return status;
}

gk_status gk_answer_figures(gk_writer *writer, const gk_question *question,
                            const gk_retrieved *retrieved, const char **missing, bool *known,
                            gk_error *err)
{
    *missing = NULL;
    *known = false;
    const gk_concepts *concepts;
    gk_status status = gk_library_concepts(writer->library, &concepts, err);
    if (status != GK_OK) return status;
    gk_arena *arena = gk_arena_new();
    gk_terms *terms = gk_terms_new();
    gk_papers papers;
    status = gk_papers_open(writer->library, question, retrieved, concepts, terms, arena, &papers,
                            err);
    if (status == GK_OK && papers.count) status = has_facts(&papers, known, err);
    if (status == GK_OK && *known)
        status = answer(writer, &papers, question, retrieved, arena, missing, err);
    gk_terms_free(terms);
    gk_arena_free(arena);
    return status;
}
