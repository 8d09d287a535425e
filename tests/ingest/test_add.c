/* SPDX-License-Identifier: Apache-2.0
 *
 * Which files enter a library, under which names, and what is said of those that do not. Vectors
 * are the matter of test_vectors.c, so that the libraries here have no model.
 */
#include "../read/tiny_pdf.h"
#include "ingest/files.h"
#include "world.h"

#include <errno.h>

/* ---- which files --------------------------------------------------------------------------- */

static void a_folder_is_walked_in_the_order_of_names(void **state)
{
    world *w = *state;
    static const char *const names[] = {"b.txt", "a/z.txt",     "a.txt",      "c/d/e.md",
                                        "B.txt", ".hidden.txt", ".git/x.txt", "a/.hidden/y.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) doc_text(w, names[i], names[i]);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->event_count, 5);
    assert_event(w, 0, GK_FILE_ADDED, "B.txt", "B");
    assert_event(w, 1, GK_FILE_ADDED, "a/z.txt", "z");
    assert_event(w, 2, GK_FILE_ADDED, "a.txt", "a");
    assert_event(w, 3, GK_FILE_ADDED, "b.txt", "b");
    assert_event(w, 4, GK_FILE_ADDED, "c/d/e.md", "e");
    assert_int_equal(w->report.files, 5);
    assert_int_equal(w->report.added, 5);
    gk_library_close(library);
}

static void a_hidden_file_is_added_where_it_is_named(void **state)
{
    world *w = *state;
    doc_text(w, ".hidden.txt", "Nobody sees this lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ".hidden.txt"));
    assert_event(w, 0, GK_FILE_ADDED, ".hidden.txt", ".hidden");
    gk_library_close(library);
}

static void paths_are_added_in_the_order_given(void **state)
{
    world *w = *state;
    doc_text(w, "z.txt", "The last lantern.\n");
    doc_text(w, "f/a.txt", "The first lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, "z.txt", "f/", "z.txt"));
    assert_event(w, 0, GK_FILE_ADDED, "z.txt", "z");
    assert_event(w, 1, GK_FILE_ADDED, "f/a.txt", "a");
    assert_event(w, 2, GK_FILE_UNCHANGED, "z.txt", "z");
    gk_library_close(library);
}

static void a_library_in_the_folder_is_not_entered(void **state)
{
    world *w = *state;
    doc_text(w, "m.txt", "A lantern beside a library.\n");
    snprintf(w->path, sizeof w->path, "%s/docs/a.lib", w->folder);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_ok(w, world_add(w, library, NULL, "")); /* now with originals in it */
    assert_int_equal(w->event_count, 1);
    assert_event(w, 0, GK_FILE_UNCHANGED, "m.txt", "m");
    gk_library_close(library);
}

static void linked_files_are_read_and_linked_folders_are_not_entered(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "A lantern.\n");
    char *outside = gk_path_join(w->folder, "outside.txt");
    assert_ok(w, gk_file_write(outside, "Outside.\n", 9, &w->err));
    assert_int_equal(symlink(outside, doc_path(w, "link.txt")), 0);
    assert_int_equal(symlink(w->docs, doc_path(w, "loop")), 0);
    assert_int_equal(symlink("loop2", doc_path(w, "loop2")), 0);
    assert_int_equal(symlink("nowhere.txt", doc_path(w, "dangling.txt")), 0);
    assert_int_equal(mkfifo(doc_path(w, "pipe.txt"), 0600), 0);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->event_count, 4);
    assert_event(w, 0, GK_FILE_ADDED, "a.txt", "a");
    assert_event(w, 1, GK_FILE_FAILED, "dangling.txt", NULL);
    assert_string_equal(w->events[1].message, strerror(ENOENT));
    assert_event(w, 2, GK_FILE_ADDED, "link.txt", "link");
    assert_event(w, 3, GK_FILE_FAILED, "loop2", NULL);
    assert_string_equal(w->events[3].message, strerror(ELOOP));
    /* A linked folder that is named is meant. */
    assert_ok(w, world_add(w, library, NULL, "loop"));
    assert_event(w, 0, GK_FILE_UNCHANGED, "loop/a.txt", "a");
    gk_free(outside);
    gk_library_close(library);
}

static void the_documents_name_is_the_files_without_its_last_extension(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"/a/b/report.v2.txt", "report.v2"},
        {"noext", "noext"},
        {".txt", ".txt"},
        {"a.d/file", "file"},
        {"a.d/.b.txt", ".b"},
        {"x.", "x"},
        {"..txt", "."},
        {"年报 2020.pdf", "年报 2020"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *name = gk_files_document(names[i][0]);
        assert_string_equal(name, names[i][1]);
        gk_free(name);
    }
}

