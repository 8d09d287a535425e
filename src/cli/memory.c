/* SPDX-License-Identifier: Apache-2.0 */
#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *checked(void *p)
{
    if (!p) {
        fputs("goshawk: out of memory\n", stderr);
        abort();
    }
    return p;
}

void *cli_alloc_array(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *cli_resize(void *p, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size) checked(NULL);
    return checked(realloc(p, count * size > 0 ? count * size : 1));
}

char *cli_format(const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    return checked(n < 0 ? NULL : text);
}

void *cli_grow(void *array, size_t count, size_t *capacity, size_t element_size)
{
    if (count < *capacity) return array;
    size_t wanted = *capacity ? *capacity * 2 : 16;
    *capacity = wanted;
    return cli_resize(array, wanted, element_size);
}
