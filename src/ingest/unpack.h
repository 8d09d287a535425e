/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_UNPACK_H
#define GK_INGEST_UNPACK_H

#include "ingest/files.h"

/* A member that its container does not give. */
typedef struct gk_left_out {
    char *source, *reason; /* the arena's of the members */
} gk_left_out;

typedef struct gk_unpacked {
    char *folder;   /* below which the members stand until gk_unpacked_free */
    gk_files files; /* in the container's order */
    gk_left_out *left_out;
    size_t left_out_count, left_out_capacity;
} gk_unpacked;

/* Has goshawk-read unpack a file, and writes its members below a new folder in work (which is made
 * where it is missing). GK_INPUT where the file cannot be unpacked; GK_IO where the disk is full.
 */
gk_status gk_unpack(const gk_file *container, const char *work, gk_unpacked *out, gk_error *err);
/* Removes the members from the disk, too. */
void gk_unpacked_free(gk_unpacked *unpacked);

/* Removes a folder and all below it. */
void gk_folder_remove(const char *path);

#endif
