/* SPDX-License-Identifier: Apache-2.0
 *
 * feed - RSS 2.0, RSS 1.0 and Atom by libxml2: each entry is a member, a piece of news.
 *
 * Feeds are seldom well-formed, so libxml2 is told to go on where it can. Nothing outside the file
 * is loaded and no entity that the file defines is ever expanded: what an entry says is put
 * together here from text, CDATA and the characters that HTML has names for.
 */
#include "read/charset.h"
#include "read/feed_mend.h"
#include "read/read.h"
#include "read/unpack.h"
#include "text/text.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

static const size_t LONGEST = (size_t)256 << 20;
enum { DEEPEST = 200 };

/* ---- elements ----------------------------------------------------------------------------- */

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* Where an entry is not closed, the next one stands in it. */
static bool is_entry(const xmlNode *node)
{
    return is_named(node, "item") || is_named(node, "entry");
}

/* Prefixes are what feeds agree on; their addresses differ. "": none, or that of Atom or RSS. */
static bool has_prefix(const xmlNode *node, const char *prefix)
{
    const char *own = node->ns && node->ns->prefix ? (const char *)node->ns->prefix : "";
    if (prefix[0]) return strcmp(own, prefix) == 0;
    return !own[0] || strcmp(own, "atom") == 0 || strcmp(own, "rss") == 0;
}

static const xmlNode *child(const xmlNode *node, const char *prefix, const char *name)
{
    for (const xmlNode *c = node ? node->children : NULL; c; c = c->next)
        if (is_named(c, name) && has_prefix(c, prefix)) return c;
    return NULL;
}

static void add_text(gk_string *out, const xmlNode *node, int depth)
{
    for (const xmlNode *c = node->children; c && depth < DEEPEST; c = c->next) {
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            gk_string_add(out, c->content ? (const char *)c->content : "");
        else if (c->type == XML_ELEMENT_NODE && !is_entry(c))
            add_text(out, c, depth + 1);
    }
}

/* The element's text, "" for NULL; gk_free. */
static char *text_of(const xmlNode *node)
{
    gk_string out = {0};
    if (node) add_text(&out, node, 0);
    return gk_string_take(&out);
}

/* An attribute's text; NULL where it is absent; gk_free. */
static char *attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node ? node->properties : NULL; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0) return text_of((const xmlNode *)a);
    return NULL;
}

static bool is_attribute(const xmlNode *node, const char *name, const char *value)
{
    char *own = attribute(node, name);
    bool is = own && strcasecmp(own, value) == 0;
    gk_free(own);
    return is;
}

/* ---- what an entry says ------------------------------------------------------------------- */

/* Where an entry states a value: an element of it, or of an element of it. */
typedef struct source {
    gk_field field;
    const char *parent, *prefix, *name; /* parent "": the entry itself */
    const char *where;
    gk_date_style style;
} source;

static const source entry_sources[] = {
    {GK_FIELD_PUBLISHED, "xbrlFiling", "edgar", "acceptanceDatetime", "edgar:acceptanceDatetime",
     GK_DATE_EASTERN},
    {GK_FIELD_PUBLISHED, "", "", "pubDate", "entry pubDate", GK_DATE_ANY},
    {GK_FIELD_PUBLISHED, "", "", "published", "entry published", GK_DATE_ANY},
    {GK_FIELD_PUBLISHED, "", "dc", "date", "entry dc:date", GK_DATE_ANY},
    {GK_FIELD_PUBLISHED, "content", "", "filing-date", "entry filing-date", GK_DATE_ANY},
    {GK_FIELD_PUBLISHED, "", "", "updated", "entry updated", GK_DATE_ANY},
    {GK_FIELD_PUBLISHED, "xbrlFiling", "edgar", "filingDate", "edgar:filingDate", GK_DATE_US},
    {GK_FIELD_COMPANY, "xbrlFiling", "edgar", "companyName", "edgar:companyName", GK_DATE_ANY},
    {GK_FIELD_CIK, "xbrlFiling", "edgar", "cikNumber", "edgar:cikNumber", GK_DATE_ANY},
    {GK_FIELD_FORM, "xbrlFiling", "edgar", "formType", "edgar:formType", GK_DATE_ANY},
    {GK_FIELD_PERIOD_END, "xbrlFiling", "edgar", "period", "edgar:period", GK_DATE_ANY},
    {GK_FIELD_FORM, "content", "", "filing-type", "entry filing-type", GK_DATE_ANY},
    {GK_FIELD_LANGUAGE, "", "dc", "language", "entry dc:language", GK_DATE_ANY},
    {GK_FIELD_TICKER, "", "nasdaq", "tickers", "entry nasdaq:tickers", GK_DATE_ANY},
    {GK_FIELD_TICKER, "", "", "ticker", "entry ticker", GK_DATE_ANY},
    {GK_FIELD_TICKER, "", "", "symbol", "entry symbol", GK_DATE_ANY},
    {GK_FIELD_COMPANY, "", "", "company", "entry company", GK_DATE_ANY},
};

