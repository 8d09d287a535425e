/* SPDX-License-Identifier: Apache-2.0
 *
 * reading - one file on its way: its bytes, whether the library has them, what goshawk-read makes
 * of them, passages, and what is known of it.
 */
#include "ingest/reading.h"

#include "ingest/ingest.h"

static const size_t LARGEST = (size_t)1 << 30;

/* What the library has of it; a store that cannot say so costs a reading, no more. */
static void look_up(gk_store *store, gk_reading *r)
{
    gk_store_place place = {0};
    if (!store) return;
    r->known = gk_store_place_of(store, r->file->name, r->sha256, &place, NULL) == GK_OK &&
               place.content != 0;
    gk_free(place.document);
    if (!r->known) gk_store_has_container(store, r->sha256, &r->unpacked, NULL);
}

void gk_reading_do(gk_reading *r, const gk_file *file, gk_store *store,
                   const gk_describing *describing)
{
    *r = (gk_reading){.file = file, .table = gk_describing_has_table(describing, file->path)};
    if (r->table) return;
    if (file->bytes > LARGEST)
        r->status = gk_fail(&r->err, GK_INPUT, "larger than 1 GiB");
    else
        r->status = gk_file_read(file->path, &r->bytes, &r->size, &r->err);
    if (r->status != GK_OK) return;
    gk_sha256(r->bytes, r->size, r->sha256);
    look_up(store, r);
    if (r->known || r->unpacked) return;
    r->status = gk_reader_run(file->path, &r->document, &r->err);
    r->container = r->status == GK_OK && !r->document;
    if (r->container) { /* only its members' bytes are stored */
        gk_free(r->bytes);
        r->bytes = NULL;
    }
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
