/* SPDX-License-Identifier: Apache-2.0
 *
 * A segment's bytes, in the order of the file (segment.c): postings as the terms come, then what
 * gathered in memory meanwhile.
 */
#include "index/internal.h"

#include <string.h>

struct gk_index_writer {
    gk_index_sink sink;
    const gk_run *runs;
    gk_lengths lengths;
    gk_index_footer footer;
    gk_string dictionary, heads, list, last;
    uint64_t at;    /* written so far */
    uint64_t lists; /* bytes of lists since the last head */
};

static gk_status append(void *context, const void *bytes, size_t size, gk_error *err)
{
    (void)err;
    if (size) gk_string_append(context, bytes, size);
    return GK_OK;
}

gk_index_sink gk_index_to_string(gk_string *string)
{
    return (gk_index_sink){.write = append, .context = string};
}

static gk_status write_file(void *context, const void *bytes, size_t size, gk_error *err)
{
    return gk_new_file_write(context, bytes, size, err);
}

gk_index_sink gk_index_to_file(gk_new_file *file)
{
    return (gk_index_sink){.write = write_file, .context = file};
}

uint64_t gk_index_hash(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (; size >= 8; p += 8, size -= 8) {
        uint64_t word;
        memcpy(&word, p, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    for (; size; p++, size--) hash = (hash ^ *p) * UINT64_C(0x100000001B3);
    return hash;
}

/* Writes bytes and fills up to a multiple of 8, so that each call's hash is of whole words. */
static gk_status put(gk_index_writer *w, const void *bytes, size_t size, gk_error *err)
{
    static const char zero[8] = {0};
    size_t fill = (8 - size % 8) % 8;
    w->footer.hash = gk_index_hash(w->footer.hash, bytes, size - size % 8);
    if (size % 8) {
        char end[8] = {0};
        memcpy(end, (const char *)bytes + size - size % 8, size % 8);
        w->footer.hash = gk_index_hash(w->footer.hash, end, 8);
    }
    gk_status status = size ? w->sink.write(w->sink.context, bytes, size, err) : GK_OK;
    if (status == GK_OK && fill) status = w->sink.write(w->sink.context, zero, fill, err);
    w->at += size + fill;
    return status;
}

static double mean_of(const uint16_t *lengths, size_t rows)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < rows; i++) sum += lengths[i];
    return sum ? (double)sum / (double)rows : 1;
}

gk_index_writer *gk_index_writer_new(gk_index_sink sink, const gk_run *runs, size_t run_count,
                                     const uint16_t *all, const uint16_t *context, size_t rows)
{
    gk_index_writer *w = gk_alloc(sizeof *w);
    w->sink = sink;
    w->runs = runs;
    w->lengths = (gk_lengths){.all = all, .context = context, .mean = mean_of(all, rows)};
    w->footer.rows = (uint32_t)rows;
    w->footer.run_count = (uint32_t)run_count;
    w->footer.mean = w->lengths.mean;
    return w;
}

/* What two terms begin with. */
static size_t shared_bytes(const gk_string *last, const char *term, size_t length)
{
    size_t n = 0;
    while (n < last->length && n < length && last->data[n] == term[n]) n++;
    return n;
}

/* Lists are gathered and written when there is something to write. */
static gk_status flush_lists(gk_index_writer *w, size_t least, gk_error *err)
{
    if (w->list.length < least) return GK_OK;
    size_t whole = least > 1 ? w->list.length / 8 * 8 : w->list.length;
    gk_status status = put(w, w->list.data, whole, err);
    size_t left = w->list.length - whole;
    if (left) memmove(w->list.data, w->list.data + whole, left);
    w->list.length = left;
    return status;
}

gk_status gk_index_writer_term(gk_index_writer *w, const char *term, size_t length,
                               const gk_posting *postings, size_t count, gk_error *err)
{
    size_t before = w->list.length, shared = 0;
    if (w->footer.terms % GK_DICTIONARY_STEP == 0) {
        uint64_t head[2] = {w->dictionary.length, w->lists};
        gk_string_append(&w->heads, (const char *)head, sizeof head);
        w->footer.head_count++;
    } else {
        shared = shared_bytes(&w->last, term, length);
    }
    gk_list_write(&w->list, postings, count, &w->lengths);
    size_t size = w->list.length - before;
    gk_put_varint(&w->dictionary, shared);
    gk_put_varint(&w->dictionary, length - shared);
    if (length > shared) gk_string_append(&w->dictionary, term + shared, length - shared);
    gk_put_varint(&w->dictionary, count);
    gk_put_varint(&w->dictionary, size);
    w->lists += size;
    w->footer.terms++;
    w->last.length = 0;
    if (length) gk_string_append(&w->last, term, length);
    return flush_lists(w, (size_t)1 << 20, err);
}

static gk_status put_sums(gk_index_writer *w, gk_error *err)
{
    size_t rows = w->footer.rows, count = 0;
    uint64_t sum[2] = {0, 0};
    uint64_t *sums = gk_alloc_array(rows / GK_SUMS_STEP + 1, sizeof sum);
    for (size_t i = 0; i <= rows; i++) {
        if (i % GK_SUMS_STEP == 0) {
            sums[2 * count] = sum[0];
            sums[2 * count++ + 1] = sum[1];
        }
        if (i == rows) break;
        sum[0] += w->lengths.all[i];
        sum[1] += w->lengths.context[i];
    }
    gk_status status = put(w, sums, count * sizeof sum, err);
    gk_free(sums);
    return status;
}

static gk_status put_rest(gk_index_writer *w, gk_error *err)
{
    gk_index_footer *f = &w->footer;
    gk_status status = flush_lists(w, 1, err);
    f->dictionary = w->at;
    if (status == GK_OK) status = put(w, w->dictionary.data, w->dictionary.length, err);
    f->heads = w->at;
    if (status == GK_OK) status = put(w, w->heads.data, w->heads.length, err);
    f->all = w->at;
    if (status == GK_OK) status = put(w, w->lengths.all, f->rows * sizeof(uint16_t), err);
    f->context = w->at;
    if (status == GK_OK) status = put(w, w->lengths.context, f->rows * sizeof(uint16_t), err);
    f->sums = w->at;
    if (status == GK_OK) status = put_sums(w, err);
    f->runs = w->at;
    if (status == GK_OK) status = put(w, w->runs, f->run_count * sizeof *w->runs, err);
    f->size = w->at + sizeof *f;
    memcpy(f->magic, gk_index_footer_magic, sizeof f->magic);
    f->footer = gk_index_hash(GK_HASH_START, f, offsetof(gk_index_footer, footer));
    return status == GK_OK ? w->sink.write(w->sink.context, f, sizeof *f, err) : status;
}

gk_status gk_index_writer_end(gk_index_writer *w, gk_status status, gk_error *err)
{
    if (status == GK_OK) status = put_rest(w, err);
    gk_string_free(&w->dictionary);
    gk_string_free(&w->heads);
    gk_string_free(&w->list);
    gk_string_free(&w->last);
    gk_free(w);
    return status;
}
