/* SPDX-License-Identifier: Apache-2.0
 *
 * The codes of the vectors that serve, as a search takes them: chunks of the file that the writer
 * keeps (code_file.c), mapped; and where that lacks some, chunks made in memory. A reader without a
 * file makes none for its first search, which may be its only one: reading the vectors takes less
 * time. From the second search on the chunks' blocks stand together in memory, which is faster.
 */
#include "store/internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

void gk_codes_close(gk_codes *codes)
{
    for (size_t i = codes->mapped; i < codes->count; i++)
        gk_free((void *)(uintptr_t)codes->chunks[i]);
    if (codes->map) munmap((void *)(uintptr_t)codes->map, codes->map_size);
    gk_free(codes->chunks);
    gk_free(codes->own_mean);
    if (codes->open) gk_code_file_close(&codes->file);
    gk_blocks_free(codes->blocks, codes->gathered, codes->dimensions);
    *codes = (gk_codes){.asked = codes->asked};
}

static const float *vectors_of(const gk_store *store, size_t chunk)
{
    return gk_vectors_row(store, chunk * GK_CHUNK_ROWS);
}

/* Maps up to `wanted` chunks of the file, those that are good and follow each other. */
static void map_chunks(gk_store *store, gk_codes *c, size_t wanted)
{
    const size_t d = store->model.dimensions, there = gk_code_file_chunks(&c->file);
    const size_t chunks = there < wanted ? there : wanted;
    c->map_size = gk_code_offset(d, chunks);
    void *map = chunks ? mmap(NULL, c->map_size, PROT_READ, MAP_SHARED, c->file.fd, 0) : MAP_FAILED;
    if (map == MAP_FAILED) return;
    c->map = map;
    c->chunks = gk_alloc_array(chunks, sizeof *c->chunks);
    for (; c->count < chunks; c->count++) {
        const unsigned char *chunk = c->map + gk_code_offset(d, c->count);
        if (!gk_chunk_good(chunk, vectors_of(store, c->count), d, c->file.mean,
                           c->count + 1 == there))
            break;
        c->chunks[c->count] = chunk;
    }
    c->mapped = c->count;
}

static void load(gk_store *store, size_t wanted)
{
    gk_codes *c = &store->vectors.codes;
    gk_codes_close(c);
    c->open = gk_code_file_open(store, &store->vectors.file, O_RDONLY, &c->file);
    if (c->open) map_chunks(store, c, wanted);
}

/* Makes the chunks that the file lacks. */
static void make_rest(gk_store *store, size_t wanted)
{
    gk_codes *c = &store->vectors.codes;
    const size_t d = store->model.dimensions, first = c->count;
    if (c->count == 0 && !c->own_mean) { /* nothing of the file serves, not even its mean */
        c->mean_rows = store->vectors.rows;
        c->own_mean = gk_alloc_floats(d);
        gk_codes_mean(gk_vectors_row(store, 0), c->mean_rows, d, c->own_mean);
    }
    c->chunks = gk_realloc_array(c->chunks, wanted, sizeof *c->chunks);
    unsigned char **made = gk_alloc_array(wanted - first, sizeof *made);
    for (; c->count < wanted; c->count++) {
        made[c->count - first] = (unsigned char *)gk_alloc_floats(gk_codes_size(d) / sizeof(float));
        c->chunks[c->count] = made[c->count - first];
    }
    gk_chunks_make(vectors_of(store, first), wanted - first, d, gk_codes_mean_of(c), made);
    gk_free(made);
}

const float *gk_codes_mean_of(const gk_codes *codes)
{
    return codes->own_mean ? codes->own_mean : codes->file.mean;
}

/* Whether what is loaded may stay: the file is there as it was, or there was none. */
static bool stays(const gk_store *store, size_t wanted)
{
    const gk_codes *c = &store->vectors.codes;
    if (c->mapped && gk_code_file_chunks(&c->file) < c->mapped) return false;
    if (c->count >= wanted) return true;
    if (c->own_mean) /* has the writer made a file meanwhile? */
        return !gk_codes_outgrown(c->mean_rows, store->vectors.rows) &&
               !gk_code_file_stands(store, &store->vectors.file);
    return c->open && gk_code_file_serves(store, &store->vectors.file, &c->file) &&
           gk_code_file_chunks(&c->file) <= c->mapped;
}

static void gather(gk_store *store)
{
    gk_codes *c = &store->vectors.codes;
    if (c->gathered == c->count) return;
    gk_blocks_free(c->blocks, c->gathered, c->dimensions);
    c->dimensions = store->model.dimensions;
    c->gathered = c->count;
    c->blocks = gk_blocks_gather(c->chunks, c->count, c->dimensions);
}

void gk_codes_refresh(gk_store *store)
{
    gk_codes *c = &store->vectors.codes;
    const size_t wanted = gk_code_chunks(store->vectors.rows, store->model.dimensions);
    if (!stays(store, wanted)) load(store, wanted);
    if (c->count == 0 && wanted && !c->asked && store->mode == GK_READ) {
        c->asked = true;
        return;
    }
    if (c->count < wanted) make_rest(store, wanted);
    if (c->asked) gather(store);
    c->asked = true;
}
