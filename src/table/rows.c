/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows: labels that run over several lines joined, indents as levels, and the headings that each
 * row stands under. A line without figures is the begin or the end of a row's label, a heading of
 * the rows below it, or a row whose cells are all empty.
 */
#include "table/parts.h"

#include <string.h>
#include <strings.h>

enum { SECTIONS_MOST = 12, INDENT_STEP = 1, CENTRED = -1 };

/* A line of rows before labels are joined. */
typedef struct item {
    const gk_placed *placed;
    const gk_tline *line;
    size_t start, end; /* the label's bytes of the page's text; equal: none */
    int left, right;
    bool cells;         /* has any */
    bool after_blank;   /* a blank line stands above */
    bool joined;        /* its label is part of another's */
    bool wrapped;       /* its cells go on with those of the row above */
    size_t first, last; /* items whose labels are its own */
} item;

typedef struct row_work {
    gk_building *b;
    item *items;
    size_t count;
    int right;   /* how far labels reach */
    int deepest; /* the most indented label of a row with figures */
    size_t full; /* Chinese labels that reach so far: with two of them, it is where they wrap */
} row_work;

/* ---- labels --------------------------------------------------------------------------------- */

static const char *label(const row_work *w, const item *i) { return w->b->page->text + i->start; }

static bool begins_low(const row_work *w, const item *i)
{
    const char *s = label(w, i);
    return i->end > i->start && s[0] >= 'a' && s[0] <= 'z' && i->end - i->start > 1 &&
           s[1] != ')' && s[1] != '.';
}

static bool is_han_label(const row_work *w, const item *i)
{
    for (size_t at = i->start; at < i->end;)
        if (gk_is_han(gk_utf8_next(w->b->page->text, i->end, &at))) return true;
    return false;
}

static bool ends_with(const row_work *w, const item *i, const char *tail)
{
    size_t m = strlen(tail);
    return i->end - i->start >= m && memcmp(w->b->page->text + i->end - m, tail, m) == 0;
}

/* "…, net of", "… and": words that no label ends with. */
static bool ends_open(const row_work *w, const item *i)
{
    static const char *const words[] = {",",     " and", " of",   " the",  " for", " to",  " in",
                                        " from", " by",  " or",   " with", " on",  " a",   " at",
                                        " -",    " —",   " less", " than", " its", " net", "（"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (ends_with(w, i, words[k])) return true;
    return false;
}

static bool ends_in_colon(const row_work *w, const item *i)
{
    return ends_with(w, i, ":") || ends_with(w, i, "：");
}

/* A Chinese label that reaches the end of its column goes on below. */
static bool reaches_right(const row_work *w, const item *i)
{
    return i->right >= w->right - 3 && i->right - i->left >= 8 && is_han_label(w, i);
}

static size_t count_of(const row_work *w, const item *i, const char *what)
{
    size_t n = 0, m = strlen(what);
    for (const char *s = label(w, i), *end = w->b->page->text + i->end; s + m <= end; s++)
        n += memcmp(s, what, m) == 0;
    return n;
}

static bool is_full(const row_work *w, const item *i)
{
    if (ends_in_colon(w, i) || w->b->grid->ragged) return false;
    if (is_han_label(w, i) && count_of(w, i, "（") > count_of(w, i, "）")) return true;
    return w->full >= 2 && reaches_right(w, i);
}

/* Han labels that open an item of their own: "二、", "（一）", "1．". */
static bool begins_numbered(const row_work *w, const item *i)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五",
                                         "六", "七", "八", "九", "十"};
    const char *s = label(w, i);
    size_t n = i->end - i->start, at = 0;
    if (n > 3 && memcmp(s, "（", 3) == 0) at = 3;
    if (n > 1 && s[0] == '(') at = 1;
    size_t from = at;
    while (at < n && s[at] >= '0' && s[at] <= '9') at++;
    for (size_t k = 0; at == from && k < sizeof digits / sizeof *digits; k++)
        if (n >= at + 3 && memcmp(s + at, digits[k], 3) == 0) at += 3;
    if (at == from || at >= n) return n > 6 && memcmp(s, "其中", 6) == 0;
    return s[at] == '.' || s[at] == ')' ||
           (n >= at + 3 && (memcmp(s + at, "、", 3) == 0 || memcmp(s + at, "．", 3) == 0 ||
                            memcmp(s + at, "）", 3) == 0));
}

