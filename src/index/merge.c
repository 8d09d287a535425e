/* SPDX-License-Identifier: Apache-2.0
 *
 * Several segments become one, without the rows that are gone: all dictionaries are walked at once,
 * and each term's lists are put one behind the other.
 */
#include "index/internal.h"

#include <string.h>

/* A segment that is merged. */
typedef struct source {
    const gk_segment *segment;
    gk_walk walk;
    bool more;
    gk_places *kept; /* the places of rows that stay */
    size_t kept_count;
    uint32_t first; /* the first of them in the new segment */
} source;

typedef struct merge {
    source *sources;
    size_t count;
    uint16_t *all, *context; /* of the new segment */
    gk_run *runs;
    size_t rows, run_count, run_capacity;
    gk_posting *postings;
    size_t posting_count, posting_capacity;
    char *term;
    size_t term_length, term_capacity;
    gk_block block;
} merge;

static void add_run(merge *m, int64_t row, uint32_t place)
{
    const gk_run *last = m->run_count ? &m->runs[m->run_count - 1] : NULL;
    if (last && last->row + (int64_t)(place - last->place) == row) return;
    m->runs = gk_grow(m->runs, m->run_count, &m->run_capacity, sizeof *m->runs);
    m->runs[m->run_count++] = (gk_run){.row = row, .place = place};
}

/* The runs of kept places [first, last), which get places from `place` on; *run: one that does not
 * begin behind them, and then the one that the last of them is in. */
static void add_runs(merge *m, const gk_segment *s, gk_places kept, uint32_t place, uint32_t *run)
{
    for (uint32_t at = kept.first; at < kept.last;) {
        while (*run + 1 < s->footer.run_count && s->runs[*run + 1].place <= at) ++*run;
        add_run(m, s->runs[*run].row + (int64_t)(at - s->runs[*run].place), place);
        uint32_t end = *run + 1 < s->footer.run_count && s->runs[*run + 1].place < kept.last
                           ? s->runs[*run + 1].place
                           : kept.last;
        place += end - at;
        at = end;
    }
}

static void add_rows(merge *m, source *s)
{
    const gk_lengths *lengths = &s->segment->lengths;
    uint32_t run = 0;
    s->first = (uint32_t)m->rows;
    for (size_t i = 0; i < s->kept_count; i++) {
        gk_places kept = s->kept[i];
        size_t n = kept.last - kept.first;
        add_runs(m, s->segment, kept, (uint32_t)m->rows, &run);
        memcpy(m->all + m->rows, lengths->all + kept.first, n * sizeof *m->all);
        memcpy(m->context + m->rows, lengths->context + kept.first, n * sizeof *m->context);
        m->rows += n;
    }
}

/* Checks the segments and takes in their rows. */
static gk_status begin(merge *m, gk_segment *const *segments, const gk_range *live,
                       size_t live_count, gk_error *err)
{
    const gk_range all = {0, INT64_MAX};
    int64_t last = 0;
    size_t rows = 0;
    for (size_t i = 0; i < m->count; i++) rows += gk_segment_rows(segments[i]);
    if (rows > INT32_MAX) return gk_fail(err, GK_INVALID, "these segments have too many rows");
    m->all = gk_alloc_array(rows + 1, sizeof *m->all);
    m->context = gk_alloc_array(rows + 1, sizeof *m->context);
    for (size_t i = 0; i < m->count; i++) {
        source *s = &m->sources[i];
        s->segment = segments[i];
        gk_status status = gk_segment_check(segments[i], err);
        if (status != GK_OK) return status;
        if (gk_segment_rows(segments[i]) == 0) continue;
        if (gk_segment_first_row(segments[i]) <= last) return gk_segment_damaged(err);
        last = gk_segment_last_row(segments[i]);
        gk_places_of(segments[i], live ? live : &all, live ? live_count : 1, &s->kept,
                     &s->kept_count);
        add_rows(m, s);
        status = gk_walk_next(s->segment, &s->walk, &s->more, err);
        if (status != GK_OK) return status;
    }
    return GK_OK;
}

/* ---- term by term -------------------------------------------------------------------------- */

