/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/backlog.h"

#include "base/index.h"
#include "watch/tree.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const double QUIET = 0.5, LONGEST = 2; /* of a burst, in seconds */
enum { FEW = 1024 };                          /* forgotten files that are worth no tidying */

typedef struct seen {
    char *path;
    gk_look known; /* when the library got it; all 0: it has not */
    gk_look last;  /* when it was looked at last while waited for */
    double appeared;
    double ready; /* when it is whole, as far as one can tell */
    bool waiting, written, forgotten;
} seen;

struct gk_backlog {
    seen *files;
    size_t count, capacity, forgotten;
    gk_index by_path;
    uint32_t *waiting; /* numbers of files */
    size_t waiting_count, waiting_capacity;
};

static gk_key path_of(const void *owner, uint32_t number)
{
    const char *path = ((const gk_backlog *)owner)->files[number].path;
    return (gk_key){path, strlen(path)};
}

gk_backlog *gk_backlog_new(void)
{
    gk_backlog *b = gk_alloc(sizeof *b);
    b->by_path = gk_index_new(0, path_of, b);
    return b;
}

void gk_backlog_free(gk_backlog *b)
{
    if (!b) return;
    for (size_t i = 0; i < b->count; i++) gk_free(b->files[i].path);
    gk_free(b->files);
    gk_free(b->waiting);
    gk_index_free(&b->by_path);
    gk_free(b);
}

static bool same(const gk_look *a, const gk_look *b)
{
    return a->inode == b->inode && a->bytes == b->bytes && a->seconds == b->seconds &&
           a->nanoseconds == b->nanoseconds;
}

/* False: there is no regular file. */
static bool look_at(const char *path, gk_look *out)
{
    struct stat st;
    *out = (gk_look){0};
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    *out = (gk_look){st.st_ino, (uint64_t)st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
    return true;
}

/* Whether its last change is so long ago that nobody is at it, by the clock of the file system. */
static bool is_old(const gk_look *look) { return (double)(time(NULL) - look->seconds) > GK_SETTLE; }

/* ---- which files there are ----------------------------------------------------------------- */

/* Drops what was forgotten, where that is most of it. */
static void tidy(gk_backlog *b)
{
    if (!b->files || b->forgotten < FEW || b->forgotten < b->count / 2) return;
    size_t kept = 0;
    b->waiting_count = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (b->files[i].forgotten) {
            gk_free(b->files[i].path);
            continue;
        }
        if (b->files[i].waiting) b->waiting[b->waiting_count++] = (uint32_t)kept;
        b->files[kept++] = b->files[i];
    }
    b->count = kept;
    b->forgotten = 0;
    gk_index_free(&b->by_path);
    b->by_path = gk_index_new(kept, path_of, b);
    for (size_t i = 0; i < kept; i++) gk_index_add(&b->by_path, (uint32_t)i);
}

static seen *find(const gk_backlog *b, const char *path)
{
    uint32_t number = gk_index_find(&b->by_path, (gk_key){path, strlen(path)});
    return number == UINT32_MAX ? NULL : &b->files[number];
}

static seen *find_or_make(gk_backlog *b, const char *path)
{
    seen *file = find(b, path);
    if (!file) {
        tidy(b);
        b->files = gk_grow(b->files, b->count, &b->capacity, sizeof *b->files);
        b->files[b->count] = (seen){.path = gk_strdup(path)};
        gk_index_add(&b->by_path, (uint32_t)b->count);
        return &b->files[b->count++];
    }
    if (file->forgotten) b->forgotten--;
    file->forgotten = false;
    return file;
}

static void stop_waiting(gk_backlog *b, seen *file)
{
    if (!file->waiting) return;
    file->waiting = false;
    uint32_t number = (uint32_t)(file - b->files);
    for (size_t i = 0; i < b->waiting_count; i++)
        if (b->waiting[i] == number) {
            memmove(b->waiting + i, b->waiting + i + 1,
                    (b->waiting_count - i - 1) * sizeof *b->waiting);
            b->waiting_count--;
            return;
        }
}

static void start_waiting(gk_backlog *b, seen *file)
{
    if (file->waiting) return;
    b->waiting = gk_grow(b->waiting, b->waiting_count, &b->waiting_capacity, sizeof *b->waiting);
    b->waiting[b->waiting_count++] = (uint32_t)(file - b->files);
    file->waiting = true;
}

static void forget(gk_backlog *b, seen *file)
{
    stop_waiting(b, file);
    file->known = file->last = (gk_look){0};
    if (!file->forgotten) b->forgotten++;
    file->forgotten = true;
}

