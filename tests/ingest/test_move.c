/* SPDX-License-Identifier: Apache-2.0
 *
 * `goshawk reindex --model`: a library moves to another model, stopped, killed, and added to on the
 * way. Until the switch searches find what they found; after it the vectors are, byte for byte,
 * those of a library that was made with the new model. The models are those of tests/model/data.
 */
#include "program.h"

#define OTHER GK_SOURCE_DIR "/tests/model/data/tiny_xlmr"
#define THIRD GK_SOURCE_DIR "/tests/model/data/tiny_int8"

enum { KILLS = GK_SLOW_BUILD ? 6 : 20, BATCH = 64 };

/* ---- looking -------------------------------------------------------------------------------- */

/* What searches find, without the notice; the world's. */
static const char *found(world *w, gk_library *library)
{
    static const char *const queries[] = {"dues of berth 7 in 2021", "net cash flow of the year",
                                          "document 17 lantern", "channel"};
    gk_string all = {0};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        gk_hits *hits;
        const gk_search_options options = {.k = 30};
        assert_ok(w, gk_search(library, queries[i], &options, &hits, &w->err));
        hits->notice = NULL;
        char *json = gk_hits_json(hits);
        gk_string_add(&all, json);
        gk_free(json);
        gk_hits_free(hits);
    }
    const char *kept = gk_arena_strdup(w->arena, all.data);
    gk_string_free(&all);
    return kept;
}

static const char *found_now(world *w)
{
    gk_library *library;
    assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
    const char *text = found(w, library);
    gk_library_close(library);
    return text;
}

/* A file of vectors/; *size bytes, the world's. */
static const char *vector_file(world *w, const char *name, size_t *size)
{
    char *path = gk_format("%s/vectors/%s", w->path, name), *data;
    assert_ok(w, gk_file_read(path, &data, size, &w->err));
    char *kept = gk_arena_alloc(w->arena, *size);
    memcpy(kept, data, *size);
    gk_free(data);
    gk_free(path);
    return kept;
}

typedef struct fresh {
    const char *found, *vectors;
    size_t size;
} fresh;

/* What a library with these documents is that was made with a model, and embedded at once. */
static fresh make_fresh(world *w, const char *model)
{
    gk_library *library = world_create(w, model);
    const gk_add_options no_embed = {.no_embed = true};
    gk_reindex_report report;
    assert_ok(w, world_add(w, library, &no_embed, ""));
    assert_ok(w, gk_reindex(library, NULL, &report, &w->err));
    fresh made = {.found = found(w, library)};
    made.vectors = vector_file(w, "f32", &made.size);
    gk_library_close(library);
    return made;
}

static void assert_is_fresh(world *w, const fresh *due, const char *file)
{
    size_t size;
    const char *vectors = vector_file(w, file, &size);
    assert_int_equal(size, due->size);
    assert_memory_equal(vectors, due->vectors, size);
    assert_string_equal(found_now(w), due->found);
}

static gk_library *filled(world *w, const char *model)
{
    gk_library *library = world_create(w, model);
    assert_ok(w, world_add(w, library, NULL, ""));
    return library;
}

/* ---- moving, with what there is to say ------------------------------------------------------ */

typedef struct mover {
    world *w;
    size_t stop_after; /* vectors, of this call; 0: never */
    void (*each)(struct mover *m);
    const char *old;
    size_t calls;
    gk_string notes;
} mover;

static bool on_progress(void *ctx, const gk_progress *p)
{
    mover *m = ctx;
    m->calls++;
    if (m->each) m->each(m);
    return m->stop_after == 0 || p->embedded < m->stop_after;
}

static void on_note(void *ctx, const char *line)
{
    mover *m = ctx;
    gk_string_addf(&m->notes, "%s\n", line);
}

static gk_status move(mover *m, gk_library *library, const char *model, gk_reindex_report *report)
{
    const gk_reindex_options options = {
        .model = model, .on_progress = on_progress, .on_note = on_note, .ctx = m};
    gk_string_free(&m->notes);
    return gk_reindex(library, &options, report, &m->w->err);
}

