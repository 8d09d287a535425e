/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_DESCRIBE_H
#define GK_INGEST_DESCRIBE_H

#include "about/about.h"
#include "concept/concept.h"
#include "ingest/files.h"
#include "store/store.h"

/* What beside a document speaks of it. */
typedef struct gk_describing gk_describing;
/* Told of a table that is wrong: its path, and why, which names the line. */
typedef void (*gk_on_wrong_table)(void *ctx, const char *path, const char *why);
/* Reads the tables that lie beside the files. registry, which may be NULL, and concepts must
 * outlive it. */
gk_describing *gk_describing_new(const gk_registry *registry, const gk_concepts *concepts,
                                 const gk_files *files, gk_on_wrong_table on_wrong, void *ctx);
void gk_describing_free(gk_describing *describing); /* NULL is allowed */
/* Whether path is a table that describes the files beside it, so no document. */
bool gk_describing_has_table(const gk_describing *describing, const char *path);

/* What is known of a document, in the store's form. */
typedef struct gk_description {
    gk_arena *arena; /* owns everything below */
    gk_store_value *values;
    size_t value_count;
    gk_store_turn *turns;
    size_t turn_count;
    unsigned char *sketch;
    size_t sketch_size;
    unsigned char *facts; /* packed; gk_free, as gk_description_free does */
    size_t facts_size;
} gk_description;

/* Called from several threads at once. The document gains what the file's container states of it.
 */
gk_description *gk_describe(const gk_describing *describing, const gk_file *file,
                            gk_document *document);
void gk_description_free(gk_description *description);

#endif
