/* SPDX-License-Identifier: Apache-2.0
 *
 * The transcript of an earnings call: a title that says so ("Example Corp (EX) Q3 2021 Earnings
 * Call Transcript"), or people who speak of "today's call" and of questions to come.
 */
#include "about/names.h"
#include "about/quarter.h"
#include "about/work.h"

#include <string.h>

enum {
    TITLE_LINES = 15,
    LONGEST_TITLE = 120,
    SPOKEN_BYTES = 12000,
    LONGEST_CALL = 120000,
    FEWEST_WORDS = 80,
    MOST_NAME = 80
};

static const char *const titles[] = {"earnings call",
                                     "earnings conference call",
                                     "results call",
                                     "results conference call",
                                     "call transcript",
                                     "edited transcript",
                                     "earnings release conference call"};
/* What is said on a call and hardly written elsewhere. */
static const char *const spoken[] = {"welcome to",
                                     "today's call",
                                     "on the call",
                                     "conference call",
                                     "this call",
                                     "our call",
                                     "q&a",
                                     "your question",
                                     "thank you",
                                     "thanks,",
                                     "good morning",
                                     "good afternoon",
                                     "good evening",
                                     "joining me",
                                     "operator",
                                     "i'll turn",
                                     "turn it over",
                                     "turn the call",
                                     "hand the call",
                                     "i'm joined",
                                     "i will turn",
                                     "with me today",
                                     "i'd like to",
                                     "let me ",
                                     "we'll ",
                                     "joined by",
                                     "question-and-answer",
                                     "prepared remarks",
                                     "we're ",
                                     "our remarks"};

static size_t title_at(const flow *f)
{
    if (!f->line_count) return FLOW_NONE;
    size_t last = f->line_count < TITLE_LINES ? f->line_count : TITLE_LINES;
    size_t to = f->lines[last - 1].end;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        size_t at = flow_find(f, 0, to, titles[i]);
        if (at == FLOW_NONE) continue;
        const flow_line *line = &f->lines[flow_line_of(f, at)];
        if (line->end - line->start < LONGEST_TITLE) return at;
    }
    return FLOW_NONE;
}

/* How many of the phrases stand in the first bytes. */
static size_t count_spoken(const flow *f)
{
    size_t count = 0, to = f->n < SPOKEN_BYTES ? f->n : SPOKEN_BYTES;
    for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
        count += flow_find(f, 0, to, spoken[i]) != FLOW_NONE;
    return count;
}

/* How many of a thousand words are "we", "our", "I", "you": 10 to 24 in releases, 30 to 100 on
 * calls. */
static size_t first_persons(const flow *f)
{
    static const char *const words[] = {"we",    "our", "us",  "i",     "you",
                                        "your",  "my",  "me",  "we're", "we've",
                                        "we'll", "i'm", "i'd", "i'll",  "i've"};
    size_t count = 0, all = 0, to = f->n < SPOKEN_BYTES ? f->n : SPOKEN_BYTES;
    for (size_t at = 0; at < to;) {
        size_t end = at;
        while (end < to &&
               ((f->lower[end] >= 'a' && f->lower[end] <= 'z') || f->lower[end] == '\''))
            end++;
        all += end > at;
        for (size_t i = 0; end > at && i < sizeof words / sizeof *words; i++)
            count += strlen(words[i]) == end - at && memcmp(words[i], f->lower + at, end - at) == 0;
        at = end + (end == at);
        while (at < to && at > 0 && flow_is_word(f->lower[at]) && flow_is_word(f->lower[at - 1]))
            at++;
    }
    return all >= FEWEST_WORDS ? count * 1000 / all : 0;
}

static bool is_spoken(const flow *f)
{
    size_t persons = first_persons(f), count = count_spoken(f);
    return (persons >= 40 && count >= 1) || (persons >= 30 && count >= 2) ||
           (persons >= 25 && count >= 4);
}

