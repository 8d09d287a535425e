/* SPDX-License-Identifier: Apache-2.0
 *
 * A segment is read from memory or a file; a damaged one is told from a good one, and is never
 * worse than wrong.
 */
#include "rows.h"

#include <sys/stat.h>
#include <unistd.h>

static gk_string bytes_of(const corpus *c)
{
    gk_index_builder *b = gk_index_builder_new();
    gk_string bytes = {0};
    for (size_t i = 0; i < c->count; i++) build_row(b, c, &c->rows[i]);
    assert_int_equal(gk_index_builder_write(b, gk_index_to_string(&bytes), NULL), GK_OK);
    gk_index_builder_free(b);
    return bytes;
}

static const gk_index_term terms[] = {{"word0", 1}, {"word1", 1},  {"word5", 1},
                                      {"w3", 2},    {"word40", 1}, {"absent", 1}};

static gk_status search(gk_segment *s, size_t k, found *f)
{
    const gk_index_query query = {.terms = terms, .term_count = 6, .k = k};
    return gk_index_search(&s, 1, &query, &f->hits, &f->count, NULL);
}

static void a_file_gives_what_memory_gives(void **state)
{
    (void)state;
    corpus *c = corpus_new(9, 900, 100, 20, true);
    char path[] = "/tmp/goshawk-index-XXXXXX";
    gk_string bytes = bytes_of(c);
    gk_segment *mapped, *held;
    gk_error err;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(gk_file_write(path, bytes.data, bytes.length, &err), GK_OK);
    assert_int_equal(gk_segment_map(path, &mapped, &err), GK_OK);
    assert_int_equal(unlink(path), 0); /* whoever has mapped it goes on */
    assert_int_equal(gk_segment_take(bytes.data, bytes.length, &held, &err), GK_OK);
    assert_int_equal(gk_segment_rows(mapped), 900);
    assert_int_equal(gk_segment_size(mapped), bytes.length);
    assert_int_equal(gk_segment_terms(mapped), gk_segment_terms(held));
    assert_int_equal(gk_segment_check(mapped, &err), GK_OK);
    found a, b;
    assert_int_equal(search(mapped, 10, &a), GK_OK);
    assert_int_equal(search(held, 10, &b), GK_OK);
    assert_int_equal(a.count, 10);
    assert_same(a, b, 10);
    gk_free(a.hits);
    gk_free(b.hits);
    gk_segment_close(mapped);
    gk_segment_close(held);
    assert_int_equal(gk_segment_map(path, &mapped, &err), GK_NOT_FOUND);
    assert_int_equal(gk_file_write(path, "no segment", 10, &err), GK_OK);
    assert_int_equal(gk_segment_map(path, &mapped, &err), GK_LIBRARY);
    assert_non_null(strstr(err.message, path));
    char below[64];
    snprintf(below, sizeof below, "%s/x", path);
    assert_int_equal(gk_segment_map(below, &mapped, &err), GK_NOT_FOUND);
    assert_int_equal(gk_segment_map("/tmp", &mapped, &err), GK_LIBRARY);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes to it */
    assert_int_equal(gk_segment_map(path, &mapped, &err), GK_LIBRARY);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(path, path), 0); /* a loop */
    assert_int_equal(gk_segment_map(path, &mapped, &err), GK_IO);
    unlink(path);
    corpus_free(c);
}

/* Opens a copy of bytes, looks at all of it and searches. Returns whether anything was noticed. */
static bool noticed(const char *bytes, size_t size)
{
    gk_segment *s;
    found f;
    char *copy = gk_alloc(size + 1);
    if (size) memcpy(copy, bytes, size);
    if (gk_segment_take(copy, size, &s, NULL) != GK_OK) return true;
    bool good = gk_segment_check(s, NULL) == GK_OK;
    for (size_t k = 3; k < 5000; k += 4000)
        if (search(s, k, &f) == GK_OK) gk_free(f.hits);
    gk_string merged = {0};
    gk_status status = gk_segment_merge(&s, 1, NULL, 0, gk_index_to_string(&merged), NULL);
    assert_int_equal(status == GK_OK, good);
    gk_string_free(&merged);
    gk_segment_close(s);
    return !good;
}

