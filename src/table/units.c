/* SPDX-License-Identifier: Apache-2.0
 *
 * In which unit figures are: the unit line, what it excepts, what a heading or a label says for its
 * own column or row, and which figures are percent or per share and so in no unit at all.
 */
#include "table/parts.h"

#include <string.h>
#include <strings.h>

enum { CENTRE = 6 }; /* columns by which a unit's middle may miss that of the table's columns */

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
    static const char *const words[] = {"(%)",  "（%）",    "（％）",   "percent", "% of",
                                        "in %", "% change", "change %", NULL};
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

/* The piece of a line in which a unit is stated; NULL: it runs over several. */
static const gk_piece *unit_piece(const gk_building *b, size_t line)
{
    const gk_tline *l = &b->page->lines[line];
    gk_unit unit;
    for (size_t k = 0; k < l->count; k++) {
        const gk_piece *p = &l->pieces[k];
        if (gk_unit_find(b->page->text + p->start, p->end - p->start, &unit)) return p;
    }
    return NULL;
}

/* The piece of a neighbouring line that stands above or below piece p. */
static const gk_piece *beside(const gk_building *b, size_t line, const gk_piece *p)
{
    if (line >= b->page->count) return NULL;
    const gk_tline *l = &b->page->lines[line];
    for (size_t k = 0; k < l->count; k++)
        if (l->pieces[k].left < p->right && p->left < l->pieces[k].right) return &l->pieces[k];
    return NULL;
}

/* Where the text's open parenthesis stands; n: none is open. */
static size_t open_paren(const char *s, size_t n)
{
    for (size_t i = n; i-- > 0 && s[i] != ')';)
        if (s[i] == '(') return i;
    return n;
}

/* A unit that is wrapped: it begins on the line above, or its parenthesis closes below. NULL: it
 * is not. */
static char *wrapped_unit(const gk_building *b, size_t line)
{
    const gk_piece *p = unit_piece(b, line), *q;
    if (!p) return NULL;
    const char *s = b->page->text;
    size_t n = p->end - p->start, open = open_paren(s + p->start, n);
    gk_string out = {0};
    if (open < n) {
        q = beside(b, line + 1, p);
        const char *close = q ? memchr(s + q->start, ')', q->end - q->start) : NULL;
        if (!close) return NULL;
        gk_string_append(&out, s + p->start + open, n - open);
        gk_string_add(&out, " ");
        gk_string_append(&out, s + q->start, (size_t)(close - (s + q->start)) + 1);
    } else {
        q = line ? beside(b, line - 1, p) : NULL;
        if (!q) return NULL;
        size_t m = q->end - q->start, from = open_paren(s + q->start, m);
        bool ends_in = m > 3 && memcmp(s + q->end - 3, " in", 3) == 0;
        if (from == m && ends_in) from = 0;
        if (from == m) return NULL;
        gk_string_append(&out, s + q->start + from, m - from);
        gk_string_add(&out, " ");
        const char *close = memchr(s + p->start, ')', n);
        gk_string_append(&out, s + p->start, close ? (size_t)(close - (s + p->start)) + 1 : n);
    }
    char *text = gk_table_fold(b->arena, out.data, out.length);
    gk_string_free(&out);
    return text;
}

static char *unit_text(const gk_building *b, size_t line)
{
    const gk_tline *l = &b->page->lines[line];
    size_t start = l->start, end = l->end;
    const char *s = b->page->text;
    gk_unit unit;
    if (!gk_unit_find(s + start, end - start, &unit)) return NULL;
    char *wrapped = wrapped_unit(b, line);
    if (wrapped) return wrapped;
    size_t at = start + unit.span.start, open = at;
    while (open > start && s[open - 1] != '(' && memcmp(s + open - 1, "  ", 2) != 0) open--;
    if (open > start && s[open - 1] == '(') open--;
    size_t close = at;
    while (close < end && s[close] != ')' &&
           !(close + 1 < end && memcmp(s + close, "  ", 2) == 0 && s[open] != '('))
        close++;
    if (close < end && s[close] == ')') {
        close++;
    } else if ((unsigned char)unit.word[0] >= 0xE3) {
        /* "单位：元  币种：人民币": the whole line. */
        open = l->pieces[0].start;
        close = end;
    }
    if (close - open > 160) open = at, close = start + unit.span.end;
    return gk_table_fold(b->arena, s + open, close - open);
}

