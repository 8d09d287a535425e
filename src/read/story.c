/* SPDX-License-Identifier: Apache-2.0
 *
 * story - a piece of news, from a feed's entry or a table's row, as a file of its own.
 */
#include "read/unpack.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_name_end(char c) { return !isalnum((unsigned char)c); }

/* No tag of news is longer. */
enum { LONGEST_TAG = 2000 };

/* Whether "<p>", "</a ", "<br/" stands at s, which begins with '<'. */
static bool is_tag(const char *s)
{
    static const char *const tags[] = {
        "p",     "a",     "b",      "i",      "u",      "br",      "hr",      "em",
        "li",    "ul",    "ol",     "td",     "tr",     "th",      "h1",      "h2",
        "h3",    "h4",    "h5",     "h6",     "dl",     "dt",      "dd",      "div",
        "img",   "pre",   "sub",    "sup",    "span",   "font",    "html",    "body",
        "table", "tbody", "strong", "center", "figure", "section", "article", "blockquote"};
    s += s[1] == '/' ? 2 : 1;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t n = strlen(tags[i]);
        if (strncasecmp(s, tags[i], n) == 0 && is_name_end(s[n]) &&
            memchr(s, '>', strnlen(s, LONGEST_TAG)))
            return true;
    }
    return false;
}

/* Whether "&amp;" or "&#39;" stands at s, which begins with '&'. */
static bool is_reference(const char *s)
{
    size_t n = 1 + (s[1] == '#');
    while (isalnum((unsigned char)s[n]) && n < 12) n++;
    return n > 2 && s[n] == ';';
}

static bool looks_html(const char *s)
{
    for (s = strpbrk(s, "<&"); s; s = strpbrk(s + 1, "<&"))
        if (*s == '<' ? is_tag(s) : is_reference(s)) return true;
    return false;
}

static void add_escaped(gk_string *out, const char *s)
{
    for (size_t n; *s; s += n + (s[n] != '\0')) {
        n = strcspn(s, "&<>\"");
        gk_string_append(out, s, n);
        if (!s[n]) break;
        gk_string_add(out, s[n] == '&'   ? "&amp;"
                           : s[n] == '<' ? "&lt;"
                           : s[n] == '>' ? "&gt;"
                                         : "&quot;");
    }
}

static char *as_html(const gk_story *story)
{
    gk_string out = {0};
    gk_string_add(&out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>");
    add_escaped(&out, story->title);
    gk_string_add(&out, "</title>\n</head>\n<body>\n<h1>");
    add_escaped(&out, story->title);
    gk_string_addf(&out, "</h1>\n%s\n", story->content);
    if (story->link[0]) {
        gk_string_add(&out, "<p>");
        add_escaped(&out, story->link);
        gk_string_add(&out, "</p>\n");
    }
    gk_string_add(&out, "</body>\n</html>\n");
    return gk_string_take(&out);
}

static char *as_text(const gk_story *story)
{
    gk_string out = {0};
    const char *const parts[] = {story->title, story->content, story->link};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i][0]) gk_string_addf(&out, "%s%s\n", out.length ? "\n" : "", parts[i]);
    return gk_string_take(&out);
}

/* Without white space at both ends. */
static char *trimmed(const char *s)
{
    size_t n = s ? strlen(s) : 0, start = 0;
    while (start < n && isspace((unsigned char)s[start])) start++;
    while (n > start && isspace((unsigned char)s[n - 1])) n--;
    return gk_strndup(s ? s + start : "", n - start);
}

void gk_story_give(gk_unpack *u, const char *name, const gk_story *story,
                   const gk_stated_list *stated)
{
    char *title = gk_fold_space(story->title ? story->title : "",
                                story->title ? strlen(story->title) : 0);
    char *content = trimmed(story->content), *link = trimmed(story->link);
    gk_story clean = {.title = title, .content = content, .link = link};
    bool html = story->html || looks_html(content);
    char *bytes = html ? as_html(&clean) : as_text(&clean);
    char *full = gk_format("%s.%s", name, html ? "html" : "txt");
    gk_unpack_give(u, full, stated, bytes, strlen(bytes));
    gk_free(full);
    gk_free(bytes);
    gk_free(link);
    gk_free(content);
    gk_free(title);
}
