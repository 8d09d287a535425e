/* SPDX-License-Identifier: Apache-2.0
 *
 * write - the records of a document stream and of a member stream (docs/document-stream.md), as
 * goshawk-read prints them. It escapes by itself: a page is a long string, and a JSON tree would
 * copy it twice.
 */
#include "doc/doc.h"
#include "doc/stream.h"
#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What stands for a byte or character inside a JSON string; NULL: itself. */
static const char *escaped(uint32_t c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    default:
        return c < 0x20 || (c >= 0x7F && c < 0xA0) ? "\xEF\xBF\xBD" : NULL;
    }
}

static void write_string(FILE *file, const char *s, size_t n)
{
    putc('"', file);
    size_t start = 0, i = 0; /* bytes [start, i) are written as they are, in one piece */
    while (i < n) {
        unsigned char byte = (unsigned char)s[i];
        if (byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\') {
            i++;
            continue;
        }
        size_t next = i;
        uint32_t c = gk_utf8_next(s, n, &next);
        /* A byte that is no UTF-8 comes as U+FFFD one byte long; a real U+FFFD has three. */
        const char *instead = c == 0xFFFD && next - i == 1 ? "\xEF\xBF\xBD" : escaped(c);
        if (instead) {
            fwrite(s + start, 1, i - start, file);
            fputs(instead, file);
            start = next;
        }
        i = next;
    }
    fwrite(s + start, 1, n - start, file);
    putc('"', file);
}

/* Two decimals, whatever the locale says of decimal points. */
static void write_number(FILE *file, float value)
{
    double v = isfinite(value) ? fmin(fmax((double)value, -GK_STREAM_LARGEST), GK_STREAM_LARGEST)
                               : 0;
    long hundredths = lround(v * 100);
    if (hundredths < 0) putc('-', file);
    hundredths = labs(hundredths);
    fprintf(file, "%ld.%02ld", hundredths / 100, hundredths % 100);
}

static void write_box(FILE *file, const gk_box *box)
{
    const float corners[] = {box->x0, box->y0, box->x1, box->y1};
    for (size_t i = 0; i < 4; i++) {
        putc(i ? ',' : '[', file);
        write_number(file, corners[i]);
    }
    putc(']', file);
}

/* ,"field":"value"; nothing where the value is NULL. */
static void write_field(FILE *file, const char *field, const char *value)
{
    if (!value) return;
    fprintf(file, ",\"%s\":", field);
    write_string(file, value, strlen(value));
}

void gk_document_write_head(FILE *file, const char *format, const char *title, size_t pages)
{
    fprintf(file, "{\"goshawk\":\"document\",\"version\":%d", GK_STREAM_VERSION);
    write_field(file, "format", format);
    write_field(file, "title", title);
    fprintf(file, ",\"pages\":%zu}\n", pages);
}

void gk_document_write_stated(FILE *file, gk_field field, const char *value, const char *where)
{
    fprintf(file, "{\"stated\":\"%s\"", gk_field_name(field));
    write_field(file, "value", value);
    write_field(file, "where", where);
    fputs("}\n", file);
}

void gk_document_write_page(FILE *file, size_t number, const gk_doc_page *page)
{
    fprintf(file, "{\"page\":%zu,\"width\":", number);
    write_number(file, page->width);
    fputs(",\"height\":", file);
    write_number(file, page->height);
    write_field(file, "label", page->label);
    fputs(",\"text\":", file);
    write_string(file, page->text ? page->text : "", page->length);
    if (page->boxes) {
        fputs(",\"boxes\":[", file);
        for (size_t i = 0; i < page->line_count; i++) {
            if (i) putc(',', file);
            write_box(file, &page->boxes[i]);
        }
        putc(']', file);
    }
    fputs("}\n", file);
}

static void write_dimensions(FILE *file, const gk_tagged *fact)
{
    fputs(",\"dimensions\":[", file);
    for (size_t i = 0; i < fact->dimension_count; i++) {
        fputs(i ? ",[" : "[", file);
        write_string(file, fact->dimensions[i].axis, strlen(fact->dimensions[i].axis));
        putc(',', file);
        write_string(file, fact->dimensions[i].member, strlen(fact->dimensions[i].member));
        putc(']', file);
    }
    putc(']', file);
}

static void write_footnotes(FILE *file, const gk_tagged *fact)
{
    fputs(",\"footnotes\":[", file);
    for (size_t i = 0; i < fact->footnote_count; i++) {
        if (i) putc(',', file);
        write_string(file, fact->footnotes[i], strlen(fact->footnotes[i]));
    }
    putc(']', file);
}

void gk_document_write_fact(FILE *file, const gk_tagged *fact)
{
    fputs("{\"fact\":", file);
    write_string(file, fact->concept, strlen(fact->concept));
    write_field(file, "context", fact->context);
    write_field(file, "entity", fact->entity);
    write_field(file, "start", fact->start);
    write_field(file, "end", fact->end);
    write_field(file, "unit", fact->unit);
    write_field(file, "value", fact->value);
    write_field(file, "decimals", fact->decimals);
    if (fact->scale) fprintf(file, ",\"scale\":%d", fact->scale);
    if (fact->negated) fputs(",\"negated\":true", file);
    if (fact->nil) fputs(",\"nil\":true", file);
    if (fact->dimension_count) write_dimensions(file, fact);
    if (fact->footnote_count) write_footnotes(file, fact);
    fprintf(file, ",\"page\":%d,\"line\":%d}\n", fact->page, fact->line);
}

void gk_document_write_end(FILE *file, size_t pages) { fprintf(file, "{\"end\":%zu}\n", pages); }

void gk_member_write_head(FILE *file, const char *format)
{
    fprintf(file, "{\"goshawk\":\"members\",\"version\":%d", GK_STREAM_VERSION);
    write_field(file, "format", format);
    fputs("}\n", file);
}

void gk_member_write(FILE *file, const char *name, const gk_stated *stated, size_t stated_count,
                     const void *bytes, size_t size)
{
    fputs("{\"member\":", file);
    write_string(file, name, strlen(name));
    fprintf(file, ",\"size\":%zu,\"stated\":[", size);
    for (size_t i = 0; i < stated_count; i++) {
        fprintf(file, "%s[\"%s\",", i ? "," : "", gk_field_name(stated[i].field));
        write_string(file, stated[i].value, strlen(stated[i].value));
        putc(',', file);
        write_string(file, stated[i].where, strlen(stated[i].where));
        putc(']', file);
    }
    fputs("]}\n", file);
    fwrite(bytes, 1, size, file);
    putc('\n', file);
}

void gk_member_write_left_out(FILE *file, const char *name, const char *reason)
{
    fputs("{\"left_out\":", file);
    write_string(file, name, strlen(name));
    write_field(file, "reason", reason);
    fputs("}\n", file);
}

void gk_member_write_end(FILE *file, size_t members) { fprintf(file, "{\"end\":%zu}\n", members); }
