/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/model.h"

#include "text/json.h"

#include <stdlib.h>
#include <string.h>

enum {
    AROUND = 160, /* bytes that a source takes beside its text */
    ABOVE = 40,   /* lines above a cited row, which has its headings there */
    BELOW = 4,
    REGION_MOST = 4000, /* bytes of such a region */
    GAP = 3             /* blanks between two columns */
};

void gk_model_sources_free(gk_model_sources *sources)
{
    gk_free(sources->items);
    gk_string_free(&sources->orders);
    sources->items = NULL;
}

/* The blanks at s of which a prompt has fewer: columns stay apart, and tokens are not spent on what
 * stands between them. */
static size_t blanks_too_many(const char *s)
{
    size_t n = strspn(s, " ");
    return n > GAP ? n - GAP : 0;
}

static size_t length_shown(const char *text)
{
    size_t length = 0;
    for (const char *s = text; *s; s++, length++) s += blanks_too_many(s);
    return length;
}

/* ---- adding ------------------------------------------------------------------------------------
 */

static bool is_there(const gk_model_sources *sources, const gk_model_source *s)
{
    for (size_t i = 0; i < sources->count; i++) {
        const gk_model_source *other = &sources->items[i];
        if (other->page == s->page && strcmp(other->document, s->document) == 0 &&
            other->first_line <= s->first_line && other->last_line >= s->last_line)
            return true;
    }
    return false;
}

static const char *own(gk_model_sources *sources, const char *text)
{
    return gk_arena_strdup(sources->arena, text ? text : "");
}

/* What is known of its document; a document that has gone since is known by its name. */
static void describe(gk_model_sources *sources, gk_model_source *s)
{
    gk_documents *list = NULL;
    s->company = s->names = "";
    for (size_t i = 0; i < sources->count; i++)
        if (strcmp(sources->items[i].document, s->document) == 0) {
            const gk_model_source *same = &sources->items[i];
            s->company = same->company;
            s->names = same->names;
            s->fiscal_year = same->fiscal_year;
            s->fiscal_quarter = same->fiscal_quarter;
            return;
        }
    if (gk_document_get(sources->library, s->document, &list, NULL) != GK_OK) return;
    const gk_document_info *d = &list->documents[0];
    gk_string names = {0};
    for (size_t i = 0; i < d->alias_count; i++)
        gk_string_addf(&names, "%s%s", i ? "|" : "", d->aliases[i]);
    if (d->ticker) gk_string_addf(&names, "%s%s", names.length ? "|" : "", d->ticker);
    s->company = own(sources, d->company);
    s->names = own(sources, names.data);
    s->fiscal_year = d->fiscal_year;
    if (d->fiscal_period && d->fiscal_period[0] == 'Q')
        s->fiscal_quarter = atoi(d->fiscal_period + 1);
    gk_string_free(&names);
    gk_documents_free(list);
}

static void note_order(gk_model_sources *sources, const gk_model_source *s)
{
    char *place = gk_format("%s p.%d", s->document, s->page);
    if (!sources->orders.length || !strstr(sources->orders.data, place))
        gk_string_addf(&sources->orders, "%s%s", sources->orders.length ? ", " : "", place);
    gk_free(place);
}

/* False where there is no room for it. */
static bool add(gk_model_sources *sources, gk_model_source s)
{
    bool in_text, in_context;
    s.text = gk_without_orders(s.text, sources->arena, &in_text);
    s.context = gk_without_orders(s.context, sources->arena, &in_context);
    if (is_there(sources, &s)) return true;
    size_t size = length_shown(s.text) + length_shown(s.context) + AROUND;
    if (size > sources->room) return false;
    sources->room -= size;
    s.document = own(sources, s.document);
    s.label = s.label ? own(sources, s.label) : NULL;
    if (in_text || in_context) note_order(sources, &s);
    describe(sources, &s);
    sources->items = gk_grow(sources->items, sources->count, &sources->capacity,
                             sizeof *sources->items);
    sources->items[sources->count++] = s;
    return true;
}

void gk_model_add_hits(gk_model_sources *sources, const gk_hits *hits, size_t *first, size_t *end)
{
    *first = sources->count;
    for (size_t i = 0; i < hits->count; i++) {
        const gk_hit *h = &hits->hits[i];
        const gk_model_source s = {.document = h->document,
                                   .page = h->page,
                                   .text = h->text,
                                   .context = h->context ? h->context : "",
                                   .first_line = h->first_line,
                                   .last_line = h->last_line};
        if (!add(sources, s)) break;
    }
    *end = sources->count;
}

