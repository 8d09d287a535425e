/* SPDX-License-Identifier: Apache-2.0
 *
 * office_pages - pages as they gather, and lines of a width.
 */
#include "read/office.h"
#include "text/text.h"

#include <string.h>

static const size_t MOST_TEXT = (size_t)256 << 20;

/* ---- pages --------------------------------------------------------------------------------- */

/* What a page shows of a character: spaces of all kinds are spaces; what has no ink and no width is
 * nothing, 0. */
static uint32_t shown(uint32_t c)
{
    if (c == '\n') return c;
    if (gk_is_space(c)) return ' ';
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool invisible = c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
                     (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
    bool private = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
    return control || invisible || private ? 0 : c;
}

/* Copies text to out without blanks at ends of lines, blank lines at both ends and more than two
 * blank lines in a row; returns the new length. */
static size_t tidy(const char *text, size_t n, char *out)
{
    size_t length = 0, kept = 0, newlines = 0; /* kept: up to the line's last ink */
    for (size_t i = 0; i < n;) {
        uint32_t c = shown(gk_utf8_next(text, n, &i));
        if (c == '\n') {
            length = kept;
            if (kept > 0 && newlines < 3) {
                out[length++] = '\n';
                kept = length;
                newlines++;
            }
        } else if (c) {
            length += gk_utf8_put(c, out + length);
            if (c != ' ') kept = length;
            if (c != ' ') newlines = 0;
        }
    }
    length = kept;
    while (length > 0 && out[length - 1] == '\n') length--;
    if (length > 0) out[length++] = '\n';
    return length;
}

gk_status gk_office_page_add(gk_office_pages *pages, const char *label, gk_string *text,
                             gk_error *err)
{
    pages->bytes += text->length;
    if (pages->bytes > MOST_TEXT) return gk_fail(err, GK_INPUT, "holds more than 256 MiB of text");
    pages->items = gk_grow(pages->items, pages->count, &pages->capacity, sizeof *pages->items);
    gk_office_page *page = &pages->items[pages->count++];
    page->text = gk_alloc(3 * text->length + 2); /* a bad byte becomes U+FFFD, three */
    page->length = tidy(text->data ? text->data : "", text->length, page->text);
    page->label = label && label[0] ? gk_fold_space(label, strlen(label)) : NULL;
    gk_string_free(text);
    return GK_OK;
}

gk_status gk_office_pages_write(const gk_office_pages *pages, const char *format, const char *title,
                                FILE *out, gk_error *err)
{
    size_t bytes = 0;
    for (size_t i = 0; i < pages->count; i++) bytes += pages->items[i].length;
    if (bytes == 0) return gk_fail(err, GK_INPUT, "holds no text");
    gk_document_write_head(out, format, title, pages->count);
    for (size_t i = 0; i < pages->count; i++) {
        const gk_office_page *p = &pages->items[i];
        gk_document_write_page(
            out, i + 1, &(gk_doc_page){.text = p->text, .length = p->length, .label = p->label});
    }
    gk_document_write_end(out, pages->count);
    return GK_OK;
}

void gk_office_pages_free(gk_office_pages *pages)
{
    for (size_t i = 0; i < pages->count; i++) {
        gk_free(pages->items[i].text);
        gk_free(pages->items[i].label);
    }
    gk_free(pages->items);
    *pages = (gk_office_pages){0};
}

/* ---- lines --------------------------------------------------------------------------------- */

size_t gk_text_width(const char *s, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n;) width += (size_t)gk_char_width(gk_utf8_next(s, n, &i));
    return width;
}

typedef struct cut {
    size_t end, next; /* the line's end, and where the next begins */
} cut;

/* The first line of s[start..n), which holds no newline: to the last blank within width, or between
 * two Han, or, in a word that is wider, where the width is full. */
static cut first_line(const char *s, size_t n, size_t start, size_t width)
{
    cut best = {0};
    size_t used = 0;
    bool was_han = false;
    for (size_t i = start; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        bool blank = c == ' ' || c == '\t', han = gk_is_han(c);
        if (blank) best = (cut){at, i};
        if ((han || was_han) && !blank && at > start && used <= width) best = (cut){at, at};
        used += (size_t)gk_char_width(c);
        was_han = han;
        if (used > width && !blank && at > start) return best.next > start ? best : (cut){at, at};
    }
    return (cut){n, n};
}

static void wrap_line(const char *s, size_t n, size_t width,
                      void (*each)(void *ctx, const char *line, size_t length), void *ctx)
{
    size_t start = 0;
    do {
        cut c = first_line(s, n, start, width);
        each(ctx, s + start, c.end - start);
        start = c.next;
        while (start < n && c.end < n && s[start] == ' ') start++;
    } while (start < n);
}

void gk_wrap(const char *s, size_t n, size_t width,
             void (*each)(void *ctx, const char *line, size_t length), void *ctx)
{
    size_t start = 0;
    do {
        const char *newline = memchr(s + start, '\n', n - start);
        size_t end = newline ? (size_t)(newline - s) : n;
        wrap_line(s + start, end - start, width ? width : 1, each, ctx);
        start = end + 1;
    } while (start < n);
}
