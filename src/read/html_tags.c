/* SPDX-License-Identifier: Apache-2.0
 *
 * html_tags - what is known of HTML's elements by their names.
 */
#include "read/markup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order of their names: gk_tag_find halves it. */
static const gk_tag_entry entries[] = {
    {"a", GK_TAG_A, 0},
    {"abbr", GK_TAG_FORMAT, 0},
    {"acronym", GK_TAG_FORMAT, 0},
    {"address", GK_TAG_BLOCK, 0},
    {"applet", GK_TAG_HIDDEN, 0},
    {"area", GK_TAG_VOID, 0},
    {"article", GK_TAG_BLOCK, 0},
    {"aside", GK_TAG_BLOCK, 0},
    {"b", GK_TAG_BOLD, 0},
    {"base", GK_TAG_META, 0},
    {"basefont", GK_TAG_VOID, 0},
    {"big", GK_TAG_FORMAT, 0},
    {"blockquote", GK_TAG_PARAGRAPH, 0},
    {"body", GK_TAG_BODY, 0},
    {"br", GK_TAG_BR, 0},
    {"caption", GK_TAG_CAPTION, 0},
    {"center", GK_TAG_BLOCK, 0},
    {"cite", GK_TAG_FORMAT, 0},
    {"code", GK_TAG_FORMAT, 0},
    {"col", GK_TAG_VOID, 0},
    {"colgroup", GK_TAG_VOID, 0},
    {"dd", GK_TAG_DETAIL, 0},
    {"del", GK_TAG_FORMAT, 0},
    {"details", GK_TAG_BLOCK, 0},
    {"dfn", GK_TAG_FORMAT, 0},
    {"dir", GK_TAG_LIST, 0},
    {"div", GK_TAG_BLOCK, 0},
    {"dl", GK_TAG_LIST, 0},
    {"dt", GK_TAG_TERM, 0},
    {"em", GK_TAG_FORMAT, 0},
    {"embed", GK_TAG_VOID, 0},
    {"fieldset", GK_TAG_BLOCK, 0},
    {"figcaption", GK_TAG_BLOCK, 0},
    {"figure", GK_TAG_BLOCK, 0},
    {"font", GK_TAG_FORMAT, 0},
    {"footer", GK_TAG_BLOCK, 0},
    {"form", GK_TAG_BLOCK, 0},
    {"frame", GK_TAG_VOID, 0},
    {"h1", GK_TAG_HEADING, 1},
    {"h2", GK_TAG_HEADING, 2},
    {"h3", GK_TAG_HEADING, 3},
    {"h4", GK_TAG_HEADING, 4},
    {"h5", GK_TAG_HEADING, 5},
    {"h6", GK_TAG_HEADING, 6},
    {"head", GK_TAG_HEAD, 0},
    {"header", GK_TAG_BLOCK, 0},
    {"hr", GK_TAG_HR, 0},
    {"html", GK_TAG_HTML, 0},
    {"i", GK_TAG_FORMAT, 0},
    {"iframe", GK_TAG_HIDDEN, 0},
    {"img", GK_TAG_VOID, 0},
    {"input", GK_TAG_VOID, 0},
    {"ins", GK_TAG_FORMAT, 0},
    {"kbd", GK_TAG_FORMAT, 0},
    {"li", GK_TAG_ITEM, 0},
    {"link", GK_TAG_META, 0},
    {"listing", GK_TAG_PRE, 0},
    {"main", GK_TAG_BLOCK, 0},
    {"menu", GK_TAG_LIST, 0},
    {"meta", GK_TAG_META, 0},
    {"nav", GK_TAG_BLOCK, 0},
    {"nobr", GK_TAG_FORMAT, 0},
    {"noscript", GK_TAG_BLOCK, 0},
    {"object", GK_TAG_HIDDEN, 0},
    {"ol", GK_TAG_LIST, 0},
    {"optgroup", GK_TAG_HIDDEN, 0},
    {"option", GK_TAG_HIDDEN, 0},
    {"p", GK_TAG_PARAGRAPH, 0},
    {"page", GK_TAG_PAGE, 0},
    {"param", GK_TAG_VOID, 0},
    {"pre", GK_TAG_PRE, 0},
    {"q", GK_TAG_FORMAT, 0},
    {"s", GK_TAG_FORMAT, 0},
    {"samp", GK_TAG_FORMAT, 0},
    {"script", GK_TAG_HIDDEN, 0},
    {"section", GK_TAG_BLOCK, 0},
    {"select", GK_TAG_HIDDEN, 0},
    {"small", GK_TAG_FORMAT, 0},
    {"source", GK_TAG_VOID, 0},
    {"span", GK_TAG_SPAN, 0},
    {"strike", GK_TAG_FORMAT, 0},
    {"strong", GK_TAG_BOLD, 0},
    {"style", GK_TAG_HIDDEN, 0},
    {"sub", GK_TAG_SUP, 0},
    {"summary", GK_TAG_BLOCK, 0},
    {"sup", GK_TAG_SUP, 0},
    {"svg", GK_TAG_HIDDEN, 0},
    {"table", GK_TAG_TABLE, 0},
    {"tbody", GK_TAG_ROWS, 0},
    {"td", GK_TAG_CELL, 0},
    {"template", GK_TAG_HIDDEN, 0},
    {"textarea", GK_TAG_HIDDEN, 0},
    {"tfoot", GK_TAG_ROWS, 0},
    {"th", GK_TAG_CELL, 0},
    {"thead", GK_TAG_ROWS, 0},
    {"title", GK_TAG_TITLE, 0},
    {"tr", GK_TAG_ROW, 0},
    {"tt", GK_TAG_FORMAT, 0},
    {"u", GK_TAG_FORMAT, 0},
    {"ul", GK_TAG_LIST, 0},
    {"var", GK_TAG_FORMAT, 0},
    {"wbr", GK_TAG_VOID, 0},
    {"xmp", GK_TAG_PRE, 0},
};

const gk_tag_entry *gk_tag_find(const char *name, size_t length)
{
    size_t low = 0, high = sizeof entries / sizeof *entries;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *entry = entries[middle].name;
        int order = strncasecmp(name, entry, length);
        if (order == 0 && entry[length] != '\0') order = -1;
        if (order == 0) return &entries[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
