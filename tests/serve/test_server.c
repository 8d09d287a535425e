/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include "http.h"

#include <jansson.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const char call[] =
    "Aldersea Instruments plc - first quarter 2024 call\n"
    "\n"
    "ANNA KELL: Revenue was 412.6 million in the first quarter of 2024, up 7 percent.\n"
    "Operating margin widened to 18.4 percent as freight costs fell.\n"
    "\f"
    "OPERATOR: The next question is about capital expenditure.\n"
    "ANNA KELL: We spent 31.2 million on property, plant and equipment in 2024.\n"
    "\f";

static char folder[] = "/tmp/goshawk-serve-XXXXXX";
static char *library;
static gk_server *server;
static int port;

/* The server's log: one line a request. */
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static gk_string log_lines;

static void keep_line(void *ctx, const char *line)
{
    (void)ctx;
    pthread_mutex_lock(&log_lock);
    gk_string_addf(&log_lines, "%s\n", line);
    pthread_mutex_unlock(&log_lock);
}

static bool make_library(gk_error *err)
{
    library = gk_path_join(folder, "small.lib");
    char *text = gk_path_join(folder, "aldersea_q1_call.txt");
    const char *const paths[] = {text, GK_SOURCE_DIR "/sample/documents/HALDEN_2024_10K.pdf"};
    gk_library *opened = NULL;
    gk_add_report report;
    bool ok = gk_file_write(text, call, sizeof call - 1, err) == GK_OK &&
              gk_library_create(library, "none", err) == GK_OK &&
              gk_library_open(library, GK_WRITE, &opened, err) == GK_OK &&
              gk_add(opened, paths, 2, NULL, &report, err) == GK_OK && report.added == 2;
    gk_library_close(opened);
    gk_free(text);
    return ok;
}

static int set_up(void **state)
{
    (void)state;
    gk_error err = {0};
    const gk_serve_options options = {.listen = "127.0.0.1:0", .log = keep_line};
    if (!mkdtemp(folder) || !make_library(&err) ||
        gk_server_start(library, &options, &server, &err) != GK_OK) {
        print_error("cannot set up: %s\n", err.message);
        return -1;
    }
    port = gk_server_port(server);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gk_server_stop(server);
    const char *const argv[] = {"/bin/rm", "-r", folder, NULL};
    gk_process_result result;
    gk_status status = gk_process_run(argv, 10, 1000, &result, NULL);
    if (status == GK_OK) gk_process_result_free(&result);
    gk_string_free(&log_lines);
    gk_free(library);
    return status == GK_OK ? 0 : -1;
}

/* ---- helpers ------------------------------------------------------------------------------ */

/* The JSON of a GET that must give status. */
static json_t *get_json(const char *target, int status)
{
    http_reply reply = http_get(port, target);
    if (reply.status != status)
        fail_msg("%s gave %d, not %d: %s", target, reply.status, status, reply.body.data);
    char type[201];
    assert_string_equal(http_header(&reply, "Content-Type", type),
                        "application/json; charset=utf-8");
    json_t *json = json_loads(reply.body.data, 0, NULL);
    if (!json) fail_msg("%s gave no JSON: %s", target, reply.body.data);
    http_free(&reply);
    return json;
}

static const char *text_of(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    if (!text) fail_msg("the field %s is no string", field);
    return text;
}

static int number_of(const json_t *object, const char *field)
{
    const json_t *number = json_object_get(object, field);
    if (!json_is_integer(number)) fail_msg("the field %s is no whole number", field);
    return (int)json_integer_value(number);
}

/* A request whose reply must be an error object under this status. */
static void expect_error(const char *method, const char *target, const char *headers,
                         const char *body, int status)
{
    http_reply reply = http_do(port, method, target, headers, body);
    if (reply.status != status)
        fail_msg("%s %.80s gave %d, not %d: %s", method, target, reply.status, status,
                 reply.body.data);
    json_t *json = json_loads(reply.body.data, 0, NULL);
    if (!json) fail_msg("%s %.80s: the error is no JSON: %s", method, target, reply.body.data);
    assert_true(strlen(text_of(json, "error")) > 5);
    json_decref(json);
    http_free(&reply);
}

