/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_pages - lines as pages. A page ends where the document says so, or where the program that
 * saved it saw one end; a document that says neither is cut at its headings, and whatever is longer
 * than a page can be at blank lines. A page's notes stand at its end.
 */
#include "read/docx.h"

#include <string.h>

enum {
    ONE_PAGE = 200, /* lines of the longest page */
    SECTION = 40,   /* lines that a page has at least before a heading ends it */
    PAGE = 100,     /* where a long page is cut, */
    SLACK = 40,     /* give or take */
};

/* ---- where pages end ------------------------------------------------------------------------ */

/* The first heading between from and to, or SIZE_MAX. */
static size_t heading_between(const gk_docx *d, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (d->lines[i].heading) return i;
    return SIZE_MAX;
}

/* The line behind the blank one that is nearest to PAGE lines from start; one there is none, there.
 */
static size_t blank_near(const gk_docx *d, size_t start)
{
    for (size_t off = 0; off <= SLACK; off++) {
        size_t behind = start + PAGE + off, before = start + PAGE - off;
        if (behind < d->line_count && d->lines[behind].length == 0) return behind + 1;
        if (before < d->line_count && d->lines[before].length == 0) return before + 1;
    }
    return start + PAGE;
}

/* Where the page that begins at start ends; no page goes past end. */
static size_t page_end(const gk_docx *d, size_t start, size_t end)
{
    size_t most = start + ONE_PAGE, heading = SIZE_MAX;
    bool is_long = end - start > ONE_PAGE;
    if (start + SECTION < end && (is_long || !d->any_break))
        heading = heading_between(d, start + SECTION, most < end ? most : end);
    if (heading != SIZE_MAX) return heading;
    if (!is_long) return end;
    size_t blank = blank_near(d, start);
    return blank < end ? blank : end;
}

/* ---- notes ---------------------------------------------------------------------------------- */

static const xmlNode *find_note(const gk_docx *d, const gk_docx_note *note)
{
    const xmlNode *root = gk_xml_root(note->is_end ? d->endnotes : d->footnotes);
    for (xmlNode *n = gk_xml_child(root, NULL); n; n = gk_xml_next(n))
        if (gk_xml_number(n, "id", -1) == note->id) return n;
    return NULL;
}

static void add_wrapped(void *ctx, const char *line, size_t length)
{
    gk_string_append(ctx, line, length);
    gk_string_add(ctx, "\n");
}

static void add_note(gk_docx *d, const gk_docx_note *note, gk_string *to)
{
    enum { WIDTH = 100 };
    const xmlNode *node = find_note(d, note);
    gk_string text = {0};
    if (node) gk_docx_blocks_text(d, node, &text);
    char *whole = gk_format("%s%s%s", note->mark, note->mark[0] ? " " : "",
                            text.data ? text.data + strspn(text.data, " ") : "");
    gk_wrap(whole, strlen(whole), WIDTH, add_wrapped, to);
    gk_free(whole);
    gk_string_free(&text);
}

/* ---- pages ---------------------------------------------------------------------------------- */

/* The heading that a page is called by: the one that it begins with, else the one in force. */
static const char *label_of(const gk_docx *d, size_t start, size_t end, const char **in_force)
{
    size_t first = start;
    while (first < end && d->lines[first].length == 0) first++;
    const char *label = first < end && d->lines[first].heading ? d->lines[first].title : *in_force;
    for (size_t i = start; i < end; i++)
        if (d->lines[i].heading) {
            *in_force = d->lines[i].title;
            if (!label) label = *in_force;
        }
    return label;
}

static gk_status add_page(gk_docx *d, size_t start, size_t end, size_t *note, const char **heading,
                          gk_office_pages *pages, gk_error *err)
{
    gk_string text = {0};
    const char *label = label_of(d, start, end, heading);
    for (size_t i = start; i < end; i++) {
        gk_string_append(&text, d->lines[i].text, d->lines[i].length);
        gk_string_add(&text, "\n");
    }
    size_t last = d->lines[end - 1].notes;
    if (last > *note) gk_string_add(&text, "\n");
    for (; *note < last; ++*note) {
        gk_docx_note own = d->notes[*note]; /* a note may have notes: the list may move */
        add_note(d, &own, &text);
    }
    return gk_office_page_add(pages, label, &text, err);
}

gk_status gk_docx_make_pages(gk_docx *d, gk_office_pages *pages, gk_error *err)
{
    gk_status status = GK_OK;
    const char *heading = NULL;
    size_t note = 0;
    for (size_t start = 0, end; start < d->line_count && status == GK_OK; start = end) {
        size_t stop = start + 1;
        while (stop < d->line_count && !d->lines[stop].breaks) stop++;
        end = page_end(d, start, stop);
        status = add_page(d, start, end, &note, &heading, pages, err);
    }
    return status;
}
