/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows become a segment. A term of a row is noted once, with its number; the notes are in the order
 * of the rows, so that counting them out by term gives lists that are in order, too.
 */
#include "index/internal.h"

#include "base/index.h"

#include <stdlib.h>
#include <string.h>

/* A term of a row. */
typedef struct note {
    uint32_t term;
    gk_posting posting;
} note;

struct gk_index_builder {
    char *text; /* all terms, one behind the other */
    size_t text_size, text_capacity;
    size_t *starts; /* (terms + 1) where each begins there */
    uint32_t *last; /* (terms) one more than the number of its last note */
    size_t terms, start_capacity, last_capacity;
    gk_index numbers;
    note *notes;
    size_t note_count, note_capacity,
        row_notes; /* row_notes: where those of the row at hand begin */
    uint16_t *all, *context;
    size_t rows, all_capacity, context_capacity;
    gk_run *runs;
    size_t run_count, run_capacity;
};

static gk_key term_key(const void *owner, uint32_t number)
{
    const gk_index_builder *b = owner;
    return (gk_key){b->text + b->starts[number], b->starts[number + 1] - b->starts[number]};
}

gk_index_builder *gk_index_builder_new(void)
{
    gk_index_builder *b = gk_alloc(sizeof *b);
    b->starts = gk_grow(NULL, 0, &b->start_capacity, sizeof *b->starts);
    b->starts[0] = 0;
    b->numbers = gk_index_new(1024, term_key, b);
    return b;
}

void gk_index_builder_free(gk_index_builder *b)
{
    if (!b) return;
    gk_index_free(&b->numbers);
    gk_free(b->text);
    gk_free(b->starts);
    gk_free(b->last);
    gk_free(b->notes);
    gk_free(b->all);
    gk_free(b->context);
    gk_free(b->runs);
    gk_free(b);
}

static void forget(gk_index_builder *b)
{
    gk_index_free(&b->numbers);
    b->numbers = gk_index_new(1024, term_key, b);
    b->text_size = b->terms = b->note_count = b->row_notes = b->rows = b->run_count = 0;
}

void gk_index_builder_row(gk_index_builder *b, int64_t row)
{
    const gk_run *last = b->run_count ? &b->runs[b->run_count - 1] : NULL;
    if (!last || row != last->row + (int64_t)(b->rows - last->place)) {
        b->runs = gk_grow(b->runs, b->run_count, &b->run_capacity, sizeof *b->runs);
        b->runs[b->run_count++] = (gk_run){.row = row, .place = (uint32_t)b->rows};
    }
    b->all = gk_grow(b->all, b->rows, &b->all_capacity, sizeof *b->all);
    b->context = gk_grow(b->context, b->rows, &b->context_capacity, sizeof *b->context);
    b->all[b->rows] = b->context[b->rows] = 0;
    b->rows++;
    b->row_notes = b->note_count;
}

/* The number of a term, new or not: it is put behind the others, and stays where it is new. */
static uint32_t number_of(gk_index_builder *b, const char *term, size_t length)
{
    while (b->text_size + length > b->text_capacity)
        b->text = gk_grow(b->text, b->text_capacity, &b->text_capacity, 1);
    if (length) memcpy(b->text + b->text_size, term, length);
    b->starts = gk_grow(b->starts, b->terms + 1, &b->start_capacity, sizeof *b->starts);
    b->starts[b->terms + 1] = b->text_size + length;
    uint32_t number = gk_index_add(&b->numbers, (uint32_t)b->terms);
    if (number != b->terms) return number;
    b->last = gk_grow(b->last, b->terms, &b->last_capacity, sizeof *b->last);
    b->last[b->terms++] = 0;
    b->text_size += length;
    return number;
}

static void count_up(uint32_t *count) { *count += *count < UINT16_MAX; }

