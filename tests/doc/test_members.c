/* SPDX-License-Identifier: Apache-2.0
 *
 * The member stream: what is written comes back, and what breaks its rules is named.
 */
#include "doc/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "{\"goshawk\":\"members\",\"version\":2,\"format\":\"archive\"}\n"

typedef struct seen {
    gk_string log; /* "format name size field=value@where ..." a line a member */
    size_t stop_at;
    size_t count;
} seen;

static gk_status note(void *ctx, const gk_member *member, gk_error *err)
{
    seen *s = ctx;
    if (++s->count == s->stop_at) return gk_fail(err, GK_IO, "no more");
    gk_string_addf(&s->log, "%s %s ", member->format, member->name);
    if (member->reason)
        gk_string_addf(&s->log, "left out: %s", member->reason);
    else
        gk_string_addf(&s->log, "%zu:", member->size);
    if (member->bytes) gk_string_append(&s->log, member->bytes, member->size);
    for (size_t i = 0; i < member->stated_count; i++)
        gk_string_addf(&s->log, " %s=%s@%s", gk_field_name(member->stated[i].field),
                       member->stated[i].value, member->stated[i].where);
    gk_string_add(&s->log, "\n");
    return GK_OK;
}

static void what_is_written_comes_back(void **state)
{
    (void)state;
    char *stream = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&stream, &size);
    char form[] = "10-K", where[] = "header FORM TYPE";
    const gk_stated stated[] = {{GK_FIELD_FORM, form, where}};
    gk_member_write_head(file, "archive");
    gk_member_write(file, "a/年报.txt", stated, 1, "x\n{\"end\":9}\n", 12);
    gk_member_write_left_out(file, "b.zip", "is encrypted");
    gk_member_write(file, "empty", NULL, 0, "", 0);
    gk_member_write_end(file, 2);
    fclose(file);
    seen s = {0};
    gk_error err = {0};
    gk_status status = gk_members_parse(stream, size, note, &s, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    assert_string_equal(s.log.data,
                        "archive a/年报.txt 12:x\n{\"end\":9}\n form=10-K@header FORM TYPE\n"
                        "archive b.zip left out: is encrypted\n"
                        "archive empty 0:\n");
    gk_string_free(&s.log);
    free(stream);
}

static void who_takes_members_may_stop(void **state)
{
    (void)state;
    const char stream[] = HEAD
        "{\"member\":\"a\",\"size\":1}\nx\n{\"member\":\"b\",\"size\":1}\ny\n"
        "{\"end\":2}\n";
    seen s = {.stop_at = 2};
    gk_error err = {0};
    assert_int_equal(gk_members_parse(stream, strlen(stream), note, &s, &err), GK_IO);
    assert_string_equal(err.message, "no more");
    assert_int_equal(s.count, 2);
    gk_string_free(&s.log);
}

static const struct {
    const char *stream, *message;
} broken[] = {
    {"", "record 1: the stream ends before its end record"},
    {"{\"goshawk\":\"document\"}\n", "record 1, field \"goshawk\": is not \"members\""},
    {"{\"goshawk\":\"members\",\"version\":1}\n", "record 1, field \"version\""},
    {HEAD, "record 2: the stream ends before its end record"},
    {HEAD "{\"end\":1}\n", "record 2, field \"end\": is 1 after 0 members"},
    {HEAD "{\"end\":0}\nx", "record 3: stands behind the end record"},
    {HEAD "{\"member\":\"a\"}\n", "record 2, field \"size\""},
    {HEAD "{\"member\":\"a\",\"size\":2}\nx\n", "record 2, field \"size\": is not what follows"},
    {HEAD "{\"member\":\"a\",\"size\":1}\nxy\n", "record 2, field \"size\": is not what follows"},
    {HEAD "{\"member\":\"a\",\"size\":-1}\nx\n", "record 2, field \"size\""},
    {HEAD "{\"member\":\"/etc/a\",\"size\":1}\nx\n", "record 2, field \"member\": is no path"},
    {HEAD "{\"member\":\"a/../b\",\"size\":1}\nx\n", "record 2, field \"member\": is no path"},
    {HEAD "{\"member\":\"a//b\",\"size\":1}\nx\n", "record 2, field \"member\": is no path"},
    {HEAD "{\"member\":\"\",\"size\":1}\nx\n", "record 2, field \"member\": is no path"},
    {HEAD "{\"member\":\"a\",\"size\":1,\"stated\":[[\"colour\",\"red\",\"x\"]]}\nx\n",
     "record 2, field \"stated\": is no field"},
    {HEAD "{\"member\":\"a\",\"size\":1,\"stated\":[[\"form\"]]}\nx\n",
     "record 2, field \"stated\""},
    {HEAD "{\"left_out\":\"a\"}\n", "record 2, field \"reason\": is missing"},
};

static void what_breaks_the_rules_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        seen s = {0};
        gk_error err = {0};
        gk_status status = gk_members_parse(broken[i].stream, strlen(broken[i].stream), note, &s,
                                            &err);
        if (status != GK_INPUT || !strstr(err.message, broken[i].message))
            fail_msg("stream %zu: status %d, \"%s\", not \"%s\"", i, status, err.message,
                     broken[i].message);
        gk_string_free(&s.log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(who_takes_members_may_stop),
        cmocka_unit_test(what_breaks_the_rules_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
