/* SPDX-License-Identifier: Apache-2.0
 *
 * Other names of the company: its ticker, its name without the legal form; the short names that the
 * text defines ('Advanced Micro Devices, Inc. ("AMD" or the "Company")'); former names ("formerly
 * known as", "changed its name from"); the part of its name by which the text calls it.
 */
#include "about/names.h"
#include "about/work.h"

#include <string.h>

enum { BRACKET = 400, NEAR = 40, LONGEST = 60, ENOUGH_USES = 4, HEAD_BYTES = 60000 };

static const char *const former_phrases[] = {
    "formerly known as ", "formerly named ",      "f/k/a ",
    "formerly ",          "previously known as ", "formerly doing business as "};
/* First words of names that alone name nobody. */
static const char *const common_words[] = {
    "american",   "general",      "first",   "united",   "national", "international", "global",
    "new",        "great",        "north",   "south",    "east",     "west",          "northern",
    "southern",   "eastern",      "western", "us",       "federal",  "standard",      "capital",
    "financial",  "advanced",     "applied", "public",   "energy",   "technology",    "digital",
    "pacific",    "atlantic",     "old",     "best",     "bank",     "bankof",        "thebankof",
    "air",        "home",         "health",  "real",     "royal",    "china",         "texas",
    "california", "newyork",      "america", "european", "world",    "universal",     "community",
    "citizens",   "consolidated", "life",    "medical",  "natural"};

static bool is_common(const char *letters)
{
    for (size_t i = 0; i < sizeof common_words / sizeof *common_words; i++)
        if (strcmp(common_words[i], letters) == 0) return true;
    return false;
}

static char *lowered(gk_arena *arena, const char *s)
{
    char *lower = gk_arena_strdup(arena, s);
    flow_lower(lower);
    return lower;
}

/* Whether a short name can come from the name: a word of it, or its first letters in order. */
static bool related(const char *short_letters, const char *letters, const char *name)
{
    if (strstr(letters, short_letters) || (strlen(letters) > 2 && strstr(short_letters, letters)))
        return true;
    const char *s = short_letters;
    bool start = true;
    for (const char *p = name; *p && *s; p++) {
        if (start && flow_small(*p) == *s) s++;
        start = !flow_is_word(*p);
    }
    return *s == '\0' && strlen(short_letters) > 1;
}

/* A quoted name in [from, to): its bytes; moves *from past it. */
static bool quoted_next(const flow *f, size_t *from, size_t to, size_t *start, size_t *end)
{
    const char *open = *from < to ? memchr(f->text + *from, '"', to - *from) : NULL;
    if (!open) return false;
    *start = (size_t)(open - f->text) + 1;
    const char *close = *start < to ? memchr(f->text + *start, '"', to - *start) : NULL;
    if (!close) return false;
    *end = (size_t)(close - f->text);
    *from = *end + 1;
    return true;
}

/* A defined term that is no company: "Form 10-K", "2019 Plan". */
static bool is_term(const char *name)
{
    static const char *const terms[] = {
        "form ", "plan",     "act",      "notes",     "agreement", "report",      "shares",
        "stock", "exchange", "facility", "program",   "merger",    "acquisition", "code",
        "rules", "offering", "proxy",    "statement", "annual"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        size_t n = strlen(terms[i]), length = strlen(name);
        if (strncasecmp(name, terms[i], n) == 0 && !flow_is_word(name[n])) return true;
        if (length > n && strcasecmp(name + length - n, terms[i]) == 0 &&
            name[length - n - 1] == ' ')
            return true;
        if (terms[i][n - 1] == ' ' && strncasecmp(name, terms[i], n) == 0) return true;
    }
    return false;
}

static char *quoted(work *w, size_t start, size_t end)
{
    while (end > start && strchr(",.; ", w->flow.text[end - 1])) end--;
    while (start < end && w->flow.text[start] == ' ') start++;
    if (end - start >= LONGEST || end == start) return NULL;
    char *name = gk_arena_strndup(w->arena, w->flow.text + start, end - start);
    bool capital = (*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9') ||
                   (name[0] && name[1] >= 'A' && name[1] <= 'Z');
    return capital && !is_term(name) ? name : NULL;
}

/* The names that a bracket after the company's name defines. One that does not come from the name
 * counts where the same bracket calls it the Company, too. */
static void in_bracket(work *w, size_t from, size_t to, const char *company)
{
    const flow *f = &w->flow;
    size_t at = from, start, end;
    bool generic = false;
    while (quoted_next(f, &at, to, &start, &end)) {
        char *name = quoted(w, start, end);
        generic = generic || (name && name_is_generic(name) && strcasestr(name, "company"));
    }
    char *letters = name_letters(company);
    for (at = from; quoted_next(f, &at, to, &start, &end);) {
        char *name = quoted(w, start, end);
        if (!name || name_is_generic(name)) continue;
        char *own = name_letters(name);
        if (*own && (generic || related(own, letters, company))) work_alias(w, name, start, NULL);
        gk_free(own);
    }
    gk_free(letters);
}

/* "(", perhaps after "and its subsidiaries": where the bracket opens behind byte `at`, or NONE. */
static size_t bracket_after(const flow *f, size_t at, size_t most)
{
    for (size_t i = at; i < f->n && i < at + most; i++) {
        if (f->text[i] == '(') return i;
        if (f->text[i] == '.' && i > at + 1 && f->text[i + 1] == ' ') return FLOW_NONE;
    }
    return FLOW_NONE;
}

static size_t bracket_end(const flow *f, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < f->n && i < open + BRACKET; i++) {
        if (f->text[i] == '(') depth++;
        if (f->text[i] == ')' && --depth == 0) return i;
    }
    return open;
}