/* The same of the feed as a whole: what its entries say counts more. */
static const source feed_sources[] = {
    {GK_FIELD_SOURCE, "", "", "title", "feed title", GK_DATE_ANY},
    {GK_FIELD_LANGUAGE, "", "", "language", "feed language", GK_DATE_ANY},
    {GK_FIELD_LANGUAGE, "", "dc", "language", "feed dc:language", GK_DATE_ANY},
    {GK_FIELD_COMPANY, "company-info", "", "conformed-name", "feed conformed-name", GK_DATE_ANY},
    {GK_FIELD_CIK, "company-info", "", "cik", "feed cik", GK_DATE_ANY},
};

static const xmlNode *parent_of(const xmlNode *node, const char *name)
{
    if (!name[0]) return node;
    for (const xmlNode *c = node->children; c; c = c->next)
        if (is_named(c, name)) return c;
    return NULL;
}

static void state_sources(gk_stated_list *list, const xmlNode *node, const source *sources,
                          size_t count)
{
    char iso[GK_DATE_SIZE];
    for (size_t i = 0; i < count; i++) {
        const source *s = &sources[i];
        const xmlNode *at = child(parent_of(node, s->parent), s->prefix, s->name);
        if (!at) continue;
        char *text = text_of(at);
        if (s->field != GK_FIELD_PUBLISHED)
            gk_stated_add(list, s->field, text, s->where);
        else if (gk_date_read(text, s->style, NULL, iso))
            gk_stated_add(list, s->field, iso, s->where);
        gk_free(text);
    }
}

/* A category that is a symbol of an exchange, or EDGAR's form type. */
static void state_categories(gk_stated_list *list, const xmlNode *entry)
{
    for (const xmlNode *c = entry->children; c; c = c->next) {
        if (!is_named(c, "category")) continue;
        char *domain = attribute(c, "domain"), *term = attribute(c, "term"), *text = text_of(c);
        if (is_attribute(c, "label", "form type"))
            gk_stated_add(list, GK_FIELD_FORM, term, "entry category");
        else if (domain && (strcasestr(domain, "ticker") || gk_ends_with(domain, "/stock")))
            gk_stated_add(list, GK_FIELD_TICKER, text, "entry category");
        gk_free(text);
        gk_free(term);
        gk_free(domain);
    }
}

/* "8-K - ACME CORP (0001234567) (Filer)": the title of EDGAR's feed of current filings. */
static void state_title(gk_stated_list *list, const char *title)
{
    const char *dash = strstr(title, " - "), *open = dash ? strstr(dash, " (") : NULL;
    if (!open || strspn(open + 2, "0123456789") != 10 || open[12] != ')') return;
    char *name = gk_strndup(dash + 3, (size_t)(open - dash - 3));
    char *cik = gk_strndup(open + 2, 10);
    gk_stated_add(list, GK_FIELD_COMPANY, name, "entry title");
    gk_stated_add(list, GK_FIELD_CIK, cik, "entry title");
    gk_free(cik);
    gk_free(name);
}

static char *language_of(const xmlNode *node)
{
    for (const xmlNode *n = node; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        char *lang = attribute(n, "lang");
        if (lang) return lang;
    }
    return NULL;
}

static void state_entry(gk_stated_list *list, const xmlNode *entry, const xmlNode *feed,
                        const char *title)
{
    state_sources(list, entry, entry_sources, sizeof entry_sources / sizeof *entry_sources);
    state_categories(list, entry);
    state_title(list, title);
    if (feed) state_sources(list, feed, feed_sources, sizeof feed_sources / sizeof *feed_sources);
    char *language = language_of(entry);
    gk_stated_add(list, GK_FIELD_LANGUAGE, language, "xml:lang");
    gk_stated_add(list, GK_FIELD_FORM, "News", "feed entry");
    gk_free(language);
}

/* ---- its content -------------------------------------------------------------------------- */

