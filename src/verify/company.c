/* SPDX-License-Identifier: Apache-2.0
 *
 * Names in a claim that what it cites does not have. A word with a capital letter is a name only
 * where nothing else explains it: the source, its document, its company or the question has none of
 * its words, and it is no word of the trade at the start of a sentence.
 */
#include "verify/checks.h"

#include <string.h>
#include <strings.h>

/* Words that begin sentences and headings, in lower case. */
static const char *const plain_words[] = {
    "revenue",      "revenues",    "sales",        "net",
    "gross",        "operating",   "total",        "income",
    "earnings",     "profit",      "cash",         "capital",
    "interest",     "tax",         "the",          "this",
    "these",        "those",       "in",           "for",
    "its",          "it",          "management",   "company",
    "year",         "fiscal",      "quarter",      "yes",
    "no",           "based",       "according",    "during",
    "as",           "at",          "by",           "from",
    "compared",     "however",     "overall",      "therefore",
    "thus",         "both",        "each",         "all",
    "other",        "diluted",     "basic",        "adjusted",
    "free",         "return",      "current",      "long",
    "short",        "total",       "average",      "shareholders",
    "stockholders", "assets",      "liabilities",  "equity",
    "debt",         "inventory",   "inventories",  "accounts",
    "cost",         "costs",       "expenses",     "expense",
    "research",     "selling",     "general",      "depreciation",
    "amortization", "goodwill",    "dividends",    "dividend",
    "share",        "shares",      "margin",       "growth",
    "ebitda",       "ebit",        "gaap",         "non-gaap",
    "capex",        "dso",         "dio",          "dpo",
    "roa",          "roe",         "eps",          "cagr",
    "cfo",          "ceo",         "usd",          "q1",
    "q2",           "q3",          "q4",           "fy",
    "january",      "february",    "march",        "april",
    "may",          "june",        "july",         "august",
    "september",    "october",     "november",     "december",
    "us",           "u.s",         "we",           "our",
    "they",         "there",       "answer",       "source",
    "formula",      "working",     "days",         "dollars",
    "he",           "she",         "an",           "a",
    "one",          "two",         "on",           "of",
    "to",           "with",        "after",        "before",
    "when",         "while",       "although",     "since",
    "pp&e",         "property",    "plant",        "equipment",
    "r&d",          "sg&a",        "cogs",         "i",
    "and",          "or",          "not",          "if",
    "over",         "under",       "mr",           "mrs",
    "ms",           "dr",          "inc",          "corp",
    "co",           "ltd",         "plc",          "llc",
    "group",        "corporation", "said",         "chief",
    "executive",    "officer",     "financial",    "president",
    "vice",         "chairman",    "director",     "analyst",
    "treasurer",    "operations",  "operator",     "executives",
    "million",      "billion",     "consolidated", "annual",
    "report",       "statement",   "balance",      "sheet",
    "segment",
};

static bool is_plain(const char *s, size_t n)
{
    for (size_t k = 0; k < sizeof plain_words / sizeof *plain_words; k++)
        if (strlen(plain_words[k]) == n && strncasecmp(plain_words[k], s, n) == 0) return true;
    return false;
}

static bool whose(const char *s, const gk_verify_source *source, gk_span span)
{
    const char *name = s + span.start;
    size_t n = span.end - span.start;
    return gk_name_stands(name, n, source->company, strlen(source->company)) ||
           gk_name_stands(name, n, source->names, strlen(source->names)) ||
           gk_name_stands(name, n, source->document, strlen(source->document)) ||
           gk_name_stands(name, n, source->speaker, strlen(source->speaker));
}

static bool has_bytes(const char *text, size_t n, const char *name, size_t m)
{
    if (m > n) return false;
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(text + i, name, m) == 0) return true;
    return false;
}

/* Whether every word of the name is explained, by this source or by the question. */
static bool words_known(const gk_check *check, const gk_claim *claim, gk_span span)
{
    bool any = false, all = true;
    for (size_t w = 0; w < claim->reading.count; w++) {
        const gk_read_word *word = &claim->reading.words[w];
        if (word->span.start < span.start || word->span.end > span.end) continue;
        any = true;
        bool known = word->cue != GK_CUE_NONE ||
                     is_plain(check->text + word->span.start, word->span.end - word->span.start);
        for (size_t s = 0; s < check->source_count && !known; s++)
            known = claim->cited[s] && gk_source_has(&check->sources[s], word->key);
        for (size_t q = 0; q < check->asked.count && !known; q++)
            known = check->asked.words[q].key == word->key;
        all &= known;
    }
    return !any || all;
}

/* "FY2018", "Q2" */
static bool is_period(const char *s, size_t n)
{
    gk_period period;
    size_t at = 0;
    return n <= 12 && ((gk_period_next(s, n, &at, &period) && period.span.start == 0) ||
                       (n == 2 && (s[0] == 'Q' || s[0] == 'H')));
}

