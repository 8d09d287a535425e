/* SPDX-License-Identifier: Apache-2.0
 *
 * A writer that adds and removes documents is killed at random moments; after each kill every
 * document is there as a whole or not at all, its original with it.
 *
 * The writer is this program itself, started with --write: it adds the next document with its
 * vectors, then removes the oldest of more than six, until it is killed, and says on a pipe what it
 * has finished.
 */
#include "killing.h"

#include "store/internal.h" /* to check the index */

#include <dirent.h>

enum { KILLS = 24, KEPT = 6 };

typedef struct word {
    uint32_t removed, n;
} word;

/* Documents [first, end). */
typedef struct held {
    uint32_t first, end;
} held;

static gk_status what_is_held(gk_store *store, held *out, gk_error *err)
{
    gk_documents *list;
    *out = (held){0};
    gk_status status = gk_store_documents(store, &list, err);
    if (status != GK_OK) return status;
    if (list->count) {
        out->first = (uint32_t)strtoul(list->documents[0].document + 3, NULL, 10);
        out->end = out->first + (uint32_t)list->count;
    }
    gk_documents_free(list);
    return GK_OK;
}

/* ---- the writer --------------------------------------------------------------------------- */

static gk_status add_one(world *w, gk_store *store, uint32_t n)
{
    char *name = name_of(n), *text = text_of(n);
    gk_store_place place = {0};
    int64_t content;
    gk_status status = world_try_add(w, store, name, text, n % 2, &place, &content);
    gk_free(place.document);
    gk_free(name);
    gk_free(text);
    return status == GK_OK ? world_embed(w, store, DIMENSIONS, BATCH, NULL) : status;
}

static gk_status remove_one(world *w, gk_store *store, uint32_t n)
{
    char *name = name_of(n);
    gk_status status = gk_store_remove(store, name, NULL, &w->err);
    gk_free(name);
    return status;
}

static void say(int pipe_fd, word said)
{
    if (write(pipe_fd, &said, sizeof said) != sizeof said) exit(1);
}

static int write_until_killed(const char *library, int pipe_fd)
{
    world w = {0};
    gk_store *store;
    held h;
    snprintf(w.library, sizeof w.library, "%s", library);
    gk_status status = gk_store_open(library, GK_WRITE, &store, &w.err);
    if (status == GK_OK) status = what_is_held(store, &h, &w.err);
    while (status == GK_OK) {
        status = add_one(&w, store, h.end);
        if (status != GK_OK) break;
        say(pipe_fd, (word){0, h.end++});
        for (; status == GK_OK && h.end - h.first > KEPT; h.first++) {
            status = remove_one(&w, store, h.first);
            if (status == GK_OK) say(pipe_fd, (word){1, h.first});
        }
    }
    fprintf(stderr, "writer: %s\n", w.err.message);
    return 1;
}

/* ---- what must hold ----------------------------------------------------------------------- */

/* Every segment is whole, and no file is there that is none. */
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

/* No word of a document that is gone is found, nor is its original there. */
static void check_gone(world *w, gk_store *store, uint32_t n)
{
    char term_text[64], hash[65], path[80], *text = text_of(n);
    gk_store_term term = {term_text, 1};
    gk_candidate *items;
    size_t count;
    snprintf(term_text, sizeof term_text, "mark%up0i0", n);
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 5, &items, &count, &w->err));
    assert_int_equal(count, 0);
    gk_free(items);
    gk_sha256(text, strlen(text), hash);
    snprintf(path, sizeof path, "originals/%.2s/%s", hash, hash);
    if (gk_path_exists(world_path(w, path))) fail_msg("the original of document %u is there", n);
    gk_free(text);
}

/* After the next writer has come. */
static void check_library(world *w, held *h)
{
    gk_store *store = world_open(w, GK_WRITE);
    gk_library_info info;
    size_t passages = 0;
    assert_ok(w, what_is_held(store, h, &w->err));
    for (uint32_t n = h->first; n < h->end; n++) {
        check_document(w, store, n);
        passages += 3 * (1 + n % 7);
    }
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.passages, passages);
    for (uint32_t n = h->first > 12 ? h->first - 12 : 0; n < h->first; n++) check_gone(w, store, n);
    check_index(w, store);
    gk_store_close(store);
    check_sqlite(w);
    check_vector_file(w);
}

static void a_killed_writer_removes_as_a_whole_or_not_at_all(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, DIMENSIONS));
    held h = {0};
    unsigned seed = (unsigned)getpid();
    print_message("seed %u\n", seed);
    for (int i = 0; i < KILLS; i++) {
        held said = h;
        word one;
        int words = run_and_kill(w, true, (useconds_t)(rand_r(&seed) % 60000));
        while (read(words, &one, sizeof one) == sizeof one)
            *(one.removed ? &said.first : &said.end) = one.n + 1;
        close(words);
        check_library(w, &h);
        /* What it did last it may not have said. */
        if (h.end < said.end || h.end > said.end + 1 || h.first < said.first ||
            h.first > said.first + 1)
            fail_msg("%u to %u are there, it said %u to %u", h.first, h.end, said.first, said.end);
    }
    print_message("%u documents removed in %d runs\n", h.first, KILLS);
    assert_true(h.first > 0);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_until_killed(argv[2], atoi(argv[3]));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_killed_writer_removes_as_a_whole_or_not_at_all,
                                        world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
