/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_file_of_web_is_inside_byte_for_byte(void **state)
{
    (void)state;
    DIR *folder = opendir(GK_SOURCE_DIR "/web");
    assert_non_null(folder);
    size_t seen = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        char *path = gk_format("%s/web/%s", GK_SOURCE_DIR, entry->d_name);
        char *url = gk_format("/%s", entry->d_name);
        char *data;
        size_t size;
        gk_error err = {0};
        assert_int_equal(gk_file_read(path, &data, &size, &err), GK_OK);
        const gk_asset *asset = gk_asset_find(url);
        if (!asset) fail_msg("%s is not compiled in", url);
        assert_int_equal(asset->size, size);
        assert_memory_equal(asset->data, data, size);
        char hex[65];
        gk_sha256(data, size, hex);
        assert_string_equal(asset->sha256, hex);
        gk_free(data);
        gk_free(url);
        gk_free(path);
        seen++;
    }
    closedir(folder);
    assert_true(seen >= 5);
}

static void the_root_is_the_page(void **state)
{
    (void)state;
    assert_ptr_equal(gk_asset_find("/"), gk_asset_find("/index.html"));
    assert_string_equal(gk_asset_type(gk_asset_find("/")), "text/html; charset=utf-8");
    assert_string_equal(gk_asset_type(gk_asset_find("/app.js")), "text/javascript; charset=utf-8");
    assert_string_equal(gk_asset_type(gk_asset_find("/style.css")), "text/css; charset=utf-8");
    assert_string_equal(gk_asset_type(gk_asset_find("/favicon.svg")), "image/svg+xml");
}

/* The Content-Security-Policy lets neither run; this tells before a browser does. */
static void the_page_has_no_inline_script_or_style(void **state)
{
    (void)state;
    const gk_asset *page = gk_asset_find("/");
    char *text = gk_strndup((const char *)page->data, page->size);
    assert_null(strstr(text, "<style"));
    assert_null(strstr(text, "style="));
    assert_null(strstr(text, "onclick="));
    assert_null(strstr(text, "http"));
    gk_free(text);
}

static void other_paths_are_nothing(void **state)
{
    (void)state;
    static const char *const paths[] = {"", "//", "/index", "/INDEX.HTML", "index.html", "/../web"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) assert_null(gk_asset_find(paths[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_of_web_is_inside_byte_for_byte),
        cmocka_unit_test(the_root_is_the_page),
        cmocka_unit_test(the_page_has_no_inline_script_or_style),
        cmocka_unit_test(other_paths_are_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
