/* SPDX-License-Identifier: Apache-2.0
 *
 * names - what is written like a person's name, and what like a title.
 */
#include "call/parts.h"
#include "text/text.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Capitalised words that no person is called by in a transcript. */
static const char *const NO_NAMES[] = {
    "about",        "additional",   "adjusted",    "after",     "all",        "allocation",
    "also",         "and",          "annual",      "answer",    "answers",    "are",
    "as",           "at",           "average",     "balance",   "bank",       "before",
    "billion",      "business",     "but",         "call",      "capital",    "cash",
    "closing",      "company",      "comparable",  "compared",  "conference", "copyright",
    "corp",         "corporate",    "corporation", "cost",      "costs",      "customer",
    "customers",    "demand",       "digital",     "duration",  "earnings",   "ebit",
    "ebitda",       "editor",       "eps",         "event",     "expenses",   "financial",
    "first",        "fiscal",       "flow",        "for",       "forward",    "fourth",
    "free",         "from",         "full",        "fund",      "global",     "gross",
    "group",        "growth",       "guidance",    "hello",     "hi",         "highlights",
    "holdings",     "how",          "if",          "in",        "inc",        "income",
    "inventory",    "investment",   "is",          "it",        "item",       "last",
    "limited",      "liquidity",    "llc",         "looking",   "ltd",        "management",
    "margin",       "margins",      "market",      "measures",  "million",    "morning",
    "afternoon",    "evening",      "net",         "next",      "no",         "non-gaap",
    "not",          "note",         "now",         "of",        "okay",       "on",
    "operating",    "operations",   "operator",    "organic",   "other",      "our",
    "outlook",      "participants", "per",         "please",    "plc",        "prepared",
    "presentation", "press",        "pricing",     "product",   "products",   "profit",
    "quarter",      "question",     "questions",   "ratio",     "release",    "remarks",
    "report",       "results",      "return",      "revenue",   "revenues",   "sales",
    "second",       "section",      "securities",  "segment",   "services",   "session",
    "share",        "shareholder",  "sheet",       "slide",     "so",         "source",
    "statement",    "statements",   "states",      "strategic", "strategy",   "summary",
    "supply",       "table",        "tax",         "thank",     "thanks",     "that",
    "the",          "third",        "this",        "to",        "today",      "total",
    "transcript",   "united",       "update",      "value",     "volume",     "we",
    "well",         "what",         "with",        "year",      "yes",        "you",
    "your",
};

/* Small words inside names. */
static const char *const PARTICLES[] = {"de", "del", "della", "den", "der", "di",  "du", "la",
                                        "le", "van", "von",   "el",  "bin", "ter", "da", "dos"};

static const char *const SUFFIXES[] = {"cfa", "cpa",  "jr", "sr",  "ii",  "iii", "iv",
                                       "phd", "ph.d", "md", "mba", "esq", "m.d", "cma"};

static const char *const ROLES[] = {
    "analyst",    "ceo",        "cfo",
    "chair",      "chairman",   "chairperson",
    "chairwoman", "chief",      "cio",
    "cmo",        "co-founder", "controller",
    "coo",        "cto",        "counsel",
    "director",   "evp",        "executive",
    "founder",    "head",       "ir",
    "manager",    "managing",   "md",
    "moderator",  "officer",    "partner",
    "president",  "principal",  "relations",
    "secretary",  "strategist", "svp",
    "treasurer",  "vice",       "vp",
    "economist",  "associate",  "general manager",
    "specialist", "host",       "portfolio manager",
};

/* Abbreviations after which a full stop ends no sentence. */
static const char *const ABBREVIATIONS[] = {"inc.", "corp.", "co.",  "ltd.",   "jr.", "sr.",
                                            "n.v.", "s.a.",  "l.p.", "l.l.c.", "u.s."};

typedef struct stand_in {
    const char *text;
    gk_call_kind kind;
} stand_in;

static const stand_in STAND_INS[] = {
    {"operator", GK_CALL_OPERATOR},
    {"conference operator", GK_CALL_OPERATOR},
    {"conference call operator", GK_CALL_OPERATOR},
    {"moderator", GK_CALL_OPERATOR},
    {"coordinator", GK_CALL_OPERATOR},
    {"conference coordinator", GK_CALL_OPERATOR},
    {"unidentified analyst", GK_CALL_ANALYST},
    {"unknown analyst", GK_CALL_ANALYST},
    {"analyst", GK_CALL_ANALYST},
    {"questioner", GK_CALL_ANALYST},
    {"unidentified company representative", GK_CALL_COMPANY},
    {"unidentified corporate participant", GK_CALL_COMPANY},
    {"unidentified executive", GK_CALL_COMPANY},
    {"unknown executive", GK_CALL_COMPANY},
    {"company representative", GK_CALL_COMPANY},
    {"unidentified participant", GK_CALL_UNKNOWN},
    {"unidentified speaker", GK_CALL_UNKNOWN},
    {"unidentified audience member", GK_CALL_UNKNOWN},
    {"unknown speaker", GK_CALL_UNKNOWN},
    {"unverified participant", GK_CALL_UNKNOWN},
};

static bool listed(gk_piece word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (gk_piece_is(word, list[i])) return true;
    return false;
}

