/* SPDX-License-Identifier: Apache-2.0 */
#include "net/net.h"

#include "server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>

#define KEY "sk-secret-123456"

/* What the server says, one reply a request; the last one again and again. */
typedef struct script {
    const char *replies[8]; /* whole replies; "" keeps silent */
    pthread_mutex_t lock;
    gk_string head, body; /* of the last request */
} script;

static void follow_script(void *ctx, const server_request *request, gk_string *reply)
{
    script *s = ctx;
    size_t n = 0;
    while (n < request->nth && s->replies[n + 1]) n++;
    gk_string_add(reply, s->replies[n]);
    pthread_mutex_lock(&s->lock);
    s->head.length = s->body.length = 0;
    gk_string_add(&s->head, request->head);
    gk_string_add(&s->body, request->body);
    pthread_mutex_unlock(&s->lock);
}

/* What came of posting {"a": 1} to a server with that script. */
typedef struct outcome {
    gk_status status;
    gk_error err;
    gk_http_reply reply;
    size_t requests;
    double seconds;
    int port;
} outcome;

static outcome post(script *s, const gk_http_options *options)
{
    outcome out = {0};
    pthread_mutex_init(&s->lock, NULL);
    server *service = server_start(follow_script, s);
    out.port = service->port;
    char *url = gk_format("http://127.0.0.1:%d/v1/things", service->port);
    double begin = gk_seconds();
    out.status = gk_http_post_json(url, "{\"a\": 1}", options, &out.reply, &out.err);
    out.seconds = gk_seconds() - begin;
    out.requests = server_stop(service);
    gk_free(url);
    return out;
}

static void clear(outcome *out, script *s)
{
    gk_free(out->reply.body);
    gk_string_free(&s->head);
    gk_string_free(&s->body);
    pthread_mutex_destroy(&s->lock);
}

static const gk_http_options quick = {.first_wait = 0.001, .seconds = 30};

static void assert_outcome(const outcome *out, gk_status status, size_t requests)
{
    if (out->status != status || out->requests != requests)
        fail_msg("status %d after %zu requests, not %d after %zu: %s", out->status, out->requests,
                 status, requests, out->err.message);
}

static void assert_says(const outcome *out, const char *part)
{
    char *address = gk_format("http://127.0.0.1:%d/v1/things", out->port);
    if (strstr(out->err.message, address) != out->err.message)
        fail_msg("\"%s\" does not begin with %s", out->err.message, address);
    if (!strstr(out->err.message, part)) fail_msg("\"%s\" lacks \"%s\"", out->err.message, part);
    if (strstr(out->err.message, KEY) || strchr(out->err.message, '\n'))
        fail_msg("\"%s\" holds the key or a line end", out->err.message);
    gk_free(address);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);
}

#define REPLY(status, headers, body)                                                               \
    "HTTP/1.1 " status "\r\n" headers "Connection: close\r\n\r\n" body
#define GOOD REPLY("200 OK", "Content-Length: 9\r\n", "{\"b\": 2}\n")

static void an_address_is_known_by_its_scheme(void **state)
{
    (void)state;
    static const char *const yes[] = {"http://a", "https://a/v1#b", "HTTPS://A"};
    static const char *const no[] = {"",          "http", "http:/a",  "ftp://a",
                                     "/http://a", "a/b",  "httpss://"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!gk_is_address(yes[i])) fail_msg("%s is none", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (gk_is_address(no[i])) fail_msg("%s is one", no[i]);
    gk_http_reply reply;
    gk_error err = {0};
    assert_int_equal(gk_http_post_json("file:///etc/passwd", "{}", NULL, &reply, &err), GK_INVALID);
    assert_has(err.message, "file:///etc/passwd");
    assert_null(reply.body);
}

static void an_address_is_shown_without_its_secrets(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"https://a.org/v1/embeddings", "https://a.org/v1/embeddings"},
        {"https://me:pass@a.org:8/v1?key=1#x", "https://a.org:8/v1"},
        {"https://a.org#@b", "https://a.org"},
        {"https://a.org?x=@b", "https://a.org"},
        {"https://a.org/x@y", "https://a.org/x@y"},
        {"https://u:p@q@a.org", "https://a.org"},
        {"nothing", "nothing"},
        {"", ""}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *shown = gk_http_shown(pairs[i][0]);
        assert_string_equal(shown, pairs[i][1]);
        gk_free(shown);
    }
}

