/* SPDX-License-Identifier: Apache-2.0
 *
 * writer - the library, open for writing while there is something to add and closed in between, so
 * that other programs may write, too. Its model stays loaded.
 */
#ifndef GK_WATCH_WRITER_H
#define GK_WATCH_WRITER_H

#include "library/library.h"
#include "watch/watch.h"

typedef struct gk_writer {
    const char *path;
    gk_teller teller;
    bool patient;        /* waits where the system refuses, too, not only for other writers */
    gk_library *library; /* NULL: closed */
    gk_loaded *loaded;   /* the model, as of the last time; NULL: none yet */
    bool waiting;        /* for another writer or the system, and we said so */
    double pause, again; /* how long it waits then, and until when (gk_seconds) */
} gk_writer;

/* Whether it may be tried now. */
bool gk_writer_is_ready(const gk_writer *writer, double now);

/* gk_add. GK_BUSY where it must be tried again later: another process is writing, or, for a patient
 * one, the system refuses (a full disk, an embedding service that is down). The caller is told
 * once.
 */
gk_status gk_writer_add(gk_writer *writer, const char *const *paths, size_t count,
                        const gk_add_options *options, gk_add_report *report, gk_error *err);

void gk_writer_close(gk_writer *writer); /* until the next gk_writer_add */
void gk_writer_free(gk_writer *writer);  /* what it holds */

#endif
