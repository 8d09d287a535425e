/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16 - matrix products whose factors are rounded to bfloat16 (8 bits of precision) and whose sums
 * are float: twice as fast as float32 where the processor has the instructions (AVX-512 BF16). For
 * training, where the weights themselves stay float32 (Micikevicius et al. 2017, arXiv 1710.03740).
 *
 * Two neighbours of k are one pair, 32 bits, the first in the lower half; an odd last one is paired
 * with zero. A left side (m, k) is m rows of gk_bf16_pairs(k) pairs. A right side (k, n) is packed
 * in panels of GK_PANEL columns, as kernels.h has it, with pairs for elements; n is a multiple of
 * GK_PANEL.
 */
#ifndef GK_BF16_H
#define GK_BF16_H

#include "model/kernels.h"

/* Whether this processor has it; without, nothing else here may be called. */
bool gk_bf16_here(void);

static inline size_t gk_bf16_pairs(size_t k) { return (k + 1) / 2; }

/* Rounds x (m, k), rows ld floats apart, to a left side. */
void gk_bf16_round(const float *x, size_t ld, size_t m, size_t k, uint32_t *a);
/* Packs b = w^T for w (n, k), or b (k, n) as it stands; n · gk_bf16_pairs(k) pairs, aligned to 64
 * bytes. */
void gk_bf16_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, uint32_t *packed);
void gk_bf16_pack(const float *b, size_t ldb, size_t k, size_t n, uint32_t *packed);

/* c (m, n) = a · b + bias + residual; the epilogue's gelu is not looked at. */
void gk_bf16_multiply(size_t m, size_t n, size_t k, const uint32_t *a, const uint32_t *packed,
                      const gk_epilogue *epilogue, float *c, size_t ldc);

#endif
