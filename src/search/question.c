/* SPDX-License-Identifier: Apache-2.0
 *
 * What a question says, by tables of phrases. Phrases are compared in terms (folded and stemmed),
 * so "capital expenditures" and "Capital expenditure" are one.
 */
#include "search/relative.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Weight of what stands around the question itself: instructions, definitions. */
static const double aside = 0.3;

typedef struct phrase_build {
    gk_string *to;
} phrase_build;

static bool add_term(void *ctx, const gk_term *term)
{
    gk_string *to = ((phrase_build *)ctx)->to;
    /* "plant and equipment" and "plant & equipment" are one label. */
    if (term->length == 3 && memcmp(term->text, "and", 3) == 0) return true;
    gk_string_append(to, term->text, term->length);
    gk_string_add(to, " ");
    return true;
}

char *gk_terms_phrase(gk_terms *terms, const char *s, size_t n)
{
    gk_string phrase = {0};
    gk_string_add(&phrase, " ");
    gk_terms_each(terms, s, n, add_term, &(phrase_build){&phrase});
    return gk_string_take(&phrase);
}

/* ---- the question among its instructions -------------------------------------------------- */

static bool contains_question_mark(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c == '?' || c == 0xFF1F) return true;
    }
    return false;
}

/* The span of the question proper: its first sentence with a question mark, behind "…: " where an
 * instruction comes before it; the whole text where no sentence asks. */
static gk_span main_part(const char *s, size_t n)
{
    gk_span *sentences, part = {0, n};
    size_t count = gk_sentences(s, n, &sentences);
    for (size_t i = 0; i < count; i++) {
        if (!contains_question_mark(s + sentences[i].start, sentences[i].end - sentences[i].start))
            continue;
        part = sentences[i];
        for (size_t k = part.end; k > part.start; k--) {
            if (s[k - 1] == ':' && part.end - k > 25) {
                part.start = k;
                break;
            }
        }
        break;
    }
    gk_free(sentences);
    return part;
}

/* Whether a phrase may hold a form: most do not hold its first letters, and are spared the rest.
 * Stems change no first letters but a y. */
