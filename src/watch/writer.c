/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/writer.h"

static const double BUSY_PAUSE = 1, FIRST_PAUSE = 5, LONGEST_PAUSE = 300; /* seconds */

bool gk_writer_is_ready(const gk_writer *w, double now) { return now >= w->again; }

void gk_writer_close(gk_writer *w)
{
    if (!w->library) return;
    gk_loaded *loaded = gk_loaded_share(w->library->loaded);
    gk_loaded_release(w->loaded);
    w->loaded = loaded;
    gk_library_close(w->library);
    w->library = NULL;
}

void gk_writer_free(gk_writer *w)
{
    gk_writer_close(w);
    gk_loaded_release(w->loaded);
    w->loaded = NULL;
}

static gk_status open_library(gk_writer *w, gk_error *err)
{
    if (w->library) return GK_OK;
    gk_status status = gk_library_open(w->path, GK_WRITE, &w->library, err);
    if (status == GK_OK && w->loaded) gk_library_share(w->library, w->loaded);
    return status;
}

/* Puts off what the library does not take now. */
static gk_status put_off(gk_writer *w, gk_status why, gk_error *err)
{
    gk_writer_close(w);
    if (why == GK_BUSY)
        w->pause = BUSY_PAUSE;
    else
        w->pause = w->pause < FIRST_PAUSE ? FIRST_PAUSE : w->pause * 2;
    if (w->pause > LONGEST_PAUSE) w->pause = LONGEST_PAUSE;
    w->again = gk_seconds() + w->pause;
    if (!w->waiting) gk_tell(&w->teller, GK_FOLLOW_WAITING, NULL, "%s", err->message);
    w->waiting = true;
    return err->status = GK_BUSY;
}

gk_status gk_writer_add(gk_writer *w, const char *const *paths, size_t count,
                        const gk_add_options *options, gk_add_report *report, gk_error *err)
{
    gk_error why = {0};
    *report = (gk_add_report){0};
    gk_status status = open_library(w, &why);
    if (status == GK_OK) status = gk_add(w->library, paths, count, options, report, &why);
    if (status == GK_BUSY || (status == GK_IO && w->patient)) {
        status = put_off(w, status, &why);
    } else if (status == GK_OK && w->waiting) {
        gk_tell(&w->teller, GK_FOLLOW_WELL, NULL, "the library is written again");
        w->waiting = false;
        w->pause = 0;
    }
    if (err) *err = why;
    return status;
}
