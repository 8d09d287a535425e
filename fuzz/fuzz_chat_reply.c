/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chat service replies: read as a few queries, each one line with something in it and of a
 * style that we know, or refused with a line.
 */
#include "synth/synth.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check(const gk_synth_query *query)
{
    require(query->text[0] && !strpbrk(query->text, "\n\r\t"));
    require(gk_utf8_valid(query->text, strlen(query->text), NULL));
    require(strcmp(query->style, "question") == 0 || strcmp(query->style, "keywords") == 0);
    gk_synth_copies(query->text, "net sales of 2018 were $1,577 million 公司净利润增长");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_synth_reply reply;
    gk_error err = {0};
    if (gk_synth_reply_read((const char *)data, size, &reply, &err) != GK_OK) {
        require(reply.queries.count == 0 && err.status == GK_MODEL);
        require(err.message[0] && !strchr(err.message, '\n'));
        return 0;
    }
    require(reply.queries.count <= GK_SYNTH_QUERIES_MOST);
    for (size_t i = 0; i < reply.queries.count; i++) check(&reply.queries.items[i]);
    gk_synth_queries_free(&reply.queries);
    return 0;
}
