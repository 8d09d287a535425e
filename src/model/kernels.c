/* SPDX-License-Identifier: Apache-2.0
 *
 * Which kernels this processor has, and the packing that all of them read.
 */
#include "model/kernels_table.h"

#include <string.h>

const gk_kernels *const *gk_kernels_available(void)
{
#ifdef GK_X86_KERNELS
    static const gk_kernels *const all[] = {&gk_kernels_avx512, &gk_kernels_avx2,
                                            &gk_kernels_portable, NULL};
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f")) return all;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return all + 1;
    return all + 2;
#else
    static const gk_kernels *const all[] = {&gk_kernels_portable, NULL};
    return all;
#endif
}

size_t gk_packed_size(size_t k, size_t n) { return (n + GK_PANEL - 1) / GK_PANEL * GK_PANEL * k; }

void gk_pack_transposed(const float *w, size_t ldw, size_t k, size_t n, float *packed)
{
    for (size_t column = 0; column < n; column += GK_PANEL, packed += GK_PANEL * k) {
        size_t columns = n - column < GK_PANEL ? n - column : GK_PANEL;
        if (columns < GK_PANEL) memset(packed, 0, GK_PANEL * k * sizeof *packed);
        for (size_t j = 0; j < columns; j++)
            for (size_t i = 0; i < k; i++) packed[i * GK_PANEL + j] = w[(column + j) * ldw + i];
    }
}

void gk_pack(const float *b, size_t ldb, size_t k, size_t n, float *packed)
{
    for (size_t column = 0; column < n; column += GK_PANEL) {
        size_t columns = n - column < GK_PANEL ? n - column : GK_PANEL;
        for (size_t i = 0; i < k; i++, packed += GK_PANEL) {
            memcpy(packed, b + i * ldb + column, columns * sizeof *packed);
            if (columns < GK_PANEL)
                memset(packed + columns, 0, (GK_PANEL - columns) * sizeof *packed);
        }
    }
}
