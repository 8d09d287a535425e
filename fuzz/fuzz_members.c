/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_members_parse: whatever it takes for a member is a path below a folder, and its bytes stand
 * within the stream.
 */
#include "doc/doc.h"

#include <stdlib.h>
#include <string.h>

static void require(bool condition)
{
    if (!condition) abort();
}

typedef struct stream {
    const char *bytes;
    size_t size;
} stream;

static gk_status look(void *ctx, const gk_member *member, gk_error *err)
{
    (void)err;
    const stream *s = ctx;
    require(member->format && member->name);
    if (member->reason) return GK_OK;
    require(member->name[0] && member->name[0] != '/' && !strstr(member->name, "/../"));
    require(member->bytes >= s->bytes && member->bytes + member->size < s->bytes + s->size);
    for (size_t i = 0; i < member->stated_count; i++)
        require(member->stated[i].value && member->stated[i].where);
    return GK_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    stream s = {(const char *)data, size};
    gk_members_parse(s.bytes, size, look, &s, NULL);
    return 0;
}
