/* SPDX-License-Identifier: Apache-2.0
 *
 * EDGAR's submissions from bytes.
 */
#include "unpacked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unpack_and_check(gk_submission_unpack, "s.txt", data, size);
    return 0;
}
