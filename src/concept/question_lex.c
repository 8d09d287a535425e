/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/question.h"

#include <stdlib.h>
#include <string.h>

enum { MENTIONS = 64, TEXT_MOST = 8192 };

typedef struct keyword {
    const char *text; /* lower case; of several the first that fits */
    gk_token_kind kind;
    gk_node_kind operation;
    bool whole;
} keyword;

static const keyword english[] = {
    {"divided by", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, false},
    {"multiplied by", GK_TOKEN_OPERATOR, GK_NODE_MULTIPLY, false},
    {"as a percentage of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a percent of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a % of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as % of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as percentage of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a share of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a proportion of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a fraction of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"as a multiple of", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"less than", GK_TOKEN_WORD, 0, false},
    {"plus", GK_TOKEN_OPERATOR, GK_NODE_ADD, false},
    {"minus", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT, false},
    {"less", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT, false},
    {"times", GK_TOKEN_OPERATOR, GK_NODE_MULTIPLY, false},
    {"over", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, false},
    {"is here defined as", GK_TOKEN_DEFINED, 0, false},
    {"is being defined as", GK_TOKEN_DEFINED, 0, false},
    {"is defined as", GK_TOKEN_DEFINED, 0, false},
    {"is defined here as", GK_TOKEN_DEFINED, 0, false},
    {"is defined by", GK_TOKEN_DEFINED, 0, false},
    {"here is defined as", GK_TOKEN_DEFINED, 0, false},
    {"defined as", GK_TOKEN_DEFINED, 0, false},
    {"is calculated as", GK_TOKEN_DEFINED, 0, false},
    {"calculated as", GK_TOKEN_DEFINED, 0, false},
    {"is computed as", GK_TOKEN_DEFINED, 0, false},
    {"computed as", GK_TOKEN_DEFINED, 0, false},
    {"measured as", GK_TOKEN_DEFINED, 0, false},
    {"is equal to", GK_TOKEN_DEFINED, 0, false},
    {"is given by", GK_TOKEN_DEFINED, 0, false},
    {"equals", GK_TOKEN_DEFINED, 0, false},
    {"define", GK_TOKEN_DEFINE, 0, false},
    {"calculate", GK_TOKEN_STOP, 0, false},
    {"compute", GK_TOKEN_STOP, 0, false},
    {"average of", GK_TOKEN_AVERAGE, 0, false},
    {"average", GK_TOKEN_AVERAGE, 0, false},
    {"the change in", GK_TOKEN_CHANGE, 0, false},
    {"change in", GK_TOKEN_CHANGE, 0, false},
    {"change of", GK_TOKEN_CHANGE, 0, false},
    {"between", GK_TOKEN_BETWEEN, 0, false},
    {"from", GK_TOKEN_BETWEEN, 0, false},
    {"and", GK_TOKEN_AND, 0, false},
    {"to", GK_TOKEN_AND, 0, false},
    {"as", GK_TOKEN_AS, 0, false},
    {"using", GK_TOKEN_USING, 0, false},
    {"cagr", GK_TOKEN_CAGR, 0, false},
    {"compound annual growth rate", GK_TOKEN_CAGR, 0, false},
    {"compounded annual growth rate", GK_TOKEN_CAGR, 0, false},
    {"compound annual growth", GK_TOKEN_CAGR, 0, false},
    {"the", GK_TOKEN_LIGHT, 0, false},
    {"a", GK_TOKEN_LIGHT, 0, false},
    {"its", GK_TOKEN_LIGHT, 0, false},
    {"their", GK_TOKEN_LIGHT, 0, false},
    {"total", GK_TOKEN_LIGHT, 0, false},
    {"unadjusted", GK_TOKEN_LIGHT, 0, false},
    {"reported", GK_TOKEN_LIGHT, 0, false},
    {"consolidated", GK_TOKEN_LIGHT, 0, false},
    {"annual", GK_TOKEN_LIGHT, 0, false},
    {"fiscal", GK_TOKEN_LIGHT, 0, false},
    {"year end", GK_TOKEN_LIGHT, 0, false},
    {"year-end", GK_TOKEN_LIGHT, 0, false},
    {"in", GK_TOKEN_LIGHT, 0, false},
    {"for", GK_TOKEN_LIGHT, 0, false},
    {"of", GK_TOKEN_LIGHT, 0, false},
    {"during", GK_TOKEN_LIGHT, 0, false},
    {"what", GK_TOKEN_STOP, 0, false},
    {"which", GK_TOKEN_STOP, 0, false},
    {"how", GK_TOKEN_STOP, 0, false},
    {"is", GK_TOKEN_STOP, 0, false},
    {"are", GK_TOKEN_STOP, 0, false},
    {"was", GK_TOKEN_STOP, 0, false},
    {"were", GK_TOKEN_STOP, 0, false},
    {"does", GK_TOKEN_STOP, 0, false},
    {"did", GK_TOKEN_STOP, 0, false},
    {"where", GK_TOKEN_STOP, 0, false},
    {"round", GK_TOKEN_STOP, 0, false},
    {"give", GK_TOKEN_STOP, 0, false},
    {"answer", GK_TOKEN_STOP, 0, false},
    {"please", GK_TOKEN_STOP, 0, false},
    {"respectively", GK_TOKEN_STOP, 0, false},
};

static const keyword chinese[] = {
    {"年均复合增长率", GK_TOKEN_CAGR, 0, false},
    {"年复合增长率", GK_TOKEN_CAGR, 0, false},
    {"复合增长率", GK_TOKEN_CAGR, 0, false},
    {"至", GK_TOKEN_AND, 0, false},
    {"到", GK_TOKEN_AND, 0, false},
    {"再除以", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"除以", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, false},
    {"与上年", GK_TOKEN_STOP, 0, false},
    {"减去", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT, false},
    {"扣减", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT, false},
    {"减值", GK_TOKEN_WORD, 0, false},
    {"减少", GK_TOKEN_WORD, 0, false},
    {"减", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT, false},
    {"加上", GK_TOKEN_OPERATOR, GK_NODE_ADD, false},
    {"增加", GK_TOKEN_WORD, 0, false},
    {"加权", GK_TOKEN_WORD, 0, false},
    {"加工", GK_TOKEN_WORD, 0, false},
    {"加", GK_TOKEN_OPERATOR, GK_NODE_ADD, false},
    {"乘以", GK_TOKEN_OPERATOR, GK_NODE_MULTIPLY, false},
    {"所占", GK_TOKEN_STOP, 0, false},
    {"占用", GK_TOKEN_WORD, 0, false},
    {"占", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE, true},
    {"期初、期末", GK_TOKEN_AVERAGE, 0, false},
    {"期初和期末", GK_TOKEN_AVERAGE, 0, false},
    {"期初与期末", GK_TOKEN_AVERAGE, 0, false},
    {"期初及期末", GK_TOKEN_AVERAGE, 0, false},
    {"期初期末", GK_TOKEN_AVERAGE, 0, false},
    {"年初、年末", GK_TOKEN_AVERAGE, 0, false},
    {"年初和年末", GK_TOKEN_AVERAGE, 0, false},
    {"年初年末", GK_TOKEN_AVERAGE, 0, false},
    {"平均余额", GK_TOKEN_AVERAGE, 0, false},
    {"平均数", GK_TOKEN_AVERAGE, 0, false},
    {"平均值", GK_TOKEN_AVERAGE, 0, false},
    {"平均", GK_TOKEN_AVERAGE, 0, false},
    {"定义为", GK_TOKEN_DEFINED, 0, false},
    {"计算公式为", GK_TOKEN_DEFINED, 0, false},
    {"公式为", GK_TOKEN_DEFINED, 0, false},
    {"等于", GK_TOKEN_DEFINED, 0, false},
    {"按照", GK_TOKEN_START, 0, false},
    {"按", GK_TOKEN_START, 0, false},
    {"以", GK_TOKEN_START, 0, false},
    {"用", GK_TOKEN_START, 0, false},
    {"即", GK_TOKEN_START, 0, false},
    {"来计算", GK_TOKEN_STOP, 0, false},
    {"计算", GK_TOKEN_STOP, 0, false},
    {"衡量", GK_TOKEN_STOP, 0, false},
    {"表示", GK_TOKEN_STOP, 0, false},
    {"所得", GK_TOKEN_STOP, 0, false},
    {"是多少", GK_TOKEN_STOP, 0, false},
    {"的比例", GK_TOKEN_STOP, 0, false},
    {"的比重", GK_TOKEN_STOP, 0, false},
    {"的比率", GK_TOKEN_STOP, 0, false},
    {"的百分比", GK_TOKEN_STOP, 0, false},
    {"的百分之", GK_TOKEN_STOP, 0, false},
    {"之比", GK_TOKEN_STOP, 0, false},
    {"账面价值", GK_TOKEN_LIGHT, 0, false},
    {"合并口径", GK_TOKEN_LIGHT, 0, false},
    {"合并报表", GK_TOKEN_LIGHT, 0, false},
    {"合并", GK_TOKEN_LIGHT, 0, false},
    {"年末", GK_TOKEN_LIGHT, 0, false},
    {"期末", GK_TOKEN_LIGHT, 0, false},
    {"当年", GK_TOKEN_LIGHT, 0, false},
    {"本期", GK_TOKEN_LIGHT, 0, false},
    {"年度", GK_TOKEN_LIGHT, 0, false},
    {"其", GK_TOKEN_LIGHT, 0, false},
    {"的", GK_TOKEN_LIGHT, 0, false},
};

typedef struct lexer {
    gk_tokens *out;
    size_t capacity;
    const char *s;
    size_t n, i;
    gk_concept_match mentions[MENTIONS];
    size_t mention_count, mention;
    gk_period period; /* the next one, at or behind i */
    bool has_period;
    size_t period_at;
} lexer;

static gk_token *put(lexer *x, gk_token_kind kind, size_t end)
{
    gk_tokens *t = x->out;
    t->tokens = gk_grow(t->tokens, t->count, &x->capacity, sizeof *t->tokens);
    gk_token *one = &t->tokens[t->count++];
    *one = (gk_token){.kind = kind, .span = {x->i, end}, .concept = SIZE_MAX};
    x->i = end;
    return one;
}

static bool letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }

