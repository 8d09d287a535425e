/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx - a workbook that is being read.
 */
#ifndef GK_READ_XLSX_H
#define GK_READ_XLSX_H

#include "read/office.h"
#include "read/unpack.h"
#include "text/text.h"

/* Whether a cover sheet is still awaited, is under way, or is over (xlsx_cover.c). */
typedef enum gk_cover_state { GK_COVER_AWAITED, GK_COVER_SHEET, GK_COVER_OVER } gk_cover_state;

typedef struct gk_workbook {
    gk_package *package;
    gk_arena *arena; /* the package's: strings and formats */
    const char **strings;
    size_t string_count, string_capacity;
    gk_number_format **styles, *general;
    size_t style_count;
    bool from_1904;
    gk_office_pages pages;
    gk_cover_state cover;
    gk_stated_list stated; /* on the cover sheet */
} gk_workbook;

/* Adds the text of a string with its runs; phonetic guides are left out. */
void gk_xlsx_add_rich(const xmlNode *item, gk_string *to);
/* The text as the arena's, freed of escapes; *text is empty then but keeps its room. */
const char *gk_xlsx_keep(gk_string *text, gk_arena *arena);

/* Looks at the cells of one row of the first sheet that is not hidden, in order. */
void gk_xlsx_cover_row(gk_workbook *book, const gk_office_cell *cells, size_t count);

/* Adds a worksheet's pages; the first title_rows rows come again on each (xlsx_sheet.c). */
gk_status gk_xlsx_read_sheet(gk_workbook *book, const char *part, const char *label, int title_rows,
                             gk_error *err);

#endif
