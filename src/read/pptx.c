/* SPDX-License-Identifier: Apache-2.0
 *
 * pptx - presentations: a slide is a page, called by its title; its notes stand at its end. Dates,
 * footers and numbers of slides are left out.
 */
#include "read/pptx.h"
#include "read/read.h"

#include <string.h>

enum { MOST_SLIDES = 20000 };

/* A layout or master whose placeholders say where those of slides stand. */
typedef struct layout {
    const char *part;
    xmlDoc *doc;
    gk_slide_shapes shapes;
} layout;

typedef struct presentation {
    gk_package *package;
    layout *layouts;
    size_t count, capacity;
    gk_office_pages pages;
} presentation;

static const layout *layout_of(presentation *p, const char *part)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->layouts[i].part, part) == 0) return &p->layouts[i];
    p->layouts = gk_grow(p->layouts, p->count, &p->capacity, sizeof *p->layouts);
    layout *l = &p->layouts[p->count++];
    *l = (layout){.part = part, .doc = gk_package_try_xml(p->package, part)};
    l->shapes = gk_slide_shapes_read(gk_xml_root(l->doc));
    return l;
}

/* Places of placeholders come from the layout, or else from its master. */
static void place(presentation *p, const gk_relations *relations, gk_slide_shapes *shapes)
{
    const char *part = gk_relations_first(relations, "slideLayout");
    if (!part) return;
    gk_slide_shapes_place(shapes, &layout_of(p, part)->shapes);
    bool all = true;
    for (size_t i = 0; i < shapes->count; i++)
        all = all && (shapes->items[i].placed || !shapes->items[i].kind);
    if (all) return;
    gk_relations of_layout = gk_package_relations(p->package, part);
    const char *master = gk_relations_first(&of_layout, "slideMaster");
    if (master) gk_slide_shapes_place(shapes, &layout_of(p, master)->shapes);
}

/* What stands on every slide. */
static bool is_furniture(const gk_slide_shape *s)
{
    static const char *const kinds[] = {"dt", "ftr", "sldNum", "hdr"};
    for (size_t i = 0; s->kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(s->kind, kinds[i]) == 0) return true;
    return false;
}

static void add_shape(presentation *p, const gk_relations *relations, const gk_slide_shape *s,
                      gk_string *to)
{
    gk_string text = {0};
    if (gk_xml_is(s->node, "graphicFrame"))
        gk_slide_frame_add(p->package, relations, s->node, &text);
    else
        gk_slide_text_add(gk_xml_child(s->node, "txBody"), &text);
    if (text.length) gk_string_addf(to, "%s%s", to->length ? "\n" : "", text.data);
    gk_string_free(&text);
}

static void add_notes(presentation *p, const gk_relations *relations, gk_string *to)
{
    gk_string text = {0};
    xmlDoc *doc = gk_package_try_xml(p->package, gk_relations_first(relations, "notesSlide"));
    gk_slide_shapes shapes = gk_slide_shapes_read(gk_xml_root(doc));
    for (size_t i = 0; i < shapes.count; i++)
        if (shapes.items[i].kind && strcmp(shapes.items[i].kind, "body") == 0)
            gk_slide_text_add(gk_xml_child(shapes.items[i].node, "txBody"), &text);
    if (text.length) gk_string_addf(to, "%sNotes: %s", to->length ? "\n" : "", text.data);
    gk_free(shapes.items);
    xmlFreeDoc(doc);
    gk_string_free(&text);
}

/* The title as one line, marked where the slide is not shown; gk_free. */
static char *label_of(const gk_slide_shapes *shapes, bool hidden)
{
    gk_string text = {0};
    for (size_t i = 0; i < shapes->count && !text.length; i++)
        if (gk_slide_shape_is_title(&shapes->items[i]))
            gk_slide_text_add(gk_xml_child(shapes->items[i].node, "txBody"), &text);
    if (hidden) gk_string_add(&text, " (hidden)");
    return gk_string_take(&text);
}

static gk_status read_slide(presentation *p, const char *part, gk_error *err)
{
    xmlDoc *doc;
    gk_status status = gk_package_xml(p->package, part, &doc, err);
    if (status != GK_OK) return status;
    gk_relations relations = gk_package_relations(p->package, part);
    gk_slide_shapes shapes = gk_slide_shapes_read(gk_xml_root(doc));
    const char *show = gk_xml_attr(gk_xml_root(doc), "show");
    gk_string text = {0};
    place(p, &relations, &shapes);
    gk_slide_shapes_sort(&shapes);
    for (size_t i = 0; i < shapes.count; i++)
        if (!is_furniture(&shapes.items[i])) add_shape(p, &relations, &shapes.items[i], &text);
    add_notes(p, &relations, &text);
    char *label = label_of(&shapes, show && (strcmp(show, "0") == 0 || strcmp(show, "false") == 0));
    status = gk_office_page_add(&p->pages, label, &text, err);
    gk_free(label);
    gk_free(shapes.items);
    xmlFreeDoc(doc);
    return status;
}

static gk_status read_slides(presentation *p, const char *part, gk_error *err)
{
    xmlDoc *doc;
    gk_status status = gk_package_xml(p->package, part, &doc, err);
    if (status != GK_OK) return status;
    gk_relations relations = gk_package_relations(p->package, part);
    const xmlNode *list = gk_xml_child(gk_xml_root(doc), "sldIdLst");
    for (xmlNode *n = gk_xml_child(list, "sldId"); n && status == GK_OK; n = gk_xml_next(n)) {
        const char *slide = NULL; /* the attribute id is the slide's own; r:id names the part */
        for (const xmlAttr *a = n->properties; a && !slide; a = a->next)
            if (a->ns && strcmp((const char *)a->name, "id") == 0 && a->children)
                slide = gk_relations_find(&relations, (const char *)a->children->content);
        if (slide && p->pages.count < MOST_SLIDES) status = read_slide(p, slide, err);
    }
    xmlFreeDoc(doc);
    return status;
}

gk_status gk_pptx_write(gk_package *package, FILE *out, gk_error *err)
{
    presentation p = {.package = package};
    const char *part;
    gk_status status = gk_package_main(package, &part, err);
    if (status == GK_OK) status = read_slides(&p, part, err);
    if (status == GK_OK)
        status = gk_office_pages_write(&p.pages, "pptx", gk_package_title(package), out, err);
    for (size_t i = 0; i < p.count; i++) {
        gk_free(p.layouts[i].shapes.items);
        xmlFreeDoc(p.layouts[i].doc);
    }
    gk_free(p.layouts);
    gk_office_pages_free(&p.pages);
    return status;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    const char *kind = gk_office_kind(path, head, head_size);
    return kind && strcmp(kind, "pptx") == 0;
}

static gk_status read_file(const char *path, FILE *out, gk_error *err)
{
    gk_package *package;
    gk_status status = gk_package_open(path, &package, err);
    if (status == GK_OK) status = gk_pptx_write(package, out, err);
    gk_package_free(package);
    return status;
}

const gk_reader gk_reader_pptx = {.format = "pptx", .recognise = recognise, .read = read_file};
