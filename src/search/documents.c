/* SPDX-License-Identifier: Apache-2.0
 *
 * Which documents a question is about. A document's name usually says whose it is, of which period
 * and what form ("BESTBUY_2024Q2_10Q"); its first pages say it again in words. Both only raise or
 * lower a document: nothing found means that all are searched alike.
 */
#include "search/search.h"

#include <stdlib.h>
#include <string.h>

static const double weight_company = 1.0, weight_period = 0.5, weight_form = 0.2,
                    weight_front = 0.25;

static const double name_in_part = 0.8; /* of a name in full */

enum { FRONT_MOST = 50, FRONT_PAGES = 3, WORDS_MOST = 256, NAME_MOST = 128 };

/* ---- words of the question ----------------------------------------------------------------- */

typedef struct word {
    char text[48]; /* lower case, letters and digits */
    size_t length;
    gk_span span;
    bool capital;
} word;

static size_t cut_words(const char *s, word *words)
{
    size_t n = strlen(s), count = 0;
    for (size_t i = 0; i < n && count < WORDS_MOST;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (!gk_is_word(c) || gk_is_han(c)) continue;
        word *w = &words[count];
        *w = (word){.span.start = at, .capital = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')};
        i = at;
        while (i < n) {
            size_t next = i;
            c = gk_utf8_next(s, n, &next);
            if (!gk_is_word(c) || gk_is_han(c)) break;
            if (c < 0x80 && w->length + 1 < sizeof w->text)
                w->text[w->length++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            i = next;
        }
        w->span.end = i;
        /* The tail of "Nike's" is no word. */
        bool tail = w->length == 1 && w->text[0] == 's' && at > 0 && s[at - 1] != ' ';
        if (w->length && !tail) count++;
    }
    return count;
}

/* ---- names --------------------------------------------------------------------------------- */

typedef struct name_parts {
    char company[NAME_MOST]; /* Latin letters and digits, lower case, run together */
    char han[NAME_MOST];     /* the Han characters of the company */
    gk_period period;        /* year 0: none */
    char form[NAME_MOST];    /* what stands behind the period, lower case */
} name_parts;

static void append_folded(char *to, const char *s, size_t n)
{
    size_t length = strlen(to);
    for (size_t i = 0; i < n && length + 2 < NAME_MOST; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) to[length++] = c;
    }
    to[length] = '\0';
}

static void append_han(char *to, const char *s, size_t n)
{
    size_t length = strlen(to);
    for (size_t i = 0; i < n;) {
        size_t at = i;
        if (gk_is_han(gk_utf8_next(s, n, &i)) && length + 5 < NAME_MOST) {
            memcpy(to + length, s + at, i - at);
            length += i - at;
        }
    }
    to[length] = '\0';
}

static void read_name(const char *title, name_parts *parts)
{
    *parts = (name_parts){0};
    size_t n = strlen(title);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && title[end] != ' ' && title[end] != '_' && title[end] != '-') end++;
        const char *token = title + i;
        size_t length = end - i, at = 0;
        gk_period period;
        bool dated = length && gk_period_next(token, length, &at, &period) &&
                     period.span.start == 0;
        if (dated && !parts->period.year) {
            parts->period = period;
        } else if (!dated && length) {
            bool kind = gk_is_document_kind(token, length);
            bool behind = parts->period.year || kind;
            append_folded(behind ? parts->form : parts->company, token, length);
            if (!behind)
                append_han(parts->han, token, length);
            else
                append_han(parts->form, token, length);
        }
        i = end + 1;
    }
}

/* ---- company ------------------------------------------------------------------------------- */

/* How far the company's name, run together, is spelt by words that follow one another; marks the
 * bytes of the question they cover. */
