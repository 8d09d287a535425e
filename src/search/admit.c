/* SPDX-License-Identifier: Apache-2.0
 *
 * Which contents a filter admits, by what is known of each (gk_store_cards). A content whose day of
 * publication is known without a time counts as public from the end of that day in UTC on: nothing
 * tells that it was there before.
 */
#include "library/fitting.h"
#include "search/moments.h"
#include "search/search.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A filter, read. */
typedef struct wanted {
    const gk_filter *filter;
    gk_name_finder *company, *source;
    gk_period period;
    gk_moments since, until, as_of;
} wanted;

/* ---- reading a filter ---------------------------------------------------------------------- */

static bool is_blank(const char *value) { return !value[strspn(value, " \t\r\n-")]; }

static bool read_company(wanted *w, const char *value)
{
    w->company = gk_name_finder_new(value);
    return !gk_name_finder_blank(w->company);
}

static bool read_source(wanted *w, const char *value)
{
    w->source = gk_name_finder_new(value);
    return !gk_name_finder_blank(w->source);
}

static bool read_word(wanted *w, const char *value)
{
    (void)w;
    return !is_blank(value);
}

static bool read_language(wanted *w, const char *value)
{
    (void)w;
    size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return n == 2 && value[n] == '\0';
}

/* The period and nothing else; a day or a month is none. */
static bool read_period(wanted *w, const char *value)
{
    size_t at = 0, n = strlen(value), from = strspn(value, " ");
    while (n > from && value[n - 1] == ' ') n--;
    if (!gk_period_next(value, n, &at, &w->period)) return false;
    return w->period.span.start == from && w->period.span.end == n && !w->period.month;
}

static bool read_since(wanted *w, const char *value) { return gk_moments_read(value, &w->since); }

static bool read_until(wanted *w, const char *value) { return gk_moments_read(value, &w->until); }

/* A month has no moment of which it could be asked what was known then. */
static bool read_as_of(wanted *w, const char *value)
{
    return gk_moments_read(value, &w->as_of) && w->as_of.precision >= GK_DAY;
}

/* A field of gk_filter: what it is called where it is given, and what it takes. */
typedef struct field {
    const char *name;
    size_t offset;
    bool (*read)(wanted *w, const char *value);
    const char *takes;
} field;

static const field fields[] = {
    {"company", offsetof(gk_filter, company), read_company,
     "words of a company's name or of an alias, or its ticker"},
    {"ticker", offsetof(gk_filter, ticker), read_word, "a ticker, such as AAPL or 600519"},
    {"form", offsetof(gk_filter, form), read_word, "a form, such as 10-K, 8-K, Call or News"},
    {"period", offsetof(gk_filter, period), read_period,
     "a fiscal year, quarter or half year, such as FY2018, 2018, Q2 2023, 2Q23, H1 2020"},
    {"since", offsetof(gk_filter, since), read_since,
     "a year, month, day or time, such as 2023, 2023-01, 2023-01-31, 2023-01-31T16:00:00Z"},
    {"until", offsetof(gk_filter, until), read_until,
     "a year, month, day or time, such as 2023, 2023-01, 2023-01-31, 2023-01-31T16:00:00Z"},
    {"lang", offsetof(gk_filter, language), read_language,
     "a language of two letters, such as en or zh"},
    {"source", offsetof(gk_filter, source), read_source, "words of who published it"},
    {"as_of", offsetof(gk_filter, as_of), read_as_of,
     "a day or a time, such as 2023-01-31 or 2023-01-31T16:00:00Z"},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const char *value_of(const gk_filter *filter, const field *f)
{
    return *(const char *const *)((const char *)filter + f->offset);
}

static bool asks_nothing(const gk_filter *filter)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (value_of(filter, &fields[i])) return false;
    return true;
}

int gk_quoted(const char *value)
{
    enum { MOST = 60 };
    int n = (int)strnlen(value, MOST + 1);
    if (n <= MOST) return n;
    for (n = MOST; n > 0 && ((unsigned char)value[n] & 0xC0) == 0x80;) n--;
    return n;
}

static gk_status read_filter(const gk_filter *filter, wanted *w, gk_error *err)
{
    w->filter = filter;
    for (size_t i = 0; i < FIELDS; i++) {
        const char *value = value_of(filter, &fields[i]);
        if (!value) continue;
        if (!gk_utf8_valid(value, strlen(value), NULL))
            return gk_fail(err, GK_INVALID, "%s is not UTF-8 text", fields[i].name);
        if (!fields[i].read(w, value))
            return gk_fail(err, GK_INVALID, "%s cannot be \"%.*s\"; it takes %s", fields[i].name,
                           gk_quoted(value), value, fields[i].takes);
    }
    return GK_OK;
}

static void wanted_free(wanted *w)
{
    gk_name_finder_free(w->company);
    gk_name_finder_free(w->source);
}

gk_status gk_filter_check(const gk_filter *filter, gk_error *err)
{
    wanted w = {0};
    gk_status status = read_filter(filter, &w, err);
    wanted_free(&w);
    return status;
}

/* ---- one content --------------------------------------------------------------------------- */

