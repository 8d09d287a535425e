/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures and periods as a person reads them: in the unit and rounding that the question asks for,
 * else in those of the paper.
 */
#include "answer/compute.h"

#include <math.h>
#include <string.h>

typedef struct unit_name {
    double scale;
    const char *english, *chinese;
} unit_name;

static const unit_name unit_names[] = {
    {1e12, "trillion", "万亿"}, {1e9, "billion", "十亿"},    {1e8, "hundred million", "亿"},
    {1e6, "million", "百万"},   {1e4, "ten thousand", "万"}, {1e3, "thousand", "千"},
};

typedef struct currency_name {
    const char *code, *before, *behind, *chinese;
} currency_name;

static const currency_name currencies[] = {
    {"USD", "$", "", "美元"},   {"$", "$", "", "元"},      {"CNY", "", " yuan", "元"},
    {"EUR", "€", "", "欧元"},   {"GBP", "£", "", "英镑"},  {"JPY", "¥", "", "日元"},
    {"HKD", "HK$", "", "港元"}, {"CAD", "C$", "", "加元"},
};

static const currency_name *currency_of(const char *code)
{
    static const currency_name none = {"", "", "", ""};
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (strcmp(currencies[i].code, code) == 0) return &currencies[i];
    return &none;
}

const char *gk_word_scale(double scale, bool chinese)
{
    for (size_t i = 0; i < sizeof unit_names / sizeof *unit_names; i++)
        if (unit_names[i].scale == scale)
            return chinese ? unit_names[i].chinese : unit_names[i].english;
    return "";
}

/* 1234.5 as "1,234.50": grouped, rounded half away from zero. */
static char *grouped(double value, int decimals, gk_arena *arena)
{
    double unit = pow(10, decimals), rounded = round(value * unit * (1 + 1e-13)) / unit;
    char plain[64];
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(rounded));
    gk_string out = {0};
    if (rounded < 0) gk_string_add(&out, "-");
    gk_string_add_grouped(&out, plain);
    char *copy = gk_arena_strdup(arena, out.data);
    gk_string_free(&out);
    return copy;
}

char *gk_word_plain(double value, gk_measure measure, double scale, int decimals, gk_arena *arena)
{
    if (measure == GK_MEASURE_PERCENT)
        return gk_arena_format(arena, "%s%%", grouped(value * 100, decimals, arena));
    return grouped(value / scale, decimals, arena);
}

char *gk_word_percent(double value, int decimals, gk_arena *arena)
{
    return gk_word_plain(value, GK_MEASURE_PERCENT, 1, decimals, arena);
}

/* An amount of money in a unit; the sign stands before the currency's. */
static char *money(const gk_asked *a, double value, const char *currency, double scale,
                   int decimals, gk_arena *arena)
{
    const currency_name *c = currency_of(currency);
    char *figure = grouped(fabs(value) / scale, decimals, arena);
    const char *minus = value < 0 && strpbrk(figure, "123456789") ? "-" : "";
    const char *unit = gk_word_scale(scale, a->chinese);
    if (a->chinese) return gk_arena_format(arena, "%s%s%s%s", minus, figure, unit, c->chinese);
    return gk_arena_format(arena, "%s%s%s%s%s%s", minus, c->before, figure, *unit ? " " : "", unit,
                           c->behind);
}

/* In which unit, and with how many decimals, an amount is told. */
static void choose_unit(const gk_asked *a, double value, double printed_scale, int printed_decimals,
                        double *scale, int *decimals)
{
    *scale = a->scale > 0 ? a->scale : printed_scale > 0 ? printed_scale : 1;
    *decimals = printed_decimals;
    if (*scale != printed_scale) *decimals = fabs(value) / *scale < 1000 ? 2 : 0;
    if (a->decimals >= 0) *decimals = a->decimals;
}

