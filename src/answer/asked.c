/* SPDX-License-Identifier: Apache-2.0
 *
 * What a question asks figures for. The question proper is read without what stands in parentheses
 * and without definitions; what it names of the vocabulary is taken out before its verbs are looked
 * at ("change in working capital" is a line item, not a change).
 */
#include "answer/asked.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef gk_asked_reader reader;

static bool has(const char *plain, const char *list) { return gk_asked_has(plain, list); }

/* ---- the question proper ----------------------------------------------------------------------
 */

static bool asks(const char *s, size_t n)
{
    return memchr(s, '?', n) || memmem(s, n, "？", strlen("？"));
}

static void find_main(reader *r)
{
    const char *s = r->q->text;
    size_t n = strlen(s), count;
    gk_span *sentences;
    r->main = (gk_span){0, n};
    count = gk_sentences(s, n, &sentences);
    for (size_t i = 0; i < count; i++) {
        if (!asks(s + sentences[i].start, sentences[i].end - sentences[i].start)) continue;
        r->main = sentences[i];
        break;
    }
    gk_free(sentences);
    r->aside = gk_arena_array(r->arena, n + 1, sizeof *r->aside);
    int depth = 0;
    for (size_t i = 0; i < n;) {
        size_t start = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c == '(' || c == 0xFF08) depth++;
        bool outside = start < r->main.start || start >= r->main.end;
        for (size_t k = start; k < i; k++) r->aside[k] = depth > 0 || outside;
        if ((c == ')' || c == 0xFF09) && depth) depth--;
    }
}

/* ---- what it names ------------------------------------------------------------------------------
 */

static void find_mentions(reader *r)
{
    gk_concept_match all[GK_ASKED_MENTIONS];
    size_t count = gk_concepts_asked(r->concepts, r->terms, r->q->text, all, GK_ASKED_MENTIONS);
    bool any = false;
    for (size_t i = 0; i < count; i++) any = any || !r->aside[all[i].span.start];
    for (size_t i = 0; i < count; i++) {
        bool inside = all[i].span.start >= r->main.start && all[i].span.end <= r->main.end;
        if (any ? !r->aside[all[i].span.start] : inside) r->mentions[r->mention_count++] = all[i];
    }
    /* Where the question proper names nothing, its definitions and instructions may. */
    for (size_t i = 0; i < count && !r->mention_count; i++)
        r->mentions[r->mention_count++] = all[i];
}

static void make_texts(reader *r)
{
    const char *s = r->q->text;
    size_t n = strlen(s);
    char *copy = gk_strdup(s);
    for (size_t i = 0; i < n; i++)
        if (r->aside[i]) copy[i] = ' ';
    r->whole = gk_asked_plain(s, n);
    r->proper = gk_asked_plain(copy, n);
    for (size_t i = 0; i < r->mention_count; i++)
        for (size_t k = r->mentions[i].span.start; k < r->mentions[i].span.end; k++) copy[k] = ' ';
    r->verbs = gk_asked_plain(copy, n);
    gk_free(copy);
}

static gk_node *new_node(reader *r, gk_node_kind kind, size_t parts)
{
    gk_node *node = gk_arena_alloc(r->arena, sizeof *node);
    node->kind = kind;
    node->concept = SIZE_MAX;
    node->part_count = parts;
    if (parts) node->parts = gk_arena_array(r->arena, parts, sizeof(gk_node *));
    return node;
}

static gk_node *term_of(reader *r, const gk_concept_match *m)
{
    gk_node *node = new_node(r, GK_NODE_TERM, 0);
    node->concept = m->concept;
    node->words = gk_arena_strndup(r->arena, r->q->text + m->span.start,
                                   m->span.end - m->span.start);
    return node;
}

static void ask_for(reader *r, gk_node *node)
{
    for (size_t i = 0; i < r->out->of_count; i++)
        if (node->concept != SIZE_MAX && r->out->of[i]->concept == node->concept) return;
    if (r->out->of_count < GK_ASKED_MOST) r->out->of[r->out->of_count++] = node;
}

