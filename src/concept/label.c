/* SPDX-License-Identifier: Apache-2.0
 *
 * What a printed label means: the phrase itself, else its core, else with the headings that it
 * stands under ("Basic" under "Earnings per share"), else without its tail (", net of …").
 */
#include "concept/core.h"
#include "concept/parts.h"

#include <string.h>

enum { FOUND_MOST = 32, TEXT_MOST = 512, HEADINGS_MOST = 4 };

/* How sure each way is. */
static const double learned_score = 0.95, asked_score = 0.85, asked_word_score = 0.7,
                    core_score = 0.92, named_score = 0.98, under_score = 0.96, cut_score = 0.9,
                    change_score = 0.94, other_statement = 0.9, elsewhere = 0.97,
                    alone_factor = 0.9, sure = 0.9;

typedef struct heading {
    gk_word words[GK_WORDS_MOST];
    size_t count;
} heading;

typedef struct finding {
    const gk_concepts *concepts;
    gk_terms *terms;
    heading *headings; /* outermost first */
    size_t heading_count;
    unsigned statement;
    bool changes, paid; /* a heading says so */
    gk_concept_match found[FOUND_MOST];
    size_t count;
    double best;
} finding;

/* 0: a concept that cannot stand in this table; a balance is not what a cash flow statement prints
 * under the same name. */
static double fits(const finding *f, const gk_concept *c)
{
    bool cash_only = c->statement == GK_STATEMENT_CASH && !f->changes && !f->paid;
    if (!f->statement && cash_only) return elsewhere; /* "Inventories" in a note are a balance */
    if (!c->statement || !f->statement || (c->statement & f->statement)) return 1;
    if (c->nature == GK_NATURE_STOCK) return 0;
    if (f->statement == GK_STATEMENT_BALANCE && c->nature == GK_NATURE_FLOW) return 0;
    if (f->statement == GK_STATEMENT_CASH && (f->changes || f->paid)) return 0;
    return other_statement;
}

static void put(finding *f, uint32_t concept, double score)
{
    if (score > f->best) f->best = score;
    for (size_t i = 0; i < f->count; i++) {
        if (f->found[i].concept != concept) continue;
        if (score > f->found[i].score) f->found[i].score = score;
        return;
    }
    if (f->count < FOUND_MOST)
        f->found[f->count++] = (gk_concept_match){.concept = concept, .score = score};
}

static void found(finding *f, uint32_t concept, double score)
{
    score *= fits(f, &f->concepts->concepts[concept]);
    if (score > 0) put(f, concept, score);
}

static double whole_score(const gk_phrase *p)
{
    if (p->kind == GK_PHRASE_LEARNED) return learned_score;
    if (p->kind == GK_PHRASE_ASKED) return p->count > 1 ? asked_score : asked_word_score;
    return 1 - 0.002 * (p->rank < 10 ? p->rank : 10);
}

static bool same_words(const gk_concepts *c, const gk_phrase *p, const gk_word *words, size_t count)
{
    if (p->count != count) return false;
    for (size_t i = 0; i < count; i++)
        if (c->words[p->first + i].id != words[i].id) return false;
    return true;
}

static void look_whole(finding *f, const gk_word *words, size_t count, double factor)
{
    const gk_concepts *c = f->concepts;
    uint32_t at = gk_phrase_find(&c->whole, gk_words_key(words, count));
    for (; at != UINT32_MAX; at = c->phrases[at].next)
        if (same_words(c, &c->phrases[at], words, count))
            found(f, c->phrases[at].concept, factor * whole_score(&c->phrases[at]));
}

/* count: how many words the label has, to tell how much of it was passed over. */
static void look_core(finding *f, const uint32_t *core, size_t size, size_t count, double score)
{
    const gk_concepts *c = f->concepts;
    uint32_t at = gk_phrase_find(&c->core, gk_core_key(core, size));
    for (; at != UINT32_MAX; at = c->phrases[at].core) {
        const gk_phrase *p = &c->phrases[at];
        size_t apart = p->count > count ? p->count - count : count - p->count;
        found(f, p->concept, score - 0.01 * (double)(apart < 5 ? apart : 5));
    }
}

/* "Accounts receivable, net of allowance of $12", "Inventories, including …": where the tail
 * begins; n: there is none. */
static size_t tail_at(const char *s, size_t n)
{
    static const char *const tails[] = {
        ", net of ",  " net of ",          ", less ",       " less allowance", "less accumulated",
        "(less ",     "(net of ",          "—net of",       "—less",           "- less ",
        "- net of ",  ", after deducting", ", including ",  "(including ",     "(note ",
        "(see note ", ", exclusive of",    "(exclusive of", "(inclusive of",
    };
    size_t first = n;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        const char *at = strcasestr(s + (n > 0), tails[i]);
        if (at && (size_t)(at - s) < first) first = (size_t)(at - s);
    }
    return first;
}

static bool has_word(const gk_word *words, size_t count, const gk_word *word)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].id == word->id) return true;
    return false;
}

/* Whether a heading has all words that a phrase wants above it. */
static bool heading_has(const finding *f, const gk_phrase *p)
{
    const gk_word *wanted = f->concepts->words + p->over;
    for (size_t i = 0; i < f->heading_count; i++) {
        size_t k = 0;
        while (k < p->over_count &&
               has_word(f->headings[i].words, f->headings[i].count, &wanted[k]))
            k++;
        if (k == p->over_count) return true;
    }
    return false;
}