static char *measured(const gk_asked *a, double value, gk_measure measure, const char *currency,
                      double scale, int decimals, bool computed, gk_arena *arena)
{
    int wanted = a->decimals;
    switch (measure) {
    case GK_MEASURE_PERCENT:
        return gk_word_percent(value, wanted >= 0 ? wanted : computed ? 1 : decimals, arena);
    case GK_MEASURE_TIMES:
        if (a->percent) return gk_word_percent(value, wanted >= 0 ? wanted : 1, arena);
        return grouped(value, wanted >= 0 ? wanted : computed ? 2 : decimals, arena);
    case GK_MEASURE_DAYS:
        return gk_arena_format(arena, a->chinese ? "%s天" : "%s",
                               grouped(value, wanted >= 0 ? wanted : 2, arena));
    case GK_MEASURE_PER_SHARE:
        return money(a, value, currency, 1,
                     wanted >= 0    ? wanted
                     : decimals > 2 ? decimals
                                    : 2,
                     arena);
    case GK_MEASURE_SHARES: {
        double unit;
        int places;
        choose_unit(a, value, scale, decimals, &unit, &places);
        const char *name = gk_word_scale(unit, a->chinese);
        return gk_arena_format(arena, a->chinese ? "%s%s%s" : "%s%s%s shares",
                               grouped(value / unit, places, arena),
                               *name && !a->chinese ? " " : "", name);
    }
    case GK_MEASURE_AMOUNT: {
        double unit;
        int places;
        choose_unit(a, value, scale, decimals, &unit, &places);
        return money(a, value, currency, unit, places, arena);
    }
    case GK_MEASURE_NUMBER:
        break;
    }
    if (scale > 1 || a->scale > 0) {
        double unit;
        int places;
        choose_unit(a, value, scale, decimals, &unit, &places);
        return money(a, value, "", unit, places, arena);
    }
    return grouped(value, wanted >= 0 ? wanted : computed ? 2 : decimals, arena);
}

char *gk_word_value(const gk_asked *asked, const gk_reckoned *v, gk_arena *arena)
{
    return measured(asked, v->value, v->measure, v->currency, v->scale, v->decimals,
                    v->formula != NULL, arena);
}

char *gk_word_difference(const gk_asked *asked, const gk_reckoned *of, double difference,
                         gk_arena *arena)
{
    bool percent = of->measure == GK_MEASURE_PERCENT ||
                   (of->measure == GK_MEASURE_TIMES && asked->percent);
    if (!percent)
        return measured(asked, difference, of->measure, of->currency, of->scale, of->decimals,
                        of->formula != NULL, arena);
    int decimals = asked->decimals >= 0 ? asked->decimals : of->formula ? 1 : of->decimals;
    char *figure = grouped(difference * 100, decimals, arena);
    return gk_arena_format(arena, asked->chinese ? "%s个百分点" : "%s percentage points", figure);
}

char *gk_word_fact(const gk_asked *asked, const gk_fact *fact, double value, gk_arena *arena)
{
    gk_asked plain = {.decimals = -1, .chinese = asked->chinese};
    return measured(&plain, value, fact->measure, fact->currency, fact->scale, fact->decimals,
                    false, arena);
}

char *gk_word_moment(const gk_asked *asked, const gk_papers *papers, const gk_moment *m,
                     gk_arena *arena)
{
    int year = m->year - papers->shift;
    static const char *const quarters[] = {"", "第一季度", "第二季度", "第三季度", "第四季度"};
    if (asked->chinese)
        return gk_arena_format(arena, "%d年%s%s", year, quarters[m->quarter > 4 ? 0 : m->quarter],
                               m->half == 1   ? "上半年"
                               : m->half == 2 ? "下半年"
                                              : "");
    if (m->quarter) return gk_arena_format(arena, "Q%d FY%d", m->quarter, year);
    if (m->half) return gk_arena_format(arena, "H%d FY%d", m->half, year);
    return gk_arena_format(arena, "FY%d", year);
}
