/* SPDX-License-Identifier: Apache-2.0
 *
 * multiply_half - gk_kernels.multiply by tiles of half a panel, for the instruction sets that have
 * too few registers for a whole one. A file gives ROWS, HALF, BLOCK and DEPTH, any_tile and finish
 * before it includes this.
 */
#ifndef GK_MULTIPLY_HALF_H
#define GK_MULTIPLY_HALF_H

/* c (m, columns) = a (m, k) · half a panel, then the epilogue; m < BLOCK + ROWS. The rows are
 * shared out evenly among the tiles. */
static void multiply_half(size_t m, size_t columns, size_t k, const float *a, size_t lda,
                          const float *half, const gk_epilogue *e, size_t row, size_t column,
                          float *c, size_t ldc)
{
    _Alignas(32) float sums[(BLOCK + ROWS) * HALF];
    const size_t tiles = (m + ROWS - 1) / ROWS;
    size_t done = 0;
    do { /* once even for k = 0, which leaves the epilogue */
        const size_t depth = k - done < DEPTH ? k - done : DEPTH;
        for (size_t i = 0; i < tiles; i++) {
            const size_t from = m * i / tiles, rows = m * (i + 1) / tiles - from;
            any_tile(rows, done > 0, depth, a + (row + from) * lda + done, lda,
                     half + done * GK_PANEL, sums + from * HALF);
            if (done + depth == k)
                finish(rows, columns, sums + from * HALF, e, row + from, column, c, ldc);
        }
        done += depth;
    } while (done < k);
}

static void multiply(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *packed,
                     const gk_epilogue *epilogue, float *c, size_t ldc)
{
    for (size_t row = 0, rows; row < m; row += rows) {
        rows = m - row < BLOCK + ROWS ? m - row : BLOCK; /* the last takes what fills no tile */
        for (size_t column = 0; column < n; column += HALF) {
            const size_t columns = n - column < HALF ? n - column : HALF;
            const float *half = packed + column / GK_PANEL * GK_PANEL * k + column % GK_PANEL;
            multiply_half(rows, columns, k, a, lda, half, epilogue, row, column, c, ldc);
        }
    }
}

#endif
