/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void reads_the_three_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        int port;
        bool v6, loopback;
    } cases[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080, false, true},
        {"localhost:80", "127.0.0.1", 80, false, true},
        {"LocalHost:0", "127.0.0.1", 0, false, true},
        {"[::1]:8080", "::1", 8080, true, true},
        {"127.9.9.9:1", "127.9.9.9", 1, false, true},
        {"0.0.0.0:8080", "0.0.0.0", 8080, false, false},
        {"[::]:65535", "::", 65535, true, false},
        {"10.0.0.7:1", "10.0.0.7", 1, false, false},
        {"[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", 1, true, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_address address;
        gk_error err = {0};
        assert_int_equal(gk_address_parse(cases[i].text, &address, &err), GK_OK);
        assert_string_equal(address.host, cases[i].host);
        assert_int_equal(address.port, cases[i].port);
        assert_int_equal(address.v6, cases[i].v6);
        assert_int_equal(address.loopback, cases[i].loopback);
    }
}

static void refuses_what_is_no_address_and_quotes_it(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "8080",
        ":8080",
        "127.0.0.1",
        "127.0.0.1:",
        "[::1]",
        "[::1",
        "::1:8080",
        "127.0.0.1:http",
        "127.0.0.1:65536",
        "1.2.3:80",
        "[]:80",
        "[127.0.0.1]:1",
        "[::1]8080",
        "example.com:80",
        "127.1:80",
        "0x7f.1:80",
        "127.0.0.1:-1",
        "127.0.0.1: 80",
        "127.0.0.1:8080/",
        "[::1%lo]:1",
        "127.0.0.1:000080",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_address address;
        gk_error err = {0};
        gk_status status = gk_address_parse(cases[i], &address, &err);
        if (status != GK_INVALID) fail_msg("\"%s\" gave status %d", cases[i], (int)status);
        assert_non_null(strstr(err.message, "127.0.0.1"));
    }
}

static void survives_an_address_of_any_length(void **state)
{
    (void)state;
    char text[5000];
    memset(text, '1', sizeof text - 1);
    text[sizeof text - 1] = 0;
    gk_address address;
    gk_error err = {0};
    assert_int_equal(gk_address_parse(text, &address, &err), GK_INVALID);
    text[0] = '[';
    assert_int_equal(gk_address_parse(text, &address, &err), GK_INVALID);
}

static void lets_only_names_of_this_machine_in(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        bool allowed;
    } cases[] = {
        {"localhost", true},
        {"localhost:8080", true},
        {"LOCALHOST:1", true},
        {"127.0.0.1", true},
        {"127.0.0.1:8080", true},
        {"127.5.5.5", true},
        {"[::1]", true},
        {"[::1]:8080", true},
        {"[0:0:0:0:0:0:0:1]", true},
        {"example.com", false},
        {"example.com:8080", false},
        {"127.0.0.1.example.com", false},
        {"localhost.example.com", false},
        {"localhost.", false},
        {"", false},
        {"::1", false},
        {"[::2]", false},
        {"localhost:99999", false},
        {"localhost:x", false},
        {"localhost:", false},
        {"10.0.0.7", false},
        {"127.0.0.1@example.com", false},
        {"[::1]x", false},
        {"2130706433", false},
    };
    const gk_address listen = {.host = "127.0.0.1", .port = 8080, .loopback = true};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (gk_host_allowed(cases[i].host, &listen) != cases[i].allowed)
            fail_msg("\"%s\" should %sbe allowed", cases[i].host, cases[i].allowed ? "" : "not ");
}

static void lets_the_listened_address_in(void **state)
{
    (void)state;
    const gk_address v4 = {.host = "10.0.0.7", .port = 8080};
    assert_true(gk_host_allowed("10.0.0.7:8080", &v4));
    assert_false(gk_host_allowed("10.0.0.8:8080", &v4));
    const gk_address v6 = {.host = "fd00::7", .port = 8080, .v6 = true};
    assert_true(gk_host_allowed("[fd00:0::7]:8080", &v6));
    assert_false(gk_host_allowed("[fd00::8]:8080", &v6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_three_forms),
        cmocka_unit_test(refuses_what_is_no_address_and_quotes_it),
        cmocka_unit_test(survives_an_address_of_any_length),
        cmocka_unit_test(lets_only_names_of_this_machine_in),
        cmocka_unit_test(lets_the_listened_address_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
