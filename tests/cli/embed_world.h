/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of `goshawk embed` share: a folder with in.txt, the tests' model of 32 dimensions,
 * and files of vectors.
 */
#ifndef TEST_CLI_EMBED_WORLD_H
#define TEST_CLI_EMBED_WORLD_H

#include "program.h"

#define MODEL GK_SOURCE_DIR "/tests/model/data/tiny"

enum { DIMENSIONS = 32, HEADER = 128, LINES = 3000 };

#define EMBED(r, ...) RUN(r, "embed", "--model", MODEL, __VA_ARGS__)

static inline int enter_embed_world(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    FILE *file = fopen("in.txt", "w");
    assert_non_null(file);
    for (int i = 0; i < LINES; i++)
        fprintf(file, "net sales of %d was $%d million%s\n", i, i * 37,
                i % 5 ? "" : ", cash flow of the year");
    assert_int_equal(fclose(file), 0);
    return 0;
}

static inline int leave_embed_world(void **state)
{
    leave_world(*state);
    return 0;
}

static inline void expect_code(const run *r, int code)
{
    if (r->code != code) print_error("%s", r->err);
    assert_int_equal(r->code, code);
}

/* A whole file; free(). */
static inline char *whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("%s is not there", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static inline void expect_same_file(const char *path, const char *expected)
{
    size_t n, m;
    char *a = whole(path, &n), *b = whole(expected, &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
}

/* The rows that a npy file's header tells. */
static inline size_t npy_rows(const char *path)
{
    size_t size, rows = 0, dimensions = 0;
    char *bytes = whole(path, &size);
    assert_true(size >= HEADER);
    assert_memory_equal(bytes, "\x93NUMPY\x01\x00\x76\x00", 10);
    assert_int_equal(bytes[HEADER - 1], '\n');
    static const char shape[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }";
    assert_int_equal(sscanf(bytes + 10, shape, &rows, &dimensions), 2);
    assert_int_equal(dimensions, DIMENSIONS);
    assert_true(size >= HEADER + rows * DIMENSIONS * sizeof(float));
    free(bytes);
    return rows;
}

/* What the shell does with a line; its exit status, *err its standard error. */
static inline int shell(const char *line, char *err, size_t size)
{
    char *text = NULL;
    assert_true(
        asprintf(&text, "exec 2>err.txt; E='" PROGRAM " embed --model " MODEL "'; %s", line) > 0);
    int status = system(text);
    free(text);
    read_whole("err.txt", err, size);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
