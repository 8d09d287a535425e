/* SPDX-License-Identifier: Apache-2.0
 *
 * members - a member stream (docs/document-stream.md), as goshawk-read prints what an archive, a
 * mail, a submission, a feed or a table holds: a record, then the bytes of the member as they are.
 *
 *   {"goshawk":"members","version":2,"format":"archive"}
 *   {"member":"2024/AMD_2023_10K.pdf","size":1234,"stated":[["form","10-K","header FORM TYPE"]]}
 *   1234 bytes, newline
 *   {"left_out":"notes.jsonl","reason":"..."}
 *   {"end":1}
 */
#include "doc/stream.h"

#include <string.h>

/* Whether a name may become a path below a folder: relative, without "..", nothing hidden in it. */
static bool is_safe(const char *name)
{
    if (name[0] == '\0' || name[0] == '/') return false;
    for (const char *part = name;;) {
        size_t n = strcspn(part, "/");
        if (n == 0 || n > 255) return false;
        if ((n == 1 && part[0] == '.') || (n == 2 && memcmp(part, "..", 2) == 0)) return false;
        if (part[n] == '\0') return true;
        part += n + 1;
    }
}

static gk_status take_stated(const gk_records *r, gk_member *member)
{
    const json_t *array = json_object_get(r->json, "stated");
    member->stated_count = json_array_size(array);
    member->stated = gk_arena_array(r->arena, member->stated_count + 1, sizeof *member->stated);
    gk_status status = GK_OK;
    for (size_t i = 0; i < member->stated_count && status == GK_OK; i++) {
        const json_t *value = json_array_get(array, i);
        const char *name = json_string_value(json_array_get(value, 0));
        gk_stated *stated = &member->stated[i];
        if (!name || !gk_field_find(name, &stated->field))
            return gk_records_wrong(r, "stated", "is no field of a document");
        status = gk_records_string(r, json_array_get(value, 1), "stated", '\t', &stated->value,
                                   NULL);
        if (status == GK_OK)
            status = gk_records_string(r, json_array_get(value, 2), "stated", '\t', &stated->where,
                                       NULL);
    }
    return status;
}

static gk_status take_member(gk_records *r, gk_member *member)
{
    const json_t *size = json_object_get(r->json, "size");
    gk_status status = gk_records_text(r, "member", '\t', &member->name, NULL);
    if (status == GK_OK && !is_safe(member->name))
        status = gk_records_wrong(r, "member", "is no path below a folder");
    if (status == GK_OK) status = take_stated(r, member);
    if (status != GK_OK) return status;
    size_t left = (size_t)(r->end - r->at);
    if (!json_is_integer(size) || json_integer_value(size) < 0 ||
        (size_t)json_integer_value(size) >= left)
        return gk_records_wrong(r, "size", "is not what follows");
    member->size = (size_t)json_integer_value(size);
    member->bytes = r->at;
    if (r->at[member->size] != '\n') return gk_records_wrong(r, "size", "is not what follows");
    r->at += member->size + 1;
    return GK_OK;
}

static gk_status take_left_out(const gk_records *r, gk_member *member)
{
    char *reason = NULL;
    gk_status status = gk_records_text(r, "left_out", '\t', &member->name, NULL);
    if (status == GK_OK) status = gk_records_text(r, "reason", '\t', &reason, NULL);
    member->reason = reason;
    return status;
}

static gk_status take_head(gk_records *r, char **format)
{
    gk_status status = gk_records_next(r);
    if (status != GK_OK) return status;
    const char *kind = json_string_value(json_object_get(r->json, "goshawk"));
    if (!kind || strcmp(kind, "members") != 0)
        return gk_records_wrong(r, "goshawk", "is not \"members\": not a member stream");
    size_t version;
    status = gk_records_count(r, "version", &version);
    if (status == GK_OK && version != GK_STREAM_VERSION)
        status = gk_records_wrong(r, "version", "is not the one that this program reads");
    return status == GK_OK ? gk_records_text(r, "format", '\t', format, NULL) : status;
}

static gk_status take_end(const gk_records *r, size_t seen)
{
    size_t members;
    gk_status status = gk_records_count(r, "end", &members);
    if (status != GK_OK) return status;
    if (members != seen)
        return gk_fail(r->err, GK_INPUT, "record %zu, field \"end\": is %zu after %zu members",
                       r->record, members, seen);
    if (r->at != r->end)
        return gk_fail(r->err, GK_INPUT, "record %zu: stands behind the end record", r->record + 1);
    return GK_OK;
}

/* One record; *done after the last. */
static gk_status next(gk_records *r, const char *format, gk_on_member on_member, void *ctx,
                      size_t *seen, bool *done)
{
    gk_member member = {.format = format};
    gk_status status = gk_records_next(r);
    if (status != GK_OK) return status;
    *done = json_object_get(r->json, "end") != NULL;
    if (*done) return take_end(r, *seen);
    bool left_out = json_object_get(r->json, "left_out") != NULL;
    status = left_out ? take_left_out(r, &member) : take_member(r, &member);
    *seen += !left_out;
    return status == GK_OK ? on_member(ctx, &member, r->err) : status;
}

gk_status gk_members_parse(const char *stream, size_t size, gk_on_member on_member, void *ctx,
                           gk_error *err)
{
    gk_records r = {.at = stream, .end = stream + size, .err = err};
    gk_arena *arena = r.arena = gk_arena_new();
    char *format = NULL;
    gk_status status = take_head(&r, &format);
    size_t seen = 0;
    for (bool done = false; status == GK_OK && !done;) {
        r.arena = gk_arena_new();
        status = next(&r, format, on_member, ctx, &seen, &done);
        gk_arena_free(r.arena);
    }
    gk_arena_free(arena);
    gk_records_close(&r);
    return status;
}
