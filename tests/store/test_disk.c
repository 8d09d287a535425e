/* SPDX-License-Identifier: Apache-2.0
 *
 * A full disk and a folder that cannot be written, both real: a small tmpfs and a read-only mount
 * in a mount namespace of the test's own. Where that is not permitted, the tests say so and skip.
 */
#include "../namespace.h"
#include "world.h"

enum { DIMENSIONS = 256 };

#define READ_ONLY "%s/r?o#100%%" /* what means something in an SQLite URI */

/* The world's library moves to a folder on a disk of its own. */
static void use_small_disk(world *w, const char *size)
{
    char disk[80];
    snprintf(disk, sizeof disk, "%s/disk", w->folder);
    assert_int_equal(mkdir(disk, 0777), 0);
    need_namespace();
    need_disk(disk, size, false);
    snprintf(w->library, sizeof w->library, "%s/disk/a.lib", w->folder);
}

static int disk_teardown(void **state)
{
    world *w = *state;
    char path[80];
    snprintf(path, sizeof path, "%s/disk", w->folder);
    umount2(path, MNT_DETACH);
    snprintf(path, sizeof path, READ_ONLY, w->folder);
    umount2(path, MNT_DETACH);
    return world_teardown(state);
}

static char *big_text(int n)
{
    gk_string text = {0};
    for (int page = 0; page < 20; page++) {
        for (int i = 0; i < 8; i++) {
            gk_string_addf(&text, "mark%d ", n);
            for (int k = 0; k < 60; k++)
                gk_string_addf(&text, "w%d ", (n * 31 + k * page + i) % 5000);
            gk_string_add(&text, "\n\n");
        }
        gk_string_add(&text, "\f");
    }
    return gk_string_take(&text);
}

static gk_status add_big(world *w, gk_store *store, int n)
{
    char name[16], *text = big_text(n);
    snprintf(name, sizeof name, "doc%d", n);
    gk_store_place place = {0};
    int64_t content;
    gk_status status = world_try_add(w, store, name, text, false, &place, &content);
    gk_free(place.document);
    gk_free(text);
    return status;
}

/* Documents 0 to count - 1 are there, and whole. */
static void check_documents(world *w, gk_store *store, int count)
{
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.documents, count);
    gk_arena *arena = gk_arena_new();
    for (int n = 0; n < count; n++) {
        char name[16], mark[16], *text = big_text(n), *data;
        size_t size, found;
        snprintf(name, sizeof name, "doc%d", n);
        snprintf(mark, sizeof mark, "mark%d", n);
        gk_store_content content;
        gk_doc_page page;
        gk_candidate *items;
        assert_ok(w, gk_store_find(store, name, arena, &content, &w->err));
        assert_ok(w, gk_store_page(store, content.id, 20, arena, &page, &w->err));
        char *path = gk_store_original(store, content.id, &w->err);
        assert_ok(w, gk_file_read(path, &data, &size, &w->err));
        assert_string_equal(data, text);
        gk_store_term term = {mark, 1};
        assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 1000, &items, &found, &w->err));
        assert_int_equal(found, 160);
        gk_free(items);
        gk_free(path);
        gk_free(data);
        gk_free(text);
    }
    gk_arena_free(arena);
}

static void assert_disk_full(world *w, gk_status status)
{
    if (status != GK_IO) fail_msg("status %d: %s", status, w->err.message);
    assert_message(w, "the disk is full");
    assert_message(w, "what was finished is kept");
}

/* ---- a full disk -------------------------------------------------------------------------- */

static void fill_file(const char *path, size_t limit)
{
    static char block[4096];
    memset(block, 'f', sizeof block);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    assert_true(fd >= 0);
    while (limit >= sizeof block && write(fd, block, sizeof block) > 0) limit -= sizeof block;
    close(fd);
}

