/* SPDX-License-Identifier: Apache-2.0
 *
 * What is stored, as a list and as JSON.
 */
#include "library/library.h"
#include "text/json.h"

#include <string.h>

gk_status gk_documents_list(gk_library *library, gk_documents **out, gk_error *err)
{
    return gk_store_documents(library->store, out, err);
}

gk_status gk_document_get(gk_library *library, const char *document, gk_documents **out,
                          gk_error *err)
{
    return gk_store_document(library->store, document, out, err);
}

static json_t *number_or_null(int number) { return number ? json_integer(number) : json_null(); }

/* {field: {"value", "from", "where", "page", "line"}} of the values that count; of "alias" a list.
 */
static json_t *about_json(const gk_document_info *d)
{
    json_t *about = json_object();
    for (size_t i = 0; i < d->value_count; i++) {
        const gk_document_value *v = &d->values[i];
        if (!v->counts) continue;
        json_t *value = json_object();
        json_object_set_new(value, "value", gk_json_text(v->value));
        json_object_set_new(value, "from", gk_json_text(v->origin));
        json_object_set_new(value, "where", gk_json_text(v->where));
        json_object_set_new(value, "page", number_or_null(v->page));
        json_object_set_new(value, "line", number_or_null(v->line));
        if (strcmp(v->field, "alias") != 0) {
            json_object_set_new(about, v->field, value);
            continue;
        }
        if (!json_object_get(about, v->field)) json_object_set_new(about, v->field, json_array());
        json_array_append_new(json_object_get(about, v->field), value);
    }
    return about;
}

/* What is known of the document beside its text. */
static void describe(json_t *object, const gk_document_info *d)
{
    json_t *aliases = json_array();
    for (size_t i = 0; i < d->alias_count; i++)
        json_array_append_new(aliases, gk_json_text(d->aliases[i]));
    json_object_set_new(object, "company", gk_json_text(d->company));
    json_object_set_new(object, "aliases", aliases);
    json_object_set_new(object, "ticker", gk_json_text(d->ticker));
    json_object_set_new(object, "cik", gk_json_text(d->cik));
    json_object_set_new(object, "form", gk_json_text(d->form));
    json_object_set_new(object, "fiscal_year", number_or_null(d->fiscal_year));
    json_object_set_new(object, "fiscal_period", gk_json_text(d->fiscal_period));
    json_object_set_new(object, "period_end", gk_json_text(d->period_end));
    json_object_set_new(object, "published", gk_json_text(d->published));
    json_object_set_new(object, "language", gk_json_text(d->language));
    json_object_set_new(object, "publisher", gk_json_text(d->publisher));
    json_object_set_new(object, "superseded_by", gk_json_text(d->superseded_by));
    json_object_set_new(object, "about", about_json(d));
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
    describe(object, d);
    return object;
}

static void add_json(gk_string *to, json_t *value)
{
    char *text = gk_json_print(value);
    gk_string_add(to, text);
    gk_free(text);
}

/* Document by document: of a hundred thousand the tree of values would be a gigabyte. */
char *gk_documents_json(const gk_documents *documents)
{
    gk_string text = {0};
    gk_string_add(&text, "{\"documents\":[");
    for (size_t i = 0; i < documents->count; i++) {
        if (i) gk_string_add(&text, ",");
        add_json(&text, document_json(&documents->documents[i]));
    }
    gk_string_add(&text, "]");
    if (documents->notice) {
        json_t *notice = json_object();
        json_object_set_new(notice, "notice", gk_json_text(documents->notice));
        char *member = gk_json_print(notice); /* {"notice":"..."}: what stands in the braces */
        gk_string_addf(&text, ",%.*s", (int)strlen(member) - 2, member + 1);
        gk_free(member);
    }
    gk_string_add(&text, "}");
    return gk_string_take(&text);
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
    json_object_set_new(root, "label", gk_json_text(page->label));
    json_object_set_new(root, "width", json_real(page->width));
    json_object_set_new(root, "height", json_real(page->height));
    for (size_t i = 0; i < page->line_count; i++)
        json_array_append_new(lines, line_json(&page->lines[i], i + 1));
    json_object_set_new(root, "lines", lines);
    return gk_json_print(root);
}
