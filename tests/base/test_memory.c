/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static bool all_zero(const void *p, size_t n)
{
    const unsigned char *bytes = p;
    for (size_t i = 0; i < n; i++)
        if (bytes[i]) return false;
    return true;
}

static void fresh_memory_is_zero(void **state)
{
    (void)state;
    for (size_t n = 0; n < 5000; n = n * 2 + 1) {
        char *p = gk_alloc(n), *array = gk_alloc_array(n, 3);
        float *floats = gk_alloc_floats(n);
        assert_non_null(p);
        assert_true(all_zero(p, n));
        assert_true(all_zero(array, n * 3));
        assert_true(all_zero(floats, n * sizeof *floats));
        assert_int_equal((uintptr_t)floats % 64, 0);
        memset(p, 'x', n); /* dirty what the next round may get */
        memset(array, 'x', n * 3);
        memset(floats, 'x', n * sizeof *floats);
        gk_free(p);
        gk_free(array);
        gk_free(floats);
    }
    gk_free(NULL);
}

static void strings_are_copied_and_formatted(void **state)
{
    (void)state;
    char *copy = gk_strdup("lantern"), *part = gk_strndup("lantern", 4), *none = gk_strndup("", 0);
    char *text = gk_format("%s %d%%", copy, 12), *empty = gk_format("%s", "");
    assert_string_equal(copy, "lantern");
    assert_string_equal(part, "lant");
    assert_string_equal(none, "");
    assert_string_equal(text, "lantern 12%");
    assert_string_equal(empty, "");
    char *binary = gk_strndup("a\0b", 3);
    assert_memory_equal(binary, "a\0b", 4);
    gk_free(copy);
    gk_free(part);
    gk_free(none);
    gk_free(text);
    gk_free(empty);
    gk_free(binary);
}

static void a_grown_array_keeps_what_it_held(void **state)
{
    (void)state;
    uint64_t *numbers = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 10000; i++) {
        numbers = gk_grow(numbers, i, &capacity, sizeof *numbers);
        assert_true(capacity > i);
        numbers[i] = i * i;
    }
    for (size_t i = 0; i < 10000; i++) assert_int_equal(numbers[i], i * i);
    assert_true(capacity <= 2 * 10000);
    gk_free(numbers);
}

/* ---- arena -------------------------------------------------------------------------------- */

typedef struct block {
    unsigned char *bytes;
    size_t size;
} block;

static void what_an_arena_gave_is_aligned_zero_and_apart(void **state)
{
    (void)state;
    enum { BLOCKS = 400 };
    static block blocks[BLOCKS];
    gk_arena *arena = gk_arena_new();
    for (size_t i = 0; i < BLOCKS; i++) {
        /* 0 and odd sizes, some larger than any block of the arena so far. */
        size_t size = i % 50 == 49 ? i * 20000 : i * 7 % 301;
        blocks[i] = (block){gk_arena_alloc(arena, size), size};
        assert_non_null(blocks[i].bytes);
        assert_int_equal((uintptr_t)blocks[i].bytes % _Alignof(max_align_t), 0);
        assert_true(all_zero(blocks[i].bytes, size));
        memset(blocks[i].bytes, (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t k = 0; k < blocks[i].size; k++)
            if (blocks[i].bytes[k] != i % 255 + 1)
                fail_msg("byte %zu of block %zu is %u", k, i, blocks[i].bytes[k]);
    gk_arena_free(arena);
}

static void an_arena_holds_strings(void **state)
{
    (void)state;
    gk_arena *arena = gk_arena_new();
    char *whole = gk_arena_strdup(arena, "harbour"), *part = gk_arena_strndup(arena, "harbour", 4);
    char *text = gk_arena_format(arena, "%s-%05d", whole, 42);
    char *none = gk_arena_strndup(arena, NULL, 0);
    int *numbers = gk_arena_array(arena, 3, sizeof *numbers);
    numbers[2] = 7;
    assert_string_equal(whole, "harbour");
    assert_string_equal(part, "harb");
    assert_string_equal(text, "harbour-00042");
    assert_string_equal(none, "");
    assert_int_equal(numbers[0], 0);
    gk_arena_free(arena);
    gk_arena_free(NULL);
}

/* ---- what cannot be had ------------------------------------------------------------------- */

static volatile size_t huge = SIZE_MAX / 4 + 2; /* volatile: the compiler would warn otherwise */

static void array_overflow(void) { gk_alloc_array(huge, 8); }
static void realloc_overflow(void) { gk_realloc_array(NULL, huge, 8); }
static void floats_overflow(void) { gk_alloc_floats(huge); }
static void arena_overflow(void) { gk_arena_array(gk_arena_new(), huge, 8); }
static void arena_too_large(void) { gk_arena_alloc(gk_arena_new(), huge); }

/* Runs what must stop the process in a process of its own; the line that it leaves on stderr. */
static void assert_stops(void (*what)(void), const char *name)
{
    int ends[2];
    char line[256] = "";
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit none = {0};
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGABRT, SIG_DFL); /* cmocka's handler would take it for its own */
        dup2(ends[1], STDERR_FILENO);
        what();
        _exit(0);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t got;
         n < sizeof line - 1 && (got = read(ends[0], line + n, sizeof line - 1 - n)) > 0;)
        n += (size_t)got;
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) fail_msg("%s: went on", name);
    if (!strstr(line, "out of memory") && !strstr(line, "Sanitizer"))
        fail_msg("%s: said \"%s\"", name, line);
}

static void a_size_that_overflows_stops_the_process(void **state)
{
    (void)state;
    assert_stops(array_overflow, "gk_alloc_array");
    assert_stops(realloc_overflow, "gk_realloc_array");
    assert_stops(floats_overflow, "gk_alloc_floats");
    assert_stops(arena_overflow, "gk_arena_array");
    assert_stops(arena_too_large, "gk_arena_alloc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fresh_memory_is_zero),
        cmocka_unit_test(strings_are_copied_and_formatted),
        cmocka_unit_test(a_grown_array_keeps_what_it_held),
        cmocka_unit_test(what_an_arena_gave_is_aligned_zero_and_apart),
        cmocka_unit_test(an_arena_holds_strings),
        cmocka_unit_test(a_size_that_overflows_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
