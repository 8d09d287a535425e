/* SPDX-License-Identifier: Apache-2.0
 *
 * html - web pages: HTML of any age, XHTML, inline XBRL, and the same within EDGAR's <DOCUMENT>.
 * Its text is laid out like the page (html.h), its tagged facts are taken as they are (xbrl.h).
 */
#include "read/html.h"
#include "read/charset.h"
#include "read/read.h"
#include "read/xbrl.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A tree takes some twenty times the bytes of its file. */
static const size_t LARGEST = (size_t)128 << 20;
enum { LABEL_WITHIN = 4096, LABEL_LONGEST = 32, TITLE_LONGEST = 300 };

/* ---- recognising --------------------------------------------------------------------------- */

/* The bytes of head without the zeros of UTF-16, its NUL at the end. */
static size_t narrow(const char *head, size_t size, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < size && n + 1 < room; i++)
        if (head[i]) out[n++] = head[i];
    out[n] = '\0';
    return n;
}

/* Whether "<name" stands in s as a tag of its own. */
static bool has_tag(const char *s, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = s; (at = strchr(at, '<')); at++) {
        if (strncasecmp(at + 1, name, n) != 0) continue;
        char next = at[1 + n];
        if (next == '>' || next == '/' || isspace((unsigned char)next)) return true;
    }
    return false;
}

/* What stands before the first tag: nothing but a mark of the encoding and white space. */
static const char *first_tag(const char *s)
{
    static const char *const marks[] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"};
    for (size_t i = 0; i < 3; i++)
        if (gk_starts_with(s, marks[i])) s += strlen(marks[i]);
    while (isspace((unsigned char)*s)) s++;
    return *s == '<' ? s : NULL;
}

/* The name of the first element behind declarations and comments, or the one that a DOCTYPE gives;
 * "" where there is none near. */
static const char *root_name(const char *s)
{
    while (s && *s == '<' && (s[1] == '?' || s[1] == '!')) {
        if (strncasecmp(s, "<!DOCTYPE html", 14) == 0) return "html"; /* it says so */
        const char *end = gk_starts_with(s, "<!--") ? "-->" : ">";
        s = strstr(s, end);
        if (s) s += strlen(end);
        while (s && isspace((unsigned char)*s)) s++;
    }
    return s && *s == '<' ? s + 1 : "";
}

static bool is_name(const char *s, const char *name)
{
    size_t n = strlen(name);
    return strncasecmp(s, name, n) == 0 && !isalnum((unsigned char)s[n]) && s[n] != ':';
}