static gk_node *quotient(reader *r, gk_node *of, gk_node *by)
{
    gk_node *node = new_node(r, GK_NODE_DIVIDE, 2);
    node->parts[0] = of;
    node->parts[1] = by;
    return node;
}

/* "P as a % of W", "P占W的比例", "share of W from P": *part and *whole, or false. */
static bool find_share(reader *r, size_t *part, size_t *whole)
{
    const gk_asked_words *words = gk_asked_phrases();
    if (r->mention_count < 2) return false;
    if (has(r->proper, words->share_before)) {
        /* The one behind the phrase is the whole. */
        for (size_t i = 0; i + 1 < r->mention_count; i++) {
            size_t from = r->mentions[i].span.end, to = r->mentions[i + 1].span.start;
            if (to < from) continue;
            char *between = gk_asked_plain(r->q->text + from, to - from);
            bool is = has(between, words->share_before);
            gk_free(between);
            if (is) {
                *part = i;
                *whole = i + 1;
                return true;
            }
        }
    }
    if (strstr(r->q->text, "所占") || strstr(r->q->text, "占比")) {
        *whole = 0;
        *part = 1;
        return true;
    }
    if (!has(r->proper, words->share)) return false;
    size_t n = r->mentions[0].span.start;
    char *before = gk_asked_plain(r->q->text, n);
    bool first = has(before, words->share);
    gk_free(before);
    *whole = first ? 0 : r->mention_count - 1;
    *part = first ? 1 : 0;
    return true;
}

static bool divides(const gk_node *node)
{
    if (node->kind == GK_NODE_DIVIDE) return true;
    for (size_t i = 0; i < node->part_count; i++)
        if (divides(node->parts[i])) return true;
    return false;
}

/* Whether a formula is the average over periods that it names. */
static bool averages_periods(const gk_node *formula)
{
    if (formula->kind != GK_NODE_AVERAGE || formula->part_count < 2) return false;
    for (size_t i = 0; i < formula->part_count; i++)
        if (!formula->parts[i]->when.period.year) return false;
    return true;
}

/* What is averaged where that is one item of the vocabulary, whatever the period; else NULL. */
static gk_node *averaged(const reader *r, const gk_node *formula)
{
    if (!averages_periods(formula)) return NULL;
    const gk_node *first = formula->parts[0];
    for (size_t i = 0; i < formula->part_count; i++)
        if (formula->parts[i]->kind != GK_NODE_TERM || first->concept == SIZE_MAX ||
            formula->parts[i]->concept != first->concept)
            return NULL;
    gk_node *node = gk_arena_alloc(r->arena, sizeof *node);
    *node = *first;
    node->when = (gk_when){0};
    return node;
}

/* A formula of the question, what it asks the share of, a ratio by name, or its line items. */
static void find_what(reader *r)
{
    gk_asked *out = r->out;
    size_t part, whole;
    bool share = find_share(r, &part, &whole);
    gk_node *formula = gk_formula_in_question(r->concepts, r->terms, r->q->text, r->arena);
    gk_node *item = formula ? averaged(r, formula) : NULL;
    if (item) {
        ask_for(r, item);
        return;
    }
    if (formula) {
        out->formula = true;
        if (share && !divides(formula)) {
            formula = quotient(r, formula, term_of(r, &r->mentions[whole]));
            out->percent = true;
        }
        ask_for(r, formula);
        return;
    }
    if (share) {
        out->percent = true;
        ask_for(r, quotient(r, term_of(r, &r->mentions[part]), term_of(r, &r->mentions[whole])));
        return;
    }
    bool ratio = false;
    for (size_t i = 0; i < r->mention_count; i++)
        ratio = ratio ||
                gk_concepts_at(r->concepts, r->mentions[i].concept)->nature == GK_NATURE_RATIO;
    for (size_t i = 0; i < r->mention_count; i++) {
        const gk_concept *c = gk_concepts_at(r->concepts, r->mentions[i].concept);
        if (!ratio || c->nature == GK_NATURE_RATIO) ask_for(r, term_of(r, &r->mentions[i]));
    }
}

