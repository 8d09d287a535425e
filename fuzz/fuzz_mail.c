/* SPDX-License-Identifier: Apache-2.0
 *
 * Mails from bytes.
 */
#include "unpacked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unpack_and_check(gk_mail_unpack, "a.eml", data, size);
    return 0;
}
