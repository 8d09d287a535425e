/* SPDX-License-Identifier: Apache-2.0
 *
 * What is answered under which path. A route is one function that reads its parameters, works with
 * a lent library and fills the reply; it knows nothing of sockets.
 */
#include "serve/serve.h"
#include "text/json.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* How long a request waits for a free library before it is told that the server is busy. */
static const double patience = 30;

/* ---- who may ask -------------------------------------------------------------------------- */

/* Decides whether a request is let in at all, before anything is done for it. This is the one place
 * where a reader's identity and rights are established; without accounts, a reader is whoever can
 * reach the address under a name that belongs to it. */
static bool admit(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    /* Browsers say who had them ask. Another site's page can read no reply, but a question costs
     * time and moves the marks of what was cited last. */
    const char *site = request->fetch_site;
    if (site && gk_starts_with(request->path, "/api/") && strcmp(site, "same-origin") != 0 &&
        strcmp(site, "none") != 0) {
        gk_reply_error(reply, 403, "this interface does not answer to pages of other sites");
        return false;
    }
    if (service->allow_remote) return true;
    if (!request->host) {
        gk_reply_error(reply, 400, "the request has no Host header");
        return false;
    }
    if (gk_host_allowed(request->host, &service->listen)) return true;
    gk_reply_error(reply, 403,
                   "this server answers to localhost and its own address only, not to the name in "
                   "the Host header");
    return false;
}

/* ---- parameters --------------------------------------------------------------------------- */

