/* SPDX-License-Identifier: Apache-2.0
 *
 * Where tables stand on a page. Rows belong together until a paragraph, new column headings, a new
 * unit line or figures that line up otherwise part them; above the first row stand the headings,
 * above these the title.
 */
#include "table/parts.h"

#include <string.h>
#include <strings.h>

enum {
    HEAD_LINES = 14, /* headings of a table at most */
    TITLE_LINES = 6, /* title, unit and period lines above them */
    HEAD_BLANKS = 2, /* blank lines within a head */
    PARAGRAPH = 75,  /* columns from which a line of prose is a paragraph's */
    LEAD_LINES = 6,
    UNIT_LINES = 120, /* above a table, in which the page may state a unit */
    SLACK = 3         /* columns by which figures of one column may miss each other */
};

bool gk_table_says_continued(const char *s, size_t n)
{
    static const char *const words[] = {"continued", "cont’d", "cont'd", "(cont.)", "（续",
                                        "(续",       "（續",   "续上表", "接上表"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        for (size_t i = 0; i + m <= n; i++) {
            if (strncasecmp(s + i, words[k], m) != 0) continue;
            /* "continued growth" is prose. */
            size_t end = i + m;
            while (end < n && (s[end] == ' ' || s[end] == ')')) end++;
            if (k > 3 || end == n || s[i + m] == ')' || s[end] == ' ') return true;
        }
    }
    return false;
}

static int line_width(const gk_tline *l)
{
    return l->count ? l->pieces[l->count - 1].right - l->pieces[0].left : 0;
}

static bool is_blank(const gk_tline *l)
{
    return l->kind == GK_TLINE_BLANK || l->kind == GK_TLINE_AWAY;
}

/* "(In millions, except number of shares, which are reflected in thousands, ...)": it may be wide.
 */
static bool is_bracketed(const gk_tpage *page, const gk_tline *l)
{
    size_t start = l->pieces[0].start, end = l->end;
    while (end > start && page->text[end - 1] == ' ') end--;
    return end > start + 1 && page->text[start] == '(' && page->text[end - 1] == ')';
}

static bool states_unit(const gk_tpage *page, const gk_tline *l)
{
    gk_unit unit;
    return l->count == 1 && l->kind != GK_TLINE_ROW &&
           (line_width(l) < 90 || is_bracketed(page, l)) &&
           gk_unit_find(page->text + l->start, l->end - l->start, &unit);
}

/* "√适用 □不适用": a form's answer parts what stands around it. */
static bool is_form(const gk_tpage *page, const gk_tline *l)
{
    const char *s = page->text + l->start;
    size_t n = l->end - l->start;
    bool box = memmem(s, n, "□", strlen("□")) || memmem(s, n, "√", strlen("√"));
    return box && (memmem(s, n, "适用", strlen("适用")) || memmem(s, n, "否", strlen("否")));
}

/* ---- where rows end ------------------------------------------------------------------------- */

/* Where figures line up on a line: their anchors. */
static size_t anchors(const gk_tline *l, int *out, size_t most)
{
    size_t count = 0;
    for (size_t k = 0; k < l->count && count < most; k++)
        if (l->pieces[k].kind != GK_PIECE_TEXT && !(k == 0 && l->count > 1 && l->pieces[k].year))
            out[count++] = l->pieces[k].anchor;
    return count;
}

/* Whether the row's figures stand in columns that rows [first, last] have. */
static bool lines_up(const gk_tpage *page, size_t first, size_t last, size_t row)
{
    int these[GK_COLUMNS_MOST], those[GK_COLUMNS_MOST];
    size_t count = anchors(&page->lines[row], these, GK_COLUMNS_MOST), met = 0, looked = 0;
    bool found[GK_COLUMNS_MOST] = {false};
    for (size_t i = last + 1; i-- > first && looked < 12;) {
        if (page->lines[i].kind != GK_TLINE_ROW) continue;
        looked++;
        size_t n = anchors(&page->lines[i], those, GK_COLUMNS_MOST);
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < n; b++)
                if (these[a] - those[b] <= SLACK && those[b] - these[a] <= SLACK) found[a] = true;
    }
    for (size_t a = 0; a < count; a++) met += found[a];
    return met * 2 >= count;
}

