/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/folders.h"

#include "store/store.h"
#include "watch/scan.h"
#include "watch/tree.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static const double CHECK = 1;     /* seconds between looks whether the folders are still there */
static const double FALLBACK = 30; /* between looks at everything where the system cannot tell */

typedef struct root {
    char *path;
    char *real;   /* without links */
    bool gone;    /* and said so */
    dev_t device; /* of the folder that is watched under this path */
    ino_t inode;
} root;

struct gk_folders {
    gk_folders_options options;
    gk_backlog *backlog;
    gk_tree *tree; /* NULL: not told */
    root *roots;
    size_t count;
    double checked, looked; /* when */
    double appeared, now;   /* of what is seen at the moment */
    bool arrived;           /* what is seen was moved in as a whole */
    bool full;              /* the system watches no more folders, and we said so */
};

int gk_folders_fd(const gk_folders *f) { return f->tree ? gk_tree_fd(f->tree) : -1; }

/* ---- what stands there --------------------------------------------------------------------- */

static bool on_folder(void *ctx, const char *path)
{
    gk_folders *f = ctx;
    if (!f->tree || gk_tree_add(f->tree, path) || errno != ENOSPC || f->full) return true;
    f->full = true;
    if (f->options.look <= 0) f->options.look = FALLBACK;
    gk_tell(&f->options.teller, GK_FOLLOW_NOTE, path,
            "the system's limit of watched folders (fs.inotify.max_user_watches) is reached: all "
            "folders are looked at every %.0f s",
            f->options.look);
    return true;
}

static void on_file(void *ctx, const char *path)
{
    gk_folders *f = ctx;
    gk_backlog_see(f->backlog, path, f->arrived ? GK_SIGHT_WHOLE : GK_SIGHT_FOUND, f->appeared,
                   f->now);
}

static bool look_into(gk_folders *f, const char *folder)
{
    return gk_scan_run(folder, &(gk_scan){on_folder, on_file, f});
}

static bool look_into_root(gk_folders *f, root *r)
{
    struct stat st;
    if (stat(r->path, &st) != 0) return false;
    if (!S_ISDIR(st.st_mode)) {
        errno = ENOTDIR;
        return false;
    }
    r->device = st.st_dev;
    r->inode = st.st_ino;
    return look_into(f, r->path);
}

/* ---- what happens -------------------------------------------------------------------------- */

static void on_folder_event(gk_folders *f, const gk_tree_event *e)
{
    if (e->kind == GK_TREE_LEFT) {
        gk_tree_drop(f->tree, e->path);
        gk_backlog_forget_below(f->backlog, e->path);
    } else if (e->kind == GK_TREE_CREATED || e->kind == GK_TREE_ARRIVED) {
        f->arrived = e->kind == GK_TREE_ARRIVED;
        look_into(f, e->path); /* gone again is no trouble */
        f->arrived = false;
    }
}

/* A folder has become a library: it is no folder of documents any more. */
static void leave_library(gk_folders *f, const char *database)
{
    char *folder = gk_strndup(database, (size_t)(gk_path_name(database) - database));
    gk_tree_drop(f->tree, folder);
    gk_backlog_forget_below(f->backlog, folder);
    gk_free(folder);
}

static void on_file_event(gk_folders *f, const gk_tree_event *e)
{
    static const gk_sight sights[] = {[GK_TREE_CREATED] = GK_SIGHT_FOUND,
                                      [GK_TREE_WRITTEN] = GK_SIGHT_WRITTEN,
                                      [GK_TREE_CLOSED] = GK_SIGHT_WHOLE,
                                      [GK_TREE_ARRIVED] = GK_SIGHT_WHOLE};
    if (e->kind == GK_TREE_DELETED || e->kind == GK_TREE_LEFT)
        gk_backlog_forget(f->backlog, e->path);
    else if (strcmp(e->name, "goshawk.db") == 0)
        leave_library(f, e->path);
    else
        gk_backlog_see(f->backlog, e->path, sights[e->kind], f->now, f->now);
}

static void look_at_everything(gk_folders *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (!f->roots[i].gone) look_into_root(f, &f->roots[i]);
    f->looked = f->now;
}

static void on_tree_event(void *ctx, const gk_tree_event *e)
{
    gk_folders *f = ctx;
    if (e->kind == GK_TREE_LOST)
        look_at_everything(f);
    else if (!gk_scan_wants(e->name))
        return;
    else if (e->folder)
        on_folder_event(f, e);
    else
        on_file_event(f, e);
}

/* ---- the folders themselves ---------------------------------------------------------------- */

static bool is_there(const root *r)
{
    struct stat st;
    return stat(r->path, &st) == 0 && st.st_dev == r->device && st.st_ino == r->inode;
}