static void a_request_carries_json_and_the_key(void **state)
{
    (void)state;
    script s = {.replies = {GOOD}};
    outcome out = post(&s, &(gk_http_options){.key = KEY});
    assert_outcome(&out, GK_OK, 1);
    assert_int_equal(out.reply.status, 200);
    assert_int_equal(out.reply.size, 9);
    assert_string_equal(out.reply.body, "{\"b\": 2}\n");
    assert_has(s.head.data, "POST /v1/things HTTP/1.1\r\n");
    assert_has(s.head.data, "\r\nContent-Type: application/json\r\n");
    assert_has(s.head.data, "\r\nAuthorization: Bearer " KEY "\r\n");
    assert_null(strstr(s.head.data, "Expect"));
    assert_string_equal(s.body.data, "{\"a\": 1}");
    clear(&out, &s);
}

static void without_a_key_none_is_sent(void **state)
{
    (void)state;
    script s = {.replies = {GOOD}};
    outcome out = post(&s, NULL);
    assert_outcome(&out, GK_OK, 1);
    assert_null(strstr(s.head.data, "Authorization"));
    clear(&out, &s);
}

static void a_key_cannot_smuggle_headers(void **state)
{
    (void)state;
    script s = {.replies = {GOOD}};
    outcome out = post(&s, &(gk_http_options){.key = KEY "\r\nX: y"});
    assert_outcome(&out, GK_INVALID, 0);
    assert_says(&out, "key holds");
    clear(&out, &s);
}

static void what_the_service_is_short_of_is_asked_for_again(void **state)
{
    (void)state;
    script s = {
        .replies = {REPLY("429 Too Many Requests", "Retry-After: 0\r\nContent-Length: 0\r\n", ""),
                    REPLY("503 Service Unavailable", "Content-Length: 4\r\n", "wait"),
                    REPLY("500 Oops", "Content-Length: 2\r\n", "{}"),
                    REPLY("408 Request Timeout", "Content-Length: 0\r\n", ""), GOOD}};
    outcome out = post(&s, &quick);
    assert_outcome(&out, GK_OK, 5);
    assert_string_equal(out.reply.body, "{\"b\": 2}\n");
    clear(&out, &s);
}

/* The own wait would be a minute. */
static void retry_after_goes_before_the_own_wait(void **state)
{
    (void)state;
    static const char *const says[] = {"Retry-After: 0\r\n", "retry-after: 1\r\n"};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        char *busy = gk_format(REPLY("429 Too Many Requests", "%sContent-Length: 0\r\n", ""),
                               says[i]);
        script s = {.replies = {busy, GOOD}};
        outcome out = post(&s, &(gk_http_options){.first_wait = 60});
        assert_outcome(&out, GK_OK, 2);
        assert_true(out.seconds < 50);
        if (i == 1) assert_true(out.seconds >= 1);
        clear(&out, &s);
        gk_free(busy);
    }
}

static void waits_double(void **state)
{
    (void)state;
    script s = {.replies = {REPLY("500 Oops", "Content-Length: 0\r\n", "")}};
    outcome out = post(&s, &(gk_http_options){.first_wait = 0.1, .attempts = 3});
    assert_outcome(&out, GK_IO, 3);
    assert_true(out.seconds >= 0.3);
    clear(&out, &s);
}

static void a_fault_that_stays_is_named_with_the_tries(void **state)
{
    (void)state;
    script s = {.replies = {REPLY("500 Oops", "Content-Length: 33\r\n",
                                  "{\"error\": {\"message\": \"on fire\"}}")}};
    outcome out = post(&s, &(gk_http_options){.first_wait = 0.001, .attempts = 3});
    assert_outcome(&out, GK_IO, 3);
    assert_int_equal(out.reply.status, 500);
    assert_says(&out, "answers 500: on fire (tried 3 times)");
    clear(&out, &s);
}

typedef struct saying {
    const char *body, *words;
} saying;

