/* SPDX-License-Identifier: Apache-2.0
 *
 * The answer itself is not known, only the query and a passage that answers it. What the answer
 * rests on is taken to be the sentences and table rows that have most of the query's terms, each
 * term counting the less the more of the passage's sentences and rows have it.
 */
#include "mine/mine.h"

#include <string.h>

enum {
    MOST_TERMS = 64, /* of a query; a longer one is judged by its first */
    NAME_LETTERS = 3
};
#define BETWEEN_WORDS "_- "

/* A sentence or a row of the positive. */
typedef struct unit {
    gk_span span;
    size_t line; /* of a row; SIZE_MAX: a sentence */
    double score;
    bool has[MOST_TERMS];
} unit;

typedef struct reading {
    gk_arena *arena;
    gk_terms *terms;
    const char *text;
    unit *units;
    size_t count, capacity;
    uint64_t query[MOST_TERMS]; /* hashes of the query's terms */
    size_t query_count;
    unit *at; /* whose terms are being read */
} reading;

static bool is_year(const gk_term *term)
{
    size_t at = 0;
    gk_period period;
    return term->length == 4 && strspn(term->text, "0123456789") == 4 &&
           gk_period_next(term->text, term->length, &at, &period);
}

/* Years are left out: they stand in headings of columns, which say nothing by themselves. */
static bool add_query_term(void *ctx, const gk_term *term)
{
    reading *r = ctx;
    if (gk_term_is_stopword(term->text) || is_year(term)) return true;
    r->query[r->query_count++] = gk_hash(GK_HASH_START, term->text, term->length);
    return r->query_count < MOST_TERMS;
}

static bool mark_term(void *ctx, const gk_term *term)
{
    reading *r = ctx;
    uint64_t hash = gk_hash(GK_HASH_START, term->text, term->length);
    for (size_t i = 0; i < r->query_count; i++)
        if (r->query[i] == hash) r->at->has[i] = true;
    return true;
}

static void add_unit(reading *r, size_t start, size_t end, size_t line)
{
    if (r->count == r->capacity) {
        unit *more = gk_arena_array(r->arena, 2 * r->capacity + 16, sizeof *more);
        if (r->count) memcpy(more, r->units, r->count * sizeof *more);
        r->units = more;
        r->capacity = 2 * r->capacity + 16;
    }
    r->units[r->count++] = (unit){.span = {start, end}, .line = line};
}

static void add_sentences(reading *r, size_t start, size_t end)
{
    gk_span *spans;
    size_t count = gk_sentences(r->text + start, end - start, &spans);
    for (size_t i = 0; i < count; i++)
        add_unit(r, start + spans[i].start, start + spans[i].end, SIZE_MAX);
    gk_free(spans);
}

/* Rows stand alone; what stands between them is read as sentences. */
static void read_units(reading *r, const gk_laid_text *laid)
{
    size_t prose = SIZE_MAX; /* where sentences that are not yet read begin */
    for (size_t i = 0; i < laid->count; i++) {
        const gk_text_line *line = &laid->lines[i];
        if (line->kind != GK_LINE_ROW) {
            if (prose == SIZE_MAX) prose = line->start;
            continue;
        }
        if (prose != SIZE_MAX) add_sentences(r, prose, line->start);
        prose = SIZE_MAX;
        add_unit(r, line->start, line->end, i);
    }
    if (prose != SIZE_MAX) add_sentences(r, prose, laid->lines[laid->count - 1].end);
}

/* Marks each unit's terms, and gives it its score; returns the best. */
static double score_units(reading *r)
{
    size_t units_with[MOST_TERMS] = {0};
    double best = 0;
    for (size_t i = 0; i < r->count; i++) {
        r->at = &r->units[i];
        gk_span span = r->at->span;
        gk_terms_each(r->terms, r->text + span.start, span.end - span.start, mark_term, r);
        for (size_t t = 0; t < r->query_count; t++) units_with[t] += r->at->has[t];
    }
    for (size_t i = 0; i < r->count; i++) {
        unit *u = &r->units[i];
        for (size_t t = 0; t < r->query_count; t++)
            if (u->has[t]) u->score += 1.0 / (double)units_with[t];
        if (u->score > best) best = u->score;
    }
    return best;
}

/* Whether a year of a row's column is asked for; true for all where nothing tells them apart. */
static bool column_asked(const gk_column *column, bool some_named, const gk_hash_set *years)
{
    return !some_named || column->period.year == 0 ||
           gk_set_has(years, (uint64_t)column->period.year);
}

