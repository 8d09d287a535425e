/* SPDX-License-Identifier: Apache-2.0
 *
 * plain - text and Markdown, whose lines are what they are. Pages come from form feeds, or, in a
 * long file without any, from cuts at blank lines (docs/document-stream.md).
 */
#include "read/charset.h"
#include "read/plain_kind.h"
#include "read/read.h"
#include "text/text.h"

#include <string.h>

/* A file without form feeds is one page up to ONE_PAGE lines; a longer one is cut at the blank line
 * that is nearest to PAGE lines, within SLACK of it. A line counts once more for each LINE bytes: a
 * paragraph in one line is several on paper. */
enum { ONE_PAGE = 200, PAGE = 100, SLACK = 40, LINE = 120 };

typedef struct page_list {
    gk_span *spans; /* bytes of the text */
    size_t count, capacity;
} page_list;

static void add_page(page_list *pages, size_t start, size_t end)
{
    pages->spans = gk_grow(pages->spans, pages->count, &pages->capacity, sizeof *pages->spans);
    pages->spans[pages->count++] = (gk_span){.start = start, .end = end};
}

static bool is_blank(const char *s, size_t n)
{
    for (size_t i = 0; i < n;)
        if (!gk_is_space(gk_utf8_next(s, n, &i))) return false;
    return true;
}

/* The end of the line at start, its newline included. */
static size_t line_end(const char *s, size_t n, size_t start)
{
    const char *newline = memchr(s + start, '\n', n - start);
    return newline ? (size_t)(newline - s) + 1 : n;
}

static size_t weight(size_t bytes) { return 1 + bytes / LINE; }

/* A form feed ends a page. What follows the last is one more page only if there is text in it:
 * files are found with and without a form feed after their last page. */
static void split_at_form_feeds(const char *s, size_t n, page_list *pages)
{
    size_t start = 0;
    for (const char *p; (p = memchr(s + start, '\f', n - start)); start = (size_t)(p - s) + 1)
        add_page(pages, start, (size_t)(p - s));
    if (!is_blank(s + start, n - start)) add_page(pages, start, n);
}

/* Where the page that begins at start ends: after a blank line, if one is near. */
static size_t cut(const char *s, size_t n, size_t start)
{
    size_t best = 0, best_distance = SLACK + 1, lines = 0, plain = n;
    for (size_t at = start; at < n && lines <= PAGE + SLACK;) {
        size_t end = line_end(s, n, at);
        lines += weight(end - at);
        size_t distance = lines > PAGE ? lines - PAGE : PAGE - lines;
        if (is_blank(s + at, end - at) && distance < best_distance) {
            best = end;
            best_distance = distance;
        }
        if (lines >= PAGE && plain == n) plain = end;
        at = end;
    }
    return best ? best : plain;
}

static void split_long(const char *s, size_t n, page_list *pages)
{
    size_t lines = 0;
    for (size_t at = 0, end; at < n; at = end) {
        end = line_end(s, n, at);
        lines += weight(end - at);
    }
    size_t start = 0;
    while (lines > ONE_PAGE && start < n) {
        size_t end = cut(s, n, start);
        if (is_blank(s + end, n - end)) end = n;
        add_page(pages, start, end);
        start = end;
    }
    if (start < n) add_page(pages, start, n);
}

/* CR LF and lone CR become LF, in place; returns the new size. */
static size_t unify_line_ends(char *s, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] != '\r') {
            s[out++] = s[i];
        } else if (i + 1 == n || s[i + 1] != '\n') {
            s[out++] = '\n';
        }
    }
    return out;
}

/* The file's text as UTF-8 with '\n' as its line ends; gk_free. */
static gk_status load(const char *path, char **text, size_t *size, gk_error *err)
{
    char *data = NULL;
    gk_error inner = {0};
    *text = NULL;
    gk_status status = gk_file_read(path, &data, size, &inner);
    if (status != GK_OK) return gk_fail(err, GK_INPUT, "cannot be read");
    status = *size ? gk_charset_decode(data, *size, NULL, text, size, err)
                   : gk_fail(err, GK_INPUT, "is empty (0 bytes)");
    gk_free(data);
    if (status != GK_OK) return status;
    *size = unify_line_ends(*text, *size);
    if (!is_blank(*text, *size)) return GK_OK;
    gk_free(*text);
    *text = NULL;
    return gk_fail(err, GK_INPUT, "holds nothing but white space");
}

static gk_status read_plain(const char *path, const char *format,
                            char *(*title)(const char *, size_t), FILE *out, gk_error *err)
{
    char *text = NULL;
    size_t size = 0;
    gk_status status = load(path, &text, &size, err);
    if (!text) return status;
    page_list pages = {0};
    if (memchr(text, '\f', size))
        split_at_form_feeds(text, size, &pages);
    else
        split_long(text, size, &pages);
    char *own_title = title(text, size);
    gk_document_write_head(out, format, own_title, pages.count);
    for (size_t i = 0; i < pages.count; i++)
        gk_document_write_page(out, i + 1,
                               &(gk_doc_page){.text = text + pages.spans[i].start,
                                              .length = pages.spans[i].end - pages.spans[i].start});
    gk_document_write_end(out, pages.count);
    gk_free(own_title);
    gk_free(pages.spans);
    gk_free(text);
    return GK_OK;
}

/* Text does not say what it is called. */
static char *no_title(const char *text, size_t size)
{
    (void)text, (void)size;
    return gk_strdup("");
}

/* The first heading of the first level. */
static char *markdown_title(const char *text, size_t size)
{
    for (size_t at = 0, end; at < size; at = end) {
        end = line_end(text, size, at);
        if (end - at > 2 && memcmp(text + at, "# ", 2) == 0)
            return gk_fold_space(text + at + 2, end - at - 2);
    }
    return gk_strdup("");
}

static bool recognise_text(const char *path, const char *head, size_t head_size)
{
    return gk_plain_kind(path, head, head_size) == GK_PLAIN_TEXT;
}

static bool recognise_markdown(const char *path, const char *head, size_t head_size)
{
    return gk_plain_kind(path, head, head_size) == GK_PLAIN_MARKDOWN;
}

static gk_status read_text(const char *path, FILE *out, gk_error *err)
{
    return read_plain(path, "text", no_title, out, err);
}

static gk_status read_markdown(const char *path, FILE *out, gk_error *err)
{
    return read_plain(path, "markdown", markdown_title, out, err);
}

const gk_reader gk_reader_text = {
    .format = "text", .recognise = recognise_text, .read = read_text, .render = NULL};
const gk_reader gk_reader_markdown = {
    .format = "markdown", .recognise = recognise_markdown, .read = read_markdown, .render = NULL};