void gk_index_builder_term(gk_index_builder *b, gk_index_field field, const char *term,
                           size_t length)
{
    if (b->rows == 0) return;
    uint32_t number = number_of(b, term, length), last = b->last[number];
    if (last <= b->row_notes) {
        b->notes = gk_grow(b->notes, b->note_count, &b->note_capacity, sizeof *b->notes);
        b->notes[b->note_count++] = (note){.term = number,
                                           .posting = {.place = (uint32_t)b->rows - 1}};
        last = b->last[number] = (uint32_t)b->note_count;
    }
    gk_posting *posting = &b->notes[last - 1].posting;
    uint16_t *all = &b->all[b->rows - 1], *context = &b->context[b->rows - 1];
    count_up(&posting->frequency);
    *all = (uint16_t)(*all + (*all < UINT16_MAX));
    if (field != GK_INDEX_CONTEXT) return;
    count_up(&posting->context);
    *context = (uint16_t)(*context + (*context < UINT16_MAX));
}

size_t gk_index_builder_rows(const gk_index_builder *b) { return b->rows; }

size_t gk_index_builder_memory(const gk_index_builder *b)
{
    /* Notes are moved once more to be written. */
    return b->note_count * (sizeof *b->notes + sizeof(gk_posting)) + b->text_size + b->terms * 32 +
           b->rows * 4;
}

/* A term to be sorted: its first bytes as a number, which decides nearly always. */
typedef struct sorted_term {
    uint64_t head;
    const gk_index_builder *builder;
    uint32_t number;
} sorted_term;

static uint64_t head_of(gk_key key)
{
    unsigned char bytes[8] = {0};
    if (key.size) memcpy(bytes, key.bytes, key.size < 8 ? key.size : 8);
    uint64_t head = 0;
    for (size_t i = 0; i < 8; i++) head = head << 8 | bytes[i];
    return head;
}

static int by_bytes(const void *a, const void *b)
{
    const sorted_term *left = a, *right = b;
    if (left->head != right->head) return left->head < right->head ? -1 : 1;
    gk_key x = term_key(left->builder, left->number), y = term_key(right->builder, right->number);
    size_t n = x.size < y.size ? x.size : y.size;
    int order = n ? memcmp(x.bytes, y.bytes, n) : 0;
    return order ? order : (x.size > y.size) - (x.size < y.size);
}

static sorted_term *sort_terms(const gk_index_builder *b)
{
    sorted_term *terms = gk_alloc_array(b->terms + 1, sizeof *terms);
    for (uint32_t i = 0; i < b->terms; i++) terms[i] = (sorted_term){head_of(term_key(b, i)), b, i};
    if (b->terms) qsort(terms, b->terms, sizeof *terms, by_bytes);
    return terms;
}

/* All postings, by term: those of term t are [starts[t], starts[t + 1]). */
static gk_posting *count_out(const gk_index_builder *b, size_t *starts)
{
    gk_posting *postings = gk_alloc_array(b->note_count + 1, sizeof *postings);
    for (size_t i = 0; i < b->note_count; i++) starts[b->notes[i].term + 1]++;
    for (size_t i = 0; i < b->terms; i++) starts[i + 1] += starts[i];
    size_t *next = gk_alloc_array(b->terms + 1, sizeof *next);
    memcpy(next, starts, b->terms * sizeof *next);
    for (size_t i = 0; i < b->note_count; i++)
        postings[next[b->notes[i].term]++] = b->notes[i].posting;
    gk_free(next);
    return postings;
}

gk_status gk_index_builder_write(gk_index_builder *b, gk_index_sink sink, gk_error *err)
{
    size_t *starts = gk_alloc_array(b->terms + 1, sizeof *starts);
    gk_posting *postings = count_out(b, starts);
    sorted_term *terms = sort_terms(b);
    gk_index_writer *w = gk_index_writer_new(sink, b->runs, b->run_count, b->all, b->context,
                                             b->rows);
    gk_status status = GK_OK;
    for (size_t i = 0; i < b->terms && status == GK_OK; i++) {
        gk_key key = term_key(b, terms[i].number);
        size_t first = starts[terms[i].number];
        status = gk_index_writer_term(w, key.bytes, key.size, postings + first,
                                      starts[terms[i].number + 1] - first, err);
    }
    status = gk_index_writer_end(w, status, err);
    gk_free(terms);
    gk_free(postings);
    gk_free(starts);
    forget(b);
    return status;
}
