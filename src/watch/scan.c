/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/scan.h"

#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Endings of files that somebody is still writing: they get their own name when they are whole. */
static const char *const unfinished[] = {
    ".part",       ".partial", ".crdownload", ".download",   ".tmp", ".filepart",
    ".opdownload", ".!ut",     ".aria2",      ".unfinished", "~"};

bool gk_scan_wants(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || name[0] == '.') return false;
    for (size_t i = 0; i < sizeof unfinished / sizeof *unfinished; i++) {
        size_t n = strlen(unfinished[i]);
        if (length >= n && strcasecmp(name + length - n, unfinished[i]) == 0) return false;
    }
    return true;
}

static void meet(const char *path, const gk_scan *scan)
{
    struct stat st;
    if (lstat(path, &st) != 0) return; /* gone again */
    if (S_ISDIR(st.st_mode))
        gk_scan_run(path, scan);
    else if (S_ISREG(st.st_mode) || (stat(path, &st) == 0 && S_ISREG(st.st_mode)))
        scan->on_file(scan->ctx, path);
}

bool gk_scan_run(const char *folder, const gk_scan *scan)
{
    if (gk_store_stands(folder)) return true;
    if (!scan->on_folder(scan->ctx, folder)) return true;
    DIR *open = opendir(folder);
    if (!open) return false;
    for (const struct dirent *entry; (entry = readdir(open));) {
        if (!gk_scan_wants(entry->d_name)) continue;
        char *path = gk_path_join(folder, entry->d_name);
        meet(path, scan);
        gk_free(path);
    }
    closedir(open);
    return true;
}
