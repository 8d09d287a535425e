/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns of a stretch of rows. The fullest rows make them; every other row's pieces are
 * matched with them in order, at the least cost: how far a piece is from what stands in the column
 * on the nearest rows above and below, since columns drift on a page that was laid out by
 * proportional type. A piece that fits nowhere makes a column of its own.
 */
#include "table/parts.h"

#include <string.h>

enum { NEW_COLUMN = 8, OVERLAP_COST = 8, NEAR_ROWS = 12, FAR = 1000 };

/* A column while it is made: the pieces in it, one for each row, or NULL. */
typedef struct gathering {
    const gk_piece **pieces;
    size_t count;   /* pieces in it */
    size_t figures; /* of them figures and dashes */
    gk_slot slot;
} gathering;

typedef struct grid_work {
    const gk_tpage *page;
    const gk_region *region;
    gk_arena *arena;
    gathering columns[GK_COLUMNS_MOST];
    size_t count;
    size_t rows;
    size_t *labels; /* pieces of each row that are its label */
} grid_work;

static const gk_tline *line_of(const grid_work *w, size_t row)
{
    return &w->page->lines[w->region->first + row];
}

static int apart(int a, int b) { return a > b ? a - b : b - a; }

/* How far a piece is from another that may stand in the same column. */
static int distance(const gk_piece *a, const gk_piece *b)
{
    int right = apart(a->anchor, b->anchor);
    int centre = apart(a->left + a->right, b->left + b->right) / 2;
    bool overlap = a->left < b->right && b->left < a->right;
    if (a->kind == GK_PIECE_FIGURE && b->kind == GK_PIECE_FIGURE)
        return overlap && right > 3 ? (right + 3) / 2 : overlap ? right : right + 2;
    int left = apart(a->left, b->left), best = right < centre ? right : centre;
    if (left < best) best = left;
    return overlap ? best / 2 : best + 2;
}

/* The same from a column: the nearest pieces in it above and below the row count. */
static int column_distance(const gathering *g, size_t rows, size_t row, const gk_piece *p)
{
    int best = FAR;
    size_t looked = 0;
    for (size_t i = row; i-- > 0 && looked < NEAR_ROWS; looked++) {
        if (!g->pieces[i]) continue;
        int d = distance(p, g->pieces[i]);
        if (d < best) best = d;
        break;
    }
    looked = 0;
    for (size_t i = row + 1; i < rows && looked < NEAR_ROWS; i++, looked++) {
        if (!g->pieces[i]) continue;
        int d = distance(p, g->pieces[i]);
        if (d < best) best = d;
        break;
    }
    if (best < FAR) return best;
    gk_piece whole = {
        .left = g->slot.left, .right = g->slot.right, .anchor = g->slot.anchor, .kind = p->kind};
    return distance(p, &whole);
}

static void take(gathering *g, size_t row, const gk_piece *p)
{
    g->pieces[row] = p;
    if (g->count == 0) {
        g->slot = (gk_slot){p->left, p->right, p->anchor};
    } else {
        if (p->left < g->slot.left) g->slot.left = p->left;
        if (p->right > g->slot.right) g->slot.right = p->right;
        if (p->anchor > g->slot.anchor) g->slot.anchor = p->anchor;
    }
    g->count++;
    g->figures += p->kind != GK_PIECE_TEXT;
}

static void insert_column(grid_work *w, size_t at)
{
    memmove(&w->columns[at + 1], &w->columns[at], (w->count - at) * sizeof *w->columns);
    w->columns[at] = (gathering){0};
    w->columns[at].pieces = gk_arena_array(w->arena, w->rows, sizeof *w->columns[at].pieces);
    w->count++;
}

/* What it costs that a piece stands in a column of its own behind column `before` of w. */
static int new_cost(const grid_work *w, size_t before, const gk_piece *p)
{
    int cost = NEW_COLUMN;
    if (before > 0 && w->columns[before - 1].slot.right > p->left) cost += OVERLAP_COST;
    if (before < w->count && w->columns[before].slot.left < p->right) cost += OVERLAP_COST;
    return w->count >= GK_COLUMNS_MOST ? FAR : cost;
}