/* ---- the page ----------------------------------------------------------------------------- */

static void the_page_comes_with_its_headers(void **state)
{
    (void)state;
    http_reply reply = http_get(port, "/");
    char value[201];
    assert_int_equal(reply.status, 200);
    assert_true(gk_starts_with(reply.body.data, "<!doctype html>"));
    assert_string_equal(http_header(&reply, "Content-Type", value), "text/html; charset=utf-8");
    assert_true(gk_starts_with(http_header(&reply, "Content-Security-Policy", value),
                               "default-src 'self';"));
    assert_string_equal(http_header(&reply, "X-Content-Type-Options", value), "nosniff");
    assert_string_equal(http_header(&reply, "Referrer-Policy", value), "no-referrer");
    assert_true(strlen(http_header(&reply, "ETag", value)) > 10);
    http_free(&reply);
}

static void what_the_client_has_is_not_sent_again(void **state)
{
    (void)state;
    http_reply first = http_get(port, "/style.css");
    char etag[201];
    http_header(&first, "ETag", etag);
    char *condition = gk_format("If-None-Match: %s\r\n", etag);
    http_reply again = http_do(port, "GET", "/style.css", condition, NULL);
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.length, 0);
    http_reply other = http_do(port, "GET", "/style.css", "If-None-Match: \"x\"\r\n", NULL);
    assert_int_equal(other.status, 200);
    assert_int_equal(other.body.length, first.body.length);
    gk_free(condition);
    http_free(&first);
    http_free(&again);
    http_free(&other);
}

/* ---- the API ------------------------------------------------------------------------------ */

static void ask_answers_by_get_and_by_post(void **state)
{
    (void)state;
    json_t *got = get_json("/api/ask?q=What+was+revenue+in+the+first+quarter+of+2024%3F", 200);
    assert_string_equal(text_of(got, "question"), "What was revenue in the first quarter of 2024?");
    const char *status = text_of(got, "status");
    assert_true(!strcmp(status, "answered") || !strcmp(status, "declined"));
    assert_true(json_array_size(json_object_get(got, "nearest")) > 0);
    http_reply reply = http_do(port, "POST", "/api/ask", "Content-Type: application/json\r\n",
                               "{\"question\":\"What was revenue in the first quarter of 2024?\"}");
    assert_int_equal(reply.status, 200);
    json_t *posted = json_loads(reply.body.data, 0, NULL);
    assert_true(json_equal(got, posted));
    json_decref(got);
    json_decref(posted);
    http_free(&reply);
}

static void search_finds_and_keeps_to_a_document(void **state)
{
    (void)state;
    json_t *got = get_json("/api/search?q=property+plant+equipment&k=3&document=aldersea_q1_call",
                           200);
    const json_t *hits = json_object_get(got, "hits");
    assert_in_range(json_array_size(hits), 1, 3);
    const json_t *first = json_array_get(hits, 0);
    assert_string_equal(text_of(first, "document"), "aldersea_q1_call");
    assert_int_equal(number_of(first, "page"), 2);
    assert_non_null(strstr(text_of(first, "text"), "31.2 million"));
    json_decref(got);
}

static size_t hit_count(const char *target)
{
    json_t *got = get_json(target, 200);
    size_t count = json_array_size(json_object_get(got, "hits"));
    json_decref(got);
    return count;
}