static void moving_ends_where_a_fresh_library_is(void **state)
{
    world *w = *state;
    write_docs(w);
    const fresh due = make_fresh(w, OTHER);
    gk_library *library = filled(w, TINY);
    const char *old = found(w, library);
    mover m = {.w = w};
    gk_reindex_report report;
    assert_ok(w, move(&m, library, OTHER, &report));
    gk_library_info info = world_info(w, library);
    assert_true(report.moved);
    assert_int_equal(report.embedded, info.passages);
    assert_int_equal(info.vectors, info.passages);
    assert_string_equal(info.model, OTHER);
    assert_string_equal(info.next_model, "");
    assert_part(m.notes.data, "moving from " TINY " to " OTHER ": ");
    /* The same handle goes on with the new model. */
    assert_string_equal(found(w, library), due.found);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.embedded, 0);
    assert_is_fresh(w, &due, "f32.2");
    /* And back. */
    assert_ok(w, move(&m, library, TINY, &report));
    assert_string_equal(found(w, library), old);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

/* Another process's eyes: a library opened now. */
static void look_meanwhile(mover *m)
{
    world *w = m->w;
    gk_library *library;
    assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
    assert_string_equal(found(w, library), m->old);
    assert_string_equal(world_info(w, library).model, TINY);
    assert_string_equal(world_info(w, library).next_model, OTHER);
    gk_library_close(library);
}

static void stopped_after_each_batch_it_goes_on(void **state)
{
    world *w = *state;
    write_docs(w);
    const fresh due = make_fresh(w, OTHER);
    gk_library *library = filled(w, TINY);
    size_t passages = world_info(w, library).passages, sum = 0, rounds = 0;
    mover m = {.w = w, .stop_after = 1, .each = look_meanwhile, .old = found(w, library)};
    gk_reindex_report report;
    for (gk_status status = GK_STOPPED; status == GK_STOPPED; rounds++) {
        /* Named, or not named any more. */
        status = move(&m, library, rounds % 2 ? NULL : OTHER, &report);
        if (status != GK_STOPPED) assert_ok(w, status);
        sum += report.embedded;
        assert_int_equal(report.discarded, 0);
        if (status != GK_STOPPED) continue;
        assert_int_equal(world_info(w, library).next_vectors, sum);
        assert_false(report.moved);
        if (rounds) assert_part(m.notes.data, "going on with the move to " OTHER);
        gk_library_close(library);
        library = world_open(w);
    }
    gk_library_close(library);
    assert_int_equal(sum, passages);
    assert_int_equal(rounds, (passages + BATCH - 1) / BATCH + 1);
    assert_is_fresh(w, &due, "f32.2");
    gk_string_free(&m.notes);
}

