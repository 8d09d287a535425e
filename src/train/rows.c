/* SPDX-License-Identifier: Apache-2.0 */
#include "train/rows.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Plain loops that the compiler turns into vector instructions, once for each kind of processor,
 * and chosen when the program starts. AddressSanitizer does not get on with that choice. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) &&             \
    !defined(__clang__)
#define FOR_EACH_CPU __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_CPU
#endif

/* Before a loop whose result may be its input: no step reads what another wrote. Clang looks for
 * itself when the loop starts. */
#ifdef __clang__
#define EACH_ALONE
#else
#define EACH_ALONE _Pragma("GCC ivdep")
#endif

/* Sums run in so many lanes side by side: the same order on every processor. */
enum { LANES = 16, TILE = 16 };

static inline float sum_of(const float lanes[LANES])
{
    float sum = 0;
    for (size_t j = 0; j < LANES; j++) sum += lanes[j];
    return sum;
}

FOR_EACH_CPU void gk_rows_turn(const float *from, size_t ld, size_t rows, size_t columns, float *to,
                               size_t ldt)
{
    for (size_t i = 0; i < rows; i += TILE)
        for (size_t j = 0; j < columns; j += TILE) {
            const size_t last_i = i + TILE < rows ? i + TILE : rows;
            const size_t last_j = j + TILE < columns ? j + TILE : columns;
            for (size_t b = j; b < last_j; b++)
                for (size_t a = i; a < last_i; a++) to[b * ldt + a] = from[a * ld + b];
        }
}

FOR_EACH_CPU void gk_rows_sum(const float *x, size_t rows, size_t columns, float *restrict sums)
{
    for (size_t i = 0; i < rows; i++, x += columns)
        for (size_t j = 0; j < columns; j++) sums[j] += x[j];
}

FOR_EACH_CPU void gk_rows_plus(const float *x, size_t count, float *restrict to)
{
    for (size_t i = 0; i < count; i++) to[i] += x[i];
}

/* The lesser of two numbers >= 0, which compare as their bits do: so the compiler needs no branch.
 */
static inline float lesser(float x, float most)
{
    int32_t a, b;
    memcpy(&a, &x, sizeof a);
    memcpy(&b, &most, sizeof b);
    a = a < b ? a : b;
    memcpy(&x, &a, sizeof x);
    return x;
}

