/* SPDX-License-Identifier: Apache-2.0
 *
 * Every kernel that this processor has, against sums in double and against whole numbers. It needs
 * base and model/kernels*.c alone, so that tools/test_neon.sh can run it under emulation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* The same numbers on every run, in -1 .. 1. */
static float *numbers(size_t count, uint32_t seed)
{
    float *x = gk_alloc_floats(count);
    for (size_t i = 0; i < count; i++) x[i] = (float)next(&seed) / (float)(1 << 23) - 1;
    return x;
}

static void assert_near(const char *kernels, const char *what, size_t at, double got, double wanted,
                        double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s, %s, element %zu: %.9g, not %.9g", kernels, what, at, got, wanted);
}

static double gelu(double x) { return 0.5 * x * (1 + erf(x * 0.70710678118654752)); }

/* ---- which there are ------------------------------------------------------------------------- */

static void the_portable_kernels_are_always_there(void **state)
{
    (void)state;
    const gk_kernels *const *k = gk_kernels_available();
    while (k[1]) k++;
    assert_string_equal((*k)->name, "portable");
}

static void kernels_are_either_available_or_missing(void **state)
{
    (void)state;
    for (const char *const *name = gk_kernels_missing(); *name; name++) {
        print_message("[  SKIPPED ] kernels %s: this processor has no such instructions\n", *name);
        for (const gk_kernels *const *k = gk_kernels_available(); *k; k++)
            if (strcmp((*k)->name, *name) == 0) fail_msg("%s are available and missing", *name);
    }
}

/* ---- products -------------------------------------------------------------------------------- */

/* What a product is stored into and what the epilogue takes. */
typedef struct target {
    size_t m, n, ldc, ldr;
    float *c, *before, *bias, *residual;
    gk_epilogue epilogue;
} target;

enum { GUARD = 3 }; /* columns right of c that no kernel may touch */
enum { BIAS = 1, GELU = 2, RESIDUAL = 4, IN_PLACE = 6, MIXES = 8 };

/* mix < MIXES: with or without BIAS, and one of the others or none; IN_PLACE: the residual is c. */
static target target_new(size_t m, size_t n, unsigned mix)
{
    target t = {.m = m, .n = n, .ldc = n + GUARD, .ldr = n + 2};
    t.c = numbers(m * t.ldc, 4);
    t.before = numbers(m * t.ldc, 4);
    t.bias = numbers(n, 3);
    t.residual = numbers(m * t.ldr, 5);
    if (mix & BIAS) t.epilogue.bias = t.bias;
    mix &= IN_PLACE;
    t.epilogue.gelu = mix == GELU;
    if (mix == RESIDUAL) t.epilogue.residual = t.residual, t.epilogue.ldr = t.ldr;
    if (mix == IN_PLACE) t.epilogue.residual = t.c, t.epilogue.ldr = t.ldc;
    return t;
}

static void target_free(target *t)
{
    gk_free(t->c);
    gk_free(t->before);
    gk_free(t->bias);
    gk_free(t->residual);
}

/* Element (i, j), and once a row the columns to its right. */
static void check_element(const target *t, const char *kernels, const char *what, size_t i,
                          size_t j, double product, double tolerance)
{
    double wanted = product + (t->epilogue.bias ? t->bias[j] : 0);
    if (t->epilogue.gelu) wanted = gelu(wanted), tolerance += 1e-6 * fmax(1, fabs(wanted));
    if (t->epilogue.residual == t->c)
        wanted += t->before[i * t->ldc + j];
    else if (t->epilogue.residual)
        wanted += t->residual[i * t->ldr + j];
    assert_near(kernels, what, i * t->n + j, t->c[i * t->ldc + j], wanted, tolerance);
    for (size_t right = t->n; j == 0 && right < t->ldc; right++)
        assert_near(kernels, "right of the matrix", right, t->c[i * t->ldc + right],
                    t->before[i * t->ldc + right], 0);
}

/* Rows about the sizes of one block, and two. */
static const size_t many[] = {95, 96, 97, 99, 101, 102, 103, 192, 195, 203};

