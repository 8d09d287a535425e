/* SPDX-License-Identifier: Apache-2.0
 *
 * The best k rows.
 *
 * First the statistics: how many admitted rows there are, how long they are, how many of them hold
 * each term. Where a segment is admitted as a whole its dictionary says the latter; else blocks
 * that lie wholly within or without what is admitted are counted unread.
 *
 * Then each segment, in windows of places. Let `need` be what a row must have to be among the best
 * k so far. Terms whose bounds together are below it cannot bring a row there alone (MaxScore:
 * Turtle, Flood 1995), so that only the others, the leading terms, are walked: a window begins at
 * their next posting. In it the bounds of the blocks at hand, which are lower than those of the
 * list (Block-Max: Ding, Suel 2011), say again which terms lead, or that no row of it can have
 * enough, and it is passed over unread. What the leading terms add is summed up by place; rows that
 * could still reach `need` are looked up in the other terms' lists, those that add most first, and
 * are dropped as soon as they cannot. In a window so many terms lead that the others can bring no
 * more than half of `need`: a list costs less to walk than to look many rows up in (measured).
 */
#include "index/internal.h"

#include <math.h>
#include <string.h>

enum { WINDOW = 2048 };

/* A query's term: what it is in all segments together. */
typedef struct term {
    const char *text;
    double weight;
    uint64_t holders; /* admitted rows that have it */
    float most;
} term;

/* A segment for this query. */
typedef struct part {
    const gk_segment *segment;
    gk_list *lists; /* (terms); count 0: the segment does not have it */
    gk_places *admitted, *wanted;
    size_t admitted_count, wanted_count;
    bool whole; /* all rows are admitted */
} part;

/* A row that may be among the best. */
typedef struct candidate {
    uint32_t place;
    int32_t units;
} candidate;

typedef struct search {
    const gk_index_query *query;
    term *terms;
    size_t term_count;
    part *parts;
    size_t part_count;
    gk_statistics statistics;
    gk_scale scale;
    gk_index_best best;
    gk_cursor *cursors;
    gk_cursor **order; /* those of the segment at hand: see lead_of */
    candidate candidates[WINDOW];
    int32_t sums[WINDOW];
} search;

/* ---- statistics --------------------------------------------------------------------------- */

static gk_status begin_part(search *s, part *p, gk_error *err)
{
    const gk_index_query *q = s->query;
    const gk_range all = {0, INT64_MAX};
    const gk_segment *g = p->segment;
    gk_places_of(g, q->admitted ? q->admitted : &all, q->admitted ? q->admitted_count : 1,
                 &p->admitted, &p->admitted_count);
    gk_places *within;
    size_t within_count;
    gk_places_of(g, q->within ? q->within : &all, q->within ? q->within_count : 1, &within,
                 &within_count);
    gk_places_both(p->admitted, p->admitted_count, within, within_count, &p->wanted,
                   &p->wanted_count);
    gk_free(within);
    for (size_t i = 0; i < p->admitted_count; i++)
        s->statistics.rows += p->admitted[i].last - p->admitted[i].first;
    p->whole = p->admitted_count == 1 && p->admitted[0].first == 0 &&
               p->admitted[0].last == g->footer.rows;
    gk_segment_sums(g, p->admitted, p->admitted_count, &s->statistics.all, &s->statistics.context);
    p->lists = gk_alloc_array(s->term_count, sizeof *p->lists);
    gk_status status = GK_OK;
    for (size_t i = 0; i < s->term_count && p->admitted_count && status == GK_OK; i++) {
        bool found;
        gk_list *list = &p->lists[i];
        status = gk_segment_find(g, s->terms[i].text, list, &found, err);
        if (status != GK_OK || !found) continue;
        if (p->whole)
            s->terms[i].holders += list->count;
        else
            status = gk_list_count(list, p->admitted, p->admitted_count, &s->terms[i].holders, err);
    }
    return status;
}

static gk_status begin_parts(search *s, gk_segment *const *segments, size_t count, gk_error *err)
{
    int64_t last = 0;
    gk_status status = GK_OK;
    s->parts = gk_alloc_array(count, sizeof *s->parts);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        if (segments[i]->footer.rows == 0) continue;
        if (gk_segment_first_row(segments[i]) <= last) return gk_segment_damaged(err);
        last = gk_segment_last_row(segments[i]);
        part *p = &s->parts[s->part_count++];
        p->segment = segments[i];
        status = begin_part(s, p, err);
    }
    return status;
}

/* Weighs the terms. */
static void weigh(search *s)
{
    double most = 0;
    const double plain[GK_INDEX_FIELDS] = {1, 1}, *fields = s->query->fields;
    if (fields[GK_INDEX_CONTEXT] == 0 && fields[GK_INDEX_TEXT] == 0) fields = plain;
    for (size_t i = 0; i < s->term_count; i++) {
        term *t = &s->terms[i];
        if (t->holders) most += gk_term_most(t->weight, gk_idf(s->statistics.rows, t->holders));
    }
    s->scale = gk_scale_for(&s->statistics, fields, most > 0 ? most : 1);
    for (size_t i = 0; i < s->term_count; i++) {
        term *t = &s->terms[i];
        if (t->holders)
            t->most = gk_term_units(&s->scale, t->weight, gk_idf(s->statistics.rows, t->holders));
    }
}

