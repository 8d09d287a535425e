/* SPDX-License-Identifier: Apache-2.0
 *
 * The layout on glyphs set by hand: a little typesetter puts text at a place, half an em a
 * character (one for Han), and the page that comes back is compared as a whole.
 */
#include "read/layout.h"
#include "text/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

enum { MOST = 4096, WIDTH = 600, HEIGHT = 800 };

typedef struct paper {
    gk_glyph glyphs[MOST];
    size_t count;
} paper;

static void put_glyph(paper *p, uint32_t c, float x0, float y0, float x1, float y1)
{
    assert_true(p->count < MOST);
    p->glyphs[p->count++] = (gk_glyph){.c = c, .x0 = x0, .y0 = y0, .x1 = x1, .y1 = y1};
}

/* Text whose base line is at y, beginning at x; the line ends after it. */
static void put(paper *p, float x, float y, float size, const char *text)
{
    for (size_t i = 0, n = strlen(text); i < n;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        float advance = gk_char_width(c) == 2 ? size : size / 2;
        put_glyph(p, c, x, y - 0.8f * size, x + advance, y + 0.2f * size);
        x += advance;
    }
    put_glyph(p, '\n', 0, 0, 0, 0);
}

/* The same, ending at x. */
static void put_right(paper *p, float x, float y, float size, const char *text)
{
    put(p, x - (float)strlen(text) * size / 2, y, size, text);
}

static void expect(const paper *p, const char *text)
{
    gk_layout layout = gk_layout_page(p->glyphs, p->count, WIDTH, HEIGHT);
    assert_string_equal(layout.text, text);
    assert_int_equal(layout.line_count, gk_line_count(text, strlen(text)));
    gk_layout_free(&layout);
}

static void a_page_without_glyphs_has_no_lines(void **state)
{
    (void)state;
    paper p = {0};
    expect(&p, "");
    put(&p, 10, 10, 10, "   ");
    expect(&p, "");
}

static void columns_of_a_table_line_up(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "(Millions)");
    put_right(&p, 350, 100, 10, "2018");
    put_right(&p, 450, 100, 10, "2017");
    put(&p, 50, 112, 10, "Net income");
    put(&p, 300, 112, 10, "$");
    put_right(&p, 350, 112, 10, "5,363");
    put(&p, 400, 112, 10, "$");
    put_right(&p, 450, 112, 10, "4,869");
    put(&p, 50, 124, 10, "Purchases of plant");
    put_right(&p, 355, 124, 10, "(1,577)");
    put_right(&p, 450, 124, 10, "7");
    expect(&p,
           "(Millions)                                              2018                2017\n"
           "Net income                                        $    5,363          $    4,869\n"
           "Purchases of plant                                    (1,577)                  7\n");
}

static void figures_line_up_where_letters_are_narrow(void **state)
{
    (void)state;
    /* The labels are set in 6 points, so that a column is 3 points and less than a digit. */
    paper p = {0};
    for (int i = 0; i < 8; i++) {
        put(&p, 50, 100 + 12 * (float)i, 6, "a label of many narrow letters that says little");
        put_right(&p, 300, 100 + 12 * (float)i, 10, i % 2 ? "1" : "1,234,567");
    }
    gk_layout layout = gk_layout_page(p.glyphs, p.count, WIDTH, HEIGHT);
    size_t first = strcspn(layout.text, "\n");
    for (const char *line = layout.text; *line; line += strcspn(line, "\n") + 1)
        assert_int_equal(strcspn(line, "\n"), first);
    gk_layout_free(&layout);
}

static void a_gap_wider_than_a_word_space_is_two_spaces_at_least(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "left");
    put(&p, 78, 100, 10, "right"); /* 8 points behind it */
    put(&p, 50, 112, 10, "left");
    put(&p, 73, 112, 10, "word"); /* 3 points behind it */
    expect(&p, "left  right\nleft word\n");
}

