/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that one process at a time holds. The system gives a lock back when its process ends,
 * however it ends.
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

void gk_store_unlock(int *lock)
{
    if (*lock >= 0) close(*lock);
    *lock = -1;
}

static gk_status hold(gk_store *store, int lock, const char *held, gk_error *err)
{
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return gk_store_write_failed(store, errno, err);
        char holder[24] = {0};
        ssize_t n = pread(lock, holder, sizeof holder - 1, 0);
        holder[n > 0 ? strspn(holder, "0123456789") : 0] = '\0';
        return gk_fail(err, GK_BUSY, "%s %s process %s: wait until it is done", store->path, held,
                       *holder ? holder : "unknown");
    }
    /* For the message above only, so that a full disk is no reason to stop here. */
    char own[24];
    int n = snprintf(own, sizeof own, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, own, (size_t)n, 0) != n) errno = 0;
    return GK_OK;
}

gk_status gk_store_lock(gk_store *store, const char *name, const char *held, int *lock,
                        gk_error *err)
{
    if (*lock >= 0) return GK_OK;
    char *path = gk_path_join(store->path, name);
    *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    int why = errno;
    gk_free(path);
    if (*lock < 0) return gk_store_write_failed(store, why, err);
    gk_status status = hold(store, *lock, held, err);
    if (status != GK_OK) gk_store_unlock(lock);
    return status;
}
