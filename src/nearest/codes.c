/* SPDX-License-Identifier: Apache-2.0
 *
 * Codes of vectors. Whatever adds up numbers does so in a fixed order, so that a code can be told
 * from one that was damaged by making it anew.
 */
#include "nearest/scan.h"

#include <math.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "codes are little-endian");

size_t gk_codes_size(size_t dimensions)
{
    return gk_bytes_offset(gk_codes_width(dimensions), GK_CHUNK_ROWS);
}

/* ---- the mean -------------------------------------------------------------------------------- */

void gk_codes_mean(const float *vectors, size_t rows, size_t dimensions, float *mean)
{
    double *sums = gk_alloc_array(dimensions, sizeof *sums);
    size_t used = 0;
    for (size_t row = 0; row < rows; row++) {
        const float *x = vectors + row * dimensions;
        float square;
        gk_products(x, x, dimensions, 1, &square);
        if (!isfinite(square)) continue;
        for (size_t i = 0; i < dimensions; i++) sums[i] += x[i];
        used++;
    }
    for (size_t i = 0; i < dimensions; i++) mean[i] = used ? (float)(sums[i] / (double)used) : 0;
    gk_free(sums);
}

/* ---- a row -------------------------------------------------------------------------------------
 */

/* One vector's code, and room to make it in. */
typedef struct code {
    size_t dimensions, width;
    const float *mean;
    float *rest;          /* (width): r */
    unsigned char *signs; /* (width / 4): a half byte each */
    int8_t *elements;     /* (width) */
    float shift, factor, scale;
} code;

static void code_new(code *c, size_t dimensions, const float *mean)
{
    *c = (code){.dimensions = dimensions, .width = gk_codes_width(dimensions), .mean = mean};
    c->rest = gk_alloc_floats(c->width);
    c->signs = gk_alloc_array(c->width / 4, 1);
    c->elements = gk_alloc_array(c->width, 1);
}

static void code_free(code *c)
{
    gk_free(c->rest);
    gk_free(c->signs);
    gk_free(c->elements);
}

/* The largest |r|, and *sum = Σ |r| in a fixed order. */
static float sizes(const float *r, size_t width, float *sum)
{
    enum { LANES = 8 }; /* divides width */
    float sums[LANES] = {0}, most[LANES] = {0}, widest = 0;
    for (size_t i = 0; i < width; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            float size = fabsf(r[i + lane]);
            sums[lane] += size;
            most[lane] = size > most[lane] ? size : most[lane];
        }
    *sum = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
        *sum += sums[lane];
        widest = most[lane] > widest ? most[lane] : widest;
    }
    return widest;
}

static void no_code(code *c)
{
    memset(c->signs, 0, c->width / 4);
    memset(c->elements, 0, c->width);
    c->shift = -INFINITY;
    c->factor = c->scale = 0;
}

static void code_of(code *c, const float *vector)
{
    float square, sum;
    for (size_t i = 0; i < c->dimensions; i++) c->rest[i] = vector[i] - c->mean[i];
    gk_products(c->rest, c->rest, c->dimensions, 1, &square);
    gk_products(c->rest, c->mean, c->dimensions, 1, &c->shift);
    if (!isfinite(square) || !isfinite(c->shift)) {
        no_code(c);
        return;
    }
    float widest = sizes(c->rest, c->width, &sum);
    c->factor = sum > 0 ? square / sum : 0;
    c->scale = widest / 127;
    float divisor = widest > 0 ? widest : 1;
    for (size_t i = 0; i < c->width; i++) {
        float x = c->rest[i] / divisor * 127;
        c->elements[i] = (int8_t)(x + (x < 0 ? -0.5F : 0.5F));
    }
    for (size_t g = 0; g < c->width / 4; g++) {
        const float *r = c->rest + 4 * g;
        c->signs[g] = (unsigned char)((r[0] >= 0) | (r[1] >= 0) << 1 | (r[2] >= 0) << 2 |
                                      (r[3] >= 0) << 3);
    }
}

/* ---- a chunk -----------------------------------------------------------------------------------
 */

static size_t block_offset(const code *c, size_t row)
{
    return row / GK_BLOCK_ROWS * gk_block_size(c->width);
}

/* Of a row's shift; its factor is 32 floats further. */
static size_t shift_offset(const code *c, size_t row)
{
    return block_offset(c, row) + gk_signs_size(c->width) + row % GK_BLOCK_ROWS * sizeof(float);
}

enum { FACTOR = GK_BLOCK_ROWS * sizeof(float) };

static void put(const code *c, size_t row, unsigned char *chunk)
{
    unsigned char *signs = chunk + block_offset(c, row) + row % GK_TABLE;
    const unsigned upper = row % GK_BLOCK_ROWS / GK_TABLE * 4;
    for (size_t g = 0; g < c->width / 4; g++)
        signs[g * GK_TABLE] |= (unsigned char)(c->signs[g] << upper);
    memcpy(chunk + shift_offset(c, row), &c->shift, sizeof c->shift);
    memcpy(chunk + shift_offset(c, row) + FACTOR, &c->factor, sizeof c->factor);
    unsigned char *bytes = chunk + gk_bytes_offset(c->width, row);
    memcpy(bytes, c->elements, c->width);
    memcpy(bytes + c->width, &c->scale, sizeof c->scale);
    memcpy(bytes + c->width + sizeof c->scale, &c->shift, sizeof c->shift);
}

void gk_codes_write(const float *vectors, size_t dimensions, const float *mean,
                    unsigned char *chunk)
{
    code c;
    code_new(&c, dimensions, mean);
    memset(chunk, 0, GK_CHUNK_BLOCKS * gk_block_size(c.width));
    for (size_t row = 0; row < GK_CHUNK_ROWS; row++) {
        code_of(&c, vectors + row * dimensions);
        put(&c, row, chunk);
    }
    code_free(&c);
}

/* Whether that very number stands there. */
static bool is_at(const unsigned char *at, float number)
{
    uint32_t there, wanted;
    memcpy(&there, at, sizeof there);
    memcpy(&wanted, &number, sizeof wanted);
    return there == wanted;
}

static bool is_there(const code *c, size_t row, const unsigned char *chunk)
{
    const unsigned char *signs = chunk + block_offset(c, row) + row % GK_TABLE;
    const unsigned upper = row % GK_BLOCK_ROWS / GK_TABLE * 4;
    for (size_t g = 0; g < c->width / 4; g++)
        if ((signs[g * GK_TABLE] >> upper & 15) != c->signs[g]) return false;
    const unsigned char *shift = chunk + shift_offset(c, row);
    const unsigned char *bytes = chunk + gk_bytes_offset(c->width, row);
    const unsigned char *scale = bytes + c->width;
    return is_at(shift, c->shift) && is_at(shift + FACTOR, c->factor) &&
           memcmp(bytes, c->elements, c->width) == 0 && is_at(scale, c->scale) &&
           is_at(scale + sizeof c->scale, c->shift);
}

bool gk_codes_agree(const unsigned char *chunk, size_t row, const float *vector, size_t dimensions,
                    const float *mean)
{
    code c;
    code_new(&c, dimensions, mean);
    code_of(&c, vector);
    bool agree = is_there(&c, row, chunk);
    code_free(&c);
    return agree;
}
