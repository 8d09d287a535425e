/* SPDX-License-Identifier: Apache-2.0
 *
 * office_xml - the XML of a package's parts, whole or element by element. libxml2's own limits stay
 * in force (256 elements deep, 10 MB in one text): XML_PARSE_HUGE would lift them.
 */
#include "read/office.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_OF_A_TREE = 64 << 20, /* bytes of a part that is read whole */
    LARGEST = 1 << 30,         /* what is no smaller is no number of anything in a document */
    OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT |
              XML_PARSE_NOCDATA,
};

static gk_status not_xml(const char *part, gk_error *err)
{
    return gk_fail(err, GK_INPUT, "is damaged: %s is not well-formed XML", part);
}

static gk_status has_type(const char *part, gk_error *err)
{
    return gk_fail(err, GK_INPUT, "is refused: %s declares a document type", part);
}

/* ---- whole parts --------------------------------------------------------------------------- */

/* All bytes of a part; gk_free. */
static gk_status load(gk_package *package, const char *name, gk_string *bytes, gk_error *err)
{
    enum { PIECE = 1 << 16 };
    gk_part *part;
    gk_status status = gk_part_open(package, name, &part, err);
    char *piece = gk_alloc(PIECE);
    for (size_t got = 1; status == GK_OK && got > 0;) {
        status = gk_part_read(part, piece, PIECE, &got, err);
        if (status == GK_OK) gk_string_append(bytes, piece, got);
        if (bytes->length > MOST_OF_A_TREE)
            status = gk_fail(err, GK_INPUT, "%s unpacks to more than 64 MiB", name);
    }
    gk_free(piece);
    gk_part_close(part);
    return status;
}

/* A parser meets a document type: it stops there. */
static void refuse_type(void *ctx, const xmlChar *name, const xmlChar *external,
                        const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    xmlParserCtxt *parser = ctx;
    *(bool *)parser->_private = true;
    xmlStopParser(parser);
}

static gk_status parse(const char *part, const gk_string *bytes, xmlDoc **out, gk_error *err)
{
    bool typed = false;
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) return gk_fail(err, GK_INPUT, "needs more memory than a reader is given");
    parser->_private = &typed;
    parser->sax->internalSubset = refuse_type;
    *out = xmlCtxtReadMemory(parser, bytes->data, (int)bytes->length, NULL, NULL, OPTIONS);
    xmlFreeParserCtxt(parser);
    if (*out && !typed && xmlDocGetRootElement(*out)) return GK_OK;
    xmlFreeDoc(*out);
    *out = NULL;
    return typed ? has_type(part, err) : not_xml(part, err);
}

gk_status gk_package_xml(gk_package *package, const char *part, xmlDoc **out, gk_error *err)
{
    *out = NULL;
    gk_string bytes = {0};
    gk_status status = load(package, part, &bytes, err);
    if (status == GK_OK && bytes.length == 0) status = not_xml(part, err);
    if (status == GK_OK) status = parse(part, &bytes, out, err);
    gk_string_free(&bytes);
    return status;
}

xmlDoc *gk_package_try_xml(gk_package *package, const char *part)
{
    xmlDoc *doc = NULL;
    if (part && gk_package_has(package, part)) gk_package_xml(package, part, &doc, NULL);
    return doc;
}

/* ---- streams ------------------------------------------------------------------------------- */

struct gk_xml_stream {
    gk_part *part;
    char *name;
    xmlTextReader *reader;
    xmlDoc *doc;      /* the reader's tree, once it was asked for: it is ours then */
    gk_error failure; /* of the part's reading, which libxml2 knows only as "it failed" */
};

/* Standard error is for our one line. */
static void drop_error(void *ctx, xmlError *error) { (void)ctx, (void)error; }

static int give_bytes(void *ctx, char *buffer, int size)
{
    gk_xml_stream *stream = ctx;
    size_t got;
    if (gk_part_read(stream->part, buffer, (size_t)size, &got, &stream->failure) != GK_OK)
        return -1;
    return (int)got;
}

static int give_no_more(void *ctx)
{
    (void)ctx;
    return 0;
}

gk_status gk_xml_open(gk_package *package, const char *part, gk_xml_stream **out, gk_error *err)
{
    *out = NULL;
    gk_xml_stream *stream = gk_alloc(sizeof *stream);
    gk_status status = gk_part_open(package, part, &stream->part, err);
    if (status == GK_OK) {
        stream->name = gk_strdup(part);
        stream->reader = xmlReaderForIO(give_bytes, give_no_more, stream, NULL, NULL, OPTIONS);
        if (!stream->reader)
            status = gk_fail(err, GK_INPUT, "needs more memory than a reader is given");
        else
            xmlTextReaderSetStructuredErrorHandler(stream->reader, drop_error, NULL);
    }
    if (status == GK_OK)
        *out = stream;
    else
        gk_xml_close(stream);
    return status;
}

