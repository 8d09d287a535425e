/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements whose columns a parser ran together: "固定资产八、1246,49045,39946,45445,373" is
 * note 八、12 and four figures. Figures of thousands can be told apart, since three digits follow
 * each comma; how many there are a line above them says ("2019年2018年2019年2018年…合并合并
 * 银行银行"). Rows that do not come out at just so many figures are left alone.
 */
#include "facts/making.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_MOST = 8,
    LEAST = 2,
    LABEL_MOST = 160,
    NOTE_MOST = 2,
    LONG_REST = 36,
    SHORT_LABEL = 30
};

typedef struct figure {
    double value;
    bool none; /* "不适用" */
} figure;

typedef struct scan {
    gk_facts_making *m;
    int page, line;
    const char *s;
    size_t n;
    const char *rest; /* what follows the last figure of the line before */
    /* Of the page. */
    size_t columns;
    gk_facts_said said[COLUMNS_MOST];
    const char *headings[COLUMNS_MOST], *title;
    bool parent[COLUMNS_MOST];
    double scale;
    unsigned statement;
} scan;

static bool digit(const scan *p, size_t i) { return i < p->n && p->s[i] >= '0' && p->s[i] <= '9'; }

/* Digits at i before a comma that three digits follow; 0: none stand there. */
static size_t head_digits(const scan *p, size_t i)
{
    size_t k = i;
    while (digit(p, k)) k++;
    bool comma = k < p->n && p->s[k] == ',' && digit(p, k + 1) && digit(p, k + 2) &&
                 digit(p, k + 3);
    return comma ? k - i : 0;
}

/* The figure whose digits begin at *i with `head` digits before its first comma. */
static double take_digits(const scan *p, size_t *i, size_t head)
{
    double value = 0;
    for (size_t k = 0; k < head; k++) value = value * 10 + (p->s[(*i)++] - '0');
    while (*i < p->n && p->s[*i] == ',' && digit(p, *i + 1) && digit(p, *i + 2) &&
           digit(p, *i + 3)) {
        for (size_t k = 1; k <= 3; k++) value = value * 10 + (p->s[*i + k] - '0');
        *i += 4;
    }
    return value;
}

static bool take_figure(const scan *p, size_t *i, figure *out)
{
    *out = (figure){0};
    if (*i < p->n && p->s[*i] == '-') {
        (*i)++;
        return true;
    }
    if (*i + 9 <= p->n && memcmp(p->s + *i, "不适用", 9) == 0) {
        *i += 9;
        out->none = true;
        return true;
    }
    bool bracket = *i < p->n && p->s[*i] == '(';
    size_t at = *i + bracket, head = head_digits(p, at);
    if (head < 1 || head > 3) return false;
    out->value = take_digits(p, &at, head);
    if (bracket) {
        if (at >= p->n || p->s[at] != ')') return false;
        at++;
        out->value = -out->value;
    }
    *i = at;
    return true;
}

/* Figures from i on; returns how many, *end behind them. */
static size_t take_figures(const scan *p, size_t i, figure *out, size_t *end)
{
    size_t count = 0;
    while (count < p->columns && take_figure(p, &i, &out[count])) count++;
    *end = i;
    return count;
}

static double apart(double a, double b)
{
    return a != 0 && b != 0 ? fabs(log(fabs(a) / fabs(b))) : 100;
}

/* Behind "八、": a note's number and the first figure have run together; the split is taken that
 * leaves the figure nearest to the next one. */
static bool take_after_note(const scan *p, size_t i, figure *out, size_t *end)
{
    double best = 1e9;
    for (size_t note = 1; note <= NOTE_MOST && digit(p, i + note - 1); note++) {
        size_t at = i + note, stop;
        /* "28(1)" */
        if (at + 2 < p->n && p->s[at] == '(' && digit(p, at + 1) && p->s[at + 2] == ')') at += 3;
        figure figures[COLUMNS_MOST];
        if (take_figures(p, at, figures, &stop) != p->columns) continue;
        /* The bank's own figure of that year is nearer than the group's of the year before. */
        size_t other = p->columns >= 4 && p->columns % 2 == 0 ? p->columns / 2 : 1;
        double away = apart(figures[0].value, figures[other].value);
        if (away >= best) continue;
        best = away;
        memcpy(out, figures, sizeof figures);
        *end = stop;
    }
    return best < 1e9;
}

static void add_fact(scan *p, const char *label, size_t c, double value)
{
    gk_facts_making *m = p->m;
    gk_concept_match match;
    bool known = m->concepts && gk_concepts_of_label(m->concepts, m->terms, label, NULL, 0,
                                                     p->statement, &match, 1);
    gk_fact f = {
        .label = label,
        .section = "",
        .heading = p->headings[c],
        .title = p->title,
        .member = "",
        .concept = known ? match.concept : SIZE_MAX,
        .concept_score = known ? match.score : 0,
        .time = gk_facts_time(&m->calendar, &p->said[c], p->statement == GK_STATEMENT_BALANCE),
        .value = value * p->scale,
        .printed = value,
        .scale = p->scale,
        .currency = "CNY",
        .statement = p->statement,
        .parent = p->parent[c],
        .page = p->page,
        .line = p->line,
        .table = -1,
        .row = -1,
        .column = -1};
    m->facts = gk_grow(m->facts, m->count, &m->capacity, sizeof *m->facts);
    m->facts[m->count++] = f;
}

