/* SPDX-License-Identifier: Apache-2.0
 *
 * Column headings and title. Each heading line gives its pieces to columns: one column to a piece
 * that stands over it, several neighbours to one that is centred over them. Lines over the same
 * columns are one level that was wrapped.
 */
#include "table/parts.h"

#include <string.h>

enum {
    UNCOVERED = 5,
    UNCOVERED_EVEN = 3,
    WIDE = 6,
    LEVELS_MOST = 16,
    TITLE_MOST = 4,
    WORST = 1 << 28
};

/* A heading piece and the columns that it stands over. */
typedef struct over {
    const char *text;
    const char *marks;
    size_t first, last;
    bool any; /* false: over no column */
    bool year;
} over;

typedef struct level_line {
    over pieces[GK_COLUMNS_MOST];
    size_t count;
} level_line;

typedef struct heads {
    gk_building *b;
    gk_slot slots[GK_COLUMNS_MOST]; /* of the table's first rows, which stand next to the head */
    size_t columns;
    level_line *lines;
    size_t line_count;
    gk_string stub;
} heads;

static int apart(int a, int b) { return a > b ? a - b : b - a; }

/* ---- which columns ------------------------------------------------------------------------- */

static bool is_spanning_text(const char *s)
{
    static const char *const words[] = {"nded",    "NDED",  "onths",    "ONTHS", "eeks",
                                        "ecember", "As of", "At ",      "iscal", "ear",
                                        "arch",    "June",  "eptember", "年度"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strstr(s, words[k])) return true;
    return false;
}

/* "Years Ended December 31,": over the years of several columns. */
static bool is_duration(const char *s)
{
    return strstr(s, "nded") || strstr(s, "NDED") || strstr(s, "onths") || strstr(s, "ONTHS");
}

/* What it costs that the piece [left, right) stands over columns [first, last]. */
static int group_cost(const heads *h, int left, int right, size_t first, size_t last)
{
    const gk_slot *a = &h->slots[first], *z = &h->slots[last];
    int centre = apart(left + right, a->left + z->right) / 2;
    if (first != last) return centre;
    int best = centre, r = apart(right, a->right), l = apart(left, a->left);
    if (r < best) best = r;
    if (l < best) best = l + 1;
    bool overlap = left < a->right && a->left < right;
    return overlap ? best : best + 3;
}

typedef struct partition {
    int cost[GK_COLUMNS_MOST + 1][GK_COLUMNS_MOST + 1];
    unsigned char take[GK_COLUMNS_MOST + 1][GK_COLUMNS_MOST + 1]; /* columns of the last piece */
} partition;

/* Gives pieces[0, n) to neighbouring columns in order, at the least cost; bare is what a column
 * without a piece costs, wide[i] says that piece i stands over several if it can. */
static void give(const heads *h, const gk_piece *const *pieces, size_t n, int bare,
                 const bool *wide, over *out)
{
    partition *p = gk_arena_alloc(h->b->scratch, sizeof *p);
    size_t m = h->columns;
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            p->cost[i][j] = i || j ? WORST : 0;
            if (j > 0 && p->cost[i][j - 1] + bare < p->cost[i][j]) {
                p->cost[i][j] = p->cost[i][j - 1] + bare;
                p->take[i][j] = 0;
            }
            for (size_t k = 1; i > 0 && k <= j; k++) {
                int more = group_cost(h, pieces[i - 1]->left, pieces[i - 1]->right, j - k, j - 1);
                if (!bare && k > 1) more += 1;
                if (k == 1 && wide[i - 1]) more += WIDE;
                if (p->cost[i - 1][j - k] + more >= p->cost[i][j]) continue;
                p->cost[i][j] = p->cost[i - 1][j - k] + more;
                p->take[i][j] = (unsigned char)k;
            }
        }
    }
    for (size_t i = n, j = m; i > 0 && j > 0;) {
        size_t k = p->take[i][j];
        if (k == 0) {
            j--;
            continue;
        }
        out[i - 1].any = true;
        out[i - 1].first = j - k;
        out[i - 1].last = j - 1;
        i--, j -= k;
    }
}

