/* SPDX-License-Identifier: Apache-2.0
 *
 * What follows from values. Each operation reckons what it needs, writes what it found and shows
 * the computation below; where a value is missing nothing is written.
 */
#include "answer/compute.h"

#include <math.h>
#include <string.h>

enum { VALUES_MOST = 16, STEADY_YEARS = 3 };

/* Below these a business is not capital intensive: spending of revenue, assets of revenue. */
static const double heavy_spending = 0.10, heavy_assets = 2.0;
static const double sound_least = 1.0, steady_most = 0.02;

typedef struct comparing {
    gk_writer *w;
    gk_reckoning *r;
    const gk_asked *asked;
    const gk_retrieved *retrieved;
    gk_error *err;
    gk_reckoned values[VALUES_MOST];
    size_t count;
} comparing;

static bool zh(const comparing *c) { return c->asked->chinese; }

static const char *either(const comparing *c, const char *english, const char *chinese)
{
    return zh(c) ? chinese : english;
}

static gk_string *text(comparing *c) { return &c->w->text; }

static char *shown(comparing *c, const gk_reckoned *v)
{
    return gk_word_value(c->asked, v, c->w->arena);
}

static char *when(comparing *c, const gk_reckoned *v)
{
    return gk_word_moment(c->asked, c->r->papers, &v->moment, c->w->arena);
}

/* The name at a sentence's beginning. */
static char *capital(comparing *c, const char *name)
{
    char *copy = gk_arena_strdup(c->w->arena, name && *name ? name : either(c, "it", "该值"));
    if (*copy >= 'a' && *copy <= 'z') *copy = (char)(*copy - 32);
    return copy;
}

/* ---- reckoning ----------------------------------------------------------------------------------
 */

static bool reckon(comparing *c, const gk_node *node, const gk_moment *moment)
{
    if (c->count == VALUES_MOST) return false;
    gk_reckoned v = gk_reckon(c->r, node, moment);
    if (!v.known) return false;
    c->values[c->count++] = v;
    return true;
}

static gk_moment moment_asked(comparing *c, size_t i)
{
    if (!c->asked->period_count) return gk_moment_newest(c->r->papers);
    return gk_moment_of(c->r->papers, &c->asked->periods[i]);
}

static gk_moment last_moment(comparing *c)
{
    return moment_asked(c, c->asked->period_count ? c->asked->period_count - 1 : 0);
}

/* What is asked for, at each of the periods. */
static bool reckon_periods(comparing *c, const gk_node *node)
{
    size_t n = c->asked->period_count ? c->asked->period_count : 1;
    for (size_t i = 0; i < n; i++) {
        gk_moment m = moment_asked(c, i);
        if (!m.year || !reckon(c, node, &m)) return false;
    }
    return true;
}

/* At the first and the last of the periods; with one period, the year before it. */
static bool reckon_ends(comparing *c, const gk_node *node)
{
    gk_moment last = last_moment(c);
    gk_moment first = c->asked->period_count > 1 ? moment_asked(c, 0)
                                                 : gk_moment_back(c->r->papers, &last, 1);
    return last.year && reckon(c, node, &first) && reckon(c, node, &last);
}

static gk_status show_all(comparing *c)
{
    gk_status status = GK_OK;
    const char *formula = NULL;
    for (size_t i = 0; i < c->count && status == GK_OK; i++) {
        const gk_reckoned *v = &c->values[i];
        bool again = formula && v->formula && strcmp(formula, v->formula) == 0;
        status = gk_writer_show(c->w, c->r, v, !again, c->err);
        if (v->formula) formula = v->formula;
    }
    c->w->answer->answered = status == GK_OK;
    return status;
}

/* ---- quantities -------------------------------------------------------------------------- */