static bool known_name(const gk_check *check, const gk_claim *claim, gk_span span)
{
    const char *name = check->text + span.start;
    size_t n = span.end - span.start;
    if (is_plain(name, n) || is_period(name, n)) return true;
    for (size_t s = 0; s < check->source_count; s++) {
        if (!claim->cited[s]) continue;
        const gk_source_read *source = &check->sources[s];
        if (whose(check->text, source->source, span)) return true;
        if (has_bytes(source->source->text, source->length, name, n)) return true;
        if (has_bytes(source->source->context, strlen(source->source->context), name, n))
            return true;
    }
    return words_known(check, claim, span);
}

/* Whether each word of the name is one that begins sentences. */
static bool all_plain(const char *s, gk_span span)
{
    for (size_t i = span.start; i < span.end;) {
        size_t end = i;
        while (end < span.end && s[end] != ' ') end++;
        if (end > i && !is_plain(s + i, end - i)) return false;
        i = end + 1;
    }
    return true;
}

/* Whether the words of the name stand side by side in a cited source, or in the question. */
static bool stands_whole(const gk_check *check, const gk_claim *claim, gk_span span)
{
    const char *name = check->text + span.start;
    size_t n = span.end - span.start;
    if (has_bytes(check->question, strlen(check->question), name, n)) return true;
    for (size_t s = 0; s < check->source_count; s++) {
        const gk_source_read *source = &check->sources[s];
        if (claim->cited[s] &&
            (whose(check->text, source->source, span) ||
             has_bytes(source->folded, strlen(source->folded), name, n) ||
             has_bytes(source->source->context, strlen(source->source->context), name, n)))
            return true;
    }
    return false;
}

static bool other_source(const gk_check *check, const gk_claim *claim, gk_span span, size_t except)
{
    for (size_t s = 0; s < check->source_count; s++) {
        const gk_verify_source *source = check->sources[s].source;
        if (s == except || claim->cited[s] || !*source->company) continue;
        if (gk_name_stands(check->text + span.start, span.end - span.start, source->company,
                           strlen(source->company)))
            return true;
    }
    return false;
}

/* Whether a capital letter at the start of the sentence is a name's: it owns or does something. */
static bool acts(const char *s, size_t end, size_t at)
{
    static const char *const verbs[] = {
        "'s ",        "’s ",          " reported", " recorded", " generated", " posted",
        " had ",      " earned",      " spent",    " paid",     " said",      " expects",
        " invested",  " held",        " operates", " acquired", " sold",      " completed",
        " announced", " repurchased", " has ",     " did ",     " does ",     " will ",
        " is ",       " recognized",  " employed", " owns",     " believes",  " plans",
        " incurred",  " delivered",   " achieved", " issued",   " used"};
    for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++) {
        size_t m = strlen(verbs[k]);
        if (at + m <= end && strncasecmp(s + at, verbs[k], m) == 0) return true;
    }
    /* A word that may be a verb: "notes", "raised". */
    size_t k = at + 1;
    while (k < end && s[k] >= 'a' && s[k] <= 'z') k++;
    return at < end && s[at] == ' ' && k > at + 4 && k < end && s[k] == ' ' &&
           ((s[k - 1] == 's' && s[k - 2] != 's') || (s[k - 1] == 'd' && s[k - 2] == 'e'));
}

static bool near_said(const gk_claim *claim, gk_span span)
{
    for (size_t i = 0; i < claim->reading.cue_count; i++) {
        const gk_cue *cue = &claim->reading.cues[i];
        if (cue->kind != GK_CUE_SAID) continue;
        size_t gap = cue->span.start >= span.end
                         ? cue->span.start - span.end
                         : span.start - (cue->span.end < span.start ? cue->span.end : span.start);
        if (gap < 60) return true;
    }
    return false;
}

/* ---- Chinese ------------------------------------------------------------------------------- */

static bool generic_start(const char *s, size_t n)
{
    static const char *const words[] = {
        "公司", "本公司", "报告期", "其中", "同时", "此外", "根据",     "截至", "该公司",
        "答",   "因此",   "全年",   "当年", "上述", "本期", "本报告期", "与此", "去年",
        "今年", "同期",   "当期",   "主要", "全部", "目前", "如果",     "随着", "总体",
        "值得", "另外",   "截止",   "期末", "期初", "集团", "本集团",   "本行"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        if (n >= m && memcmp(s, words[k], m) == 0) return true;
    }
    return false;
}