/* Whether the label of item i, which has no figures, goes on in the next item. */
static bool goes_on_below(const row_work *w, size_t i)
{
    if (i + 1 >= w->count) return false;
    const item *a = &w->items[i], *b = &w->items[i + 1];
    if (b->after_blank || a->end == a->start) return false;
    if (b->end == b->start)
        return !ends_in_colon(w, a) && b->cells && (a->cells || !begins_low(w, a));
    if (ends_in_colon(w, a)) return false;
    if (begins_low(w, b) || ends_open(w, a)) return true;
    return is_full(w, a) && !begins_numbered(w, b);
}

/* Whether item i, which has no figures, ends the label of the one before, which has. */
static bool ends_before(const row_work *w, size_t i)
{
    if (i == 0) return false;
    const item *a = &w->items[i - 1], *b = &w->items[i];
    if (b->after_blank || !a->cells) return false;
    const item *own = a->first < a->last ? &w->items[a->last] : a;
    if (a->end == a->start) {
        /* Figures in the middle of a label of three lines. */
        return a->first < a->last && is_full(w, &w->items[a->first]) && !begins_numbered(w, b);
    }
    if (ends_in_colon(w, own)) return false;
    if (begins_low(w, b))
        return i + 1 >= w->count || !begins_low(w, &w->items[i + 1]) ||
               w->items[i + 1].after_blank || ends_open(w, own);
    if (ends_open(w, own) && !ends_in_colon(w, b)) return true;
    return is_full(w, own) && !begins_numbered(w, b);
}

static void join_labels(row_work *w)
{
    for (size_t i = 0; i < w->count; i++) w->items[i].first = w->items[i].last = i;
    for (size_t i = 0; i < w->count; i++) {
        item *it = &w->items[i];
        if (it->wrapped) {
            it->joined = true;
            w->items[i - 1].last = i;
            continue;
        }
        if (it->cells) continue;
        if (ends_before(w, i) && !it->joined) {
            /* The row that has the figures takes it, and what it goes on with. */
            item *row = &w->items[i - 1];
            size_t last = i;
            while (last + 1 < w->count && !w->items[last + 1].cells && goes_on_below(w, last))
                last++;
            for (size_t k = i; k <= last; k++) w->items[k].joined = true;
            row->last = last;
            i = last;
            continue;
        }
        size_t last = i;
        while (last < w->count && !w->items[last].cells && goes_on_below(w, last)) last++;
        if (last == i) continue;
        for (size_t k = i; k < last; k++) w->items[k].joined = true;
        w->items[last].first = i;
        i = last - 1;
        if (!w->items[last].cells) i = last;
    }
}

static char *joined_label(const row_work *w, const item *i, const char **marks)
{
    gk_string text = {0};
    bool han = false;
    for (size_t k = i->first; k <= i->last; k++) {
        const item *part = &w->items[k];
        if (part->end == part->start) continue;
        if (text.length && !(han && is_han_label(w, part))) gk_string_add(&text, " ");
        gk_string_append(&text, label(w, part), part->end - part->start);
        han = is_han_label(w, part);
    }
    char *folded = gk_table_fold(w->b->arena, text.data ? text.data : "", text.length);
    gk_string_free(&text);
    size_t n = strlen(folded), cut = gk_table_marks(folded, n);
    *marks = "";
    if (cut > 0 && cut < n) {
        *marks = gk_table_fold(w->b->arena, folded + cut, n - cut);
        folded[cut] = '\0';
    }
    return folded;
}