static void a_name_that_is_no_utf8_does_no_harm(void **state)
{
    world *w = *state;
    doc_text(w, "lan\xFFtern.txt", "A lantern of another code.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 0, GK_FILE_ADDED, "lan\xFFtern.txt", "lan\xFFtern");
    assert_part(world_stored(w, library), "lan\xEF\xBF\xBDtern");
    gk_page *page;
    assert_ok(w, gk_page_get(library, "lan\xFFtern", 1, &page, &w->err));
    assert_string_equal(page->lines[0].text, "A lantern of another code.");
    gk_page_free(page);
    gk_library_close(library);
}

/* ---- what cannot be added ------------------------------------------------------------------ */

static void an_unknown_kind_is_skipped_in_a_folder_and_fails_by_name(void **state)
{
    world *w = *state;
    doc_text(w, "sheet.xlsx", "not a sheet");
    doc_text(w, "z.txt", "A lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 0, GK_FILE_SKIPPED, "sheet.xlsx", NULL);
    assert_string_equal(w->events[0].message, "unknown kind (.xlsx)");
    assert_event(w, 1, GK_FILE_ADDED, "z.txt", "z");
    assert_int_equal(w->report.skipped, 1);
    assert_ok(w, world_add(w, library, NULL, "sheet.xlsx"));
    assert_event(w, 0, GK_FILE_FAILED, "sheet.xlsx", NULL);
    assert_string_equal(w->events[0].message, "unknown kind (.xlsx)");
    assert_int_equal(w->report.failed, 1);
    gk_library_close(library);
}

static void write_pdfs(world *w)
{
    gk_string content = {0};
    tiny_text(&content, 72, 700, 12, "A lantern on paper.");
    const char *pages[] = {content.data, content.data};
    gk_string pdf = tiny_pdf_make(pages, 2, "Lanterns", "");
    doc_write(w, "good.pdf", pdf.data, pdf.length);
    doc_write(w, "cut.pdf", pdf.data, 40);
    gk_string_free(&pdf);
    gk_string_free(&content);
    char *data;
    size_t size;
    assert_ok(w,
              gk_file_read(GK_SOURCE_DIR "/tests/read/data/encrypted.pdf", &data, &size, &w->err));
    doc_write(w, "encrypted.pdf", data, size);
    gk_free(data);
}

static void files_that_cannot_be_read_fail_and_the_rest_goes_on(void **state)
{
    world *w = *state;
    write_pdfs(w);
    doc_text(w, "blank.txt", " \n\n \n");
    doc_text(w, "empty.pdf", "");
    doc_text(w, "empty.txt", "");
    doc_text(w, "latin1.txt", "Caf\xE9 au port\n");
    doc_text(w, "no.pdf", "This is no PDF at all.\n");
    doc_write(w, "nul.txt", "A NUL\0here\n", 11);
    doc_text(w, "zz.txt", "The last lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->event_count, 10);
    assert_int_equal(w->report.added, 3);
    assert_int_equal(w->report.failed, 7);
    for (size_t i = 0; i < w->event_count; i++) {
        const gk_file_event *e = &w->events[i];
        const char *name = gk_path_name(e->path);
        bool good = !strcmp(name, "good.pdf") || !strcmp(name, "latin1.txt") ||
                    !strcmp(name, "zz.txt");
        if (good != (e->outcome == GK_FILE_ADDED))
            fail_msg("%s: outcome %d, %s", e->path, e->outcome, e->message ? e->message : "");
        if (good) continue;
        /* One line that does not name the file once more. */
        if (!e->message || !*e->message || strchr(e->message, '\n') || strstr(e->message, w->docs))
            fail_msg("%s: \"%s\"", e->path, e->message ? e->message : "(none)");
    }
    assert_int_equal(world_info(w, library).documents, 3);
    assert_int_equal(world_info(w, library).pages, 4);
    gk_library_close(library);
}

static void what_is_not_there_fails_and_the_rest_goes_on(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "A lantern.\n");
    assert_int_equal(mkfifo(doc_path(w, "pipe.txt"), 0600), 0);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, "absent.txt", "pipe.txt", "a.txt/below", "a.txt"));
    assert_event(w, 0, GK_FILE_FAILED, "absent.txt", NULL);
    assert_string_equal(w->events[0].message, strerror(ENOENT));
    assert_event(w, 1, GK_FILE_FAILED, "pipe.txt", NULL);
    assert_string_equal(w->events[1].message, "not a regular file");
    assert_event(w, 2, GK_FILE_FAILED, "a.txt/below", NULL);
    assert_event(w, 3, GK_FILE_ADDED, "a.txt", "a");
    gk_library_close(library);
}

