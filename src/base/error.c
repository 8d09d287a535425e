/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdarg.h>
#include <string.h>

const char *gk_version(void) { return GK_VERSION; }

gk_status gk_fail(gk_error *err, gk_status status, const char *format, ...)
{
    if (!err) return status;
    err->status = status;
    va_list args;
    va_start(args, format);
    /* Format beside the error: a message may quote the one that err holds already. */
    char message[sizeof err->message];
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (n >= (int)sizeof message) {
        size_t end = sizeof message - 1;
        while (end > 0 && ((unsigned char)message[end - 1] & 0xC0) == 0x80) end--;
        if (end > 0 && (unsigned char)message[end - 1] >= 0xC0) end--;
        message[end] = '\0';
    }
    memcpy(err->message, message, sizeof message);
    return status;
}
