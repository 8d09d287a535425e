/* SPDX-License-Identifier: Apache-2.0
 *
 * The trading symbol: in the column "Trading Symbol(s)" of the securities registered, in the row of
 * the common stock, else in the first.
 */
#include "about/cover.h"

#include <string.h>

enum { ROWS = 24, LEFT_SLACK = 14 };

static bool is_symbol(const char *s)
{
    size_t n = 0;
    for (; s[n]; n++) {
        bool letter = s[n] >= 'A' && s[n] <= 'Z';
        bool mark = n > 0 && (s[n] == '.' || s[n] == '-') && s[n + 1];
        if (!letter && !mark) return false;
    }
    return n >= 1 && n <= 6;
}

static bool is_common(const char *text)
{
    static const char *const words[] = {"common", "ordinary", "american depositary", "class a"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(text, words[i])) return true;
    return false;
}

/* Where the heading "Symbol(s)" stands on the line. */
static bool heading(const flow *f, size_t line, int *left, int *right)
{
    flow_cell cells[FLOW_CELLS];
    size_t count = flow_cells(f, &f->lines[line], cells);
    for (size_t i = 0; i < count; i++) {
        if (!strcasestr(cells[i].text, "symbol") && !strcasestr(cells[i].text, "trading")) continue;
        *left = cells[i].left;
        *right = cells[i].right;
        return true;
    }
    return false;
}

/* The symbol of a row, in the heading's column; NULL. */
static const char *symbol_of(const flow_cell *cells, size_t count, int left, int right)
{
    for (size_t i = 0; i < count; i++) {
        bool under = cells[i].left < right + LEFT_SLACK && cells[i].right > left - LEFT_SLACK;
        if (under && is_symbol(cells[i].text)) return cells[i].text;
    }
    return NULL;
}

void cover_ticker(work *w, const cover *c)
{
    const flow *f = &w->flow;
    size_t at = flow_find(f, c->start, c->end, "symbol");
    if (at == FLOW_NONE) return;
    size_t first = flow_line_of(f, at);
    int left, right;
    if (!heading(f, first, &left, &right)) return;
    bool common_before = false;
    for (size_t i = first + 1; i < c->lines_end && i < first + ROWS; i++) {
        const flow_line *line = &f->lines[i];
        char *text = gk_arena_strndup(w->arena, f->text + line->start, line->end - line->start);
        if (strcasestr(text, "12(g)") || strcasestr(text, "indicate by")) return;
        flow_cell cells[FLOW_CELLS];
        const char *symbol = symbol_of(cells, flow_cells(f, line, cells), left, right);
        bool common = is_common(text);
        if (symbol && strcmp(symbol, "N/A") != 0)
            work_propose(w, GK_FIELD_TICKER, symbol,
                         common || common_before ? RANK_COVER : RANK_COVER - 1, line->start, NULL);
        common_before = common && !symbol;
    }
}
