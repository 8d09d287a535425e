/* SPDX-License-Identifier: Apache-2.0
 *
 * Periods that are told from another day or from each other: "last quarter", "the latest 10-K",
 * "from 2016 to 2018", "three years ended 2019", "去年", "近三年". A phrase is a row of words; each
 * kind of word is a table.
 */
#include "search/relative.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 256, YEARS_MOST = 12, PERIODS_MOST = 64 };

/* ---- words --------------------------------------------------------------------------------- */

typedef struct token {
    char text[20]; /* lower case; "" where it is longer */
    gk_span span;
} token;

typedef struct reader {
    gk_question *q;
    token words[WORDS_MOST];
    size_t count;
    gk_relative *found;
    size_t found_count, capacity;
} reader;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void cut_words(reader *r)
{
    const char *s = r->q->text;
    for (size_t i = 0; s[i] && r->count < WORDS_MOST;) {
        if (!is_letter(s[i])) {
            i++;
            continue;
        }
        token *w = &r->words[r->count++];
        size_t n = 0;
        w->span.start = i;
        for (; is_letter(s[i]); i++, n++)
            if (n + 1 < sizeof w->text)
                w->text[n] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
        w->span.end = i;
        w->text[n < sizeof w->text ? n : 0] = '\0';
    }
}

static const char *at(const reader *r, size_t i) { return i < r->count ? r->words[i].text : ""; }

static bool is(const reader *r, size_t i, const char *list)
{
    const char *word = at(r, i), *part;
    size_t n, length = strlen(word);
    while (length && (part = gk_list_next(&list, &n)))
        if (n == length && memcmp(part, word, n) == 0) return true;
    return false;
}

