/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_text - what a paragraph shows: its runs, without deleted and hidden text; the results of
 * fields, not their codes; marks of notes; where pages end.
 */
#include "read/docx.h"

#include <stdlib.h>
#include <string.h>

typedef struct walk {
    gk_docx *d;
    gk_docx_text *out;
} walk;

static void walk_children(walk *w, const xmlNode *node);

/* ---- pieces --------------------------------------------------------------------------------- */

static gk_docx_piece *add_piece(gk_docx_text *out)
{
    out->pieces = gk_grow(out->pieces, out->count, &out->capacity, sizeof *out->pieces);
    gk_docx_piece *piece = &out->pieces[out->count++];
    *piece = (gk_docx_piece){0};
    return piece;
}

static gk_docx_piece *piece_of(walk *w) { return &w->out->pieces[w->out->count - 1]; }

/* A field's code is not shown, nor what stands in it. */
static bool in_code(const gk_docx *d)
{
    for (size_t i = 0; i < d->fields; i++)
        if (d->field_code[i]) return true;
    return false;
}

static void add_text(walk *w, const char *text)
{
    if (!in_code(w->d)) gk_string_add(&piece_of(w)->text, text);
}

static void end_page(walk *w)
{
    w->d->any_break = true;
    piece_of(w)->notes = w->d->note_count;
    add_piece(w->out)->breaks = true;
}

/* ---- elements of a run ---------------------------------------------------------------------- */

static void take_text(walk *w, const xmlNode *node)
{
    if (!in_code(w->d)) gk_xml_text(node, &piece_of(w)->text);
}

static void take_tab(walk *w, const xmlNode *node)
{
    (void)node;
    add_text(w, "\t");
}

static void take_line_end(walk *w, const xmlNode *node)
{
    const char *type = gk_xml_attr(node, "type");
    if (type && strcmp(type, "page") == 0)
        end_page(w);
    else
        add_text(w, "\n");
}

static void take_page_end(walk *w, const xmlNode *node)
{
    (void)node;
    end_page(w);
}

static void take_hyphen(walk *w, const xmlNode *node)
{
    (void)node;
    add_text(w, "-");
}

/* A character of a symbol font: those in the private area mean nothing without it. */
static void take_symbol(walk *w, const xmlNode *node)
{
    const char *code = gk_xml_attr(node, "char");
    unsigned long c = code ? strtoul(code, NULL, 16) : 0;
    char bytes[5] = {0};
    if (c < 0x20 || (c >= 0xD800 && c <= 0xF8FF) || c > 0x10FFFF) return;
    gk_utf8_put((uint32_t)c, bytes);
    add_text(w, bytes);
}

static void take_note(walk *w, const xmlNode *node, bool is_end)
{
    gk_docx *d = w->d;
    if (in_code(d)) return;
    gk_string mark = {0};
    const char *custom = gk_xml_attr(node, "customMarkFollows");
    if (!custom || strcmp(custom, "0") == 0) { /* else it stands in the text */
        gk_string_add(&mark, "[");
        gk_office_count_add(is_end ? "lowerRoman" : "decimal",
                            is_end ? ++d->endnote_number : ++d->footnote_number, &mark);
        gk_string_add(&mark, "]");
    }
    d->notes = gk_grow(d->notes, d->note_count, &d->note_capacity, sizeof *d->notes);
    d->notes[d->note_count++] = (gk_docx_note){
        .is_end = is_end,
        .id = gk_xml_number(node, "id", -1),
        .mark = gk_arena_strndup(d->arena, mark.length ? mark.data : "", mark.length)};
    if (mark.length) add_text(w, mark.data);
    gk_string_free(&mark);
}

static void take_footnote(walk *w, const xmlNode *node) { take_note(w, node, false); }
static void take_endnote(walk *w, const xmlNode *node) { take_note(w, node, true); }

static void take_field(walk *w, const xmlNode *node)
{
    gk_docx *d = w->d;
    const char *type = gk_xml_attr(node, "fldCharType");
    if (!type) return;
    if (strcmp(type, "begin") == 0) {
        if (d->fields < GK_DOCX_FIELDS)
            d->field_code[d->fields++] = true;
        else
            d->lost_fields++;
    } else if (strcmp(type, "separate") == 0 && d->lost_fields == 0 && d->fields > 0) {
        d->field_code[d->fields - 1] = false;
    } else if (strcmp(type, "end") == 0 && d->lost_fields > 0) {
        d->lost_fields--;
    } else if (strcmp(type, "end") == 0 && d->fields > 0) {
        d->fields--;
    }
}