static size_t han_run(const char *s, size_t end, size_t at)
{
    static const char *const stops[] = {"的",   "在",   "于",   "实现", "是",   "为",   "将",
                                        "预计", "宣布", "表示", "称",   "发布", "公告", "拟",
                                        "已",   "未",   "与",   "和",   "年",   "去",   "今",
                                        "本",   "第",   "全",   "上",   "不",   "没"};
    size_t i = at;
    while (i < end) {
        size_t next = i;
        if (!gk_is_han(gk_utf8_next(s, end, &next))) break;
        for (size_t k = 0; k < sizeof stops / sizeof *stops && i > at; k++) {
            size_t m = strlen(stops[k]);
            if (i + m <= end && memcmp(s + i, stops[k], m) == 0) return i;
        }
        i = next;
    }
    return i;
}

/* What a Chinese sentence begins with, where the sources have none of it. */
static gk_span foreign_han(const gk_check *check, const gk_claim *claim)
{
    const char *s = check->text;
    size_t start = claim->span.start;
    gk_period period;
    size_t at = start;
    if (gk_period_next(s, claim->span.end, &at, &period) && period.span.start == start) {
        start = period.span.end;
        if (start + 3 <= claim->span.end && memcmp(s + start, "，", 3) == 0) start += 3;
    }
    size_t end = han_run(s, claim->span.end, start);
    gk_span none = {0, 0}, run = {start, end};
    if (end - start < 6 || generic_start(s + start, end - start)) return none;
    size_t words = 0, strange = 0;
    for (size_t w = 0; w < claim->reading.count; w++) {
        const gk_read_word *word = &claim->reading.words[w];
        if (word->span.start < start || word->span.end > end) continue;
        words++;
        bool found = word->cue != GK_CUE_NONE;
        for (size_t i = 0; i < check->source_count && !found; i++)
            found = claim->cited[i] && gk_source_has(&check->sources[i], word->key);
        for (size_t q = 0; q < check->asked.count && !found; q++)
            found = check->asked.words[q].key == word->key;
        /* Three strange pairs of characters in a row are a name of four. */
        strange = found ? 0 : strange + 1;
        if (strange >= 3 && words <= 5) return (gk_span){start, word->span.end};
    }
    /* Right before a year: whose figures of that year they are. */
    gk_period behind;
    at = end;
    bool dated = gk_period_next(s, claim->span.end, &at, &behind) && behind.span.start == end;
    if (dated && end - start >= 12 && strange && !stands_whole(check, claim, run)) return run;
    /* Two characters that own something: "云泉的". */
    bool owns = end < claim->span.end &&
                ((s[end] >= 'A' && s[end] <= 'Z') || strncmp(s + end, "的", 3) == 0);
    if (words == 1 && strange == 1 && owns) return run;
    bool all = words >= 2 && strange == words;
    return all && end - start <= 36 ? run : none;
}

/* Names of the other sources' companies, where the cited ones do not have them. */
static gk_span other_company(const gk_check *check, const gk_claim *claim)
{
    const char *s = check->text;
    for (size_t k = 0; k < check->source_count; k++) {
        const gk_verify_source *source = check->sources[k].source;
        size_t m = strlen(source->company);
        if (claim->cited[k] || m < 2) continue;
        for (size_t i = claim->span.start; i + m <= claim->span.end; i++) {
            if (strncasecmp(s + i, source->company, m) != 0) continue;
            gk_span span = {i, i + m};
            if (!known_name(check, claim, span)) return span;
        }
    }
    return (gk_span){0, 0};
}

gk_span gk_foreign_name(const gk_check *check, const gk_claim *claim, bool *speaker)
{
    gk_name *names;
    size_t count = gk_names_find(check->text, claim->span, check->arena, &names);
    *speaker = false;
    for (size_t i = 0; i < count; i++) {
        gk_span span = names[i].span;
        const char *gap = memchr(check->text + span.start, ' ', span.end - span.start);
        if (names[i].first && gap &&
            is_plain(check->text + span.start, (size_t)(gap - check->text) - span.start)) {
            /* "The Amounts": the first word only begins the sentence. */
            span.start = (size_t)(gap - check->text) + 1;
            names[i].first = false;
            gap = memchr(check->text + span.start, ' ', span.end - span.start);
        }
        bool subject = names[i].first && gap && acts(check->text, claim->span.end, span.end);
        if (names[i].first && gap && !subject) {
            /* "Regarding Halden Marine": the first word may be none of the name. */
            gk_span rest = {(size_t)(gap - check->text) + 1, span.end};
            if (known_name(check, claim, rest)) continue;
        }
        bool one_word = !gap;
        if (subject ? all_plain(check->text, span) || stands_whole(check, claim, span)
                    : known_name(check, claim, span))
            continue;
        bool certain = !names[i].first || !one_word ||
                       acts(check->text, claim->span.end, span.end) ||
                       other_source(check, claim, span, SIZE_MAX);
        if (!certain) continue;
        *speaker = near_said(claim, span);
        return span;
    }
    gk_span han = foreign_han(check, claim);
    return han.end ? han : other_company(check, claim);
}
