/* SPDX-License-Identifier: Apache-2.0
 *
 * A library moves to another model: what serves meanwhile, what readers see, who else may write,
 * where it may go.
 */
#include "moving.h"

#include <sys/wait.h>

/* ---- what serves -------------------------------------------------------------------------- */

static void the_old_vectors_serve_until_the_switch(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w), *open = world_open(w, GK_READ);
    assert_serves(w, open, OLD, PASSAGES);
    start(w, store, &to, 0);
    for (size_t done = 0;; done += BATCH) {
        assert_serves(w, open, OLD, PASSAGES);
        gk_store *fresh = world_open(w, GK_READ);
        assert_moving(w, fresh, done < PASSAGES ? done : PASSAGES);
        assert_serves(w, fresh, OLD, PASSAGES);
        gk_store_close(fresh);
        if (!embed_batch(w, store, NEW)) break;
        if (done < PASSAGES - BATCH)
            assert_status(GK_INVALID, gk_store_move_finish(store, &w->err));
    }
    finish(w, store);
    assert_serves(w, open, NEW, PASSAGES);
    assert_string_equal(gk_store_get_model(open)->path, to.path);
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_move move;
    assert_ok(w, gk_store_get_move(open, &move, &w->err));
    assert_false(move.under_way);
    assert_files(w, "f32.2", NULL);
    gk_store_close(open);
    gk_store_close(store);
    store = world_open(w, GK_WRITE);
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_close(store);
}

static void a_reader_keeps_its_moment_through_the_switch(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    gk_store *looked = world_open(w, GK_READ), *silent = world_open(w, GK_READ);
    gk_store *late = world_open(w, GK_READ); /* it knows the old model, and has read nothing yet */
    start(w, store, &to, 0);
    embed_rest(w, store, NEW);
    assert_ok(w, gk_store_begin(looked, &w->err));
    assert_ok(w, gk_store_begin(silent, &w->err));
    assert_serves(w, looked, OLD, PASSAGES);
    finish(w, store);
    assert_files(w, "f32.2", NULL);
    assert_serves(w, looked, OLD, PASSAGES);
    assert_serves(w, silent, OLD, PASSAGES); /* its first look at a file that is gone */
    gk_store_end(looked);
    gk_store_end(silent);
    assert_serves(w, looked, NEW, PASSAGES);
    assert_serves(w, silent, NEW, PASSAGES);
    assert_serves(w, late, NEW, PASSAGES);
    gk_store_close(late);
    gk_store_close(silent);
    gk_store_close(looked);
    gk_store_close(store);
}

static void move_back_and_forth(world *w)
{
    gk_store *store;
    if (gk_store_open(w->library, GK_WRITE, &store, &w->err) != GK_OK) _exit(2);
    for (int i = 0; i < 30; i++) {
        const gk_store_model to = i % 2 ? model_of("old", OLD) : model_of("new", NEW);
        move_to(w, store, &to);
    }
    gk_store_close(store);
    _exit(0);
}

static void readers_are_right_whatever_the_moment(void **state)
{
    world *w = *state;
    gk_store_close(old_library(w));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) move_back_and_forth(w);
    gk_store *store = world_open(w, GK_READ);
    int result = 0;
    size_t seen[2] = {0};
    for (pid_t ended = 0; ended == 0;) {
        ended = waitpid(pid, &result, WNOHANG);
        assert_ok(w, gk_store_begin(store, &w->err));
        size_t dimensions = gk_store_get_model(store)->dimensions;
        seen[dimensions == NEW]++;
        assert_serves(w, store, dimensions, PASSAGES);
        gk_store_end(store);
        gk_store *fresh = world_open(w, GK_READ);
        assert_ok(w, gk_store_begin(fresh, &w->err));
        assert_serves(w, fresh, gk_store_get_model(fresh)->dimensions, PASSAGES);
        gk_store_end(fresh);
        gk_store_close(fresh);
    }
    assert_int_equal(result, 0);
    print_message("%zu looks at the old vectors, %zu at the new ones\n", seen[0], seen[1]);
    gk_store_close(store);
}

