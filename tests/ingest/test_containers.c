/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that hold files: their members become documents, and nothing else is left of the unpacking.
 */
#include "ingest/files.h"
#include "world.h"

/* ---- a tar, written by hand ---------------------------------------------------------------- */

enum { BLOCK = 512 };

static void tar_add(gk_string *tar, const char *name, const void *bytes, size_t size)
{
    char header[BLOCK] = {0};
    snprintf(header, 100, "%s", name);
    snprintf(header + 100, 8, "%07o", 0644);
    snprintf(header + 108, 8, "%07o", 0);
    snprintf(header + 116, 8, "%07o", 0);
    snprintf(header + 124, 12, "%011zo", size);
    snprintf(header + 136, 12, "%011o", 0);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++) sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    static const char zeros[BLOCK];
    gk_string_append(tar, header, BLOCK);
    gk_string_append(tar, bytes, size);
    gk_string_append(tar, zeros, (BLOCK - size % BLOCK) % BLOCK);
}

static void tar_text(gk_string *tar, const char *name, const char *text)
{
    tar_add(tar, name, text, strlen(text));
}

/* Ends the tar and writes it as docs/NAME. */
static void tar_write(world *w, const char *name, gk_string *tar)
{
    static const char zeros[2 * BLOCK];
    gk_string_append(tar, zeros, sizeof zeros);
    doc_write(w, name, tar->data, tar->length);
    gk_string_free(tar);
}

static void nothing_is_left_of_the_unpacking(world *w)
{
    assert_int_equal(access(gk_arena_format(w->arena, "%s/unpacked", w->path), F_OK), -1);
}

static gk_document_info *find(world *w, gk_documents *documents, const char *name)
{
    (void)w;
    for (size_t i = 0; i < documents->count; i++)
        if (strcmp(documents->documents[i].document, name) == 0) return &documents->documents[i];
    fail_msg("there is no %s", name);
    return NULL;
}

/* ---- members ------------------------------------------------------------------------------- */

static void members_become_documents(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    tar_text(&tar, "notes/lantern.txt", "A lantern was sold for 12 dollars.\n");
    tar_text(&tar, "wick.md", "# Wicks\n\nA wick burns for 9 hours.\n");
    tar_write(w, "old.tar", &tar);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->event_count, 2);
    assert_event(w, 0, GK_FILE_ADDED, "old.tar/notes/lantern.txt", "lantern");
    assert_event(w, 1, GK_FILE_ADDED, "old.tar/wick.md", "wick");
    gk_documents *documents;
    assert_ok(w, gk_documents_list(library, &documents, &w->err));
    assert_int_equal(documents->count, 2);
    assert_string_equal(find(w, documents, "lantern")->source,
                        doc_path(w, "old.tar/notes/lantern.txt"));
    assert_string_equal(find(w, documents, "wick")->format, "markdown");
    gk_documents_free(documents);
    nothing_is_left_of_the_unpacking(w);
    gk_library_close(library);
}

static void a_container_that_is_stored_is_not_unpacked_again(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    tar_text(&tar, "lantern.txt", "A lantern was sold for 12 dollars.\n");
    tar_write(w, "old.tar", &tar);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->event_count, 1);
    assert_event(w, 0, GK_FILE_UNCHANGED, "old.tar", NULL);
    /* What was taken away comes back when its container is added again. */
    bool gone = false;
    assert_ok(w, gk_store_remove(library->store, "lantern", &gone, &w->err));
    assert_true(gone);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 0, GK_FILE_ADDED, "old.tar/lantern.txt", "lantern");
    gk_library_close(library);
}

static void a_broken_member_keeps_no_other_out_and_is_tried_again(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    tar_text(&tar, "a.txt", "A lantern.\n");
    tar_text(&tar, "b.pdf", "%PDF-1.7\nthis is no PDF\n");
    tar_text(&tar, "c.txt", "A wick.\n");
    tar_write(w, "old.tar", &tar);
    gk_library *library = world_create(w, "none");
    for (int i = 0; i < 2; i++) {
        assert_ok(w, world_add(w, library, NULL, ""));
        assert_int_equal(w->event_count, 3);
        assert_event(w, 0, i ? GK_FILE_UNCHANGED : GK_FILE_ADDED, "old.tar/a.txt", "a");
        assert_event(w, 1, GK_FILE_FAILED, "old.tar/b.pdf", NULL);
        assert_event(w, 2, i ? GK_FILE_UNCHANGED : GK_FILE_ADDED, "old.tar/c.txt", "c");
        assert_int_equal(w->report.failed, 1);
    }
    gk_library_close(library);
}

static void containers_within_containers_are_opened_up_to_a_depth(void **state)
{
    world *w = *state;
    gk_string inner = {0};
    tar_text(&inner, "deep.txt", "A lantern, deep down.\n");
    for (int depth = 1; depth < 6; depth++) {
        char name[32];
        static const char zeros[2 * BLOCK];
        gk_string_append(&inner, zeros, sizeof zeros);
        gk_string outer = {0};
        snprintf(name, sizeof name, "level%d.tar", depth);
        tar_add(&outer, name, inner.data, inner.length);
        gk_string_free(&inner);
        inner = outer;
        snprintf(name, sizeof name, "%d/a.tar", depth);
        gk_string copy = {0};
        gk_string_append(&copy, outer.data, outer.length);
        tar_write(w, name, &copy);
    }
    gk_string_free(&inner);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, "2"));
    assert_event(w, 0, GK_FILE_ADDED, "2/a.tar/level2.tar/level1.tar/deep.txt", "deep");
    /* In a library that knows none of them. */
    gk_library_close(library);
    library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, "5"));
    assert_int_equal(w->event_count, 1);
    assert_int_equal(w->events[0].outcome, GK_FILE_FAILED);
    assert_part(w->events[0].message, "deeper than allowed");
    nothing_is_left_of_the_unpacking(w);
    gk_library_close(library);
}