static int compare_terms(const gk_walk *a, const gk_walk *b)
{
    size_t n = a->length < b->length ? a->length : b->length;
    int order = n ? memcmp(a->term, b->term, n) : 0;
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

static source *least_term(merge *m)
{
    source *least = NULL;
    for (size_t i = 0; i < m->count; i++)
        if (m->sources[i].more && (!least || compare_terms(&m->sources[i].walk, &least->walk) < 0))
            least = &m->sources[i];
    return least;
}

/* Appends the postings of a block whose rows stay; *i and *place: the kept range at hand, and the
 * place that its first row gets. */
static void keep_block(merge *m, const source *s, size_t *i, uint32_t *place)
{
    const gk_block *block = &m->block;
    for (uint32_t k = 0; k < block->count; k++) {
        for (; *i < s->kept_count && s->kept[*i].last <= block->places[k]; ++*i)
            *place += s->kept[*i].last - s->kept[*i].first;
        if (*i == s->kept_count) return;
        if (block->places[k] < s->kept[*i].first) continue;
        m->postings = gk_grow(m->postings, m->posting_count, &m->posting_capacity,
                              sizeof *m->postings);
        m->postings[m->posting_count++] = (gk_posting){
            .place = *place + (block->places[k] - s->kept[*i].first),
            .frequency = block->frequencies[k],
            .context = block->contexts[k]};
    }
}

static gk_status keep_list(merge *m, const source *s, gk_error *err)
{
    gk_list list;
    size_t i = 0;
    uint32_t place = s->first;
    if (!gk_list_open(&list, s->walk.count, s->segment->footer.rows, s->walk.list,
                      s->walk.list_size))
        return gk_segment_damaged(err);
    for (uint32_t b = 0; b < list.blocks; b++) {
        if (!gk_list_places(&list, b, &m->block) || !gk_list_frequencies(&list, b, &m->block))
            return gk_segment_damaged(err);
        keep_block(m, s, &i, &place);
    }
    return GK_OK;
}

/* The term that comes first, with its postings of all segments. */
static gk_status take_term(merge *m, const source *least, gk_error *err)
{
    while (least->walk.length + 1 > m->term_capacity)
        m->term = gk_grow(m->term, m->term_capacity, &m->term_capacity, 1);
    if (least->walk.length) memcpy(m->term, least->walk.term, least->walk.length);
    m->term_length = least->walk.length;
    m->posting_count = 0;
    for (size_t i = 0; i < m->count; i++) {
        source *s = &m->sources[i];
        if (!s->more || s->walk.length != m->term_length ||
            (m->term_length && memcmp(s->walk.term, m->term, m->term_length) != 0))
            continue;
        gk_status status = keep_list(m, s, err);
        if (status == GK_OK) status = gk_walk_next(s->segment, &s->walk, &s->more, err);
        if (status != GK_OK) return status;
    }
    return GK_OK;
}

static gk_status write_merged(merge *m, gk_index_sink sink, gk_error *err)
{
    gk_index_writer *w = gk_index_writer_new(sink, m->runs, m->run_count, m->all, m->context,
                                             m->rows);
    gk_status status = GK_OK;
    const source *least;
    while (status == GK_OK && (least = least_term(m))) {
        status = take_term(m, least, err);
        if (status == GK_OK && m->posting_count)
            status = gk_index_writer_term(w, m->term, m->term_length, m->postings, m->posting_count,
                                          err);
    }
    return gk_index_writer_end(w, status, err);
}

gk_status gk_segment_merge(gk_segment *const *segments, size_t count, const gk_range *live,
                           size_t live_count, gk_index_sink sink, gk_error *err)
{
    merge *m = gk_alloc(sizeof *m);
    m->count = count;
    m->sources = gk_alloc_array(count, sizeof *m->sources);
    gk_status status = begin(m, segments, live, live_count, err);
    if (status == GK_OK) status = write_merged(m, sink, err);
    for (size_t i = 0; i < count; i++) {
        gk_free(m->sources[i].kept);
        gk_free(m->sources[i].walk.term);
    }
    gk_free(m->sources);
    gk_free(m->all);
    gk_free(m->context);
    gk_free(m->runs);
    gk_free(m->postings);
    gk_free(m->term);
    gk_free(m);
    return status;
}