/* ---- cells ---------------------------------------------------------------------------------- */

static gk_table_cell cell_of(const char *text, gk_arena *arena, const gk_piece *p)
{
    gk_table_cell cell = {.span = {p->start, p->marks}, .scale = 1};
    cell.text = gk_table_fold(arena, text + p->start, p->marks - p->start);
    cell.marks = gk_table_fold(arena, text + p->marks, p->end - p->marks);
    if (p->kind == GK_PIECE_DASH) {
        cell.state = GK_CELL_NIL;
    } else if (p->kind == GK_PIECE_TEXT) {
        cell.state = GK_CELL_TEXT;
    } else {
        cell.state = p->number.percent ? GK_CELL_PERCENT : GK_CELL_NUMBER;
        cell.value = p->number.value;
        cell.negative = p->number.negative;
        cell.currency = p->number.currency;
        cell.decimals = p->number.decimals;
        cell.scale = p->number.scale;
    }
    return cell;
}

static const gk_piece *piece_in(const item *i, size_t column)
{
    int piece = i->placed->cells[column];
    return piece < 0 ? NULL : &i->line->pieces[piece];
}

/* "1,858,221,567." over "60" is one figure; text under text is one text. */
static bool goes_on_in(const row_work *w, const gk_piece *above, const gk_piece *below)
{
    const char *text = w->b->page->text;
    if (!above) return false;
    if (below->kind == GK_PIECE_TEXT) return above->kind == GK_PIECE_TEXT;
    char last = text[above->end - 1];
    if (below->kind != GK_PIECE_FIGURE || (last != '.' && last != ',')) return false;
    for (size_t i = below->start; i < below->end; i++)
        if (text[i] < '0' || text[i] > '9') return false;
    return true;
}

/* Whether all cells of item i go on with those of the row above it, and its label, too, if it has
 * one. */
static bool is_wrapped(const row_work *w, size_t i)
{
    if (i == 0) return false;
    const item *above = &w->items[i - 1], *it = &w->items[i];
    if (it->after_blank || !above->cells || !it->cells || above->wrapped) return false;
    if (it->end > it->start && !is_full(w, above) && !begins_low(w, it)) return false;
    for (size_t c = 0; c < w->b->grid->count; c++) {
        const gk_piece *below = piece_in(it, c);
        if (below && !goes_on_in(w, piece_in(above, c), below)) return false;
    }
    return true;
}

/* The two halves of a cell as one, read anew. */
static gk_table_cell joined_cell(const row_work *w, const gk_piece *above, const gk_piece *below)
{
    const char *text = w->b->page->text;
    bool figure = below->kind == GK_PIECE_FIGURE;
    bool tight = figure || (unsigned char)text[below->start] >= 0xE3;
    char *whole = gk_arena_format(w->b->arena, "%.*s%s%.*s", (int)(above->end - above->start),
                                  text + above->start, tight ? "" : " ",
                                  (int)(below->end - below->start), text + below->start);
    gk_table_cell cell = {.scale = 1, .state = GK_CELL_TEXT};
    gk_piece *pieces;
    size_t n = strlen(whole);
    if (figure && gk_table_pieces(whole, 0, n, w->b->arena, &pieces) == 1 &&
        pieces[0].kind == GK_PIECE_FIGURE)
        cell = cell_of(whole, w->b->arena, &pieces[0]);
    cell.span = (gk_span){above->start, above->end};
    cell.text = gk_table_fold(w->b->arena, whole, n);
    cell.marks = "";
    return cell;
}

