/* SPDX-License-Identifier: Apache-2.0
 *
 * Figures of one document by the labels that it prints: a row is named by its own words, so that
 * tables of what no vocabulary has (a company's products, plans, vintages) answer, too. One row at
 * one or several years, or two rows at one: what it is, its change, average or sum, a ratio.
 */
#include "answer/labels.h"
#include "library/figures.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MOST = 96, YEARS_MOST = 6, TERMS_MOST = 8 };

/* ---- words ---------------------------------------------------------------------------------- */

/* The telling terms of a text, each once. */
typedef struct words {
    gk_arena *arena;
    const char *terms[WORDS_MOST];
    size_t count;
} words;

static bool holds(const words *w, const char *term)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->terms[i], term) == 0) return true;
    return false;
}

static bool add_word(void *ctx, const gk_term *term)
{
    words *w = ctx;
    bool figure = term->text[0] >= '0' && term->text[0] <= '9';
    if (figure || gk_term_is_stopword(term->text) || holds(w, term->text)) return true;
    if (w->count == WORDS_MOST) return false;
    w->terms[w->count++] = gk_arena_strndup(w->arena, term->text, term->length);
    return true;
}

static void read_words(gk_terms *terms, const char *text, gk_arena *arena, words *out)
{
    *out = (words){.arena = arena};
    gk_terms_each(terms, text, strlen(text), add_word, out);
}

static size_t common(const words *a, const words *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++) n += holds(b, a->terms[i]);
    return n;
}

/* ---- what is asked -------------------------------------------------------------------------- */

typedef enum operation { VALUE, CHANGE, GROWTH, AVERAGE, SUM, RATIO, SHARE } operation;

static const struct operation_word {
    const char *words;
    operation operation;
} operation_words[] = {
    {"percentage change", GROWTH},
    {"percentage increase", GROWTH},
    {"percent change", GROWTH},
    {"percentage decrease", GROWTH},
    {"percent increase", GROWTH},
    {"percent decrease", GROWTH},
    {"% change", GROWTH},
    {"growth rate", GROWTH},
    {"percentage growth", GROWTH},
    {"average", AVERAGE},
    {"ratio of", RATIO},
    {"proportion", RATIO},
    {"as a percentage of", SHARE},
    {"percentage of", SHARE},
    {"as a percent of", SHARE},
    {"sum of", SUM},
    {"combined", SUM},
    {"change", CHANGE},
    {"increase", CHANGE},
    {"decrease", CHANGE},
    {"difference", CHANGE},
};

/* A row of a table, by its first figure. */
typedef struct row {
    const gk_fact *first;
    size_t at;    /* of the facts */
    double score; /* 0: it is not named */
    words named;  /* words of its label that the question has */
} row;

typedef struct asker {
    gk_writer *writer;
    const gk_question *question;
    const gk_facts *facts;
    gk_terms *terms;
    gk_arena *arena;
    gk_papers papers; /* the one document */
    operation operation;
    bool percent; /* a percentage is asked for */
    bool share;   /* a figure per share is */
    bool turned;  /* "the percentage of B that A is": the second row by the first */
    words asked;
    int years[YEARS_MOST]; /* in the order of the question */
    size_t year_count;
    const gk_fact *used[TERMS_MOST];
    size_t used_count;
} asker;

/* The name of a company is no row's. */
static void forget_words(asker *a, const char *name, size_t n)
{
    words named, kept = {.arena = a->arena};
    read_words(a->terms, gk_arena_strndup(a->arena, name, n), a->arena, &named);
    for (size_t i = 0; i < a->asked.count; i++)
        if (!holds(&named, a->asked.terms[i])) kept.terms[kept.count++] = a->asked.terms[i];
    a->asked = kept;
}

static void read_question(asker *a)
{
    const char *text = a->question->text;
    for (size_t i = 0; i < sizeof operation_words / sizeof *operation_words; i++) {
        if (!strcasestr(text, operation_words[i].words)) continue;
        a->operation = operation_words[i].operation;
        break;
    }
    read_words(a->terms, text, a->arena, &a->asked);
    for (size_t i = 0; i < a->question->mention_count; i++)
        forget_words(a, text + a->question->mentions[i].span.start,
                     a->question->mentions[i].span.end - a->question->mentions[i].span.start);
    a->percent = strcasestr(text, "percent") || strchr(text, '%') || strstr(text, "百分") ||
                 strstr(text, "比例");
    a->share = strcasestr(text, "per share") || strstr(text, "每股");
    bool whole_first = strcasestr(text, "percentage of") || strcasestr(text, "proportion of") ||
                       strcasestr(text, "percent of");
    a->turned = whole_first && !strcasestr(text, "as a percent") && !strcasestr(text, " over ");
    for (size_t i = 0; i < a->question->period_count && a->year_count < YEARS_MOST; i++) {
        const gk_period *p = &a->question->periods[i];
        if (p->year && !p->quarter && !p->half) a->years[a->year_count++] = p->year;
    }
}

