/* SPDX-License-Identifier: Apache-2.0
 *
 * The companies that a text names. A text is cut into units: a Latin word, or one Han character.
 * Units that follow one another, run together, are looked up among the names, so "Best Buy",
 * "Best-Buy" and "BESTBUY" are one. The longest name wins. What is also an ordinary word counts
 * only where it is written as a name, or where nothing else in the text names a company. Where no
 * name covers a word, a name of nearly the same letters may be meant.
 */
#include "search/companies.h"

#include "about/about.h"
#include "about/names.h"

#include <stdlib.h>
#include <string.h>

enum { UNITS_MOST = 400, TEXT_MOST = 48, KEY_MOST = 96, RUN_MOST = 24, SAME_MOST = 8 };

/* Below this a mention counts only where nothing else names a company. */
static const double likely = 0.5;

/* ---- units --------------------------------------------------------------------------------- */

typedef struct unit {
    char text[TEXT_MOST]; /* lower case; with the s of "Nike's" */
    size_t length;        /* without that s */
    gk_span span;         /* without it, too */
    bool tail;            /* there is such an s */
    bool han, capital, upper, digits;
    bool first;    /* of a sentence */
    bool joint;    /* "&" or "and": stands within names */
    bool dollar;   /* "$" stands before it */
    bool reserved; /* part of a period */
    bool common;
} unit;

typedef struct reader {
    const gk_companies *c;
    const char *text;
    unit units[UNITS_MOST];
    size_t count;
    bool title;     /* most words have a capital: it says nothing */
    bool all_upper; /* all words are in capitals */
    gk_mention *found;
    size_t found_count, capacity;
} reader;

static bool is_apostrophe(const char *s, size_t *n)
{
    *n = *s == '\'' || *s == '`' ? 1 : gk_starts_with(s, "’") ? strlen("’") : 0;
    return *n > 0;
}

static void append(unit *u, const char *s, size_t n, uint32_t c)
{
    if (c >= 0x80 && !u->han) {
        /* Letters beyond ASCII as names are folded. */
        char one[8];
        memcpy(one, s, n);
        one[n] = '\0';
        char *key = gk_company_key(one);
        size_t length = strlen(key);
        if (u->length + length + 1 < sizeof u->text) {
            memcpy(u->text + u->length, key, length);
            u->length += length;
        }
        gk_free(key);
    } else if (u->length + n + 1 < sizeof u->text) {
        if (c >= 'A' && c <= 'Z') {
            u->text[u->length++] = (char)(c + 32);
        } else {
            memcpy(u->text + u->length, s, n);
            u->length += n;
        }
    }
    u->text[u->length] = '\0';
}

/* A word from byte i; returns the byte behind it. */
static size_t read_word(reader *r, size_t i, unit *u)
{
    const char *s = r->text;
    size_t n = strlen(s);
    bool lower = false, letter = false;
    size_t behind = 0; /* of the s of a tail; 0: none */
    while (!behind) {
        size_t at = i, mark;
        if (i < n && letter && is_apostrophe(s + i, &mark)) {
            /* "McDonald's" goes on, "Nike's" and "Mills'" end. */
            bool tail = (s[i + mark] == 's' || s[i + mark] == 'S') &&
                        !gk_is_word((unsigned char)s[i + mark + 1]);
            if (tail) {
                u->tail = true;
                memcpy(u->text + u->length, "s", 2);
                behind = i + mark + 1;
                break;
            }
            size_t next = i + mark;
            if (next >= n || !gk_is_word(gk_utf8_next(s, n, &next))) break;
            i += mark;
            continue;
        }
        uint32_t c = i < n ? gk_utf8_next(s, n, &i) : ' ';
        if (!gk_is_word(c) || gk_is_han(c)) {
            i = at;
            break;
        }
        bool capital = c >= 'A' && c <= 'Z', small = c >= 'a' && c <= 'z';
        if (at == u->span.start) u->capital = capital;
        u->digits = u->digits || (c >= '0' && c <= '9');
        letter = letter || capital || small || c >= 0x80;
        lower = lower || small;
        append(u, s + at, i - at, c);
    }
    u->upper = letter && !lower;
    /* "eBay" is written as a name, too; so is "3M". */
    for (size_t k = u->span.start + 1; k < i && !u->capital; k++)
        u->capital = s[k] >= 'A' && s[k] <= 'Z';
    u->span.end = i;
    return behind ? behind : i;
}