static void fill_cells(const row_work *w, size_t index, gk_table_row *row)
{
    const item *i = &w->items[index];
    const item *below = index + 1 < w->count && w->items[index + 1].wrapped ? i + 1 : NULL;
    size_t columns = w->b->grid->count;
    row->cells = gk_arena_array(w->b->arena, columns, sizeof *row->cells);
    for (size_t c = 0; c < columns; c++) {
        const gk_piece *p = piece_in(i, c), *more = below ? piece_in(below, c) : NULL;
        if (!p)
            row->cells[c] = (gk_table_cell){.text = "", .marks = "", .scale = 1};
        else if (more)
            row->cells[c] = joined_cell(w, p, more);
        else
            row->cells[c] = cell_of(w->b->page->text, w->b->arena, p);
    }
}

/* ---- indents and sections ------------------------------------------------------------------- */

/* Lefts of labels as levels: what is further right than one blank is the next level. */
static int level_of(const int *lefts, size_t count, int left)
{
    int level = 0;
    for (size_t k = 1; k < count; k++)
        if (left >= lefts[k] && lefts[k] - lefts[k - 1] > 0) level++;
    return level;
}

/* A heading right of where all rows' labels begin stands over all. */
static bool is_centred(const row_work *w, size_t i)
{
    return !w->items[i].cells && w->items[i].left >= w->deepest + 8;
}

static size_t levels(const row_work *w, int *lefts, size_t most)
{
    size_t count = 0;
    for (int from = -1; count < most;) {
        int next = 1 << 20;
        for (size_t i = 0; i < w->count; i++) {
            const item *it = &w->items[i];
            if (it->joined || it->end == it->start || is_centred(w, i)) continue;
            int left = w->items[it->first].left;
            if (left > from && left < next) next = left;
        }
        if (next == 1 << 20) break;
        if (count == 0 || next - lefts[count - 1] > INDENT_STEP) lefts[count++] = next;
        from = next;
    }
    return count;
}

/* "Total current assets" ends the section "Current assets:". */
static bool totals(const char *label_text, const char *section)
{
    size_t n = strlen(section);
    while (n && (section[n - 1] == ':' || section[n - 1] == ' ')) n--;
    if (n > 3 && memcmp(section + n - 3, "：", 3) == 0) n -= 3;
    if (n == 0) return false;
    if (strncasecmp(label_text, "total ", 6) == 0)
        return strncasecmp(label_text + 6, section, n) == 0;
    return strncmp(label_text, section, n) == 0 &&
           (strstr(label_text + n, "合计") || strstr(label_text + n, "小计"));
}

typedef struct section {
    const char *label;
    int indent;
    bool block; /* a blank line parts it from what stands above */
} section;

/* How many of the open sections hold a row. In a table whose sections blank lines part, a heading
 * at the same indent as such a section's is one within it. */
static size_t still_open(const section *open, size_t count, const gk_table_row *row, bool block,
                         bool after_heading)
{
    while (count) {
        const section *s = &open[count - 1];
        bool sibling = row->heading && s->indent == row->indent && !after_heading &&
                       !(s->block && !block);
        if (s->indent <= row->indent && !sibling) break;
        count--;
    }
    return count;
}

/* The open section that a row totals; count where it totals none. */
static size_t totalled(const section *open, size_t count, const gk_table_row *row)
{
    for (size_t k = 0; k < count && !row->heading; k++)
        if (totals(row->label, open[k].label)) return k;
    return count;
}

/* blocks[i]: row i is the first one, or follows a blank line. */
static void add_sections(gk_table *t, const bool *blocks, gk_arena *arena)
{
    section open[SECTIONS_MOST] = {0};
    size_t count = 0, parted = 0;
    for (size_t i = 1; i < t->row_count; i++) parted += blocks[i] && t->rows[i].heading;
    for (size_t i = 0; i < t->row_count; i++) {
        gk_table_row *row = &t->rows[i];
        bool block = parted && blocks[i];
        count = still_open(open, count, row, block, i > 0 && t->rows[i - 1].heading);
        size_t total = totalled(open, count, row);
        row->section_count = total < count ? total + 1 : count;
        row->sections = gk_arena_array(arena, row->section_count, sizeof *row->sections);
        for (size_t k = 0; k < row->section_count; k++) row->sections[k] = open[k].label;
        count = total;
        if (row->heading && count < SECTIONS_MOST)
            open[count++] = (section){row->label, row->indent, block};
    }
    for (size_t i = 0; i < t->row_count; i++)
        if (t->rows[i].indent < 0) t->rows[i].indent = 0;
}

