/* SPDX-License-Identifier: Apache-2.0 */
#include "../store/world.h"
#include "library/library.h"

#include <jansson.h>

#define TINY_MODEL GK_SOURCE_DIR "/tests/model/data/tiny"

static const char report[] = "Report of \"Kestrel\"\n\nRevenue   1,577\nProfit      120\n\f"
                             "Second page\n\nNothing here";

/* A library without a model that holds one document of two pages. */
static gk_library *small_library(world *w, bool boxes, gk_mode mode)
{
    gk_library *library;
    assert_ok(w, gk_library_create(w->library, "none", &w->err));
    assert_ok(w, gk_library_open(w->library, GK_WRITE, &library, &w->err));
    gk_store_place place;
    int64_t content;
    assert_ok(w, world_try_add(w, library->store, "Kestrel_2023", report, boxes, &place, &content));
    gk_free(place.document);
    assert_int_equal(world_add_as(w, library->store, "copy", report, NULL), GK_FILE_TWIN);
    gk_library_close(library);
    assert_ok(w, gk_library_open(w->library, mode, &library, &w->err));
    return library;
}

static void a_new_library_is_empty(void **state)
{
    world *w = *state;
    gk_library *library;
    gk_library_info info;
    assert_ok(w, gk_library_create(w->library, "none", &w->err));
    assert_status(GK_INVALID, gk_library_create(w->library, "none", &w->err));
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_ok(w, gk_library_info_get(library, &info, &w->err));
    assert_int_equal(info.documents + info.pages + info.passages + info.vectors, 0);
    assert_string_equal(info.model, "none");
    gk_documents *list;
    assert_ok(w, gk_documents_list(library, &list, &w->err));
    char *json = gk_documents_json(list);
    assert_string_equal(json, "{\"documents\":[]}");
    gk_free(json);
    gk_documents_free(list);
    gk_library_close(library);
}

static void no_library_is_told(void **state)
{
    world *w = *state;
    gk_library *library;
    assert_status(GK_LIBRARY, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_null(library);
    assert_message(w, "goshawk init");
    gk_library_close(NULL);
    gk_documents_free(NULL);
    gk_page_free(NULL);
}

static void a_page_comes_line_by_line(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, true, GK_READ);
    gk_page *page;
    assert_ok(w, gk_page_get(library, "Kestrel_2023", 1, &page, &w->err));
    assert_string_equal(page->document, "Kestrel_2023");
    assert_string_equal(page->format, "pdf");
    assert_int_equal(page->page, 1);
    assert_int_equal(page->pages, 2);
    assert_true(page->width == 612 && page->height == 792);
    assert_int_equal(page->line_count, 4);
    assert_string_equal(page->lines[1].text, "");
    assert_string_equal(page->lines[2].text, "Revenue   1,577");
    assert_true(page->lines[2].x0 == 72 && page->lines[2].y0 == 96.5f);
    for (size_t i = 0; i < 4; i++) assert_false(page->lines[i].marked);
    gk_page_free(page);
    assert_ok(w, gk_page_get(library, "copy", 2, &page, &w->err)); /* under its second name */
    assert_string_equal(page->document, "copy");
    assert_int_equal(page->line_count, 3);
    assert_string_equal(page->lines[2].text, "Nothing here"); /* the last without a line end */
    gk_page_free(page);
    gk_library_close(library);
}

static void a_page_that_is_not_there_is_told(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_READ);
    gk_page *page;
    static const int numbers[] = {0, 3, -1, INT32_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_status(GK_NOT_FOUND,
                      gk_page_get(library, "Kestrel_2023", numbers[i], &page, &w->err));
        assert_message(w, "its pages are 1 to 2");
        assert_null(page);
    }
    assert_status(GK_NOT_FOUND, gk_page_get(library, "Kestrel_2032", 1, &page, &w->err));
    assert_message(w, "Kestrel_2023");
    gk_library_close(library);
}

static void cited_lines_are_marked(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_READ);
    gk_store_cited cited[] = {{1, 1, 3, 4}, {1, 2, 1, 99}};
    assert_ok(w, gk_store_remember(library->store, "what?", true, cited, 2, &w->err));
    gk_page *page;
    assert_ok(w, gk_page_get(library, "copy", 1, &page, &w->err));
    for (size_t i = 0; i < 4; i++) assert_int_equal(page->lines[i].marked, i >= 2);
    gk_page_free(page);
    assert_ok(w, gk_page_get(library, "copy", 2, &page, &w->err));
    for (size_t i = 0; i < page->line_count; i++) assert_true(page->lines[i].marked);
    gk_page_free(page);
    gk_library_close(library);
}

