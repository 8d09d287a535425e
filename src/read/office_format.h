/* SPDX-License-Identifier: Apache-2.0
 *
 * office_format - a number format's code, read into tokens: up to four sections, for positive,
 * negative and zero values and for text (ECMA-376 part 1, 18.8.30 and 18.8.31).
 */
#ifndef GK_READ_OFFICE_FORMAT_H
#define GK_READ_OFFICE_FORMAT_H

#include "read/office.h"

enum { GK_FORMAT_SECTIONS = 4 };

typedef enum gk_format_kind {
    GK_FORMAT_LITERAL,  /* text */
    GK_FORMAT_DIGIT,    /* '0', '#' or '?' in c */
    GK_FORMAT_POINT,    /* the decimal point */
    GK_FORMAT_EXPONENT, /* "E+" or "E-": c is the sign */
    GK_FORMAT_SLASH,    /* of a fraction */
    GK_FORMAT_GENERAL,
    GK_FORMAT_TEXT_HERE, /* @ */
    GK_FORMAT_DATE,      /* c is one of y m d h s, count letters */
    GK_FORMAT_MINUTES,   /* m next to hours or seconds */
    GK_FORMAT_ELAPSED,   /* [h], [mm], [ss] */
    GK_FORMAT_FRACTION,  /* of a second: count digits */
    GK_FORMAT_HALF_DAY,  /* AM/PM; text: the two words, a slash between them */
} gk_format_kind;

typedef struct gk_format_token {
    gk_format_kind kind;
    char c;
    int count;
    const char *text;
} gk_format_token;

typedef struct gk_format_section {
    gk_format_token *tokens;
    size_t count, capacity;
    bool is_date, has_12_hours, has_text, has_exponent, has_slash, grouped;
    int whole, decimals, exponent, scale; /* digits before and behind the point; thousands */
    int percents, denominator;            /* denominator: a fixed one, or 0 */
    char relation[3];                     /* of a condition; "" for none */
    double bound;
} gk_format_section;

struct gk_number_format {
    gk_format_section sections[GK_FORMAT_SECTIONS];
    size_t count;
};

/* Adds a date or a time of day as the section shows it (office_date.c). */
void gk_format_add_date(const gk_format_section *section, double value, bool from_1904,
                        gk_string *to);
/* Adds what General shows (office_number.c). */
void gk_format_add_general(double value, gk_string *to);

#endif
