/* SPDX-License-Identifier: Apache-2.0
 *
 * The index's segments in a library: they are merged as documents come, into files once they are
 * large; what is found does not depend on it, nor on what is removed, lost or left behind.
 */
#include "world.h"

#include "store/internal.h"

#include <dirent.h>

/* Document n: passages as many as n decides, each with the words "all" and "docN". */
enum { SMALL = 5, LARGE = 700 };
static char *text_of(size_t n, size_t passages)
{
    gk_string text = {0};
    gk_random random = gk_random_start(n);
    for (size_t i = 0; i < passages; i++) {
        gk_string_addf(&text, "all doc%zu %s", n, i % 3 ? "" : "third");
        for (size_t k = gk_random_below(&random, passages < LARGE ? 60 : 250); k > 0; k--)
            gk_string_addf(&text, " word%zu", gk_random_below(&random, 4000));
        gk_string_add(&text, "\n\n");
    }
    return gk_string_take(&text);
}

static void add(world *w, gk_store *store, size_t n, size_t passages)
{
    char name[24], *text = text_of(n, passages);
    snprintf(name, sizeof name, "doc%zu", n);
    world_add(w, store, name, text);
    gk_free(text);
}

static void drop(world *w, gk_store *store, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "doc%zu", n);
    assert_ok(w, gk_store_remove(store, name, NULL, &w->err));
}

/* How many passages a word finds. */
static size_t hits(world *w, gk_store *store, const char *word)
{
    const gk_store_term term = {word, 1};
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, SIZE_MAX, &items, &count, &w->err));
    gk_free(items);
    return count;
}

static size_t hits_of(world *w, gk_store *store, size_t n)
{
    char word[24];
    snprintf(word, sizeof word, "doc%zu", n);
    return hits(w, store, word);
}

static size_t count_files(const world *w)
{
    size_t files = 0;
    DIR *folder = opendir(world_path(w, "index"));
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) files += *entry->d_name != '.';
    closedir(folder);
    return files;
}

static size_t count_segments(world *w, gk_store *store, gk_index_kind kind)
{
    gk_segment **segments;
    size_t count;
    assert_ok(w, gk_segments_load(store, kind, &segments, &count, &w->err));
    for (size_t i = 0; i < count; i++) assert_ok(w, gk_segment_check(segments[i], &w->err));
    gk_free(segments);
    return count;
}

static void many_small_documents_make_few_segments(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *reader = world_open(w, GK_READ);
    enum { DOCUMENTS = GK_SLOW_BUILD ? 80 : 150 };
    size_t most = 0;
    for (size_t n = 1; n <= DOCUMENTS; n++) {
        add(w, store, n, SMALL);
        size_t count = count_segments(w, store, GK_KIND_PASSAGES);
        most = count > most ? count : most;
        if (n % 25) continue;
        assert_int_equal(hits(w, store, "all"), n * SMALL);
        assert_int_equal(hits(w, reader, "all"), n * SMALL);
        assert_int_equal(hits_of(w, reader, n / 2), SMALL);
    }
    if (most > 24) fail_msg("there were %zu segments", most);
    assert_true(count_segments(w, store, GK_KIND_FRONTS) <= 24);
    gk_store_close(reader);
    gk_store_close(store);
}

static void large_and_small_documents_are_found_alike(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *reader = world_open(w, GK_READ);
    size_t all = 0;
    for (size_t n = 1; n <= 24; n++) {
        size_t passages = n % 3 ? LARGE : SMALL;
        add(w, store, n, passages);
        all += passages;
        assert_int_equal(hits(w, reader, "all"), all);
        if (n % 5 == 0) {
            drop(w, store, n - 3);
            all -= (n - 3) % 3 ? LARGE : SMALL;
            assert_int_equal(hits(w, reader, "all"), all);
            assert_int_equal(hits_of(w, reader, n - 3), 0);
        }
    }
    for (size_t n = 1; n <= 24; n++)
        assert_int_equal(hits_of(w, store, n), n == 2 || n == 7 || n == 12 || n == 17 ? 0
                                               : n % 3                                ? LARGE
                                                                                      : SMALL);
    gk_store_close(store);
    gk_store_close(reader);
}