static void a_table_beside_files_describes_them_and_is_no_document(void **state)
{
    world *w = *state;
    doc_text(w, "lantern.txt", "A lantern was sold for 12 dollars.\n");
    doc_text(w, "goshawk-meta.csv",
             "file,company,form,fiscal_year\nlantern.txt,Corvane Lamps,Research,2021\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.added, 1);
    assert_int_equal(w->report.failed, 0);
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find(library->store, "lantern", arena, &content, &w->err));
    gk_store_value *values;
    size_t count;
    assert_ok(w, gk_store_values(library->store, content.id, arena, &values, &count, &w->err));
    const char *company = NULL, *year = NULL;
    for (size_t i = count; i-- > 0;) {
        if (values[i].field == GK_FIELD_COMPANY) company = values[i].value;
        if (values[i].field == GK_FIELD_FISCAL_YEAR) year = values[i].value;
    }
    assert_non_null(company);
    assert_non_null(year);
    assert_string_equal(company, "Corvane Lamps");
    assert_string_equal(year, "2021");
    gk_arena_free(arena);
    gk_library_close(library);
}

static void a_table_that_is_wrong_is_one_failed_file(void **state)
{
    world *w = *state;
    doc_text(w, "lantern.txt", "A lantern was sold for 12 dollars.\n");
    doc_text(w, "goshawk-meta.csv", "file,company,colour\nlantern.txt,Corvane,red\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 0, GK_FILE_FAILED, "goshawk-meta.csv", NULL);
    assert_part(w->events[0].message, "colour");
    assert_int_equal(w->report.failed, 1);
    assert_int_equal(w->report.added, 1);
    gk_library_close(library);
}

static void somebody_elses_table_is_none_of_ours(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    tar_text(&tar, "a.txt", "A lantern was sold for 12 dollars.\n");
    tar_text(&tar, "meta.csv", "id,name,colour\n1,lantern,red\n");
    tar_text(&tar, "z.txt", "A wick.\n");
    tar_write(w, "old.tar", &tar);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.added, 2);
    assert_int_equal(w->report.failed, 0);
    gk_library_close(library);
}

static void names_that_stand_in_each_others_way_are_all_unpacked(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    tar_text(&tar, "member-1", "The first of all lanterns.\n");
    tar_text(&tar, "a", "A lantern that stands where a folder is due.\n");
    tar_text(&tar, "a/b.txt", "A lantern in that folder.\n");
    tar_write(w, "aaa.tar", &tar);
    doc_text(w, "zzz.txt", "A wick.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.added, 4);
    assert_int_equal(w->report.failed, 0);
    gk_library_close(library);
}

/* ---- stopping ------------------------------------------------------------------------------- */

static bool stop_after_two(void *ctx, const gk_progress *progress)
{
    (void)ctx;
    return progress->pages < 2;
}

static void a_stop_within_a_container_goes_on_where_it_was(void **state)
{
    world *w = *state;
    gk_string tar = {0};
    for (int i = 0; i < 5; i++) {
        char name[16], text[32];
        snprintf(name, sizeof name, "%d.txt", i);
        snprintf(text, sizeof text, "Lantern number %d.\n", i);
        tar_text(&tar, name, text);
    }
    tar_write(w, "old.tar", &tar);
    gk_library *library = world_create(w, "none");
    const gk_add_options options = {.on_progress = stop_after_two};
    assert_int_equal(world_add(w, library, &options, ""), GK_STOPPED);
    nothing_is_left_of_the_unpacking(w);
    assert_int_equal(world_info(w, library).documents, 2);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.added, 3);
    assert_int_equal(w->report.unchanged, 2);
    gk_library_close(library);
}

static void what_a_kill_left_is_taken_away(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "A lantern.\n");
    gk_library *library = world_create(w, "none");
    char *left = gk_arena_format(w->arena, "%s/unpacked/AbCdEf", w->path);
    assert_ok(w, gk_folder_make(left, &w->err));
    assert_ok(w, world_add(w, library, NULL, ""));
    nothing_is_left_of_the_unpacking(w);
    gk_library_close(library);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(members_become_documents),
        TEST(a_container_that_is_stored_is_not_unpacked_again),
        TEST(a_broken_member_keeps_no_other_out_and_is_tried_again),
        TEST(containers_within_containers_are_opened_up_to_a_depth),
        TEST(a_table_beside_files_describes_them_and_is_no_document),
        TEST(a_table_that_is_wrong_is_one_failed_file),
        TEST(somebody_elses_table_is_none_of_ours),
        TEST(names_that_stand_in_each_others_way_are_all_unpacked),
        TEST(a_stop_within_a_container_goes_on_where_it_was),
        TEST(what_a_kill_left_is_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
