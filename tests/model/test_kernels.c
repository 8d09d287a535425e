/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include "model/kernels.h"

/* The same numbers on every run, in -1 .. 1. */
static float *numbers(size_t count, uint32_t seed)
{
    float *x = gk_alloc_floats(count);
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        x[i] = (float)(seed >> 8) / (float)(1 << 23) - 1;
    }
    return x;
}

static const gk_kernels *portable(void)
{
    const gk_kernels *const *k = gk_kernels_available();
    while (k[1]) k++;
    return *k;
}

static void the_portable_kernels_are_always_there(void **state)
{
    (void)state;
    assert_string_equal(portable()->name, "portable");
}

static void assert_near(const char *what, size_t at, double got, double wanted, double tolerance)
{
    if (!(fabs(got - wanted) <= tolerance))
        fail_msg("%s, element %zu: %.9g, not %.9g", what, at, got, wanted);
}

enum { GUARD = 3 }; /* columns right of c that no kernel may touch */

static void check_product(const gk_kernels *k, size_t m, size_t n, size_t depth, bool with_bias)
{
    size_t lda = depth + 5, ldc = n + GUARD;
    float *a = numbers(m * lda, 1), *w = numbers(n * depth, 2), *bias = numbers(n, 3);
    float *packed = gk_alloc_floats(gk_packed_size(depth, n)), *c = numbers(m * ldc, 4);
    float *before = numbers(m * ldc, 4);
    gk_pack_transposed(w, depth, depth, n, packed);
    k->multiply(m, n, depth, a, lda, packed, with_bias ? bias : NULL, c, ldc);
    char *what = gk_format("%s multiply (%zu, %zu, %zu)", k->name, m, n, depth);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            double sum = with_bias ? bias[j] : 0;
            for (size_t d = 0; d < depth; d++) sum += (double)a[i * lda + d] * w[j * depth + d];
            assert_near(what, i * n + j, c[i * ldc + j], sum, 1e-6 * (double)(depth + 1));
        }
        for (size_t j = n; j < ldc; j++)
            assert_near("right of the matrix", j, c[i * ldc + j], before[i * ldc + j], 0);
    }
    gk_free(what);
    gk_free(a);
    gk_free(w);
    gk_free(bias);
    gk_free(packed);
    gk_free(c);
    gk_free(before);
}

static void products_are_right_in_every_shape(void **state)
{
    (void)state;
    static const size_t columns[] = {1, 7, 15, 16, 17, 31, 32, 33, 48, 70},
                        depths[] = {0, 1, 3, 32, 255, 256, 257, 600};
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++)
        for (size_t m = 0; m <= 26; m++)
            for (size_t n = 0; n < sizeof columns / sizeof *columns; n++)
                for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
                    check_product(*k, m, columns[n], depths[d], (m + n + d) % 2);
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
    for (size_t i = 0; i < size; i++) assert_near("panel", i, one[i], other[i], 0);
    assert_near("padding", size - 1, one[size - 1], 0, 0);
    gk_free(w);
    gk_free(b);
    gk_free(one);
    gk_free(other);
}

static void gelu_is_that_of_the_error_function(void **state)
{
    (void)state;
    enum { COUNT = 40003 };
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        float *x = gk_alloc_floats(COUNT + 1);
        for (int i = 0; i < COUNT; i++) x[i] = (float)(i - COUNT / 2) * 5e-4F;
        x[0] = -1000;
        x[1] = 1000;
        x[COUNT] = 7;
        float *y = gk_alloc_floats(COUNT);
        memcpy(y, x, COUNT * sizeof *y);
        (*k)->gelu(x, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            double wanted = 0.5 * y[i] * (1 + erf(y[i] * 0.70710678118654752));
            assert_near((*k)->name, i, x[i], wanted, 1e-6 * fmax(1, fabs(wanted)));
        }
        assert_near("past the end", COUNT, x[COUNT], 7, 0);
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
                assert_near((*k)->name, i, x[i], exp((double)y[i] * 0.3F - most) / sum,
                            n % 3 == 0 ? 1e-3 : 3e-6); /* the scaled input is rounded */
            assert_near("past the end", n, x[n], y[n], 0);
            gk_free(x);
            gk_free(y);
        }
    }
}

static void norms_are_right_in_every_length(void **state)
{
    (void)state;
    for (const gk_kernels *const *k = gk_kernels_available(); *k; k++) {
        for (size_t n = 1; n < 80; n++) {
            float *x = numbers(n + 1, 1), *y = numbers(n, 2), *weight = numbers(n, 3),
                  *bias = numbers(n, 4), *was = numbers(n + 1, 1);
            (*k)->add_norm(x, y, weight, bias, n, 1e-5F);
            double mean = 0, variance = 0;
            for (size_t i = 0; i < n; i++) mean += ((double)was[i] + y[i]) / (double)n;
            for (size_t i = 0; i < n; i++)
                variance += pow((double)was[i] + y[i] - mean, 2) / (double)n;
            for (size_t i = 0; i < n; i++) {
                double z = ((double)was[i] + y[i] - mean) / sqrt(variance + 1e-5);
                assert_near((*k)->name, i, x[i], z * weight[i] + bias[i], 1e-5);
            }
            assert_near("past the end", n, x[n], was[n], 0);
            gk_free(x);
            gk_free(y);
            gk_free(weight);
            gk_free(bias);
            gk_free(was);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_portable_kernels_are_always_there),
        cmocka_unit_test(products_are_right_in_every_shape),
        cmocka_unit_test(both_ways_of_packing_give_the_same_panels),
        cmocka_unit_test(gelu_is_that_of_the_error_function),
        cmocka_unit_test(softmax_is_right_in_every_length),
        cmocka_unit_test(norms_are_right_in_every_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