static void a_segment_that_is_mostly_gone_is_written_anew(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 8; n++) add(w, store, n, LARGE);
    assert_int_equal(count_segments(w, store, GK_KIND_PASSAGES), 1);
    for (size_t n = 1; n <= 7; n++) {
        gk_segment **segments;
        size_t count;
        drop(w, store, n);
        assert_ok(w, gk_segments_load(store, GK_KIND_PASSAGES, &segments, &count, &w->err));
        assert_int_equal(count, 1);
        assert_true(gk_segment_rows(segments[0]) <= 2 * LARGE * (8 - n) + 1);
        gk_free(segments);
        assert_int_equal(hits(w, store, "all"), LARGE * (8 - n));
    }
    drop(w, store, 8);
    assert_int_equal(count_segments(w, store, GK_KIND_PASSAGES), 0);
    assert_int_equal(count_segments(w, store, GK_KIND_FRONTS), 0);
    assert_int_equal(count_files(w), 0);
    assert_int_equal(hits(w, store, "all"), 0);
    gk_store_close(store);
}

static void a_reader_keeps_its_moment_while_segments_are_merged_away(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *reader = world_open(w, GK_READ);
    for (size_t n = 1; n <= 7; n++) add(w, store, n, LARGE);
    assert_int_equal(count_files(w), 7);
    assert_ok(w, gk_store_begin(reader, &w->err)); /* has searched nothing yet */
    add(w, store, 8, LARGE);                       /* and the seven files go */
    drop(w, store, 3);
    assert_int_equal(count_files(w), 1);
    assert_int_equal(hits(w, reader, "all"), 7 * LARGE);
    assert_int_equal(hits_of(w, reader, 3), LARGE);
    assert_int_equal(hits_of(w, reader, 8), 0);
    gk_store_end(reader);
    assert_int_equal(hits(w, reader, "all"), 7 * LARGE); /* of eight */
    assert_int_equal(hits_of(w, reader, 3), 0);
    assert_int_equal(hits_of(w, reader, 8), LARGE);
    gk_store_close(reader);
    gk_store_close(store);
}

/* What a crash may leave: files that no row names. */
static void what_nobody_names_goes_with_the_next_writer(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    add(w, store, 1, LARGE);
    gk_store_close(store);
    static const char *const left[] = {"index/999", "index/merging", "index/7.tmp", "index/x"};
    for (size_t i = 0; i < 4; i++) world_write(world_path(w, left[i]), "left", 4);
    store = world_open(w, GK_READ);
    assert_int_equal(hits(w, store, "all"), LARGE);
    gk_store_close(store);
    assert_int_equal(count_files(w), 5);
    store = world_open(w, GK_WRITE);
    assert_int_equal(count_files(w), 1);
    assert_int_equal(hits(w, store, "all"), LARGE);
    gk_store_close(store);
}

static const char *only_file(const world *w)
{
    static char path[400];
    DIR *folder = opendir(world_path(w, "index"));
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        if (*entry->d_name != '.')
            snprintf(path, sizeof path, "%s/index/%s", w->library, entry->d_name);
    closedir(folder);
    return path;
}

static void a_lost_or_damaged_file_is_made_anew(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    add(w, store, 1, SMALL);
    add(w, store, 2, LARGE);
    drop(w, store, 1);
    gk_store_close(store);
    for (int damage = 0; damage < 3; damage++) {
        const gk_store_term term = {"all", 1};
        gk_candidate *items;
        size_t count;
        assert_int_equal(count_files(w), 1);
        if (damage == 0) unlink(only_file(w));
        if (damage == 1) world_write(only_file(w), "no segment", 10);
        if (damage == 2) world_remove(world_path(w, "index"));
        store = world_open(w, GK_READ);
        gk_library_info info;
        assert_ok(w, gk_store_counts(store, &info, &w->err)); /* all else can be read */
        assert_int_equal(info.documents, 1);
        assert_status(GK_LIBRARY,
                      gk_store_lexical(store, &term, 1, NULL, 5, &items, &count, &w->err));
        assert_message(w, "index is damaged");
        gk_store_close(store);
        store = world_open(w, GK_WRITE);
        assert_int_equal(hits(w, store, "all"), LARGE);
        gk_store_close(store);
        store = world_open(w, GK_READ);
        assert_int_equal(hits_of(w, store, 2), LARGE);
        assert_int_equal(hits_of(w, store, 1), 0);
        gk_store_close(store);
    }
}