/* Places the cells of a row: the least cost over all ways that keep their order. */
static void place_row(grid_work *w, size_t row)
{
    const gk_tline *l = line_of(w, row);
    size_t label = w->labels[row], n = l->count - label, m = w->count;
    if (n > GK_COLUMNS_MOST) n = GK_COLUMNS_MOST;
    static const int8_t MATCH = 1, SKIP = 2, ADD = 3;
    int cost[GK_COLUMNS_MOST + 1][GK_COLUMNS_MOST + 1];
    int8_t step[GK_COLUMNS_MOST + 1][GK_COLUMNS_MOST + 1];
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            cost[i][j] = i || j ? FAR * FAR : 0;
            step[i][j] = 0;
            if (j > 0 && cost[i][j - 1] < cost[i][j])
                cost[i][j] = cost[i][j - 1], step[i][j] = SKIP;
            if (i == 0) continue;
            const gk_piece *p = &l->pieces[label + i - 1];
            int add = cost[i - 1][j] + new_cost(w, j, p);
            if (add < cost[i][j]) cost[i][j] = add, step[i][j] = ADD;
            if (j == 0) continue;
            int match = cost[i - 1][j - 1] + column_distance(&w->columns[j - 1], w->rows, row, p);
            if (match < cost[i][j]) cost[i][j] = match, step[i][j] = MATCH;
        }
    }
    for (size_t i = n, j = m; i > 0 || j > 0;) {
        const gk_piece *p = i ? &l->pieces[label + i - 1] : NULL;
        if (step[i][j] == SKIP) {
            j--;
        } else if (step[i][j] == MATCH) {
            take(&w->columns[j - 1], row, p);
            i--, j--;
        } else {
            if (w->count < GK_COLUMNS_MOST) {
                insert_column(w, j);
                take(&w->columns[j], row, p);
            }
            i--;
        }
    }
}

/* ---- labels --------------------------------------------------------------------------------- */

/* Where labels begin: the least left of pieces that open rows and are text. */
static int labels_left(const grid_work *w)
{
    int left = FAR;
    for (size_t i = 0; i < w->rows; i++) {
        const gk_tline *l = line_of(w, i);
        if (l->count && (l->kind == GK_TLINE_ROW || l->count == 1) &&
            l->pieces[0].kind == GK_PIECE_TEXT && l->pieces[0].left < left)
            left = l->pieces[0].left;
    }
    return left;
}

/* The column from which on figures stand, as most rows have it. */
static int figures_from(const grid_work *w)
{
    int least = FAR;
    for (size_t i = 0; i < w->rows; i++) {
        const gk_tline *l = line_of(w, i);
        if (l->kind != GK_TLINE_ROW) continue;
        for (size_t k = l->count > 1 ? 1 : 0; k < l->count; k++) {
            if (l->pieces[k].kind == GK_PIECE_TEXT || l->pieces[k].left >= least) continue;
            least = l->pieces[k].left;
        }
    }
    return least;
}

/* A row's first piece is its label where it begins left of the figures; so is a year at the left
 * edge of a table, and a second piece that the label's own gap made. */
static size_t label_pieces(const gk_tline *l, int left, int figures)
{
    if (l->count == 0) return 0;
    const gk_piece *p = &l->pieces[0];
    if (l->kind != GK_TLINE_ROW) return p->left < figures;
    if (p->kind == GK_PIECE_TEXT) return p->left < figures || l->count == 1;
    bool edge = left == FAR ? p->left < 12 && p->right < figures : p->left <= left + 8;
    return l->count > 1 && p->kind == GK_PIECE_FIGURE && edge && p->right < figures ? 1 : 0;
}

static void find_labels(grid_work *w)
{
    int left = labels_left(w), figures = figures_from(w);
    for (size_t i = 0; i < w->rows; i++) w->labels[i] = label_pieces(line_of(w, i), left, figures);
}

/* ---- a column that is none ------------------------------------------------------------------ */

static bool has_heading(const grid_work *w, const gk_slot *slot)
{
    for (size_t i = w->region->head; i < w->region->first; i++) {
        const gk_tline *l = &w->page->lines[i];
        for (size_t k = 0; k < l->count; k++)
            if (l->pieces[k].left < slot->right && slot->left < l->pieces[k].right &&
                k + 1 < l->count)
                return true;
    }
    return false;
}