/* ---- windows ------------------------------------------------------------------------------ */

/* Sorts by what they add at most in a window, or anywhere: there are few, and they are nearly in
 * order. */
static void sort_cursors(gk_cursor **order, size_t count, bool in_window)
{
    for (size_t i = 1; i < count; i++) {
        gk_cursor *moved = order[i];
        size_t k = i;
        for (; k > 0; k--) {
            const gk_cursor *before = order[k - 1];
            if (in_window ? before->window <= moved->window : before->bound <= moved->bound) break;
            order[k] = order[k - 1];
        }
        order[k] = moved;
    }
}

/* The first cursor of the order that leads: those before it cannot reach need; *rest is what these
 * add at most. */
static size_t lead_of(gk_cursor *const *order, size_t count, bool in_window, int32_t need,
                      int64_t *rest)
{
    size_t lead = 0;
    for (*rest = 0; lead < count; lead++) {
        int64_t sum = *rest + (in_window ? order[lead]->window : order[lead]->bound);
        if (sum >= need) break;
        *rest = sum;
    }
    return lead;
}

/* Looks candidates up in the terms that do not lead. Returns how many are left. */
static gk_status look_up(search *s, const gk_cursor_at *at, size_t lead, int64_t rest,
                         size_t *count, gk_error *err)
{
    for (size_t i = lead; i > 0 && *count; i--) {
        gk_cursor *c = s->order[i - 1];
        size_t kept = 0;
        int32_t need = s->best.need;
        rest -= c->window;
        if (c->window == 0) continue;
        for (size_t k = 0; k < *count; k++) {
            candidate held = s->candidates[k];
            int32_t units;
            if (held.units + rest + gk_cursor_peek(c, held.place) < need) continue;
            gk_status status = gk_cursor_seek(c, at, held.place, &units, err);
            if (status != GK_OK) return status;
            held.units += units;
            if (held.units + rest >= need) s->candidates[kept++] = held;
        }
        *count = kept;
    }
    return GK_OK;
}

/* Whether any of the next STRIDE sums is enough: there are few that are. */
enum { STRIDE = 16 };
static bool any_of(const int32_t *sums, int32_t least)
{
    int32_t any = 0;
    for (size_t i = 0; i < STRIDE; i++) any |= sums[i] >= least;
    return any;
}

/* Candidates of [first, last) of the window that begins at `begin`. */
static size_t collect(search *s, uint32_t begin, uint32_t first, uint32_t last, int32_t least,
                      size_t count)
{
    const int32_t *sums = s->sums;
    for (uint32_t i = first - begin, end = last - begin; i < end;) {
        if (end - i >= STRIDE && !any_of(sums + i, least)) {
            i += STRIDE;
            continue;
        }
        uint32_t stop = end - i < STRIDE ? end : i + STRIDE;
        for (; i < stop; i++)
            if (sums[i] >= least) s->candidates[count++] = (candidate){begin + i, sums[i]};
    }
    return count;
}

/* What the leading terms give in [begin, end), and then the others. */
static gk_status search_window(search *s, const part *p, const gk_cursor_at *at, size_t cursors,
                               size_t wanted, uint32_t begin, uint32_t end, gk_error *err)
{
    int64_t rest;
    int32_t need = s->best.need;
    sort_cursors(s->order, cursors, true);
    size_t lead = lead_of(s->order, cursors, true, need / 2, &rest), count = 0;
    if (lead == cursors) return GK_OK;
    memset(s->sums, 0, (end - begin) * sizeof *s->sums);
    for (size_t i = lead; i < cursors; i++) {
        gk_status status = gk_cursor_add(s->order[i], at, begin, end, s->sums, err);
        if (status != GK_OK) return status;
    }
    int32_t least = need - rest > 1 ? (int32_t)(need - rest) : 1;
    for (size_t i = wanted; i < p->wanted_count && p->wanted[i].first < end; i++) {
        uint32_t first = p->wanted[i].first > begin ? p->wanted[i].first : begin;
        uint32_t last = p->wanted[i].last < end ? p->wanted[i].last : end;
        count = collect(s, begin, first, last, least, count);
    }
    gk_status status = look_up(s, at, lead, rest, &count, err);
    for (size_t i = 0; i < count && status == GK_OK; i++)
        gk_index_best_add(&s->best, gk_segment_row(p->segment, s->candidates[i].place),
                          s->candidates[i].units);
    return status;
}

/* The next place from `floor` on that a leading term may have; UINT32_MAX: none. */
static uint32_t next_place(gk_cursor *const *order, size_t lead, size_t count, uint32_t floor)
{
    uint32_t next = UINT32_MAX;
    for (size_t i = lead; i < count; i++) {
        gk_cursor_skip(order[i], floor);
        uint32_t least = gk_cursor_least(order[i]);
        if (least < next) next = least;
    }
    return next > floor ? next : floor;
}

