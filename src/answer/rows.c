/* SPDX-License-Identifier: Apache-2.0
 *
 * Table rows as answers. A row is supported by its label (the item that is asked for, or the
 * question's own words), by a column of the asked period, and by where it stands: the statement
 * itself rather than a note, the document of the period rather than the next year's.
 */
#include "answer/answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a label's words, those that are the question's. */
static const double counted_least = 0.5;
static const double weight_label = 0.4, weight_words = 0.05, weight_column = 0.15;
static const double weight_statement = 0.2, weight_rank = 0.08, weight_period = 0.12;

/* What a word of the question costs that the row, its headings and its item say nothing of. */
static const double per_missing = 0.07;
/* A pair of Han is a fraction of a word. */
static const double han_pair = 0.2;

enum { LABEL_HEADINGS = 3 };

/* ---- label --------------------------------------------------------------------------------- */

/* Words that make another item of the one behind them: what is asked with one must be printed with
 * it. In terms. */
static const char *const decisive[] = {"attribut", "adjust", "organ", "dilut",
                                       "basic",    "归属",   "扣除",  "扣非"};

static bool is_decisive(const char *term)
{
    for (size_t i = 0; i < sizeof decisive / sizeof *decisive; i++)
        if (strcmp(decisive[i], term) == 0) return true;
    return false;
}

/* Words that stand beside an item and do not narrow it. In terms. */
static const char *const harmless[] = {
    "total",   "consolid", "report", "segment", "busi",  "group", "overal", "divis",   "actual",
    "generat", "record",   "earn",   "spend",   "spent", "paid",  "pay",    "expens",  "cost",
    "figur",   "line",     "item",   "valu",    "full",  "whole", "net",    "between", "chang",
    "versus",  "dure",     "over",   "after",   "befor", "end"};

static bool is_harmless(const char *term)
{
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(harmless[i], term) == 0) return true;
    return false;
}

/* Whether nothing but blanks stands between two terms of the question. */
static bool beside(const gk_question *q, size_t a, size_t b)
{
    size_t from = q->terms[a].span.end, to = q->terms[b].span.start;
    if (from > to) return false;
    size_t n = to - from;
    return strspn(q->text + from, " -") >= n;
}

/* "iPhone net sales", "goodwill impairment", "revenue growth": the words beside an item make
 * another figure of it, and so does a name that is no company's ("revenue from Comirnaty"). */
static void find_qualifiers(const gk_question *q, const bool *named, const bool *cover,
                            bool *qualifies)
{
    bool linked[64] = {false}; /* harmless words beside the item: what stands beside them counts */
    for (size_t i = 0; i < q->term_count && i < 64; i++)
        for (size_t k = 0; k < q->term_count && is_harmless(q->terms[i].text); k++)
            linked[i] = linked[i] || (k != i && named[k] && (beside(q, i, k) || beside(q, k, i)));
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < q->term_count; i++) {
            const gk_query_term *t = &q->terms[i];
            unsigned char first = (unsigned char)q->text[t->span.start];
            if (!t->content || named[i] || qualifies[i] || first >= 0x80 || is_harmless(t->text))
                continue;
            bool capital = first >= 'A' && first <= 'Z';
            /* "Halden Instruments", "JPMorgan Chase": the company's own name goes on. */
            if (capital && cover[i]) continue;
            bool is = capital && t->span.start > 0;
            for (size_t k = 0; k < q->term_count && !is; k++)
                is = k != i && (named[k] || qualifies[k] || (k < 64 && linked[k])) &&
                     (beside(q, i, k) || beside(q, k, i));
            if (is) qualifies[i] = more = true;
        }
    }
}

typedef struct row_words {
    bool unqualified;      /* lacks a word that makes another figure of the item */
    bool above;            /* one of them stands in a heading and not in the label */
    bool qualified;        /* the label has all of them, and the heading above the item */
    double label_coverage; /* content terms of the question in the label */
    double coverage;       /* … in the label and the headings above */
    double precision;      /* words of the label that are in the question */
    bool another;          /* lacks a decisive word of the question, or a name in it */
    double missing;        /* content terms that are neither there nor in the name of an item */
} row_words;

