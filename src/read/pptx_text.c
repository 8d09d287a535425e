/* SPDX-License-Identifier: Apache-2.0
 *
 * pptx_text - what shapes say: paragraphs with their bullets and numbers, tables, charts, diagrams.
 */
#include "read/pptx.h"

#include <string.h>

enum { WIDTH = 100, INDENT = 2, MOST_LEVEL = 8, MOST_COLUMNS = 1024 };

/* ---- paragraphs ----------------------------------------------------------------------------- */

static void add_runs(const xmlNode *node, gk_string *to)
{
    for (xmlNode *n = gk_xml_child(node, NULL); n; n = gk_xml_next(n)) {
        if (gk_xml_is(n, "t"))
            gk_xml_text(n, to);
        else if (gk_xml_is(n, "br"))
            gk_string_add(to, "\n");
        else if (gk_xml_is(n, "tab"))
            gk_string_add(to, "  ");
        else if (gk_xml_is(n, "AlternateContent"))
            add_runs(gk_xml_child(n, "Choice"), to);
        else if (!gk_xml_is(n, "pPr") && !gk_xml_is(n, "rPr"))
            add_runs(n, to);
    }
}

/* "arabicPeriod", "alphaLcParenR", "romanUcParenBoth": a way to count and what stands around it. */
static void add_auto_number(const char *type, long value, gk_string *to)
{
    static const char *const ways[][2] = {
        {"alphaLc", "lowerLetter"}, {"alphaUc", "upperLetter"},    {"romanLc", "lowerRoman"},
        {"romanUc", "upperRoman"},  {"ea1Chs", "chineseCounting"}, {"ea1Cht", "chineseCounting"}};
    const char *way = "decimal";
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (gk_starts_with(type, ways[i][0])) way = ways[i][1];
    if (gk_ends_with(type, "ParenBoth")) gk_string_add(to, "(");
    gk_office_count_add(way, value, to);
    gk_string_add(to, strstr(type, "Paren") ? ")" : gk_ends_with(type, "Plain") ? "" : ".");
}

typedef struct body {
    long numbers[MOST_LEVEL + 1];
    gk_string *to;
    size_t indent, inner;
    const char *label; /* NULL behind the first line */
} body;

static void add_line(void *ctx, const char *line, size_t length)
{
    body *b = ctx;
    gk_string_addf(b->to, "%*s%s", (int)(b->label ? b->indent : b->inner), "",
                   b->label ? b->label : "");
    gk_string_append(b->to, line, length);
    gk_string_add(b->to, "\n");
    b->label = NULL;
}

/* Numbers go on while paragraphs of one level follow one another; a higher level ends them. */
static void set_label(body *b, const xmlNode *properties, long level, gk_string *label)
{
    const xmlNode *bullet = gk_xml_child(properties, "buChar");
    const xmlNode *number = gk_xml_child(properties, "buAutoNum");
    const char *sign = gk_xml_attr(bullet, "char"), *type = gk_xml_attr(number, "type");
    for (long i = level + 1; i <= MOST_LEVEL; i++) b->numbers[i] = 0;
    if (number) {
        long start = gk_xml_number(number, "startAt", 1);
        b->numbers[level] = b->numbers[level] ? b->numbers[level] + 1 : start < 1 ? 1 : start;
        add_auto_number(type ? type : "", b->numbers[level], label);
        gk_string_add(label, " ");
        return;
    }
    b->numbers[level] = 0;
    if (!sign) return;
    /* Letters and private characters are drawings of a symbol font. */
    size_t i = 0;
    uint32_t c = sign[0] ? gk_utf8_next(sign, strlen(sign), &i) : 0;
    bool plain = c > 0xA7 && c != 0xD8 && c != 0xFC && !(c >= 0xE000 && c <= 0xF8FF);
    gk_string_addf(label, "%s ", plain || c == '-' || c == '*' ? sign : "•");
}

