/* SPDX-License-Identifier: Apache-2.0 */
#include "embed_output.h"

#include "commands.h"
#include "embed_checkpoint.h"
#include "embed_rows.h"
#include "memory.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A checkpoint waits for the disk: it comes when the last one took less than a twentieth of the
 * time since. */
enum { CHECKPOINT_SHARE = 20 };

static const char kind[] = "goshawk embed 1"; /* of checkpoints */

struct cli_vectors {
    const cli_vectors_options *options;
    cli_sink sink;     /* its fd is -1 until a file is open */
    bool file;         /* a regular file: checkpoints are kept */
    bool begun;        /* the file is ready for rows */
    cli_checkpoint at; /* the last whole chunk */
    double due;        /* when the next checkpoint comes */
};

/* What a path holds that must not be lost, in the words of a person; NULL: nothing. */
static const char *in_the_way(const cli_vectors_options *options, bool checkpoint)
{
    struct stat st;
    bool exists = stat(options->path, &st) == 0 && st.st_size > 0;
    if (options->force || !exists) return NULL;
    if (!options->resume)
        return checkpoint ? "holds a run that was stopped; --resume goes on with it, --force "
                            "begins anew"
                          : "exists; --force writes it anew";
    return checkpoint ? NULL
                      : "is finished, or was not made by goshawk embed; --force writes it anew";
}

/* Opens the file for writing, and for nobody else. */
static gk_status open_file(cli_vectors *vectors, gk_error *err)
{
    const char *path = vectors->options->path;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return cli_problem(err, GK_IO, "cannot write %s: %s", path, strerror(errno));
    vectors->sink.fd = fd;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return cli_problem(err, GK_BUSY, "another goshawk embed is writing %s", path);
    return GK_OK;
}

/* Opens a file to go on with; it stays as it is until rows come. */
static gk_status open_again(cli_vectors *vectors, gk_error *err)
{
    const char *path = vectors->options->path;
    struct stat st;
    if (stat(path, &st) != 0 || (uint64_t)st.st_size < vectors->at.bytes)
        return cli_problem(err, GK_INVALID,
                           "%s is shorter than its checkpoint says; begin anew with --force", path);
    return open_file(vectors, err);
}

static gk_status open_path(cli_vectors *vectors, gk_error *err)
{
    const cli_vectors_options *options = vectors->options;
    struct stat st;
    vectors->sink.name = options->path;
    vectors->file = stat(options->path, &st) != 0 || S_ISREG(st.st_mode);
    if (!vectors->file && options->resume)
        return cli_problem(err, GK_INVALID, "%s is no file, so there is nothing to go on with",
                           options->path);
    if (!vectors->file) return GK_OK;
    bool found = false;
    if (options->resume) {
        gk_status status = cli_checkpoint_read(options->path, kind, options->job, &vectors->at,
                                               &found, err);
        if (status != GK_OK) return status;
    } else {
        char *checkpoint = cli_checkpoint_path(options->path);
        found = access(checkpoint, F_OK) == 0;
        free(checkpoint);
    }
    const char *why = in_the_way(options, found);
    if (why) return cli_problem(err, GK_INVALID, "%s %s", options->path, why);
    return vectors->at.rows > 0 ? open_again(vectors, err) : GK_OK;
}

gk_status cli_vectors_open(const cli_vectors_options *options, cli_vectors **out, uint64_t *rows,
                           uint64_t *hash, gk_error *err)
{
    cli_vectors *vectors = cli_alloc_array(1, sizeof *vectors);
    *vectors = (cli_vectors){.options = options, .sink = {.fd = -1, .name = "standard output"}};
    gk_status status = options->path ? open_path(vectors, err) : GK_OK;
    if (status == GK_OK && options->format == CLI_NPY && !vectors->file)
        status = cli_problem(err, GK_INVALID,
                             "npy tells its rows at its beginning, so it must be a file: give -o "
                             "FILE.npy, or --format f32 for a pipe");
    if (status != GK_OK) {
        cli_vectors_close(vectors);
        return status;
    }
    *rows = vectors->at.rows;
    *hash = vectors->at.hash;
    *out = vectors;
    return GK_OK;
}