/* Column headings between two rows: periods in columns, or several pieces that stand over figures
 * and follow a blank line. */
static bool is_new_head(const gk_tpage *page, size_t i, size_t last)
{
    const gk_tline *l = &page->lines[i];
    if (l->kind != GK_TLINE_TEXT) return false;
    if (l->periods) return l->count >= 2 || l->pieces[0].left > 30;
    bool blank_before = i > last + 1;
    return blank_before && l->count >= 3;
}

/* Whether lines (last, next), between two rows, part the tables. */
static bool parts(const gk_tpage *page, size_t first, size_t last, size_t next)
{
    size_t blanks = 0, prose = 0;
    for (size_t i = last + 1; i < next; i++) {
        const gk_tline *l = &page->lines[i];
        if (is_blank(l)) {
            blanks++;
            continue;
        }
        /* "Retail square footage (in thousands)" among rows is a section's label. */
        bool within = i == last + 1 && next == i + 1 &&
                      !gk_table_is_unit(page->text + l->pieces[0].start,
                                        l->end - l->pieces[0].start);
        if (is_new_head(page, i, last) || is_form(page, l)) return true;
        if (states_unit(page, l) && !within) return true;
        if (l->note && line_width(l) > 40) return true;
        if (l->kind != GK_TLINE_PROSE) continue;
        prose++;
        /* One long line is a wrapped label, if it stands close to a row. */
        bool close = !is_blank(&page->lines[i - 1]) || !is_blank(&page->lines[i + 1]);
        if (prose >= 2 && line_width(l) > PARAGRAPH) return true;
        if (!close && line_width(l) > PARAGRAPH) return true;
        if (prose >= 3) return true;
    }
    if (blanks == 0) return false;
    if (blanks >= 6) return true;
    return !lines_up(page, first, last, next);
}

static size_t last_row(const gk_tpage *page, size_t first)
{
    size_t last = first;
    for (size_t i = first + 1; i < page->count; i++) {
        if (page->lines[i].kind != GK_TLINE_ROW) continue;
        if (parts(page, first, last, i)) break;
        last = i;
    }
    return last;
}

/* Labels without figures that follow the last row closely are rows, too. */
static size_t rows_end(const gk_tpage *page, size_t first, size_t last)
{
    int left = page->lines[last].pieces[0].left;
    for (size_t i = first; i <= last; i++)
        if (page->lines[i].kind == GK_TLINE_ROW && page->lines[i].pieces[0].left < left)
            left = page->lines[i].pieces[0].left;
    size_t end = last + 1;
    while (end < page->count) {
        const gk_tline *l = &page->lines[end];
        if (l->kind != GK_TLINE_TEXT || l->count != 1 || l->note || l->periods) break;
        if (l->pieces[0].left > left + 12 || l->pieces[0].right - l->pieces[0].left > 60) break;
        if (is_form(page, l) || states_unit(page, l)) break;
        if (end + 1 < page->count && is_new_head(page, end + 1, end)) break;
        end++;
    }
    return end;
}

/* ---- heads ---------------------------------------------------------------------------------- */

/* Display columns of a table's rows: where labels begin, figures begin, and all ends. */
typedef struct extent {
    int left, figures, right;
} extent;

static extent extent_of(const gk_tpage *page, size_t first, size_t last)
{
    extent e = {.left = 1 << 20, .figures = 1 << 20};
    for (size_t i = first; i <= last; i++) {
        const gk_tline *l = &page->lines[i];
        if (l->kind != GK_TLINE_ROW) continue;
        if (l->pieces[0].left < e.left) e.left = l->pieces[0].left;
        if (l->pieces[l->count - 1].right > e.right) e.right = l->pieces[l->count - 1].right;
        for (size_t k = 0; k < l->count; k++) {
            if (l->pieces[k].kind == GK_PIECE_TEXT || (k == 0 && l->count > 1)) continue;
            if (l->pieces[k].left < e.figures) e.figures = l->pieces[k].left;
            break;
        }
    }
    return e;
}