static void text_that_is_dense_presses_columns_aside_on_every_line(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "wide letters make the column wide,");
    put(&p, 50, 88, 10, "more of them than of the narrow ones");
    put(&p, 50, 112, 4, "forty letters in small print, set narrow");
    put(&p, 140, 112, 10, "x");
    put(&p, 50, 124, 10, "a");
    put(&p, 140, 124, 10, "y");
    expect(&p, "more of them than of the narrow ones\n"
               "wide letters make the column wide,\n"
               "forty letters in small print, set narrow  x\n"
               "a                                         y\n");
}

static void two_columns_of_prose_stay_apart(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "The first column");
    put(&p, 50, 112, 10, "goes on here.");
    put(&p, 200, 100, 10, "The second");
    put(&p, 200, 112, 10, "one too.");
    expect(&p, "The first column              The second\n"
               "goes on here.                 one too.\n");
}

static void sub_and_superscripts_stay_with_their_line(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "Revenue");
    put(&p, 85, 96, 6, "(1)");
    put_right(&p, 200, 100, 10, "12");
    put(&p, 50, 112, 10, "CO");
    put(&p, 60, 114, 6, "2");
    put_right(&p, 200, 112, 10, "34");
    expect(&p, "Revenue(1)                      12\nCO2                             34\n");
}

static void a_tall_word_does_not_swallow_the_lines_beside_it(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 124, 40, "2018");
    put(&p, 200, 100, 10, "first line");
    put(&p, 200, 112, 10, "second line");
    put(&p, 200, 124, 10, "third line");
    gk_layout layout = gk_layout_page(p.glyphs, p.count, WIDTH, HEIGHT);
    const char *first = strstr(layout.text, "first line\n"),
               *second = strstr(layout.text, "second line\n"),
               *third = strstr(layout.text, "third line\n");
    assert_non_null(first);
    assert_non_null(second);
    assert_non_null(third);
    assert_true(first < second && second < third);
    assert_int_equal(layout.line_count, 3);
    gk_layout_free(&layout);
}

static void glyphs_printed_twice_are_read_once(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "Bold bell");
    put(&p, 50.3f, 100, 10, "Bold bell");
    put(&p, 50, 112, 10, "Bold bell"); /* elsewhere it is another one */
    expect(&p, "Bold bell\nBold bell\n");
}

static void han_takes_two_columns_and_no_spaces(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "营业收入");
    put_right(&p, 200, 100, 10, "1,581");
    put(&p, 50, 112, 10, "利");
    put(&p, 64, 112, 10, "润"); /* spread over the column */
    put_right(&p, 200, 112, 10, "607");
    put(&p, 50, 124, 10, "Net sales");
    put_right(&p, 200, 124, 10, "12");
    expect(&p, "营业收入                 1,581\n"
               "利润                       607\n"
               "Net sales                   12\n");
}

static void a_clear_gap_is_a_blank_line(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "a");
    put(&p, 50, 112, 10, "b");
    put(&p, 50, 124, 10, "c");
    put(&p, 50, 148, 10, "d");
    put(&p, 50, 160, 10, "e");
    put(&p, 50, 600, 10, "f");
    expect(&p, "a\nb\nc\n\nd\ne\n\n\nf\n");
}

static void lines_set_far_apart_have_no_blank_lines_between(void **state)
{
    (void)state;
    paper p = {0};
    for (int i = 0; i < 4; i++) put(&p, 50, 100 + 24 * (float)i, 10, "double");
    expect(&p, "double\ndouble\ndouble\ndouble\n");
}

static void characters_come_out_plain(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "pro\uFB01t o\uFB03ce");
    put(&p, 50, 112, 10, "a\u00A0b\u2003c\u3000d");
    put(&p, 50, 124, 10, "x\uE000y\uF0B7\x01z\u200E!");
    put(&p, 50, 136, 10, "\u2F08\uF900"); /* a radical and a compatibility form */
    put(&p, 50, 148, 10, "Nestle\u0301");
    expect(&p, "profit office\na b c  d\nx y  z !\n人豈\nNestlé\n");
}

