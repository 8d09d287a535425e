/* SPDX-License-Identifier: Apache-2.0 */
#include "batch_output.h"

#include "commands.h"
#include "embed_checkpoint.h"
#include "memory.h"
#include "parquet.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* As in embed_output.c. */
enum { CHECKPOINT_SHARE = 20 };

static const char kind[] = "goshawk batch 1"; /* of checkpoints */

struct cli_output {
    const cli_output_options *options;
    char *rows; /* the file that grows */
    int fd;
    cli_checkpoint at;
    double due; /* when the next checkpoint comes */
};

bool cli_table_format_of(const char *path, cli_table_format *format)
{
    static const char *const endings[] = {
        [CLI_CSV] = ".csv", [CLI_JSONL_ROWS] = ".jsonl", [CLI_PARQUET] = ".parquet"};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t m = strlen(endings[i]);
        if (n <= m || strcmp(path + n - m, endings[i]) != 0) continue;
        *format = (cli_table_format)i;
        return true;
    }
    return false;
}

static gk_status write_failed(const cli_output *output, gk_error *err)
{
    return cli_problem(err, GK_IO, "cannot write %s: %s", output->rows, strerror(errno));
}

/* What a path holds that must not be lost, in the words of a person; NULL: nothing. */
static const char *in_the_way(const cli_output_options *options, bool checkpoint)
{
    struct stat st;
    bool exists = stat(options->path, &st) == 0;
    if (options->force || (!exists && !checkpoint)) return NULL;
    if (!options->resume)
        return checkpoint ? "holds a batch that was stopped; --resume goes on with it, --force "
                            "begins anew"
                          : "exists; --force writes it anew";
    return checkpoint ? NULL : "is finished, or was not made by a batch; --force writes it anew";
}