/* text (folded to lower case) at i; returns its end, 0 where it does not stand there. A blank fits
 * any run of blanks. */
static size_t stands(const lexer *x, const char *text)
{
    size_t i = x->i;
    for (; *text; text++) {
        if (*text == ' ') {
            size_t was = i;
            while (i < x->n && (x->s[i] == ' ' || x->s[i] == '\n')) i++;
            if (i == was) return 0;
            continue;
        }
        if (i >= x->n) return 0;
        char c = x->s[i++];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != *text) return 0;
    }
    return i;
}

static bool word_ends(const lexer *x, size_t end)
{
    return end >= x->n || (!letter(x->s[end]) && !digit(x->s[end]) && x->s[end] != '-');
}

static bool keyword_at(lexer *x)
{
    bool ascii = (unsigned char)x->s[x->i] < 0x80;
    const keyword *words = ascii ? english : chinese;
    size_t count = ascii ? sizeof english / sizeof *english : sizeof chinese / sizeof *chinese;
    for (size_t k = 0; k < count; k++) {
        size_t end = stands(x, words[k].text);
        if (!end || (ascii && !word_ends(x, end))) continue;
        gk_token *t = put(x, words[k].kind, end);
        t->operation = words[k].operation;
        t->whole = words[k].whole;
        return true;
    }
    return false;
}

