/* SPDX-License-Identifier: Apache-2.0
 *
 * work - what the parts of `about` share: the document as a flow, and what was found so far. Each
 * part proposes values with a rank; the highest stands.
 */
#ifndef GK_ABOUT_WORK_H
#define GK_ABOUT_WORK_H

#include "about/about.h"
#include "about/day.h"
#include "about/flow.h"

/* How far evidence is trusted. Within a document's text what stands in the place made for it comes
 * before what is inferred. */
enum {
    RANK_REGISTRY = 10,
    RANK_TABLE = 20,
    RANK_DISCUSSED = 25, /* what a text speaks of, without saying that it is its own */
    RANK_NAME = 30,
    RANK_GUESSED = 40, /* a rule where the text is silent */
    RANK_TEXT = 50,    /* said somewhere in the text */
    RANK_HEAD = 60,    /* said in its first lines */
    RANK_SIGNED = 70,  /* the signatures */
    RANK_COVER = 80,   /* the place made for it */
    RANK_STATED = 90
};

/* What kind of text it is, and so which part reads the rest. */
typedef enum kind {
    KIND_UNKNOWN,
    KIND_COVER,   /* a filing with the SEC's cover page */
    KIND_CHINA,   /* a report of a company listed in China */
    KIND_RELEASE, /* an earnings release */
    KIND_CALL,    /* an earnings call */
    KIND_PRESS    /* news, research, policy */
} kind;

typedef struct work {
    gk_about *about;
    gk_arena *arena; /* the about's */
    const gk_document *document;
    const gk_registry *registry; /* or NULL */
    flow flow;
    int rank[GK_FIELDS];
    size_t alias_capacity;
    int cover_page; /* 0: none */
    day period_end; /* of the text; year 0: not known */
    day published;  /* likewise */
} work;

/* Proposes a value found at byte `at` of the flow; where NULL: its page and line. "" is none. */
void work_propose(work *w, gk_field field, const char *value, int rank, size_t at,
                  const char *where);
/* The same from outside of the text. */
void work_propose_from(work *w, gk_field field, const char *value, int rank, gk_origin origin,
                       const char *where);
void work_propose_day(work *w, gk_field field, day d, int rank, size_t at, const char *where);
void work_propose_year(work *w, int year, int rank, size_t at, const char *where);
/* Adds an alias, unless it stands there, is the company itself, or names no company. */
void work_alias(work *w, const char *name, size_t at, const char *where);
void work_alias_from(work *w, const char *name, gk_origin origin, const char *where);
/* "page 3, line 12", where byte `at` of the flow stands; the flow is not empty. */
const char *work_place(work *w, size_t at);
const char *work_value(const work *w, gk_field field); /* or NULL */

/* ---- the parts ----------------------------------------------------------------------------- */

bool about_cover(work *w);   /* cover.c: an SEC cover page; proposes what stands on it */
bool about_china(work *w);   /* china.c */
bool about_call(work *w);    /* call.c */
bool about_release(work *w); /* release.c */
bool about_press(work *w);   /* press.c */
void about_language(work *w);
void about_signature(work *w); /* signature.c: who signed, and when */
void about_mentions(work *w);  /* mention.c: "Best Buy Co., Inc. (NYSE: BBY)" */
void about_aliases(work *w);   /* alias.c: former and short names */
void about_file_name(work *w, const char *name);
void about_table_row(work *w, const gk_about_table *table, const char *name);
void about_registry(work *w);

#endif