/* 'references to "AMD", "we" or "us" mean Advanced Micro Devices, Inc.': quotes in the sentence
 * before the name, where it refers. */
static void referred(work *w, size_t name_at, const char *company)
{
    const flow *f = &w->flow;
    size_t from = name_at > BRACKET / 2 ? name_at - BRACKET / 2 : 0;
    for (size_t i = name_at; i > from; i--)
        if (f->text[i - 1] == ' ' && i > 1 && f->text[i - 2] == '.') {
            from = i;
            break;
        }
    size_t verb = flow_find(f, from, name_at, "refer");
    if (verb == FLOW_NONE) verb = flow_find(f, from, name_at, "mean");
    if (verb != FLOW_NONE) in_bracket(w, from, name_at, company);
}

/* 'Example Resorts International is referred to as the "Company," "Example Resorts," or ...': the
 * quotes of the sentence behind the name. */
static void referred_behind(work *w, size_t at, const char *company)
{
    const flow *f = &w->flow;
    size_t near = at + NEAR < f->n ? at + NEAR : f->n;
    if (flow_find(f, at, near, "referred to") == FLOW_NONE) return;
    size_t end = at;
    while (end + 1 < f->n && end < at + BRACKET / 2 &&
           !(f->text[end] == '.' && f->text[end + 1] == ' '))
        end++;
    in_bracket(w, at, end, company);
}

static void defined(work *w, const char *company)
{
    const flow *f = &w->flow;
    char *needle = lowered(w->arena, company);
    size_t n = strlen(needle);
    int rounds = 0;
    for (size_t at = 0; rounds < 60 && (at = flow_find(f, at, f->n, needle)) != FLOW_NONE;
         at += n, rounds++) {
        if (at && flow_is_word(f->text[at - 1])) continue;
        size_t open = bracket_after(f, at + n, NEAR);
        if (open != FLOW_NONE) in_bracket(w, open, bracket_end(f, open), company);
        referred(w, at, company);
        referred_behind(w, at + n, company);
    }
}

/* Whether it is a plan or a paper that had another name, and no company. */
static bool has_term(const char *name)
{
    for (const char *word = name; word; word = strchr(word, ' ') ? strchr(word, ' ') + 1 : NULL)
        if (is_term(word)) return true;
    return is_term(name);
}

/* A former name at byte `start`: with a legal form, or the whole of what stands there. */
static void former_at(work *w, size_t start)
{
    const flow *f = &w->flow;
    while (start < f->n && strchr("\" ", f->text[start])) start++;
    if (flow_at(f, start, "the ")) start += 4;
    size_t end = name_after(f, start);
    if (end <= start || end - start > LONGEST) return;
    char *name = name_clean(w->arena, f->text + start, end - start);
    if (*name && !name_is_generic(name) && !has_term(name)) {
        work_alias(w, name_restored(f, name), start, NULL);
        work_alias(w, name_short(w->arena, name), start, NULL);
    }
}

/* Past what may stand between a company's name and "formerly": its legal form, a bracket. */
static size_t past_form(const flow *f, size_t at)
{
    for (;;) {
        while (at < f->n && strchr(" ,(", f->text[at])) at++;
        size_t end = at;
        while (end < f->n && !strchr(" ,()", f->text[end])) end++;
        char *word = gk_strndup(f->text + at, end - at);
        bool form = *word && name_has_form(word);
        gk_free(word);
        if (!form) return at;
        at = end;
    }
}

