/* SPDX-License-Identifier: Apache-2.0
 *
 * What is stored, as a list and as JSON.
 */
#include "library/library.h"
#include "text/json.h"

gk_status gk_documents_list(gk_library *library, gk_documents **out, gk_error *err)
{
    return gk_store_documents(library->store, out, err);
}

static json_t *document_json(const gk_document_info *d)
{
    json_t *object = json_object();
    json_object_set_new(object, "document", gk_json_text(d->document));
    json_object_set_new(object, "title", gk_json_text(d->title));
    json_object_set_new(object, "format", gk_json_text(d->format));
    json_object_set_new(object, "source", gk_json_text(d->source));
    json_object_set_new(object, "sha256", gk_json_text(d->sha256));
    json_object_set_new(object, "twin_of", gk_json_text(d->twin_of));
    json_object_set_new(object, "added", gk_json_text(d->added));
    json_object_set_new(object, "bytes", json_integer((json_int_t)d->bytes));
    json_object_set_new(object, "pages", json_integer((json_int_t)d->pages));
    json_object_set_new(object, "passages", json_integer((json_int_t)d->passages));
    json_object_set_new(object, "vectors", json_integer((json_int_t)d->vectors));
    return object;
}

char *gk_documents_json(const gk_documents *documents)
{
    json_t *root = json_object(), *list = json_array();
    for (size_t i = 0; i < documents->count; i++)
        json_array_append_new(list, document_json(&documents->documents[i]));
    json_object_set_new(root, "documents", list);
    if (documents->notice) json_object_set_new(root, "notice", gk_json_text(documents->notice));
    return gk_json_print(root);
}

/* box is null for a line without a place on paper. */
static json_t *line_json(const gk_line *line, size_t number)
{
    json_t *object = json_object(), *box = json_null();
    if (line->x0 != 0 || line->y0 != 0 || line->x1 != 0 || line->y1 != 0) {
        box = json_array();
        json_array_append_new(box, json_real(line->x0));
        json_array_append_new(box, json_real(line->y0));
        json_array_append_new(box, json_real(line->x1));
        json_array_append_new(box, json_real(line->y1));
    }
    json_object_set_new(object, "line", json_integer((json_int_t)number));
    json_object_set_new(object, "text", gk_json_text(line->text));
    json_object_set_new(object, "box", box);
    json_object_set_new(object, "marked", json_boolean(line->marked));
    return object;
}

char *gk_page_json(const gk_page *page)
{
    json_t *root = json_object(), *lines = json_array();
    json_object_set_new(root, "document", gk_json_text(page->document));
    json_object_set_new(root, "format", gk_json_text(page->format));
    json_object_set_new(root, "page", json_integer(page->page));
    json_object_set_new(root, "pages", json_integer(page->pages));
    json_object_set_new(root, "width", json_real(page->width));
    json_object_set_new(root, "height", json_real(page->height));
    for (size_t i = 0; i < page->line_count; i++)
        json_array_append_new(lines, line_json(&page->lines[i], i + 1));
    json_object_set_new(root, "lines", lines);
    return gk_json_print(root);
}