static int number(const reader *r, size_t i)
{
    static const char *const names[] = {"",    "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};
    const char *word = at(r, i);
    for (int k = 1; k <= 10; k++)
        if (strcmp(word, names[k]) == 0) return k;
    if (strcmp(word, "couple") == 0) return 2;
    if (strcmp(word, "few") == 0 || strcmp(word, "several") == 0) return 3;
    size_t n = strlen(word);
    if (n < 1 || n > 2 || word[0] < '1' || word[0] > '9') return 0;
    if (n == 2 && (word[1] < '0' || word[1] > '9')) return 0;
    int value = atoi(word);
    return value <= YEARS_MOST ? value : 0;
}

static void add(reader *r, gk_relative relative)
{
    for (size_t i = 0; i < r->found_count; i++) {
        gk_span had = r->found[i].span;
        if (relative.span.start < had.end && had.start < relative.span.end) return;
    }
    r->found = gk_grow(r->found, r->found_count, &r->capacity, sizeof *r->found);
    r->found[r->found_count++] = relative;
}

/* ---- English ------------------------------------------------------------------------------- */

/* "Q3", "third quarter", "first half" before or behind a year that is told: its quarter. Returns
 * how many words it takes. */
static size_t part_of_year(const reader *r, size_t i, gk_relative *to)
{
    static const char *const ordinals[] = {"first|1st", "second|2nd", "third|3rd", "fourth|4th"};
    static const char *const quarters[] = {"q1|1q", "q2|2q", "q3|3q", "q4|4q"};
    static const char *const halves[] = {"h1|1h", "h2|2h"};
    for (int k = 0; k < 4; k++) {
        if (is(r, i, quarters[k])) {
            to->quarter = k + 1;
            return 1;
        }
        if (k < 2 && is(r, i, halves[k])) {
            to->half = k + 1;
            return 1;
        }
        if (!is(r, i, ordinals[k])) continue;
        size_t behind = i + 1 + is(r, i + 1, "fiscal");
        if (is(r, behind, "quarter")) {
            to->quarter = k + 1;
            return behind + 1 - i;
        }
        if (k < 2 && is(r, behind, "half")) {
            to->half = k + 1;
            return behind + 1 - i;
        }
    }
    return 0;
}

/* Gives a told year the quarter that stands beside it: "Q3 of last year", "last year's Q3". */
static void widen(const reader *r, size_t first, size_t last, gk_relative *relative)
{
    gk_relative part = {0};
    size_t from = first;
    while (from && is(r, from - 1, "of|in|the")) from--;
    for (size_t n = 1; n <= 3 && n <= from; n++) {
        if (part_of_year(r, from - n, &part) != n) continue;
        relative->quarter = part.quarter;
        relative->half = part.half;
        relative->span.start = r->words[from - n].span.start;
        return;
    }
    size_t next = last + 1 + is(r, last + 1, "s");
    size_t n = part_of_year(r, next, &part);
    if (!n) return;
    relative->quarter = part.quarter;
    relative->half = part.half;
    relative->span.end = r->words[next + n - 1].span.end;
}

/* A kind of paper at i: how many words name it. */
static size_t paper_words(const reader *r, size_t i)
{
    if (is(r, i, "10k|10q|8k|20f|6k|filing|filings|transcript|prospectus")) return 1;
    if (is(r, i, "10|8|20|6") && is(r, i + 1, "k|q|f")) return 2;
    if (is(r, i, "form")) {
        size_t n = paper_words(r, i + 1);
        return n ? n + 1 : 0;
    }
    if (is(r, i, "annual|quarterly|interim|current|research|earnings|conference|press|proxy") &&
        is(r, i + 1, "report|reports|release|call|note|filing|results|statement|announcement"))
        return 2;
    return is(r, i, "news|call|release|report") ? 1 : 0;
}

static const char of_reports[] = "fiscal|financial|full|reported|completed|available|filed";

/* "last", "latest", "this" at i and what it tells. Returns how many words it takes. */
static size_t read_told(reader *r, size_t i)
{
    gk_relative to = {.count = 1};
    size_t k = i;
    bool prior = false;
    if (is(r, k, "latest|newest")) {
        to.newest = true;
        k++;
    } else if (is(r, k, "most") && is(r, k + 1, "recent|recently")) {
        to.newest = true;
        k += 2;
    } else if (is(r, k, "last|past")) {
        to.back = 1;
        k++;
    } else if (is(r, k, "previous|prior|preceding")) {
        to.back = 1;
        prior = true;
        k++;
    } else if (is(r, k, "this|current")) {
        k++;
    } else {
        return 0;
    }
    int count = paper_words(r, k) ? 0 : number(r, k);
    if (count) k++;
    bool reported = false; /* "the last fiscal year" is the company's, not the calendar's */
    for (; is(r, k, "calendar|consecutive") || is(r, k, of_reports); k++)
        reported = reported || is(r, k, of_reports);
    bool many = is(r, k, "years|quarters");
    size_t papers = count || to.back == 0 || !prior ? paper_words(r, k) : 0;
    if (is(r, k, "year|years|fy")) {
        to.months = 12;
    } else if (is(r, k, "quarter|quarters")) {
        to.months = 3;
    } else if (is(r, k, "half")) {
        to.months = 6;
    } else if (papers && !count && (to.newest || (to.back == 1 && !prior))) {
        to.newest = to.document = true;
        to.back = 0;
        k += papers - 1;
    } else {
        return 0;
    }
    if (many && !count) return 0; /* "past years" says nothing */
    if (count) to.count = count;
    if (many) to.back = to.newest ? 0 : 1;
    if (many || (count && to.months))
        to.newest = true; /* "the last three years": those there are */
    if (reported && to.back == 1 && !prior && to.months == 12) to.newest = true;
    to.prior = prior && !many && !count;
    to.span = (gk_span){r->words[i].span.start, r->words[k].span.end};
    if (to.months == 12 && to.count == 1) widen(r, i, k, &to);
    add(r, to);
    return k + 1 - i;
}

/* "three years ago", "a year earlier", "year-over-year", "sequentially". */
static size_t read_ago(reader *r, size_t i)
{
    int count = is(r, i, "a|one") ? 1 : number(r, i);
    if (count && is(r, i + 1, "year|years|quarter|quarters") &&
        is(r, i + 2, "ago|earlier|before|prior")) {
        bool ago = is(r, i + 2, "ago");
        add(r, (gk_relative){.span = {r->words[i].span.start, r->words[i + 2].span.end},
                             .months = is(r, i + 1, "year|years") ? 12 : 3,
                             .back = count,
                             .count = 1,
                             .prior = !ago || count == 1});
        return 3;
    }
    bool year = is(r, i, "year"), quarter = is(r, i, "quarter");
    if ((year || quarter) && is(r, i + 1, "over|on") && is(r, i + 2, "year|quarter")) {
        add(r, (gk_relative){.span = {r->words[i].span.start, r->words[i + 2].span.end},
                             .months = year ? 12 : 3,
                             .back = 1,
                             .count = 1,
                             .prior = true});
        return 3;
    }
    if (!is(r, i, "yoy|qoq|sequentially")) return 0;
    add(r, (gk_relative){.span = r->words[i].span,
                         .months = is(r, i, "yoy") ? 12 : 3,
                         .back = 1,
                         .count = 1,
                         .prior = true});
    return 1;
}

static bool in_any(const gk_period *periods, size_t count, gk_span span)
{
    for (size_t i = 0; i < count; i++)
        if (span.start < periods[i].span.end && periods[i].span.start < span.end) return true;
    return false;
}

/* "Q3" or "the third quarter" without a year. */
static void read_parts(reader *r, const gk_period *absolute, size_t count)
{
    for (size_t i = 0; i < r->count; i++) {
        gk_relative to = {.months = 3, .count = 1, .newest = true};
        size_t n = part_of_year(r, i, &to);
        if (!n) continue;
        to.span = (gk_span){r->words[i].span.start, r->words[i + n - 1].span.end};
        if (to.half) to.months = 6;
        if (!in_any(absolute, count, to.span)) add(r, to);
        i += n - 1;
    }
}

/* ---- Chinese ------------------------------------------------------------------------------- */

typedef struct han_phrase {
    const char *text;
    gk_relative told;
} han_phrase;

/* The longer of two that begin alike stands first. */
static const han_phrase han_phrases[] = {
    {"去年同期", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"上年同期", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"上一年度", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"上一年", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"上年度", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"上年", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"同比", {.months = 12, .back = 1, .count = 1, .prior = true}},
    {"环比", {.months = 3, .back = 1, .count = 1, .prior = true}},
    {"去年", {.months = 12, .back = 1, .count = 1}},
    {"前年", {.months = 12, .back = 2, .count = 1}},
    {"今年", {.months = 12, .count = 1}},
    {"本年度", {.months = 12, .count = 1}},
    {"上一季度", {.months = 3, .back = 1, .count = 1}},
    {"上一个季度", {.months = 3, .back = 1, .count = 1}},
    {"上个季度", {.months = 3, .back = 1, .count = 1}},
    {"上季度", {.months = 3, .back = 1, .count = 1}},
    {"本季度", {.months = 3, .count = 1}},
    {"这个季度", {.months = 3, .count = 1}},
    {"最近一个季度", {.months = 3, .count = 1, .newest = true}},
    {"最新季度", {.months = 3, .count = 1, .newest = true}},
    {"最近一年", {.months = 12, .count = 1, .newest = true}},
    {"最近一期", {.count = 1, .newest = true, .document = true}},
    {"最新", {.count = 1, .newest = true, .document = true}},
};

static int han_number(const char *s, size_t *n)
{
    static const char *const numbers[] = {"",   "一", "二", "三", "四", "五",
                                          "六", "七", "八", "九", "十"};
    if (gk_starts_with(s, "两")) {
        *n = strlen("两");
        return 2;
    }
    for (int k = 1; k <= 10; k++) {
        if (!gk_starts_with(s, numbers[k])) continue;
        *n = strlen(numbers[k]);
        return k;
    }
    *n = s[0] >= '1' && s[0] <= '9';
    return *n ? s[0] - '0' : 0;
}

/* "近三年", "最近四个季度", "过去两年". */
static size_t han_many(const char *s, gk_relative *to)
{
    static const char *const starts[] = {"最近", "近", "过去"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (!gk_starts_with(s, starts[i])) continue;
        const char *p = s + strlen(starts[i]);
        size_t n;
        int count = han_number(p, &n);
        if (!count) continue;
        p += n;
        if (gk_starts_with(p, "个")) p += strlen("个");
        bool year = gk_starts_with(p, "年"), quarter = gk_starts_with(p, "季度");
        if (!year && !quarter) continue;
        p += strlen(year ? "年" : "季度");
        *to = (gk_relative){.months = year ? 12 : 3, .back = 1, .count = count, .newest = true};
        return (size_t)(p - s);
    }
    return 0;
}

/* The quarter or half that follows a told year: "去年第三季度", "今年上半年". */
static size_t han_part(const char *s, gk_relative *to)
{
    static const struct {
        const char *text;
        int quarter, half;
    } parts[] = {{"第一季度", 1, 0}, {"第二季度", 2, 0}, {"第三季度", 3, 0}, {"第四季度", 4, 0},
                 {"一季度", 1, 0},   {"二季度", 2, 0},   {"三季度", 3, 0},   {"四季度", 4, 0},
                 {"一季报", 1, 0},   {"三季报", 3, 0},   {"上半年", 0, 1},   {"下半年", 0, 2},
                 {"半年报", 0, 1},   {"中报", 0, 1}};
    const char *p = s;
    if (gk_starts_with(p, "的")) p += strlen("的");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!gk_starts_with(p, parts[i].text)) continue;
        to->quarter = parts[i].quarter;
        to->half = parts[i].half;
        return (size_t)(p - s) + strlen(parts[i].text);
    }
    return 0;
}