static void adding_on_a_full_disk_fails_and_goes_on_with_room(void **state)
{
    world *w = *state;
    use_small_disk(w, "6m");
    char filler[96];
    snprintf(filler, sizeof filler, "%s/disk/filler", w->folder);
    fill_file(filler, 2 << 20);
    gk_store *store = world_create(w, 0);
    int n = 0;
    gk_status status;
    while ((status = add_big(w, store, n)) == GK_OK) n++;
    assert_disk_full(w, status);
    assert_true(n >= 2);
    check_documents(w, store, n);
    assert_disk_full(w, add_big(w, store, n)); /* again, just as clearly */
    check_documents(w, store, n);

    unlink(filler); /* room, for the writer that is still open */
    assert_ok(w, add_big(w, store, n));
    check_documents(w, store, n + 1);
    gk_store_close(store);
    store = world_open(w, GK_READ);
    check_documents(w, store, n + 1);
    gk_store_close(store);
}

static void a_library_that_met_a_full_disk_opens_again(void **state)
{
    world *w = *state;
    use_small_disk(w, "4m");
    gk_store *store = world_create(w, 0);
    int n = 0;
    gk_status status;
    while ((status = add_big(w, store, n)) == GK_OK) n++;
    assert_disk_full(w, status);
    gk_store_close(store); /* with the disk still full */
    store = world_open(w, GK_READ);
    check_documents(w, store, n);
    gk_store_close(store);
}

static void vectors_on_a_full_disk_fail_and_go_on_with_room(void **state)
{
    world *w = *state;
    use_small_disk(w, "6m");
    gk_store *store = world_create(w, DIMENSIONS);
    for (int n = 0; n < 3; n++) assert_ok(w, add_big(w, store, n));
    char filler[96];
    snprintf(filler, sizeof filler, "%s/disk/filler", w->folder);
    fill_file(filler, 5 << 20);
    gk_status status;
    size_t embedded = 0;
    status = world_embed(w, store, DIMENSIONS, 40, &embedded);
    assert_disk_full(w, status);
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_true(info.vectors < info.passages);
    unlink(filler);
    assert_ok(w, world_embed(w, store, DIMENSIONS, 40, NULL));
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.vectors, 480);
    float query[DIMENSIONS];
    world_vector(77, DIMENSIONS, query);
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_dense(store, query, NULL, 1, &items, &count, &w->err));
    assert_int_equal(items[0].passage, 77);
    gk_free(items);
    gk_store_close(store);
}

static void a_library_made_on_a_full_disk_leaves_nothing(void **state)
{
    world *w = *state;
    use_small_disk(w, "512k");
    char filler[96];
    snprintf(filler, sizeof filler, "%s/disk/filler", w->folder);
    gk_store_model model = world_model(DIMENSIONS);
    /* From no room at all to almost enough: whatever step fails, nothing is left. */
    for (size_t room = 0; room <= 100 << 10; room += 4 << 10) {
        fill_file(filler, (512 << 10) - room);
        gk_status status = gk_store_create(w->library, &model, &w->err);
        if (status != GK_OK) assert_disk_full(w, status);
        if (status != GK_OK && gk_path_exists(w->library)) fail_msg("left with room %zu", room);
        if (room == 0) assert_int_equal(status, GK_IO);
        unlink(filler);
        world_remove(w->library);
    }
}

/* ---- a folder that cannot be written ------------------------------------------------------- */

/* The library's folder once more, read-only, below the returned path. */
static const char *read_only_view(world *w)
{
    static char path[96];
    need_namespace();
    snprintf(path, sizeof path, READ_ONLY, w->folder);
    mkdir(path, 0777);
    if (mount(w->library, path, NULL, MS_BIND, NULL) != 0 ||
        mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0) {
        print_message("skipped: no read-only mount here: %s\n", strerror(errno));
        skip();
    }
    return path;
}

static void check_reader(world *w, gk_store *store, int documents)
{
    check_documents(w, store, documents);
    float query[DIMENSIONS];
    world_vector(5, DIMENSIONS, query);
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_dense(store, query, NULL, 3, &items, &count, &w->err));
    assert_int_equal(count, 3);
    assert_int_equal(items[0].passage, 5);
    gk_free(items);
}

