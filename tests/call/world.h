/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents for the tests of calls: from a text whose pages end at form feeds.
 */
#ifndef GK_TESTS_CALL_WORLD_H
#define GK_TESTS_CALL_WORLD_H

#include "call/call.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

static inline gk_document *document_of(const char *text, size_t size)
{
    gk_document *d = gk_alloc(sizeof *d);
    d->arena = gk_arena_new();
    size_t pages = 1;
    for (size_t i = 0; i < size; i++) pages += text[i] == '\f';
    d->pages = gk_arena_array(d->arena, pages, sizeof *d->pages);
    for (size_t at = 0; at < size;) {
        size_t end = at;
        while (end < size && text[end] != '\f') end++;
        gk_doc_page *page = &d->pages[d->page_count++];
        page->length = end - at;
        page->text = gk_arena_strndup(d->arena, text + at, end - at);
        page->line_count = gk_line_count(page->text, page->length);
        at = end + 1;
    }
    return d;
}

static inline gk_call *call_of(const char *text)
{
    gk_document *d = document_of(text, strlen(text));
    gk_call *call = gk_call_find(d);
    gk_document_free(d);
    return call;
}

/* A file's bytes; gk_free. */
static inline char *slurp(const char *path)
{
    char *data;
    size_t size;
    gk_error err = {0};
    if (gk_file_read(path, &data, &size, &err) != GK_OK) fail_msg("%s", err.message);
    return data;
}

/* One line for each turn, as the .turns files have it; gk_free. */
static inline char *turns_text(const gk_call *call)
{
    gk_string out = {0};
    for (size_t i = 0; i < call->count; i++) {
        const gk_turn *t = &call->turns[i];
        gk_string_addf(&out, "%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t%s\n", t->page, t->first_line,
                       t->last_page, t->last_line, gk_call_kind_name(t->kind),
                       gk_call_part_name(t->part), t->speaker, t->role, t->firm);
    }
    return gk_string_take(&out);
}

/* A folder or file of the data, or the test skipped with a line that says why; gk_free. */
static inline char *data_path(const char *name)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_path_join(data && data[0] ? data : GK_SOURCE_DIR "/../shared/data", name);
    if (gk_path_exists(path)) return path;
    print_message("skipped: %s is not at hand; GOSHAWK_DATA names its folder\n", path);
    gk_free(path);
    skip();
    return NULL;
}

#endif
