/* SPDX-License-Identifier: Apache-2.0
 *
 * The program from outside, for the tests that kill it: documents, runs of it, and a look at the
 * database that it left.
 */
#ifndef GK_INGEST_TEST_PROGRAM_H
#define GK_INGEST_TEST_PROGRAM_H

#include "world.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#define PROGRAM GK_BINARY_DIR "/goshawk"

enum { DOCUMENTS = 40, LONG = 300, PLENTY = 1 << 26 };

static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* ---- documents ------------------------------------------------------------------------------ */

static const char *const words[] = {"cash",    "flow",    "net",    "sales",   "fiscal", "year",
                                    "lantern", "harbour", "berths", "million", "dues",   "channel"};

static inline void add_page(gk_string *text, int n, int page, uint64_t *seed)
{
    gk_string_addf(text, "Statement %d of document %d\n(in millions)\n", page, n);
    gk_string_add(text, "                                  2021        2020\n");
    for (int row = 0; row < 12; row++)
        gk_string_addf(text, "Dues of berth %-20d %5u,%03u   %5u,%03u\n", row,
                       next_random(seed) % 900, next_random(seed) % 1000, next_random(seed) % 900,
                       next_random(seed) % 1000);
    gk_string_add(text, "\n");
    for (int i = 0; i < 120; i++)
        gk_string_addf(text, "%s%s", words[next_random(seed) % 12], i % 15 == 14 ? ".\n" : " ");
    gk_string_add(text, "\f");
}

/* Documents of one to twelve pages, a twin and a name that is taken among them. */
static inline void write_docs(world *w)
{
    uint64_t seed = 4;
    for (int n = 0; n < DOCUMENTS - 2; n++) {
        gk_string text = {0};
        char *name = gk_format("set%d/doc_%02d.txt", n % 3, n);
        for (int page = 1; page <= 1 + n * 5 % 12; page++) add_page(&text, n, page, &seed);
        doc_write(w, name, text.data, text.length);
        if (n == 7) doc_write(w, "set2/twin.txt", text.data, text.length);
        gk_free(name);
        gk_string_free(&text);
    }
    doc_text(w, "set2/doc_00.txt", "Another lantern under a name that is taken.\n");
}

/* ---- the program ---------------------------------------------------------------------------- */

#define PROGRAM_ARGS(...) ((const char *const[]){PROGRAM, __VA_ARGS__, NULL})

static inline gk_process_result run(world *w, const char *const *argv)
{
    gk_process_result result;
    assert_ok(w, gk_process_run(argv, LONG, PLENTY, &result, &w->err));
    return result;
}

/* Runs it, fails unless it exits 0; its output, the world's. */
static inline const char *output(world *w, const char *const *argv)
{
    gk_process_result r = run(w, argv);
    if (r.exit_code) fail_msg("%s %s: exit %d: %s", argv[1], argv[2], r.exit_code, r.errors);
    const char *out = gk_arena_strdup(w->arena, r.out);
    gk_process_result_free(&r);
    return out;
}

/* Starts it with its output thrown away. */
static inline pid_t start(const char *const *argv)
{
    extern char **environ;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static inline int wait_for(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Kills it `after` seconds later; false where it was done by then. */
static inline bool kill_after(pid_t pid, double after)
{
    struct timespec delay = {.tv_sec = (time_t)after,
                             .tv_nsec = (long)((after - (double)(time_t)after) * 1e9)};
    nanosleep(&delay, NULL);
    kill(pid, SIGKILL);
    int code = wait_for(pid);
    if (code != 0 && code != 128 + SIGKILL) fail_msg("it ended by itself: exit %d", code);
    return code != 0;
}

static inline void check_database(world *w)
{
    static const char *const checks[] = {"PRAGMA integrity_check", "PRAGMA foreign_key_check"};
    char *path = gk_path_join(w->path, "goshawk.db");
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(sqlite3_prepare_v2(db, checks[i], -1, &query, NULL), SQLITE_OK);
        int rc = sqlite3_step(query);
        const char *said = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : "ok";
        if ((rc != SQLITE_ROW && rc != SQLITE_DONE) || strcmp(said, "ok") != 0)
            fail_msg("%s: %s, %s", checks[i], said, sqlite3_errmsg(db));
        sqlite3_finalize(query);
    }
    sqlite3_close(db);
    gk_free(path);
}

#endif