/* Whether the quarter that begins at `at` is what another is compared with. */
static bool is_compared(const flow *f, size_t at)
{
    enum { REACH = 70 };
    static const char *const words[] = {"compare", "comparison",  "versus", " from ",  " over ",
                                        " than ",  "relative to", " vs",    "against", "prior"};
    size_t from = at > REACH ? at - REACH : 0;
    for (size_t i = at; i > from; i--) /* "$1.05" ends no sentence */
        if (f->text[i - 1] == ';' || (f->text[i - 1] == '.' && f->text[i] == ' ')) {
            from = i;
            break;
        }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (flow_find(f, from, at, words[i]) != FLOW_NONE) return true;
    return false;
}

enum { FIRST_YEAR = 1990, YEARS = 60 };

/* The year with the most votes, of equals the later; 0 where there are none. */
static int elected(const int votes[YEARS])
{
    int year = 0;
    for (int i = 1; i < YEARS; i++)
        if (votes[i] && votes[i] >= votes[year]) year = i;
    return votes[year] ? FIRST_YEAR + year : 0;
}

/* The quarter that the call names most, and the year by which it calls it. A quarter that it is
 * compared with speaks for the year after, but only where no year is said directly. */
static bool discussed(const flow *f, quarter *out)
{
    size_t named[5] = {0}, place[5] = {0}, at = 0, to = f->n < LONGEST_CALL ? f->n : LONGEST_CALL;
    int said[5][YEARS] = {{0}}, implied[5][YEARS] = {{0}};
    quarter q;
    while (quarter_next(f, &at, to, &q)) {
        bool past = is_compared(f, q.at);
        int year = q.year - FIRST_YEAR + past;
        if (!named[q.quarter]) place[q.quarter] = q.at;
        named[q.quarter] += past || q.at > SPOKEN_BYTES ? 1 : 2;
        if (q.year && year >= 0 && year < YEARS) (past ? implied : said)[q.quarter][year]++;
    }
    int best = 1;
    for (int i = 2; i <= 4; i++)
        if (named[i] > named[best]) best = i;
    int year = elected(said[best]);
    *out = (quarter){best, year ? year : elected(implied[best]), place[best]};
    return named[best] > 0;
}

/* The first quarter with its year in the lines up to byte `to` that may be a title's: no long ones,
 * and none that compare. */
static bool headed(const flow *f, size_t to, quarter *out)
{
    for (size_t at = 0; quarter_next(f, &at, to, out);) {
        const flow_line *line = &f->lines[flow_line_of(f, out->at)];
        if (out->year && line->end - line->start < LONGEST_TITLE && !is_compared(f, out->at))
            return true;
    }
    return false;
}

/* "Welcome to the Example Q1 2021 earnings call": the quarter of a sentence that opens the call. */
static bool opened(const flow *f, quarter *out)
{
    enum { SENTENCE = 200 };
    size_t to = f->n < SPOKEN_BYTES ? f->n : SPOKEN_BYTES, at = 0;
    for (; (at = flow_find(f, at, to, "welcome to ")) != FLOW_NONE; at++) {
        size_t from = at, end = at + SENTENCE < f->n ? at + SENTENCE : f->n;
        bool found = quarter_next(f, &from, end, out) && out->year;
        size_t call = found ? flow_find_word(f, from, end, "call") : FLOW_NONE;
        if (call != FLOW_NONE && flow_find(f, out->at, call, ". ") == FLOW_NONE) return true;
    }
    return false;
}

static void propose_name(work *w, size_t start, size_t end, int rank)
{
    const flow *f = &w->flow;
    static const char *const no_names[] = {"we",  "our",     "i",    "the", "this", "today",
                                           "on",  "in",      "good", "my",  "you",  "everyone",
                                           "i'm", "welcome", "it",   "as",  "q"};
    char *name = name_clean(w->arena, f->text + start, end - start);
    size_t first = strcspn(name, " ");
    for (size_t i = 0; i < sizeof no_names / sizeof *no_names; i++)
        if (strlen(no_names[i]) == first && strncasecmp(no_names[i], name, first) == 0) return;
    bool number = *name >= '0' && *name <= '9' && strspn(name, "0123456789 ") == strlen(name);
    if (!*name || number || strlen(name) < 2 || name_is_generic(name)) return;
    work_propose(w, GK_FIELD_COMPANY, name_completed(f, name_restored(f, name)), rank, start, NULL);
}

