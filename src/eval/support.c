/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the numbers that an answer shows stand in what it cites. A number is supported that
 * stands on a cited page, in whatever unit, or in the question, or is the result of a computation
 * that the answer shows with all its terms.
 */
#include "eval/judge.h"
#include "eval/measured.h"
#include "text/json.h"

#include <math.h>
#include <string.h>

/* What numbers may rest on. */
typedef struct ground {
    const gk_answer *answer;
    char **pages;
    size_t count;
} ground;

/* The same digits, in one of the units that papers print in. */
static bool same_number(const gk_told *shown, double printed, int decimals)
{
    static const double units[] = {1, 1e2, 1e3, 1e4, 1e6, 1e8, 1e9};
    double want = shown->value * shown->scale, got = fabs(printed);
    double rounding = pow(10, -shown->decimals) / 2 * shown->scale;
    if (fabs(shown->value - got) < 1e-9) return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double unit = got * units[i];
        bool exact = fabs(want - unit) <= 1e-9 * want;
        bool rounded = decimals >= 0 && shown->significant >= 3 && fabs(want - unit) <= rounding;
        if (exact || rounded) return true;
    }
    return false;
}

static bool stands_in(const gk_told *shown, const char *text)
{
    gk_number number;
    for (size_t at = 0, n = strlen(text); gk_number_next(text, n, &at, &number);)
        if (same_number(shown, number.value * number.scale, number.decimals) ||
            same_number(shown, number.value, number.decimals))
            return true;
    return false;
}

/* Whether it is what a shown computation gives. */
static bool is_computed(const gk_told *shown, const gk_answer *answer)
{
    for (size_t i = 0; i < answer->computation_count; i++) {
        const gk_computation *c = &answer->computations[i];
        double unit = pow(10, -shown->decimals) / 2, result = fabs(c->result);
        double value = shown->kind == GK_TOLD_PERCENT ? shown->value / 100 : shown->value;
        double scale = shown->kind == GK_TOLD_PERCENT ? 0.01 : shown->scale;
        if (fabs(value * (shown->kind == GK_TOLD_PERCENT ? 1 : shown->scale) - result) <=
            unit * scale * (1 + 1e-6))
            return true;
    }
    return false;
}

/* The numbers of a formula: 365 days, an average of 2. */
static bool is_constant(const gk_told *shown)
{
    static const double constants[] = {1, 2, 3, 4, 5, 12, 100, 360, 365, 366};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (shown->value == constants[i] && shown->scale == 1 && shown->kind == GK_TOLD_NONE)
            return true;
    return false;
}

static bool is_supported(const ground *g, const gk_told *shown)
{
    for (size_t i = 0; i < g->count; i++)
        if (stands_in(shown, g->pages[i])) return true;
    for (size_t i = 0; i < g->answer->citation_count; i++)
        if (stands_in(shown, g->answer->citations[i].quote)) return true;
    if (stands_in(shown, g->answer->question)) return true;
    if (is_computed(shown, g->answer)) return true;
    return g->answer->computation_count && is_constant(shown);
}

static gk_status read_pages(gk_library *library, const gk_answer *answer, gk_arena *arena,
                            ground *g, gk_error *err)
{
    gk_status status = GK_OK;
    g->pages = gk_arena_array(arena, answer->citation_count + 1, sizeof *g->pages);
    for (size_t i = 0; i < answer->citation_count && status == GK_OK; i++) {
        gk_store_content content;
        gk_doc_page page;
        status = gk_store_find(library->store, answer->citations[i].document, arena, &content, err);
        if (status == GK_OK)
            status = gk_store_page(library->store, content.id, answer->citations[i].page, arena,
                                   &page, err);
        if (status == GK_OK) g->pages[g->count++] = gk_arena_strndup(arena, page.text, page.length);
    }
    return status;
}

gk_status gk_eval_support(gk_library *library, const gk_answer *answer, gk_support *out,
                          gk_error *err)
{
    *out = (gk_support){.unsupported = json_array()};
    if (!answer->answered) return GK_OK;
    gk_arena *arena = gk_arena_new();
    ground g = {.answer = answer};
    gk_status status = read_pages(library, answer, arena, &g, err);
    gk_told_list shown;
    gk_told_read(answer->answer, &shown);
    for (size_t i = 0; i < shown.count && status == GK_OK; i++) {
        const gk_told *f = &shown.figures[i];
        out->numbers++;
        if (!is_supported(&g, f))
            json_array_append_new(out->unsupported,
                                  gk_json_bytes(shown.text + f->start, f->end - f->start));
    }
    gk_told_free(&shown);
    gk_arena_free(arena);
    return status;
}
