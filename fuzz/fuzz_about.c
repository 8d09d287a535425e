/* SPDX-License-Identifier: Apache-2.0
 *
 * What a document is: the input up to the first NUL is a document stream, or else the text of a
 * document; what follows is a table beside it, or a registry. Every value that is found keeps its
 * field's form, and where it stands is a place of the document.
 */
#include "about/about.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

/* The bytes as one page, as a reader would give them. */
static gk_document *as_text(const char *bytes, size_t size)
{
    char *stream = NULL, *text = gk_strndup(bytes, size);
    size_t length = 0;
    FILE *file = open_memstream(&stream, &length);
    require(file != NULL);
    gk_doc_page page = {.text = text, .length = size};
    gk_document_write_head(file, "text", "", 1);
    gk_document_write_page(file, 1, &page);
    gk_document_write_end(file, 1);
    fclose(file);
    gk_document *d = NULL;
    gk_document_parse(stream, length, &d, NULL);
    free(stream);
    gk_free(text);
    return d;
}

static void check_value(const gk_document *d, const gk_about_value *v)
{
    require(v->value[0] != '\0' && v->where && v->where[0] != '\0');
    require(v->page >= 0 && (size_t)v->page <= d->page_count);
    if (v->page) require(v->line >= 1 && (size_t)v->line <= d->pages[v->page - 1].line_count);
}

static void check(const gk_document *d, const gk_about *about)
{
    for (int i = 0; i < GK_FIELDS; i++)
        if (about->values[i].value) check_value(d, &about->values[i]);
    for (size_t i = 0; i < about->alias_count; i++) check_value(d, &about->aliases[i]);
    const gk_about_value *end = &about->values[GK_FIELD_PERIOD_END];
    if (end->page) require(strlen(end->value) == 10 && end->value[4] == '-');
    const gk_about_value *year = &about->values[GK_FIELD_FISCAL_YEAR];
    if (year->page) require(strlen(year->value) == 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    const char *nul = memchr(bytes, '\0', size);
    size_t length = nul ? (size_t)(nul - bytes) : size, rest = nul ? size - length - 1 : 0;
    gk_about_table *table = NULL;
    gk_registry *registry = NULL;
    gk_error err = {0};
    if (nul && gk_about_table_parse("meta.csv", nul + 1, rest, &table, &err) != GK_OK)
        require(!table && err.message[0] != '\0');
    if (nul) gk_registry_parse("companies.csv", nul + 1, rest, &registry, NULL);
    gk_document *d = NULL;
    if (gk_document_parse(bytes, length, &d, NULL) != GK_OK) d = as_text(bytes, length);
    if (d) {
        gk_about *about = gk_about_find(d, "ACME_2023Q4_EARNINGS.pdf", table, registry);
        check(d, about);
        gk_about_free(about);
    }
    gk_document_free(d);
    gk_about_table_free(table);
    gk_registry_free(registry);
    return 0;
}