/* A folder may go, come back, or have another one mounted over it. */
static void check(gk_folders *f, root *r)
{
    if (!r->gone && is_there(r)) return;
    if (!r->gone && f->tree) gk_tree_drop(f->tree, r->path);
    bool back = look_into_root(f, r);
    if (!back && !r->gone)
        gk_tell(&f->options.teller, GK_FOLLOW_TROUBLE, r->path, "the folder is gone: %s",
                strerror(errno));
    else if (back && r->gone)
        gk_tell(&f->options.teller, GK_FOLLOW_WELL, r->path, "the folder is there again");
    if (!back) gk_backlog_forget_below(f->backlog, r->path);
    r->gone = !back;
}

double gk_folders_step(gk_folders *f, double now)
{
    f->appeared = f->now = now;
    if (f->tree) gk_tree_read(f->tree, on_tree_event, f);
    if (now - f->checked >= CHECK) {
        for (size_t i = 0; i < f->count; i++) check(f, &f->roots[i]);
        f->checked = now;
    }
    double look = f->options.look;
    if (look > 0 && now - f->looked >= look) look_at_everything(f);
    double next = f->checked + CHECK - now;
    if (look > 0 && f->looked + look - now < next) next = f->looked + look - now;
    return next;
}

size_t gk_folders_gone(const gk_folders *f)
{
    size_t gone = 0;
    for (size_t i = 0; i < f->count; i++) gone += f->roots[i].gone;
    return gone;
}

/* ---- opening ------------------------------------------------------------------------------- */

/* File systems on which other machines' changes are not told. */
static bool is_remote(const char *path)
{
    static const uint32_t kinds[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFE534D42, /* SMB 2 */
        0xFF534D42, /* CIFS */
        0x65735546, /* FUSE */
        0x01021997, /* 9P */
        0x00C36400, /* Ceph */
        0x5346414F, /* AFS */
        0x47504653  /* GPFS */
    };
    struct statfs fs;
    if (statfs(path, &fs) != 0) return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((uint32_t)fs.f_type == kinds[i]) return true;
    return false;
}

/* Takes a folder, unless it is one of those taken, or lies in one. */
static gk_status take_root(gk_folders *f, const char *path, gk_error *err)
{
    char real[PATH_MAX];
    struct stat st;
    if (!realpath(path, real) || stat(path, &st) != 0)
        return gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return gk_fail(err, GK_INVALID, "%s: neither a folder nor an address of http or https",
                       path);
    if (gk_store_stands(path))
        return gk_fail(err, GK_INVALID, "%s: a library, not a folder of documents", path);
    for (size_t i = 0; i < f->count; i++)
        if (gk_is_below(real, f->roots[i].real)) return GK_OK;
    f->roots[f->count++] = (root){.path = gk_strdup(path), .real = gk_strdup(real)};
    return GK_OK;
}

static void free_root(root *r)
{
    gk_free(r->path);
    gk_free(r->real);
}

/* Leaves out what lies in one that was named later. */
static void drop_nested(gk_folders *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->count; i++) {
        bool nested = false;
        for (size_t k = i + 1; k < f->count && !nested; k++)
            nested = gk_is_below(f->roots[i].real, f->roots[k].real);
        if (nested)
            free_root(&f->roots[i]);
        else
            f->roots[kept++] = f->roots[i];
    }
    f->count = kept;
}

static gk_status begin(gk_folders *f, gk_error *err)
{
    gk_status status = f->options.told ? gk_tree_new(&f->tree, err) : GK_OK;
    f->appeared = -1;
    f->now = f->checked = f->looked = gk_seconds();
    for (size_t i = 0; i < f->count && status == GK_OK; i++) {
        root *r = &f->roots[i];
        if (f->tree && f->options.look <= 0 && is_remote(r->path)) {
            f->options.look = FALLBACK;
            gk_tell(&f->options.teller, GK_FOLLOW_NOTE, r->path,
                    "the system may not tell of what other machines do here: it is looked at every "
                    "%.0f s",
                    FALLBACK);
        }
        if (!look_into_root(f, r)) status = gk_fail(err, GK_IO, "%s: %s", r->path, strerror(errno));
    }
    return status;
}

gk_status gk_folders_open(const char *const *paths, size_t count, const gk_folders_options *options,
                          gk_backlog *backlog, gk_folders **out, gk_error *err)
{
    gk_folders *f = gk_alloc(sizeof *f);
    *out = NULL;
    f->options = *options;
    f->backlog = backlog;
    f->roots = gk_alloc_array(count ? count : 1, sizeof *f->roots);
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) status = take_root(f, paths[i], err);
    if (status == GK_OK) {
        drop_nested(f);
        status = begin(f, err);
    }
    if (status == GK_OK)
        *out = f;
    else
        gk_folders_close(f);
    return status;
}

void gk_folders_close(gk_folders *f)
{
    if (!f) return;
    gk_tree_free(f->tree);
    for (size_t i = 0; i < f->count; i++) free_root(&f->roots[i]);
    gk_free(f->roots);
    gk_free(f);
}
