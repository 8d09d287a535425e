/* SPDX-License-Identifier: Apache-2.0
 *
 * markup - see markup.h. Names, values and text stay where they stand in the file's bytes: what an
 * entity means is never longer than the entity, so it is written over it.
 */
#include "read/markup.h"
#include "text/text.h"

#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ATTRIBUTES = 128, ENTITY_LONGEST = 32 };

typedef struct slice {
    char *start, *end;
} slice;

typedef struct parser {
    char *at, *end;
    gk_markup *markup;
    gk_node *open[GK_MARKUP_DEPTH + 1]; /* open[0] is the root */
    size_t depth;                       /* index of the innermost that is open */
    size_t too_deep;                    /* elements that were opened beyond the depth */
    slice names[ATTRIBUTES], values[ATTRIBUTES];
    size_t attribute_count;
    const char *ix_prefix, *html_prefix; /* what the file calls the two namespaces */
    size_t ix_length, html_length;
} parser;

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static uint64_t bit(unsigned tag) { return UINT64_C(1) << tag; }

/* ---- entities ------------------------------------------------------------------------------ */

/* The character that a number from 128 to 159 means: old pages count in windows-1252. */
static uint32_t from_windows_1252(uint32_t c)
{
    static const uint16_t meant[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    if (c < 0x80 || c > 0x9F) return c;
    return meant[c - 0x80] ? meant[c - 0x80] : 0xFFFD;
}

static bool digit_of(char c, int base, uint32_t *digit)
{
    if (c >= '0' && c <= '9')
        *digit = (uint32_t)(c - '0');
    else if (base == 16 && is_letter(c) && (c | 32) <= 'f')
        *digit = (uint32_t)((c | 32) - 'a' + 10);
    else
        return false;
    return true;
}

/* "&#8217;", "&#x2019" at s; returns where it ends, or s where there is none. */
static const char *number_entity(const char *s, const char *end, uint32_t *c)
{
    const char *at = s + 2;
    int base = at < end && (*at | 32) == 'x' ? 16 : 10;
    if (base == 16) at++;
    const char *first = at;
    uint32_t value = 0, digit;
    for (; at < end && digit_of(*at, base, &digit); at++)
        value = value > 0x10FFFF ? value : value * (uint32_t)base + digit;
    if (at == first) return s;
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = 0xFFFD;
    *c = from_windows_1252(value);
    return at < end && *at == ';' ? at + 1 : at;
}

static const char *named_entity(const char *s, const char *end, uint32_t *c)
{
    char name[ENTITY_LONGEST];
    size_t n = 0;
    const char *at = s + 1;
    while (at < end && n + 1 < sizeof name && (is_letter(*at) || (*at >= '0' && *at <= '9')))
        name[n++] = *at++;
    name[n] = '\0';
    if (strcmp(name, "nbsp") == 0) {
        *c = 0xA0;
    } else {
        const htmlEntityDesc *entity = n ? htmlEntityLookup((const xmlChar *)name) : NULL;
        if (!entity) return s;
        *c = entity->value;
    }
    return at < end && *at == ';' ? at + 1 : at;
}

/* Resolves the entities of [start, end) in place; returns the new end. One that nobody knows stays
 * as it is written. */
static char *resolve(char *start, char *end)
{
    char *ampersand = memchr(start, '&', (size_t)(end - start));
    if (!ampersand) return end;
    char *out = ampersand;
    for (const char *s = ampersand; s < end;) {
        if (*s != '&') {
            *out++ = *s++;
            continue;
        }
        uint32_t c = 0;
        const char *next = s + 1 < end && s[1] == '#' ? number_entity(s, end, &c)
                                                      : named_entity(s, end, &c);
        if (next == s) {
            *out++ = *s++;
            continue;
        }
        char bytes[4];
        size_t n = gk_utf8_put(c, bytes);
        memcpy(out, bytes, n); /* the shortest, "&lt", has room for all that it may mean */
        out += n;
        s = next;
    }
    return out;
}

/* ---- the tree ------------------------------------------------------------------------------ */

static gk_node *append(parser *p)
{
    gk_node *parent = p->open[p->depth], *node = gk_arena_alloc(p->markup->arena, sizeof *node);
    node->parent = parent;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    return node;
}

static bool has_characters(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        if ((unsigned char)s[i] > ' ' && (unsigned char)s[i] < 0x80) return true;
        if (!gk_is_space(gk_utf8_next(s, n, &i))) return true;
    }
    return false;
}

