/* SPDX-License-Identifier: Apache-2.0
 *
 * Vectors of texts and the files they are kept in. HEAD and the size of a record are those that
 * vectors.c describes: a file of another program must be read by them.
 */
#include "world.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <sys/wait.h>

enum { DIMENSIONS = 32, HEAD = 48, RECORD = 16 + DIMENSIONS * 4 };

static const char *const texts[] = {"Net sales rose.", "Inventories fell.", "Net sales rose.",
                                    "The board met.", "Net sales rose."};
enum { TEXTS = 5, DIFFERENT = 3 };

static gk_model *open_model(world *w, const char *folder)
{
    gk_model *model;
    assert_ok(w, gk_model_open(folder, &model, &w->err));
    return model;
}

/* Counts the calls that tell of embedding, and stops after so many of them. */
typedef struct seen {
    size_t calls, embedded, stop_after; /* stop_after 0: never */
} seen;

static bool on_work(void *ctx, const gk_work *work)
{
    seen *s = ctx;
    s->embedded = work->total;
    return ++s->calls != s->stop_after;
}

/* Vectors of the texts above; *embedded says how many were not in the cache. */
static float *vectors_of(world *w, const gk_model *model, const char *prompt, const char *cache,
                         size_t *embedded)
{
    float *vectors;
    seen s = {0};
    const gk_watch watch = {on_work, &s};
    assert_ok(w,
              gk_corpus_vectors(model, prompt, texts, TEXTS, cache, 2, &watch, &vectors, &w->err));
    *embedded = s.embedded;
    return vectors;
}

/* The only file of the cache; the world's. */
static const char *cache_file(world *w, const char *cache)
{
    const char *found = NULL;
    DIR *folder = opendir(cache);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        assert_null(found);
        found = gk_arena_format(w->arena, "%s/%s", cache, entry->d_name);
    }
    closedir(folder);
    assert_non_null(found);
    return found;
}

static size_t size_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return (size_t)st.st_size;
}

static void expect_same(const float *got, const float *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fabsf(got[i] - expected[i]) > 1e-5F)
            fail_msg("number %zu is %f, not %f", i, (double)got[i], (double)expected[i]);
}

static void vectors_are_the_models(void **state)
{
    world *w = *state;
    gk_model *model = open_model(w, TINY_XLMR);
    size_t dimensions = gk_model_dimensions(model), embedded;
    static const char *const prompts[] = {"query", "passage"};
    for (size_t p = 0; p < 2; p++) {
        float *expected = gk_alloc_floats(TEXTS * dimensions);
        assert_ok(w, gk_model_embed(model, texts, NULL, TEXTS,
                                    &(gk_embed_options){.prompt = prompts[p]}, expected, &w->err));
        float *got = vectors_of(w, model, prompts[p], world_path(w, "cache"), &embedded);
        expect_same(got, expected, TEXTS * dimensions);
        assert_int_equal(embedded, DIFFERENT); /* the prompts' vectors are kept apart */
        gk_free(got);
        got = vectors_of(w, model, prompts[p], "", &embedded);
        expect_same(got, expected, TEXTS * dimensions);
        gk_free(got);
        gk_free(expected);
    }
    gk_model_close(model);
}

static void what_was_embedded_is_not_embedded_again(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "a/new/cache");
    gk_model *model = open_model(w, TINY);
    assert_int_equal(gk_model_dimensions(model), DIMENSIONS);
    size_t embedded;
    float *first = vectors_of(w, model, "passage", cache, &embedded);
    assert_int_equal(embedded, DIFFERENT); /* equal texts are embedded once */
    const char *file = cache_file(w, cache);
    assert_int_equal(size_of(file), HEAD + DIFFERENT * RECORD);
    float *again = vectors_of(w, model, "passage", cache, &embedded);
    assert_int_equal(embedded, 0);
    assert_memory_equal(again, first, TEXTS * DIMENSIONS * sizeof *first);
    assert_int_equal(size_of(file), HEAD + DIFFERENT * RECORD);
    gk_free(again);
    const char *more[] = {"Inventories fell.", "A new text."};
    assert_ok(w, gk_corpus_vectors(model, "passage", more, 2, cache, 1, NULL, &again, &w->err));
    assert_memory_equal(again, first + DIMENSIONS, DIMENSIONS * sizeof *first);
    assert_int_equal(size_of(file), HEAD + (DIFFERENT + 1) * RECORD);
    gk_free(again);
    gk_free(first);
    gk_model_close(model);
}