/* ---- how ----------------------------------------------------------------------------------------
 */

static bool is_yes_no(const reader *r)
{
    const char *yes_no = gk_asked_phrases()->yes_no, *s = r->q->text;
    if (strstr(s, "是否") || strstr(s, "吗？") || strstr(s, "吗?") || strstr(s, "有没有"))
        return true;
    for (size_t i = r->main.start; i < r->main.end; i++) {
        if (i != r->main.start && s[i - 1] != ',' && s[i - 1] != ':') continue;
        size_t n = 0;
        while (s[i] == ' ') i++;
        while (i + n < r->main.end && gk_is_word((unsigned char)s[i + n])) n++;
        char *word = gk_asked_plain(s + i, n);
        bool is = n && has(word, yes_no);
        gk_free(word);
        if (is) return true;
    }
    return false;
}

static void find_threshold(reader *r)
{
    const gk_asked_words *words = gk_asked_phrases();
    gk_number numbers[8];
    size_t n = r->main.end - r->main.start;
    const char *s = r->q->text + r->main.start;
    size_t count = gk_amounts(s, n, numbers, sizeof numbers / sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        char *before = gk_asked_plain(s, numbers[i].span.start);
        bool behind = has(before, words->over) || has(before, words->under) ||
                      has(before, words->steady);
        gk_free(before);
        if (!behind) continue;
        r->out->has_threshold = true;
        r->out->threshold = numbers[i].percent ? numbers[i].value / 100
                                               : numbers[i].value * numbers[i].scale;
        return;
    }
}

static gk_operation find_judgement(reader *r)
{
    const gk_asked_words *words = gk_asked_phrases();
    gk_asked *out = r->out;
    bool up = has(r->verbs, words->up), down = has(r->verbs, words->down);
    bool over = has(r->verbs, words->over), under = has(r->verbs, words->under);
    if (has(r->verbs, words->steady)) {
        find_threshold(r);
        return GK_OPERATION_STEADY;
    }
    if (over || under) {
        out->direction = over ? 1 : -1;
        find_threshold(r);
        if (out->has_threshold || out->of_count > 1 || r->q->asked_count > 1)
            return GK_OPERATION_EXCEEDS;
    }
    out->either = has(r->verbs, words->either) || (up && down);
    out->direction = out->either ? 0 : up ? 1 : down ? -1 : 0;
    if (up || down || has(r->verbs, words->change)) return GK_OPERATION_MOVED;
    if (has(r->verbs, words->negative) || has(r->verbs, words->positive)) {
        out->direction = has(r->verbs, words->positive) ? 1 : -1;
        return GK_OPERATION_SIGN;
    }
    if (has(r->proper, words->sound)) return GK_OPERATION_SOUND;
    return GK_OPERATION_NONE;
}

static gk_operation find_quantity(reader *r)
{
    const gk_asked_words *words = gk_asked_phrases();
    if (has(r->verbs, words->cagr)) return GK_OPERATION_CAGR;
    size_t average = gk_asked_find(r->verbs, words->average, NULL);
    if (average != SIZE_MAX && !r->out->formula &&
        (r->q->asked_count > 1 || gk_asked_years(r->proper)))
        return GK_OPERATION_AVERAGE;
    if (r->out->formula && r->out->of_count && averages_periods(r->out->of[0])) {
        r->out->last = true;
        return GK_OPERATION_VALUE;
    }
    if (average != SIZE_MAX && gk_asked_years(r->proper)) return GK_OPERATION_AVERAGE;
    if (has(r->verbs, words->change)) {
        r->out->form = has(r->verbs, words->points)           ? GK_CHANGE_POINTS
                       : has(r->verbs, words->percent_change) ? GK_CHANGE_PERCENT
                                                              : GK_CHANGE_ANY;
        return GK_OPERATION_CHANGE;
    }
    return GK_OPERATION_VALUE;
}

