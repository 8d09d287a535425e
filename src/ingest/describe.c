/* SPDX-License-Identifier: Apache-2.0
 *
 * describe - what is known of a document beside its text: about/ finds whose and what it is, call/
 * who speaks in it, alike/ what it resembles, facts/ its figures; here it takes the store's form.
 */
#include "ingest/describe.h"

#include "alike/alike.h"
#include "call/call.h"
#include "library/figures.h"

#include <string.h>

/* Names that a table beside files may have. The first is ours alone; the second may be anybody's,
 * and is ours if it can be read as one. */
static const char *const TABLES[] = {"goshawk-meta.csv", "meta.csv"};
enum { OURS = 0 };

typedef struct folder_table {
    char *folder, *name;
    gk_about_table *table; /* NULL: it is wrong */
} folder_table;

struct gk_describing {
    const gk_registry *registry;
    const gk_concepts *concepts;
    folder_table *tables; /* one a folder that has one */
    size_t count, capacity;
};

static char *folder_of(const char *path)
{
    const char *name = gk_path_name(path);
    return name == path ? gk_strdup(".") : gk_strndup(path, (size_t)(name - path - 1));
}

static const folder_table *find_table(const gk_describing *d, const char *folder)
{
    for (size_t i = d->count; i-- > 0;)
        if (strcmp(d->tables[i].folder, folder) == 0) return &d->tables[i];
    return NULL;
}

/* Reads the table of a folder, if it has one. */
static void read_table(gk_describing *d, const char *folder, gk_on_wrong_table on_wrong, void *ctx)
{
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
        char *path = gk_path_join(folder, TABLES[i]);
        gk_about_table *table = NULL;
        gk_error err = {0};
        bool there = gk_path_exists(path);
        bool good = there && gk_about_table_read(path, &table, &err) == GK_OK;
        if (there && !good && i == OURS) on_wrong(ctx, path, err.message);
        gk_free(path);
        if (!good && !(there && i == OURS)) continue;
        d->tables = gk_grow(d->tables, d->count, &d->capacity, sizeof *d->tables);
        d->tables[d->count++] = (folder_table){gk_strdup(folder), gk_strdup(TABLES[i]), table};
        return;
    }
}

gk_describing *gk_describing_new(const gk_registry *registry, const gk_concepts *concepts,
                                 const gk_files *files, gk_on_wrong_table on_wrong, void *ctx)
{
    gk_describing *d = gk_alloc(sizeof *d);
    d->registry = registry;
    d->concepts = concepts;
    char *last = NULL; /* files of a folder stand together */
    for (size_t i = 0; i < files->count; i++) {
        char *folder = folder_of(files->files[i].path);
        if ((!last || strcmp(last, folder) != 0) && !find_table(d, folder))
            read_table(d, folder, on_wrong, ctx);
        gk_free(last);
        last = folder;
    }
    gk_free(last);
    return d;
}

void gk_describing_free(gk_describing *d)
{
    if (!d) return;
    for (size_t i = 0; i < d->count; i++) {
        gk_free(d->tables[i].folder);
        gk_free(d->tables[i].name);
        gk_about_table_free(d->tables[i].table);
    }
    gk_free(d->tables);
    gk_free(d);
}

bool gk_describing_has_table(const gk_describing *d, const char *path)
{
    char *folder = folder_of(path);
    const folder_table *table = find_table(d, folder);
    bool has = table && strcmp(table->name, gk_path_name(path)) == 0;
    gk_free(folder);
    return has;
}

/* What the container states comes behind what the document itself does. */
static void add_stated(gk_document *document, const gk_file *file)
{
    if (!file->stated_count) return;
    size_t own = document->stated_count, count = own + file->stated_count;
    gk_stated *all = gk_arena_array(document->arena, count, sizeof *all);
    if (own) memcpy(all, document->stated, own * sizeof *all);
    memcpy(all + own, file->stated, file->stated_count * sizeof *all);
    document->stated = all;
    document->stated_count = count;
}

