/* SPDX-License-Identifier: Apache-2.0
 *
 * A writer is killed while it adds and merges segments, into files, too; after each kill a reader
 * finds every word of every document, and the next writer every segment whole and no file too many.
 *
 * The writer is this program itself, started with --write: it adds documents until it is killed,
 * and removes every fourth.
 */
#include "killing.h"

#include "store/internal.h" /* to check the index */

#include <dirent.h>

enum { KILLS = GK_SLOW_BUILD ? 4 : 10, LARGE_PASSAGES = 260 };

static char *large_text(size_t n)
{
    gk_string text = {0};
    gk_random random = gk_random_start(n);
    for (size_t i = 0; i < LARGE_PASSAGES; i++) {
        gk_string_add(&text, "all");
        for (size_t k = gk_random_below(&random, 200); k > 0; k--)
            gk_string_addf(&text, " word%zu", gk_random_below(&random, 3000));
        gk_string_add(&text, "\n\n");
    }
    gk_string_addf(&text, "mark%zu\n", n);
    return gk_string_take(&text);
}

static int write_until_killed(const char *library, int pipe_fd)
{
    world w = {0};
    gk_store *store;
    snprintf(w.library, sizeof w.library, "%s", library);
    gk_status status = gk_store_open(library, GK_WRITE, &store, &w.err);
    gk_random random = gk_random_start((uint64_t)getpid());
    for (uint32_t said = 0; status == GK_OK; said++) {
        size_t n = gk_random_below(&random, 1u << 30);
        char *name = name_of(n), *text = large_text(n);
        gk_store_place place = {0};
        int64_t content;
        if (write(pipe_fd, &said, sizeof said) != sizeof said) return 1;
        status = world_try_add(&w, store, name, text, false, &place, &content);
        if (status == GK_OK && said % 4 == 3) status = gk_store_remove(store, name, NULL, &w.err);
        gk_free(place.document);
        gk_free(name);
        gk_free(text);
    }
    fprintf(stderr, "writer: %s\n", w.err.message);
    return 1;
}

/* Every passage that is there is found, and nothing else. */
static size_t check_words(world *w, gk_store *store, const char *word, bool all)
{
    const gk_store_term term = {word, 1};
    gk_candidate *items;
    size_t count;
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, SIZE_MAX, &items, &count, &w->err));
    if (all) assert_int_equal(count, info.documents * LARGE_PASSAGES);
    gk_free(items);
    return count;
}

static void check_index(world *w, gk_store *store)
{
    size_t files = 0, named = 0;
    for (int kind = 0; kind < GK_KINDS; kind++) {
        gk_segment **segments;
        size_t count;
        assert_ok(w, gk_segments_load(store, (gk_index_kind)kind, &segments, &count, &w->err));
        for (size_t i = 0; i < count; i++) assert_ok(w, gk_segment_check(segments[i], &w->err));
        gk_free(segments);
    }
    for (size_t i = 0; i < store->segments.count; i++) named += store->segments.items[i].in_file;
    DIR *folder = opendir(world_path(w, "index"));
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) files += *entry->d_name != '.';
    closedir(folder);
    assert_int_equal(files, named);
}

static void a_killed_writer_leaves_every_word_to_be_found(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, 0));
    unsigned seed = (unsigned)getpid();
    print_message("seed %u\n", seed);
    size_t found = 0;
    for (int i = 0; i < KILLS; i++) {
        close(run_and_kill(w, true, (useconds_t)(rand_r(&seed) % 700000)));
        gk_store *store = world_open(w, GK_READ);
        size_t now = check_words(w, store, "all", true);
        gk_store_close(store);
        store = world_open(w, GK_WRITE);
        assert_int_equal(check_words(w, store, "all", true), now);
        check_index(w, store);
        gk_store_close(store);
        check_sqlite(w);
        assert_true(now >= found);
        found = now;
    }
    print_message("%zu documents after %d kills\n", found / LARGE_PASSAGES, KILLS);
    assert_true(found > 0);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_until_killed(argv[2], atoi(argv[3]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_killed_writer_leaves_every_word_to_be_found, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