/* How many characters of valid UTF-8. */
static size_t characters(const char *s)
{
    size_t n = 0;
    for (; *s; s++) n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

/* Checks a question or query; name is what the client calls it. */
static bool check_question(const char *text, const char *name, gk_reply *reply)
{
    if (!text || !text[strspn(text, " \t\r\n")]) {
        gk_reply_error(reply, 400, "\"%s\" is missing or empty: give the question", name);
        return false;
    }
    if (characters(text) > GK_MAX_QUESTION) {
        gk_reply_error(reply, 400, "\"%s\" is longer than %d characters", name, GK_MAX_QUESTION);
        return false;
    }
    return true;
}

static bool check_name(const char *text, bool required, gk_reply *reply)
{
    if (required && (!text || !*text)) {
        gk_reply_error(reply, 400, "\"document\" is missing: give a document's name");
        return false;
    }
    if (text && strlen(text) > GK_MAX_NAME) {
        gk_reply_error(reply, 400, "\"document\" is longer than %d bytes", GK_MAX_NAME);
        return false;
    }
    return true;
}

/* Reads a whole number from min to max; where the parameter is absent, *out keeps its value, unless
 * that is below min: then it is required. */
static bool read_number(const gk_request *request, const char *name, int min, int max, int *out,
                        gk_reply *reply)
{
    const char *text = gk_request_get(request, name);
    if (!text && *out >= min) return true;
    bool digits = text && *text && strspn(text, "0123456789") == strlen(text) && strlen(text) < 10;
    int value = digits ? atoi(text) : -1;
    if (value < min || value > max) {
        if (max == INT_MAX)
            gk_reply_error(reply, 400, "\"%s\" must be a whole number from %d", name, min);
        else
            gk_reply_error(reply, 400, "\"%s\" must be a whole number from %d to %d", name, min,
                           max);
        return false;
    }
    *out = value;
    return true;
}

/* What ask and search are asked for. The strings live as long as the request. */
typedef struct question {
    const char *text;
    gk_search_options options;
} question;

/* The parameters that are fields of gk_filter; what they take is told by who reads them. */
static const struct filter_parameter {
    const char *name;
    size_t offset;
} filter_parameters[] = {
    {"company", offsetof(gk_filter, company)}, {"ticker", offsetof(gk_filter, ticker)},
    {"form", offsetof(gk_filter, form)},       {"period", offsetof(gk_filter, period)},
    {"since", offsetof(gk_filter, since)},     {"until", offsetof(gk_filter, until)},
    {"lang", offsetof(gk_filter, language)},   {"source", offsetof(gk_filter, source)},
    {"as_of", offsetof(gk_filter, as_of)},
};
enum { FILTER_PARAMETERS = sizeof filter_parameters / sizeof *filter_parameters };

/* Sets one of them; a form sends what its reader left empty as "". */
static bool set_filter(gk_filter *filter, size_t i, const char *value, gk_reply *reply)
{
    if (value && strlen(value) > GK_MAX_NAME) {
        gk_reply_error(reply, 400, "\"%s\" is longer than %d bytes", filter_parameters[i].name,
                       GK_MAX_NAME);
        return false;
    }
    *(const char **)((char *)filter + filter_parameters[i].offset) = value && *value ? value : NULL;
    return true;
}

static bool question_from_query(const gk_request *request, question *out, gk_reply *reply)
{
    int k = 10;
    out->text = gk_request_get(request, "q");
    out->options.document = gk_request_get(request, "document");
    if (!check_question(out->text, "q", reply)) return false;
    if (!check_name(out->options.document, false, reply)) return false;
    if (!read_number(request, "k", 1, GK_MAX_HITS, &k, reply)) return false;
    out->options.k = (size_t)k;
    if (out->options.document && !*out->options.document) out->options.document = NULL;
    for (size_t i = 0; i < FILTER_PARAMETERS; i++)
        if (!set_filter(&out->options.filter, i, gk_request_get(request, filter_parameters[i].name),
                        reply))
            return false;
    return true;
}

/* A string field of a JSON object, copied into the request's arena; NULL where it is absent. False
 * where it is something else. */
static bool json_field(const gk_request *request, const json_t *object, const char *name,
                       const char **out, gk_reply *reply)
{
    const json_t *value = json_object_get(object, name);
    *out = NULL;
    if (!value || json_is_null(value)) return true;
    if (!json_is_string(value)) {
        gk_reply_error(reply, 400, "\"%s\" must be a string", name);
        return false;
    }
    *out = gk_arena_strdup(request->arena, json_string_value(value));
    return true;
}

static bool question_from_object(const gk_request *request, const json_t *object, question *out,
                                 gk_reply *reply)
{
    if (!json_field(request, object, "question", &out->text, reply)) return false;
    if (!json_field(request, object, "document", &out->options.document, reply)) return false;
    if (!check_question(out->text, "question", reply)) return false;
    if (!check_name(out->options.document, false, reply)) return false;
    if (out->options.document && !*out->options.document) out->options.document = NULL;
    for (size_t i = 0; i < FILTER_PARAMETERS; i++) {
        const char *value;
        if (!json_field(request, object, filter_parameters[i].name, &value, reply) ||
            !set_filter(&out->options.filter, i, value, reply))
            return false;
    }
    const json_t *k = json_object_get(object, "k");
    if (k &&
        (!json_is_integer(k) || json_integer_value(k) < 1 || json_integer_value(k) > GK_MAX_HITS)) {
        gk_reply_error(reply, 400, "\"k\" must be a whole number from 1 to %d", GK_MAX_HITS);
        return false;
    }
    out->options.k = k ? (size_t)json_integer_value(k) : 10;
    return true;
}

/* A page of another site may send a form here, but not JSON: that needs a permission it never gets.
 * So a body counts only under its own content type, whatever an old browser tells admit. */
static bool question_from_body(const gk_request *request, question *out, gk_reply *reply)
{
    if (!request->content_type || !gk_starts_with(request->content_type, "application/json")) {
        gk_reply_error(reply, 415, "the body must be JSON, with Content-Type: application/json");
        return false;
    }
    json_error_t why;
    json_t *object = json_loadb(request->body.data ? request->body.data : "", request->body.length,
                                JSON_REJECT_DUPLICATES, &why);
    bool ok = json_is_object(object);
    if (ok)
        ok = question_from_object(request, object, out, reply);
    else
        gk_reply_error(reply, 400, "the body must be one JSON object: {\"question\": \"...\"}");
    json_decref(object);
    return ok;
}

/* ---- routes ------------------------------------------------------------------------------- */

/* Lends a library, or answers why there is none. */
static gk_library *take(const gk_service *service, gk_reply *reply)
{
    gk_error err = {0};
    gk_library *library;
    if (gk_handles_take(service->handles, patience, &library, &err) == GK_OK) return library;
    gk_reply_fail(reply, &err);
    return NULL;
}

/* Gives the library back and answers: with json where status is GK_OK, else with the error. */
static void finish(const gk_service *service, gk_library *library, gk_status status,
                   const gk_error *err, char *json, gk_reply *reply)
{
    gk_handles_give(service->handles, library, status != GK_LIBRARY && status != GK_IO);
    if (status == GK_OK)
        gk_reply_json(reply, json);
    else
        gk_reply_fail(reply, err);
}

static void route_ask(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    question asked = {0};
    bool posted = !strcmp(request->method, "POST");
    if (posted ? !question_from_body(request, &asked, reply)
               : !question_from_query(request, &asked, reply))
        return;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_answer *answer = NULL;
    gk_status status = gk_ask(library, asked.text, &asked.options, &answer, &err);
    char *json = status == GK_OK ? gk_answer_json(answer) : NULL;
    gk_answer_free(answer);
    finish(service, library, status, &err, json, reply);
}

static void route_search(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    question asked = {0};
    if (!question_from_query(request, &asked, reply)) return;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_hits *hits = NULL;
    gk_status status = gk_search(library, asked.text, &asked.options, &hits, &err);
    char *json = status == GK_OK ? gk_hits_json(hits) : NULL;
    gk_hits_free(hits);
    finish(service, library, status, &err, json, reply);
}

/* What /api/facts is asked for. */
static const struct fact_parameter {
    const char *name;
    size_t offset;
} fact_parameters[] = {
    {"of", offsetof(gk_fact_query, of)},
    {"period", offsetof(gk_fact_query, period)},
    {"concept", offsetof(gk_fact_query, concept)},
    {"label", offsetof(gk_fact_query, label)},
    {"statement", offsetof(gk_fact_query, statement)},
    {"member", offsetof(gk_fact_query, member)},
    {"form", offsetof(gk_fact_query, form)},
    {"as_of", offsetof(gk_fact_query, as_of)},
};

static bool read_facts(const gk_request *request, gk_fact_query *query, bool *series,
                       gk_reply *reply)
{
    int most = 1000, all = 0, by_period = 0;
    for (size_t i = 0; i < sizeof fact_parameters / sizeof *fact_parameters; i++) {
        const struct fact_parameter *p = &fact_parameters[i];
        const char *value = gk_request_get(request, p->name);
        if (value && strlen(value) > GK_MAX_NAME) {
            gk_reply_error(reply, 400, "\"%s\" is longer than %d bytes", p->name, GK_MAX_NAME);
            return false;
        }
        *(const char **)((char *)query + p->offset) = value && *value ? value : NULL;
    }
    if (!query->of) {
        gk_reply_error(reply, 400, "\"of\" is missing: give a company or a document's name");
        return false;
    }
    if (!read_number(request, "k", 1, GK_MAX_FACTS, &most, reply)) return false;
    if (!read_number(request, "all", 0, 1, &all, reply)) return false;
    if (!read_number(request, "series", 0, 1, &by_period, reply)) return false;
    query->most = (size_t)most;
    query->all = all;
    *series = by_period;
    return true;
}

static char *facts_json(const gk_fact_list *list, bool series)
{
    if (!series) return gk_fact_list_json(list);
    gk_fact_series *made;
    gk_fact_series_make(list, &made);
    char *json = gk_fact_series_json(made);
    gk_fact_series_free(made);
    return json;
}

static void route_facts(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    gk_fact_query query = {0};
    bool series;
    if (!read_facts(request, &query, &series, reply)) return;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_fact_list *list = NULL;
    gk_status status = gk_facts_list(library, &query, &list, &err);
    char *json = status == GK_OK ? facts_json(list, series) : NULL;
    gk_fact_list_free(list);
    finish(service, library, status, &err, json, reply);
}

static void route_documents(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    (void)request;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_documents *documents = NULL;
    gk_status status = gk_documents_list(library, &documents, &err);
    char *json = status == GK_OK ? gk_documents_json(documents) : NULL;
    gk_documents_free(documents);
    finish(service, library, status, &err, json, reply);
}

/* The document and page that a request names. */
static bool read_place(const gk_request *request, const char **document, int *page, gk_reply *reply)
{
    *document = gk_request_get(request, "document");
    *page = 0;
    return check_name(*document, true, reply) &&
           read_number(request, "page", 1, INT_MAX, page, reply);
}

static void route_page(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    const char *document;
    int page;
    if (!read_place(request, &document, &page, reply)) return;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_page *got = NULL;
    gk_status status = gk_page_get(library, document, page, &got, &err);
    char *json = status == GK_OK ? gk_page_json(got) : NULL;
    gk_page_free(got);
    finish(service, library, status, &err, json, reply);
}

/* Draws a page and remembers it; false where the reply tells why not. */
static bool draw(const gk_service *service, const char *document, int page, int dpi,
                 unsigned char **png, size_t *size, gk_reply *reply)
{
    gk_library *library = take(service, reply);
    if (!library) return false;
    gk_error err = {0};
    gk_status status = gk_page_image(library, document, page, dpi, png, size, &err);
    gk_handles_give(service->handles, library, status != GK_LIBRARY && status != GK_IO);
    if (status != GK_OK) {
        gk_reply_fail(reply, &err);
        return false;
    }
    gk_images_put(service->images, document, page, dpi, *png, *size);
    return true;
}

/* The client may keep the image but asks each time whether it is still the one: another library may
 * stand behind the same address tomorrow, and evidence must not come from the wrong one. */
static void route_page_image(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    const char *document;
    int page, dpi = 110;
    if (!read_place(request, &document, &page, reply)) return;
    if (!read_number(request, "dpi", 36, 300, &dpi, reply)) return;
    unsigned char *png;
    size_t size;
    if (!gk_images_get(service->images, document, page, dpi, &png, &size) &&
        !draw(service, document, page, dpi, &png, &size, reply))
        return;
    *reply = (gk_reply){.status = 200,
                        .type = "image/png",
                        .cache = "private, no-cache",
                        .body = png,
                        .size = size,
                        .owned = true};
    char hex[65];
    gk_sha256(png, size, hex);
    snprintf(reply->etag, sizeof reply->etag, "\"%.32s\"", hex);
}

static void route_library(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    (void)request;
    gk_library *library = take(service, reply);
    if (!library) return;
    gk_error err = {0};
    gk_library_info info;
    gk_status status = gk_library_info_get(library, &info, &err);
    char *json = NULL;
    if (status == GK_OK) {
        json_t *object = json_pack("{s:s, s:I, s:I, s:I, s:I, s:o}", "version", gk_version(),
                                   "documents", (json_int_t)info.documents, "pages",
                                   (json_int_t)info.pages, "passages", (json_int_t)info.passages,
                                   "vectors", (json_int_t)info.vectors, "model",
                                   gk_json_text(gk_path_name(info.model)));
        if (*info.next_model)
            json_object_set_new(object, "next",
                                json_pack("{s:o, s:I}", "model",
                                          gk_json_text(gk_path_name(info.next_model)), "vectors",
                                          (json_int_t)info.next_vectors));
        json = gk_json_print(object);
    }
    finish(service, library, status, &err, json, reply);
}

static void route_health(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    (void)service, (void)request;
    gk_reply_json(reply, gk_strdup("{\"status\":\"ok\"}"));
}

static void route_asset(const gk_asset *asset, gk_reply *reply)
{
    *reply = (gk_reply){.status = 200,
                        .type = gk_asset_type(asset),
                        .cache = "no-cache",
                        .body = (void *)(uintptr_t)asset->data,
                        .size = asset->size};
    snprintf(reply->etag, sizeof reply->etag, "\"%.32s\"", asset->sha256);
}

/* ---- the table ---------------------------------------------------------------------------- */

typedef struct route {
    const char *path;
    bool post; /* besides GET and HEAD */
    void (*answer)(const gk_service *service, const gk_request *request, gk_reply *reply);
} route;

static const route routes[] = {
    {"/api/ask", true, route_ask},          {"/api/search", false, route_search},
    {"/api/facts", false, route_facts},     {"/api/documents", false, route_documents},
    {"/api/page", false, route_page},       {"/api/page.png", false, route_page_image},
    {"/api/library", false, route_library}, {"/healthz", false, route_health},
};

static const route *find_route(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (!strcmp(routes[i].path, path)) return &routes[i];
    return NULL;
}

void gk_service_answer(const gk_service *service, const gk_request *request, gk_reply *reply)
{
    if (!admit(service, request, reply)) return;
    const route *found = find_route(request->path);
    const gk_asset *asset = found ? NULL : gk_asset_find(request->path);
    if (!found && !asset) {
        gk_reply_error(reply, 404, "nothing stands under this path");
        return;
    }
    bool get = !strcmp(request->method, "GET");
    if (!get && !(found && found->post && !strcmp(request->method, "POST"))) {
        gk_reply_error(reply, 405, "this path does not take the method %.20s", request->method);
        reply->allow = found && found->post ? "GET, HEAD, POST" : "GET, HEAD";
        return;
    }
    if (found)
        found->answer(service, request, reply);
    else
        route_asset(asset, reply);
    gk_reply_revalidate(reply, request->if_none_match);
}
