/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents go from a library that has vectors: holes in the file, readers at work, a move to
 * another model under way.
 */
#include "moving.h"

#include <sys/wait.h>

static void remove_name(world *w, gk_store *store, const char *name)
{
    bool removed;
    assert_ok(w, gk_store_remove(store, name, &removed, &w->err));
    assert_true(removed);
}

static size_t count_vectors(world *w, gk_store *store)
{
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    return info.vectors;
}

/* ---- holes --------------------------------------------------------------------------------- */

static void searches_are_right_whatever_was_removed(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, OLD), *reader = world_open(w, GK_READ);
    size_t there = 0;
    for (int round = 0; round < 4; round++) {
        add_passages(w, store, "a", 10);
        assert_ok(w, world_embed(w, store, OLD, 4, NULL));
        assert_serves(w, reader, OLD, there += 10);
        add_passages(w, store, "b", 7);
        assert_ok(w, world_embed(w, store, OLD, 4, NULL));
        assert_serves(w, reader, OLD, there += 7);
        remove_name(w, store, "b"); /* the newest */
        assert_serves(w, reader, OLD, there -= 7);
        assert_serves(w, store, OLD, there);
        add_passages(w, store, "c", 5);
        remove_name(w, store, "a"); /* before it, with c not embedded yet */
        assert_serves(w, reader, OLD, there -= 10);
        if (round % 2) {
            gk_store_close(store);
            store = world_open(w, GK_WRITE);
        }
        assert_ok(w, world_embed(w, store, OLD, 4, NULL));
        assert_serves(w, store, OLD, there += 5);
        assert_serves(w, reader, OLD, there);
        gk_store *fresh = world_open(w, GK_READ);
        assert_serves(w, fresh, OLD, there);
        gk_store_close(fresh);
        remove_name(w, store, "c");
        assert_serves(w, reader, OLD, there -= 5);
    }
    assert_int_equal(there, 0);
    gk_store_close(reader);
    gk_store_close(store);
}

static void ids_are_not_used_again(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w);
    gk_arena *arena = gk_arena_new();
    gk_store_content before, after;
    gk_store_passage passage;
    assert_ok(w, gk_store_find(store, "a", arena, &before, &w->err));
    remove_name(w, store, "a");
    gk_store_close(store);
    store = world_open(w, GK_WRITE);
    add_passages(w, store, "a", 3);
    assert_ok(w, gk_store_find(store, "a", arena, &after, &w->err));
    assert_true(after.id > before.id);
    for (int64_t id = 1; id <= PASSAGES; id++)
        assert_status(GK_NOT_FOUND, gk_store_passage_get(store, id, arena, &passage, &w->err));
    assert_ok(w, gk_store_passage_get(store, PASSAGES + 1, arena, &passage, &w->err));
    assert_string_equal(passage.text, "a 0\n");
    gk_arena_free(arena);
    gk_store_close(store);
}

static void a_file_that_lost_rows_behind_holes_is_repaired(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w);
    add_passages(w, store, "b", 20);
    add_passages(w, store, "c", 20);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    remove_name(w, store, "c");
    gk_store_close(store);
    /* Rows 0 to 109 are left of 140, of which 120 to 139 are holes. */
    assert_int_equal(
        truncate(world_path(w, "vectors/f32"), 64 + (PASSAGES + 10) * OLD * (off_t)sizeof(float)),
        0);
    store = world_open(w, GK_WRITE);
    assert_serves(w, store, OLD, PASSAGES + 10);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    assert_serves(w, store, OLD, PASSAGES + 20);
    gk_store_close(store);
    /* And where only holes are lost. */
    store = world_open(w, GK_WRITE);
    remove_name(w, store, "b");
    gk_store_close(store);
    assert_int_equal(
        truncate(world_path(w, "vectors/f32"), 64 + (PASSAGES + 3) * OLD * (off_t)sizeof(float)),
        0);
    store = world_open(w, GK_WRITE);
    assert_serves(w, store, OLD, PASSAGES);
    add_passages(w, store, "d", 9);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    assert_serves(w, store, OLD, PASSAGES + 9);
    gk_store_close(store);
}