/* ---- two writers -------------------------------------------------------------------------- */

static void others_write_while_the_library_moves(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *mover = old_library(w), *other, *reader = world_open(w, GK_READ);
    start(w, mover, &to, 0);
    embed_batch(w, mover, NEW);
    other = world_open(w, GK_WRITE);
    add_passages(w, other, "b", 30);
    embed_batch(w, mover, NEW);
    assert_ok(w, world_embed(w, other, OLD, 7, NULL));
    assert_serves(w, reader, OLD, PASSAGES + 30); /* they serve at once */
    embed_rest(w, mover, NEW);
    assert_moving(w, reader, PASSAGES + 30);
    /* The switch waits for the other writer, and for what that one adds. */
    assert_status(GK_BUSY, gk_store_claim(mover, &w->err));
    assert_message(w, "is being written by process");
    assert_status(GK_BUSY, gk_store_move_finish(mover, &w->err));
    add_passages(w, other, "c", 10);
    assert_ok(w, world_embed(w, other, OLD, 7, NULL));
    gk_store_close(other);
    assert_status(GK_INVALID, gk_store_move_finish(mover, &w->err));
    assert_message(w, "10 passages");
    assert_serves(w, reader, OLD, PASSAGES + 40);
    gk_store *second;
    assert_status(GK_BUSY, gk_store_open(w->library, GK_WRITE, &second, &w->err));
    embed_rest(w, mover, NEW);
    finish(w, mover);
    assert_serves(w, reader, NEW, PASSAGES + 40);
    /* Who moved is the writer again. */
    add_passages(w, mover, "d", 5);
    assert_ok(w, world_embed(w, mover, NEW, 7, NULL));
    assert_serves(w, reader, NEW, PASSAGES + 45);
    gk_store_close(reader);
    gk_store_close(mover);
}

static void a_second_mover_is_told_who_the_first_is(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW), third = model_of("third", 8);
    gk_store *mover = old_library(w);
    start(w, mover, &to, 0);
    gk_store *other = world_open(w, GK_WRITE);
    size_t discarded;
    char own[64];
    snprintf(own, sizeof own, "is being moved to another model by process %ld", (long)getpid());
    assert_status(GK_BUSY, gk_store_move_start(other, &to, &discarded, &w->err));
    assert_message(w, own);
    assert_status(GK_BUSY, gk_store_move_start(other, &third, &discarded, &w->err));
    assert_status(GK_BUSY, gk_store_move_cancel(other, &discarded, &w->err));
    gk_store_move_leave(mover);
    assert_status(GK_BUSY, gk_store_claim(mover, &w->err)); /* the other one writes */
    start(w, other, &to, 0);
    gk_store_move_leave(other);
    gk_store_close(other);
    assert_ok(w, gk_store_claim(mover, &w->err));
    add_passages(w, mover, "b", 5);
    gk_store_close(mover);
}

static void only_a_mover_adds_to_a_move(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w);
    float vector[NEW] = {0};
    int64_t id = 1;
    size_t count;
    assert_status(GK_INVALID, gk_store_move_add(store, &id, 1, vector, &w->err));
    assert_status(GK_INVALID, gk_store_move_unembedded_count(store, &count, &w->err));
    assert_status(GK_INVALID, gk_store_move_finish(store, &w->err));
    assert_serves(w, store, OLD, PASSAGES);
    gk_store_close(store);
    store = world_open(w, GK_READ);
    const gk_store_model to = model_of("new", NEW);
    assert_status(GK_LIBRARY, gk_store_move_start(store, &to, &count, &w->err));
    assert_message(w, "reading only");
    gk_store_close(store);
}

/* ---- where to ----------------------------------------------------------------------------- */