static bool may_hold(const char *phrase, const char *form, size_t n)
{
    char first[4] = "";
    bool han = (unsigned char)form[0] >= 0x80;
    for (size_t i = 0; i < (han ? 3 : 2) && i < n; i++) {
        char c = form[i];
        bool word = (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
                    ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!word || (i && (c | 32) == 'y')) break;
        first[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return strstr(phrase, first) != NULL;
}

/* ---- phrases ------------------------------------------------------------------------------ */

typedef struct mention {
    size_t at, length; /* of the question's phrase */
    const gk_line_item *item;
} mention;

static int longer_first(const void *a, const void *b)
{
    const mention *x = a, *y = b;
    if (x->length != y->length) return x->length < y->length ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static const char *strcasestr_n(const char *text, const char *word, size_t n)
{
    for (; *text; text++)
        if (strncasecmp(text, word, n) == 0) return text;
    return NULL;
}

/* A stem may be another word's ("sale of a business" is no "sales"): a form of one word must stand
 * in the text as it is. */
static bool has_word_itself(const char *text, const char *form, size_t n)
{
    if ((unsigned char)form[0] >= 0x80 || memchr(form, ' ', n) || memchr(form, '-', n)) return true;
    for (const char *at = text; (at = strcasestr_n(at, form, n)); at++) {
        bool starts = at == text || !gk_is_word((unsigned char)at[-1]);
        if (starts && !gk_is_word((unsigned char)at[n])) return true;
    }
    return false;
}

static void find_items(gk_question *q, gk_terms *terms, const char *phrase)
{

    size_t item_count, count = 0, capacity = 0;
    const gk_line_item *items = gk_line_items(&item_count);
    mention *mentions = NULL;
    for (size_t i = 0; i < item_count; i++) {
        const char *list = items[i].asked, *form;
        size_t n;
        while ((form = gk_list_next(&list, &n))) {
            if (!may_hold(phrase, form, n)) continue;
            char *wanted = gk_terms_phrase(terms, form, n);
            const char *at = strlen(wanted) > 1 ? strstr(phrase, wanted) : NULL;
            if (at && !has_word_itself(q->text, form, n)) at = NULL;
            if (at) {
                mentions = gk_grow(mentions, count, &capacity, sizeof *mentions);
                mentions[count++] = (mention){(size_t)(at - phrase), strlen(wanted), &items[i]};
            }
            gk_free(wanted);
        }
    }
    if (count) qsort(mentions, count, sizeof *mentions, longer_first);
    q->items = gk_arena_array(q->arena, count, sizeof *q->items);
    for (size_t i = 0; i < count; i++) {
        bool taken = false;
        for (size_t k = 0; k < i && !taken; k++) {
            /* A phrase inside a longer one is no mention of its own; blanks at the ends may be
             * shared. */
            bool overlap = mentions[i].at + 1 < mentions[k].at + mentions[k].length &&
                           mentions[k].at + 1 < mentions[i].at + mentions[i].length;
            taken = overlap || mentions[k].item == mentions[i].item;
        }
        if (!taken) q->items[q->item_count++] = mentions[i].item;
    }
    gk_free(mentions);
}

typedef struct named_statement {
    unsigned statement;
    const char *phrases;
} named_statement;

static const named_statement statements[] = {
    {GK_STATEMENT_BALANCE,
     "balance sheet|statement of financial position|statements of financial position|资产负债表"},
    {GK_STATEMENT_INCOME,
     "income statement|statement of income|statements of income|statement of operations|"
     "statements of operations|statement of earnings|profit and loss statement|p&l "
     "statement|利润表"},
    {GK_STATEMENT_CASH,
     "cash flow statement|statement of cash flows|statements of cash flows|现金流量表"},
};

static bool holds_any(gk_terms *terms, const char *phrase, const char *list)
{
    const char *form;
    size_t n;
    bool found = false;
    while (!found && (form = gk_list_next(&list, &n))) {
        if (!may_hold(phrase, form, n)) continue;
        char *wanted = gk_terms_phrase(terms, form, n);
        found = strstr(phrase, wanted) != NULL;
        gk_free(wanted);
    }
    return found;
}

static void find_statement(gk_question *q, gk_terms *terms, const char *phrase)
{
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (holds_any(terms, phrase, statements[i].phrases))
            q->statement |= statements[i].statement;
    q->statement_named = q->statement != 0;
    if (q->statement) return;
    for (size_t i = 0; i < q->item_count; i++) q->statement |= q->items[i]->statement;
}

/* ---- what else it says --------------------------------------------------------------------- */

static bool wants_parent(const char *text)
{
    static const char *const words[] = {"母公司资产",  "母公司利润", "母公司现金",
                                        "母公司口径",  "按母公司",   "parent company only",
                                        "parent-only", "非合并"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i])) return true;
    return false;
}

/* ---- terms -------------------------------------------------------------------------------- */

/* Words of a question that name no thing: what is asked in, how to answer. In stemmed form. */
static const char *const generic[] = {
    "fiscal",    "year",    "fy",       "end",    "compani", "usd",   "million", "billion",
    "dollar",    "amount",  "question", "answer", "inform",  "data",  "accord",  "basi",
    "primarili", "outlin",  "shown",    "plain",  "clear",   "round", "decim",   "place",
    "unit",      "percent", "per",      "10",     "k",       "q",     "quarter", "state",
    "statement", "sheet",   "balanc",   "report", "annual",  "yuan",  "年度",    "年年",
    "年报",      "报告",    "万元",     "元",     "年末",    "本期",  "上期",    "截至",
    "公司",      "列示",    "分别",     "何",
};

typedef struct term_reader {
    gk_question *q;
    size_t capacity;
    gk_query_term *terms;
    gk_span main;
} term_reader;

static bool in_period(const gk_question *q, gk_span span)
{
    for (size_t i = 0; i < q->period_count; i++)
        if (span.start < q->periods[i].span.end && span.end > q->periods[i].span.start) return true;
    for (size_t i = 0; i < q->relative_count; i++)
        if (span.start < q->relatives[i].span.end && span.end > q->relatives[i].span.start)
            return true;
    return false;
}

/* A pair of Han with a particle in it is no word. */
static bool is_particle_pair(const char *text)
{
    static const char *const particles[] = {"的", "是", "为", "了"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (strstr(text, particles[i])) return true;
    return false;
}

static bool is_content(const gk_question *q, const char *text, gk_span span, bool inside)
{
    if (!inside || in_period(q, span) || is_particle_pair(text)) return false;
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (strcmp(generic[i], text) == 0) return false;
    return true;
}

static bool read_term(void *ctx, const gk_term *term)
{
    term_reader *r = ctx;
    gk_question *q = r->q;
    char *text = gk_arena_strndup(q->arena, term->text, term->length);
    if (gk_term_is_stopword(text)) return true;
    gk_span span = {term->start, term->end};
    bool inside = span.start >= r->main.start && span.end <= r->main.end;
    double weight = inside ? 1 : aside;
    for (size_t i = 0; i < q->term_count; i++) {
        if (strcmp(r->terms[i].text, text) != 0) continue;
        if (weight <= r->terms[i].weight) return true;
        r->terms[i].weight = weight;
        r->terms[i].content = is_content(q, text, span, inside);
        r->terms[i].span = span;
        return true;
    }
    bool content = is_content(q, text, span, inside);
    if (in_period(q, span)) weight *= aside;
    r->terms = gk_grow(r->terms, q->term_count, &r->capacity, sizeof *r->terms);
    r->terms[q->term_count++] = (gk_query_term){
        .text = text, .weight = weight, .content = content, .span = span};
    return true;
}

/* ---- kind --------------------------------------------------------------------------------- */

static bool starts_with_any(const char *phrase, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(phrase + 1, words[i], n) == 0 && phrase[1 + n] == ' ') return true;
    }
    return false;
}

