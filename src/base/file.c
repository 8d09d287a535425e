/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

gk_status gk_file_read(const char *path, char **data, size_t *size, gk_error *err)
{
    *data = NULL;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a named pipe must not keep us */
    if (fd < 0) return gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return gk_fail(err, GK_IO, "%s: not a regular file", path);
    }
    size_t capacity = (size_t)st.st_size + 1, n = 0;
    char *buffer = gk_alloc(capacity);
    for (;;) {
        if (n + 1 >= capacity) {
            capacity *= 2;
            buffer = gk_realloc_array(buffer, capacity, 1);
        }
        ssize_t got = read(fd, buffer + n, capacity - n - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
            close(fd);
            gk_free(buffer);
            return GK_IO;
        }
        if (got == 0) break;
        n += (size_t)got;
    }
    close(fd);
    buffer[n] = '\0';
    *data = buffer;
    *size = n;
    return GK_OK;
}

gk_status gk_folder_sync(const char *path, gk_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    int failed = fsync(fd), saved = errno;
    close(fd);
    errno = saved;
    if (failed) return gk_fail(err, GK_IO, "%s: %s", path, strerror(saved));
    return GK_OK;
}

static gk_status write_all(int fd, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return GK_IO;
        data += n;
        size -= (size_t)n;
    }
    return GK_OK;
}

static gk_status sync_folder_of(const char *path, gk_error *err)
{
    const char *name = gk_path_name(path);
    char *folder = name == path ? gk_strdup(".") : gk_strndup(path, (size_t)(name - path));
    gk_status status = gk_folder_sync(folder, err);
    gk_free(folder);
    return status;
}

gk_status gk_file_write(const char *path, const void *data, size_t size, gk_error *err)
{
    char *temporary = gk_format("%s.tmp", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    gk_status status = GK_OK;
    int saved = errno;
    if (fd < 0) {
        status = gk_fail(err, GK_IO, "%s: %s", path, strerror(saved));
    } else {
        bool bad = write_all(fd, data, size) != GK_OK || fsync(fd) != 0;
        saved = errno;
        if (close(fd) != 0 && !bad) bad = true, saved = errno;
        if (!bad && rename(temporary, path) != 0) bad = true, saved = errno;
        if (bad) {
            unlink(temporary);
            status = gk_fail(err, GK_IO, "%s: %s", path, strerror(saved));
        }
    }
    gk_free(temporary);
    errno = saved;
    return status == GK_OK ? sync_folder_of(path, err) : status;
}

struct gk_new_file {
    char *path, *temporary; /* NULL: no regular file, written to as it stands */
    int fd;
};

static gk_status new_file_fail(const gk_new_file *file, gk_error *err)
{
    return gk_fail(err, GK_IO, "%s: %s", file->path, strerror(errno));
}

/* Whether path still leads to the file that is open. */
static bool is_at(int fd, const char *path)
{
    struct stat open_one, there;
    return fstat(fd, &open_one) == 0 && stat(path, &there) == 0 &&
           open_one.st_dev == there.st_dev && open_one.st_ino == there.st_ino;
}

/* Opens and locks the temporary file. Between the two it may become another process's result, or
 * go: then the next one is taken. */
static gk_status open_temporary(gk_new_file *file, gk_error *err)
{
    for (;;) {
        file->fd = open(file->temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        if (file->fd < 0) return new_file_fail(file, err);
        if (flock(file->fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK) return new_file_fail(file, err);
            return gk_fail(err, GK_BUSY, "%s: another process is writing it", file->path);
        }
        if (is_at(file->fd, file->temporary)) break;
        close(file->fd);
    }
    return ftruncate(file->fd, 0) == 0 ? GK_OK : new_file_fail(file, err);
}

static void new_file_free(gk_new_file *file)
{
    if (file->fd >= 0) close(file->fd);
    gk_free(file->temporary);
    gk_free(file->path);
    gk_free(file);
}

gk_status gk_new_file_open(const char *path, gk_new_file **out, gk_error *err)
{
    struct stat st;
    gk_new_file *file = gk_alloc(sizeof *file);
    gk_status status;
    *out = NULL;
    file->path = gk_strdup(path);
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
        file->temporary = gk_format("%s.tmp", path);
        status = open_temporary(file, err);
    } else {
        file->fd = open(path, O_WRONLY | O_CLOEXEC);
        status = file->fd >= 0 ? GK_OK : new_file_fail(file, err);
    }
    if (status == GK_OK)
        *out = file;
    else
        new_file_free(file);
    return status;
}

gk_status gk_new_file_write(gk_new_file *file, const void *data, size_t size, gk_error *err)
{
    return write_all(file->fd, data, size) == GK_OK ? GK_OK : new_file_fail(file, err);
}

gk_status gk_new_file_close(gk_new_file *file, gk_status status, gk_error *err)
{
    if (!file) return status;
    if (file->temporary) {
        if (status == GK_OK && (fsync(file->fd) != 0 || rename(file->temporary, file->path) != 0))
            status = new_file_fail(file, err);
        if (status != GK_OK)
            unlink(file->temporary);
        else
            status = sync_folder_of(file->path, err);
    }
    new_file_free(file);
    return status;
}

gk_status gk_folder_make(const char *path, gk_error *err)
{
    char *partial = gk_strdup(path);
    gk_status status = GK_OK;
    for (char *p = *partial ? partial + 1 : partial;; p++) { /* "": mkdir says why not */
        if (*p != '/' && *p != '\0') continue;
        char was = *p;
        *p = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            status = gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
        *p = was;
        if (was == '\0' || status != GK_OK) break;
    }
    gk_free(partial);
    struct stat st;
    if (status == GK_OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
        status = gk_fail(err, GK_IO, "%s: not a folder", path);
    return status;
}

bool gk_path_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

char *gk_path_join(const char *folder, const char *name)
{
    return gk_format("%s%s%s", folder, gk_ends_with(folder, "/") ? "" : "/", name);
}

const char *gk_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *gk_program_folder(void)
{
    char buffer[4096];
    ssize_t n = readlink("/proc/self/exe", buffer, sizeof buffer - 1);
    if (n <= 0) return gk_strdup("");
    buffer[n] = '\0';
    char *slash = strrchr(buffer, '/');
    return gk_strndup(buffer, slash ? (size_t)(slash - buffer) : 0);
}

void gk_sha256(const void *data, size_t size, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(data, size, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        *hex++ = digits[digest[i] >> 4];
        *hex++ = digits[digest[i] & 15];
    }
    *hex = '\0';
}
