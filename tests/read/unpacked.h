/* SPDX-License-Identifier: Apache-2.0
 *
 * unpacked - what goshawk-read --unpack gives of a file.
 */
#ifndef GK_TEST_READ_UNPACKED_H
#define GK_TEST_READ_UNPACKED_H

#include "world.h"

typedef struct unpacked_member {
    char *name, *reason, *bytes; /* bytes has a NUL behind it */
    size_t size;
    char *stated; /* "form=8-K (header FORM);..." in the order of the stream */
} unpacked_member;

typedef struct unpacked {
    unpacked_member *members; /* those left out, too */
    size_t count, capacity;
    char *errors;
    int exit_code;
} unpacked;

static inline gk_status keep_member(void *ctx, const gk_member *member, gk_error *err)
{
    unpacked *all = ctx;
    gk_string stated = {0};
    (void)err;
    for (size_t i = 0; i < member->stated_count; i++)
        gk_string_addf(&stated, "%s=%s (%s);", gk_field_name(member->stated[i].field),
                       member->stated[i].value, member->stated[i].where);
    all->members = gk_grow(all->members, all->count, &all->capacity, sizeof *all->members);
    all->members[all->count++] = (unpacked_member){
        .name = gk_strdup(member->name),
        .reason = member->reason ? gk_strdup(member->reason) : NULL,
        .bytes = gk_strndup(member->reason ? "" : member->bytes, member->reason ? 0 : member->size),
        .size = member->size,
        .stated = gk_string_take(&stated)};
    return GK_OK;
}

static inline unpacked unpack_file(const char *path)
{
    unpacked all = {0};
    gk_process_result result = run_reader("--unpack", path, NULL);
    gk_error err = {0};
    if (result.exit_code == 0 &&
        gk_members_parse(result.out, result.size, keep_member, &all, &err) != GK_OK)
        fail_msg("the stream is wrong: %s", err.message);
    all.errors = gk_strdup(result.errors);
    all.exit_code = result.exit_code;
    gk_process_result_free(&result);
    return all;
}

/* Of bytes under a name, which must succeed. */
static inline unpacked unpack_bytes(world *w, const char *name, const void *bytes, size_t size)
{
    unpacked all = unpack_file(world_file(w, name, bytes, size));
    assert_string_equal(all.errors, "");
    assert_int_equal(all.exit_code, 0);
    return all;
}

static inline unpacked unpack_text(world *w, const char *name, const char *text)
{
    return unpack_bytes(w, name, text, strlen(text));
}

static inline void unpacked_free(unpacked *all)
{
    for (size_t i = 0; i < all->count; i++) {
        gk_free(all->members[i].name);
        gk_free(all->members[i].reason);
        gk_free(all->members[i].bytes);
        gk_free(all->members[i].stated);
    }
    gk_free(all->members);
    gk_free(all->errors);
}

static inline const unpacked_member *member_named(const unpacked *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->members[i].name, name) == 0) return &all->members[i];
    for (size_t i = 0; i < all->count; i++) print_message("member: %s\n", all->members[i].name);
    fail_msg("no member is named %s", name);
    return NULL;
}

static inline void expect_member(const unpacked *all, const char *name, const char *text)
{
    const unpacked_member *m = member_named(all, name);
    assert_null(m->reason);
    assert_string_equal(m->bytes, text);
    assert_int_equal(m->size, strlen(text));
}

static inline void expect_left_out(const unpacked *all, const char *name, const char *reason)
{
    const unpacked_member *m = member_named(all, name);
    if (!m->reason) fail_msg("%s is given", name);
    assert_string_equal(m->reason, reason);
}

static inline void expect_stated(const unpacked_member *m, const char *stated)
{
    if (!strstr(m->stated, stated))
        fail_msg("%s: \"%s\" is not in \"%s\"", m->name, stated, m->stated);
}

/* The file cannot be unpacked, for a reason that contains text. */
static inline void expect_failure(const char *path, const char *text)
{
    unpacked all = unpack_file(path);
    if (!strstr(all.errors, text)) fail_msg("\"%s\" is not in \"%s\"", text, all.errors);
    assert_null(strchr(all.errors, '\n'));
    assert_int_equal(all.exit_code, 3);
    unpacked_free(&all);
}

static inline void expect_kind(const char *path, const char *kind)
{
    gk_process_result result = run_reader("--kind", path, NULL);
    assert_memory_equal(result.out, kind, strlen(kind));
    gk_process_result_free(&result);
}

#endif
