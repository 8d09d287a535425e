/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/interval.h"

#include <math.h>

gk_interval gk_interval_of(const gk_figure *f)
{
    double v = f->value, h = f->half;
    if (f->number.percent) v /= 100, h /= 100;
    return (gk_interval){v - h, v + h};
}

gk_interval gk_interval_times(gk_interval a, gk_interval b)
{
    double v[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
    gk_interval out = {v[0], v[0]};
    for (int i = 1; i < 4; i++) {
        if (v[i] < out.low) out.low = v[i];
        if (v[i] > out.high) out.high = v[i];
    }
    return out;
}

bool gk_interval_over(gk_interval a, gk_interval b, gk_interval *out)
{
    *out = (gk_interval){0, 0};
    if (b.low <= 0 && b.high >= 0) return false;
    *out = gk_interval_times(a, (gk_interval){1 / b.high, 1 / b.low});
    return true;
}

bool gk_interval_shows(const gk_figure *f, gk_interval v, bool all_bare)
{
    gk_interval shown = gk_interval_of(f);
    double slack = 1e-9 * (fabs(v.low) + fabs(v.high));
    static const double scales[] = {1, 1e3, 1e6, 1e9, 1e4, 1e8, 1e-3, 1e-6, 1e-4, 1e-8};
    size_t count = all_bare ? sizeof scales / sizeof *scales : 1;
    for (size_t k = 0; k < count; k++)
        if (shown.low <= v.high * scales[k] + slack && shown.high >= v.low * scales[k] - slack)
            return true;
    /* "= 45.6" of a ratio that is meant in percent, and points. */
    bool hundred = f->counted == GK_COUNTED_POINTS || f->counted == GK_COUNTED_UNKNOWN;
    return hundred && shown.low <= v.high * 100 + slack && shown.high >= v.low * 100 - slack;
}
