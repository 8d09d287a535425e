/* SPDX-License-Identifier: Apache-2.0
 *
 * When two figures are the same: their units, values to expected's last digit, and signs.
 */
#include "eval/judge.h"

#include <math.h>
#include <string.h>

/* ---- what is asked -------------------------------------------------------------------------- */

static int decimals_asked(const char *question)
{
    static const struct {
        const char *words;
        int decimals;
    } counts[] = {{"one decimal", 1},  {"two decimal", 2}, {"three decimal", 3}, {"1 decimal", 1},
                  {"2 decimal", 2},    {"3 decimal", 3},   {"一位小数", 1},      {"两位小数", 2},
                  {"二位小数", 2},     {"三位小数", 3},    {"1位小数", 1},       {"2位小数", 2},
                  {"whole number", 0}, {"保留整数", 0}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (strcasestr(question, counts[i].words)) return counts[i].decimals;
    return -1;
}

static bool has_any(const char *s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(s, words[i])) return true;
    return false;
}

gk_told_wish gk_told_wish_read(const char *question)
{
    static const char *const payments[] = {"capital expenditure",
                                           "capex",
                                           "dividend",
                                           "repurchase",
                                           "buyback",
                                           " paid",
                                           " pay ",
                                           "spend",
                                           "spent",
                                           "purchase",
                                           "outflow",
                                           "支付",
                                           "购建",
                                           "股利",
                                           "红利",
                                           "分红",
                                           "回购"};
    static const char *const percents[] = {"percent", "%", "百分", "percentage"};
    static const char *const ratios[] = {"ratio", "turnover", "比率"};
    static const char *const days[] = {"days", "天"};
    gk_question *asked;
    gk_question_read(question, NULL, &asked);
    gk_told_wish wish = {.scale = asked->scale, .decimals = decimals_asked(question)};
    gk_question_free(asked);
    wish.payment = has_any(question, payments, sizeof payments / sizeof *payments);
    wish.percent = has_any(question, percents, sizeof percents / sizeof *percents);
    wish.ratio = has_any(question, ratios, sizeof ratios / sizeof *ratios) &&
                 !has_any(question, days, sizeof days / sizeof *days);
    if (!gk_asks_direction(question)) wish.direction = gk_direction(question, strlen(question));
    return wish;
}

/* ---- comparing ------------------------------------------------------------------------------ */

static bool same_sign(const gk_told *e, const gk_told *g, const gk_told_wish *wish)
{
    bool e_printed = e->minus || e->parentheses, g_printed = g->minus || g->parentheses;
    bool e_down = e_printed || e->direction < 0, g_down = g_printed || g->direction < 0;
    bool told = wish->polar || wish->direction < 0;
    if (e->value == 0) return true;
    if (e_down) return g_down || (told && g->direction <= 0 && (!e_printed || wish->direction < 0));
    if (!g_down) return !(wish->direction < 0 && g->direction > 0);
    bool paid = wish->payment && g_printed && g->kind != GK_TOLD_PERCENT;
    return e->direction <= 0 && (paid || wish->direction < 0);
}

static bool same_kind(const gk_told *e, const gk_told *g, const gk_told_wish *wish)
{
    bool plain = g->kind == GK_TOLD_NONE || g->kind == GK_TOLD_TIMES || g->kind == GK_TOLD_PERCENT;
    if (wish->ratio && e->kind == GK_TOLD_NONE && !plain) return false;
    if (e->currency && g->currency && e->currency != g->currency) return false;
    if (e->kind == GK_TOLD_PERCENT)
        return g->kind == GK_TOLD_PERCENT || (g->kind == GK_TOLD_NONE && g->scale == 1);
    if (g->kind == GK_TOLD_PERCENT)
        return e->scale == 1 && (e->kind == GK_TOLD_NONE || e->kind == GK_TOLD_TIMES);
    return e->kind == GK_TOLD_NONE || g->kind == GK_TOLD_NONE || e->kind == g->kind;
}

static bool near(double e, double g, double allowed)
{
    return fabs(e - g) <= allowed * (1 + 1e-9) + 1e-12;
}

/* Whether g is e, each times its scale: to e's last digit, or e rounded to g's three digits or
 * more where the question leaves the rounding open. */
static bool same_amount(const gk_told *e, double e_scale, const gk_told *g, double g_scale,
                        const gk_told_wish *wish)
{
    static const double most = 0.03;
    double allowed = e->half_unit < e->value * most ? e->half_unit : e->value * most;
    double expected = e->value * e_scale, got = g->value * g_scale;
    if (near(expected, got, allowed * e_scale)) return true;
    return wish->decimals < 0 && g->significant >= 3 &&
           near(expected, got, pow(10, -g->decimals) / 2 * g_scale);
}

bool gk_told_same(const gk_told *e, const gk_told *g, const gk_told_wish *wish, const char **why)
{
    if (!same_kind(e, g, wish)) return *why = "another unit", false;
    if (g->range && !e->range) return *why = "a range", false;
    bool same;
    if (g->kind == GK_TOLD_PERCENT && e->kind != GK_TOLD_PERCENT) {
        same = same_amount(e, 1, g, 1, wish) || same_amount(e, 1, g, 0.01, wish);
        if (same && !wish->percent && !same_amount(e, 1, g, 0.01, wish)) same = false;
    } else if (e->kind == GK_TOLD_PERCENT) {
        same = same_amount(e, 1, g, 1, wish);
    } else {
        bool open = e->scale == 1 && !e->unit_known;
        double scale = open && wish->scale != 0 ? wish->scale : e->scale;
        bool free = (g->scale == 1 && !g->unit_known) || (open && wish->scale == 0);
        same = same_amount(e, scale, g, g->scale, wish) || (free && same_amount(e, 1, g, 1, wish));
    }
    if (!same) return *why = "another value", false;
    if (!same_sign(e, g, wish)) return *why = "another sign or direction", false;
    return true;
}