static void a_read_only_folder_is_read_and_not_written(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS), *reader;
    for (int n = 0; n < 2; n++) assert_ok(w, add_big(w, store, n));
    assert_ok(w, world_embed(w, store, DIMENSIONS, 1000, NULL));
    gk_store_close(store);
    const char *view = read_only_view(w);
    assert_ok(w, gk_store_open(view, GK_READ, &reader, &w->err));
    check_reader(w, reader, 2);
    assert_status(GK_LIBRARY, gk_store_remember(reader, "what?", false, NULL, 0, &w->err));
    assert_status(GK_LIBRARY, gk_store_open(view, GK_WRITE, &store, &w->err));
    assert_message(w, "cannot be written");
    gk_store_model model = world_model(0);
    char path[128];
    snprintf(path, sizeof path, "%s/b.lib", view);
    gk_status status = gk_store_create(path, &model, &w->err);
    assert_true(status == GK_IO || status == GK_LIBRARY);
    /* Elsewhere the folder may be written: then the open reader must see it. */
    store = world_open(w, GK_WRITE);
    assert_ok(w, add_big(w, store, 2));
    check_reader(w, reader, 3);
    assert_ok(w, add_big(w, store, 3));
    check_reader(w, reader, 4);
    gk_store_close(store);
    check_reader(w, reader, 4);
    store = world_open(w, GK_WRITE);
    assert_ok(w, add_big(w, store, 4));
    gk_store_close(store);
    check_reader(w, reader, 5);
    gk_store_close(reader);
}

static void copy_file(world *w, const char *name, const char *to)
{
    char *data, path[160];
    size_t size;
    assert_ok(w, gk_file_read(world_path(w, name), &data, &size, &w->err));
    snprintf(path, sizeof path, "%s/%s", to, name);
    world_write(path, data, size);
    gk_free(data);
}

static void a_copy_made_in_the_middle_of_writing_is_not_trusted_read_only(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    assert_ok(w, add_big(w, store, 0));
    char copy[80];
    snprintf(copy, sizeof copy, "%s/copy", w->folder);
    assert_int_equal(mkdir(copy, 0777), 0);
    copy_file(w, "goshawk.db", copy);
    copy_file(w, "goshawk.db-wal", copy);
    gk_store_close(store);
    strcpy(w->library, copy);
    const char *view = read_only_view(w);
    assert_status(GK_LIBRARY, gk_store_open(view, GK_READ, &store, &w->err));
    assert_message(w, "open it once where it can be written");
    gk_store_close(world_open(w, GK_READ)); /* does so */
    assert_ok(w, gk_store_open(view, GK_READ, &store, &w->err));
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.documents, 1);
    gk_store_close(store);
}

static void somebody_elses_library_is_read_and_not_written(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, DIMENSIONS);
    assert_ok(w, add_big(w, store, 0));
    assert_ok(w, world_embed(w, store, DIMENSIONS, 1000, NULL));
    gk_store_close(store);
    assert_int_equal(chmod(w->folder, 0755), 0);
    if (seteuid(65534) != 0) {
        print_message("skipped: we cannot become another user here: %s\n", strerror(errno));
        skip();
    }
    gk_status writing = gk_store_open(w->library, GK_WRITE, &store, &w->err);
    gk_store *reader = NULL;
    gk_status reading = gk_store_open(w->library, GK_READ, &reader, NULL);
    gk_library_info info = {0};
    if (reading == GK_OK) reading = gk_store_counts(reader, &info, NULL);
    gk_store_close(reader);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(writing, GK_LIBRARY);
    assert_message(w, "cannot be written");
    assert_int_equal(reading, GK_OK);
    assert_int_equal(info.documents, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, disk_teardown)
    const struct CMUnitTest tests[] = {
        TEST(adding_on_a_full_disk_fails_and_goes_on_with_room),
        TEST(a_library_that_met_a_full_disk_opens_again),
        TEST(vectors_on_a_full_disk_fail_and_go_on_with_room),
        TEST(a_library_made_on_a_full_disk_leaves_nothing),
        TEST(a_read_only_folder_is_read_and_not_written),
        TEST(a_copy_made_in_the_middle_of_writing_is_not_trusted_read_only),
        TEST(somebody_elses_library_is_read_and_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