/* A piece alone on its line is over the columns where it begins there, or is centred over them
 * rather than over the whole table, as a title is. */
static bool is_centred_over(const gk_piece *p, const extent *e)
{
    int twice = p->left + p->right;
    int table = twice - (e->left + e->right), columns = twice - (e->figures + e->right);
    if (table < 0) table = -table;
    if (columns < 0) columns = -columns;
    return p->left > e->left + 4 && twice > 2 * e->figures - 8 && columns + 4 < table;
}

/* Whether a line is a level of column headings: something stands over the figures. */
static bool is_over_columns(const gk_tline *l, const extent *e)
{
    int figures = e->figures;
    if (l->kind != GK_TLINE_TEXT || l->count == 0) return false;
    const gk_piece *last = &l->pieces[l->count - 1];
    if (l->count >= 2 && last->right > figures - 4) return true;
    if (l->count == 1 && is_centred_over(last, e)) return true;
    return l->periods ? last->right > figures : last->left >= figures - 8;
}

static bool states_unit_alone(const gk_tpage *page, size_t i)
{
    const gk_tline *l = &page->lines[i];
    return l->count >= 1 && l->count <= 2 && !l->periods &&
           gk_table_is_unit(page->text + l->pieces[0].start, l->end - l->pieces[0].start);
}

/* A Chinese unit line ends the levels; so does a title that is centred over the whole table. */
static bool is_level(const gk_tpage *page, size_t i, const extent *e)
{
    const gk_tline *l = &page->lines[i];
    if (states_unit_alone(page, i))
        return l->pieces[0].left >= e->figures && page->text[l->pieces[0].start] == '(';
    if (l->count != 1 || l->periods) return true;
    return l->pieces[0].left >= e->figures || is_centred_over(&l->pieces[0], e);
}

/* The lines above the first row that may be its head, up to a paragraph or another row. */
static size_t head_start(const gk_tpage *page, size_t least, size_t first)
{
    size_t start = first, blanks = 0, lines = 0;
    for (size_t i = first; i-- > least && lines < HEAD_LINES + TITLE_LINES;) {
        const gk_tline *l = &page->lines[i];
        if (is_blank(l)) {
            if (l->kind == GK_TLINE_BLANK && ++blanks > HEAD_BLANKS) break;
            continue;
        }
        if (is_form(page, l)) break;
        if (l->kind == GK_TLINE_PROSE && !(is_bracketed(page, l) && states_unit(page, l))) {
            /* A long label over the first row. */
            bool label = i + 1 < page->count && !is_blank(&page->lines[i + 1]) && i > least &&
                         first - i <= 3 && lines == first - i - 1 && !l->note &&
                         page->lines[i - 1].kind == GK_TLINE_TEXT;
            if (!label) break;
        }
        if (l->kind == GK_TLINE_ROW) break;
        blanks = 0;
        lines++;
        start = i;
    }
    return start;
}

static void find_lead(const gk_tpage *page, size_t least, gk_region *r)
{
    r->lead = SIZE_MAX;
    size_t i = r->title;
    while (i > least && page->lines[i - 1].kind == GK_TLINE_BLANK && r->title - i < 3) i--;
    if (i == least || page->lines[i - 1].kind != GK_TLINE_PROSE) return;
    const gk_tline *last = &page->lines[i - 1];
    size_t end = last->end;
    while (end > last->start && page->text[end - 1] == ' ') end--;
    bool leads = end > last->start && page->text[end - 1] == ':';
    leads = leads || (end >= 3 + last->start && memcmp(page->text + end - 3, "：", 3) == 0);
    if (!leads) return;
    size_t lines = 0;
    while (i > least && lines++ < LEAD_LINES && page->lines[i - 1].kind == GK_TLINE_PROSE) i--;
    r->lead = i;
}

/* A unit line that stands alone above, of the page or of a table before. */
static size_t unit_above(const gk_tpage *page, size_t line)
{
    size_t looked = 0;
    for (size_t i = line; i-- > 0 && looked++ < UNIT_LINES;)
        if (states_unit(page, &page->lines[i])) return i;
    return SIZE_MAX;
}

