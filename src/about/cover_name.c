/* SPDX-License-Identifier: Apache-2.0
 *
 * The registrant's name. It stands above "(Exact name of registrant as specified in its charter)";
 * where several registrants file together it stands below, in the column of that heading; where the
 * cover does without the phrase, it follows the Commission file number.
 */
#include "about/cover.h"

#include "about/names.h"

#include <string.h>

enum { MOST_LINES = 14 };

/* What stands on a cover and is no name: where a line has one of these, it is something else. */
static const char *const items[] = {"commission file",
                                    "commission -",
                                    "file number",
                                    "file no",
                                    "form 10",
                                    "form 8",
                                    "form 20",
                                    "transition period",
                                    "fiscal year",
                                    "year ended",
                                    "act of 1934",
                                    "act of 1933",
                                    "date of report",
                                    "earliest event",
                                    "washington, d",
                                    "united states",
                                    "exchange commission",
                                    "i.r.s.",
                                    "irs employer",
                                    "employer identification",
                                    "state of incorp",
                                    "state or other",
                                    "jurisdiction",
                                    "of incorporation",
                                    "period ended",
                                    "mark one",
                                    "current report",
                                    "annual report",
                                    "quarterly report",
                                    "pursuant to",
                                    "exact name",
                                    "telephone",
                                    "principal executive",
                                    "zip code",
                                    "indicate by",
                                    "table of contents",
                                    "registrant as specified",
                                    "securities registered",
                                    "(address",
                                    "www.",
                                    "for the quarter",
                                    "specified in",
                                    "organization)",
                                    "identification no"};

static const char *const no_former[] = {"n/a", "not applicable", "none", "same", "no change", "na",
                                        "n.a."};

static bool has_item(const char *text)
{
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        if (strcasestr(text, items[i])) return true;
    return false;
}

static size_t letters_of(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (unsigned char)*s >= 0xC3;
    return n;
}

/* Rules, numbers, dates, "or": what may stand between a name and its caption. */
static bool is_noise(const char *text)
{
    size_t at = 0, n = strlen(text);
    char *lower = gk_strndup(text, n);
    flow_lower(lower);
    day d;
    bool date = day_at(lower, n, &at, &d);
    bool noise = date || letters_of(text) < 2 || strcmp(lower, "or") == 0;
    gk_free(lower);
    return noise;
}

static bool is_name(const char *text)
{
    return letters_of(text) >= 2 && strlen(text) <= 120 && *text != '(' && !has_item(text);
}

/* The cell of the line that stands over or under [left, right), or its only one. */
static const flow_cell *cell_near(const flow_cell *cells, size_t count, int left, int right)
{
    if (count == 1) return cells;
    for (size_t i = 0; i < count; i++)
        if (cells[i].left < right && cells[i].right > left) return &cells[i];
    return NULL;
}

static void propose_name(work *w, const char *text, int rank, size_t at)
{
    char *clean = name_clean(w->arena, text, strlen(text));
    if (!is_name(clean) || name_is_generic(clean)) return;
    work_propose(w, GK_FIELD_COMPANY, name_restored(&w->flow, clean), rank, at, NULL);
}

/* A name goes on in the line below where that is only a legal form, or where it ends open. */
static bool goes_on(const char *above, const char *below)
{
    size_t n = strlen(above);
    if (n && (above[n - 1] == ',' || above[n - 1] == '&')) return true;
    if (n > 3 && (strcasecmp(above + n - 3, " of") == 0 ||
                  (n > 4 && strcasecmp(above + n - 4, " and") == 0)))
        return true;
    return !strchr(below, ' ') && name_has_form(below);
}

/* The name above line `caption`, whose text stands in [left, right). */
static bool name_above(work *w, const cover *c, size_t caption, int left, int right, int rank)
{
    const flow *f = &w->flow;
    char *name = NULL;
    size_t at = 0, last = caption;
    for (size_t i = caption; i-- > c->lines && caption - i < MOST_LINES;) {
        flow_cell cells[FLOW_CELLS];
        size_t count = flow_cells(f, &f->lines[i], cells);
        const flow_cell *cell = cell_near(cells, count, left, right);
        if (!cell) {
            if (name) break;
            continue;
        }
        if (!name && is_noise(cell->text)) continue;
        if (!is_name(cell->text)) break;
        if (name && (f->lines[last].line - f->lines[i].line > 1 || !goes_on(cell->text, name)))
            break;
        name = name ? gk_arena_format(w->arena, "%s %s", cell->text, name) : cell->text;
        at = f->lines[i].start;
        last = i;
    }
    if (name) propose_name(w, name, rank, at);
    return name != NULL;
}

