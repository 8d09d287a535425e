/* SPDX-License-Identifier: Apache-2.0
 *
 * people - the lists of those who take part, at a transcript's top or end. An entry is a name and
 * what describes it on one line, or on two with one or several names side by side:
 *
 *   Jane Roe -- Chief Financial Officer        * Jane Roe
 *   Sam Poe -- Example Bank -- Analyst           Example Inc. - CFO
 *
 *   Jane Roe                                   John Doe
 *   Chief Financial Officer, Example Inc.      Chief Executive Officer, Example Inc.
 */
#include "call/parts.h"

#include <string.h>

enum { COLUMNS = 4, LIST_LINES = 240, LINE_BYTES = 160, PEOPLE_MOST = 1000 };

typedef struct list {
    gk_call_lines *lines;
    gk_people *out;
    gk_call_kind kind;       /* whose list it is */
    size_t waiting[COLUMNS]; /* people that the line above named, without more */
    size_t waiting_count;
    bool waiting_adjacent; /* nothing stands between that line and this one */
} list;

static gk_person *add(gk_people *out, gk_person person)
{
    out->people = gk_grow(out->people, out->count, &out->capacity, sizeof *out->people);
    out->people[out->count] = person;
    return &out->people[out->count++];
}

static gk_piece without_bullet(gk_piece p, bool *bullet)
{
    static const char *const BULLETS[] = {"* ", "\xE2\x80\xA2", "\xC2\xB7", "- "};
    for (size_t i = 0; i < sizeof BULLETS / sizeof *BULLETS; i++)
        if (gk_piece_starts(p, BULLETS[i])) {
            size_t n = strlen(BULLETS[i]);
            *bullet = true;
            return gk_piece_trim((gk_piece){p.s + n, p.n - n});
        }
    return p;
}

/* Whether line i, which looks like names, is the second of a group of two lines: then it is what
 * describes the first, a firm that is written like a name. */
static bool second_of_two(const list *l, size_t i)
{
    bool ends = i + 1 >= l->lines->count || l->lines->lines[i + 1].kind != GK_CALL_LINE_TEXT;
    bool starts = i < 2 || l->lines->lines[i - 2].kind != GK_CALL_LINE_TEXT;
    return starts && ends;
}

static bool are_names(const gk_piece *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_call_is_role(cells[i]) || !gk_call_is_name(cells[i])) return false;
    return count > 0;
}

static void take_names(list *l, const gk_piece *cells, size_t count)
{
    l->waiting_count = 0;
    for (size_t i = 0; i < count; i++) {
        add(l->out, (gk_person){.name = cells[i], .kind = l->kind});
        l->waiting[l->waiting_count++] = l->out->count - 1;
    }
}

static bool describe_waiting(list *l, const gk_piece *cells, size_t count)
{
    if (!l->waiting_count || count > l->waiting_count) return false;
    for (size_t i = 0; i < count; i++) gk_call_describe(cells[i], &l->out->people[l->waiting[i]]);
    l->waiting_count = 0;
    return true;
}

static bool take_whole(list *l, const gk_piece *cells, size_t count)
{
    unsigned marks = GK_CALL_BY_DASH | GK_CALL_BY_COMMA | GK_CALL_BY_PARENTHESES;
    gk_person people[COLUMNS] = {0};
    for (size_t i = 0; i < count; i++) {
        people[i].kind = l->kind;
        if (!gk_call_split(cells[i], marks, &people[i])) return false;
    }
    for (size_t i = 0; i < count; i++) add(l->out, people[i]);
    l->waiting_count = 0;
    return count > 0;
}

/* One line of a list; false where the list is at its end. */
static bool entry(list *l, size_t i)
{
    gk_call_line *line = &l->lines->lines[i];
    gk_call_kind stand_in;
    if (gk_call_is_stand_in(line->text, &stand_in)) return false;
    bool bullet = false;
    gk_piece text = without_bullet(line->text, &bullet), cells[COLUMNS];
    if (text.n && text.s[text.n - 1] == ']' && gk_piece_find(text, "[") != SIZE_MAX) return false;
    size_t count = gk_piece_cells(text, cells, COLUMNS);
    bool names = are_names(cells, count);
    bool firm = names && !bullet && l->waiting_adjacent && second_of_two(l, i);
    if (names && !firm) {
        take_names(l, cells, count);
    } else if (!take_whole(l, cells, count) && !describe_waiting(l, cells, count)) {
        if (line->text.n > LINE_BYTES || gk_call_ends_sentence(line->text)) return false;
    }
    line->kind = GK_CALL_LINE_PEOPLE;
    return true;
}

/* Reads the list under the heading on line i; returns the line behind it. */
static size_t read_list(list *l, size_t i)
{
    gk_call_line *lines = l->lines->lines;
    if (l->out->count > PEOPLE_MOST) return i + 1;
    size_t last = i + LIST_LINES < l->lines->count ? i + LIST_LINES : l->lines->count;
    l->kind = lines[i].people;
    l->waiting_count = 0;
    for (i++; i < last; i++) {
        gk_call_line_kind kind = lines[i].kind;
        if (kind == GK_CALL_LINE_BLANK || kind == GK_CALL_LINE_RULE) {
            l->waiting_adjacent = false;
            continue;
        }
        if (kind != GK_CALL_LINE_TEXT || !entry(l, i)) return i;
        l->waiting_adjacent = l->waiting_count > 0;
    }
    return i;
}

void gk_people_read(gk_call_lines *lines, gk_people *out)
{
    list l = {.lines = lines, .out = out};
    for (size_t i = 0; i < lines->count;)
        i = lines->lines[i].kind == GK_CALL_LINE_PEOPLE ? read_list(&l, i) : i + 1;
}

const gk_person *gk_people_find(const gk_people *people, gk_piece name)
{
    for (size_t i = 0; i < people->count; i++)
        if (gk_call_same_name(people->people[i].name, name)) return &people->people[i];
    return NULL;
}
