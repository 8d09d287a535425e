/* SPDX-License-Identifier: Apache-2.0
 *
 * mail - a message (EML) or a box of them (mbox), by GMime: what was written is a member named
 * after the subject, each attachment one under its own name, a message that was attached an EML of
 * its own.
 */
#include "read/charset.h"
#include "read/read.h"
#include "read/unpack.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

/* Parts within parts, and parts of one message. */
enum { DEEPEST = 40, MOST_PARTS = 10000 };

typedef struct mail {
    gk_unpack *u;
    const char *name;      /* of the message: its subject's words */
    const char *folder;    /* before the names of attachments: "" or "subject/" */
    gk_string plain, html; /* what was written; html has nothing that plain says, too */
    gk_string either;      /* HTML of the alternative that is walked */
    bool in_alternative;
    gk_stated_list stated;
    size_t parts;
    bool cut; /* parts beyond the limits are left out, which is said once */
} mail;

/* ---- parts -------------------------------------------------------------------------------- */

/* The part's bytes after quoted-printable and base64. */
static GByteArray *content_of(GMimePart *part)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content) return bytes;
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_data_wrapper_write_to_stream(content, stream);
    g_object_unref(stream);
    return bytes;
}

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
    GMimeContentType *t = g_mime_object_get_content_type(object);
    return t && g_mime_content_type_is_type(t, type, subtype);
}

/* Text that is part of what was written, and no file that was sent along. */
static bool is_body(GMimeObject *object)
{
    if (!is_type(object, "text", "plain") && !is_type(object, "text", "html")) return false;
    const char *disposition = g_mime_object_get_disposition(object);
    bool attached = disposition && strcasecmp(disposition, "attachment") == 0;
    return !attached && !g_mime_part_get_filename(GMIME_PART(object));
}

static void add_body(mail *m, GMimePart *part)
{
    GMimeObject *object = GMIME_OBJECT(part);
    const char *charset = g_mime_object_get_content_type_parameter(object, "charset");
    GByteArray *bytes = content_of(part);
    char *text = NULL;
    size_t length;
    gk_string *html = m->in_alternative ? &m->either : &m->html;
    gk_string *to = is_type(object, "text", "html") ? html : &m->plain;
    if (gk_charset_decode((const char *)bytes->data, bytes->len, charset, &text, &length, NULL) ==
        GK_OK) {
        if (to->length) gk_string_add(to, "\n");
        gk_string_append(to, text, length);
    }
    gk_free(text);
    g_byte_array_free(bytes, TRUE);
}

/* A part without a name of its own is named after its type. */
static char *attachment_name(const mail *m, GMimePart *part)
{
    const char *given = g_mime_part_get_filename(part);
    char *name = given ? gk_name_clean(given, strlen(given)) : NULL, *full;
    if (name) {
        full = gk_format("%s%s", m->folder, gk_path_name(name));
    } else {
        GMimeContentType *t = g_mime_object_get_content_type(GMIME_OBJECT(part));
        const char *subtype = t ? g_mime_content_type_get_media_subtype(t) : NULL;
        bool fits = subtype && strlen(subtype) <= 5 && !strpbrk(subtype, "./\\");
        full = gk_format("%sattachment-%zu%s%s", m->folder, m->parts, fits ? "." : "",
                         fits ? subtype : "");
    }
    gk_free(name);
    return full;
}

static const char *reason_of(GMimeObject *part)
{
    static const struct {
        const char *type, *subtype, *reason;
    } left_out[] = {{"image", "*", "is a picture"},
                    {"audio", "*", "is a recording"},
                    {"video", "*", "is a recording"},
                    {"application", "pkcs7-mime", "is encrypted"},
                    {"application", "x-pkcs7-mime", "is encrypted"},
                    {"application", "pgp-encrypted", "is encrypted"}};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (is_type(part, left_out[i].type, left_out[i].subtype)) return left_out[i].reason;
    return NULL;
}

static bool is_signature(GMimeObject *part)
{
    return is_type(part, "application", "pgp-signature") ||
           is_type(part, "application", "pkcs7-signature") ||
           is_type(part, "application", "x-pkcs7-signature");
}

