/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_FILES_H
#define GK_INGEST_FILES_H

#include "doc/doc.h"

typedef struct gk_file {
    char *path;   /* where its bytes are */
    char *source; /* what people are told: the path, or "archive.zip/member.pdf" */
    char *name;   /* what its document is to be called */
    size_t bytes;
    bool named;              /* by the caller, not met in a folder */
    const gk_stated *stated; /* what its container says of it; the list's */
    size_t stated_count;
} gk_file;

typedef struct gk_files {
    gk_file *files;
    size_t count, capacity;
    size_t bytes;    /* of all */
    gk_arena *arena; /* owns what the files state; or NULL */
} gk_files;

/* Adds what path stands for: the file itself, or every file below the folder, by name, hidden
 * entries and libraries left out. A path that does not exist is added as it is: whoever opens it
 * will say so. */
void gk_files_collect(gk_files *files, const char *path);
/* Adds one file: path, source and name are copied. */
gk_file *gk_files_add(gk_files *files, const char *path, const char *source, const char *name,
                      size_t bytes, bool named);
void gk_files_free(gk_files *files);

/* The document's name: the file's, without folder and last extension; gk_free. */
char *gk_files_document(const char *path);

#endif
