/* SPDX-License-Identifier: Apache-2.0 */
#include "chat/chat.h"

#include "service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>

#include <cmocka.h>

#define KEY "sk-secret-123456"

static char *folder, *log_path;

/* What came of one question to a service. */
typedef struct outcome {
    gk_status status;
    gk_error err;
    gk_chat_reply *reply;
    char *log; /* gk_free; NULL: there is none */
} outcome;

static bool take_all(void *ctx, const char *piece, size_t n)
{
    gk_string_append(ctx, piece, n);
    return true;
}

static outcome ask_with(service *s, gk_chat_config config, const json_t *tools, gk_string *shown)
{
    outcome out = {0};
    gk_chat *chat;
    char *url = service_start(s);
    unlink(log_path);
    if (!config.url) config.url = url;
    config.model = "stub";
    config.log = log_path;
    out.status = gk_chat_open(&config, &chat, &out.err);
    if (out.status == GK_OK) {
        json_t *messages = json_pack("[{ss ss}]", "role", "user", "content",
                                     "What were net sales?");
        json_t *note = json_pack("{ss s[{ss si}]}", "purpose", "answer", "sources", "document",
                                 "HALDEN_2023_10K", "page", 3);
        gk_chat_note(chat, note);
        out.status = gk_chat_send(chat, messages, tools, 100, shown ? take_all : NULL, shown,
                                  &out.reply, &out.err);
        json_decref(note);
        json_decref(messages);
    }
    gk_chat_close(chat);
    service_stop(s);
    size_t size;
    if (gk_path_exists(log_path)) gk_file_read(log_path, &out.log, &size, NULL);
    gk_free(url);
    return out;
}

static outcome ask(service *s, int retries)
{
    return ask_with(s, (gk_chat_config){.timeout = 20, .retries = retries}, NULL, NULL);
}

static void clear(outcome *out, service *s)
{
    gk_chat_reply_free(out->reply);
    gk_free(out->log);
    service_free(s);
}

static void assert_outcome(const outcome *out, const service *s, gk_status status, size_t requests)
{
    if (out->status != status || s->requests != requests)
        fail_msg("status %d after %zu requests, not %d after %zu: %s", out->status, s->requests,
                 status, requests, out->err.message);
}

static void assert_says(const outcome *out, const char *part)
{
    if (!strstr(out->err.message, part)) fail_msg("\"%s\" lacks \"%s\"", out->err.message, part);
}

/* The lines of a log. */
static json_t *lines_of(const char *log)
{
    json_t *lines = json_array();
    for (const char *at = log ? log : ""; *at;) {
        size_t n = strcspn(at, "\n");
        json_t *line = json_loadb(at, n, 0, NULL);
        if (!line) fail_msg("the log has a line that is no JSON: %.*s", (int)n, at);
        json_array_append_new(lines, line);
        at += n + (at[n] == '\n');
    }
    return lines;
}

/* ---- what is asked and answered ----------------------------------------------------------------
 */

static void a_question_is_answered_piece_by_piece(void **state)
{
    (void)state;
    service s = {0};
    gk_string shown = {0};
    service_add_text(&s, "Net sales were 9,412 million.");
    outcome out = ask_with(&s, (gk_chat_config){.retries = 0}, NULL, &shown);
    assert_outcome(&out, &s, GK_OK, 1);
    assert_string_equal(out.reply->text, "Net sales were 9,412 million.");
    assert_string_equal(shown.data, "Net sales were 9,412 million.");
    assert_int_equal(out.reply->tokens_out, 20);
    json_t *body = json_loads(s.bodies[0], 0, NULL);
    assert_true(json_is_true(json_object_get(body, "stream")));
    assert_string_equal(json_string_value(json_object_get(body, "model")), "stub");
    assert_int_equal(json_integer_value(json_object_get(body, "max_tokens")), 100);
    assert_true(gk_starts_with(s.heads[0], "POST /v1/chat/completions "));
    json_decref(body);
    gk_string_free(&shown);
    clear(&out, &s);
}

