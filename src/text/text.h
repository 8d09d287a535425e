/* SPDX-License-Identifier: Apache-2.0
 *
 * text - what finance writes, taken apart: characters, words, sentences, numbers, fiscal periods,
 * the rows and columns of a laid-out table, and the tokens an embedding model reads.
 * Everything works on UTF-8 of any quality: a byte that fits nowhere counts as U+FFFD, one byte
 * long.
 */
#ifndef GK_TEXT_H
#define GK_TEXT_H

#include "base/base.h"

/* ---- characters (utf8.c) ----------------------------------------------------------------- */

/* The character at s[*i] (*i < n); moves *i past it. */
uint32_t gk_utf8_next(const char *s, size_t n, size_t *i);
/* Writes c to out (up to 4 bytes), returns how many. */
size_t gk_utf8_put(uint32_t c, char out[4]);
bool gk_utf8_valid(const char *s, size_t n, size_t *bad_at); /* bad_at may be NULL */
bool gk_is_han(uint32_t c);   /* CJK ideographs: written without spaces */
bool gk_is_space(uint32_t c); /* Unicode white space */
bool gk_is_word(uint32_t c);  /* letters, marks and digits of any script */
/* Columns a character takes on a terminal: 0, 1 or 2. */
int gk_char_width(uint32_t c);
/* Folds runs of white space to one space and drops it at both ends; gk_free. */
char *gk_fold_space(const char *s, size_t n);

/* ---- lexical terms (terms.c) ------------------------------------------------------------- */

/* A term and the bytes of the text it came from. A word is lower-cased, freed of diacritics and
 * stemmed (Snowball English); a number is freed of its thousands separators ("1,577" → "1577");
 * a run of Han gives its overlapping pairs of characters (a lone one stands alone). */
typedef struct gk_term {
    const char *text; /* NUL-terminated; valid during the call only */
    size_t length, start, end;
} gk_term;
typedef struct gk_terms gk_terms; /* holds the stemmer; one a thread */
gk_terms *gk_terms_new(void);
void gk_terms_free(gk_terms *terms);
/* Calls each for every term in order; stops and returns early where each returns false. */
void gk_terms_each(gk_terms *terms, const char *s, size_t n,
                   bool (*each)(void *ctx, const gk_term *term), void *ctx);
/* True for terms that say nothing about a passage ("the", "what"): not worth a query's time. */
bool gk_term_is_stopword(const char *term);

/* ---- sentences (sentence.c) -------------------------------------------------------------- */

/* The sentences of prose: spans of s, trimmed. A line end is a space unless a blank line follows.
 * *spans is gk_free's. */
size_t gk_sentences(const char *s, size_t n, gk_span **spans);

/* ---- numbers (number.c) ------------------------------------------------------------------ */

typedef struct gk_number {
    double value;   /* sign applied: "(1,577)" is -1577 */
    bool percent;   /* a % stands behind it */
    bool currency;  /* a currency sign stands before it */
    bool negative;  /* parentheses or a minus sign */
    int decimals;   /* digits behind the decimal point */
    double scale;   /* 1e6 where "million", "mn", "M", "百万" follows directly; else 1 */
    gk_span span;   /* bytes, sign, currency and scale word included */
    gk_span digits; /* bytes of the figure as printed, its parentheses included */
} gk_number;
/* Finds the next number at or after *at; false where there is none. Moves *at past it. */
bool gk_number_next(const char *s, size_t n, size_t *at, gk_number *out);

/* The figures of s that are amounts: not part of a fiscal period, and not the number of a page, a
 * note, an item or a standard ("p.60", "Note 12", "ASC 606"). At most `most`; returns how many. */
size_t gk_amounts(const char *s, size_t n, gk_number *out, size_t most);

/* ---- fiscal periods (period.c) ----------------------------------------------------------- */