/* What the paper itself prints beside it, and what a later one made of it. */
static gk_status write_conflicts(comparing *c, const gk_used *used)
{
    const gk_fact *f = used->pick.fact, *other = used->pick.other;
    gk_picked shown = {used->pick.paper, other, 0, NULL}, restated;
    bool conflict = other && f->statement && other->statement == f->statement;
    gk_status status = gk_pick_restated(c->r->papers, &used->wanted, &used->pick, &restated,
                                        c->err);
    for (int i = 0; i < 2 && status == GK_OK; i++) {
        if (i ? !restated.fact : !conflict) continue;
        const gk_picked *pick = i ? &restated : &shown;
        double value = gk_fact_value(c->r->papers->concepts, pick->fact, pick->fact->concept,
                                     false);
        const char *form =
            i ? either(c, "\nA later paper restates it: %s (%s)", "\n其后的文件重述为%s（%s）")
              : either(c, "\nThe same statement also prints %s (%s)", "\n同一报表另列示%s（%s）");
        gk_string_addf(text(c), form, gk_word_fact(c->asked, pick->fact, value, c->w->arena),
                       pick->fact->label);
        status = gk_writer_cite_fact(c->w, c->r->papers, pick, NULL, c->err);
    }
    return status;
}

/* How a figure stands in its paper, where the answer tells it otherwise: in another unit, or
 * without the sign of what is paid. */
static void write_printed(comparing *c, const gk_reckoned *v, const gk_fact *f)
{
    bool converted = c->asked->scale > 0 && f->scale > 0 && c->asked->scale != f->scale &&
                     f->measure == GK_MEASURE_AMOUNT;
    bool turned = f->value < 0 && v->value > 0;
    if (converted)
        gk_string_addf(text(c), either(c, " (%s as printed)", "（原文%s）"),
                       gk_word_fact(c->asked, f, f->value, c->w->arena));
    else if (turned)
        gk_string_addf(
            text(c), either(c, ", printed as (%s)", "，原文为负数%s"),
            gk_word_plain(fabs(f->printed), GK_MEASURE_NUMBER, 1, f->decimals, c->w->arena));
}

static gk_status write_direct(comparing *c, const gk_reckoned *v)
{
    const gk_used *used = &c->r->used[v->used[0]];
    const gk_fact *f = used->pick.fact;
    gk_string_add(text(c), shown(c, v));
    write_printed(c, v, f);
    gk_string_addf(text(c), "%s%s%s%s%s", either(c, " (", "（"), f->label, either(c, ", ", "，"),
                   when(c, v), either(c, ")", "）"));
    gk_status status = gk_writer_cite_fact(c->w, c->r->papers, &used->pick, NULL, c->err);
    return status == GK_OK ? write_conflicts(c, used) : status;
}

static gk_status answer_value(comparing *c)
{
    for (size_t i = 0; i < c->asked->of_count; i++)
        if (!reckon_periods(c, c->asked->of[i])) return c->r->status;
    gk_status status = GK_OK;
    bool computed = false;
    for (size_t i = 0; i < c->count && status == GK_OK; i++) {
        const gk_reckoned *v = &c->values[i];
        if (i) gk_string_add(text(c), either(c, "; ", "；"));
        computed = computed || v->formula;
        if (!v->formula)
            status = write_direct(c, v);
        else
            gk_string_addf(text(c), "%s%s%s%s%s%s", shown(c, v), either(c, " (", "（"),
                           v->name ? v->name : "", v->name && *v->name ? either(c, ", ", "，") : "",
                           when(c, v), either(c, ")", "）"));
    }
    if (status != GK_OK) return status;
    c->w->answer->answered = true;
    return computed ? show_all(c) : GK_OK;
}

