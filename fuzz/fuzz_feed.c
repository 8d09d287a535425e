/* SPDX-License-Identifier: Apache-2.0
 *
 * Feeds from bytes.
 */
#include "unpacked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unpack_and_check(gk_feed_unpack, "a.xml", data, size);
    return 0;
}
