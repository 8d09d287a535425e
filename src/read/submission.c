/* SPDX-License-Identifier: Apache-2.0
 *
 * submission - EDGAR's full-submission text file: a header that names filer, form and dates, then
 * one <DOCUMENT> after another. It looks like SGML and is read line by line, as it is written: a
 * tag of its own begins a line, and its value is what follows on that line.
 *
 *   <SEC-DOCUMENT>0000123456-24-000001.txt : 20240418
 *   <SEC-HEADER>...                     COMPANY CONFORMED NAME:  ACME CORP
 *   </SEC-HEADER>
 *   <DOCUMENT>
 *   <TYPE>10-K
 *   <SEQUENCE>1
 *   <FILENAME>acme-10k.htm              since about 2000
 *   <DESCRIPTION>ANNUAL REPORT
 *   <TEXT>
 *   ...                                 text, HTML; <XBRL>, <XML> or <PDF> around it; or uuencoded
 *   </TEXT>
 *   </DOCUMENT>
 *
 * Until 2001 the whole is a privacy-enhanced message, which puts "- " before a line that begins
 * with a hyphen. The form without <SEC-HEADER>, in which the SEC disseminates filings, has
 * <SUBMISSION> and tags instead of "NAME:"; both are in the table below.
 */
#include "read/read.h"
#include "read/sgml_text.h"
#include "read/unpack.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

typedef struct span {
    const char *s;
    size_t n;
} span;

/* ---- lines -------------------------------------------------------------------------------- */

static span trim(span t)
{
    while (t.n && isspace((unsigned char)t.s[0])) t.s++, t.n--;
    while (t.n && isspace((unsigned char)t.s[t.n - 1])) t.n--;
    return t;
}

/* The next line of *rest, without its end; false: none is left. */
static bool next_line(span *rest, span *line)
{
    if (rest->n == 0) return false;
    const char *end = memchr(rest->s, '\n', rest->n);
    size_t n = end ? (size_t)(end - rest->s) : rest->n, whole = n + (end != NULL);
    *line = (span){rest->s, n};
    rest->s += whole;
    rest->n -= whole;
    return true;
}

/* Whether a line begins with "<NAME>"; *value is what follows. */
static bool has_tag(span line, const char *name, span *value)
{
    size_t n = strlen(name);
    if (line.n < n + 2 || line.s[0] != '<' || line.s[n + 1] != '>' ||
        strncasecmp(line.s + 1, name, n) != 0)
        return false;
    *value = trim((span){line.s + n + 2, line.n - n - 2});
    return true;
}

/* ---- the header --------------------------------------------------------------------------- */

typedef enum key {
    KEY_COMPANY,
    KEY_CIK,
    KEY_FORM,
    KEY_PERIOD,
    KEY_ACCEPTED,
    KEY_FILED,
    KEY_FORMER,
    KEYS
} key;

static const struct {
    const char *line, *tag; /* "COMPANY CONFORMED NAME:", or <CONFORMED-NAME> */
    key key;
} header_keys[] = {
    {"COMPANY CONFORMED NAME", "CONFORMED-NAME", KEY_COMPANY},
    {"CENTRAL INDEX KEY", "CIK", KEY_CIK},
    {"CONFORMED SUBMISSION TYPE", "TYPE", KEY_FORM},
    {"CONFORMED PERIOD OF REPORT", "PERIOD", KEY_PERIOD},
    {"ACCEPTANCE-DATETIME", "ACCEPTANCE-DATETIME", KEY_ACCEPTED},
    {"FILED AS OF DATE", "FILING-DATE", KEY_FILED},
    {"FORMER CONFORMED NAME", "FORMER-CONFORMED-NAME", KEY_FORMER},
};

/* Whom a part of the header is about. The company of a filing is its filer; of a tender offer, the
 * one that is bid for; of a report on holdings, the issuer. */
typedef enum party {
    PARTY_NONE,
    PARTY_OTHER, /* FILED BY, REPORTING-OWNER */
    PARTY_COMPANY
} party;

static const struct {
    const char *heading;
    party party;
} parties[] = {{"FILER", PARTY_COMPANY},           {"SUBJECT COMPANY", PARTY_COMPANY},
               {"SUBJECT-COMPANY", PARTY_COMPANY}, {"ISSUER", PARTY_COMPANY},
               {"FILED BY", PARTY_OTHER},          {"FILED-BY", PARTY_OTHER},
               {"FILED FOR", PARTY_OTHER},         {"FILED-FOR", PARTY_OTHER},
               {"REPORTING-OWNER", PARTY_OTHER},   {"SERIAL COMPANY", PARTY_OTHER}};

