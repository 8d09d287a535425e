/* SPDX-License-Identifier: Apache-2.0
 *
 * The fact that a term stands for: of the concept or with the words, of the moment, of all of the
 * company unless a part of it is asked for, from the statement it belongs to rather than from a
 * note, from the paper of the period rather than from a later one.
 */
#include "answer/compute.h"

#include <math.h>
#include <string.h>

enum { PAPERS_TRIED = 3 };

static const double weight_match = 0.55, weight_home = 0.25, weight_elsewhere = 0.05;
static const double weight_sure = 0.08, weight_measure = 0.05, weight_tagged = 0.05;
static const double weight_named = 0.02, per_paper = 0.03;
/* A statement has this many figures at least; a summary of it, as of guarantors, has fewer. */
static const double weight_full = 0.05, full_statement = 30;
static const double least = 0.62;      /* what has less is no answer */
static const double settled = 0.8;     /* what has more needs no other paper */
static const double near_score = 0.02; /* nearer than this, two facts fit as well */
static const double words_least = 0.75;

double gk_fact_value(const gk_concepts *concepts, const gk_fact *fact, size_t concept, bool paid)
{
    double value = fact->measure == GK_MEASURE_PERCENT ? fact->value / 100 : fact->value;
    if (concept == SIZE_MAX) return paid ? fabs(value) : value;
    const gk_concept *c = gk_concepts_at(concepts, concept);
    /* Some papers print costs in parentheses; a tax may be a benefit. */
    bool cost = (c->statement & GK_STATEMENT_INCOME) && !strstr(c->id, "tax") &&
                (strstr(c->id, "expense") || strstr(c->id, "cost") || strstr(c->name, "expense") ||
                 strstr(c->id, "research"));
    return paid || c->outflow || cost ? fabs(value) : value;
}

/* The figure of a concept in the fact's table and column; NULL: none. */
static const gk_fact *beside(const gk_concepts *concepts, const gk_facts *facts, const gk_fact *f,
                             const char *id)
{
    size_t concept = gk_concepts_find(concepts, id);
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *other = &facts->facts[i];
        if (other->concept == concept && other->table == f->table && other->column == f->column)
            return other;
    }
    return NULL;
}

bool gk_fact_is_charge(const gk_concepts *concepts, const gk_facts *facts, const gk_fact *tax)
{
    static const char *const after[] = {"net_income", "income_from_continuing_operations",
                                        "net_income_attributable"};
    const gk_fact *before = beside(concepts, facts, tax, "income_before_tax");
    if (tax->value >= 0 || tax->table < 0 || !before) return false;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        const gk_fact *left = beside(concepts, facts, tax, after[i]);
        if (left)
            return fabs(before->value + tax->value - left->value) <
                   fabs(before->value - tax->value - left->value);
    }
    return false;
}

/* ---- by words ---------------------------------------------------------------------------------
 */

/* The share of wanted's terms that stand in one of the texts; both are phrases of terms. */
static double share_in(const char *wanted, const char *const *texts, size_t count)
{
    size_t total = 0, found = 0;
    for (const char *at = wanted + 1; *at;) {
        const char *end = strchr(at, ' ');
        if (!end) break;
        size_t n = (size_t)(end - at);
        char term[80] = " ";
        if (n < sizeof term - 3) {
            memcpy(term + 1, at, n);
            term[1 + n] = '\0';
            if (!gk_term_is_stopword(term + 1)) {
                term[1 + n] = ' ';
                term[2 + n] = '\0';
                bool is = false;
                for (size_t i = 0; i < count && !is; i++) is = strstr(texts[i], term) != NULL;
                total++;
                found += is;
            }
        }
        at = end + 1;
    }
    return total ? (double)found / (double)total : 0;
}

typedef struct phrases {
    char *label, *section, *heading, *member, *title;
} phrases;

static phrases phrases_of(gk_terms *terms, const gk_fact *f)
{
    return (phrases){gk_terms_phrase(terms, f->label, strlen(f->label)),
                     gk_terms_phrase(terms, f->section, strlen(f->section)),
                     gk_terms_phrase(terms, f->heading, strlen(f->heading)),
                     gk_terms_phrase(terms, f->member, strlen(f->member)),
                     gk_terms_phrase(terms, f->title, strlen(f->title))};
}