static size_t read_han(reader *r, size_t i)
{
    const char *s = r->q->text + i;
    gk_relative to = {0};
    size_t n = han_many(s, &to);
    for (size_t k = 0; !n && k < sizeof han_phrases / sizeof *han_phrases; k++) {
        if (!gk_starts_with(s, han_phrases[k].text)) continue;
        to = han_phrases[k].told;
        n = strlen(han_phrases[k].text);
        if (to.months == 12) n += han_part(s + n, &to);
    }
    if (n) {
        to.span = (gk_span){i, i + n};
        add(r, to);
    }
    return n;
}

/* "三季度" without a year. */
static size_t read_han_part(reader *r, size_t i, const gk_period *absolute, size_t count)
{
    gk_relative to = {.months = 3, .count = 1, .newest = true};
    size_t n = han_part(r->q->text + i, &to);
    if (!n) return 0;
    if (to.half) to.months = 6;
    to.span = (gk_span){i, i + n};
    if (!in_any(absolute, count, to.span)) add(r, to);
    return n;
}

static int by_place(const void *a, const void *b)
{
    const gk_relative *x = a, *y = b;
    return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

void gk_relatives_find(gk_question *q, const gk_period *absolute, size_t count)
{
    reader *r = gk_alloc(sizeof *r);
    r->q = q;
    cut_words(r);
    for (size_t i = 0; i < r->count; i++) {
        size_t n = read_told(r, i);
        if (!n) n = read_ago(r, i);
        if (n) i += n - 1;
    }
    for (size_t i = 0; q->text[i];) {
        size_t n = (unsigned char)q->text[i] >= 0x80 ? read_han(r, i) : 0;
        i += n ? n : 1;
    }
    read_parts(r, absolute, count);
    for (size_t i = 0; q->text[i];) {
        size_t n = (unsigned char)q->text[i] >= 0x80 ? read_han_part(r, i, absolute, count) : 0;
        i += n ? n : 1;
    }
    if (r->found_count) qsort(r->found, r->found_count, sizeof *r->found, by_place);
    q->relatives = gk_arena_array(q->arena, r->found_count, sizeof *q->relatives);
    if (r->found_count) memcpy(q->relatives, r->found, r->found_count * sizeof *q->relatives);
    q->relative_count = r->found_count;
    gk_free(r->found);
    gk_free(r);
}

/* ---- the periods of a question ------------------------------------------------------------- */

typedef struct period_list {
    gk_period periods[PERIODS_MOST];
    gk_role roles[PERIODS_MOST];
    size_t count;
} period_list;

static bool same_period(const gk_period *a, const gk_period *b)
{
    return a->year == b->year && a->quarter == b->quarter && a->half == b->half &&
           a->month == b->month && a->day == b->day;
}

static void put(period_list *list, gk_period period, gk_role role)
{
    for (size_t i = 0; i < list->count; i++)
        if (same_period(&list->periods[i], &period)) return;
    if (list->count == PERIODS_MOST) return;
    list->periods[list->count] = period;
    list->roles[list->count++] = role;
}

/* Whether what follows a period makes it the name of a document: "2020年年报", "2018 10-K". */
static bool names_document(const char *behind)
{
    static const char *const forms[] = {
        "年报",          "年度报告", "年年报", "年年度报告", "annual report",
        "Annual Report", "10-K",     "10-Q",   "10K",        "10Q",
        "Form 10",       "form 10",  "8-K",    "20-F",       "earnings release",
        "earnings call", "半年报",   "季报",   "proxy",      "quarterly report",
        "10-k",          "10-q",     "10k",    "10q",        "annual filing"};
    while (*behind == ' ') behind++;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (gk_starts_with(behind, forms[i])) return true;
    return false;
}

static bool holds_word(const char *s, size_t n, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= n; i++) {
        size_t k = 0;
        while (k < length && (s[i + k] == word[k] || (s[i + k] | 32) == word[k])) k++;
        bool starts = i == 0 || !is_letter(s[i - 1]);
        if (k == length && starts && (i + k == n || !is_letter(s[i + k]))) return true;
    }
    return false;
}

