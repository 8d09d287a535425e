/* SPDX-License-Identifier: Apache-2.0
 *
 * A row of a table: its label, with the section or the title it stands under where that is needed,
 * the period of one of its columns, and the company; in a few words, and as a question.
 */
#include "synth/synth.h"

#include <string.h>

enum { ROWS_MOST = 64, LABEL_PASSAGES_MOST = 12, FAR = 24 };

typedef struct row_choice {
    size_t line;
    gk_span label;   /* of the passage's text */
    uint32_t common; /* passages of the document with this label */
} row_choice;

/* ---- which rows -------------------------------------------------------------------------- */

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static gk_span trim_lead(const gk_synth_document *document, const char *text, gk_span label)
{
    static const char *const leads[] = {"Less:", "Add:",   "Plus:",     "Less ", "减：",
                                        "加：",  "其中：", "Of which:", " "};
    for (size_t k = 0; k < sizeof leads / sizeof *leads; k++) {
        size_t m = strlen(leads[k]);
        if (label.end - label.start > m && memcmp(text + label.start, leads[k], m) == 0)
            label.start += m;
    }
    if (gk_synth_is_chinese(text + label.start, label.end - label.start))
        label.start += gk_synth_chinese_numbering(text + label.start, label.end - label.start);
    label.start += gk_synth_skip_company(document, text + label.start, label.end - label.start);
    return label;
}

/* The label without dots that lead to the figures, note marks, currency. */
static gk_span trim_label(const char *text, gk_span label)
{
    static const char *const tails[] = {" ", ".", "$", ":", "…", "*", "¥", "€", "£", "−", "-", "—"};
    for (bool moved = true; moved && label.end > label.start;) {
        moved = false;
        for (size_t k = 0; k < sizeof tails / sizeof *tails; k++) {
            size_t m = strlen(tails[k]);
            if (label.end - label.start < m || memcmp(text + label.end - m, tails[k], m) != 0)
                continue;
            label.end -= m;
            moved = true;
        }
        /* "(a)", "(2)", "(Note 4)" */
        const char *s = text + label.start;
        size_t n = label.end - label.start, open = n;
        while (open > 0 && s[open - 1] != '(') open--;
        bool mark = open > 1 && s[n - 1] == ')' &&
                    (n - open <= 3 || memcmp(s + open, "Note", 4) == 0 ||
                     memcmp(s + open, "note", 4) == 0);
        if (mark) label.end = label.start + open - 1, moved = true;
    }
    return label;
}

static bool is_word_in(const char *const *words, size_t count, const char *s, size_t n)
{
    for (size_t k = 0; k < count; k++) {
        size_t m = strlen(words[k]);
        if (n >= m && strncmp(s, words[k], m) == 0 && (n == m || !is_letter(s[m]))) return true;
    }
    return false;
}

static bool is_label(const gk_synth_document *document, const char *s, size_t n)
{
    static const char *const lists[] = {"Item", "ITEM", "Part", "PART",      "Exhibit", "Page",
                                        "Form", "Note", "Date", "Signature", "By",      "Dated"};
    if (n < 4 || n > 100 || memmem(s, n, "  ", 2)) return false;
    static const char *const passing[] = {"公司", "期初余额", "期末余额", "年初余额", "年末余额"};
    bool chinese = gk_synth_is_chinese(s, n);
    for (size_t k = 0; chinese && k < sizeof passing / sizeof *passing; k++)
        if (memmem(s, n, passing[k], strlen(passing[k]))) return false;
    if (chinese) /* not a customer, an age, what is too short for a line item */
        return gk_synth_words(s, n) >= 3 && (unsigned char)s[0] >= 0x80 &&
               gk_synth_content(document->terms, s, n) >= 2;
    size_t words = gk_synth_words(s, n), at = 0;
    gk_period period;
    if (words > 11 || is_word_in(lists, sizeof lists / sizeof *lists, s, n)) return false;
    if (memchr(s, '/', n) && memmem(s, n, "/s/", 3)) return false;
    size_t letters = 0;
    for (size_t i = 0; i < n; i++) letters += is_letter(s[i]);
    if (letters * 10 < n * 6) return false;
    bool dated = gk_period_next(s, n, &at, &period) && period.span.end - period.span.start > 4;
    return !dated && gk_synth_content(document->terms, s, n) >= 1;
}

/* A single small figure is a page's number in a table of contents, unless a column says a period.
 */
static bool has_amount(const gk_row *row, const gk_column *columns)
{
    for (size_t i = 0; i < row->cell_count; i++) {
        const gk_cell *c = &row->cells[i];
        if (!c->has_number) continue;
        bool small = c->number.decimals == 0 && c->number.value >= 0 && c->number.value < 400;
        bool plain = !c->number.percent && !c->number.currency;
        if (!(row->cell_count == 1 && small && plain && !columns[i].period.year)) return true;
    }
    return false;
}

