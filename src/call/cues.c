/* SPDX-License-Identifier: Apache-2.0
 *
 * cues - what is said of the call in the call: who asks next, that questions may come now, that
 * another speaker takes over.
 */
#include "call/parts.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Words before a caller's name. */
static const char *const LEADS[] = {
    "from the line of ",          "from the lines of ",       "question comes from ",
    "question will come from ",   "question is coming from ", "question is from ",
    "question today comes from ", "question today is from ",  "question from ",
};

/* Words between a caller's name and firm. */
static const char *const WITHS[] = {" with ", " from ", " at ", " of ", " - ", ", "};

/* Where a firm's name ends though no full stop says so. */
static const char *const FIRM_STOPS[] = {
    ". ", ", ", "; ", ", please", " please", " your ", " you ", " go ahead", " and ", " -- ", "? "};

static bool any(gk_piece p, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_piece_find(p, list[i]) != SIZE_MAX) return true;
    return false;
}

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

/* Whether the full stop at p.s[at] ends "Mr." or an initial rather than the sentence. */
static bool is_abbreviation(gk_piece p, size_t at)
{
    size_t start = at;
    while (start && p.s[start - 1] != ' ') start--;
    gk_piece word = {p.s + start, at + 1 - start};
    size_t letters = 0;
    for (size_t i = 0; i < word.n; i++) letters += is_letter(word.s[i]);
    return letters == 1 || memchr(word.s, '.', word.n - 1) || !gk_call_ends_sentence(word);
}

static gk_piece firm_of(gk_piece p)
{
    size_t end = p.n;
    for (size_t i = 0; i < COUNT(FIRM_STOPS); i++) {
        for (size_t from = 0; from < end;) {
            size_t at = gk_piece_find((gk_piece){p.s + from, end - from}, FIRM_STOPS[i]);
            if (at == SIZE_MAX) break;
            at += from;
            if (FIRM_STOPS[i][0] != '.' || !is_abbreviation(p, at)) {
                end = at;
                break;
            }
            from = at + 1;
        }
    }
    gk_piece firm = gk_piece_trim((gk_piece){p.s, end});
    if (firm.n && firm.s[firm.n - 1] == '.' && !is_abbreviation(firm, firm.n - 1)) firm.n--;
    return firm;
}

/* The name and firm at the start of p. */
static bool name_and_firm(gk_piece p, gk_person *out)
{
    enum { LONGEST = 60 };
    size_t end = SIZE_MAX, length = 0;
    for (size_t i = 0; i < COUNT(WITHS); i++) {
        size_t at = gk_piece_find((gk_piece){p.s, p.n < LONGEST ? p.n : LONGEST}, WITHS[i]);
        if (at < end) {
            end = at;
            length = strlen(WITHS[i]);
        }
    }
    bool firm = end != SIZE_MAX;
    gk_piece name = firm ? (gk_piece){p.s, end} : firm_of(p);
    size_t stop = gk_piece_find(name, ". ");
    if (stop != SIZE_MAX && !is_abbreviation(name, stop)) {
        name.n = stop;
        firm = false;
    }
    if (!gk_call_is_name(name)) return false;
    *out = (gk_person){.name = name, .kind = GK_CALL_ANALYST};
    if (firm) {
        gk_piece rest = firm_of((gk_piece){p.s + end + length, p.n - end - length});
        if (rest.n && rest.s[0] >= 'A' && rest.s[0] <= 'Z') out->firm = rest;
    }
    return true;
}

bool gk_cue_caller(gk_piece text, gk_person *out)
{
    bool found = false;
    for (size_t i = 0; i < COUNT(LEADS) && !found; i++) {
        size_t at = gk_piece_find(text, LEADS[i]), n = strlen(LEADS[i]);
        if (at != SIZE_MAX)
            found = name_and_firm((gk_piece){text.s + at + n, text.n - at - n}, out);
    }
    return found;
}