/* Whether what stands between two years, and before the first, makes them the ends of a range. */
static bool is_range(const char *text, const gk_period *a, const gk_period *b)
{
    const char *between = text + a->span.end;
    if (b->span.start < a->span.end) return false;
    size_t n = b->span.start - a->span.end, from = a->span.start > 24 ? a->span.start - 24 : 0;
    if (n > 24) return false;
    const char *before = text + from;
    size_t room = a->span.start - from;
    static const char *const joints[] = {"-", "–", "—", "~", "～", "至", "到"};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        size_t length = strlen(joints[i]);
        const char *p = between;
        size_t left = n;
        while (left && *p == ' ') p++, left--;
        if (left >= length && memcmp(p, joints[i], length) == 0) {
            p += length;
            left -= length;
            while (left && *p == ' ') p++, left--;
            if (!left) return true;
        }
    }
    if (holds_word(between, n, "through") || holds_word(between, n, "until")) return true;
    if (holds_word(between, n, "to") &&
        (holds_word(before, room, "from") || holds_word(before, room, "since") || n <= 6))
        return true;
    return holds_word(between, n, "and") && holds_word(before, room, "between");
}

/* "three years ended 2019": how many years end with the period that begins at byte `start`. */
static int years_ended(const char *text, size_t start)
{
    reader *r = gk_alloc(sizeof *r);
    gk_question q = {.text = text};
    r->q = &q;
    cut_words(r);
    int years = 0;
    for (size_t i = 0; i + 2 < r->count && !years; i++) {
        int count = number(r, i);
        size_t k = i + 1;
        while (is(r, k, "fiscal|full")) k++;
        if (count < 2 || !is(r, k, "years")) continue;
        k++;
        if (!is(r, k, "ended|ending|to|through|up")) continue;
        size_t behind = k + 1;
        while (is(r, behind, "in|on|to|with|fiscal|the")) behind++;
        bool here = (behind < r->count && r->words[behind].span.start >= start &&
                     r->words[behind].span.start <= start + 8) ||
                    (k < r->count && r->words[k].span.start == start);
        if (here) years = count;
    }
    gk_free(r);
    return years;
}