static void add_attachment(mail *m, GMimePart *part)
{
    if (is_signature(GMIME_OBJECT(part))) return;
    char *name = attachment_name(m, part);
    const char *reason = reason_of(GMIME_OBJECT(part));
    if (reason) {
        gk_unpack_leave_out(m->u, name, reason);
    } else {
        GByteArray *bytes = content_of(part);
        if (bytes->len > 0)
            gk_unpack_give(m->u, name, &m->stated, bytes->data, bytes->len);
        else
            gk_unpack_leave_out(m->u, name, "is empty");
        g_byte_array_free(bytes, TRUE);
    }
    gk_free(name);
}

static void add_message(mail *m, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    if (!message) return;
    char *slug = gk_name_slug(g_mime_message_get_subject(message), "message");
    char *name = gk_format("%s%s.eml", m->folder, slug);
    char *text = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
    gk_unpack_give(m->u, name, NULL, text, strlen(text));
    g_free(text);
    gk_free(name);
    gk_free(slug);
}

static bool is_blank(const char *s, size_t n) { return n == 0 || strspn(s, " \t\r\n") >= n; }

static void walk(mail *m, GMimeObject *object, int depth, bool bodies);

static void walk_parts(mail *m, GMimeMultipart *parts, int depth, bool bodies)
{
    bool encrypted = GMIME_IS_MULTIPART_ENCRYPTED(parts);
    if (encrypted && bodies) gk_unpack_leave_out(m->u, "message", "is encrypted");
    int n = encrypted ? 0 : g_mime_multipart_get_count(parts);
    for (int i = 0; i < n; i++) walk(m, g_mime_multipart_get_part(parts, i), depth + 1, bodies);
}

/* The same in several forms: text if there is some, else HTML. */
static void walk_alternative(mail *m, GMimeMultipart *parts, int depth)
{
    size_t before = m->plain.length;
    m->in_alternative = true;
    walk_parts(m, parts, depth, true);
    m->in_alternative = false;
    bool plain = m->plain.length > before &&
                 !is_blank(m->plain.data + before, m->plain.length - before);
    if (!plain && m->either.length) gk_string_append(&m->html, m->either.data, m->either.length);
    gk_string_free(&m->either);
}

/* Whether the walk ends here; the first time it is said. */
static bool is_beyond(mail *m, int depth)
{
    bool deep = depth > DEEPEST;
    if (!deep && m->parts < MOST_PARTS) return false;
    if (!m->cut) {
        char *reason = deep ? gk_format("has parts more than %d deep", DEEPEST)
                            : gk_format("has more than %d,%03d parts", MOST_PARTS / 1000,
                                        MOST_PARTS % 1000);
        gk_unpack_leave_out(m->u, m->name, reason);
        gk_free(reason);
    }
    m->cut = true;
    return true;
}

/* The bodies first, then all others: `bodies` says which are taken. Recursion goes no deeper than
 * DEEPEST. */
static void walk(mail *m, GMimeObject *object, int depth, bool bodies)
{
    if (!object || is_beyond(m, depth)) return;
    if (GMIME_IS_MULTIPART(object)) {
        if (bodies && !m->in_alternative && is_type(object, "multipart", "alternative"))
            walk_alternative(m, GMIME_MULTIPART(object), depth);
        else
            walk_parts(m, GMIME_MULTIPART(object), depth, bodies);
        return;
    }
    m->parts++;
    if (GMIME_IS_MESSAGE_PART(object)) {
        if (!bodies) add_message(m, GMIME_MESSAGE_PART(object));
    } else if (GMIME_IS_PART(object) && is_body(object) == bodies) {
        if (bodies)
            add_body(m, GMIME_PART(object));
        else
            add_attachment(m, GMIME_PART(object));
    }
}

/* ---- a message ---------------------------------------------------------------------------- */

static char *addresses(GMimeMessage *message, GMimeAddressType type)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    char *text = list ? internet_address_list_to_string(list, NULL, FALSE) : NULL;
    char *own = gk_strdup(text ? text : "");
    g_free(text);
    return own;
}

