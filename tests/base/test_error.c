/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void an_error_holds_its_status_and_its_words(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(gk_fail(&err, GK_INPUT, "%s: line %d", "a.txt", 7), GK_INPUT);
    assert_int_equal(err.status, GK_INPUT);
    assert_string_equal(err.message, "a.txt: line 7");
}

static void a_caller_may_not_care_why(void **state)
{
    (void)state;
    assert_int_equal(gk_fail(NULL, GK_BUSY, "%s", "nobody reads this"), GK_BUSY);
}

static void a_message_may_quote_the_one_before_it(void **state)
{
    (void)state;
    gk_error err = {0};
    gk_fail(&err, GK_IO, "no such file");
    gk_fail(&err, GK_MODEL, "the model: %s", err.message);
    assert_int_equal(err.status, GK_MODEL);
    assert_string_equal(err.message, "the model: no such file");
    for (int i = 0; i < 100; i++) gk_fail(&err, GK_IO, "again: %s", err.message);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_true(gk_starts_with(err.message, "again: again: "));
}

static void a_short_message_is_not_touched(void **state)
{
    (void)state;
    gk_error err = {0};
    char text[sizeof err.message];
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 4, "\xE6\x96\x87", 4); /* just fits */
    gk_fail(&err, GK_IO, "%s", text);
    assert_string_equal(err.message, text);
}

/* Whatever stands where a long message ends, the cut is between two characters and leaves out no
 * more than the one that did not fit and, at most, one before it. */
static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"x", "\xC3\xA9", "\xE6\x96\x87", "\xF0\x9F\xA6\x85"};
    for (size_t c = 0; c < sizeof characters / sizeof *characters; c++) {
        for (size_t shift = 0; shift < 4; shift++) {
            size_t width = strlen(characters[c]);
            gk_string text = {0};
            for (size_t i = 0; i < shift; i++) gk_string_add(&text, "a");
            while (text.length < 600) gk_string_add(&text, characters[c]);
            gk_error err;
            memset(&err, 'z', sizeof err);
            gk_fail(&err, GK_IO, "%s", text.data);
            size_t n = strlen(err.message);
            assert_memory_equal(err.message, text.data, n);
            assert_int_equal((n - shift) % width, 0);
            assert_in_range(n, sizeof err.message - 2 * width, sizeof err.message - 1);
            gk_string_free(&text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_holds_its_status_and_its_words),
        cmocka_unit_test(a_caller_may_not_care_why),
        cmocka_unit_test(a_message_may_quote_the_one_before_it),
        cmocka_unit_test(a_short_message_is_not_touched),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
