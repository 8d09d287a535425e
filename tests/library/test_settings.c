/* SPDX-License-Identifier: Apache-2.0 */
#include "library/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct world {
    char folder[64], *path, *file;
    gk_library *library;
    gk_error err;
} world;

static int setup(void **state)
{
    world *w = gk_alloc(sizeof *w);
    strcpy(w->folder, "/tmp/gk_settings_XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    w->path = gk_path_join(w->folder, "a.lib");
    w->file = gk_path_join(w->path, "config.json");
    *state = w;
    return gk_library_create(w->path, "none", &w->err) == GK_OK &&
                   gk_library_open(w->path, GK_WRITE, &w->library, &w->err) == GK_OK
               ? 0
               : -1;
}

static int teardown(void **state)
{
    world *w = *state;
    gk_library_close(w->library);
    const char *const rm[] = {"/bin/rm", "-rf", w->folder, NULL};
    gk_process_result result;
    gk_process_run(rm, 30, 1 << 16, &result, NULL);
    gk_process_result_free(&result);
    gk_free(w->file);
    gk_free(w->path);
    gk_free(w);
    return 0;
}

static void set(world *w, const char *key, const char *value)
{
    if (gk_settings_set(w->library, key, value, &w->err) != GK_OK)
        fail_msg("%s %s: %s", key, value, w->err.message);
}

static void assert_refused(world *w, const char *key, const char *value, gk_status status,
                           const char *says)
{
    w->err.message[0] = '\0';
    gk_status got = gk_settings_set(w->library, key, value, &w->err);
    if (got != status || !strstr(w->err.message, says))
        fail_msg("%s %s: status %d, \"%s\"", key, value, got, w->err.message);
}

static void assert_value(world *w, const char *key, const char *value, bool is_set)
{
    gk_settings *list;
    assert_int_equal(gk_settings_get(w->library, &list, &w->err), GK_OK);
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        const gk_setting *s = &list->settings[i];
        if (strcmp(s->key, key) != 0) continue;
        found = true;
        assert_string_equal(s->value, value);
        assert_int_equal(s->set, is_set);
        assert_true(strlen(s->what) > 0);
    }
    assert_true(found);
    gk_settings_free(list);
}

static void what_is_not_set_has_its_default(void **state)
{
    world *w = *state;
    assert_value(w, "llm.timeout", "60", false);
    assert_value(w, "llm.url", "", false);
    assert_value(w, "llm.tools", "yes", false);
    assert_false(gk_path_exists(w->file));
}

static void what_is_set_stays_and_is_taken_back(void **state)
{
    world *w = *state;
    set(w, "llm.timeout", "7");
    set(w, "llm.tools", "no");
    gk_library *reader;
    assert_int_equal(gk_library_open(w->path, GK_READ, &reader, &w->err), GK_OK);
    gk_library *writer = w->library;
    w->library = reader;
    assert_value(w, "llm.timeout", "7", true);
    assert_value(w, "llm.tools", "no", true);
    w->library = writer;
    gk_library_close(reader);
    assert_int_equal(gk_settings_unset(w->library, "llm.timeout", NULL, &w->err), GK_OK);
    assert_value(w, "llm.timeout", "60", false);
}

static void a_list_gains_and_loses_values(void **state)
{
    world *w = *state;
    set(w, "llm.allow", "https://a.example/v1");
    set(w, "llm.allow", "https://b.example/v1");
    set(w, "llm.allow", "https://a.example/v1");
    assert_value(w, "llm.allow", "https://a.example/v1\nhttps://b.example/v1", true);
    assert_int_equal(gk_settings_unset(w->library, "llm.allow", "https://c.example", &w->err),
                     GK_NOT_FOUND);
    assert_int_equal(gk_settings_unset(w->library, "llm.allow", "https://a.example/v1", &w->err),
                     GK_OK);
    assert_value(w, "llm.allow", "https://b.example/v1", true);
}

