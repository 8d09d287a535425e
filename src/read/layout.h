/* SPDX-License-Identifier: Apache-2.0
 *
 * layout - glyphs with their places on paper into a page of text that looks like the paper: lines
 * as the eye sees them, columns kept apart by spaces so that they line up from line to line. It
 * knows nothing of PDF.
 *
 *   glyphs ─▶ clean glyphs ─▶ words (words.c) ─▶ lines (lines.c) ─▶ cells ─▶ columns (layout.c)
 *
 * Coordinates are points from the page's upper left corner, y growing downwards.
 */
#ifndef GK_LAYOUT_H
#define GK_LAYOUT_H

#include "doc/doc.h"

/* A character where it is drawn. Glyphs come in the order in which the file's text reads, as far as
 * that is known; ' ' and '\n' among them say where it parts (their place does not matter). */
typedef struct gk_glyph {
    uint32_t c;
    float x0, y0, x1, y1;
} gk_glyph;

typedef struct gk_layout {
    char *text; /* lines that end with '\n', no trailing spaces; gk_layout_free */
    size_t length;
    gk_box *boxes; /* one a line */
    size_t line_count;
} gk_layout;

/* Never fails; a page without glyphs gives no lines. width and height are the page's. */
gk_layout gk_layout_page(const gk_glyph *glyphs, size_t count, float width, float height);
void gk_layout_free(gk_layout *layout);

/* ---- between the files of the layout ------------------------------------------------------ */

/* Which way text runs on the page; the value is the number of quarter turns clockwise. */
typedef enum gk_turn { GK_TURN_NONE, GK_TURN_DOWN, GK_TURN_OVER, GK_TURN_UP, GK_TURNS } gk_turn;

/* Glyphs [first, first + count) of the clean ones, drawn as one; its box is upright: turned so that
 * its text runs to the right. */
typedef struct gk_word {
    size_t first, count;
    gk_box box;
    gk_turn turn;
    bool apart;  /* the file's text has a space before it */
    bool number; /* a figure, or what stands for one or closes one: "(1,577)", "$5", "—", "%" */
    bool closed; /* by ')', which hangs right of its column */
    float figure_x1; /* right edge without that bracket */
} gk_word;

/* Everything is the arena's. */
typedef struct gk_words {
    gk_glyph *glyphs; /* clean: printable, no spaces, no duplicates; boxes as on the page */
    gk_word *words;
    size_t count;
    gk_turn turn; /* of most glyphs */
} gk_words;
gk_words gk_words_find(gk_arena *arena, const gk_glyph *glyphs, size_t count, float width,
                       float height);

/* Turns a box of the page upright, and back; width and height are the page's. */
gk_box gk_turn_box(gk_box box, gk_turn turn, float width, float height);
gk_box gk_turn_back(gk_box box, gk_turn turn, float width, float height);

/* Words of one visual line, from left to right. band is the vertical range of its main words,
 * without sub- and superscripts. */
typedef struct gk_page_line {
    const gk_word **words;
    size_t count;
    float top, bottom;
} gk_page_line;
/* The lines of the words that have this turn, from top to bottom; the arena's. */
gk_page_line *gk_page_lines_find(gk_arena *arena, const gk_words *words, gk_turn turn,
                                 size_t *count);

#endif
