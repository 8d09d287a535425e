/* SPDX-License-Identifier: Apache-2.0
 *
 * ingest - what `add` and `reindex` do: find files, have goshawk-read read them, split them into
 * passages, store them, embed what has no vector yet. The public half is in goshawk.h (gk_add,
 * gk_reindex).
 *
 *   files.c   which files a path stands for, in which order
 *   split.c   pages into passages
 *   add.c     the loop over files: progress, outcomes
 *   embed.c   vectors for passages that have none
 *   reindex.c what is missing, or the move to another model
 *   remake.c  the facts of documents that have none, or old ones
 */
#ifndef GK_INGEST_H
#define GK_INGEST_H

#include "doc/doc.h"

/* Splits a document's pages into passages: whole lines, never across pages; a table too long for
 * one passage is continued in the next with its title, unit line and column headings as context.
 * *out is freed by gk_passages_free. */
void gk_split(const gk_document *document, gk_passages **out);

#endif