void cli_vectors_close(cli_vectors *vectors)
{
    if (!vectors) return;
    if (vectors->sink.fd >= 0 && vectors->options->path) close(vectors->sink.fd);
    cli_sink_free(&vectors->sink);
    free(vectors);
}

/* Rewrites what stands before the rows. */
static bool write_header(const cli_vectors *vectors)
{
    if (vectors->options->format != CLI_NPY) return true;
    char header[CLI_NPY_HEADER];
    cli_npy_header(header, vectors->at.rows, vectors->options->dimensions);
    ssize_t n;
    do n = pwrite(vectors->sink.fd, header, sizeof header, 0);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof header;
}

static gk_status write_failed(const cli_vectors *vectors, gk_error *err)
{
    return cli_problem(err, GK_IO, "cannot write %s: %s", vectors->sink.name, strerror(errno));
}

static gk_status checkpoint(cli_vectors *vectors, gk_error *err)
{
    double start = cli_seconds();
    if (!write_header(vectors) || fdatasync(vectors->sink.fd) != 0)
        return write_failed(vectors, err);
    const cli_vectors_options *options = vectors->options;
    gk_status status = cli_checkpoint_write(options->path, kind, options->job, &vectors->at, err);
    double now = cli_seconds();
    vectors->due = now + CHECKPOINT_SHARE * (now - start);
    return status;
}

/* Cuts the file to its last whole chunk. */
static bool cut(cli_vectors *vectors)
{
    int fd = vectors->sink.fd;
    vectors->sink.bytes = vectors->at.bytes;
    return ftruncate(fd, (off_t)vectors->at.bytes) == 0 &&
           lseek(fd, (off_t)vectors->at.bytes, SEEK_SET) >= 0;
}

/* Makes the file ready for rows. The checkpoint comes before what was in the file goes: a kill in
 * between leaves a run that begins anew. */
static gk_status begin_file(cli_vectors *vectors, gk_error *err)
{
    const cli_vectors_options *options = vectors->options;
    if (vectors->sink.fd < 0) {
        gk_status status = open_file(vectors, err);
        if (status == GK_OK)
            status = cli_checkpoint_write(options->path, kind, options->job, &vectors->at, err);
        if (status != GK_OK) return status;
        vectors->at.bytes = options->format == CLI_NPY ? CLI_NPY_HEADER : 0;
    }
    return cut(vectors) && write_header(vectors) ? GK_OK : write_failed(vectors, err);
}

static gk_status begin(cli_vectors *vectors, gk_error *err)
{
    const char *path = vectors->options->path;
    if (vectors->begun) return GK_OK;
    if (vectors->file) {
        gk_status status = begin_file(vectors, err);
        if (status != GK_OK) return status;
    } else {
        vectors->sink.fd = path ? open(path, O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
        if (vectors->sink.fd < 0) return write_failed(vectors, err);
    }
    vectors->begun = true;
    return GK_OK;
}

gk_status cli_vectors_add(cli_vectors *vectors, const float *rows, const cli_chunk *chunk,
                          uint64_t hash, gk_error *err)
{
    const cli_vectors_options *options = vectors->options;
    gk_status status = begin(vectors, err);
    if (status == GK_OK)
        status = cli_rows_write(&vectors->sink, options->format, options->dimensions, rows, chunk,
                                err);
    if (status != GK_OK) return status;
    vectors->at = (cli_checkpoint){
        .rows = vectors->at.rows + chunk->count, .bytes = vectors->sink.bytes, .hash = hash};
    return vectors->file && cli_seconds() >= vectors->due ? checkpoint(vectors, err) : GK_OK;
}

gk_status cli_vectors_finish(cli_vectors *vectors, gk_error *err)
{
    gk_status status = begin(vectors, err); /* of an empty input, an empty file */
    if (status != GK_OK || !vectors->file) return status;
    if (!write_header(vectors) || fsync(vectors->sink.fd) != 0) return write_failed(vectors, err);
    cli_checkpoint_remove(vectors->options->path);
    return GK_OK;
}

gk_status cli_vectors_pause(cli_vectors *vectors, bool *resumable, gk_error *err)
{
    *resumable = vectors->file && vectors->at.rows > 0;
    if (!vectors->file || !vectors->begun) return GK_OK;
    if (!cut(vectors)) return write_failed(vectors, err);
    return checkpoint(vectors, err);
}
