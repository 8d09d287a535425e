/* SPDX-License-Identifier: Apache-2.0
 *
 * What a confined process can do, and what it cannot. Each attempt is made by a child that has
 * called gk_confine; it ends with 0 where it was refused, with 1 where it was not, or is killed.
 */
#include "read/confine.h"
#include "read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REFUSED = 0, DONE = 1, KILLED = 2 };

static int refused(bool done) { return done ? DONE : REFUSED; }

/* ---- attempts ------------------------------------------------------------------------------- */

static int make_socket(void) { return refused(socket(AF_INET, SOCK_STREAM, 0) >= 0); }
static int make_local_socket(void) { return refused(socket(AF_UNIX, SOCK_STREAM, 0) >= 0); }

static int connect_somewhere(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    return refused(connect(0, (struct sockaddr *)&to, sizeof to) == 0 || errno != EPERM);
}

static int make_process(void)
{
    pid_t child = fork();
    if (child == 0) _exit(0);
    return refused(child > 0);
}

static int run_program(void)
{
    char *argv[] = {(char *)"/bin/true", NULL};
    execve(argv[0], argv, NULL);
    return REFUSED;
}

static int make_file(void)
{
    return refused(open("/tmp/gk_confine_new", O_WRONLY | O_CREAT, 0600) >= 0);
}

static int write_null(void) { return refused(open("/dev/null", O_WRONLY) >= 0); }
static int truncate_null(void) { return refused(open("/dev/null", O_RDONLY | O_TRUNC) >= 0); }

static int open_by_new_call(void)
{
    struct {
        uint64_t flags, mode, resolve;
    } how = {O_RDONLY, 0, 0};
    return refused(syscall(SYS_openat2, AT_FDCWD, "/dev/null", &how, sizeof how) >= 0 ||
                   errno != ENOSYS);
}

static int remove_file(void)
{
    return refused(unlink("/tmp/gk_confine_none") == 0 || errno != EPERM);
}
static int make_folder(void) { return refused(mkdir("/tmp/gk_confine_folder", 0700) == 0); }
static int rename_file(void)
{
    return refused(rename("/tmp/gk_a", "/tmp/gk_b") == 0 || errno != EPERM);
}
static int change_mode(void) { return refused(chmod("/dev/null", 0666) == 0); }
static int trace(void) { return refused(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0); }
static int kill_parent(void) { return refused(kill(getppid(), 0) == 0); }
static int mount_something(void) { return refused(mount("none", "/tmp", "tmpfs", 0, NULL) == 0); }
static int raise_limit(void)
{
    struct rlimit r = {1, 1};
    return refused(setrlimit(RLIMIT_CORE, &r) == 0);
}
static int type_for_the_terminal(void)
{
    return refused(ioctl(0, TIOCSTI, "x") == 0 || errno != EPERM);
}

static const struct {
    const char *name;
    int (*attempt)(void);
    int outcome;
    bool sanitized, measured; /* whether such a build gives it up, too */
} attempts[] = {
    {"a socket", make_socket, REFUSED, true, true},
    {"a local socket", make_local_socket, REFUSED, true, true},
    {"connect", connect_somewhere, REFUSED, true, true},
    {"fork", make_process, REFUSED, false, true},
    {"execve", run_program, KILLED, false, true},
    {"a new file", make_file, REFUSED, true, false},
    {"opening for writing", write_null, REFUSED, true, false},
    {"truncating", truncate_null, REFUSED, true, false},
    {"openat2", open_by_new_call, REFUSED, true, false},
    {"unlink", remove_file, REFUSED, true, true},
    {"mkdir", make_folder, REFUSED, true, false},
    {"rename", rename_file, REFUSED, true, true},
    {"chmod", change_mode, REFUSED, true, true},
    {"ptrace", trace, KILLED, false, true},
    {"kill", kill_parent, REFUSED, false, true},
    {"mount", mount_something, KILLED, false, true},
    {"setrlimit", raise_limit, REFUSED, false, true},
    {"TIOCSTI", type_for_the_terminal, REFUSED, true, true},
};

/* ---- children ------------------------------------------------------------------------------- */

/* Runs work in a confined child: how it ended, as above; anything else is -1. */
static int run_confined(int (*work)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        gk_confine();
        _exit(work());
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? KILLED : -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Whether the kernel says that the child is under a filter. */
static int is_filtered(void)
{
    char text[8192];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    return strstr(text, "Seccomp:\t2") != NULL;
}

static void what_a_reader_does_not_need_is_refused(void **state)
{
    (void)state;
    if (!run_confined(is_filtered)) {
        print_message("skipped: the kernel has no seccomp\n");
        skip();
    }
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        if ((GK_SANITIZED && !attempts[i].sanitized) || (GK_MEASURED && !attempts[i].measured))
            continue;
        int outcome = run_confined(attempts[i].attempt);
        if (outcome != attempts[i].outcome) print_error("%s\n", attempts[i].name);
        assert_int_equal(outcome, attempts[i].outcome);
    }
}

/* ---- what is left --------------------------------------------------------------------------- */

static void *add_one(void *number)
{
    ++*(int *)number;
    return NULL;
}

static int use_threads(void)
{
    pthread_t thread;
    int number = 1;
    if (pthread_create(&thread, NULL, add_one, &number) != 0) return 1;
    if (pthread_join(thread, NULL) != 0) return 2;
    return number == 2 ? 0 : 3;
}

static int read_a_file(void)
{
    struct stat st;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) return 1;
    char *bytes = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED || memcmp(bytes, "\177ELF", 4) != 0) return 2;
    munmap(bytes, 4096);
    close(fd);
    FILE *stream = fopen("/proc/self/status", "re");
    if (!stream) return 3;
    fclose(stream);
    void *large = malloc((size_t)64 << 20);
    if (!large) return 4;
    memset(large, 1, (size_t)64 << 20);
    free(large);
    return 0;
}

static int have_limits(void)
{
    struct rlimit cpu, core, memory;
    if (getrlimit(RLIMIT_CPU, &cpu) || getrlimit(RLIMIT_CORE, &core) ||
        getrlimit(RLIMIT_AS, &memory))
        return 1;
    if (cpu.rlim_max > 600 || core.rlim_max != 0) return 2;
    return GK_SANITIZED || memory.rlim_max <= (rlim_t)4 << 30 ? 0 : 3;
}

static int abort_oneself(void)
{
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void reading_memory_and_threads_still_work(void **state)
{
    (void)state;
    assert_int_equal(run_confined(read_a_file), 0);
    assert_int_equal(run_confined(use_threads), 0);
}

static void memory_time_and_cores_are_limited(void **state)
{
    (void)state;
    assert_int_equal(run_confined(have_limits), 0);
}

static void a_process_that_gives_up_still_can(void **state)
{
    (void)state;
    assert_int_equal(run_confined(abort_oneself), -1); /* SIGABRT, not SIGSYS, and it ends */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_reader_does_not_need_is_refused),
        cmocka_unit_test(reading_memory_and_threads_still_work),
        cmocka_unit_test(memory_time_and_cores_are_limited),
        cmocka_unit_test(a_process_that_gives_up_still_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