/* ---- rows and columns ------------------------------------------------------------------------ */

static int year_of(const gk_fact *f)
{
    gk_period period;
    size_t at = 0;
    if (gk_period_next(f->heading, strlen(f->heading), &at, &period)) return period.year;
    return f->time.year;
}

/* A row is named where the question has its label's words, most of them. The more words, the
 * surer. Its section may tell rows of one label apart. */
static const double label_least = 0.7;

static row row_at(const asker *a, size_t at)
{
    row r = {.first = &a->facts->facts[at], .at = at};
    words label, section;
    read_words(a->terms, r.first->label, a->arena, &label);
    read_words(a->terms, r.first->section, a->arena, &section);
    r.named.arena = a->arena;
    for (size_t i = 0; i < label.count; i++)
        if (holds(&a->asked, label.terms[i])) r.named.terms[r.named.count++] = label.terms[i];
    double share = label.count ? (double)r.named.count / (double)label.count : 0;
    if (share < label_least) return r;
    double told = section.count ? (double)common(&section, &a->asked) / (double)section.count : 0;
    r.score = share * (double)r.named.count + 0.9 * told;
    return r;
}

static bool same_row(const gk_fact *a, const gk_fact *b)
{
    return a->table == b->table && a->row == b->row;
}

static bool asks_two_rows(const asker *a)
{
    bool either = a->operation == CHANGE || a->operation == SUM;
    return a->operation == RATIO || a->operation == SHARE || (either && a->year_count < 2);
}

/* The row that the question names best, none of whose words another has taken. tied: another is
 * named as well. */
static row best_row(const asker *a, const words *taken, bool *tied)
{
    row best = {0};
    *tied = false;
    for (size_t i = 0; i < a->facts->count; i++) {
        const gk_fact *f = &a->facts->facts[i];
        if (f->table < 0 || (i && same_row(f, f - 1))) continue;
        row r = row_at(a, i);
        if (r.score <= 0 || (taken && common(&r.named, taken))) continue;
        if (r.score > best.score + 1e-9) {
            best = r;
            *tied = false;
        } else if (r.score > best.score - 1e-9) {
            /* Of two rows that are asked for neither is named better. */
            *tied = *tied || !asks_two_rows(a) || common(&r.named, &best.named);
        }
    }
    return best;
}

static const double column_least = 0.5;

/* Of several columns the question has to name one; a percentage is none of the amounts, nor is a
 * figure a share. told: how much of its heading the question has. */
static bool is_meant(const asker *a, const gk_fact *f, double told)
{
    if (a->share && f->measure == GK_MEASURE_AMOUNT) return false;
    if (a->operation != VALUE) return true;
    return told >= column_least && a->percent == (f->measure == GK_MEASURE_PERCENT);
}

/* The row's figure of a year, or NULL; of several the one whose heading has the question's words.
 */
static const gk_fact *figure_of(const asker *a, const row *r, int year)
{
    const gk_fact *best = NULL;
    double most = -1;
    size_t count = 0;
    if (!r->first) return NULL;
    for (size_t i = r->at; i < a->facts->count; i++) {
        const gk_fact *f = &a->facts->facts[i];
        if (!same_row(f, r->first)) break;
        if (year && year_of(f) != year) continue;
        words heading;
        read_words(a->terms, f->heading, a->arena, &heading);
        double told = heading.count ? (double)common(&heading, &a->asked) / (double)heading.count
                                    : 0.5;
        if (f->measure == GK_MEASURE_PERCENT && !a->percent) told -= 0.6;
        count++;
        if (told > most) best = f, most = told;
    }
    return best && is_meant(a, best, count > 1 ? most : 1) ? best : NULL;
}

/* ---- computing ------------------------------------------------------------------------------ */

static bool use(asker *a, const gk_fact *f)
{
    if (!f || a->used_count == TERMS_MOST) return false;
    a->used[a->used_count++] = f;
    return true;
}

/* One row at every year, the newest first. */
static bool use_years(asker *a, const row *r)
{
    for (size_t i = 0; i < a->year_count; i++)
        for (size_t k = i + 1; k < a->year_count; k++)
            if (a->years[k] > a->years[i]) {
                int year = a->years[i];
                a->years[i] = a->years[k];
                a->years[k] = year;
            }
    for (size_t i = 0; i < a->year_count; i++)
        if (!use(a, figure_of(a, r, a->years[i]))) return false;
    return true;
}

