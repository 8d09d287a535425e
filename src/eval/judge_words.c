/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/judge.h"

#include <string.h>

typedef struct term_set {
    gk_arena *arena;
    char **terms;
    size_t count, capacity;
    const struct term_set *without; /* NULL: every term counts, figures too */
} term_set;

static bool holds(const term_set *set, const char *s, size_t n)
{
    for (size_t i = 0; i < set->count; i++)
        if (strncmp(set->terms[i], s, n) == 0 && !set->terms[i][n]) return true;
    return false;
}

static bool add_term(void *ctx, const gk_term *term)
{
    term_set *set = ctx;
    char *text = gk_arena_strndup(set->arena, term->text, term->length);
    bool figure = set->without && term->text[0] >= '0' && term->text[0] <= '9';
    if (figure || gk_term_is_stopword(text) || holds(set, term->text, term->length)) return true;
    if (set->without && holds(set->without, term->text, term->length)) return true;
    set->terms = gk_grow(set->terms, set->count, &set->capacity, sizeof *set->terms);
    set->terms[set->count++] = text;
    return true;
}

double gk_word_share(const char *question, const char *expected, const char *answer, size_t *count)
{
    gk_arena *arena = gk_arena_new();
    gk_terms *terms = gk_terms_new();
    term_set asked = {.arena = arena}, wanted = {.arena = arena}, got = {.arena = arena};
    if (question) {
        wanted.without = &asked;
        gk_terms_each(terms, question, strlen(question), add_term, &asked);
    }
    gk_terms_each(terms, expected, strlen(expected), add_term, &wanted);
    gk_terms_each(terms, answer, strlen(answer), add_term, &got);
    size_t found = 0;
    for (size_t i = 0; i < wanted.count; i++)
        found += holds(&got, wanted.terms[i], strlen(wanted.terms[i]));
    *count = wanted.count;
    double share = *count ? (double)found / (double)*count : 0;
    gk_free(asked.terms);
    gk_free(wanted.terms);
    gk_free(got.terms);
    gk_terms_free(terms);
    gk_arena_free(arena);
    return share;
}

/* Letters, digits and Han alone, one space for everything between, in lower case; gk_free. */
static char *plain(const char *s)
{
    gk_string out = {0};
    bool gap = true;
    gk_string_add(&out, " ");
    for (size_t n = strlen(s), i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (!gk_is_word(c)) {
            if (!gap) gk_string_add(&out, " ");
            gap = true;
            continue;
        }
        char bytes[4];
        if (c >= 'A' && c <= 'Z') c += 32;
        gk_string_append(&out, bytes, gk_utf8_put(c, bytes));
        gap = false;
    }
    if (!gap) gk_string_add(&out, " ");
    return out.data;
}

/* A run of Han has no spaces around it, so that it is looked for without them. */
static const char *within(char *text)
{
    size_t i = 1, n = strlen(text);
    if (n < 3 || !gk_is_han(gk_utf8_next(text, n, &i))) return text;
    text[n - 1] = '\0';
    return text + 1;
}

bool gk_holds_text(const char *expected, const char *answer)
{
    char *want = plain(expected), *got = plain(answer);
    bool held = strlen(want) > 1 && strstr(got, within(want)) != NULL;
    gk_free(want);
    gk_free(got);
    return held;
}