/* The content whose front a word finds, which has to be the only one. */
static int64_t front_of(world *w, gk_store *store, size_t n)
{
    char word[24];
    snprintf(word, sizeof word, "doc%zu", n);
    const gk_store_term term = {word, 1};
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_lexical_contents(store, &term, 1, NULL, 9, &items, &count, &w->err));
    assert_int_equal(count, 1);
    int64_t content = items[0].content;
    gk_free(items);
    return content;
}

static void an_index_made_anew_is_noticed(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 3; n++) add(w, store, n, SMALL);
    gk_store_close(store);
    gk_store *reader = world_open(w, GK_READ);
    assert_int_equal(front_of(w, reader, 2), 2);
    world_remove(world_path(w, "index"));
    store = world_open(w, GK_WRITE);
    for (size_t n = 1; n <= 3; n++) {
        assert_int_equal(front_of(w, reader, n), (int64_t)n);
        assert_int_equal(front_of(w, store, n), (int64_t)n);
    }
    assert_ok(w, gk_index_repair(store, &w->err));
    add(w, store, 4, SMALL);
    for (size_t n = 1; n <= 4; n++) {
        assert_int_equal(front_of(w, reader, n), (int64_t)n);
        assert_int_equal(front_of(w, store, n), (int64_t)n);
    }
    gk_store_close(reader);
    gk_store_close(store);
}

#define DAMAGE "UPDATE segment SET bytes = zeroblob(length(bytes)) WHERE length(bytes) > 0"

static void without_its_folder_all_of_the_index_is_made_anew(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 3; n++) add(w, store, n, SMALL);
    gk_store_close(store);
    for (int crash = 0; crash < 2; crash++) {
        world_sql(w, DAMAGE);
        world_remove(world_path(w, "index"));
        if (crash) { /* between the folder and the index */
            world_sql(w, "INSERT INTO meta VALUES('rebuild', 1)");
            assert_int_equal(mkdir(world_path(w, "index"), 0777), 0);
        }
        store = world_open(w, GK_WRITE);
        assert_true(gk_path_exists(world_path(w, "index")));
        assert_int_equal(hits(w, store, "all"), 3 * SMALL);
        bool asked;
        assert_ok(w, gk_meta_rebuild_asked(store, &asked, &w->err));
        assert_false(asked);
        gk_store_close(store);
    }
}

static void a_damaged_segment_stops_no_document(void **state)
{
    world *w = *state;
    static const char *const damages[] = {DAMAGE " AND kind = 0", DAMAGE " AND kind = 1", DAMAGE};
    for (size_t damage = 0; damage < 3; damage++) {
        gk_store *store = world_create(w, 0);
        for (size_t n = 1; n <= 5; n++) add(w, store, n, SMALL);
        gk_store_close(store);
        world_sql(w, damages[damage]);
        store = world_open(w, GK_WRITE);
        for (size_t n = 6; n <= 20; n++) {
            add(w, store, n, SMALL);
            assert_int_equal(hits(w, store, "all"), n * SMALL);
            assert_int_equal(front_of(w, store, n - 4), (int64_t)n - 4);
        }
        assert_true(count_segments(w, store, GK_KIND_PASSAGES) < 8);
        assert_true(count_segments(w, store, GK_KIND_FRONTS) < 8);
        gk_store_close(store);
        world_remove(w->library);
    }
}

