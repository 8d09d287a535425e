/* SPDX-License-Identifier: Apache-2.0
 *
 * document - a document stream (docs/document-stream.md) read into a gk_document. Each record is
 * checked field by field.
 *
 *   {"goshawk":"document","version":2,"format":"html","title":"...","pages":1}
 *   {"stated":"cik","value":"0000320193","where":"dei:EntityCentralIndexKey"}
 *   {"page":1,"width":612.00,"height":792.00,"text":"...","boxes":[[x0,y0,x1,y1],...]}
 *   {"fact":"us-gaap:Revenues","value":"95359000000","unit":"iso4217:USD",...,"page":1,"line":9}
 *   {"end":1}
 */
#include "doc/stream.h"

#include <math.h>
#include <string.h>

typedef struct parser {
    gk_records r;
    gk_document *document;
    size_t promised;                                      /* pages, by the head */
    size_t page_capacity, stated_capacity, fact_capacity; /* while they arrive */
} parser;

static bool take_float(const json_t *value, double least, float *out)
{
    double v = json_number_value(value);
    if (!json_is_number(value) || !(v >= least && v <= GK_STREAM_LARGEST)) return false;
    *out = (float)v;
    return true;
}

static gk_status take_size(const parser *p, const char *field, float *out)
{
    const json_t *value = json_object_get(p->r.json, field);
    if (!value) return gk_records_wrong(&p->r, field, "is missing");
    if (!take_float(value, 0, out))
        return gk_records_wrong(&p->r, field, "is not a size in points");
    return GK_OK;
}

static gk_status take_head(parser *p)
{
    gk_status status = gk_records_next(&p->r);
    if (status != GK_OK) return status;
    const char *kind = json_string_value(json_object_get(p->r.json, "goshawk"));
    if (!kind || strcmp(kind, "document") != 0)
        return gk_records_wrong(&p->r, "goshawk", "is not \"document\": not a document stream");
    size_t version;
    status = gk_records_count(&p->r, "version", &version);
    if (status != GK_OK) return status;
    if (version != GK_STREAM_VERSION)
        return gk_fail(p->r.err, GK_INPUT,
                       "record %zu, field \"version\": is %zu, this program reads %d", p->r.record,
                       version, GK_STREAM_VERSION);
    status = gk_records_text(&p->r, "format", '\t', &p->document->format, NULL);
    if (status == GK_OK) status = gk_records_text(&p->r, "title", '\t', &p->document->title, NULL);
    if (status == GK_OK) status = gk_records_count(&p->r, "pages", &p->promised);
    if (status == GK_OK && p->document->format[0] == '\0')
        status = gk_records_wrong(&p->r, "format", "is empty");
    return status;
}

static gk_status take_stated(parser *p)
{
    gk_document *d = p->document;
    gk_stated stated;
    char *name;
    gk_status status = gk_records_text(&p->r, "stated", '\t', &name, NULL);
    if (status == GK_OK && !gk_field_find(name, &stated.field))
        status = gk_records_wrong(&p->r, "stated", "is no field of a document");
    if (status == GK_OK) status = gk_records_text(&p->r, "value", '\t', &stated.value, NULL);
    if (status == GK_OK) status = gk_records_text(&p->r, "where", '\t', &stated.where, NULL);
    if (status != GK_OK) return status;
    d->stated = gk_grow(d->stated, d->stated_count, &p->stated_capacity, sizeof *d->stated);
    d->stated[d->stated_count++] = stated;
    return GK_OK;
}

static bool take_box(const json_t *array, gk_box *box)
{
    if (json_array_size(array) != 4) return false; /* 0 for what is no array */
    return take_float(json_array_get(array, 0), -GK_STREAM_LARGEST, &box->x0) &&
           take_float(json_array_get(array, 1), -GK_STREAM_LARGEST, &box->y0) &&
           take_float(json_array_get(array, 2), -GK_STREAM_LARGEST, &box->x1) &&
           take_float(json_array_get(array, 3), -GK_STREAM_LARGEST, &box->y1) &&
           box->x0 <= box->x1 && box->y0 <= box->y1;
}

