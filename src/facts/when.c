/* SPDX-License-Identifier: Apache-2.0
 *
 * When a figure is of. What is said of it is taken from its column's heading, then from its row's
 * label where that is a date, from the headings that the row stands under, from the title, and at
 * last from what the document covers. A row between two dated balances covers the time between
 * them.
 */
#include "facts/making.h"

#include <math.h>
#include <stdlib.h>

enum { SURE = 12, DATED = 8 };

static int limited(int n, int most) { return n > most ? most : n < -most ? -most : n; }

static int nature_of_texts(const gk_facts_making *m, const gk_facts_row *r, const gk_table_row *row,
                           const gk_facts_column *column)
{
    if (r->concept != SIZE_MAX && r->score > 0.8) {
        gk_nature nature = gk_concepts_at(m->concepts, r->concept)->nature;
        if (nature != GK_NATURE_RATIO) return nature == GK_NATURE_STOCK ? SURE : -SURE;
    }
    int section = row->section_count ? gk_facts_nature(row->sections[row->section_count - 1]) : 0;
    return 3 * limited(gk_facts_nature(row->label), 3) + limited(section, 2) +
           2 * limited(gk_facts_nature(column->said.rest), 2) + limited(m->kind->nature, 6);
}

static bool is_moment(const gk_facts_making *m, const gk_facts_row *r, const gk_facts_column *read,
                      const gk_facts_said *all, const gk_table_row *row)
{
    const gk_facts_said *column = &read->said;
    if (all->opening || all->closing) return true;
    if (r->dated && !column->flow && !column->months) return true;
    if (column->months || column->flow || r->said.months || r->said.flow) return false;
    if (m->kind->statement == GK_STATEMENT_BALANCE) return true;
    if (m->kind->statement & (GK_STATEMENT_INCOME | GK_STATEMENT_CASH)) return false;
    if (r->rolled && !m->due) return false;
    if (m->due) return true;
    if (column->instant || r->said.instant) return true;
    int lean = nature_of_texts(m, r, row, read) + m->lean;
    if (column->dated || r->said.dated || (column->month && column->day)) lean += DATED;
    if (all->instant && !all->flow) lean += SURE;
    if (all->flow && !all->instant) lean -= SURE;
    return lean > 0;
}

/* The time between the dated balances above and below a row. */
static bool between(const gk_facts_making *m, size_t i, gk_fact_time *time)
{
    int before = 0, after = 0;
    for (size_t k = i; k-- > 0 && !before;) before = m->rows[k].balance;
    for (size_t k = i + 1; k < m->table->row_count && !after; k++) after = m->rows[k].balance;
    if (!before || !after || abs(after - before) < 20) return false;
    int last = before < after ? after : before, first = before < after ? before : after;
    *time = (gk_fact_time){.months = (int)lround((last - first) / 30.4375)};
    gk_facts_place(&m->calendar, last, time);
    time->start = gk_facts_written(first + 1);
    return true;
}

gk_fact_time gk_facts_time_of(const gk_facts_making *m, size_t i, size_t c)
{
    const gk_facts_row *r = &m->rows[i];
    gk_facts_said column = m->columns[c].said;
    if (r->months && column.months) column.months = r->months;
    gk_facts_said all = gk_facts_join(column, &r->said);
    all.opening = all.opening || r->said.opening;
    all.closing = r->said.closing;
    if (!m->columns[c].headed && !r->said.back && !r->said.opening && !r->said.closing &&
        !r->dated) {
        gk_fact_time time;
        if (between(m, i, &time)) return time;
    }
    gk_facts_said with_title = gk_facts_join(all, &m->title);
    bool moment = is_moment(m, r, &m->columns[c], &with_title, &m->table->rows[i]);
    return gk_facts_time(&m->calendar, &with_title, moment);
}

/* Balances that rows are between: their dates do not depend on the column. */
void gk_facts_read_balances(gk_facts_making *m)
{
    for (size_t i = 0; i < m->table->row_count; i++) {
        gk_facts_row *r = &m->rows[i];
        if (!r->dated) continue;
        gk_facts_said all = gk_facts_join(r->said, &m->title);
        gk_fact_time time = gk_facts_time(&m->calendar, &all, true);
        if (time.end) r->balance = gk_facts_counted(time.end);
    }
}

/* What lies between an opening and a closing balance flows. */
static void mark_rolled(gk_facts_making *m)
{
    size_t opening = SIZE_MAX;
    for (size_t i = 0; i < m->table->row_count; i++) {
        const gk_facts_said *said = &m->rows[i].said;
        if (said->closing && opening != SIZE_MAX)
            for (size_t k = opening; k < i; k++) m->rows[k].rolled = true;
        if (said->closing) opening = SIZE_MAX;
        if (said->opening) opening = i;
    }
}

/* What the columns' dates tell: a balance stands beside the last year's end, a quarter beside the
 * same quarter of the year before; three years are more often three years' flows. */
void gk_facts_read_lean(gk_facts_making *m)
{
    const gk_facts_calendar *c = &m->calendar;
    int year_ends = 0, same_days = 0, years[4] = {0}, count = 0;
    for (size_t k = 0; k < m->table->column_count; k++) {
        const gk_facts_said *said = &m->columns[k].said;
        if (!said->year || said->change) continue;
        bool known = false;
        for (int y = 0; y < count; y++) known = known || years[y] == said->year;
        if (!known && count < 4) years[count++] = said->year;
        if (!said->dated || c->quarter == 4 || !c->end) continue;
        int before = c->end - gk_facts_day(said->year, said->month, said->day);
        same_days += before > 350 && before < 380;
        year_ends += gk_facts_is_year_end(c, c->end - before);
    }
    m->lean = year_ends ? SURE : same_days ? -SURE - DATED : count >= 3 ? -DATED / 2 : 0;
    size_t due = 0;
    for (size_t i = 0; i < m->table->row_count; i++) due += m->rows[i].due;
    m->due = due >= 2;
    if (!m->kind->statement) mark_rolled(m);
}