static void another_model_begins_anew(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW), third = model_of("third", NEW);
    gk_store *store = old_library(w);
    start(w, store, &to, 0);
    embed_batch(w, store, NEW);
    embed_batch(w, store, NEW);
    gk_store_move_leave(store);
    assert_files(w, "f32", "f32.2");
    start(w, store, &third, 2 * BATCH);
    assert_moving(w, store, 0);
    assert_files(w, "f32", "f32.3");
    embed_rest(w, store, NEW);
    finish(w, store);
    assert_string_equal(gk_store_get_model(store)->fingerprint, third.fingerprint);
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_close(store);
}

static void a_move_is_given_up(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    size_t discarded;
    assert_ok(w, gk_store_move_cancel(store, &discarded, &w->err)); /* there is none */
    assert_int_equal(discarded, 0);
    start(w, store, &to, 0);
    embed_batch(w, store, NEW);
    gk_store_move_leave(store);
    assert_ok(w, gk_store_move_cancel(store, &discarded, &w->err));
    assert_int_equal(discarded, BATCH);
    assert_files(w, "f32", NULL);
    assert_serves(w, store, OLD, PASSAGES);
    start(w, store, &to, 0);
    assert_moving(w, store, 0);
    gk_store_close(store);
}

static void a_library_moves_away_from_vectors_and_back(void **state)
{
    world *w = *state;
    const gk_store_model none = {.path = "none"}, to = model_of("new", NEW);
    gk_store *store = old_library(w), *reader = world_open(w, GK_READ);
    assert_serves(w, reader, OLD, PASSAGES);
    move_to(w, store, &none);
    assert_files(w, NULL, NULL);
    assert_serves(w, reader, 0, 0);
    add_passages(w, store, "b", 10);
    move_to(w, store, &to);
    assert_serves(w, reader, NEW, PASSAGES + 10);
    assert_files(w, "f32.3", NULL); /* no number comes twice */
    const gk_store_model old = model_of("old", OLD);
    move_to(w, store, &old);
    assert_serves(w, reader, OLD, PASSAGES + 10);
    assert_files(w, "f32.4", NULL);
    gk_store_close(reader);
    gk_store_close(store);
}

static void a_moved_folder_is_recorded(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w), *reader = world_open(w, GK_READ);
    assert_serves(w, reader, OLD, PASSAGES);
    assert_ok(w, gk_store_set_model_path(store, "/elsewhere", &w->err));
    assert_serves(w, reader, OLD, PASSAGES);
    assert_string_equal(gk_store_get_model(reader)->path, "/elsewhere");
    assert_serves(w, store, OLD, PASSAGES);
    gk_store_close(reader);
    gk_store_close(store);
}

/* ---- damage ---------------------------------------------------------------------------- */

static void a_file_number_that_is_none_is_damage(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w);
    gk_store_close(store);
    static const char *const values[] = {"'../../x'", "0", "-1", "'2x'", "1e18", "''", "x'00'"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char sql[96];
        snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO meta VALUES('file', %s)", values[i]);
        world_sql(w, sql);
        gk_status status = gk_store_open(w->library, GK_READ, &store, &w->err);
        if (status != GK_LIBRARY) fail_msg("file %s: status %d", values[i], status);
        assert_message(w, "damaged");
    }
    assert_files(w, "f32", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_old_vectors_serve_until_the_switch),
        TEST(a_reader_keeps_its_moment_through_the_switch),
        TEST(readers_are_right_whatever_the_moment),
        TEST(others_write_while_the_library_moves),
        TEST(a_second_mover_is_told_who_the_first_is),
        TEST(only_a_mover_adds_to_a_move),
        TEST(another_model_begins_anew),
        TEST(a_move_is_given_up),
        TEST(a_library_moves_away_from_vectors_and_back),
        TEST(a_moved_folder_is_recorded),
        TEST(a_file_number_that_is_none_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