static gk_status answer_average(comparing *c)
{
    if (!reckon_periods(c, c->asked->of[0]) || c->count < 2) return c->r->status;
    double sum = 0;
    gk_string filled = {0};
    for (size_t i = 0; i < c->count; i++) {
        sum += c->values[i].value;
        gk_string_addf(&filled, "%s%s", i ? " + " : "", shown(c, &c->values[i]));
    }
    gk_reckoned average = c->values[c->count - 1];
    average.value = sum / (double)c->count;
    if (!average.formula) average.formula = "";
    gk_string_addf(
        text(c),
        either(c, "%s (%s, average of %s to %s) = (%s) / %zu", "%s（%s，%s至%s平均）= (%s) / %zu"),
        shown(c, &average), average.name ? average.name : "", when(c, &c->values[0]),
        when(c, &average), filled.data, c->count);
    gk_string_free(&filled);
    return show_all(c);
}

/* "3.4%": growth from a to b; NULL where it means nothing. */
static char *growth(comparing *c, double a, double b, int decimals)
{
    if (a <= 0) return NULL;
    return gk_word_percent(b / a - 1, decimals, c->w->arena);
}

static bool is_ratio(const comparing *c, const gk_reckoned *v)
{
    return v->measure == GK_MEASURE_PERCENT ||
           (v->measure == GK_MEASURE_TIMES && c->asked->percent);
}

static const char *verb(const comparing *c, double difference)
{
    if (difference == 0) return either(c, "did not change", "没有变化");
    bool improves = strstr(c->w->answer->question, "mprov") != NULL;
    if (improves && !zh(c)) return difference > 0 ? "improved" : "declined";
    return difference > 0 ? either(c, "increased", "上升") : either(c, "decreased", "下降");
}

/* " from 19.4% (FY2022) to 18.5% (FY2023)". */
static void write_ends(comparing *c, const gk_reckoned *a, const gk_reckoned *b)
{
    gk_string_addf(text(c), either(c, " from %s (%s) to %s (%s)", "：由%s（%s）至%s（%s）"),
                   shown(c, a), when(c, a), shown(c, b), when(c, b));
}

static gk_status answer_change(comparing *c)
{
    if (!reckon_ends(c, c->asked->of[0])) return c->r->status;
    const gk_reckoned *a = &c->values[0], *b = &c->values[1];
    double difference = b->value - a->value;
    char *amount = gk_word_difference(c->asked, b, fabs(difference), c->w->arena);
    char *rate = growth(c, a->value, b->value, c->asked->decimals >= 0 ? c->asked->decimals : 1);
    bool relative = c->asked->form == GK_CHANGE_PERCENT && !is_ratio(c, b);
    if (relative && !rate) return GK_OK;
    const char *name = capital(c, b->name);
    if (relative)
        gk_string_addf(text(c), either(c, "%s: %s %s", "%s：%s%s"), rate, name,
                       verb(c, difference));
    else if (zh(c))
        gk_string_addf(text(c), "%s%s%s", name, verb(c, difference), amount);
    else
        gk_string_addf(text(c), "%s %s by %s", name, verb(c, difference), amount);
    write_ends(c, a, b);
    if (rate && !relative && !is_ratio(c, b))
        gk_string_addf(text(c), either(c, ", %s", "，变动%s"), rate);
    return show_all(c);
}

static gk_status answer_cagr(comparing *c)
{
    if (!reckon_ends(c, c->asked->of[0])) return c->r->status;
    const gk_reckoned *a = &c->values[0], *b = &c->values[1];
    int years = b->moment.year - a->moment.year;
    if (a->value <= 0 || b->value <= 0 || years < 1) return GK_OK;
    double rate = pow(b->value / a->value, 1.0 / years) - 1;
    int decimals = c->asked->decimals >= 0 ? c->asked->decimals : 1;
    gk_string_addf(text(c),
                   either(c, "%s (compound annual growth of %s, %s to %s) = (%s / %s)^(1/%d) - 1",
                          "%s（%s，%s至%s的复合年增长率）= (%s / %s)^(1/%d) - 1"),
                   gk_word_percent(rate, decimals, c->w->arena), b->name ? b->name : "", when(c, a),
                   when(c, b), shown(c, b), shown(c, a), years);
    return show_all(c);
}

