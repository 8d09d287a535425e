/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives from bytes.
 */
#include "unpacked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unpack_and_check(gk_archive_unpack, "notes.gz", data, size);
    return 0;
}