void gk_backlog_forget(gk_backlog *b, const char *path)
{
    seen *file = find(b, path);
    if (file) forget(b, file);
}

void gk_backlog_forget_below(gk_backlog *b, const char *folder)
{
    for (size_t i = 0; i < b->count; i++)
        if (gk_is_below(b->files[i].path, folder)) forget(b, &b->files[i]);
}

/* ---- when each is whole -------------------------------------------------------------------- */

void gk_backlog_see(gk_backlog *b, const char *path, gk_sight sight, double appeared, double now)
{
    gk_look look;
    seen *file = find(b, path);
    if (!look_at(path, &look)) {
        if (file) forget(b, file);
        return;
    }
    if (file && same(&look, &file->known)) {
        stop_waiting(b, file);
        return;
    }
    if (file && file->waiting && sight == GK_SIGHT_FOUND && !file->written &&
        same(&look, &file->last))
        return; /* it is waited for already */
    file = find_or_make(b, path);
    if (!file->waiting || sight == GK_SIGHT_WHOLE) file->appeared = appeared;
    file->last = look;
    file->written = sight == GK_SIGHT_WRITTEN;
    file->ready = sight == GK_SIGHT_FOUND && !is_old(&look) ? now + GK_SETTLE : now;
    start_waiting(b, file);
}

/* Whether a burst of files that are whole has come to its end. */
static bool burst_is_over(const gk_backlog *b, double now, size_t most)
{
    double first = now, last = 0;
    size_t ready = 0;
    for (size_t i = 0; i < b->waiting_count; i++) {
        const seen *file = &b->files[b->waiting[i]];
        if (file->written || file->ready > now) continue;
        if (file->ready < first) first = file->ready;
        if (file->ready > last) last = file->ready;
        ready++;
    }
    return ready > 0 && (ready >= most || now - last >= QUIET || now - first >= LONGEST);
}

/* Whether the file may be given out; else it waits on, or is waited for no longer. */
static bool is_whole(seen *file, double now)
{
    gk_look look;
    if (!look_at(file->path, &look) || look.bytes == 0 || same(&look, &file->known)) {
        file->waiting = false;
        return false;
    }
    if (same(&look, &file->last)) return true;
    file->last = look; /* it changed, and nobody told */
    file->ready = now + GK_SETTLE;
    return false;
}

/* Gives out files that appeared since the watch began, or else those that stood there. */
static size_t take(gk_backlog *b, double now, bool fresh, gk_due *due, size_t most)
{
    size_t taken = 0, kept = 0;
    for (size_t i = 0; i < b->waiting_count; i++) {
        uint32_t number = b->waiting[i];
        seen *file = &b->files[number];
        bool ready = !file->written && file->ready <= now && (file->appeared >= 0) == fresh;
        if (ready && taken < most && is_whole(file, now)) {
            due[taken++] = (gk_due){file->path, file->appeared, file->last};
            file->waiting = false;
        }
        if (file->waiting) b->waiting[kept++] = number;
    }
    b->waiting_count = kept;
    return taken;
}

size_t gk_backlog_take(gk_backlog *b, double now, gk_due *due, size_t most)
{
    if (!burst_is_over(b, now, most)) return 0;
    size_t taken = take(b, now, true, due, most);
    return taken + take(b, now, false, due + taken, most - taken);
}

void gk_backlog_done(gk_backlog *b, const gk_due *due)
{
    seen *file = find(b, due->path);
    if (!file || file->forgotten) return;
    file->known = due->look;
}

void gk_backlog_again(gk_backlog *b, const gk_due *due, double when)
{
    seen *file = find(b, due->path);
    if (!file || file->forgotten || file->waiting) return;
    file->ready = when;
    start_waiting(b, file);
}

double gk_backlog_wait(const gk_backlog *b, double now)
{
    double soonest = -1;
    for (size_t i = 0; i < b->waiting_count; i++) {
        const seen *file = &b->files[b->waiting[i]];
        if (file->written) continue;
        double wait = file->ready > now ? file->ready - now : 0;
        if (soonest < 0 || wait < soonest) soonest = wait;
    }
    return soonest < 0 ? -1 : soonest + QUIET;
}

size_t gk_backlog_count(const gk_backlog *b, size_t *written)
{
    *written = 0;
    for (size_t i = 0; i < b->waiting_count; i++) *written += b->files[b->waiting[i]].written;
    return b->waiting_count;
}
