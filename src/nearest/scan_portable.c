/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan in plain C: what the others are tested against.
 */
#include "nearest/scan.h"

#include <string.h>

static void add_up(const unsigned char *signs, const gk_prepared *query, uint32_t *sums)
{
    for (size_t g = 0; g < query->width / 4; g++) {
        const uint8_t *table = query->tables + g * GK_TABLE;
        for (size_t i = 0; i < GK_TABLE; i++) {
            unsigned char two = signs[g * GK_TABLE + i];
            sums[i] += table[two & 15];
            sums[i + GK_TABLE] += table[two >> 4];
        }
    }
}

static uint32_t block(const unsigned char *block, const gk_prepared *query, float least,
                      float *estimates)
{
    uint32_t sums[GK_BLOCK_ROWS] = {0}, mask = 0;
    float shifts[GK_BLOCK_ROWS], factors[GK_BLOCK_ROWS];
    const unsigned char *numbers = block + gk_signs_size(query->width);
    add_up(block, query, sums);
    memcpy(shifts, numbers, sizeof shifts);
    memcpy(factors, numbers + sizeof shifts, sizeof factors);
    for (size_t i = 0; i < GK_BLOCK_ROWS; i++) {
        float product = (float)sums[i] * query->step - query->offset;
        estimates[i] = shifts[i] + factors[i] * product;
        if (estimates[i] >= least) mask |= UINT32_C(1) << i;
    }
    return mask;
}

static int32_t product(const int8_t *row, const int16_t *numbers, size_t width)
{
    int32_t sum = 0;
    for (size_t i = 0; i < width; i++) sum += (int32_t)row[i] * numbers[i];
    return sum;
}

const gk_scan gk_scan_portable = {"portable", block, product};
