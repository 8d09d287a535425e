/* SPDX-License-Identifier: Apache-2.0
 *
 * unpacked - a container's reader over bytes in memory: what it gives is a member stream that the
 * library's parser accepts, with names that differ; where it fails, it says why in one line.
 */
#ifndef GK_FUZZ_UNPACKED_H
#define GK_FUZZ_UNPACKED_H

#include "read/unpack.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool holds)
{
    if (!holds) abort();
}

static inline gk_status count_member(void *ctx, const gk_member *member, gk_error *err)
{
    (void)err;
    require(member->name[0] != '\0' && member->name[0] != '/');
    require(member->reason ? member->reason[0] != '\0' : member->bytes != NULL);
    *(size_t *)ctx += member->reason == NULL;
    return GK_OK;
}

static inline void unpack_and_check(gk_unpack_bytes unpack, const char *path, const uint8_t *data,
                                    size_t size)
{
    char *stream = NULL;
    size_t length = 0, seen = 0;
    gk_error err = {0};
    FILE *file = open_memstream(&stream, &length);
    require(file != NULL);
    gk_member_write_head(file, "archive");
    gk_unpack u = {.out = file};
    gk_status status = unpack(&u, path, (const char *)data, size, &err);
    size_t given = u.count;
    gk_unpack_end(&u, status);
    fclose(file);
    if (status == GK_OK) {
        require(gk_members_parse(stream, length, count_member, &seen, NULL) == GK_OK);
        require(seen == given);
    } else {
        require(err.message[0] != '\0' && strchr(err.message, '\n') == NULL);
    }
    free(stream);
}

#endif