static row_words read_words(const gk_question *q, const bool *named, const bool *qualifies,
                            gk_terms *terms, const gk_answer_page *page, size_t line,
                            gk_arena *arena)
{
    size_t qualifiers = 0;
    bool in_label = true;
    const gk_laid_text *laid = &page->laid;
    gk_seen w = gk_seen_new(q, arena);
    const gk_text_line *l = &laid->lines[line];
    gk_seen_add(&w, terms, laid->text + l->start + l->row.label.start,
                l->row.label.end - l->row.label.start);
    row_words out = {.label_coverage = gk_seen_coverage(&w),
                     .precision = w.total ? (double)w.known / (double)w.total : 0};
    for (size_t i = 0; i < q->term_count; i++) {
        qualifiers += qualifies[i];
        in_label = in_label && (!qualifies[i] || w.terms[i]);
    }
    size_t headings = 0;
    for (size_t up = line; up-- > 0 && headings < LABEL_HEADINGS && line - up < 40;) {
        const gk_text_line *h = &laid->lines[up];
        if (h->kind == GK_LINE_PROSE) break;
        if (h->kind != GK_LINE_HEADING) continue;
        gk_seen_add(&w, terms, laid->text + h->start, h->end - h->start);
        headings++;
        if (headings == 1 && qualifiers && in_label) out.qualified = gk_seen_coverage(&w) > 0.99;
    }
    out.coverage = gk_seen_coverage(&w);
    out.above = qualifiers && !in_label;
    for (size_t i = 0; i < q->term_count; i++)
        out.unqualified = out.unqualified || (qualifies[i] && !w.terms[i]);
    /* A company of that name that the row says nothing of, or a segment's: another's figure. */
    for (size_t i = 0; i < q->term_count; i++) {
        if (!q->terms[i].content || w.terms[i]) continue;
        out.another = out.another || is_decisive(q->terms[i].text) ||
                      (!page->cover[i] && gk_answer_is_name(q, i, named[i]));
    }
    for (size_t i = 0; i < q->term_count; i++)
        if (q->terms[i].content && !named[i] && !w.terms[i])
            out.missing += (unsigned char)q->terms[i].text[0] < 0x80 ? 1 : han_pair;
    return out;
}

/* ---- period -------------------------------------------------------------------------------- */

/* A year asks for twelve months or a balance at its end, a quarter for three months. */
static bool same_period(const gk_question *q, bool balance, const gk_period *asked,
                        const gk_column *column, const gk_answer_page *page)
{
    if (asked->year != column->period.year) return false;
    /* The first of January is the balance of the year before. */
    if (column->period.month == 1 && column->period.day == 1 && asked->month != 1) return false;
    /* A date asks for its own column: not for that of the year's other end. */
    if (asked->month && column->period.month && asked->month != column->period.month) return false;
    if (q->months)
        return column->months == q->months ||
               (!column->months && page->of.quarter && page->of.year == asked->year);
    /* In a quarter's own document a flow of no stated length is the quarter's or the year's to
     * date. */
    bool part = page->of.quarter && page->of.quarter < 4 && !balance && !column->months;
    if (!asked->quarter && !asked->half && !asked->month && part) return false;
    if (asked->half) return !column->months || (column->months == 6 && asked->half == 1);
    if (!asked->quarter) return !column->months || column->months == 12 || asked->month;
    if (column->period.quarter) return asked->quarter == column->period.quarter;
    /* A column that says nothing of its length is the document's own quarter, or a year; the three
     * months of a yearly document are its last. */
    if (page->of.quarter)
        return page->of.quarter == asked->quarter && (!column->months || column->months == 3);
    return column->months == 3 && asked->quarter == 4;
}

/* The first cell with a number whose column is of the asked period; SIZE_MAX for none. */
static size_t cell_of(const gk_question *q, bool balance, const gk_row *row,
                      const gk_column *columns, const gk_period *asked, const gk_answer_page *page)
{
    for (size_t i = 0; i < row->cell_count; i++)
        if (row->cells[i].has_number && same_period(q, balance, asked, &columns[i], page)) return i;
    return SIZE_MAX;
}

static size_t first_number(const gk_row *row)
{
    for (size_t i = 0; i < row->cell_count; i++)
        if (row->cells[i].has_number) return i;
    return SIZE_MAX;
}

static size_t newest_cell(const gk_row *row, const gk_column *columns)
{
    size_t best = first_number(row);
    for (size_t i = 0; i < row->cell_count; i++)
        if (row->cells[i].has_number && columns[i].period.year > columns[best].period.year)
            best = i;
    return best;
}

