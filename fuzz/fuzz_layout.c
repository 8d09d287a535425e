/* SPDX-License-Identifier: Apache-2.0
 *
 * The layout from bytes: each glyph is a character, two coordinates and two lengths. Whatever they
 * are, there is one box a line, the text is UTF-8 without control characters, and no line ends with
 * a space.
 */
#include "read/layout.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { GLYPH_BYTES = 12 };

static void require(bool holds)
{
    if (!holds) abort();
}

/* Bit 7 of the first byte takes the coordinates as floats of any value; else they are sixteenths of
 * a point, which makes pages that mean something. */
static gk_glyph glyph_of(const uint8_t *b, bool wild)
{
    gk_glyph g = {.c = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)(b[2] & 0x1F) << 16};
    if (g.c > 0x10FFFF) g.c = ' ';
    if (wild) {
        memcpy(&g.x0, b + 4, 4);
        memcpy(&g.y0, b + 8, 4);
        g.x1 = g.x0 + (float)b[3];
        g.y1 = g.y0 + 10;
        return g;
    }
    g.x0 = (float)(b[4] | b[5] << 8) / 16;
    g.y0 = (float)(b[6] | b[7] << 8) / 16;
    g.x1 = g.x0 + (float)(b[8] | (b[9] & 1) << 8) / 16;
    g.y1 = g.y0 + (float)(b[10] | (b[11] & 1) << 8) / 16;
    return g;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    size_t count = (size - 1) / GLYPH_BYTES;
    gk_glyph *glyphs = gk_alloc_array(count, sizeof *glyphs);
    for (size_t i = 0; i < count; i++)
        glyphs[i] = glyph_of(data + 1 + i * GLYPH_BYTES, data[0] & 0x80);
    gk_layout layout = gk_layout_page(glyphs, count, 612, 792);
    require(layout.line_count == gk_line_count(layout.text, layout.length));
    require(strlen(layout.text) == layout.length);
    require(gk_utf8_valid(layout.text, layout.length, NULL));
    for (size_t i = 0; i < layout.length; i++) {
        require((unsigned char)layout.text[i] >= 0x20 || layout.text[i] == '\n');
        if (layout.text[i] == '\n') require(i == 0 || layout.text[i - 1] != ' ');
    }
    for (size_t i = 0; i < layout.line_count; i++)
        require(layout.boxes[i].x0 <= layout.boxes[i].x1 &&
                layout.boxes[i].y0 <= layout.boxes[i].y1);
    gk_layout_free(&layout);
    gk_free(glyphs);
    return 0;
}
