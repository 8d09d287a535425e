/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_blocks - paragraphs as lines: with their numbers, indented by their level in a list, a blank
 * line where there is space between them on paper.
 */
#include "read/docx.h"

#include <string.h>

enum {
    WIDTH = 100,  /* of a line of prose */
    TABBED = 130, /* of one with tabs, which is a row of something */
    INDENT = 2,   /* for each level of a list */
    MOST_INDENT = 16,
    SPACE = 80,   /* twentieths of a point: a blank line */
    DEEPEST = 48, /* blocks within blocks */
};

/* ---- lines ---------------------------------------------------------------------------------- */

static void add_line(gk_docx *d, const char *text, size_t length)
{
    d->lines = gk_grow(d->lines, d->line_count, &d->line_capacity, sizeof *d->lines);
    gk_docx_line *line = &d->lines[d->line_count++];
    *line = (gk_docx_line){.text = gk_arena_strndup(d->arena, text, length),
                           .length = length,
                           .breaks = d->break_pending,
                           .section = d->section_pending,
                           .notes = d->note_count};
    d->break_pending = d->section_pending = false;
}

void gk_docx_add_line(gk_docx *d, const char *text, size_t length) { add_line(d, text, length); }

/* Not two in a row, and none where a page begins. */
void gk_docx_add_blank(gk_docx *d)
{
    bool at_start = d->break_pending || d->line_count == 0;
    if (!at_start && d->lines[d->line_count - 1].length > 0) add_line(d, "", 0);
}

typedef struct hanging {
    gk_docx *d;
    const char *label; /* before the first line; NULL behind it */
    size_t indent, inner;
} hanging;

static void add_hanging(void *ctx, const char *text, size_t length)
{
    hanging *h = ctx;
    gk_string line = {0};
    while (length > 0 && text[length - 1] == ' ') length--;
    gk_string_addf(&line, "%*s", (int)(h->label ? h->indent : h->inner), "");
    if (h->label) gk_string_add(&line, h->label);
    size_t used = gk_text_width(line.data ? line.data : "", line.length);
    if (h->label && h->label[0] && used < h->inner)
        gk_string_addf(&line, "%*s", (int)(h->inner - used), "");
    gk_string_append(&line, text, length);
    h->label = NULL;
    while (line.length > 0 && line.data[line.length - 1] == ' ') line.length--;
    add_line(h->d, line.data ? line.data : "", line.length);
    gk_string_free(&line);
}

/* ---- paragraphs ----------------------------------------------------------------------------- */

static bool is_blank(const gk_string *s)
{
    for (size_t i = 0; i < s->length;)
        if (!gk_is_space(gk_utf8_next(s->data, s->length, &i))) return false;
    return true;
}

/* Whether there is space on paper between the paragraph before and this one. */
static bool stands_apart(const gk_docx *d, const gk_docx_properties *p, bool is_long)
{
    if (!d->last_was_text) return true;
    if (p->heading >= 0 || d->last.heading >= 0) return true;
    bool same_list = p->number > 0 && p->number == d->last.number;
    if (same_list) return is_long && d->last_was_long;
    if ((p->contextual > 0 || d->last.contextual > 0) && p->number == d->last.number) return false;
    return p->before >= SPACE || d->last.after >= SPACE || (is_long && d->last_was_long);
}

static void mark_heading(gk_docx *d, size_t first, const char *label, const gk_string *text)
{
    char *whole = gk_format("%s%s%s", label, label[0] ? " " : "", text->data);
    char *folded = gk_fold_space(whole, strlen(whole));
    d->lines[first].heading = true;
    d->lines[first].title = gk_arena_strdup(d->arena, folded);
    gk_free(whole);
    gk_free(folded);
}

static size_t indent_of(const gk_docx_properties *p)
{
    size_t levels = p->number > 0 && p->heading < 0 && p->level > 0 ? (size_t)p->level : 0;
    return levels * INDENT < MOST_INDENT ? levels * INDENT : MOST_INDENT;
}

/* Adds a piece of a paragraph with the label before it. */
static void add_piece(gk_docx *d, gk_docx_piece *piece, const gk_docx_properties *p,
                      const char *label)
{
    bool tabbed = piece->text.length && memchr(piece->text.data, '\t', piece->text.length);
    gk_docx_expand_tabs(&piece->text);
    size_t n = piece->text.length, indent = indent_of(p);
    bool is_long = n > WIDTH;
    if (stands_apart(d, p, is_long)) gk_docx_add_blank(d);
    size_t first = d->line_count;
    hanging h = {d, label, indent, indent};
    if (label[0]) h.inner += gk_text_width(label, strlen(label)) + 1;
    gk_wrap(piece->text.data, n, (tabbed ? TABBED : WIDTH) - h.inner, add_hanging, &h);
    if (p->heading >= 0) mark_heading(d, first, label, &piece->text);
    d->lines[d->line_count - 1].notes = piece->notes;
    d->last = *p;
    d->last_was_text = true;
    d->last_was_long = is_long;
}

/* The section that a paragraph ends. How it began is said here; whether what follows begins a page,
 * by the next. */
static void end_section(gk_docx *d, const xmlNode *section)
{
    const char *type = gk_xml_attr(gk_xml_child(section, "type"), "val");
    bool flows = type && (strcmp(type, "continuous") == 0 || strcmp(type, "nextColumn") == 0);
    if (d->section_line < d->line_count && !flows && d->lines[d->section_line].section) {
        d->lines[d->section_line].breaks = true;
        d->any_break = true;
    }
}