static bool wants_quantity(const gk_question *q, const char *proper)
{
    static const char *const quantities =
        "what is|what was|what were|what s|how much|how many|calculate|compute|what "
        "percentage|what percent|what share|what proportion|give|find|determine|by how much|多少|"
        "几|计算|比例|占比|比重|金额";
    return q->kind == GK_ASKS_FIGURE || q->kind == GK_ASKS_COMPUTED || has(proper, quantities);
}

static const char *part_named(reader *r)
{
    size_t n, at = gk_asked_find(r->proper, gk_asked_phrases()->parts, &n);
    if (at == SIZE_MAX) return NULL;
    if (r->proper[at] == ' ') at++;
    return gk_arena_strndup(r->arena, r->proper + at, n);
}

/* The three activities of a cash flow statement, by their bare names. */
static bool names_activities(reader *r)
{
    static const char *const phrases[] = {"net cash provided by operating activities",
                                          "net cash used in investing activities",
                                          "net cash provided by financing activities"};
    static const char *const names[] = {"operations|operating|经营", "investing|investment|投资",
                                        "financing|筹资"};
    for (size_t i = 0; i < 3; i++)
        if (!has(r->proper, names[i])) return false;
    r->out->of_count = 0;
    for (size_t i = 0; i < 3; i++) {
        gk_node *node = gk_term_of(r->concepts, r->terms, phrases[i], r->arena);
        if (node) ask_for(r, node);
    }
    return r->out->of_count == 3;
}

/* Whether what is asked for is a change already: growth by name, or a formula with a power. */
static bool is_growth(const reader *r, const gk_node *node)
{
    if (node->kind == GK_NODE_POWER) return true;
    if (node->kind == GK_NODE_TERM)
    return node->concept != SIZE_MAX &&
           strstr(gk_concepts_at(r->concepts, node->concept)->id, "growth");
    for (size_t i = 0; i < node->part_count; i++)
        if (is_growth(r, node->parts[i])) return true;
    return false;
}

static void find_operation(reader *r)
{
    const gk_asked_words *words = gk_asked_phrases();
    gk_asked *out = r->out;
    if (has(r->proper, words->heavy) && is_yes_no(r)) {
        out->operation = GK_OPERATION_HEAVY;
        return;
    }
    bool most = has(r->verbs, words->most), fewest = has(r->verbs, words->fewest);
    if ((most || fewest) && has(r->proper, words->which)) {
        out->direction = most ? 1 : -1;
        out->part = part_named(r);
        out->growth = has(r->verbs, words->fastest);
        bool activities = names_activities(r);
        out->narrowed = !activities;
        if (activities || out->of_count > 1 || out->part) out->operation = GK_OPERATION_MOST;
        return;
    }
    bool profit = has(r->verbs, "profitable|a profit|a loss|unprofitable|盈利|亏损");
    if (!out->of_count && profit && is_yes_no(r)) {
        gk_node *income = gk_term_of(r->concepts, r->terms, "net income", r->arena);
        if (income) ask_for(r, income);
    }
    if (!out->of_count || r->q->ahead) return;
    if (is_yes_no(r))
        out->operation = find_judgement(r);
    else if (!has(r->verbs, words->asks_reason) || strstr(r->q->text, "并说明升降"))
        out->operation = wants_quantity(r->q, r->proper) ? find_quantity(r) : GK_OPERATION_NONE;
    bool changes = out->operation == GK_OPERATION_CHANGE || out->operation == GK_OPERATION_CAGR;
    if (changes && is_growth(r, out->of[0])) {
        out->operation = GK_OPERATION_VALUE;
        out->last = true;
        out->percent = true;
    }
    /* "How many": a number of things; line items are money, shares aside. */
    if (r->q->counts && out->of[0]->kind == GK_NODE_TERM && out->of[0]->concept != SIZE_MAX) {
        gk_measure m = gk_concepts_at(r->concepts, out->of[0]->concept)->measure;
        if (m == GK_MEASURE_AMOUNT) out->operation = GK_OPERATION_NONE;
    }
}