static void tools_are_offered_and_called(void **state)
{
    (void)state;
    service s = {0};
    service_add_call(&s, "search", "{\"query\": \"net sales\"}");
    json_t *tools = json_pack("[{ss}]", "type", "function");
    outcome out = ask_with(&s, (gk_chat_config){.retries = 0}, tools, NULL);
    assert_outcome(&out, &s, GK_OK, 1);
    assert_int_equal(out.reply->call_count, 1);
    assert_string_equal(out.reply->finish, "tool_calls");
    assert_non_null(strstr(s.bodies[0], "\"tools\":[{\"type\":\"function\"}]"));
    json_decref(tools);
    clear(&out, &s);
}

/* ---- what goes wrong ---------------------------------------------------------------------------
 */

static void what_may_pass_is_tried_again(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "503 Busy", "application/json\r\nRetry-After: 0", "{}");
    service_add_body(&s, "200 OK", "text/event-stream", "data: {\"choices\": [\n\n");
    service_add_text(&s, "It is 9.");
    outcome out = ask(&s, 3);
    assert_outcome(&out, &s, GK_OK, 3);
    assert_string_equal(out.reply->text, "It is 9.");
    clear(&out, &s);
}

static void retries_come_to_an_end(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "500 Oops", "application/json", "{\"error\":{\"message\":\"no GPU\"}}");
    outcome out = ask(&s, 1);
    assert_outcome(&out, &s, GK_IO, 2);
    assert_says(&out, "no GPU");
    clear(&out, &s);
}

static const char half[] = "data: {\"choices\":[{\"delta\":{\"content\":\"Net sales\"}}]}\n\n";

static void a_stream_that_breaks_off_is_begun_again(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "200 OK", "text/event-stream", half);
    service_add_text(&s, "It is 9.");
    outcome out = ask(&s, 1);
    assert_outcome(&out, &s, GK_OK, 2);
    clear(&out, &s);
}

static void what_was_shown_is_not_begun_again(void **state)
{
    (void)state;
    service s = {0};
    gk_string shown = {0};
    service_add_body(&s, "200 OK", "text/event-stream", half);
    outcome out = ask_with(&s, (gk_chat_config){.retries = 3}, NULL, &shown);
    assert_outcome(&out, &s, GK_IO, 1);
    assert_says(&out, "broke off");
    gk_string_free(&shown);
    clear(&out, &s);
}

static void a_service_that_says_nothing_is_given_up(void **state)
{
    (void)state;
    service s = {0};
    service_add(&s, gk_strdup(""));
    outcome out = ask_with(&s, (gk_chat_config){.timeout = 1, .retries = 0}, NULL, NULL);
    assert_outcome(&out, &s, GK_IO, 1);
    assert_says(&out, "nothing came for 1 seconds");
    clear(&out, &s);
}

static void a_wrong_key_is_not_tried_again_and_not_told(void **state)
{
    (void)state;
    setenv("GOSHAWK_CHAT_KEY", KEY, 1);
    service s = {0};
    service_add_body(&s, "401 No", "application/json",
                     "{\"error\":{\"message\":\"wrong key " KEY "\"}}");
    outcome out = ask(&s, 3);
    unsetenv("GOSHAWK_CHAT_KEY");
    assert_outcome(&out, &s, GK_INVALID, 1);
    assert_non_null(strstr(s.heads[0], "Authorization: Bearer " KEY));
    assert_null(strstr(out.err.message, KEY));
    assert_null(strstr(out.log, KEY));
    clear(&out, &s);
}

static void a_key_may_stand_in_a_file(void **state)
{
    (void)state;
    char *path = gk_path_join(folder, "key");
    assert_int_equal(gk_file_write(path, "  " KEY " \nnot this\n", strlen(KEY) + 13, NULL), GK_OK);
    service s = {0};
    service_add_text(&s, "It is 9.");
    outcome out = ask_with(&s, (gk_chat_config){.key_file = path}, NULL, NULL);
    assert_outcome(&out, &s, GK_OK, 1);
    assert_non_null(strstr(s.heads[0], "Authorization: Bearer " KEY "\r\n"));
    clear(&out, &s);
    gk_free(path);
}

static void a_service_that_refuses_a_field_is_asked_without_it(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "400 Bad", "application/json",
                     "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'. Use "
                     "'max_completion_tokens' instead.\"}}");
    service_add_body(&s, "400 Bad", "application/json",
                     "{\"error\":{\"message\":\"temperature is fixed\"}}");
    service_add_text(&s, "It is 9.");
    outcome out = ask(&s, 0);
    assert_outcome(&out, &s, GK_OK, 3);
    assert_non_null(strstr(s.bodies[2], "\"max_completion_tokens\":100"));
    assert_null(strstr(s.bodies[2], "\"max_tokens\""));
    assert_null(strstr(s.bodies[2], "\"temperature\""));
    clear(&out, &s);
}

