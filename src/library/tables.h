/* SPDX-License-Identifier: Apache-2.0 - what gk_document_tables is */
#ifndef GK_LIBRARY_TABLES_H
#define GK_LIBRARY_TABLES_H

#include "library/library.h"
#include "table/table.h"

struct gk_document_tables {
    char *document;
    int page; /* 0: all */
    gk_tables *found;
};

/* Whether table i, from 0, is among those asked for. */
bool gk_document_tables_has(const gk_document_tables *tables, size_t i, int table);

#endif
