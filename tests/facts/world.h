/* SPDX-License-Identifier: Apache-2.0 - pages of text and the facts made of them, for tests */
#ifndef TESTS_FACTS_WORLD_H
#define TESTS_FACTS_WORLD_H

#include "facts/facts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A document of pages that a form feed parts; gk_arena_free(document.arena). */
static inline gk_document document_of(const char *text)
{
    gk_document document = {.arena = gk_arena_new()};
    size_t feeds = 1;
    for (const char *s = text; *s; s++) feeds += *s == '\f';
    document.pages = gk_arena_array(document.arena, feeds, sizeof *document.pages);
    for (const char *s = text; *s;) {
        size_t n = strcspn(s, "\f");
        gk_doc_page *page = &document.pages[document.page_count++];
        *page = (gk_doc_page){.text = gk_arena_strndup(document.arena, s, n), .length = n};
        page->line_count = gk_line_count(page->text, n);
        s += n + (s[n] == '\f');
    }
    return document;
}

static const gk_facts_about annual = {"10-K", "en", "2018-12-31", 2018,
                                      "FY"}; /* of an invented company's calendar year */

static inline gk_facts *facts_of(const char *text, const gk_facts_about *about)
{
    gk_document document = document_of(text);
    gk_facts *facts = gk_facts_make(&document, about, NULL);
    gk_arena_free(document.arena);
    return facts;
}

/* The n-th fact, from 0, of the row with a label. */
static inline const gk_fact *fact_of(const gk_facts *facts, const char *label, size_t n)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->facts[i].label, label) == 0 && n-- == 0) return &facts->facts[i];
    fail_msg("there is no such fact of '%s'", label);
    return NULL;
}

static inline void check_value(const gk_facts *facts, const char *label, size_t n, double value)
{
    const gk_fact *f = fact_of(facts, label, n);
    if (f->value != value) fail_msg("%s: %.17g, not %.17g", label, f->value, value);
}

/* start 0: a moment. */
static inline void check_time(const gk_facts *facts, const char *label, size_t n, int start,
                              int end)
{
    const gk_fact_time *t = &fact_of(facts, label, n)->time;
    if (t->start != start || t->end != end || (start == 0) != (t->months == 0))
        fail_msg("%s: %d to %d, %d months, not %d to %d", label, t->start, t->end, t->months, start,
                 end);
}

static inline void check_fiscal(const gk_facts *facts, const char *label, size_t n, int year,
                                int quarter, int months)
{
    const gk_fact_time *t = &fact_of(facts, label, n)->time;
    if (t->year != year || t->quarter != quarter || t->months != months)
        fail_msg("%s: %d quarter %d, %d months, not %d quarter %d, %d months", label, t->year,
                 t->quarter, t->months, year, quarter, months);
}

static inline void check_member(const gk_facts *facts, const char *label, size_t n,
                                const char *member)
{
    const gk_fact *f = fact_of(facts, label, n);
    if (strcmp(f->member, member) != 0) fail_msg("%s: '%s', not '%s'", label, f->member, member);
}

#endif