/* ---- where it goes -----------------------------------------------------------------------------
 */

static void redirects_are_not_followed(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "307 There", "text/plain\r\nLocation: http://127.0.0.1:1/v1", "");
    outcome out = ask(&s, 3);
    assert_outcome(&out, &s, GK_INVALID, 1);
    assert_says(&out, "points to");
    clear(&out, &s);
}

static void proxies_of_the_environment_are_not_used(void **state)
{
    (void)state;
    service s = {0};
    service_add_text(&s, "It is 9.");
    char *url = service_start(&s);
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    gk_chat *chat;
    const gk_chat_config config = {.url = url, .log = log_path};
    assert_int_equal(gk_chat_open(&config, &chat, NULL), GK_OK);
    json_t *messages = json_array();
    gk_chat_reply *reply;
    gk_error err = {0};
    gk_status status = gk_chat_send(chat, messages, NULL, 10, NULL, NULL, &reply, &err);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    if (status != GK_OK) fail_msg("%s", err.message);
    gk_chat_reply_free(reply);
    json_decref(messages);
    gk_chat_close(chat);
    service_stop(&s);
    service_free(&s);
    gk_free(url);
}

static void text_goes_to_loopback_alone(void **state)
{
    (void)state;
    static const char *const here[] = {"http://127.0.0.1:8080/v1", "http://127.1.2.3/v1",
                                       "http://[::1]:99/v1", "https://127.0.0.1/v1"};
    static const char *const elsewhere[] = {"http://192.0.2.7/v1",
                                            "https://0.0.0.0/v1",
                                            "http://[2001:db8::1]/v1",
                                            "http://127.0.0.1@192.0.2.7/v1",
                                            "http://192.0.2.7/127.0.0.1",
                                            "http://3221225991/v1",
                                            "http://127.0.0.1.invalid/v1",
                                            "ftp://127.0.0.1/v1",
                                            "127.0.0.1",
                                            ""};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        if (!gk_chat_may_send(here[i], NULL)) fail_msg("%s is refused", here[i]);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (gk_chat_may_send(elsewhere[i], NULL)) fail_msg("%s is let through", elsewhere[i]);
}

