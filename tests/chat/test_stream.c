/* SPDX-License-Identifier: Apache-2.0 */
#include "chat/chat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct heard {
    gk_string text;
    size_t pieces, stop_after; /* 0: never */
} heard;

static bool hear(void *ctx, const char *piece, size_t n)
{
    heard *h = ctx;
    gk_string_append(&h->text, piece, n);
    return ++h->pieces != h->stop_after;
}

typedef struct outcome {
    gk_status status;
    gk_error err;
    gk_chat_reply *reply;
    heard heard;
} outcome;

/* Feeds the body in pieces of `size` bytes. */
static outcome read_stream(const char *body, size_t size, size_t stop_after)
{
    outcome out = {.heard = {.stop_after = stop_after}};
    gk_chat_stream *s = gk_chat_stream_new(hear, &out.heard);
    size_t n = strlen(body);
    bool more = true;
    for (size_t at = 0; at < n && more; at += size)
        more = gk_chat_stream_feed(s, body + at, n - at < size ? n - at : size);
    out.status = gk_chat_stream_end(s, &out.reply, &out.err);
    gk_chat_stream_free(s);
    return out;
}

static void clear(outcome *out)
{
    gk_chat_reply_free(out->reply);
    gk_string_free(&out->heard.text);
}

/* The outcome is the same however the bytes are cut. */
static outcome read_all_ways(const char *body)
{
    outcome whole = read_stream(body, strlen(body) + 1, 0);
    for (size_t size = 1; size < 8; size++) {
        outcome cut = read_stream(body, size, 0);
        if (cut.status != whole.status)
            fail_msg("in pieces of %zu: status %d, not %d: %s", size, cut.status, whole.status,
                     cut.err.message);
        if (whole.reply) assert_string_equal(cut.reply->text, whole.reply->text);
        clear(&cut);
    }
    return whole;
}

static void assert_text(const char *body, const char *text)
{
    outcome out = read_all_ways(body);
    if (out.status != GK_OK) fail_msg("%s: %s", body, out.err.message);
    assert_string_equal(out.reply->text, text);
    clear(&out);
}

static void assert_fails(const char *body, gk_status status, const char *says)
{
    outcome out = read_all_ways(body);
    assert_int_equal(out.status, status);
    if (!strstr(out.err.message, says)) fail_msg("\"%s\" lacks \"%s\"", out.err.message, says);
    assert_null(out.reply);
    clear(&out);
}

#define DELTA(text) "data: {\"choices\":[{\"delta\":{\"content\":\"" text "\"}}]}"
#define DONE        "data: [DONE]\n\n"

static void pieces_make_a_text(void **state)
{
    (void)state;
    assert_text(DELTA("Net ") "\n\n" DELTA("sales") "\n\n" DONE, "Net sales");
    assert_text(DELTA("销售") "\n\n" DELTA("额") "\n\n" DONE, "销售额");
}

static void lines_may_end_in_any_way(void **state)
{
    (void)state;
    assert_text(DELTA("a") "\r\n\r\n" DELTA("b") "\r\n\r\n" DONE, "ab");
    assert_text(DELTA("a") "\r\r" DELTA("b") "\r\r" DONE, "ab");
    assert_text("\xEF\xBB\xBF" DELTA("a") "\n\n" DONE, "a");
    assert_text(DELTA("a") "\n\ndata: [DONE]", "a");
}

static void comments_and_other_fields_say_nothing(void **state)
{
    (void)state;
    assert_text(": ping\n\nevent: message\nid: 3\nretry: 10\n" DELTA("a") "\n\n: ping\n\n" DONE,
                "a");
}

static void an_event_may_have_several_data_lines(void **state)
{
    (void)state;
    assert_text("data: {\"choices\":\ndata: [{\"delta\":{\"content\":\"a\"}}]}\n\n" DONE, "a");
}

static void what_follows_the_end_is_not_read(void **state)
{
    (void)state;
    assert_text(DELTA("a") "\n\n" DONE DELTA("b") "\n\n", "a");
}

