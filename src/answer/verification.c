/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_verify_answer: the pages of the library that an answer cites, as sources beside those that
 * were given, and what verification says of it.
 */
#include "answer/answer.h"
#include "text/json.h"
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

enum { MARK_MOST = 400 }; /* bytes of a citation */

typedef struct owned_verification {
    gk_verification verification; /* first: what callers hold */
    gk_arena *arena;
} owned_verification;

typedef struct gathering {
    gk_library *library;
    gk_arena *arena;
    gk_verify_source *sources;
    size_t count, capacity;
} gathering;

static const char *or_empty(const char *s) { return s ? s : ""; }

static gk_verify_source *add_source(gathering *g)
{
    g->sources = gk_grow(g->sources, g->count, &g->capacity, sizeof *g->sources);
    gk_verify_source *source = &g->sources[g->count++];
    *source = (gk_verify_source){.mark = "",
                                 .document = "",
                                 .company = "",
                                 .names = "",
                                 .text = "",
                                 .context = "",
                                 .speaker = ""};
    return source;
}

static void add_given(gathering *g, const gk_cited_text *text)
{
    gk_verify_source *source = add_source(g);
    source->mark = or_empty(text->mark);
    source->document = or_empty(text->document);
    source->company = or_empty(text->company);
    source->names = or_empty(text->names);
    source->text = or_empty(text->text);
    source->context = or_empty(text->context);
    source->speaker = or_empty(text->speaker);
    source->fiscal_year = text->fiscal_year;
}

static bool have_mark(const gathering *g, const char *mark)
{
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->sources[i].mark, mark) == 0) return true;
    return false;
}

static char *page_text(const gk_page *page, gk_arena *arena)
{
    gk_string text = {0};
    for (size_t i = 0; i < page->line_count; i++) {
        gk_string_add(&text, page->lines[i].text);
        gk_string_add(&text, "\n");
    }
    char *kept = gk_arena_strndup(arena, text.data ? text.data : "", text.length);
    gk_string_free(&text);
    return kept;
}

/* What is known of the document: whose it is, of which year. */
static void describe(gathering *g, const char *document, gk_verify_source *source)
{
    gk_documents *documents;
    if (gk_document_get(g->library, document, &documents, NULL) != GK_OK) return;
    const gk_document_info *info = &documents->documents[0];
    gk_string names = {0};
    for (size_t i = 0; i < info->alias_count; i++) {
        if (i) gk_string_add(&names, "|");
        gk_string_add(&names, info->aliases[i]);
    }
    if (info->ticker) gk_string_addf(&names, "|%s", info->ticker);
    source->names = gk_arena_strndup(g->arena, names.data ? names.data : "", names.length);
    source->company = gk_arena_strdup(g->arena, or_empty(info->company));
    source->fiscal_year = info->fiscal_year;
    gk_string_free(&names);
    gk_documents_free(documents);
}

/* A page that is not there is no source: what cites it falls. Other failures are failures. */
static gk_status add_page(gathering *g, const char *document, int number, const char *mark,
                          gk_error *err)
{
    gk_error missing = {0};
    gk_page *page;
    if (have_mark(g, mark)) return GK_OK;
    gk_status status = gk_page_get(g->library, document, number, &page, &missing);
    if (status == GK_NOT_FOUND || status == GK_INVALID) return GK_OK;
    if (status != GK_OK) return gk_fail(err, status, "%s", missing.message);
    gk_verify_source *source = add_source(g);
    source->mark = mark;
    source->document = gk_arena_strdup(g->arena, document);
    source->text = page_text(page, g->arena);
    gk_page_free(page);
    describe(g, document, source);
    return GK_OK;
}

/* "DOCUMENT p.60" as a page of the library. */
static gk_status add_cited(gathering *g, const char *s, size_t n, gk_error *err)
{
    while (n && *s == ' ') s++, n--;
    while (n && s[n - 1] == ' ') n--;
    char *mark = gk_arena_strndup(g->arena, s, n);
    char *page = NULL;
    for (char *at = mark; (at = strstr(at, " p.")); at++) page = at;
    if (!page || page == mark) return GK_OK;
    char *end;
    long number = strtol(page + 3, &end, 10);
    if (end == page + 3 || *end || number < 1 || number > 1000000) return GK_OK;
    char *document = gk_arena_strndup(g->arena, mark, (size_t)(page - mark));
    return add_page(g, document, (int)number, mark, err);
}

