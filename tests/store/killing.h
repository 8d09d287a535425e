/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests that kill a writer: documents that a number decides, a writer that is killed, and
 * what must hold of every document and of the files.
 */
#ifndef GK_STORE_TEST_KILLING_H
#define GK_STORE_TEST_KILLING_H

#include "world.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

enum { DIMENSIONS = 64, BATCH = 16 };

/* Document n: pages and passages as many as n decides; each passage holds a word of its own. */
static inline char *text_of(size_t n)
{
    gk_string text = {0};
    size_t pages = 1 + n % 7, filler = 20 + n * 37 % 200;
    for (size_t page = 0; page < pages; page++) {
        for (size_t i = 0; i < 3; i++) {
            gk_string_addf(&text, "mark%zup%zui%zu", n, page, i);
            for (size_t k = 0; k < filler; k++)
                gk_string_addf(&text, " word%zu", (n + k * k) % 997);
            gk_string_add(&text, "\n\n");
        }
        gk_string_add(&text, "\f");
    }
    return gk_string_take(&text);
}

static inline char *name_of(size_t n) { return gk_format("doc%05zu", n); }

/* Starts this program as a writer (--write LIBRARY FD) and kills it `after` microseconds later,
 * counted from its start or from its first word; returns the end of the pipe that has its words. */
static inline int run_and_kill(const world *w, bool at_work, useconds_t after)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char fd[16];
        snprintf(fd, sizeof fd, "%d", ends[1]);
        execl("/proc/self/exe", "writer", "--write", w->library, fd, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    struct pollfd first = {.fd = ends[0], .events = POLLIN};
    if (at_work) poll(&first, 1, 30000);
    usleep(after);
    kill(pid, SIGKILL);
    int result;
    assert_int_equal(waitpid(pid, &result, 0), pid);
    if (!WIFSIGNALED(result)) fail_msg("the writer ended by itself: %d", WEXITSTATUS(result));
    return ends[0];
}

/* ---- what must hold ----------------------------------------------------------------------- */

static inline void check_sqlite(const world *w)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(world_path(w, "goshawk.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(query, 0), "ok");
    sqlite3_finalize(query);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_DONE);
    sqlite3_finalize(query);
    sqlite3_close(db);
}

/* Every row that the database names is in the file, and is that passage's vector. */
static inline void check_vector_file(world *w)
{
    char *data;
    size_t size;
    assert_ok(w, gk_file_read(world_path(w, "vectors/f32"), &data, &size, &w->err));
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(world_path(w, "goshawk.db"), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT row, passage FROM vector ORDER BY row", -1, &query, NULL),
        SQLITE_OK);
    size_t rows = 0;
    for (; sqlite3_step(query) == SQLITE_ROW; rows++) {
        float expected[DIMENSIONS];
        size_t row = (size_t)sqlite3_column_int64(query, 0);
        assert_true(row >= rows);
        assert_true(64 + (row + 1) * sizeof expected <= size);
        world_vector(sqlite3_column_int64(query, 1), DIMENSIONS, expected);
        assert_memory_equal(data + 64 + row * sizeof expected, expected, sizeof expected);
    }
    sqlite3_finalize(query);
    sqlite3_close(db);
    gk_free(data);
}

static inline void check_original(world *w, gk_store *store, int64_t content, const char *text)
{
    char *path = gk_store_original(store, content, &w->err), *data;
    size_t size;
    assert_non_null(path);
    assert_ok(w, gk_file_read(path, &data, &size, &w->err));
    assert_string_equal(data, text);
    gk_free(data);
    gk_free(path);
}

static inline void check_found(world *w, gk_store *store, size_t n, int page, size_t i,
                               int64_t passage)
{
    char word[96];
    snprintf(word, sizeof word, "mark%zup%di%zu", n, page - 1, i);
    gk_store_term term = {word, 1};
    gk_candidate *items;
    size_t count;
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 5, &items, &count, &w->err));
    if (count != 1 || items[0].passage != passage)
        fail_msg("%s: found %zu passages, not passage %lld", word, count, (long long)passage);
    gk_free(items);
}

static inline void check_document(world *w, gk_store *store, size_t n)
{
    gk_arena *arena = gk_arena_new();
    char *name = name_of(n), *text = text_of(n);
    paper p = paper_new(text, n % 2);
    gk_store_content content;
    assert_ok(w, gk_store_find(store, name, arena, &content, &w->err));
    assert_int_equal(content.pages, p.document.page_count);
    check_original(w, store, content.id, text);
    for (int page = 1; page <= content.pages; page++) {
        gk_doc_page stored;
        assert_ok(w, gk_store_page(store, content.id, page, arena, &stored, &w->err));
        assert_string_equal(stored.text, p.document.pages[page - 1].text);
        gk_store_passage *passages;
        size_t count;
        assert_ok(
            w, gk_store_page_passages(store, content.id, page, arena, &passages, &count, &w->err));
        assert_int_equal(count, 3);
        for (size_t i = 0; i < count; i++) check_found(w, store, n, page, i, passages[i].id);
    }
    paper_free(&p);
    gk_free(name);
    gk_free(text);
    gk_arena_free(arena);
}

#endif
