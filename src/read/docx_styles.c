/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_styles - what paragraphs are by their style: headings, items of a list, what begins a page,
 * how far they stand apart.
 */
#include "read/docx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 32, BODY = 9 };

typedef struct style {
    const char *id, *based_on;
    gk_docx_properties own;
} style;

struct gk_docx_styles {
    style *styles; /* in order of their ids */
    size_t count;
    gk_docx_properties defaults;
    const char *normal; /* the style of paragraphs that name none */
};

static const gk_docx_properties nothing = {-1, -1, -1, -1, -1, -1, -1, -1, false};

/* What a list of properties (w:pPr) says itself. */
static gk_docx_properties properties_in(const xmlNode *list)
{
    gk_docx_properties p = nothing;
    const xmlNode *spacing = gk_xml_child(list, "spacing"), *numbers = gk_xml_child(list, "numPr");
    const xmlNode *page_break = gk_xml_child(list, "pageBreakBefore");
    const xmlNode *contextual = gk_xml_child(list, "contextualSpacing");
    p.heading = gk_xml_number(gk_xml_child(list, "outlineLvl"), "val", -1);
    p.number = gk_xml_number(gk_xml_child(numbers, "numId"), "val", -1);
    p.level = gk_xml_number(gk_xml_child(numbers, "ilvl"), "val", -1);
    p.before = gk_xml_number(spacing, "before", -1);
    p.after = gk_xml_number(spacing, "after", -1);
    if (page_break) p.page_break = gk_xml_on(page_break);
    if (contextual) p.contextual = gk_xml_on(contextual);
    return p;
}

static void take(long *to, long from)
{
    if (from >= 0) *to = from;
}

/* Adds what stands nearer to the paragraph. */
static void overlay(gk_docx_properties *to, const gk_docx_properties *from)
{
    take(&to->heading, from->heading);
    take(&to->number, from->number);
    take(&to->level, from->level);
    take(&to->before, from->before);
    take(&to->after, from->after);
    take(&to->page_break, from->page_break);
    take(&to->hidden, from->hidden);
    take(&to->contextual, from->contextual);
    to->is_title = to->is_title || from->is_title;
}

/* "heading 2" is one whatever its outline level says. */
static void judge_name(const char *name, gk_docx_properties *p)
{
    if (!name) return;
    if (strncasecmp(name, "heading ", 8) == 0 && name[8] >= '1' && name[8] <= '9' && p->heading < 0)
        p->heading = name[8] - '1';
    if (strcasecmp(name, "title") != 0) return;
    p->is_title = true;
    if (p->heading < 0) p->heading = 0;
}

static style read_style(const xmlNode *node, gk_arena *arena)
{
    const char *id = gk_xml_attr(node, "styleId");
    const char *based_on = gk_xml_attr(gk_xml_child(node, "basedOn"), "val");
    style s = {.id = gk_arena_strdup(arena, id ? id : ""),
               .based_on = based_on ? gk_arena_strdup(arena, based_on) : NULL,
               .own = properties_in(gk_xml_child(node, "pPr"))};
    const xmlNode *vanish = gk_xml_path(node, "rPr/vanish");
    if (vanish) s.own.hidden = gk_xml_on(vanish);
    judge_name(gk_xml_attr(gk_xml_child(node, "name"), "val"), &s.own);
    return s;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const style *)a)->id, ((const style *)b)->id);
}

static bool is_paragraph_style(const xmlNode *node)
{
    const char *type = gk_xml_attr(node, "type");
    return gk_xml_is(node, "style") && (!type || strcmp(type, "paragraph") == 0);
}

gk_docx_styles *gk_docx_styles_read(gk_package *package, const char *part, gk_arena *arena)
{
    gk_docx_styles *s = gk_arena_alloc(arena, sizeof *s);
    xmlDoc *doc = gk_package_try_xml(package, part);
    const xmlNode *root = gk_xml_root(doc);
    s->defaults = properties_in(gk_xml_path(root, "docDefaults/pPrDefault/pPr"));
    size_t capacity = 0;
    for (xmlNode *n = gk_xml_child(root, NULL); n; n = gk_xml_next(n))
        capacity += is_paragraph_style(n);
    s->styles = gk_arena_array(arena, capacity, sizeof *s->styles);
    for (xmlNode *n = gk_xml_child(root, NULL); n; n = gk_xml_next(n)) {
        if (!is_paragraph_style(n)) continue;
        s->styles[s->count++] = read_style(n, arena);
        const char *normal = gk_xml_attr(n, "default");
        if (normal && strcmp(normal, "0") != 0) s->normal = s->styles[s->count - 1].id;
    }
    if (s->count) qsort(s->styles, s->count, sizeof *s->styles, by_id);
    xmlFreeDoc(doc);
    return s;
}

static void overlay_style(const gk_docx_styles *s, const char *id, int depth,
                          gk_docx_properties *to)
{
    const style key = {.id = id};
    const style *found = id && s->count ? bsearch(&key, s->styles, s->count, sizeof key, by_id)
                                        : NULL;
    if (!found || depth == DEEPEST) return;
    overlay_style(s, found->based_on, depth + 1, to);
    overlay(to, &found->own);
}

gk_docx_properties gk_docx_properties_of(const gk_docx_styles *s, const xmlNode *paragraph)
{
    const xmlNode *list = gk_xml_child(paragraph, "pPr");
    const char *id = gk_xml_attr(gk_xml_child(list, "pStyle"), "val");
    gk_docx_properties p = s->defaults, own = properties_in(list);
    overlay_style(s, id ? id : s->normal, 0, &p);
    overlay(&p, &own);
    if (p.heading >= BODY) p.heading = -1;
    return p;
}
