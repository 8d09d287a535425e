/* SPDX-License-Identifier: Apache-2.0
 *
 * An answer as claims: its sentences, and which sources each cites. A citation stands in brackets
 * ("[3M_2018_10K p.60]", "[1, 2]", "【1】"), within the sentence or behind its full stop. A
 * sentence without one rests on all sources.
 */
#include "verify/checks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct citation {
    gk_span span;
    bool *cited;
    bool unknown;
} citation;

typedef struct splitting {
    gk_check *check;
    citation *citations;
    size_t citation_count, citation_capacity;
    gk_claim *claims;
    size_t count, capacity;
} splitting;

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static gk_span trimmed(const char *s, gk_span span)
{
    while (span.start < span.end && is_space(s[span.start])) span.start++;
    while (span.end > span.start && is_space(s[span.end - 1])) span.end--;
    return span;
}

/* Equal but for case and white space. */
static bool alike(const char *a, size_t n, const char *b)
{
    size_t i = 0;
    for (;;) {
        while (i < n && is_space(a[i])) i++;
        while (is_space(*b)) b++;
        if (i == n || !*b) return i == n && !*b;
        char x = a[i], y = *b;
        if (x >= 'A' && x <= 'Z') x |= 32;
        if (y >= 'A' && y <= 'Z') y |= 32;
        if (x != y) return false;
        i++, b++;
    }
}

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_digit(s[i])) return false;
    return n > 0 && n <= 3;
}

/* "NAME p.60" or "p. 60": looks like one, whether or not there is such a source. */
static bool has_page(const char *s, size_t n)
{
    for (size_t i = 0; i + 2 < n; i++)
        if ((i == 0 || s[i - 1] == ' ') && s[i] == 'p' && s[i + 1] == '.') return true;
    return false;
}

/* Marks the sources that one name means; false where it means none. */
static bool cite(const gk_check *check, const char *s, size_t n, bool *cited)
{
    bool found = false;
    for (size_t i = 0; i < check->source_count; i++) {
        const gk_verify_source *source = check->sources[i].source;
        if (alike(s, n, source->mark) || (*source->document && alike(s, n, source->document)))
            cited[i] = found = true;
    }
    if (found) return true;
    if (all_digits(s, n)) {
        size_t which = strtoul(s, NULL, 10);
        if (which >= 1 && which <= check->source_count) return cited[which - 1] = true;
        return false;
    }
    /* A page of a source that was given as a whole. */
    const char *page = memmem(s, n, " p.", 3);
    for (size_t i = 0; page && i < check->source_count; i++) {
        const gk_verify_source *source = check->sources[i].source;
        if (alike(s, (size_t)(page - s), source->document) &&
            !has_page(source->mark, strlen(source->mark)))
            cited[i] = found = true;
    }
    return found;
}

/* The citations between brackets; false where what stands there is none. */
static bool read_citation(splitting *sp, gk_span outer, gk_span inner, bool round)
{
    const char *s = sp->check->answer;
    bool *cited = gk_arena_array(sp->check->arena, sp->check->source_count + 1, sizeof *cited);
    bool any = false, unknown = false;
    /* A mark may hold a comma itself. */
    gk_span whole = trimmed(s, inner);
    if (cite(sp->check, s + whole.start, whole.end - whole.start, cited)) {
        any = true;
        inner.start = inner.end;
    }
    for (size_t i = inner.start; i < inner.end;) {
        size_t end = i;
        while (end < inner.end && s[end] != ';' && s[end] != ',') end++;
        gk_span part = trimmed(s, (gk_span){i, end});
        size_t n = part.end - part.start;
        if (cite(sp->check, s + part.start, n, cited))
            any = true;
        else if (!round && n && (all_digits(s + part.start, n) || has_page(s + part.start, n)))
            unknown = true;
        else if (n)
            return false;
        i = end + 1;
    }
    if (!any && !unknown) return false;
    sp->citations = gk_grow(sp->citations, sp->citation_count, &sp->citation_capacity,
                            sizeof *sp->citations);
    sp->citations[sp->citation_count++] = (citation){outer, cited, unknown};
    return true;
}

static void find_citations(splitting *sp)
{
    const char *s = sp->check->answer;
    size_t n = strlen(s);
    for (size_t i = 0; i < n;) {
        size_t open = s[i] == '[' || s[i] == '('              ? 1
                      : i + 3 <= n && !memcmp(s + i, "【", 3) ? 3
                                                              : 0;
        const char *closer = s[i] == '[' ? "]" : s[i] == '(' ? ")" : "】";
        size_t m = strlen(closer), most = n - i < 400 ? n - i : 400;
        const char *close = open ? memmem(s + i, most, closer, m) : NULL;
        size_t end = close ? (size_t)(close - s) : 0;
        if (close &&
            read_citation(sp, (gk_span){i, end + m}, (gk_span){i + open, end}, s[i] == '(')) {
            memset(sp->check->text + i, ' ', end + m - i);
            i = end + m;
        } else {
            i++;
        }
    }
}

