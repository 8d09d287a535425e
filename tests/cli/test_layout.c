/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "cli/layout.h"
#include "cli/table.h"

#include <string.h>

static void expect_layout(const char *text, int width, cli_flow flow, const char *expected)
{
    output o;
    output_open(&o, width, false);
    cli_layout_write(&o.to, text, "", flow);
    output_expect(&o, expected);
}

static void what_fits_is_left_alone(void **state)
{
    (void)state;
    expect_layout("Revenue      100     90\n  Cost        70     60\n", 40, CLI_LINES,
                  "Revenue      100     90\n  Cost        70     60\n");
}

static void without_a_width_nothing_is_cut(void **state)
{
    (void)state;
    expect_layout("Revenue                                        100            90", 0,
                  CLI_PASSAGE,
                  "Revenue                                        100            90\n");
}

static void prose_is_wrapped_at_words(void **state)
{
    (void)state;
    expect_layout("The quick brown fox jumps over the dog", 16, CLI_LINES,
                  "The quick brown\nfox jumps over\nthe dog\n");
    expect_layout("exactly ten!", 12, CLI_LINES, "exactly ten!\n");
}

static void a_word_wider_than_the_line_is_broken(void **state)
{
    (void)state;
    expect_layout("see abcdefghijklmnopqrstuvwxyz", 10, CLI_LINES,
                  "see\nabcdefghij\nklmnopqrst\nuvwxyz\n");
}

static void chinese_is_wrapped_between_characters(void **state)
{
    (void)state;
    expect_layout("稳健的货币政策要灵活适度", 10, CLI_LINES, "稳健的货币\n政策要灵活\n适度\n");
    /* A full stop begins no line. */
    expect_layout("稳健的货币。政策", 10, CLI_LINES, "稳健的货\n币。政策\n");
}

static void lines_of_a_paragraph_flow_together(void **state)
{
    (void)state;
    expect_layout("    We spent more on plants\n    and on equipment in 2018\n    than before.\n",
                  30, CLI_PASSAGE,
                  "We spent more on plants\nand on equipment in 2018\nthan before.\n");
    expect_layout("We spent more on plants\nand on equipment in 2018\nthan before.\n", 20,
                  CLI_PASSAGE,
                  "We spent more on\nplants and on\nequipment in 2018\nthan before.\n");
    expect_layout("本公司在二〇二三年\n度的营业收入为", 12, CLI_PASSAGE,
                  "本公司在二〇\n二三年度的营\n业收入为\n");
}

static void a_table_keeps_its_columns(void **state)
{
    (void)state;
    expect_layout("                 2018          2017\n"
                  "Sales           1,577         1,373\n"
                  "Cost of sales      66            77\n",
                  30, CLI_LINES,
                  "                 2018     2017\n"
                  "Sales           1,577    1,373\n"
                  "Cost of sales      66       77\n");
    expect_layout("                 2018          2017\n"
                  "Sales           1,577         1,373\n"
                  "Cost of sales      66            77\n",
                  27, CLI_LINES,
                  "                2018   2017\n"
                  "Sales          1,577  1,373\n"
                  "Cost of sales     66     77\n");
}

static void a_table_loses_labels_before_figures(void **state)
{
    (void)state;
    expect_layout("                                       2018      2017\n"
                  "Purchases of property and equipment   1,577     1,373\n"
                  "Other                                     6        77\n",
                  32, CLI_LINES,
                  "                     2018   2017\n"
                  "Purchases of prop…  1,577  1,373\n"
                  "Other                   6     77\n");
}

static void a_line_too_wide_for_all_is_cut(void **state)
{
    (void)state;
    expect_layout("Purchases of property   1,577   1,373   1,420", 24, CLI_LINES,
                  "Purchases of property  …\n");
    expect_layout("货币政策   货币政策   货币政策", 15, CLI_LINES, "货币政策  货币…\n");
}