static void what_is_allowed_is_scheme_host_port_and_path(void **state)
{
    (void)state;
    static const char *const allow[] = {"https://llm.example.com/v1", "http://192.0.2.7:8080",
                                        NULL};
    static const char *const good[] = {"https://llm.example.com/v1/chat/completions",
                                       "https://LLM.example.com:443/v1",
                                       "http://192.0.2.7:8080/anything"};
    static const char *const bad[] = {"http://llm.example.com/v1",
                                      "https://llm.example.com:444/v1",
                                      "https://llm.example.com/v10",
                                      "https://llm.example.com/v1/../other",
                                      "https://llm.example.com.evil.example/v1",
                                      "https://evil.example/?https://llm.example.com/v1",
                                      "https://llm.example.com@192.0.2.9/v1",
                                      "http://192.0.2.7/anything"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!gk_chat_may_send(good[i], allow)) fail_msg("%s is refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (gk_chat_may_send(bad[i], allow)) fail_msg("%s is let through", bad[i]);
}

static void elsewhere_is_refused_with_what_would_allow_it(void **state)
{
    (void)state;
    gk_chat *chat;
    gk_error err = {0};
    const gk_chat_config config = {.url = "http://192.0.2.7/v1", .model = "m", .log = log_path};
    assert_int_equal(gk_chat_open(&config, &chat, &err), GK_INVALID);
    if (!strstr(err.message, "goshawk config LIB llm.allow http://192.0.2.7/v1"))
        fail_msg("%s", err.message);
    assert_null(chat);
}

/* ---- the log -----------------------------------------------------------------------------------
 */

static void every_attempt_is_logged_with_what_was_sent(void **state)
{
    (void)state;
    service s = {0};
    service_add_body(&s, "503 Busy", "application/json\r\nRetry-After: 0", "{}");
    service_add_text(&s, "It is 9.");
    outcome out = ask(&s, 1);
    assert_outcome(&out, &s, GK_OK, 2);
    json_t *lines = lines_of(out.log);
    assert_int_equal(json_array_size(lines), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *line = json_array_get(lines, i);
        json_t *sent = json_loads(s.bodies[i], 0, NULL);
        assert_true(json_equal(json_object_get(line, "body"), sent));
        assert_int_equal(json_integer_value(json_object_get(line, "bytes")), strlen(s.bodies[i]));
        assert_int_equal(json_integer_value(json_object_get(line, "attempt")), i + 1);
        assert_string_equal(json_string_value(json_object_get(line, "purpose")), "answer");
        assert_non_null(
            strstr(json_string_value(json_object_get(line, "connected")), "127.0.0.1:"));
        const json_t *source = json_array_get(json_object_get(line, "sources"), 0);
        assert_int_equal(json_integer_value(json_object_get(source, "page")), 3);
        json_decref(sent);
    }
    json_decref(lines);
    clear(&out, &s);
}

static void the_log_is_its_owners_alone(void **state)
{
    (void)state;
    service s = {0};
    service_add_text(&s, "It is 9.");
    outcome out = ask(&s, 0);
    struct stat at;
    assert_int_equal(stat(log_path, &at), 0);
    assert_int_equal(at.st_mode & 0777, 0600);
    clear(&out, &s);
}

static void what_cannot_be_logged_is_not_sent(void **state)
{
    (void)state;
    char *path = gk_path_join(folder, "link"), *to = gk_path_join(folder, "elsewhere");
    assert_int_equal(symlink(to, path), 0);
    char *before = log_path;
    log_path = path; /* a link is not followed */
    service s = {0};
    service_add_text(&s, "It is 9.");
    char *url = service_start(&s);
    gk_chat *chat;
    gk_chat_reply *reply;
    gk_error err = {0};
    const gk_chat_config config = {.url = url, .log = path, .retries = 2};
    assert_int_equal(gk_chat_open(&config, &chat, NULL), GK_OK);
    json_t *messages = json_array();
    gk_status status = gk_chat_send(chat, messages, NULL, 10, NULL, NULL, &reply, &err);
    gk_chat_close(chat);
    service_stop(&s);
    log_path = before;
    assert_int_equal(status, GK_IO);
    assert_non_null(strstr(err.message, "not sent"));
    assert_null(s.bodies[0]);
    assert_false(gk_path_exists(to));
    json_decref(messages);
    service_free(&s);
    gk_free(url);
    gk_free(to);
    gk_free(path);
}

static int make_folder(void **state)
{
    (void)state;
    char template[] = "/tmp/gk_chat_XXXXXX";
    folder = gk_strdup(mkdtemp(template));
    log_path = gk_path_join(folder, "llm.log");
    unsetenv("OPENAI_API_KEY");
    unsetenv("GOSHAWK_CHAT_KEY");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"llm.log", "key", "link"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = gk_path_join(folder, names[i]);
        unlink(path);
        gk_free(path);
    }
    rmdir(folder);
    gk_free(log_path);
    gk_free(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_answered_piece_by_piece),
        cmocka_unit_test(tools_are_offered_and_called),
        cmocka_unit_test(what_may_pass_is_tried_again),
        cmocka_unit_test(retries_come_to_an_end),
        cmocka_unit_test(a_stream_that_breaks_off_is_begun_again),
        cmocka_unit_test(what_was_shown_is_not_begun_again),
        cmocka_unit_test(a_service_that_says_nothing_is_given_up),
        cmocka_unit_test(a_wrong_key_is_not_tried_again_and_not_told),
        cmocka_unit_test(a_key_may_stand_in_a_file),
        cmocka_unit_test(a_service_that_refuses_a_field_is_asked_without_it),
        cmocka_unit_test(redirects_are_not_followed),
        cmocka_unit_test(proxies_of_the_environment_are_not_used),
        cmocka_unit_test(text_goes_to_loopback_alone),
        cmocka_unit_test(what_is_allowed_is_scheme_host_port_and_path),
        cmocka_unit_test(elsewhere_is_refused_with_what_would_allow_it),
        cmocka_unit_test(every_attempt_is_logged_with_what_was_sent),
        cmocka_unit_test(the_log_is_its_owners_alone),
        cmocka_unit_test(what_cannot_be_logged_is_not_sent),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
