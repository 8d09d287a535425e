/* SPDX-License-Identifier: Apache-2.0
 *
 * PR_SET_PDEATHSIG alone would tie the program to the thread that started it, which may end long
 * before the process does. So a process of one thread stands between: the program is tied to that,
 * and that waits for the end of a pipe which the system closes with us, whatever ends us.
 *
 *   we ──pipe──▶ warden (reads until end of file) ──PDEATHSIG──▶ program
 *
 * Between fork and exec nothing is called but what signal handlers may call: other threads of ours
 * may have held any lock.
 */
#include "chat/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 100, PATIENCE_MS = 3000 };

static void nap(int ms)
{
    struct timespec pause = {.tv_nsec = ms * 1000000L};
    nanosleep(&pause, NULL);
}

_Noreturn static void become(char *const *argv, char *const *env, int out, pid_t warden)
{
    int nothing = open("/dev/null", O_RDONLY);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == warden && dup2(nothing, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(out, STDERR_FILENO) >= 0)
        execve(argv[0], argv, env);
    _exit(127);
}

/* Asks the program to end, and ends it. */
static void finish(pid_t program)
{
    kill(program, SIGTERM);
    for (int waited = 0; waited < PATIENCE_MS; waited += LOOK_MS / 4) {
        if (waitpid(program, NULL, WNOHANG) != 0) return;
        nap(LOOK_MS / 4);
    }
    kill(program, SIGKILL);
    while (waitpid(program, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* Ends with the program, or when the pipe does. */
_Noreturn static void watch(char *const *argv, char *const *env, int line, int out)
{
    /* Ctrl-C at the terminal is ours to answer, not the warden's. */
    setpgid(0, 0);
    const pid_t self = getpid();
    const pid_t program = fork();
    if (program == 0) become(argv, env, out, self);
    if (program < 0) _exit(127);
    /* Files of ours must not stay open in here. */
    dup2(line, STDIN_FILENO);
    close_range(STDERR_FILENO + 1, ~0U, 0);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    for (;;) {
        struct pollfd at = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&at, 1, LOOK_MS) > 0 && (at.revents & (POLLHUP | POLLERR | POLLNVAL))) break;
        if (waitpid(program, NULL, WNOHANG) != 0) _exit(0);
    }
    finish(program);
    _exit(0);
}

static int open_log(const char *log)
{
    if (!log) return open("/dev/null", O_WRONLY | O_CLOEXEC);
    unlink(log);
    return open(log, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0600);
}

gk_status gk_warden_start(char *const *argv, char *const *env, const char *log, gk_warden *out,
                          gk_error *err)
{
    *out = (gk_warden){.pid = -1, .line = -1};
    int line[2], to = open_log(log);
    if (to < 0) return gk_fail(err, GK_IO, "%s: %s", log ? log : "/dev/null", strerror(errno));
    if (pipe2(line, O_CLOEXEC) != 0) {
        close(to);
        return gk_fail(err, GK_IO, "pipe: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(line[1]);
        watch(argv, env, line[0], to);
    }
    int why = errno;
    close(line[0]);
    close(to);
    if (pid < 0) {
        close(line[1]);
        return gk_fail(err, GK_IO, "fork: %s", strerror(why));
    }
    *out = (gk_warden){.pid = pid, .line = line[1]};
    return GK_OK;
}

bool gk_warden_runs(const gk_warden *warden)
{
    siginfo_t ended = {0};
    return warden->pid > 0 &&
           waitid(P_PID, (id_t)warden->pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == 0;
}

void gk_warden_end(gk_warden *warden)
{
    if (warden->pid <= 0) return;
    close(warden->line);
    while (waitpid(warden->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    *warden = (gk_warden){.pid = -1, .line = -1};
}