/* ---- what a column's heading speaks of --------------------------------------------------------
 */

/* The first of the column's levels that is not over a neighbour, too. */
static size_t own_level(const gk_table *t, size_t c)
{
    const gk_table_column *column = &t->columns[c];
    size_t k = 0;
    for (; k + 1 < column->level_count; k++) {
        bool shared = false;
        for (size_t other = c ? c - 1 : c + 1; other <= c + 1 && other < t->column_count; other++)
            shared = shared || (other != c && k < t->columns[other].level_count &&
                                strcmp(t->columns[other].levels[k], column->levels[k]) == 0);
        if (!shared) break;
    }
    return k;
}

static bool column_says(const gk_table *t, size_t c, const char *const *words)
{
    for (size_t k = own_level(t, c); k < t->columns[c].level_count; k++)
        if (has_any(t->columns[c].levels[k], words)) return true;
    return false;
}

static bool is_price_column(const gk_table *t, size_t c)
{
    static const char *const prices[] = {"per share",      "exercise price", "option price",
                                         "average price",  "per ADS",        "per unit",
                                         "purchase price", "每股",           NULL};
    static const char *const weighted[] = {"weighted", NULL};
    static const char *const fair[] = {"fair value", NULL};
    /* Counts, and the end of a wrapped "(in millions, except per share data)". */
    static const char *const no_price[] = {"shares", "number of", "per share data",
                                           "per share amounts", NULL};
    if (column_says(t, c, no_price)) return false;
    return column_says(t, c, prices) ||
           (column_says(t, c, weighted) && column_says(t, c, fair) && t->columns[c].scale == 0);
}

static bool is_share_column(const gk_table *t, size_t c)
{
    static const char *const shares[] = {"shares", "number of", "# of", "股数", NULL};
    static const char *const others[] = {"per share", "price", "value",   "amount",
                                         "cost",      "%",     "percent", NULL};
    return column_says(t, c, shares) && !column_says(t, c, others);
}

/* ---- one column's unit ----------------------------------------------------------------------- */

/* Whether columns are of several kinds: some count shares or are prices, or units differ. Else a
 * unit below the headings is the table's, wherever it stands. */
static bool has_kinds(const gk_building *b)
{
    const gk_table *t = b->table;
    double seen = 0;
    for (size_t c = 0; c < t->column_count; c++)
        if (is_share_column(t, c) || is_price_column(t, c)) return true;
    for (size_t i = b->region->head; i < b->region->first; i++) {
        const gk_tline *l = &b->page->lines[i];
        for (size_t k = 0; k < l->count; k++) {
            const gk_piece *p = &l->pieces[k];
            gk_unit unit;
            if (p->left <= b->grid->label_left + 4) continue;
            if (!gk_unit_find(b->page->text + p->start, p->end - p->start, &unit)) continue;
            if (seen != 0 && seen != unit.scale) return true;
            seen = unit.scale;
        }
    }
    return false;
}

