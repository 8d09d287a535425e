/* SPDX-License-Identifier: Apache-2.0
 *
 * Which kernels this processor has, and the packing that all of them read.
 */
#include "model/kernels_table.h"

#include <pthread.h>
#include <string.h>
#ifdef GK_X86_KERNELS
#include <cpuid.h>
#endif
#ifdef GK_NEON_KERNELS
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

/* ---- which kernels there are ----------------------------------------------------------------- */

#ifdef GK_X86_KERNELS
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avxvnni(void) /* compilers of 2022 do not all know its name */
{
    unsigned a, b, c, d;
    return has_avx2() && __get_cpuid_count(7, 1, &a, &b, &c, &d) && a >> 4 & 1;
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

static bool has_vnni512(void) { return has_avx512() && __builtin_cpu_supports("avx512vnni"); }

static bool has_bf16(void) { return has_vnni512() && __builtin_cpu_supports("avx512bf16"); }
#endif

#ifdef GK_NEON_KERNELS
static bool has_dotprod(void) { return getauxval(AT_HWCAP) & HWCAP_ASIMDDP; }
#endif

/* The fastest first; NULL: every processor that the program was built for has it. */
static const struct {
    const gk_kernels *kernels;
    bool (*here)(void);
} known[] = {
#ifdef GK_X86_KERNELS
    {&gk_kernels_bf16, has_bf16},       {&gk_kernels_vnni512, has_vnni512},
    {&gk_kernels_avx512, has_avx512},   {&gk_kernels_avxvnni, has_avxvnni},
    {&gk_kernels_avx2, has_avx2},
#endif
#ifdef GK_NEON_KERNELS
    {&gk_kernels_dotprod, has_dotprod}, {&gk_kernels_neon, NULL},
#endif
    {&gk_kernels_portable, NULL},
};
enum { KNOWN = sizeof known / sizeof *known };

/* Found out once: what a processor has does not change. */
static const gk_kernels *available[KNOWN + 1];
static const char *missing[KNOWN + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void look(void)
{
    size_t has = 0, lacks = 0;
#ifdef GK_X86_KERNELS
    __builtin_cpu_init();
#endif
    for (size_t i = 0; i < KNOWN; i++) {
        if (!known[i].here || known[i].here())
            available[has++] = known[i].kernels;
        else
            missing[lacks++] = known[i].kernels->name;
    }
}

const gk_kernels *const *gk_kernels_available(void)
{
    pthread_once(&once, look);
    return available;
}

const char *const *gk_kernels_missing(void)
{
    pthread_once(&once, look);
    return missing;
}

/* ---- packing ----------------------------------------------------------------------------------
 */

size_t gk_packed_size(size_t k, size_t n) { return gk_whole_panels(n) * k; }

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

static size_t groups_of(size_t k) { return (k + GK_GROUP - 1) / GK_GROUP; }

gk_int8_matrix gk_int8_new(size_t k, size_t n)
{
    const size_t columns = gk_whole_panels(n);
    gk_int8_matrix b = {.k = k, .n = n};
    b.panels = (int8_t *)gk_alloc_floats(groups_of(k) * columns); /* GK_GROUP bytes to a float */
    b.scales = gk_alloc_floats(columns);
    b.starts = gk_alloc_array(columns, sizeof *b.starts);
    return b;
}

void gk_int8_free(gk_int8_matrix *b)
{
    gk_free(b->panels);
    gk_free(b->scales);
    gk_free(b->starts);
    *b = (gk_int8_matrix){0};
}

void gk_int8_pack(const int8_t *w, const float *scales, size_t rows, size_t first,
                  gk_int8_matrix *b)
{
    const size_t whole = b->k / GK_GROUP, left = b->k % GK_GROUP;
    for (size_t row = 0; row < rows; row++, w += b->k) {
        const size_t column = first + row;
        int8_t *to = b->panels + column / GK_PANEL * GK_PANEL * groups_of(b->k) * GK_GROUP +
                     column % GK_PANEL * GK_GROUP;
        for (size_t g = 0; g < whole; g++)
            memcpy(to + g * GK_PANEL * GK_GROUP, w + g * GK_GROUP, GK_GROUP);
        if (left) memcpy(to + whole * GK_PANEL * GK_GROUP, w + whole * GK_GROUP, left);
        int32_t sum = 0;
        for (size_t i = 0; i < b->k; i++) sum += w[i];
        b->starts[column] = -128 * sum;
        b->scales[column] = scales[row];
    }
}