/* Where in the question a row's words begin. */
static size_t place_of(const asker *a, const row *r)
{
    size_t place = SIZE_MAX;
    for (size_t i = 0; i < r->named.count; i++)
        for (size_t k = 0; k < a->asked.count; k++)
            if (strcmp(a->asked.terms[k], r->named.terms[i]) == 0 && k < place) place = k;
    return place;
}

/* Two rows at one year, in the order of the question. */
static bool use_two_rows(asker *a, row *r)
{
    bool tied;
    row other = best_row(a, &r->named, &tied);
    if (other.score <= 0 || tied || a->year_count > 1) return false;
    int year = a->year_count ? a->years[0] : 0;
    bool swap = (place_of(a, &other) < place_of(a, r)) != a->turned;
    return use(a, figure_of(a, swap ? &other : r, year)) &&
           use(a, figure_of(a, swap ? r : &other, year));
}

/* A change in a year is one from the year before; its average, too, is over both. */
static void add_year_before(asker *a, const row *r)
{
    bool pair = a->operation == CHANGE || a->operation == GROWTH || a->operation == AVERAGE;
    if (!pair || a->year_count != 1 || !figure_of(a, r, a->years[0] - 1)) return;
    a->years[1] = a->years[0] - 1;
    a->year_count = 2;
}

static bool choose(asker *a)
{
    bool tied;
    row r = best_row(a, NULL, &tied);
    if (r.score <= 0 || tied) return false;
    bool tied_other;
    bool two_rows = a->operation == CHANGE && best_row(a, &r.named, &tied_other).score > 0;
    if (!two_rows) add_year_before(a, &r);
    switch (a->operation) {
    case VALUE:
        return a->year_count == 1 && use(a, figure_of(a, &r, a->years[0]));
    case CHANGE:
        return a->year_count == 2 ? use_years(a, &r) : use_two_rows(a, &r);
    case GROWTH:
        return a->year_count == 2 && use_years(a, &r);
    case AVERAGE:
        return a->year_count >= 2 && use_years(a, &r);
    case SUM:
        return a->year_count >= 2 ? use_years(a, &r) : use_two_rows(a, &r);
    case RATIO:
    case SHARE:
        return use_two_rows(a, &r);
    }
    return false;
}

/* Figures of one row are in one unit, also where a table does not say so at each of them. */
static double worth(const asker *a, size_t i)
{
    const gk_fact *f = a->used[i];
    return same_row(f, a->used[0]) ? f->printed * a->used[0]->scale : f->value;
}

static bool one_kind(const asker *a)
{
    for (size_t i = 1; i < a->used_count; i++)
        if ((a->used[i]->measure == GK_MEASURE_PERCENT) !=
            (a->used[0]->measure == GK_MEASURE_PERCENT))
            return false;
    return true;
}

/* The value, and what stands between its figures; false where it does not follow. */
static bool compute(const asker *a, double *value, const char **joint)
{
    double first = worth(a, 0), second = a->used_count > 1 ? worth(a, 1) : 0, sum = 0;
    if (!one_kind(a)) return false;
    for (size_t i = 0; i < a->used_count; i++) sum += worth(a, i);
    switch (a->operation) {
    case VALUE:
        *value = first;
        return true;
    case CHANGE:
        *value = first - second;
        *joint = " - ";
        return true;
    case GROWTH:
        *value = second != 0 ? (first - second) / second : 0;
        return second != 0;
    case AVERAGE:
        *value = sum / (double)a->used_count;
        *joint = " + ";
        return true;
    case SUM:
        *value = sum;
        *joint = " + ";
        return true;
    case RATIO:
    case SHARE:
        *value = second != 0 ? first / second : 0;
        *joint = " / ";
        return second != 0;
    }
    return false;
}

/* ---- writing -------------------------------------------------------------------------------- */

static const char *scale_name(double scale)
{
    return scale == 1e3 ? " thousand" : scale == 1e6 ? " million" : scale == 1e9 ? " billion" : "";
}

static char *plain(const asker *a, double value, double scale, int decimals)
{
    return gk_word_plain(value, GK_MEASURE_NUMBER, scale, decimals, a->arena);
}

/* In the unit of the first figure. */
static char *shown_value(const asker *a, double value)
{
    const gk_fact *f = a->used[0];
    bool share = a->operation == GROWTH || a->operation == SHARE;
    if (share) return gk_word_percent(value, 2, a->arena);
    if (a->operation == RATIO) return plain(a, value, 1, 2);
    int decimals = f->decimals;
    for (size_t i = 1; i < a->used_count; i++)
        if (a->used[i]->decimals > decimals) decimals = a->used[i]->decimals;
    if (a->operation == AVERAGE && decimals < 2) decimals = 2;
    if (f->measure == GK_MEASURE_PERCENT)
        return gk_arena_format(a->arena, "%s%%", plain(a, value, 1, decimals));
    const char *sign = strcmp(f->currency, "USD") == 0 ? "$" : "";
    char *figure = plain(a, fabs(value), f->scale, decimals);
    return gk_arena_format(a->arena, "%s%s%s%s", value < 0 ? "-" : "", sign, figure,
                           scale_name(f->scale));
}