static void what_is_going_on_is_told(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = filled(w, TINY);
    mover m = {.w = w, .stop_after = 1};
    gk_reindex_report report;
    assert_int_equal(move(&m, library, OTHER, &report), GK_STOPPED);
    char *line = gk_format("moving to data/tiny_xlmr: %d of %zu passages; until then the old "
                           "vectors serve",
                           BATCH, world_info(w, library).passages);
    gk_documents *documents;
    assert_ok(w, gk_documents_list(library, &documents, &w->err));
    assert_string_equal(documents->notice, line);
    char *json = gk_documents_json(documents);
    assert_part(json, "\"notice\":\"moving to data/tiny_xlmr");
    gk_free(json);
    gk_documents_free(documents);
    gk_hits *hits;
    assert_ok(w, gk_search(library, "berth", NULL, &hits, &w->err));
    assert_string_equal(hits->notice, line);
    gk_hits_free(hits);
    gk_free(line);
    m.stop_after = 0;
    assert_ok(w, move(&m, library, NULL, &report));
    assert_ok(w, gk_search(library, "berth", NULL, &hits, &w->err));
    assert_null(hits->notice);
    gk_hits_free(hits);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

/* ---- added meanwhile ------------------------------------------------------------------------ */

/* After the first batch, another writer comes, adds, and is gone. */
static void add_meanwhile(mover *m)
{
    if (m->calls != 1) return;
    world *w = m->w;
    doc_text(w, "late.txt", "A lantern that came while the library moved.\n");
    gk_library *library = world_open(w);
    assert_ok(w, world_add(w, library, NULL, "late.txt"));
    assert_int_equal(w->report.embedded, 1);
    gk_library_info info = world_info(w, library);
    assert_int_equal(info.vectors, info.passages); /* of the old model, at once */
    assert_string_equal(info.model, TINY);
    gk_library_close(library);
}

static void what_is_added_meanwhile_has_both_vectors(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = filled(w, TINY);
    mover m = {.w = w, .each = add_meanwhile};
    gk_reindex_report report;
    assert_ok(w, move(&m, library, OTHER, &report));
    gk_library_info info = world_info(w, library);
    assert_int_equal(report.embedded, info.passages);
    assert_int_equal(info.vectors, info.passages);
    /* The order of the file follows that of adding: the late one is the last. */
    size_t size, other_size;
    const char *moved = vector_file(w, "f32.2", &size);
    gk_library_close(library);
    assert_int_equal(rename(doc_path(w, "late.txt"), doc_path(w, "../late.txt")), 0);
    library = world_create(w, OTHER);
    const gk_add_options no_embed = {.no_embed = true};
    assert_ok(w, world_add(w, library, &no_embed, ""));
    assert_ok(w, world_add(w, library, &no_embed, doc_path(w, "../late.txt")));
    assert_ok(w, gk_reindex(library, NULL, &report, &w->err));
    const char *due = vector_file(w, "f32", &other_size);
    assert_int_equal(size, other_size);
    assert_memory_equal(moved, due, size);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

/* After the first batch, another writer comes, takes the last document away, and is gone. */
static void remove_meanwhile(mover *m)
{
    if (m->calls != 1) return;
    world *w = m->w;
    gk_library *library = world_open(w);
    gk_documents *documents;
    assert_ok(w, gk_documents_list(library, &documents, &w->err));
    const char *last = documents->documents[documents->count - 1].document;
    assert_ok(w, gk_store_remove(library->store, last, NULL, &w->err));
    gk_documents_free(documents);
    gk_library_close(library);
}

static void what_is_removed_meanwhile_is_passed_over(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = filled(w, TINY);
    mover m = {.w = w, .each = remove_meanwhile};
    gk_reindex_report report;
    size_t before = world_info(w, library).documents;
    assert_ok(w, move(&m, library, OTHER, &report));
    gk_library_info info = world_info(w, library);
    assert_true(report.moved);
    assert_int_equal(info.documents, before - 1);
    assert_int_equal(info.vectors, info.passages);
    assert_string_equal(info.model, OTHER);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

/* Another writer that stays until the mover has nothing left but to wait. */
static gk_library *lingering;

static void linger(mover *m)
{
    if (m->calls == 1) lingering = world_open(m->w);
    if (lingering && m->notes.data && strstr(m->notes.data, "is being written by process")) {
        gk_library_close(lingering);
        lingering = NULL;
    }
}

static void the_switch_waits_for_another_writer(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = filled(w, TINY);
    mover m = {.w = w, .each = linger};
    gk_reindex_report report;
    assert_ok(w, move(&m, library, OTHER, &report));
    assert_part(m.notes.data, "is being written by process");
    assert_null(lingering);
    assert_true(report.moved);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

static void words_added_without_vectors_get_the_new_ones(void **state)
{
    world *w = *state;
    write_docs(w);
    const fresh due = make_fresh(w, OTHER);
    gk_library *library = world_create(w, TINY);
    const gk_add_options no_embed = {.no_embed = true};
    mover m = {.w = w, .stop_after = 1};
    gk_reindex_report report;
    assert_ok(w, world_add(w, library, NULL, "set0"));
    assert_int_equal(move(&m, library, OTHER, &report), GK_STOPPED);
    assert_ok(w, world_add(w, library, &no_embed, ""));
    m.stop_after = 0;
    assert_ok(w, move(&m, library, NULL, &report));
    gk_library_close(library);
    assert_is_fresh(w, &due, "f32.2");
    gk_string_free(&m.notes);
}

/* ---- which model ---------------------------------------------------------------------------- */

static void copy_folder(world *w, const char *from, const char *to)
{
    world_remove(to);
    const char *const argv[] = {"/bin/cp", "-r", from, to, NULL};
    gk_process_result r = run(w, argv);
    assert_int_equal(r.exit_code, 0);
    gk_process_result_free(&r);
}

static void a_model_that_changed_halfway_is_refused(void **state)
{
    world *w = *state;
    write_docs(w);
    const char *folder = gk_arena_format(w->arena, "%s/model", w->folder);
    copy_folder(w, OTHER, folder);
    setenv("GOSHAWK_MODEL", TINY, 1); /* no other model may step in */
    gk_library *library = filled(w, TINY);
    const char *old = found(w, library);
    mover m = {.w = w, .stop_after = 1};
    gk_reindex_report report;
    assert_int_equal(move(&m, library, folder, &report), GK_STOPPED);

    copy_folder(w, THIRD, folder);
    m.stop_after = 0;
    assert_int_equal(move(&m, library, NULL, &report), GK_MODEL);
    assert_part(w->err.message, "the unfinished move cannot go on");
    assert_part(w->err.message, folder);
    assert_part(w->err.message, "another model");
    assert_string_equal(found(w, library), old);
    assert_int_equal(world_info(w, library).next_vectors, BATCH);

    /* Back, it goes on; */
    copy_folder(w, OTHER, folder);
    m.stop_after = 1;
    assert_int_equal(move(&m, library, NULL, &report), GK_STOPPED);
    assert_int_equal(world_info(w, library).next_vectors, 2 * BATCH);
    /* named, the other one begins anew, which is said. */
    copy_folder(w, THIRD, folder);
    m.stop_after = 0;
    assert_ok(w, move(&m, library, folder, &report));
    assert_int_equal(report.discarded, 2 * BATCH);
    char *line = gk_format("the unfinished move to %s is given up: %d vectors\n", folder,
                           2 * BATCH);
    assert_part(m.notes.data, line);
    gk_free(line);
    assert_int_equal(report.embedded, world_info(w, library).passages);
    gk_library_close(library);
    unsetenv("GOSHAWK_MODEL");
    gk_string_free(&m.notes);
}

static void the_librarys_own_model_gives_up_a_move(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = filled(w, TINY);
    const char *old = found(w, library);
    mover m = {.w = w, .stop_after = 1};
    gk_reindex_report report;
    assert_int_equal(move(&m, library, OTHER, &report), GK_STOPPED);
    m.stop_after = 0;
    assert_ok(w, move(&m, library, TINY, &report));
    assert_int_equal(report.discarded, BATCH);
    assert_false(report.moved);
    assert_string_equal(world_info(w, library).next_model, "");
    assert_string_equal(found(w, library), old);
    /* The same weights elsewhere: nothing is embedded. */
    const char *folder = gk_arena_format(w->arena, "%s/elsewhere", w->folder);
    copy_folder(w, TINY, folder);
    assert_ok(w, move(&m, library, folder, &report));
    assert_int_equal(report.embedded, 0);
    assert_false(report.moved);
    assert_string_equal(world_info(w, library).model, folder);
    assert_string_equal(found(w, library), old);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

static void a_library_without_a_model_gets_one(void **state)
{
    world *w = *state;
    write_docs(w);
    const fresh due = make_fresh(w, TINY);
    gk_library *library = filled(w, "none");
    const char *by_words = found(w, library);
    mover m = {.w = w};
    gk_reindex_report report;
    setenv("GOSHAWK_MODEL", TINY, 1);
    assert_ok(w, move(&m, library, "default", &report));
    unsetenv("GOSHAWK_MODEL");
    assert_is_fresh(w, &due, "f32.2");
    assert_ok(w, move(&m, library, "none", &report));
    assert_true(report.moved);
    assert_int_equal(report.embedded, 0);
    assert_string_equal(found(w, library), by_words);
    assert_ok(w, move(&m, library, "none", &report)); /* where it is already */
    assert_false(report.moved);
    assert_int_equal(move(&m, library, "/no/such/folder", &report), GK_MODEL);
    assert_string_equal(found(w, library), by_words);
    gk_library_close(library);
    gk_string_free(&m.notes);
}

static void a_library_opened_for_reading_does_not_move(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, TINY);
    gk_library_close(library);
    assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
    mover m = {.w = w};
    gk_reindex_report report;
    assert_int_equal(move(&m, library, OTHER, &report), GK_LIBRARY);
    gk_library_close(library);
}

/* ---- killed --------------------------------------------------------------------------------- */

static void a_move_killed_at_any_moment_is_finished_by_the_same_command(void **state)
{
    world *w = *state;
    uint64_t seed = 2021;
    write_docs(w);
    const fresh due = make_fresh(w, OTHER);
    gk_library_close(filled(w, TINY));
    const char *old = found_now(w), *kept = gk_arena_format(w->arena, "%s/kept", w->folder);
    copy_folder(w, w->path, kept);
    double before = gk_seconds();
    output(w, PROGRAM_ARGS("reindex", w->path, "--model", OTHER));
    double duration = gk_seconds() - before;
    size_t killed = 0, partly = 0, switched = 0;
    for (int k = 0; k < KILLS; k++) {
        copy_folder(w, kept, w->path);
        /* One moment in each twentieth of the time that it takes. */
        double within = (double)(next_random(&seed) % 1000) / 1000;
        killed += kill_after(start(PROGRAM_ARGS("reindex", w->path, "--model", OTHER)),
                             duration * (k + within) / KILLS);
        check_database(w);
        gk_library *library;
        assert_ok(w, gk_library_open(w->path, GK_READ, &library, &w->err));
        gk_library_info info = world_info(w, library);
        bool moved = strcmp(info.model, OTHER) == 0;
        switched += moved;
        partly += info.next_vectors > 0 && info.next_vectors < info.passages;
        assert_int_equal(info.vectors, info.passages);
        assert_string_equal(found(w, library), moved ? due.found : old);
        gk_library_close(library);
        if (k % 2)
            output(w, PROGRAM_ARGS("reindex", w->path, "--model", OTHER));
        else
            output(w, PROGRAM_ARGS("reindex", w->path)); /* or nothing to do, or not begun */
        if (k % 2 == 0 && strcmp(found_now(w), old) == 0)
            output(w, PROGRAM_ARGS("reindex", w->path, "--model", OTHER));
        check_database(w);
        assert_is_fresh(w, &due, "f32.2");
    }
    print_message("killed %zu times, %zu times with a part of the vectors; switched %zu times\n",
                  killed, partly, switched);
    assert_true(killed > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(moving_ends_where_a_fresh_library_is),
        TEST(stopped_after_each_batch_it_goes_on),
        TEST(what_is_going_on_is_told),
        TEST(what_is_added_meanwhile_has_both_vectors),
        TEST(what_is_removed_meanwhile_is_passed_over),
        TEST(the_switch_waits_for_another_writer),
        TEST(words_added_without_vectors_get_the_new_ones),
        TEST(a_model_that_changed_halfway_is_refused),
        TEST(the_librarys_own_model_gives_up_a_move),
        TEST(a_library_without_a_model_gets_one),
        TEST(a_library_opened_for_reading_does_not_move),
        TEST(a_move_killed_at_any_moment_is_finished_by_the_same_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
