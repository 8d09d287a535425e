/* SPDX-License-Identifier: Apache-2.0
 *
 * xlsx - workbooks: each sheet is a place, named like it; a long one several, about 100 rows each.
 * Nothing of a workbook is left out, hidden sheets, rows and columns included.
 */
#include "read/xlsx.h"
#include "read/office.h"
#include "read/read.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TITLE_ROWS = 1000 };

/* ---- shared strings ------------------------------------------------------------------------ */

void gk_xlsx_add_rich(const xmlNode *item, gk_string *to)
{
    for (xmlNode *n = gk_xml_child(item, NULL); n; n = gk_xml_next(n)) {
        if (gk_xml_is(n, "t")) gk_xml_text(n, to);
        if (gk_xml_is(n, "r") && gk_xml_child(n, "t")) gk_xml_text(gk_xml_child(n, "t"), to);
    }
}

/* "_x000D_" stands for the character of that number, which XML cannot hold. */
static void unescape(gk_string *s)
{
    size_t out = 0;
    for (size_t i = 0; i < s->length;) {
        unsigned c;
        char close;
        bool escape = s->length - i >= 7 && memcmp(s->data + i, "_x", 2) == 0 &&
                      strspn(s->data + i + 2, "0123456789abcdefABCDEF") == 4 &&
                      sscanf(s->data + i + 2, "%4x%c", &c, &close) == 2 && close == '_';
        if (escape) {
            if (c == 0x0A) s->data[out++] = '\n';
            if (c >= 0x20 && (c < 0xD800 || c > 0xDFFF)) out += gk_utf8_put(c, s->data + out);
            i += 7;
        } else {
            s->data[out++] = s->data[i++];
        }
    }
    s->length = out;
    if (s->data) s->data[out] = '\0';
}

const char *gk_xlsx_keep(gk_string *text, gk_arena *arena)
{
    if (text->data && strstr(text->data, "_x")) unescape(text);
    const char *kept = gk_arena_strndup(arena, text->data ? text->data : "", text->length);
    text->length = 0;
    return kept;
}

static gk_status take_string(void *ctx, xmlNode *item, gk_error *err)
{
    (void)err;
    gk_workbook *b = ctx;
    if (!gk_xml_is(item, "si")) return GK_OK;
    gk_string text = {0};
    gk_xlsx_add_rich(item, &text);
    b->strings = gk_grow(b->strings, b->string_count, &b->string_capacity, sizeof *b->strings);
    b->strings[b->string_count++] = gk_xlsx_keep(&text, b->arena);
    gk_string_free(&text);
    return GK_OK;
}

static gk_status read_strings(gk_workbook *b, const char *part, gk_error *err)
{
    static const char *const enter[] = {"sst", NULL};
    if (!part || !gk_package_has(b->package, part)) return GK_OK;
    gk_xml_stream *stream;
    gk_status status = gk_xml_open(b->package, part, &stream, err);
    if (status != GK_OK) return status;
    status = gk_xml_each(stream, enter, take_string, b, err);
    gk_xml_close(stream);
    return status;
}

/* ---- styles -------------------------------------------------------------------------------- */

static const char *format_code(const xmlNode *formats, long id)
{
    for (xmlNode *n = gk_xml_child(formats, "numFmt"); n; n = gk_xml_next(n))
        if (gk_xml_number(n, "numFmtId", -1) == id) return gk_xml_attr(n, "formatCode");
    return gk_number_format_builtin(id);
}

/* The format of each cell style; those of one number format share it. */
static void read_styles(gk_workbook *b, const char *part)
{
    xmlDoc *doc = gk_package_try_xml(b->package, part);
    const xmlNode *root = gk_xml_root(doc), *formats = gk_xml_child(root, "numFmts");
    const xmlNode *styles = gk_xml_child(root, "cellXfs");
    for (xmlNode *n = gk_xml_child(styles, "xf"); n; n = gk_xml_next(n)) b->style_count++;
    b->styles = gk_arena_array(b->arena, b->style_count, sizeof *b->styles);
    size_t i = 0;
    for (xmlNode *n = gk_xml_child(styles, "xf"); n; n = gk_xml_next(n), i++) {
        const char *code = format_code(formats, gk_xml_number(n, "numFmtId", 0));
        b->styles[i] = gk_number_format_new(code ? code : "General", b->arena);
    }
    xmlFreeDoc(doc);
    b->general = gk_number_format_new("General", b->arena);
}

/* ---- sheets -------------------------------------------------------------------------------- */

/* The rows that print titles repeat: "Sheet1!$1:$2", perhaps with columns beside it. */
static int title_rows(const xmlNode *names, long sheet)
{
    for (xmlNode *n = gk_xml_child(names, "definedName"); n; n = gk_xml_next(n)) {
        const char *name = gk_xml_attr(n, "name");
        if (!name || strcmp(name, "_xlnm.Print_Titles") != 0) continue;
        if (gk_xml_number(n, "localSheetId", -1) != sheet) continue;
        gk_string text = {0};
        gk_xml_text(n, &text);
        long last = 0;
        for (const char *p = text.data; p && (p = strchr(p, ':')); p++)
            if (p[1] == '$' && p[2] >= '0' && p[2] <= '9') last = strtol(p + 2, NULL, 10);
        gk_string_free(&text);
        return last < MOST_TITLE_ROWS ? (int)last : 0;
    }
    return 0;
}

static bool is_hidden(const xmlNode *sheet)
{
    const char *state = gk_xml_attr(sheet, "state");
    return state && strcmp(state, "visible") != 0;
}