/* What is in these is not shown. */
static const uint64_t SILENT = UINT64_C(1) << GK_TAG_HIDDEN | UINT64_C(1) << GK_TAG_HEAD |
                               UINT64_C(1) << GK_TAG_TITLE | UINT64_C(1) << GK_TAG_IX_HEADER;

static void add_text(parser *p, char *start, char *end, bool entities)
{
    if (entities) end = resolve(start, end);
    if (start == end) return;
    gk_node *node = append(p);
    node->tag = GK_TAG_TEXT;
    node->text = start;
    node->length = (size_t)(end - start);
    if (!has_characters(start, node->length)) return;
    for (gk_node *n = node; n && !n->shows && !(bit(n->tag) & SILENT); n = n->parent)
        n->shows = true;
}

/* Elements within which a rule does not look: what closes what (HTML only). */
typedef struct ending_rule {
    uint64_t opened, closes, stops_at;
} ending_rule;

#define BIT(tag) (UINT64_C(1) << (tag))
static const uint64_t FORMATS = BIT(GK_TAG_FORMAT) | BIT(GK_TAG_BOLD) | BIT(GK_TAG_SPAN) |
                                BIT(GK_TAG_A) | BIT(GK_TAG_SUP);
static const ending_rule ending_rules[] = {
    {BIT(GK_TAG_ITEM), BIT(GK_TAG_ITEM), BIT(GK_TAG_LIST) | BIT(GK_TAG_CELL) | BIT(GK_TAG_TABLE)},
    {BIT(GK_TAG_TERM) | BIT(GK_TAG_DETAIL), BIT(GK_TAG_TERM) | BIT(GK_TAG_DETAIL),
     BIT(GK_TAG_LIST) | BIT(GK_TAG_CELL) | BIT(GK_TAG_TABLE)},
    {BIT(GK_TAG_CELL), BIT(GK_TAG_CELL), BIT(GK_TAG_ROW) | BIT(GK_TAG_TABLE)},
    {BIT(GK_TAG_ROW), BIT(GK_TAG_ROW) | BIT(GK_TAG_CELL), BIT(GK_TAG_TABLE)},
    {BIT(GK_TAG_ROWS), BIT(GK_TAG_ROWS) | BIT(GK_TAG_ROW) | BIT(GK_TAG_CELL), BIT(GK_TAG_TABLE)},
    {BIT(GK_TAG_BODY), BIT(GK_TAG_HEAD), 0},
};
static const uint64_t ENDS_PARAGRAPH = BIT(GK_TAG_BLOCK) | BIT(GK_TAG_PARAGRAPH) |
                                       BIT(GK_TAG_HEADING) | BIT(GK_TAG_LIST) | BIT(GK_TAG_ITEM) |
                                       BIT(GK_TAG_TABLE) | BIT(GK_TAG_HR) | BIT(GK_TAG_PRE);

static bool is_p(const gk_node *node)
{
    return node->tag == GK_TAG_PARAGRAPH && strcasecmp(node->local, "p") == 0;
}

/* Closes what an element of this kind cannot stand in. */
static void end_implied(parser *p, unsigned tag)
{
    for (size_t r = 0; r < sizeof ending_rules / sizeof *ending_rules; r++) {
        const ending_rule *rule = &ending_rules[r];
        if (!(bit(tag) & rule->opened)) continue;
        size_t outermost = 0;
        for (size_t i = p->depth; i > 0 && !(bit(p->open[i]->tag) & rule->stops_at); i--)
            if (bit(p->open[i]->tag) & rule->closes) outermost = i;
        if (!outermost) continue;
        p->depth = outermost - 1;
        p->too_deep = 0;
    }
    if (!(bit(tag) & ENDS_PARAGRAPH)) return;
    size_t i = p->depth;
    while (i > 0 && (bit(p->open[i]->tag) & FORMATS)) i--;
    if (i > 0 && is_p(p->open[i])) p->depth = i - 1;
}