/* Said when the questions begin. */
static const char *const HANDOFFS[] = {
    "first question",
    "open the call",
    "open up the call",
    "open the line",
    "open up the line",
    "open the lines",
    "open it up",
    "open the floor",
    "open up for",
    "take your question",
    "take any question",
    "take our question",
    "take question",
    "take some question",
    "take the first question",
    "take any of your question",
    "ready for",
    "ready to",
    "prepared to take",
    "happy to take",
    "happy to address",
    "happy to answer",
    "glad to take",
    "glad to answer",
    "pleased to take",
    "delighted to take",
    "go to question",
    "go to the question",
    "go to q&a",
    "go to the q&a",
    "begin the question",
    "begin our question",
    "begin the q&a",
    "begin q&a",
    "start the q&a",
    "start the question",
    "poll for question",
    "turn to your question",
    "turn to question",
    "move to q&a",
    "move to the q&a",
    "move to question",
    "open for question",
    "up for question",
    "up for any question",
    "up for q&a",
    "up to question",
    "up to any question",
    "up to q&a",
    "now take",
    "now answer",
    "call to question",
    "call for question",
    "call to q&a",
    "call for q&a",
    "line for question",
    "assist us with question",
    "instructions for the q",
    "answer any question",
    "answer your question",
    "we'll take",
    "let's take",
};

/* Said when they are only announced. */
static const char *const LATER[] = {
    "after",         "afterwards",       "following",    "later",
    "then",          "at the end",       "before",       "once",
    "conclude",      "prior to",         "when we",      "available to",
    "present to",    "will be followed", "will host",    "will hold",
    "in response",   "cannot",           "not",          "if we",
    "starting with", "get ready",        "wrap this up", "as we",
    "during the q&a"};

static bool asks_operator(gk_piece line)
{
    return gk_piece_starts(line, "operator,") || gk_piece_find(line, " operator, ") != SIZE_MAX ||
           gk_piece_find(line, ", operator.") != SIZE_MAX ||
           gk_piece_find(line, "[operator instructions]") != SIZE_MAX;
}

/* Said when another speaker takes over. */
static const char *const OVER[] = {
    "turn the call over",  "turn the call to",   "turn it over to",    "hand the call",
    "hand it over to",     "pass the call",      "turn the call back", "turn it back to",
    "turn things over to", "turn over the call", "hand the line over", "pass it over to"};

/* Said when the questions begin, in Chinese. */
static const char *const HANDOFFS_ZH[] = {"进入提问环节", "进入问答环节", "进入互动环节",
                                          "进入互动交流", "开始提问",     "开放提问",
                                          "进入交流环节"};

/* Whoever hands over speaks for those in the call. */
static const char *const FIRST_PERSON[] = {"we", "i", "let's", "us", "operator", "will now take"};

static bool any_word(gk_piece p, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_piece_has_word(p, list[i])) return true;
    return false;
}

gk_cue gk_cue_questions(gk_piece line)
{
    if (any(line, HANDOFFS_ZH, COUNT(HANDOFFS_ZH))) return GK_CUE_SURE;
    if (gk_piece_find(line, "question") == SIZE_MAX && gk_piece_find(line, "q&a") == SIZE_MAX)
        return GK_CUE_NONE;
    if (any_word(line, LATER, COUNT(LATER))) return GK_CUE_NONE;
    if (asks_operator(line)) return GK_CUE_SURE;
    if (any(line, OVER, COUNT(OVER)) && !gk_piece_has_word(line, "operator"))
        return GK_CUE_NONE; /* to another speaker first */
    if (!any(line, HANDOFFS, COUNT(HANDOFFS)) || !any_word(line, FIRST_PERSON, COUNT(FIRST_PERSON)))
        return GK_CUE_NONE;
    return gk_piece_find(line, "with that") != SIZE_MAX ? GK_CUE_SURE : GK_CUE_LIKELY;
}

static const char *const THIS_CALL[] = {
    "on today's call",      "on the call today", "on this call",          "during this call",
    "during today's call",  "joining us today",  "thank you for joining", "thanks for joining",
    "today's remarks",      "in our remarks",    "prepared remarks",      "joining us on the call",
    "this morning's call",  "on our call",       "joining today's call",  "on the line today",
    "this afternoon's call"};
static const char *const GREETINGS[] = {"good morning",    "good afternoon",    "good evening",
                                        "hello, everyone", "welcome, everyone", "hi, everyone"};
static const char *const ANNOUNCED[] = {
    "open the call", "open up the call",    "question-and-answer session",
    "q&a",           "take your questions", "open the line",
    "take questions"};

unsigned gk_cue_kinds(gk_piece line)
{
    unsigned kinds = 0;
    if (any(line, OVER, COUNT(OVER))) kinds |= 1;
    if (any(line, THIS_CALL, COUNT(THIS_CALL))) kinds |= 2;
    if (any(line, GREETINGS, COUNT(GREETINGS))) kinds |= 4;
    if (any(line, ANNOUNCED, COUNT(ANNOUNCED))) kinds |= 8;
    if (asks_operator(line)) kinds |= 16;
    return kinds;
}