static bool published(GMimeMessage *message, char out[GK_DATE_SIZE])
{
    GDateTime *date = g_mime_message_get_date(message);
    GDateTime *utc = date ? g_date_time_to_utc(date) : NULL;
    char *text = utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    bool is = text && gk_date_read(text, GK_DATE_ANY, NULL, out);
    g_free(text);
    if (utc) g_date_time_unref(utc);
    return is;
}

/* The name of who wrote it, or else the address. */
static void state_sender(gk_stated_list *list, GMimeMessage *message)
{
    InternetAddressList *from = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_FROM);
    InternetAddress *first = from && internet_address_list_length(from) > 0
                                 ? internet_address_list_get_address(from, 0)
                                 : NULL;
    if (!first) return;
    const char *name = internet_address_get_name(first);
    if (!(name && name[0]) && INTERNET_ADDRESS_IS_MAILBOX(first))
        name = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    gk_stated_add(list, GK_FIELD_SOURCE, name, "mail From");
}

/* From, To, Date and Subject, those that are there, one a line. */
static char *heading(GMimeMessage *message, const char *date)
{
    char *from = addresses(message, GMIME_ADDRESS_TYPE_FROM);
    char *to = addresses(message, GMIME_ADDRESS_TYPE_TO);
    const char *subject = g_mime_message_get_subject(message);
    const char *const lines[][2] = {
        {"From", from}, {"To", to}, {"Date", date}, {"Subject", subject ? subject : ""}};
    gk_string out = {0};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i][1][0]) gk_string_addf(&out, "%s: %s\n", lines[i][0], lines[i][1]);
    gk_free(from);
    gk_free(to);
    return gk_string_take(&out);
}

static void give_plain(mail *m, const char *name, const char *head)
{
    gk_string out = {0};
    gk_string_addf(&out, "%s\n", head);
    gk_string_append(&out, m->plain.data, m->plain.length);
    gk_unpack_give(m->u, name, &m->stated, out.data, out.length);
    gk_string_free(&out);
}

/* Where the body's own text begins: behind <body ...>, or at its start. */
static size_t body_start(const char *html)
{
    const char *body = strcasestr(html, "<body"), *end = body ? strchr(body, '>') : NULL;
    return end ? (size_t)(end - html) + 1 : 0;
}

/* A byte order mark says that it is UTF-8 now, whatever the text itself still says. */
static void give_html(mail *m, const char *name, const char *head)
{
    gk_string out = {0};
    char *escaped = g_markup_escape_text(head, -1);
    size_t start = body_start(m->html.data);
    gk_string_add(&out, "\xEF\xBB\xBF");
    gk_string_append(&out, m->html.data, start);
    for (char *line = escaped, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        gk_string_addf(&out, "<p>%.*s</p>\n", (int)(end - line), line);
    }
    gk_string_append(&out, m->html.data + start, m->html.length - start);
    gk_unpack_give(m->u, name, &m->stated, out.data, out.length);
    g_free(escaped);
    gk_string_free(&out);
}

static void give_bodies(mail *m, const char *slug, const char *head)
{
    char *plain = gk_format("%s.txt", slug), *html = gk_format("%s.html", slug);
    if (!is_blank(m->plain.data, m->plain.length)) give_plain(m, plain, head);
    if (!is_blank(m->html.data, m->html.length)) give_html(m, html, head);
    gk_free(html);
    gk_free(plain);
}

static void give_message(gk_unpack *u, GMimeMessage *message, bool boxed)
{
    char date[GK_DATE_SIZE] = "";
    char *slug = gk_name_slug(g_mime_message_get_subject(message), "message");
    char *folder = boxed ? gk_format("%s/", slug) : gk_strdup("");
    mail m = {.u = u, .name = slug, .folder = folder};
    if (published(message, date)) gk_stated_add(&m.stated, GK_FIELD_PUBLISHED, date, "mail Date");
    state_sender(&m.stated, message);
    char *head = heading(message, date);
    GMimeObject *top = g_mime_message_get_mime_part(message);
    walk(&m, top, 0, true);
    give_bodies(&m, slug, head);
    m.parts = 0;
    walk(&m, top, 0, false);
    gk_string_free(&m.plain);
    gk_string_free(&m.html);
    gk_stated_free(&m.stated);
    gk_free(head);
    gk_free(folder);
    gk_free(slug);
}