static size_t find_rows(const gk_synth_passage *p, row_choice *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < p->laid->count && count < ROWS_MOST; i++) {
        const gk_text_line *l = &p->laid->lines[i];
        if (l->kind != GK_LINE_ROW) continue;
        gk_span label = {l->start + l->row.label.start, l->start + l->row.label.end};
        uint32_t common = gk_synth_label_count(p->document, p->text + label.start,
                                               label.end - label.start);
        bool goes_on = p->text[label.start] >= 'a' && p->text[label.start] <= 'z';
        label = trim_lead(p->document, p->text, trim_label(p->text, label));
        if (common > LABEL_PASSAGES_MOST || goes_on ||
            !is_label(p->document, p->text + label.start, label.end - label.start))
            continue;
        const gk_column *columns = gk_table_columns(p->laid, i, p->document->name.period.year,
                                                    p->arena);
        if (!has_amount(&l->row, columns)) continue;
        rows[count++] = (row_choice){i, label, common};
    }
    return count;
}

/* One of the rows, the rarer label the likelier. Two are drawn and the rarer one taken, so that a
 * table does not always give its rarest row. */
static size_t pick_row(gk_synth_passage *p, const row_choice *rows, size_t count)
{
    size_t a = gk_random_below(&p->random, count), b = gk_random_below(&p->random, count);
    return rows[a].common <= rows[b].common ? a : b;
}

/* ---- what stands above --------------------------------------------------------------------- */

static bool ends_with_colon(const char *s, size_t n)
{
    return n && (s[n - 1] == ':' || (n >= 3 && memcmp(s + n - 3, "：", 3) == 0));
}

/* The nearest line above that ends with a colon and has no figures ("Current income taxes:"). */
static gk_span section_above(const gk_synth_passage *p, size_t line)
{
    for (size_t i = line; i-- > 0 && line - i <= FAR;) {
        const gk_text_line *l = &p->laid->lines[i];
        size_t n = l->end - l->start;
        const char *s = p->text + l->start;
        if (l->kind == GK_LINE_ROW || n == 0) continue;
        if (!ends_with_colon(s, n)) break;
        bool good = n <= 60 && gk_synth_words(s, n) <= 7 && s[0] >= 'A' &&
                    gk_synth_content(p->document->terms, s, n) >= 1;
        return good ? (gk_span){l->start, l->end - 1} : (gk_span){0, 0};
    }
    return (gk_span){0, 0};
}

static gk_span title_above(const gk_synth_passage *p, size_t line)
{
    for (size_t i = line; i-- > 0 && line - i <= FAR;) {
        gk_span span = gk_synth_heading(p->document, p->laid, i);
        size_t n = span.end - span.start, at = 0;
        gk_period period;
        gk_unit unit;
        const char *s = p->text + span.start;
        if (n == 0 || gk_period_next(s, n, &at, &period) || gk_unit_find(s, n, &unit) ||
            ends_with_colon(p->text + p->laid->lines[i].start,
                            p->laid->lines[i].end - p->laid->lines[i].start))
            continue;
        bool telling = gk_synth_words(s, n) >= (p->chinese ? 4 : 3) && n <= 70 &&
                       gk_synth_content(p->document->terms, s, n) >= 1;
        return telling ? span : (gk_span){0, 0};
    }
    return (gk_span){0, 0};
}

/* ---- the period of a column ---------------------------------------------------------------- */

static void write_period(gk_synth_passage *p, gk_string *to, const gk_column *column)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char *const spans[] = {[3] = "three", [6] = "six", [9] = "nine"};
    const gk_period *period = column->period.year ? &column->period : &p->document->name.period;
    bool dated = period->month >= 1 && period->month <= 12 && !p->chinese;
    bool part = column->months == 3 || column->months == 6 || column->months == 9;
    if (dated && part)
        gk_string_addf(to, "the %s months to %s %d", spans[column->months],
                       months[period->month - 1], period->year);
    else if (dated && !column->months && gk_random_below(&p->random, 3) == 0)
        gk_string_addf(to, "%s %d", months[period->month - 1], period->year);
    else
        gk_synth_period(
            to,
            &(gk_period){.year = period->year, .quarter = period->quarter, .half = period->half},
            p->chinese, &p->random);
}