static void what_a_setting_does_not_take_is_refused(void **state)
{
    world *w = *state;
    assert_refused(w, "llm.uri", "x", GK_INVALID, "there is no setting \"llm.uri\"");
    assert_refused(w, "llm.url", "127.0.0.1", GK_INVALID, "address of http");
    assert_refused(w, "llm.url", "http://me:secret@127.0.0.1/v1", GK_INVALID, "without user");
    assert_refused(w, "llm.url", "http:///v1", GK_INVALID, "address of http");
    assert_refused(w, "llm.steps", "0", GK_INVALID, "from 1 to 50");
    assert_refused(w, "llm.steps", "3x", GK_INVALID, "whole number");
    assert_refused(w, "llm.tools", "maybe", GK_INVALID, "yes or no");
    assert_refused(w, "llm.model", "/nonexistent/m.gguf", GK_NOT_FOUND, "no such file");
    assert_refused(w, "llm.model", "a\nb", GK_INVALID, "one line");
    assert_refused(w, "llm.model", "", GK_INVALID, "not empty");
    assert_false(gk_path_exists(w->file));
}

static void a_file_and_an_address_do_not_go_together(void **state)
{
    world *w = *state;
    char *model = gk_path_join(w->folder, "m.gguf");
    assert_int_equal(gk_file_write(model, "x", 1, NULL), GK_OK);
    set(w, "llm.url", "http://127.0.0.1:1/v1");
    assert_refused(w, "llm.model", model, GK_INVALID, "do not go together");
    assert_int_equal(gk_settings_unset(w->library, "llm.url", NULL, &w->err), GK_OK);
    set(w, "llm.model", model);
    assert_refused(w, "llm.url", "http://127.0.0.1:1/v1", GK_INVALID, "do not go together");
    gk_free(model);
}

static void a_reader_changes_nothing(void **state)
{
    world *w = *state;
    gk_library *reader;
    assert_int_equal(gk_library_open(w->path, GK_READ, &reader, &w->err), GK_OK);
    assert_int_equal(gk_settings_set(reader, "llm.steps", "3", &w->err), GK_LIBRARY);
    gk_library_close(reader);
}

static void a_damaged_file_is_named(void **state)
{
    static const char *const damaged[] = {"{\"llm.steps\": ", "[]", "{\"llm.steps\": \"many\"}",
                                          "{\"llm.allow\": \"https://a.example\"}",
                                          "{\"llm.allow\": [7]}"};
    world *w = *state;
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        assert_int_equal(gk_file_write(w->file, damaged[i], strlen(damaged[i]), NULL), GK_OK);
        json_t *all;
        gk_status status = gk_settings_read(w->library, &all, &w->err);
        if (status != GK_LIBRARY || !strstr(w->err.message, "config.json"))
            fail_msg("%s: status %d, \"%s\"", damaged[i], status, w->err.message);
        assert_null(all);
    }
}

static void what_a_newer_program_set_stays(void **state)
{
    static const char newer[] = "{\"llm.colour\": \"blue\"}";
    world *w = *state;
    assert_int_equal(gk_file_write(w->file, newer, strlen(newer), NULL), GK_OK);
    set(w, "llm.steps", "3");
    char *text;
    size_t size;
    assert_int_equal(gk_file_read(w->file, &text, &size, NULL), GK_OK);
    assert_non_null(strstr(text, "\"llm.colour\": \"blue\""));
    gk_free(text);
}

#define settings_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        settings_test(what_is_not_set_has_its_default),
        settings_test(what_is_set_stays_and_is_taken_back),
        settings_test(a_list_gains_and_loses_values),
        settings_test(what_a_setting_does_not_take_is_refused),
        settings_test(a_file_and_an_address_do_not_go_together),
        settings_test(a_reader_changes_nothing),
        settings_test(a_damaged_file_is_named),
        settings_test(what_a_newer_program_set_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
