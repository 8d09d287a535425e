/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents of which cards tell what they are: invented companies, names without a meaning.
 */
#ifndef GK_SEARCH_TEST_CARDS_H
#define GK_SEARCH_TEST_CARDS_H

#include "world.h"

typedef struct card {
    const char *document, *company, *ticker, *cik, *form, *year, *period, *end, *published;
    const char *aliases; /* separated by '|' */
} card;

static inline void add_card(world *w, const card *c)
{
    enum { MOST = 24 };
    gk_store_value values[MOST];
    size_t count = 0;
    const struct {
        gk_field field;
        const char *value;
    } fields[] = {{GK_FIELD_COMPANY, c->company},  {GK_FIELD_TICKER, c->ticker},
                  {GK_FIELD_CIK, c->cik},          {GK_FIELD_FORM, c->form},
                  {GK_FIELD_FISCAL_YEAR, c->year}, {GK_FIELD_FISCAL_PERIOD, c->period},
                  {GK_FIELD_PERIOD_END, c->end},   {GK_FIELD_PUBLISHED, c->published}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].value)
            values[count++] = (gk_store_value){.field = fields[i].field,
                                               .trust = GK_TRUST_DOCUMENT,
                                               .value = fields[i].value,
                                               .where = "test"};
    char *aliases = gk_strdup(c->aliases ? c->aliases : ""), *rest = aliases;
    for (char *alias; rest && *rest && count < MOST && (alias = strsep(&rest, "|"));)
        values[count++] = (gk_store_value){
            .field = GK_FIELD_ALIAS, .trust = GK_TRUST_DOCUMENT, .value = alias, .where = "test"};
    char *text = gk_format("Paper %s of the archive, with words of no account.\n", c->document);
    world_add_known(w, c->document, text, values, count);
    gk_free(text);
    gk_free(aliases);
}

static inline void add_cards(world *w, const card *cards, size_t count)
{
    for (size_t i = 0; i < count; i++) add_card(w, &cards[i]);
}

#endif