static void a_refusal_is_not_repeated_and_says_what_the_service_says(void **state)
{
    (void)state;
    static const saying sayings[] = {
        {"{\"error\": {\"message\": \"Incorrect API key provided\"}}",
         "answers 401: Incorrect API key provided"},
        {"{\"error\": \"no model\"}", "401: no model"},
        {"{\"object\": \"error\", \"message\": \"too long\"}", "401: too long"},
        {"{\"detail\": \"Not Found\"}", "401: Not Found"},
        {"{\"error\": {\"message\": \"key " KEY " is wrong, " KEY "!\"}}",
         "401: key *** is wrong, ***!"},
        {"{\"error\": {\"message\": \"a\\nb\\u001b[31mc\\u009bd\"}}", "401: a b [31mc d"},
        {"invalid key\r\n", "401: invalid key"},
        {"<html>\n<body>no</body>", "401"},
        {"{\"error\": {\"message\": 3}}", "401"},
        {"", "401"}};
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++) {
        gk_string reply = {0};
        server_reply(&reply, "401 Unauthorized", "", sayings[i].body);
        script s = {.replies = {reply.data}};
        outcome out = post(&s, &(gk_http_options){.key = KEY});
        assert_outcome(&out, GK_INVALID, 1);
        assert_int_equal(out.reply.status, 401);
        assert_says(&out, sayings[i].words);
        if (!gk_ends_with(out.err.message, sayings[i].words))
            fail_msg("\"%s\" says more than \"%s\"", out.err.message, sayings[i].words);
        clear(&out, &s);
        gk_string_free(&reply);
    }
}

static void long_words_are_cut_at_a_character(void **state)
{
    (void)state;
    gk_string body = {0}, reply = {0};
    gk_string_add(&body, "{\"error\": \"x");
    for (int i = 0; i < 1000; i++) gk_string_add(&body, "益");
    gk_string_add(&body, "\"}");
    server_reply(&reply, "400 Bad Request", "", body.data);
    script s = {.replies = {reply.data}};
    outcome out = post(&s, NULL);
    assert_outcome(&out, GK_INVALID, 1);
    assert_says(&out, "x益益");
    assert_true(gk_ends_with(out.err.message, "益..."));
    clear(&out, &s);
    gk_string_free(&body);
    gk_string_free(&reply);
}

static void a_redirect_is_named_and_not_followed(void **state)
{
    (void)state;
    int port;
    int other = server_listen(&port);
    char *moved = gk_format(REPLY("307 Temporary Redirect",
                                  "Location: http://127.0.0.1:%d/there\r\nContent-Length: 0\r\n",
                                  ""),
                            port);
    char *there = gk_format("http://127.0.0.1:%d/there", port);
    script s = {.replies = {moved}};
    outcome out = post(&s, &(gk_http_options){.key = KEY});
    assert_outcome(&out, GK_INVALID, 1);
    assert_says(&out, there);
    struct pollfd called = {.fd = other, .events = POLLIN};
    assert_int_equal(poll(&called, 1, 0), 0);
    clear(&out, &s);
    close(other);
    gk_free(moved);
    gk_free(there);
}

static void a_body_that_is_cut_off_is_asked_for_again(void **state)
{
    (void)state;
    script s = {.replies = {REPLY("200 OK", "Content-Length: 100\r\n", "{\"b\":"),
                            REPLY("200 OK", "Transfer-Encoding: chunked\r\n", "5\r\n{\"b\":\r\n"),
                            GOOD}};
    outcome out = post(&s, &quick);
    assert_outcome(&out, GK_OK, 3);
    assert_string_equal(out.reply.body, "{\"b\": 2}\n");
    clear(&out, &s);

    script never = {.replies = {REPLY("200 OK", "Content-Length: 100\r\n", "{\"b\":")}};
    out = post(&never, &(gk_http_options){.first_wait = 0.001, .attempts = 2});
    assert_outcome(&out, GK_IO, 2);
    assert_says(&out, "tried 2 times");
    clear(&out, &never);
}

static void a_service_that_is_too_slow_is_asked_again(void **state)
{
    (void)state;
    script s = {.replies = {"", GOOD}};
    outcome out = post(&s, &(gk_http_options){.seconds = 0.5, .first_wait = 0.001});
    assert_outcome(&out, GK_OK, 2);
    clear(&out, &s);

    script never = {.replies = {""}};
    out = post(&never, &(gk_http_options){.seconds = 0.1, .first_wait = 0.001, .attempts = 2});
    assert_outcome(&out, GK_IO, 2);
    assert_says(&out, "timed out");
    clear(&out, &never);
}