/* Where s[start, stop) ends without a numeral. */
static size_t without_numeral(const scan *p, size_t start, size_t stop)
{
    static const char *const numerals[] = {"一", "二", "三", "四", "五",
                                           "六", "七", "八", "九", "十"};
    for (size_t k = 0; k < sizeof numerals / sizeof *numerals; k++)
        if (stop > start + 6 && memcmp(p->s + stop - 3, numerals[k], 3) == 0) return stop - 3;
    return stop;
}

/* Small figures that no commas tell apart stay with the label behind them: it begins after them. */
static size_t label_start(const scan *p, size_t start, size_t stop)
{
    for (size_t k = stop; k > start; k--) {
        char c = p->s[k - 1];
        if ((c >= '0' && c <= '9') || c == ')' || c == '-') return k;
    }
    return start;
}

/* The beginning of a label that goes on here: what the line before ended with, where that is long
 * and this is short. "" where it does not go on. */
static const char *label_before(const scan *p, size_t length)
{
    size_t n = p->rest ? strlen(p->rest) : 0;
    if (n < LONG_REST || length > SHORT_LABEL || strpbrk(p->rest, "0123456789")) return "";
    bool numbered = memmem(p->rest, n < 9 ? n : 9, "、", 3) != NULL;
    return numbered && length > SHORT_LABEL / 3 ? "" : p->rest;
}

/* The rows of a line, from byte i on: label, perhaps a note, figures, and the next label. */
static void read_line(scan *p, size_t i)
{
    size_t start = i, first = i;
    while (i < p->n) {
        figure figures[COLUMNS_MOST];
        size_t end = i, stop = i;
        bool note = i >= 3 && memcmp(p->s + i - 3, "、", 3) == 0 && digit(p, i);
        bool found = note ? take_after_note(p, i, figures, &end)
                          : i > start && take_figures(p, i, figures, &end) == p->columns;
        if (!found) {
            (void)gk_utf8_next(p->s, p->n, &i);
            continue;
        }
        stop = note ? i - 3 : i;
        stop = without_numeral(p, start, stop); /* the note's own: "八" */
        bool line_start = start == first;
        start = label_start(p, start, stop);
        if (stop > start && stop - start < LABEL_MOST) {
            const char *label = gk_arena_format(p->m->arena, "%s%.*s",
                                                line_start ? label_before(p, stop - start) : "",
                                                (int)(stop - start), p->s + start);
            for (size_t c = 0; c < p->columns; c++)
                if (!figures[c].none) add_fact(p, label, c, figures[c].value);
        }
        start = i = end;
    }
    p->rest = gk_arena_strndup(p->m->scratch, p->s + start, p->n - start);
}

/* "2019年2018年2019年2018年…合并合并银行银行": returns where the rows begin on that line; 0: it
 * is no such line. */
static size_t read_head(scan *p)
{
    static const char *const scopes[] = {"合并", "银行", "本集团", "本行", "母公司", "公司"};
    gk_period period;
    size_t count = 0, scope = 0, rows = 0;
    for (size_t at = 0; count < COLUMNS_MOST && gk_period_next(p->s, p->n, &at, &period);) {
        p->said[count] = (gk_facts_said){.year = period.year, .years = 1};
        p->headings[count++] = gk_arena_strndup(p->m->arena, p->s + period.span.start,
                                                period.span.end - period.span.start);
        rows = at;
    }
    if (count < LEAST) return 0;
    for (size_t i = rows; i < p->n && scope < count;) {
        size_t k = 0, kinds = sizeof scopes / sizeof *scopes;
        while (k < kinds && (i + strlen(scopes[k]) > p->n ||
                             memcmp(p->s + i, scopes[k], strlen(scopes[k])) != 0))
            k++;
        if (k == kinds) {
            if (scope) return 0; /* they stand together */
            i++;
            continue;
        }
        p->parent[scope] = k == 1 || k >= 3;
        p->headings[scope] = gk_arena_format(p->m->arena, "%s %s", p->headings[scope], scopes[k]);
        scope++;
        rows = i += strlen(scopes[k]);
    }
    if (scope != count) return 0;
    p->columns = count;
    return rows;
}

static void read_page(scan *p, const gk_facts_titles *titles)
{
    const gk_doc_page *page = &p->m->document->pages[p->page - 1];
    const char *s = page->text, *end = s + page->length;
    p->columns = 0;
    p->scale = 1;
    for (p->line = 1; s < end; p->line++) {
        const char *next = memchr(s, '\n', (size_t)(end - s));
        p->s = s;
        p->n = (size_t)((next ? next : end) - s);
        s = next ? next + 1 : end;
        gk_unit unit;
        if (!p->columns && gk_unit_find(p->s, p->n, &unit)) p->scale = unit.scale;
        for (size_t i = 0; i < titles->count; i++) {
            if (titles->lines[i].page != p->page || titles->lines[i].line != p->line) continue;
            p->statement = titles->lines[i].statement;
            p->title = gk_arena_strndup(p->m->arena, p->s, p->n);
        }
        if (!p->statement) continue;
        size_t from = p->columns ? 0 : read_head(p);
        if (p->columns) read_line(p, from);
    }
}

void gk_facts_add_fused(gk_facts_making *m, const gk_facts_titles *titles)
{
    for (size_t i = 0; i < titles->count; i++) {
        int page = titles->lines[i].page;
        if (i && titles->lines[i - 1].page == page) continue;
        scan p = {.m = m, .page = page, .title = ""};
        read_page(&p, titles);
    }
}