static void check_product(const gk_kernels *k, size_t m, size_t n, size_t depth, unsigned mix)
{
    size_t lda = depth + 5;
    float *a = numbers(m * lda, 1), *w = numbers(n * depth, 2);
    float *packed = gk_alloc_floats(gk_packed_size(depth, n));
    target t = target_new(m, n, mix);
    gk_pack_transposed(w, depth, depth, n, packed);
    k->multiply(m, n, depth, a, lda, packed, &t.epilogue, t.c, t.ldc);
    char *what = gk_format("multiply (%zu, %zu, %zu), epilogue %u", m, n, depth, mix);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t d = 0; d < depth; d++) sum += (double)a[i * lda + d] * w[j * depth + d];
            check_element(&t, k->name, what, i, j, sum, 1e-6 * (double)(depth + 1));
        }
    }
    gk_free(what);
    gk_free(a);
    gk_free(w);
    gk_free(packed);
    target_free(&t);
}

static void products_are_right_in_every_shape(void **state)
{
    (void)state;
    static const size_t columns[] = {1, 7, 15, 16, 17, 31, 32, 33, 48, 70},
                        depths[] = {0, 1, 3, 32, 255, 256, 257, 600};
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        unsigned mix = 0;
        for (size_t m = 0; m <= 26; m++)
            for (size_t n = 0; n < sizeof columns / sizeof *columns; n++)
                for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
                    check_product(*k, m, columns[n], depths[d], mix++ % MIXES);
        for (size_t i = 0; i < sizeof many / sizeof *many; i++)
            check_product(*k, many[i], 37, 300, BIAS | IN_PLACE);
    }
}

static void every_epilogue_meets_whole_tiles_and_parts(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++)
        for (unsigned mix = 0; mix < MIXES; mix++) check_product(*k, 13, 71, 19, mix);
}

static void both_ways_of_packing_give_the_same_panels(void **state)
{
    (void)state;
    enum { DEPTH = 5, COLUMNS = 37, LDW = 9, LDB = 40 };
    float *w = numbers(COLUMNS * LDW, 1), *b = gk_alloc_floats(DEPTH * LDB);
    for (size_t i = 0; i < DEPTH; i++)
        for (size_t j = 0; j < COLUMNS; j++) b[i * LDB + j] = w[j * LDW + i];
    size_t size = gk_packed_size(DEPTH, COLUMNS);
    float *one = numbers(size, 2), *other = numbers(size, 3);
    gk_pack_transposed(w, LDW, DEPTH, COLUMNS, one);
    gk_pack(b, LDB, DEPTH, COLUMNS, other);
    for (size_t i = 0; i < size; i++) assert_near("gk_pack", "panel", i, one[i], other[i], 0);
    assert_near("gk_pack", "padding", size - 1, one[size - 1], 0, 0);
    gk_free(w);
    gk_free(b);
    gk_free(one);
    gk_free(other);
}

/* ---- products of bytes ----------------------------------------------------------------------- */

typedef struct bytes {
    size_t k, padded; /* bytes of a row, and with those up to a whole group */
    uint8_t *a;       /* (m, padded): not a byte more, for the sanitizer to see it read */
    int8_t *w;        /* (n, k) */
    float *a_scales, *w_scales;
    gk_int8_matrix b;
} bytes;

typedef enum filling { ANY, MOST_MOST, MOST_LEAST, LEAST_MOST, SWINGING, FILLINGS } filling;

static uint8_t activation(filling f, uint32_t *seed)
{
    if (f == ANY || f == SWINGING) return (uint8_t)(1 + next(seed) % 255);
    return f == LEAST_MOST ? 1 : 255;
}

static int8_t weight(filling f, size_t i, uint32_t *seed)
{
    if (f == ANY) return (int8_t)((int)(next(seed) % (2 * GK_WEIGHT_LIMIT + 1)) - GK_WEIGHT_LIMIT);
    if (f == SWINGING) return i / 2 % 2 ? GK_WEIGHT_LIMIT : -GK_WEIGHT_LIMIT;
    return f == MOST_LEAST ? -GK_WEIGHT_LIMIT : GK_WEIGHT_LIMIT;
}

static bytes bytes_new(size_t m, size_t n, size_t k, filling f)
{
    uint32_t seed = (uint32_t)(m + n + k);
    bytes x = {.k = k, .padded = (k + GK_GROUP - 1) / GK_GROUP * GK_GROUP};
    x.a = gk_alloc(m * x.padded);
    x.w = gk_alloc(n * k);
    for (size_t i = 0; i < m * x.padded; i++) x.a[i] = activation(f, &seed); /* padding, too */
    for (size_t i = 0; i < n * k; i++) x.w[i] = weight(f, i, &seed);
    x.a_scales = numbers(m, 6);
    x.w_scales = numbers(n, 7);
    x.b = gk_int8_new(k, n);
    size_t first = n / 2 / GK_PANEL * GK_PANEL; /* in two parts */
    gk_int8_pack(x.w, x.w_scales, first, 0, &x.b);
    gk_int8_pack(x.w + first * k, x.w_scales + first, n - first, first, &x.b);
    return x;
}