static gk_status take_boxes(const parser *p, gk_doc_page *page)
{
    const json_t *array = json_object_get(p->r.json, "boxes");
    if (!array) return GK_OK;
    if (!json_is_array(array)) return gk_records_wrong(&p->r, "boxes", "is not an array");
    size_t count = json_array_size(array);
    if (count != page->line_count)
        return gk_fail(p->r.err, GK_INPUT, "record %zu, field \"boxes\": %zu boxes for %zu lines",
                       p->r.record, count, page->line_count);
    page->boxes = gk_arena_array(p->r.arena, count ? count : 1, sizeof *page->boxes);
    for (size_t i = 0; i < count; i++)
        if (!take_box(json_array_get(array, i), &page->boxes[i]))
            return gk_fail(p->r.err, GK_INPUT,
                           "record %zu, field \"boxes\": box %zu is not [x0,y0,x1,y1] in points",
                           p->r.record, i + 1);
    return GK_OK;
}

static gk_status take_page(parser *p)
{
    gk_document *d = p->document;
    size_t number;
    gk_status status = gk_records_count(&p->r, "page", &number);
    if (status != GK_OK) return status;
    if (number != d->page_count + 1)
        return gk_fail(p->r.err, GK_INPUT, "record %zu, field \"page\": is %zu where %zu is due",
                       p->r.record, number, d->page_count + 1);
    if (number > p->promised)
        return gk_fail(p->r.err, GK_INPUT, "record %zu, field \"page\": is %zu of %zu", p->r.record,
                       number, p->promised);
    gk_doc_page page = {0};
    status = take_size(p, "width", &page.width);
    if (status == GK_OK) status = take_size(p, "height", &page.height);
    if (status == GK_OK) status = gk_records_optional(&p->r, "label", '\t', &page.label);
    if (status == GK_OK) status = gk_records_text(&p->r, "text", '\n', &page.text, &page.length);
    if (status != GK_OK) return status;
    page.line_count = gk_line_count(page.text, page.length);
    status = take_boxes(p, &page);
    if (status != GK_OK) return status;
    d->pages = gk_grow(d->pages, d->page_count, &p->page_capacity, sizeof *d->pages);
    d->pages[d->page_count++] = page;
    return GK_OK;
}

static gk_status take_dimensions(const parser *p, gk_tagged *fact)
{
    const json_t *array = json_object_get(p->r.json, "dimensions");
    fact->dimension_count = json_array_size(array);
    fact->dimensions = gk_arena_array(p->r.arena, fact->dimension_count + 1,
                                      sizeof *fact->dimensions);
    gk_status status = GK_OK;
    for (size_t i = 0; i < fact->dimension_count && status == GK_OK; i++) {
        const json_t *pair = json_array_get(array, i);
        status = gk_records_string(&p->r, json_array_get(pair, 0), "dimensions", '\t',
                                   &fact->dimensions[i].axis, NULL);
        if (status == GK_OK)
            status = gk_records_string(&p->r, json_array_get(pair, 1), "dimensions", '\t',
                                       &fact->dimensions[i].member, NULL);
    }
    return status;
}

static gk_status take_footnotes(const parser *p, gk_tagged *fact)
{
    const json_t *array = json_object_get(p->r.json, "footnotes");
    fact->footnote_count = json_array_size(array);
    fact->footnotes = gk_arena_array(p->r.arena, fact->footnote_count + 1, sizeof *fact->footnotes);
    gk_status status = GK_OK;
    for (size_t i = 0; i < fact->footnote_count && status == GK_OK; i++)
        status = gk_records_string(&p->r, json_array_get(array, i), "footnotes", '\n',
                                   &fact->footnotes[i], NULL);
    return status;
}