/* ---- unit and rounding -------------------------------------------------------------------------
 */

static int decimals_named(const char *plain)
{
    static const struct {
        const char *words;
        int decimals;
    } roundings[] = {
        {"two decimal|2 decimal|two decimals|2 decimals|two digits|两位小数|二位小数|2位小数", 2},
        {"one decimal|1 decimal|one decimals|一位小数|1位小数", 1},
        {"three decimal|3 decimal|three decimals|三位小数|3位小数", 3},
        {"four decimal|4 decimal|四位小数|4位小数", 4},
        {"no decimal|nearest whole|nearest integer|whole number|取整|整数", 0}};
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++)
        if (has(plain, roundings[i].words)) return roundings[i].decimals;
    return -1;
}

static double scale_named(const gk_question *q)
{
    static const struct {
        const char *word;
        double scale;
    } units[] = {{"百万元", 1e6}, {"亿元", 1e8}, {"万元", 1e4}, {"千元", 1e3}};
    static const char *const before[] = {"多少",   "以",    "（",     "(",
                                         "单位：", "单位:", "单位为", "按"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
            char wanted[40];
            snprintf(wanted, sizeof wanted, "%s%s", before[k], units[i].word);
            if (strstr(q->text, wanted)) return units[i].scale;
        }
    return q->scale;
}

static bool is_chinese(const char *s)
{
    size_t n = strlen(s), han = 0, letters = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        han += gk_is_han(c);
        letters += (c | 32) >= 'a' && (c | 32) <= 'z';
    }
    return han * 2 > letters;
}

/* What no item of the vocabulary names is looked for by its words. */
static void ask_by_words(reader *r)
{
    gk_asked *out = r->out;
    if (out->of_count || !out->narrowing_count || r->q->ahead) return;
    if (r->q->kind != GK_ASKS_FIGURE || out->operation != GK_OPERATION_NONE) return;
    gk_string words = {0};
    for (size_t i = 0; i < out->narrowing_count; i++)
        gk_string_addf(&words, "%s%s", i ? " " : "", out->narrowing[i]);
    gk_node *node = new_node(r, GK_NODE_TERM, 0);
    node->words = gk_arena_strdup(r->arena, words.data);
    gk_string_free(&words);
    out->narrowing_count = 0;
    out->operation = GK_OPERATION_VALUE;
    ask_for(r, node);
}

static void find_currency(reader *r)
{
    static const struct {
        const char *words, *code;
    } names[] = {{"usd|us dollars|u s dollars|dollars|美元", "USD"},
                 {"rmb|yuan|cny|人民币|元|万元|亿元", "CNY"},
                 {"eur|euros|euro|欧元", "EUR"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!has(r->whole, names[i].words)) continue;
        memcpy(r->out->currency, names[i].code, sizeof r->out->currency);
        return;
    }
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

void gk_asked_read(const gk_question *question, const gk_concepts *concepts, gk_terms *terms,
                   gk_arena *arena, gk_asked *out)
{
    *out = (gk_asked){.narrowed = true,
                      .parent = question->parent,
                      .counts = question->counts,
                      .chinese = is_chinese(question->text)};
    if (question->statement_named) out->statement = question->statement;
    reader r = {.q = question, .concepts = concepts, .terms = terms, .arena = arena, .out = out};
    find_main(&r);
    find_mentions(&r);
    make_texts(&r);
    find_what(&r);
    find_operation(&r);
    gk_asked_when(&r);
    out->percent = out->percent || has(r.whole, gk_asked_phrases()->percent);
    out->scale = scale_named(question);
    out->decimals = decimals_named(r.whole);
    find_currency(&r);
    if (!out->formula && out->narrowed) gk_asked_narrow(&r);
    if (!is_yes_no(&r)) ask_by_words(&r);
    gk_free(r.whole);
    gk_free(r.proper);
    gk_free(r.verbs);
}
