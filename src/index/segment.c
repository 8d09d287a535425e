/* SPDX-License-Identifier: Apache-2.0
 *
 * A segment, as it stands in a file or in memory. All numbers are little-endian; each part begins
 * at a multiple of 8, filled up with zeros.
 *
 *   postings     the lists of all terms, one behind the other (list.c)
 *   dictionary   the terms in the order of their bytes, from 0 on:
 *                  varint  bytes that it shares with the term before; 0 for each 16th
 *                  varint  bytes that follow, and these
 *                  varint  how many rows have it
 *                  varint  bytes of its list, which follows that of the term before
 *   heads        of each 16th term: uint64 where it stands in the dictionary, uint64 where its list
 *                stands in the postings
 *   all          uint16 × rows: a row's length in terms; 65,535 is that or more
 *   context      uint16 × rows: how many of these are in its context
 *   sums         for places 0, 128, 256, … ≤ rows: uint64 all, uint64 context: of the rows before
 *   runs         which rows there are: int64 id, uint32 place, uint32 0: from this place on ids
 * count up by one, until the next run's place footer       104 bytes: 0  "GKSEGF01": what it is,
 * and the format's version 8  uint64 size of it all; then where dictionary, heads, all, context,
 * sums and runs begin 64  uint32 rows, terms, heads, runs 80  float64 mean of all lengths, which
 * the lists' bounds are for (score.c) 88  uint64 hash of all bytes before the footer (write.c) 96
 * uint64 hash of the footer's bytes before this
 *
 * Opening looks at the footer and the runs. A search checks whatever it uses before it relies on
 * it; gk_segment_check looks at all.
 */
#include "index/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char gk_index_footer_magic[8] = {'G', 'K', 'S', 'E', 'G', 'F', '0', '1'};
_Static_assert(sizeof(gk_index_footer) == 104, "the footer as described");
_Static_assert(sizeof(gk_run) == 16, "a run as described");

gk_status gk_segment_damaged(gk_error *err)
{
    return gk_fail(err, GK_LIBRARY, "a segment of the index is damaged");
}

/* ---- opening ------------------------------------------------------------------------------ */

/* Parts follow each other and have the sizes that the counts ask for. */
static bool parts_fit(const gk_index_footer *f)
{
    const uint64_t starts[] = {0,          f->dictionary, f->heads, f->all,
                               f->context, f->sums,       f->runs,  f->size - sizeof *f};
    const uint64_t sizes[] = {0,
                              0,
                              (uint64_t)f->head_count * 16,
                              (uint64_t)f->rows * 2,
                              (uint64_t)f->rows * 2,
                              ((uint64_t)f->rows / GK_SUMS_STEP + 1) * 16,
                              (uint64_t)f->run_count * 16};
    for (size_t i = 0; i + 1 < sizeof starts / sizeof *starts; i++)
        if (starts[i] % 8 || starts[i] > starts[i + 1] || starts[i + 1] - starts[i] < sizes[i])
            return false;
    return f->head_count == f->terms / GK_DICTIONARY_STEP + (f->terms % GK_DICTIONARY_STEP > 0) &&
           f->rows <= INT32_MAX;
}

/* Ids go upwards and places cover all rows. */
static bool runs_fit(const gk_segment *s)
{
    const gk_index_footer *f = &s->footer;
    if (!s->runs || (f->rows == 0) != (f->run_count == 0)) return false;
    for (uint32_t i = 0; i < f->run_count; i++) {
        const gk_run *run = &s->runs[i], *next = i + 1 < f->run_count ? run + 1 : NULL;
        uint32_t end = next ? next->place : f->rows;
        if ((i == 0 && run->place != 0) || run->place >= end || end > f->rows) return false;
        if (run->row < 1 || run->row > INT64_MAX / 2) return false;
        if (next && next->row < run->row + (int64_t)(end - run->place)) return false;
    }
    return true;
}

static gk_status read_footer(gk_segment *s, gk_error *err)
{
    gk_index_footer *f = &s->footer;
    if (s->size < sizeof *f) return gk_segment_damaged(err);
    memcpy(f, s->bytes + s->size - sizeof *f, sizeof *f);
    if (memcmp(f->magic, gk_index_footer_magic, sizeof f->magic) != 0 || f->size != s->size ||
        f->footer != gk_index_hash(GK_HASH_START, f, offsetof(gk_index_footer, footer)) ||
        !(f->mean > 0 && f->mean <= UINT16_MAX) || !parts_fit(f))
        return gk_segment_damaged(err);
    s->lengths = (gk_lengths){.all = (const uint16_t *)(const void *)(s->bytes + f->all),
                              .context = (const uint16_t *)(const void *)(s->bytes + f->context),
                              .mean = f->mean};
    s->runs = (const gk_run *)(const void *)(s->bytes + f->runs);
    return runs_fit(s) ? GK_OK : gk_segment_damaged(err);
}