/* A row without figures heads what follows: by a colon, by a deeper indent below, or, where labels
 * are not Chinese, by that alone: Chinese statements print items that have no figure. */
static bool is_heading(const row_work *w, size_t i)
{
    const item *it = &w->items[i];
    size_t next = i + 1;
    while (next < w->count && w->items[next].joined && !w->items[next].cells) next++;
    if (next >= w->count) return ends_in_colon(w, it);
    if (ends_in_colon(w, it) || !is_han_label(w, it)) return true;
    return w->items[w->items[next].first].left > w->items[it->first].left + INDENT_STEP;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void read_items(row_work *w)
{
    const gk_grid *grid = w->b->grid;
    bool blank = false;
    w->items = gk_arena_array(w->b->scratch, grid->row_count, sizeof *w->items);
    for (size_t r = 0; r < grid->row_count; r++) {
        const gk_placed *placed = &grid->rows[r];
        const gk_tline *line = &w->b->page->lines[placed->line];
        if (line->kind == GK_TLINE_BLANK || line->kind == GK_TLINE_AWAY) {
            blank = true;
            continue;
        }
        item *it = &w->items[w->count++];
        *it = (item){.placed = placed, .line = line, .after_blank = blank};
        blank = false;
        for (size_t c = 0; c < grid->count; c++) it->cells = it->cells || placed->cells[c] >= 0;
        if (!placed->label) continue;
        const gk_piece *first = &line->pieces[0], *last = &line->pieces[placed->label - 1];
        it->start = first->start;
        it->end = last->end;
        it->left = first->left;
        it->right = last->right;
        if (it->cells && it->right > w->right) w->right = it->right;
        if (it->cells && it->left > w->deepest) w->deepest = it->left;
    }
    for (size_t i = 0; i < w->count; i++)
        if (is_han_label(w, &w->items[i]) && w->items[i].right > w->right &&
            w->items[i].right < (w->b->grid->count ? w->b->grid->slots[0].left : 0))
            w->right = w->items[i].right;
    for (size_t i = 0; i < w->count; i++) w->full += reaches_right(w, &w->items[i]);
}

void gk_table_add_rows(gk_building *b)
{
    row_work w = {.b = b};
    read_items(&w);
    for (size_t i = 0; i < w.count; i++) w.items[i].wrapped = is_wrapped(&w, i);
    join_labels(&w);
    int lefts[SECTIONS_MOST];
    size_t level_count = levels(&w, lefts, SECTIONS_MOST);
    gk_table *t = b->table;
    t->rows = gk_arena_array(b->arena, w.count, sizeof *t->rows);
    bool *blocks = gk_arena_array(b->scratch, w.count, sizeof *blocks);
    for (size_t i = 0; i < w.count; i++) {
        const item *it = &w.items[i];
        if (it->joined) continue;
        gk_table_row *row = &t->rows[t->row_count++];
        const item *first = &w.items[it->first];
        blocks[t->row_count - 1] = first->after_blank || t->row_count == 1;
        row->label = joined_label(&w, it, &row->marks);
        row->page = b->page->number;
        row->line = (int)it->placed->line + 1;
        row->first_line = (int)first->placed->line + 1;
        row->last_line = (int)w.items[it->last].placed->line + 1;
        row->heading = !it->cells && is_heading(&w, i);
        row->indent = is_centred(&w, i) ? CENTRED : level_of(lefts, level_count, first->left);
        if (!*row->label) row->indent = 0;
        if (!*row->label && t->row_count > 1) row->indent = row[-1].indent;
        fill_cells(&w, i, row);
    }
    add_sections(t, blocks, b->arena);
}
