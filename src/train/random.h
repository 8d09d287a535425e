/* SPDX-License-Identifier: Apache-2.0
 *
 * random - numbers that a seed fixes (splitmix64, Steele et al. 2014): the same on every machine.
 */
#ifndef GK_TRAIN_RANDOM_H
#define GK_TRAIN_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct gk_random {
    uint64_t state;
} gk_random;

gk_random gk_random_start(uint64_t seed);
uint64_t gk_random_next(gk_random *random);
size_t gk_random_below(gk_random *random, size_t n); /* 0 to n - 1; n > 0 */
double gk_random_unit(gk_random *random);            /* 0 to below 1 */
float gk_random_normal(gk_random *random);           /* mean 0, deviation 1 */

#endif