/* The next word of *rest, which moves past it; n is 0 where there is none. */
static gk_piece next_word(gk_piece *rest)
{
    *rest = gk_piece_trim(*rest);
    size_t n = 0;
    while (n < rest->n && rest->s[n] != ' ' && rest->s[n] != '\t') n++;
    gk_piece word = {rest->s, n};
    rest->s += n;
    rest->n -= n;
    return word;
}

static gk_piece strip(gk_piece word, const char *marks)
{
    while (word.n && strchr(marks, word.s[0])) word.s++, word.n--;
    while (word.n && strchr(marks, word.s[word.n - 1])) word.n--;
    return word;
}

static bool is_upper(uint32_t c)
{
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU;
}

/* A word of a name: capitalised, of letters, perhaps with a hyphen, an apostrophe or full stops. */
static bool is_name_word(gk_piece word, size_t *letters)
{
    size_t i = 0;
    *letters = 0;
    if (!word.n || !is_upper(gk_utf8_next(word.s, word.n, &i))) return false;
    for (i = 0; i < word.n;) {
        uint32_t c = gk_utf8_next(word.s, word.n, &i);
        bool digit = c >= '0' && c <= '9';
        if (gk_is_word(c) && !digit && !gk_is_han(c)) {
            ++*letters;
        } else if (c != '-' && c != '\'' && c != '.' && c != 0x2019) {
            return false;
        }
    }
    return true;
}

static bool is_han_name(gk_piece p)
{
    size_t count = 0;
    for (size_t i = 0; i < p.n; count++)
        if (!gk_is_han(gk_utf8_next(p.s, p.n, &i))) return false;
    return count >= 2 && count <= 4;
}

bool gk_call_is_name(gk_piece piece)
{
    enum { MOST_WORDS = 6, MOST_BYTES = 60 };
    if (!piece.n || piece.n > MOST_BYTES) return false;
    if (is_han_name(piece)) return true;
    size_t words = 0, whole = 0, letters = 0;
    gk_piece last = {0};
    for (gk_piece rest = piece, word; (word = next_word(&rest)).n;) {
        last = word;
        bool comma = word.s[word.n - 1] == ',';
        word = strip(word, ",\"()");
        gk_piece bare = strip(word, ".");
        if (words >= 2 && listed(bare, SUFFIXES, COUNT(SUFFIXES))) continue;
        if (comma && !listed(bare, SUFFIXES, COUNT(SUFFIXES))) {
            gk_piece after = rest, suffix = next_word(&after);
            if (!listed(strip(suffix, ".,"), SUFFIXES, COUNT(SUFFIXES))) return false;
        }
        if (words && listed(word, PARTICLES, COUNT(PARTICLES))) continue;
        if (!is_name_word(word, &letters) || listed(bare, NO_NAMES, COUNT(NO_NAMES))) return false;
        if (letters >= 2) whole++;
        if (++words > MOST_WORDS) return false;
    }
    return words >= 2 && whole >= 1 && last.s[last.n - 1] != ',';
}

bool gk_call_is_stand_in(gk_piece piece, gk_call_kind *kind)
{
    for (size_t i = 0; i < COUNT(STAND_INS); i++)
        if (gk_piece_is(piece, STAND_INS[i].text)) {
            *kind = STAND_INS[i].kind;
            return true;
        }
    return false;
}

bool gk_call_is_role(gk_piece piece)
{
    for (size_t i = 0; i < COUNT(ROLES); i++)
        if (gk_piece_has_word(piece, ROLES[i])) return true;
    return false;
}

gk_piece gk_call_after_suffix(gk_piece rest)
{
    for (;;) {
        gk_piece after = rest;
        if (!after.n || after.s[0] != ',') return rest;
        after.s++, after.n--;
        gk_piece word = next_word(&after);
        if (!listed(strip(word, ".,"), SUFFIXES, COUNT(SUFFIXES))) return rest;
        bool comma = word.s[word.n - 1] == ',';
        rest = comma ? (gk_piece){word.s + word.n - 1, after.n + 1} : after;
    }
}

gk_piece gk_call_last_word(gk_piece p)
{
    p = gk_piece_trim(p);
    size_t n = 0;
    while (n < p.n && p.s[p.n - 1 - n] != ' ') n++;
    return (gk_piece){p.s + p.n - n, n};
}

/* The name's last word that is no suffix. */
static gk_piece family(gk_piece name)
{
    while (name.n) {
        gk_piece word = gk_call_last_word(name), bare = strip(word, ".,\"()");
        if (!listed(bare, SUFFIXES, COUNT(SUFFIXES))) return bare;
        name = gk_piece_trim((gk_piece){name.s, (size_t)(word.s - name.s)});
    }
    return name;
}

bool gk_call_same_name(gk_piece a, gk_piece b)
{
    if (!a.n || !b.n) return false;
    gk_piece x = family(a), y = family(b);
    if (x.n != y.n || !x.n) return false;
    gk_piece p = strip(a, "\"("), q = strip(b, "\"(");
    if (!p.n || !q.n || (p.s[0] | 32) != (q.s[0] | 32)) return false;
    return strncasecmp(x.s, y.s, x.n) == 0;
}

bool gk_call_ends_sentence(gk_piece line)
{
    if (!line.n) return false;
    char end = line.s[line.n - 1];
    if (end == '?' || end == '!' || end == ';' || end == ',') return true;
    if (end != '.') return false;
    return !listed(gk_call_last_word(line), ABBREVIATIONS, COUNT(ABBREVIATIONS));
}
