/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ERRORS_KEPT = 4096 };

void gk_process_result_free(gk_process_result *result)
{
    gk_free(result->out);
    gk_free(result->errors);
    *result = (gk_process_result){0};
}

static gk_status spawn(const char *const *argv, int out, int errors, pid_t *pid, gk_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    /* The child starts with no signal blocked or ignored, whatever its parent does with them, and
     * in a process group of its own: Ctrl-C is the parent's to answer, which may want to finish. */
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
    extern char **environ;
    /* posix_spawn takes char *const * for C's old sake and changes nothing. */
    int failed = posix_spawn(pid, argv[0], &actions, &attributes, (char *const *)argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) return gk_fail(err, GK_IO, "cannot run %s: %s", argv[0], strerror(failed));
    return GK_OK;
}

/* Appends what fd has to *to, keeping at most keep bytes; returns false at end of file. */
static bool drain(int fd, gk_string *to, size_t keep)
{
    char buffer[65536];
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (n == 0) return false;
    size_t room = to->length < keep ? keep - to->length : 0;
    gk_string_append(to, buffer, (size_t)n < room ? (size_t)n : room);
    return true;
}

/* Waits for the child's end, at most until the time `end`; returns false past it. */
static bool wait_until(pid_t pid, double end, int *wait_status)
{
    const struct timespec nap = {.tv_nsec = 1000000};
    for (;;) {
        pid_t ended = waitpid(pid, wait_status, WNOHANG);
        if (ended > 0 || (ended < 0 && errno != EINTR)) return true;
        if (gk_seconds() >= end) return false;
        nanosleep(&nap, NULL);
    }
}

static gk_status took_too_long(double seconds, gk_error *err)
{
    return gk_fail(err, GK_INPUT, "took longer than %g seconds", seconds);
}

/* Reads both pipes until the child has closed them. */
static gk_status collect(int out, int errors, double seconds, double end, size_t limit,
                         gk_string *text, gk_string *complaint, gk_error *err)
{
    struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = errors, .events = POLLIN}};
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        double left = end - gk_seconds();
        if (left <= 0) return took_too_long(seconds, err);
        int ready = poll(fds, 2, left > 1 ? 1000 : (int)(left * 1000) + 1);
        if (ready < 0 && errno != EINTR) return gk_fail(err, GK_IO, "poll: %s", strerror(errno));
        if (ready <= 0) continue;
        if (fds[0].revents && !drain(fds[0].fd, text, limit + 1)) fds[0].fd = -1;
        if (fds[1].revents && !drain(fds[1].fd, complaint, ERRORS_KEPT)) fds[1].fd = -1;
        if (text->length > limit) return gk_fail(err, GK_INPUT, "gave more than %zu bytes", limit);
    }
    return GK_OK;
}

/* Runs with standard output into write_end, which is closed here, and from read_end, if that is
 * one (-1: output is the file's). */
static gk_status run(const char *const *argv, double seconds, size_t limit, int read_end,
                     int write_end, gk_process_result *result, gk_error *err)
{
    int errors[2];
    *result = (gk_process_result){0};
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close(write_end);
        return gk_fail(err, GK_IO, "pipe: %s", strerror(errno));
    }
    pid_t pid = 0;
    gk_status status = spawn(argv, write_end, errors[1], &pid, err);
    close(write_end);
    close(errors[1]);
    gk_string text = {0}, complaint = {0};
    if (status == GK_OK) {
        double end = gk_seconds() + seconds;
        int wait_status = 0;
        status = collect(read_end, errors[0], seconds, end, limit, &text, &complaint, err);
        /* A child may close its output and live on. */
        if (status == GK_OK && !wait_until(pid, end, &wait_status))
            status = took_too_long(seconds, err);
        if (status != GK_OK) {
            kill(pid, SIGKILL);
            while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR) {
            }
        }
        result->exit_code = WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
                                                     : WEXITSTATUS(wait_status);
    }
    close(errors[0]);
    result->size = text.length;
    result->out = gk_string_take(&text);
    while (complaint.length && isspace((unsigned char)complaint.data[complaint.length - 1]))
        complaint.data[--complaint.length] = '\0';
    result->errors = gk_string_take(&complaint);
    if (status != GK_OK) gk_process_result_free(result);
    return status;
}

gk_status gk_process_run(const char *const *argv, double seconds, size_t limit,
                         gk_process_result *result, gk_error *err)
{
    int out[2];
    *result = (gk_process_result){0};
    if (pipe2(out, O_CLOEXEC) != 0) return gk_fail(err, GK_IO, "pipe: %s", strerror(errno));
    gk_status status = run(argv, seconds, limit, out[0], out[1], result, err);
    close(out[0]);
    return status;
}

gk_status gk_process_run_into(const char *const *argv, double seconds, int fd,
                              gk_process_result *result, gk_error *err)
{
    *result = (gk_process_result){0};
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return gk_fail(err, GK_IO, "dup: %s", strerror(errno));
    return run(argv, seconds, SIZE_MAX - 1, -1, copy, result, err);
}
