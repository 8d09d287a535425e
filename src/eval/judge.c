/* SPDX-License-Identifier: Apache-2.0
 *
 * A judge that a person can follow: figures are compared as figures, words as words. It is strict
 * where it cannot know (a quotation that implies "no" without saying so counts as wrong).
 */
#include "eval/eval.h"
#include "search/search.h"

#include <math.h>
#include <string.h>

typedef struct figures {
    gk_number numbers[64];
    size_t count;
} figures;

static void read_figures(const char *s, figures *out)
{
    out->count = gk_amounts(s, strlen(s), out->numbers, sizeof out->numbers / sizeof *out->numbers);
}

/* Half a unit of the last digit that is not 0. */
static double half_unit(const char *s, const gk_number *number)
{
    double unit = pow(10, -number->decimals);
    for (size_t i = number->digits.end; i > number->digits.start; i--) {
        char c = s[i - 1];
        if (c >= '1' && c <= '9') break;
        if (c == '0') unit *= 10;
    }
    return unit / 2;
}

/* Both as amounts where their units are known, as printed where one is not. */
static bool same_figure(const char *expected_text, const gk_number *expected, double asked,
                        const gk_number *got)
{
    if (expected->value < 0 && got->value > 0) return false;
    double e = fabs(expected->value), g = fabs(got->value);
    double allowed = half_unit(expected_text, expected);
    if (allowed > e * 0.03) allowed = e * 0.03;
    allowed = allowed * (1 + 1e-9) + 1e-12;
    bool as_printed = fabs(e - g) <= allowed;
    if (expected->percent || got->percent) {
        /* A percentage may be printed without its sign; an amount of money is none. */
        const gk_number *other = expected->percent ? got : expected;
        bool amount = !other->percent && (other->currency || other->scale != 1);
        return as_printed && !amount;
    }
    double scale = expected->scale != 1 ? expected->scale : asked != 0 ? asked : 1;
    if (fabs(e * scale - g * got->scale) <= allowed * scale) return true;
    bool unit_unknown = got->scale == 1 || (expected->scale == 1 && asked == 0);
    return as_printed && unit_unknown;
}

/* ---- words --------------------------------------------------------------------------------- */

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

/* The share of expected's telling words that answer has; *count is how many there are. question
 * NULL: all its words are telling, and so are its figures and years. */
static double word_share(const char *question, const char *expected, const char *answer,
                         size_t *count)
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
    gk_free(asked.terms);
    gk_free(wanted.terms);
    gk_free(got.terms);
    gk_terms_free(terms);
    gk_arena_free(arena);
    return *count ? (double)found / (double)*count : 0;
}

static int polarity(const char *s)
{
    while (*s == ' ') s++;
    if (strncmp(s, "是", 3) == 0) return 1;
    if (strncmp(s, "否", 3) == 0) return -1;
    char w[4] = {0};
    for (int i = 0; i < 3 && s[i]; i++)
        w[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
    bool letter = s[0] && s[1] && s[2] && ((s[3] | 32) >= 'a' && (s[3] | 32) <= 'z');
    if (strcmp(w, "yes") == 0 && !letter) return 1;
    if (strncmp(w, "no", 2) == 0 && !((w[2] >= 'a' && w[2] <= 'z'))) return -1;
    return 0;
}

bool gk_judge(const char *question, const char *expected, const char *answer)
{
    if (!expected[0]) return false;
    int says = polarity(expected);
    if (says && polarity(answer) != says) return false;
    figures want, got;
    read_figures(expected, &want);
    read_figures(answer, &got);
    gk_question *asked;
    gk_question_read(question, NULL, &asked);
    double scale = asked->scale;
    gk_question_free(asked);
    size_t words;
    double share = word_share(question, expected, answer, &words);
    if (want.count == 1 && words <= 3 && !says)
        return got.count && same_figure(expected, &want.numbers[0], scale, &got.numbers[0]);
    for (size_t i = 0; i < want.count; i++) {
        bool found = false;
        for (size_t k = 0; k < got.count && !found; k++)
            found = same_figure(expected, &want.numbers[i], scale, &got.numbers[k]);
        if (!found) return false;
    }
    if (says || (want.count && words <= 3)) return true;
    /* A year, or one of the things that the question offers: all of it must be there. */
    if (!words) return word_share(NULL, expected, answer, &words) >= 1;
    return share >= (want.count ? 1.0 / 3 : words <= 4 ? 2.0 / 3 : 0.5);
}