static double latin_company(const char *company, const word *words, size_t count, gk_span *covered)
{
    size_t total = strlen(company);
    double best = 0;
    if (total < 2) return 0;
    for (size_t i = 0; i < count; i++) {
        size_t spelt = 0, k = i;
        while (k < count && spelt + words[k].length <= total &&
               memcmp(company + spelt, words[k].text, words[k].length) == 0)
            spelt += words[k++].length;
        if (spelt == 0 || k == i) continue;
        double share = (double)spelt / (double)total;
        /* Part of a name counts only where it is written as a name and is no common word. */
        if (spelt < total && (!words[i].capital || spelt < 3 || gk_term_is_stopword(words[i].text)))
            continue;
        if (share > best) {
            best = share;
            *covered = (gk_span){words[i].span.start, words[k - 1].span.end};
        }
    }
    return best;
}

static double han_company(const char *han, const char *question, gk_span *covered)
{
    size_t n = strlen(han), best = 0;
    if (n < 6) return 0;
    for (size_t from = 0; from < n;) {
        for (size_t to = n; to >= from + 6 && to - from > best; to--) {
            if (((unsigned char)han[to] & 0xC0) == 0x80) continue;
            char part[NAME_MOST];
            memcpy(part, han + from, to - from);
            part[to - from] = '\0';
            const char *at = strstr(question, part);
            if (!at) continue;
            best = to - from;
            *covered = (gk_span){(size_t)(at - question), (size_t)(at - question) + best};
        }
        gk_utf8_next(han, n, &from);
    }
    return (double)best / (double)n;
}

/* ---- period and form ----------------------------------------------------------------------- */

static double period_fit(const gk_question *q, const gk_period *of)
{
    if (!q->period_count || !of->year) return 0.4;
    int newest = 0;
    for (size_t i = 0; i < q->period_count; i++)
        if (q->periods[i].year > newest) newest = q->periods[i].year;
    double best = 0;
    for (size_t i = 0; i < q->period_count; i++) {
        const gk_period *p = &q->periods[i];
        double fit = 0;
        if (p->year == of->year) {
            fit = p->year == newest ? 1 : 0.6;
            if (p->quarter && of->quarter != p->quarter) fit *= of->quarter ? 0.3 : 0.5;
            /* A date belongs to the quarter that it ends (of a calendar year). */
            if (!p->quarter && p->month && of->quarter)
                fit *= (p->month + 2) / 3 == of->quarter ? 1 : 0.35;
            else if (!p->quarter && of->quarter)
                fit *= of->quarter == 4 ? 0.6 : 0.35;
        } else if (of->year == p->year + 1 && p->year == newest) {
            fit = 0.35; /* next year's filing shows this year beside its own */
        } else if (of->year == p->year + 2 && p->year == newest) {
            fit = 0.15;
        }
        if (p->month && of->month == p->month && of->day == p->day && p->year == of->year)
            fit = 1.2;
        if (fit > best) best = fit;
    }
    return best;
}

typedef struct form_words {
    const char *asked; /* separated by '|' */
    const char *form;  /* part of the name's tail */
} form_words;

static const form_words forms[] = {
    {"10-k|10k|annual report|年报|年度报告", "10k"},
    {"10-q|10q|quarterly report", "10q"},
    {"8-k|8k", "8k"},
    {"earnings release|earnings", "earnings"},
    {"earnings call|call|transcript", "call"},
    {"年报|年度报告", "年度报告"},
    {"research note|broker|analyst", "research"},
    {"policy|central bank|monetary policy", "policy"},
    {"news", "news"},
};

static double form_fit(const char *asked, gk_terms *terms, const gk_question *q,
                       const name_parts *name)
{
    double best = 0.3;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!strstr(name->form, forms[i].form)) continue;
        const char *list = forms[i].asked, *part;
        size_t n;
        while ((part = gk_list_next(&list, &n))) {
            char *phrase = gk_terms_phrase(terms, part, n);
            if (strstr(asked, phrase)) best = 1;
            gk_free(phrase);
        }
        bool quarterly = q->period_count && q->periods[0].quarter;
        if (strcmp(forms[i].form, "10k") == 0 && !quarterly && best < 0.6) best = 0.6;
    }
    return best;
}

