/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents of a list fit. Names are compared by their terms, in order: case, diacritics and
 * punctuation aside.
 */
#include "library/library.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>

typedef struct words {
    char **items;
    size_t count, capacity;
    gk_arena *arena;
} words;

static bool add_word(void *ctx, const gk_term *term)
{
    words *w = ctx;
    w->items = gk_grow(w->items, w->count, &w->capacity, sizeof *w->items);
    w->items[w->count++] = gk_arena_strndup(w->arena, term->text, term->length);
    return true;
}

static words words_of(gk_terms *terms, const char *text, gk_arena *arena)
{
    words w = {.arena = arena};
    gk_terms_each(terms, text, strlen(text), add_word, &w);
    return w;
}

static bool holds(const words *name, const words *asked)
{
    for (size_t i = 0; i + asked->count <= name->count; i++) {
        size_t k = 0;
        while (k < asked->count && strcmp(name->items[i + k], asked->items[k]) == 0) k++;
        if (k == asked->count) return asked->count > 0;
    }
    return false;
}

static bool name_fits(gk_terms *terms, const char *name, const words *asked)
{
    gk_arena *arena = gk_arena_new();
    words w = words_of(terms, name, arena);
    bool fits = holds(&w, asked);
    gk_free(w.items);
    gk_arena_free(arena);
    return fits;
}

/* "600519" is the ticker "600519.SH", too. */
static bool ticker_fits(const char *ticker, const char *asked)
{
    size_t n = strlen(asked);
    return strncasecmp(ticker, asked, n) == 0 && (ticker[n] == '\0' || ticker[n] == '.');
}

static bool company_fits(gk_terms *terms, const gk_document_info *d, const char *asked,
                         const words *wanted)
{
    if (d->ticker && ticker_fits(d->ticker, asked)) return true;
    if (d->company && name_fits(terms, d->company, wanted)) return true;
    for (size_t i = 0; i < d->alias_count; i++)
        if (strcasecmp(d->aliases[i], asked) == 0 || name_fits(terms, d->aliases[i], wanted))
            return true;
    return false;
}

/* Hyphens and case aside. */
static bool form_fits(const char *form, const char *asked)
{
    for (;; form++, asked++) {
        while (*form == '-') form++;
        while (*asked == '-') asked++;
        char a[2] = {*form}, b[2] = {*asked};
        if (strcasecmp(a, b) != 0) return false;
        if (*form == '\0') return true;
    }
}

void gk_documents_select(gk_documents *documents, const gk_document_filter *filter)
{
    gk_terms *terms = gk_terms_new();
    gk_arena *arena = gk_arena_new();
    words asked = words_of(terms, filter->company ? filter->company : "", arena);
    size_t kept = 0;
    for (size_t i = 0; i < documents->count; i++) {
        const gk_document_info *d = &documents->documents[i];
        if (filter->fiscal_year && d->fiscal_year != filter->fiscal_year) continue;
        if (filter->form && !(d->form && form_fits(d->form, filter->form))) continue;
        if (filter->company && !company_fits(terms, d, filter->company, &asked)) continue;
        documents->documents[kept++] = *d;
    }
    documents->count = kept;
    gk_free(asked.items);
    gk_arena_free(arena);
    gk_terms_free(terms);
}
