/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest/scan.h"

#include <string.h>
#include <sys/mman.h>

static size_t size_of(size_t count, size_t dimensions)
{
    return (count * GK_CHUNK_BLOCKS + GK_BLOCKS_AHEAD + 1) *
           gk_block_size(gk_codes_width(dimensions));
}

unsigned char *gk_blocks_gather(const unsigned char *const *chunks, size_t count, size_t dimensions)
{
    const size_t part = GK_CHUNK_BLOCKS * gk_block_size(gk_codes_width(dimensions));
    const size_t size = size_of(count, dimensions);
    void *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) return NULL;
    madvise(map, size, MADV_HUGEPAGE); /* a hint */
    unsigned char *blocks = map;
    for (size_t i = 0; i < count; i++) memcpy(blocks + i * part, chunks[i], part);
    return blocks;
}

void gk_blocks_free(unsigned char *blocks, size_t count, size_t dimensions)
{
    if (blocks) munmap(blocks, size_of(count, dimensions));
}