/* Whether a year is the number of a standard: "ASU 2016-15". */
static bool is_standard(const char *text, size_t start)
{
    static const char *const bodies[] = {"ASU ", "ASU No. ", "ASU", "Update ", "Update No. "};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        size_t n = strlen(bodies[i]);
        if (start >= n && memcmp(text + start - n, bodies[i], n) == 0) return true;
    }
    /* "ASU 2014-09, 2016-02" */
    bool number = text[start + 4] == '-' && text[start + 5] == '0' && strstr(text, "ASU");
    return number;
}

/* Whether what follows a year makes both the name of a thing. */
static bool names_thing(const char *behind)
{
    static const char *const things =
        "notes|note|bonds|debentures|plan|plans|act|program|programme|indenture|facility|agreement|"
        "credit|term|revolver|convertible|senior|incentive|equity|tax|restructuring|asr|tender|"
        "merger|warrants|warrant|grc|omnibus|stock|espp|reform";
    gk_question q = {.text = behind};
    reader *r = gk_alloc(sizeof *r);
    r->q = &q;
    cut_words(r);
    bool thing = r->count && r->words[0].span.start == 1 && *behind == ' ' && is(r, 0, things);
    gk_free(r);
    return thing;
}

/* Whether a plain year stands for itself: no word before it makes it a period. */
static bool is_bare(const char *text, const gk_period *p)
{
    if (p->quarter || p->half || p->month || p->span.end - p->span.start != 4) return false;
    static const char *const makers[] = {
        "in",      "for",    "of",   "during", "year",  "end",   "to",  "and",     "from",
        "between", "fiscal", "than", "over",   "since", "late",  "mid", "through", "until",
        "by",      "versus", "vs",   "or",     "both",  "ended", "as",  "with",    "annual"};
    size_t end = p->span.start;
    while (end && strchr(" .-,(", text[end - 1])) end--;
    size_t start = end;
    while (start && is_letter(text[start - 1])) start--;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (strlen(makers[i]) == end - start && holds_word(text + start, end - start, makers[i]))
            return false;
    return (unsigned char)text[p->span.end] < 0x80;
}