typedef struct gk_period {
    int year;       /* four digits */
    int quarter;    /* 1 to 4; 0: the year */
    int half;       /* 1 or 2; 0: not a half year */
    int month, day; /* of a written date ("December 31, 2018", "2018年12月31日"); 0: none */
    gk_span span;
} gk_period;
/* Finds the next period: "FY2018", "fiscal 2018", "FY18", "2Q23", "Q2 of FY2024", "2018",
 * "second quarter of 2023", "December 31, 2018", "2022年第三季度", "2020年度", "H1 2020". */
bool gk_period_next(const char *s, size_t n, size_t *at, gk_period *out);
/* "January 28" at *at, without a year; moves *at past it. */
bool gk_period_day(const char *s, size_t n, size_t *at, gk_period *out);

/* ---- documents' names (kinds.c) ----------------------------------------------------------- */

/* Whether a word of a document's name says what it is and not whose: "10-K", "call", "年度报告". */
bool gk_is_document_kind(const char *s, size_t n);

/* ---- tables (table.c) -------------------------------------------------------------------- */

typedef struct gk_cell {
    gk_span span;    /* bytes of the table's text */
    int left, right; /* display columns, right exclusive */
    bool has_number;
    gk_number number;
} gk_cell;

typedef struct gk_row {
    int line;       /* from 0, of the table's text */
    gk_span label;  /* what stands left of the first figure */
    gk_cell *cells; /* the figures ("—" and "-" included, without a number), left to right */
    size_t cell_count;
} gk_row;

/* What a stretch of laid-out lines looks like. */
typedef enum gk_line_kind {
    GK_LINE_BLANK,
    GK_LINE_PROSE,
    GK_LINE_ROW,
    GK_LINE_HEADING
} gk_line_kind;

/* Takes a line apart as a table row; cells from arena. kind tells what it looks like: ROW has a
 * figure in a column of its own (or several); HEADING is short and stands in columns or alone. */
gk_line_kind gk_table_line(const char *line, size_t n, gk_arena *arena, gk_row *row);

/* The unit that a line states ("(in millions, except per share)", "单位：万元"): its scale (1e6),
 * the currency word, or scale 0 where the line states none. */
typedef struct gk_unit {
    double scale;
    char word[32]; /* as printed: "millions", "万元" */
    gk_span span;
} gk_unit;
bool gk_unit_find(const char *s, size_t n, gk_unit *out);

/* A laid-out text, line by line. */
typedef struct gk_text_line {
    size_t start, end; /* bytes of the text, newline excluded */
    gk_line_kind kind;
    gk_row row; /* where kind is GK_LINE_ROW; its spans are of the line */
} gk_text_line;

typedef struct gk_laid_text {
    const char *text; /* borrowed */
    gk_text_line *lines;
    size_t count;
} gk_laid_text;

/* Reads all lines; what it makes is arena's. */
void gk_laid_read(const char *text, size_t n, gk_arena *arena, gk_laid_text *out);

/* What stands above a cell (columns.c). */
typedef struct gk_column {
    gk_period period;    /* year 0: the headings above name none */
    size_t heading_line; /* where the period stands; SIZE_MAX: none */
    int months;          /* that the figures cover, where a heading says so (3, 6, 9, 12); else 0 */
    bool shared;         /* one date stands above all columns: what tells them apart is not known */
} gk_column;

/* The columns of the row on line `line`: one for each of its cells, from arena. Headings are looked
 * for upwards, across sections of the same table; where as many periods stand side by side as the
 * row has figures they are matched in order, else by the place on the line. "本期"/"上期",
 * "期末"/"期初" and the like are taken as this year and the one before where year says which year
 * is this one (0: not known). */
gk_column *gk_table_columns(const gk_laid_text *laid, size_t line, int year, gk_arena *arena);

/* The unit that holds for a line: the nearest unit line above it on the page, or scale 0. */
bool gk_table_unit(const gk_laid_text *laid, size_t line, gk_unit *out, size_t *unit_line);

#endif
