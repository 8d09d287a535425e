/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[] = "/tmp/goshawk-handles-XXXXXX";
static char *library;

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    library = gk_path_join(folder, "small.lib");
    gk_error err = {0};
    return gk_library_create(library, "none", &err) == GK_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/rm", "-r", folder, NULL};
    gk_process_result result;
    gk_status status = gk_process_run(argv, 10, 1000, &result, NULL);
    if (status == GK_OK) gk_process_result_free(&result);
    gk_free(library);
    return status == GK_OK ? 0 : -1;
}

static void an_unusable_library_is_told_at_once(void **state)
{
    (void)state;
    gk_handles *handles;
    gk_error err = {0};
    assert_int_equal(gk_handles_open("/nonexistent/x.lib", 2, &handles, &err), GK_LIBRARY);
    assert_null(handles);
    assert_true(strlen(err.message) > 0);
}

static void at_most_the_limit_is_lent(void **state)
{
    (void)state;
    gk_handles *handles;
    gk_library *first, *second, *third;
    gk_error err = {0};
    assert_int_equal(gk_handles_open(library, 2, &handles, &err), GK_OK);
    assert_int_equal(gk_handles_take(handles, 0, &first, &err), GK_OK);
    assert_int_equal(gk_handles_take(handles, 0, &second, &err), GK_OK);
    assert_ptr_not_equal(first, second);
    assert_int_equal(gk_handles_take(handles, 0.01, &third, &err), GK_BUSY);
    assert_null(third);
    gk_handles_give(handles, first, true);
    assert_int_equal(gk_handles_take(handles, 0, &third, &err), GK_OK);
    assert_ptr_equal(third, first);
    gk_handles_give(handles, second, true);
    gk_handles_give(handles, third, true);
    gk_handles_close(handles);
}

static void one_that_failed_is_opened_anew(void **state)
{
    (void)state;
    gk_handles *handles;
    gk_library *lent;
    gk_error err = {0};
    gk_library_info info;
    assert_int_equal(gk_handles_open(library, 1, &handles, &err), GK_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(gk_handles_take(handles, 0, &lent, &err), GK_OK);
        assert_int_equal(gk_library_info_get(lent, &info, &err), GK_OK);
        gk_handles_give(handles, lent, false);
    }
    gk_handles_close(handles);
}

typedef struct crowd {
    gk_handles *handles;
    size_t failed; /* atomic */
} crowd;

static void borrow(void *ctx, size_t i)
{
    (void)i;
    crowd *c = ctx;
    gk_library *lent;
    gk_library_info info;
    if (gk_handles_take(c->handles, 30, &lent, NULL) != GK_OK) {
        __atomic_fetch_add(&c->failed, 1, __ATOMIC_RELAXED);
        return;
    }
    if (gk_library_info_get(lent, &info, NULL) != GK_OK)
        __atomic_fetch_add(&c->failed, 1, __ATOMIC_RELAXED);
    gk_handles_give(c->handles, lent, true);
}

static void threads_wait_for_their_turn(void **state)
{
    (void)state;
    crowd c = {0};
    gk_error err = {0};
    assert_int_equal(gk_handles_open(library, 2, &c.handles, &err), GK_OK);
    gk_parallel(8, 200, borrow, &c);
    assert_int_equal(c.failed, 0);
    gk_handles_close(c.handles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unusable_library_is_told_at_once),
        cmocka_unit_test(at_most_the_limit_is_lent),
        cmocka_unit_test(one_that_failed_is_opened_anew),
        cmocka_unit_test(threads_wait_for_their_turn),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
