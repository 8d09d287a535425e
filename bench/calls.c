/* SPDX-License-Identifier: Apache-2.0
 *
 * Which of the texts that are named (a form feed ends a page) src/call/ takes for calls, how many
 * turns and parts it finds, and the time for a page. bench/alike runs it, too.
 *
 *   bench_calls [--each] TEXT...
 */
#include "call/call.h"

#include <string.h>

typedef struct tally {
    size_t pages, calls, turns, speakers, with_remarks, with_questions;
    double seconds;
} tally;

static void split_pages(const char *text, size_t size, gk_document *out)
{
    size_t capacity = 0;
    for (size_t at = 0; at < size;) {
        const char *feed = memchr(text + at, '\f', size - at);
        size_t end = feed ? (size_t)(feed - text) : size;
        out->pages = gk_grow(out->pages, out->page_count, &capacity, sizeof *out->pages);
        out->pages[out->page_count++] = (gk_doc_page){
            .text = gk_arena_strndup(out->arena, text + at, end - at), .length = end - at};
        at = end + 1;
    }
}

static void count(const gk_call *call, tally *t)
{
    bool remarks = false, questions = false;
    t->calls += call->count > 0;
    t->turns += call->count;
    for (size_t i = 0; i < call->count; i++) {
        t->speakers += call->turns[i].speaker[0] != '\0';
        remarks = remarks || call->turns[i].part == GK_CALL_REMARKS;
        questions = questions || call->turns[i].part == GK_CALL_QUESTIONS;
    }
    t->with_remarks += remarks;
    t->with_questions += questions;
}

int main(int argc, char **argv)
{
    bool each = argc > 1 && strcmp(argv[1], "--each") == 0;
    int first = each ? 2 : 1;
    tally t = {0};
    for (int i = first; i < argc; i++) {
        char *text;
        size_t size;
        gk_error err = {0};
        if (gk_file_read(argv[i], &text, &size, &err) != GK_OK) {
            fprintf(stderr, "bench_calls: %s\n", err.message);
            return 1;
        }
        gk_document d = {.arena = gk_arena_new()};
        split_pages(text, size, &d);
        double start = gk_seconds();
        gk_call *call = gk_call_find(&d);
        t.seconds += gk_seconds() - start;
        t.pages += d.page_count;
        count(call, &t);
        if (each && call->count) printf("%zu turns: %s\n", call->count, argv[i]);
        gk_call_free(call);
        gk_free(d.pages);
        gk_arena_free(d.arena);
        gk_free(text);
    }
    printf("%d texts, %zu pages in %.2f s (%.1f us a page): %zu calls, %zu turns, %zu with a "
           "speaker; %zu show their remarks, %zu their questions\n",
           argc - first, t.pages, t.seconds, t.pages ? t.seconds / (double)t.pages * 1e6 : 0,
           t.calls, t.turns, t.speakers, t.with_remarks, t.with_questions);
    return 0;
}
