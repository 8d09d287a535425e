/* SPDX-License-Identifier: Apache-2.0
 *
 * kernels_table - what the kernels_*.c files share: their tables, and the coefficients of the
 * functions that vector registers have no instruction for.
 */
#ifndef GK_KERNELS_TABLE_H
#define GK_KERNELS_TABLE_H

#include "model/kernels.h"

#include <math.h>

extern const gk_kernels gk_kernels_portable;
#ifdef GK_X86_KERNELS
extern const gk_kernels gk_kernels_avx2;
extern const gk_kernels gk_kernels_avx512;
#endif

#define GK_SQRT_HALF 0.70710678118654752F
#define GK_LOG2E     1.44269504088896341F
/* ln 2 in two parts: n times the first is exact for any n that e^x meets (Cody and Waite). */
#define GK_LN2_HIGH 0.693359375F
#define GK_LN2_LOW  (-2.12194440e-4F)

/* erf(z) for |z| <= GK_ERF_LIMIT, beyond which it is 1 in float: z · N(z²) / D(z²), highest power
 * first. A minimax approximation; the coefficients are those of XLA and Eigen. */
#define GK_ERF_LIMIT 4.0F
enum { GK_ERF_NUMERATOR = 7, GK_ERF_DENOMINATOR = 5, GK_EXP_TERMS = 8 };
static const float gk_erf_numerator[GK_ERF_NUMERATOR] = {
    -2.72614225801306e-10F, 2.77068142495902e-08F,  -2.10102402082508e-06F, -5.69250639462346e-05F,
    -7.34990630326855e-04F, -2.95459980854025e-03F, -1.60960333262415e-02F};
static const float gk_erf_denominator[GK_ERF_DENOMINATOR] = {
    -1.45660718464996e-05F, -2.13374055278905e-04F, -1.68282697438203e-03F, -7.37332916720468e-03F,
    -1.42647390514189e-02F};

/* e^r for |r| <= ln 2 / 2, highest power first: Taylor's, whose first term left out is below 1e-8
 * of the whole. */
static const float gk_exp_terms[GK_EXP_TERMS] = {1.0F / 5040, 1.0F / 720, 1.0F / 120, 1.0F / 24,
                                                 1.0F / 6,    0.5F,       1.0F,       1.0F};

#endif
