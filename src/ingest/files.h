/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_FILES_H
#define GK_INGEST_FILES_H

#include "base/base.h"

typedef struct gk_file {
    char *path;
    size_t bytes;
    bool named; /* by the caller, not met in a folder */
} gk_file;

typedef struct gk_files {
    gk_file *files;
    size_t count, capacity;
    size_t bytes; /* of all */
} gk_files;

/* Adds what path stands for: the file itself, or every file below the folder, by name, hidden
 * entries and libraries left out. A path that does not exist is added as it is: whoever opens it
 * will say so. */
void gk_files_collect(gk_files *files, const char *path);
void gk_files_free(gk_files *files);

/* The document's name: the file's, without folder and last extension; gk_free. */
char *gk_files_document(const char *path);

#endif
