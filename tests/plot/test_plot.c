/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plot draws, and that it is SVG whatever it is given.
 */
#include "plot/plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define assert_part(text, part)                                                                    \
    do {                                                                                           \
        if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);                      \
    } while (0)

static const double xs[] = {0, 1, 2, 3}, ys[] = {1e9, 1.5e9, NAN, 2e9},
                    shares[] = {0, 0.5, 1, 0.25};
static const char *const years[] = {"FY1", "FY2", "FY3", "FY4"};

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (; (text = strstr(text, part)); text += strlen(part)) n++;
    return n;
}

static void a_gap_breaks_the_line(void **state)
{
    (void)state;
    const gk_plot_line line = {.name = "a & b", .x = xs, .y = ys, .count = 4, .dots = true};
    const gk_plot plot = {.title = "t",
                          .lines = &line,
                          .line_count = 1,
                          .x_labels = years,
                          .x_label_count = 4,
                          .from_zero = true};
    char *svg = gk_plot_svg(&plot);
    assert_part(svg, "d=\"M64.0 ");
    assert_int_equal(count_of(svg, "<circle"), 3);
    assert_part(svg, "a &amp; b, FY2: 1500000000");
    assert_part(svg, ">0.0 B<");
    assert_part(svg, ">2.0 B<");
    assert_part(svg, ">FY4<");
    gk_free(svg);
}

static void two_scales_have_the_colours_of_their_lines(void **state)
{
    (void)state;
    const gk_plot_line lines[] = {{.name = "loss", .x = xs, .y = shares, .count = 4},
                                  {.name = "dev", .x = xs, .y = shares, .count = 2, .right = true}};
    const gk_plot plot = {.title = "t",
                          .lines = lines,
                          .line_count = 2,
                          .x_name = "step",
                          .left_name = "loss",
                          .right_name = "dev"};
    char *svg = gk_plot_svg(&plot);
    assert_part(svg, "fill=\"#c2410c\">loss</text>");
    assert_part(svg, "fill=\"#1d4ed8\">dev</text>");
    assert_part(svg, ">step</text>");
    assert_int_equal(count_of(svg, "<circle"), 0);
    gk_free(svg);
}

static void strange_values_make_a_plot_all_the_same(void **state)
{
    (void)state;
    static const double none[] = {NAN, NAN}, same[] = {7, 7}, below[] = {-3e-9, -2e-9};
    static const double *const all[] = {none, same, below};
    for (size_t i = 0; i < 3; i++) {
        const gk_plot_line line = {.name = "x", .x = xs, .y = all[i], .count = 2};
        for (size_t zero = 0; zero < 2; zero++) {
            const gk_plot plot = {
                .title = "t", .lines = &line, .line_count = 1, .from_zero = zero != 0};
            char *svg = gk_plot_svg(&plot);
            assert_part(svg, "</svg>");
            assert_null(strstr(svg, "nan"));
            assert_null(strstr(svg, "inf"));
            gk_free(svg);
        }
    }
    const gk_plot empty = {.title = "t"};
    char *svg = gk_plot_svg(&empty);
    assert_part(svg, "</svg>");
    assert_null(strstr(svg, "nan"));
    gk_free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_breaks_the_line),
        cmocka_unit_test(two_scales_have_the_colours_of_their_lines),
        cmocka_unit_test(strange_values_make_a_plot_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
