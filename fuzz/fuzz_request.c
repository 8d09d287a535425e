/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzzes what the server reads of a client's bytes by itself: a request's target, an address to
 * listen on, a Host header.
 */
#include "serve/serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > GK_MAX_TARGET) return 0;
    char *text = gk_strndup((const char *)data, size);
    gk_error err;
    gk_request *request = gk_request_new();
    if (gk_request_parse(request, text, &err) == GK_OK) {
        gk_request_get(request, "q");
        gk_asset_find(request->path);
    }
    gk_request_free(request);
    gk_address address;
    if (gk_address_parse(text, &address, &err) == GK_OK) gk_host_allowed(text, &address);
    const gk_address loopback = {.host = "127.0.0.1", .port = 8080, .loopback = true};
    gk_host_allowed(text, &loopback);
    gk_free(text);
    return 0;
}