static void take_section(gk_docx *d, const xmlNode *section)
{
    if (!section) return;
    end_section(d, section);
    d->section_pending = true;
    d->section_line = d->line_count; /* the next line */
}

static void take_boxes(gk_docx *d, gk_docx_text *text)
{
    for (size_t i = 0; i < text->box_count; i++) {
        d->last_was_text = false;
        for (xmlNode *n = gk_xml_child(text->boxes[i], NULL); n; n = gk_xml_next(n))
            gk_docx_add_block(d, n);
    }
    if (text->charts.length == 0) return;
    gk_docx_add_blank(d);
    for (const char *p = text->charts.data; *p;) {
        size_t n = strcspn(p, "\n");
        add_line(d, p, n);
        p += n + (p[n] == '\n');
    }
    d->last_was_text = false;
}

static bool mark_deleted(const xmlNode *paragraph)
{
    const xmlNode *marks = gk_xml_path(paragraph, "pPr/rPr");
    return gk_xml_child(marks, "del") || gk_xml_child(marks, "moveFrom");
}

/* A paragraph whose end was deleted goes on in the next one. */
static bool carry(gk_docx *d, const xmlNode *paragraph, gk_docx_text *text)
{
    if (!mark_deleted(paragraph) || text->count != 1) return false;
    gk_string_free(&d->carried);
    d->carried = text->pieces[0].text;
    text->pieces[0].text = (gk_string){0};
    return true;
}

static void take_title(gk_docx *d, const gk_docx_properties *p, const gk_string *text)
{
    if (!p->is_title || d->title) return;
    char *folded = gk_fold_space(text->data, text->length);
    d->title = gk_arena_strdup(d->arena, folded);
    gk_free(folded);
}

static void take_pieces(gk_docx *d, gk_docx_text *text, const gk_docx_properties *p)
{
    gk_string label = {0};
    bool shown = false;
    for (size_t i = 0; i < text->count; i++) {
        gk_docx_piece *piece = &text->pieces[i];
        if (piece->breaks) d->break_pending = true;
        if (is_blank(&piece->text)) continue;
        if (!shown && p->number > 0) gk_docx_lists_next(d->lists, p->number, p->level, &label);
        take_title(d, p, &piece->text);
        add_piece(d, piece, p, !shown && label.data ? label.data : "");
        shown = true;
    }
    if (!shown) {
        if (text->count == 1) gk_docx_add_blank(d);
        d->last_was_text = false;
    }
    gk_string_free(&label);
}

static void add_paragraph(gk_docx *d, const xmlNode *paragraph)
{
    gk_docx_properties p = gk_docx_properties_of(d->styles, paragraph);
    gk_docx_text text;
    if (p.page_break > 0 && d->line_count > 0) d->break_pending = d->any_break = true;
    gk_docx_text_read(d, paragraph, &text);
    if (p.hidden <= 0 && !carry(d, paragraph, &text)) take_pieces(d, &text, &p);
    take_boxes(d, &text);
    gk_docx_text_free(&text);
    take_section(d, gk_xml_path(paragraph, "pPr/sectPr"));
}

/* ---- blocks --------------------------------------------------------------------------------- */

void gk_docx_add_block(gk_docx *d, const xmlNode *block)
{
    if (d->depth >= DEEPEST) return;
    d->depth++;
    if (gk_xml_is(block, "p")) {
        add_paragraph(d, block);
    } else if (gk_xml_is(block, "tbl")) {
        gk_docx_add_table(d, block);
    } else if (gk_xml_is(block, "sectPr")) {
        end_section(d, block);
    } else if (!gk_xml_is(block, "sdtPr")) { /* a frame around blocks */
        for (xmlNode *n = gk_xml_child(block, NULL); n; n = gk_xml_next(n)) gk_docx_add_block(d, n);
    }
    d->depth--;
}

static void add_text_block(gk_docx *d, const xmlNode *block, gk_string *to)
{
    if (gk_xml_is(block, "tbl")) {
        gk_docx_table_text(d, block, to);
        return;
    }
    if (!gk_xml_is(block, "p")) {
        if (gk_xml_is(block, "tcPr") || gk_xml_is(block, "sdtPr")) return;
        gk_docx_blocks_text(d, block, to);
        return;
    }
    gk_docx_properties p = gk_docx_properties_of(d->styles, block);
    gk_docx_text text;
    gk_string label = {0}, whole = {0};
    gk_docx_text_read(d, block, &text);
    for (size_t i = 0; i < text.count; i++)
        if (text.pieces[i].text.length)
            gk_string_append(&whole, text.pieces[i].text.data, text.pieces[i].text.length);
    gk_docx_expand_tabs(&whole);
    if (p.hidden <= 0 && !is_blank(&whole)) {
        if (p.number > 0) gk_docx_lists_next(d->lists, p.number, p.level, &label);
        if (to->length) gk_string_add(to, "\n");
        if (label.length) gk_string_addf(to, "%s ", label.data);
        gk_string_append(to, whole.data, whole.length);
    }
    for (size_t i = 0; i < text.box_count; i++) gk_docx_blocks_text(d, text.boxes[i], to);
    if (text.charts.length) gk_string_addf(to, "\n%s", text.charts.data);
    gk_string_free(&label);
    gk_string_free(&whole);
    gk_docx_text_free(&text);
}

void gk_docx_blocks_text(gk_docx *d, const xmlNode *holder, gk_string *to)
{
    if (d->depth >= DEEPEST) return;
    d->depth++;
    for (xmlNode *n = gk_xml_child(holder, NULL); n; n = gk_xml_next(n)) add_text_block(d, n, to);
    d->depth--;
}