static void a_filter_says_which_documents_are_seen(void **state)
{
    (void)state;
    assert_true(hit_count("/api/search?q=revenue&company=&as_of=") > 0);
    assert_true(hit_count("/api/search?q=revenue&company=halden&form=10k&lang=en") > 0);
    json_t *got = get_json("/api/search?q=revenue&company=nobody", 200);
    assert_int_equal(json_array_size(json_object_get(got, "hits")), 0);
    assert_string_equal(text_of(got, "notice"), "nothing fits the filter");
    json_decref(got);
    got = get_json("/api/ask?q=What+was+revenue%3F&as_of=1999-12-31", 200);
    assert_string_equal(text_of(got, "status"), "declined");
    assert_int_equal(json_array_size(json_object_get(got, "nearest")), 0);
    http_reply reply = http_do(port, "POST", "/api/ask", "Content-Type: application/json\r\n",
                               "{\"question\":\"What was revenue?\",\"as_of\":\"1999-12-31\"}");
    assert_int_equal(reply.status, 200);
    json_t *posted = json_loads(reply.body.data, 0, NULL);
    assert_true(json_equal(got, posted));
    json_decref(got);
    json_decref(posted);
    http_free(&reply);
}

static void facts_are_given_with_their_place(void **state)
{
    (void)state;
    json_t *got = get_json("/api/facts?of=HALDEN_2024_10K&label=revenue&all=1", 200);
    const json_t *facts = json_object_get(got, "facts");
    assert_true(json_array_size(facts) > 1);
    const json_t *first = json_array_get(facts, 0);
    assert_string_equal(text_of(first, "document"), "HALDEN_2024_10K");
    assert_true(number_of(first, "page") > 0 && number_of(first, "line") > 0);
    assert_non_null(strcasestr(text_of(first, "label"), "revenue"));
    json_decref(got);
    got = get_json("/api/facts?of=HALDEN_2024_10K&label=revenue&all=1&k=1", 200);
    assert_int_equal(json_array_size(json_object_get(got, "facts")), 1);
    assert_non_null(strstr(text_of(got, "notice"), "more fit"));
    json_decref(got);
    got = get_json("/api/facts?of=HALDEN_2024_10K&label=revenue&all=1&series=1", 200);
    assert_true(json_array_size(json_object_get(got, "periods")) > 0);
    assert_true(json_array_size(json_object_get(got, "rows")) > 0);
    json_decref(got);
}

static void documents_and_counts_are_listed(void **state)
{
    (void)state;
    json_t *got = get_json("/api/documents", 200);
    assert_int_equal(json_array_size(json_object_get(got, "documents")), 2);
    json_decref(got);
    got = get_json("/api/library", 200);
    assert_int_equal(number_of(got, "documents"), 2);
    assert_true(number_of(got, "pages") > 2);
    assert_int_equal(number_of(got, "vectors"), 0);
    assert_string_equal(text_of(got, "model"), "none");
    json_decref(got);
}

static void a_page_is_given_line_by_line(void **state)
{
    (void)state;
    json_t *got = get_json("/api/page?document=aldersea_q1_call&page=2", 200);
    assert_int_equal(number_of(got, "page"), 2);
    assert_int_equal(number_of(got, "pages"), 2);
    const json_t *second = json_array_get(json_object_get(got, "lines"), 1);
    assert_non_null(strstr(text_of(second, "text"), "31.2 million"));
    json_decref(got);
}

static void a_page_is_drawn_and_drawn_the_same(void **state)
{
    (void)state;
    const char *target = "/api/page.png?document=HALDEN_2024_10K&page=1&dpi=50";
    http_reply first = http_get(port, target);
    if (first.status != 200) fail_msg("%d: %s", first.status, first.body.data);
    assert_memory_equal(first.body.data, "\x89PNG\r\n\x1a\n", 8);
    char type[201], etag[201];
    assert_string_equal(http_header(&first, "Content-Type", type), "image/png");
    http_header(&first, "ETag", etag);
    char *condition = gk_format("If-None-Match: %s\r\n", etag);
    http_reply kept = http_do(port, "GET", target, condition, NULL);
    assert_int_equal(kept.status, 304);
    http_reply again = http_get(port, target);
    assert_int_equal(again.body.length, first.body.length);
    assert_memory_equal(again.body.data, first.body.data, first.body.length);
    gk_free(condition);
    http_free(&first);
    http_free(&kept);
    http_free(&again);
}