static void a_soft_hyphen_with_ink_is_a_hyphen(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "10\u00ADK");
    put(&p, 50, 112, 10, "inside");
    p.glyphs[p.count - 1].c = 0xAD; /* in place of the line end: without ink, so without a trace */
    expect(&p, "10-K\ninside\n");
}

static void a_letter_torn_off_a_word_is_put_back(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "Balance Shee");
    put(&p, 111.5f, 100, 10, "t");
    put(&p, 50, 112, 10, "such");
    put(&p, 72.5f, 112, 10, "a thing");
    expect(&p, "Balance Sheet\nsuch a thing\n");
}

static void a_bracket_set_apart_closes_its_figure(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "(1,577");
    put(&p, 82, 100, 10, ")");
    expect(&p, "(1,577)\n");
}

/* Puts text that runs down (a quarter turn clockwise) or up the page. */
static void put_turned(paper *p, float x, float y, float size, const char *text, bool down)
{
    for (const char *c = text; *c; c++) {
        float advance = size / 2;
        if (down) {
            put_glyph(p, (uint32_t)*c, x - 0.2f * size, y, x + 0.8f * size, y + advance);
            y += advance;
        } else {
            put_glyph(p, (uint32_t)*c, x - 0.8f * size, y - advance, x + 0.2f * size, y);
            y -= advance;
        }
    }
    put_glyph(p, '\n', 0, 0, 0, 0);
}

static void a_turned_page_comes_out_upright(void **state)
{
    (void)state;
    for (int down = 0; down < 2; down++) {
        paper p = {0};
        /* Lines of text turned down go from right to left, turned up from left to right. */
        float x = down ? 500 : 100, step = down ? -12 : 12, y = down ? 100 : 700;
        put_turned(&p, x, y, 10, "Total assets", down);
        put_turned(&p, x, down ? 300 : 500, 10, "36,500", down);
        put_turned(&p, x + step, y, 10, "Goodwill", down);
        put_turned(&p, x + step, down ? 300 : 500, 10, "10,051", down);
        gk_layout layout = gk_layout_page(p.glyphs, p.count, WIDTH, HEIGHT);
        assert_string_equal(layout.text, "Total assets                            36,500\n"
                                         "Goodwill                                10,051\n");
        /* The boxes stay where the ink is: the first line in a strip along the page's height. */
        gk_box box = layout.boxes[0];
        assert_float_equal(box.x1 - box.x0, 10, 0.01);
        assert_float_equal(box.y0, down ? 100 : 470, 0.01);
        assert_float_equal(box.y1, down ? 330 : 700, 0.01);
        assert_true(box.x0 < x && x < box.x1);
        gk_layout_free(&layout);
    }
}

static void text_turned_on_an_upright_page_follows_at_its_end(void **state)
{
    (void)state;
    paper p = {0};
    put_turned(&p, 30, 500, 10, "Chart axis", false);
    put(&p, 50, 100, 10, "This page stands upright");
    put(&p, 50, 112, 10, "and has two lines.");
    expect(&p, "This page stands upright\nand has two lines.\n\nChart axis\n");
}

static void signs_below_one_another_stay_in_their_rows(void **state)
{
    (void)state;
    paper p = {0};
    for (int i = 0; i < 3; i++) { /* given as one run, as some files have it */
        float y = 100 + 14 * (float)i;
        put_glyph(&p, '$', 300, y - 8, 305, y + 2);
    }
    put_glyph(&p, '\n', 0, 0, 0, 0);
    put_right(&p, 350, 100, 10, "1");
    put_right(&p, 350, 114, 10, "2");
    put_right(&p, 350, 128, 10, "3");
    put(&p, 50, 100, 10, "one");
    put(&p, 50, 114, 10, "two");
    put(&p, 50, 128, 10, "three");
    expect(&p, "one                                               $        1\n"
               "two                                               $        2\n"
               "three                                             $        3\n");
}