static void take_run(walk *w, const xmlNode *node)
{
    if (!gk_xml_on(gk_xml_path(node, "rPr/vanish"))) walk_children(w, node);
}

/* One of several forms of the same: the first that is offered, else the last resort. */
static void take_choice(walk *w, const xmlNode *node)
{
    const xmlNode *choice = gk_xml_child(node, "Choice");
    if (!choice) choice = gk_xml_child(node, "Fallback");
    if (choice) walk_children(w, choice);
}

static void take_fraction(walk *w, const xmlNode *node)
{
    const xmlNode *above = gk_xml_child(node, "num"), *below = gk_xml_child(node, "den");
    if (above) walk_children(w, above);
    add_text(w, "/");
    if (below) walk_children(w, below);
}

static void take_box(walk *w, const xmlNode *node)
{
    gk_docx_text *out = w->out;
    out->boxes = gk_grow(out->boxes, out->box_count, &out->box_capacity, sizeof(xmlNode *));
    out->boxes[out->box_count++] = (xmlNode *)node;
}

static void take_chart(walk *w, const xmlNode *node)
{
    const char *part = gk_relations_find(&w->d->relations, gk_xml_attr(node, "id"));
    if (part) gk_chart_add(w->d->package, part, &w->out->charts);
}

static void skip(walk *w, const xmlNode *node) { (void)w, (void)node; }

/* ---- the walk ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*take)(walk *, const xmlNode *);
} elements[] = {
    {"r", take_run},
    {"t", take_text},
    {"tab", take_tab},
    {"ptab", take_tab},
    {"br", take_line_end},
    {"cr", take_line_end},
    {"lastRenderedPageBreak", take_page_end},
    {"noBreakHyphen", take_hyphen},
    {"sym", take_symbol},
    {"footnoteReference", take_footnote},
    {"endnoteReference", take_endnote},
    {"fldChar", take_field},
    {"AlternateContent", take_choice},
    {"f", take_fraction},
    {"txbxContent", take_box},
    {"chart", take_chart},
    /* Not shown: properties, codes, what was deleted or moved away, phonetic guides, and texts that
     * drawings carry for other programs. */
    {"pPr", skip},
    {"rPr", skip},
    {"sdtPr", skip},
    {"sdtEndPr", skip},
    {"del", skip},
    {"moveFrom", skip},
    {"delText", skip},
    {"instrText", skip},
    {"delInstrText", skip},
    {"fldData", skip},
    {"ffData", skip},
    {"rt", skip},
    {"fPr", skip},
    {"tbl", skip},
};

static void walk_node(walk *w, const xmlNode *node)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (!gk_xml_is(node, elements[i].name)) continue;
        elements[i].take(w, node);
        return;
    }
    walk_children(w, node);
}

static void walk_children(walk *w, const xmlNode *node)
{
    for (xmlNode *n = gk_xml_child(node, NULL); n; n = gk_xml_next(n)) walk_node(w, n);
}

void gk_docx_text_read(gk_docx *d, const xmlNode *paragraph, gk_docx_text *out)
{
    walk w = {d, out};
    *out = (gk_docx_text){0};
    gk_string *first = &add_piece(out)->text;
    if (d->carried.length) gk_string_append(first, d->carried.data, d->carried.length);
    d->carried.length = 0;
    walk_children(&w, paragraph);
    piece_of(&w)->notes = d->note_count;
}

void gk_docx_text_free(gk_docx_text *text)
{
    for (size_t i = 0; i < text->count; i++) gk_string_free(&text->pieces[i].text);
    gk_free(text->pieces);
    gk_free(text->boxes);
    gk_string_free(&text->charts);
}

void gk_docx_expand_tabs(gk_string *text)
{
    enum { STOP = 8, GAP = 2 };
    if (!text->length || !memchr(text->data, '\t', text->length)) return;
    gk_string out = {0};
    size_t column = 0;
    for (size_t i = 0; i < text->length;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(text->data, text->length, &i);
        if (c == '\t') {
            size_t next = (column + GAP + STOP - 1) / STOP * STOP;
            for (; column < next; column++) gk_string_add(&out, " ");
        } else {
            column = c == '\n' ? 0 : column + (size_t)gk_char_width(c);
            gk_string_append(&out, text->data + at, i - at);
        }
    }
    gk_string_free(text);
    *text = out;
}