static bool reserved_at(gk_span span, const gk_span *reserved, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span.start < reserved[i].end && reserved[i].start < span.end) return true;
    return false;
}

static void cut_units(reader *r, const gk_span *reserved, size_t reserved_count)
{
    const char *s = r->text;
    size_t n = strlen(s);
    bool first = true;
    for (size_t i = 0; i < n && r->count < UNITS_MOST;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (!gk_is_word(c) && c != '&') {
            bool ends = c == '?' || c == '!' || c == ':' || c == 0x3002 || c == 0xFF1F ||
                        (c == '.' && s[i] == ' ');
            first = first || ends;
            continue;
        }
        unit *u = &r->units[r->count++];
        *u = (unit){.span = {at, i}, .first = first};
        u->dollar = at > 0 && s[at - 1] == '$';
        if (c == '&') {
            u->joint = true;
        } else if (gk_is_han(c)) {
            u->han = true;
            append(u, s + at, i - at, c);
        } else {
            i = read_word(r, at, u);
            u->joint = strcmp(u->text, "and") == 0;
            u->common = gk_is_common_word(u->text);
            if (!u->common && u->tail) {
                u->text[u->length] = '\0';
                u->common = gk_is_common_word(u->text);
                u->text[u->length] = 's';
            }
        }
        u->reserved = reserved_at(u->span, reserved, reserved_count);
        first = false;
    }
}

static void look_at_capitals(reader *r)
{
    size_t words = 0, capitals = 0, uppers = 0;
    for (size_t i = 0; i < r->count; i++) {
        const unit *u = &r->units[i];
        if (u->han || u->joint || u->length < 3 || (u->digits && !u->capital)) continue;
        words++;
        capitals += u->capital;
        uppers += u->upper;
    }
    r->title = words > 3 && capitals * 4 > words * 3;
    r->all_upper = words > 2 && uppers == words;
}

/* ---- how sure a match is ------------------------------------------------------------------- */

/* A run of units that spells a name. */
typedef struct run {
    size_t first, last;
    bool with_tail; /* the s of the last one belongs to the name */
} run;

static bool exchange_before(const reader *r, size_t first)
{
    static const char *const exchanges[] = {"nyse", "nasdaq", "amex", "ticker", "symbol", "otc"};
    for (size_t i = 0; first && i < sizeof exchanges / sizeof *exchanges; i++)
        if (strcmp(r->units[first - 1].text, exchanges[i]) == 0) return true;
    return false;
}

/* Whether the marks around it make it the code of a share: "$KO", "NYSE: KO". */
static bool marked_as_code(const reader *r, const run *m)
{
    return r->units[m->first].dollar || exchange_before(r, m->first);
}

/* Whether it stands by itself: "(KO)", the whole text. */
static bool stands_alone(const reader *r, const run *m)
{
    const unit *a = &r->units[m->first], *b = &r->units[m->last];
    bool alone = m->first == 0 && m->last + 1 == r->count;
    bool brackets = a->span.start && r->text[a->span.start - 1] == '(' &&
                    r->text[b->span.end] == ')';
    return alone || brackets;
}

/* Written in capitals only: the code of a share, or an abbreviation. */
static double upper_certainty(const reader *r, const run *m, const gk_company_name *name)
{
    const unit *a = &r->units[m->first];
    size_t length = strlen(name->key);
    bool upper = true, common = true;
    for (size_t i = m->first; i <= m->last; i++) {
        const unit *u = &r->units[i];
        if (u->joint) continue;
        upper = upper && (u->upper || (u->digits && !u->capital));
        common = common && u->common;
    }
    if (m->with_tail) return 0;
    if (marked_as_code(r, m)) return name->certainty;
    /* "(cost)" is an ordinary word, "(COST)" is none. */
    if (stands_alone(r, m) && (!common || (upper && !r->all_upper))) return name->certainty;
    if (length < 2) return 0;
    if (name->matched == GK_MATCHED_INITIALS && length < 3 && m->first == m->last) return 0;
    if (!upper) {
        bool weak = length < 3 || common || name->matched == GK_MATCHED_INITIALS ||
                    gk_is_abbreviation(name->key);
        return weak || a->capital ? 0 : 0.6;
    }
    if (gk_is_abbreviation(name->key)) return 0.3;
    if (common) return 0.3; /* "ALL freight costs" */
    return name->certainty;
}

