/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines around a table that say nothing but a period: "YEAR ENDED MAY 31, 2023" over all columns,
 * "Three Months Ended    Six Months Ended" over two halves of them, "Fiscal Six Months Ended"
 * between rows. A table's own headings do not always have them.
 */
#include "facts/parts.h"

#include <string.h>

enum { ABOVE = 3, PIECES_MOST = 24, REST_MOST = 12, LINE_MOST = 400 };

typedef struct line {
    const char *s;
    size_t n;
} line;

/* Line `number`, from 1; empty where there is none. */
static line line_of(const gk_doc_page *page, int number)
{
    const char *s = page->text, *end = page->text + page->length;
    for (int i = 1; i < number && s < end; i++) {
        const char *next = memchr(s, '\n', (size_t)(end - s));
        s = next ? next + 1 : end;
    }
    const char *next = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;
    return (line){s, (size_t)((next ? next : end) - s)};
}

/* What is said by what stands together: two blanks part it from its neighbours. Returns how many
 * pieces say a period; SIZE_MAX: something else stands there, too. */
static size_t read_pieces(line l, gk_arena *arena, gk_facts_said *out)
{
    size_t count = 0;
    if (l.n > LINE_MOST) return SIZE_MAX;
    for (size_t i = 0; i < l.n;) {
        while (i < l.n && l.s[i] == ' ') i++;
        size_t start = i;
        while (i < l.n && !(l.s[i] == ' ' && (i + 1 >= l.n || l.s[i + 1] == ' '))) i++;
        if (i == start) break;
        gk_facts_said said;
        gk_facts_read_said(gk_arena_strndup(arena, l.s + start, i - start), arena, &said);
        bool period = gk_facts_says_period(&said) && !said.opening && !said.change;
        if (!period && count == 0) continue; /* a unit, or what the labels are */
        if (!period || strlen(said.rest) > REST_MOST || count == PIECES_MOST) return SIZE_MAX;
        out[count++] = said;
    }
    return count;
}

/* Gives n pieces to the columns, as many to each. */
static void give(const gk_facts_said *pieces, size_t n, gk_facts_said *columns, size_t count)
{
    if (n == 0 || count % n != 0) return;
    for (size_t c = 0; c < count; c++)
        columns[c] = gk_facts_join(columns[c], &pieces[c / (count / n)]);
}

void gk_facts_read_heads(const gk_doc_page *page, const gk_table *table, int behind,
                         gk_arena *arena, gk_facts_said *columns)
{
    gk_facts_said pieces[PIECES_MOST];
    int first = table->first_line - ABOVE, end = table->rows[0].first_line;
    if (first <= behind) first = behind + 1;
    for (int i = end - 1; i >= first; i--) {
        size_t n = read_pieces(line_of(page, i), arena, pieces);
        if (n == SIZE_MAX || n == 0) continue;
        if (n == table->column_count + 1 && !pieces[0].year && pieces[1].year) {
            give(pieces + 1, n - 1, columns, table->column_count);
            give(pieces, 1, columns, table->column_count);
        } else {
            give(pieces, n, columns, table->column_count);
        }
    }
}

bool gk_facts_read_banner(const gk_doc_page *page, int first, int last, gk_arena *arena,
                          gk_facts_said *out)
{
    gk_facts_said pieces[PIECES_MOST];
    for (int i = last; i >= first; i--) {
        if (read_pieces(line_of(page, i), arena, pieces) != 1) continue;
        *out = pieces[0];
        return true;
    }
    return false;
}
