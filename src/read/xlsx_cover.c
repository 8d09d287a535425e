/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx_cover - the cover sheet of the SEC's Financial_Report.xlsx: a title, "Cover Page" or
 * "Document and Entity Information", and below it rows of a name and its value.
 */
#include "read/xlsx.h"

#include <string.h>
#include <strings.h>

static bool is_title(const char *text)
{
    static const char *const titles[] = {"cover", "document and entity information"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strncasecmp(text, titles[i], strlen(titles[i])) == 0) return true;
    return false;
}

/* The first value stands; a cell of white space has none. */
static void state_row(gk_stated_list *list, const char *name, const char *value)
{
    static const struct {
        const char *name, *where;
        gk_field field;
    } rows[] = {
        {"Document Type", "cover sheet Document Type", GK_FIELD_FORM},
        {"Entity Registrant Name", "cover sheet Entity Registrant Name", GK_FIELD_COMPANY},
        {"Entity Central Index Key", "cover sheet Entity Central Index Key", GK_FIELD_CIK},
        {"Document Fiscal Year Focus", "cover sheet Document Fiscal Year Focus",
         GK_FIELD_FISCAL_YEAR},
        {"Document Fiscal Period Focus", "cover sheet Document Fiscal Period Focus",
         GK_FIELD_FISCAL_PERIOD},
        {"Document Period End Date", "cover sheet Document Period End Date", GK_FIELD_PERIOD_END},
        {"Trading Symbol", "cover sheet Trading Symbol", GK_FIELD_TICKER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcasecmp(rows[i].name, name) == 0)
            gk_stated_add(list, rows[i].field, value, rows[i].where);
}

void gk_xlsx_cover_row(gk_workbook *book, const gk_office_cell *cells, size_t count)
{
    if (book->cover == GK_COVER_AWAITED)
        book->cover = is_title(cells[0].text) ? GK_COVER_SHEET : GK_COVER_OVER;
    else if (book->cover == GK_COVER_SHEET)
        for (size_t i = 1; i < count; i++) state_row(&book->stated, cells[0].text, cells[i].text);
}