/* The column over which alone the heading piece p stands; SIZE_MAX: over labels or several. */
static size_t column_under(const gk_building *b, size_t line, const gk_piece *p)
{
    const gk_grid *g = b->grid;
    if (line < b->region->head || line >= b->region->first || g->ragged || g->count < 2 ||
        !has_kinds(b))
        return SIZE_MAX;
    /* "(in millions, except per share data)" speaks of several. */
    if (memmem(b->page->text + p->start, p->end - p->start, "xcept", 5)) return SIZE_MAX;
    if (p->right <= g->slots[0].left && p->left < g->label_right) return SIZE_MAX;
    if (p->left <= g->label_left + 4) return SIZE_MAX;
    size_t nearest = 0;
    int least = 1 << 20, middle = p->left + p->right;
    for (size_t c = 0; c < g->count; c++) {
        const gk_slot *slot = &g->slots[c];
        int off = middle - slot->left - slot->right, right = 2 * (p->right - slot->right);
        if (off < 0) off = -off;
        if (right < 0) right = -right;
        if (right < off) off = right;
        if (off < least) least = off, nearest = c;
    }
    /* Centred over all columns it is the table's, though one may stand in the middle. */
    int all = middle - g->slots[0].left - g->slots[g->count - 1].right;
    if (all < 0) all = -all;
    return all <= 2 * CENTRE || all <= least ? SIZE_MAX : nearest;
}

/* Units that stand under one column's heading are that column's. */
static void read_column_units(gk_building *b)
{
    for (size_t i = b->region->head; i < b->region->first; i++) {
        const gk_tline *l = &b->page->lines[i];
        for (size_t k = 0; k < l->count; k++) {
            const gk_piece *p = &l->pieces[k];
            gk_unit unit;
            if (!gk_unit_find(b->page->text + p->start, p->end - p->start, &unit)) continue;
            size_t c = column_under(b, i, p);
            if (c != SIZE_MAX) b->table->columns[c].scale = unit.scale;
        }
    }
}

/* The line that states the table's unit, not one column's; SIZE_MAX: none. */
static size_t unit_line(const gk_building *b)
{
    const gk_region *r = b->region;
    if (r->unit == SIZE_MAX || r->unit < r->head || r->unit >= r->first) return r->unit;
    for (size_t i = r->unit + 1; i-- > r->title;) {
        const gk_tline *l = &b->page->lines[i];
        gk_unit unit;
        if (!gk_unit_find(b->page->text + l->start, l->end - l->start, &unit)) continue;
        const gk_piece *p = unit_piece(b, i);
        if (!p || column_under(b, i, p) == SIZE_MAX) return i;
    }
    return SIZE_MAX;
}

/* ---- amounts and shares ---------------------------------------------------------------------- */

/* What a unit word holds for: the words between the one before and itself, from the last comma on
 * ("except per share amounts; shares in"), but not from ", which are reflected in". */
static const char *subject_of(gk_building *b, const char *s, size_t n)
{
    char *subject = gk_table_fold(b->arena, s, n), *from = subject;
    for (char *at = subject; *at; at++)
        if ((*at == ';' || *at == ',') && strncasecmp(at + 1, " which", 6) != 0) from = at + 1;
    return from;
}

/* "shares in thousands, $ in millions", "net income in millions and shares in thousands". */
static void read_scales(gk_building *b, const char *text)
{
    static const char *const amount_words[] = {"dollar", "$", "amounts", NULL};
    gk_table *t = b->table;
    double amounts = 0, shares = 0;
    size_t at = 0, n = strlen(text);
    gk_unit unit;
    while (gk_unit_find(text + at, n - at, &unit)) {
        const char *subject = subject_of(b, text + at, unit.span.start);
        bool of_shares = find(subject, "shares") != NULL;
        if (of_shares && !shares) shares = unit.scale;
        if ((!of_shares || has_any(subject, amount_words)) && !amounts) amounts = unit.scale;
        at += unit.span.end;
    }
    bool excepted = (find(t->exceptions, "share data") || find(t->exceptions, "shares") ||
                     find(t->exceptions, "share amounts") || find(t->exceptions, "share and")) &&
                    strncasecmp(t->exceptions, "per share", 9) != 0;
    /* "(Shares in thousands)" alone: the table's figures are shares. */
    t->scale = amounts ? amounts : shares;
    t->share_scale = shares ? shares : excepted ? 1 : t->scale;
}

