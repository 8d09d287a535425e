/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Out of memory: nothing can be promised any more, so say so and stop (see base.h). */
static _Noreturn void out_of_memory(void)
{
    static const char line[] = "goshawk: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    abort();
}

void *gk_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p) out_of_memory();
    return p;
}

void *gk_alloc_array(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p) out_of_memory();
    return p;
}

float *gk_alloc_floats(size_t count)
{
    enum { ALIGNMENT = 64 };
    if (count > (SIZE_MAX - ALIGNMENT) / sizeof(float)) out_of_memory();
    size_t bytes = (count * sizeof(float) + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
    float *p = aligned_alloc(ALIGNMENT, bytes);
    if (!p) out_of_memory();
    memset(p, 0, bytes);
    return p;
}

void *gk_realloc_array(void *p, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) out_of_memory();
    p = realloc(p, bytes ? bytes : 1);
    if (!p) out_of_memory();
    return p;
}

void gk_free(void *p) { free(p); }

char *gk_strndup(const char *s, size_t n)
{
    char *copy = gk_alloc(n + 1);
    if (n) memcpy(copy, s, n);
    return copy;
}

char *gk_strdup(const char *s) { return gk_strndup(s, strlen(s)); }

char *gk_format(const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *s = gk_alloc((size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, format, again);
    va_end(again);
    return s;
}

/* ---- arena: a chain of blocks, each twice the last, freed together ------------------------ */

typedef struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char data[];
} arena_block;

struct gk_arena {
    arena_block *head;
    size_t next_size;
};

gk_arena *gk_arena_new(void)
{
    gk_arena *arena = gk_alloc(sizeof *arena);
    arena->next_size = 4096;
    return arena;
}

void gk_arena_free(gk_arena *arena)
{
    if (!arena) return;
    for (arena_block *b = arena->head; b;) {
        arena_block *next = b->next;
        gk_free(b);
        b = next;
    }
    gk_free(arena);
}

void *gk_arena_alloc(gk_arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 4) out_of_memory();
    size = (size + align - 1) / align * align;
    arena_block *b = arena->head;
    if (!b || b->size - b->used < size) {
        size_t room = arena->next_size > size ? arena->next_size : size;
        b = gk_alloc(sizeof *b + room);
        b->size = room;
        b->next = arena->head;
        arena->head = b;
        if (arena->next_size < (size_t)1 << 20) arena->next_size *= 2;
    }
    void *p = b->data + b->used;
    b->used += size;
    return p;
}

void *gk_arena_array(gk_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) out_of_memory();
    return gk_arena_alloc(arena, bytes);
}

void *gk_arena_keep(gk_arena *arena, void *grown, size_t count, size_t size)
{
    char *kept = gk_arena_array(arena, count + 1, size);
    if (count) memcpy(kept, grown, count * size);
    gk_free(grown);
    return kept;
}

char *gk_arena_strndup(gk_arena *arena, const char *s, size_t n)
{
    char *copy = gk_arena_alloc(arena, n + 1);
    if (n) memcpy(copy, s, n);
    return copy;
}

char *gk_arena_strdup(gk_arena *arena, const char *s)
{
    return gk_arena_strndup(arena, s, strlen(s));
}

char *gk_arena_format(gk_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *s = gk_arena_alloc(arena, (size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, format, again);
    va_end(again);
    return s;
}

void *gk_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
    if (count < *capacity) return array;
    *capacity = *capacity ? *capacity * 2 : 16;
    return gk_realloc_array(array, *capacity, element_size);
}