static gk_status open_segment(gk_segment *s, gk_segment **out, gk_error *err)
{
    gk_status status = read_footer(s, err);
    *out = status == GK_OK ? s : NULL;
    if (status != GK_OK) gk_segment_close(s);
    return status;
}

gk_status gk_segment_take(void *bytes, size_t size, gk_segment **out, gk_error *err)
{
    gk_segment *s = gk_alloc(sizeof *s);
    s->bytes = bytes;
    s->size = size;
    return open_segment(s, out, err);
}

/* Maps an open file; what is no file, or empty, leaves s without bytes. False: errno tells why. */
static bool map_bytes(gk_segment *s, int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return false;
    if (!S_ISREG(st.st_mode) || st.st_size == 0) return true;
    void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) return false;
    s->bytes = map;
    s->size = (size_t)st.st_size;
    s->mapped = true;
    return true;
}

gk_status gk_segment_map(const char *path, gk_segment **out, gk_error *err)
{
    *out = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not stop us */
    if (fd < 0)
        return gk_fail(err, errno == ENOENT || errno == ENOTDIR ? GK_NOT_FOUND : GK_IO, "%s: %s",
                       path, strerror(errno));
    gk_segment *s = gk_alloc(sizeof *s);
    bool mapped = map_bytes(s, fd);
    int why = errno;
    close(fd);
    if (!mapped) {
        gk_segment_close(s);
        return gk_fail(err, GK_IO, "%s: %s", path, strerror(why));
    }
    gk_status status = open_segment(s, out, NULL);
    return status == GK_OK ? GK_OK : gk_fail(err, status, "%s is damaged", path);
}

void gk_segment_close(gk_segment *s)
{
    if (!s) return;
    if (s->mapped)
        munmap((void *)(uintptr_t)s->bytes, s->size);
    else
        gk_free((void *)(uintptr_t)s->bytes);
    gk_free(s);
}

size_t gk_segment_rows(const gk_segment *s) { return s->footer.rows; }

size_t gk_segment_size(const gk_segment *s) { return s->size; }

size_t gk_segment_terms(const gk_segment *s) { return s->footer.terms; }

/* ---- the dictionary ----------------------------------------------------------------------- */

/* Where the heads say that term `step` × 16 stands; false where that is nowhere. */
static bool head_at(const gk_segment *s, uint32_t step, const unsigned char **at,
                    const unsigned char **list)
{
    uint64_t head[2];
    memcpy(head, s->bytes + s->footer.heads + (size_t)step * sizeof head, sizeof head);
    if (head[0] > s->footer.heads - s->footer.dictionary || head[1] > s->footer.dictionary)
        return false;
    *at = s->bytes + s->footer.dictionary + head[0];
    *list = s->bytes + head[1];
    return true;
}

/* An entry of the dictionary. */
typedef struct entry {
    const char *suffix;
    uint32_t shared, length, count; /* length: of the suffix */
    uint64_t list_size;
} entry;

static bool read_entry(const gk_segment *s, const unsigned char **at, entry *out)
{
    const unsigned char *end = s->bytes + s->footer.heads;
    if (!gk_get_varint32(at, end, &out->shared) || !gk_get_varint32(at, end, &out->length) ||
        out->length > (size_t)(end - *at))
        return false;
    out->suffix = (const char *)*at;
    *at += out->length;
    return gk_get_varint32(at, end, &out->count) && gk_get_varint(at, end, &out->list_size) &&
           out->list_size <= s->footer.dictionary;
}

static int compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t n = a_length < b_length ? a_length : b_length;
    int order = n ? memcmp(a, b, n) : 0;
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