static void what_we_may_not_read_fails_with_the_reason(void **state)
{
    world *w = *state;
    doc_text(w, "locked.txt", "A locked lantern.\n");
    doc_text(w, "locked/a.txt", "A lantern in a locked room.\n");
    assert_int_equal(chmod(doc_path(w, "locked.txt"), 0), 0);
    assert_int_equal(chmod(doc_path(w, "locked"), 0), 0);
    assert_int_equal(chmod(w->folder, 0777), 0);
    if (geteuid() == 0 && seteuid(65534) != 0) {
        print_message("skipped: root may read everything, and cannot become another user here\n");
        skip();
    }
    gk_library *library = NULL;
    gk_status status = gk_library_create(w->path, "none", &w->err);
    if (status == GK_OK) status = gk_library_open(w->path, GK_WRITE, &library, &w->err);
    if (status == GK_OK) status = world_add(w, library, NULL, "");
    gk_library_close(library);
    if (getuid() == 0) assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(doc_path(w, "locked"), 0700), 0);
    if (status != GK_OK) fail_msg("%s", w->err.message);
    assert_int_equal(w->event_count, 2);
    assert_event(w, 0, GK_FILE_FAILED, "locked", NULL);
    assert_event(w, 1, GK_FILE_FAILED, "locked.txt", NULL);
    for (size_t i = 0; i < 2; i++) assert_string_equal(w->events[i].message, strerror(EACCES));
}

static void evaluation_questions_never_enter(void **state)
{
    world *w = *state;
    static const char set[] = "{\"id\": 1, \"question\": \"What were dues?\", \"answer\": \"7\"}\n";
    doc_text(w, "dev.jsonl", set);
    doc_text(w, "dev.txt", set);
    doc_text(w, "dev.md", set);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, "", "dev.jsonl"));
    assert_int_equal(w->event_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(w->events[i].outcome, i < 3 ? GK_FILE_SKIPPED : GK_FILE_FAILED);
        assert_part(w->events[i].message, "evaluation questions never enter a library");
    }
    assert_int_equal(world_info(w, library).documents, 0);
    gk_library_close(library);
}

/* A reader that dies of one file, breaks its word on another, and reads the rest. */
static void a_reader_that_fails_costs_its_file_alone(void **state)
{
    world *w = *state;
    char *reader = gk_path_join(w->folder, "reader");
    const char *real = getenv("GOSHAWK_READ");
    char *known = real ? gk_strdup(real) : gk_strdup(GK_BINARY_DIR "/goshawk-read");
    char *script = gk_format("#!/bin/sh\ncase \"$2\" in\n"
                             "*crash.txt) kill -SEGV $$;;\n"
                             "*half.txt) exec head -c 60 \"%s\";;\n"
                             "*mute.txt) exit 3;;\n"
                             "esac\nexec \"%s\" \"$@\"\n",
                             reader, known);
    assert_ok(w, gk_file_write(reader, script, strlen(script), &w->err));
    assert_int_equal(chmod(reader, 0755), 0);
    static const char *const names[] = {"crash.txt", "good.txt", "half.txt", "mute.txt", "z.txt"};
    for (size_t i = 0; i < 5; i++) doc_text(w, names[i], names[i]);
    setenv("GOSHAWK_READ", reader, 1);
    gk_library *library = world_create(w, "none");
    gk_status status = world_add(w, library, NULL, "");
    setenv("GOSHAWK_READ", known, 1);
    assert_ok(w, status);
    assert_event(w, 0, GK_FILE_FAILED, "crash.txt", NULL);
    assert_part(w->events[0].message, "crashed (signal 11)");
    assert_event(w, 1, GK_FILE_ADDED, "good.txt", "good");
    assert_event(w, 2, GK_FILE_FAILED, "half.txt", NULL);
    assert_part(w->events[2].message, "stream is broken");
    assert_event(w, 3, GK_FILE_FAILED, "mute.txt", NULL);
    assert_event(w, 4, GK_FILE_ADDED, "z.txt", "z");
    gk_library_close(library);
    gk_free(reader);
    gk_free(script);
    gk_free(known);
}