/* e^x for -87 <= x <= 0: 2^n · 2^r for x · log2 e = n + r, |r| <= 1/2; to a relative 2e-7. */
static inline float exp_below(float x)
{
    const float y = x * 1.44269504088896341F;
    const int32_t n = (int32_t)(y - 0.5F);
    const float r = y - (float)n;
    float p = 0.000154035304F;
    p = p * r + 0.00133335581F;
    p = p * r + 0.00961812911F;
    p = p * r + 0.0555041087F;
    p = p * r + 0.240226507F;
    p = p * r + 0.693147181F;
    p = p * r + 1;
    const uint32_t bits = (uint32_t)(n + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

/* Φ(x), and e^(-x²/2), by Abramowitz and Stegun's 7.1.26: Φ is right to 1e-7. */
static inline float normal(float x, float *density)
{
    const float z = lesser(fabsf(x) * 0.707106781F, 9.3F), t = 1 / (1 + 0.3275911F * z);
    const float e = exp_below(-z * z);
    float p = 1.061405429F;
    p = p * t - 1.453152027F;
    p = p * t + 1.421413741F;
    p = p * t - 0.284496736F;
    p = p * t + 0.254829592F;
    *density = e;
    return 0.5F + copysignf(0.5F - 0.5F * p * t * e, x);
}

FOR_EACH_CPU void gk_rows_gelu(const float *restrict x, size_t count, float *restrict y)
{
    for (size_t i = 0; i < count; i++) {
        float density;
        y[i] = x[i] * normal(x[i], &density);
    }
}

FOR_EACH_CPU void gk_rows_gelu_backward(const float *x, const float *dy, size_t count, float *dx)
{
    EACH_ALONE
    for (size_t i = 0; i < count; i++) {
        float density;
        const float phi = normal(x[i], &density);
        dx[i] = dy[i] * (phi + x[i] * density * 0.398942280F);
    }
}

/* With n = (x - mean) · scale and g = dy · weight: dx = scale · (g - mean(g) - n · mean(g · n)). */
FOR_EACH_CPU static void norm_row(const gk_norm_gradient *restrict norm, const float *x,
                                  const float *dy, size_t columns, float *dx)
{
    const float *restrict weight = norm->weight;
    float *restrict dweight = norm->dweight, *restrict dbias = norm->dbias;
    const size_t whole = columns / LANES * LANES;
    float a[LANES] = {0}, b[LANES] = {0};
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t j = 0; j < LANES; j++) a[j] += x[i + j];
    for (size_t i = whole; i < columns; i++) a[i - whole] += x[i];
    const float mean = sum_of(a) / (float)columns;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t j = 0; j < LANES; j++) b[j] += (x[i + j] - mean) * (x[i + j] - mean);
    for (size_t i = whole; i < columns; i++) b[i - whole] += (x[i] - mean) * (x[i] - mean);
    const float scale = 1 / sqrtf(sum_of(b) / (float)columns + norm->epsilon);
    float c[LANES] = {0}, d[LANES] = {0};
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            const float g = dy[i + j] * weight[i + j];
            c[j] += g;
            d[j] += g * (x[i + j] - mean);
        }
    for (size_t i = whole; i < columns; i++) {
        const float g = dy[i] * weight[i];
        c[i - whole] += g;
        d[i - whole] += g * (x[i] - mean);
    }
    const float shift = sum_of(c) / (float)columns;
    const float slope = sum_of(d) / (float)columns * scale * scale;
    EACH_ALONE
    for (size_t i = 0; i < columns; i++) {
        const float g = dy[i], n = (x[i] - mean) * scale;
        dweight[i] += g * n;
        dbias[i] += g;
        dx[i] = scale * (g * weight[i] - shift - (x[i] - mean) * slope);
    }
}

void gk_rows_norm_backward(const gk_norm_gradient *norm, const float *x, const float *dy,
                           size_t rows, size_t columns, float *dx)
{
    for (size_t i = 0; i < rows; i++)
        norm_row(norm, x + i * columns, dy + i * columns, columns, dx + i * columns);
}

FOR_EACH_CPU void gk_rows_softmax_backward(const float *p, const float *dp, size_t count,
                                           float scale, float *ds)
{
    const size_t whole = count / LANES * LANES;
    float lanes[LANES] = {0};
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t j = 0; j < LANES; j++) lanes[j] += p[i + j] * dp[i + j];
    for (size_t i = whole; i < count; i++) lanes[i - whole] += p[i] * dp[i];
    const float sum = sum_of(lanes);
    EACH_ALONE
    for (size_t i = 0; i < count; i++) ds[i] = scale * p[i] * (dp[i] - sum);
}

FOR_EACH_CPU double gk_rows_squares(const float *x, size_t count)
{
    double lanes[LANES] = {0}, sum = 0;
    const size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t j = 0; j < LANES; j++) lanes[j] += (double)x[i + j] * (double)x[i + j];
    for (size_t i = whole; i < count; i++) sum += (double)x[i] * (double)x[i];
    for (size_t j = 0; j < LANES; j++) sum += lanes[j];
    return sum;
}

FOR_EACH_CPU void gk_rows_adamw(const gk_adamw_step *how, size_t count,
                                const float *restrict gradient, float *restrict moment_1,
                                float *restrict moment_2, float *restrict weights)
{
    const float beta_1 = 0.9F, beta_2 = 0.999F, epsilon = 1e-8F;
    const float factor = how->factor, shrink = 1 - how->rate * how->decay;
    const float rate = how->rate / how->correction_1, root = 1 / sqrtf(how->correction_2);
    for (size_t i = 0; i < count; i++) {
        const float g = gradient[i] * factor;
        moment_1[i] = beta_1 * moment_1[i] + (1 - beta_1) * g;
        moment_2[i] = beta_2 * moment_2[i] + (1 - beta_2) * g * g;
        weights[i] = weights[i] * shrink -
                     rate * moment_1[i] / (sqrtf(moment_2[i]) * root + epsilon);
    }
}