/* The lines of the page around a citation, whose text alone may be a row without its headings. */
static gk_model_source around(gk_model_sources *sources, const gk_citation *c, const gk_page *page)
{
    const int count = (int)page->line_count;
    int from = c->first_line > ABOVE ? c->first_line - ABOVE : 1;
    int to = c->last_line + BELOW < count ? c->last_line + BELOW : count;
    size_t size = 0;
    for (int i = from; i <= to; i++) size += length_shown(page->lines[i - 1].text) + 1;
    while (from < c->first_line && size > REGION_MOST)
        size -= length_shown(page->lines[from++ - 1].text) + 1;
    gk_string text = {0};
    gk_string_add(&text, "");
    for (int i = from; i <= to; i++) gk_string_addf(&text, "%s\n", page->lines[i - 1].text);
    const gk_model_source s = {.document = c->document,
                               .page = c->page,
                               .label = c->label,
                               .text = own(sources, text.data),
                               .context = "",
                               .first_line = from,
                               .last_line = to};
    gk_string_free(&text);
    return s;
}

void gk_model_add_citations(gk_model_sources *sources, const gk_citation *citations, size_t count,
                            size_t *first, size_t *end)
{
    *first = sources->count;
    for (size_t i = 0; i < count; i++) {
        const gk_citation *c = &citations[i];
        gk_page *page = NULL;
        if (gk_page_get(sources->library, c->document, c->page, &page, NULL) != GK_OK) continue;
        const bool stands = c->first_line >= 1 && (size_t)c->last_line <= page->line_count;
        const bool added = !stands || add(sources, around(sources, c, page));
        gk_page_free(page);
        if (!added) break;
    }
    *end = sources->count;
}

/* ---- showing -----------------------------------------------------------------------------------
 */

/* A word that stands in none of the texts, since it is made of all of them. */
static void make_word(const gk_model_sources *sources, size_t first, size_t end, char word[13])
{
    gk_string all = {0};
    char hex[65];
    for (size_t i = first; i < end; i++) {
        const gk_model_source *s = &sources->items[i];
        gk_string_addf(&all, "%s\n%d\n%s\n%s\n", s->document, s->page, s->context, s->text);
    }
    gk_sha256(all.data ? all.data : "", all.length, hex);
    snprintf(word, 13, "%.12s", hex);
    gk_string_free(&all);
}

static void show_text(gk_string *out, const char *text)
{
    char *harmless = gk_prompt_text(text);
    for (const char *s = harmless; *s; s++) {
        s += blanks_too_many(s);
        gk_string_append(out, s, 1);
    }
    if (out->length && out->data[out->length - 1] != '\n') gk_string_add(out, "\n");
    gk_free(harmless);
}

static void show_heading(gk_string *out, const gk_model_source *s)
{
    char *document = gk_prompt_text(s->document), *company = gk_prompt_text(s->company);
    gk_string_addf(out, "document %s, page %d", document, s->page);
    if (*company) gk_string_addf(out, ", %s", company);
    if (s->fiscal_year && s->fiscal_quarter)
        gk_string_addf(out, ", Q%d %d", s->fiscal_quarter, s->fiscal_year);
    else if (s->fiscal_year)
        gk_string_addf(out, ", fiscal year %d", s->fiscal_year);
    gk_string_add(out, "\n");
    gk_free(company);
    gk_free(document);
}

void gk_model_show(const gk_model_sources *sources, size_t first, size_t end, gk_string *out)
{
    char word[13];
    make_word(sources, first, end, word);
    for (size_t i = first; i < end; i++) {
        const gk_model_source *s = &sources->items[i];
        gk_string_addf(out, "=== source [%zu] %s begins: ", i + 1, word);
        show_heading(out, s);
        if (*s->context) show_text(out, s->context);
        show_text(out, s->text);
        gk_string_addf(out, "=== source [%zu] %s ends\n", i + 1, word);
    }
}

/* ---- for others --------------------------------------------------------------------------------
 */

json_t *gk_model_sources_json(const gk_model_sources *sources)
{
    json_t *list = json_array();
    for (size_t i = 0; i < sources->count; i++)
        json_array_append_new(list, json_pack("{so si}", "document",
                                              gk_json_text(sources->items[i].document), "page",
                                              sources->items[i].page));
    return list;
}

gk_verify_source *gk_model_verify_sources(const gk_model_sources *sources, gk_arena *arena)
{
    gk_verify_source *out = gk_arena_array(arena, sources->count + 1, sizeof *out);
    for (size_t i = 0; i < sources->count; i++) {
        const gk_model_source *s = &sources->items[i];
        out[i] = (gk_verify_source){.mark = gk_arena_format(arena, "%zu", i + 1),
                                    .document = s->document,
                                    .company = s->company,
                                    .names = s->names,
                                    .text = s->text,
                                    .context = s->context,
                                    .speaker = "",
                                    .fiscal_year = s->fiscal_year,
                                    .fiscal_quarter = s->fiscal_quarter};
    }
    return out;
}
