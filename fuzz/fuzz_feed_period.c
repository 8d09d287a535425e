/* SPDX-License-Identifier: Apache-2.0 - what a feed says of how often it changes, searched in any
 * bytes */
#include "watch/feed.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *body = gk_alloc(size ? size : 1); /* exactly as long: a read past its end is seen */
    memcpy(body, data, size);
    double period = gk_feed_period(body, size);
    if (!(period == -1 || (period > 0 && period <= 999999 * 60.0))) abort();
    gk_free(body);
    return 0;
}