static gk_role role_of(const char *text, const gk_period *p)
{
    if (names_document(text + p->span.end)) return GK_ROLE_DOCUMENT;
    bool year = !p->quarter && !p->half && !p->month;
    if (year && names_thing(text + p->span.end)) return GK_ROLE_THING;
    return is_bare(text, p) ? GK_ROLE_BARE : GK_ROLE_NAMED;
}

static void put_absolute(gk_question *q, period_list *list, const gk_period *periods, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const gk_period *p = &periods[i];
        bool whole = !p->quarter && !p->half;
        if (is_standard(q->text, p->span.start)) continue;
        gk_role role = role_of(q->text, p);
        put(list, *p, role);
        if (role == GK_ROLE_DOCUMENT || role == GK_ROLE_THING) continue;
        int years = whole ? years_ended(q->text, p->span.start) : 0;
        for (int k = 1; k < years; k++)
            put(list, (gk_period){.year = p->year - k, .span = p->span}, GK_ROLE_RANGE);
        if (years > 1) q->compares = true;
        if (i + 1 == count || !whole || periods[i + 1].quarter || periods[i + 1].half) continue;
        if (!is_range(q->text, p, &periods[i + 1])) continue;
        q->compares = true;
        int low = p->year, high = periods[i + 1].year;
        if (low > high || high - low > YEARS_MOST) continue;
        for (int year = low + 1; year < high; year++)
            put(list, (gk_period){.year = year, .span = p->span}, GK_ROLE_RANGE);
    }
}

/* ---- what is told -------------------------------------------------------------------------- */

static gk_period quarters_back(gk_period p, int back)
{
    int at_quarter = p.year * 4 + p.quarter - 1 - back;
    return (gk_period){.year = at_quarter / 4, .quarter = at_quarter % 4 + 1};
}

/* The latest year and quarter that are over on the day. */
static gk_newest by_day(const char today[11])
{
    gk_newest n = {0};
    int year = atoi(today), month = atoi(today + 5);
    n.year = year - 1;
    n.last_year = year;
    n.quarter = quarters_back((gk_period){.year = year, .quarter = (month + 2) / 3}, 1);
    for (int k = 1; k <= 4; k++)
        n.quarter_year[k] = k <= n.quarter.quarter ? n.quarter.year : n.quarter.year - 1;
    for (int k = 1; k <= 2; k++) n.half_year[k] = month > 6 * k ? year : year - 1;
    return n;
}

/* Whether what the library has of the companies is of another time than the day. */
static bool is_of_another_time(const gk_newest *day, const gk_newest *has)
{
    return has && has->last_year && has->last_year < day->year;
}

/* The latest year that is over. */
static int newest_year(const gk_newest *day, const gk_newest *has)
{
    if (has && has->year) return has->year;
    return is_of_another_time(day, has) ? has->last_year : day->year;
}

