/* SPDX-License-Identifier: Apache-2.0
 *
 * Who speaks in a stored call.
 */
#include "library/library.h"
#include "text/json.h"

/* A gk_document_turns together with what owns its strings. */
typedef struct owned_turns {
    gk_document_turns turns; /* first: what is freed is a gk_document_turns * */
    gk_arena *arena;
} owned_turns;

static gk_status read_turns(gk_library *library, const char *document, owned_turns *out,
                            gk_error *err)
{
    gk_store_content content;
    gk_store_turn *stored = NULL;
    size_t count = 0;
    gk_status status = gk_store_find(library->store, document, out->arena, &content, err);
    if (status == GK_OK)
        status = gk_store_turns(library->store, content.id, out->arena, &stored, &count, err);
    if (status != GK_OK) return status;
    out->turns.document = gk_arena_strdup(out->arena, document);
    out->turns.turns = gk_arena_array(out->arena, count + 1, sizeof *out->turns.turns);
    out->turns.count = count;
    for (size_t i = 0; i < count; i++)
        out->turns.turns[i] = (gk_document_turn){.speaker = stored[i].speaker,
                                                 .role = stored[i].role,
                                                 .firm = stored[i].firm,
                                                 .kind = stored[i].kind,
                                                 .part = stored[i].part,
                                                 .first_page = stored[i].first_page,
                                                 .first_line = stored[i].first_line,
                                                 .last_page = stored[i].last_page,
                                                 .last_line = stored[i].last_line};
    return GK_OK;
}

gk_status gk_document_turns_get(gk_library *library, const char *document, gk_document_turns **out,
                                gk_error *err)
{
    *out = NULL;
    gk_status status = gk_store_begin(library->store, err);
    if (status != GK_OK) return status;
    owned_turns *owned = gk_alloc(sizeof *owned);
    owned->arena = gk_arena_new();
    status = read_turns(library, document, owned, err);
    gk_store_end(library->store);
    if (status == GK_OK)
        *out = &owned->turns;
    else
        gk_document_turns_free(&owned->turns);
    return status;
}

void gk_document_turns_free(gk_document_turns *turns)
{
    if (!turns) return;
    owned_turns *owned = (owned_turns *)turns;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

char *gk_document_turns_json(const gk_document_turns *turns)
{
    json_t *list = json_array();
    for (size_t i = 0; i < turns->count; i++) {
        const gk_document_turn *t = &turns->turns[i];
        json_array_append_new(
            list, json_pack("{so so so ss ss si si si si}", "speaker", gk_json_text(t->speaker),
                            "role", gk_json_text(t->role), "firm", gk_json_text(t->firm), "kind",
                            t->kind, "part", t->part, "first_page", t->first_page, "first_line",
                            t->first_line, "last_page", t->last_page, "last_line", t->last_line));
    }
    return gk_json_print(
        json_pack("{so so}", "document", gk_json_text(turns->document), "turns", list));
}