enum { MOST_FORMER = 16, VALUE_SIZE = 256 };
typedef struct header {
    char value[KEYS][VALUE_SIZE]; /* "": absent. KEY_FORMER: not here */
    const char *where[KEYS];      /* as the header calls it */
    char former[MOST_FORMER][VALUE_SIZE];
    size_t former_count;
    party party;     /* whose part the line stands in */
    bool named;      /* the company has been found */
    bool in_company; /* the line stands in the part of the company that was found */
} header;

static void set(char value[VALUE_SIZE], span text)
{
    size_t n = text.n < VALUE_SIZE - 1 ? text.n : VALUE_SIZE - 1;
    memcpy(value, text.s, n);
    value[n] = '\0';
}

static bool is_of_company(key k) { return k == KEY_COMPANY || k == KEY_CIK || k == KEY_FORMER; }

/* A company's name begins its part. The first that is not merely another's counts; one of
 * PARTY_OTHER stands in until then. */
static void begin_company(header *h)
{
    h->in_company = !h->named;
    if (!h->in_company) return;
    h->former_count = 0;
    h->value[KEY_CIK][0] = '\0';
    h->value[KEY_COMPANY][0] = '\0';
    h->named = h->party != PARTY_OTHER;
}

static void take_value(header *h, key k, const char *where, span value)
{
    if (value.n == 0) return;
    if (k == KEY_COMPANY) begin_company(h);
    if (is_of_company(k) && !h->in_company) return;
    if (k == KEY_FORMER) {
        if (h->former_count < MOST_FORMER) set(h->former[h->former_count++], value);
        return;
    }
    if (h->value[k][0]) return;
    set(h->value[k], value);
    h->where[k] = where;
}

/* "FILER:" alone on its line, or <FILER>. */
static bool take_party(header *h, span line)
{
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++) {
        size_t n = strlen(parties[i].heading);
        span value;
        bool tag = has_tag(line, parties[i].heading, &value) && value.n == 0;
        bool heading = line.n == n + 1 && line.s[n] == ':' &&
                       strncasecmp(line.s, parties[i].heading, n) == 0;
        if (!tag && !heading) continue;
        h->party = parties[i].party;
        h->in_company = false;
        return true;
    }
    return false;
}

static void take_header_line(header *h, span line)
{
    line = trim(line);
    if (take_party(h, line)) return;
    for (size_t i = 0; i < sizeof header_keys / sizeof *header_keys; i++) {
        const char *name = header_keys[i].line;
        size_t n = strlen(name);
        span value;
        if (has_tag(line, header_keys[i].tag, &value)) {
            take_value(h, header_keys[i].key, header_keys[i].tag, value);
            return;
        }
        if (line.n > n && line.s[n] == ':' && strncasecmp(line.s, name, n) == 0) {
            value = trim((span){line.s + n + 1, line.n - n - 1});
            take_value(h, header_keys[i].key, name, value);
            return;
        }
    }
}

/* Reads up to the first <DOCUMENT>, which *rest then begins with. */
static void read_header(span *rest, header *h)
{
    span line, value;
    for (span before = *rest; next_line(rest, &line); before = *rest) {
        if (has_tag(line, "DOCUMENT", &value)) {
            *rest = before;
            return;
        }
        take_header_line(h, line);
    }
}

static void state(gk_stated_list *list, gk_field field, const char *value, const char *name)
{
    char *where = gk_format("header %s", name ? name : "");
    gk_stated_add(list, field, value, where);
    gk_free(where);
}

static void state_published(gk_stated_list *list, const header *h)
{
    char iso[GK_DATE_SIZE];
    key k = h->value[KEY_ACCEPTED][0] ? KEY_ACCEPTED : KEY_FILED;
    if (gk_date_read(h->value[k], GK_DATE_EASTERN, NULL, iso))
        state(list, GK_FIELD_PUBLISHED, iso, h->where[k]);
}

/* What the header says of a document of type `type`: the form of the submission is that of its main
 * document. */
static void state_header(gk_stated_list *list, const header *h, const char *type, bool main)
{
    state(list, GK_FIELD_COMPANY, h->value[KEY_COMPANY], h->where[KEY_COMPANY]);
    state(list, GK_FIELD_CIK, h->value[KEY_CIK], h->where[KEY_CIK]);
    bool of_all = main || strcasecmp(type, "EXCEL") == 0; /* the SEC's tables of the filing */
    if (!of_all || !h->value[KEY_FORM][0])
        gk_stated_add(list, GK_FIELD_FORM, type, "document TYPE");
    else
        state(list, GK_FIELD_FORM, h->value[KEY_FORM], h->where[KEY_FORM]);
    state(list, GK_FIELD_PERIOD_END, h->value[KEY_PERIOD], h->where[KEY_PERIOD]);
    state_published(list, h);
    for (size_t i = 0; i < h->former_count; i++)
        state(list, GK_FIELD_ALIAS, h->former[i], "FORMER CONFORMED NAME");
}

