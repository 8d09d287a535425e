/* SPDX-License-Identifier: Apache-2.0
 *
 * Turns out of arbitrary text, its pages parted by form feeds: whatever it is, turns lie inside the
 * document, come in order and do not overlap.
 */
#include "call/call.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check(const gk_document *d, const gk_call *call)
{
    int page = 1, line = 0;
    for (size_t i = 0; i < call->count; i++) {
        const gk_turn *t = &call->turns[i];
        require(t->speaker && t->role && t->firm);
        require(t->kind <= GK_CALL_ANALYST && t->part <= GK_CALL_QUESTIONS);
        require(t->page > page || (t->page == page && t->first_line > line));
        require(t->last_page > t->page ||
                (t->last_page == t->page && t->last_line >= t->first_line));
        require((size_t)t->last_page <= d->page_count);
        require(t->first_line >= 1 && (size_t)t->first_line <= d->pages[t->page - 1].line_count);
        require((size_t)t->last_line <= d->pages[t->last_page - 1].line_count);
        page = t->last_page;
        line = t->last_line;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_arena *arena = gk_arena_new();
    gk_document d = {.pages = gk_arena_array(arena, size + 1, sizeof *d.pages)};
    for (size_t at = 0; at < size;) {
        const uint8_t *feed = memchr(data + at, '\f', size - at);
        size_t end = feed ? (size_t)(feed - data) : size;
        gk_doc_page *page = &d.pages[d.page_count++];
        page->text = gk_arena_strndup(arena, (const char *)data + at, end - at);
        page->length = strlen(page->text);
        page->line_count = gk_line_count(page->text, page->length);
        at = end + 1;
    }
    gk_call *call = gk_call_find(&d);
    check(&d, call);
    gk_call_free(call);
    gk_arena_free(arena);
    return 0;
}