static double certainty_of(const reader *r, const run *m, const gk_company_name *name)
{
    if (name->upper) return upper_certainty(r, m, name);
    const unit *a = &r->units[m->first], *b = &r->units[m->last];
    if (a->han) return name->certainty;
    if (a->dollar && a->digits) return 0; /* "$3M" */
    size_t words = 0;
    bool common = true, capitals = true;
    for (size_t i = m->first; i <= m->last; i++) {
        const unit *u = &r->units[i];
        if (u->joint) continue;
        words++;
        common = common && u->common;
        capitals = capitals && (u->capital || u->digits);
    }
    bool owns = b->tail && !m->with_tail;
    bool part = name->matched == GK_MATCHED_PART;
    if (part && words == 1 && a->length < 3) return 0;
    if (!common) return capitals || !part ? name->certainty : name->certainty * 0.9;
    if (words == 1 && part) return 0;
    bool as_name = capitals && !r->title && (!a->first || owns || words > 1);
    if (as_name) return name->certainty;
    if (capitals) return name->certainty * 0.75;
    if (words > 1) return name->certainty * 0.75;
    return owns ? name->certainty * 0.6 : 0.35;
}

/* ---- names that are spelt ------------------------------------------------------------------ */

static void put(reader *r, gk_mention mention)
{
    r->found = gk_grow(r->found, r->found_count, &r->capacity, sizeof *r->found);
    r->found[r->found_count++] = mention;
}

/* The legal form behind a name belongs to it: "Halden Corporation". */
static size_t behind_form(const reader *r, size_t last)
{
    static const char *const forms[] = {
        "inc", "corp",         "corporation", "co", "company", "limited", "ltd", "plc",
        "llc", "incorporated", "ag",          "sa", "nv",      "se",      "ab",  "spa"};
    while (last + 1 < r->count && r->units[last + 1].capital) {
        bool form = false;
        for (size_t i = 0; i < sizeof forms / sizeof *forms && !form; i++)
            form = strlen(forms[i]) == r->units[last + 1].length &&
                   memcmp(r->units[last + 1].text, forms[i], strlen(forms[i])) == 0;
        if (!form) break;
        last++;
    }
    return last;
}

static void put_names(reader *r, const char *key, run m)
{
    for (size_t i = gk_company_names_from(r->c, key);
         i < r->c->name_count && strcmp(r->c->names[i].key, key) == 0; i++) {
        const gk_company_name *name = &r->c->names[i];
        double certainty = certainty_of(r, &m, name);
        if (certainty <= 0) continue;
        size_t last = r->units[m.first].han ? m.last : behind_form(r, m.last);
        const unit *end = &r->units[last];
        put(r, (gk_mention){.span = {r->units[m.first].span.start, end->span.end},
                            .matched = name->matched,
                            .certainty = certainty,
                            .company = (size_t)name->company});
    }
}

static bool begins_a_name(const reader *r, const char *key)
{
    size_t i = gk_company_names_from(r->c, key);
    return i < r->c->name_count && gk_starts_with(r->c->names[i].key, key);
}

/* All names that begin with unit `first`. */
static void find_from(reader *r, size_t first)
{
    char key[KEY_MOST] = "";
    size_t length = 0;
    for (size_t i = first; i < r->count && i < first + RUN_MOST; i++) {
        const unit *u = &r->units[i];
        if (u->joint) {
            if (i == first) return;
            continue;
        }
        if (u->reserved) return;
        if (length + u->length + 2 > sizeof key) return;
        memcpy(key + length, u->text, u->length);
        key[length + u->length] = '\0';
        put_names(r, key, (run){first, i, false});
        length += u->length;
        if (u->tail) {
            key[length++] = 's';
            key[length] = '\0';
            put_names(r, key, (run){first, i, true});
        }
        if (!begins_a_name(r, key)) return;
    }
}

/* ---- names that are nearly spelt ------------------------------------------------------------ */

/* Edits that turn a into b (an exchange of neighbours is one), up to most; more: most + 1. */
static size_t edits(const char *a, const char *b, size_t most)
{
    size_t n = strlen(a), m = strlen(b);
    size_t rows[3][KEY_MOST + 1];
    if (n > KEY_MOST || m > KEY_MOST || n > m + most || m > n + most) return most + 1;
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t k = 0; k <= m; k++) above[k] = k;
    for (size_t i = 1; i <= n; i++) {
        size_t least = row[0] = i;
        for (size_t k = 1; k <= m; k++) {
            size_t best = above[k - 1] + (a[i - 1] != b[k - 1]);
            if (above[k] + 1 < best) best = above[k] + 1;
            if (row[k - 1] + 1 < best) best = row[k - 1] + 1;
            bool turned = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
            if (turned && before[k - 2] + 1 < best) best = before[k - 2] + 1;
            row[k] = best;
            if (best < least) least = best;
        }
        if (least > most) return most + 1;
        size_t *last = before;
        before = above;
        above = row;
        row = last;
    }
    return above[m];
}