static void expect_marked(const char *text, gk_span mark, int width, bool colour,
                          const char *expected)
{
    output o;
    output_open(&o, width, colour);
    cli_layout *layout = cli_layout_new(&o.to, text, &mark, 1, width, CLI_PASSAGE);
    for (size_t i = 0; i < layout->count; i++) {
        cli_row_write(&o.to, &layout->rows[i]);
        putc('\n', o.to.file);
    }
    cli_layout_free(layout);
    output_expect(&o, expected);
}

static void marks_are_coloured_where_there_is_colour(void **state)
{
    (void)state;
    expect_marked("net and 货币!", (gk_span){8, 14}, 0, true, "net and \033[1;33m货币\033[0m!\n");
    expect_marked("net and 货币!", (gk_span){8, 14}, 0, false, "net and 货币!\n");
    expect_marked("net", (gk_span){0, 999}, 0, true, "\033[1;33mnet\033[0m\n");
}

static void a_mark_survives_a_wrap(void **state)
{
    (void)state;
    expect_marked("one two six seven", (gk_span){4, 11}, 10, true,
                  "one \033[1;33mtwo\033[0m\n\033[1;33msix\033[0m seven\n");
}

static void hostile_text_is_harmless(void **state)
{
    (void)state;
    expect_layout("safe\033[31m\033]8;;http://x\a", 0, CLI_PASSAGE,
                  "safe\uFFFD[31m\uFFFD]8;;http://x\uFFFD\n");
    expect_layout("a\rb\fc\td", 0, CLI_LINES, "a b c   d\n");
}

static void long_lines_take_no_long_time(void **state)
{
    (void)state;
    /* A million columns, all of them one gap: found by halving, not by trying each width. */
    size_t size = 1000000;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, ' ', size);
    text[0] = 'a';
    text[size - 1] = 'b';
    text[size] = '\0';
    expect_layout(text, 20, CLI_LINES, "a                  b\n");
    free(text);
}

static void width_one_is_survived(void **state)
{
    (void)state;
    for (int width = 1; width < 6; width++) {
        cli_terminal to = {.file = stdout, .utf8 = false};
        cli_layout *layout = cli_layout_new(&to, "货币 a   b   c\nplain words 货币", NULL, 0, width,
                                            CLI_PASSAGE);
        assert_true(layout->count >= 2);
        cli_layout_free(layout);
    }
}

static void tables_are_aligned_and_shrink(void **state)
{
    (void)state;
    static const cli_column columns[] = {
        {.title = "document", .least = 6}, {.title = "pages", .right = true}, {.title = "twin"}};
    static const char *const cells[] = {"A_long_name_2018", "160", "", "年报", "7", "B"};
    output o;
    output_open(&o, 0, false);
    cli_table_write(&o.to, columns, 3, cells, 2);
    output_expect(&o, "document          pages  twin\n"
                      "A_long_name_2018    160\n"
                      "年报                  7  B\n");
    output narrow;
    output_open(&narrow, 22, false);
    cli_table_write(&narrow.to, columns, 3, cells, 2);
    output_expect(&narrow, "document   pages  twin\n"
                           "A_long_n…    160\n"
                           "年报           7  B\n");
}

int main(void)
{
    cli_locale_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_left_alone),
        cmocka_unit_test(without_a_width_nothing_is_cut),
        cmocka_unit_test(prose_is_wrapped_at_words),
        cmocka_unit_test(a_word_wider_than_the_line_is_broken),
        cmocka_unit_test(chinese_is_wrapped_between_characters),
        cmocka_unit_test(lines_of_a_paragraph_flow_together),
        cmocka_unit_test(a_table_keeps_its_columns),
        cmocka_unit_test(a_table_loses_labels_before_figures),
        cmocka_unit_test(a_line_too_wide_for_all_is_cut),
        cmocka_unit_test(marks_are_coloured_where_there_is_colour),
        cmocka_unit_test(a_mark_survives_a_wrap),
        cmocka_unit_test(hostile_text_is_harmless),
        cmocka_unit_test(long_lines_take_no_long_time),
        cmocka_unit_test(width_one_is_survived),
        cmocka_unit_test(tables_are_aligned_and_shrink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
