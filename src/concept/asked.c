/* SPDX-License-Identifier: Apache-2.0
 *
 * The concepts that a question names: the longest phrase of the vocabulary from each word on.
 */
#include "concept/parts.h"

#include <string.h>

enum { QUESTION_WORDS = 512 };

/* Stems. */
const char *const gk_qualifiers[] = {"other",   "adjust", "segment", "defer", "restrict",
                                     "prepaid", "organ",  "nongaap", "accru", NULL};

static const double asked_score = 1, printed_score = 0.9, narrowed_score = 0.5;

typedef struct question {
    const gk_concepts *concepts;
    const char *text;
    const gk_word *words;
    size_t count;
} question;

/* How many words from i on the phrase takes; 0: it does not stand there. */
static size_t taken(const question *q, const gk_phrase *p, size_t i)
{
    const gk_word *phrase = q->concepts->words + p->first;
    if (i + p->count > q->count) return 0;
    for (size_t k = 0; k < p->count; k++) {
        if (q->words[i + k].id != phrase[k].id) return 0;
        if (k && q->words[i + k].apart && !phrase[k].apart) return 0;
    }
    return p->count;
}

static bool before(const char *s, size_t at, const char *what)
{
    size_t m = strlen(what);
    return m <= at && memcmp(s + at - m, what, m) == 0;
}

static bool han_before(const char *s, size_t at)
{
    if (at < 3) return false;
    size_t i = at - 3;
    return ((unsigned char)s[i] & 0xF0) == 0xE0 && gk_is_han(gk_utf8_next(s, at, &i));
}

/* "非利息收入" is no 利息收入; two characters inside a longer word ("投资收入") say little. */
static bool part_of_han(const question *q, gk_span span)
{
    static const char *const others[] = {"非", "其他", "递延", "受限"};
    static const char *const joins[] = {"的", "总", "度", "末", "期", "年", "与",
                                        "和", "及", "或", "占", "以", "其", "司",
                                        "股", "份", "、", "用", "除", "减", "加"};
    const char *s = q->text;
    size_t peek = span.start;
    if (!gk_is_han(gk_utf8_next(s, span.end, &peek))) return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (before(s, span.start, others[i])) return true;
    if (span.end - span.start > 6 || !han_before(s, span.start)) return false;
    for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
        if (before(s, span.start, joins[i])) return false;
    return true;
}

/* "销售费用率" is no 销售费用, but a ratio of it. */
static bool rate_follows(const question *q, gk_span span, const gk_concept *c)
{
    static const char rate[] = "率";
    return c->nature != GK_NATURE_RATIO && strncmp(q->text + span.end, rate, strlen(rate)) == 0;
}

/* "other current assets", "adjusted EBITDA", "segment operating income" are something else. */
static bool qualified(const question *q, size_t i)
{
    if (i == 0 || q->words[i].apart || q->words[i].comma) return false;
    uint32_t id = q->words[i - 1].id;
    if (id == GK_WORD_UNKNOWN) return false;
    const char *word = q->concepts->lexicon.terms[id];
    for (const char *const *other = gk_qualifiers; *other; other++)
        if (strcmp(*other, word) == 0) return true;
    return false;
}

/* "cash flow" is no cash. */
static bool flow_follows(const question *q, size_t i, size_t count, const gk_concept *c)
{
    size_t next = i + count;
    if (c->nature != GK_NATURE_STOCK || next >= q->count || q->words[next].apart) return false;
    uint32_t id = q->words[next].id;
    return id != GK_WORD_UNKNOWN && strcmp(q->concepts->lexicon.terms[id], "flow") == 0;
}

static gk_span span_of(const question *q, size_t i, size_t count)
{
    return (gk_span){q->words[i].span.start, q->words[i + count - 1].span.end};
}

static bool lower(const char *s, gk_span span)
{
    return s[span.start] >= 'a' && s[span.start] <= 'z';
}

/* "restructuring liability", "public equities": one word that another one narrows may be a part. */
static bool narrowed(const question *q, size_t i, size_t count)
{
    static const char *const wide[] = {"total", "annual",   "quarter", "overal", "compani",
                                       "net",   "consolid", "fiscal",  "year",   "report",
                                       "full",  "end",      "averag"};
    if (count != 1 || i == 0 || q->words[i].apart || q->words[i].comma) return false;
    const gk_word *before = &q->words[i - 1];
    if (before->number || !lower(q->text, before->span)) return false;
    if (q->words[i].span.start > before->span.end + 1) return false; /* "changes in revenue" */
    if (before->id == GK_WORD_UNKNOWN) return true;
    const char *word = q->concepts->lexicon.terms[before->id];
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (strcmp(wide[k], word) == 0) return false;
    return true;
}