/* Whether the name says that tags are an accident: Markdown may begin with one. */
static bool is_named_text(const char *path)
{
    static const char *const endings[] = {".md", ".markdown", ".txt", ".text"};
    const char *dot = strrchr(gk_path_name(path), '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i]) == 0) return true;
    return false;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    static const char *const pieces[] = {"table", "title", "div", "p", "font", "center", "meta"};
    char text[4097] = {0};
    narrow(head, head_size, text, sizeof text);
    const char *first = first_tag(text);
    if (!first || strncasecmp(first, "<SEC-", 5) == 0) return false; /* a full submission */
    const char *root = root_name(first);
    if (is_name(root, "html") || is_name(root, "head") || is_name(root, "body")) return true;
    bool wrapped = strncasecmp(first, "<DOCUMENT>", 10) == 0;
    if (wrapped) return has_tag(text, "html") || has_tag(text, "body");
    if (strncasecmp(first, "<?xml", 5) == 0) { /* <xhtml:html>, or a feed or a table */
        const char *colon = strpbrk(root, ": >");
        return colon && *colon == ':' && is_name(colon + 1, "html");
    }
    if (is_named_text(path)) return false;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (is_name(root, pieces[i])) return true;
    return has_tag(text, "html") || has_tag(text, "body");
}

/* ---- loading ------------------------------------------------------------------------------- */

/* The name behind the first "charset=" or "encoding=" near the start; "" where there is none. */
static void declared(const char *data, size_t size, char label[LABEL_LONGEST])
{
    static const char *const marks[] = {"charset", "encoding"};
    size_t within = size < LABEL_WITHIN ? size : LABEL_WITHIN;
    label[0] = '\0';
    for (size_t i = 0; i < within; i++)
        for (size_t m = 0; m < 2; m++) {
            size_t at = i + strlen(marks[m]), n = 0;
            if (at >= within || strncasecmp(data + i, marks[m], at - i) != 0) continue;
            while (at < within && data[at] && strchr(" =\"'\t\r\n", data[at])) at++;
            for (; at < within && n + 1 < LABEL_LONGEST; at++) {
                bool fits = isalnum((unsigned char)data[at]) || data[at] == '-' || data[at] == '_';
                if (!fits) break;
                label[n++] = data[at];
            }
            label[n] = '\0';
            if (n) return;
        }
}

/* The bytes between EDGAR's <TEXT> and </TEXT>, where it wraps them; else all. */
static gk_span unwrap(const char *data, size_t size)
{
    gk_span all = {.start = 0, .end = size};
    size_t within = size < LABEL_WITHIN ? size : LABEL_WITHIN;
    char *wrapper = memmem(data, within, "<DOCUMENT>", 10);
    char *text = wrapper ? memmem(wrapper, within - (size_t)(wrapper - data), "<TEXT>", 6) : NULL;
    if (!text) return all;
    all.start = (size_t)(text - data) + 6;
    const char *end = memmem(data + all.start, size - all.start, "</TEXT>", 7);
    if (end) all.end = (size_t)(end - data);
    return all;
}

/* Whatever the bytes are, a page shows something: what is no text in any encoding reads as
 * windows-1252. */
static gk_status decode(const char *data, size_t size, char **text, size_t *length, gk_error *err)
{
    char label[LABEL_LONGEST];
    declared(data, size, label);
    if (gk_charset_decode(data, size, label[0] ? label : NULL, text, length, NULL) == GK_OK)
        return GK_OK;
    return gk_charset_decode(data, size, "windows-1252", text, length, err);
}

static gk_status load(const char *path, char **text, size_t *length, gk_error *err)
{
    char *data = NULL;
    size_t size = 0;
    *text = NULL;
    if (gk_file_read(path, &data, &size, NULL) != GK_OK)
        return gk_fail(err, GK_INPUT, "cannot be read");
    gk_status status = GK_OK;
    if (size > LARGEST)
        status = gk_fail(err, GK_INPUT, "is a page of more than %zu MiB", LARGEST >> 20);
    gk_span inner = unwrap(data, size);
    if (status == GK_OK)
        status = decode(data + inner.start, inner.end - inner.start, text, length, err);
    gk_free(data);
    return status;
}

/* ---- what the page says of itself ------------------------------------------------------------ */

static const gk_node *find_tag(const gk_markup *markup, unsigned tag)
{
    for (gk_node *n = markup->root->first; n; n = gk_node_next(n, markup->root, true))
        if (n->tag == tag) return n;
    return NULL;
}

static char *title_of(const gk_markup *markup)
{
    const gk_node *title = find_tag(markup, GK_TAG_TITLE);
    const gk_node *text = title ? title->first : NULL;
    if (!text || text->tag != GK_TAG_TEXT) return gk_strdup("");
    char *folded = gk_fold_space(text->text, text->length);
    size_t n = strlen(folded), end = 0;
    while (end < n && end < TITLE_LONGEST) gk_utf8_next(folded, n, &end);
    folded[end] = '\0';
    return folded;
}

/* "en" of <html lang="en-US">. */
static void state_language(const gk_markup *markup, FILE *out)
{
    const gk_node *html = find_tag(markup, GK_TAG_HTML);
    const char *lang = html ? gk_node_attribute(html, "lang") : NULL;
    if (html && !lang) lang = gk_node_attribute(html, "xml:lang");
    if (!lang) return;
    char code[4] = {0};
    size_t n = strcspn(lang, "-_");
    if (n < 2 || n > 3) return;
    for (size_t i = 0; i < n; i++) {
        if (!isalpha((unsigned char)lang[i])) return;
        code[i] = (char)tolower((unsigned char)lang[i]);
    }
    gk_document_write_stated(out, GK_FIELD_LANGUAGE, code, "html lang");
}

/* ---- writing ------------------------------------------------------------------------------- */

static void write_page(FILE *out, size_t number, const gk_html_text *text, const gk_html_page *page)
{
    gk_doc_page p = {.label = (char *)page->label};
    if (page->end > page->first) {
        p.text = text->text.data + text->lines[page->first].start;
        p.length = text->lines[page->end - 1].end + 1 - text->lines[page->first].start;
    }
    gk_document_write_page(out, number, &p);
}

/* The place of line (from 1) of the whole text; 0 and 0 where it is on no page. */
static void find_place(const gk_html_page *pages, size_t count, gk_tagged *fact)
{
    size_t line = (size_t)fact->line, low = 0, high = count;
    fact->page = fact->line = 0;
    if (line == 0) return;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pages[middle].end < line)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || line <= pages[low].first) return;
    fact->page = (int)low + 1;
    fact->line = (int)(line - pages[low].first);
}

static void write_document(FILE *out, const gk_markup *markup, const gk_html_text *text,
                           gk_facts *facts)
{
    size_t count;
    gk_html_page *pages = gk_html_pages(text, &count);
    char *title = title_of(markup);
    gk_document_write_head(out, "html", title, count);
    for (size_t i = 0; i < facts->stated_count; i++)
        gk_document_write_stated(out, facts->stated[i].field, facts->stated[i].value,
                                 facts->stated[i].where);
    state_language(markup, out);
    for (size_t i = 0; i < count; i++) write_page(out, i + 1, text, &pages[i]);
    for (size_t i = 0; i < facts->count; i++) {
        find_place(pages, count, &facts->facts[i]);
        gk_document_write_fact(out, &facts->facts[i]);
    }
    gk_document_write_end(out, count);
    gk_free(title);
    gk_free(pages);
}

static gk_status read_html(const char *path, FILE *out, gk_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    gk_status status = load(path, &bytes, &size, err);
    if (status != GK_OK) return status;
    gk_markup *markup = gk_markup_parse(bytes, size);
    gk_html_text text = {0};
    gk_facts facts;
    gk_html_layout(markup, &text);
    gk_xbrl_read(markup, &facts);
    if (text.line_count == 0 && facts.count == 0)
        status = gk_fail(err, GK_INPUT, "is a page without text");
    else
        write_document(out, markup, &text, &facts);
    gk_facts_free(&facts);
    gk_html_text_free(&text);
    gk_markup_free(markup);
    gk_free(bytes);
    return status;
}

const gk_reader gk_reader_html = {.format = "html", .recognise = recognise, .read = read_html};