static bool is_box(const char *bytes, size_t size)
{
    return size > 5 && memcmp(bytes, "From ", 5) == 0;
}

gk_status gk_mail_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                         gk_error *err)
{
    (void)path;
    bool boxed = is_box(bytes, size);
    size_t messages = 0;
    g_mime_init();
    /* Of header fields with bytes beyond ASCII that name no charset. */
    static const char *fallbacks[] = {"utf-8", "gb18030", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, fallbacks);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    if (boxed) g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    for (bool more = true; more;) {
        GMimeMessage *message = g_mime_parser_construct_message(parser, options);
        if (message) {
            give_message(u, message, boxed);
            g_object_unref(message);
            messages++;
        }
        more = boxed && message && !g_mime_parser_eos(parser);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    g_mime_parser_options_free(options);
    if (messages == 0) return gk_fail(err, GK_INPUT, "is damaged: no message in it");
    if (u->count == 0) return gk_fail(err, GK_INPUT, "holds no text");
    return GK_OK;
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    return gk_unpack_file(path, out, gk_mail_unpack, err);
}

/* ---- what is one -------------------------------------------------------------------------- */

/* The bytes of the header field's name at s, or 0: letters, digits and hyphens before a colon. */
static size_t field_name(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && i < 60 && (g_ascii_isalnum(s[i]) || s[i] == '-' || s[i] == '_')) i++;
    return i > 0 && i < n && s[i] == ':' ? i : 0;
}

/* Fields that a mail has and a memo, which may well begin with From, To and Date, has not. */
static bool is_transport(const char *name, size_t n)
{
    static const char *const fields[] = {"Message-ID",
                                         "MIME-Version",
                                         "Received",
                                         "Return-Path",
                                         "Delivered-To",
                                         "DKIM-Signature",
                                         "Content-Transfer-Encoding"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strlen(fields[i]) == n && strncasecmp(fields[i], name, n) == 0) return true;
    return n > 2 && strncasecmp(name, "X-", 2) == 0;
}

typedef struct seen {
    int written, transport; /* From, To, Date, Subject; the fields above */
} seen;

/* Counts the fields up to the blank line; false where something stands there that is none. */
static bool count_fields(const char *s, size_t n, seen *count)
{
    static const char *const written[] = {"From", "To", "Date", "Subject", "Sender"};
    for (size_t i = 0; i < n && s[i] != '\n' && s[i] != '\r';) {
        const char *end = memchr(s + i, '\n', n - i);
        size_t name = field_name(s + i, n - i);
        if (s[i] != ' ' && s[i] != '\t' && name == 0)
            return !end && count->transport > 0; /* the head ends within the line */
        for (size_t k = 0; k < sizeof written / sizeof *written; k++)
            count->written += strlen(written[k]) == name &&
                              strncasecmp(written[k], s + i, name) == 0;
        count->transport += is_transport(s + i, name);
        if (!end) return true;
        i = (size_t)(end - s) + 1;
    }
    return true;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    seen count = {0};
    if (is_box(head, head_size)) {
        const char *end = memchr(head, '\n', head_size);
        if (!end) return false;
        head_size -= (size_t)(end + 1 - head);
        head = end + 1;
    }
    if (!count_fields(head, head_size, &count)) return false;
    const char *dot = strrchr(gk_path_name(path), '.');
    bool named = dot && (strcasecmp(dot, ".eml") == 0 || strcasecmp(dot, ".mbox") == 0);
    return count.written >= 1 && count.written + count.transport >= 2 &&
           (count.transport >= 1 || named);
}

const gk_reader gk_reader_mail = {.format = "mail", .recognise = recognise, .unpack = unpack};
