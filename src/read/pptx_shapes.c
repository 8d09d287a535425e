/* SPDX-License-Identifier: Apache-2.0
 *
 * pptx_shapes - the shapes of a slide and the order in which a person reads them.
 */
#include "read/pptx.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SHAPES = 20000 };

/* How a group's inside lies on the slide: x on the slide = x within * scale + offset. */
typedef struct frame {
    double x, y, scale_x, scale_y;
} frame;

static void take_shapes(const xmlNode *holder, frame f, gk_slide_shapes *out);

/* ---- places --------------------------------------------------------------------------------- */

static double part(const xmlNode *transform, const char *element, const char *attribute)
{
    return (double)gk_xml_number(gk_xml_child(transform, element), attribute, 0);
}

static const xmlNode *transform_of(const xmlNode *node)
{
    static const char *const paths[] = {"spPr/xfrm", "grpSpPr/xfrm", "xfrm"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const xmlNode *found = gk_xml_path(node, paths[i]);
        if (found) return found;
    }
    return NULL;
}

static frame inside(const xmlNode *group, frame f)
{
    const xmlNode *t = transform_of(group);
    double width = part(t, "chExt", "cx"), height = part(t, "chExt", "cy");
    if (!t || width <= 0 || height <= 0) return f;
    double scale_x = part(t, "ext", "cx") / width, scale_y = part(t, "ext", "cy") / height;
    return (frame){f.x + f.scale_x * (part(t, "off", "x") - scale_x * part(t, "chOff", "x")),
                   f.y + f.scale_y * (part(t, "off", "y") - scale_y * part(t, "chOff", "y")),
                   f.scale_x * scale_x, f.scale_y * scale_y};
}

static const xmlNode *placeholder_of(const xmlNode *node)
{
    static const char *const paths[] = {"nvSpPr/nvPr/ph", "nvGraphicFramePr/nvPr/ph"};
    const xmlNode *found = gk_xml_path(node, paths[0]);
    return found ? found : gk_xml_path(node, paths[1]);
}

static void take_shape(const xmlNode *node, frame f, gk_slide_shapes *out)
{
    if (out->count == MOST_SHAPES) return;
    out->items = gk_grow(out->items, out->count, &out->capacity, sizeof *out->items);
    gk_slide_shape *s = &out->items[out->count++];
    const xmlNode *placeholder = placeholder_of(node), *t = transform_of(node);
    const char *kind = gk_xml_attr(placeholder, "type");
    *s = (gk_slide_shape){.node = node,
                          .kind = placeholder ? kind ? kind : "obj" : NULL,
                          .index = gk_xml_number(placeholder, "idx", 0),
                          .placed = t && gk_xml_child(t, "off")};
    s->x = f.x + f.scale_x * part(t, "off", "x");
    s->y = f.y + f.scale_y * part(t, "off", "y");
    s->width = f.scale_x * part(t, "ext", "cx");
    s->height = f.scale_y * part(t, "ext", "cy");
}

static void take_shapes(const xmlNode *holder, frame f, gk_slide_shapes *out)
{
    for (xmlNode *n = gk_xml_child(holder, NULL); n; n = gk_xml_next(n)) {
        if (gk_xml_is(n, "sp") || gk_xml_is(n, "graphicFrame")) take_shape(n, f, out);
        if (gk_xml_is(n, "grpSp")) take_shapes(n, inside(n, f), out);
        if (gk_xml_is(n, "AlternateContent")) { /* several forms of the same */
            const xmlNode *choice = gk_xml_child(n, "Choice");
            take_shapes(choice ? choice : gk_xml_child(n, "Fallback"), f, out);
        }
    }
}

gk_slide_shapes gk_slide_shapes_read(const xmlNode *root)
{
    gk_slide_shapes out = {0};
    take_shapes(gk_xml_path(root, "cSld/spTree"), (frame){0, 0, 1, 1}, &out);
    return out;
}

bool gk_slide_shape_is_title(const gk_slide_shape *s)
{
    return s->kind && (strcmp(s->kind, "title") == 0 || strcmp(s->kind, "ctrTitle") == 0);
}

/* Kinds that stand for one another between a slide and its layout. */
static bool same_kind(const gk_slide_shape *a, const gk_slide_shape *b)
{
    if (gk_slide_shape_is_title(a)) return gk_slide_shape_is_title(b);
    return a->index == b->index && !gk_slide_shape_is_title(b);
}

void gk_slide_shapes_place(gk_slide_shapes *shapes, const gk_slide_shapes *layout)
{
    for (size_t i = 0; i < shapes->count; i++) {
        gk_slide_shape *s = &shapes->items[i];
        for (size_t k = 0; k < layout->count && s->kind && !s->placed; k++) {
            const gk_slide_shape *like = &layout->items[k];
            if (!like->kind || !like->placed || !same_kind(s, like)) continue;
            s->x = like->x;
            s->y = like->y;
            s->width = like->width;
            s->height = like->height;
            s->placed = true;
        }
    }
}

/* ---- order ---------------------------------------------------------------------------------- */

static int by_top(const void *a, const void *b)
{
    const gk_slide_shape *x = a, *y = b;
    bool title_x = gk_slide_shape_is_title(x), title_y = gk_slide_shape_is_title(y);
    if (title_x != title_y) return title_x ? -1 : 1;
    if (x->y != y->y) return x->y < y->y ? -1 : 1;
    if (x->x != y->x) return x->x < y->x ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static int by_left(const void *a, const void *b)
{
    const gk_slide_shape *x = a, *y = b;
    return x->x != y->x ? (x->x < y->x ? -1 : 1) : by_top(a, b);
}

/* How many shapes from the first on stand in one row: they begin above the middle of the lowest
 * that is no taller than the first. */
static size_t row_length(const gk_slide_shape *s, size_t count)
{
    size_t n = 1;
    double middle = s[0].y + s[0].height / 2;
    while (n < count && s[n].y < middle) {
        double own = s[n].y + s[n].height / 2;
        if (own < middle) middle = own;
        n++;
    }
    return n;
}

void gk_slide_shapes_sort(gk_slide_shapes *shapes)
{
    if (shapes->count == 0) return;
    qsort(shapes->items, shapes->count, sizeof *shapes->items, by_top);
    size_t i = 0;
    while (i < shapes->count && gk_slide_shape_is_title(&shapes->items[i])) i++;
    while (i < shapes->count) {
        size_t n = row_length(&shapes->items[i], shapes->count - i);
        qsort(&shapes->items[i], n, sizeof *shapes->items, by_left);
        i += n;
    }
}
