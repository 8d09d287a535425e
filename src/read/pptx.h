/* SPDX-License-Identifier: Apache-2.0
 *
 * pptx - a presentation that is being read.
 */
#ifndef GK_READ_PPTX_H
#define GK_READ_PPTX_H

#include "read/office.h"
#include "text/text.h"

/* ---- shapes (pptx_shapes.c) ----------------------------------------------------------------- */

typedef struct gk_slide_shape {
    const xmlNode *node; /* sp, graphicFrame */
    const char *kind;    /* of a placeholder: "title", "body", ...; NULL: it is none */
    long index;          /* of a placeholder */
    double x, y, width, height;
    bool placed; /* it says itself where it stands */
} gk_slide_shape;

typedef struct gk_slide_shapes {
    gk_slide_shape *items;
    size_t count, capacity;
} gk_slide_shapes;

/* The shapes with text of a slide, a layout or a master, those in groups too, in the file's order.
 */
gk_slide_shapes gk_slide_shapes_read(const xmlNode *root);
bool gk_slide_shape_is_title(const gk_slide_shape *shape);
/* Gives a placeholder the place that its like has in the layout. */
void gk_slide_shapes_place(gk_slide_shapes *shapes, const gk_slide_shapes *layout);
/* Title first, then rows from top to bottom, each from left to right. */
void gk_slide_shapes_sort(gk_slide_shapes *shapes);

/* ---- text (pptx_text.c) --------------------------------------------------------------------- */

/* Adds the paragraphs of a text body, one line each. */
void gk_slide_text_add(const xmlNode *body, gk_string *to);
/* Adds what a graphic frame shows: a table, a chart, a diagram. */
void gk_slide_frame_add(gk_package *package, const gk_relations *relations, const xmlNode *frame,
                        gk_string *to);

#endif