/* ---- documents ---------------------------------------------------------------------------- */

typedef struct document {
    span type, sequence, filename, text;
} document;

/* Documents that hold what another one says already, or what is no text. */
static const struct {
    const char *type, *ending; /* of the file name; NULL: any */
    const char *reason;
} left_out[] = {
    {"GRAPHIC", NULL, "is a picture"},
    {"JSON", NULL, "describes the facts of another document"},
    {"ZIP", "-xbrl.zip", "holds the facts of another document"},
    {"XML", NULL, "shows the facts of another document"},
    {"EX-101*", NULL, "is a part of the XBRL of another document"},
    {NULL, ".jpg", "is a picture"},
    {NULL, ".jpeg", "is a picture"},
    {NULL, ".gif", "is a picture"},
    {NULL, ".png", "is a picture"},
    {NULL, ".css", "is a style sheet"},
    {NULL, ".js", "is a program"},
    {NULL, ".xsd", "is an XBRL taxonomy"},
    {NULL, ".xml", "is XML"},
};

static bool is_type(const char *type, const char *pattern)
{
    size_t n = strlen(pattern);
    if (pattern[n - 1] == '*') return strncasecmp(type, pattern, n - 1) == 0;
    return strcasecmp(type, pattern) == 0;
}

static bool has_ending(const char *name, const char *ending)
{
    size_t n = strlen(name), k = strlen(ending);
    return n >= k && strcasecmp(name + n - k, ending) == 0;
}

static const char *reason_of(const char *type, const char *name)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
        bool typed = !left_out[i].type || is_type(type, left_out[i].type);
        bool ends = !left_out[i].ending || has_ending(name, left_out[i].ending);
        if (typed && ends) return left_out[i].reason;
    }
    return NULL;
}

/* Takes off the wrappers <XBRL>, <XML>, <PDF> and the blank lines around what they hold. */
static span unwrap(span text)
{
    static const char *const wrappers[] = {"XBRL", "XML", "PDF"};
    span bare = trim(text);
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers; i++) {
        size_t n = strlen(wrappers[i]);
        if (bare.n < 2 * n + 5 || bare.s[0] != '<' || bare.s[n + 1] != '>' ||
            strncasecmp(bare.s + 1, wrappers[i], n) != 0)
            continue;
        bare = (span){bare.s + n + 2, bare.n - n - 2};
        const char *end = bare.s + bare.n - n - 3;
        if (strncasecmp(end + 2, wrappers[i], n) == 0 && end[0] == '<' && end[1] == '/')
            bare.n = (size_t)(end - bare.s);
        return trim(bare);
    }
    return text;
}

static bool is_html(span text)
{
    text = trim(text);
    return text.n > 9 && text.s[0] == '<' &&
           (strncasecmp(text.s, "<html", 5) == 0 || strncasecmp(text.s, "<?xml", 5) == 0 ||
            strncasecmp(text.s, "<!doc", 5) == 0 || strncasecmp(text.s, "<!--", 4) == 0 ||
            strncasecmp(text.s, "<head", 5) == 0 || strncasecmp(text.s, "<body", 5) == 0 ||
            memmem(text.s, text.n < 4096 ? text.n : 4096, "<html", 5) ||
            memmem(text.s, text.n < 4096 ? text.n : 4096, "<HTML", 5));
}

static char *name_of(const document *d, const char *extension)
{
    if (d->filename.n) return gk_strndup(d->filename.s, d->filename.n);
    char *type = gk_strndup(d->type.s, d->type.n);
    for (char *c = type; *c; c++)
        if (*c == '/' || *c == '\\') *c = '-';
    char *name = gk_format("%.*s_%s%s", d->sequence.n ? (int)d->sequence.n : 1,
                           d->sequence.n ? d->sequence.s : "0", type, extension);
    gk_free(type);
    return name;
}

static void give_text(gk_unpack *u, const char *name, const gk_stated_list *stated, span text)
{
    size_t size;
    char *plain = gk_sgml_text(text.s, text.n, &size);
    gk_unpack_give(u, name, stated, plain, size);
    gk_free(plain);
}

static void give_encoded(gk_unpack *u, const char *name, const gk_stated_list *stated, span text)
{
    size_t size;
    char *bytes = gk_uuencoded_read(text.s, text.n, &size);
    if (bytes)
        gk_unpack_give(u, name, stated, bytes, size);
    else
        gk_unpack_leave_out(u, name, "is damaged: its uuencoding breaks off");
    gk_free(bytes);
}

