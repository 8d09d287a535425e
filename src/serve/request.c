/* SPDX-License-Identifier: Apache-2.0
 *
 * A request's target, taken apart. The target is read here, from its raw bytes, since
 * libmicrohttpd's own decoding lets wrong escapes and NUL pass.
 */
#include "serve/serve.h"
#include "text/text.h"

#include <string.h>

gk_request *gk_request_new(void)
{
    gk_request *request = gk_alloc(sizeof *request);
    request->arena = gk_arena_new();
    request->method = "";
    request->path = "";
    return request;
}

void gk_request_free(gk_request *request)
{
    if (!request) return;
    gk_string_free(&request->body);
    gk_arena_free(request->arena);
    gk_free(request);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Decodes n bytes of a target; plus tells that '+' is a space, as forms write it. NULL where an
 * escape is wrong or what comes out is no text. */
static const char *decode(gk_arena *arena, const char *s, size_t n, bool plus)
{
    char *out = gk_arena_alloc(arena, n + 1);
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c == '+' && plus) {
            c = ' ';
        } else if (c == '%') {
            if (n - i < 3) return NULL;
            int high = hex_digit(s[i + 1]), low = hex_digit(s[i + 2]);
            if (high < 0 || low < 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (!c) return NULL;
        out[length++] = c;
    }
    return gk_utf8_valid(out, length, NULL) ? out : NULL;
}

static gk_status add_parameter(gk_request *request, const char *s, size_t n, gk_error *err)
{
    const char *equals = memchr(s, '=', n);
    size_t name_size = equals ? (size_t)(equals - s) : n;
    const char *name = decode(request->arena, s, name_size, true);
    const char *value = equals ? decode(request->arena, equals + 1, n - name_size - 1, true) : "";
    if (!name || !value)
        return gk_fail(err, GK_INVALID,
                       "the query holds a wrong percent escape or bytes that are not UTF-8");
    if (gk_request_get(request, name))
        return gk_fail(err, GK_INVALID, "the parameter \"%.40s\" is given twice", name);
    if (request->parameter_count == GK_MAX_PARAMETERS)
        return gk_fail(err, GK_INVALID, "more than %d parameters", GK_MAX_PARAMETERS);
    request->parameters[request->parameter_count++] = (gk_parameter){name, value};
    return GK_OK;
}

gk_status gk_request_parse(gk_request *request, const char *target, gk_error *err)
{
    if (target[0] != '/') return gk_fail(err, GK_INVALID, "the path must begin with \"/\"");
    size_t path_size = strcspn(target, "?#");
    request->path = decode(request->arena, target, path_size, false);
    if (!request->path) {
        request->path = "";
        return gk_fail(err, GK_INVALID,
                       "the path holds a wrong percent escape or bytes that are not UTF-8");
    }
    request->parameters = gk_arena_array(request->arena, GK_MAX_PARAMETERS,
                                         sizeof *request->parameters);
    request->parameter_count = 0;
    if (target[path_size] != '?') return GK_OK;
    for (const char *p = target + path_size + 1; *p && *p != '#';) {
        size_t n = strcspn(p, "&#");
        gk_status status = n ? add_parameter(request, p, n, err) : GK_OK;
        if (status != GK_OK) return status;
        p += n;
        if (*p == '&') p++;
    }
    return GK_OK;
}

const char *gk_request_get(const gk_request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (!strcmp(request->parameters[i].name, name)) return request->parameters[i].value;
    return NULL;
}
