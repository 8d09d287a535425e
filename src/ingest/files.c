/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/files.h"

#include "store/store.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

gk_file *gk_files_add(gk_files *files, const char *path, const char *source, const char *name,
                      size_t bytes, bool named)
{
    files->files = gk_grow(files->files, files->count, &files->capacity, sizeof *files->files);
    gk_file *file = &files->files[files->count++];
    *file = (gk_file){.path = gk_strdup(path),
                      .source = gk_strdup(source),
                      .name = gk_strdup(name),
                      .bytes = bytes,
                      .named = named};
    files->bytes += bytes;
    return file;
}

static void add_file(gk_files *files, const char *path, size_t bytes, bool named)
{
    char *name = gk_files_document(path);
    gk_files_add(files, path, path, name, bytes, named);
    gk_free(name);
}

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void collect_folder(gk_files *files, const char *folder)
{
    if (gk_store_stands(folder)) return;
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, visible, by_name);
    for (int i = 0; i < count; i++) {
        char *path = gk_path_join(folder, entries[i]->d_name);
        struct stat st;
        /* A linked file is read, a linked folder is not entered: it may lead back here. A link to
         * nothing is a file that cannot be read. */
        if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
            collect_folder(files, path);
        else if (stat(path, &st) != 0)
            add_file(files, path, 0, false);
        else if (S_ISREG(st.st_mode))
            add_file(files, path, (size_t)st.st_size, false);
        gk_free(path);
        free(entries[i]);
    }
    free(entries);
    if (count < 0) add_file(files, folder, 0, true); /* unreadable: opening it will say why */
}

void gk_files_collect(gk_files *files, const char *path)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    if (exists && S_ISDIR(st.st_mode))
        collect_folder(files, path);
    else
        add_file(files, path, exists ? (size_t)st.st_size : 0, true);
}

void gk_files_free(gk_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        gk_free(files->files[i].path);
        gk_free(files->files[i].source);
        gk_free(files->files[i].name);
    }
    gk_free(files->files);
    gk_arena_free(files->arena);
    *files = (gk_files){0};
}

char *gk_files_document(const char *path)
{
    const char *name = gk_path_name(path);
    const char *dot = strrchr(name, '.');
    return gk_strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}
