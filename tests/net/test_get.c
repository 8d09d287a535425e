/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_http_get: one request, and what is kept of its answer.
 */
#include "net/net.h"

#include "server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct canned {
    const char *bytes;
    size_t size;
} canned;

static void give(void *ctx, const server_request *request, gk_string *reply)
{
    const canned *c = ctx;
    (void)request;
    gk_string_append(reply, c->bytes, c->size);
}

/* Gets an answer of these bytes. */
static gk_status get(const char *bytes, size_t size, size_t limit, gk_http_got *got, gk_error *err)
{
    canned c = {bytes, size};
    server *s = server_start(give, &c);
    char *url = gk_format("http://127.0.0.1:%d/feed", s->port);
    const gk_http_get_options options = {.seconds = 30, .limit = limit};
    server_without_proxy();
    gk_status status = gk_http_get(url, &options, got, err);
    assert_int_equal(server_stop(s), 1);
    gk_free(url);
    return status;
}

#define GET(text, got) get(text, strlen(text), 0, got, NULL)

static void what_the_answer_says_of_itself_is_kept(void **state)
{
    (void)state;
    gk_http_got got;
    assert_int_equal(GET("HTTP/1.1 103 Early Hints\r\nETag: \"early\"\r\n\r\n"
                         "HTTP/1.1 200 OK\r\nETag:  \"v 1\" \r\nlast-modified: Tue\r\n"
                         "Content-Type: text/plain\r\nCache-Control: public, max-age=90\r\n"
                         "Connection: close\r\n\r\nbody",
                         &got),
                     GK_OK);
    assert_int_equal(got.status, 200);
    assert_string_equal(got.body, "body");
    assert_int_equal(got.size, 4);
    assert_string_equal(got.etag, "\"v 1\"");
    assert_string_equal(got.modified, "Tue");
    assert_string_equal(got.type, "text/plain");
    assert_true(got.fresh == 90 && got.wait < 0);
    assert_null(got.location);
    gk_http_got_free(&got);
}

static void what_it_does_not_say_is_not_there(void **state)
{
    (void)state;
    gk_http_got got;
    assert_int_equal(GET("HTTP/1.1 200 OK\r\nCache-Control: s-max-age=9, no-cache\r\n"
                         "Content-Length: 0\r\n\r\n",
                         &got),
                     GK_OK);
    assert_true(!got.etag && !got.modified && !got.type && !got.location);
    assert_true(got.fresh < 0 && got.wait < 0);
    assert_int_equal(got.size, 0);
    gk_http_got_free(&got);
}

static void a_refusal_is_an_answer_without_a_body(void **state)
{
    (void)state;
    gk_http_got got;
    assert_int_equal(
        GET("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nwait", &got), GK_OK);
    assert_int_equal(got.status, 503);
    assert_true(got.wait == 7);
    assert_null(got.body);
    gk_http_got_free(&got);
}

static void a_redirect_gives_the_whole_address(void **state)
{
    (void)state;
    gk_http_got got;
    assert_int_equal(
        GET("HTTP/1.1 301 Moved\r\nLocation: /other?a=1\r\nContent-Length: 0\r\n\r\n", &got),
        GK_OK);
    assert_true(gk_starts_with(got.location, "http://127.0.0.1:"));
    assert_true(gk_ends_with(got.location, "/other?a=1"));
    gk_http_got_free(&got);
}

static void a_body_is_limited_as_it_is_unpacked(void **state)
{
    static const unsigned char zeros[] =
        {
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x31, 0x01,
            0x00, 0x00, 0x00, 0xC2, 0xA0, 0x4A, 0xEB, 0x9F, 0xCE, 0x1A, 0x1E, 0x40, 0x01, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xAF, 0x06, 0x85,
            0xC2, 0x4D, 0xC5, 0xA0, 0x86, 0x01, 0x00}; /* 100,000 times "0" */
    (void)state;
    gk_http_got got;
    gk_error err = {0};
    gk_string bytes = {0};
    gk_string_addf(&bytes,
                   "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
                   sizeof zeros);
    gk_string_append(&bytes, (const char *)zeros, sizeof zeros);
    assert_int_equal(get(bytes.data, bytes.length, 100000, &got, &err), GK_OK);
    assert_int_equal(got.size, 100000);
    gk_http_got_free(&got);
    assert_int_equal(get(bytes.data, bytes.length, 99999, &got, &err), GK_IO);
    assert_non_null(strstr(err.message, "sends more than"));
    gk_http_got_free(&got);
    gk_string_free(&bytes);
}

static void only_addresses_of_the_web_are_asked(void **state)
{
    (void)state;
    gk_http_got got;
    assert_int_equal(gk_http_get("file:///etc/passwd", NULL, &got, NULL), GK_INVALID);
    gk_http_got_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_answer_says_of_itself_is_kept),
        cmocka_unit_test(what_it_does_not_say_is_not_there),
        cmocka_unit_test(a_refusal_is_an_answer_without_a_body),
        cmocka_unit_test(a_redirect_gives_the_whole_address),
        cmocka_unit_test(a_body_is_limited_as_it_is_unpacked),
        cmocka_unit_test(only_addresses_of_the_web_are_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