static size_t add_row_figures(reading *r, const gk_laid_text *laid, size_t line,
                              const gk_hash_set *years, uint64_t *figures, size_t count)
{
    const gk_row *row = &laid->lines[line].row;
    const char *text = r->text + laid->lines[line].start;
    const gk_column *columns = gk_table_columns(laid, line, 0, r->arena);
    bool some_named = false;
    for (size_t i = 0; i < row->cell_count; i++)
        some_named |= columns[i].period.year > 0 && !columns[i].shared &&
                      gk_set_has(years, (uint64_t)columns[i].period.year);
    for (size_t i = 0; i < row->cell_count; i++) {
        if (!row->cells[i].has_number || !column_asked(&columns[i], some_named, years)) continue;
        gk_span at = row->cells[i].number.digits;
        uint64_t hash = gk_figure_hash(text + at.start, at.end - at.start, NULL);
        if (hash) figures[count++] = hash;
    }
    return count;
}

/* The shingles and figures of the units that have at least half of the best score. */
static void read_best(reading *r, const gk_laid_text *laid, double best, const gk_hash_set *years,
                      gk_mine_evidence *out)
{
    size_t n = strlen(r->text), shingles = 0, figures = 0;
    uint64_t *all_shingles = gk_arena_array(r->arena, n + 1, sizeof *all_shingles);
    uint64_t *all_figures = gk_arena_array(r->arena, n + 1, sizeof *all_figures);
    for (size_t i = 0; i < r->count; i++) {
        const unit *u = &r->units[i];
        if (u->score < best / 2) continue;
        const char *s = r->text + u->span.start;
        size_t length = u->span.end - u->span.start;
        gk_hash_set words = gk_shingles_read(s, length, r->terms, r->arena);
        if (words.count)
            memcpy(all_shingles + shingles, words.items, words.count * sizeof *words.items);
        shingles += words.count;
        if (u->line != SIZE_MAX) {
            figures = add_row_figures(r, laid, u->line, years, all_figures, figures);
            continue;
        }
        gk_hash_set amounts = gk_figures_read(s, length, r->arena);
        if (amounts.count)
            memcpy(all_figures + figures, amounts.items, amounts.count * sizeof *amounts.items);
        figures += amounts.count;
    }
    out->shingles = gk_set_of(all_shingles, shingles);
    out->figures = gk_set_of(all_figures, figures);
}

char *gk_squeeze(const char *s, size_t n, gk_arena *arena)
{
    size_t length = 0;
    char *out = gk_arena_alloc(arena, n + 1);
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80)) out[length++] = c;
    }
    return out;
}

/* "10K" and "2015" name a form and a year: only words without digits name a company. */
static bool is_name(const char *word)
{
    return strlen(word) >= NAME_LETTERS && !strpbrk(word, "0123456789");
}

static void read_names(const char *query, const char *doc, gk_arena *arena, gk_mine_evidence *out)
{
    const char *squeezed = gk_squeeze(query, strlen(query), arena);
    out->names = gk_arena_array(arena, strlen(doc) + 1, sizeof *out->names);
    for (const char *at = doc; *at;) {
        at += strspn(at, BETWEEN_WORDS);
        size_t n = strcspn(at, BETWEEN_WORDS);
        const char *word = gk_squeeze(at, n, arena);
        if (is_name(word) && strstr(squeezed, word)) out->names[out->name_count++] = word;
        at += n;
    }
}

const char *gk_company_of(const char *doc, gk_arena *arena)
{
    for (const char *at = doc; *at;) {
        at += strspn(at, BETWEEN_WORDS);
        size_t n = strcspn(at, BETWEEN_WORDS);
        if (n > 0 && !gk_is_document_kind(at, n)) return gk_squeeze(at, n, arena);
        at += n;
    }
    return "";
}

static gk_hash_set years_in_common(const char *query, const gk_hash_set *years, gk_arena *arena)
{
    gk_hash_set named = gk_years_read(query, strlen(query), arena);
    size_t kept = 0;
    for (size_t i = 0; i < named.count; i++)
        if (gk_set_has(years, named.items[i])) named.items[kept++] = named.items[i];
    named.count = kept;
    return named;
}

void gk_mine_evidence_read(const char *query, const gk_corpus_passage *positive, gk_terms *terms,
                           gk_arena *arena, gk_mine_evidence *out)
{
    *out = (gk_mine_evidence){.doc = positive->doc, .company = gk_company_of(positive->doc, arena)};
    read_names(query, positive->doc, arena, out);
    gk_traits_read(positive, terms, arena, &out->whole);
    out->years = years_in_common(query, &out->whole.years, arena);
    reading r = {.arena = arena, .terms = terms, .text = positive->text};
    gk_terms_each(terms, query, strlen(query), add_query_term, &r);
    gk_laid_text laid;
    gk_laid_read(positive->text, strlen(positive->text), arena, &laid);
    read_units(&r, &laid);
    read_best(&r, &laid, score_units(&r), &out->years, out);
    if (out->figures.count == 0) out->figures = out->whole.figures;
}
