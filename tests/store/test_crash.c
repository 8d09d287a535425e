/* SPDX-License-Identifier: Apache-2.0
 *
 * A writer is killed at random moments, again and again; after each kill the library must open,
 * hold every document that was finished, and hold nothing by halves.
 *
 * The writer is this program itself, started with --write: it adds documents, each with its
 * vectors, until it is killed, and says on a pipe which one it has finished.
 */
#include "killing.h"

enum { KILLS = GK_SLOW_BUILD ? 6 : 20 };

/* ---- the writer --------------------------------------------------------------------------- */

static int write_until_killed(const char *library, int pipe_fd)
{
    world w = {0};
    gk_store *store;
    gk_library_info info;
    snprintf(w.library, sizeof w.library, "%s", library);
    if (gk_store_open(library, GK_WRITE, &store, &w.err) != GK_OK ||
        gk_store_counts(store, &info, &w.err) != GK_OK) {
        fprintf(stderr, "writer: %s\n", w.err.message);
        return 1;
    }
    for (uint32_t n = (uint32_t)info.documents;; n++) {
        char *name = name_of(n), *text = text_of(n);
        gk_store_place place = {0};
        int64_t content;
        gk_status status = world_try_add(&w, store, name, text, n % 2, &place, &content);
        if (status == GK_OK && write(pipe_fd, &n, sizeof n) != sizeof n) return 1;
        if (status == GK_OK) status = world_embed(&w, store, DIMENSIONS, BATCH, NULL);
        if (status != GK_OK) {
            fprintf(stderr, "writer: %s\n", w.err.message);
            return 1;
        }
        gk_free(place.document);
        gk_free(name);
        gk_free(text);
    }
}

/* ---- what must hold ----------------------------------------------------------------------- */

/* All documents are whole; *documents is how many there are. */
static void check_library(world *w, gk_mode mode, size_t *documents)
{
    gk_store *store = world_open(w, mode);
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    size_t passages = 0, unembedded;
    for (size_t n = 0; n < info.documents; n++) {
        check_document(w, store, n);
        passages += 3 * (1 + n % 7);
    }
    assert_int_equal(info.passages, passages);
    assert_ok(w, gk_store_unembedded_count(store, 0, &unembedded, &w->err));
    assert_int_equal(unembedded, passages - info.vectors);
    gk_store_close(store);
    *documents = info.documents;
}

static void a_killed_writer_loses_nothing_it_finished(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, DIMENSIONS));
    size_t documents = 0, total = 0;
    unsigned seed = (unsigned)getpid();
    print_message("seed %u\n", seed);
    for (int i = 0; i < KILLS; i++) {
        int words = run_and_kill(w, i % 2, (useconds_t)(rand_r(&seed) % 90000));
        uint32_t n;
        size_t finished = 0;
        while (read(words, &n, sizeof n) == sizeof n) finished = n + 1;
        close(words);
        check_library(w, i % 3 ? GK_WRITE : GK_READ, &documents);
        check_sqlite(w);
        check_vector_file(w);
        if (documents < finished || documents < total)
            fail_msg("%zu documents are left of %zu", documents,
                     finished > total ? finished : total);
        total = documents;
    }
    print_message("%zu documents after %d kills\n", total, KILLS);
    assert_true(total > 0);
    gk_store *store = world_open(w, GK_WRITE); /* and it goes on */
    assert_ok(w, world_embed(w, store, DIMENSIONS, 100, NULL));
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.vectors, info.passages);
    gk_store_close(store);
    check_vector_file(w);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_until_killed(argv[2], atoi(argv[3]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_killed_writer_loses_nothing_it_finished, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