/* What the vocabulary says of a label under a heading. */
static void look_named(finding *f, const uint32_t *core, size_t size)
{
    const gk_concepts *c = f->concepts;
    uint32_t at = gk_phrase_find(&c->under, gk_core_key(core, size));
    for (; at != UINT32_MAX; at = c->phrases[at].core)
        if (heading_has(f, &c->phrases[at])) found(f, c->phrases[at].concept, named_score);
}

/* The label's words with those of a heading, the nearest first, as one phrase. own: the label has a
 * core of its own. */
static void look_joined(finding *f, const gk_word *words, size_t count, bool own)
{
    uint32_t core[GK_WORDS_MOST];
    size_t dropped;
    for (size_t i = f->heading_count; i-- > 0 && f->count == 0;) {
        gk_word all[GK_WORDS_MOST];
        size_t n = f->headings[i].count;
        if (n == 0 || n + count >= GK_WORDS_MOST) continue;
        memcpy(all, f->headings[i].words, n * sizeof *all);
        memcpy(all + n, words, count * sizeof *all);
        size_t above = gk_words_core(all, n, core, &dropped);
        size_t size = gk_words_core(all, n + count, core, &dropped);
        bool adds = !own || size > above; /* "Total liabilities" under "Current liabilities" */
        if (size && size != SIZE_MAX && adds) look_core(f, core, size, n + count, under_score);
    }
}

/* What label and headings mean together goes before what the label means alone. */
static void look_under(finding *f, const gk_word *words, size_t count, const uint32_t *core,
                       size_t size)
{
    finding both = *f;
    both.count = 0;
    if (size != SIZE_MAX) look_named(&both, core, size);
    bool join = f->paid || f->best < sure || size < 2;
    if (both.count == 0 && join) look_joined(&both, words, count, size > 0);
    for (size_t i = 0; both.count && i < f->count; i++) f->found[i].score *= alone_factor;
    for (size_t i = 0; i < both.count; i++)
        put(f, (uint32_t)both.found[i].concept, both.found[i].score);
}

/* "Inventories" among the changes in assets and liabilities. */
static void look_change(finding *f, const gk_word *words, size_t count)
{
    gk_word with[GK_WORDS_MOST];
    uint32_t core[GK_WORDS_MOST];
    size_t dropped;
    with[0] = (gk_word){.id = GK_CORE_CHANGE};
    if (count + 1 >= GK_WORDS_MOST) return;
    memcpy(with + 1, words, count * sizeof *words);
    size_t size = gk_words_core(with, count + 1, core, &dropped);
    if (size && size != SIZE_MAX) look_core(f, core, size, count + 1, change_score);
}

static void read_headings(finding *f, const char *const *sections, size_t count)
{
    if (count > HEADINGS_MOST) {
        sections += count - HEADINGS_MOST;
        count = HEADINGS_MOST;
    }
    for (size_t i = 0; i < count; i++) {
        heading *h = &f->headings[f->heading_count++];
        char text[TEXT_MOST];
        size_t n = gk_label_clean(sections[i], text, sizeof text);
        h->count = gk_words_read((gk_lexicon *)&f->concepts->lexicon, false, f->terms, text, n,
                                 h->words, GK_WORDS_MOST);
        for (size_t k = 0; k < h->count; k++) {
            f->changes = f->changes || h->words[k].id == GK_CORE_CHANGE;
            f->paid = f->paid || h->words[k].id == GK_CORE_PAID;
        }
    }
}

static void look(finding *f, const char *text, size_t n)
{
    gk_word words[GK_WORDS_MOST];
    gk_lexicon *lexicon = (gk_lexicon *)&f->concepts->lexicon; /* it does not grow */
    size_t count = gk_words_read(lexicon, false, f->terms, text, n, words, GK_WORDS_MOST);
    if (count == 0 || count == GK_WORDS_MOST) return;
    uint32_t core[GK_WORDS_MOST];
    size_t dropped, size = gk_words_core(words, count, core, &dropped);
    look_whole(f, words, count, 1);
    if (size && size != SIZE_MAX) look_core(f, core, size, count, core_score);
    look_under(f, words, count, core, size);
    if (f->best < sure && (f->statement & GK_STATEMENT_CASH)) look_change(f, words, count);
    size_t cut = tail_at(text, n);
    if (f->best >= sure || cut == n) return;
    count = gk_words_read(lexicon, false, f->terms, text, cut, words, GK_WORDS_MOST);
    size = gk_words_core(words, count, core, &dropped);
    if (count) look_whole(f, words, count, cut_score + 0.05);
    if (size && size != SIZE_MAX) look_core(f, core, size, count, cut_score);
}

static void best_first(gk_concept_match *m, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        gk_concept_match one = m[i];
        size_t k = i;
        for (; k > 0 && m[k - 1].score < one.score; k--) m[k] = m[k - 1];
        m[k] = one;
    }
}

size_t gk_concepts_of_label(const gk_concepts *concepts, gk_terms *terms, const char *label,
                            const char *const *sections, size_t section_count, unsigned statement,
                            gk_concept_match *out, size_t most)
{
    heading headings[HEADINGS_MOST];
    finding f = {
        .concepts = concepts, .terms = terms, .headings = headings, .statement = statement};
    char text[TEXT_MOST];
    size_t n = gk_label_clean(label, text, sizeof text);
    if (n == 0) return 0;
    read_headings(&f, sections, section_count);
    look(&f, text, n);
    best_first(f.found, f.count);
    size_t count = f.count < most ? f.count : most;
    memcpy(out, f.found, count * sizeof *out);
    return count;
}