typedef struct sign {
    const char *text;
    gk_token_kind kind;
    gk_node_kind operation;
} sign;

static const sign signs[] = {
    {"(", GK_TOKEN_OPEN, 0},
    {"（", GK_TOKEN_OPEN, 0},
    {"[", GK_TOKEN_OPEN, 0},
    {")", GK_TOKEN_CLOSE, 0},
    {"）", GK_TOKEN_CLOSE, 0},
    {"]", GK_TOKEN_CLOSE, 0},
    {"+", GK_TOKEN_OPERATOR, GK_NODE_ADD},
    {"＋", GK_TOKEN_OPERATOR, GK_NODE_ADD},
    {"−", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT},
    {"－", GK_TOKEN_OPERATOR, GK_NODE_SUBTRACT},
    {"*", GK_TOKEN_OPERATOR, GK_NODE_MULTIPLY},
    {"×", GK_TOKEN_OPERATOR, GK_NODE_MULTIPLY},
    {"÷", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE},
    {"／", GK_TOKEN_OPERATOR, GK_NODE_DIVIDE},
    {"=", GK_TOKEN_DEFINED, 0},
    {"＝", GK_TOKEN_DEFINED, 0},
    {",", GK_TOKEN_COMMA, 0},
    {"，", GK_TOKEN_COMMA, 0},
    {"、", GK_TOKEN_COMMA, 0},
    {"?", GK_TOKEN_BREAK, 0},
    {"？", GK_TOKEN_BREAK, 0},
    {"。", GK_TOKEN_BREAK, 0},
    {"；", GK_TOKEN_BREAK, 0},
    {";", GK_TOKEN_BREAK, 0},
    {"!", GK_TOKEN_BREAK, 0},
};