static void a_service_that_does_not_stream_is_read_too(void **state)
{
    (void)state;
    assert_text(" {\"choices\":[{\"message\":{\"content\":\"a b\"},\"finish_reason\":\"stop\"}]}",
                "a b");
    assert_text("{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                "{\"text\":\" b\"}]}}]}",
                "a b");
}

static void what_is_thought_aloud_is_left_out(void **state)
{
    (void)state;
    assert_text(DELTA("<think>perhaps 12?</think>") "\n\n" DELTA("It is 9.") "\n\n" DONE,
                "It is 9.");
}

static void a_reply_tells_its_end_and_its_tokens(void **state)
{
    (void)state;
    outcome out = read_all_ways(
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"}]}\n\n"
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n" DONE);
    assert_int_equal(out.status, GK_OK);
    assert_string_equal(out.reply->finish, "length");
    assert_int_equal(out.reply->tokens_in, 11);
    assert_int_equal(out.reply->tokens_out, 7);
    clear(&out);
}

#define CALL(fields) "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{" fields "}]}}]}\n\n"

static void a_call_comes_in_pieces(void **state)
{
    (void)state;
    outcome out = read_all_ways(
        CALL("\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"search\",\"arguments\":\"\"}")
            CALL("\"index\":0,\"function\":{\"arguments\":\"{\\\"query\\\": \"}")
                CALL("\"index\":1,\"id\":\"c2\",\"function\":{\"name\":\"compute\","
                     "\"arguments\":\"{\\\"formula\\\": \\\"1+1\\\"}\"}")
                    CALL("\"index\":0,\"function\":{\"arguments\":\"\\\"sales\\\"}\"}") DONE);
    assert_int_equal(out.status, GK_OK);
    assert_int_equal(out.reply->call_count, 2);
    assert_string_equal(out.reply->calls[0].id, "c1");
    assert_string_equal(out.reply->calls[0].name, "search");
    assert_string_equal(json_string_value(json_object_get(out.reply->calls[0].arguments, "query")),
                        "sales");
    assert_string_equal(out.reply->calls[1].name, "compute");
    assert_string_equal(out.reply->text, "");
    clear(&out);
}

static void calls_without_an_index_are_told_apart_by_id(void **state)
{
    (void)state;
    outcome out = read_all_ways(
        CALL("\"id\":\"a\",\"function\":{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}")
            CALL("\"id\":\"b\",\"function\":{\"name\":\"facts\",\"arguments\":\"{}\"}") DONE);
    assert_int_equal(out.reply->call_count, 2);
    assert_string_equal(json_string_value(json_object_get(out.reply->calls[0].arguments, "query")),
                        "x");
    assert_string_equal(out.reply->calls[1].name, "facts");
    clear(&out);
}

static void arguments_that_are_no_object_are_none(void **state)
{
    (void)state;
    static const char *const wrong[] = {"{\\\"query\\\": ", "[1]", "7", "\\u0000", "{} {}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *body = gk_format(CALL("\"index\":0,\"function\":{\"name\":\"search\",\"arguments\":"
                                    "\"%s\"}") DONE,
                               wrong[i]);
        outcome out = read_stream(body, 5, 0);
        if (out.status == GK_OK) {
            assert_int_equal(out.reply->call_count, 1);
            if (out.reply->calls[0].arguments) fail_msg("%s was read as an object", wrong[i]);
        } else if (i != 3) { /* a NUL is no JSON of ours at all */
            fail_msg("%s: %s", wrong[i], out.err.message);
        }
        clear(&out);
        gk_free(body);
    }
}

static void too_many_calls_are_refused(void **state)
{
    (void)state;
    assert_fails(CALL("\"index\":99,\"function\":{\"name\":\"a\"}") DONE, GK_MODEL, "tools");
    assert_fails(CALL("\"index\":-1,\"function\":{\"name\":\"a\"}") DONE, GK_MODEL, "tools");
}

static void what_is_no_answer_is_refused(void **state)
{
    (void)state;
    assert_fails("data: {\"choices\":[{\"delta\":{\"content\":\"a\"\n\n" DONE, GK_MODEL, "JSON");
    assert_fails("data: [1]\n\n" DONE, GK_MODEL, "JSON object");
    assert_fails("<html>502</html>\n\n", GK_IO, "broke off");
    assert_fails("", GK_IO, "broke off");
    assert_fails("{\"choices\":", GK_MODEL, "JSON");
    assert_fails("{\"object\":\"list\"}", GK_MODEL, "no answer");
    assert_fails(DELTA("\xFF\xFE") "\n\n" DONE, GK_MODEL, "JSON");
}

static void a_stream_that_breaks_off_is_no_answer(void **state)
{
    (void)state;
    assert_fails(DELTA("Net sales were") "\n\n", GK_IO, "broke off");
}

static void a_failure_of_the_service_is_told(void **state)
{
    (void)state;
    assert_fails(DELTA("a") "\n\ndata: {\"error\":{\"message\":\"out of memory\"}}\n\n", GK_MODEL,
                 "out of memory");
}

static void the_reader_may_stop_it(void **state)
{
    (void)state;
    outcome out = read_stream(DELTA("a") "\n\n" DELTA("b") "\n\n" DONE, 10, 1);
    assert_int_equal(out.status, GK_STOPPED);
    assert_string_equal(out.heard.text.data, "a");
    clear(&out);
}

static void a_text_without_end_is_cut(void **state)
{
    (void)state;
    gk_chat_stream *s = gk_chat_stream_new(NULL, NULL);
    char piece[4096];
    memset(piece, 'x', sizeof piece);
    gk_chat_stream_feed(s, "data: ", 6);
    size_t fed = 0;
    while (gk_chat_stream_feed(s, piece, sizeof piece)) {
        fed += sizeof piece;
        if (fed > (size_t)64 << 20) fail_msg("%zu bytes of one line were taken", fed);
    }
    gk_chat_reply *reply;
    gk_error err = {0};
    assert_int_equal(gk_chat_stream_end(s, &reply, &err), GK_MODEL);
    assert_non_null(strstr(err.message, "too long"));
    gk_chat_stream_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_make_a_text),
        cmocka_unit_test(lines_may_end_in_any_way),
        cmocka_unit_test(comments_and_other_fields_say_nothing),
        cmocka_unit_test(an_event_may_have_several_data_lines),
        cmocka_unit_test(what_follows_the_end_is_not_read),
        cmocka_unit_test(a_service_that_does_not_stream_is_read_too),
        cmocka_unit_test(what_is_thought_aloud_is_left_out),
        cmocka_unit_test(a_reply_tells_its_end_and_its_tokens),
        cmocka_unit_test(a_call_comes_in_pieces),
        cmocka_unit_test(calls_without_an_index_are_told_apart_by_id),
        cmocka_unit_test(arguments_that_are_no_object_are_none),
        cmocka_unit_test(too_many_calls_are_refused),
        cmocka_unit_test(what_is_no_answer_is_refused),
        cmocka_unit_test(a_stream_that_breaks_off_is_no_answer),
        cmocka_unit_test(a_failure_of_the_service_is_told),
        cmocka_unit_test(the_reader_may_stop_it),
        cmocka_unit_test(a_text_without_end_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