/* ---- readers ------------------------------------------------------------------------------- */

static void a_reader_keeps_its_moment_through_a_removal(void **state)
{
    world *w = *state;
    gk_store *store = old_library(w);
    add_passages(w, store, "b", 50);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    gk_store *looked = world_open(w, GK_READ), *silent = world_open(w, GK_READ);
    assert_ok(w, gk_store_begin(looked, &w->err));
    assert_ok(w, gk_store_begin(silent, &w->err));
    assert_serves(w, looked, OLD, PASSAGES + 50);
    remove_name(w, store, "b");
    gk_store_close(store); /* the next writer tidies the file */
    store = world_open(w, GK_WRITE);
    add_passages(w, store, "c", 60);
    assert_ok(w, world_embed(w, store, OLD, 64, NULL));
    gk_arena *arena = gk_arena_new();
    gk_store *const readers[] = {looked, silent};
    for (size_t i = 0; i < 2; i++) {
        gk_store_content content;
        gk_doc_page page;
        assert_serves(w, readers[i], OLD, PASSAGES + 50);
        assert_ok(w, gk_store_find(readers[i], "b", arena, &content, &w->err));
        assert_ok(w, gk_store_page(readers[i], content.id, 1, arena, &page, &w->err));
        assert_true(gk_starts_with(page.text, "b 0\n"));
        assert_status(GK_NOT_FOUND, gk_store_find(readers[i], "c", arena, &content, &w->err));
        gk_store_end(readers[i]);
        assert_status(GK_NOT_FOUND, gk_store_find(readers[i], "b", arena, &content, &w->err));
        assert_serves(w, readers[i], OLD, PASSAGES + 60);
        gk_store_close(readers[i]);
    }
    gk_arena_free(arena);
    gk_store_close(store);
}

enum { DOCUMENTS = 6, ROUNDS = 60 };

/* Documents come, get their vectors and go; of each three passages. */
static void come_and_go(world *w)
{
    gk_store *store;
    if (gk_store_open(w->library, GK_WRITE, &store, &w->err) != GK_OK) _exit(2);
    for (int i = 0; i < ROUNDS; i++) {
        char name[16], text[64], old[16];
        snprintf(name, sizeof name, "doc%d", i);
        snprintf(text, sizeof text, "alpha %d\n\nalpha again\n\nalpha %d\n", i, i);
        snprintf(old, sizeof old, "doc%d", i % 2 ? i - 1 : i - DOCUMENTS);
        gk_store_place place = {0};
        int64_t content;
        if (world_try_add(w, store, name, text, false, &place, &content) != GK_OK) _exit(3);
        gk_free(place.document);
        if (world_embed(w, store, OLD, 2, NULL) != GK_OK) _exit(4);
        if (gk_store_remove(store, old, NULL, &w->err) != GK_OK && w->err.status != GK_NOT_FOUND)
            _exit(5);
        if (i % 7) continue;
        gk_store_close(store);
        if (gk_store_open(w->library, GK_WRITE, &store, &w->err) != GK_OK) _exit(6);
    }
    gk_store_close(store);
    _exit(0);
}

static void check_moment(world *w, gk_store *store)
{
    const gk_store_term term = {"alpha", 1};
    gk_library_info info;
    gk_candidate *items;
    gk_documents *list;
    gk_arena *arena = gk_arena_new();
    size_t count;
    assert_ok(w, gk_store_begin(store, &w->err));
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.passages, 3 * info.documents);
    assert_serves(w, store, OLD, info.vectors);
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 1000, &items, &count, &w->err));
    assert_int_equal(count, info.passages);
    for (size_t i = 0; i < count; i++) {
        gk_store_passage passage;
        assert_ok(w, gk_store_passage_get(store, items[i].passage, arena, &passage, &w->err));
        assert_int_equal(passage.content, items[i].content);
        assert_true(gk_starts_with(passage.text, "alpha"));
    }
    gk_free(items);
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->count, info.documents);
    gk_documents_free(list);
    gk_store_end(store);
    gk_arena_free(arena);
}

