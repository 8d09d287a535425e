/* SPDX-License-Identifier: Apache-2.0
 *
 * memory - allocation for the program: never NULL, since a program out of memory can only stop.
 * All of it is freed by free().
 */
#ifndef CLI_MEMORY_H
#define CLI_MEMORY_H

#include <stddef.h>

void *cli_alloc_array(size_t count, size_t size);     /* zeroed */
void *cli_resize(void *p, size_t count, size_t size); /* the new part is not zeroed */
char *cli_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes room for one more element in an array that holds count; returns it, moved or not. */
void *cli_grow(void *array, size_t count, size_t *capacity, size_t element_size);

#endif