static void read_unit_line(gk_building *b)
{
    gk_table *t = b->table;
    t->unit = t->exceptions = t->currency = "";
    t->scale = t->share_scale = 1;
    size_t line = unit_line(b);
    if (line == SIZE_MAX) return;
    char *text = unit_text(b, line);
    gk_unit unit;
    if (!text || !gk_unit_find(text, strlen(text), &unit)) return;
    t->unit = text;
    t->currency = currency_of(text);
    read_exceptions(b, text);
    read_scales(b, text);
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
    }
    read_column_units(b);
    for (size_t c = 0; c < t->column_count; c++) {
        gk_table_column *column = &t->columns[c];
        if (!column->scale) continue;
        stated++;
        shared = c && shared != column->scale ? 0 : column->scale;
        if (!*t->currency) t->currency = currency_of(column->heading);
    }
    if (stated && stated == t->column_count && shared && !*t->unit) {
        t->scale = t->share_scale = shared;
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

/* "Common stock, $0.01 par value; 5,000 shares issued" is an amount. */
static bool is_share_row(const gk_table_row *row)
{
    if (find(row->label, "par value") || find(row->label, "at cost")) return false;
    bool shares = counts_shares(row->label);
    for (size_t k = row->section_count; k-- > 0 && !shares;)
        shares = counts_shares(row->sections[k]);
    return shares;
}

static bool is_per_share(const gk_table *t, const gk_table_row *row, size_t c)
{
    const gk_table_cell *cell = &row->cells[c];
    if (is_price_column(t, c)) return true;
    if (is_share_column(t, c) || counts_shares(row->label)) return false;
    /* "Cash dividends ($4.91 per share)   (11,823)" */
    bool whole = cell->decimals == 0 && (cell->value >= 100 || cell->value <= -100);
    if (has_any(row->label, per_share_words)) return !whole;
    bool small = cell->decimals >= 2 && cell->value < 1e4 && cell->value > -1e4;
    if (!small) return false;
    for (size_t k = 0; k < row->section_count; k++)
        if (has_any(row->sections[k], per_share_words) && !counts_shares(row->sections[k]))
            return true;
    return has_any(t->title, per_share_words) && !find(t->unit, "except") && t->scale == 1;
}

/* What the row's label or a section says for itself; 0: nothing. */
static double row_scale(const gk_table_row *row)
{
    gk_unit unit;
    if (gk_unit_find(row->label, strlen(row->label), &unit)) return unit.scale;
    if (strstr(row->label, "（元")) return 1;
    bool shares = is_share_row(row);
    for (size_t k = row->section_count; k-- > 0;)
        if (gk_unit_find(row->sections[k], strlen(row->sections[k]), &unit)) return unit.scale;
    return has_any(row->label, count_words) && !shares ? 1 : 0;
}

static double scale_of(const gk_table *t, const gk_table_row *row, double stated, size_t c)
{
    const gk_table_cell *cell = &row->cells[c];
    if (cell->scale != 1) return cell->scale; /* "$5.4 million" says it itself */
    if (stated) return stated;
    if (t->columns[c].scale) return t->columns[c].scale;
    bool shares = is_share_column(t, c) || (is_share_row(row) && !cell->currency);
    return shares ? t->share_scale : t->scale;
}

static void set_state(const gk_table *t, const gk_table_row *row, double stated, size_t c)
{
    gk_table_cell *cell = &row->cells[c];
    if (cell->state != GK_CELL_NUMBER && cell->state != GK_CELL_PERCENT) return;
    double scale = scale_of(t, row, stated, c);
    cell->scale = 1;
    if (cell->state == GK_CELL_PERCENT) return;
    if (t->columns[c].percent || has_any(row->label, percent_words))
        cell->state = GK_CELL_PERCENT;
    else if (is_per_share(t, row, c))
        cell->state = GK_CELL_PER_SHARE;
    else
        cell->scale = scale;
}

void gk_table_add_states(gk_table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        double scale = row_scale(&table->rows[i]);
        for (size_t c = 0; c < table->column_count; c++)
            set_state(table, &table->rows[i], scale, c);
    }
}