static void nothing_is_written_without_a_cache(void **state)
{
    world *w = *state;
    gk_model *model = open_model(w, TINY);
    size_t embedded;
    gk_free(vectors_of(w, model, "query", "", &embedded));
    gk_free(vectors_of(w, model, "query", "", &embedded));
    assert_int_equal(embedded, DIFFERENT);
    assert_int_equal(rmdir(w->folder), 0); /* is empty */
    gk_model_close(model);
}

static void the_cache_is_where_the_system_keeps_caches(void **state)
{
    world *w = *state;
    const char *before = getenv("XDG_CACHE_HOME");
    char *kept = before ? strdup(before) : NULL;
    setenv("XDG_CACHE_HOME", w->folder, 1);
    gk_model *model = open_model(w, TINY);
    size_t embedded;
    gk_free(vectors_of(w, model, "query", NULL, &embedded));
    assert_non_null(cache_file(w, world_path(w, "goshawk/vectors")));
    gk_model_close(model);
    if (kept)
        setenv("XDG_CACHE_HOME", kept, 1);
    else
        unsetenv("XDG_CACHE_HOME");
    free(kept);
}

static void a_record_that_is_only_begun_is_dropped(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "cache");
    gk_model *model = open_model(w, TINY);
    size_t embedded;
    float *first = vectors_of(w, model, "passage", cache, &embedded);
    const char *file = cache_file(w, cache);
    assert_int_equal(truncate(file, HEAD + 2 * RECORD + RECORD / 2), 0);
    float *again = vectors_of(w, model, "passage", cache, &embedded);
    assert_int_equal(embedded, 1);
    expect_same(again, first, TEXTS * DIMENSIONS);
    assert_int_equal(size_of(file), HEAD + DIFFERENT * RECORD);
    gk_free(again);
    assert_int_equal(truncate(file, HEAD / 2), 0);
    again = vectors_of(w, model, "passage", cache, &embedded);
    assert_int_equal(embedded, DIFFERENT);
    assert_int_equal(size_of(file), HEAD + DIFFERENT * RECORD);
    gk_free(again);
    gk_free(first);
    gk_model_close(model);
}

static void a_record_of_zeros_is_embedded_again(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "cache");
    gk_model *model = open_model(w, TINY);
    size_t embedded;
    float *first = vectors_of(w, model, "passage", cache, &embedded);
    static const char zeros[DIMENSIONS * 4];
    int fd = open(cache_file(w, cache), O_WRONLY);
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, HEAD + RECORD + 16), sizeof zeros);
    close(fd);
    for (int i = 0; i < 2; i++) {
        float *again = vectors_of(w, model, "passage", cache, &embedded);
        assert_int_equal(embedded, i == 0); /* the good record behind it counts */
        expect_same(again, first, TEXTS * DIMENSIONS);
        gk_free(again);
    }
    gk_free(first);
    gk_model_close(model);
}

