/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of companies in running text: where one begins and ends, and how it is written there.
 */
#include "about/names.h"

#include <string.h>

enum { MOST_WORDS = 12, MOST_FORMS = 16 };

/* Small words within a name. */
static const char *const joints[] = {"of",  "and", "&",  "de",  "the",
                                     "for", "du",  "la", "del", "von"};
/* What stands before a name, in capitals, and is none of it. */
static const char *const before_names[] = {
    "today",   "yesterday", "about",    "since",   "when", "while", "in",   "on",    "at",
    "by",      "with",      "although", "as",      "from", "to",    "if",   "and",   "of",
    "for",     "contact",   "source",   "welcome", "both", "that",  "this", "under", "but",
    "because", "like",      "shares",   "or",      "via",  "&"};
/* Words that end with a full stop within a name. */
static const char *const abbreviations[] = {
    "inc.", "co.",  "corp.", "ltd.", "st.",   "u.s.",   "cos.", "bros.", "n.v.", "s.a.",
    "jr.",  "l.p.", "plc.",  "mfg.", "intl.", "int'l.", "dr.",  "mt.",   "ft.",  "no."};

static bool listed(const char *const *list, size_t count, const char *s, size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == n && memcmp(list[i], s, n) == 0) return true;
    return false;
}
#define LISTED(list, s, n) listed(list, sizeof(list) / sizeof *(list), s, n)

