/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"
#include "text/json.h"

#include <stdarg.h>
#include <string.h>

void gk_reply_free(gk_reply *reply)
{
    if (reply->owned) gk_free(reply->body);
    *reply = (gk_reply){0};
}

static void set_json(gk_reply *reply, unsigned status, char *json)
{
    gk_reply_free(reply);
    *reply = (gk_reply){.status = status,
                        .type = "application/json; charset=utf-8",
                        .cache = "no-store",
                        .body = json,
                        .size = strlen(json),
                        .owned = true};
}

void gk_reply_json(gk_reply *reply, char *json) { set_json(reply, 200, json); }

void gk_reply_error(gk_reply *reply, unsigned status, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    set_json(reply, status, gk_json_print(json_pack("{s:o}", "error", gk_json_text(message))));
}

void gk_reply_fail(gk_reply *reply, const gk_error *err)
{
    static const unsigned statuses[] = {
        [GK_NOT_FOUND] = 404, [GK_INVALID] = 400, [GK_INPUT] = 500, [GK_LIBRARY] = 503,
        [GK_BUSY] = 503,      [GK_IO] = 500,      [GK_MODEL] = 503, [GK_STOPPED] = 503,
    };
    gk_reply_error(reply, statuses[err->status] ? statuses[err->status] : 500, "%s", err->message);
}

void gk_reply_revalidate(gk_reply *reply, const char *if_none_match)
{
    if (reply->status != 200 || !reply->etag[0] || !if_none_match) return;
    if (strcmp(if_none_match, "*") != 0 && !strstr(if_none_match, reply->etag)) return;
    if (reply->owned) gk_free(reply->body);
    reply->status = 304;
    reply->body = NULL;
    reply->size = 0;
    reply->owned = false;
}