static size_t edits_allowed(size_t length) { return length < 5 ? 0 : length < 9 ? 1 : 2; }

/* The names that begin with the same letter, among those that may be misspelt. */
static void find_near(reader *r, const char *key, run m)
{
    size_t length = strlen(key), best = edits_allowed(length) + 1;
    const gk_companies *c = r->c;
    size_t from = r->found_count, low = 0, high = c->near_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->names[c->near[middle]].key[0] < key[0])
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < c->near_count && c->names[c->near[low]].key[0] == key[0]; low++) {
        const gk_company_name *name = &c->names[c->near[low]];
        size_t own = strlen(name->key), allowed = edits_allowed(own < length ? own : length);
        if (!allowed) continue;
        size_t n = edits(key, name->key, allowed);
        /* "Nikes" are not Nike's; "Walmarts" are Walmart's. */
        if (n > allowed || n > best) continue;
        if (n < best) r->found_count = from;
        best = n;
        put(r, (gk_mention){.span = {r->units[m.first].span.start, r->units[m.last].span.end},
                            .matched = GK_MATCHED_MISSPELT,
                            .certainty = n == 1 ? 0.7 : 0.55,
                            .company = (size_t)name->company});
    }
}

static bool covered(const reader *r, size_t i, size_t count)
{
    gk_span span = r->units[i].span;
    for (size_t k = 0; k < count; k++)
        if (span.start < r->found[k].span.end && r->found[k].span.start < span.end) return true;
    return false;
}

static void find_misspelt(reader *r, size_t exact)
{
    for (size_t i = 0; i < r->count; i++) {
        char key[KEY_MOST] = "";
        size_t length = 0;
        bool common = true, name = true;
        for (size_t k = i; k < r->count && k < i + 3; k++) {
            const unit *u = &r->units[k];
            if (u->han || u->joint || u->reserved || u->digits || covered(r, k, exact)) break;
            if (length + u->length + 1 > sizeof key) break;
            memcpy(key + length, u->text, u->length);
            length += u->length;
            key[length] = '\0';
            common = common && u->common;
            name = name && (u->capital || !u->common);
            /* An ordinary word is itself; a word that filings write is no other word's slip. */
            if (common || !name || length < 5) continue;
            find_near(r, key, (run){i, k, false});
        }
    }
}

/* ---- which of them are meant --------------------------------------------------------------- */

static bool inside(gk_span a, gk_span b) { return b.start <= a.start && a.end <= b.end; }

static bool overlap(gk_span a, gk_span b) { return a.start < b.end && b.start < a.end; }

static size_t length_of(gk_span span) { return span.end - span.start; }

/* Whether b leaves no room for a: a longer name, or at the same place a surer one. */
static bool beats(const gk_mention *b, const gk_mention *a)
{
    if (!overlap(a->span, b->span)) return false;
    bool weak = a->certainty < likely, strong = b->certainty >= likely;
    if (weak && strong) return true;
    if (!weak && !strong) return false;
    if (inside(a->span, b->span) && length_of(b->span) > length_of(a->span))
        return b->certainty >= 0.6 * a->certainty;
    if (length_of(a->span) == length_of(b->span)) return b->certainty > a->certainty + 0.1;
    return length_of(b->span) > length_of(a->span) && b->certainty >= a->certainty;
}

static bool same_span(const gk_mention *a, const gk_mention *b)
{
    return a->span.start == b->span.start && a->span.end == b->span.end;
}

/* Whether a mention is the company's name as it writes itself, legal form and all. */
static bool is_in_full(const reader *r, const gk_mention *m)
{
    char *written = gk_strndup(r->text + m->span.start, length_of(m->span));
    char *a = name_letters(written), *b = name_letters(r->c->companies[m->company].name);
    bool same = strcmp(a, b) == 0;
    gk_free(a);
    gk_free(b);
    gk_free(written);
    return same;
}

