/* SPDX-License-Identifier: Apache-2.0
 *
 * tiny_pdf - PDFs of a few lines for tests, valid to the byte offsets of their table of objects.
 */
#ifndef GK_TEST_TINY_PDF_H
#define GK_TEST_TINY_PDF_H

#include "base/base.h"

#include <string.h>

typedef struct tiny_pdf {
    gk_string bytes;
    size_t offsets[64]; /* of object i + 1 */
    int objects;
} tiny_pdf;

static inline void tiny_object(tiny_pdf *pdf, const char *body)
{
    pdf->offsets[pdf->objects++] = pdf->bytes.length;
    gk_string_addf(&pdf->bytes, "%d 0 obj\n%s\nendobj\n", pdf->objects, body);
}

static inline void tiny_stream(tiny_pdf *pdf, const char *dictionary, const char *content)
{
    char *body = gk_format("<< %s /Length %zu >>\nstream\n%s\nendstream", dictionary,
                           strlen(content), content);
    tiny_object(pdf, body);
    gk_free(body);
}

/* Page operators that set text at (x, y), y from the page's foot as in PDF. */
static inline void tiny_text(gk_string *content, double x, double y, double size, const char *text)
{
    gk_string_addf(content, "BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n", size, x, y, text);
}

/* A whole file: one page of 612 by 792 points for each content, page_entries added to each page's
 * dictionary ("/Rotate 90"; "" for none). gk_string_free. */
static inline gk_string tiny_pdf_make(const char *const *contents, int pages, const char *title,
                                      const char *page_entries)
{
    tiny_pdf pdf = {0};
    gk_string_add(&pdf.bytes, "%PDF-1.4\n");
    tiny_object(&pdf, "<< /Type /Catalog /Pages 2 0 R >>");
    gk_string kids = {0};
    for (int i = 0; i < pages; i++) gk_string_addf(&kids, "%d 0 R ", 5 + 2 * i);
    char *list = gk_string_take(&kids);
    char *tree = gk_format("<< /Type /Pages /Kids [%s] /Count %d >>", list, pages);
    tiny_object(&pdf, tree);
    tiny_object(&pdf, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
                      "/WinAnsiEncoding >>");
    char *info = gk_format("<< /Title (%s) >>", title);
    tiny_object(&pdf, info);
    for (int i = 0; i < pages; i++) {
        char *page = gk_format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s /Contents "
                               "%d 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
                               page_entries, 6 + 2 * i);
        tiny_object(&pdf, page);
        tiny_stream(&pdf, "", contents[i]);
        gk_free(page);
    }
    size_t table = pdf.bytes.length;
    gk_string_addf(&pdf.bytes, "xref\n0 %d\n0000000000 65535 f \n", pdf.objects + 1);
    for (int i = 0; i < pdf.objects; i++)
        gk_string_addf(&pdf.bytes, "%010zu 00000 n \n", pdf.offsets[i]);
    gk_string_addf(&pdf.bytes,
                   "trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%zu\n%%%%EOF\n",
                   pdf.objects + 1, table);
    gk_free(list);
    gk_free(tree);
    gk_free(info);
    return pdf.bytes;
}

#endif
