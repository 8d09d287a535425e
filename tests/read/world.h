/* SPDX-License-Identifier: Apache-2.0
 *
 * world - a folder for a test to write files into, and goshawk-read run on them.
 */
#ifndef GK_TEST_READ_WORLD_H
#define GK_TEST_READ_WORLD_H

#include "doc/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

typedef struct world {
    char folder[64];
    char *path; /* of the one file that stands in the folder */
} world;

static inline int world_setup(void **state)
{
    world *w = gk_alloc(sizeof *w);
    strcpy(w->folder, "/tmp/gk_read_XXXXXX");
    *state = w;
    return mkdtemp(w->folder) ? 0 : -1;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    if (w->path) unlink(w->path);
    rmdir(w->folder);
    gk_free(w->path);
    gk_free(w);
    return 0;
}

/* Writes the world's file, in place of the one before; returns its path. */
static inline const char *world_file(world *w, const char *name, const void *data, size_t size)
{
    if (w->path) unlink(w->path);
    gk_free(w->path);
    w->path = gk_path_join(w->folder, name);
    assert_int_equal(gk_file_write(w->path, data, size, NULL), GK_OK);
    return w->path;
}

static inline gk_document *read_file(const char *path)
{
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status status = gk_reader_run(path, &d, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    return d;
}

static inline gk_document *read_bytes(world *w, const char *name, const void *data, size_t size)
{
    return read_file(world_file(w, name, data, size));
}

static inline void expect_refusal(world *w, const char *name, const void *data, size_t size,
                                  gk_status status, const char *message)
{
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status got = gk_reader_run(world_file(w, name, data, size), &d, &err);
    assert_null(d);
    assert_string_equal(err.message, message);
    assert_int_equal(got, status);
}

/* Runs the program itself with the arguments that stand before NULL. */
static inline gk_process_result run_reader(const char *a, const char *b, const char *c)
{
    const char *argv[] = {getenv("GOSHAWK_READ"), a, b, c, NULL};
    gk_process_result result;
    assert_non_null(argv[0]);
    assert_int_equal(gk_process_run(argv, 60, (size_t)1 << 24, &result, NULL), GK_OK);
    return result;
}

static inline void expect_run(const char *a, const char *b, const char *c, int exit_code,
                              const char *out, const char *errors)
{
    gk_process_result result = run_reader(a, b, c);
    assert_string_equal(result.errors, errors);
    assert_string_equal(result.out, out);
    assert_int_equal(result.exit_code, exit_code);
    gk_process_result_free(&result);
}

#endif