/* ---- yes or no --------------------------------------------------------------------------- */

static void write_yes(comparing *c, bool yes)
{
    gk_string_add(text(c), yes ? either(c, "Yes. ", "是。") : either(c, "No. ", "否。"));
}

static gk_status answer_moved(comparing *c)
{
    if (!reckon_ends(c, c->asked->of[0])) return c->r->status;
    const gk_reckoned *a = &c->values[0], *b = &c->values[1];
    double difference = b->value - a->value;
    int direction = c->asked->direction;
    if (!c->asked->either)
        write_yes(c, direction > 0   ? difference > 0
                     : direction < 0 ? difference < 0
                                     : difference != 0);
    gk_string_addf(text(c), either(c, "%s %s", "%s%s"), capital(c, b->name), verb(c, difference));
    write_ends(c, a, b);
    char *amount = gk_word_difference(c->asked, b, fabs(difference), c->w->arena);
    char *rate = growth(c, a->value, b->value, 1);
    gk_string_addf(text(c), either(c, ", by %s", "，变动%s"), amount);
    if (rate) gk_string_addf(text(c), either(c, " (%s)", "（%s）"), rate);
    return show_all(c);
}

static gk_status answer_sign(comparing *c)
{
    gk_moment m = last_moment(c);
    if (!m.year || !reckon(c, c->asked->of[0], &m)) return c->r->status;
    const gk_reckoned *v = &c->values[0];
    write_yes(c, c->asked->direction > 0 ? v->value > 0 : v->value < 0);
    gk_string_addf(text(c), either(c, "%s was %s: %s (%s)", "%s为%s：%s（%s）"),
                   capital(c, v->name),
                   v->value > 0   ? either(c, "positive", "正")
                   : v->value < 0 ? either(c, "negative", "负")
                                  : either(c, "zero", "零"),
                   shown(c, v), when(c, v));
    return show_all(c);
}

static gk_status answer_exceeds(comparing *c)
{
    const gk_asked *asked = c->asked;
    gk_moment m = last_moment(c);
    if (!m.year) return GK_OK;
    bool threshold = asked->has_threshold && asked->of_count == 1;
    if (threshold) {
        if (!reckon(c, asked->of[0], &m)) return c->r->status;
    } else if (asked->of_count > 1) {
        if (!reckon(c, asked->of[0], &m) || !reckon(c, asked->of[1], &m)) return c->r->status;
    } else {
        gk_moment before = moment_asked(c, 0);
        if (!reckon(c, asked->of[0], &m) || !reckon(c, asked->of[0], &before)) return c->r->status;
    }
    const gk_reckoned *a = &c->values[0], *b = threshold ? NULL : &c->values[1];
    double other = b ? b->value : asked->threshold;
    bool more = a->value > other, less = a->value < other;
    write_yes(c, asked->direction > 0 ? more : less);
    const char *than = more   ? either(c, "higher than", "高于")
                       : less ? either(c, "lower than", "低于")
                              : either(c, "equal to", "等于");
    gk_reckoned limit = *a;
    limit.value = other;
    gk_string_addf(text(c), either(c, "%s: %s (%s), %s ", "%s为%s（%s），%s"), capital(c, a->name),
                   shown(c, a), when(c, a), than);
    if (b)
        gk_string_addf(text(c), either(c, "%s: %s (%s)", "%s：%s（%s）"), b->name ? b->name : "",
                       shown(c, b), when(c, b));
    else
        gk_string_add(text(c), shown(c, &limit));
    return show_all(c);
}

