/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of what is stored of a content beside its text.
 */
#ifndef GK_STORE_TEST_ADDING_H
#define GK_STORE_TEST_ADDING_H

#include "world.h"

/* Stores a paper made from text, which may have got labels and facts since, with what `more` has of
 * values, turns and a sketch. */
static inline int64_t add_paper(world *w, gk_store *store, const char *name, const char *text,
                                const paper *p, gk_store_addition more)
{
    gk_store_place place = {0};
    int64_t content = 0;
    char *source = gk_format("/papers/%s.txt", name);
    assert_ok(w, gk_store_place_for(store, name, text, strlen(text), &place, &w->err));
    more.place = &place;
    more.source = source;
    more.title = name;
    more.bytes = text;
    more.size = strlen(text);
    more.document = &p->document;
    more.passages = &p->passages;
    assert_ok(w, gk_store_add(store, &more, &content, &w->err));
    gk_free(source);
    gk_free(place.document);
    return content;
}

static inline int64_t add_with(world *w, gk_store *store, const char *name, const char *text,
                               gk_store_addition more)
{
    paper p = paper_new(text, false);
    int64_t content = add_paper(w, store, name, text, &p, more);
    paper_free(&p);
    return content;
}

#endif
