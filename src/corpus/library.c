/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's passages as a file of passages: {"id": "DOC#PAGE#K", "doc", "text"}, PAGE from 1, K
 * from 0 within the page. text is what the library has embedded without the title, which comes back
 * when doc's underscores are read as spaces: the titled text is the embedded one.
 */
#include "library/library.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WRITTEN_AT_ONCE = 1 << 18 }; /* bytes */

typedef struct writing {
    gk_store *store;
    gk_new_file *file; /* NULL: standard output */
    gk_string lines;   /* not yet written */
    size_t count, total;
    const gk_watch *watch;
    double start;
} writing;

static gk_status print(const char *text, size_t size, gk_error *err)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(STDOUT_FILENO, text + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EPIPE) return gk_fail(err, GK_STOPPED, "the reader has gone");
        if (n < 0) return gk_fail(err, GK_IO, "standard output: %s", strerror(errno));
        done += (size_t)n;
    }
    return GK_OK;
}

static gk_status write_lines(writing *w, gk_error *err)
{
    gk_status status = w->file ? gk_new_file_write(w->file, w->lines.data, w->lines.length, err)
                               : print(w->lines.data, w->lines.length, err);
    w->lines.length = 0;
    return status;
}

static gk_status look_at_watch(const writing *w, gk_error *err)
{
    if (!w->watch || !w->watch->on_work) return GK_OK;
    double seconds = gk_seconds() - w->start, left = (double)(w->total - w->count);
    const gk_work work = {.stage = "writing passages",
                          .done = w->count,
                          .total = w->total,
                          .seconds_left = w->count ? seconds / (double)w->count * left : -1};
    if (w->watch->on_work(w->watch->ctx, &work)) return GK_OK;
    return gk_fail(err, GK_STOPPED, "stopped with %zu of %zu passages read", w->count, w->total);
}

static void add_line(writing *w, const char *document, const gk_store_passage *p, size_t k)
{
    char *text = gk_passage_embed_text("", p->passage.context, p->text);
    if (*text) {
        char *id = gk_format("%s#%d#%zu", document, p->passage.page, k);
        char *line = gk_json_print(json_pack("{so so so}", "id", gk_json_text(id), "doc",
                                             gk_json_text(document), "text", gk_json_text(text)));
        gk_string_add(&w->lines, line);
        gk_string_add(&w->lines, "\n");
        gk_free(line);
        gk_free(id);
    }
    gk_free(text);
}

static gk_status write_page(writing *w, const gk_store_content *content, int page, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_passage *passages;
    size_t count;
    gk_status status = gk_store_page_passages(w->store, content->id, page, arena, &passages, &count,
                                              err);
    for (size_t k = 0; status == GK_OK && k < count; k++)
        add_line(w, content->document, &passages[k], k);
    gk_arena_free(arena);
    if (status != GK_OK) return status;
    w->count += count;
    return w->lines.length < WRITTEN_AT_ONCE ? GK_OK : write_lines(w, err);
}

static gk_status write_all(writing *w, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content *contents;
    size_t count;
    gk_status status = gk_store_contents(w->store, arena, &contents, &count, err);
    for (size_t i = 0; status == GK_OK && i < count; i++) {
        for (int page = 1; status == GK_OK && page <= contents[i].pages; page++)
            status = write_page(w, &contents[i], page, err);
        if (status == GK_OK) status = look_at_watch(w, err);
    }
    gk_arena_free(arena);
    return status == GK_OK ? write_lines(w, err) : status;
}

gk_status gk_passages_write(gk_library *library, const char *to, const gk_watch *watch,
                            size_t *count, gk_error *err)
{
    writing w = {.store = library->store, .watch = watch, .start = gk_seconds()};
    gk_library_info info;
    gk_status status = gk_store_counts(library->store, &info, err);
    if (status != GK_OK) return status;
    w.total = info.passages;
    if (to && gk_path_exists(to))
        return gk_fail(err, GK_INVALID, "%s exists; name a new file, or delete it first", to);
    if (to) status = gk_new_file_open(to, &w.file, err);
    if (status == GK_OK) status = write_all(&w, err);
    status = gk_new_file_close(w.file, status, err);
    if (count) *count = w.count;
    gk_string_free(&w.lines);
    return status;
}