/* Whether what surrounds a phrase makes something else of it. */
static bool else_meant(const question *q, size_t i, size_t count, const gk_concept *c)
{
    gk_span span = span_of(q, i, count);
    return part_of_han(q, span) || rate_follows(q, span, c) || qualified(q, i) ||
           flow_follows(q, i, count, c);
}

/* The longest phrase at i; how many words it takes, 0: none. A score of 0: it means something
 * else. */
static size_t longest(const question *q, size_t i, gk_concept_match *out)
{
    const gk_concepts *c = q->concepts;
    size_t best = 0;
    uint32_t best_phrase = 0;
    if (q->words[i].id == GK_WORD_UNKNOWN) return 0;
    for (uint32_t at = c->starts[q->words[i].id]; at != UINT32_MAX; at = c->start_next[at]) {
        const gk_phrase *p = &c->phrases[at], *b = &c->phrases[best_phrase];
        size_t n = taken(q, p, i);
        if (!n || n < best) continue;
        /* Of the same words: those that people ask by, then what the file has first. */
        if (n == best && (b->kind > p->kind || (b->kind == p->kind && best_phrase < at))) continue;
        best = n;
        best_phrase = at;
    }
    if (!best) return 0;
    const gk_phrase *p = &c->phrases[best_phrase];
    double score = p->kind == GK_PHRASE_ASKED ? asked_score : printed_score;
    if (narrowed(q, i, best)) score = narrowed_score;
    if (else_meant(q, i, best, &c->concepts[p->concept])) score = 0;
    *out = (gk_concept_match){.concept = p->concept, .score = score, .span = span_of(q, i, best)};
    return best;
}

/* Where a longer mention begins inside the one at i and goes beyond it; 0: there is none. */
static size_t longer_inside(const question *q, size_t i, size_t length)
{
    gk_concept_match other;
    for (size_t k = i + 1; k < i + length; k++) {
        size_t n = longest(q, k, &other);
        if (n > length && k + n > i + length) return k;
    }
    return 0;
}

/* "归属于上市公司股东的净利润": the concept whose label that is, whatever the company's name. */
static void owners(const question *q, gk_terms *terms, gk_concept_match *m)
{
    static const char belongs[] = "归属于", of[] = "的";
    enum { BACK = 90, NAME = 120 };
    size_t end = m->span.start, size = m->span.end - end;
    if (!before(q->text, end, of) || size > NAME) return;
    size_t start = end > BACK ? end - BACK : 0;
    const char *from = NULL, *next = memmem(q->text + start, end - start, belongs, strlen(belongs));
    for (; next;
         next = memmem(next + 1, (size_t)(q->text + end - next) - 1, belongs, strlen(belongs)))
        from = next;
    static const char *const breaks[] = {"，", "。", "；", "？", "少数"};
    for (size_t i = 0; from && i < sizeof breaks / sizeof *breaks; i++)
        if (memmem(from, (size_t)(q->text + end - from), breaks[i], strlen(breaks[i]))) return;
    if (!from) return;
    char label[NAME + 32] = "归属于公司的";
    strncat(label, q->text + end, size);
    gk_concept_match whole;
    if (!gk_concepts_of_label(q->concepts, terms, label, NULL, 0, 0, &whole, 1)) return;
    m->concept = whole.concept;
    m->span.start = (size_t)(from - q->text);
}

size_t gk_concepts_asked(const gk_concepts *concepts, gk_terms *terms, const char *text,
                         gk_concept_match *out, size_t most)
{
    gk_word *words = gk_alloc_array(QUESTION_WORDS, sizeof *words);
    size_t n = gk_words_read((gk_lexicon *)&concepts->lexicon, false, terms, text, strlen(text),
                             words, QUESTION_WORDS);
    question q = {concepts, text, words, n};
    size_t count = 0;
    for (size_t i = 0; i < n && count < most;) {
        gk_concept_match here;
        size_t length = longest(&q, i, &here);
        size_t other = length ? longer_inside(&q, i, length) : i + 1;
        if (other) {
            i = other;
            continue;
        }
        if (here.score > 0) {
            owners(&q, terms, &here);
            out[count++] = here;
        }
        i += length;
    }
    gk_free(words);
    return count;
}