/* More pieces than columns: each is part of the nearest one's heading. */
static void give_nearest(const heads *h, const gk_piece *piece, over *out)
{
    int best = WORST;
    for (size_t c = 0; c < h->columns; c++) {
        int cost = group_cost(h, piece->left, piece->right, c, c);
        if (cost >= best) continue;
        best = cost;
        out->any = true;
        out->first = out->last = c;
    }
}

/* ---- the lines ------------------------------------------------------------------------------ */

/* Columns as the first rows have them: headings line up with what is next to them. */
static void near_slots(heads *h)
{
    const gk_grid *grid = h->b->grid;
    h->columns = grid->count;
    for (size_t c = 0; c < grid->count; c++) {
        h->slots[c] = grid->slots[c];
        size_t seen = 0;
        for (size_t i = 0; i < grid->row_count && seen < 4; i++) {
            if (grid->rows[i].cells[c] < 0) continue;
            const gk_piece *p =
                &h->b->page->lines[grid->rows[i].line].pieces[grid->rows[i].cells[c]];
            gk_slot *s = &h->slots[c];
            if (seen++ == 0) {
                *s = (gk_slot){p->left, p->right, p->anchor};
                continue;
            }
            if (p->left < s->left) s->left = p->left;
            if (p->right > s->right) s->right = p->right;
        }
    }
}

/* Years that stand one blank apart were cut in pieces.c; a label column's own heading is what
 * stands left of all figures. */
static bool is_stub(const heads *h, const gk_tline *l, size_t k)
{
    const gk_grid *grid = h->b->grid;
    if (k != 0 || h->columns == 0) return false;
    const gk_piece *p = &l->pieces[0];
    if (grid->ragged) return p->left < 2;
    int first = h->slots[0].left;
    int covered = (p->right < grid->label_right ? p->right : grid->label_right) - p->left;
    if (p->right < first && l->count > 1 && covered * 2 >= p->right - p->left) return true;
    if (p->right <= first - 1 && (p->left < first - 24 || p->left <= grid->label_left + 12)) {
        /* A centred heading may be over a narrow column, right of all labels. */
        return p->left < grid->label_right || p->right < first - 4;
    }
    /* "Fiscal years ended ... (in millions)": over labels and figures. */
    return p->left <= grid->label_left + 4 && l->count > 1 && p->left < first - 10;
}

static over over_of(const heads *h, const gk_piece *p)
{
    const char *text = h->b->page->text;
    return (over){.text = gk_table_fold(h->b->arena, text + p->start, p->marks - p->start),
                  .marks = gk_table_fold(h->b->arena, text + p->marks, p->end - p->marks),
                  .year = p->year};
}

static void add_stub(heads *h, const gk_piece *p)
{
    if (h->stub.length) gk_string_add(&h->stub, " ");
    gk_string_append(&h->stub, h->b->page->text + p->start, p->end - p->start);
}

/* The lowest line with a piece for each column says where these are better than figures do. */
static void widen_slots(heads *h)
{
    const gk_region *r = h->b->region;
    if (h->b->grid->ragged) return;
    for (size_t i = r->first; i-- > r->head;) {
        const gk_tline *l = &h->b->page->lines[i];
        size_t stub = l->count > 0 && is_stub(h, l, 0);
        if (l->kind == GK_TLINE_AWAY || l->count - stub != h->columns) continue;
        for (size_t c = 0; c < h->columns; c++) {
            const gk_piece *p = &l->pieces[stub + c];
            gk_slot *s = &h->slots[c];
            if (p->left < s->left) s->left = p->left;
            if (p->right > s->right) s->right = p->right;
        }
        return;
    }
}

/* Whether periods stand right below piece p's line over more columns than there are pieces. */
static bool periods_below(const gk_tpage *page, size_t line, size_t end, size_t count)
{
    for (size_t i = line + 1; i < end; i++) {
        const gk_tline *l = &page->lines[i];
        size_t years = 0;
        for (size_t k = 0; k < l->count; k++) years += l->pieces[k].year;
        if (years > count) return true;
    }
    return false;
}