static void a_reply_that_is_too_large_is_refused(void **state)
{
    (void)state;
    script s = {.replies = {GOOD}};
    outcome out = post(&s, &(gk_http_options){.limit = 9});
    assert_outcome(&out, GK_OK, 1);
    clear(&out, &s);
    script again = {.replies = {GOOD}};
    out = post(&again, &(gk_http_options){.limit = 8});
    assert_outcome(&out, GK_IO, 1);
    assert_says(&out, "larger than 8 bytes");
    clear(&out, &again);
}

static void a_reply_that_is_no_http_is_an_error(void **state)
{
    (void)state;
    script s = {.replies = {"SSH-2.0-OpenSSH_9.2\r\n"}};
    outcome out = post(&s, &quick);
    assert_int_equal(out.status, GK_IO);
    assert_says(&out, "");
    clear(&out, &s);
}

static void nobody_there_is_an_error_after_the_tries(void **state)
{
    (void)state;
    int port;
    close(server_listen(&port));
    char *url = gk_format("http://127.0.0.1:%d/v1/things", port);
    gk_http_reply reply;
    outcome out = {.port = port};
    gk_http_options options = {.first_wait = 0.001, .attempts = 3, .key = KEY};
    out.status = gk_http_post_json(url, "{}", &options, &reply, &out.err);
    assert_outcome(&out, GK_IO, 0);
    assert_says(&out, "connect");
    assert_says(&out, "tried 3 times");
    assert_int_equal(reply.size, 0);
    gk_free(reply.body);
    gk_free(url);
}

static bool count_down(void *ctx)
{
    int *left = ctx;
    return --*left < 0;
}

static void a_caller_may_stop_while_the_service_is_silent(void **state)
{
    (void)state;
    script s = {.replies = {""}};
    int left = 3;
    outcome out = post(&s, &(gk_http_options){.seconds = 600, .stopped = count_down, .ctx = &left});
    assert_outcome(&out, GK_STOPPED, out.requests);
    assert_says(&out, "stopped");
    clear(&out, &s);
}

static void a_caller_may_stop_between_attempts(void **state)
{
    (void)state;
    script s = {.replies = {REPLY("503 Service Unavailable", "Content-Length: 0\r\n", "")}};
    int left = 25;
    gk_http_options options = {.first_wait = 600, .stopped = count_down, .ctx = &left};
    outcome out = post(&s, &options);
    assert_outcome(&out, GK_STOPPED, 1);
    clear(&out, &s);
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
    (void)state;
    const char *const make[] = {
        "/bin/sh", "-c",
        "command -v openssl >/dev/null || exit 77; d=$(mktemp -d) && openssl req -x509 -newkey "
        "rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -days 2 -keyout "
        "$d/key -out $d/cert 2>/dev/null && echo $d",
        NULL};
    gk_process_result made;
    gk_error err = {0};
    assert_int_equal(gk_process_run(make, 60, 4096, &made, &err), GK_OK);
    if (made.exit_code == 77) {
        gk_process_result_free(&made);
        print_message("skipped: no openssl program to serve TLS with\n");
        skip();
    }
    assert_int_equal(made.exit_code, 0);
    made.out[strcspn(made.out, "\n")] = '\0';
    int port;
    close(server_listen(&port));
    char *serve = gk_format(
        "cd %s && exec openssl s_server -quiet -www -key key -cert cert -accept "
        "127.0.0.1:%d >/dev/null 2>&1",
        made.out, port);
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", serve, NULL);
        _exit(127);
    }
    char *url = gk_format("https://127.0.0.1:%d/v1/things", port);
    gk_http_reply reply;
    /* Nobody may be there yet: such an attempt is repeated, a bad certificate is not. */
    gk_http_options options = {.key = KEY, .first_wait = 0.05, .attempts = 10};
    gk_status status = gk_http_post_json(url, "{}", &options, &reply, &err);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    char *remove = gk_format("rm -r %s", made.out);
    assert_int_equal(system(remove), 0);
    assert_int_equal(status, GK_IO);
    assert_has(err.message, "certificate");
    assert_null(strstr(err.message, KEY));
    gk_free(reply.body);
    gk_free(remove);
    gk_free(serve);
    gk_free(url);
    gk_process_result_free(&made);
}

