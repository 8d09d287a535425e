/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Reads s as characters: "U+41 U+FFFD@1", the number of bytes behind what is not one of its own. */
static char *characters(const char *s, size_t n)
{
    gk_string out = {0};
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        assert_true(i > at && i <= n && i - at <= 4);
        gk_string_addf(&out, "%sU+%X", at ? " " : "", (unsigned)c);
        if (c == 0xFFFD) gk_string_addf(&out, "@%zu", i - at);
    }
    return gk_string_take(&out);
}

static void check_characters(const char *s, size_t n, const char *expected)
{
    char *got = characters(s, n);
    assert_string_equal(got, expected);
    gk_free(got);
}

static void characters_of_all_lengths_are_read(void **state)
{
    (void)state;
    check_characters("A\u00e9\u5143\U0001F600", 10, "U+41 U+E9 U+5143 U+1F600");
    check_characters("\0a", 2, "U+0 U+61");
    check_characters("\uFFFD", 3, "U+FFFD@3");
    check_characters("", 0, "");
}

static void a_byte_that_fits_nowhere_is_one_replacement(void **state)
{
    (void)state;
    check_characters("\x80", 1, "U+FFFD@1");                           /* a tail alone */
    check_characters("a\xE5\x85", 3, "U+61 U+FFFD@1 U+FFFD@1");        /* cut off by the end */
    check_characters("\xE5zz", 3, "U+FFFD@1 U+7A U+7A");               /* cut off by a letter */
    check_characters("\xC0\xAF", 2, "U+FFFD@1 U+FFFD@1");              /* overlong */
    check_characters("\xED\xA0\x80", 3, "U+FFFD@1 U+FFFD@1 U+FFFD@1"); /* a surrogate */
    check_characters("\xF4\x90\x80\x80", 4, "U+FFFD@1 U+FFFD@1 U+FFFD@1 U+FFFD@1"); /* too high */
    check_characters("\xFF\xFE", 2, "U+FFFD@1 U+FFFD@1");
}

static void every_character_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        if (c == 0xD800) c = 0xE000;
        char bytes[4];
        size_t length = gk_utf8_put(c, bytes), i = 0;
        uint32_t back = gk_utf8_next(bytes, length, &i);
        if (back != c || i != length)
            fail_msg("U+%X came back as U+%X", (unsigned)c, (unsigned)back);
    }
}

static void invalid_text_is_told_with_its_place(void **state)
{
    (void)state;
    size_t at = 99;
    assert_true(gk_utf8_valid("存货 \U0001F600", strlen("存货 \U0001F600"), &at));
    assert_int_equal(at, 99);
    assert_true(gk_utf8_valid("", 0, NULL));
    assert_false(gk_utf8_valid("ok\xC3(", 4, &at));
    assert_int_equal(at, 2);
    assert_false(gk_utf8_valid("元", 2, &at)); /* its last byte is missing */
    assert_int_equal(at, 0);
    assert_false(gk_utf8_valid("\xED\xBF\xBF", 3, NULL));
}

static void classes_of_characters(void **state)
{
    (void)state;
    static const struct {
        uint32_t c;
        bool han, space, word;
        int width;
    } cases[] = {
        {'A', false, false, true, 1},     {'7', false, false, true, 1},
        {'_', false, false, false, 1},    {'&', false, false, false, 1},
        {' ', false, true, false, 1},     {0xA0, false, true, false, 1},
        {0x3000, false, true, false, 2}, /* ideographic space */
        {0xE9, false, false, true, 1},   /* é */
        {0x300, false, false, true, 0},  /* combining grave */
        {0x5143, true, false, true, 2},  /* 元 */
        {0x3400, true, false, true, 2},   {0x20000, true, false, true, 2},
        {0x3042, false, false, true, 2},  /* hiragana is no Han */
        {0x3002, false, false, false, 2}, /* 。 */
        {0x2014, false, false, false, 1}, /* — */
        {0xFF10, false, false, true, 2},  /* full-width 0 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned c = (unsigned)cases[i].c;
        if (gk_is_han(c) != cases[i].han) fail_msg("U+%X: han is %d", c, gk_is_han(c));
        if (gk_is_space(c) != cases[i].space) fail_msg("U+%X: space is %d", c, gk_is_space(c));
        if (gk_is_word(c) != cases[i].word) fail_msg("U+%X: word is %d", c, gk_is_word(c));
        if (gk_char_width(c) != cases[i].width)
            fail_msg("U+%X: %d columns, not %d", c, gk_char_width(c), cases[i].width);
    }
    for (uint32_t c = '\t'; c <= '\r'; c++) assert_true(gk_is_space(c));
    assert_false(gk_is_space(0));
    assert_false(gk_is_han(0x4DFF)); /* a hexagram, between two blocks of Han */
}

static void check_fold(const char *s, size_t n, const char *expected)
{
    char *got = gk_fold_space(s, n);
    assert_string_equal(got, expected);
    gk_free(got);
}

static void white_space_is_folded(void **state)
{
    (void)state;
    check_fold("  Net   sales\t\n 1,577  ", 23, "Net sales 1,577");
    check_fold("营业收入\u3000\u3000\u00a01,577", strlen("营业收入\u3000\u3000\u00a01,577"),
               "营业收入 1,577");
    check_fold(" \n\t ", 4, "");
    check_fold("", 0, "");
    check_fold("one", 3, "one");
    check_fold("cut here", 4, "cut"); /* n counts, not the end of the string */
    check_fold("a \xFF  b", 6, "a \xFF b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_all_lengths_are_read),
        cmocka_unit_test(a_byte_that_fits_nowhere_is_one_replacement),
        cmocka_unit_test(every_character_survives_writing_and_reading),
        cmocka_unit_test(invalid_text_is_told_with_its_place),
        cmocka_unit_test(classes_of_characters),
        cmocka_unit_test(white_space_is_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
