/* SPDX-License-Identifier: Apache-2.0
 *
 * confine - what the process gives up before it touches a file that nobody vouches for. Each step
 * that the kernel refuses is left out: a reader without it is no worse than any other program.
 * Which system calls are left is said in confine_calls.c.
 */
#include "read/confine.h"
#include "read/read.h"

#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if GK_SANITIZED
/* What fontconfig keeps for its life is not ours to free. The sanitizer's name for it.
 * NOLINTBEGIN(bugprone-reserved-identifier) */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig"; }
#ifdef __clang__
/* Its symbolizer is a program of its own, which the confined reader may not start. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "symbolize=0"; }
#endif
/* NOLINTEND(bugprone-reserved-identifier) */
#endif

/* The limits (docs/document-stream.md, "What is refused"). What was less before stays so. */
static const struct {
    int resource;
    rlim_t most;
    bool sanitized; /* whether it holds for a build with sanitizers, too */
} limits[] = {
    {RLIMIT_CORE, 0, true},
    {RLIMIT_CPU, 600, true},             /* seconds */
    {RLIMIT_AS, (rlim_t)4 << 30, false}, /* AddressSanitizer needs terabytes of addresses */
    {RLIMIT_NOFILE, 256, true},
};

static void limit(int resource, rlim_t most)
{
    struct rlimit r;
    if (getrlimit(resource, &r) != 0) return;
    if (r.rlim_max < most) most = r.rlim_max;
    r.rlim_cur = r.rlim_max = most;
    setrlimit(resource, &r);
}

/* A ruleset that handles every way to change the file system and allows none. The bits that an
 * older kernel does not know must be left out. */
static void deny_writes(void)
{
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
                               LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return;
    struct landlock_ruleset_attr attr = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                             LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                             LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM};
#ifdef LANDLOCK_ACCESS_FS_REFER
    if (version >= 2) attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
#endif
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
    if (version >= 3) attr.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
#endif
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) return;
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
}

void gk_confine(void)
{
    struct stat out;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* nobody reads what it prints without its parent */
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].sanitized || !GK_SANITIZED) limit(limits[i].resource, limits[i].most);
    /* Standard output counts as a written file where the shell sends it to one. */
    if (!GK_MEASURED && fstat(STDOUT_FILENO, &out) == 0 && !S_ISREG(out.st_mode))
        limit(RLIMIT_FSIZE, 0);
    if (!GK_SANITIZED) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    if (!GK_MEASURED) deny_writes();
    gk_confine_calls();
}