/* Whether the next line has a piece for each column: what stands above it is no part of it. */
static bool full_below(const heads *h, size_t line)
{
    for (size_t i = line + 1; i < h->b->region->first; i++) {
        const gk_tline *l = &h->b->page->lines[i];
        if (l->count) return l->count - is_stub(h, l, 0) == h->columns;
    }
    return false;
}

static void read_line(heads *h, size_t line)
{
    const gk_tline *l = &h->b->page->lines[line];
    const gk_region *r = h->b->region;
    level_line *out = &h->lines[h->line_count];
    const gk_piece *pieces[GK_COLUMNS_MOST];
    size_t n = 0;
    bool spans = false, all_spans = true, wide[GK_COLUMNS_MOST];
    *out = (level_line){0};
    for (size_t k = 0; k < l->count && n < GK_COLUMNS_MOST; k++) {
        const gk_piece *piece = &l->pieces[k];
        if (is_stub(h, l, k)) {
            add_stub(h, piece);
            continue;
        }
        if (gk_table_is_unit(h->b->page->text + piece->start, piece->end - piece->start)) continue;
        over *o = &out->pieces[n];
        *o = over_of(h, &l->pieces[k]);
        bool text = is_spanning_text(o->text);
        wide[n] = text && !o->year && is_duration(o->text);
        spans = spans || text;
        all_spans = all_spans && text;
        if (h->b->grid->ragged) {
            size_t place = gk_table_ragged_place(h->b->page, l, k);
            o->any = place > 0 && place <= h->columns;
            o->first = o->last = place ? place - 1 : 0;
        }
        pieces[n++] = &l->pieces[k];
    }
    out->count = n;
    if (n == 0) return;
    h->line_count++;
    if (h->b->grid->ragged) return;
    if (n == h->columns) {
        for (size_t k = 0; k < n; k++) {
            out->pieces[k].any = true;
            out->pieces[k].first = out->pieces[k].last = k;
        }
        return;
    }
    spans = (spans && (n == 1 || all_spans)) || periods_below(h->b->page, line, r->first, n);
    /* "Fiscal Year    Variance in" over four columns. */
    bool even = n >= 2 && h->columns % n == 0 && full_below(h, line);
    if (n <= h->columns)
        give(h, pieces, n, spans ? UNCOVERED : even ? UNCOVERED_EVEN : 0, wide, out->pieces);
    else
        for (size_t k = 0; k < n; k++) give_nearest(h, pieces[k], &out->pieces[k]);
}

/* ---- into the columns ----------------------------------------------------------------------- */

static bool same_group(const over *a, const over *b)
{
    return a && b && a->first == b->first && a->last == b->last;
}

static void read_period(gk_table_column *column)
{
    size_t at = 0;
    gk_period period;
    const char *s = column->heading;
    if (!gk_period_next(s, strlen(s), &at, &period)) return;
    /* "2023 vs. 2022" is no period. */
    gk_period other;
    if (gk_period_next(s, strlen(s), &at, &other) && other.year != period.year && !period.month &&
        !other.month)
        return;
    if (other.year == period.year && other.year && (other.month || other.quarter) &&
        !period.month && !period.quarter)
        period = other;
    period.span = (gk_span){0, 0};
    column->period = period;
}

/* Chinese is written without blanks, also where a heading was wrapped. */
static void join(gk_string *s, const char *more)
{
    size_t at = 0, n = strlen(more);
    bool han = s->length >= 3 && (unsigned char)s->data[s->length - 3] >= 0xE3 && n &&
               gk_utf8_next(more, n, &at) >= 0x2E80;
    if (s->length && n && !han) gk_string_add(s, " ");
    gk_string_add(s, more);
}

