/* SPDX-License-Identifier: Apache-2.0
 *
 * The library's names for a set's documents: a CSV file whose first row names the columns.
 * `document` is the set's name; `name` is one of the library's, or `sha256` that of the bytes that
 * were added, in hex. Further columns are ignored. A document without a row is looked up by its own
 * name.
 */
#include "about/csv.h"
#include "eval/eval.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    const char *document, *name;
} entry;

struct gk_eval_names {
    bool hashes; /* a name is a SHA-256 */
    entry *entries;
    size_t count;
};

static int by_document(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return strcmp(x->document, y->document);
}

static size_t column_of(const csv *c, const char *name)
{
    size_t i = 0;
    while (i < c->count && strcmp(c->fields[i], name) != 0) i++;
    return i;
}

static gk_status read_rows(csv *c, size_t document, size_t name, gk_eval_names *names,
                           gk_error *err)
{
    entry *entries = NULL;
    size_t capacity = 0;
    bool more;
    gk_status status;
    while ((status = csv_row(c, &more, err)) == GK_OK && more) {
        if (document >= c->count || name >= c->count || !*c->fields[document]) {
            status = gk_fail(err, GK_INPUT, "%s line %d: has no document, or no name for it",
                             c->name, c->line);
            break;
        }
        entries = gk_grow(entries, names->count, &capacity, sizeof *entries);
        entries[names->count++] = (entry){c->fields[document], c->fields[name]};
    }
    if (entries) qsort(entries, names->count, sizeof *entries, by_document);
    names->entries = gk_arena_keep(c->arena, entries, names->count, sizeof *entries);
    return status;
}

static gk_status read_names(csv *c, gk_eval_names *names, gk_error *err)
{
    bool more;
    gk_status status = csv_row(c, &more, err);
    if (status != GK_OK) return status;
    size_t width = more ? c->count : 0, document = more ? column_of(c, "document") : 0;
    size_t name = more ? column_of(c, "name") : 0;
    if (more && name == width) {
        name = column_of(c, "sha256");
        names->hashes = true;
    }
    if (document >= width || name >= width)
        return gk_fail(err, GK_INPUT,
                       "%s line 1: needs the columns \"document\" and \"name\" (or \"sha256\")",
                       c->name);
    return read_rows(c, document, name, names, err);
}

gk_status gk_eval_names_read(const char *path, gk_arena *arena, gk_eval_names **out, gk_error *err)
{
    char *data;
    size_t size;
    csv c;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) return err ? (err->status = GK_INPUT) : GK_INPUT;
    gk_eval_names *names = gk_arena_alloc(arena, sizeof *names);
    status = csv_open(&c, path, data, size, arena, err);
    if (status == GK_OK) status = read_names(&c, names, err);
    gk_free(data);
    *out = names;
    return status;
}

static gk_status find_bytes(gk_library *library, const char *hex, int64_t *content, gk_error *err)
{
    char sha256[65] = "";
    gk_store_place place;
    if (strlen(hex) != sizeof sha256 - 1) return GK_OK;
    for (size_t i = 0; hex[i]; i++)
        sha256[i] = (char)(hex[i] >= 'A' && hex[i] <= 'F' ? hex[i] + 'a' - 'A' : hex[i]);
    gk_status status = gk_store_place_of(library->store, "evidence", sha256, &place, err);
    if (status != GK_OK) return status;
    *content = place.content;
    gk_free(place.document);
    return GK_OK;
}

static gk_status find_name(gk_library *library, const char *name, int64_t *content, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content found;
    gk_status status = gk_store_find(library->store, name, arena, &found, err);
    if (status == GK_OK) *content = found.id;
    gk_arena_free(arena);
    return status == GK_NOT_FOUND ? GK_OK : status;
}

gk_status gk_eval_names_find(const gk_eval_names *names, gk_library *library, const char *document,
                             int64_t *content, gk_error *err)
{
    const entry wanted = {.document = document}, *e = NULL;
    *content = 0;
    if (names && names->count)
        e = bsearch(&wanted, names->entries, names->count, sizeof wanted, by_document);
    if (e && names->hashes) return find_bytes(library, e->name, content, err);
    return find_name(library, e ? e->name : document, content, err);
}
