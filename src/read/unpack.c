/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack - the member stream with names that differ (unpack.h).
 */
#include "read/unpack.h"

#include <string.h>

/* A name that was given, and how often it was asked for. */
typedef struct gk_taken_name {
    char *name;
    size_t times;
} gk_taken_name;

static gk_taken_name *slot_of(gk_taken_name *table, size_t room, const char *name)
{
    size_t at = (size_t)gk_hash(GK_HASH_START, name, strlen(name)) & (room - 1);
    while (table[at].name && strcmp(table[at].name, name) != 0) at = (at + 1) & (room - 1);
    return &table[at];
}

static void make_room(gk_unpack *u)
{
    if (u->taken_count * 2 < u->taken_room) return;
    size_t room = u->taken_room ? u->taken_room * 2 : 256;
    gk_taken_name *table = gk_alloc_array(room, sizeof *table);
    for (size_t i = 0; i < u->taken_room; i++)
        if (u->taken[i].name) *slot_of(table, room, u->taken[i].name) = u->taken[i];
    gk_free(u->taken);
    u->taken = table;
    u->taken_room = room;
}

/* How often the name was asked for before; now once more. */
static size_t take(gk_unpack *u, const char *name)
{
    make_room(u);
    gk_taken_name *slot = slot_of(u->taken, u->taken_room, name);
    if (!slot->name) {
        slot->name = gk_strdup(name);
        u->taken_count++;
    }
    return slot->times++;
}

/* "a/b.txt" and 2: "a/b-2.txt". */
static char *with_number(const char *name, size_t number)
{
    const char *dot = strrchr(gk_path_name(name), '.');
    if (!dot || dot == gk_path_name(name)) dot = name + strlen(name);
    return gk_format("%.*s-%zu%s", (int)(dot - name), name, number, dot);
}

static char *free_name(gk_unpack *u, const char *wanted)
{
    char *name = gk_name_clean(wanted, strlen(wanted));
    if (!name) name = gk_strdup("unnamed");
    size_t before = take(u, name);
    if (before == 0) return name;
    char *numbered = with_number(name, before + 1);
    while (take(u, numbered) > 0) {
        gk_free(numbered);
        numbered = with_number(name, take(u, name) + 1);
    }
    gk_free(name);
    return numbered;
}

void gk_unpack_give(gk_unpack *u, const char *name, const gk_stated_list *stated, const void *bytes,
                    size_t size)
{
    char *safe = free_name(u, name);
    gk_member_write(u->out, safe, stated ? stated->items : NULL, stated ? stated->count : 0, bytes,
                    size);
    gk_free(safe);
    u->count++;
}

void gk_unpack_leave_out(gk_unpack *u, const char *name, const char *reason)
{
    char *safe = gk_name_clean(name, strlen(name));
    gk_member_write_left_out(u->out, safe ? safe : "unnamed", reason);
    gk_free(safe);
}

gk_status gk_unpack_end(gk_unpack *u, gk_status status)
{
    if (status == GK_OK) gk_member_write_end(u->out, u->count);
    for (size_t i = 0; i < u->taken_room; i++) gk_free(u->taken[i].name);
    gk_free(u->taken);
    *u = (gk_unpack){0};
    return status;
}

gk_status gk_unpack_file(const char *path, FILE *out, gk_unpack_bytes from, gk_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    if (gk_file_read(path, &bytes, &size, NULL) != GK_OK)
        return gk_fail(err, GK_INPUT, "cannot be read");
    gk_unpack u = {.out = out};
    gk_status status = gk_unpack_end(&u, from(&u, path, bytes, size, err));
    gk_free(bytes);
    return status;
}