/* Chooses the cells; returns how sure the columns are, 0 to 1, or < 0 where none may answer. */
static double choose_cells(const gk_question *q, const gk_answer_page *page, gk_row_answer *r,
                           gk_arena *arena)
{
    const gk_row *row = &page->laid.lines[r->line].row;
    if (first_number(row) == SIZE_MAX) return -1;
    gk_column *columns = gk_table_columns(&page->laid, r->line, page->of.year, arena);
    if (!q->asked_count) {
        r->cells[0] = newest_cell(row, columns);
        r->periods[0] = columns[r->cells[0]].period;
        r->cell_count = 1;
        return 0.7;
    }
    bool balance = (r->item != SIZE_MAX && (q->items[r->item]->statement & GK_STATEMENT_BALANCE)) ||
                   (page->statements[r->line] & GK_STATEMENT_BALANCE);
    size_t wanted = q->asked_count < 4 ? q->asked_count : 4;
    for (size_t i = 0; i < wanted; i++) {
        size_t cell = cell_of(q, balance, row, columns, &q->asked[i], page);
        if (cell == SIZE_MAX) continue;
        bool known = false;
        for (size_t k = 0; k < r->cell_count; k++) known = known || r->cells[k] == cell;
        if (known) continue;
        r->cells[r->cell_count] = cell;
        r->periods[r->cell_count++] = q->asked[i];
    }
    if (r->cell_count && columns[r->cells[0]].shared) return 0.4;
    if (r->cell_count) return (double)r->cell_count / (double)wanted > 0.99 ? 1 : 0.75;
    /* "2024Q1" of a fiscal year that is called after the year it ends in stands under 2023: the
     * newest column of that quarter's own document is meant. */
    const gk_period *a = &q->asked[0];
    if (q->asked_count == 1 && a->quarter && page->of.year == a->year &&
        page->of.quarter == a->quarter) {
        size_t newest = newest_cell(row, columns);
        if (columns[newest].period.year == a->year - 1 &&
            (columns[newest].months == 3 || !columns[newest].months)) {
            r->cells[0] = newest;
            r->periods[0] = *a;
            r->cell_count = 1;
            return 0.9;
        }
    }
    /* No heading names a period: the first figure is the document's own period by custom. */
    bool named = false;
    for (size_t i = 0; i < row->cell_count; i++) named = named || columns[i].period.year;
    if (q->asked[0].quarter || q->asked[0].half || q->asked[0].month) return -1;
    if (named || page->of.year != q->asked[0].year || page->period < 0.9) return -1;
    r->cells[0] = first_number(row);
    r->periods[0] = (gk_period){.year = page->of.year};
    r->cell_count = 1;
    return 0.35;
}

/* ---- all rows ------------------------------------------------------------------------------ */

static bool may_be_asked(const gk_line_item *item, const gk_question *q)
{
    return !item->computed || !q->derived;
}

/* A computed item counts only where the row prints the ratio itself, by the name it is asked by. */
static double label_match(const gk_question *q, gk_page_wants *wants, gk_terms *terms, size_t item,
                          const char *label, size_t n)
{
    if (!q->items[item]->computed) return gk_page_label(wants, item, label, n);
    char *phrase = gk_terms_phrase(terms, label, n);
    double match = 0;
    const char *list = q->items[item]->asked, *part;
    size_t m;
    while (match < 1 && (part = gk_list_next(&list, &m))) {
        char *asked = gk_terms_phrase(terms, part, m);
        if (strcmp(asked, phrase) == 0) match = 1;
        gk_free(asked);
    }
    gk_free(phrase);
    return match;
}

