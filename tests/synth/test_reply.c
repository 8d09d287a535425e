/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* A reply whose message is this content; gk_free. */
static char *reply_with(json_t *content, const char *reason)
{
    json_t *root = json_pack("{s:[{s:{s:s, s:o}, s:s}], s:{s:i, s:i}}", "choices", "message",
                             "role", "assistant", "content", content, "finish_reason", reason,
                             "usage", "prompt_tokens", 812, "completion_tokens", 64);
    char *text = json_dumps(root, 0);
    json_decref(root);
    return text;
}

static gk_status read_content(json_t *content, const char *reason, gk_synth_reply *reply,
                              gk_error *err)
{
    char *text = reply_with(content, reason);
    gk_status status = gk_synth_reply_read(text, strlen(text), reply, err);
    gk_free(text);
    return status;
}

static void expect_one(const char *content, const char *query, const char *style)
{
    gk_synth_reply reply;
    gk_error err = {0};
    expect_ok(read_content(json_string(content), "stop", &reply, &err), &err);
    assert_int_equal(reply.queries.count, 1);
    assert_string_equal(reply.queries.items[0].text, query);
    assert_string_equal(reply.queries.items[0].style, style);
    assert_int_equal(reply.tokens_in, 812);
    assert_int_equal(reply.tokens_out, 64);
    gk_synth_queries_free(&reply.queries);
}

static void json_is_found_in_what_models_put_around_it(void **state)
{
    (void)state;
    expect_one("{\"queries\": [{\"style\": \"keywords\", \"query\": \"Halden FY24 GM\"}]}",
               "Halden FY24 GM", "keywords");
    expect_one("```json\n{\"queries\": [{\"style\": \"keywords\", \"query\": \"Halden  FY24\\n"
               "GM\"}]}\n```",
               "Halden FY24 GM", "keywords");
    expect_one("<think>{\"queries\": [\"not this one\"]}</think>Here it is: {\"queries\": "
               "[{\"style\": \"question\", \"query\": \"Why did it fall?\"}]} I hope it helps.",
               "Why did it fall?", "question");
    expect_one("[{\"query\": \"Why did it fall?\"}]", "Why did it fall?", "question");
    expect_one("{\"queries\": [\"海川的毛利率为何下降？\"]}", "海川的毛利率为何下降？", "question");
    expect_one("{\"queries\": [{\"style\": \"haiku\", \"query\": \"Halden margin\"}]}",
               "Halden margin", "keywords");
}

static void a_message_in_parts_is_one_text(void **state)
{
    (void)state;
    gk_synth_reply reply;
    gk_error err = {0};
    json_t *parts = json_pack("[{s:s, s:s}, {s:s, s:s}]", "type", "text", "text",
                              "{\"queries\": [\"Halden ", "type", "text", "text", "margin\"]}");
    expect_ok(read_content(parts, "stop", &reply, &err), &err);
    assert_int_equal(reply.queries.count, 1);
    assert_string_equal(reply.queries.items[0].text, "Halden margin");
    gk_synth_queries_free(&reply.queries);
}

static void an_empty_list_is_an_answer(void **state)
{
    (void)state;
    gk_synth_reply reply;
    gk_error err = {0};
    expect_ok(read_content(json_string("{\"queries\": []}"), "stop", &reply, &err), &err);
    assert_int_equal(reply.queries.count, 0);
}

static void useless_entries_are_passed_over(void **state)
{
    (void)state;
    gk_synth_reply reply;
    gk_error err = {0};
    char *longer = gk_alloc(1000);
    memset(longer, 'x', 999);
    char *content = gk_format("{\"queries\": [7, null, {\"query\": 3}, {\"query\": \"\"}, "
                              "{\"query\": \"abc\"}, {\"query\": \"%s\"}, {\"query\": \"Halden "
                              "margin\", \"style\": 9}, \"a second one\", \"a third one\", \"a "
                              "fourth one\", \"a fifth one\"]}",
                              longer);
    expect_ok(read_content(json_string(content), "stop", &reply, &err), &err);
    assert_int_equal(reply.queries.count, GK_SYNTH_QUERIES_MOST);
    assert_string_equal(reply.queries.items[0].text, "Halden margin");
    gk_synth_queries_free(&reply.queries);
    gk_free(content);
    gk_free(longer);
}

static void expect_refused(const char *reply_text, const char *why)
{
    gk_synth_reply reply;
    gk_error err = {0};
    assert_int_equal(gk_synth_reply_read(reply_text, strlen(reply_text), &reply, &err), GK_MODEL);
    expect_part(err.message, why);
    assert_int_equal(reply.queries.count, 0);
}

static void what_is_no_answer_is_refused_with_a_line(void **state)
{
    (void)state;
    expect_refused("", "no JSON");
    expect_refused("{\"choices\": [{\"message\": {\"content\": \"x", "no JSON");
    expect_refused("{}", "choices[0].message");
    expect_refused("[]", "choices[0].message");
    expect_refused("{\"choices\": 7}", "choices[0].message");
    expect_refused("{\"choices\": [{\"message\": {\"content\": null}}]}", "no text");
    expect_refused("{\"choices\": [{\"message\": {\"content\": \"I cannot help.\"}}]}",
                   "\"queries\"");
    expect_refused("{\"choices\": [{\"message\": {\"content\": \"{\\\"queries\\\": [1]}\"}}]}",
                   "none");
}

static void a_message_that_was_cut_off_is_told(void **state)
{
    (void)state;
    gk_synth_reply reply;
    gk_error err = {0};
    assert_int_equal(
        read_content(json_string("{\"queries\": [{\"style\": \"keyw"), "length", &reply, &err),
        GK_MODEL);
    expect_part(err.message, "cut off");
    assert_int_equal(reply.tokens_out, 64); /* paid for all the same */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_found_in_what_models_put_around_it),
        cmocka_unit_test(a_message_in_parts_is_one_text),
        cmocka_unit_test(an_empty_list_is_an_answer),
        cmocka_unit_test(useless_entries_are_passed_over),
        cmocka_unit_test(what_is_no_answer_is_refused_with_a_line),
        cmocka_unit_test(a_message_that_was_cut_off_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