static gk_status search_windows(search *s, const part *p, const gk_cursor_at *at, size_t cursors,
                                gk_error *err)
{
    gk_status status = GK_OK;
    size_t wanted = 0;
    for (uint32_t floor = 0; status == GK_OK;) {
        int64_t rest, sum = 0;
        sort_cursors(s->order, cursors, false);
        size_t lead = lead_of(s->order, cursors, false, s->best.need, &rest);
        uint32_t begin = next_place(s->order, lead, cursors, floor);
        while (wanted < p->wanted_count && p->wanted[wanted].last <= begin) wanted++;
        if (begin >= p->segment->footer.rows || wanted == p->wanted_count) return GK_OK;
        if (p->wanted[wanted].first > begin) {
            floor = p->wanted[wanted].first;
            if (next_place(s->order, lead, cursors, floor) != floor) continue;
            begin = floor;
        }
        uint32_t end = p->segment->footer.rows - begin > WINDOW ? begin + WINDOW
                                                                : p->segment->footer.rows;
        if (wanted + 1 == p->wanted_count && p->wanted[wanted].last < end)
            end = p->wanted[wanted].last;
        for (size_t i = 0; i < cursors; i++) {
            gk_cursor *c = s->order[i];
            gk_cursor_skip(c, begin);
            c->window = gk_cursor_most(c, end);
            sum += c->window;
        }
        if (sum >= s->best.need) status = search_window(s, p, at, cursors, wanted, begin, end, err);
        floor = end;
    }
    return status;
}

static gk_status search_part(search *s, const part *p, gk_error *err)
{
    const gk_cursor_at at = {.scale = &s->scale, .lengths = &p->segment->lengths};
    size_t count = 0;
    gk_status status = GK_OK;
    for (size_t i = 0; i < s->term_count && p->wanted_count && status == GK_OK; i++) {
        if (p->lists[i].count == 0 || s->terms[i].holders == 0) continue;
        s->order[count] = &s->cursors[count];
        status = gk_cursor_begin(&s->cursors[count++], &at, &p->lists[i], s->terms[i].most, err);
    }
    return status == GK_OK && count ? search_windows(s, p, &at, count, err) : status;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static gk_status check_query(const gk_index_query *q, gk_error *err)
{
    for (size_t i = 0; i < GK_INDEX_FIELDS; i++)
        if (!(q->fields[i] >= 0 && q->fields[i] <= 1e6))
            return gk_fail(err, GK_INVALID, "a field's weight is a number from 0 on");
    return GK_OK;
}

static gk_status run(search *s, gk_segment *const *segments, size_t count, gk_error *err)
{
    gk_status status = begin_parts(s, segments, count, err);
    if (status != GK_OK) return status;
    weigh(s);
    s->best = (gk_index_best){.k = s->query->k, .need = 1};
    s->cursors = gk_alloc_array(s->term_count, sizeof *s->cursors);
    s->order = gk_alloc_array(s->term_count, sizeof *s->order);
    for (size_t i = 0; i < s->part_count && status == GK_OK; i++)
        status = search_part(s, &s->parts[i], err);
    return status;
}

static void free_search(search *s)
{
    for (size_t i = 0; i < s->part_count; i++) {
        gk_free(s->parts[i].lists);
        gk_free(s->parts[i].admitted);
        gk_free(s->parts[i].wanted);
    }
    gk_free(s->parts);
    gk_free(s->terms);
    gk_free(s->cursors);
    gk_free(s->order);
    gk_free(s->best.items);
    gk_free(s);
}

gk_status gk_index_search(gk_segment *const *segments, size_t segment_count,
                          const gk_index_query *query, gk_index_hit **hits, size_t *hit_count,
                          gk_error *err)
{
    *hits = NULL;
    *hit_count = 0;
    gk_status status = check_query(query, err);
    if (status != GK_OK || query->k == 0) return status;
    search *s = gk_alloc(sizeof *s);
    s->query = query;
    s->terms = gk_alloc_array(query->term_count, sizeof *s->terms);
    for (size_t i = 0; i < query->term_count; i++)
        if (*query->terms[i].text && query->terms[i].weight > 0 && query->terms[i].weight < 1e30)
            s->terms[s->term_count++] = (term){.text = query->terms[i].text,
                                               .weight = query->terms[i].weight};
    if (s->term_count) status = run(s, segments, segment_count, err);
    if (status == GK_OK) {
        gk_index_best_sort(&s->best);
        *hits = gk_alloc_array(s->best.count, sizeof **hits);
        *hit_count = s->best.count;
        for (size_t i = 0; i < s->best.count; i++)
            (*hits)[i] = (gk_index_hit){s->best.items[i].row,
                                        s->best.items[i].units * s->scale.unit};
    }
    free_search(s);
    return status;
}