static int better(const void *a, const void *b)
{
    const gk_row_answer *x = a, *y = b;
    if (x->support != y->support) return x->support < y->support ? 1 : -1;
    if (x->page != y->page) return x->page < y->page ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static bool is_money(const gk_row *row)
{
    for (size_t i = 0; i < row->cell_count; i++)
        if (row->cells[i].has_number && row->cells[i].number.currency) return true;
    return false;
}

/* A figure per share is no total. */
static bool per_share_fits(const gk_question *q, const gk_number *number)
{
    bool per_share = strcasestr(q->text, "per share") || strstr(q->text, "每股") ||
                     strstr(q->text, "每10股");
    for (size_t i = 0; i < q->item_count; i++)
        per_share = per_share || strstr(q->items[i]->name, "per share");
    return !per_share || (number->decimals > 0 && fabs(number->value) < 1000);
}

static void rate_row(const gk_question *q, const bool *named, const bool *qualifies,
                     const gk_answer_page *page, gk_page_wants *wants, gk_terms *terms, size_t line,
                     gk_arena *arena, gk_row_answer *r)
{
    const gk_text_line *l = &page->laid.lines[line];
    const char *label = page->laid.text + l->start + l->row.label.start;
    size_t n = l->row.label.end - l->row.label.start;
    *r = (gk_row_answer){.page = page, .line = line, .item = SIZE_MAX};
    if (n == 0) return;
    double match = 0;
    for (size_t i = 0; i < q->item_count; i++) {
        if (!may_be_asked(q->items[i], q)) continue;
        /* "How many" counts; the items of statements are sums of money. */
        if (q->counts) break;
        double m = label_match(q, wants, terms, i, label, n);
        if (m > match) match = m, r->item = i;
    }
    row_words words = read_words(q, named, qualifies, terms, page, line, arena);
    if (words.unqualified) match = 0;
    /* A statement's rows are sums of money, unless the thing that is counted makes most of the
     * label ("shares outstanding"): "proceeds from employee stock plans" counts no employees. */
    if (q->counts && (page->statements[line] || is_money(&l->row)) &&
        words.precision < counted_least)
        return;
    /* Above the label only: the row may be of all, of which what is asked is a part. */
    if (words.above) match *= 0.8;
    /* By the question's own words: most of them in the label or above it, and little else there. */
    double by_words = words.label_coverage > 0 ? 0.6 * words.coverage + 0.2 * words.label_coverage +
                                                     0.2 * words.precision
                                               : 0;
    /* Where an item is asked for by name, another label will not do unless it says all. */
    bool says_all = words.label_coverage > 0.99 || words.qualified;
    if (q->item_count ? !says_all : words.label_coverage < 0.5) by_words = 0;
    if (by_words > match) match = by_words, r->item = SIZE_MAX;
    if (match < 0.5 || words.another) return;
    double column = choose_cells(q, page, r, arena);
    if (column < 0 || !per_share_fits(q, &l->row.cells[r->cells[0]].number)) return;
    bool parent = page->parent[line];
    bool statement = (page->statements[line] & q->statement) && parent == q->parent;
    /* What the group reports is no answer to what the parent alone does. */
    if (q->parent && !parent) return;
    r->support = weight_label * match +
                 weight_words * 0.5 * (words.coverage + words.label_coverage) +
                 weight_column * column +
                 weight_statement * (q->statement             ? statement
                                     : page->statements[line] ? 0.8
                                                              : 0.4) +
                 weight_rank * page->rank + weight_period * (page->period > 1 ? 1 : page->period) -
                 per_missing * words.missing;
}

size_t gk_answer_rows(const gk_question *question, const gk_answer_page *pages, size_t page_count,
                      gk_arena *arena, gk_row_answer **out)
{
    gk_page_wants *wants = gk_page_wants_new(question);
    gk_terms *terms = gk_terms_new();
    gk_row_answer *rows = NULL;
    size_t count = 0, capacity = 0;
    bool *named = gk_arena_array(arena, question->term_count, sizeof *named);
    for (size_t i = 0; i < question->term_count; i++)
        named[i] = gk_answer_of_items(question, terms, i);
    for (size_t p = 0; p < page_count; p++) {
        bool *qualifies = gk_arena_array(arena, question->term_count, sizeof *qualifies);
        if (question->item_count) find_qualifiers(question, named, pages[p].cover, qualifies);
        for (size_t i = pages[p].first_line; i < pages[p].laid.count; i++) {
            if (pages[p].laid.lines[i].kind != GK_LINE_ROW) continue;
            gk_row_answer r;
            rate_row(question, named, qualifies, &pages[p], wants, terms, i, arena, &r);
            if (r.support <= 0) continue;
            rows = gk_grow(rows, count, &capacity, sizeof *rows);
            rows[count++] = r;
        }
    }
    if (count) qsort(rows, count, sizeof *rows, better);
    *out = gk_arena_array(arena, count, sizeof **out);
    if (count) memcpy(*out, rows, count * sizeof *rows);
    gk_free(rows);
    gk_terms_free(terms);
    gk_page_wants_free(wants);
    return count;
}