static gk_status answer_steady(comparing *c)
{
    gk_moment last = last_moment(c);
    if (!last.year) return GK_OK;
    for (int i = 0; i < STEADY_YEARS; i++) {
        gk_moment m = gk_moment_back(c->r->papers, &last, i);
        if (!reckon(c, c->asked->of[0], &m)) break;
    }
    if (c->count < 2) return c->r->status;
    double most = 0, allowed = c->asked->has_threshold ? c->asked->threshold : steady_most;
    for (size_t i = 0; i + 1 < c->count; i++) {
        double step = fabs(c->values[i].value - c->values[i + 1].value);
        if (!is_ratio(c, &c->values[0]) && c->values[i + 1].value != 0)
            step /= fabs(c->values[i + 1].value);
        if (step > most) most = step;
    }
    write_yes(c, most <= allowed);
    const gk_reckoned *a = &c->values[1], *b = &c->values[0];
    double latest = b->value - a->value;
    gk_string_addf(text(c), either(c, "%s changed by at most %s a year", "%s每年变动不超过%s"),
                   capital(c, b->name), gk_word_percent(most, 1, c->w->arena));
    gk_string_addf(text(c), either(c, "; it %s by %s", "；%s%s"), verb(c, latest),
                   gk_word_difference(c->asked, b, fabs(latest), c->w->arena));
    write_ends(c, a, b);
    return show_all(c);
}

static gk_status answer_sound(comparing *c)
{
    gk_moment m = last_moment(c);
    if (!m.year || !reckon(c, c->asked->of[0], &m)) return c->r->status;
    const gk_reckoned *v = &c->values[0];
    if (v->measure != GK_MEASURE_TIMES) return GK_OK;
    bool yes = v->value >= sound_least;
    write_yes(c, yes);
    gk_string_addf(text(c),
                   either(c, "%s was %s (%s): liquid assets %s current liabilities",
                          "%s为%s（%s）：流动资产%s流动负债"),
                   capital(c, v->name), shown(c, v), when(c, v),
                   yes ? either(c, "cover", "足以覆盖") : either(c, "do not cover", "不足以覆盖"));
    return show_all(c);
}

static gk_node *divide(comparing *c, const char *of, const char *by)
{
    gk_arena *arena = c->r->arena;
    gk_papers *p = c->r->papers;
    gk_node *node = gk_arena_alloc(arena, sizeof *node);
    *node = (gk_node){.kind = GK_NODE_DIVIDE, .concept = SIZE_MAX, .part_count = 2};
    node->parts = gk_arena_array(arena, 2, sizeof(gk_node *));
    node->parts[0] = gk_term_of(p->concepts, p->terms, of, arena);
    node->parts[1] = gk_term_of(p->concepts, p->terms, by, arena);
    return node->parts[0] && node->parts[1] ? node : NULL;
}

static gk_status answer_heavy(comparing *c)
{
    static const struct {
        const char *of, *by, *english, *chinese;
        bool percent;
    } ratios[] = {{"capital expenditure", "revenue", "capital expenditure / revenue",
                   "资本性支出/营业收入", true},
                  {"property, plant and equipment, net", "total assets",
                   "fixed assets / total assets", "固定资产/总资产", true},
                  {"net income attributable to shareholders", "total assets", "return on assets",
                   "总资产收益率", true},
                  {"total assets", "revenue", "total assets / revenue", "总资产/营业收入", false}};
    gk_moment m = last_moment(c);
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios && m.year; i++) {
        gk_node *node = divide(c, ratios[i].of, ratios[i].by);
        if (!node || !reckon(c, node, &m)) return c->r->status;
        gk_reckoned *v = &c->values[c->count - 1];
        v->name = either(c, ratios[i].english, ratios[i].chinese);
        if (ratios[i].percent) v->measure = GK_MEASURE_PERCENT;
    }
    if (!c->count) return GK_OK;
    bool yes = c->values[0].value >= heavy_spending || c->values[3].value >= heavy_assets;
    write_yes(c, yes);
    for (size_t i = 0; i < c->count; i++)
        gk_string_addf(text(c), "%s%s: %s", i ? "; " : "", c->values[i].name,
                       shown(c, &c->values[i]));
    gk_string_addf(text(c), " (%s)", when(c, &c->values[0]));
    return show_all(c);
}