/* What a chart sheet shows: the charts of its drawing. */
static gk_status add_chart_sheet(gk_workbook *b, const char *part, const char *label, gk_error *err)
{
    gk_relations of_sheet = gk_package_relations(b->package, part);
    const char *drawing = gk_relations_first(&of_sheet, "drawing");
    gk_string text = {0};
    gk_relations of_drawing = {0};
    if (drawing) of_drawing = gk_package_relations(b->package, drawing);
    for (size_t i = 0; i < of_drawing.count; i++)
        if (of_drawing.items[i].target && strcmp(of_drawing.items[i].type, "chart") == 0)
            gk_chart_add(b->package, of_drawing.items[i].target, &text);
    if (text.length == 0) return GK_OK;
    return gk_office_page_add(&b->pages, label, &text, err);
}

/* Only the first that is not hidden may be a cover sheet. */
static gk_status read_worksheet(gk_workbook *b, const char *part, const char *label, int titles,
                                bool hidden, gk_error *err)
{
    gk_cover_state before = b->cover;
    if (hidden) b->cover = GK_COVER_OVER;
    gk_status status = gk_xlsx_read_sheet(b, part, label, titles, err);
    b->cover = hidden ? before : GK_COVER_OVER;
    return status;
}

static gk_status read_sheet(gk_workbook *b, const gk_relations *relations, const xmlNode *sheet,
                            const xmlNode *names, long index, gk_error *err)
{
    const char *name = gk_xml_attr(sheet, "name");
    const char *id = gk_xml_attr(sheet, "id"); /* r:id */
    const gk_relation *relation = NULL;
    for (size_t i = 0; id && i < relations->count; i++)
        if (strcmp(relations->items[i].id, id) == 0) relation = &relations->items[i];
    if (!relation || !relation->target) return GK_OK;
    const char *label = gk_arena_format(b->arena, "%s%s", name ? name : "",
                                        is_hidden(sheet) ? " (hidden)" : "");
    if (strcmp(relation->type, "worksheet") == 0)
        return read_worksheet(b, relation->target, label, title_rows(names, index),
                              is_hidden(sheet), err);
    if (strcmp(relation->type, "chartsheet") == 0)
        return add_chart_sheet(b, relation->target, label, err);
    return GK_OK; /* a sheet of macros, or a dialogue */
}

static gk_status read_sheets(gk_workbook *b, const gk_relations *relations, const xmlNode *root,
                             gk_error *err)
{
    const xmlNode *names = gk_xml_child(root, "definedNames");
    gk_status status = GK_OK;
    long index = 0;
    for (xmlNode *n = gk_xml_child(gk_xml_child(root, "sheets"), "sheet"); n && status == GK_OK;
         n = gk_xml_next(n))
        status = read_sheet(b, relations, n, names, index++, err);
    return status;
}

static gk_status read_workbook(gk_workbook *b, const char *part, gk_error *err)
{
    xmlDoc *doc;
    if (gk_ends_with(part, ".bin"))
        return gk_fail(err, GK_INPUT, "is a binary workbook (XLSB): save it as XLSX");
    gk_status status = gk_package_xml(b->package, part, &doc, err);
    if (status != GK_OK) return status;
    gk_relations relations = gk_package_relations(b->package, part);
    const xmlNode *root = gk_xml_root(doc), *properties = gk_xml_child(root, "workbookPr");
    const char *from_1904 = gk_xml_attr(properties, "date1904");
    b->from_1904 = from_1904 && (strcmp(from_1904, "1") == 0 || strcmp(from_1904, "true") == 0);
    read_styles(b, gk_relations_first(&relations, "styles"));
    status = read_strings(b, gk_relations_first(&relations, "sharedStrings"), err);
    if (status == GK_OK) status = read_sheets(b, &relations, root, err);
    xmlFreeDoc(doc);
    return status;
}

/* Like gk_office_pages_write, with what the cover sheet states before the pages. */
static gk_status write_workbook(const gk_workbook *b, FILE *out, gk_error *err)
{
    const gk_office_pages *pages = &b->pages;
    if (b->stated.count == 0)
        return gk_office_pages_write(pages, "xlsx", gk_package_title(b->package), out, err);
    gk_document_write_head(out, "xlsx", gk_package_title(b->package), pages->count);
    for (size_t i = 0; i < b->stated.count; i++) {
        const gk_stated *s = &b->stated.items[i];
        gk_document_write_stated(out, s->field, s->value, s->where);
    }
    for (size_t i = 0; i < pages->count; i++) {
        const gk_office_page *p = &pages->items[i];
        gk_document_write_page(
            out, i + 1, &(gk_doc_page){.text = p->text, .length = p->length, .label = p->label});
    }
    gk_document_write_end(out, pages->count);
    return GK_OK;
}

gk_status gk_xlsx_write(gk_package *package, FILE *out, gk_error *err)
{
    gk_workbook b = {.package = package, .arena = gk_package_arena(package)};
    const char *part;
    gk_status status = gk_package_main(package, &part, err);
    if (status == GK_OK) status = read_workbook(&b, part, err);
    if (status == GK_OK) status = write_workbook(&b, out, err);
    gk_stated_free(&b.stated);
    gk_office_pages_free(&b.pages);
    gk_free(b.strings);
    return status;
}

/* ---- the reader ---------------------------------------------------------------------------- */

static bool recognise(const char *path, const char *head, size_t head_size)
{
    const char *kind = gk_office_kind(path, head, head_size);
    return kind && strcmp(kind, "xlsx") == 0;
}

static gk_status read_file(const char *path, FILE *out, gk_error *err)
{
    gk_package *package;
    gk_status status = gk_package_open(path, &package, err);
    if (status == GK_OK) status = gk_xlsx_write(package, out, err);
    gk_package_free(package);
    return status;
}

const gk_reader gk_reader_xlsx = {.format = "xlsx", .recognise = recognise, .read = read_file};
