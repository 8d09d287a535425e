/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <math.h>

gk_random gk_random_start(uint64_t seed) { return (gk_random){seed}; }

uint64_t gk_random_next(gk_random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* The remainder's bias is below n / 2^64. */
size_t gk_random_below(gk_random *random, size_t n) { return n ? gk_random_next(random) % n : 0; }

double gk_random_unit(gk_random *random)
{
    return (double)(gk_random_next(random) >> 11) * 0x1p-53;
}

/* Box and Muller 1958. */
float gk_random_normal(gk_random *random)
{
    const double radius = sqrt(-2 * log(1 - gk_random_unit(random)));
    return (float)(radius * cos(6.283185307179586 * gk_random_unit(random)));
}

uint64_t gk_hash(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++) hash = (hash ^ p[i]) * 0x100000001B3U;
    return hash;
}