static void find_head(const gk_tpage *page, size_t least, size_t last, gk_region *r)
{
    extent e = extent_of(page, r->first, last);
    size_t row = r->first, start = head_start(page, least, row);
    /* The lowest level of headings; below it stand labels. */
    size_t low = SIZE_MAX, high = SIZE_MAX;
    for (size_t i = row; i-- > start;)
        if (is_over_columns(&page->lines[i], &e) && !states_unit_alone(page, i)) {
            low = i;
            break;
        }
    if (low != SIZE_MAX) {
        high = low;
        size_t gap = 0;
        for (size_t i = low; i-- > start && gap <= 1;) {
            if (is_blank(&page->lines[i])) {
                gap++;
            } else if (!is_level(page, i, &e)) {
                break;
            } else if (is_over_columns(&page->lines[i], &e)) {
                high = i;
                gap = 0;
            } else if (page->lines[i].count == 1 && i > start &&
                       is_over_columns(&page->lines[i - 1], &e)) {
                gap++; /* a stub between two levels */
            } else {
                break;
            }
        }
        r->head = high;
        r->first = low + 1;
        while (r->first < row &&
               (is_blank(&page->lines[r->first]) || states_unit_alone(page, r->first)))
            r->first++;
    } else {
        /* No headings: section labels right above the first row are rows, what is over a blank line
         * is the title. */
        size_t label = row;
        while (label > start && !is_blank(&page->lines[label - 1]) &&
               !states_unit(page, &page->lines[label - 1]))
            label--;
        r->head = r->first = label;
    }
    r->title = start < r->head ? start : r->head;
    while (r->title < r->head && is_blank(&page->lines[r->title])) r->title++;
    if (r->head - r->title > HEAD_LINES) r->title = r->head;
    find_lead(page, least, r);
    r->unit = SIZE_MAX;
    for (size_t i = r->first; i-- > r->title && r->unit == SIZE_MAX;) {
        gk_unit unit;
        const gk_tline *l = &page->lines[i];
        if (gk_unit_find(page->text + l->start, l->end - l->start, &unit)) r->unit = i;
    }
    for (size_t i = r->title; i-- > r->lead && r->lead != SIZE_MAX && r->unit == SIZE_MAX;) {
        gk_unit unit;
        const gk_tline *l = &page->lines[i];
        if (gk_unit_find(page->text + l->start, l->end - l->start, &unit)) r->unit = i;
    }
    if (r->unit == SIZE_MAX) r->unit = unit_above(page, r->title);
    for (size_t i = r->title; i < r->first; i++)
        if (gk_table_says_continued(page->text + page->lines[i].start,
                                    page->lines[i].end - page->lines[i].start))
            r->continued = true;
}

/* ---- what is no table ----------------------------------------------------------------------- */

/* The contents of a document: one figure, a page's number, that grows from row to row. */
static bool is_contents(const gk_tpage *page, const gk_region *r)
{
    size_t rows = 0, rising = 0;
    double before = 0;
    for (size_t i = r->first; i < r->end; i++) {
        const gk_tline *l = &page->lines[i];
        if (l->kind != GK_TLINE_ROW) continue;
        const gk_piece *p = &l->pieces[l->count - 1];
        if (p->kind != GK_PIECE_FIGURE || p->number.decimals || p->number.negative) return false;
        for (size_t k = 1; k + 1 < l->count; k++)
            if (l->pieces[k].kind != GK_PIECE_TEXT) return false;
        rows++;
        rising += p->number.value >= before && p->number.value < 1000;
        before = p->number.value;
    }
    if (rows < 4) return false;
    bool paged = false;
    for (size_t i = r->title; i < r->first; i++) {
        const gk_tline *l = &page->lines[i];
        const char *s = page->text + l->start;
        size_t n = l->end - l->start;
        paged = paged || memmem(s, n, "Page", 4) || memmem(s, n, "页", 3) ||
                memmem(s, n, "PART", 4) || memmem(s, n, "目录", 6);
    }
    return rising * 10 >= rows * 9 && (paged || rows >= 8);
}

