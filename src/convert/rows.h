/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - the rows of a weight as int8 with one scale each.
 */
#ifndef GK_CONVERT_ROWS_H
#define GK_CONVERT_ROWS_H

#include "base/base.h"

/* w (count), all finite, as q · *scale with |q| <= limit. Of several places to cut the largest
 * weights off, the one with the smallest squared error is taken, with the scale that is best for
 * it. Against max |w| / limit that takes 1 to 4% off the error's root mean square (MiniLM,
 * e5-small). */
void gk_quantize_row(const float *w, size_t count, int limit, int8_t *q, float *scale);

#endif
