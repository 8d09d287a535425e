/* SPDX-License-Identifier: Apache-2.0
 *
 * Who speaks in a call, from which line to which.
 */
#include "store/internal.h"

gk_status gk_turns_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < addition->turn_count && status == GK_OK; i++) {
        const gk_store_turn *turn = &addition->turns[i];
        const char *const texts[] = {turn->speaker, turn->role, turn->firm, turn->kind, turn->part};
        const int places[] = {turn->first_page, turn->first_line, turn->last_page, turn->last_line};
        sqlite3_stmt *query;
        status = gk_sql_get(store, SQL_TURN_INSERT, &query, err);
        if (status != GK_OK) break;
        sqlite3_bind_int64(query, 1, content);
        sqlite3_bind_int64(query, 2, (int64_t)i);
        for (int k = 0; k < 5; k++) gk_sql_bind_text(query, 3 + k, texts[k]);
        for (int k = 0; k < 4; k++) sqlite3_bind_int(query, 8 + k, places[k]);
        status = gk_sql_run(store, query, err);
    }
    return status;
}

static gk_status list_turns(gk_store *store, int64_t content, gk_arena *arena, gk_store_turn **list,
                            size_t *count, gk_error *err)
{
    sqlite3_stmt *query;
    gk_status status = gk_sql_get(store, SQL_TURNS, &query, err);
    if (status != GK_OK) return status;
    sqlite3_bind_int64(query, 1, content);
    size_t capacity = 0;
    bool row;
    while ((status = gk_sql_step(store, query, &row, err)) == GK_OK && row) {
        *list = gk_grow(*list, *count, &capacity, sizeof **list);
        (*list)[(*count)++] = (gk_store_turn){
            .speaker = gk_sql_text_column(query, 0, arena),
            .role = gk_sql_text_column(query, 1, arena),
            .firm = gk_sql_text_column(query, 2, arena),
            .kind = gk_sql_text_column(query, 3, arena),
            .part = gk_sql_text_column(query, 4, arena),
            .first_page = sqlite3_column_int(query, 5),
            .first_line = sqlite3_column_int(query, 6),
            .last_page = sqlite3_column_int(query, 7),
            .last_line = sqlite3_column_int(query, 8),
        };
    }
    return status;
}

gk_status gk_store_turns(gk_store *store, int64_t content, gk_arena *arena, gk_store_turn **out,
                         size_t *count, gk_error *err)
{
    gk_store_turn *list = NULL;
    *out = NULL;
    *count = 0;
    gk_status status = gk_sql_begin_read(store, err);
    if (status != GK_OK) return status;
    status = list_turns(store, content, arena, &list, count, err);
    gk_sql_end_read(store);
    *out = gk_arena_keep(arena, list, *count, sizeof *list);
    return status;
}