static void every_damaged_byte_is_noticed(void **state)
{
    (void)state;
    corpus *c = corpus_new(4, 400, 60, 12, true);
    gk_string bytes = bytes_of(c);
    assert_false(noticed(bytes.data, bytes.length));
    for (size_t i = 0; i < bytes.length; i += GK_SLOW_BUILD ? 61 : 7) {
        char kept = bytes.data[i];
        static const char masks[] = {1, -1, 0x40};
        for (size_t k = 0; k < sizeof masks; k++) {
            bytes.data[i] = (char)(kept ^ masks[k]);
            if (!noticed(bytes.data, bytes.length)) fail_msg("byte %zu of %zu", i, bytes.length);
        }
        bytes.data[i] = kept;
    }
    for (size_t size = 0; size < bytes.length; size += 1 + size / 9)
        assert_true(noticed(bytes.data, size));
    gk_string_free(&bytes);
    corpus_free(c);
}

static void a_segment_without_rows_is_a_segment(void **state)
{
    (void)state;
    corpus *c = corpus_new(4, 0, 10, 3, false);
    gk_segment *s = segment_new(c, 0, 0);
    assert_int_equal(gk_segment_rows(s), 0);
    assert_int_equal(gk_segment_check(s, NULL), GK_OK);
    gk_segment_close(s);
    gk_index_builder *b = gk_index_builder_new(); /* rows without terms */
    gk_index_builder_row(b, 5);
    gk_index_builder_row(b, 9);
    s = segment_of(b);
    assert_int_equal(gk_segment_rows(s), 2);
    assert_int_equal(gk_segment_terms(s), 0);
    assert_int_equal(gk_segment_check(s, NULL), GK_OK);
    gk_segment_close(s);
    gk_index_builder_free(b);
    corpus_free(c);
}

static void terms_are_bytes_of_any_kind(void **state)
{
    (void)state;
    static const char *const names[] = {"资本", "资",   "\xFF\xFE", "a",   "ab",
                                        "aB",   "\x01", "zz zz",    "\"*", "abc"};
    gk_index_builder *b = gk_index_builder_new();
    char *longest = gk_alloc(70001);
    memset(longest, 'x', 70000);
    for (int64_t id = 1; id <= 300; id++) {
        gk_index_builder_row(b, id);
        for (size_t i = 0; i < 10; i++)
            if (id % (int64_t)(i + 2) == 0)
                gk_index_builder_term(b, GK_INDEX_TEXT, names[i], strlen(names[i]));
        if (id == 7) gk_index_builder_term(b, GK_INDEX_TEXT, longest, 70000);
    }
    gk_segment *s = segment_of(b);
    for (size_t i = 0; i <= 10; i++) {
        const gk_index_term term = {i < 10 ? names[i] : longest, 1};
        const gk_index_query query = {.terms = &term, .term_count = 1, .k = SIZE_MAX};
        found f = find(&s, 1, &query);
        assert_int_equal(f.count, i < 10 ? 300 / (i + 2) : 1);
        gk_free(f.hits);
    }
    static const char *const absent[] = {"A", "abcd", "b", "\xFF", "zz", "xx", "资本支"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        const gk_index_term term = {absent[i], 1};
        const gk_index_query query = {.terms = &term, .term_count = 1, .k = 5};
        found f = find(&s, 1, &query);
        assert_int_equal(f.count, 0);
        gk_free(f.hits);
    }
    gk_free(longest);
    gk_segment_close(s);
    gk_index_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_what_memory_gives),
        cmocka_unit_test(every_damaged_byte_is_noticed),
        cmocka_unit_test(a_segment_without_rows_is_a_segment),
        cmocka_unit_test(terms_are_bytes_of_any_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