static void health_is_ok(void **state)
{
    (void)state;
    json_t *got = get_json("/healthz", 200);
    assert_string_equal(text_of(got, "status"), "ok");
    json_decref(got);
}

/* ---- what is wrong ------------------------------------------------------------------------ */

static void wrong_parameters_are_named(void **state)
{
    (void)state;
    static const char *const targets[] = {
        "/api/ask",
        "/api/ask?q=",
        "/api/ask?q=+%09",
        "/api/ask?q=a&k=0",
        "/api/ask?q=a&k=101",
        "/api/ask?q=a&k=2.5",
        "/api/ask?q=a&k=-1",
        "/api/ask?q=a&k=99999999999999999999",
        "/api/ask?q=a&q=b",
        "/api/ask?q=a&as_of=soon",
        "/api/search?q=a&period=May",
        "/api/facts",
        "/api/facts?of=",
        "/api/facts?of=HALDEN_2024_10K&k=0",
        "/api/facts?of=HALDEN_2024_10K&all=yes",
        "/api/facts?of=HALDEN_2024_10K&period=soon",
        "/api/facts?of=HALDEN_2024_10K&concept=qwertz",
        "/api/facts?of=HALDEN_2024_10K&statement=equity",
        "/api/search",
        "/api/search?q=%ff",
        "/api/search?q=%zz",
        "/api/search?q=a%00b",
        "/api/search?q=%",
        "/%zz",
        "/api/page",
        "/api/page?document=aldersea_q1_call",
        "/api/page?page=1",
        "/api/page?document=aldersea_q1_call&page=0",
        "/api/page?document=aldersea_q1_call&page=one",
        "/api/page?document=aldersea_q1_call&page=1e1",
        "/api/page.png?document=aldersea_q1_call&page=1",
        "/api/page.png?document=HALDEN_2024_10K&page=1&dpi=35",
        "/api/page.png?document=HALDEN_2024_10K&page=1&dpi=301",
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        expect_error("GET", targets[i], "", NULL, 400);
}

static void unknown_things_are_not_found(void **state)
{
    (void)state;
    static const char *const targets[] = {
        "/api",
        "/api/",
        "/api/asks?q=a",
        "/api/facts?of=NOBODY_2024_10K",
        "/nothing.js",
        "/index.html/",
        "/../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2fCMakeLists.txt",
        "//etc/passwd",
        "/style.css%2f..",
        "/api/page?document=nothing&page=1",
        "/api/page?document=aldersea_q1_call&page=3",
        "/api/page?document=..%2f..%2fetc%2fpasswd&page=1",
        "/api/page.png?document=nothing&page=1",
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        expect_error("GET", targets[i], "", NULL, 404);
}

static void other_methods_are_refused_with_those_there_are(void **state)
{
    (void)state;
    expect_error("POST", "/api/search?q=a", "", "", 405);
    expect_error("POST", "/", "", "", 405);
    expect_error("DELETE", "/api/documents", "", NULL, 405);
    expect_error("OPTIONS", "/api/ask", "", NULL, 405);
    http_reply reply = http_do(port, "BREW", "/api/ask", "", NULL);
    char allow[201];
    assert_int_equal(reply.status, 405);
    assert_string_equal(http_header(&reply, "Allow", allow), "GET, HEAD, POST");
    http_free(&reply);
}

static void head_gives_the_headers_alone(void **state)
{
    (void)state;
    static const char *const targets[] = {"/", "/api/documents", "/healthz"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        http_reply full = http_get(port, targets[i]);
        http_reply head = http_do(port, "HEAD", targets[i], "Connection: close\r\n", NULL);
        char expected[201], length[201];
        assert_int_equal(head.status, 200);
        assert_string_equal(http_header(&head, "Content-Length", length),
                            http_header(&full, "Content-Length", expected));
        http_free(&full);
        http_free(&head);
    }
    http_reply missing = http_do(port, "HEAD", "/nothing", "", NULL);
    assert_int_equal(missing.status, 404);
    http_free(&missing);
}

static void bodies_that_are_no_question_are_refused(void **state)
{
    (void)state;
    static const char json[] = "Content-Type: application/json\r\n";
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "null",
        "\"question\"",
        "{}",
        "{\"question\":7}",
        "{\"question\":\"\"}",
        "{\"question\":\"a\",\"k\":0}",
        "{\"question\":\"a\",\"k\":\"1\"}",
        "{\"question\":\"a\",\"document\":[]}",
        "{\"question\":\"a\",\"question\":\"b\"}",
        "{\"question\":\"a\"} more",
        "{\"question\":\"\xff\"}",
        "{\"question\":\"a\\u0000b\"}",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect_error("POST", "/api/ask", json, bodies[i], 400);
    expect_error("POST", "/api/ask", "Content-Type: text/plain\r\n", "{\"question\":\"a\"}", 415);
    expect_error("POST", "/api/ask", "", "{\"question\":\"a\"}", 415);
}

static void bodies_that_are_too_large_are_refused(void **state)
{
    (void)state;
    gk_string body = {0};
    for (int i = 0; i < GK_MAX_BODY + 1; i++) gk_string_add(&body, " ");
    expect_error("POST", "/api/ask", "Content-Type: application/json\r\n", body.data, 413);
    /* The same without an announced length. */
    gk_string chunked = {0};
    gk_string_addf(&chunked,
                   "POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%s\r\n0\r\n\r\n",
                   body.length, body.data);
    http_reply reply = http_raw(port, chunked.data, chunked.length);
    assert_int_equal(reply.status, 413);
    http_free(&reply);
    gk_string_free(&chunked);
    gk_string_free(&body);
}

static void a_long_question_is_taken_and_a_longer_one_refused(void **state)
{
    (void)state;
    gk_string target = {0};
    gk_string_add(&target, "/api/search?q=");
    for (int i = 0; i < GK_MAX_QUESTION; i++) gk_string_add(&target, "%E9%87%91");
    json_t *got = get_json(target.data, 200);
    json_decref(got);
    gk_string_add(&target, "%E9%87%91");
    expect_error("GET", target.data, "", NULL, 400);
    while (target.length <= GK_MAX_TARGET) gk_string_add(&target, "x");
    expect_error("GET", target.data, "", NULL, 414);
    gk_string_free(&target);
}

static void a_request_that_fits_nowhere_does_no_harm(void **state)
{
    (void)state;
    gk_string request = {0};
    gk_string_add(&request, "GET /");
    for (int i = 0; i < 400000; i++) gk_string_add(&request, "x");
    gk_string_add(&request, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    http_reply reply = http_raw(port, request.data, request.length);
    assert_true(reply.status == 0 || reply.status == 414 || reply.status == 431);
    http_free(&reply);
    static const char *const junk[] = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        "GET /api/ask?q=a HTTP/1.1\r\nHost: local",
    };
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++) {
        int fd = http_connect(port);
        http_send(fd, junk[i], strlen(junk[i]));
        close(fd);
    }
    gk_string_free(&request);
    json_decref(get_json("/healthz", 200));
}

/* ---- who may ask -------------------------------------------------------------------------- */

static int status_for_host(const char *host)
{
    char *request = gk_format("GET /api/documents HTTP/1.1\r\nHost: %s\r\n\r\n", host);
    http_reply reply = http_raw(port, request, strlen(request));
    int status = reply.status;
    http_free(&reply);
    gk_free(request);
    return status;
}

static void a_foreign_host_name_is_refused(void **state)
{
    (void)state;
    assert_int_equal(status_for_host("localhost"), 200);
    assert_int_equal(status_for_host("127.0.0.1:9"), 200);
    assert_int_equal(status_for_host("[::1]"), 200);
    assert_int_equal(status_for_host("example.com"), 403);
    assert_int_equal(status_for_host("127.0.0.1.example.com:80"), 403);
    static const char none[] = "GET / HTTP/1.0\r\n\r\n";
    http_reply reply = http_raw(port, none, sizeof none - 1);
    assert_int_equal(reply.status, 400);
    http_free(&reply);
}

static int status_for_site(const char *path, const char *site)
{
    char *request = gk_format("GET %s HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: %s\r\n\r\n",
                              path, site);
    http_reply reply = http_raw(port, request, strlen(request));
    int status = reply.status;
    http_free(&reply);
    gk_free(request);
    return status;
}

static void a_page_of_another_site_may_lead_here_and_not_ask(void **state)
{
    (void)state;
    assert_int_equal(status_for_site("/api/ask?q=revenue", "cross-site"), 403);
    assert_int_equal(status_for_site("/api/ask?q=revenue", "same-site"), 403);
    assert_int_equal(status_for_site("/", "cross-site"), 200);
    assert_int_equal(status_for_site("/api/documents", "same-origin"), 200);
    assert_int_equal(status_for_site("/api/documents", "none"), 200);
}

static void other_names_are_taken_where_remote_readers_are_allowed(void **state)
{
    (void)state;
    const gk_serve_options options = {.listen = "0.0.0.0:0", .allow_remote = true};
    gk_server *open_to_all;
    gk_error err = {0};
    assert_int_equal(gk_server_start(library, &options, &open_to_all, &err), GK_OK);
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: research.example.com\r\n\r\n";
    http_reply reply = http_raw(gk_server_port(open_to_all), request, sizeof request - 1);
    assert_int_equal(reply.status, 200);
    http_free(&reply);
    gk_server_stop(open_to_all);
}

static void a_server_that_cannot_start_says_why(void **state)
{
    (void)state;
    gk_server *none;
    gk_error err = {0};
    gk_serve_options options = {.listen = "0.0.0.0:0"};
    assert_int_equal(gk_server_start(library, &options, &none, &err), GK_INVALID);
    assert_null(none);
    assert_non_null(strstr(err.message, "0.0.0.0"));
    options.listen = "nonsense";
    assert_int_equal(gk_server_start(library, &options, &none, &err), GK_INVALID);
    assert_non_null(strstr(err.message, "nonsense"));
    char *taken = gk_format("127.0.0.1:%d", port);
    options.listen = taken;
    assert_int_equal(gk_server_start(library, &options, &none, &err), GK_IO);
    char *number = gk_format("%d", port);
    assert_non_null(strstr(err.message, number));
    options.listen = "127.0.0.1:0";
    assert_int_equal(gk_server_start("/nonexistent/x.lib", &options, &none, &err), GK_LIBRARY);
    gk_free(number);
    gk_free(taken);
}

/* ---- many at once, logging, the end ------------------------------------------------------- */

typedef struct crowd {
    size_t served; /* atomic */
} crowd;

static void visit(void *ctx, size_t i)
{
    static const char *const targets[] = {
        "/api/search?q=revenue",
        "/api/ask?q=revenue+in+2024",
        "/api/page?document=aldersea_q1_call&page=1",
        "/",
        "/api/documents",
    };
    crowd *c = ctx;
    http_reply reply = http_get(port, targets[i % 5]);
    if (reply.status == 200) __atomic_fetch_add(&c->served, 1, __ATOMIC_RELAXED);
    http_free(&reply);
}

static void twenty_at_once_are_all_served(void **state)
{
    (void)state;
    crowd c = {0};
    gk_parallel(20, 100, visit, &c);
    assert_int_equal(c.served, 100);
}

static void a_connection_serves_one_request_after_another(void **state)
{
    (void)state;
    static const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int fd = http_connect(port);
    for (int i = 0; i < 3; i++) {
        http_send(fd, request, sizeof request - 1);
        http_reply reply = http_read(fd, false);
        assert_int_equal(reply.status, 200);
        http_free(&reply);
    }
    close(fd);
}

/* Whether the log holds a line with text; waits, since a line follows its reply. */
static bool logged(const char *text)
{
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&log_lock);
        bool found = log_lines.data && strstr(log_lines.data, text);
        pthread_mutex_unlock(&log_lock);
        if (found) return true;
        usleep(10000);
    }
    return false;
}