static void fill_column(heads *h, size_t c, gk_table_column *column)
{
    gk_string levels[LEVELS_MOST] = {0}, joined = {0}, marks = {0};
    const over *before = NULL;
    size_t count = 0;
    for (size_t i = 0; i < h->line_count; i++) {
        const over *o;
        for (size_t k = 0; k < h->lines[i].count; k++) {
            o = &h->lines[i].pieces[k];
            if (!o->any || c < o->first || o->last < c) continue;
            if (!same_group(before, o) && count < LEVELS_MOST) count++;
            join(&levels[count - 1], o->text);
            join(&joined, o->text);
            gk_string_add(&marks, o->marks);
            before = o;
        }
    }
    column->levels = gk_arena_array(h->b->arena, count, sizeof *column->levels);
    column->level_count = count;
    for (size_t i = 0; i < count; i++) {
        column->levels[i] = gk_arena_strdup(h->b->arena, levels[i].data ? levels[i].data : "");
        gk_string_free(&levels[i]);
    }
    column->heading = gk_arena_strdup(h->b->arena, joined.data ? joined.data : "");
    column->marks = gk_arena_strdup(h->b->arena, marks.data ? marks.data : "");
    gk_string_free(&joined);
    gk_string_free(&marks);
    read_period(column);
}

/* ---- title ---------------------------------------------------------------------------------- */

/* A line that says a unit or a period and nothing else is no title. */
static bool only_unit_or_period(const char *s)
{
    size_t n = strlen(s), at = 0;
    gk_unit unit;
    if (gk_unit_find(s, n, &unit) && (s[0] == '(' || n < 60)) return true;
    if (s[0] == '(' && s[n - 1] == ')') return true;
    gk_period period;
    if (!gk_period_next(s, n, &at, &period)) return is_spanning_text(s) && n < 30;
    return period.span.start < 30 && n < 75 && is_spanning_text(s) &&
           (strstr(s, "nded") || strstr(s, "NDED") || strstr(s, "As of"));
}

static void add_title(gk_building *b)
{
    gk_string title = {0};
    size_t count = 0;
    size_t first = b->region->title;
    for (size_t i = b->region->head; i-- > b->region->title && count < TITLE_MOST;)
        if (b->page->lines[i].count) first = i, count++;
    for (size_t i = first; i < b->region->head; i++) {
        const gk_tline *l = &b->page->lines[i];
        if (l->count == 0 || l->kind == GK_TLINE_AWAY) continue;
        char *text = gk_table_fold(b->arena, b->page->text + l->pieces[0].start,
                                   l->end - l->pieces[0].start);
        if (!*text || only_unit_or_period(text)) continue;
        if (title.length) gk_string_add(&title, " / ");
        gk_string_add(&title, text);
    }
    if (!title.length && b->region->lead != SIZE_MAX) {
        size_t start = b->page->lines[b->region->lead].start;
        size_t end = b->page->lines[b->region->title].start;
        gk_span *spans;
        size_t sentences = gk_sentences(b->page->text + start, end - start, &spans);
        if (sentences) {
            const gk_span *s = &spans[sentences - 1];
            gk_string_add(&title, gk_table_fold(b->arena, b->page->text + start + s->start,
                                                s->end - s->start));
        }
        gk_free(spans);
    }
    b->table->title = gk_arena_strdup(b->arena, title.data ? title.data : "");
    gk_string_free(&title);
}

void gk_table_add_headings(gk_building *b)
{
    heads h = {.b = b};
    near_slots(&h);
    widen_slots(&h);
    const gk_region *r = b->region;
    h.lines = gk_arena_array(b->scratch, r->first - r->head + 1, sizeof *h.lines);
    for (size_t i = r->head; i < r->first; i++)
        if (b->page->lines[i].count && b->page->lines[i].kind != GK_TLINE_AWAY) read_line(&h, i);
    gk_table *t = b->table;
    t->column_count = b->grid->count;
    t->columns = gk_arena_array(b->arena, t->column_count, sizeof *t->columns);
    for (size_t c = 0; c < t->column_count; c++) fill_column(&h, c, &t->columns[c]);
    t->stub = h.stub.data ? gk_table_fold(b->arena, h.stub.data, h.stub.length) : "";
    gk_string_free(&h.stub);
    add_title(b);
}