/* Words that say that several figures make the answer, not one. */
static const char *const derivations =
    "average|growth rate|cagr|percentage of|defined as|as a % of|divided by|calculate|what share "
    "of|"
    "plus|less|除以|平均|计算|比重|增长了百分|变动了|占比|人均|减去|较上年末";

/* Words that ask to weigh things against each other, or to leave some out. In terms' plain form. */
static const char *const weighings = "highest|lowest|performed "
                                     "the best|worst|largest|smallest|among|"
                                     "exclude|excluding|dragged|最大|最高|最低|最多|最好";

/* … and those that ask how one item moved: showing it for each of the periods answers. */
static const char *const comparisons =
    "change in|change between|changed between|increase between|decrease between|compare|versus|vs";

/* … and those that ask what was yet to come. */
static const char *const expectations =
    "outlook|guidance|forecast|expect|expects|expected|展望|预计|预期";

/* … or what was meant to be done. */
static const char *const intentions =
    "anticipate|anticipates|anticipated|intend|intends|intended|plan to|plans to|planned for|"
    "projected|projection|will|signal|拟|计划|目标";

/* Words that ask for companies: "which suppliers have Walmart as a customer". */
static const char *const companies =
    "which company|what company|which firm|what firm|which supplier|which customer|which bank|"
    "which competitor|which retail|which peer|which hold|which stock|which business|which issuer|"
    "which partner|which vendor|which manufacturer|who|哪些公司|哪家公司|哪些企业|哪些上市";

static gk_question_kind find_kind(const gk_question *q, gk_terms *terms, const char *main)
{
    static const char *const yes_no[] = {"is",  "are", "was",  "were", "doe",   "do",    "did",
                                         "has", "had", "have", "can",  "could", "should"};
    static const char *const texts[] = {"whi", "which", "who", "when", "where", "describ"};
    if (starts_with_any(main, yes_no, sizeof yes_no / sizeof *yes_no) || strstr(q->text, "是否") ||
        strstr(q->text, "吗？") || strstr(q->text, "吗?"))
        return GK_ASKS_JUDGEMENT;
    if (holds_any(terms, main, weighings) ||
        (holds_any(terms, main, "most|least") &&
         !holds_any(terms, main, "most recent|most recently|at most|at least|most of")))
        return GK_ASKS_JUDGEMENT;
    if (starts_with_any(main, texts, sizeof texts / sizeof *texts) ||
        holds_any(terms, main,
                  "why|what drove|what are|reason|explain|原因|怎样|为何|什么|哪些|如何"))
        return GK_ASKS_TEXT;
    /* What is expected stands in sentences; the rows of statements are about what was. */
    if (holds_any(terms, main, expectations)) return GK_ASKS_TEXT;
    if (q->derived) return GK_ASKS_COMPUTED;
    if (holds_any(terms, main, comparisons) && (q->asked_count < 2 || q->item_count != 1))
        return GK_ASKS_COMPUTED;
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i]->computed) return GK_ASKS_COMPUTED;
    if (holds_any(terms, main, "how much|how many|amount|total|number of|what was the|多少|余额"))
        return GK_ASKS_FIGURE;
    /* "What useful lives does 3M assign" asks for words, "what was 3M's revenue" for a figure. */
    /* "What were fulfillment expenses in 2019": a period makes it a figure's. */
    static const char *const beings[] = {"what is", "what was", "what were"};
    if (q->asked_count && starts_with_any(main, beings, sizeof beings / sizeof *beings))
        return GK_ASKS_FIGURE;
    bool what = strncmp(main, " what ", 6) == 0 &&
                !holds_any(terms, main, "what is|what was|what were|what did");
    if (q->item_count && !what && strncmp(main, " how ", 5) != 0) return GK_ASKS_FIGURE;
    return GK_ASKS_TEXT;
}

/* Words that set one thing beside another: periods, companies. */
static const char *const besides =
    "vs|versus|compare|compared|comparison|relative to|growth|grew|grow|rose|fell|change in|change "
    "from|changed|change between|increase from|decrease from|increased|decreased|difference "
    "between|year over year|yoy|trend|同比|环比|相比|对比|比较|增长|变化|变动|增幅|降幅|差异";