/* ---- JSON --------------------------------------------------------------------------------- */

static json_t *parsed(char *text)
{
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    if (!json) fail_msg("%s: %s", text, error.text);
    gk_free(text);
    return json;
}

static const char *string_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void documents_as_json_tell_twins_and_sizes(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_READ);
    gk_documents *list;
    assert_ok(w, gk_documents_list(library, &list, &w->err));
    json_t *root = parsed(gk_documents_json(list)), *all = json_object_get(root, "documents");
    assert_int_equal(json_array_size(all), 2);
    json_t *first = json_array_get(all, 0), *twin = json_array_get(all, 1);
    assert_string_equal(string_of(first, "document"), "Kestrel_2023");
    assert_int_equal(json_integer_value(json_object_get(first, "pages")), 2);
    assert_int_equal(json_integer_value(json_object_get(first, "passages")), 4);
    assert_int_equal(json_integer_value(json_object_get(first, "bytes")), strlen(report));
    assert_true(json_is_null(json_object_get(first, "twin_of")));
    assert_string_equal(string_of(twin, "twin_of"), "Kestrel_2023");
    json_decref(root);
    gk_documents_free(list);
    gk_library_close(library);
}

static void a_path_that_is_not_utf_8_still_makes_json(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_WRITE);
    world_add(w, library->store,
              "bad\xFF"
              "name",
              "text\n");
    gk_documents *list;
    assert_ok(w, gk_documents_list(library, &list, &w->err));
    json_t *root = parsed(gk_documents_json(list));
    json_t *bad = json_array_get(json_object_get(root, "documents"), 1);
    assert_string_equal(string_of(bad, "document"), "bad\xEF\xBF\xBDname");
    json_decref(root);
    gk_documents_free(list);
    gk_library_close(library);
}

static void a_page_as_json_has_its_lines(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, true, GK_READ);
    gk_page *page;
    assert_ok(w, gk_page_get(library, "Kestrel_2023", 1, &page, &w->err));
    json_t *root = parsed(gk_page_json(page)), *lines = json_object_get(root, "lines");
    assert_int_equal(json_integer_value(json_object_get(root, "pages")), 2);
    assert_int_equal(json_array_size(lines), 4);
    json_t *line = json_array_get(lines, 0), *box = json_object_get(line, "box");
    assert_int_equal(json_integer_value(json_object_get(line, "line")), 1);
    assert_string_equal(string_of(line, "text"), "Report of \"Kestrel\"");
    assert_true(json_real_value(json_array_get(box, 1)) == 72.5);
    assert_true(json_is_false(json_object_get(line, "marked")));
    json_decref(root);
    gk_page_free(page);
    gk_library_close(library);
}

/* ---- pictures ----------------------------------------------------------------------------- */

/* A PDF with one page that says a few words. */
static char *small_pdf(void)
{
    static const char *const objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        ("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
         "/Resources<</Font<</F 5 0 R>>>>>>"),
        "<</Length 39>>stream\nBT /F 12 Tf 20 50 Td (Revenue 1577) Tj ET\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    };
    gk_string pdf = {0};
    size_t offsets[5];
    gk_string_add(&pdf, "%PDF-1.4\n");
    for (size_t i = 0; i < 5; i++) {
        offsets[i] = pdf.length;
        gk_string_addf(&pdf, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
    size_t xref = pdf.length;
    gk_string_add(&pdf, "xref\n0 6\n0000000000 65535 f \n");
    for (size_t i = 0; i < 5; i++) gk_string_addf(&pdf, "%010zu 00000 n \n", offsets[i]);
    gk_string_addf(&pdf, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
    return gk_string_take(&pdf);
}

static void a_page_of_a_pdf_has_a_picture(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_WRITE);
    char *pdf = small_pdf(), *original;
    gk_store_place place;
    int64_t content;
    assert_ok(w, world_try_add(w, library->store, "drawn", pdf, true, &place, &content));
    gk_free(place.document);
    unsigned char *png;
    size_t size;
    assert_ok(w, gk_page_image(library, "drawn", 1, 72, &png, &size, &w->err));
    assert_true(size > 24);
    assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(png[18] << 8 | png[19], 200); /* the width, a pixel a point */
    gk_free(png);
    static const int wrong[] = {0, 35, 301, -72};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_status(GK_INVALID,
                      gk_page_image(library, "drawn", 1, wrong[i], &png, &size, &w->err));
        assert_message(w, "36 to 300");
    }
    assert_status(GK_NOT_FOUND, gk_page_image(library, "drawn", 2, 72, &png, &size, &w->err));
    original = gk_store_original(library->store, content, &w->err);
    unlink(original);
    assert_status(GK_LIBRARY, gk_page_image(library, "drawn", 1, 72, &png, &size, &w->err));
    assert_message(w, "lost the original");
    gk_free(original);
    gk_free(pdf);
    gk_library_close(library);
}

static void a_text_has_no_picture(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_READ);
    unsigned char *png;
    size_t size;
    assert_status(GK_INVALID, gk_page_image(library, "copy", 1, 100, &png, &size, &w->err));
    assert_message(w, "no pictures");
    assert_null(png);
    gk_library_close(library);
}

