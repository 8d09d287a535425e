/* SPDX-License-Identifier: Apache-2.0
 *
 * A page for a reader: its lines, those marked that an answer cited, and its picture.
 */
#include "library/library.h"

#include <string.h>

enum { LEAST_DPI = 36, MOST_DPI = 300 };

/* A gk_page together with what owns its strings. */
typedef struct owned_page {
    gk_page page; /* first: what is freed is a gk_page * */
    gk_arena *arena;
} owned_page;

gk_status gk_library_check_page(const gk_store_content *content, int page, gk_error *err)
{
    if (page >= 1 && page <= content->pages) return GK_OK;
    return gk_fail(err, GK_NOT_FOUND, "%s has no page %d: its pages are 1 to %d", content->document,
                   page, content->pages);
}

/* Finds a document by any of its names, and checks that it has the page. */
static gk_status find_page(gk_library *library, const char *document, int page, gk_arena *arena,
                           gk_store_content *content, gk_error *err)
{
    gk_status status = gk_store_find(library->store, document, arena, content, err);
    return status == GK_OK ? gk_library_check_page(content, page, err) : status;
}

static void split_lines(const gk_doc_page *from, gk_arena *arena, gk_page *out)
{
    out->line_count = from->line_count;
    out->lines = gk_arena_array(arena, from->line_count, sizeof *out->lines);
    size_t start = 0;
    for (size_t i = 0; i < from->line_count; i++) {
        const char *line = from->text + start;
        const char *end = memchr(line, '\n', from->length - start);
        size_t length = end ? (size_t)(end - line) : from->length - start;
        out->lines[i].text = gk_arena_strndup(arena, line, length);
        if (from->boxes) {
            out->lines[i].x0 = from->boxes[i].x0;
            out->lines[i].y0 = from->boxes[i].y0;
            out->lines[i].x1 = from->boxes[i].x1;
            out->lines[i].y1 = from->boxes[i].y1;
        }
        start += length + (end != NULL);
    }
}

static gk_status mark_lines(gk_library *library, int64_t content, gk_page *page, gk_error *err)
{
    gk_store_cited *cited;
    size_t count;
    gk_status status = gk_store_last_cited(library->store, content, page->page, &cited, &count,
                                           err);
    if (status != GK_OK) return status;
    for (size_t i = 0; i < count; i++)
        for (size_t line = 0; line < page->line_count; line++)
            if ((int64_t)line + 1 >= cited[i].first_line && (int64_t)line + 1 <= cited[i].last_line)
                page->lines[line].marked = true;
    gk_free(cited);
    return GK_OK;
}

static gk_status fill_page(gk_library *library, const char *document, int number, owned_page *out,
                           gk_error *err)
{
    gk_store_content content;
    gk_doc_page stored;
    gk_page *page = &out->page;
    gk_status status = find_page(library, document, number, out->arena, &content, err);
    if (status == GK_OK)
        status = gk_store_page(library->store, content.id, number, out->arena, &stored, err);
    if (status == GK_OK)
        status = gk_store_label(library->store, content.id, number, out->arena, &stored.label, err);
    if (status != GK_OK) return status;
    page->document = gk_arena_strdup(out->arena, document);
    page->format = content.format;
    page->page = number;
    page->pages = content.pages;
    page->label = stored.label;
    page->width = stored.width;
    page->height = stored.height;
    split_lines(&stored, out->arena, page);
    return mark_lines(library, content.id, page, err);
}

gk_status gk_page_get(gk_library *library, const char *document, int page, gk_page **out,
                      gk_error *err)
{
    owned_page *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    *out = NULL;
    gk_status status = fill_page(library, document, page, owned, err);
    if (status == GK_OK)
        *out = &owned->page;
    else
        gk_page_free(&owned->page);
    return status;
}

void gk_page_free(gk_page *page)
{
    if (!page) return;
    owned_page *owned = (owned_page *)page;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

/* ---- its picture -------------------------------------------------------------------------- */

static gk_status draw(gk_library *library, const char *document, const gk_store_content *content,
                      int page, int dpi, unsigned char **png, size_t *size, gk_error *err)
{
    if (strcmp(content->format, "pdf") != 0)
        return gk_fail(err, GK_INVALID, "%s is a %s file: its pages have no pictures", document,
                       content->format);
    char *path = gk_store_original(library->store, content->id, err);
    if (!path) return err ? err->status : GK_LIBRARY;
    gk_status status = GK_OK;
    if (!gk_path_exists(path))
        status = gk_fail(err, GK_LIBRARY, "the library lost the original of %s: %s", document,
                         path);
    else
        status = gk_reader_draw(path, page, dpi, png, size, err);
    gk_free(path);
    return status;
}

gk_status gk_page_image(gk_library *library, const char *document, int page, int dpi,
                        unsigned char **png, size_t *size, gk_error *err)
{
    *png = NULL;
    *size = 0;
    if (dpi < LEAST_DPI || dpi > MOST_DPI)
        return gk_fail(err, GK_INVALID, "%d dots per inch: give %d to %d", dpi, LEAST_DPI,
                       MOST_DPI);
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    gk_status status = find_page(library, document, page, arena, &content, err);
    if (status == GK_OK) status = draw(library, document, &content, page, dpi, png, size, err);
    gk_arena_free(arena);
    return status;
}
