/* SPDX-License-Identifier: Apache-2.0
 *
 * docx - word processors' documents. The body is read block by block, so that a long document never
 * stands in memory as a tree. Headers, footers and comments are left out.
 */
#include "read/docx.h"
#include "read/read.h"

#include <string.h>

static gk_status take_block(void *ctx, xmlNode *block, gk_error *err)
{
    (void)err;
    gk_docx_add_block(ctx, block);
    return GK_OK;
}

static gk_status read_body(gk_docx *d, gk_error *err)
{
    static const char *const enter[] = {"document", "body", "sdt", "sdtContent", "customXml", NULL};
    gk_xml_stream *stream;
    gk_status status = gk_xml_open(d->package, d->part, &stream, err);
    if (status != GK_OK) return status;
    status = gk_xml_each(stream, enter, take_block, d, err);
    gk_xml_close(stream);
    return status;
}

static void prepare(gk_docx *d)
{
    d->relations = gk_package_relations(d->package, d->part);
    d->styles = gk_docx_styles_read(d->package, gk_relations_first(&d->relations, "styles"),
                                    d->arena);
    d->lists = gk_docx_lists_read(d->package, gk_relations_first(&d->relations, "numbering"),
                                  d->arena);
    d->footnotes = gk_package_try_xml(d->package, gk_relations_first(&d->relations, "footnotes"));
    d->endnotes = gk_package_try_xml(d->package, gk_relations_first(&d->relations, "endnotes"));
}

static const char *title_of(const gk_docx *d)
{
    const char *title = gk_package_title(d->package);
    return title[0] || !d->title ? title : d->title;
}

static void clean_up(gk_docx *d)
{
    xmlFreeDoc(d->footnotes);
    xmlFreeDoc(d->endnotes);
    gk_free(d->lines);
    gk_free(d->notes);
    gk_string_free(&d->carried);
}

gk_status gk_docx_write(gk_package *package, FILE *out, gk_error *err)
{
    gk_docx d = {.package = package, .arena = gk_package_arena(package), .section_line = SIZE_MAX};
    gk_office_pages pages = {0};
    gk_status status = gk_package_main(package, &d.part, err);
    if (status != GK_OK) return status;
    prepare(&d);
    status = read_body(&d, err);
    if (status == GK_OK) status = gk_docx_make_pages(&d, &pages, err);
    if (status == GK_OK) status = gk_office_pages_write(&pages, "docx", title_of(&d), out, err);
    gk_office_pages_free(&pages);
    clean_up(&d);
    return status;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    const char *kind = gk_office_kind(path, head, head_size);
    return kind && strcmp(kind, "docx") == 0;
}

static gk_status read_file(const char *path, FILE *out, gk_error *err)
{
    gk_package *package;
    gk_status status = gk_package_open(path, &package, err);
    if (status == GK_OK) status = gk_docx_write(package, out, err);
    gk_package_free(package);
    return status;
}

const gk_reader gk_reader_docx = {.format = "docx", .recognise = recognise, .read = read_file};