/* One whose list no longer fits: opening it does not tell, merging does. */
static void what_a_merge_finds_damaged_is_made_anew(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 7; n++) add(w, store, n, LARGE);
    gk_store_close(store);
    FILE *file = fopen(only_file(w), "r+"); /* one of seven */
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0);
    assert_int_equal(fwrite("damaged!", 1, 8, file), 8);
    assert_int_equal(fclose(file), 0);
    store = world_open(w, GK_WRITE);
    add(w, store, 8, LARGE);
    assert_true(count_segments(w, store, GK_KIND_PASSAGES) < 8);
    assert_int_equal(hits(w, store, "all"), 8 * LARGE);
    for (size_t n = 1; n <= 8; n++) assert_int_equal(hits_of(w, store, n), LARGE);
    gk_store_close(store);
}

/* As it is about to take the place of what it was made of. */
static void a_merge_that_fails_is_undone(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 6; n++) add(w, store, n, SMALL);
    world_sql(w, "CREATE TRIGGER refuse BEFORE INSERT ON segment WHEN"
                 " (SELECT count(*) FROM segment WHERE kind = NEW.kind) < 5"
                 " BEGIN SELECT RAISE(ABORT, 'refused'); END");
    for (size_t n = 7; n <= 10; n++) {
        add(w, store, n, SMALL);
        assert_int_equal(hits(w, store, "all"), n * SMALL);
        assert_int_equal(front_of(w, store, n), (int64_t)n);
        assert_int_equal(count_segments(w, store, GK_KIND_PASSAGES), n);
        assert_int_equal(count_segments(w, store, GK_KIND_FRONTS), n);
    }
    world_sql(w, "DROP TRIGGER refuse");
    add(w, store, 11, SMALL);
    assert_int_equal(count_segments(w, store, GK_KIND_PASSAGES), 1);
    assert_int_equal(count_segments(w, store, GK_KIND_FRONTS), 1);
    assert_int_equal(hits(w, store, "all"), 11 * SMALL);
    gk_store_close(store);
}

/* It may be readable the next time. */
static void what_cannot_be_read_is_not_taken_for_damaged(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    add(w, store, 1, LARGE);
    gk_store_close(store);
    char kept[400];
    const char *path = only_file(w);
    snprintf(kept, sizeof kept, "%s/kept", w->folder);
    assert_int_equal(rename(path, kept), 0);
    assert_int_equal(symlink(path, path), 0); /* a loop */
    assert_status(GK_IO, gk_store_open(w->library, GK_WRITE, &store, &w->err));
    assert_message(w, path);
    assert_int_equal(rename(kept, path), 0);
    store = world_open(w, GK_WRITE);
    assert_string_equal(path, only_file(w)); /* made anew, it would have another number */
    assert_int_equal(hits(w, store, "all"), LARGE);
    gk_store_close(store);
}

static void a_front_has_no_row_that_cannot_be(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    add(w, store, 1, SMALL);
    gk_store_close(store);
    world_sql(w, "UPDATE front_row SET row = 9223372036854775807");
    store = world_open(w, GK_READ);
    const gk_store_term term = {"all", 1};
    gk_candidate *items;
    size_t count;
    assert_status(GK_LIBRARY, gk_store_lexical(store, &term, 1, NULL, 5, &items, &count, &w->err));
    assert_message(w, "goshawk.db is damaged");
    gk_store_close(store);
}

/* ---- what is hidden is not felt -------------------------------------------------------------- */

static void assert_same_scores(world *w, gk_store *a, const gk_store_scope *scope, gk_store *b,
                               const char *const *words, size_t word_count)
{
    gk_store_term terms[8];
    for (size_t i = 0; i < word_count; i++) terms[i] = (gk_store_term){words[i], 1 + (double)i / 2};
    gk_candidate *x, *y;
    size_t n, m;
    assert_ok(w, gk_store_lexical(a, terms, word_count, scope, 50, &x, &n, &w->err));
    assert_ok(w, gk_store_lexical(b, terms, word_count, NULL, 50, &y, &m, &w->err));
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) assert_true(x[i].score == y[i].score);
    gk_free(x);
    gk_free(y);
    assert_ok(w, gk_store_lexical_contents(a, terms, word_count, scope, 50, &x, &n, &w->err));
    assert_ok(w, gk_store_lexical_contents(b, terms, word_count, NULL, 50, &y, &m, &w->err));
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) assert_true(x[i].score == y[i].score);
    gk_free(x);
    gk_free(y);
}

