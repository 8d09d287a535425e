/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include <string.h>

static void expect_written(const char *text, const char *expected)
{
    output o;
    output_open(&o, 0, false);
    cli_write(&o.to, text);
    output_expect(&o, expected);
}

static void escape_sequences_are_made_harmless(void **state)
{
    (void)state;
    expect_written("a\033[2Jb", "a\uFFFD[2Jb");
    expect_written("\033]0;title\a", "\uFFFD]0;title\uFFFD");
    expect_written("a\xC2\x9B"
                   "2Jb",
                   "a\uFFFD2Jb"); /* the one-character form of ESC [ */
    expect_written("a\x7F\bb", "a\uFFFD\uFFFDb");
}

static void a_line_stays_one_line(void **state)
{
    (void)state;
    expect_written("a\nb\r\tc\u2028d", "a b  c d");
}

static void overrides_of_direction_are_replaced(void **state)
{
    (void)state;
    expect_written("report\u202Efdp.exe", "report\uFFFDfdp.exe");
}

static void broken_utf8_is_replaced_byte_by_byte(void **state)
{
    (void)state;
    expect_written("a\xFFz", "a\uFFFDz");
    expect_written("\xE8\xB4", "\uFFFD\uFFFD");           /* cut short */
    expect_written("\xC0\xAF", "\uFFFD\uFFFD");           /* overlong */
    expect_written("\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"); /* a surrogate */
    expect_written("货币 €9 😀", "货币 €9 😀");
}

static void chinese_takes_two_columns(void **state)
{
    (void)state;
    assert_int_equal(cli_text_width("货币政策"), 8);
    assert_int_equal(cli_text_width("a货b"), 4);
    assert_int_equal(cli_text_width("e\u0301"), 1); /* a combining accent */
    assert_int_equal(cli_text_width("é"), 1);
}

static void styles_need_colour(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    cli_style(&o.to, CLI_BOLD);
    cli_style_end(&o.to);
    output_expect(&o, "");
    output_open(&o, 0, true);
    cli_style(&o.to, CLI_BOLD);
    cli_style_end(&o.to);
    output_expect(&o, "\033[1m\033[0m");
}

static void columns_says_how_wide(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    unsetenv("COLUMNS");
    assert_int_equal(cli_terminal_of(file).width, 0); /* no terminal: no limit */
    setenv("COLUMNS", "44", 1);
    assert_int_equal(cli_terminal_of(file).width, 44);
    setenv("COLUMNS", "-3", 1);
    assert_int_equal(cli_terminal_of(file).width, 0);
    assert_false(cli_terminal_of(file).colour);
    assert_false(cli_terminal_of(file).interactive);
    unsetenv("COLUMNS");
    fclose(file);
}

static void json_keeps_its_meaning(void **state)
{
    (void)state;
    output o;
    output_open(&o, 0, false);
    cli_write_json(o.to.file, "{\"a\": \"\xC2\x9B货\x7F\"}");
    output_expect(&o, "{\"a\": \"\\u009b货\\u007f\"}\n");
}

static void counts_have_commas(void **state)
{
    (void)state;
    char buffer[CLI_COUNT_SIZE];
    assert_string_equal(cli_count(buffer, 0), "0");
    assert_string_equal(cli_count(buffer, 999), "999");
    assert_string_equal(cli_count(buffer, 1000), "1,000");
    assert_string_equal(cli_count(buffer, 1234567), "1,234,567");
    assert_string_equal(cli_count(buffer, SIZE_MAX), "18,446,744,073,709,551,615");
}

static void expect_shell_word(const char *text, const char *expected)
{
    char *word = cli_shell_word(text);
    assert_string_equal(word, expected);
    free(word);
}

static void names_are_quoted_for_the_shell(void **state)
{
    (void)state;
    expect_shell_word("3M_2018_10K", "3M_2018_10K");
    expect_shell_word("年报2023", "年报2023");
    expect_shell_word("a b", "'a b'");
    expect_shell_word("it's $HOME", "'it'\\''s $HOME'");
    expect_shell_word("", "''");
    expect_shell_word("~x", "'~x'");
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escape_sequences_are_made_harmless),
        cmocka_unit_test(a_line_stays_one_line),
        cmocka_unit_test(overrides_of_direction_are_replaced),
        cmocka_unit_test(broken_utf8_is_replaced_byte_by_byte),
        cmocka_unit_test(chinese_takes_two_columns),
        cmocka_unit_test(styles_need_colour),
        cmocka_unit_test(columns_says_how_wide),
        cmocka_unit_test(json_keeps_its_meaning),
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(names_are_quoted_for_the_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
