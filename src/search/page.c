/* SPDX-License-Identifier: Apache-2.0
 *
 * A page seen with a question in mind. Filings repeat a figure on many pages; the one to cite is
 * the statement itself, which its heading and its rows give away.
 */
#include "search/search.h"

#include <string.h>

enum { HEADING_LINES = 14, HEADING_WORDS = 14, ALONE_WORDS = 5, ROWS_LEAST = 7 };

typedef struct label_list {
    char **phrases; /* " net incom " */
    size_t count;
} label_list;

struct gk_page_wants {
    const gk_question *question;
    gk_terms *terms;
    gk_arena *arena;
    label_list *labels; /* one list an item */
};

static void add_labels(gk_page_wants *w, label_list *to, const char *printed)
{
    size_t capacity = 1;
    for (const char *p = printed; *p; p++) capacity += *p == '|';
    to->phrases = gk_arena_array(w->arena, capacity, sizeof *to->phrases);
    const char *part;
    size_t n;
    while ((part = gk_list_next(&printed, &n))) {
        char *phrase = gk_terms_phrase(w->terms, part, n);
        if (phrase[1]) to->phrases[to->count++] = gk_arena_strdup(w->arena, phrase);
        gk_free(phrase);
    }
}

gk_page_wants *gk_page_wants_new(const gk_question *question)
{
    gk_page_wants *w = gk_alloc(sizeof *w);
    w->question = question;
    w->terms = gk_terms_new();
    w->arena = gk_arena_new();
    w->labels = gk_arena_array(w->arena, question->item_count, sizeof *w->labels);
    for (size_t i = 0; i < question->item_count; i++)
        add_labels(w, &w->labels[i], question->items[i]->printed);
    return w;
}

void gk_page_wants_free(gk_page_wants *wants)
{
    if (!wants) return;
    gk_terms_free(wants->terms);
    gk_arena_free(wants->arena);
    gk_free(wants);
}

static size_t words_of(const char *phrase)
{
    size_t n = 0;
    for (; *phrase; phrase++) n += *phrase == ' ';
    return n ? n - 1 : 0;
}

double gk_page_label(gk_page_wants *wants, size_t item, const char *label, size_t n)
{
    /* "…, less allowances of $477 and $466, respectively": what is taken off names no other item.
     */
    static const char *const offs[] = {", less ", ", net of ", " (net of ", " (less "};
    size_t cut = n;
    for (size_t i = 0; i < sizeof offs / sizeof *offs; i++) {
        const char *at = memmem(label, n, offs[i], strlen(offs[i]));
        if (at && at > label && (size_t)(at - label) < cut) cut = (size_t)(at - label);
    }
    char *phrase = gk_terms_phrase(wants->terms, label, cut);
    double best = 0;
    size_t words = words_of(phrase);
    const label_list *list = &wants->labels[item];
    for (size_t i = 0; i < list->count; i++) {
        const char *at = strstr(phrase, list->phrases[i]);
        if (!at) continue;
        double share = (double)words_of(list->phrases[i]) / (double)(words ? words : 1);
        double match = share >= 0.999 ? 1 : (at == phrase ? 0.45 + 0.45 * share : 0.6 * share);
        if (match > best) best = match;
    }
    gk_free(phrase);
    return best;
}

/* ---- statements ---------------------------------------------------------------------------- */

typedef struct heading {
    unsigned statement;
    const char *phrase; /* in terms */
} heading;

static const heading headings[] = {
    {GK_STATEMENT_INCOME, " statement of incom "},
    {GK_STATEMENT_INCOME, " statement of oper "},
    {GK_STATEMENT_INCOME, " statement of earn "},
    {GK_STATEMENT_INCOME, " incom statement "},
    {GK_STATEMENT_INCOME, " 合并 并利 利润 润表 "},
    {GK_STATEMENT_INCOME, " 利润 润表 "},
    {GK_STATEMENT_BALANCE, " balanc sheet "},
    {GK_STATEMENT_BALANCE, " statement of financi posit "},
    {GK_STATEMENT_BALANCE, " 资产 产负 负债 债表 "},
    {GK_STATEMENT_CASH, " statement of cash flow "},
    {GK_STATEMENT_CASH, " cash flow statement "},
    {GK_STATEMENT_CASH, " 现金 金流 流量 量表 "},
};

/* Headings that speak of a statement and are none: notes to it, tables of contents. In terms. */
static bool speaks_of_statements(const char *phrase)
{
    static const char *const words[] = {" note ",   " supplement ", " inform ",  " analysi ",
                                        " index ",  " see ",        " relat ",   " discuss ",
                                        " impact ", " select ",     " segment ", " line of busi ",
                                        " 附注 ",   " 项目 目注 ",  " 补充 "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(phrase, words[i])) return true;
    return false;
}

unsigned gk_page_heading(gk_page_wants *wants, const char *line, size_t n, bool *parent)
{
    char *phrase = gk_terms_phrase(wants->terms, line, n);
    size_t words = words_of(phrase);
    unsigned found = 0;
    *parent = false;
    /* A heading is short, or its line ends in it where a reader fused two lines; "see the
     * consolidated statement of income on page 5" is none. */
    for (size_t k = 0; words && k < sizeof headings / sizeof *headings; k++) {
        bool there = words <= HEADING_WORDS ? strstr(phrase, headings[k].phrase) != NULL
                                            : gk_ends_with(phrase, headings[k].phrase);
        if (there && !speaks_of_statements(phrase)) found |= headings[k].statement;
    }
    bool named = strstr(phrase, " parent compani ") || strstr(phrase, " 母公 公司 ");
    *parent = named && (found || words <= ALONE_WORDS);
    gk_free(phrase);
    return found;
}