/* The markup inside an element (Atom's XHTML). */
static char *markup_of(const xmlNode *node)
{
    gk_string out = {0};
    xmlBuffer *buffer = xmlBufferCreate();
    for (xmlNode *c = node->children; c && buffer; c = c->next)
        if (!is_entry(c)) xmlNodeDump(buffer, node->doc, c, 0, 0);
    if (buffer) gk_string_add(&out, (const char *)xmlBufferContent(buffer));
    if (buffer) xmlBufferFree(buffer);
    return gk_string_take(&out);
}

static bool has_elements(const xmlNode *node)
{
    for (const xmlNode *c = node->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE) return true;
    return false;
}

/* An element of EDGAR's entries: "filing-date: 2024-01-05", one a line. */
static void add_fields(gk_string *out, const xmlNode *node)
{
    for (const xmlNode *c = node->children; c; c = c->next) {
        if (c->type != XML_ELEMENT_NODE) continue;
        char *text = text_of(c), *folded = gk_fold_space(text, strlen(text));
        if (folded[0]) gk_string_addf(out, "%s: %s\n", (const char *)c->name, folded);
        gk_free(folded);
        gk_free(text);
    }
}

static const xmlNode *content_node(const xmlNode *entry)
{
    static const struct {
        const char *prefix, *name;
    } all[] = {{"content", "encoded"}, {"", "content"},          {"", "description"},
               {"", "summary"},        {"media", "description"}, {"edgar", "xbrlFiling"}};
    const xmlNode *first = NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const xmlNode *node = child(entry, all[i].prefix, all[i].name);
        if (!node) continue;
        if (!first) first = node;
        char *text = text_of(node);
        bool blank = strspn(text, " \t\r\n") == strlen(text);
        gk_free(text);
        if (!blank) return node;
    }
    return first;
}

static char *content_of(const xmlNode *entry, bool *html)
{
    const xmlNode *node = content_node(entry);
    *html = node && (is_attribute(node, "type", "html") || is_attribute(node, "type", "text/html"));
    if (!node || !has_elements(node)) return text_of(node);
    if (is_attribute(node, "type", "text/xml") || is_named(node, "xbrlFiling")) {
        gk_string fields = {0};
        add_fields(&fields, node);
        return gk_string_take(&fields);
    }
    *html = true;
    return markup_of(node);
}

/* Where the entry stands on the web; "" where it does not say; gk_free. */
static char *link_of(const xmlNode *entry)
{
    for (const xmlNode *c = entry->children; c; c = c->next) {
        if (!is_named(c, "link") || !has_prefix(c, "")) continue;
        char *href = attribute(c, "href"), *rel = attribute(c, "rel");
        bool main = !rel || strcmp(rel, "alternate") == 0;
        gk_free(rel);
        if (href && main) return href;
        gk_free(href);
        if (!href) return text_of(c);
    }
    return gk_strdup("");
}

/* What stays the same as long as the entry does: its id, else its link, else its title. */
static char *identity_of(const xmlNode *entry, const char *link, const char *title)
{
    const xmlNode *id = child(entry, "", "guid");
    if (!id) id = child(entry, "", "id");
    char *text = text_of(id);
    if (text[strspn(text, " \t\r\n")]) return text;
    gk_free(text);
    return gk_strdup(link[0] ? link : title);
}

static void give_entry(gk_unpack *u, const xmlNode *entry, const xmlNode *feed)
{
    bool html;
    char *raw = text_of(child(entry, "", "title")), *title = gk_fold_space(raw, strlen(raw));
    char *link = link_of(entry), *content = content_of(entry, &html);
    char *identity = identity_of(entry, link, title), *slug = gk_name_slug(title, "entry");
    uint64_t hash = gk_hash(GK_HASH_START, identity, strlen(identity));
    char *name = gk_format("%s-%08x", slug, (unsigned)(hash ^ hash >> 32));
    gk_stated_list stated = {0};
    state_entry(&stated, entry, feed, title);
    gk_story story = {.title = title, .content = content, .link = link, .html = html};
    if (title[0] || content[strspn(content, " \t\r\n")])
        gk_story_give(u, name, &story, &stated);
    else
        gk_unpack_leave_out(u, name, "is empty");
    gk_stated_free(&stated);
    gk_free(name);
    gk_free(slug);
    gk_free(identity);
    gk_free(content);
    gk_free(link);
    gk_free(title);
    gk_free(raw);
}

/* ---- the feed ----------------------------------------------------------------------------- */

/* Entries stand in <channel> (RSS 2.0), beside it (RSS 1.0) or in <feed> (Atom). Where a feed is
 * broken they may stand deeper. */