/* The latest year with a quarter, or with the quarter that ends a half: in_parts is that of the
 * papers of such a part, 0: there are none. The yearly paper is of the year's last quarter. */
static int newest_with(const gk_newest *day, const gk_newest *has, int in_parts, int quarter)
{
    int year = has->quarter.year - (has->quarter.quarter < quarter);
    if (!has->quarter.year) year = newest_year(day, has);
    return in_parts && (quarter < 4 || in_parts > year) ? in_parts : year;
}

/* A part of a year that no year is named with: "Q4", "the first half". */
static bool is_newest_part(const gk_relative *told)
{
    return told->newest && !told->back && (told->quarter || told->half);
}

/* Which year is meant. */
static int told_year(const gk_question *q, const gk_relative *told, const gk_newest *has)
{
    gk_newest day = by_day(q->today);
    bool other = is_of_another_time(&day, has);
    if (is_newest_part(told)) {
        const int *of_day = told->quarter ? &day.quarter_year[told->quarter]
                                          : &day.half_year[told->half];
        if (!has || !has->last_year) return *of_day;
        return told->quarter
                   ? newest_with(&day, has, has->quarter_year[told->quarter], told->quarter)
                   : newest_with(&day, has, has->half_year[told->half], told->half * 2);
    }
    if (told->newest) return newest_year(&day, has);
    if (!other) return day.last_year - told->back;
    int base = told->back == 0 || !has->year ? has->last_year : has->year + 1;
    return base - told->back;
}

static gk_period told_quarter(const gk_question *q, const gk_relative *told, const gk_newest *has)
{
    gk_newest day = by_day(q->today);
    gk_period newest = has && has->quarter.year ? has->quarter : day.quarter;
    int back = told->newest ? 0 : told->back - 1;
    if (back < 0) back = has && has->quarter.year ? 0 : -1; /* "this quarter" */
    return quarters_back(newest, back);
}

/* One before the other period of the question; false where it names no other. */
static bool put_prior(period_list *list, const gk_relative *told)
{
    const gk_period *of = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (list->roles[i] != GK_ROLE_PRIOR && list->roles[i] != GK_ROLE_THING &&
            (!of || list->periods[i].year > of->year))
            of = &list->periods[i];
    if (!of) return false;
    gk_period p = *of;
    p.span = told->span;
    if (told->months == 3 && p.quarter) {
        p = quarters_back(p, told->back);
        p.span = told->span;
    } else {
        p.year -= told->back;
        if (p.day == 29 && p.month == 2) p.day = 28;
    }
    put(list, p, GK_ROLE_PRIOR);
    return true;
}

static void put_told(gk_question *q, period_list *list, const gk_relative *told,
                     const gk_newest *has)
{
    if (told->document && !told->months) {
        if (!has || !has->paper.year) return;
        gk_period p = has->paper;
        p.span = told->span;
        put(list, p, GK_ROLE_DOCUMENT);
        return;
    }
    for (int k = 0; k < told->count; k++) {
        gk_period p;
        if (told->months == 3 && !told->quarter) {
            p = quarters_back(told_quarter(q, told, has), k);
        } else {
            p = (gk_period){
                .year = told_year(q, told, has) - k, .quarter = told->quarter, .half = told->half};
        }
        p.span = told->span;
        put(list, p, GK_ROLE_RELATIVE);
    }
    if (told->count > 1) q->compares = true;
}

/* A quarter that no year stands beside is of the one year that the question names. */
static bool put_of_year(period_list *list, const gk_relative *told)
{
    if (!is_newest_part(told)) return false;
    gk_period *only = list->count == 1 && list->roles[0] <= GK_ROLE_BARE ? list->periods : NULL;
    if (only && !only->month && !only->quarter && !only->half) {
        only->quarter = told->quarter;
        only->half = told->half;
        return true;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->roles[i] == GK_ROLE_RANGE || list->roles[i] == GK_ROLE_THING) continue;
        put(list,
            (gk_period){.year = list->periods[i].year,
                        .quarter = told->quarter,
                        .half = told->half,
                        .span = told->span},
            GK_ROLE_NAMED);
        return true;
    }
    return false;
}

/* ---- all together -------------------------------------------------------------------------- */

