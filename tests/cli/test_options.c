/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const cli_option options[] = {
    {.letter = 'k', .name = "hits", .value = "N", .help = "h", .least = 1, .most = 100},
    {.name = "doc", .value = "NAME", .help = "h"},
    {.letter = 'q', .name = "quiet", .help = "h"},
    {0},
};
static const cli_command command = {.name = "find", .arguments = "LIB QUERY", .options = options};
static const cli_command many = {.name = "put", .arguments = "LIB PATH...", .options = options};
static const cli_command perhaps = {.name = "tell", .arguments = "[WHAT]", .options = options};
static const cli_option needing[] = {
    {.name = "set", .value = "FILE", .help = "h", .required = true}, {0}};
static const cli_command needs = {.name = "rate", .arguments = "LIB", .options = needing};

/* Reads words, which end with NULL. Returns the message, or NULL where all is well. */
static char *parse(const cli_command *of, cli_call *call, char **words)
{
    int n = 0;
    while (words[n]) n++;
    char *message;
    bool good = cli_parse(of, n, words, call, &message);
    assert_int_equal(good, message == NULL);
    return message;
}
#define WORDS(...) ((char *[]){__VA_ARGS__, NULL})

static void expect_message(const cli_command *of, char **words, const char *part)
{
    cli_call call;
    char *message = parse(of, &call, words);
    assert_non_null(message);
    if (!strstr(message, part)) assert_string_equal(message, part); /* shows both */
    free(message);
    cli_call_free(&call);
}

static void options_may_stand_anywhere(void **state)
{
    (void)state;
    cli_call call;
    assert_null(parse(&command, &call, WORDS("-k", "5", "lib", "--doc=A B", "question", "-q")));
    assert_int_equal(call.argument_count, 2);
    assert_string_equal(call.arguments[0], "lib");
    assert_string_equal(call.arguments[1], "question");
    assert_int_equal(cli_number(&call, "hits", 10), 5);
    assert_string_equal(cli_value(&call, "doc"), "A B");
    assert_true(cli_flag(&call, "quiet"));
    cli_call_free(&call);
}

static void an_option_not_given_has_its_default(void **state)
{
    (void)state;
    cli_call call;
    assert_null(parse(&command, &call, WORDS("lib", "question")));
    assert_int_equal(cli_number(&call, "hits", 10), 10);
    assert_null(cli_value(&call, "doc"));
    assert_false(cli_flag(&call, "quiet"));
    cli_call_free(&call);
}

static void short_options_may_be_joined(void **state)
{
    (void)state;
    cli_call call;
    assert_null(parse(&command, &call, WORDS("-qk7", "lib", "question")));
    assert_int_equal(cli_number(&call, "hits", 10), 7);
    assert_true(cli_flag(&call, "quiet"));
    cli_call_free(&call);
}

static void two_dashes_end_options(void **state)
{
    (void)state;
    cli_call call;
    assert_null(parse(&command, &call, WORDS("-q", "--", "lib", "--doc")));
    assert_string_equal(call.arguments[1], "--doc");
    assert_null(cli_value(&call, "doc"));
    cli_call_free(&call);
}

static void help_wins_over_what_is_wrong(void **state)
{
    (void)state;
    cli_call call;
    assert_null(parse(&command, &call, WORDS("--nonsense", "--help")));
    assert_true(call.help);
    cli_call_free(&call);
    char *message = parse(&command, &call, WORDS("lib", "--", "--help"));
    assert_null(message);
    assert_false(call.help);
    cli_call_free(&call);
}

static void an_unknown_option_suggests_the_nearest(void **state)
{
    (void)state;
    expect_message(&command, WORDS("lib", "q", "--quite"), "did you mean --quiet?");
    expect_message(&command, WORDS("lib", "q", "--dco=x"), "no option --dco; did you mean --doc?");
    expect_message(&command, WORDS("lib", "q", "--zebra"), "'goshawk find --help'");
    expect_message(&command, WORDS("lib", "-5"), "put -- before");
}

