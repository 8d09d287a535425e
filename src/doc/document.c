/* SPDX-License-Identifier: Apache-2.0
 *
 * document - the document stream (docs/document-stream.md): JSON lines, one record a line.
 *
 *   {"goshawk":"document","version":1,"format":"pdf","title":"...","pages":2}
 *   {"page":1,"width":612.00,"height":792.00,"text":"...","boxes":[[x0,y0,x1,y1],...]}
 *   {"page":2,...}
 *   {"end":2}
 *
 * The writer stands in goshawk-read and escapes by itself: a page is a long string, and a JSON tree
 * would copy it twice. The parser stands in the library and takes the reader for an enemy: each
 * record is checked field by field, and nothing is allocated on the word of a count.
 */
#include "doc/doc.h"
#include "text/text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STREAM_VERSION = 1,
    MOST_VALUES = 1 << 20 /* of a record: the boxes of some 200,000 lines */
};

/* Points: more than any page measures (PDF 1.7 allows 14,400), far less than a float can hold. */
static const double LARGEST = 1e6;

/* ---- writing ----------------------------------------------------------------------------- */

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
    double v = isfinite(value) ? fmin(fmax((double)value, -LARGEST), LARGEST) : 0;
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

void gk_document_write_head(FILE *file, const char *format, const char *title, size_t pages)
{
    fprintf(file, "{\"goshawk\":\"document\",\"version\":%d,\"format\":", STREAM_VERSION);
    write_string(file, format, strlen(format));
    fputs(",\"title\":", file);
    write_string(file, title, strlen(title));
    fprintf(file, ",\"pages\":%zu}\n", pages);
}

void gk_document_write_page(FILE *file, size_t number, const char *text, size_t length, float width,
                            float height, const gk_box *boxes, size_t line_count)
{
    fprintf(file, "{\"page\":%zu,\"width\":", number);
    write_number(file, width);
    fputs(",\"height\":", file);
    write_number(file, height);
    fputs(",\"text\":", file);
    write_string(file, text, length);
    if (boxes) {
        fputs(",\"boxes\":[", file);
        for (size_t i = 0; i < line_count; i++) {
            if (i) putc(',', file);
            write_box(file, &boxes[i]);
        }
        putc(']', file);
    }
    fputs("}\n", file);
}

void gk_document_write_end(FILE *file, size_t pages) { fprintf(file, "{\"end\":%zu}\n", pages); }

/* ---- parsing ----------------------------------------------------------------------------- */

typedef struct stream {
    const char *at, *end; /* what is still to be read */
    size_t record;        /* number of the record at hand, from 1 */
    json_t *json;         /* the record at hand; owned */
    gk_document *document;
    size_t capacity; /* of document->pages while they arrive */
    size_t promised; /* pages, by the head */
    gk_error *err;
} stream;

/* Whether a record holds more values than any page does. Two bytes of JSON ("0,") may become a
 * hundred of a tree, so they are counted before one is made. */
static bool has_too_many_values(const char *record, size_t size)
{
    size_t values = 0;
    bool inside = false; /* a string */
    for (size_t i = 0; i < size; i++) {
        if (record[i] == '"')
            inside = !inside;
        else if (inside)
            i += record[i] == '\\';
        else
            values += record[i] == ',' || record[i] == '[' || record[i] == '{';
    }
    return values > MOST_VALUES;
}