static char *filled(const asker *a, const char *joint)
{
    gk_string out = {0};
    char *figures[TERMS_MOST];
    for (size_t i = 0; i < a->used_count; i++)
        figures[i] = plain(a, a->used[i]->value, a->used[i]->scale, a->used[i]->decimals);
    if (a->operation == GROWTH) {
        gk_string_addf(&out, "(%s - %s) / %s", figures[0], figures[1], figures[1]);
    } else {
        if (a->operation == AVERAGE) gk_string_add(&out, "(");
        for (size_t i = 0; i < a->used_count; i++)
            gk_string_addf(&out, "%s%s", i ? joint : "", figures[i]);
        if (a->operation == AVERAGE) gk_string_addf(&out, ") / %zu", a->used_count);
    }
    char *copy = gk_arena_strdup(a->writer->arena, out.data);
    gk_string_free(&out);
    return copy;
}

static void note_computation(asker *a, double value, const char *shown, const char *how)
{
    gk_answer *answer = a->writer->answer;
    answer->computations = gk_arena_alloc(a->writer->arena, sizeof *answer->computations);
    answer->computations[0] = (gk_computation){
        .name = "",
        .period = "",
        .formula = how,
        .filled = how,
        .result = value,
        .shown = gk_arena_strdup(a->writer->arena, shown),
    };
    answer->computation_count = 1;
}

static gk_status write(asker *a, double value, const char *joint, gk_error *err)
{
    gk_writer *w = a->writer;
    char *shown = shown_value(a, value);
    gk_string_add(&w->text, shown);
    if (a->operation != VALUE) {
        const char *how = filled(a, joint);
        gk_string_addf(&w->text, " = %s", how);
        note_computation(a, value, shown, how);
    }
    gk_status status = GK_OK;
    for (size_t i = 0; i < a->used_count && status == GK_OK; i++) {
        const gk_fact *f = a->used[i];
        bool alone = i == 0 || !same_row(f, a->used[i - 1]);
        gk_string_addf(&w->text, " (%s", alone ? f->label : "");
        if (year_of(f)) gk_string_addf(&w->text, "%s%d", alone ? ", " : "", year_of(f));
        gk_string_add(&w->text, ")");
        if (alone)
            status = gk_writer_cite_fact(w, &a->papers, &(gk_picked){.fact = f, .score = 1}, NULL,
                                         err);
    }
    w->answer->answered = status == GK_OK;
    return status;
}

/* A reason is no figure. */
static bool asks_words(const char *question)
{
    static const char *const phrases[] = {"why ", "reason", "factor", "cause", "due to", "engaged"};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (strcasestr(question, phrases[i])) return true;
    return false;
}

/* What has to be judged, or says how it is computed, is not answered by a figure as printed. */
static bool is_more_than_a_value(const gk_question *q)
{
    return q->kind == GK_ASKS_JUDGEMENT || q->derived;
}

/* Whether only one document may answer: its content, or 0. */
static int64_t only_document(const gk_retrieved *r)
{
    if (r->only) return r->only;
    int64_t content = r->count ? r->found[0].content : 0;
    for (size_t i = 1; i < r->count; i++)
        if (r->found[i].content != content) return 0;
    return content;
}

gk_status gk_answer_labels(gk_writer *writer, const gk_question *question,
                           const gk_retrieved *retrieved, gk_error *err)
{
    int64_t content = only_document(retrieved);
    const gk_facts *facts;
    if (!content || asks_words(question->text)) return GK_OK;
    gk_status status = gk_library_facts(writer->library, content, &facts, err);
    if (status != GK_OK || !facts->count) return status;
    gk_answer_paper paper = {.content = content};
    asker a = {.writer = writer,
               .question = question,
               .facts = facts,
               .terms = gk_terms_new(),
               .arena = gk_arena_new(),
               .papers = {.papers = &paper, .count = 1}};
    read_question(&a);
    double value;
    const char *joint = "";
    bool whole = a.operation != VALUE || !is_more_than_a_value(question);
    if (whole && choose(&a) && compute(&a, &value, &joint)) status = write(&a, value, joint, err);
    gk_terms_free(a.terms);
    gk_arena_free(a.arena);
    return status;
}
