/* SPDX-License-Identifier: Apache-2.0
 *
 * html_style - what an element looks like, as far as text cares: what HTML says of its kind, then
 * its attributes, then its style attribute.
 */
#include "read/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool word_is(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

static bool holds_word(const char *s, size_t n, const char *word)
{
    size_t m = strlen(word);
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(s + i, word, m) == 0) return true;
    return false;
}

/* A length in points; relative ones for a font of ten points. */
static float points(const char *s, size_t n)
{
    static const struct {
        const char *unit;
        float points;
    } units[] = {{"pt", 1},  {"px", 0.75f}, {"in", 72}, {"cm", 28.35f}, {"mm", 2.835f},
                 {"em", 10}, {"ex", 5},     {"pc", 12}, {"%", 4.5f}};
    char buffer[32], *end;
    if (n >= sizeof buffer) return 0;
    memcpy(buffer, s, n);
    buffer[n] = '\0';
    float value = strtof(buffer, &end);
    if (end == buffer || !(value > -1000 && value < 1000)) return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strncasecmp(end, units[i].unit, strlen(units[i].unit)) == 0)
            return value * units[i].points;
    return value * 0.75f;
}

/* ---- properties ---------------------------------------------------------------------------- */

/* The four sides of "1pt 2pt 3pt 4pt", as CSS completes them: top, right, bottom, left. */
static void sides(const char *s, size_t n, float out[4])
{
    size_t count = 0;
    for (size_t i = 0; i < n && count < 4;) {
        while (i < n && s[i] == ' ') i++;
        size_t start = i;
        while (i < n && s[i] != ' ') i++;
        if (i > start) out[count++] = points(s + start, i - start);
    }
    if (count == 1) out[1] = out[0];
    if (count > 0 && count < 3) out[2] = out[0];
    if (count > 0 && count < 4) out[3] = out[1];
}

static void set_margin(gk_style *style, const char *s, size_t n)
{
    float four[4] = {0};
    sides(s, n, four);
    style->above = four[0];
    style->below = four[2];
    style->left += four[3];
}

static void set_padding(gk_style *style, const char *s, size_t n)
{
    float four[4] = {0};
    sides(s, n, four);
    style->above += four[0];
    style->below += four[2];
    style->left += four[3];
}

static void set_above(gk_style *style, const char *s, size_t n) { style->above = points(s, n); }
static void set_below(gk_style *style, const char *s, size_t n) { style->below = points(s, n); }
static void add_above(gk_style *style, const char *s, size_t n) { style->above += points(s, n); }
static void add_below(gk_style *style, const char *s, size_t n) { style->below += points(s, n); }
static void add_left(gk_style *style, const char *s, size_t n) { style->left += points(s, n); }
static void set_first(gk_style *style, const char *s, size_t n) { style->first = points(s, n); }

static void set_display(gk_style *style, const char *s, size_t n)
{
    if (word_is(s, n, "none")) style->hidden = true;
    if (word_is(s, n, "block")) style->block = true;
    if (word_is(s, n, "inline")) style->block = false;
}

static void set_visibility(gk_style *style, const char *s, size_t n)
{
    if (word_is(s, n, "hidden") || word_is(s, n, "collapse")) style->hidden = true;
}

static void set_weight(gk_style *style, const char *s, size_t n)
{
    style->bold = holds_word(s, n, "bold") || (n == 3 && s[0] >= '6' && s[0] <= '9');
    style->normal = !style->bold;
}

/* font: bold 10pt Arial */
static void set_font(gk_style *style, const char *s, size_t n)
{
    if (holds_word(s, n, "bold")) style->bold = true;
    if (holds_word(s, n, "wingdings")) style->symbols = true;
}

static void set_family(gk_style *style, const char *s, size_t n)
{
    if (holds_word(s, n, "wingdings")) style->symbols = true;
}

static void set_align(gk_style *style, const char *s, size_t n)
{
    static const char *const names[] = {"left", "justify", "right", "center"};
    static const char codes[] = "llrc";
    for (size_t i = 0; i < 4; i++)
        if (word_is(s, n, names[i])) style->align = codes[i];
}

static void set_vertical(gk_style *style, const char *s, size_t n)
{
    if (word_is(s, n, "super")) style->raised = true;
}

/* position:relative;top:-3pt raises a footnote's mark. */
static void set_top(gk_style *style, const char *s, size_t n)
{
    if (points(s, n) < 0) style->raised = true;
}

static void set_space(gk_style *style, const char *s, size_t n)
{
    if (n >= 3 && strncasecmp(s, "pre", 3) == 0) style->pre = true;
}

static bool is_page_break(const char *s, size_t n)
{
    static const char *const words[] = {"always", "page", "left", "right", "recto", "verso"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word_is(s, n, words[i])) return true;
    return false;
}

static void set_page_before(gk_style *style, const char *s, size_t n)
{
    if (is_page_break(s, n)) style->page_before = true;
}

static void set_page_after(gk_style *style, const char *s, size_t n)
{
    if (is_page_break(s, n)) style->page_after = true;
}

static void set_stands_for(gk_style *style, const char *s, size_t n)
{
    (void)s;
    if (n) style->stands_for = true;
}

