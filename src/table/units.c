/* SPDX-License-Identifier: Apache-2.0
 *
 * In which unit figures are: the unit line, what it excepts, what a heading or a label says for its
 * own column or row, and which figures are percent or per share and so in no unit at all.
 */
#include "table/parts.h"

#include <string.h>
#include <strings.h>

static const char *find(const char *s, const char *what)
{
    size_t m = strlen(what);
    for (; *s; s++)
        if (strncasecmp(s, what, m) == 0) return s;
    return NULL;
}

static bool has_any(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (find(s, *words)) return true;
    return false;
}

/* ---- currencies ----------------------------------------------------------------------------- */

static const struct {
    const char *word, *currency;
} currencies[] = {
    {"US$", "USD"},      {"U.S. dollar", "USD"},
    {"U.S. $", "USD"},   {"USD", "USD"},
    {"美元", "USD"},     {"HK$", "HKD"},
    {"港元", "HKD"},     {"港币", "HKD"},
    {"NT$", "TWD"},      {"C$", "CAD"},
    {"Canadian", "CAD"}, {"A$", "AUD"},
    {"RMB", "CNY"},      {"人民币", "CNY"},
    {"Renminbi", "CNY"}, {"CNY", "CNY"},
    {"€", "EUR"},        {"euro", "EUR"},
    {"EUR", "EUR"},      {"欧元", "EUR"},
    {"£", "GBP"},        {"GBP", "GBP"},
    {"sterling", "GBP"}, {"CHF", "CHF"},
    {"yen", "JPY"},      {"日元", "JPY"},
    {"rupee", "INR"},    {"￥", "CNY"},
    {"元", "CNY"},       {"$", "$"},
    {"dollar", "$"},     {"¥", "¥"},
};

static const char *currency_of(const char *s)
{
    for (size_t k = 0; k < sizeof currencies / sizeof *currencies; k++)
        if (find(s, currencies[k].word)) return currencies[k].currency;
    return "";
}

/* ---- units of a heading --------------------------------------------------------------------- */

/* "£m", "€bn", "$000", "RMB’000", "US$ m": what a column's heading says. */
static double heading_scale(const char *s)
{
    static const struct {
        const char *word;
        double scale;
    } words[] = {{"’000", 1e3}, {"'000", 1e3}, {"$000", 1e3}, {"£000", 1e3},
                 {"€000", 1e3}, {"£m", 1e6},   {"€m", 1e6},   {"$m", 1e6},
                 {"£bn", 1e9},  {"€bn", 1e9},  {"$bn", 1e9},  {"£ m", 1e6},
                 {"€ m", 1e6},  {"$ m", 1e6},  {"‘000", 1e3}, {"Rs m", 1e6}};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        const char *at = find(s, words[k].word);
        if (!at) continue;
        char next = at[strlen(words[k].word)];
        if ((next | 32) < 'a' || (next | 32) > 'z' ||
            strncasecmp(at + strlen(words[k].word), "illion", 6) == 0)
            return words[k].scale;
    }
    gk_unit unit;
    return gk_unit_find(s, strlen(s), &unit) ? unit.scale : 0;
}

static bool heading_is_percent(const char *s)
{
    static const char *const words[] = {"(%)", "（%）", "（％）", "percent", "% of", "in %", NULL};
    size_t n = strlen(s);
    return strcmp(s, "%") == 0 || (n > 2 && strcmp(s + n - 2, " %") == 0) || has_any(s, words);
}

bool gk_table_is_unit(const char *s, size_t n)
{
    static const char *const starts[] = {"单位", "币种", "（单位", "(单位", "金额单位", "货币单位"};
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
        size_t m = strlen(starts[k]);
        if (n >= m && memcmp(s, starts[k], m) == 0) return true;
    }
    gk_unit unit;
    bool bracketed = n > 2 && (s[0] == '(' || memcmp(s, "（", 3) == 0);
    if (!gk_unit_find(s, n, &unit)) return false;
    return bracketed || unit.span.end - unit.span.start + 10 >= n;
}

/* ---- the unit line --------------------------------------------------------------------------- */

/* What stands behind "except", up to the closing parenthesis. */
static void read_exceptions(gk_building *b, const char *s)
{
    b->table->exceptions = "";
    const char *at = find(s, "except");
    if (!at) return;
    at += strlen("except");
    while (*at == ' ' || strncasecmp(at, "for ", 4) == 0) at += *at == ' ' ? 1 : 4;
    size_t n = strcspn(at, ")");
    b->table->exceptions = gk_table_fold(b->arena, at, n);
}

/* A unit line may be wrapped: its parenthesis closes on the next line. */
static char *unit_text(const gk_building *b, size_t line)
{
    const gk_tline *l = &b->page->lines[line];
    size_t start = l->start, end = l->end;
    const char *s = b->page->text;
    gk_unit unit;
    if (!gk_unit_find(s + start, end - start, &unit)) return NULL;
    size_t at = start + unit.span.start, open = at;
    while (open > start && s[open - 1] != '(' && memcmp(s + open - 1, "  ", 2) != 0) open--;
    if (open > start && s[open - 1] == '(') open--;
    size_t close = at;
    while (close < end && s[close] != ')' &&
           !(close + 1 < end && memcmp(s + close, "  ", 2) == 0 && s[open] != '('))
        close++;
    if (close < end && s[close] == ')') {
        close++;
    } else if (s[open] == '(' && line + 1 < b->page->count) {
        const gk_tline *next = &b->page->lines[line + 1];
        const char *paren = memchr(s + next->start, ')', next->end - next->start);
        if (paren && next->count == 1) close = (size_t)(paren - s) + 1;
    } else if ((unsigned char)unit.word[0] >= 0xE3) {
        /* "单位：元  币种：人民币": the whole line. */
        open = l->pieces[0].start;
        close = end;
    }
    if (close - open > 120) open = at, close = start + unit.span.end;
    return gk_table_fold(b->arena, s + open, close - open);
}