/* The first column is part of the labels where it has no figures, no heading and few pieces. */
static void join_stray_labels(grid_work *w)
{
    while (w->count > 1) {
        gathering *g = &w->columns[0];
        if (g->figures || g->count * 4 > w->rows || has_heading(w, &g->slot)) return;
        for (size_t i = 0; i < w->rows; i++)
            if (g->pieces[i]) w->labels[i] = (size_t)(g->pieces[i] - line_of(w, i)->pieces) + 1;
        w->count--;
        memmove(&w->columns[0], &w->columns[1], w->count * sizeof *w->columns);
    }
}

/* ---- columns without a figure --------------------------------------------------------------- */

static bool is_apart(const grid_work *w, const gk_piece *p)
{
    for (size_t c = 0; c < w->count; c++)
        if (p->left < w->columns[c].slot.right + 1 && w->columns[c].slot.left - 1 < p->right)
            return false;
    return true;
}

static size_t pieces_over(const gk_tline *l, int labels_right)
{
    size_t count = 0;
    for (size_t k = 0; k < l->count; k++) count += l->pieces[k].left >= labels_right;
    return count;
}

/* A heading line with more pieces than there are columns says that one of them is empty: it is
 * where a piece stands over no other. */
static void add_empty_columns(grid_work *w)
{
    int labels_right = 0;
    for (size_t i = 0; i < w->rows; i++) {
        const gk_tline *l = line_of(w, i);
        if (w->labels[i] && l->count > w->labels[i] &&
            l->pieces[w->labels[i] - 1].right > labels_right)
            labels_right = l->pieces[w->labels[i] - 1].right;
    }
    for (size_t i = w->region->head; i < w->region->first; i++) {
        const gk_tline *l = &w->page->lines[i];
        if (pieces_over(l, labels_right) <= w->count) continue;
        for (size_t k = 0; k < l->count && w->count < GK_COLUMNS_MOST; k++) {
            const gk_piece *p = &l->pieces[k];
            if (p->left < labels_right || !is_apart(w, p)) continue;
            size_t at = 0;
            while (at < w->count && w->columns[at].slot.left < p->left) at++;
            insert_column(w, at);
            w->columns[at].slot = (gk_slot){p->left, p->right, p->right};
        }
    }
}

static void finish(const grid_work *w, gk_grid *out)
{
    out->count = w->count;
    for (size_t c = 0; c < w->count; c++) out->slots[c] = w->columns[c].slot;
    out->label_left = FAR;
    for (size_t i = 0; i < w->rows; i++) {
        const gk_tline *l = line_of(w, i);
        gk_placed *row = &out->rows[i];
        *row = (gk_placed){.line = w->region->first + i, .label = w->labels[i]};
        for (size_t c = 0; c < GK_COLUMNS_MOST; c++) {
            const gk_piece *p = c < w->count ? w->columns[c].pieces[i] : NULL;
            row->cells[c] = p ? (int)(p - l->pieces) : -1;
        }
        if (!row->label) continue;
        if (l->pieces[0].left < out->label_left) out->label_left = l->pieces[0].left;
        int right = l->pieces[row->label - 1].right;
        if (l->count > row->label && right > out->label_right) out->label_right = right;
    }
}

void gk_table_grid(const gk_tpage *page, const gk_region *region, gk_arena *arena, gk_grid *out)
{
    grid_work w = {.page = page, .region = region, .arena = arena};
    w.rows = region->end - region->first;
    w.labels = gk_arena_array(arena, w.rows, sizeof *w.labels);
    *out = (gk_grid){.row_count = w.rows};
    out->rows = gk_arena_array(arena, w.rows, sizeof *out->rows);
    if (gk_table_is_ragged(page, region)) {
        gk_table_ragged_grid(page, region, out);
        return;
    }
    find_labels(&w);
    size_t most = 0;
    for (size_t i = 0; i < w.rows; i++) {
        size_t cells = line_of(&w, i)->count - w.labels[i];
        if (cells > most) most = cells;
    }
    for (size_t cells = most; cells > 0; cells--)
        for (size_t i = 0; i < w.rows; i++)
            if (line_of(&w, i)->count - w.labels[i] == cells) place_row(&w, i);
    join_stray_labels(&w);
    add_empty_columns(&w);
    finish(&w, out);
}
