/* SPDX-License-Identifier: Apache-2.0
 *
 * A move to another model that is stopped, killed, or loses its file goes on.
 */
#include "moving.h"

#include <signal.h>
#include <sys/wait.h>

/* ---- going on ----------------------------------------------------------------------------- */

static void an_unfinished_move_goes_on(void **state)
{
    world *w = *state;
    gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    for (size_t done = 0; done < PASSAGES; done += BATCH) {
        start(w, store, &to, 0);
        assert_moving(w, store, done);
        embed_batch(w, store, NEW);
        gk_store_close(store); /* as a kill would */
        store = world_open(w, GK_WRITE);
        assert_serves(w, store, OLD, PASSAGES);
    }
    strcpy(to.path, "/models/elsewhere"); /* the same weights under another path */
    move_to(w, store, &to);
    assert_serves(w, store, NEW, PASSAGES);
    assert_string_equal(gk_store_get_model(store)->path, to.path);
    gk_store_close(store);
}

static void what_a_crash_left_of_a_batch_is_overwritten(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    start(w, store, &to, 0);
    embed_batch(w, store, NEW);
    gk_store_close(store);
    FILE *file = fopen(world_path(w, "vectors/f32.2"), "a");
    assert_non_null(file);
    for (int i = 0; i < 1001; i++) fputc(0xAA, file);
    fclose(file);
    store = world_open(w, GK_WRITE);
    move_to(w, store, &to);
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_close(store);
}

static void vectors_that_a_move_lost_are_made_again(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    for (int round = 0; round < 3; round++) {
        gk_store *store = old_library(w);
        start(w, store, &to, 0);
        embed_batch(w, store, NEW);
        embed_batch(w, store, NEW);
        gk_store_close(store);
        const char *path = world_path(w, "vectors/f32.2");
        if (round == 0) assert_int_equal(truncate(path, 64 + 5 * NEW * 4 + 3), 0);
        if (round == 1) assert_int_equal(truncate(path, 10), 0);
        if (round == 2) assert_int_equal(unlink(path), 0);
        store = world_open(w, GK_WRITE);
        assert_serves(w, store, OLD, PASSAGES);
        start(w, store, &to, 0);
        assert_moving(w, store, round == 0 ? 5 : 0);
        embed_rest(w, store, NEW);
        finish(w, store);
        assert_serves(w, store, NEW, PASSAGES);
        gk_store_close(store);
        world_remove(w->library);
    }
}

static void what_a_killed_switch_left_is_removed(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *store = old_library(w);
    move_to(w, store, &to);
    gk_store_close(store);
    world_write(world_path(w, "vectors/f32"), "the old one", 11);
    world_write(world_path(w, "vectors/f32.3"), "one that no move came to record", 31);
    world_write(world_path(w, "vectors/f32.2.tmp"), "", 0);
    world_write(world_path(w, "vectors/notes"), "somebody's", 10);
    store = world_open(w, GK_READ);
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_close(store);
    store = world_open(w, GK_WRITE);
    assert_files(w, "f32.2", NULL);
    assert_true(gk_path_exists(world_path(w, "vectors/notes")));
    assert_serves(w, store, NEW, PASSAGES);
    gk_store_close(store);
}

/* ---- a crash at any point ----------------------------------------------------------------- */

/* Moves a library until it is killed. */
static void move_until_killed(world *w)
{
    const gk_store_model to = model_of("new", NEW);
    gk_store *store;
    size_t discarded;
    if (gk_store_open(w->library, GK_WRITE, &store, &w->err) != GK_OK) _exit(2);
    if (gk_store_same_model(gk_store_get_model(store), &to)) _exit(0);
    if (gk_store_move_start(store, &to, &discarded, &w->err) != GK_OK) _exit(3);
    embed_rest(w, store, NEW);
    if (gk_store_move_finish(store, &w->err) != GK_OK) _exit(4);
    _exit(0);
}

static void a_move_killed_at_any_moment_goes_on(void **state)
{
    world *w = *state;
    unsigned seed = 11;
    size_t killed = 0, finished = 0;
    for (int round = 0; round < (GK_SLOW_BUILD ? 4 : 12); round++) {
        gk_store_close(old_library(w));
        bool moved = false;
        for (int k = 0; !moved && k < 200; k++) {
            pid_t pid = fork();
            assert_true(pid >= 0);
            if (pid == 0) move_until_killed(w);
            usleep((useconds_t)rand_r(&seed) % 12000);
            kill(pid, SIGKILL);
            int result;
            assert_int_equal(waitpid(pid, &result, 0), pid);
            if (!WIFSIGNALED(result) && WEXITSTATUS(result) != 0)
                fail_msg("the mover ended by itself: %d", WEXITSTATUS(result));
            killed += WIFSIGNALED(result);
            gk_store *reader = world_open(w, GK_READ);
            moved = gk_store_get_model(reader)->dimensions == NEW;
            assert_serves(w, reader, moved ? NEW : OLD, PASSAGES);
            gk_store_close(reader);
        }
        finished += moved;
        gk_store *store = world_open(w, GK_WRITE);
        const gk_store_model to = model_of("new", NEW);
        if (!moved) move_to(w, store, &to);
        assert_serves(w, store, NEW, PASSAGES);
        assert_files(w, "f32.2", NULL);
        gk_store_close(store);
        world_remove(w->library);
    }
    print_message("killed %zu times, %zu moves came to their end in between\n", killed, finished);
    assert_true(killed > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_unfinished_move_goes_on),
        TEST(what_a_crash_left_of_a_batch_is_overwritten),
        TEST(vectors_that_a_move_lost_are_made_again),
        TEST(what_a_killed_switch_left_is_removed),
        TEST(a_move_killed_at_any_moment_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