/* Reads the next line into s->json. */
static gk_status next_record(stream *s)
{
    json_decref(s->json);
    s->json = NULL;
    s->record++;
    if (s->at == s->end)
        return gk_fail(s->err, GK_INPUT, "record %zu: the stream ends before its end record",
                       s->record);
    const char *newline = memchr(s->at, '\n', (size_t)(s->end - s->at));
    if (!newline)
        return gk_fail(s->err, GK_INPUT, "record %zu: the stream ends within it", s->record);
    size_t size = (size_t)(newline - s->at);
    if (has_too_many_values(s->at, size))
        return gk_fail(s->err, GK_INPUT, "record %zu: holds more than %d values", s->record,
                       MOST_VALUES);
    json_error_t error;
    s->json = json_loadb(s->at, size, JSON_REJECT_DUPLICATES, &error);
    s->at = newline + 1;
    if (!s->json) return gk_fail(s->err, GK_INPUT, "record %zu: %s", s->record, error.text);
    if (!json_is_object(s->json))
        return gk_fail(s->err, GK_INPUT, "record %zu: not an object", s->record);
    return GK_OK;
}

static gk_status wrong_field(const stream *s, const char *field, const char *why)
{
    return gk_fail(s->err, GK_INPUT, "record %zu, field \"%s\": %s", s->record, field, why);
}

static gk_status take_count(const stream *s, const char *field, size_t *out)
{
    const json_t *value = json_object_get(s->json, field);
    if (!value) return wrong_field(s, field, "is missing");
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > INT32_MAX)
        return wrong_field(s, field, "is not a count");
    *out = (size_t)json_integer_value(value);
    return GK_OK;
}

static bool take_float(const json_t *value, double least, float *out)
{
    double v = json_number_value(value);
    if (!json_is_number(value) || !(v >= least && v <= LARGEST)) return false;
    *out = (float)v;
    return true;
}

static gk_status take_size(const stream *s, const char *field, float *out)
{
    const json_t *value = json_object_get(s->json, field);
    if (!value) return wrong_field(s, field, "is missing");
    if (!take_float(value, 0, out)) return wrong_field(s, field, "is not a size in points");
    return GK_OK;
}

/* jansson has seen to it that the string is UTF-8 without NUL. also: the one control character
 * that is allowed besides '\t'. */
static gk_status take_text(const stream *s, const char *field, char also, char **out,
                           size_t *length)
{
    const json_t *value = json_object_get(s->json, field);
    if (!value) return wrong_field(s, field, "is missing");
    if (!json_is_string(value)) return wrong_field(s, field, "is not a string");
    const char *text = json_string_value(value);
    size_t n = json_string_length(value);
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte < 0x20 && byte != '\t' && byte != (unsigned char)also) || byte == 0x7F)
            return wrong_field(s, field, "holds a control character");
    }
    *out = gk_arena_strndup(s->document->arena, text, n);
    if (length) *length = n;
    return GK_OK;
}

static gk_status take_head(stream *s)
{
    gk_status status = next_record(s);
    if (status != GK_OK) return status;
    const char *kind = json_string_value(json_object_get(s->json, "goshawk"));
    if (!kind || strcmp(kind, "document") != 0)
        return wrong_field(s, "goshawk", "is not \"document\": not a document stream");
    size_t version;
    status = take_count(s, "version", &version);
    if (status != GK_OK) return status;
    if (version != STREAM_VERSION)
        return gk_fail(s->err, GK_INPUT,
                       "record %zu, field \"version\": is %zu, this program reads %d", s->record,
                       version, STREAM_VERSION);
    status = take_text(s, "format", '\t', &s->document->format, NULL);
    if (status == GK_OK) status = take_text(s, "title", '\t', &s->document->title, NULL);
    if (status == GK_OK) status = take_count(s, "pages", &s->promised);
    if (status == GK_OK && s->document->format[0] == '\0')
        status = wrong_field(s, "format", "is empty");
    return status;
}

static bool take_box(const json_t *array, gk_box *box)
{
    if (json_array_size(array) != 4) return false; /* 0 for what is no array */
    return take_float(json_array_get(array, 0), -LARGEST, &box->x0) &&
           take_float(json_array_get(array, 1), -LARGEST, &box->y0) &&
           take_float(json_array_get(array, 2), -LARGEST, &box->x1) &&
           take_float(json_array_get(array, 3), -LARGEST, &box->y1) && box->x0 <= box->x1 &&
           box->y0 <= box->y1;
}