static void the_log_tells_the_path_and_never_the_question(void **state)
{
    (void)state;
    json_decref(get_json("/api/search?q=zebra+secret", 200));
    http_reply forged = http_get(port, "/log%0aforged%1b%5b31m");
    assert_int_equal(forged.status, 404);
    http_free(&forged);
    assert_true(logged(" GET /api/search 200 "));
    assert_true(logged(" GET /log?forged?[31m 404 "));
    pthread_mutex_lock(&log_lock);
    assert_null(strstr(log_lines.data, "zebra"));
    pthread_mutex_unlock(&log_lock);
}

static void *stop(void *doomed)
{
    gk_server_stop(doomed);
    return NULL;
}

static void a_request_at_hand_is_finished_when_the_server_stops(void **state)
{
    (void)state;
    const gk_serve_options options = {.listen = "127.0.0.1:0"};
    gk_server *doomed;
    gk_error err = {0};
    assert_int_equal(gk_server_start(library, &options, &doomed, &err), GK_OK);
    int doomed_port = gk_server_port(doomed);
    int fd = http_connect(doomed_port);
    static const char body[] = "{\"question\":\"What was revenue?\"}";
    char *head = gk_format("POST /api/ask HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                           "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                           sizeof body - 1);
    http_send(fd, head, strlen(head));
    http_reply go_on = http_read(fd, true); /* now the request is at hand */
    assert_int_equal(go_on.status, 100);
    pthread_t stopping;
    pthread_create(&stopping, NULL, stop, doomed);
    for (int refused = -1; (refused = http_connect(doomed_port)) >= 0;) close(refused);
    http_send(fd, body, sizeof body - 1);
    http_reply reply = http_read(fd, false);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.body.data, "\"status\""));
    pthread_join(stopping, NULL);
    close(fd);
    http_free(&go_on);
    http_free(&reply);
    gk_free(head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_comes_with_its_headers),
        cmocka_unit_test(what_the_client_has_is_not_sent_again),
        cmocka_unit_test(ask_answers_by_get_and_by_post),
        cmocka_unit_test(search_finds_and_keeps_to_a_document),
        cmocka_unit_test(a_filter_says_which_documents_are_seen),
        cmocka_unit_test(facts_are_given_with_their_place),
        cmocka_unit_test(documents_and_counts_are_listed),
        cmocka_unit_test(a_page_is_given_line_by_line),
        cmocka_unit_test(a_page_is_drawn_and_drawn_the_same),
        cmocka_unit_test(health_is_ok),
        cmocka_unit_test(wrong_parameters_are_named),
        cmocka_unit_test(unknown_things_are_not_found),
        cmocka_unit_test(other_methods_are_refused_with_those_there_are),
        cmocka_unit_test(head_gives_the_headers_alone),
        cmocka_unit_test(bodies_that_are_no_question_are_refused),
        cmocka_unit_test(bodies_that_are_too_large_are_refused),
        cmocka_unit_test(a_long_question_is_taken_and_a_longer_one_refused),
        cmocka_unit_test(a_request_that_fits_nowhere_does_no_harm),
        cmocka_unit_test(a_foreign_host_name_is_refused),
        cmocka_unit_test(a_page_of_another_site_may_lead_here_and_not_ask),
        cmocka_unit_test(other_names_are_taken_where_remote_readers_are_allowed),
        cmocka_unit_test(a_server_that_cannot_start_says_why),
        cmocka_unit_test(twenty_at_once_are_all_served),
        cmocka_unit_test(a_connection_serves_one_request_after_another),
        cmocka_unit_test(the_log_tells_the_path_and_never_the_question),
        cmocka_unit_test(a_request_at_hand_is_finished_when_the_server_stops),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
