/* SPDX-License-Identifier: Apache-2.0 - internal to ingest */
#ifndef GK_INGEST_KIN_H
#define GK_INGEST_KIN_H

#include "ingest/describe.h"

/* Which of a library's documents say nearly the same: those that are there, and those that come. */
typedef struct gk_kin gk_kin;
/* What is there is read when the first content comes. */
gk_kin *gk_kin_new(gk_store *store);
/* A content came: where it is a version of another, the store learns which is preferred. */
gk_status gk_kin_add(gk_kin *kin, int64_t content, const char *format,
                     const gk_description *description, gk_error *err);
void gk_kin_free(gk_kin *kin); /* NULL is allowed */

#endif
