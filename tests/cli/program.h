/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the built program as a user would: in a folder of its own, with its output in files or on a
 * terminal.
 */
#ifndef TEST_CLI_PROGRAM_H
#define TEST_CLI_PROGRAM_H

#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PROGRAM GK_BINARY_DIR "/goshawk"

typedef struct run {
    int code; /* 128 + signal where one ended it */
    char out[1 << 16], err[1 << 14];
} run;

static inline void read_whole(const char *path, char *to, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(to, 1, size - 1, file) : 0;
    to[n] = '\0';
    if (file) fclose(file);
}

static inline int exit_of(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Starts the program with words after its name. out and err are paths. */
static inline pid_t start(char *const *words, const char *out, const char *err)
{
    extern char **environ;
    char *argv[24] = {(char *)"goshawk"};
    for (size_t i = 0; words[i]; i++) argv[i + 1] = words[i];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child;
    assert_int_equal(posix_spawn(&child, PROGRAM, &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
}

#define RUN(r, ...) run_words(r, (char *[]){__VA_ARGS__, NULL})
static inline void run_words(run *r, char *const *words)
{
    r->code = exit_of(start(words, "out.txt", "err.txt"));
    read_whole("out.txt", r->out, sizeof r->out);
    read_whole("err.txt", r->err, sizeof r->err);
}

/* Starts the program on a terminal of that many columns; *terminal is our end of it. */
static inline pid_t start_on_terminal(char *const *words, unsigned short columns, int *terminal)
{
    char *argv[24] = {(char *)"goshawk"};
    for (size_t i = 0; words[i]; i++) argv[i + 1] = words[i];
    struct winsize size = {.ws_row = 50, .ws_col = columns};
    pid_t child = forkpty(terminal, NULL, NULL, &size);
    assert_true(child >= 0);
    if (child == 0) {
        execv(PROGRAM, argv);
        _exit(127);
    }
    return child;
}

/* Reads what comes from a terminal until it ends or holds `until`. */
static inline void read_terminal(int terminal, char *to, size_t size, const char *until)
{
    size_t have = 0;
    to[0] = '\0';
    while (have + 1 < size && !(until && strstr(to, until))) {
        ssize_t n = read(terminal, to + have, size - have - 1);
        if (n <= 0) return;
        have += (size_t)n;
        to[have] = '\0';
    }
}

#define RUN_ON_TERMINAL(r, columns, ...)                                                           \
    run_words_on_terminal(r, columns, (char *[]){__VA_ARGS__, NULL})
static inline void run_words_on_terminal(run *r, unsigned short columns, char *const *words)
{
    int terminal;
    pid_t child = start_on_terminal(words, columns, &terminal);
    read_terminal(terminal, r->out, sizeof r->out, NULL);
    r->err[0] = '\0';
    r->code = exit_of(child);
    close(terminal);
}

static inline void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part)) assert_string_equal(text, part); /* shows both */
}

static inline void expect_no_part(const char *text, const char *part)
{
    if (strstr(text, part)) assert_string_not_equal(text, text); /* shows it */
}

static inline void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Moves into a new folder under /tmp, and sets an environment of which tests know all. */
static inline void enter_world(char path[64])
{
    snprintf(path, 64, "/tmp/goshawk-cli-XXXXXX");
    assert_non_null(mkdtemp(path));
    assert_int_equal(chdir(path), 0);
    unsetenv("COLUMNS");
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
}

static inline void leave_world(const char *path)
{
    assert_int_equal(chdir("/"), 0);
    char *argv[] = {(char *)"rm", (char *)"-rf", (char *)path, NULL};
    extern char **environ;
    pid_t child;
    assert_int_equal(posix_spawn(&child, "/bin/rm", NULL, NULL, argv, environ), 0);
    assert_int_equal(exit_of(child), 0);
}

#endif
