/* SPDX-License-Identifier: Apache-2.0
 *
 * office_chart - a chart as the table of what it shows: a row for each category, a column for each
 * series, from the values that the document keeps beside the picture.
 */
#include "read/office.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SERIES = 64, MOST_POINTS = 2000 };

typedef struct chart {
    gk_arena *arena;
    gk_office_table table;
    int series;
} chart;

/* The points of a reference or a literal: c:strRef/c:strCache, c:numLit, ... */
static const xmlNode *points_of(const xmlNode *holder)
{
    static const char *const paths[] = {"strRef/strCache", "numRef/numCache", "strLit", "numLit",
                                        "multiLvlStrRef/multiLvlStrCache"};
    for (size_t i = 0; holder && i < sizeof paths / sizeof *paths; i++) {
        const xmlNode *found = gk_xml_path(holder, paths[i]);
        if (found) return found;
    }
    return NULL;
}

/* A point as it is shown: by its own format, or that of all. */
static const char *shown(const chart *c, const xmlNode *point, const gk_number_format *all)
{
    gk_string text = {0}, out = {0};
    const xmlNode *value = gk_xml_child(point, "v");
    if (value) gk_xml_text(value, &text);
    const char *code = gk_xml_attr(point, "formatCode");
    const gk_number_format *format = code ? gk_number_format_new(code, c->arena) : all;
    char *end = NULL;
    double number = text.length ? strtod(text.data, &end) : 0;
    if (format && end && end != text.data && !*end)
        gk_number_format_add(format, number, false, &out);
    else if (text.length)
        gk_string_add(&out, text.data);
    const char *kept = gk_arena_strdup(c->arena, out.data ? out.data : "");
    gk_string_free(&text);
    gk_string_free(&out);
    return kept;
}

static void add_points(chart *c, const xmlNode *points, int first_row, int column, bool figures)
{
    gk_string code = {0};
    const xmlNode *format = gk_xml_child(points, "formatCode");
    if (format) gk_xml_text(format, &code);
    const gk_number_format *all = code.length ? gk_number_format_new(code.data, c->arena) : NULL;
    for (xmlNode *n = gk_xml_child(points, "pt"); n; n = gk_xml_next(n)) {
        long index = gk_xml_number(n, "idx", -1);
        if (!gk_xml_is(n, "pt") || index < 0 || index >= MOST_POINTS) continue;
        gk_office_table_add(&c->table, &(gk_office_cell){.row = first_row + (int)index,
                                                         .column = column,
                                                         .span = 1,
                                                         .text = shown(c, n, all),
                                                         .figure = figures});
    }
    gk_string_free(&code);
}

/* The innermost of several levels of categories. */
static const xmlNode *innermost(const xmlNode *points)
{
    const xmlNode *level = gk_xml_child(points, "lvl");
    return level ? level : points;
}

static void add_series(chart *c, const xmlNode *series)
{
    const xmlNode *values = gk_xml_child(series, "val"), *names = gk_xml_child(series, "cat");
    const xmlNode *name = points_of(gk_xml_child(series, "tx"));
    if (!values) values = gk_xml_child(series, "yVal");
    if (!names) names = gk_xml_child(series, "xVal");
    const xmlNode *own = gk_xml_path(series, "tx/v");
    if (c->series == MOST_SERIES || !points_of(values)) return;
    if (c->series == 0 && points_of(names)) add_points(c, innermost(points_of(names)), 1, 0, false);
    int column = ++c->series;
    if (name) {
        const xmlNode *first = gk_xml_child(name, "pt");
        if (first)
            gk_office_table_add(&c->table, &(gk_office_cell){.row = 0,
                                                             .column = column,
                                                             .span = 1,
                                                             .text = shown(c, first, NULL)});
    } else if (own) {
        gk_string text = {0};
        gk_xml_text(own, &text);
        gk_office_table_add(
            &c->table,
            &(gk_office_cell){.row = 0,
                              .column = column,
                              .span = 1,
                              .text = gk_arena_strdup(c->arena, text.data ? text.data : "")});
        gk_string_free(&text);
    }
    add_points(c, points_of(values), 1, column, true);
}

static int by_place(const void *a, const void *b)
{
    const gk_office_cell *x = a, *y = b;
    if (x->row != y->row) return (x->row > y->row) - (x->row < y->row);
    return (x->column > y->column) - (x->column < y->column);
}

/* All text of runs within, one line a paragraph. */
static void add_runs(const xmlNode *node, gk_string *to)
{
    for (xmlNode *n = gk_xml_child(node, NULL); n; n = gk_xml_next(n)) {
        if (gk_xml_is(n, "t") || gk_xml_is(n, "v"))
            gk_xml_text(n, to);
        else
            add_runs(n, to);
        if (gk_xml_is(n, "p")) gk_string_add(to, " ");
    }
}

static void add_title(const xmlNode *title, gk_string *to)
{
    gk_string text = {0};
    if (title && gk_xml_child(title, "tx")) add_runs(gk_xml_child(title, "tx"), &text);
    if (text.length) gk_string_addf(to, "%s\n", text.data);
    gk_string_free(&text);
}

void gk_chart_add(gk_package *package, const char *part, gk_string *to)
{
    chart c = {.arena = gk_arena_new()};
    xmlDoc *doc = gk_package_try_xml(package, part);
    const xmlNode *root = gk_xml_child(gk_xml_root(doc), "chart");
    add_title(gk_xml_child(root, "title"), to);
    for (xmlNode *plot = gk_xml_child(gk_xml_child(root, "plotArea"), NULL); plot;
         plot = gk_xml_next(plot))
        for (xmlNode *n = gk_xml_child(plot, "ser"); n; n = gk_xml_next(n))
            if (gk_xml_is(n, "ser")) add_series(&c, n);
    if (c.table.count) qsort(c.table.cells, c.table.count, sizeof *c.table.cells, by_place);
    gk_office_line *lines;
    size_t count = gk_office_table_lay(&c.table, c.arena, &lines);
    for (size_t i = 0; i < count; i++) gk_string_addf(to, "%s\n", lines[i].text);
    gk_free(c.table.cells);
    xmlFreeDoc(doc);
    gk_arena_free(c.arena);
}
