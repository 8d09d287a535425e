/* SPDX-License-Identifier: Apache-2.0
 *
 * reading - one file on its way: its bytes, whether the library has them, what goshawk-read makes
 * of them, passages, and what is known of it.
 */
#include "ingest/reading.h"

#include "ingest/ingest.h"

static const size_t LARGEST = (size_t)1 << 30;

/* Whether the library has the bytes; a store that cannot say so costs a reading, no more. */
static bool look_up(gk_store *store, const gk_reading *r)
{
    gk_store_place place = {0};
    bool has = false;
    if (!store) return false;
    if (gk_store_place_of(store, r->file->name, r->sha256, &place, NULL) == GK_OK && place.content)
        has = true;
    gk_free(place.document);
    if (!has) gk_store_has_container(store, r->sha256, &has, NULL);
    return has;
}

void gk_reading_do(gk_reading *r, const gk_file *file, gk_store *store,
                   const gk_describing *describing)
{
    *r = (gk_reading){.file = file};
    if (file->bytes > LARGEST)
        r->status = gk_fail(&r->err, GK_INPUT, "larger than 1 GiB");
    else
        r->status = gk_file_read(file->path, &r->bytes, &r->size, &r->err);
    if (r->status != GK_OK) return;
    gk_sha256(r->bytes, r->size, r->sha256);
    r->known = look_up(store, r);
    if (r->known) return;
    r->status = gk_reader_run(file->path, &r->document, &r->err);
    r->container = r->status == GK_OK && !r->document;
    if (!r->document) return;
    gk_split(r->document, &r->passages);
    r->description = gk_describe(describing, file, r->document);
}

void gk_reading_free(gk_reading *r)
{
    gk_free(r->bytes);
    gk_document_free(r->document);
    gk_passages_free(r->passages);
    gk_description_free(r->description);
    *r = (gk_reading){0};
}