/* How far out an end tag reaches in HTML. */
static uint64_t end_stops_at(unsigned tag)
{
    if (tag == GK_TAG_TABLE || tag == GK_TAG_BODY || tag == GK_TAG_HTML) return 0;
    if (bit(tag) & (BIT(GK_TAG_CELL) | BIT(GK_TAG_ROW) | BIT(GK_TAG_ROWS)))
        return BIT(GK_TAG_TABLE);
    uint64_t stops = BIT(GK_TAG_CELL) | BIT(GK_TAG_TABLE);
    if (bit(tag) & FORMATS) stops |= BIT(GK_TAG_BLOCK) | BIT(GK_TAG_LIST) | BIT(GK_TAG_ITEM);
    return stops;
}

static void end_element(parser *p, const char *name, size_t length)
{
    if (p->too_deep) {
        p->too_deep--;
        return;
    }
    const gk_tag_entry *entry = gk_tag_find(name, length);
    uint64_t stops = p->markup->xml ? 0 : end_stops_at(entry ? entry->tag : GK_TAG_OTHER);
    for (size_t i = p->depth; i > 0; i--) {
        const gk_node *node = p->open[i];
        if (strncasecmp(node->name, name, length) == 0 && node->name[length] == '\0') {
            p->depth = i - 1;
            return;
        }
        if (bit(node->tag) & stops) return;
    }
}

/* ---- tags ---------------------------------------------------------------------------------- */

static bool ends_name(char c) { return is_blank(c) || c == '>' || c == '/' || c == '='; }

static void take_value(parser *p, slice *value)
{
    char *at = p->at;
    if (at < p->end && (*at == '"' || *at == '\'')) {
        char *close = memchr(at + 1, *at, (size_t)(p->end - at - 1));
        *value = (slice){at + 1, close ? close : p->end};
        p->at = close ? close + 1 : p->end;
        return;
    }
    while (at < p->end && !is_blank(*at) && *at != '>') at++;
    *value = (slice){p->at, at};
    p->at = at;
}

static void skip_blanks(parser *p)
{
    while (p->at < p->end && is_blank(*p->at)) p->at++;
}

/* Takes the attributes up to '>' and over it. *closed: the tag ends with "/>". False where the file
 * ends within the tag. */
static bool take_attributes(parser *p, bool *closed)
{
    p->attribute_count = 0;
    *closed = false;
    while (p->at < p->end && *p->at != '>') {
        if (is_blank(*p->at) || *p->at == '/') {
            *closed = *p->at++ == '/';
            continue;
        }
        *closed = false;
        slice name = {p->at, p->at}, value = {0};
        p->at++; /* whatever it is, '=' too */
        while (p->at < p->end && !ends_name(*p->at)) p->at++;
        name.end = p->at;
        skip_blanks(p);
        if (p->at < p->end && *p->at == '=') {
            p->at++;
            skip_blanks(p);
            take_value(p, &value);
        }
        if (p->attribute_count == ATTRIBUTES) continue;
        p->names[p->attribute_count] = name;
        p->values[p->attribute_count++] = value;
    }
    if (p->at >= p->end) return false;
    p->at++;
    return true;
}

/* Which prefixes the file binds to the namespaces that matter. */
static void note_namespace(parser *p, const gk_attribute *a)
{
    static const char IX[] = "inlineXBRL", HTML[] = "http://www.w3.org/1999/xhtml";
    if (!gk_starts_with(a->name, "xmlns:")) return;
    const char *prefix = a->name + strlen("xmlns:");
    if (gk_ends_with(a->value, IX) && !p->ix_length) {
        p->ix_prefix = prefix;
        p->ix_length = strlen(prefix);
    } else if (strcmp(a->value, HTML) == 0 && !p->html_length) {
        p->html_prefix = prefix;
        p->html_length = strlen(prefix);
    }
}

static void keep_attributes(parser *p, gk_node *node)
{
    node->attribute_count = (uint32_t)p->attribute_count;
    node->attributes = gk_arena_array(p->markup->arena, p->attribute_count,
                                      sizeof *node->attributes);
    for (size_t i = 0; i < p->attribute_count; i++) {
        slice *name = &p->names[i], *value = &p->values[i];
        /* The tag is taken as a whole: what stood behind a name or a value is no longer needed. */
        *name->end = '\0';
        if (value->start) {
            value->end = resolve(value->start, value->end);
            *value->end = '\0';
        }
        node->attributes[i] = (gk_attribute){name->start, value->start ? value->start : ""};
        note_namespace(p, &node->attributes[i]);
    }
}

