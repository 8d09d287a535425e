/* SPDX-License-Identifier: Apache-2.0 */
#include "library/fitting.h"

#include "base/index.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>

typedef struct words {
    char **items;
    size_t count, capacity;
    gk_arena *arena;
} words;

/* A name that was looked at. */
typedef struct seen {
    const char *name;
    bool fits;
} seen;

struct gk_name_finder {
    gk_arena *arena; /* owns the strings */
    gk_terms *terms;
    const char *asked;
    words wanted;
    gk_index index; /* of seen, by name */
    seen *seen;
    size_t count, capacity;
};

static gk_key key_of(const void *owner, uint32_t number)
{
    const gk_name_finder *finder = owner;
    const char *name = finder->seen[number].name;
    return (gk_key){name, strlen(name)};
}

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

gk_name_finder *gk_name_finder_new(const char *asked)
{
    gk_name_finder *finder = gk_alloc(sizeof *finder);
    finder->arena = gk_arena_new();
    finder->terms = gk_terms_new();
    finder->asked = gk_arena_strdup(finder->arena, asked);
    finder->wanted = words_of(finder->terms, asked, finder->arena);
    finder->index = gk_index_new(64, key_of, finder);
    return finder;
}

void gk_name_finder_free(gk_name_finder *finder)
{
    if (!finder) return;
    gk_index_free(&finder->index);
    gk_free(finder->seen);
    gk_free(finder->wanted.items);
    gk_terms_free(finder->terms);
    gk_arena_free(finder->arena);
    gk_free(finder);
}

bool gk_name_finder_blank(const gk_name_finder *finder) { return finder->wanted.count == 0; }

static bool holds(const words *name, const words *asked)
{
    for (size_t i = 0; i + asked->count <= name->count; i++) {
        size_t k = 0;
        while (k < asked->count && strcmp(name->items[i + k], asked->items[k]) == 0) k++;
        if (k == asked->count) return asked->count > 0;
    }
    return false;
}

static bool look_at(gk_name_finder *finder, const char *name)
{
    gk_arena *arena = gk_arena_new();
    words w = words_of(finder->terms, name, arena);
    bool fits = holds(&w, &finder->wanted);
    gk_free(w.items);
    gk_arena_free(arena);
    return fits;
}

bool gk_name_fits(gk_name_finder *finder, const char *name)
{
    uint32_t number = gk_index_find(&finder->index, (gk_key){name, strlen(name)});
    if (number != UINT32_MAX) return finder->seen[number].fits;
    bool fits = look_at(finder, name);
    finder->seen = gk_grow(finder->seen, finder->count, &finder->capacity, sizeof *finder->seen);
    finder->seen[finder->count] = (seen){gk_arena_strdup(finder->arena, name), fits};
    gk_index_add(&finder->index, (uint32_t)finder->count++);
    return fits;
}

bool gk_ticker_fits(const char *ticker, const char *asked)
{
    size_t n = strlen(asked);
    return n && strncasecmp(ticker, asked, n) == 0 && (ticker[n] == '\0' || ticker[n] == '.');
}

bool gk_company_fits(gk_name_finder *finder, const gk_company_names *names)
{
    if (names->ticker && gk_ticker_fits(names->ticker, finder->asked)) return true;
    if (names->company && gk_name_fits(finder, names->company)) return true;
    for (size_t i = 0; i < names->alias_count; i++)
        if (strcasecmp(names->aliases[i], finder->asked) == 0 ||
            gk_name_fits(finder, names->aliases[i]))
            return true;
    return false;
}

bool gk_form_fits(const char *form, const char *asked)
{
    for (;; form++, asked++) {
        while (*form == '-') form++;
        while (*asked == '-') asked++;
        char a[2] = {*form}, b[2] = {*asked};
        if (strcasecmp(a, b) != 0) return false;
        if (*form == '\0') return true;
    }
}
