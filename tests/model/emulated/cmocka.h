/* SPDX-License-Identifier: Apache-2.0
 *
 * As much of cmocka as test_kernels.c and test_scan.c take, for tools/test_neon.sh, which builds
 * that test for a processor that no cmocka is installed for. The first failure ends the program.
 */
#ifndef GK_TEST_CMOCKA_H
#define GK_TEST_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*test)(void **state);
};

#define cmocka_unit_test(function)                                                                 \
    {                                                                                              \
#function, function                                                                        \
    }
#define print_message printf
#define fail_msg(...)                                                                              \
    do {                                                                                           \
        printf("[  FAILED  ] " __VA_ARGS__);                                                       \
        printf(" (%s:%d)\n", __FILE__, __LINE__);                                                  \
        exit(1);                                                                                   \
    } while (0)
#define assert_true(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) fail_msg("%s", #condition);                                              \
    } while (0)
#define assert_false(condition) assert_true(!(condition))
#define assert_int_equal(a, b)  assert_true((a) == (b))
#define assert_string_equal(a, b)                                                                  \
    do {                                                                                           \
        if (strcmp(a, b) != 0) fail_msg("\"%s\" is not \"%s\"", a, b);                             \
    } while (0)
#define skip()                                                                                     \
    do {                                                                                           \
        printf("[  SKIPPED ] %s\n", __func__);                                                     \
        return;                                                                                    \
    } while (0)
#define cmocka_run_group_tests(tests, setup, teardown)                                             \
    run_tests(tests, sizeof(tests) / sizeof *(tests))

static inline int run_tests(const struct CMUnitTest *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *state = NULL;
        tests[i].test(&state);
        printf("[       OK ] %s\n", tests[i].name);
    }
    return 0;
}

#endif