unsigned gk_page_statements(gk_page_wants *wants, const char *text, size_t n, bool *parent)
{
    unsigned found = 0;
    size_t lines = 0;
    *parent = false;
    for (size_t i = 0; i < n && lines < HEADING_LINES;) {
        const char *newline = memchr(text + i, '\n', n - i);
        size_t end = newline ? (size_t)(newline - text) : n;
        bool own_parent;
        unsigned own = gk_page_heading(wants, text + i, end - i, &own_parent);
        found |= own;
        *parent = *parent || own_parent;
        for (size_t k = i; k < end; k++) {
            if (text[k] == ' ') continue;
            lines++;
            break;
        }
        i = end + 1;
    }
    return found;
}

/* Labels that only the statement itself has together, in terms. */
enum { LABELS = 4 };

typedef struct structure {
    unsigned statement;
    const char *labels[LABELS]; /* NULL: no further one */
} structure;

static const structure structures[] = {
    {GK_STATEMENT_BALANCE, {" total asset ", " total current liabil ", " total liabil "}},
    {GK_STATEMENT_BALANCE, {" 资产 产总 总计 ", " 流动 动负 负债 债合 合计 ", " 负债 债合 合计 "}},
    {GK_STATEMENT_CASH, {" oper activ ", " invest activ ", " financ activ ", " end of "}},
    {GK_STATEMENT_INCOME, {" incom tax ", " net incom ", " basic "}},
    {GK_STATEMENT_INCOME, {" incom tax ", " net earn ", " basic "}},
    {GK_STATEMENT_INCOME, {" 营业 业收 收入 ", " 利润 润总 总额 ", " 净利 利润 "}},
};

unsigned gk_page_structure(gk_page_wants *wants, const gk_laid_text *laid)
{
    enum { COUNT = sizeof structures / sizeof *structures };
    bool seen[COUNT][LABELS] = {{false}};
    for (size_t i = 0; i < laid->count; i++) {
        const gk_text_line *l = &laid->lines[i];
        if (l->kind != GK_LINE_ROW || l->row.cell_count < 2) continue;
        char *phrase = gk_terms_phrase(wants->terms, laid->text + l->start + l->row.label.start,
                                       l->row.label.end - l->row.label.start);
        for (size_t k = 0; k < COUNT; k++)
            for (int m = 0; m < LABELS; m++)
                seen[k][m] = seen[k][m] || !structures[k].labels[m] ||
                             strstr(phrase, structures[k].labels[m]);
        gk_free(phrase);
    }
    unsigned found = 0;
    for (size_t k = 0; k < COUNT; k++)
        if (seen[k][0] && seen[k][1] && seen[k][2] && seen[k][3]) found |= structures[k].statement;
    return found;
}

/* ---- the look ------------------------------------------------------------------------------ */

static bool wants_period(const gk_question *q, const gk_period *p)
{
    for (size_t i = 0; i < q->period_count; i++)
        if (q->periods[i].year == p->year) return true;
    return false;
}

void gk_page_look(gk_page_wants *wants, const gk_laid_text *laid, size_t n, gk_arena *arena,
                  gk_page_signs *out)
{
    *out = (gk_page_signs){0};
    const gk_question *q = wants->question;
    const char *text = laid->text;
    size_t rows = 0;
    double labels = 0;
    bool column = false;
    double *best = gk_arena_array(arena, q->item_count, sizeof *best);
    for (size_t i = 0; i < laid->count; i++) {
        const gk_text_line *l = &laid->lines[i];
        if (l->kind != GK_LINE_ROW) continue;
        rows += l->row.cell_count >= 2;
        const char *label = text + l->start + l->row.label.start;
        size_t length = l->row.label.end - l->row.label.start;
        for (size_t k = 0; k < q->item_count; k++) {
            double match = gk_page_label(wants, k, label, length);
            if (match > best[k]) best[k] = match;
            if (match < 0.9 || column) continue;
            const gk_column *columns = gk_table_columns(laid, i, 0, arena);
            for (size_t c = 0; c < l->row.cell_count; c++)
                column = column || wants_period(q, &columns[c].period);
        }
    }
    for (size_t k = 0; k < q->item_count; k++) labels += best[k];
    if (q->item_count) out->label = labels / (double)q->item_count;
    out->column = column;
    bool any = !q->item_count && q->kind == GK_ASKS_FIGURE && !q->statement;
    if (any && rows >= ROWS_LEAST) {
        bool parent;
        unsigned found = gk_page_statements(wants, text, n, &parent);
        if (!found) found = gk_page_structure(wants, laid);
        out->statement = found && !parent ? 0.7 : 0;
    }
    if (q->statement && rows >= ROWS_LEAST) {
        bool parent;
        unsigned found = gk_page_statements(wants, text, n, &parent);
        if (!found) found = gk_page_structure(wants, laid);
        out->statement = found & q->statement ? (parent != q->parent ? 0.4 : 1) : 0;
    }
}