static void each_line_has_its_box(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "ab");
    put_right(&p, 300, 100, 10, "12");
    put(&p, 50, 112, 10, "c");
    put(&p, 50, 150, 10, "d");
    put(&p, -20, 162, 10, "off the page");
    gk_layout layout = gk_layout_page(p.glyphs, p.count, WIDTH, HEIGHT);
    assert_int_equal(layout.line_count, 5);
    const gk_box expected[] = {{50, 92, 300, 102},
                               {50, 104, 55, 114},
                               {0, 0, 0, 0},
                               {50, 142, 55, 152},
                               {0, 154, 40, 164}};
    for (size_t i = 0; i < 5; i++) {
        assert_float_equal(layout.boxes[i].x0, expected[i].x0, 0.01);
        assert_float_equal(layout.boxes[i].y0, expected[i].y0, 0.01);
        assert_float_equal(layout.boxes[i].x1, expected[i].x1, 0.01);
        assert_float_equal(layout.boxes[i].y1, expected[i].y1, 0.01);
    }
    gk_layout_free(&layout);
}

static void places_that_cannot_be_are_survived(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "sane");
    put_glyph(&p, 'x', NAN, 0, 1, 1);
    put_glyph(&p, 'x', 0, -INFINITY, 1, INFINITY);
    put_glyph(&p, 'x', 1e30f, 1e30f, 2e30f, 2e30f);
    put_glyph(&p, '\n', 0, 0, 0, 0);
    put_glyph(&p, 'y', 99999, 99999, 99999, 99999);
    put_glyph(&p, '\n', 0, 0, 0, 0);
    put_glyph(&p, 'z', 60, 120, 50, 110); /* corners the other way round */
    gk_layout layout = gk_layout_page(p.glyphs, p.count, WIDTH, HEIGHT);
    assert_non_null(strstr(layout.text, "sane"));
    assert_non_null(strchr(layout.text, 'y'));
    assert_non_null(strchr(layout.text, 'z'));
    assert_null(strchr(layout.text, 'x'));
    for (size_t i = 0; i < layout.line_count; i++) {
        const gk_box *b = &layout.boxes[i];
        if (!(b->x0 >= 0 && b->x0 <= b->x1 && b->x1 <= 1e5f && b->y0 >= 0 && b->y0 <= b->y1))
            fail_msg("box %zu: %g %g %g %g", i, b->x0, b->y0, b->x1, b->y1);
    }
    gk_layout_free(&layout);
}

static void no_line_has_trailing_spaces(void **state)
{
    (void)state;
    paper p = {0};
    put(&p, 50, 100, 10, "word   ");
    put(&p, 50, 112, 10, "   word\u00A0");
    expect(&p, "word\n   word\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_without_glyphs_has_no_lines),
        cmocka_unit_test(columns_of_a_table_line_up),
        cmocka_unit_test(figures_line_up_where_letters_are_narrow),
        cmocka_unit_test(a_gap_wider_than_a_word_space_is_two_spaces_at_least),
        cmocka_unit_test(text_that_is_dense_presses_columns_aside_on_every_line),
        cmocka_unit_test(two_columns_of_prose_stay_apart),
        cmocka_unit_test(sub_and_superscripts_stay_with_their_line),
        cmocka_unit_test(a_tall_word_does_not_swallow_the_lines_beside_it),
        cmocka_unit_test(glyphs_printed_twice_are_read_once),
        cmocka_unit_test(han_takes_two_columns_and_no_spaces),
        cmocka_unit_test(a_clear_gap_is_a_blank_line),
        cmocka_unit_test(lines_set_far_apart_have_no_blank_lines_between),
        cmocka_unit_test(characters_come_out_plain),
        cmocka_unit_test(a_soft_hyphen_with_ink_is_a_hyphen),
        cmocka_unit_test(a_letter_torn_off_a_word_is_put_back),
        cmocka_unit_test(a_bracket_set_apart_closes_its_figure),
        cmocka_unit_test(a_turned_page_comes_out_upright),
        cmocka_unit_test(text_turned_on_an_upright_page_follows_at_its_end),
        cmocka_unit_test(signs_below_one_another_stay_in_their_rows),
        cmocka_unit_test(each_line_has_its_box),
        cmocka_unit_test(places_that_cannot_be_are_survived),
        cmocka_unit_test(no_line_has_trailing_spaces),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