static void a_reader_never_sees_a_mixture(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, OLD));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) come_and_go(w);
    gk_store *store = world_open(w, GK_READ);
    int result = 0, looks = 0;
    for (pid_t ended = 0; ended == 0; looks++) {
        ended = waitpid(pid, &result, WNOHANG);
        check_moment(w, store);
    }
    assert_int_equal(result, 0);
    print_message("%d looks\n", looks);
    gk_store_close(store);
}

/* ---- a move to another model --------------------------------------------------------------- */

static void removal_goes_on_during_a_move(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW);
    gk_store *mover = old_library(w);
    add_passages(w, mover, "b", 30);
    assert_ok(w, world_embed(w, mover, OLD, 64, NULL));
    gk_store *reader = world_open(w, GK_READ);
    start(w, mover, &to, 0);
    embed_batch(w, mover, NEW);
    gk_store *other = world_open(w, GK_WRITE);
    remove_name(w, other, "a"); /* in part embedded for the new model */
    assert_moving(w, reader, 0);
    assert_serves(w, reader, OLD, 30);
    embed_batch(w, mover, NEW);
    assert_moving(w, reader, BATCH);
    /* What the mover has at hand goes, and other passages come, before it has their vectors. */
    int64_t *ids;
    size_t count;
    float vectors[BATCH * NEW];
    assert_ok(w, gk_store_move_unembedded(mover, 0, BATCH, &ids, &count, &w->err));
    assert_int_equal(count, 30 - BATCH);
    for (size_t i = 0; i < count; i++) world_vector(ids[i], NEW, vectors + i * NEW);
    remove_name(w, other, "b");
    add_passages(w, other, "c", 40);
    assert_ok(w, gk_store_move_add(mover, ids, count, vectors, &w->err));
    gk_free(ids);
    assert_moving(w, reader, 0);
    assert_ok(w, world_embed(w, other, OLD, 64, NULL));
    gk_store_close(other);
    assert_serves(w, reader, OLD, 40);
    embed_rest(w, mover, NEW);
    finish(w, mover);
    assert_serves(w, reader, NEW, 40);
    assert_int_equal(count_vectors(w, mover), 40);
    remove_name(w, mover, "c");
    add_passages(w, mover, "d", 3);
    assert_ok(w, world_embed(w, mover, NEW, 64, NULL));
    assert_serves(w, reader, NEW, 3);
    gk_store_close(reader);
    gk_store_close(mover);
    mover = world_open(w, GK_WRITE);
    assert_serves(w, mover, NEW, 3);
    gk_store_close(mover);
}

static void the_number_of_rows_of_a_move_that_was_given_up_is_forgotten(void **state)
{
    world *w = *state;
    const gk_store_model to = model_of("new", NEW), third = model_of("third", 8);
    gk_store *store = old_library(w);
    add_passages(w, store, "b", 10);
    start(w, store, &to, 0);
    embed_rest(w, store, NEW);
    assert_ok(w, gk_store_claim(store, &w->err));
    remove_name(w, store, "b");
    gk_store_move_leave(store);
    start(w, store, &third, PASSAGES);
    assert_moving(w, store, 0);
    embed_rest(w, store, 8);
    finish(w, store);
    assert_serves(w, store, 8, PASSAGES);
    /* The file has the header and as many rows as there are passages. */
    struct stat st;
    assert_int_equal(stat(world_path(w, "vectors/f32.3"), &st), 0);
    assert_int_equal(st.st_size, 64 + PASSAGES * 8 * sizeof(float));
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(searches_are_right_whatever_was_removed),
        TEST(ids_are_not_used_again),
        TEST(a_file_that_lost_rows_behind_holes_is_repaired),
        TEST(a_reader_keeps_its_moment_through_a_removal),
        TEST(a_reader_never_sees_a_mixture),
        TEST(removal_goes_on_during_a_move),
        TEST(the_number_of_rows_of_a_move_that_was_given_up_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