/* ---- names ---------------------------------------------------------------------------------- */

static void the_same_bytes_get_a_second_name(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "The same lantern.\n");
    doc_text(w, "b.txt", "The same lantern.\n");
    doc_text(w, "c/a.txt", "The same lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 0, GK_FILE_ADDED, "a.txt", "a");
    assert_event(w, 1, GK_FILE_TWIN, "b.txt", "b");
    assert_event(w, 2, GK_FILE_UNCHANGED, "c/a.txt", "a");
    gk_library_info info = world_info(w, library);
    assert_int_equal(info.documents, 2);
    assert_int_equal(info.pages, 1);
    assert_part(world_stored(w, library), "\"twin_of\": \"a\"");
    gk_library_close(library);
}

static void other_bytes_under_a_name_get_a_number(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "The first lantern.\n");
    doc_text(w, "x/a.md", "The second lantern.\n");
    doc_text(w, "y/a.txt", "The third lantern.\n");
    gk_library *library = world_create(w, "none");
    for (int round = 0; round < 2; round++) {
        assert_ok(w, world_add(w, library, NULL, ""));
        bool first = round == 0;
        assert_event(w, 0, first ? GK_FILE_ADDED : GK_FILE_UNCHANGED, "a.txt", "a");
        assert_event(w, 1, first ? GK_FILE_RENAMED : GK_FILE_UNCHANGED, "x/a.md", "a~2");
        assert_event(w, 2, first ? GK_FILE_RENAMED : GK_FILE_UNCHANGED, "y/a.txt", "a~3");
        if (first) assert_part(w->events[1].message, "a holds other bytes");
    }
    assert_int_equal(world_info(w, library).documents, 3);
    gk_library_close(library);
}

static void adding_again_changes_nothing(void **state)
{
    world *w = *state;
    write_pdfs(w);
    doc_text(w, "a.txt", "A lantern.\n");
    doc_text(w, "b.txt", "A lantern.\n");
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    size_t stored = w->report.added + w->report.twins;
    const char *before = world_stored(w, library);
    assert_ok(w, world_add(w, library, NULL, "", "a.txt"));
    assert_string_equal(world_stored(w, library), before);
    assert_int_equal(w->report.unchanged, stored + 1);
    assert_int_equal(w->report.added + w->report.twins + w->report.renamed, 0);
    assert_int_equal(w->report.pages + w->report.passages, 0);
    gk_library_close(library);
}

static void the_number_of_threads_changes_nothing(void **state)
{
    world *w = *state;
    write_pdfs(w);
    for (int i = 0; i < 20; i++) {
        char *name = gk_format("doc%02d.txt", i), *text = gk_format("Lantern %d.\n", i / 2 * 2);
        doc_text(w, name, text);
        gk_free(name);
        gk_free(text);
    }
    const char *expected = NULL;
    for (int threads = 1; threads <= 9; threads += 4) {
        gk_library *library = world_create(w, "none");
        assert_ok(w, world_add(w, library, &(gk_add_options){.threads = threads}, ""));
        const char *stored = world_stored(w, library);
        if (expected) assert_string_equal(stored, expected);
        expected = stored;
        gk_library_close(library);
    }
}

static void a_library_opened_for_reading_is_not_written(void **state)
{
    world *w = *state;
    doc_text(w, "a.txt", "A lantern.\n");
    gk_library_close(world_create(w, "none"));
    gk_library *library;
    assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
    assert_int_not_equal(world_add(w, library, NULL, ""), GK_OK);
    assert_int_equal(world_info(w, library).documents, 0);
    assert_true(w->err.message[0] != '\0');
    gk_library_close(library);
}

static void nothing_to_add_is_no_failure(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.files, 0);
    assert_int_equal(w->event_count, 0);
    assert_ok(w, gk_add(library, NULL, 0, NULL, &w->report, &w->err));
    gk_library_close(library);
}

/* ---- progress and stopping ------------------------------------------------------------------ */

typedef struct watch {
    gk_progress last;
    size_t calls, stop_at; /* stop_at 0: never */
    bool sound;
} watch;

static bool look(void *ctx, const gk_progress *p)
{
    watch *v = ctx;
    const gk_progress *last = &v->last;
    v->sound = v->sound && p->files_done <= p->files_total && p->embedded <= p->embed_total &&
               p->files_done >= last->files_done && p->pages >= last->pages &&
               p->passages >= last->passages && p->embedded >= last->embedded &&
               p->seconds >= last->seconds &&
               (v->calls == 0 || p->files_total == last->files_total);
    v->last = *p;
    v->last.current = NULL;
    return ++v->calls != v->stop_at;
}