static void phrases_free(phrases *p)
{
    gk_free(p->label);
    gk_free(p->section);
    gk_free(p->heading);
    gk_free(p->member);
    gk_free(p->title);
}

/* How well a fact is what the words say: all of them stand in its label or around it, and the label
 * says little else. */
static double by_words(const char *wanted, const phrases *p)
{
    const char *label[] = {p->label};
    const char *around[] = {p->label, p->member, p->section, p->heading, p->title};
    const char *asked[] = {wanted};
    double in_label = share_in(wanted, label, 1);
    if (in_label <= 0) return 0;
    double covered = share_in(wanted, around, 5), precise = share_in(p->label, asked, 1);
    return covered * (0.5 + 0.5 * precise) * (0.9 + 0.1 * in_label);
}

/* Whether the words that narrow the question stand with the fact, and whether a fact is of all of
 * the company where nothing narrows it. */
static bool narrowed(const gk_wanted *w, const phrases *p)
{
    const char *around[] = {p->member, p->section, p->label, p->heading, p->title};
    for (size_t i = 0; i < w->narrowing_count; i++) {
        char *term = gk_format(" %s ", w->narrowing[i]);
        bool found = false;
        for (size_t k = 0; k < 5 && !found; k++) found = strstr(around[k], term) != NULL;
        gk_free(term);
        if (!found) return false;
    }
    return true;
}

/* ---- all facts of a paper ------------------------------------------------------------------- */

typedef struct search {
    gk_papers *papers;
    const gk_wanted *wanted;
    const gk_concept *concept; /* or NULL */
    char *phrase;              /* of the words */
    gk_picked *best;
    size_t paper, order;
} search;

static bool measure_fits(const gk_concept *c, const gk_fact *f)
{
    if (f->measure == GK_MEASURE_NUMBER || !c) return true;
    if (c->measure == f->measure) return true;
    bool ratio = c->measure == GK_MEASURE_TIMES || c->measure == GK_MEASURE_DAYS ||
                 c->measure == GK_MEASURE_NUMBER;
    return ratio && f->measure == GK_MEASURE_AMOUNT;
}

static bool is_part(const char *member);

static double match_of(const search *s, const gk_fact *f)
{
    const gk_wanted *w = s->wanted;
    double match = 0;
    if (s->concept) {
        if (f->concept != w->concept) return 0;
        match = f->concept_score > 1 ? 1 : f->concept_score;
        if (!w->narrowing_count) return is_part(f->member) ? 0 : match;
        phrases p = phrases_of(s->papers->terms, f);
        if (!narrowed(w, &p)) match = 0;
        phrases_free(&p);
        return match;
    }
    phrases p = phrases_of(s->papers->terms, f);
    if (narrowed(w, &p)) match = by_words(s->phrase, &p);
    phrases_free(&p);
    return match >= words_least ? match : 0;
}

static bool same_value(const gk_fact *a, const gk_fact *b)
{
    double unit = a->scale * pow(10, -a->decimals), other = b->scale * pow(10, -b->decimals);
    double allowed = (unit > other ? unit : other) * 0.51;
    return fabs(fabs(a->value) - fabs(b->value)) <= allowed;
}

static void take(search *s, const gk_fact *f, double score)
{
    gk_picked *best = s->best;
    if (!best->fact || score > best->score + 1e-9) {
        bool rival = best->fact && best->score >= score - near_score && best->paper == s->paper &&
                     !same_value(best->fact, f);
        best->other = rival ? best->fact : NULL;
        *best = (gk_picked){s->paper, f, score, best->other};
        return;
    }
    if (!best->other && best->paper == s->paper && score >= best->score - near_score &&
        !same_value(best->fact, f))
        best->other = f;
}

/* How many figures of statements each table has; gk_free. */
static unsigned *count_statements(const gk_facts *facts)
{
    int most = 0;
    for (size_t i = 0; i < facts->count; i++)
        if (facts->facts[i].table > most) most = facts->facts[i].table;
    unsigned *counts = gk_alloc_array((size_t)most + 1, sizeof *counts);
    for (size_t i = 0; i < facts->count; i++)
        if (facts->facts[i].table >= 0 && facts->facts[i].statement)
            counts[facts->facts[i].table]++;
    return counts;
}

static double fullness(const unsigned *counts, const gk_fact *f)
{
    if (f->table < 0) return 1;
    double share = counts[f->table] / full_statement;
    return share < 1 ? share : 1;
}