static void what_a_scope_hides_or_was_removed_moves_no_score(void **state)
{
    world *w = *state;
    static const char *const words[] = {"all", "third", "word7", "word100", "doc5", "word3999"};
    gk_store_model model = world_model(0);
    char path[100];
    snprintf(path, sizeof path, "%s/b.lib", w->folder);
    for (uint64_t seed = 1; seed <= (GK_SLOW_BUILD ? 1 : 3); seed++) {
        gk_random random = gk_random_start(seed);
        gk_store *all = world_create(w, 0), *some;
        assert_ok(w, gk_store_create(path, &model, &w->err));
        assert_ok(w, gk_store_open(path, GK_WRITE, &some, &w->err));
        int64_t admitted[40];
        size_t count = 0;
        for (size_t n = 1; n <= 40; n++) {
            size_t passages = 1 + gk_random_below(&random, n % 9 ? 12 : 150);
            bool hidden = gk_random_below(&random, 3) == 0;
            add(w, all, n, passages);
            if (hidden) continue;
            add(w, some, n, passages);
            admitted[count++] = (int64_t)n;
        }
        const gk_store_scope scope = {.admitted = admitted, .admitted_count = count};
        assert_same_scores(w, all, &scope, some, words, 6);
        for (size_t n = 1, i = 0; n <= 40; n++) {
            if (i < count && admitted[i] == (int64_t)n)
                i++;
            else
                drop(w, all, n);
        }
        assert_same_scores(w, all, NULL, some, words, 6);
        assert_same_scores(w, all, &scope, some, words, 6);
        gk_store_close(all);
        gk_store_close(some);
        world_remove(w->library);
        world_remove(path);
    }
}

/* The first of a scope's two lists says what counts, the second what is wanted of it. */
static void within_restricts_hits_and_nothing_else(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (size_t n = 1; n <= 6; n++) add(w, store, n, SMALL);
    const gk_store_term terms[] = {{"third", 1}, {"all", 1}};
    const int64_t admitted[] = {1, 2, 4, 5}, within[] = {2, 3, 5};
    const gk_store_scope wide = {.admitted = admitted, .admitted_count = 4},
                         narrow = {.admitted = admitted,
                                   .admitted_count = 4,
                                   .within = within,
                                   .within_count = 3};
    gk_candidate *a, *b;
    size_t n, m, seen = 0;
    assert_ok(w, gk_store_lexical(store, terms, 2, &wide, 100, &a, &n, &w->err));
    assert_ok(w, gk_store_lexical(store, terms, 2, &narrow, 100, &b, &m, &w->err));
    assert_int_equal(n, 4 * SMALL);
    assert_int_equal(m, 2 * SMALL);
    for (size_t i = 0; i < n; i++)
        if (a[i].content == 2 || a[i].content == 5) {
            assert_int_equal(a[i].passage, b[seen].passage);
            assert_true(a[i].score == b[seen++].score);
        }
    gk_free(a);
    gk_free(b);
    assert_ok(w, gk_store_lexical_contents(store, terms, 2, &narrow, 100, &b, &m, &w->err));
    assert_int_equal(m, 2);
    gk_free(b);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(many_small_documents_make_few_segments),
        TEST(large_and_small_documents_are_found_alike),
        TEST(a_segment_that_is_mostly_gone_is_written_anew),
        TEST(a_reader_keeps_its_moment_while_segments_are_merged_away),
        TEST(what_nobody_names_goes_with_the_next_writer),
        TEST(a_lost_or_damaged_file_is_made_anew),
        TEST(an_index_made_anew_is_noticed),
        TEST(without_its_folder_all_of_the_index_is_made_anew),
        TEST(a_damaged_segment_stops_no_document),
        TEST(what_a_merge_finds_damaged_is_made_anew),
        TEST(a_merge_that_fails_is_undone),
        TEST(what_cannot_be_read_is_not_taken_for_damaged),
        TEST(a_front_has_no_row_that_cannot_be),
        TEST(what_a_scope_hides_or_was_removed_moves_no_score),
        TEST(within_restricts_hits_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