/* Whether "-", "–" or "/" at i is an operator: blanks or brackets around it, or no letters. */
static bool free_standing(const lexer *x, size_t end)
{
    char before = (char)(x->i ? x->s[x->i - 1] : ' ');
    char after = (char)(end < x->n ? x->s[end] : ' ');
    if (before == ' ' && after == ' ') return true;
    if (before == ')' || after == '(') return true;
    const gk_tokens *t = x->out;
    const gk_token *last = t->count ? &t->tokens[t->count - 1] : NULL;
    bool left = last && last->span.end == x->i &&
                (last->kind == GK_TOKEN_TERM || last->kind == GK_TOKEN_CLOSE ||
                 last->kind == GK_TOKEN_NUMBER);
    bool right = x->mention < x->mention_count && x->mentions[x->mention].span.start == end;
    return left && (right || digit(after) || after == ' ');
}

static bool sign_at(lexer *x)
{
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        size_t end = stands(x, signs[k].text);
        if (!end) continue;
        put(x, signs[k].kind, end)->operation = signs[k].operation;
        return true;
    }
    static const sign loose[] = {
        {"-", 0, GK_NODE_SUBTRACT}, {"–", 0, GK_NODE_SUBTRACT}, {"/", 0, GK_NODE_DIVIDE}};
    for (size_t k = 0; k < sizeof loose / sizeof *loose; k++) {
        size_t end = stands(x, loose[k].text);
        if (!end) continue;
        bool operates = free_standing(x, end);
        put(x, operates ? GK_TOKEN_OPERATOR : GK_TOKEN_LIGHT, end)->operation = loose[k].operation;
        return true;
    }
    char c = x->s[x->i];
    bool stop = c == '.' && (x->i + 1 >= x->n || x->s[x->i + 1] == ' ' || x->s[x->i + 1] == '\n');
    if (!stop && c != '\n') return false;
    put(x, GK_TOKEN_BREAK, x->i + 1);
    return true;
}

/* A line item between quotation marks. */
static bool quoted_at(lexer *x)
{
    static const char *const marks[][2] = {{"“", "”"}, {"\"", "\""}, {"「", "」"}, {"‘", "’"}};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t start = stands(x, marks[k][0]);
        if (!start) continue;
        const char *end = strstr(x->s + start, marks[k][1]);
        if (!end || (size_t)(end - x->s) > start + 200) return false;
        gk_token *t = put(x, GK_TOKEN_QUOTED, (size_t)(end - x->s) + strlen(marks[k][1]));
        t->span = (gk_span){start, (size_t)(end - x->s)};
        return true;
    }
    return false;
}

static bool period_at(lexer *x)
{
    while (x->has_period && x->period.span.start < x->i)
        x->has_period = gk_period_next(x->s, x->n, &x->period_at, &x->period);
    if (!x->has_period || x->period.span.start != x->i) return false;
    put(x, GK_TOKEN_PERIOD, x->period.span.end)->period = x->period;
    return true;
}

static bool number_at(lexer *x)
{
    if (!digit(x->s[x->i])) return false;
    char *end;
    double value = strtod(x->s + x->i, &end);
    size_t stop = (size_t)(end - x->s);
    if (stop > x->n || stop == x->i) stop = x->i + 1;
    if (stop < x->n && (letter(x->s[stop]) || x->s[stop] == '-')) {
        while (stop < x->n && (letter(x->s[stop]) || digit(x->s[stop]))) stop++;
        put(x, GK_TOKEN_WORD, stop); /* "3M", "10-K" */
    } else {
        put(x, GK_TOKEN_NUMBER, stop)->number = value;
    }
    return true;
}