/* ---- which ------------------------------------------------------------------------------- */

static gk_status answer_most_of(comparing *c)
{
    static const char *const numbers[] = {"", "one", "two", "three", "four", "five", "six"};
    static const char *const chinese_numbers[] = {"", "一", "两", "三", "四", "五", "六"};
    gk_moment m = last_moment(c);
    for (size_t i = 0; i < c->asked->of_count; i++)
        if (!m.year || !reckon(c, c->asked->of[i], &m)) return c->r->status;
    size_t best = 0;
    int sign = c->asked->direction < 0 ? -1 : 1;
    for (size_t i = 1; i < c->count; i++)
        if (sign * c->values[i].value > sign * c->values[best].value) best = i;
    const gk_reckoned *v = &c->values[best];
    gk_string_addf(
        text(c), either(c, "%s was the %s of the %s: %s (%s)", "%s%s（%s项中）：%s（%s）"),
        capital(c, v->name), sign < 0 ? either(c, "lowest", "最低") : either(c, "highest", "最高"),
        either(c, numbers[c->count], chinese_numbers[c->count]), shown(c, v), when(c, v));
    for (size_t i = 0; i < c->count; i++)
        if (i != best)
            gk_string_addf(text(c), either(c, "; %s: %s", "；%s：%s"), c->values[i].name,
                           shown(c, &c->values[i]));
    return show_all(c);
}

static gk_status answer_most_part(comparing *c)
{
    gk_part_value *parts;
    size_t count;
    gk_moment m = last_moment(c);
    if (!m.year) return GK_OK;
    gk_status status = gk_parts(c->r->papers, c->asked, &m, c->retrieved, c->r->arena, &parts,
                                &count, c->err);
    if (status != GK_OK || count < 2 || parts[0].value == parts[1].value) return status;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        const gk_fact *f = parts[i].pick.fact;
        gk_string_addf(text(c), i == 0 ? either(c, "%s: %s", "%s：%s") : "\n- %s: %s",
                       parts[i].name, gk_word_fact(c->asked, f, f->value, c->w->arena));
        status = gk_writer_cite_fact(c->w, c->r->papers, &parts[i].pick, NULL, c->err);
    }
    c->w->answer->answered = status == GK_OK;
    return status;
}

static gk_status answer_most(comparing *c)
{
    return c->asked->of_count > 1 ? answer_most_of(c) : answer_most_part(c);
}

/* ---- all of them ------------------------------------------------------------------------- */

gk_status gk_compare(gk_writer *writer, gk_reckoning *reckoning, const gk_retrieved *retrieved,
                     gk_error *err)
{
    static gk_status (*const answers[])(comparing *) = {
        [GK_OPERATION_VALUE] = answer_value,     [GK_OPERATION_AVERAGE] = answer_average,
        [GK_OPERATION_CHANGE] = answer_change,   [GK_OPERATION_CAGR] = answer_cagr,
        [GK_OPERATION_MOVED] = answer_moved,     [GK_OPERATION_SIGN] = answer_sign,
        [GK_OPERATION_EXCEEDS] = answer_exceeds, [GK_OPERATION_STEADY] = answer_steady,
        [GK_OPERATION_SOUND] = answer_sound,     [GK_OPERATION_HEAVY] = answer_heavy,
        [GK_OPERATION_MOST] = answer_most};
    comparing *c = gk_arena_alloc(reckoning->arena, sizeof *c);
    *c = (comparing){
        .w = writer, .r = reckoning, .asked = reckoning->asked, .retrieved = retrieved, .err = err};
    gk_operation operation = reckoning->asked->operation;
    if (operation == GK_OPERATION_NONE) return GK_OK;
    return answers[operation](c);
}
