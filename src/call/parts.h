/* SPDX-License-Identifier: Apache-2.0
 *
 * parts - what the files of this module share: lines, people, and the lines that open a turn.
 */
#ifndef GK_CALL_PARTS_H
#define GK_CALL_PARTS_H

#include "call/call.h"

/* A stretch of the document's text; not NUL-terminated. */
typedef struct gk_piece {
    const char *s;
    size_t n;
} gk_piece;

gk_piece gk_piece_trim(gk_piece piece);             /* white space at both ends, also U+3000 */
bool gk_piece_is(gk_piece piece, const char *text); /* equal but for ASCII case */
bool gk_piece_starts(gk_piece piece, const char *prefix); /* the same */
/* Where text stands in piece, ASCII case aside; SIZE_MAX: nowhere. */
size_t gk_piece_find(gk_piece piece, const char *text);
/* The same for text that stands as whole words. */
bool gk_piece_has_word(gk_piece piece, const char *text);
/* The pieces between gaps of three spaces or more (the columns of a laid-out line); at most `most`.
 */
size_t gk_piece_cells(gk_piece line, gk_piece *cells, size_t most);
char *gk_piece_copy(gk_arena *arena, gk_piece piece); /* white space folded */

/* ---- lines (lines.c) ----------------------------------------------------------------------- */

typedef enum gk_call_line_kind {
    GK_CALL_LINE_TEXT,
    GK_CALL_LINE_BLANK,
    GK_CALL_LINE_RULE,    /* dashes, dots, equals signs */
    GK_CALL_LINE_PEOPLE,  /* the heading of a list of people, or an entry of it */
    GK_CALL_LINE_SECTION, /* a heading that says which part begins */
    GK_CALL_LINE_END      /* a heading after which nobody speaks */
} gk_call_line_kind;

typedef struct gk_call_line {
    gk_piece text; /* trimmed */
    int page, line;
    gk_call_line_kind kind;
    gk_call_part part;   /* of a section */
    gk_call_kind people; /* of a list's heading: whose list it is */
} gk_call_line;

typedef struct gk_call_lines {
    gk_call_line *lines;
    size_t count;
} gk_call_lines;

/* All lines of a document, told apart by what stands in one alone. */
void gk_call_lines_read(const gk_document *document, gk_arena *arena, gk_call_lines *out);

/* ---- names and titles (names.c, describe.c)
 * ------------------------------------------------------------- */

typedef struct gk_person {
    gk_piece name, role, firm; /* n is 0 where not known */
    gk_call_kind kind;
} gk_person;

/* Whether piece is written like a person's name: two to six words, capitalised, none of which is a
 * word of business; or two to four Han characters. */
bool gk_call_is_name(gk_piece piece);
/* "Operator", "Unidentified Analyst" and such: fills *kind. */
bool gk_call_is_stand_in(gk_piece piece, gk_call_kind *kind);
/* Whether piece says what somebody does: "Senior Vice President, Finance". */
bool gk_call_is_role(gk_piece piece);
/* Takes apart what stands behind a name: "Example Bank -- Analyst", "Analyst, Example Bank",
 * "Example Inc. - CFO", "CFO, Example Inc.". Fills role and firm. */
void gk_call_describe(gk_piece piece, gk_person *person);
/* Takes apart a line that is a name and what describes it, parted by any of marks; keeps a kind
 * that *person has. */
enum { GK_CALL_BY_DASH = 1, GK_CALL_BY_COMMA = 2, GK_CALL_BY_PARENTHESES = 4 };
bool gk_call_split(gk_piece line, unsigned marks, gk_person *person);
/* Whether both are one person: the last word and the first letter agree, case aside. */
bool gk_call_same_name(gk_piece a, gk_piece b);
/* Whether a line ends as a sentence does; "Inc." and the like are no end. */
bool gk_call_ends_sentence(gk_piece line);
/* What is left of rest past ", CFA", ", Jr." and the like at its start. */
gk_piece gk_call_after_suffix(gk_piece rest);
gk_piece gk_call_last_word(gk_piece piece);

/* ---- lists of people (people.c) ------------------------------------------------------------- */

typedef struct gk_people {
    gk_person *people;
    size_t count, capacity;
} gk_people;

/* Reads the lists under their headings and marks their lines; gk_free what people holds. */
void gk_people_read(gk_call_lines *lines, gk_people *out);
const gk_person *gk_people_find(const gk_people *people, gk_piece name);

/* ---- lines that open a turn (openings.c, minutes.c) ------------------------------------------ */

typedef enum gk_call_layout {
    GK_CALL_DASH,
    GK_CALL_STREET,
    GK_CALL_BARE,
    GK_CALL_COLON,
    GK_CALL_MINUTES,
    GK_CALL_LAYOUTS
} gk_call_layout;

typedef struct gk_opening {
    gk_person person;
    size_t line;  /* in the lines */
    size_t lines; /* how many lines name the speaker; 0: what is said stands in the same line */
    bool sure;    /* more than the look of a name speaks for it */
} gk_opening;

/* Whether line i opens a turn in the layout. */
bool gk_call_opens(gk_call_layout layout, const gk_call_lines *lines, const gk_people *people,
                   size_t i, gk_opening *out);
bool gk_minutes_opens(const gk_call_lines *lines, size_t i, gk_opening *out);
/* Whether the document calls itself the record of a meeting with investors. */
bool gk_minutes_shown(const gk_call_lines *lines);

/* ---- what is said of the call itself (cues.c) ------------------------------------------------ */

/* "Our first question comes from Jane Roe with Example Bank": who asks next. */
bool gk_cue_caller(gk_piece text, gk_person *out);
/* Whether a line hands the call to those who ask: "Operator, we'll take our first question." */
typedef enum gk_cue { GK_CUE_NONE, GK_CUE_LIKELY, GK_CUE_SURE } gk_cue;
gk_cue gk_cue_questions(gk_piece line);
/* What a line says that is only said in a call: a bit for each kind of cue. */
unsigned gk_cue_kinds(gk_piece line);

#endif