static gk_status add_pages(gathering *g, const char *answer, gk_error *err)
{
    gk_status status = GK_OK;
    for (const char *s = answer; status == GK_OK && (s = strchr(s, '[')); s++) {
        const char *close = strchr(s, ']');
        if (!close) break;
        size_t inner = strcspn(s + 1, "[]");
        if (close - s > MARK_MOST || s + 1 + inner < close) continue; /* another begins in it */
        /* The whole first: a name may hold a comma. */
        status = add_cited(g, s + 1, (size_t)(close - s - 1), err);
        for (const char *part = s + 1; status == GK_OK && part < close;) {
            size_t n = strcspn(part, ",;]");
            if (part + n > close) n = (size_t)(close - part);
            if (n < (size_t)(close - s - 1)) status = add_cited(g, part, n, err);
            part += n + 1;
        }
    }
    return status;
}

static const char *verdict_name(gk_verdict_kind kind)
{
    static const char *const names[] = {"supported", "computed", "unsupported", "contradicted"};
    return names[kind];
}

static void fill(const char *answer, const gathering *g, const gk_verdicts *verdicts,
                 owned_verification *out)
{
    gk_verification *v = &out->verification;
    v->supported = verdicts->supported;
    v->struck = verdicts->struck;
    v->count = verdicts->count;
    v->checked = gk_arena_array(out->arena, verdicts->count + 1, sizeof *v->checked);
    for (size_t i = 0; i < verdicts->count; i++) {
        const gk_verdict *verdict = &verdicts->verdicts[i];
        gk_checked *checked = &v->checked[i];
        *checked = (gk_checked){.span = verdict->span,
                                .number = verdict->number,
                                .verdict = verdict_name(verdict->kind),
                                .why = gk_verdict_why_name(verdict->why),
                                .support = verdict->support,
                                .mark = "",
                                .quote = ""};
        v->sentences += !verdict->number;
        if (verdict->source == SIZE_MAX) continue;
        const gk_verify_source *source = &g->sources[verdict->source];
        char *quote = gk_fold_space(source->text + verdict->quote.start,
                                    verdict->quote.end - verdict->quote.start);
        checked->mark = gk_arena_strdup(out->arena, source->mark);
        checked->quote = gk_arena_strdup(out->arena, quote);
        gk_free(quote);
    }
    char *text = gk_verified_text(answer, verdicts);
    v->text = gk_arena_strdup(out->arena, text);
    gk_free(text);
}

gk_status gk_verify_answer(gk_library *library, const char *question, const char *answer,
                           const gk_cited_text *texts, size_t text_count, gk_verification **out,
                           gk_error *err)
{
    *out = NULL;
    gathering g = {.library = library, .arena = gk_arena_new()};
    for (size_t i = 0; i < text_count; i++) add_given(&g, &texts[i]);
    gk_status status = library ? add_pages(&g, answer, err) : GK_OK;
    if (status == GK_OK) {
        owned_verification *owned = gk_alloc(sizeof *owned);
        owned->arena = gk_arena_new();
        gk_verdicts *verdicts;
        gk_verify(or_empty(question), answer, g.sources, g.count, &verdicts);
        fill(answer, &g, verdicts, owned);
        gk_verdicts_free(verdicts);
        *out = &owned->verification;
    }
    gk_free(g.sources);
    gk_arena_free(g.arena);
    return status;
}

void gk_verification_free(gk_verification *verification)
{
    if (!verification) return;
    owned_verification *owned = (owned_verification *)verification;
    gk_arena_free(owned->arena);
    gk_free(owned);
}

char *gk_verification_json(const gk_verification *v, const char *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->count; i++) {
        const gk_checked *c = &v->checked[i];
        json_t *one = json_object();
        json_object_set_new(one, "kind", json_string(c->number ? "number" : "sentence"));
        json_object_set_new(one, "text",
                            gk_json_bytes(answer + c->span.start, c->span.end - c->span.start));
        json_object_set_new(one, "start", json_integer((json_int_t)c->span.start));
        json_object_set_new(one, "end", json_integer((json_int_t)c->span.end));
        json_object_set_new(one, "verdict", gk_json_text(c->verdict));
        json_object_set_new(one, "why", gk_json_text(c->why));
        json_object_set_new(one, "support", json_real(c->support));
        json_object_set_new(one, "source", gk_json_text(c->mark));
        json_object_set_new(one, "quote", gk_json_text(c->quote));
        json_array_append_new(list, one);
    }
    json_t *object = json_object();
    json_object_set_new(object, "supported", json_boolean(v->supported));
    json_object_set_new(object, "sentences", json_integer((json_int_t)v->sentences));
    json_object_set_new(object, "struck", json_integer((json_int_t)v->struck));
    json_object_set_new(object, "checked", list);
    json_object_set_new(object, "text", gk_json_text(v->text));
    return gk_json_print(object);
}