static bool has_prefix(const gk_node *node, const char *prefix, size_t length)
{
    return length && (size_t)(node->local - node->name) == length + 1 &&
           memcmp(node->name, prefix, length) == 0;
}

static void classify(parser *p, gk_node *node)
{
    const char *colon = strchr(node->name, ':');
    node->local = colon ? colon + 1 : node->name;
    if (!colon || has_prefix(node, p->html_prefix, p->html_length)) {
        const gk_tag_entry *entry = gk_tag_find(node->local, strlen(node->local));
        node->tag = (uint8_t)(entry ? entry->tag : GK_TAG_OTHER);
        node->level = (uint8_t)(entry ? entry->level : 0);
    } else if (has_prefix(node, p->ix_prefix, p->ix_length)) {
        bool silent = strcasecmp(node->local, "header") == 0 ||
                      strcasecmp(node->local, "hidden") == 0;
        node->tag = silent ? GK_TAG_IX_HEADER : GK_TAG_IX;
    }
}

/* A cell or a row makes known to what it stands in, up to its table, that cells are there. */
static void note_cell(gk_node *node)
{
    for (gk_node *n = node->parent; n && !n->holds_cells; n = n->parent) {
        n->holds_cells = true;
        if (n->tag == GK_TAG_TABLE) break;
    }
}

/* Elements whose content is characters and no tags. */
static bool is_raw(const gk_node *node)
{
    static const char *const names[] = {"script", "style", "title", "textarea"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(node->local, names[i]) == 0) return true;
    return false;
}

static void take_raw(parser *p, const gk_node *node)
{
    char *start = p->at, *at = start;
    size_t length = strlen(node->name);
    while ((at = memchr(at, '<', (size_t)(p->end - at)))) {
        size_t left = (size_t)(p->end - at);
        if (left > length + 2 && at[1] == '/' && strncasecmp(at + 2, node->name, length) == 0 &&
            ends_name(at[length + 2]))
            break;
        at++;
    }
    char *end = at ? at : p->end;
    add_text(p, start, end, true);
    p->depth--;
    char *close = memchr(end, '>', (size_t)(p->end - end));
    p->at = close ? close + 1 : p->end;
}

static void start_element(parser *p, char *name, char *name_end, bool closed)
{
    static const uint64_t empty = BIT(GK_TAG_BR) | BIT(GK_TAG_HR) | BIT(GK_TAG_VOID) |
                                  BIT(GK_TAG_META) | BIT(GK_TAG_PAGE);
    *name_end = '\0';
    bool prefixed = strchr(name, ':') != NULL;
    if (!p->markup->xml && !prefixed) {
        const gk_tag_entry *entry = gk_tag_find(name, strlen(name));
        if (entry) end_implied(p, entry->tag);
    }
    gk_node *node = append(p);
    node->name = name;
    keep_attributes(p, node);
    classify(p, node);
    if (node->tag == GK_TAG_ROW || node->tag == GK_TAG_CELL) note_cell(node);
    if ((closed && (p->markup->xml || prefixed)) || (bit(node->tag) & empty)) return;
    if (p->depth == GK_MARKUP_DEPTH) {
        p->too_deep++;
        return;
    }
    p->open[++p->depth] = node;
    if (is_raw(node)) take_raw(p, node);
}

/* ---- what begins with "<!" or "<?" --------------------------------------------------------- */

static char *after(const parser *p, const char *mark)
{
    char *found = memmem(p->at, (size_t)(p->end - p->at), mark, strlen(mark));
    return found ? found + strlen(mark) : p->end;
}

static bool at_mark(const parser *p, const char *mark)
{
    size_t n = strlen(mark);
    return (size_t)(p->end - p->at) >= n && strncasecmp(p->at, mark, n) == 0;
}

/* Old converters mark a page's end by a comment: <!-- PAGEBREAK -->. */
static void take_comment(parser *p)
{
    static const char mark[] = "PAGEBREAK";
    char *start = p->at + strlen("<!--"), *end = after(p, "-->");
    while (start < end && is_blank(*start)) start++;
    if ((size_t)(end - start) > strlen(mark) && strncasecmp(start, mark, strlen(mark)) == 0) {
        gk_node *node = append(p);
        node->name = node->local = "page";
        node->tag = GK_TAG_PAGE;
    }
    p->at = end;
}

