/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "cli/commands.h"
#include "cli/help.h"

#include <string.h>
#include <wordexp.h>

/* What is printed for a command on a terminal of that width; free(). */
static char *help_of(const cli_command *command, int width)
{
    output o;
    output_open(&o, width, false);
    cli_help_command(&o.to, command);
    fclose(o.to.file);
    return o.text;
}

static void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part)) assert_string_equal(text, part); /* shows both */
}

static void help_holds_every_option_and_exit_code(void **state)
{
    (void)state;
    size_t count;
    const cli_command *const *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        char *text = help_of(commands[i], 80), word[64];
        snprintf(word, sizeof word, "goshawk %s", commands[i]->name);
        expect_part(text, word);
        expect_part(text, "--help");
        for (const cli_option *o = commands[i]->options; o->name; o++) {
            snprintf(word, sizeof word, "--%s", o->name);
            expect_part(text, word);
        }
        bool done = false, wrong = false;
        for (const cli_exit *e = commands[i]->exits; e->when; e++) {
            done |= e->code == CLI_DONE;
            wrong |= e->code == CLI_WRONG_USE;
        }
        assert_true(done && wrong);
        free(text);
    }
}

static void the_table_is_sound(void **state)
{
    (void)state;
    size_t count;
    const cli_command *const *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        size_t options = 0;
        for (const cli_option *o = commands[i]->options; o->name; o++, options++)
            for (const cli_option *other = commands[i]->options; other != o; other++) {
                assert_string_not_equal(o->name, other->name);
                assert_true(!o->letter || o->letter != other->letter);
            }
        assert_in_range(options, 0, CLI_MAX_OPTIONS);
    }
}

static void every_example_is_right_use(void **state)
{
    (void)state;
    size_t count;
    const cli_command *const *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        size_t examples = 0;
        for (const cli_example *e = commands[i]->examples; e->line; e++, examples++) {
            char line[256];
            snprintf(line, sizeof line, "%s", e->line);
            size_t end = strcspn(line, ">&"); /* what the shell does is not ours */
            if (line[end] && end > 1 && line[end - 1] == '2' && line[end - 2] == ' ') end--;
            line[end] = '\0';
            wordexp_t words;
            assert_int_equal(wordexp(line, &words, WRDE_NOCMD), 0);
            assert_in_range(words.we_wordc, 2, 64);
            assert_string_equal(words.we_wordv[0], "goshawk");
            assert_string_equal(words.we_wordv[1], commands[i]->name);
            cli_call call;
            char *message;
            if (!cli_parse(commands[i], (int)words.we_wordc - 2, words.we_wordv + 2, &call,
                           &message))
                assert_string_equal(e->line, message); /* shows both */
            cli_call_free(&call);
            wordfree(&words);
        }
        assert_in_range(examples, 2, 9);
    }
}

static void help_fits_narrow_terminals(void **state)
{
    (void)state;
    size_t count;
    const cli_command *const *commands = cli_commands(&count);
    for (int width = 40; width <= 80; width += 20) {
        for (size_t i = 0; i < count; i++) {
            char *text = help_of(commands[i], width), *rest = text, *line;
            while ((line = strsep(&rest, "\n")))
                if (cli_text_width(line) > width) assert_string_equal(line, "narrower");
            free(text);
        }
    }
}

static void the_manual_is_what_the_program_says(void **state)
{
    (void)state;
    char *wanted = NULL, have[1 << 16];
    size_t size = 0, count;
    FILE *memory = open_memstream(&wanted, &size);
    assert_non_null(memory);
    const cli_command *const *commands = cli_commands(&count);
    cli_help_markdown(memory, commands, count);
    fclose(memory);

    FILE *file = fopen(GK_SOURCE_DIR "/docs/commands.md", "r");
    assert_non_null(file);
    size_t n = fread(have, 1, sizeof have - 1, file);
    have[n] = '\0';
    fclose(file);
    /* Differs? goshawk help --markdown > docs/commands.md */
    assert_string_equal(have, wanted);
    free(wanted);
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_holds_every_option_and_exit_code),
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(every_example_is_right_use),
        cmocka_unit_test(help_fits_narrow_terminals),
        cmocka_unit_test(the_manual_is_what_the_program_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
