/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - a table of news: what its columns mean, and a row as a member. csv.c and jsonl.c read the
 * two ways in which tables come.
 *
 * Columns are known by their names ("headline", "标题"), or by a mapping that stands beside the
 * file: NAME.fields.json, or goshawk-fields.json for all files of its folder. It gives our fields
 * theirs:
 *
 *   {"text": "body", "title": "headline", "published": "meta.ts", "zone": "+08:00"}
 *
 * Ours are text, title, url, id, and the fields of docs/metadata.md. "zone" is that of times which
 * name none; without it only their day is taken.
 */
#ifndef GK_READ_ROWS_H
#define GK_READ_ROWS_H

#include "read/unpack.h"

/* What a column may hold: a gk_field, or one of these. */
enum { GK_ROLE_TEXT = GK_FIELDS, GK_ROLE_TITLE, GK_ROLE_URL, GK_ROLE_ID, GK_ROLES };

typedef struct gk_mapping {
    char *theirs[GK_ROLES]; /* NULL: not mapped */
    char *zone;
} gk_mapping;

/* Finds the mapping beside path: true and *out is filled (gk_mapping_free), or false where there is
 * none. One that cannot be used is GK_INPUT, with the mapping's name. */
gk_status gk_mapping_find(const char *path, gk_mapping *out, bool *found, gk_error *err);
void gk_mapping_free(gk_mapping *mapping);
bool gk_is_mapping(const char *path); /* by its name */

/* The role of a column by its name; GK_ROLES: none. */
int gk_role_of(const char *column);

/* A row: UTF-8 values by role, NULL where absent, and the columns' own names. */
typedef struct gk_news_row {
    const char *value[GK_ROLES];
    const char *column[GK_ROLES];
    size_t number; /* from 1 */
} gk_news_row;
/* Gives the row as STEM_000123.txt, or STEM_ID.txt; a row without text and title is left out. */
void gk_row_give(gk_unpack *u, const char *path, const gk_news_row *row, const char *zone);
void gk_row_leave_out(gk_unpack *u, const char *path, size_t number, const char *reason);

/* Why a file that is a table, or looks like one, is not read as one; NULL where it is none;
 * gk_free.
 */
char *gk_csv_refusal(const char *path, const char *head, size_t head_size);
char *gk_jsonl_refusal(const char *path, const char *head, size_t head_size);

#endif