static void give_document(gk_unpack *u, const header *h, const document *d, bool main)
{
    span text = unwrap(d->text);
    bool encoded = gk_is_uuencoded(text.s, text.n), html = !encoded && is_html(text);
    char *name = name_of(d, html ? ".htm" : ".txt"), *type = gk_strndup(d->type.s, d->type.n);
    const char *reason = reason_of(type, name);
    gk_stated_list stated = {0};
    state_header(&stated, h, type, main);
    if (reason)
        gk_unpack_leave_out(u, name, reason);
    else if (trim(text).n == 0)
        gk_unpack_leave_out(u, name, "is empty");
    else if (encoded)
        give_encoded(u, name, &stated, text);
    else if (html)
        gk_unpack_give(u, name, &stated, text.s, text.n);
    else
        give_text(u, name, &stated, text);
    gk_stated_free(&stated);
    gk_free(type);
    gk_free(name);
}

/* Reads the document that *rest begins with, up to </DOCUMENT>. False: the file ends within it. */
static bool read_document(span *rest, document *d)
{
    span line, value;
    *d = (document){0};
    const char *text = NULL;
    while (next_line(rest, &line)) {
        if (has_tag(line, "/DOCUMENT", &value)) {
            if (text && !d->text.s) d->text = (span){text, (size_t)(line.s - text)};
            return true;
        }
        if (has_tag(line, "/TEXT", &value) && text) {
            d->text = (span){text, (size_t)(line.s - text)};
        } else if (!text && has_tag(line, "TEXT", &value)) {
            text = value.n ? value.s : rest->s;
        } else if (!text) {
            if (has_tag(line, "TYPE", &value)) d->type = value;
            if (has_tag(line, "SEQUENCE", &value)) d->sequence = value;
            if (has_tag(line, "FILENAME", &value)) d->filename = value;
        }
    }
    return false;
}

/* Undoes "- " before a hyphen at a line's beginning, in place; returns the new size. */
static size_t undo_dashes(char *s, size_t n)
{
    size_t out = 0;
    bool begins = true;
    for (size_t i = 0; i < n; i++) {
        if (begins && i + 2 < n && memcmp(s + i, "- -", 3) == 0) i += 2;
        begins = s[i] == '\n';
        s[out++] = s[i];
    }
    return out;
}

static gk_status give_documents(gk_unpack *u, span rest, const header *h, gk_error *err)
{
    span line, value;
    document d;
    size_t seen = 0;
    while (next_line(&rest, &line)) {
        if (!has_tag(line, "DOCUMENT", &value)) continue;
        if (!read_document(&rest, &d))
            return gk_fail(err, GK_INPUT, "is cut off: document %zu has no end", seen + 1);
        give_document(u, h, &d, seen == 0);
        seen++;
    }
    if (seen == 0) return gk_fail(err, GK_INPUT, "is cut off: no document follows the header");
    return GK_OK;
}

static const char PEM[] = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----";

gk_status gk_submission_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                               gk_error *err)
{
    (void)path;
    char *own = NULL;
    if (size > sizeof PEM && memcmp(bytes, PEM, sizeof PEM - 1) == 0) {
        own = gk_alloc(size);
        memcpy(own, bytes, size);
        size = undo_dashes(own, size);
        bytes = own;
    }
    span rest = {bytes, size};
    header *h = gk_alloc(sizeof *h);
    read_header(&rest, h);
    gk_status status = give_documents(u, rest, h, err);
    gk_free(h);
    gk_free(own);
    return status;
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    return gk_unpack_file(path, out, gk_submission_unpack, err);
}

/* A file that begins with <DOCUMENT>, <TYPE>: documents without a header, or one that was cut out
 * of a submission. */
static bool recognise(const char *path, const char *head, size_t head_size)
{
    static const char *const starts[] = {
        PEM, "<SEC-DOCUMENT>", "<SEC-HEADER>", "<IMS-DOCUMENT>", "<IMS-HEADER>", "<SUBMISSION>"};
    (void)path;
    span text = trim((span){head, head_size}), line, value;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text.n >= strlen(starts[i]) && strncasecmp(text.s, starts[i], strlen(starts[i])) == 0)
            return true;
    return next_line(&text, &line) && has_tag(line, "DOCUMENT", &value) &&
           next_line(&text, &line) && has_tag(line, "TYPE", &value);
}

const gk_reader gk_reader_submission = {
    .format = "submission", .recognise = recognise, .unpack = unpack};