static gk_status take_boxes(const stream *s, gk_doc_page *page)
{
    const json_t *array = json_object_get(s->json, "boxes");
    if (!array) return GK_OK;
    if (!json_is_array(array)) return wrong_field(s, "boxes", "is not an array");
    size_t count = json_array_size(array);
    if (count != page->line_count)
        return gk_fail(s->err, GK_INPUT, "record %zu, field \"boxes\": %zu boxes for %zu lines",
                       s->record, count, page->line_count);
    page->boxes = gk_arena_array(s->document->arena, count ? count : 1, sizeof *page->boxes);
    for (size_t i = 0; i < count; i++)
        if (!take_box(json_array_get(array, i), &page->boxes[i]))
            return gk_fail(s->err, GK_INPUT,
                           "record %zu, field \"boxes\": box %zu is not [x0,y0,x1,y1] in points",
                           s->record, i + 1);
    return GK_OK;
}

static gk_status take_page(stream *s)
{
    gk_document *document = s->document;
    size_t number;
    gk_status status = take_count(s, "page", &number);
    if (status != GK_OK) return status;
    if (number != document->page_count + 1)
        return gk_fail(s->err, GK_INPUT, "record %zu, field \"page\": is %zu where %zu is due",
                       s->record, number, document->page_count + 1);
    if (number > s->promised)
        return gk_fail(s->err, GK_INPUT, "record %zu, field \"page\": is %zu of %zu", s->record,
                       number, s->promised);
    gk_doc_page page = {0};
    status = take_size(s, "width", &page.width);
    if (status == GK_OK) status = take_size(s, "height", &page.height);
    if (status == GK_OK) status = take_text(s, "text", '\n', &page.text, &page.length);
    if (status != GK_OK) return status;
    page.line_count = gk_line_count(page.text, page.length);
    status = take_boxes(s, &page);
    if (status != GK_OK) return status;
    document->pages = gk_grow(document->pages, document->page_count, &s->capacity,
                              sizeof *document->pages);
    document->pages[document->page_count++] = page;
    return GK_OK;
}

static gk_status take_end(stream *s)
{
    size_t pages;
    gk_status status = take_count(s, "end", &pages);
    if (status != GK_OK) return status;
    if (pages != s->document->page_count || pages != s->promised)
        return gk_fail(s->err, GK_INPUT, "record %zu, field \"end\": is %zu after %zu of %zu pages",
                       s->record, pages, s->document->page_count, s->promised);
    if (s->at != s->end)
        return gk_fail(s->err, GK_INPUT, "record %zu: stands behind the end record", s->record + 1);
    return GK_OK;
}

static gk_status parse(stream *s)
{
    gk_status status = take_head(s);
    while (status == GK_OK) {
        status = next_record(s);
        if (status == GK_OK && json_object_get(s->json, "end")) return take_end(s);
        if (status == GK_OK) status = take_page(s);
    }
    return status;
}

gk_status gk_document_parse(const char *bytes, size_t size, gk_document **out, gk_error *err)
{
    *out = NULL;
    gk_document *document = gk_alloc(sizeof *document);
    document->arena = gk_arena_new();
    stream s = {.at = bytes, .end = bytes + size, .document = document, .err = err};
    gk_status status = parse(&s);
    json_decref(s.json);
    /* The pages came in an array that grew; they end in the arena like everything else. */
    gk_doc_page *grown = document->pages;
    document->pages = gk_arena_array(document->arena, document->page_count + 1,
                                     sizeof *document->pages);
    if (grown) memcpy(document->pages, grown, document->page_count * sizeof *grown);
    gk_free(grown);
    if (status != GK_OK) {
        gk_document_free(document);
        return status;
    }
    *out = document;
    return GK_OK;
}

void gk_document_free(gk_document *document)
{
    if (!document) return;
    gk_arena_free(document->arena);
    gk_free(document);
}
