/* SPDX-License-Identifier: Apache-2.0
 *
 * html_pages - places in a page that has none: where it breaks for paper, a page ends; where it
 * never does, headings begin one. A place's label is the heading that governs it.
 */
#include "read/html.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Sizes in lines: below LEAST no heading begins a page; beyond MOST a page is cut, at the blank
 * line nearest to GOOD. A heading within the first TOP lines that hold text is the page's own. */
enum { LEAST = 20, GOOD = 100, MOST = 200, TOP = 8 };

/* ---- headings ------------------------------------------------------------------------------ */

/* Moves past a word, in any case; NULL: it does not stand there. */
static const char *past(const char *s, const char *word)
{
    size_t n = strlen(word);
    return strncasecmp(s, word, n) == 0 ? s + n : NULL;
}

static const char *past_spaces(const char *s)
{
    while (*s == ' ' || *s == '\n') s++;
    return s;
}

/* "Item 7A. ...", "Item 2.02 ..." */
static bool is_item(const char *s)
{
    const char *at = past(s, "item");
    if (!at || (*at != ' ' && *at != '\n')) return false;
    at = past_spaces(at);
    if (!isdigit((unsigned char)*at)) return false;
    while (isdigit((unsigned char)*at)) at++;
    if (*at == '.' && isdigit((unsigned char)at[1])) at += 1 + strspn(at + 1, "0123456789");
    if (isalpha((unsigned char)*at) && !isalpha((unsigned char)at[1])) at++;
    return *at == '\0' || strchr(".: \n-(", *at) || (*at & 0x80);
}

/* "PART II", "Part I - Financial Information" */
static bool is_part(const char *s)
{
    const char *at = past(s, "part ");
    if (!at) return false;
    size_t n = strspn(at, "IViv");
    return n > 0 && n <= 4 && (at[n] == '\0' || strchr(".:, -\n", at[n]) || (at[n] & 0x80));
}

/* "第三节 ..." */
static bool is_chinese_section(const char *s)
{
    static const char *const digits[] = {"一", "二", "三", "四", "五", "六",
                                         "七", "八", "九", "十", "百"};
    const char *at = past(s, "第");
    size_t count = 0;
    for (bool more = at != NULL; more;) {
        more = false;
        for (size_t i = 0; i < sizeof digits / sizeof *digits; i++)
            if (past(at, digits[i])) {
                at = past(at, digits[i]);
                count++;
                more = true;
                break;
            }
    }
    return count > 0 && (past(at, "节") || past(at, "章") || past(at, "部分"));
}

/* What ends a report; what follows is named by its own headings. */
static bool is_ending(const char *s)
{
    static const char *const names[] = {"signatures", "signature", "exhibit index",
                                        "index to exhibits"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(s, names[i]) == 0) return true;
    return false;
}

gk_rank gk_heading_rank(const char *text)
{
    bool section = is_part(text) || is_item(text) || is_chinese_section(text) || is_ending(text);
    return section ? GK_RANK_SECTION : GK_RANK_NONE;
}

/* ---- cutting ------------------------------------------------------------------------------- */

typedef struct cutting {
    const gk_html_text *text;
    gk_html_page *pages;
    size_t count, capacity;
} cutting;

static bool is_blank(const gk_html_line *line) { return line->start == line->end; }

/* Lines [first, end) without the blank ones around them; nothing where all are blank. */
static void add_page(cutting *c, size_t first, size_t end)
{
    const gk_html_line *lines = c->text->lines;
    while (first < end && is_blank(&lines[first])) first++;
    while (end > first && is_blank(&lines[end - 1])) end--;
    if (first == end) return;
    c->pages = gk_grow(c->pages, c->count, &c->capacity, sizeof *c->pages);
    c->pages[c->count++] = (gk_html_page){.first = first, .end = end};
}

/* How good a place to begin a page line i is; lower is better. */
static size_t cost(const cutting *c, size_t first, size_t i)
{
    const gk_html_line *line = &c->text->lines[i];
    size_t length = i - first;
    size_t distance = length > GOOD ? length - GOOD : GOOD - length;
    if (line->rank) return distance;
    return distance + (is_blank(&c->text->lines[i - 1]) ? GOOD : (size_t)4 * GOOD);
}