/* ---- the model ---------------------------------------------------------------------------- */

static void a_library_without_a_model_says_so(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w, false, GK_READ);
    const gk_model *model;
    assert_status(GK_MODEL, gk_library_model(library, &model, &w->err));
    assert_message(w, "made without a model");
    assert_null(model);
    gk_library_close(library);
}

static void a_folder_without_a_model_makes_no_library(void **state)
{
    world *w = *state;
    assert_status(GK_MODEL, gk_library_create(w->library, w->folder, &w->err));
    assert_false(gk_path_exists(w->library));
}

/* Copies the files of the tiny model, which has no folders but 1_Pooling. */
static void copy_model(world *w, const char *to)
{
    static const char *const files[] = {"config.json",       "tokenizer.json",
                                        "model.safetensors", "1_Pooling/config.json",
                                        "modules.json",      "sentence_bert_config.json"};
    char *pooling = gk_path_join(to, "1_Pooling");
    assert_ok(w, gk_folder_make(pooling, &w->err));
    gk_free(pooling);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *from = gk_path_join(TINY_MODEL, files[i]), *target = gk_path_join(to, files[i]);
        char *data;
        size_t size;
        if (gk_file_read(from, &data, &size, NULL) == GK_OK) {
            world_write(target, data, size);
            gk_free(data);
        }
        gk_free(from);
        gk_free(target);
    }
}

static void the_recorded_model_is_found_again(void **state)
{
    world *w = *state;
    if (!gk_path_exists(TINY_MODEL "/model.safetensors")) {
        print_message("skipped: there is no %s\n", TINY_MODEL);
        skip();
    }
    char folder[96], moved[96];
    snprintf(folder, sizeof folder, "%s/model", w->folder);
    snprintf(moved, sizeof moved, "%s/moved", w->folder);
    copy_model(w, folder);
    assert_ok(w, gk_library_create(w->library, folder, &w->err));
    gk_library *library;
    const gk_model *model, *again;
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    const gk_store_model *recorded = gk_store_get_model(library->store);
    assert_string_equal(recorded->path, folder);
    assert_int_equal(strlen(recorded->fingerprint), 64);
    assert_ok(w, gk_library_model(library, &model, &w->err));
    assert_int_equal(gk_model_dimensions(model), recorded->dimensions);
    assert_ok(w, gk_library_model(library, &again, &w->err));
    assert_ptr_equal(again, model);
    gk_library_close(library);

    assert_int_equal(rename(folder, moved), 0);
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_int_equal(setenv("GOSHAWK_MODEL", w->folder, 1), 0);
    assert_status(GK_MODEL, gk_library_model(library, &model, &w->err));
    assert_message(w, folder);
    assert_int_equal(setenv("GOSHAWK_MODEL", moved, 1), 0); /* the same, as the default one */
    assert_ok(w, gk_library_model(library, &model, &w->err));
    gk_library_close(library);
    unsetenv("GOSHAWK_MODEL");

    assert_int_equal(rename(moved, folder), 0);
    world_sql(w, "UPDATE meta SET value = 'another' WHERE key = 'fingerprint'");
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_status(GK_MODEL, gk_library_model(library, &model, &w->err));
    assert_message(w, "another model");
    gk_library_close(library);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_new_library_is_empty),
        TEST(no_library_is_told),
        TEST(a_page_comes_line_by_line),
        TEST(a_page_that_is_not_there_is_told),
        TEST(cited_lines_are_marked),
        TEST(documents_as_json_tell_twins_and_sizes),
        TEST(a_path_that_is_not_utf_8_still_makes_json),
        TEST(a_page_as_json_has_its_lines),
        TEST(a_page_of_a_pdf_has_a_picture),
        TEST(a_text_has_no_picture),
        TEST(a_library_without_a_model_says_so),
        TEST(a_folder_without_a_model_makes_no_library),
        TEST(the_recorded_model_is_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
