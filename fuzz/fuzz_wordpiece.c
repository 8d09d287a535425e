/* SPDX-License-Identifier: Apache-2.0
 *
 * Up to the first NUL any bytes as tokenizer.json, after it any bytes as text, cut at two limits:
 * the ids stay inside the vocabulary, and a lower limit gives the beginning of what a higher one
 * gives.
 */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONG = 256, SHORT = 7 };

static void encode(const gk_wordpiece *tokenizer, const char *text, size_t n)
{
    int32_t ids[LONG], first[SHORT];
    size_t count = gk_wordpiece_encode(tokenizer, text, n, ids, LONG);
    size_t few = gk_wordpiece_encode(tokenizer, text, n, first, SHORT);
    if (count < 2 || count > LONG || few < 2 || few > SHORT || few > count) abort();
    if (memcmp(ids, first, (few - 1) * sizeof *ids) != 0 || first[few - 1] != ids[count - 1])
        abort();
    for (size_t i = 0; i < count; i++)
        if (ids[i] < 0 || (size_t)ids[i] >= gk_wordpiece_size(tokenizer)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *zero = size ? memchr(data, 0, size) : NULL;
    size_t json = zero ? (size_t)(zero - data) : size, text = zero ? json + 1 : size;
    int fd = memfd_create("tokenizer", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, json) != (ssize_t)json) abort();
    char *path = gk_format("/proc/self/fd/%d", fd);
    gk_wordpiece *tokenizer;
    gk_error err;
    if (gk_wordpiece_open(path, &tokenizer, &err) == GK_OK) {
        encode(tokenizer, (const char *)data + text, size - text);
        gk_wordpiece_free(tokenizer);
    }
    gk_free(path);
    close(fd);
    return 0;
}
