/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's passages in a file: read again, they are titled as the library embeds them.
 */
#include "../search/world.h"
#include "corpus/corpus.h"

static const char *path_in(const world *w, const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    return path;
}

static const char report[] = "HALDEN INSTRUMENTS\n\nNet   sales    rose by 4% in the year.\n\f"
                             "(in millions)      2023     2022\n"
                             "Net sales         1,577    1,512\n"
                             "Inventories         287      301\n";

static void passages_are_titled_as_they_are_embedded(void **state)
{
    world *w = *state;
    world_add(w, "HALDEN_2023_10K", report);
    world_add(w, "NEWS", "Halden won a contract in Vestmark. 它很大。\n");
    size_t count = 0;
    const char *path = path_in(w, "passages.jsonl");
    assert_ok(w, gk_passages_write(w->library, path, NULL, &count, &w->err));
    gk_corpus *corpus;
    assert_ok(w, gk_corpus_read(path, NULL, &corpus, &w->err));
    assert_int_equal(corpus->count, count);
    static const char *const names[] = {"HALDEN_2023_10K", "NEWS"};
    size_t seen = 0;
    for (size_t d = 0; d < 2; d++) {
        gk_arena *arena = gk_arena_new();
        gk_store_content content;
        assert_ok(w, gk_store_find(w->library->store, names[d], arena, &content, &w->err));
        for (int page = 1; page <= content.pages; page++) {
            gk_store_passage *passages;
            size_t n;
            assert_ok(w, gk_store_page_passages(w->library->store, content.id, page, arena,
                                                &passages, &n, &w->err));
            for (size_t k = 0; k < n; k++, seen++) {
                char id[64];
                snprintf(id, sizeof id, "%s#%d#%zu", names[d], page, k);
                uint32_t at = gk_corpus_find(corpus, id);
                assert_int_equal(at, seen); /* in the order of the library */
                char *text = gk_passage_embed_text(content.title, passages[k].passage.context,
                                                   passages[k].text);
                assert_string_equal(corpus->passages[at].titled, text);
                assert_string_equal(corpus->passages[at].doc, names[d]);
                gk_free(text);
            }
        }
        gk_arena_free(arena);
    }
    assert_int_equal(seen, count);
    gk_corpus_free(corpus);
}

static void a_twin_stands_there_once(void **state)
{
    world *w = *state;
    world_add(w, "FIRST", "The board met on Monday and decided nothing at all.\n");
    world_add(w, "SECOND", "The board met on Monday and decided nothing at all.\n");
    size_t count = 0;
    const char *path = path_in(w, "passages.jsonl");
    assert_ok(w, gk_passages_write(w->library, path, NULL, &count, &w->err));
    assert_int_equal(count, 1);
    gk_corpus *corpus;
    assert_ok(w, gk_corpus_read(path, NULL, &corpus, &w->err));
    assert_string_equal(corpus->passages[0].id, "FIRST#1#0");
    gk_corpus_free(corpus);
}

static void a_file_that_stands_there_is_left_alone(void **state)
{
    world *w = *state;
    world_add(w, "A", "The board met on Monday and decided nothing at all.\n");
    const char *path = path_in(w, "mine.txt");
    assert_ok(w, gk_file_write(path, "mine", 4, &w->err));
    assert_int_equal(gk_passages_write(w->library, path, NULL, NULL, &w->err), GK_INVALID);
    assert_contains(w->err.message, "mine.txt exists");
    char *data;
    size_t size;
    assert_ok(w, gk_file_read(path, &data, &size, &w->err));
    assert_string_equal(data, "mine");
    gk_free(data);
    assert_int_equal(
        gk_passages_write(w->library, path_in(w, "no/such/folder"), NULL, NULL, &w->err), GK_IO);
}

static void a_full_disk_is_told(void **state)
{
    world *w = *state;
    if (access("/dev/full", W_OK) != 0) skip();
    world_add(w, "A", "The board met on Monday and decided nothing at all.\n");
    /* only a new file is written, so the full one stands in for standard output */
    int kept = dup(STDOUT_FILENO);
    assert_non_null(freopen("/dev/full", "w", stdout));
    gk_status status = gk_passages_write(w->library, NULL, NULL, NULL, &w->err);
    fflush(stdout);
    assert_int_equal(dup2(kept, STDOUT_FILENO), STDOUT_FILENO);
    close(kept);
    clearerr(stdout);
    assert_int_equal(status, GK_IO);
    assert_contains(w->err.message, "standard output: ");
}

static bool stop_after_one(void *ctx, const gk_work *work)
{
    *(size_t *)ctx = work->done;
    return false;
}

static void a_stop_leaves_no_file(void **state)
{
    world *w = *state;
    world_add(w, "A", "The board met on Monday and decided nothing at all.\n");
    world_add(w, "B", "The board met on Tuesday and decided nothing at all.\n");
    size_t done = 0;
    const char *path = path_in(w, "passages.jsonl");
    const gk_watch watch = {stop_after_one, &done};
    assert_int_equal(gk_passages_write(w->library, path, &watch, NULL, &w->err), GK_STOPPED);
    assert_int_equal(done, 1);
    assert_contains(w->err.message, "1 of 2 passages");
    assert_false(gk_path_exists(path));
    assert_false(gk_path_exists(path_in(w, "passages.jsonl.tmp")));
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(passages_are_titled_as_they_are_embedded),
        test(a_twin_stands_there_once),
        test(a_file_that_stands_there_is_left_alone),
        test(a_full_disk_is_told),
        test(a_stop_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
