/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents of a test's own: pages from strings, a form feed between them.
 */
#ifndef GK_TESTS_ABOUT_WORLD_H
#define GK_TESTS_ABOUT_WORLD_H

#include "about/about.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

static inline gk_document *document_of(const char *text)
{
    gk_arena *arena = gk_arena_new();
    gk_document *d = gk_alloc(sizeof *d);
    d->arena = arena;
    d->format = gk_arena_strdup(arena, "text");
    d->title = gk_arena_strdup(arena, "");
    d->pages = gk_arena_array(arena, 64, sizeof *d->pages);
    for (;;) {
        size_t n = strcspn(text, "\f");
        gk_doc_page *page = &d->pages[d->page_count++];
        page->text = gk_arena_strndup(arena, text, n);
        page->length = n;
        page->line_count = gk_line_count(text, n);
        if (!text[n] || d->page_count == 64) return d;
        text += n + 1;
    }
}

/* What is found in the text alone. */
static inline gk_about *about_text(const char *text)
{
    gk_document *d = document_of(text);
    gk_about *about = gk_about_find(d, NULL, NULL, NULL);
    gk_document_free(d);
    return about;
}

static inline const char *value_of(const gk_about *about, gk_field field)
{
    const char *value = about->values[field].value;
    return value ? value : "(none)";
}

static inline const char *where_of(const gk_about *about, gk_field field)
{
    return about->values[field].where ? about->values[field].where : "(none)";
}

static inline bool has_alias(const gk_about *about, const char *name)
{
    for (size_t i = 0; i < about->alias_count; i++)
        if (strcmp(about->aliases[i].value, name) == 0) return true;
    return false;
}

#endif
