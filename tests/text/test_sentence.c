/* SPDX-License-Identifier: Apache-2.0 */
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *text, const char *expected)
{
    gk_span *spans;
    size_t count = gk_sentences(text, strlen(text), &spans);
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < count; i++) {
        if (i) gk_string_add(&got, "|");
        gk_string_append(&got, text + spans[i].start, spans[i].end - spans[i].start);
    }
    assert_string_equal(got.data, expected);
    gk_string_free(&got);
    gk_free(spans);
}

static void test_sentences(void **state)
{
    (void)state;
    check("Sales rose 5.2%. Costs fell.", "Sales rose 5.2%.|Costs fell.");
    check("Amcor Finance (USA), Inc. and others agreed. Then more.",
          "Amcor Finance (USA), Inc. and others agreed.|Then more.");
    check("One line\ngoes on here.\n\nNew paragraph", "One line\ngoes on here.|New paragraph");
    check("He said \"no.\" She left.", "He said \"no.\"|She left.");
    check("营业收入增长。净利润下降！", "营业收入增长。|净利润下降！");
    check("", "");
    check("  \n\n ", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sentences)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