static int by_place(const void *a, const void *b)
{
    const gk_mention *x = a, *y = b;
    if (x->span.start != y->span.start) return x->span.start < y->span.start ? -1 : 1;
    if (x->certainty != y->certainty) return x->certainty < y->certainty ? 1 : -1;
    return x->company < y->company ? -1 : x->company > y->company;
}

static void choose(reader *r)
{
    bool *out = gk_alloc_array(r->found_count + 1, sizeof *out);
    bool any = false;
    for (size_t i = 0; i < r->found_count; i++) {
        for (size_t k = 0; k < r->found_count && !out[i]; k++) {
            const gk_mention *a = &r->found[i], *b = &r->found[k];
            if (i == k) continue;
            bool same = a->company == b->company && same_span(a, b);
            bool fuller = same_span(a, b) && a->company != b->company && is_in_full(r, b) &&
                          !is_in_full(r, a);
            out[i] = fuller || beats(b, a) ||
                     (same &&
                      (b->certainty > a->certainty || (b->certainty >= a->certainty && k < i)));
        }
        any = any || (!out[i] && r->found[i].certainty >= likely);
    }
    size_t kept = 0;
    for (size_t i = 0; i < r->found_count; i++)
        if (!out[i] && (!any || r->found[i].certainty >= likely)) r->found[kept++] = r->found[i];
    r->found_count = kept;
    if (kept) qsort(r->found, kept, sizeof *r->found, by_place);
    gk_free(out);
}

/* A name that several companies have is less sure to be this one's. */
static void share(reader *r)
{
    for (size_t i = 0, end; i < r->found_count; i = end) {
        for (end = i; end < r->found_count && r->found[end].span.start == r->found[i].span.start &&
                      r->found[end].span.end == r->found[i].span.end;)
            end++;
        for (size_t k = i; k < end && end - i > 1; k++)
            if (r->found[k].certainty > 0.8) r->found[k].certainty = 0.8;
    }
}

size_t gk_mentions_find(const gk_companies *c, const char *text, const gk_span *reserved,
                        size_t reserved_count, gk_mention **out)
{
    reader *r = gk_alloc(sizeof *r);
    r->c = c;
    r->text = text;
    cut_units(r, reserved, reserved_count);
    look_at_capitals(r);
    for (size_t i = 0; i < r->count; i++) find_from(r, i);
    size_t exact = r->found_count;
    find_misspelt(r, exact);
    choose(r);
    share(r);
    for (size_t i = 0; i < r->found_count; i++) {
        const gk_company *company = &c->companies[r->found[i].company];
        r->found[i].name = company->name;
        r->found[i].ticker = company->ticker;
    }
    *out = r->found;
    size_t count = r->found_count;
    gk_free(r);
    return count;
}

const char *gk_matched_name(gk_matched matched)
{
    static const char *const names[] = {
        [GK_MATCHED_NAME] = "name",          [GK_MATCHED_TICKER] = "ticker",
        [GK_MATCHED_ALIAS] = "alias",        [GK_MATCHED_FORMER] = "former name",
        [GK_MATCHED_FILE] = "document name", [GK_MATCHED_PART] = "part of the name",
        [GK_MATCHED_INITIALS] = "initials",  [GK_MATCHED_MISSPELT] = "misspelling"};
    return names[matched];
}

bool gk_is_abbreviation(const char *key)
{
    static const char *const words[] = {
        "ai",  "aoci", "api",  "arr",  "asc",  "asr",  "asu",  "atm", "bps", "capm", "cagr",
        "ceo", "cfo",  "cio",  "coo",  "cpi",  "cogs", "dcf",  "dei", "dtc", "ebit", "ebitda",
        "eps", "erp",  "esg",  "esop", "etf",  "eu",   "fasb", "fcf", "fda", "fifo", "fx",
        "fy",  "gaap", "gdp",  "hr",   "iasb", "ifrs", "ip",   "ipo", "irs", "it",   "lifo",
        "ltm", "ma",   "mda",  "mrr",  "nav",  "nci",  "npv",  "oci", "oem", "opeb", "pb",
        "pe",  "pl",   "ppe",  "psu",  "qoq",  "rd",   "roa",  "roe", "roi", "roic", "rou",
        "rsu", "rsus", "saas", "sbc",  "sec",  "sga",  "tax",  "tsr", "ttm", "uk",   "un",
        "us",  "usa",  "usd",  "vat",  "vie",  "wacc", "yoy",  "ytd"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], key) == 0) return true;
    return false;
}