/* ---- names in part ------------------------------------------------------------------------- */

/* Whether the words that spelt part of the name ("Activision" of ACTIVISIONBLIZZARD) stand on the
 * document's first pages: "Micro" spells part of MICROSOFT, but is no word there. */
static gk_status is_word_of(gk_library *library, gk_terms *terms, const gk_question *q,
                            const gk_store_content *content, gk_span span, bool *found,
                            gk_error *err)
{
    char *wanted = gk_terms_phrase(terms, q->text + span.start, span.end - span.start);
    gk_arena *arena = gk_arena_new();
    gk_status status = GK_OK;
    *found = false;
    for (int i = 1; status == GK_OK && !*found && i <= FRONT_PAGES && i <= content->pages; i++) {
        gk_doc_page page;
        status = gk_store_page(library->store, content->id, i, arena, &page, err);
        if (status != GK_OK) break;
        char *phrase = gk_terms_phrase(terms, page.text, page.length);
        *found = strstr(phrase, wanted) != NULL;
        /* "Pepsi" of "PepsiCo": the legal form may be written with it. */
        static const char *const tails[] = {"co ", "corp ", "inc "};
        for (size_t k = 0; k < sizeof tails / sizeof *tails && !*found; k++) {
            char *longer = gk_format("%.*s%s", (int)strlen(wanted) - 1, wanted, tails[k]);
            *found = strstr(phrase, longer) != NULL;
            gk_free(longer);
        }
        gk_free(phrase);
    }
    gk_arena_free(arena);
    gk_free(wanted);
    return status;
}

/* ---- all together -------------------------------------------------------------------------- */

static int better_fit(const void *a, const void *b)
{
    const gk_fit *x = a, *y = b;
    if (x->total != y->total) return x->total < y->total ? 1 : -1;
    return x->content < y->content ? -1 : x->content > y->content;
}

static gk_status add_front(gk_library *library, const gk_question *q, gk_fit *fits, size_t count,
                           gk_error *err)
{
    gk_store_term *terms = gk_alloc_array(q->term_count, sizeof *terms);
    for (size_t i = 0; i < q->term_count; i++)
        terms[i] = (gk_store_term){q->terms[i].text, q->terms[i].weight};
    gk_candidate *found = NULL;
    size_t found_count = 0;
    gk_status status = gk_store_lexical_contents(library->store, terms, q->term_count, NULL,
                                                 FRONT_MOST, &found, &found_count, err);
    for (size_t i = 0; i < found_count; i++)
        for (size_t k = 0; k < count; k++)
            if (fits[k].content == found[i].content)
                fits[k].front = found[0].score > 0 ? found[i].score / found[0].score : 0;
    gk_free(found);
    gk_free(terms);
    return status;
}

/* A term that only helped to name the company says nothing about what is asked. */
static void mark_company_terms(gk_question *q, gk_span covered)
{
    for (size_t i = 0; i < q->term_count; i++) {
        gk_query_term *t = &q->terms[i];
        if (t->span.start >= covered.end || t->span.end <= covered.start) continue;
        if (t->company) continue;
        t->company = true;
        t->content = false;
        t->weight *= 0.3;
    }
}

/* What is compared with every document. */
typedef struct asking {
    gk_library *library;
    const gk_question *question;
    gk_terms *terms;
    const char *asked; /* the question as a phrase */
    const word *words;
    size_t word_count;
} asking;

