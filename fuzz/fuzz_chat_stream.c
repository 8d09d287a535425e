/* SPDX-License-Identifier: Apache-2.0
 *
 * What a language model's service sends: however it is cut into pieces, it is read the same way,
 * into a reply whose parts are texts and objects, or refused with a line. The first byte says how
 * it is cut.
 */
#include "chat/chat.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static bool hear(void *ctx, const char *piece, size_t n)
{
    gk_string_append(ctx, piece, n);
    return true;
}

typedef struct outcome {
    gk_status status;
    gk_error err;
    gk_chat_reply *reply;
    gk_string heard;
} outcome;

static outcome read_in_pieces(const uint8_t *data, size_t size, size_t piece)
{
    outcome out = {0};
    gk_chat_stream *s = gk_chat_stream_new(hear, &out.heard);
    bool more = true;
    for (size_t at = 0; at < size && more; at += piece)
        more = gk_chat_stream_feed(s, (const char *)data + at,
                                   size - at < piece ? size - at : piece);
    out.status = gk_chat_stream_end(s, &out.reply, &out.err);
    gk_chat_stream_free(s);
    return out;
}

static void check(const outcome *out)
{
    if (out->status != GK_OK) {
        require(!out->reply && (out->status == GK_IO || out->status == GK_MODEL));
        require(out->err.message[0] && !strchr(out->err.message, '\n'));
        return;
    }
    const gk_chat_reply *r = out->reply;
    require(gk_utf8_valid(r->text, strlen(r->text), NULL));
    require(!out->heard.data || strlen(r->text) <= out->heard.length);
    for (size_t i = 0; i < r->call_count; i++) {
        require(r->calls[i].id[0] && r->calls[i].name);
        require(!r->calls[i].arguments || json_is_object(r->calls[i].arguments));
    }
    require(r->tokens_in >= 0 && r->tokens_out >= 0);
}

static void clear(outcome *out)
{
    gk_chat_reply_free(out->reply);
    gk_string_free(&out->heard);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    outcome whole = read_in_pieces(data + 1, size - 1, size);
    outcome cut = read_in_pieces(data + 1, size - 1, 1 + data[0] % 16);
    check(&whole);
    check(&cut);
    require(whole.status == cut.status);
    if (whole.status == GK_OK) require(strcmp(whole.reply->text, cut.reply->text) == 0);
    clear(&whole);
    clear(&cut);
    return 0;
}
