/* SPDX-License-Identifier: Apache-2.0
 *
 * bf16 where no processor of this kind has the instructions that bf16.c is made of.
 */
#include "model/bf16.h"

#include <stdlib.h>

bool gk_bf16_here(void) { return false; }

void gk_bf16_round(const float *x, size_t ld, size_t m, size_t k, uint32_t *a)
{
    (void)x, (void)ld, (void)m, (void)k, (void)a;
    abort();
}

void gk_bf16_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, uint32_t *packed)
{
    (void)w, (void)ldw, (void)k, (void)n, (void)packed;
    abort();
}

void gk_bf16_pack(const float *b, size_t ldb, size_t k, size_t n, uint32_t *packed)
{
    (void)b, (void)ldb, (void)k, (void)n, (void)packed;
    abort();
}

void gk_bf16_multiply(size_t m, size_t n, size_t k, const uint32_t *a, const uint32_t *packed,
                      const gk_epilogue *epilogue, float *c, size_t ldc)
{
    (void)m, (void)n, (void)k, (void)a, (void)packed, (void)epilogue, (void)c, (void)ldc;
    abort();
}