/* Past "1. ", "(2) ", "- ", "• " at the start of a line. */
static size_t past_marker(const char *s, size_t start, size_t end)
{
    size_t i = start;
    while (i < end && (s[i] == ' ' || s[i] == '#' || s[i] == '>')) i++;
    size_t k = i;
    if (k < end && s[k] == '(') k++;
    size_t digits = k;
    while (k < end && is_digit(s[k])) k++;
    if (k > digits && k - digits <= 2 && k + 1 < end && (s[k] == '.' || s[k] == ')') &&
        s[k + 1] == ' ')
        return k + 1;
    if (i + 1 < end && (s[i] == '-' || s[i] == '*') && s[i + 1] == ' ') return i + 1;
    if (i + 3 < end && (!memcmp(s + i, "•", 3) || !memcmp(s + i, "、", 3))) return i + 3;
    return i;
}

static void add_claims(splitting *sp, size_t start, size_t end)
{
    const char *s = sp->check->text;
    start = past_marker(s, start, end);
    gk_span *spans;
    size_t count = gk_sentences(s + start, end - start, &spans);
    for (size_t i = 0; i < count; i++) {
        sp->claims = gk_grow(sp->claims, sp->count, &sp->capacity, sizeof *sp->claims);
        sp->claims[sp->count++] = (gk_claim){
            .span = {start + spans[i].start, start + spans[i].end},
            .cited = gk_arena_array(sp->check->arena, sp->check->source_count + 1, sizeof(bool))};
    }
    gk_free(spans);
}

/* Whether the line that ends at i ends what was said: the next begins something new. */
static bool line_ends(const char *s, size_t n, size_t start, size_t i)
{
    size_t end = i;
    while (end > start && is_space(s[end - 1])) end--;
    if (end == start) return true;
    char last = s[end - 1];
    size_t next = i + 1;
    while (next < n && s[next] == ' ') next++;
    if (next >= n || s[next] == '\n') return true;
    if (past_marker(s, i + 1, n) != next) return true;
    /* A wrapped line is long and goes on in lower case. */
    bool goes_on = (s[next] >= 'a' && s[next] <= 'z') ||
                   (end - start >= 60 && last != '.' && last != ':');
    return !goes_on;
}

static void split_sentences(splitting *sp)
{
    const char *s = sp->check->text;
    size_t n = strlen(s), start = 0;
    for (size_t i = 0; i <= n; i++) {
        if (i < n && (s[i] != '\n' || !line_ends(s, n, start, i))) continue;
        if (i > start) add_claims(sp, start, i);
        start = i + 1;
    }
}

static bool newline_between(const char *s, size_t from, size_t to)
{
    return to > from && memchr(s + from, '\n', to - from) != NULL;
}

/* The claim that a citation belongs to: the one it stands in or behind, else the next. */
static gk_claim *claim_of(splitting *sp, const citation *c)
{
    gk_claim *found = NULL;
    for (size_t i = 0; i < sp->count; i++) {
        gk_claim *claim = &sp->claims[i];
        if (claim->span.start < c->span.start) {
            found = claim;
        } else {
            if (!found || newline_between(sp->check->answer, found->span.end, c->span.start))
                found = claim;
            break;
        }
    }
    return found;
}

void gk_claims_find(gk_check *check)
{
    splitting sp = {.check = check};
    check->text = gk_arena_strdup(check->arena, check->answer);
    find_citations(&sp);
    split_sentences(&sp);
    for (size_t i = 0; i < sp.citation_count; i++) {
        gk_claim *claim = claim_of(&sp, &sp.citations[i]);
        if (!claim) continue;
        claim->cites = true;
        claim->unknown |= sp.citations[i].unknown;
        for (size_t k = 0; k < check->source_count; k++)
            claim->cited[k] |= sp.citations[i].cited[k];
    }
    for (char *c = check->text; *c; c++)
        if (*c == '\n' || *c == '\t' || *c == '\r') *c = ' ';
    for (size_t i = 0; i < sp.count; i++) {
        gk_claim *claim = &sp.claims[i];
        for (size_t k = 0; k < check->source_count && !claim->cites; k++) claim->cited[k] = true;
        gk_reading_read(check->reader, check->text, claim->span, check->arena, &claim->reading);
        claim->figure_count = gk_figures_find(check->text, claim->span, check->arena,
                                              &claim->figures);
        claim->matches = gk_arena_array(check->arena, claim->figure_count + 1,
                                        sizeof *claim->matches);
    }
    check->claims = gk_arena_keep(check->arena, sp.claims, sp.count, sizeof *sp.claims);
    check->claim_count = sp.count;
    gk_free(sp.citations);
}