static void a_file_of_another_kind_is_refused(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "cache");
    gk_model *model = open_model(w, TINY);
    size_t embedded;
    gk_free(vectors_of(w, model, "passage", cache, &embedded));
    const char *file = cache_file(w, cache);
    FILE *stranger = fopen(file, "w");
    for (int i = 0; i < 20; i++) fputs("somebody's notes\n", stranger);
    fclose(stranger);
    float *vectors = (float *)w;
    assert_int_equal(
        gk_corpus_vectors(model, "passage", texts, TEXTS, cache, 1, NULL, &vectors, &w->err),
        GK_INPUT);
    assert_null(vectors);
    assert_contains(w->err.message, file);
    assert_contains(w->err.message, "delete it");
    assert_int_equal(size_of(file), 20 * 17); /* is left as it was */
    gk_model_close(model);
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    world *w = *state;
    const char *cache = world_write(w, "file", "x");
    gk_model *model = open_model(w, TINY);
    float *vectors;
    assert_int_equal(
        gk_corpus_vectors(model, "passage", texts, TEXTS, cache, 1, NULL, &vectors, &w->err),
        GK_IO);
    assert_contains(w->err.message, cache);
    gk_model_close(model);
}

/* ---- many texts ----------------------------------------------------------------------------- */

enum { MANY = 1500 };

static const char **many_texts(world *w)
{
    const char **many = gk_arena_array(w->arena, MANY, sizeof *many);
    for (size_t i = 0; i < MANY; i++) many[i] = gk_arena_format(w->arena, "sales of %zu", i);
    return many;
}

static void a_stop_keeps_what_is_done(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "cache"), **many = many_texts(w);
    gk_model *model = open_model(w, TINY);
    seen s = {.stop_after = 2};
    gk_watch watch = {on_work, &s};
    float *vectors = (float *)w;
    assert_int_equal(
        gk_corpus_vectors(model, "passage", many, MANY, cache, 2, &watch, &vectors, &w->err),
        GK_STOPPED);
    assert_null(vectors);
    assert_int_equal(s.embedded, MANY);
    size_t kept = (size_of(cache_file(w, cache)) - HEAD) / RECORD;
    assert_in_range(kept, 1, MANY - 1);
    s = (seen){0};
    assert_ok(w,
              gk_corpus_vectors(model, "passage", many, MANY, cache, 2, &watch, &vectors, &w->err));
    assert_int_equal(s.embedded, MANY - kept);
    assert_int_equal(size_of(cache_file(w, cache)), HEAD + MANY * RECORD);
    gk_free(vectors);
    gk_model_close(model);
}

static void several_processes_may_write_at_once(void **state)
{
    world *w = *state;
    const char *cache = world_path(w, "cache"), **many = many_texts(w);
    gk_model *model = open_model(w, TINY);
    enum { PROCESSES = 4 };
    pid_t children[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] != 0) continue;
        float *vectors; /* each begins somewhere else */
        gk_status status = gk_corpus_vectors(model, "passage", many + i * 100, MANY - i * 100,
                                             cache, 1, NULL, &vectors, NULL);
        _exit(status == GK_OK ? 0 : 1);
    }
    for (size_t i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    size_t bytes = size_of(cache_file(w, cache)) - HEAD;
    assert_int_equal(bytes % RECORD, 0);
    assert_in_range(bytes / RECORD, MANY, PROCESSES * MANY);
    seen s = {0};
    const gk_watch watch = {on_work, &s};
    float *kept, *expected;
    assert_ok(w, gk_corpus_vectors(model, "passage", many, MANY, cache, 1, &watch, &kept, &w->err));
    assert_int_equal(s.calls, 0); /* every text stands there */
    assert_ok(w, gk_corpus_vectors(model, "passage", many, MANY, "", 1, NULL, &expected, &w->err));
    expect_same(kept, expected, MANY * DIMENSIONS);
    gk_free(expected);
    gk_free(kept);
    gk_model_close(model);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(vectors_are_the_models),
        test(what_was_embedded_is_not_embedded_again),
        test(nothing_is_written_without_a_cache),
        test(the_cache_is_where_the_system_keeps_caches),
        test(a_record_that_is_only_begun_is_dropped),
        test(a_record_of_zeros_is_embedded_again),
        test(a_file_of_another_kind_is_refused),
        test(a_folder_that_cannot_be_made_is_named),
        test(a_stop_keeps_what_is_done),
        test(several_processes_may_write_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