gk_status gk_walk_next(const gk_segment *s, gk_walk *walk, bool *more, gk_error *err)
{
    entry e;
    *more = walk->number < s->footer.terms;
    if (!*more) return GK_OK;
    if (walk->number > 0) walk->list += walk->list_size;
    if (walk->number % GK_DICTIONARY_STEP == 0) {
        const unsigned char *at, *list;
        if (!head_at(s, walk->number / GK_DICTIONARY_STEP, &at, &list) ||
            (walk->number > 0 && (at != walk->at || list != walk->list)))
            return gk_segment_damaged(err);
        walk->at = at;
        walk->list = list;
    }
    if (!read_entry(s, &walk->at, &e) || e.shared > walk->length ||
        (walk->number % GK_DICTIONARY_STEP == 0 && e.shared) ||
        e.list_size > (size_t)(s->bytes + s->footer.dictionary - walk->list))
        return gk_segment_damaged(err);
    if (walk->number > 0 &&
        compare(walk->term + e.shared, walk->length - e.shared, e.suffix, e.length) >= 0)
        return gk_segment_damaged(err);
    while (e.shared + (size_t)e.length + 1 > walk->capacity)
        walk->term = gk_grow(walk->term, walk->capacity, &walk->capacity, 1);
    if (e.length) memcpy(walk->term + e.shared, e.suffix, e.length);
    walk->length = e.shared + (size_t)e.length;
    walk->count = e.count;
    walk->list_size = (size_t)e.list_size;
    walk->number++;
    return GK_OK;
}

/* The last step whose first term is not behind the one that is looked for; false: damaged. */
static bool find_step(const gk_segment *s, const char *term, size_t length, uint32_t *step)
{
    uint32_t low = 0, high = s->footer.head_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        const unsigned char *at, *list;
        entry e;
        if (!head_at(s, middle, &at, &list) || !read_entry(s, &at, &e)) return false;
        if (compare(e.suffix, e.length, term, length) <= 0)
            low = middle;
        else
            high = middle;
    }
    *step = low;
    return true;
}

/* How a term stands to the entries of a step: `common` bytes are those of the entry before. */
typedef struct place {
    const char *term;
    size_t length, common;
    int order; /* of the entry before: below 0, before the term; above: behind it */
} place;

static void compare_entry(place *p, const entry *e)
{
    if (e->shared > p->common) return; /* differs from the term where the one before did */
    p->common = e->shared;
    size_t left = p->length - p->common, n = 0;
    while (n < left && n < e->length && e->suffix[n] == p->term[p->common + n]) n++;
    p->common += n;
    if (n < left && n < e->length)
        p->order = (unsigned char)e->suffix[n] < (unsigned char)p->term[p->common] ? -1 : 1;
    else
        p->order = n < left ? -1 : n < e->length;
}

gk_status gk_segment_find(const gk_segment *s, const char *term, gk_list *list, bool *found,
                          gk_error *err)
{
    const unsigned char *at, *bytes;
    uint32_t step = 0;
    place p = {.term = term, .length = strlen(term), .order = -1};
    *found = false;
    if (s->footer.terms == 0) return GK_OK;
    if (!find_step(s, term, p.length, &step) || !head_at(s, step, &at, &bytes))
        return gk_segment_damaged(err);
    uint32_t left = s->footer.terms - step * GK_DICTIONARY_STEP;
    for (uint32_t i = 0; i < left && i < GK_DICTIONARY_STEP && p.order < 0; i++) {
        entry e;
        if (!read_entry(s, &at, &e) ||
            e.list_size > (size_t)(s->bytes + s->footer.dictionary - bytes))
            return gk_segment_damaged(err);
        compare_entry(&p, &e);
        *found = p.order == 0;
        if (*found && !gk_list_open(list, e.count, s->footer.rows, bytes, (size_t)e.list_size))
            return gk_segment_damaged(err);
        bytes += e.list_size;
    }
    return GK_OK;
}

/* ---- a look at every byte ----------------------------------------------------------------- */

static bool check_list(const gk_segment *s, const gk_walk *walk, gk_block *block)
{
    gk_list list;
    uint32_t next = 0;
    if (!gk_list_open(&list, walk->count, s->footer.rows, walk->list, walk->list_size))
        return false;
    for (uint32_t b = 0; b < list.blocks; b++) {
        if (!gk_list_places(&list, b, block) || !gk_list_frequencies(&list, b, block) ||
            block->places[0] < next)
            return false;
        next = block->places[block->count - 1] + 1;
    }
    return true;
}

gk_status gk_segment_check(const gk_segment *s, gk_error *err)
{
    gk_walk walk = {0};
    bool more = true;
    gk_block *block = gk_alloc(sizeof *block);
    gk_status status = GK_OK;
    if (gk_index_hash(0, s->bytes, s->size - sizeof s->footer) != s->footer.hash)
        status = gk_segment_damaged(err);
    while (status == GK_OK && (status = gk_walk_next(s, &walk, &more, err)) == GK_OK && more)
        if (!check_list(s, &walk, block)) status = gk_segment_damaged(err);
    gk_free(walk.term);
    gk_free(block);
    return status;
}