/* A figure of the row, the first one by preference; SIZE_MAX for none. */
static size_t pick_cell(gk_synth_passage *p, const gk_row *row, const gk_column *columns)
{
    size_t first = SIZE_MAX, any = SIZE_MAX, found = 0;
    for (size_t i = 0; i < row->cell_count; i++) {
        if (!row->cells[i].has_number) continue;
        if (columns[i].period.year && first == SIZE_MAX) first = i;
        if (gk_random_below(&p->random, ++found) == 0) any = i;
    }
    return first != SIZE_MAX && gk_random_below(&p->random, 2) ? first : any;
}

/* The cell one year before that of cell `of`, SIZE_MAX for none. */
static size_t year_before(const gk_row *row, const gk_column *columns, size_t of)
{
    const gk_column *c = &columns[of];
    for (size_t i = 0; i < row->cell_count && c->period.year && !c->shared; i++)
        if (row->cells[i].has_number && columns[i].period.year == c->period.year - 1 &&
            columns[i].period.quarter == c->period.quarter && columns[i].months == c->months)
            return i;
    return SIZE_MAX;
}

/* ---- the query ----------------------------------------------------------------------------- */

/* The label, with the section it stands under, where it says little alone or by chance. False where
 * it says too little and stands under nothing. */
static bool write_label(gk_synth_passage *p, gk_string *to, const row_choice *row)
{
    const char *s = p->text + row->label.start;
    size_t n = row->label.end - row->label.start;
    bool little = gk_synth_content(p->document->terms, s, n) < (p->chinese ? 1 : 2) &&
                  gk_synth_words(s, n) < 3;
    gk_span over = section_above(p, row->line);
    if (over.end == over.start && little) over = title_above(p, row->line);
    bool wanted = little || row->common > 3 || gk_random_below(&p->random, 3) == 0;
    gk_synth_lower(to, p->document, s, n);
    if (over.end == over.start) return !little;
    if (!wanted) return true;
    gk_string_add(to, " (");
    gk_synth_lower(to, p->document, p->text + over.start, over.end - over.start);
    gk_string_add(to, ")");
    return true;
}

static unsigned kind_of(gk_synth_passage *p, bool question, bool percent, bool title, bool change)
{
    bool ticker = p->document->ticker[0] && gk_random_below(&p->random, 2);
    return (question ? GK_SYNTH_QUESTION : 0) | (p->chinese ? GK_SYNTH_CHINESE : 0) |
           (percent ? GK_SYNTH_PERCENT : 0) | (title ? GK_SYNTH_TITLE : 0) |
           (change ? GK_SYNTH_CHANGE : 0) | (ticker ? GK_SYNTH_TICKER : 0);
}

static char *ask(gk_synth_passage *p, const row_choice *choice, bool question)
{
    const gk_row *row = &p->laid->lines[choice->line].row;
    const gk_column *columns = gk_table_columns(p->laid, choice->line,
                                                p->document->name.period.year, p->arena);
    size_t cell = pick_cell(p, row, columns);
    if (cell == SIZE_MAX) return NULL;
    size_t earlier = year_before(row, columns, cell);
    gk_string label = {0}, period = {0}, before = {0}, title = {0};
    bool telling = write_label(p, &label, choice);
    const gk_random same = p->random; /* both periods are written in one way */
    write_period(p, &period, &columns[cell]);
    bool change = earlier != SIZE_MAX && period.data;
    p->random = change ? same : p->random;
    if (change) write_period(p, &before, &columns[earlier]);
    gk_span span = title_above(p, choice->line);
    /* A label that stands in many tables needs its table's title to be found by. */
    bool titled = span.end > span.start;
    if (titled) gk_synth_lower(&title, p->document, p->text + span.start, span.end - span.start);
    const gk_synth_values values = {.company = p->document->company,
                                    .ticker = p->document->ticker,
                                    .period = period.data,
                                    .before = before.data,
                                    .label = label.data,
                                    .title = title.data};
    unsigned kind = kind_of(p, question, row->cells[cell].number.percent, titled, change);
    char *query = telling && period.data ? gk_synth_fill(kind, &values, &p->random) : NULL;
    gk_string_free(&label);
    gk_string_free(&period);
    gk_string_free(&before);
    gk_string_free(&title);
    return query;
}

void gk_synth_by_row(gk_synth_passage *p, gk_synth_queries *queries)
{
    if (!p->document->company[0]) return;
    row_choice rows[ROWS_MOST];
    size_t count = find_rows(p, rows);
    if (!count) return;
    size_t first = pick_row(p, rows, count);
    char *query = ask(p, &rows[first], true);
    if (query) gk_synth_add(queries, query, "question");
    rows[first] = rows[--count];
    if (!count) return;
    query = ask(p, &rows[pick_row(p, rows, count)], false);
    if (query) gk_synth_add(queries, query, "keywords");
}
