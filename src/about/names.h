/* SPDX-License-Identifier: Apache-2.0
 *
 * names - names of companies: compared, shortened, restored.
 */
#ifndef GK_ABOUT_NAMES_H
#define GK_ABOUT_NAMES_H

#include "about/flow.h"

/* The name without its legal form, "the" and a ".com" ("The Coca-Cola Company": "Coca-Cola"), or
 * the name itself; from arena. */
char *name_short(gk_arena *arena, const char *name);
/* Letters and digits in lower case, legal form and all; gk_free. */
char *name_letters(const char *name);
/* Whether it names no company in particular: "the Company", "we", "registrant". */
bool name_is_generic(const char *name);
/* Whether the last word is a legal form. */
bool name_has_form(const char *name);
/* Takes what does not belong to it from both ends: rules, quotes, notes, "/DE/". From arena. */
char *name_clean(gk_arena *arena, const char *s, size_t n);
/* Whether it is written in capitals. */
bool name_in_capitals(const char *name);
/* A name in capitals as the text writes it elsewhere, else as it is; from the flow's arena. */
char *name_restored(const flow *f, const char *name);
/* A name without a legal form as the text writes it with one ("Intel": "Intel Corporation"), where
 * it does so at the name's first such mention; else the name. From the flow's arena. */
char *name_completed(const flow *f, const char *name);
/* Where the name that ends at byte `end` of the flow begins; `end` where there is none. */
size_t name_before(const flow *f, size_t end);
/* Where the name that begins at byte `start` ends; `start` where there is none. */
size_t name_after(const flow *f, size_t start);

#endif