static gk_status open_rows(cli_output *output, gk_error *err)
{
    struct stat st;
    output->fd = open(output->rows, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (output->fd < 0) return write_failed(output, err);
    if (flock(output->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return cli_problem(err, GK_BUSY, "another batch is writing %s", output->options->path);
    if (fstat(output->fd, &st) != 0) return write_failed(output, err);
    if (!S_ISREG(st.st_mode))
        return cli_problem(err, GK_INVALID, "%s is no file", output->options->path);
    if ((uint64_t)st.st_size < output->at.bytes)
        return cli_problem(err, GK_INVALID,
                           "%s is shorter than its checkpoint says; begin anew with --force",
                           output->rows);
    return GK_OK;
}

/* Makes the file end where the last whole chunk did. */
static gk_status cut(cli_output *output, gk_error *err)
{
    bool good = ftruncate(output->fd, (off_t)output->at.bytes) == 0 &&
                lseek(output->fd, (off_t)output->at.bytes, SEEK_SET) >= 0;
    return good ? GK_OK : write_failed(output, err);
}

static gk_status write_rows(cli_output *output, const char *rows, size_t size, gk_error *err)
{
    while (size > 0) {
        ssize_t n = write(output->fd, rows, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return write_failed(output, err);
        rows += n;
        size -= (size_t)n;
        output->at.bytes += (uint64_t)n;
    }
    return GK_OK;
}

static gk_status checkpoint(cli_output *output, gk_error *err)
{
    double start = cli_seconds();
    if (fdatasync(output->fd) != 0) return write_failed(output, err);
    gk_status status = cli_checkpoint_write(output->options->path, kind, output->options->job,
                                            &output->at, err);
    double now = cli_seconds();
    output->due = now + CHECKPOINT_SHARE * (now - start);
    return status;
}

static gk_status write_heading(cli_output *output, gk_error *err)
{
    char *heading = NULL;
    size_t size = 0;
    if (output->options->format != CLI_CSV) return GK_OK;
    FILE *memory = open_memstream(&heading, &size);
    if (!memory) return write_failed(output, err);
    cli_csv_heading(memory, output->options->fields, output->options->field_count);
    gk_status status = fclose(memory) == 0 ? write_rows(output, heading, size, err)
                                           : write_failed(output, err);
    free(heading);
    return status;
}

/* The checkpoint comes before what was in the file goes: a kill in between leaves a run that begins
 * anew. */
static gk_status begin(cli_output *output, gk_error *err)
{
    gk_status status = open_rows(output, err);
    bool anew = output->at.rows == 0;
    if (anew) output->at = (cli_checkpoint){0};
    if (status == GK_OK && anew)
        status = cli_checkpoint_write(output->options->path, kind, output->options->job,
                                      &output->at, err);
    if (status == GK_OK) status = cut(output, err);
    return status == GK_OK && anew ? write_heading(output, err) : status;
}

gk_status cli_output_open(const cli_output_options *options, cli_output **out, uint64_t *lines,
                          uint64_t *hash, gk_error *err)
{
    cli_output *output = cli_alloc_array(1, sizeof *output);
    char *beside = cli_checkpoint_path(options->path);
    bool found = access(beside, F_OK) == 0;
    free(beside);
    *output = (cli_output){
        .options = options,
        .rows = cli_format("%s%s", options->path, options->format == CLI_PARQUET ? ".rows" : ""),
        .fd = -1};
    gk_status status = GK_OK;
    if (options->resume)
        status = cli_checkpoint_read(options->path, kind, options->job, &output->at, &found, err);
    const char *why = status == GK_OK ? in_the_way(options, found) : NULL;
    if (why) status = cli_problem(err, GK_INVALID, "%s %s", options->path, why);
    if (status == GK_OK) status = begin(output, err);
    if (status != GK_OK) {
        cli_output_close(output);
        return status;
    }
    *lines = output->at.rows;
    *hash = output->at.hash;
    *out = output;
    return GK_OK;
}

gk_status cli_output_add(cli_output *output, const char *rows, size_t size, uint64_t lines,
                         uint64_t hash, gk_error *err)
{
    gk_status status = write_rows(output, rows, size, err);
    if (status != GK_OK) return status;
    output->at.rows += lines;
    output->at.hash = hash;
    return cli_seconds() >= output->due ? checkpoint(output, err) : GK_OK;
}

gk_status cli_output_pause(cli_output *output, gk_error *err) { return checkpoint(output, err); }

/* ---- Parquet ------------------------------------------------------------------------------- */

static gk_status copy_row(const cli_output *output, const char *line, size_t length,
                          cli_parquet *parquet, cli_datum *row, gk_error *err)
{
    json_t *owner;
    const cli_output_options *o = output->options;
    if (!cli_json_row_read(line, length, o->fields, o->field_count, row, &owner))
        return cli_problem(err, GK_IO, "%s holds a line that no batch wrote", output->rows);
    gk_status status = cli_parquet_add(parquet, row, err);
    json_decref(owner);
    return status;
}

static gk_status make_parquet(const cli_output *output, gk_error *err)
{
    const cli_output_options *o = output->options;
    cli_parquet *parquet = NULL;
    FILE *rows = fopen(output->rows, "re");
    if (!rows) return write_failed(output, err);
    gk_status status = cli_parquet_open(o->path, o->fields, o->field_count, &parquet, err);
    cli_datum *row = cli_alloc_array(o->field_count, sizeof *row);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    while (status == GK_OK && (n = getline(&line, &capacity, rows)) > 0)
        status = copy_row(output, line, (size_t)n, parquet, row, err);
    free(line);
    free(row);
    fclose(rows);
    return parquet ? cli_parquet_close(parquet, status, err) : status;
}

gk_status cli_output_finish(cli_output *output, gk_error *err)
{
    if (fsync(output->fd) != 0) return write_failed(output, err);
    if (output->options->format == CLI_PARQUET) {
        gk_status status = make_parquet(output, err);
        if (status != GK_OK) return status;
        unlink(output->rows);
    }
    cli_checkpoint_remove(output->options->path);
    return GK_OK;
}

void cli_output_close(cli_output *output)
{
    if (!output) return;
    if (output->fd >= 0) close(output->fd);
    free(output->rows);
    free(output);
}