/* Cuts what is longer than a page may be. */
static void add_long(cutting *c, size_t first, size_t end)
{
    while (end - first > MOST) {
        size_t best = first + GOOD;
        for (size_t i = first + LEAST; i <= first + MOST && i < end; i++)
            if (cost(c, first, i) < cost(c, first, best)) best = i;
        add_page(c, first, best);
        first = best;
    }
    add_page(c, first, end);
}

static void cut_at_breaks(cutting *c)
{
    size_t first = 0;
    for (size_t i = 1; i < c->text->line_count; i++)
        if (c->text->lines[i].page) {
            add_long(c, first, i);
            first = i;
        }
    add_long(c, first, c->text->line_count);
}

static void cut_at_headings(cutting *c)
{
    size_t first = 0, count = c->text->line_count;
    for (size_t i = 1; i < count; i++) {
        const gk_html_line *line = &c->text->lines[i];
        /* Headings in a row begin one page, and the last lines do not become a page. */
        if (!line->rank || i - first < LEAST || count - i < LEAST / 2) continue;
        bool follows = c->text->lines[i - 1].rank || (i > 1 && c->text->lines[i - 2].rank);
        if (follows && i - first < MOST / 2) continue;
        add_long(c, first, i);
        first = i;
    }
    add_long(c, first, count);
}

/* ---- labels -------------------------------------------------------------------------------- */

/* Whether the sections of the page are its labels, or, where it has none, its other headings. */
static bool has_sections(const gk_html_text *text)
{
    for (size_t i = 0; i < text->line_count; i++)
        if (text->lines[i].rank == GK_RANK_SECTION) return true;
    return false;
}

/* The first heading of this rank at least that stands in the page's first lines; behind a "PART
 * II", or a running head that other pages have, too, the one that follows it. NULL: none. */
static const char *own_heading(const gk_html_text *text, const gk_html_page *page, gk_rank least,
                               const char *running)
{
    const char *own = NULL;
    size_t seen = 0;
    for (size_t i = page->first; i < page->end && seen < TOP; i++) {
        const gk_html_line *line = &text->lines[i];
        seen += !is_blank(line);
        if (line->rank < least || line->rank == GK_RANK_NONE) continue;
        if (!own || is_part(own) || (running && strcmp(own, running) == 0)) own = line->heading;
    }
    return own;
}

/* The first heading of page p where a neighbour begins with the same one; else NULL. */
static const char *running_head(const cutting *c, size_t p)
{
    const char *heads[3] = {0};
    for (size_t i = 0; i < 3; i++)
        if (p + i >= 1 && p + i - 1 < c->count)
            heads[i] = own_heading(c->text, &c->pages[p + i - 1], GK_RANK_LINE, NULL);
    for (size_t i = 0; i < 3; i += 2)
        if (heads[1] && heads[i] && strcmp(heads[1], heads[i]) == 0) return heads[1];
    return NULL;
}

/* The first or the last heading of this rank at least on the page; NULL: none. */
static const char *heading_on(const gk_html_text *text, const gk_html_page *page, gk_rank least,
                              bool last)
{
    const char *found = NULL;
    for (size_t i = page->first; i < page->end && (last || !found); i++)
        if (text->lines[i].rank >= least) found = text->lines[i].heading;
    return found;
}

static void set_labels(const cutting *c)
{
    gk_rank least = has_sections(c->text) ? GK_RANK_SECTION : GK_RANK_LINE;
    const char *governing = NULL;
    for (size_t p = 0; p < c->count; p++) {
        gk_html_page *page = &c->pages[p];
        const char *running = running_head(c, p);
        page->label = own_heading(c->text, page, least, running);
        if (!page->label && governing && is_ending(governing))
            page->label = own_heading(c->text, page, GK_RANK_LINE, running);
        if (!page->label) page->label = governing;
        if (!page->label) page->label = heading_on(c->text, page, least, false);
        const char *last = heading_on(c->text, page, least, true);
        if (last) governing = last;
    }
}

gk_html_page *gk_html_pages(const gk_html_text *text, size_t *count)
{
    cutting c = {.text = text};
    bool breaks = false;
    for (size_t i = 1; i < text->line_count; i++) breaks |= text->lines[i].page;
    if (breaks)
        cut_at_breaks(&c);
    else
        cut_at_headings(&c);
    if (c.count == 0) { /* nothing to be seen is one empty page */
        c.pages = gk_grow(c.pages, 0, &c.capacity, sizeof *c.pages);
        c.pages[c.count++] = (gk_html_page){0};
    }
    set_labels(&c);
    *count = c.count;
    return c.pages;
}