static void write_many(world *w)
{
    write_pdfs(w); /* two of which fail */
    doc_text(w, "d.txt", "A lantern.\fA second page.\n");
    doc_text(w, "e.txt", "A lantern.\fA second page.\n");
    doc_text(w, "x/d.txt", "Other bytes.\n");
    doc_text(w, "x/sheet.xlsx", "no sheet");
    for (int i = 0; i < 5; i++) {
        char *name = gk_format("y/%d.txt", i), *text = gk_format("Lantern %d.\n", i);
        doc_text(w, name, text);
        gk_free(name);
        gk_free(text);
    }
}

static void progress_and_report_agree(void **state)
{
    world *w = *state;
    write_many(w);
    gk_library *library = world_create(w, "none");
    watch v = {.sound = true};
    gk_add_options options = {.on_progress = look, .ctx = &v};
    assert_ok(w, world_add(w, library, &options, ""));
    const gk_add_report *r = &w->report;
    assert_true(v.sound);
    assert_true(v.calls >= r->files);
    assert_int_equal(r->files, 12);
    assert_int_equal(v.last.files_total, r->files);
    assert_int_equal(v.last.files_done, r->files);
    assert_int_equal(r->added + r->renamed + r->twins + r->unchanged + r->skipped + r->failed,
                     r->files);
    gk_library_info info = world_info(w, library);
    assert_int_equal(v.last.pages, info.pages);
    assert_int_equal(r->pages, info.pages);
    assert_int_equal(v.last.passages, info.passages);
    assert_int_equal(r->passages, info.passages);
    assert_int_equal(r->embedded, 0);
    assert_int_equal(info.documents, r->added + r->renamed + r->twins);
    gk_library_close(library);
}

/* Stops at the first call of on_progress, at the second, ... until there is none to stop at. */
static void adding_stopped_anywhere_is_finished_by_adding_again(void **state)
{
    world *w = *state;
    write_many(w);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    const char *expected = world_stored(w, library);
    gk_library_close(library);
    size_t stops = 0;
    for (bool stopped = true; stopped; stops += stopped) {
        library = world_create(w, "none");
        watch v = {.sound = true, .stop_at = stops + 1};
        gk_add_options options = {.threads = 2, .on_progress = look, .ctx = &v};
        gk_status status = world_add(w, library, &options, "");
        stopped = status == GK_STOPPED;
        if (!stopped) assert_ok(w, status);
        if (stopped) {
            assert_int_equal(v.calls, stops + 1); /* not asked again */
            assert_true(w->err.message[0] != '\0');
        }
        const gk_add_report *r = &w->report;
        gk_library_info info = world_info(w, library);
        assert_int_equal(info.documents, r->added + r->renamed + r->twins);
        assert_int_equal(info.pages, r->pages);
        assert_ok(w, world_add(w, library, NULL, ""));
        assert_string_equal(world_stored(w, library), expected);
        gk_library_close(library);
    }
    assert_true(stops >= 12);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_folder_is_walked_in_the_order_of_names),
        TEST(a_hidden_file_is_added_where_it_is_named),
        TEST(paths_are_added_in_the_order_given),
        TEST(a_library_in_the_folder_is_not_entered),
        TEST(linked_files_are_read_and_linked_folders_are_not_entered),
        cmocka_unit_test(the_documents_name_is_the_files_without_its_last_extension),
        TEST(a_name_that_is_no_utf8_does_no_harm),
        TEST(an_unknown_kind_is_skipped_in_a_folder_and_fails_by_name),
        TEST(files_that_cannot_be_read_fail_and_the_rest_goes_on),
        TEST(what_is_not_there_fails_and_the_rest_goes_on),
        TEST(what_we_may_not_read_fails_with_the_reason),
        TEST(evaluation_questions_never_enter),
        TEST(a_reader_that_fails_costs_its_file_alone),
        TEST(the_same_bytes_get_a_second_name),
        TEST(other_bytes_under_a_name_get_a_number),
        TEST(adding_again_changes_nothing),
        TEST(the_number_of_threads_changes_nothing),
        TEST(a_library_opened_for_reading_is_not_written),
        TEST(nothing_to_add_is_no_failure),
        TEST(progress_and_report_agree),
        TEST(adding_stopped_anywhere_is_finished_by_adding_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
