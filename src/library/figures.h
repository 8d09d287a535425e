/* SPDX-License-Identifier: Apache-2.0
 *
 * figures - a library's vocabulary of line items, and the facts of its documents: made from what is
 * stored, kept in memory while they are in use.
 */
#ifndef GK_LIBRARY_FIGURES_H
#define GK_LIBRARY_FIGURES_H

#include "facts/facts.h"
#include "library/library.h"

/* LIB/concepts.txt, if there is one, over the vocabulary that comes with the program. Read at the
 * first call; the library's. GK_INPUT names the line that is wrong. */
gk_status gk_library_concepts(gk_library *library, const gk_concepts **out, gk_error *err);

/* What facts are made by now: they are old where the store names another version. */
gk_status gk_library_facts_version(gk_library *library, int64_t *version, gk_error *err);

/* The facts of a content, as they are stored: none where they were not made. They are the library's
 * and good until gk_library_trim or, after gk_library_end, the next gk_library_begin. */
gk_status gk_library_facts(gk_library *library, int64_t content, const gk_facts **out,
                           gk_error *err);
/* Forgets the facts that were used longest ago, where many are kept: between the documents of a
 * list. gk_library_begin does it where it is not within another. */
void gk_library_trim(gk_library *library);

/* A line for a person where documents have no facts yet, or old ones; NULL: none has. gk_free. */
gk_status gk_library_facts_notice(gk_library *library, char **out, gk_error *err);

/* A document's facts, packed (gk_free both); values as the store lists them, of each field the
 * first counts. */
void gk_make_packed_facts(const gk_document *document, const gk_store_value *values,
                          size_t value_count, const gk_concepts *concepts, unsigned char **out,
                          size_t *size);
/* The same of a stored content, from its pages and tags. */
gk_status gk_remake_facts(gk_store *store, int64_t content, const gk_concepts *concepts,
                          unsigned char **out, size_t *size, gk_error *err);

/* The pages of a content, the arena's. */
gk_status gk_library_pages(gk_store *store, const gk_store_content *content, gk_arena *arena,
                           gk_document *document, gk_error *err);

#endif
