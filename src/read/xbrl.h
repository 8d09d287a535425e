/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl - the facts that a page tags for programs (inline XBRL 1.0 and 1.1), as an XBRL instance has
 * them: values transformed, scaled and signed, continuations joined, contexts and units resolved.
 */
#ifndef GK_READ_XBRL_H
#define GK_READ_XBRL_H

#include "doc/doc.h"
#include "read/markup.h"

/* Strings are the arena's, which must outlive the facts. */
typedef struct gk_facts {
    gk_arena *arena;
    gk_tagged *facts; /* in the order of the file; page is 0, line that of the whole text */
    size_t count, capacity;
    gk_stated *stated; /* what the facts of dei say of the document */
    size_t stated_count, stated_capacity;
} gk_facts;

/* Call it after gk_html_layout, which says on which lines things are shown. gk_facts_free. */
void gk_xbrl_read(const gk_markup *markup, gk_facts *out);
void gk_facts_free(gk_facts *facts);

/* ---- transformations (xbrl_format.c, xbrl_dates.c, xbrl_words.c) ----------------------------- */

/* A transformation by its local name without hyphens, in lower case ("numdotdecimal"). False: the
 * text is not of its form. */
typedef bool (*gk_transform)(const char *name, const char *text, gk_string *out);

/* The text as the format says ("ixt:num-dot-decimal"); false where the format is not known or the
 * text does not fit it. text is trimmed. */
bool gk_xbrl_transform(const char *format, const char *text, gk_string *out);
/* "1234.5" times ten to the power of scale, "-" in front where negated; false: no number. */
bool gk_xbrl_scale(const char *number, int scale, bool negated, gk_string *out);

bool gk_xbrl_date(const char *name, const char *text, gk_string *out);
bool gk_xbrl_quarter_end(const char *name, const char *text, gk_string *out);
bool gk_xbrl_duration(const char *name, const char *text, gk_string *out); /* "durday", ... */
bool gk_xbrl_duration_words(const char *name, const char *text, gk_string *out);
bool gk_xbrl_number_words(const char *name, const char *text, gk_string *out);
/* Names that stand for codes: states, countries, exchanges, kinds of filers (xbrl_names.c). */
bool gk_xbrl_named(const char *name, const char *text, gk_string *out);

#endif