/* A place on a page that has come; 0, 0 for what is hidden. */
static gk_status take_place(const parser *p, gk_tagged *fact)
{
    size_t page, line;
    gk_status status = gk_records_count(&p->r, "page", &page);
    if (status == GK_OK) status = gk_records_count(&p->r, "line", &line);
    if (status != GK_OK) return status;
    if (page > p->document->page_count) return gk_records_wrong(&p->r, "page", "is no page");
    size_t lines = page ? p->document->pages[page - 1].line_count : 0;
    if (line > lines || (page && !line)) return gk_records_wrong(&p->r, "line", "is no line of it");
    fact->page = (int)page;
    fact->line = (int)line;
    return GK_OK;
}

static gk_status take_fact(parser *p)
{
    gk_document *d = p->document;
    gk_tagged fact = {0};
    const struct {
        const char *field;
        char **value;
        char also;
    } texts[] = {{"context", &fact.context, '\t'}, {"entity", &fact.entity, '\t'},
                 {"start", &fact.start, '\t'},     {"end", &fact.end, '\t'},
                 {"unit", &fact.unit, '\t'},       {"decimals", &fact.decimals, '\t'}};
    gk_status status = gk_records_text(&p->r, "fact", '\t', &fact.concept, NULL);
    if (status == GK_OK) status = gk_records_text(&p->r, "value", '\n', &fact.value, NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == GK_OK; i++)
        status = gk_records_optional(&p->r, texts[i].field, texts[i].also, texts[i].value);
    if (status == GK_OK) status = take_dimensions(p, &fact);
    if (status == GK_OK) status = take_footnotes(p, &fact);
    if (status == GK_OK) status = take_place(p, &fact);
    if (status != GK_OK) return status;
    json_int_t scale = json_integer_value(json_object_get(p->r.json, "scale"));
    if (scale < -100 || scale > 100) return gk_records_wrong(&p->r, "scale", "is no power of ten");
    fact.scale = (int)scale;
    fact.negated = json_is_true(json_object_get(p->r.json, "negated"));
    fact.nil = json_is_true(json_object_get(p->r.json, "nil"));
    d->facts = gk_grow(d->facts, d->fact_count, &p->fact_capacity, sizeof *d->facts);
    d->facts[d->fact_count++] = fact;
    return GK_OK;
}

static gk_status take_end(const parser *p)
{
    size_t pages;
    gk_status status = gk_records_count(&p->r, "end", &pages);
    if (status != GK_OK) return status;
    if (pages != p->document->page_count || pages != p->promised)
        return gk_fail(p->r.err, GK_INPUT,
                       "record %zu, field \"end\": is %zu after %zu of %zu pages", p->r.record,
                       pages, p->document->page_count, p->promised);
    if (p->r.at != p->r.end)
        return gk_fail(p->r.err, GK_INPUT, "record %zu: stands behind the end record",
                       p->r.record + 1);
    return GK_OK;
}

static gk_status parse(parser *p)
{
    gk_status status = take_head(p);
    while (status == GK_OK) {
        status = gk_records_next(&p->r);
        if (status != GK_OK) break;
        if (json_object_get(p->r.json, "fact"))
            status = take_fact(p);
        else if (json_object_get(p->r.json, "stated"))
            status = take_stated(p);
        else if (json_object_get(p->r.json, "end"))
            return take_end(p);
        else
            status = take_page(p);
    }
    return status;
}

gk_status gk_document_parse(const char *bytes, size_t size, gk_document **out, gk_error *err)
{
    *out = NULL;
    gk_document *d = gk_alloc(sizeof *d);
    d->arena = gk_arena_new();
    parser p = {.r = {.at = bytes, .end = bytes + size, .arena = d->arena, .err = err},
                .document = d};
    gk_status status = parse(&p);
    gk_records_close(&p.r);
    d->pages = gk_arena_keep(d->arena, d->pages, d->page_count, sizeof *d->pages);
    d->stated = gk_arena_keep(d->arena, d->stated, d->stated_count, sizeof *d->stated);
    d->facts = gk_arena_keep(d->arena, d->facts, d->fact_count, sizeof *d->facts);
    if (status != GK_OK) {
        gk_document_free(d);
        return status;
    }
    *out = d;
    return GK_OK;
}

void gk_document_free(gk_document *document)
{
    if (!document) return;
    gk_arena_free(document->arena);
    gk_free(document);
}