static void bytes_free(bytes *x)
{
    gk_free(x->a);
    gk_free(x->w);
    gk_free(x->a_scales);
    gk_free(x->w_scales);
    gk_int8_free(&x->b);
}

static void check_int8(const gk_kernels *k, size_t m, size_t n, size_t depth, filling f,
                       unsigned mix)
{
    bytes x = bytes_new(m, n, depth, f);
    target t = target_new(m, n, mix);
    k->multiply_int8(m, x.a, x.padded, x.a_scales, &x.b, &t.epilogue, t.c, t.ldc);
    char *what = gk_format("int8 (%zu, %zu, %zu), filling %d, epilogue %u", m, n, depth, f, mix);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            int32_t sum = 0;
            for (size_t d = 0; d < depth; d++)
                sum += (x.a[i * x.padded + d] - 128) * x.w[j * depth + d];
            float product = (float)sum * (x.a_scales[i] * x.w_scales[j]);
            /* without an epilogue there is one way to round it */
            double tolerance = mix == 0 ? 0 : 1e-6 * fmax(1, fabs((double)product));
            if (t.epilogue.gelu) tolerance = 3e-4 * fmax(1, fabs((double)product));
            check_element(&t, k->name, what, i, j, product, tolerance);
        }
    }
    gk_free(what);
    bytes_free(&x);
    target_free(&t);
}

static void products_of_bytes_are_exact_in_every_shape(void **state)
{
    (void)state;
    static const size_t columns[] = {1, 15, 16, 17, 31, 32, 33, 70},
                        depths[] = {1, 2, 3, 4, 5, 13, 16, 31, 64, 130};
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        unsigned mix = 0;
        for (size_t m = 0; m <= 30; m++)
            for (size_t n = 0; n < sizeof columns / sizeof *columns; n++)
                for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
                    check_int8(*k, m, columns[n], depths[d], ANY, m % 2 ? 0 : mix++ % MIXES);
        for (size_t i = 0; i < sizeof many / sizeof *many; i++)
            check_int8(*k, many[i], 37, 50, ANY, 0);
        for (unsigned all = 0; all < MIXES; all++) check_int8(*k, 13, 71, 19, ANY, all);
    }
}

static void products_of_the_greatest_bytes_do_not_overflow(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++)
        for (filling f = MOST_MOST; f < FILLINGS; f++)
            for (size_t m = 1; m <= 13; m++) check_int8(*k, m, 33, m % 2 ? 1536 : 77, f, 0);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void gelu_is_that_of_the_error_function(void **state)
{
    (void)state;
    enum { COUNT = 40003 };
    float *x = gk_alloc_floats(COUNT), *none = gk_alloc_floats(1), *y = gk_alloc_floats(COUNT);
    for (int i = 0; i < COUNT; i++) x[i] = (float)(i - COUNT / 2) * 5e-4F;
    x[0] = -1000;
    x[1] = 1000;
    gk_int8_matrix b = gk_int8_new(GK_GROUP, COUNT); /* of zeros */
    const uint8_t a[GK_GROUP] = {1, 2, 3, 4};
    const gk_epilogue e = {.bias = x, .gelu = true};
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        for (int int8 = 0; int8 < 2; int8++) {
            if (int8)
                (*k)->multiply_int8(1, a, GK_GROUP, none, &b, &e, y, COUNT);
            else
                (*k)->multiply(1, COUNT, 0, none, 1, none, &e, y, COUNT);
            for (size_t i = 0; i < COUNT; i++)
                assert_near((*k)->name, int8 ? "int8" : "float", i, y[i], gelu(x[i]),
                            (int8 ? 3e-4 : 1e-6) * fmax(1, fabs(gelu(x[i]))));
        }
    }
    gk_int8_free(&b);
    gk_free(x);
    gk_free(none);
    gk_free(y);
}