static void add_paragraph(body *b, const xmlNode *paragraph)
{
    gk_string text = {0}, label = {0};
    const xmlNode *properties = gk_xml_child(paragraph, "pPr");
    long level = gk_xml_number(properties, "lvl", 0);
    if (level < 0 || level > MOST_LEVEL) level = 0;
    add_runs(paragraph, &text);
    char *folded = gk_fold_space(text.data ? text.data : "", text.length);
    if (folded[0]) {
        set_label(b, properties, level, &label);
        b->label = label.data ? label.data : "";
        b->indent = (size_t)level * INDENT;
        b->inner = b->indent + gk_text_width(b->label, strlen(b->label));
        gk_wrap(text.data, text.length, WIDTH, add_line, b);
    }
    gk_free(folded);
    gk_string_free(&text);
    gk_string_free(&label);
}

void gk_slide_text_add(const xmlNode *text_body, gk_string *to)
{
    body b = {.to = to};
    for (xmlNode *n = gk_xml_child(text_body, "p"); n; n = gk_xml_next(n))
        if (gk_xml_is(n, "p")) add_paragraph(&b, n);
}

/* ---- frames --------------------------------------------------------------------------------- */

static void take_cell(gk_office_table *table, const xmlNode *cell, int row, int column,
                      gk_arena *arena)
{
    gk_string text = {0};
    gk_slide_text_add(gk_xml_child(cell, "txBody"), &text);
    long span = gk_xml_number(cell, "gridSpan", 1);
    gk_office_table_add(
        table, &(gk_office_cell){.row = row,
                                 .column = column,
                                 .span = span > 1 && span < MOST_COLUMNS ? (int)span : 1,
                                 .text = gk_arena_strdup(arena, text.data ? text.data : "")});
    gk_string_free(&text);
}

static bool is_covered(const xmlNode *cell)
{
    const char *by_left = gk_xml_attr(cell, "hMerge"), *by_upper = gk_xml_attr(cell, "vMerge");
    return (by_left && strcmp(by_left, "0") != 0) || (by_upper && strcmp(by_upper, "0") != 0);
}

static void add_table(const xmlNode *node, gk_string *to)
{
    gk_arena *arena = gk_arena_new();
    gk_office_table table = {0};
    int row = 0;
    for (xmlNode *r = gk_xml_child(node, "tr"); r; r = gk_xml_next(r), row++) {
        int column = 0;
        for (xmlNode *c = gk_xml_child(r, "tc"); c && column < MOST_COLUMNS; c = gk_xml_next(c)) {
            if (!gk_xml_is(c, "tc")) continue;
            if (!is_covered(c)) take_cell(&table, c, row, column, arena);
            column++;
        }
    }
    gk_office_line *lines;
    size_t count = gk_office_table_lay(&table, arena, &lines);
    for (size_t i = 0; i < count; i++) gk_string_addf(to, "%s\n", lines[i].text);
    gk_free(table.cells);
    gk_arena_free(arena);
}

/* The texts of a diagram's points, in the file's order. */
static void add_diagram(gk_package *package, const char *part, gk_string *to)
{
    xmlDoc *doc = gk_package_try_xml(package, part);
    for (xmlNode *n = gk_xml_child(gk_xml_child(gk_xml_root(doc), "ptLst"), "pt"); n;
         n = gk_xml_next(n))
        gk_slide_text_add(gk_xml_child(n, "t"), to);
    xmlFreeDoc(doc);
}

void gk_slide_frame_add(gk_package *package, const gk_relations *relations, const xmlNode *frame,
                        gk_string *to)
{
    const xmlNode *data = gk_xml_path(frame, "graphic/graphicData");
    const xmlNode *table = gk_xml_child(data, "tbl"), *chart = gk_xml_child(data, "chart");
    const xmlNode *diagram = gk_xml_child(data, "relIds");
    const char *chart_part = gk_relations_find(relations, gk_xml_attr(chart, "id"));
    const char *diagram_part = gk_relations_find(relations, gk_xml_attr(diagram, "dm"));
    if (table) add_table(table, to);
    if (chart_part) gk_chart_add(package, chart_part, to);
    if (diagram_part) add_diagram(package, diagram_part, to);
}
