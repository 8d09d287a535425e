/* SPDX-License-Identifier: Apache-2.0
 *
 * reading - a transcript while it is read, and what becomes of it.
 */
#ifndef GK_CALL_READING_H
#define GK_CALL_READING_H

#include "call/parts.h"

typedef struct gk_openings {
    gk_opening *items; /* gk_free */
    size_t count, capacity;
} gk_openings;

typedef struct gk_reading {
    gk_arena *scratch;
    gk_call_lines lines;
    gk_people people;
    gk_call_layout layout;
    gk_openings openings;
    size_t *last; /* (openings) the last line of each one's turn */
} gk_reading;

/* The turns of a transcript, with parts and kinds (turns.c). */
void gk_reading_turns(gk_reading *r, gk_call *call);
/* A transcript without speakers: its parts, or no turn where the text shows no call (stripped.c).
 */
void gk_reading_stripped(const gk_call_lines *lines, gk_call *call);

#endif