/* The row x of count elements: quantised exactly so by every kernel. */
static void check_quantize(const float *x, size_t count)
{
    enum { MOST = 200, UNTOUCHED = 77 };
    const size_t padded = (count + GK_GROUP - 1) / GK_GROUP * GK_GROUP;
    float most = 0;
    for (size_t i = 0; i < count; i++) most = fmaxf(most, fabsf(x[i]));
    const bool none = !(127 / most <= FLT_MAX);
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        uint8_t q[MOST];
        float scale = NAN;
        memset(q, UNTOUCHED, sizeof q);
        (*k)->quantize(x, count, q, &scale);
        assert_near((*k)->name, "scale", count, scale, none ? 0 : most / 127, 0);
        for (size_t i = 0; i < sizeof q; i++) {
            double wanted = i < padded ? 128 : UNTOUCHED;
            if (i < count && !none) wanted += (double)nearbyintf(x[i] * (127 / most));
            assert_near((*k)->name, "quantize", i, q[i], wanted, 0);
        }
    }
}

static void rows_are_quantised_alike_by_all(void **state)
{
    (void)state;
    for (size_t count = 1; count < 150; count++) {
        float *x = numbers(count, (uint32_t)count), *y = gk_alloc_floats(count);
        check_quantize(x, count);
        check_quantize(y, count); /* zeros */
        static const float factors[] = {3e38F, 1e30F, 1e-30F, 3e-37F, 1e-37F, 1e-40F, 1e-44F};
        for (size_t f = 0; f < sizeof factors / sizeof *factors; f++) {
            for (size_t i = 0; i < count; i++) y[i] = x[i] * factors[f];
            check_quantize(y, count);
        }
        for (size_t i = 0; i < count; i++) y[i] = (float)(i % 127) + 0.5F; /* ties */
        y[count - 1] = -127;
        check_quantize(y, count);
        y[count / 2] = 1e6F; /* one far out */
        check_quantize(y, count);
        gk_free(x);
        gk_free(y);
    }
}

static void softmax_is_right_in_every_length(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        for (size_t n = 1; n < 80; n++) {
            float *x = numbers(n + 1, (uint32_t)n), *y = numbers(n + 1, (uint32_t)n);
            for (size_t i = 0; i < n; i++) x[i] = y[i] *= n % 3 == 0 ? 1e4F : 30;
            (*k)->softmax(x, n, 0.3F);
            double most = -INFINITY, sum = 0;
            for (size_t i = 0; i < n; i++) most = fmax(most, (double)y[i] * 0.3F);
            for (size_t i = 0; i < n; i++) sum += exp((double)y[i] * 0.3F - most);
            for (size_t i = 0; i < n; i++)
                assert_near((*k)->name, "softmax", i, x[i], exp((double)y[i] * 0.3F - most) / sum,
                            n % 3 == 0 ? 1e-3 : 3e-6); /* the scaled input is rounded */
            assert_near((*k)->name, "past the end", n, x[n], y[n], 0);
            gk_free(x);
            gk_free(y);
        }
    }
}

static void softmax_of_huge_numbers_is_that_of_the_greatest(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        float x[19];
        for (size_t i = 0; i < 19; i++) x[i] = i == 7 ? 3e37F : -1e30F * (float)i;
        (*k)->softmax(x, 19, 2);
        for (size_t i = 0; i < 19; i++) assert_near((*k)->name, "softmax", i, x[i], i == 7, 1e-30);
    }
}

static void norms_are_right_in_every_length(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        for (size_t n = 1; n < 140; n++) {
            float *x = numbers(n + 1, 1), *weight = numbers(n, 3), *bias = numbers(n, 4),
                  *was = numbers(n + 1, 1);
            for (size_t i = 0; i < n; i++) x[i] = was[i] += 3; /* far from 0 */
            (*k)->norm(x, weight, bias, n, 1e-5F);
            double mean = 0, variance = 0;
            for (size_t i = 0; i < n; i++) mean += (double)was[i] / (double)n;
            for (size_t i = 0; i < n; i++) variance += pow((double)was[i] - mean, 2) / (double)n;
            for (size_t i = 0; i < n; i++) {
                double z = ((double)was[i] - mean) / sqrt(variance + 1e-5);
                assert_near((*k)->name, "norm", i, x[i], z * weight[i] + bias[i], 1e-5);
            }
            assert_near((*k)->name, "past the end", n, x[n], was[n], 0);
            gk_free(x);
            gk_free(weight);
            gk_free(bias);
            gk_free(was);
        }
    }
}

/* ---- attention in bfloat16 ------------------------------------------------------------------ */

