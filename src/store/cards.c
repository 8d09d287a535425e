/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of all contents, kept in memory: who filters, and who reads a question, looks at
 * every content each time. They are read again when a connection changed what they are made of,
 * which meta's 'cards' tells.
 */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

struct gk_cards {
    gk_arena *arena; /* owns the strings */
    gk_store_card *cards;
    size_t count;
    int64_t state; /* meta's 'cards' when they were read */
};

void gk_cards_free(gk_cards *cards)
{
    if (!cards) return;
    gk_arena_free(cards->arena);
    gk_free(cards->cards);
    gk_free(cards);
}

static gk_status read_contents(gk_store *store, gk_cards *cards, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_CARDS, &query, err);
    size_t capacity = 0;
    bool row = true;
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        cards->cards = gk_grow(cards->cards, cards->count, &capacity, sizeof *cards->cards);
        cards->cards[cards->count++] = (gk_store_card){
            .content = sqlite3_column_int64(query, 0),
            .company = "",
            .ticker = "",
            .cik = "",
            .form = "",
            .fiscal_period = "",
            .period_end = "",
            .published = "",
            .language = "",
            .publisher = "",
            .document = gk_sql_text_column(query, 1, cards->arena),
            .title = gk_sql_text_column(query, 2, cards->arena),
            .added = gk_sql_text_column(query, 3, cards->arena),
            .pages = sqlite3_column_int(query, 4)};
    }
    return status;
}

/* Where a card keeps a field; NULL: nowhere as text. */
static const char **place_of(gk_store_card *card, gk_field field)
{
    switch (field) {
    case GK_FIELD_COMPANY:
        return &card->company;
    case GK_FIELD_TICKER:
        return &card->ticker;
    case GK_FIELD_CIK:
        return &card->cik;
    case GK_FIELD_FORM:
        return &card->form;
    case GK_FIELD_FISCAL_PERIOD:
        return &card->fiscal_period;
    case GK_FIELD_PERIOD_END:
        return &card->period_end;
    case GK_FIELD_PUBLISHED:
        return &card->published;
    case GK_FIELD_LANGUAGE:
        return &card->language;
    case GK_FIELD_SOURCE:
        return &card->publisher;
    default:
        return NULL;
    }
}

/* The values of a content come by field and trust: of each field the first counts. */
static void take(gk_store_card *card, const gk_store_value *v)
{
    const char **place = place_of(card, v->field);
    if (place && !**place) *place = v->value;
    if (v->field == GK_FIELD_FISCAL_YEAR && !card->fiscal_year)
        card->fiscal_year = (int)strtol(v->value, NULL, 10);
}

static void end_aliases(gk_cards *cards, size_t at, const char **aliases, size_t count)
{
    if (!count) return;
    const char **own = gk_arena_array(cards->arena, count, sizeof *own);
    memcpy(own, aliases, count * sizeof *own);
    cards->cards[at].aliases = own;
    cards->cards[at].alias_count = count;
}

static gk_status read_values(gk_store *store, gk_cards *cards, gk_error *err)
{
    sqlite3_stmt *query;
    const char **aliases = NULL;
    size_t at = 0, alias_count = 0, capacity = 0;
    bool row = true;
    gk_status status = gk_sql_get(store, SQL_ABOUT_ALL, &query, err);
    if (status == GK_OK) {
        sqlite3_bind_int64(query, 1, 1);
        sqlite3_bind_int64(query, 2, INT64_MAX);
    }
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        int64_t content = sqlite3_column_int64(query, 0);
        gk_store_value value;
        while (at < cards->count && cards->cards[at].content < content) {
            end_aliases(cards, at++, aliases, alias_count);
            alias_count = 0;
        }
        if (at == cards->count || cards->cards[at].content != content) continue;
        if (!gk_about_row(query, 1, cards->arena, &value)) continue;
        take(&cards->cards[at], &value);
        if (value.field != GK_FIELD_ALIAS) continue;
        aliases = gk_grow(aliases, alias_count, &capacity, sizeof *aliases);
        aliases[alias_count++] = value.value;
    }
    if (at < cards->count) end_aliases(cards, at, aliases, alias_count);
    gk_free(aliases);
    return status;
}

static gk_status refresh(gk_store *store, gk_error *err)
{
    gk_cards *old = store->cards;
    if (old && old->state == store->cards_state) return GK_OK;
    gk_cards *cards = gk_alloc(sizeof *cards);
    *cards = (gk_cards){.arena = gk_arena_new(), .state = store->cards_state};
    gk_status status = read_contents(store, cards, err);
    if (status == GK_OK) status = read_values(store, cards, err);
    gk_cards_free(status == GK_OK ? old : cards);
    if (status != GK_OK) return status;
    store->cards = cards;
    store->cards_made++;
    return GK_OK;
}

gk_status gk_store_cards(gk_store *store, const gk_store_card **out, size_t *count, gk_error *err)
{
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = refresh(store, err);
    gk_sql_end_read(store);
    if (status != GK_OK) return status;
    *out = store->cards->cards;
    *count = store->cards->count;
    return GK_OK;
}

int64_t gk_store_cards_made(const gk_store *store) { return store->cards_made; }

const gk_store_card *gk_store_card_of(const gk_store_card *cards, size_t count, int64_t content)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cards[middle].content < content)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && cards[low].content == content ? &cards[low] : NULL;
}

static gk_status list_other_names(gk_store *store, gk_arena *arena, gk_store_name **names,
                                  size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    size_t capacity = 0;
    bool row = true;
    gk_status status = gk_sql_get(store, SQL_OTHER_NAMES, &query, err);
    while (status == GK_OK && (status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *names = gk_grow(*names, *count, &capacity, sizeof **names);
        (*names)[(*count)++] = (gk_store_name){.content = sqlite3_column_int64(query, 0),
                                               .name = gk_sql_text_column(query, 1, arena)};
    }
    return status;
}

gk_status gk_store_other_names(gk_store *store, gk_arena *arena, gk_store_name **names,
                               size_t *count, gk_error *err)
{
    gk_store_name *list = NULL;
    *names = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_other_names(store, arena, &list, count, err);
    gk_sql_end_read(store);
    *names = gk_arena_keep(arena, list, *count, sizeof *list);
    return status;
}