/* "Example Corp (EX) Q3 2021 Earnings Call": the name before the bracket or the quarter. */
static void titled(work *w, size_t title)
{
    const flow *f = &w->flow;
    const flow_line *line = &f->lines[flow_line_of(f, title)];
    size_t at = line->start;
    quarter q;
    size_t end = quarter_next(f, &at, line->end, &q) && q.at < title ? q.at : title;
    const char *bracket = memchr(f->text + line->start, '(', end - line->start);
    size_t stop = bracket ? (size_t)(bracket - f->text) : end;
    while (stop > line->start && strchr(" -|,:", f->text[stop - 1])) stop--;
    while (stop > line->start + 2 && memcmp(f->text + stop - 2, "'s", 2) == 0) stop -= 2;
    bool whole = stop > line->start && name_after(f, line->start) >= stop &&
                 stop - line->start < MOST_NAME;
    if (whole) propose_name(w, line->start, stop, RANK_TEXT);
}

/* "Welcome to Example Corporation's third quarter 2021 earnings call", "Welcome to the Example
 * ...". */
static void welcomed(work *w)
{
    static const char *const phrases[] = {"welcome to the ", "welcome to ", "joining us for ",
                                          "for joining "};
    const flow *f = &w->flow;
    size_t to = f->n < SPOKEN_BYTES ? f->n : SPOKEN_BYTES;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t at = flow_find(f, 0, to, phrases[i]);
        if (at == FLOW_NONE) continue;
        size_t start = at + strlen(phrases[i]), end = name_after(f, start), q_at = start;
        quarter q;
        if (quarter_next(f, &q_at, end, &q)) end = q.at;
        while (end > start && f->text[end - 1] == ' ') end--;
        if (end - start > 2 && memcmp(f->text + end - 2, "'s", 2) == 0) end -= 2;
        if (end > start && end - start < MOST_NAME) propose_name(w, start, end, RANK_TEXT - 1);
    }
}

/* A period that is only discussed may be another's: the file's name comes before it. */
static void propose_period(work *w, const quarter *q, bool own)
{
    char text[4] = {'Q', (char)('0' + q->quarter), '\0', '\0'};
    const char *where =
        own ? NULL : gk_arena_format(w->arena, "what is discussed, %s", work_place(w, q->at));
    int rank = own ? RANK_TEXT : RANK_DISCUSSED;
    work_propose(w, GK_FIELD_FISCAL_PERIOD, text, rank, q->at, where);
    work_propose_year(w, q->year, rank, q->at, where);
}

/* Whether the day at start is said to end a period: "for the period ending June 30, 2024". */
static bool ends_period(const flow *f, size_t start)
{
    enum { BEFORE = 12 };
    size_t from = start > BEFORE ? start - BEFORE : 0;
    return flow_find_word(f, from, start, "ended") != FLOW_NONE ||
           flow_find_word(f, from, start, "ending") != FLOW_NONE;
}

/* The days of a title: the one that ends the period, and the first other is that of the call. */
static void dated(work *w, size_t to)
{
    size_t at = 0, start;
    day d;
    while (day_next(w->flow.lower, to, &at, &start, &d)) {
        bool end = ends_period(&w->flow, start);
        work_propose_day(w, end ? GK_FIELD_PERIOD_END : GK_FIELD_PUBLISHED, d, RANK_HEAD, start,
                         NULL);
        if (!end) return;
    }
}

bool about_call(work *w)
{
    const flow *f = &w->flow;
    size_t title = title_at(f);
    if (title == FLOW_NONE && !is_spoken(f)) return false;
    work_propose(w, GK_FIELD_FORM, "Call", title != FLOW_NONE ? RANK_HEAD : RANK_TEXT,
                 title != FLOW_NONE ? title : 0, title != FLOW_NONE ? NULL : "the way it speaks");
    about_mentions(w);
    if (title != FLOW_NONE) titled(w, title);
    welcomed(w);
    size_t to = f->lines[f->line_count < TITLE_LINES ? f->line_count - 1 : TITLE_LINES - 1].end;
    quarter q;
    bool own = (title != FLOW_NONE && headed(f, to, &q)) || opened(f, &q);
    if (own || discussed(f, &q)) propose_period(w, &q, own);
    if (title != FLOW_NONE) dated(w, to);
    return true;
}
