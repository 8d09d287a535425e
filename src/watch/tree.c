/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/tree.h"

#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
    WANTED = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
             IN_ONLYDIR | IN_EXCL_UNLINK
};

typedef struct watched {
    int number;
    char *path; /* NULL: dropped, though events may still be on their way */
} watched;

struct gk_tree {
    int fd;
    watched *folders; /* by number: the system gives them in rising order */
    size_t count, capacity;
};

bool gk_is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') n--;
    return strncmp(path, folder, n) == 0 &&
           (path[n] == '\0' || path[n] == '/' || (n == 1 && folder[0] == '/'));
}

gk_status gk_tree_new(gk_tree **out, gk_error *err)
{
    *out = NULL;
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd < 0)
        return gk_fail(err, GK_IO, "the system does not tell of changes in folders (inotify): %s",
                       strerror(errno));
    *out = gk_alloc(sizeof **out);
    (*out)->fd = fd;
    return GK_OK;
}

void gk_tree_free(gk_tree *tree)
{
    if (!tree) return;
    close(tree->fd);
    for (size_t i = 0; i < tree->count; i++) gk_free(tree->folders[i].path);
    gk_free(tree->folders);
    gk_free(tree);
}

int gk_tree_fd(const gk_tree *tree) { return tree->fd; }

/* The place of a number, or where it belongs. */
static size_t place_of(const gk_tree *tree, int number)
{
    size_t low = 0, high = tree->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tree->folders[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static watched *find(const gk_tree *tree, int number)
{
    size_t at = place_of(tree, number);
    return at < tree->count && tree->folders[at].number == number ? &tree->folders[at] : NULL;
}

bool gk_tree_add(gk_tree *tree, const char *folder)
{
    int number = inotify_add_watch(tree->fd, folder, WANTED);
    if (number < 0) return false;
    watched *known = find(tree, number);
    if (known) { /* the same folder: perhaps under a new name */
        char *path = gk_strdup(folder);
        gk_free(known->path);
        known->path = path;
        return true;
    }
    size_t at = place_of(tree, number);
    tree->folders = gk_grow(tree->folders, tree->count, &tree->capacity, sizeof *tree->folders);
    memmove(tree->folders + at + 1, tree->folders + at, (tree->count - at) * sizeof *tree->folders);
    tree->folders[at] = (watched){number, gk_strdup(folder)};
    tree->count++;
    return true;
}

void gk_tree_drop(gk_tree *tree, const char *folder)
{
    for (size_t i = 0; i < tree->count; i++) {
        watched *w = &tree->folders[i];
        if (!w->path || !gk_is_below(w->path, folder)) continue;
        inotify_rm_watch(tree->fd, w->number);
        gk_free(w->path);
        w->path = NULL;
    }
}

/* The system has stopped watching: the number will not come again. */
static void forget(gk_tree *tree, int number)
{
    watched *w = find(tree, number);
    if (!w) return;
    gk_free(w->path);
    size_t at = (size_t)(w - tree->folders);
    memmove(w, w + 1, (tree->count - at - 1) * sizeof *w);
    tree->count--;
}

static gk_tree_kind kind_of(uint32_t mask)
{
    static const struct {
        uint32_t mask;
        gk_tree_kind kind;
    } kinds[] = {{IN_CREATE, GK_TREE_CREATED},     {IN_MODIFY, GK_TREE_WRITTEN},
                 {IN_CLOSE_WRITE, GK_TREE_CLOSED}, {IN_MOVED_TO, GK_TREE_ARRIVED},
                 {IN_DELETE, GK_TREE_DELETED},     {IN_MOVED_FROM, GK_TREE_LEFT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (mask & kinds[i].mask) return kinds[i].kind;
    return GK_TREE_LOST;
}

typedef void on_tree_event(void *ctx, const gk_tree_event *event);

static void tell(gk_tree *tree, const struct inotify_event *e, on_tree_event *on_event, void *ctx)
{
    if (e->mask & IN_Q_OVERFLOW) {
        on_event(ctx, &(gk_tree_event){.kind = GK_TREE_LOST, .path = "", .name = ""});
        return;
    }
    if (e->mask & IN_IGNORED) {
        forget(tree, e->wd);
        return;
    }
    const watched *w = find(tree, e->wd);
    gk_tree_kind kind = kind_of(e->mask);
    if (!w || !w->path || e->len == 0 || kind == GK_TREE_LOST) return;
    char *path = gk_path_join(w->path, e->name);
    on_event(ctx, &(gk_tree_event){.kind = kind,
                                   .path = path,
                                   .name = gk_path_name(path),
                                   .folder = e->mask & IN_ISDIR});
    gk_free(path);
}

void gk_tree_read(gk_tree *tree, on_tree_event *on_event, void *ctx)
{
    _Alignas(struct inotify_event) char buffer[1 << 14];
    for (ssize_t n; (n = read(tree->fd, buffer, sizeof buffer)) > 0;)
        for (char *at = buffer; at < buffer + n;) {
            const struct inotify_event *e = (const struct inotify_event *)(void *)at;
            tell(tree, e, on_event, ctx);
            at += sizeof *e + e->len;
        }
}
