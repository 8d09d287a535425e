/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of what no vocabulary has, in a library of one document.
 */
#include "asking.h"

static const char excerpt[] = "Sales by quay (in millions)\n\n"
                              "                            2023        2022\n"
                              "Moss pumps                $ 44.1      $ 56.7\n"
                              "Larvik valves            1,452.4     1,146.2\n"
                              "Total quays             $1,496.5    $1,202.9\n";

static int labels_setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    world_add(*state, "excerpt", excerpt);
    return 0;
}

static void check_starts(world *w, const char *question, const char *starts)
{
    gk_answer *a = ask(w, question);
    if (!a->answered) fail_msg("%s\ndeclined: %s", question, a->answer);
    if (!gk_starts_with(a->answer, starts))
        fail_msg("%s\n\"%s\" does not begin with \"%s\"", question, a->answer, starts);
    for (size_t i = 0; i < a->citation_count; i++) check_citation(w, &a->citations[i]);
    gk_answer_free(a);
}

static void a_row_is_computed_over_years(void **state)
{
    world *w = *state;
    check_starts(w, "What is the change in Moss pumps between 2022 and 2023?", "-$12.6 million");
    check_starts(w, "What is the percentage change in Moss pumps in 2023 from 2022?", "-22.22%");
    check_starts(w, "What was the average Moss pumps in 2022 and 2023?", "$50.40 million");
}

static void two_rows_are_computed_at_one_year(void **state)
{
    world *w = *state;
    check_starts(w, "What was Moss pumps as a percentage of Total quays in 2023?", "2.95%");
    check_starts(w, "What percentage of Total quays was Moss pumps in 2023?", "2.95%");
}

static void a_row_that_is_not_named_is_not_answered(void **state)
{
    world *w = *state;
    check_declined(w, "What is the change in Tromso depot between 2022 and 2023?");
    check_declined(w, "What is the change in Moss pumps between 2018 and 2019?");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, labels_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(a_row_is_computed_over_years),
        test(two_rows_are_computed_at_one_year),
        test(a_row_that_is_not_named_is_not_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