/* A DOCTYPE may hold declarations in brackets; they are passed over. */
static void skip_declaration(parser *p)
{
    char *close = after(p, ">"), *bracket = memchr(p->at, '[', (size_t)(close - p->at));
    if (bracket && at_mark(p, "<!DOCTYPE")) {
        p->at = bracket;
        p->at = after(p, "]");
        close = after(p, ">");
    }
    p->at = close;
}

static void take_declaration(parser *p)
{
    if (at_mark(p, "<!--")) {
        take_comment(p);
    } else if (at_mark(p, "<![CDATA[")) {
        char *start = p->at + strlen("<![CDATA["), *end = after(p, "]]>");
        bool ended = end - start >= 3 && memcmp(end - 3, "]]>", 3) == 0;
        if (p->markup->xml) add_text(p, start, ended ? end - 3 : end, false);
        p->at = end;
    } else if (at_mark(p, "<?") && p->markup->xml) {
        p->at = after(p, "?>");
    } else {
        skip_declaration(p);
    }
}

static void take_tag(parser *p)
{
    if (p->at[1] == '!' || p->at[1] == '?') {
        take_declaration(p);
        return;
    }
    bool end = p->at[1] == '/', closed;
    char *name = p->at + (end ? 2 : 1);
    p->at = name;
    while (p->at < p->end && !ends_name(*p->at) && *p->at != '<') p->at++;
    char *name_end = p->at;
    if (p->at < p->end && *p->at == '<') { /* "<font<b>": the first one is nothing */
        return;
    }
    if (!take_attributes(p, &closed)) return;
    if (end)
        end_element(p, name, (size_t)(name_end - name));
    else
        start_element(p, name, name_end, closed);
}

static bool begins_tag(const parser *p, const char *at)
{
    if (p->end - at < 2) return false;
    if (at[1] == '/') return p->end - at > 2 && is_letter(at[2]);
    return is_letter(at[1]) || at[1] == '_' || at[1] == '!' || at[1] == '?';
}

static void parse(parser *p)
{
    char *start = p->at; /* of the characters before the next tag */
    while (p->at < p->end) {
        char *at = memchr(p->at, '<', (size_t)(p->end - p->at));
        if (!at) break;
        p->at = at + 1;
        if (!begins_tag(p, at)) continue;
        p->at = at;
        add_text(p, start, at, true);
        take_tag(p);
        start = p->at;
    }
    add_text(p, start, p->end, true);
}

/* Whether the file means to be XML. */
static bool is_xml(const char *text, size_t size)
{
    static const char *const marks[] = {"<?xml ", "xmlns=\"http://www.w3.org/1999/xhtml\"",
                                        "xmlns='http://www.w3.org/1999/xhtml'", "/inlineXBRL"};
    size_t within = size < 8192 ? size : 8192;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (memmem(text, within, marks[i], strlen(marks[i]))) return true;
    return false;
}

gk_markup *gk_markup_parse(char *text, size_t size)
{
    gk_arena *arena = gk_arena_new();
    gk_markup *markup = gk_arena_alloc(arena, sizeof *markup);
    parser *p = gk_alloc(sizeof *p);
    *markup = (gk_markup){
        .arena = arena, .root = gk_arena_alloc(arena, sizeof(gk_node)), .xml = is_xml(text, size)};
    p->at = text;
    p->end = text + size;
    p->markup = markup;
    p->open[0] = markup->root;
    p->ix_prefix = "ix";
    parse(p);
    gk_free(p);
    return markup;
}

void gk_markup_free(gk_markup *markup)
{
    if (markup) gk_arena_free(markup->arena);
}

gk_node *gk_node_next(const gk_node *node, const gk_node *root, bool deeper)
{
    if (deeper && node->first) return node->first;
    while (node != root && !node->next) node = node->parent;
    return node == root ? NULL : node->next;
}

const char *gk_node_attribute(const gk_node *node, const char *name)
{
    for (uint32_t i = 0; i < node->attribute_count; i++)
        if (strcasecmp(node->attributes[i].name, name) == 0) return node->attributes[i].value;
    return NULL;
}
