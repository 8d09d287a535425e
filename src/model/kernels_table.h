/* SPDX-License-Identifier: Apache-2.0
 *
 * kernels_table - what the kernels_*.c files share: their tables, and the coefficients of the
 * functions that vector registers have no instruction for.
 */
#ifndef GK_KERNELS_TABLE_H
#define GK_KERNELS_TABLE_H

#include "model/kernels.h"

#include <math.h>

/* The tables. Those of one width share all but the int8 product, so that kernels_avx512.c makes
 * avx512 and avx512-vnni, kernels_avx2.c avx2 and avx-vnni, kernels_neon.c neon and neon-dotprod.
 */
extern const gk_kernels gk_kernels_portable;
#ifdef GK_X86_KERNELS
extern const gk_kernels gk_kernels_bf16;    /* those of vnni512, and bf16 */
extern const gk_kernels gk_kernels_vnni512; /* avx512f, bw, vl, dq, vnni */
extern const gk_kernels gk_kernels_avx512;  /* avx512f, bw, vl, dq */
extern const gk_kernels gk_kernels_avxvnni; /* avx2, fma, avxvnni: cpuid (7, 1).eax bit 4 */
extern const gk_kernels gk_kernels_avx2;    /* avx2, fma */
#endif
#ifdef GK_NEON_KERNELS
extern const gk_kernels gk_kernels_dotprod; /* HWCAP_ASIMDDP */
extern const gk_kernels gk_kernels_neon;    /* every aarch64 */
#endif

/* The int8 products, each in a file of its own: int8_avx512.c and so on. */
typedef void gk_int8_multiply(size_t m, const uint8_t *a, size_t lda, const float *a_scales,
                              const gk_int8_matrix *b, const gk_epilogue *epilogue, float *c,
                              size_t ldc);
gk_int8_multiply gk_int8_multiply_vnni512, gk_int8_multiply_avx512, gk_int8_multiply_avxvnni,
    gk_int8_multiply_avx2, gk_int8_multiply_dotprod, gk_int8_multiply_neon;

/* attend_bf16.c */
void gk_attend_bf16(const gk_head *head, const gk_attention_room *room);

#define GK_LOG2E 1.44269504088896341F

/* GELU is x · Φ(x) = max(x, 0) - a · Q(a) for a = |x| and Q = 1 - Φ. Past GK_GELU_LIMIT a · Q(a)
 * stays as it is there, below 1e-6. Q is a polynomial of a - GK_GELU_CENTRE, highest power first:
 * the one whose greatest error times a is least (Remez). With fused multiplication and addition
 * GELU is within 6e-7, and 0 at 0. */
#define GK_GELU_LIMIT  5.05F
#define GK_GELU_CENTRE 2.625F
enum { GK_GELU_TERMS = 14, GK_EXP2_TERMS = 6 };
static const float gk_gelu_terms[GK_GELU_TERMS] = {
    2.09100293e-08F,  -1.87523426e-07F, -8.74356587e-08F, 5.03007595e-06F,  -1.18830239e-05F,
    -3.72528593e-05F, 0.000231180878F,  -0.000308887946F, -0.000972274807F, 0.00542474911F,
    -0.0124912504F,   0.0166970119F,    -0.01272419F,     0.00433263741F};
/* The same with 8 terms, within 3e-4: for values that are rounded to bytes next, whose steps are a
 * hundred times as wide. */
#define GK_ROUGH_GELU_LIMIT  3.8F
#define GK_ROUGH_GELU_CENTRE 1.9F
enum { GK_ROUGH_GELU_TERMS = 8, GK_ROUGH_EXP2_TERMS = 4 };
static const float gk_rough_gelu_terms[GK_ROUGH_GELU_TERMS] = {
    1.26001878e-05F, -0.000761624302F, 0.00269859284F, 0.00224868553F,
    -0.0279198559F,  0.0627421203F,    -0.0658218734F, 0.0286913154F};
/* 2^r for |r| <= 1/2, within a relative 8e-5: for values that are rounded to bfloat16 next. */
static const float gk_rough_exp2_terms[GK_ROUGH_EXP2_TERMS] = {0.05517082F, 0.24261093F,
                                                               0.69326108F, 0.99992809F};
/* 2^r for |r| <= 1/2, highest power first: the one whose greatest relative error, 8e-8, is least.
 */
static const float gk_exp2_terms[GK_EXP2_TERMS] = {0.0013276469F, 0.00967554096F, 0.0555071346F,
                                                   0.240221202F,  0.693146944F,   1.00000012F};

#endif