static void wrong_values_are_refused(void **state)
{
    (void)state;
    expect_message(&command, WORDS("a", "b", "-k", "0"), "from 1 to 100, not '0'");
    expect_message(&command, WORDS("a", "b", "-k", "5x"), "not '5x'");
    expect_message(&command, WORDS("a", "b", "-k", "99999999999999999999"), "from 1 to 100");
    expect_message(&command, WORDS("a", "b", "--hits="), "not ''");
    expect_message(&command, WORDS("a", "b", "--doc"), "--doc needs a value: --doc NAME");
    expect_message(&command, WORDS("a", "b", "--doc="), "not empty");
    expect_message(&command, WORDS("a", "b", "--quiet=yes"), "--quiet takes no value");
}

static void arguments_are_counted(void **state)
{
    (void)state;
    expect_message(&command, WORDS("lib"), "find takes LIB QUERY: QUERY is missing");
    expect_message(&command, WORDS("lib", "two", "words"),
                   "'words' is too much; put several words in "
                   "quotes");
    expect_message(&many, WORDS("lib"), "PATH is missing");
    expect_message(&perhaps, WORDS("a", "b"), "'b' is too much");
    cli_call call;
    assert_null(parse(&many, &call, WORDS("lib", "a", "b", "c")));
    assert_int_equal(call.argument_count, 4);
    cli_call_free(&call);
    assert_null(parse(&perhaps, &call, WORDS("-q")));
    assert_int_equal(call.argument_count, 0);
    cli_call_free(&call);
}

static void a_required_option_is_asked_for(void **state)
{
    (void)state;
    expect_message(&needs, WORDS("lib"), "rate needs --set FILE");
}

static void a_repeated_option_keeps_all_its_values(void **state)
{
    (void)state;
    static const cli_option repeating[] = {
        {.letter = 'm', .name = "model", .value = "MODEL", .help = "h", .repeated = true},
        {.name = "doc", .value = "NAME", .help = "h"},
        {0}};
    static const cli_command rate = {.name = "rate", .arguments = "", .options = repeating};
    cli_call call;
    size_t count;
    assert_null(
        parse(&rate, &call, WORDS("--model", "a", "--doc=x", "-mb", "--model=c", "--doc=y")));
    const char *const *models = cli_values(&call, "model", &count);
    assert_int_equal(count, 3);
    assert_string_equal(models[0], "a");
    assert_string_equal(models[1], "b");
    assert_string_equal(models[2], "c");
    assert_string_equal(cli_value(&call, "model"), "c");
    assert_string_equal(cli_value(&call, "doc"), "y"); /* of another the last one holds */
    cli_call_free(&call);
    parse(&rate, &call, WORDS("--doc=x"));
    cli_values(&call, "model", &count);
    assert_int_equal(count, 0);
    cli_call_free(&call);
    expect_message(&rate, WORDS("--model", "a", "--model="), "not empty");
}

static void a_far_name_suggests_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"search", "show", "serve"};
    assert_string_equal(cli_nearest("serach", names, 3), "search");
    assert_string_equal(cli_nearest("shwo", names, 3), "show");
    assert_string_equal(cli_nearest("sear", names, 3), "search");
    assert_null(cli_nearest("frobnicate", names, 3));
    assert_null(cli_nearest("", names, 3));
    assert_null(cli_nearest("a-word-that-is-longer-than-any-name-of-ours", names, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_may_stand_anywhere),
        cmocka_unit_test(an_option_not_given_has_its_default),
        cmocka_unit_test(short_options_may_be_joined),
        cmocka_unit_test(two_dashes_end_options),
        cmocka_unit_test(help_wins_over_what_is_wrong),
        cmocka_unit_test(an_unknown_option_suggests_the_nearest),
        cmocka_unit_test(wrong_values_are_refused),
        cmocka_unit_test(arguments_are_counted),
        cmocka_unit_test(a_required_option_is_asked_for),
        cmocka_unit_test(a_repeated_option_keeps_all_its_values),
        cmocka_unit_test(a_far_name_suggests_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
