/* SPDX-License-Identifier: Apache-2.0 */
#include "search/search.h"

#include <string.h>

/* The labels of an item count as query terms of this weight. */
static const double label_weight = 0.35;

typedef struct term_list {
    gk_store_term *terms;
    size_t count, capacity;
    gk_arena *arena;
} term_list;

static void add_term(term_list *list, const char *text, double weight)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->terms[i].text, text) == 0) return;
    list->terms = gk_grow(list->terms, list->count, &list->capacity, sizeof *list->terms);
    list->terms[list->count++] = (gk_store_term){text, weight};
}

static bool add_label_term(void *ctx, const gk_term *term)
{
    term_list *list = ctx;
    char *text = gk_arena_strndup(list->arena, term->text, term->length);
    if (!gk_term_is_stopword(text)) add_term(list, text, label_weight);
    return true;
}

size_t gk_query_terms(gk_question *q, gk_store_term **terms)
{
    term_list list = {.arena = q->arena};
    for (size_t i = 0; i < q->term_count; i++)
        add_term(&list, q->terms[i].text, q->terms[i].weight);
    gk_terms *splitter = gk_terms_new();
    for (size_t i = 0; i < q->item_count; i++)
        gk_terms_each(splitter, q->items[i]->printed, strlen(q->items[i]->printed), add_label_term,
                      &list);
    gk_terms_free(splitter);
    *terms = list.terms;
    return list.count;
}
