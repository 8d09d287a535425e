/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_lists - the numbers and bullets of lists, which a document does not hold: it says how to
 * count, and the reader counts.
 */
#include "read/docx.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 9, MOST_LABEL = 64 };

typedef struct level {
    long start, restart; /* restart 0: never; -1: after any lower level */
    const char *format, *text;
    bool plain; /* all its numbers in figures: "1.2", not "I.2" */
} level;

typedef struct list {
    long id;
    const char *style_link; /* it is what the style of this name says */
    const char *own_style;  /* it is what the style of this name says of others */
    level levels[LEVELS];
    long values[LEVELS];
    bool counted[LEVELS];
} list;

/* A list that paragraphs name: another one, begun anew. */
typedef struct number {
    long id;
    list *list;
    long starts[LEVELS]; /* -1: goes on */
} number;

struct gk_docx_lists {
    list *lists;
    number *numbers; /* in order of id */
    size_t list_count, number_count;
};

static const char *keep(const char *s, gk_arena *arena)
{
    return s ? gk_arena_strdup(arena, s) : NULL;
}

static void read_level(const xmlNode *node, level *out, gk_arena *arena)
{
    const char *format = gk_xml_attr(gk_xml_child(node, "numFmt"), "val");
    const char *text = gk_xml_attr(gk_xml_child(node, "lvlText"), "val");
    *out = (level){.start = gk_xml_number(gk_xml_child(node, "start"), "val", 0),
                   .restart = gk_xml_number(gk_xml_child(node, "lvlRestart"), "val", -1),
                   .format = format ? keep(format, arena) : "decimal",
                   .text = text ? keep(text, arena) : "",
                   .plain = gk_xml_on(gk_xml_child(node, "isLgl"))};
}

static long level_of(const xmlNode *node)
{
    long l = gk_xml_number(node, "ilvl", -1);
    return l < LEVELS ? l : -1;
}

static void read_list(const xmlNode *node, list *out, gk_arena *arena)
{
    out->id = gk_xml_number(node, "abstractNumId", -1);
    out->style_link = keep(gk_xml_attr(gk_xml_child(node, "numStyleLink"), "val"), arena);
    out->own_style = keep(gk_xml_attr(gk_xml_child(node, "styleLink"), "val"), arena);
    for (long i = 0; i < LEVELS; i++) out->levels[i] = (level){.format = "none", .text = ""};
    for (xmlNode *n = gk_xml_child(node, "lvl"); n; n = gk_xml_next(n))
        if (level_of(n) >= 0) read_level(n, &out->levels[level_of(n)], arena);
}

/* The list that a number stands for; one that only names a style is the list that the style is. */
static list *find_list(const gk_docx_lists *l, long id)
{
    list *found = NULL;
    for (size_t i = 0; i < l->list_count && !found; i++)
        if (l->lists[i].id == id) found = &l->lists[i];
    for (size_t i = 0; found && found->style_link && i < l->list_count; i++)
        if (l->lists[i].own_style && strcmp(l->lists[i].own_style, found->style_link) == 0)
            return &l->lists[i];
    return found;
}

static void read_number(const gk_docx_lists *l, const xmlNode *node, number *out, gk_arena *arena)
{
    out->id = gk_xml_number(node, "numId", -1);
    out->list = find_list(l, gk_xml_number(gk_xml_child(node, "abstractNumId"), "val", -1));
    for (long i = 0; i < LEVELS; i++) out->starts[i] = -1;
    for (xmlNode *n = gk_xml_child(node, "lvlOverride"); n; n = gk_xml_next(n)) {
        long i = level_of(n);
        if (i < 0) continue;
        out->starts[i] = gk_xml_number(gk_xml_child(n, "startOverride"), "val", -1);
        const xmlNode *own = gk_xml_child(n, "lvl");
        if (own && out->list) read_level(own, &out->list->levels[i], arena);
    }
}

static int by_id(const void *a, const void *b)
{
    long x = ((const number *)a)->id, y = ((const number *)b)->id;
    return (x > y) - (x < y);
}

static size_t count(const xmlNode *root, const char *name)
{
    size_t n = 0;
    for (xmlNode *x = gk_xml_child(root, NULL); x; x = gk_xml_next(x)) n += gk_xml_is(x, name);
    return n;
}

gk_docx_lists *gk_docx_lists_read(gk_package *package, const char *part, gk_arena *arena)
{
    enum { MOST = 20000 };
    gk_docx_lists *l = gk_arena_alloc(arena, sizeof *l);
    xmlDoc *doc = gk_package_try_xml(package, part);
    const xmlNode *root = gk_xml_root(doc);
    size_t lists = count(root, "abstractNum"), numbers = count(root, "num");
    if (lists > MOST || numbers > MOST) lists = numbers = 0;
    l->lists = gk_arena_array(arena, lists, sizeof *l->lists);
    l->numbers = gk_arena_array(arena, numbers, sizeof *l->numbers);
    for (xmlNode *n = gk_xml_child(root, NULL); n && l->list_count < lists; n = gk_xml_next(n))
        if (gk_xml_is(n, "abstractNum")) read_list(n, &l->lists[l->list_count++], arena);
    for (xmlNode *n = gk_xml_child(root, NULL); n && l->number_count < numbers; n = gk_xml_next(n))
        if (gk_xml_is(n, "num")) read_number(l, n, &l->numbers[l->number_count++], arena);
    if (l->number_count) qsort(l->numbers, l->number_count, sizeof *l->numbers, by_id);
    xmlFreeDoc(doc);
    return l;
}

static void count_on(number *n, long at)
{
    list *l = n->list;
    for (long i = 0; i < at; i++) {
        if (l->counted[i]) continue;
        l->counted[i] = true;
        l->values[i] = l->levels[i].start;
    }
    if (n->starts[at] >= 0) {
        l->values[at] = n->starts[at];
        n->starts[at] = -1;
    } else if (l->counted[at]) {
        l->values[at] += l->values[at] < 1000000;
    } else {
        l->values[at] = l->levels[at].start;
    }
    l->counted[at] = true;
    for (long i = at + 1; i < LEVELS; i++)
        if (l->levels[i].restart != 0) l->counted[i] = false;
}

/* A bullet of a symbol font has no meaning outside it. */
static void add_bullet(const char *text, gk_string *to)
{
    size_t i = 0, n = strlen(text);
    uint32_t c = n ? gk_utf8_next(text, n, &i) : 0;
    bool own = (c >= 0xE000 && c <= 0xF8FF) || c == 'o' || c == 0xA7 || c == 0xB7 || c == 0xD8;
    gk_string_add(to, n == 0 ? "" : own && i == n ? "•" : text);
}

void gk_docx_lists_next(gk_docx_lists *lists, long id, long at, gk_string *label)
{
    const number key = {.id = id};
    number *n = lists->number_count
                    ? bsearch(&key, lists->numbers, lists->number_count, sizeof key, by_id)
                    : NULL;
    if (!n || !n->list || at >= LEVELS) return;
    if (at < 0) at = 0;
    count_on(n, at);
    const level *own = &n->list->levels[at];
    if (strcmp(own->format, "bullet") == 0) {
        add_bullet(own->text, label);
        return;
    }
    for (const char *p = own->text; *p && label->length < MOST_LABEL; p++) {
        long which = p[0] == '%' && p[1] >= '1' && p[1] <= '9' ? p[1] - '1' : -1;
        if (which < 0) {
            gk_string_append(label, p, 1);
            continue;
        }
        gk_office_count_add(own->plain ? "decimal" : n->list->levels[which].format,
                            n->list->values[which], label);
        p++;
    }
}