/* Whether it needs more than one period or company. */
static bool compares(const gk_question *q, gk_terms *terms, const char *main)
{
    size_t years = 0;
    for (size_t i = 0; i < q->period_count; i++)
        years += q->roles[i] != GK_ROLE_DOCUMENT && q->roles[i] != GK_ROLE_THING;
    return years > 1 || holds_any(terms, main, besides);
}

static bool asks_newest(const gk_question *q)
{
    for (size_t i = 0; i < q->relative_count; i++)
        if (q->relatives[i].newest && !q->relatives[i].prior && q->relatives[i].count == 1 &&
            !q->relatives[i].quarter && !q->relatives[i].half)
            return true;
    return false;
}

/* Whether it is a day as "2023-01-31" is one. */
static bool is_day(const char *s)
{
    gk_period day;
    size_t at = 0;
    return s && strlen(s) >= 10 && gk_period_next(s, 10, &at, &day) && day.day &&
           day.span.start == 0 && day.span.end == 10;
}

static void set_today(gk_question *q, const char *today)
{
    char now[21];
    gk_time_iso(now);
    memcpy(q->today, is_day(today) ? today : now, 10);
    q->today[10] = '\0';
}

/* The scale of the unit that the question wants its answer in; 0 where it names none. */
static double wanted_scale(const char *text)
{
    static const struct {
        const char *word;
        double scale;
    } units[] = {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}},
      han[] = {{"多少百万元", 1e6}, {"百万元", 1e6}, {"多少万元", 1e4}, {"多少亿元", 1e8}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].word);
        for (const char *at = text; (at = strcasestr_n(at, units[i].word, n)); at++) {
            /* "in USD millions", "in $ billions", "(in RMB million)"; "5 million" is a sum. */
            const char *from = at - text > 16 ? at - 16 : text;
            for (const char *in = from; in + 3 <= at; in++)
                if (strncasecmp(in, "in ", 3) == 0 &&
                    (in == text || !gk_is_word((unsigned char)in[-1])))
                    return units[i].scale;
        }
    }
    for (size_t i = 0; i < sizeof han / sizeof *han; i++)
        if (strstr(text, han[i].word)) return han[i].scale;
    return 0;
}

void gk_question_read(const char *text, const char *today, gk_question **out)
{
    gk_arena *arena = gk_arena_new();
    gk_question *q = gk_arena_alloc(arena, sizeof *q);
    q->arena = arena;
    q->text = gk_arena_strdup(arena, text);
    size_t n = strlen(text);
    gk_terms *terms = gk_terms_new();
    gk_span main = main_part(text, n);
    char *whole = gk_terms_phrase(terms, text, n);
    char *asked = gk_terms_phrase(terms, text + main.start, main.end - main.start);
    set_today(q, today);
    gk_periods_build(q, NULL);
    q->parent = wants_parent(text);
    find_items(q, terms, whole);
    find_statement(q, terms, whole);
    term_reader reader = {.q = q, .main = main};
    gk_terms_each(terms, text, n, read_term, &reader);
    q->terms = gk_arena_array(arena, q->term_count, sizeof *q->terms);
    if (q->term_count) memcpy(q->terms, reader.terms, q->term_count * sizeof *q->terms);
    gk_free(reader.terms);
    q->forms = gk_papers_asked(terms, whole);
    q->newest = asks_newest(q);
    q->ahead = holds_any(terms, asked, expectations) || holds_any(terms, asked, intentions);
    q->compares = q->compares || compares(q, terms, asked);
    q->derived = holds_any(terms, whole, derivations);
    q->seeks_companies = holds_any(terms, whole, companies);
    q->scale = wanted_scale(text);
    static const char *const quarterly = "quarter ended|three months ended|three-month period "
                                         "ended|13 weeks ended|thirteen weeks ended";
    static const char *const half = "six months ended|first six months|six-month period|26 weeks "
                                    "ended|twenty-six weeks ended|first half",
                             *const three_quarters =
                                 "nine months ended|first nine months|nine-month period|39 weeks "
                                 "ended|thirty-nine weeks ended";
    q->months = holds_any(terms, whole, three_quarters) ? 9
                : holds_any(terms, whole, half)         ? 6
                : holds_any(terms, whole, quarterly)    ? 3
                                                        : 0;
    q->counts = strstr(asked, " how mani ") != NULL;
    q->kind = find_kind(q, terms, asked);
    gk_free(whole);
    gk_free(asked);
    gk_terms_free(terms);
    *out = q;
}

void gk_question_free(gk_question *question)
{
    if (question) gk_arena_free(question->arena);
}