/* Dates, and what says that a column is of a change, are no parts of a company. */
static bool is_part(const char *member)
{
    static const char *const none[] = {"年", "月", "日", "至", "（", "）"};
    for (const char *at = member; *at;) {
        size_t n = *at == ' ' || (*at >= '0' && *at <= '9') ? 1 : 0;
        for (size_t i = 0; i < sizeof none / sizeof *none && !n; i++)
            if (gk_starts_with(at, none[i])) n = strlen(none[i]);
        if (!n) return true;
        at += n;
    }
    return false;
}

static void look(search *s, const gk_facts *facts)
{
    const gk_wanted *w = s->wanted;
    unsigned *counts = count_statements(facts);
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *f = &facts->facts[i];
        if (s->concept && f->concept != w->concept) continue;
        if (f->preliminary || f->parent != w->parent || f->page == 0) continue;
        gk_nature nature = s->concept ? s->concept->nature : GK_NATURE_RATIO;
        int fits = gk_moment_fits(&w->moment, f, nature);
        if (!fits || !measure_fits(s->concept, f)) continue;
        if (!s->concept && f->measure == GK_MEASURE_PERCENT && !w->percent) continue;
        if (!s->concept && w->counts && f->measure == GK_MEASURE_AMOUNT) continue;
        double match = match_of(s, f);
        if (match <= 0) continue;
        unsigned home = s->concept ? s->concept->statement : 0;
        double score = weight_match * match + (fits == 2 ? weight_sure : 0) +
                       (f->tagged ? weight_tagged : 0) - per_paper * (double)s->order;
        if (f->statement && (home & f->statement))
            score += weight_home + weight_full * fullness(counts, f);
        else if (!f->statement || !home)
            score += f->statement ? weight_home : weight_elsewhere;
        if (s->concept && f->measure == s->concept->measure) score += weight_measure;
        if (w->statement & f->statement) score += weight_named;
        /* What is picked by words has no concept to vouch for it, but all its words. */
        if (!s->concept) score += weight_measure + weight_elsewhere;
        take(s, f, score);
    }
    gk_free(counts);
}

static search search_for(gk_papers *papers, const gk_wanted *wanted, gk_picked *out)
{
    search s = {.papers = papers, .wanted = wanted, .best = out};
    if (wanted->concept != SIZE_MAX) s.concept = gk_concepts_at(papers->concepts, wanted->concept);
    const char *words = wanted->words ? wanted->words : "";
    s.phrase = gk_terms_phrase(papers->terms, words, strlen(words));
    *out = (gk_picked){0};
    return s;
}

static gk_status look_in(search *s, size_t paper, size_t order, gk_error *err)
{
    const gk_facts *facts;
    s->paper = paper;
    s->order = order;
    gk_status status = gk_papers_facts(s->papers, paper, &facts, err);
    if (status == GK_OK) look(s, facts);
    return status;
}

gk_status gk_pick(gk_papers *papers, const gk_wanted *wanted, gk_picked *out, gk_error *err)
{
    size_t tried[PAPERS_TRIED];
    size_t count = gk_papers_of(papers, &wanted->moment, tried, PAPERS_TRIED);
    search s = search_for(papers, wanted, out);
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK && out->score < settled; i++)
        status = look_in(&s, tried[i], i, err);
    if (out->score < least) *out = (gk_picked){0};
    gk_free(s.phrase);
    return status;
}

gk_status gk_pick_restated(gk_papers *papers, const gk_wanted *wanted, const gk_picked *pick,
                           gk_picked *out, gk_error *err)
{
    size_t tried[PAPERS_TRIED];
    size_t count = gk_papers_of(papers, &wanted->moment, tried, PAPERS_TRIED);
    search s = search_for(papers, wanted, out);
    const gk_answer_paper *own = &papers->papers[pick->paper];
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK && !out->fact; i++) {
        const gk_answer_paper *p = &papers->papers[tried[i]];
        if (tried[i] == pick->paper || !p->yearly || p->end <= own->end) continue;
        status = look_in(&s, tried[i], 0, err);
        /* Only what the same statement calls the same. */
        bool same = out->fact && out->fact->statement == pick->fact->statement &&
                    out->fact->statement && !same_value(out->fact, pick->fact) &&
                    strcmp(out->fact->label, pick->fact->label) == 0;
        if (!same) *out = (gk_picked){0};
    }
    gk_free(s.phrase);
    return status;
}