void gk_xml_close(gk_xml_stream *stream)
{
    if (!stream) return;
    if (stream->reader) xmlFreeTextReader(stream->reader);
    xmlFreeDoc(stream->doc);
    gk_part_close(stream->part);
    gk_free(stream->name);
    gk_free(stream);
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

/* What the node under the reader calls for; moved says whether the reader stands on the next node
 * already. */
static gk_status take_node(gk_xml_stream *stream, const char *const *enter,
                           gk_status (*on_element)(void *, xmlNode *, gk_error *), void *ctx,
                           int *got, bool *moved, gk_error *err)
{
    *moved = false;
    int type = xmlTextReaderNodeType(stream->reader);
    if (type == XML_READER_TYPE_DOCUMENT_TYPE) return has_type(stream->name, err);
    if (type != XML_READER_TYPE_ELEMENT) return GK_OK;
    const xmlChar *name = xmlTextReaderConstLocalName(stream->reader);
    if (!name || is_one_of((const char *)name, enter)) return GK_OK;
    xmlNode *element = xmlTextReaderExpand(stream->reader);
    if (!element) {
        *got = -1;
        *moved = true;
        return GK_OK;
    }
    gk_status status = on_element(ctx, element, err);
    *got = xmlTextReaderNext(stream->reader);
    *moved = true;
    return status;
}

gk_status gk_xml_each(gk_xml_stream *stream, const char *const *enter,
                      gk_status (*on_element)(void *, xmlNode *, gk_error *), void *ctx,
                      gk_error *err)
{
    gk_status status = GK_OK;
    int got = xmlTextReaderRead(stream->reader);
    while (status == GK_OK && got == 1) {
        bool moved;
        status = take_node(stream, enter, on_element, ctx, &got, &moved, err);
        if (status == GK_OK && !moved) got = xmlTextReaderRead(stream->reader);
    }
    if (status != GK_OK || got == 0) return status;
    if (stream->failure.message[0]) return gk_fail(err, GK_INPUT, "%s", stream->failure.message);
    if (!stream->doc) stream->doc = xmlTextReaderCurrentDoc(stream->reader);
    return stream->doc && stream->doc->intSubset ? has_type(stream->name, err)
                                                 : not_xml(stream->name, err);
}

/* ---- nodes --------------------------------------------------------------------------------- */

bool gk_xml_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *gk_xml_attr(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node ? node->properties : NULL; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children && a->children->content ? (const char *)a->children->content : "";
    return NULL;
}

long gk_xml_number(const xmlNode *node, const char *name, long other)
{
    const char *text = gk_xml_attr(node, name);
    char *end;
    long value = text ? strtol(text, &end, 10) : 0;
    return text && end != text && labs(value / LARGEST) == 0 ? value : other;
}

bool gk_xml_on(const xmlNode *property)
{
    if (!property) return false;
    const char *value = gk_xml_attr(property, "val");
    return !value || !(strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
                       strcmp(value, "off") == 0 || strcmp(value, "none") == 0);
}

static xmlNode *element_from(xmlNode *node, const char *name)
{
    while (node && !(name ? gk_xml_is(node, name) : node->type == XML_ELEMENT_NODE))
        node = node->next;
    return node;
}

xmlNode *gk_xml_child(const xmlNode *node, const char *name)
{
    return node ? element_from(node->children, name) : NULL;
}

xmlNode *gk_xml_next(const xmlNode *node) { return element_from(node->next, NULL); }

xmlNode *gk_xml_path(const xmlNode *node, const char *path)
{
    xmlNode *at = NULL;
    for (const char *p = path; *p; p += *p == '/') {
        size_t n = strcspn(p, "/");
        xmlNode *child = node ? element_from(node->children, NULL) : NULL;
        while (child && (strlen((const char *)child->name) != n || memcmp(child->name, p, n) != 0))
            child = gk_xml_next(child);
        if (!child) return NULL;
        node = at = child;
        p += n;
    }
    return at;
}

xmlNode *gk_xml_root(const xmlDoc *doc) { return doc ? xmlDocGetRootElement(doc) : NULL; }

void gk_xml_text(const xmlNode *node, gk_string *to)
{
    for (const xmlNode *n = node->children; n; n = n->next)
        if ((n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) && n->content)
            gk_string_add(to, (const char *)n->content);
}