static size_t give_entries(gk_unpack *u, const xmlNode *node, const xmlNode *feed, int depth)
{
    size_t given = 0;
    for (const xmlNode *c = node->children; c && depth < DEEPEST; c = c->next) {
        if (is_entry(c)) {
            give_entry(u, c, feed);
            given++;
        } else if (c->type != XML_ELEMENT_NODE) {
            continue;
        }
        given += give_entries(u, c, feed, depth + 1);
    }
    return given;
}

/* The encoding that <?xml ... encoding="gb2312"?> names; "" for none. */
static void declared(const char *bytes, size_t size, char out[32])
{
    size_t n = size < 200 ? size : 200;
    out[0] = '\0';
    const char *end = memmem(bytes, n, "?>", 2), *at;
    if (!end || !(at = memmem(bytes, (size_t)(end - bytes), "encoding", 8))) return;
    const char *quote = at + 8;
    while (quote < end && *quote != '"' && *quote != '\'') quote++;
    for (size_t i = 0; ++quote < end && *quote != '"' && *quote != '\'' && i < 31; i++) {
        out[i] = *quote;
        out[i + 1] = '\0';
    }
}

/* Why, where libxml2 says it, and on which line. */
static gk_status fail_hopeless(gk_error *err)
{
    const xmlError *last = xmlGetLastError();
    if (!last || !last->message) return gk_fail(err, GK_INPUT, "is a feed without entries");
    char *why = gk_fold_space(last->message, strlen(last->message));
    gk_make_printable(why);
    gk_fail(err, GK_INPUT, "is no feed that can be read: line %d: %s", last->line, why);
    gk_free(why);
    return GK_INPUT;
}

static gk_status give_feed(gk_unpack *u, const xmlNode *root, gk_error *err)
{
    const xmlNode *channel = child(root, "", "channel");
    size_t given = give_entries(u, root, channel ? channel : root, 0);
    return given ? GK_OK : fail_hopeless(err);
}

gk_status gk_feed_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                         gk_error *err)
{
    char label[32], *text = NULL;
    size_t length;
    (void)path;
    if (size > LONGEST) return gk_fail(err, GK_INPUT, "is a feed of more than 256 MiB");
    declared(bytes, size, label);
    gk_status status = gk_charset_decode(bytes, size, label, &text, &length, err);
    if (status != GK_OK) return status;
    char *mended = gk_feed_mend(text, length, &length);
    gk_free(text);
    const int options = XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                        XML_PARSE_NOWARNING;
    xmlResetLastError();
    xmlDoc *document = xmlReadMemory(mended, (int)length, "feed", "UTF-8", options);
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    status = root ? give_feed(u, root, err) : fail_hopeless(err);
    xmlResetLastError();
    xmlFreeDoc(document);
    gk_free(mended);
    return status;
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    return gk_unpack_file(path, out, gk_feed_unpack, err);
}

/* ---- what is one -------------------------------------------------------------------------- */

/* The first element's start, behind declarations, comments and the document type. */
static const char *root_of(const char *s)
{
    for (s = strchr(s, '<'); s; s = strchr(s, '<')) {
        if (isalpha((unsigned char)s[1])) return s;
        const char *end = strncmp(s, "<!--", 4) == 0 ? strstr(s, "-->") : strchr(s, '>');
        /* A document type may define entities between brackets. */
        const char *bracket = strncmp(s, "<!DOCTYPE", 9) == 0 ? memchr(s, '[', strcspn(s, ">"))
                                                              : NULL;
        if (bracket) end = strstr(bracket, "]>");
        if (!end) return NULL;
        s = end;
    }
    return NULL;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    char label[32], *text = NULL;
    size_t length;
    (void)path;
    declared(head, head_size, label);
    if (gk_charset_decode(head, head_size, label, &text, &length, NULL) != GK_OK) return false;
    size_t blank = strspn(text, " \t\r\n");
    const char *root = text[blank] == '<' ? root_of(text + blank) : NULL;
    bool rss = root && strncmp(root, "<rss", 4) == 0 && strcspn(root, " \t\r\n>") == 4;
    bool atom = root && (strncmp(root, "<feed", 5) == 0 || strncmp(root, "<atom:feed", 10) == 0) &&
                strstr(root, "http://www.w3.org/2005/Atom");
    bool rdf = root && strncmp(root, "<rdf:RDF", 8) == 0 &&
               (strstr(root, "purl.org/rss/") || strstr(root, "netscape.com/rdf/simple"));
    gk_free(text);
    return rss || atom || rdf;
}

const gk_reader gk_reader_feed = {.format = "feed", .recognise = recognise, .unpack = unpack};