static bool is_capital(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Whether a word of the flow may stand in a name: it begins in capitals, or joins, or is written
 * like "eBay". */
static bool may_stand(const flow *f, size_t start, size_t end)
{
    if (LISTED(joints, f->text + start, end - start)) return true;
    if (is_capital(f->text[start])) return true;
    bool word = f->text[start] >= 'a' && f->text[start] <= 'z';
    return word && end - start > 2 && f->text[start + 1] >= 'A' && f->text[start + 1] <= 'Z';
}

/* Whether the word [start, end) ends a sentence or a clause, so that no name goes over it. */
static bool ends_clause(const flow *f, size_t start, size_t end, bool form_follows)
{
    char last = f->text[end - 1];
    if (last == ',') return !form_follows;
    if (last == '.') {
        bool initials = end - start == 2 || (end - start >= 4 && f->text[end - 3] == '.');
        return !initials && !LISTED(abbreviations, f->lower + start, end - start);
    }
    return strchr(":;)\"?!]", last) != NULL;
}

/* Whether it is a legal form, which may be in lower case: "plc". */
static bool form_word(const flow *f, size_t start, size_t end)
{
    char text[24];
    if (end - start >= sizeof text) return false;
    memcpy(text, f->text + start, end - start);
    text[end - start] = '\0';
    return name_has_form(text);
}

/* Past words that only lead to a name. */
static size_t past_leaders(const flow *f, size_t start, size_t end)
{
    while (start < end) {
        size_t stop = start;
        while (stop < end && f->text[stop] != ' ') stop++;
        if (!LISTED(before_names, f->lower + start, stop - start)) break;
        start = stop < end ? stop + 1 : end;
    }
    return start;
}

size_t name_before(const flow *f, size_t end)
{
    while (end && f->text[end - 1] == ' ') end--;
    size_t start = end;
    bool form_follows = false;
    for (int words = 0; words < MOST_WORDS && start > 0; words++) {
        size_t stop = start;
        while (stop && f->text[stop - 1] == ' ') stop--;
        size_t first = stop;
        while (first && f->text[first - 1] != ' ') first--;
        if (first == stop) break;
        if (stop != end && ends_clause(f, first, stop, form_follows)) break;
        size_t glued = stop; /* "(BUSINESS WIRE)--Johnson" */
        while (glued > first && !strchr("-()[]/\"", f->text[glued - 1])) glued--;
        bool dash = glued > first && (glued - first < 2 || f->text[glued - 2] == '-' ||
                                      strchr("()[]\"", f->text[glued - 1]) != NULL);
        if (dash) {
            if (glued < stop && may_stand(f, glued, stop)) start = glued;
            break;
        }
        if (!may_stand(f, first, stop) && !form_word(f, first, stop)) break;
        form_follows = form_word(f, first, stop);
        start = first;
    }
    size_t last = end;
    while (last > start && f->text[last - 1] != ' ') last--;
    if (LISTED(joints, f->text + last, end - last)) return end;
    return past_leaders(f, start, end);
}

size_t name_after(const flow *f, size_t start)
{
    size_t end = start, at = start;
    for (int words = 0; words < MOST_WORDS && at < f->n; words++) {
        size_t stop = at;
        while (stop < f->n && f->text[stop] != ' ' && !strchr("()\"[]", f->text[stop])) stop++;
        if (stop == at || (!may_stand(f, at, stop) && !form_word(f, at, stop))) break;
        bool joint = LISTED(joints, f->text + at, stop - at);
        if (!joint) end = stop;
        if (stop >= f->n || f->text[stop] != ' ') break;
        size_t next = stop + 1, next_end = next;
        while (next_end < f->n && f->text[next_end] != ' ' && !strchr("()\"[]", f->text[next_end]))
            next_end++;
        if (!joint && ends_clause(f, at, stop, form_word(f, next, next_end))) break;
        at = next;
    }
    while (end > start && strchr(",;:.", f->text[end - 1])) {
        size_t first = end;
        while (first > start && f->text[first - 1] != ' ') first--;
        bool keep = f->text[end - 1] == '.' && !ends_clause(f, first, end, false);
        if (keep) break;
        end--;
    }
    return end;
}

/* Where the legal form that follows byte `end` of a name ends; `end` where none does. */
static size_t form_after(const flow *f, size_t end)
{
    for (;;) {
        size_t start = end;
        if (start < f->n && f->text[start] == ',') start++;
        if (start >= f->n || f->text[start] != ' ') return end;
        start++;
        size_t stop = start;
        while (stop < f->n && !strchr(" ,;:()\"[]'", f->text[stop])) stop++;
        size_t bare = stop;
        bool sentence = stop > start && f->text[stop - 1] == '.' &&
                        ends_clause(f, start, stop, false);
        if (sentence) bare--;
        if (bare == start || !form_word(f, start, bare)) return end;
        end = bare;
    }
}

char *name_completed(const flow *f, const char *name)
{
    size_t n = strlen(name);
    char *plain = gk_arena_strdup(f->arena, name);
    if (!n || name_has_form(name)) return plain;
    for (size_t at = 0; at < f->n; at += n) {
        const char *found = memmem(f->text + at, f->n - at, name, n);
        if (!found) break;
        at = (size_t)(found - f->text);
        size_t end = form_after(f, at + n);
        if (end == at + n || (at && flow_is_word(f->text[at - 1]))) continue;
        return gk_arena_strndup(f->arena, f->text + at, end - at);
    }
    return plain;
}

bool name_in_capitals(const char *name)
{
    size_t small = 0, large = 0;
    for (const char *s = name; *s; s++) {
        if (*s >= 'a' && *s <= 'z') small++;
        if (*s >= 'A' && *s <= 'Z') large++;
    }
    return large >= 2 && small * 4 < large;
}

typedef struct spelling {
    size_t at, count;
} spelling;

static void count_spelling(const flow *f, spelling *list, size_t *used, size_t at, size_t n)
{
    for (size_t i = 0; i < *used; i++) {
        if (memcmp(f->text + list[i].at, f->text + at, n) != 0) continue;
        list[i].count++;
        return;
    }
    if (*used < MOST_FORMS) list[(*used)++] = (spelling){at, 1};
}

char *name_restored(const flow *f, const char *name)
{
    size_t n = strlen(name), used = 0;
    if (!n || !name_in_capitals(name)) return gk_arena_strdup(f->arena, name);
    char *lower = gk_arena_strdup(f->arena, name);
    flow_lower(lower);
    spelling list[MOST_FORMS];
    for (size_t at = 0; (at = flow_find(f, at, f->n, lower)) != FLOW_NONE; at += n) {
        char *text = gk_arena_strndup(f->arena, f->text + at, n);
        bool word = is_capital(*text) || *text == *name;
        if (word && !name_in_capitals(text)) count_spelling(f, list, &used, at, n);
    }
    size_t best = 0;
    for (size_t i = 1; i < used; i++)
        if (list[i].count > list[best].count) best = i;
    return gk_arena_strndup(f->arena, used ? f->text + list[best].at : name, n);
}