static int by_span(const void *a, const void *b)
{
    const gk_period *x = a, *y = b;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    return x->year - y->year;
}

/* In the order of the text, each with its role. */
static void keep(gk_question *q, period_list *list)
{
    q->periods = gk_arena_array(q->arena, list->count, sizeof *q->periods);
    q->roles = gk_arena_array(q->arena, list->count, sizeof *q->roles);
    q->asked = gk_arena_array(q->arena, list->count, sizeof *q->asked);
    q->period_count = list->count;
    q->asked_count = 0;
    if (list->count) {
        memcpy(q->periods, list->periods, list->count * sizeof *q->periods);
        qsort(q->periods, q->period_count, sizeof *q->periods, by_span);
    }
    for (size_t i = 0; i < q->period_count; i++) {
        size_t k = 0;
        while (!same_period(&list->periods[k], &q->periods[i])) k++;
        q->roles[i] = list->roles[k];
        bool meant = q->roles[i] != GK_ROLE_DOCUMENT && q->roles[i] != GK_ROLE_PRIOR &&
                     q->roles[i] != GK_ROLE_THING;
        if (meant) q->asked[q->asked_count++] = q->periods[i];
    }
    if (q->asked_count) return;
    for (size_t i = 0; i < q->period_count; i++)
        if (q->roles[i] != GK_ROLE_PRIOR) q->asked[q->asked_count++] = q->periods[i];
}

/* "in 1950": a year before all papers is no period that text/ finds, but one that is asked for. */
static bool find_old_year(const char *text, gk_period *out)
{
    for (size_t i = 0; text[i]; i++) {
        size_t n = 0;
        while (text[i + n] >= '0' && text[i + n] <= '9') n++;
        int year = n == 4 ? atoi(text + i) : 0;
        bool more = n && (text[i + n] == '.' || text[i + n] == ',') && text[i + n + 1] >= '0' &&
                    text[i + n + 1] <= '9';
        *out = (gk_period){.year = year, .span = {i, i + n}};
        if (year >= 1800 && year < 1980 && !more && !is_bare(text, out)) return true;
        if (n) i += n - 1;
    }
    return false;
}

void gk_periods_build(gk_question *q, const gk_newest *newest)
{
    period_list *list = gk_alloc(sizeof *list);
    gk_period *written = NULL, period;
    size_t count = 0, capacity = 0, n = strlen(q->text);
    for (size_t i = 0; gk_period_next(q->text, n, &i, &period);) {
        written = gk_grow(written, count, &capacity, sizeof *written);
        written[count++] = period;
    }
    if (!count && find_old_year(q->text, &period)) {
        written = gk_grow(written, count, &capacity, sizeof *written);
        written[count++] = period;
    }
    put_absolute(q, list, written, count);
    if (!newest) gk_relatives_find(q, written, count);
    bool dated = false; /* a period of its own is written */
    for (size_t i = 0; i < list->count; i++)
        dated = dated || (list->roles[i] != GK_ROLE_DOCUMENT && list->roles[i] != GK_ROLE_THING);
    for (size_t i = 0; i < q->relative_count; i++) {
        const gk_relative *told = &q->relatives[i];
        if (told->prior || put_of_year(list, told)) continue;
        /* "the current year" of a question that names one is that one. */
        if (dated && !told->back && !told->newest) continue;
        put_told(q, list, told, newest);
    }
    for (size_t i = 0; i < q->relative_count; i++)
        if (q->relatives[i].prior && !put_prior(list, &q->relatives[i]))
            put_told(q, list, &q->relatives[i], newest);
    keep(q, list);
    gk_free(written);
    gk_free(list);
}

const char *gk_role_name(gk_role role)
{
    static const char *const names[] = {[GK_ROLE_NAMED] = "named",
                                        [GK_ROLE_BARE] = "a year alone",
                                        [GK_ROLE_THING] = "part of a thing's name",
                                        [GK_ROLE_DOCUMENT] = "names a document",
                                        [GK_ROLE_RANGE] = "within a range",
                                        [GK_ROLE_RELATIVE] = "relative",
                                        [GK_ROLE_PRIOR] = "the one before"};
    return names[role];
}
