/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void takes_path_and_parameters_apart(void **state)
{
    (void)state;
    gk_request *request = gk_request_new();
    gk_error err = {0};
    assert_int_equal(gk_request_parse(request,
                                      "/api/a%20b+c?q=cash+%26+debt&document=%E9%87%91&empty=&bare"
                                      "&&a=b=c#fragment?x=1",
                                      &err),
                     GK_OK);
    assert_string_equal(request->path, "/api/a b+c");
    assert_string_equal(gk_request_get(request, "q"), "cash & debt");
    assert_string_equal(gk_request_get(request, "document"), "金");
    assert_string_equal(gk_request_get(request, "empty"), "");
    assert_string_equal(gk_request_get(request, "bare"), "");
    assert_string_equal(gk_request_get(request, "a"), "b=c");
    assert_null(gk_request_get(request, "x"));
    assert_int_equal(request->parameter_count, 5);
    gk_request_free(request);
}

static void refuses_what_it_cannot_read(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "*",
        "http://host/",
        "?q=1",
        "/%",
        "/%4",
        "/%zz",
        "/%00",
        "/%ff",
        "/a?q=%",
        "/a?q=%4",
        "/a?q=%g1",
        "/a?q=%00",
        "/a?q=%C3",
        "/a?q=%ED%A0%80",
        "/a?%00=1",
        "/a?q=1&q=2",
        "/a?q=%F4%90%80%80",
        "/a?q=\xff",
        "/a?%71=1&q=2",
        "/%C0%AFetc",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_request *request = gk_request_new();
        gk_error err = {0};
        gk_status status = gk_request_parse(request, cases[i], &err);
        if (status != GK_INVALID) fail_msg("\"%s\" gave status %d", cases[i], (int)status);
        assert_true(strlen(err.message) > 10);
        gk_request_free(request);
    }
}

static void limits_how_many_parameters(void **state)
{
    (void)state;
    gk_string target = {0};
    gk_string_add(&target, "/?");
    for (int i = 0; i < GK_MAX_PARAMETERS; i++) gk_string_addf(&target, "p%d=1&", i);
    gk_error err = {0};
    gk_request *request = gk_request_new();
    assert_int_equal(gk_request_parse(request, target.data, &err), GK_OK);
    assert_int_equal(request->parameter_count, GK_MAX_PARAMETERS);
    gk_string_add(&target, "one-more=1");
    assert_int_equal(gk_request_parse(request, target.data, &err), GK_INVALID);
    gk_request_free(request);
    gk_string_free(&target);
}

static void dot_segments_stay_as_they_are(void **state)
{
    (void)state;
    gk_request *request = gk_request_new();
    gk_error err = {0};
    assert_int_equal(gk_request_parse(request, "/a/%2e%2E/%2fetc", &err), GK_OK);
    assert_string_equal(request->path, "/a/..//etc");
    assert_null(gk_asset_find(request->path));
    gk_request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_path_and_parameters_apart),
        cmocka_unit_test(refuses_what_it_cannot_read),
        cmocka_unit_test(limits_how_many_parameters),
        cmocka_unit_test(dot_segments_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
