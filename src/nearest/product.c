/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest/nearest.h"

enum { LANES = 32 }; /* sums that a product keeps, so that the compiler may use vectors */

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__)
#define FOR_EACH_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_CPU
#endif

/* Static: what compilers call the clones of a function that others see differs. */
FOR_EACH_CPU
static void products(const float *rows, const float *query, size_t dimensions, size_t count,
                     float *scores)
{
    for (size_t i = 0; i < count; i++) {
        const float *row = rows + i * dimensions;
        float sums[LANES] = {0};
        size_t j = 0;
        for (; j + LANES <= dimensions; j += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                sums[lane] += row[j + lane] * query[j + lane];
        for (size_t lane = 0; j < dimensions; j++, lane++) sums[lane] += row[j] * query[j];
        float sum = 0;
        for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
        scores[i] = sum;
    }
}

void gk_products(const float *rows, const float *query, size_t dimensions, size_t count,
                 float *scores)
{
    products(rows, query, dimensions, count, scores);
}