static bool is_table(const gk_tpage *page, const gk_region *r)
{
    size_t rows = 0, figures = 0, labelled = 0;
    for (size_t i = r->first; i < r->end; i++) {
        const gk_tline *l = &page->lines[i];
        if (l->kind != GK_TLINE_ROW) continue;
        rows++;
        labelled += l->pieces[0].kind == GK_PIECE_TEXT || l->pieces[0].year;
        for (size_t k = 0; k < l->count; k++) figures += l->pieces[k].kind == GK_PIECE_FIGURE;
    }
    if (figures == 0) return false;
    bool headed = r->head < r->first;
    if (rows == 1) return headed && (figures >= 2 || labelled);
    if (rows == 2 && !headed) return figures >= 3 && labelled;
    return !is_contents(page, r);
}

/* ---- footnote marks of headings -------------------------------------------------------------- */

/* "(1)", "(12)" */
static bool is_bracketed_mark(const gk_tpage *page, const gk_piece *p)
{
    const char *s = page->text + p->start;
    size_t n = p->end - p->start, digits = 0;
    if (n < 3 || n > 4 || s[0] != '(' || s[n - 1] != ')') return false;
    for (size_t i = 1; i + 1 < n; i++) digits += s[i] >= '0' && s[i] <= '9';
    return digits == n - 2;
}

/* Whether a first row is the end of the headings: it has no label, and its only figures are
 * footnote marks beside texts. */
static bool is_marked_heading(const gk_tpage *page, size_t i)
{
    gk_tline *l = &page->lines[i];
    size_t texts = 0;
    for (size_t k = 0; k < l->count; k++) {
        if (l->pieces[k].kind == GK_PIECE_DASH) return false;
        texts += l->pieces[k].kind == GK_PIECE_TEXT;
        if (l->pieces[k].kind == GK_PIECE_FIGURE && !is_bracketed_mark(page, &l->pieces[k]))
            return false;
    }
    if (texts == 0) return false;
    size_t next = i + 1;
    while (next < page->count && next < i + 4 && page->lines[next].kind != GK_TLINE_ROW) next++;
    if (next >= page->count || page->lines[next].kind != GK_TLINE_ROW) return false;
    const gk_piece *label = &page->lines[next].pieces[0];
    return label->kind == GK_PIECE_TEXT && l->pieces[0].left > label->left + 8 &&
           l->pieces[0].left + 2 >= label->right;
}

/* A mark goes to the text before it. */
static void make_heading(gk_tline *l)
{
    size_t count = 0;
    l->kind = GK_TLINE_TEXT;
    for (size_t k = 0; k < l->count; k++) {
        gk_piece *p = &l->pieces[k];
        bool mark = p->kind == GK_PIECE_FIGURE;
        p->kind = GK_PIECE_TEXT;
        if (!mark || count == 0) {
            l->pieces[count++] = *p;
            continue;
        }
        gk_piece *text = &l->pieces[count - 1];
        if (text->marks == text->end) text->marks = p->start;
        text->end = p->end;
        text->right = text->anchor = p->right;
    }
    l->count = count;
}

size_t gk_table_regions(const gk_tpage *page, gk_arena *arena, gk_region **regions)
{
    size_t count = 0, capacity = 0, least = 0;
    gk_region *found = NULL;
    for (size_t i = 0; i < page->count; i++) {
        if (page->lines[i].kind != GK_TLINE_ROW) continue;
        if (is_marked_heading(page, i)) {
            make_heading(&page->lines[i]);
            continue;
        }
        gk_region r = {.first = i};
        size_t last = last_row(page, i);
        find_head(page, least, last, &r);
        r.end = rows_end(page, i, last);
        size_t before = r.title, behind = r.end;
        while (before > 0 && is_blank(&page->lines[before - 1])) before--;
        while (behind < page->count && (is_blank(&page->lines[behind]) || page->lines[behind].note))
            behind++;
        r.opens = before == 0;
        r.closes = behind == page->count;
        if (is_table(page, &r)) {
            found = gk_grow(found, count, &capacity, sizeof *found);
            found[count++] = r;
        }
        least = r.end;
        i = r.end - 1;
    }
    *regions = gk_arena_array(arena, count, sizeof **regions);
    if (count) memcpy(*regions, found, count * sizeof *found);
    gk_free(found);
    return count;
}
