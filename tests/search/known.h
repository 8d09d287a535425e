/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents of which more is known than their text.
 */
#ifndef GK_SEARCH_TEST_KNOWN_H
#define GK_SEARCH_TEST_KNOWN_H

#include "world.h"

/* NULL: not known. text NULL: the name says it all. */
typedef struct known {
    const char *name, *text;
    const char *company, *ticker, *alias, *form, *year, *period, *published, *language, *source;
} known;

static inline void add_known(world *w, const known *k)
{
    const struct {
        gk_field field;
        const char *value;
    } all[] = {
        {GK_FIELD_COMPANY, k->company},     {GK_FIELD_TICKER, k->ticker},
        {GK_FIELD_ALIAS, k->alias},         {GK_FIELD_FORM, k->form},
        {GK_FIELD_FISCAL_YEAR, k->year},    {GK_FIELD_FISCAL_PERIOD, k->period},
        {GK_FIELD_PUBLISHED, k->published}, {GK_FIELD_LANGUAGE, k->language},
        {GK_FIELD_SOURCE, k->source},
    };
    gk_store_value values[sizeof all / sizeof *all];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value)
            values[count++] = (gk_store_value){
                all[i].field, GK_TRUST_DOCUMENT, all[i].value, "a test", 1, 1};
    char *text = k->text ? gk_strdup(k->text) : gk_format("The paper %s says nothing.\n", k->name);
    world_add_known(w, k->name, text, values, count);
    gk_free(text);
}

#endif
