/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/folder.h"

#include "model/model.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct gk_new_folder {
    char *from, *to;
    char *parent;    /* of `to` */
    char *temporary; /* beside `to`; NULL: not made, or in its place by now */
};

/* The weights themselves, and the same in formats of other programs, which would be stale. */
static const char *const weights[] = {
    ".safetensors", ".bin",       ".h5",  ".msgpack", ".ot",
    ".onnx",        ".onnx_data", ".pt",  ".pth",     ".gguf",
    ".tflite",      ".ckpt",      ".xml", ".mlmodel", ".safetensors.index.json"};

static bool is_weights(const char *name)
{
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        if (gk_ends_with(name, weights[i])) return true;
    return false;
}

/* ---- whether it may be ---------------------------------------------------------------------- */

static bool is_empty(const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) return false;
    size_t entries = 0;
    while (readdir(dir)) entries++;
    closedir(dir);
    return entries <= 2; /* . and .. */
}

/* True where path is folder or lies below it; both absolute. */
static bool is_inside(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static gk_status check_place(const char *to, gk_error *err)
{
    struct stat st;
    if (lstat(to, &st) != 0)
        return errno == ENOENT ? GK_OK : gk_fail(err, GK_IO, "%s: %s", to, strerror(errno));
    if (S_ISDIR(st.st_mode) && is_empty(to)) return GK_OK;
    return gk_fail(err, GK_INVALID,
                   "%s: stands already and is no empty folder; nothing is overwritten", to);
}

static gk_status check_parent(const gk_new_folder *f, gk_error *err)
{
    char *parent = realpath(f->parent, NULL), *from = realpath(f->from, NULL);
    gk_status status = GK_OK;
    if (!parent)
        status = gk_fail(err, GK_IO, "%s: %s", f->parent, strerror(errno));
    else if (from && is_inside(parent, from))
        status = gk_fail(err, GK_INVALID, "%s: lies inside %s, which it is made from", f->to,
                         f->from);
    free(parent);
    free(from);
    return status;
}

gk_status gk_new_folder_plan(const char *from, const char *to, gk_new_folder **out, gk_error *err)
{
    gk_new_folder *f = gk_alloc(sizeof *f);
    *out = f;
    size_t length = strlen(to);
    while (length > 1 && to[length - 1] == '/') length--;
    f->from = gk_strdup(from);
    f->to = gk_strndup(to, length);
    const char *name = gk_path_name(f->to);
    if (strcmp(name, "") == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return gk_fail(err, GK_INVALID, "\"%s\" is no name for a new folder", to);
    f->parent = name == f->to ? gk_strdup(".") : gk_strndup(f->to, (size_t)(name - f->to));
    gk_status status = check_place(f->to, err);
    return status == GK_OK ? check_parent(f, err) : status;
}

/* ---- its files ------------------------------------------------------------------------------ */

static gk_status make_temporary(gk_new_folder *f, gk_error *err)
{
    enum { TRIES = 100 }; /* a killed process may have left one under our number */
    int error = 0;
    for (int i = 0; i < TRIES; i++) {
        char *path = gk_format("%s%s.%s.%ld-%d", f->parent, gk_ends_with(f->parent, "/") ? "" : "/",
                               gk_path_name(f->to), (long)getpid(), i);
        if (mkdir(path, 0777) == 0) {
            f->temporary = path;
            return GK_OK;
        }
        error = errno;
        gk_free(path);
        if (error != EEXIST) break;
    }
    return gk_fail(err, GK_IO, "%s: %s", f->to, strerror(error));
}

static bool is_named(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0) return true;
    return false;
}

static gk_status copy_file(const char *source, const char *target, gk_error *err)
{
    char *data;
    size_t size;
    gk_status status = gk_file_read(source, &data, &size, err);
    if (status == GK_OK) status = gk_file_write(target, data, size, err);
    gk_free(data);
    return status;
}

static gk_status copy_entries(const char *from, const char *to, const char *const *except,
                              bool deeper, gk_error *err);

/* One entry of a folder; what is neither a file nor a folder is passed over. */
static gk_status copy_entry(const char *from, const char *to, const char *name,
                            const char *const *except, bool deeper, gk_error *err)
{
    char *source = gk_path_join(from, name), *target = gk_path_join(to, name);
    struct stat st;
    gk_status status = GK_OK;
    if (stat(source, &st) != 0) /* a link that leads nowhere */
        status = gk_fail(err, GK_IO, "%s: %s", source, strerror(errno));
    else if (S_ISREG(st.st_mode) && !is_weights(name) && !is_named(except, name))
        status = copy_file(source, target, err);
    else if (S_ISDIR(st.st_mode) && deeper)
        status = copy_entries(source, target, NULL, false, err);
    gk_free(source);
    gk_free(target);
    return status;
}

static gk_status copy_entries(const char *from, const char *to, const char *const *except,
                              bool deeper, gk_error *err)
{
    DIR *dir = opendir(from);
    if (!dir) return gk_fail(err, GK_IO, "%s: %s", from, strerror(errno));
    gk_status status = gk_folder_make(to, err);
    const struct dirent *entry;
    while (status == GK_OK && (entry = readdir(dir)))
        if (entry->d_name[0] != '.')
            status = copy_entry(from, to, entry->d_name, except, deeper, err);
    closedir(dir);
    if (status == GK_OK && !deeper) rmdir(to); /* it held weights alone; a full one stays */
    return status;
}

gk_status gk_new_folder_fill(gk_new_folder *f, const char *const *except, gk_error *err)
{
    gk_status status = make_temporary(f, err);
    return status == GK_OK ? copy_entries(f->from, f->temporary, except, true, err) : status;
}

const char *gk_new_folder_path(const gk_new_folder *f) { return f->temporary; }

/* ---- its end -------------------------------------------------------------------------------- */

gk_status gk_new_folder_finish(gk_new_folder *f, gk_error *err)
{
    gk_model *model;
    gk_status status = gk_model_open_with(f->temporary, NULL, &model, err);
    if (status != GK_OK) return status;
    gk_model_close(model);
    status = gk_folder_sync(f->temporary, err);
    if (status != GK_OK) return status;
    if (rename(f->temporary, f->to) != 0) /* onto an empty folder, or where nothing stands */
        return errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                   ? gk_fail(err, GK_INVALID, "%s: something came to stand there", f->to)
                   : gk_fail(err, GK_IO, "%s: %s", f->to, strerror(errno));
    gk_free(f->temporary);
    f->temporary = NULL;
    return gk_folder_sync(f->parent, err);
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    remove(path);
    return 0;
}

void gk_new_folder_free(gk_new_folder *f)
{
    if (!f) return;
    if (f->temporary) nftw(f->temporary, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    gk_free(f->from);
    gk_free(f->to);
    gk_free(f->parent);
    gk_free(f->temporary);
    gk_free(f);
}