/* Whether the cell is more of the heading; small capitals may stand apart ("as S pecified"). */
static bool is_heading(const char *text)
{
    static const char *const words[] = {"charter",       "registrant", "specified",
                                        "incorporation", "exactname",  "jurisdiction"};
    char squeezed[64];
    size_t n = 0;
    for (; *text && n + 1 < sizeof squeezed; text++)
        if (*text != ' ') squeezed[n++] = *text;
    squeezed[n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(squeezed, words[i])) return true;
    return false;
}

/* The names in the column below a heading: the first that is one. */
static bool name_below(work *w, const cover *c, size_t caption, int left, int right)
{
    const flow *f = &w->flow;
    for (size_t i = caption + 1; i < c->lines_end && i < caption + MOST_LINES; i++) {
        flow_cell cells[FLOW_CELLS];
        size_t count = flow_cells(f, &f->lines[i], cells);
        const flow_cell *cell = cell_near(cells, count, left, right);
        if (cell && strcasestr(cell->text, "address")) return false;
        if (!cell || is_noise(cell->text) || !is_name(cell->text)) continue;
        if (is_heading(cell->text)) continue;
        propose_name(w, cell->text, RANK_COVER, f->lines[i].start);
        return true;
    }
    return false;
}

/* The caption "(Exact name of registrant ...)": its line and its cell. */
static bool find_caption(const flow *f, const cover *c, size_t *line, flow_cell *cell,
                         size_t *cells_on_line)
{
    static const char *const captions[] = {"exact name", "name of registrant",
                                           "name of the registrant", "name of issuer",
                                           "name of subject company"};
    for (size_t k = 0; k < sizeof captions / sizeof *captions; k++) {
        size_t at = flow_find(f, c->start, c->end, captions[k]);
        if (at == FLOW_NONE) continue;
        flow_cell cells[FLOW_CELLS];
        *line = flow_line_of(f, at);
        *cells_on_line = flow_cells(f, &f->lines[*line], cells);
        for (size_t i = 0; i < *cells_on_line; i++) {
            if (!strcasestr(cells[i].text, captions[k])) continue;
            *cell = cells[i];
            return true;
        }
    }
    return false;
}

/* "EXAMPLE CORP (Exact name of registrant ...)" in one cell. */
static bool name_inline(work *w, const flow_cell *cell, size_t at)
{
    const char *paren = strchr(cell->text, '(');
    if (!paren || paren == cell->text || !strcasestr(paren, "name of")) return false;
    char *name = gk_arena_strndup(w->arena, cell->text, (size_t)(paren - cell->text));
    propose_name(w, name, RANK_COVER, at);
    return true;
}

static void after_file_number(work *w, const cover *c)
{
    const flow *f = &w->flow;
    size_t at = flow_find(f, c->start, c->end, "commission file n");
    if (at == FLOW_NONE) return;
    for (size_t i = flow_line_of(f, at) + 1; i < c->lines_end; i++) {
        flow_cell cells[FLOW_CELLS];
        if (flow_cells(f, &f->lines[i], cells) == 0 || is_noise(cells[0].text)) continue;
        if (is_name(cells[0].text))
            propose_name(w, cells[0].text, RANK_SIGNED - 1, f->lines[i].start);
        return;
    }
}

static void former_name(work *w, const cover *c)
{
    const flow *f = &w->flow;
    size_t at = flow_find(f, c->start, c->end, "(former name");
    if (at == FLOW_NONE) return;
    size_t caption = flow_line_of(f, at);
    for (size_t i = caption; i-- > c->lines && caption - i < 4;) {
        const flow_line *line = &f->lines[i];
        char *text = gk_arena_strndup(w->arena, f->text + line->start, line->end - line->start);
        if (is_noise(text)) continue;
        for (size_t k = 0; k < sizeof no_former / sizeof *no_former; k++)
            if (strcasestr(text, no_former[k]) == text) return;
        char *clean = name_clean(w->arena, text, strlen(text));
        if (is_name(clean) && name_has_form(clean))
            work_alias(w, name_restored(f, clean), line->start, NULL);
        return;
    }
}

void cover_name(work *w, const cover *c)
{
    size_t line, cells_on_line;
    flow_cell cell;
    if (find_caption(&w->flow, c, &line, &cell, &cells_on_line)) {
        bool columns = cells_on_line > 1;
        bool done = name_inline(w, &cell, w->flow.lines[line].start);
        if (!done && columns) done = name_below(w, c, line, cell.left, cell.right);
        if (!done) done = name_above(w, c, line, cell.left, cell.right, RANK_COVER);
        bool broken = !strcasestr(cell.text, "specified") && !strcasestr(cell.text, "charter");
        if (!done && !columns && broken) name_below(w, c, line, cell.left, cell.right);
    } else {
        after_file_number(w, c);
    }
    former_name(w, c);
}