static gk_trust trust_of(gk_origin origin)
{
    static const gk_trust trusts[] = {[GK_FROM_DOCUMENT] = GK_TRUST_DOCUMENT,
                                      [GK_FROM_NAME] = GK_TRUST_NAME,
                                      [GK_FROM_TABLE] = GK_TRUST_TABLE,
                                      [GK_FROM_REGISTRY] = GK_TRUST_REGISTRY};
    return trusts[origin];
}

static void take_value(gk_description *out, gk_field field, const gk_about_value *v)
{
    if (!v->value) return;
    out->values[out->value_count++] = (gk_store_value){
        .field = field,
        .trust = trust_of(v->origin),
        .value = gk_arena_strdup(out->arena, v->value),
        .where = gk_arena_strdup(out->arena, v->where ? v->where : ""),
        .page = v->page,
        .line = v->line};
}

static void take_about(gk_description *out, const gk_about *about)
{
    size_t most = GK_FIELDS + about->alias_count + 1; /* and one that the turns may add */
    out->values = gk_arena_array(out->arena, most, sizeof *out->values);
    for (size_t i = 0; i < GK_FIELDS; i++) take_value(out, (gk_field)i, &about->values[i]);
    for (size_t i = 0; i < about->alias_count; i++)
        take_value(out, GK_FIELD_ALIAS, &about->aliases[i]);
}

static void take_call(gk_description *out, const gk_call *call)
{
    out->turns = gk_arena_array(out->arena, call->count + 1, sizeof *out->turns);
    for (size_t i = 0; i < call->count; i++) {
        const gk_turn *turn = &call->turns[i];
        out->turns[out->turn_count++] = (gk_store_turn){
            .speaker = gk_arena_strdup(out->arena, turn->speaker),
            .role = gk_arena_strdup(out->arena, turn->role),
            .firm = gk_arena_strdup(out->arena, turn->firm),
            .kind = gk_call_kind_name(turn->kind),
            .part = gk_call_part_name(turn->part),
            .first_page = turn->page,
            .first_line = turn->first_line,
            .last_page = turn->last_page,
            .last_line = turn->last_line};
    }
}

/* Whether those who speak are told apart often enough to make it a call. */
static bool has_speakers(const gk_call *call)
{
    size_t named = 0;
    for (size_t i = 0; i < call->count; i++) named += call->turns[i].kind != GK_CALL_UNKNOWN;
    return named >= 3;
}

/* Where nothing says what the document is, or only that it is news, its turns do. */
static void be_call(gk_description *out, const gk_call *call)
{
    gk_store_value *form = NULL;
    for (size_t i = 0; i < out->value_count; i++)
        if (out->values[i].field == GK_FIELD_FORM) form = &out->values[i];
    if (!has_speakers(call) || (form && strcmp(form->value, "News") != 0)) return;
    if (!form) form = &out->values[out->value_count++];
    *form = (gk_store_value){.field = GK_FIELD_FORM,
                             .trust = GK_TRUST_DOCUMENT,
                             .value = "Call",
                             .where = "its speakers",
                             .page = call->turns[0].page,
                             .line = call->turns[0].first_line};
}

gk_description *gk_describe(const gk_describing *describing, const gk_file *file,
                            gk_document *document)
{
    gk_description *out = gk_alloc(sizeof *out);
    out->arena = gk_arena_new();
    add_stated(document, file);
    char *folder = folder_of(file->path);
    const folder_table *beside = find_table(describing, folder);
    gk_about *about = gk_about_find(document, gk_path_name(file->source),
                                    beside ? beside->table : NULL, describing->registry);
    take_about(out, about);
    gk_about_free(about);
    gk_free(folder);
    gk_call *call = gk_call_find(document);
    take_call(out, call);
    be_call(out, call);
    gk_call_free(call);
    gk_sketch sketch;
    gk_sketch_document(document, &sketch);
    out->sketch = gk_arena_array(out->arena, GK_SKETCH_BYTES, 1);
    out->sketch_size = GK_SKETCH_BYTES;
    gk_sketch_pack(&sketch, out->sketch);
    gk_make_packed_facts(document, out->values, out->value_count, describing->concepts, &out->facts,
                         &out->facts_size);
    return out;
}

void gk_description_free(gk_description *description)
{
    if (!description) return;
    gk_arena_free(description->arena);
    gk_free(description->facts);
    gk_free(description);
}
