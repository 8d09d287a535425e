/* SPDX-License-Identifier: Apache-2.0
 *
 * A mount namespace of the test's own, for disks that are really full and folders that really
 * cannot be written. Where none is permitted, the test says so and skips.
 */
#ifndef GK_TEST_NAMESPACE_H
#define GK_TEST_NAMESPACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

static inline bool namespace_write(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0) close(fd);
    return good;
}

/* With a user namespace where we are not root. */
static inline bool namespace_enter(void)
{
    char map[64];
    unsigned uid = geteuid(), gid = getegid();
    if (uid == 0 && unshare(CLONE_NEWNS) == 0)
        return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    if (!namespace_write("/proc/self/setgroups", "deny")) return false;
    snprintf(map, sizeof map, "0 %u 1", uid);
    if (!namespace_write("/proc/self/uid_map", map)) return false;
    snprintf(map, sizeof map, "0 %u 1", gid);
    if (!namespace_write("/proc/self/gid_map", map)) return false;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static inline void need_namespace(void)
{
    if (namespace_enter()) return;
    print_message("skipped: no mount namespace may be made here: %s\n", strerror(errno));
    skip();
}

/* A disk of that size ("4m") on a folder that exists; mounted already, it gets that size. */
static inline void need_disk(const char *folder, const char *size, bool mounted)
{
    char option[32];
    snprintf(option, sizeof option, "size=%s", size);
    if (mount("tmpfs", folder, "tmpfs", mounted ? MS_REMOUNT : 0, option) == 0) return;
    print_message("skipped: a tmpfs cannot be mounted here: %s\n", strerror(errno));
    skip();
}

#endif