static const struct property {
    const char *name;
    void (*set)(gk_style *style, const char *value, size_t length);
} properties[] = {
    {"display", set_display},
    {"visibility", set_visibility},
    {"font-weight", set_weight},
    {"font", set_font},
    {"font-family", set_family},
    {"text-align", set_align},
    {"vertical-align", set_vertical},
    {"top", set_top},
    {"white-space", set_space},
    {"margin", set_margin},
    {"margin-top", set_above},
    {"margin-bottom", set_below},
    {"margin-left", add_left},
    {"padding", set_padding},
    {"padding-top", add_above},
    {"padding-bottom", add_below},
    {"padding-left", add_left},
    {"text-indent", set_first},
    {"page-break-before", set_page_before},
    {"break-before", set_page_before},
    {"page-break-after", set_page_after},
    {"break-after", set_page_after},
    {"-sec-ix-hidden", set_stands_for},
};

/* Takes the next "name: value" of a style; false where there is none. Moves *s past it. */
static bool next_property(const char **s, const char **name, size_t *name_length,
                          const char **value, size_t *length)
{
    for (;;) {
        const char *start = *s + strspn(*s, " \t\r\n;");
        if (!*start) return false;
        size_t all = strcspn(start, ";");
        const char *colon = memchr(start, ':', all);
        *s = start + all;
        if (!colon) continue;
        const char *end = start + all;
        *name = start;
        *name_length = (size_t)(colon - start);
        while (*name_length && strchr(" \t\r\n", start[*name_length - 1])) (*name_length)--;
        *value = colon + 1;
        while (*value < end && strchr(" \t\r\n", **value)) (*value)++;
        size_t n = 0; /* up to "!important" */
        while (*value + n < end && (*value)[n] != '!') n++;
        while (n > 0 && strchr(" \t\r\n", (*value)[n - 1])) n--;
        *length = n;
        return true;
    }
}

bool gk_style_property(const char *style, const char *name, const char **value, size_t *length)
{
    const char *found;
    size_t n;
    while (next_property(&style, &found, &n, value, length))
        if (word_is(found, n, name)) return true;
    return false;
}

static void apply(gk_style *style, const char *text)
{
    const char *name, *value;
    size_t name_length, length;
    while (next_property(&text, &name, &name_length, &value, &length))
        for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
            if (word_is(name, name_length, properties[i].name)) {
                properties[i].set(style, value, length);
                break;
            }
}

/* ---- elements ------------------------------------------------------------------------------ */

static const uint64_t BLOCKS = UINT64_C(1) << GK_TAG_BLOCK | UINT64_C(1) << GK_TAG_BODY |
                               UINT64_C(1) << GK_TAG_CAPTION | UINT64_C(1) << GK_TAG_DETAIL |
                               UINT64_C(1) << GK_TAG_HEADING | UINT64_C(1) << GK_TAG_HR |
                               UINT64_C(1) << GK_TAG_HTML | UINT64_C(1) << GK_TAG_ITEM |
                               UINT64_C(1) << GK_TAG_LIST | UINT64_C(1) << GK_TAG_PARAGRAPH |
                               UINT64_C(1) << GK_TAG_PRE | UINT64_C(1) << GK_TAG_TERM |
                               UINT64_C(1) << GK_TAG_TABLE | UINT64_C(1) << GK_TAG_ROW |
                               UINT64_C(1) << GK_TAG_ROWS | UINT64_C(1) << GK_TAG_CELL;
static const uint64_t HIDDEN = UINT64_C(1) << GK_TAG_HEAD | UINT64_C(1) << GK_TAG_HIDDEN |
                               UINT64_C(1) << GK_TAG_TITLE | UINT64_C(1) << GK_TAG_META |
                               UINT64_C(1) << GK_TAG_VOID | UINT64_C(1) << GK_TAG_IX_HEADER;

static const float ROOM = 12; /* above and below a paragraph */

gk_style gk_style_of(const gk_node *node)
{
    uint64_t bit = UINT64_C(1) << node->tag;
    gk_style style = {.hidden = bit & HIDDEN, .block = bit & BLOCKS};
    if (style.hidden || node->tag == GK_TAG_TEXT) return style;
    bool roomy = node->tag == GK_TAG_PARAGRAPH || node->tag == GK_TAG_HEADING ||
                 node->tag == GK_TAG_LIST || node->tag == GK_TAG_PRE;
    style.above = style.below = roomy ? ROOM : 0;
    style.bold = node->tag == GK_TAG_BOLD || node->tag == GK_TAG_HEADING;
    style.pre = node->tag == GK_TAG_PRE;
    style.raised = node->tag == GK_TAG_SUP && strcasecmp(node->local, "sup") == 0;
    if (node->tag == GK_TAG_CELL && strcasecmp(node->local, "th") == 0) style.bold = true;
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const gk_attribute *a = &node->attributes[i];
        if (strcasecmp(a->name, "align") == 0) set_align(&style, a->value, strlen(a->value));
        if (strcasecmp(a->name, "face") == 0) set_family(&style, a->value, strlen(a->value));
        if (strcasecmp(a->name, "hidden") == 0) style.hidden = true;
    }
    const char *text = gk_node_attribute(node, "style");
    if (text) apply(&style, text);
    return style;
}