/* What attend_bf16 must be near to: softmax(queries · keys^T / sqrt(size)) · values in double. */
static void attend(const gk_head *h, double *out)
{
    double *weights = gk_alloc_array(h->length, sizeof *weights);
    for (size_t q = 0; q < h->length; q++) {
        double most = -INFINITY, sum = 0;
        for (size_t k = 0; k < h->length; k++) {
            weights[k] = 0;
            for (size_t d = 0; d < h->size; d++)
                weights[k] += (double)h->queries[q * h->stride + d] * h->keys[k * h->stride + d];
            weights[k] /= sqrt((double)h->size);
            most = fmax(most, weights[k]);
        }
        for (size_t k = 0; k < h->length; k++) sum += weights[k] = exp(weights[k] - most);
        for (size_t d = 0; d < h->size; d++) {
            out[q * h->size + d] = 0;
            for (size_t k = 0; k < h->length; k++)
                out[q * h->size + d] += weights[k] / sum * h->values[k * h->stride + d];
        }
    }
    gk_free(weights);
}

static void check_attention(const gk_kernels *k, size_t length, size_t size)
{
    const size_t stride = 3 * size + 16, columns = (length + GK_PANEL - 1) / GK_PANEL * GK_PANEL;
    float *qkv = numbers(length * stride, 5), *context = numbers(length * (size + GUARD), 6);
    float *before = numbers(length * (size + GUARD), 6);
    for (size_t i = 0; i < length * stride; i++)
        qkv[i] *= 3; /* scores far enough from each other */
    const gk_head h = {length,         size,   qkv,     qkv + size,
                       qkv + 2 * size, stride, context, size + GUARD};
    const gk_attention_room room = {gk_alloc_floats(gk_packed_size(size, length)),
                                    gk_alloc_floats(gk_packed_size(length + 1, size)),
                                    gk_alloc_floats(GK_QUERIES * columns),
                                    gk_alloc_floats(GK_QUERIES * size)};
    memset(room.keys, 0xFF,
           gk_packed_size(size, length) * sizeof(float)); /* what was there before */
    memset(room.values, 0xFF, gk_packed_size(length + 1, size) * sizeof(float));
    memset(room.scores, 0xFF, GK_QUERIES * columns * sizeof(float));
    double *wanted = gk_alloc_array(length * size, sizeof *wanted);
    char *what = gk_format("attention (%zu, %zu)", length, size);
    attend(&h, wanted);
    k->attend_bf16(&h, &room);
    for (size_t i = 0; i < length; i++) {
        for (size_t d = 0; d < size; d++)
            assert_near(k->name, what, i * size + d, context[i * (size + GUARD) + d],
                        wanted[i * size + d], 0.06); /* of values within 3 */
        for (size_t d = size; d < size + GUARD; d++)
            assert_near(k->name, "right of the head", i, context[i * (size + GUARD) + d],
                        before[i * (size + GUARD) + d], 0);
    }
    gk_free(what);
    gk_free(wanted);
    gk_free(qkv);
    gk_free(context);
    gk_free(before);
    gk_free(room.keys);
    gk_free(room.values);
    gk_free(room.scores);
    gk_free(room.queries);
}

static void attention_in_bfloat16_is_near_the_exact_one(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, 2, 3, 11, 12, 31, 32, 33, 95, 96, 97, 182, 300};
    size_t tried = 0;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        if (!(*k)->attend_bf16) continue;
        tried++;
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            check_attention(*k, lengths[i], 32);
            check_attention(*k, lengths[i], 64);
        }
    }
    if (!tried) skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attention_in_bfloat16_is_near_the_exact_one),
        cmocka_unit_test(the_portable_kernels_are_always_there),
        cmocka_unit_test(kernels_are_either_available_or_missing),
        cmocka_unit_test(products_are_right_in_every_shape),
        cmocka_unit_test(every_epilogue_meets_whole_tiles_and_parts),
        cmocka_unit_test(both_ways_of_packing_give_the_same_panels),
        cmocka_unit_test(products_of_bytes_are_exact_in_every_shape),
        cmocka_unit_test(products_of_the_greatest_bytes_do_not_overflow),
        cmocka_unit_test(gelu_is_that_of_the_error_function),
        cmocka_unit_test(rows_are_quantised_alike_by_all),
        cmocka_unit_test(softmax_is_right_in_every_length),
        cmocka_unit_test(softmax_of_huge_numbers_is_that_of_the_greatest),
        cmocka_unit_test(norms_are_right_in_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