/* "Block, Inc. (formerly known as Square, Inc.)": behind the company's name. */
static void former_behind(work *w, const char *company)
{
    const flow *f = &w->flow;
    char *needle = lowered(w->arena, name_short(w->arena, company));
    size_t n = strlen(needle);
    for (size_t at = 0; n > 1 && (at = flow_find(f, at, f->n, needle)) != FLOW_NONE; at += n) {
        if (at && flow_is_word(f->text[at - 1])) continue;
        size_t behind = past_form(f, at + n);
        for (size_t i = 0; i < sizeof former_phrases / sizeof *former_phrases; i++) {
            if (!flow_at(f, behind, former_phrases[i])) continue;
            former_at(w, behind + strlen(former_phrases[i]));
            break;
        }
    }
}

/* "changed its corporate name from Square, Inc. to Block, Inc." */
static void renamed(work *w, const char *company)
{
    static const char *const phrases[] = {
        "changed its name",           "changed our name",
        "changed its corporate name", "changed our corporate name",
        "changed its legal name",     "changed our legal name",
        "name was changed",           "name changed"};
    const flow *f = &w->flow;
    char *key = gk_company_key(company);
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        for (size_t at = 0; (at = flow_find(f, at, f->n, phrases[i])) != FLOW_NONE;
             at += strlen(phrases[i])) {
            size_t to = at + 160 < f->n ? at + 160 : f->n;
            size_t from = flow_find(f, at, to, " from "), into = flow_find(f, at, to, " to ");
            if (from == FLOW_NONE || into == FLOW_NONE || into < from) continue;
            size_t start = into + 4, quote = f->text[start] == '"',
                   end = name_after(f, start + quote);
            char *now = name_clean(w->arena, f->text + start, end > start ? end - start : 0);
            char *now_key = gk_company_key(now);
            if (*key && strcmp(now_key, key) == 0) former_at(w, from + 6);
            gk_free(now_key);
        }
    }
    gk_free(key);
}

/* How often the text has `part` as a name of its own: before "'s" or a verb, and not behind another
 * capital. */
static size_t uses(const flow *f, const char *part)
{
    static const char *const after[] = {"'s ",         " has ",      " is ",      " was ",
                                        " will ",      " believes ", " expects ", " reported ",
                                        " announced ", " may ",      " and its ", " had "};
    size_t count = 0, n = strlen(part);
    for (size_t at = 0; at < f->n && count < ENOUGH_USES; at++) {
        const char *found = memmem(f->text + at, f->n - at, part, n);
        if (!found) break;
        at = (size_t)(found - f->text);
        bool capital = at > 1 && f->text[at - 1] == ' ' && f->text[at - 2] != '.' &&
                       !strchr("\"", f->text[at - 2]);
        size_t before = at > 1 ? at - 1 : 0;
        while (before && f->text[before - 1] != ' ') before--;
        capital = capital && f->text[before] >= 'A' && f->text[before] <= 'Z' && at - before > 3;
        if (capital || (at && flow_is_word(f->text[at - 1]))) continue;
        for (size_t i = 0; i < sizeof after / sizeof *after; i++)
            if (flow_at(f, at + n, after[i])) {
                count++;
                break;
            }
    }
    return count;
}

/* Whether a word is coined, with capitals of its own ("JPMorgan", "DuPont"), and so nobody else's.
 * Of names like "McCormick" there are many. */
static bool is_coined(const char *s)
{
    if (gk_starts_with(s, "Mc") || gk_starts_with(s, "Mac") || strpbrk(s, " -.&")) return false;
    size_t small = 0, inner = 0;
    for (size_t i = 0; s[i]; i++) {
        small += s[i] >= 'a' && s[i] <= 'z';
        inner += i > 0 && s[i] >= 'A' && s[i] <= 'Z';
    }
    return small >= 3 && inner >= 1 && strlen(s) >= 5;
}

/* The first words of the name, the longest part first, by which the text calls the company. */
static void called(work *w, const char *company)
{
    char *part = name_short(w->arena, company);
    for (char *space; (space = strrchr(part, ' ')) != NULL;) {
        bool joint = strcmp(space, " &") == 0 || strcasecmp(space, " and") == 0;
        *space = '\0';
        while (space > part && strchr(", ", space[-1])) *--space = '\0';
        if (joint || gk_ends_with(part, "&") || gk_ends_with(part, " and")) continue;
        char *letters = name_letters(part);
        bool fits = strlen(letters) > 3 && !is_common(letters) && !name_is_generic(part);
        gk_free(letters);
        if (fits && (is_coined(part) || uses(&w->flow, part) >= ENOUGH_USES))
            work_alias(w, part, FLOW_NONE, "what the text calls it");
    }
}

void about_aliases(work *w)
{
    const char *company = work_value(w, GK_FIELD_COMPANY);
    if (!company) return;
    const gk_about_value *value = &w->about->values[GK_FIELD_COMPANY];
    work_alias_from(w, name_short(w->arena, company), value->origin, value->where);
    defined(w, company);
    former_behind(w, company);
    renamed(w, company);
    called(w, company);
}
