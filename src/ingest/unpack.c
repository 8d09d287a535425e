/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack - a file that holds others becomes files in a folder of its own: goshawk-read, which is
 * confined and writes nothing, prints the members; here they are written, under their own names, so
 * that what lies beside one another in an archive still does. A name that the disk does not take
 * becomes a number.
 */
#include "ingest/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    remove(path);
    return 0;
}

void gk_folder_remove(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

typedef struct unpacking {
    const gk_file *container;
    gk_unpacked *out;
    char *stream; /* mapped */
} unpacking;

/* Members of a submission are called alike in every submission: "ex991.htm". */
static char *document_name(const gk_file *container, const gk_member *member)
{
    char *own = gk_files_document(member->name);
    if (strcmp(member->format, "submission") != 0) return own;
    char *name = gk_format("%s_%s", container->name, own);
    gk_free(own);
    return name;
}

static gk_stated *copy_stated(gk_arena *arena, const gk_member *member)
{
    gk_stated *copy = gk_arena_array(arena, member->stated_count + 1, sizeof *copy);
    for (size_t i = 0; i < member->stated_count; i++)
        copy[i] = (gk_stated){member->stated[i].field,
                              gk_arena_strdup(arena, member->stated[i].value),
                              gk_arena_strdup(arena, member->stated[i].where)};
    return copy;
}

static void leave_out(gk_unpacked *out, const char *source, const char *reason)
{
    out->left_out = gk_grow(out->left_out, out->left_out_count, &out->left_out_capacity,
                            sizeof *out->left_out);
    out->left_out[out->left_out_count++] = (gk_left_out){gk_arena_strdup(out->files.arena, source),
                                                         gk_arena_strdup(out->files.arena, reason)};
}

/* Not flushed to the disk: it is read once and removed. errno tells why it failed. */
static bool write_file(int fd, const gk_member *member)
{
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file) return false;
    bool good = fwrite(member->bytes, 1, member->size, file) == member->size;
    int why = errno;
    if (fclose(file) != 0 && good) good = false, why = errno;
    errno = why;
    return good;
}

static bool write_named(const char *path, const gk_member *member)
{
    char *folder = gk_strndup(path, (size_t)(gk_path_name(path) - path));
    int fd = -1;
    if (gk_folder_make(folder, NULL) == GK_OK)
        fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    gk_free(folder);
    return write_file(fd, member);
}

/* Under its own name or, where the disk does not take that, under another; *path is gk_free's.
 * GK_INPUT where only this member cannot be written. */
static gk_status write_member(const gk_unpacked *out, const gk_member *member, char **path,
                              gk_error *err)
{
    *path = gk_format("%s/%s", out->folder, member->name);
    if (write_named(*path, member)) return GK_OK;
    gk_free(*path);
    *path = gk_format("%s/.member-XXXXXX", out->folder);
    if (write_file(mkostemp(*path, O_CLOEXEC), member)) return GK_OK;
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EIO;
    return gk_fail(err, full ? GK_IO : GK_INPUT, "cannot be unpacked to %s: %s", out->folder,
                   strerror(errno));
}

static void add_member(const unpacking *u, const gk_member *member, const char *path,
                       const char *source)
{
    gk_files *files = &u->out->files;
    char *name = document_name(u->container, member);
    gk_file *file = gk_files_add(files, path, source, name, member->size, false);
    file->stated = copy_stated(files->arena, member);
    file->stated_count = member->stated_count;
    gk_free(name);
}

/* What has been read of the stream leaves memory. */
static void forget(const unpacking *u, const gk_member *member)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t done = member->bytes ? (size_t)(member->bytes + member->size - u->stream) : 0;
    if (done >= page) madvise(u->stream, done / page * page, MADV_DONTNEED);
}

static gk_status on_member(void *ctx, const gk_member *member, gk_error *err)
{
    const unpacking *u = ctx;
    char *source = gk_format("%s/%s", u->container->source, member->name), *path = NULL;
    gk_error why = {0};
    gk_status status = member->reason ? GK_INPUT : write_member(u->out, member, &path, &why);
    if (status == GK_OK)
        add_member(u, member, path, source);
    else if (status == GK_INPUT)
        leave_out(u->out, source, member->reason ? member->reason : why.message);
    else
        gk_fail(err, status, "%s", why.message);
    forget(u, member);
    gk_free(path);
    gk_free(source);
    return status == GK_INPUT ? GK_OK : status;
}

static gk_status read_members(unpacking *u, int fd, gk_error *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) return gk_fail(err, GK_IO, "%s", strerror(errno));
    size_t size = (size_t)st.st_size;
    char *stream = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    if (stream == MAP_FAILED) return gk_fail(err, GK_IO, "mmap: %s", strerror(errno));
    u->stream = stream;
    gk_error inner = {0};
    gk_status status = gk_members_parse(stream, size, on_member, u, &inner);
    if (status == GK_INPUT)
        gk_fail(err, status, "the reader's stream is broken: %s", inner.message);
    else if (status != GK_OK)
        gk_fail(err, status, "%s", inner.message);
    if (stream) munmap(stream, size);
    return status;
}

static gk_status make_folder(const char *work, char **folder, gk_error *err)
{
    gk_status status = gk_folder_make(work, err);
    if (status != GK_OK) return status;
    *folder = gk_path_join(work, "XXXXXX");
    if (mkdtemp(*folder)) return GK_OK;
    status = gk_fail(err, GK_IO, "%s: %s", work, strerror(errno));
    gk_free(*folder);
    *folder = NULL;
    return status;
}

gk_status gk_unpack(const gk_file *container, const char *work, gk_unpacked *out, gk_error *err)
{
    *out = (gk_unpacked){.files = {.arena = gk_arena_new()}};
    gk_status status = make_folder(work, &out->folder, err);
    int fd = -1;
    if (status == GK_OK) {
        char *path = gk_path_join(out->folder, "members");
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0) status = gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
        unlink(path); /* it lives as long as it is open */
        gk_free(path);
    }
    if (status == GK_OK) status = gk_reader_unpack(container->path, fd, err);
    unpacking u = {.container = container, .out = out};
    if (status == GK_OK) status = read_members(&u, fd, err);
    if (fd >= 0) close(fd);
    if (status != GK_OK) gk_unpacked_free(out);
    return status;
}

void gk_unpacked_free(gk_unpacked *unpacked)
{
    if (unpacked->folder) gk_folder_remove(unpacked->folder);
    gk_free(unpacked->folder);
    gk_free(unpacked->left_out);
    gk_files_free(&unpacked->files);
    *unpacked = (gk_unpacked){0};
}
