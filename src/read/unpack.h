/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack - what all readers of files that hold other files share: the member stream with names that
 * are safe and told apart, values that a container states, dates of every spelling as ISO, and a
 * piece of news as a file. Behind it, each container's reader for bytes in memory.
 */
#ifndef GK_READ_UNPACK_H
#define GK_READ_UNPACK_H

#include "doc/doc.h"

/* ---- names (names.c) ----------------------------------------------------------------------- */

/* A path from a container as one that a member may have: UTF-8, '/' between its parts, no ".", no
 * "..", no drive, no control characters, each part a file name of at most 255 bytes. NULL where
 * nothing is left of it; gk_free. */
char *gk_name_clean(const char *bytes, size_t size);
/* Puts '_' in place of control characters: what a file says may stand in a message. */
void gk_make_printable(char *s);
/* Whether a name, or a folder in it, is not meant for people: ".DS_Store", "__MACOSX/a". */
bool gk_name_is_hidden(const char *name);
/* The letters and digits of any script of text, with '-' between its words, at most 80 bytes; the
 * other name where there are none; gk_free. */
char *gk_name_slug(const char *text, const char *other);

/* ---- dates (dates.c) ----------------------------------------------------------------------- */

enum { GK_DATE_SIZE = 24 };
typedef enum gk_date_style {
    GK_DATE_ANY, /* ISO 8601, RFC 822, "January 5, 2024", "2024年1月5日", seconds since 1970 */
    GK_DATE_US,  /* the same; "01/05/2024" is the fifth of January */
    GK_DATE_EASTERN, /* the same; a time without a zone is New York's, as EDGAR writes it */
} gk_date_style;
/* "2024-01-05" or, with a time whose zone is known, "2024-01-05T14:30:00Z". zone is that of a time
 * that has none of its own ("+08:00"); NULL: not known, and the time is left out. False: no date.
 */
bool gk_date_read(const char *text, gk_date_style style, const char *zone, char out[GK_DATE_SIZE]);

/* ---- what a container states (stated.c) ----------------------------------------------------- */

enum { GK_MOST_STATED = 32 };
typedef struct gk_stated_list {
    gk_stated items[GK_MOST_STATED];
    size_t count;
} gk_stated_list;
/* Adds a value in its field's form ("1750" is "0000001750", "en-us" is "en"); nothing where text is
 * NULL or has no such form, or the field stands already and has but one value. */
void gk_stated_add(gk_stated_list *list, gk_field field, const char *text, const char *where);
void gk_stated_free(gk_stated_list *list);

/* ---- the member stream (unpack.c) ------------------------------------------------------------ */

typedef struct gk_unpack {
    FILE *out;
    size_t count;                /* of members given */
    struct gk_taken_name *taken; /* a hash table of the names so far */
    size_t taken_count, taken_room;
} gk_unpack;
/* Each takes any name: it is cleaned here, and gets a number where it is taken. stated may be NULL.
 */
void gk_unpack_give(gk_unpack *u, const char *name, const gk_stated_list *stated, const void *bytes,
                    size_t size);
void gk_unpack_leave_out(gk_unpack *u, const char *name, const char *reason);
/* Writes the end record where status is GK_OK, frees what u holds, returns status. */
gk_status gk_unpack_end(gk_unpack *u, gk_status status);

/* Unpacks a file that is read as a whole: has `from` write its members. */
typedef gk_status (*gk_unpack_bytes)(gk_unpack *u, const char *path, const char *bytes, size_t size,
                                     gk_error *err);
gk_status gk_unpack_file(const char *path, FILE *out, gk_unpack_bytes from, gk_error *err);

/* ---- a piece of news (story.c) -------------------------------------------------------------- */

typedef struct gk_story {
    const char *title, *content, *link; /* UTF-8; each may be NULL */
    bool html;                          /* the content is known to be; else it is looked at */
} gk_story;
/* Gives it as NAME.html where its content is HTML, else as NAME.txt: the title, a blank line, the
 * content, the link. */
void gk_story_give(gk_unpack *u, const char *name, const gk_story *story,
                   const gk_stated_list *stated);

/* ---- the containers, from memory --------------------------------------------------------------
 */

gk_status gk_archive_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                            gk_error *err);
gk_status gk_submission_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                               gk_error *err);
gk_status gk_mail_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                         gk_error *err);
gk_status gk_feed_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                         gk_error *err);
gk_status gk_csv_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                        gk_error *err);
gk_status gk_jsonl_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                          gk_error *err);

#endif
