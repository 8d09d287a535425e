/* SPDX-License-Identifier: Apache-2.0
 *
 * The document stream's parser: whatever it accepts keeps the promises of doc.h, and comes back the
 * same when it is written and parsed again.
 */
#include "doc/doc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check(const gk_document *d)
{
    require(strlen(d->format) > 0);
    for (size_t i = 0; i < d->page_count; i++) {
        const gk_doc_page *p = &d->pages[i];
        require(strlen(p->text) == p->length);
        require(strpbrk(p->text, "\f\r") == NULL);
        require(p->line_count == gk_line_count(p->text, p->length));
        require(isfinite(p->width) && p->width >= 0 && isfinite(p->height) && p->height >= 0);
        for (size_t k = 0; p->boxes && k < p->line_count; k++)
            require(p->boxes[k].x0 <= p->boxes[k].x1 && p->boxes[k].y0 <= p->boxes[k].y1);
    }
}

static gk_document *again(const gk_document *d)
{
    char *stream = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&stream, &size);
    require(file != NULL);
    gk_document_write_head(file, d->format, d->title, d->page_count);
    for (size_t i = 0; i < d->stated_count; i++)
        gk_document_write_stated(file, d->stated[i].field, d->stated[i].value, d->stated[i].where);
    for (size_t i = 0; i < d->page_count; i++) gk_document_write_page(file, i + 1, &d->pages[i]);
    for (size_t i = 0; i < d->fact_count; i++) gk_document_write_fact(file, &d->facts[i]);
    gk_document_write_end(file, d->page_count);
    fclose(file);
    gk_document *copy = NULL;
    require(gk_document_parse(stream, size, &copy, NULL) == GK_OK);
    free(stream);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_document *d = NULL;
    gk_error err = {0};
    if (gk_document_parse((const char *)data, size, &d, &err) != GK_OK) {
        require(d == NULL && err.message[0] != '\0' && strchr(err.message, '\n') == NULL);
        return 0;
    }
    check(d);
    gk_document *copy = again(d);
    check(copy);
    require(copy->page_count == d->page_count);
    gk_document_free(copy);
    gk_document_free(d);
    return 0;
}
