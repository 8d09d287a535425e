/* SPDX-License-Identifier: Apache-2.0
 *
 * Which scans this processor has, and a query prepared for them.
 */
#include "nearest/scan.h"

#include <math.h>
#include <pthread.h>

/* ---- which there are ------------------------------------------------------------------------ */

#ifdef GK_X86_KERNELS
static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}

static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif

/* The fastest first; NULL: every processor that the program was built for has it. */
static const struct {
    const gk_scan *scan;
    bool (*here)(void);
} known[] = {
#ifdef GK_X86_KERNELS
    {&gk_scan_avx512, has_avx512},
    {&gk_scan_avx2, has_avx2},
#endif
#ifdef GK_NEON_KERNELS
    {&gk_scan_neon, NULL},
#endif
    {&gk_scan_portable, NULL},
};
enum { KNOWN = sizeof known / sizeof *known };

/* Found out once: what a processor has does not change. */
static const gk_scan *available[KNOWN + 1];
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
            available[has++] = known[i].scan;
        else
            missing[lacks++] = known[i].scan->name;
    }
}

const gk_scan *const *gk_scan_available(void)
{
    pthread_once(&once, look);
    return available;
}

const char *const *gk_scan_missing(void)
{
    pthread_once(&once, look);
    return missing;
}

/* ---- a query ----------------------------------------------------------------------------------
 */

enum { GROUP = 4 }; /* elements with one table */

static float spread_of(const float *p)
{
    float spread = 0;
    for (size_t i = 0; i < GROUP; i++) spread += fabsf(p[i]);
    return spread;
}

/* Entry c is Σ ± p[i], + where bit i of c is set, more than the least of these, in steps. */
static void fill_table(const float *p, float step, float most, uint8_t *table)
{
    for (unsigned c = 0; c < GK_TABLE; c++) {
        float sum = 0;
        for (unsigned i = 0; i < GROUP; i++)
            if ((c >> i & 1) != (p[i] < 0)) sum += 2 * fabsf(p[i]);
        float steps = floorf(sum / step + 0.5F);
        table[c] = (uint8_t)(steps < most ? steps : most);
    }
}

static void prepare_signs(gk_prepared *to)
{
    const size_t groups = to->width / GROUP;
    float most = floorf((float)UINT16_MAX / (float)groups);
    if (most > GK_ENTRY_LIMIT) most = GK_ENTRY_LIMIT;
    float widest = 0;
    for (size_t g = 0; g < groups; g++) {
        float spread = spread_of(to->centred + g * GROUP);
        widest = fmaxf(widest, spread);
        to->offset += spread;
    }
    to->step = 2 * widest / most;
    for (size_t g = 0; g < groups && to->step > 0; g++)
        fill_table(to->centred + g * GROUP, to->step, most, to->tables + g * GK_TABLE);
}

static void prepare_bytes(gk_prepared *to)
{
    /* No sum of width products with -127 to 127 leaves 32 bits. */
    float most = floorf(2147483000.0F / 127 / (float)to->width), widest = 0;
    if (most > 16383) most = 16383;
    for (size_t i = 0; i < to->width; i++) widest = fmaxf(widest, fabsf(to->centred[i]));
    to->unit = widest / most;
    for (size_t i = 0; i < to->width && to->unit > 0; i++)
        to->numbers[i] = (int16_t)lrintf(to->centred[i] / widest * most);
}

bool gk_prepare(gk_prepared *prepared, const float *query, const float *mean, size_t dimensions)
{
    float length = 0;
    *prepared = (gk_prepared){.width = gk_codes_width(dimensions)};
    prepared->centred = gk_alloc_floats(prepared->width);
    prepared->tables = (uint8_t *)gk_alloc_floats(prepared->width);
    prepared->numbers = gk_alloc_array(prepared->width, sizeof *prepared->numbers);
    for (size_t i = 0; i < dimensions; i++) prepared->centred[i] = query[i] - mean[i];
    gk_products(mean, query, dimensions, 1, &prepared->base);
    gk_products(prepared->centred, prepared->centred, dimensions, 1, &length);
    if (!isfinite(prepared->base) || !isfinite(length)) return false;
    prepare_signs(prepared);
    prepare_bytes(prepared);
    return true;
}

void gk_prepared_free(gk_prepared *prepared)
{
    gk_free(prepared->centred);
    gk_free(prepared->tables);
    gk_free(prepared->numbers);
}
