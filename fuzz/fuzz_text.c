/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that takes text apart, over arbitrary bytes: whatever they are, what is found lies
 * inside them, comes in order, and the search for more of it comes to an end.
 */
#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 16384 };

static void require(bool holds)
{
    if (!holds) abort();
}

static void within(gk_span span, size_t n) { require(span.start <= span.end && span.end <= n); }

static void check_characters(const char *s, size_t n)
{
    size_t bad_at = n;
    bool valid = gk_utf8_valid(s, n, &bad_at), replaced = false;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        require(i > at && i <= n);
        char bytes[4];
        size_t length = gk_utf8_put(c, bytes);
        bool same = length == i - at && memcmp(bytes, s + at, length) == 0;
        if (!same && !replaced) require(!valid && at == bad_at);
        replaced = replaced || !same;
        gk_char_width(c);
    }
    require(valid == !replaced);
    if (memchr(s, 0, n)) return;
    char *folded = gk_fold_space(s, n), *again = gk_fold_space(folded, strlen(folded));
    require(strlen(folded) <= n && strcmp(folded, again) == 0);
    gk_free(again);
    gk_free(folded);
}

static void check_number(const gk_number *number, size_t n)
{
    within(number->span, n);
    within(number->digits, number->span.end);
    require(number->digits.start >= number->span.start);
    require(number->digits.end > number->digits.start);
    require(isfinite(number->value) && number->scale >= 1 && number->decimals >= 0);
    require(number->negative ? number->value <= 0 : number->value >= 0);
}

static void check_numbers(const char *s, size_t n)
{
    gk_number number;
    for (size_t at = 0, before = 0; gk_number_next(s, n, &at, &number); before = at) {
        require(at > before && at <= n && number.span.end == at);
        check_number(&number, n);
    }
}

static void check_periods(const char *s, size_t n)
{
    gk_period p;
    for (size_t at = 0, before = 0; gk_period_next(s, n, &at, &p); before = at) {
        require(at > before && p.span.start >= before && p.span.end == at);
        within(p.span, n);
        require(p.year >= 1900 && p.year <= 2099);
        require(p.quarter >= 0 && p.quarter <= 4 && p.half >= 0 && p.half <= 2);
        require(p.month >= 0 && p.month <= 12 && p.day >= 0 && p.day <= 31);
    }
}

static void check_sentences(const char *s, size_t n)
{
    gk_span *spans;
    size_t count = gk_sentences(s, n, &spans);
    for (size_t i = 0; i < count; i++) {
        within(spans[i], n);
        require(spans[i].end > spans[i].start && (i == 0 || spans[i].start >= spans[i - 1].end));
    }
    gk_free(spans);
}

typedef struct term_check {
    size_t n, start, count, stop;
} term_check;

static bool check_term(void *ctx, const gk_term *term)
{
    term_check *c = ctx;
    require(term->start >= c->start && term->end > term->start && term->end <= c->n);
    require(term->length > 0 && strlen(term->text) == term->length);
    require(gk_utf8_valid(term->text, term->length, NULL));
    gk_term_is_stopword(term->text);
    c->start = term->start;
    return ++c->count != c->stop;
}

static void check_terms(const char *s, size_t n)
{
    gk_terms *terms = gk_terms_new();
    term_check all = {.n = n}, some = {.n = n, .stop = 2};
    gk_terms_each(terms, s, n, check_term, &all);
    gk_terms_each(terms, s, n, check_term, &some);
    require(some.count == (all.count < 2 ? all.count : 2));
    gk_terms_free(terms);
}

static void check_row(const gk_row *row, size_t n)
{
    within(row->label, n);
    for (size_t i = 0; i < row->cell_count; i++) {
        const gk_cell *cell = &row->cells[i];
        within(cell->span, n);
        require(cell->span.start >= row->label.end && cell->left <= cell->right);
        require(i == 0 || cell->span.start >= row->cells[i - 1].span.end);
        if (cell->has_number) check_number(&cell->number, n);
    }
}

static void check_table(const char *s, size_t n)
{
    gk_arena *arena = gk_arena_new();
    gk_laid_text laid;
    gk_laid_read(s, n, arena, &laid);
    for (size_t i = 0; i < laid.count; i++) {
        const gk_text_line *l = &laid.lines[i];
        require(l->start <= l->end && l->end <= n);
        require(i ? l->start == laid.lines[i - 1].end + 1 : l->start == 0);
        require((l->kind == GK_LINE_ROW) == (l->row.cell_count > 0));
        check_row(&l->row, l->end - l->start);
        gk_unit unit;
        if (gk_unit_find(s + l->start, l->end - l->start, &unit))
            within(unit.span, l->end - l->start);
        if (l->kind != GK_LINE_ROW) continue;
        size_t unit_line = 0;
        if (gk_table_unit(&laid, i, &unit, &unit_line)) require(unit_line <= i && unit.scale > 0);
        const gk_column *columns = gk_table_columns(&laid, i, 2022, arena);
        for (size_t k = 0; k < l->row.cell_count; k++)
            require(columns[k].period.year ? columns[k].heading_line < i
                                           : columns[k].heading_line == SIZE_MAX);
    }
    gk_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MOST) return 0;
    /* A copy that ends where the text ends: reading past it shows. */
    char *text = malloc(size ? size : 1);
    require(text != NULL);
    if (size) memcpy(text, data, size);
    check_characters(text, size);
    check_numbers(text, size);
    check_periods(text, size);
    check_sentences(text, size);
    check_terms(text, size);
    check_table(text, size);
    free(text);
    return 0;
}