/* ---- guards ------------------------------------------------------------------------------------
 */

typedef struct watched {
    bool reach;
    gk_status before;
    size_t asked, told;
    char address[64];
} watched;

static bool may_reach(void *ctx, const struct sockaddr *address)
{
    watched *w = ctx;
    w->asked++;
    assert_int_equal(address->sa_family, AF_INET);
    return w->reach;
}

static gk_status before(void *ctx, const char *address, int port, gk_error *err)
{
    watched *w = ctx;
    (void)port;
    w->told++;
    snprintf(w->address, sizeof w->address, "%s", address);
    return w->before == GK_OK ? GK_OK : gk_fail(err, w->before, "it is not to be sent");
}

static outcome post_guarded(script *s, watched *w)
{
    const gk_http_guard guard = {.may_reach = may_reach, .before = before, .ctx = w};
    const gk_http_options options = {
        .first_wait = 0.001, .seconds = 30, .attempts = 3, .guard = &guard};
    return post(s, &options);
}

static void a_guard_is_told_whom_a_request_reaches(void **state)
{
    (void)state;
    script s = {.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}};
    watched w = {.reach = true};
    outcome out = post_guarded(&s, &w);
    assert_outcome(&out, GK_OK, 1);
    assert_int_equal(w.told, 1);
    assert_string_equal(w.address, "127.0.0.1");
    clear(&out, &s);
}

static void an_address_that_may_not_be_reached_is_not(void **state)
{
    (void)state;
    script s = {.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}};
    watched w = {.reach = false};
    outcome out = post_guarded(&s, &w);
    assert_outcome(&out, GK_INVALID, 0);
    assert_says(&out, "is at 127.0.0.1, which may not be reached");
    assert_int_equal(w.asked, 1);
    assert_int_equal(w.told, 0);
    clear(&out, &s);
}

static void a_guard_may_keep_a_request_back(void **state)
{
    (void)state;
    script s = {.replies = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}};
    watched w = {.reach = true, .before = GK_BUSY};
    outcome out = post_guarded(&s, &w);
    assert_outcome(&out, GK_BUSY, 0);
    assert_string_equal(out.err.message, "it is not to be sent");
    assert_int_equal(w.told, 1);
    clear(&out, &s);
}

int main(void)
{
    server_without_proxy();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_known_by_its_scheme),
        cmocka_unit_test(an_address_is_shown_without_its_secrets),
        cmocka_unit_test(a_request_carries_json_and_the_key),
        cmocka_unit_test(without_a_key_none_is_sent),
        cmocka_unit_test(a_key_cannot_smuggle_headers),
        cmocka_unit_test(what_the_service_is_short_of_is_asked_for_again),
        cmocka_unit_test(retry_after_goes_before_the_own_wait),
        cmocka_unit_test(waits_double),
        cmocka_unit_test(a_fault_that_stays_is_named_with_the_tries),
        cmocka_unit_test(a_refusal_is_not_repeated_and_says_what_the_service_says),
        cmocka_unit_test(long_words_are_cut_at_a_character),
        cmocka_unit_test(a_redirect_is_named_and_not_followed),
        cmocka_unit_test(a_body_that_is_cut_off_is_asked_for_again),
        cmocka_unit_test(a_service_that_is_too_slow_is_asked_again),
        cmocka_unit_test(a_reply_that_is_too_large_is_refused),
        cmocka_unit_test(a_reply_that_is_no_http_is_an_error),
        cmocka_unit_test(nobody_there_is_an_error_after_the_tries),
        cmocka_unit_test(a_caller_may_stop_while_the_service_is_silent),
        cmocka_unit_test(a_caller_may_stop_between_attempts),
        cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_refused),
        cmocka_unit_test(a_guard_is_told_whom_a_request_reaches),
        cmocka_unit_test(an_address_that_may_not_be_reached_is_not),
        cmocka_unit_test(a_guard_may_keep_a_request_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