static void read_unit_line(gk_building *b)
{
    gk_table *t = b->table;
    t->unit = t->exceptions = t->currency = "";
    t->scale = 1;
    if (b->region->unit == SIZE_MAX) return;
    char *text = unit_text(b, b->region->unit);
    gk_unit unit;
    if (!text || !gk_unit_find(text, strlen(text), &unit)) return;
    t->unit = text;
    t->scale = unit.scale;
    t->currency = currency_of(text);
    read_exceptions(b, text);
}

void gk_table_add_units(gk_building *b)
{
    gk_table *t = b->table;
    read_unit_line(b);
    size_t stated = 0;
    double shared = 0;
    for (size_t c = 0; c < t->column_count; c++) {
        gk_table_column *column = &t->columns[c];
        column->percent = heading_is_percent(column->heading);
        column->scale = heading_scale(column->heading);
        if (!column->scale) continue;
        stated++;
        shared = c && shared != column->scale ? 0 : column->scale;
        if (!*t->currency) t->currency = currency_of(column->heading);
    }
    if (stated && stated == t->column_count && shared && !*t->unit) {
        t->scale = shared;
        t->unit = t->columns[0].heading;
    }
    for (size_t i = 0; i < t->row_count && !*t->currency; i++)
        for (size_t c = 0; c < t->column_count && !*t->currency; c++)
            if (t->rows[i].cells[c].currency) t->currency = currency_of(t->rows[i].cells[c].text);
}

/* ---- what each figure is --------------------------------------------------------------------- */

static const char *const per_share_words[] = {
    "per share",   "per common share", "per ordinary share", "per ADS",
    "per diluted", "per basic",        "per unit",           "EPS",
    "每股",        "per equity share", "per Class",          NULL};
static const char *const share_words[] = {"shares", "weighted average", "weighted-average", "股数",
                                          NULL};
static const char *const percent_words[] = {"(%)",    "（%）",         "（％）",
                                            "（ %）", "percentage of", NULL};
static const char *const count_words[] = {"number of", "headcount", "employees",
                                          "户数",      "人数",      NULL};

/* "Price per share", but "Weighted average shares used in computing net income per share" counts
 * shares. */
static bool counts_shares(const char *label)
{
    return has_any(label, share_words) && !find(label, "per share")
               ? true
               : find(label, "shares used") || find(label, "number of shares") ||
                     find(label, "shares outstanding");
}

static bool is_per_share(const gk_table *t, const gk_table_row *row, const gk_table_cell *cell)
{
    if (counts_shares(row->label)) return false;
    if (has_any(row->label, per_share_words)) return true;
    bool small = cell->decimals >= 2 && cell->value < 1e4 && cell->value > -1e4;
    if (!small) return false;
    for (size_t k = 0; k < row->section_count; k++)
        if (has_any(row->sections[k], per_share_words) && !counts_shares(row->sections[k]))
            return true;
    return has_any(t->title, per_share_words) && !find(t->unit, "except") && t->scale == 1;
}

static double row_scale(const gk_table *t, const gk_table_row *row)
{
    gk_unit unit;
    if (gk_unit_find(row->label, strlen(row->label), &unit)) return unit.scale;
    const char *yuan = strstr(row->label, "（元");
    if (yuan) return 1;
    bool shares = counts_shares(row->label);
    for (size_t k = row->section_count; k-- > 0 && !shares;) {
        shares = counts_shares(row->sections[k]);
        if (gk_unit_find(row->sections[k], strlen(row->sections[k]), &unit)) return unit.scale;
    }
    /* "except share and per share data", "except number of employees" */
    if (shares &&
        (find(t->exceptions, "share data") || find(t->exceptions, "shares") ||
         find(t->exceptions, "share amounts") || find(t->exceptions, "share and")) &&
        strncasecmp(t->exceptions, "per share", 9) != 0)
        return 1;
    if (has_any(row->label, count_words) && !shares) return 1;
    return 0;
}

static void set_state(const gk_table *t, const gk_table_row *row, double scale, size_t c)
{
    gk_table_cell *cell = &row->cells[c];
    const gk_table_column *column = &t->columns[c];
    if (cell->state != GK_CELL_NUMBER && cell->state != GK_CELL_PERCENT) return;
    double own = cell->scale; /* "$5.4 million" says it itself */
    cell->scale = 1;
    if (cell->state == GK_CELL_PERCENT) return;
    if (column->percent || has_any(row->label, percent_words))
        cell->state = GK_CELL_PERCENT;
    else if (is_per_share(t, row, cell))
        cell->state = GK_CELL_PER_SHARE;
    else
        cell->scale = own != 1 ? own : scale ? scale : column->scale ? column->scale : t->scale;
}

void gk_table_add_states(gk_table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        double scale = row_scale(table, &table->rows[i]);
        for (size_t c = 0; c < table->column_count; c++)
            set_state(table, &table->rows[i], scale, c);
    }
}