/* "Halden's" says whose it is; other words say what. */
static void word_at(lexer *x)
{
    size_t i = x->i;
    if ((unsigned char)x->s[i] >= 0x80) {
        gk_utf8_next(x->s, x->n, &i);
        put(x, GK_TOKEN_WORD, i);
        return;
    }
    while (i < x->n && (letter(x->s[i]) || digit(x->s[i]) || x->s[i] == '&' || x->s[i] == '-')) i++;
    bool whose = i + 1 < x->n && x->s[i] == '\'' && x->s[i + 1] == 's';
    if (i == x->i) {
        put(x, GK_TOKEN_LIGHT, i + 1);
        return;
    }
    put(x, whose ? GK_TOKEN_LIGHT : GK_TOKEN_WORD, whose ? i + 2 : i);
}

static bool mention_at(lexer *x)
{
    while (x->mention < x->mention_count && x->mentions[x->mention].span.start < x->i) x->mention++;
    if (x->mention >= x->mention_count) return false;
    const gk_concept_match *m = &x->mentions[x->mention];
    if (m->span.start != x->i) return false;
    put(x, GK_TOKEN_TERM, m->span.end)->concept = m->concept;
    return true;
}

/* Growth a year over several years is no line item, whatever the vocabulary calls so. */
static bool growth_at(lexer *x)
{
    const keyword *lists[] = {english, chinese};
    size_t counts[] = {sizeof english / sizeof *english, sizeof chinese / sizeof *chinese};
    for (size_t l = 0; l < 2; l++) {
        for (size_t k = 0; k < counts[l]; k++) {
            if (lists[l][k].kind != GK_TOKEN_CAGR) continue;
            size_t end = stands(x, lists[l][k].text);
            if (!end || (l == 0 && !word_ends(x, end))) continue;
            put(x, GK_TOKEN_CAGR, end);
            return true;
        }
    }
    return false;
}

/* "change in inventory" between two balances: not what a cash flow statement prints so. */
static bool change_at(lexer *x)
{
    static const char *const words[] = {"the change in ", "change in ", "change of "};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t end = stands(x, words[k]);
        if (!end) continue;
        gk_concept_match m;
        size_t n = gk_concepts_asked(x->out->concepts, x->out->terms, x->s + end, &m, 1);
        if (!n || m.span.start != 0) return false;
        if (gk_concepts_at(x->out->concepts, m.concept)->nature != GK_NATURE_STOCK) return false;
        put(x, GK_TOKEN_CHANGE, end);
        put(x, GK_TOKEN_TERM, end + m.span.end)->concept = m.concept;
        return true;
    }
    return false;
}

/* "FY2015 - FY2017": the dash is no operator there. */
static void ranges(gk_tokens *t)
{
    for (size_t i = 1; i + 1 < t->count; i++) {
        gk_token *one = &t->tokens[i];
        bool dash = (one->kind == GK_TOKEN_OPERATOR || one->kind == GK_TOKEN_LIGHT) &&
                    one->operation == GK_NODE_SUBTRACT;
        if (dash && t->tokens[i - 1].kind == GK_TOKEN_PERIOD &&
            t->tokens[i + 1].kind == GK_TOKEN_PERIOD)
            one->kind = GK_TOKEN_AND;
    }
}

void gk_tokens_read(const gk_concepts *concepts, gk_terms *terms, const char *text, gk_arena *arena,
                    gk_tokens *out)
{
    *out = (gk_tokens){.concepts = concepts, .terms = terms, .arena = arena, .text = text};
    lexer x = {.out = out, .s = text, .n = strnlen(text, TEXT_MOST)};
    x.mention_count = gk_concepts_asked(concepts, terms, text, x.mentions, MENTIONS);
    x.has_period = gk_period_next(text, x.n, &x.period_at, &x.period);
    while (x.i < x.n) {
        if (x.s[x.i] == ' ' || x.s[x.i] == '\t' || x.s[x.i] == '\r') {
            x.i++;
            continue;
        }
        if (growth_at(&x) || change_at(&x) || mention_at(&x) || period_at(&x) || quoted_at(&x) ||
            sign_at(&x) || number_at(&x) || keyword_at(&x))
            continue;
        word_at(&x);
    }
    put(&x, GK_TOKEN_END, x.n);
    ranges(out);
    out->tokens = gk_arena_keep(arena, out->tokens, out->count, sizeof *out->tokens);
}