static bool period_fits(const gk_period *asked, const gk_store_card *card)
{
    char part[3] = {asked->quarter ? 'Q' : 'H',
                    (char)('0' + (asked->quarter ? asked->quarter : asked->half)), '\0'};
    if (card->fiscal_year != asked->year) return false;
    return (!asked->quarter && !asked->half) || strcmp(card->fiscal_period, part) == 0;
}

/* When a content became public at the latest; false where that is not known. */
static bool public_since(const gk_store_card *card, int64_t *out)
{
    gk_moments published;
    if (!gk_moments_read(card->published, &published) || published.precision < GK_DAY) return false;
    *out = published.last;
    return true;
}

/* All but as_of. */
static bool fits(const wanted *w, const gk_store_card *card)
{
    const gk_filter *f = w->filter;
    const gk_company_names names = {card->company, card->ticker, card->aliases, card->alias_count};
    int64_t published;
    if (f->form && !(*card->form && gk_form_fits(card->form, f->form))) return false;
    if (f->period && !period_fits(&w->period, card)) return false;
    if (f->language && strcasecmp(card->language, f->language) != 0) return false;
    if (f->ticker && !gk_ticker_fits(card->ticker, f->ticker)) return false;
    if (f->since || f->until) {
        if (!public_since(card, &published)) return false;
        if (f->since && published < w->since.first) return false;
        if (f->until && published > w->until.last) return false;
    }
    if (f->source && !gk_name_fits(w->source, card->publisher)) return false;
    return !f->company || gk_company_fits(w->company, &names);
}

/* ---- all of them --------------------------------------------------------------------------- */

typedef struct list {
    int64_t *contents;
    size_t count, capacity;
} list;

static list list_new(void)
{
    list made = {0};
    made.contents = gk_grow(NULL, 0, &made.capacity, sizeof *made.contents);
    return made;
}

static void list_add(list *to, int64_t content)
{
    to->contents = gk_grow(to->contents, to->count, &to->capacity, sizeof *to->contents);
    to->contents[to->count++] = content;
}

/* A content is admitted, left out since nobody knows when it became public, or as good as absent:
 * present has all that are not absent. */
static void sort_out(const wanted *w, const gk_store_card *card, list *admitted, list *undated,
                     list *present)
{
    int64_t published;
    bool known = public_since(card, &published);
    bool later = w->filter->as_of && known && published > w->as_of.last;
    if (later) return;
    list_add(present, card->content);
    if (!fits(w, card)) return;
    list_add(w->filter->as_of && !known ? undated : admitted, card->content);
}

/* The one document that was asked for. What became public later is not there. */
static gk_status find_document(gk_library *library, const char *document, const list *present,
                               gk_admission *out, gk_error *err)
{
    const gk_store_scope scope = {.admitted = present ? present->contents : NULL,
                                  .admitted_count = present ? present->count : 0};
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    gk_status status = gk_store_find_in(library->store, document, &scope, arena, &content, err);
    if (status == GK_OK) out->only = content.id;
    gk_arena_free(arena);
    return status;
}

static gk_status admit(gk_library *library, const wanted *w, const char *document,
                       gk_admission *out, gk_error *err)
{
    const gk_store_card *cards;
    size_t count;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    if (status != GK_OK) return status;
    /* No list is NULL: to the store that would be all contents. */
    list admitted = list_new(), undated = list_new(), present = list_new();
    for (size_t i = 0; i < count; i++) sort_out(w, &cards[i], &admitted, &undated, &present);
    if (document) status = find_document(library, document, &present, out, err);
    out->undated = document ? gk_ids_hold(undated.contents, undated.count, out->only)
                            : undated.count;
    if (document && !gk_ids_hold(admitted.contents, admitted.count, out->only)) admitted.count = 0;
    gk_free(undated.contents);
    gk_free(present.contents);
    out->contents = admitted.contents;
    out->count = admitted.count;
    return status;
}

gk_status gk_admit(gk_library *library, const gk_search_options *options, gk_admission *out,
                   gk_error *err)
{
    const char *document = options ? options->document : NULL;
    *out = (gk_admission){.all = true};
    if (!options || asks_nothing(&options->filter))
        return document ? find_document(library, document, NULL, out, err) : GK_OK;
    wanted w = {0};
    out->all = false;
    out->exact = options->filter.as_of != NULL;
    gk_status status = read_filter(&options->filter, &w, err);
    if (status == GK_OK) status = admit(library, &w, document, out, err);
    wanted_free(&w);
    if (status != GK_OK) gk_admission_free(out);
    return status;
}

void gk_admission_free(gk_admission *admission)
{
    gk_free(admission->contents);
    *admission = (gk_admission){0};
}

gk_store_scope gk_admission_scope(const gk_admission *admission)
{
    return (gk_store_scope){.admitted = admission->contents,
                            .admitted_count = admission->count,
                            .within = admission->only ? &admission->only : NULL,
                            .within_count = admission->only != 0,
                            .exact = admission->exact};
}

char *gk_admission_notice(const gk_admission *admission)
{
    gk_string text = {0};
    if (!admission->all && admission->count == 0) gk_string_add(&text, "nothing fits the filter");
    if (admission->undated)
        gk_string_addf(&text, "%s%zu document%s left out: when %s became public is not known",
                       text.length ? "; " : "", admission->undated,
                       admission->undated == 1 ? " was" : "s were",
                       admission->undated == 1 ? "it" : "they");
    return text.length ? gk_string_take(&text) : NULL;
}