/* Rates a content by one of its names; *span is what names it in the question. */
static gk_status rate_name(const asking *a, const gk_store_content *content, const char *name,
                           gk_fit *fit, gk_span *span, gk_error *err)
{
    name_parts parts;
    read_name(name, &parts);
    gk_span latin_span = {0}, han_span = {0};
    double latin = latin_company(parts.company, a->words, a->word_count, &latin_span);
    double han = han_company(parts.han, a->question->text, &han_span);
    if (latin > 0 && latin < 0.99) {
        bool stands;
        gk_status status = is_word_of(a->library, a->terms, a->question, content, latin_span,
                                      &stands, err);
        if (status != GK_OK) return status;
        latin = stands ? name_in_part : 0;
    }
    *fit = (gk_fit){.content = content->id,
                    .company = latin > han ? latin : han,
                    .period = period_fit(a->question, &parts.period),
                    .form = form_fit(a->asked, a->terms, a->question, &parts)};
    *span = latin > han ? latin_span : han_span;
    return GK_OK;
}

static double named_total(const gk_fit *fit)
{
    return weight_company * fit->company + weight_period * fit->period + weight_form * fit->form;
}

/* Of all its names, the one that fits best counts. */
static gk_status rate_content(const asking *a, const gk_store_content *content, gk_arena *arena,
                              gk_fit *fit, gk_span *span, gk_error *err)
{
    char **names;
    size_t count;
    gk_status status = gk_store_names(a->library->store, content->id, arena, &names, &count, err);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        gk_fit own;
        gk_span own_span;
        status = rate_name(a, content, names[i], &own, &own_span, err);
        if (status != GK_OK || (i && named_total(&own) <= named_total(fit))) continue;
        *fit = own;
        *span = own_span;
    }
    return status;
}

/* "Halden Marine" names HALDENMARINE and not HALDEN: a name inside a longer one is not meant. */
static void drop_shorter_names(gk_fit *fits, const gk_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count && fits[i].company > 0; k++) {
            bool inside = spans[k].start <= spans[i].start && spans[i].end <= spans[k].end;
            bool longer = spans[k].end - spans[k].start > spans[i].end - spans[i].start;
            if (inside && longer && fits[k].company >= 0.99) fits[i].company = 0;
        }
    }
}

gk_status gk_documents_fit(gk_library *library, gk_question *question, gk_fit **fits, size_t *count,
                           gk_error *err)
{
    *fits = NULL;
    *count = 0;
    gk_arena *arena = gk_arena_new();
    gk_store_content *contents;
    size_t n;
    gk_status status = gk_store_contents(library->store, arena, &contents, &n, err);
    if (status != GK_OK) {
        gk_arena_free(arena);
        return status;
    }
    gk_fit *out = gk_alloc_array(n, sizeof *out);
    word *words = gk_arena_array(arena, WORDS_MOST, sizeof *words);
    size_t word_count = cut_words(question->text, words);
    gk_terms *terms = gk_terms_new();
    char *asked = gk_terms_phrase(terms, question->text, strlen(question->text));
    double best = 0;
    gk_span *spans = gk_arena_array(arena, n, sizeof *spans); /* of the question, that name each */
    const asking a = {library, question, terms, asked, words, word_count};
    for (size_t i = 0; i < n && status == GK_OK; i++) {
        status = rate_content(&a, &contents[i], arena, &out[i], &spans[i], err);
        if (out[i].company > best) best = out[i].company;
    }
    if (status == GK_OK) status = add_front(library, question, out, n, err);
    drop_shorter_names(out, spans, n);
    for (size_t i = 0; i < n; i++)
        if (out[i].company >= 0.3 && out[i].company >= best - 0.01)
            mark_company_terms(question, spans[i]);
    for (size_t i = 0; i < n; i++) {
        /* Where one name is spelt in full, another that shares its first word is not meant. */
        if (best >= 0.99 && out[i].company < 0.99) out[i].company = 0;
        out[i].total = named_total(&out[i]) + weight_front * out[i].front;
    }
    if (n) qsort(out, n, sizeof *out, better_fit);
    gk_free(asked);
    gk_terms_free(terms);
    gk_arena_free(arena);
    if (status != GK_OK) {
        gk_free(out);
        return status;
    }
    *fits = out;
    *count = n;
    return GK_OK;
}
