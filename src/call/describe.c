/* SPDX-License-Identifier: Apache-2.0
 *
 * describe - what stands behind a name: title and firm, parted by dashes, commas or parentheses.
 */
#include "call/parts.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What ends the name of a firm. */
static const char *const FIRM_ENDS[] = {
    "inc",  "inc.",    "corp",    "corp.",   "corporation", "co.",    "llc",     "ltd",
    "ltd.", "plc",     "limited", "n.v.",    "s.a.",        "ag",     "se",      "lp",
    "l.p.", "company", "llp",     "bancorp", "lllp",        "l.l.c.", "holdings"};

/* Where the next dash between two pieces stands, and how long it is; SIZE_MAX: none. */
static size_t find_dash(gk_piece p, size_t *length)
{
    static const char *const DASHES[] = {" -- ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "};
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < COUNT(DASHES); i++) {
        size_t at = gk_piece_find(p, DASHES[i]);
        if (at < best) {
            best = at;
            *length = strlen(DASHES[i]);
        }
    }
    return best;
}

static bool ends_in(gk_piece p, const char *const *list, size_t count)
{
    gk_piece word = gk_call_last_word(p);
    for (size_t i = 0; i < count; i++)
        if (gk_piece_is(word, list[i])) return true;
    return false;
}

static bool is_firm(gk_piece p) { return ends_in(p, FIRM_ENDS, COUNT(FIRM_ENDS)); }

/* "Analyst, Example Bank" and "CFO, Example Inc.": the comma that parts title and firm. */
static void describe_one(gk_piece p, gk_person *person)
{
    if (!gk_call_is_role(p)) {
        if (person->kind == GK_CALL_COMPANY && !is_firm(p)) {
            person->role = p;
        } else {
            person->firm = p;
        }
        return;
    }
    for (size_t i = 0; i < p.n; i++) {
        if (p.s[i] != ',') continue;
        gk_piece left = gk_piece_trim((gk_piece){p.s, i});
        gk_piece right = gk_piece_trim((gk_piece){p.s + i + 1, p.n - i - 1});
        bool asks = gk_piece_has_word(left, "analyst");
        if (right.n && gk_call_is_role(left) && !gk_call_is_role(right) &&
            (asks || is_firm(right))) {
            person->role = left;
            person->firm = right;
            return;
        }
    }
    person->role = p;
}

/* Two pieces with a dash between them, in either order. */
static void describe_two(gk_piece whole, gk_piece left, gk_piece right, gk_person *person)
{
    bool first = gk_call_is_role(left), second = gk_call_is_role(right);
    if (first == second && !first && is_firm(left) != is_firm(right)) {
        first = is_firm(right); /* a firm beside what is no known title */
        second = !first;
    }
    if (first == second) { /* two titles, or two parts of a firm */
        bool role = first || person->kind == GK_CALL_COMPANY;
        *(role ? &person->role : &person->firm) = whole;
        return;
    }
    person->role = first ? left : right;
    person->firm = first ? right : left;
}

void gk_call_describe(gk_piece piece, gk_person *person)
{
    piece = gk_piece_trim(piece);
    size_t length = 0, at = find_dash(piece, &length);
    if (at != SIZE_MAX) {
        size_t after = at + length;
        describe_two(piece, gk_piece_trim((gk_piece){piece.s, at}),
                     gk_piece_trim((gk_piece){piece.s + after, piece.n - after}), person);
    } else if (piece.n) {
        describe_one(piece, person);
    }
    if (person->kind == GK_CALL_UNKNOWN &&
        (gk_piece_has_word(person->role, "analyst") ||
         gk_piece_find(person->firm, "Research Division") != SIZE_MAX))
        person->kind = GK_CALL_ANALYST;
}

/* A name, or one of the words that stand for one. */
static bool take_name(gk_piece piece, gk_person *person)
{
    person->name = gk_piece_trim(piece);
    return gk_call_is_stand_in(person->name, &person->kind) || gk_call_is_name(person->name);
}

/* Cuts at the comma behind the name, past "Jr." and the like. */
static bool split_comma(gk_piece line, gk_person *person, gk_piece *rest)
{
    for (size_t i = 0; i < line.n; i++) {
        if (line.s[i] != ',') continue;
        gk_piece after = gk_call_after_suffix((gk_piece){line.s + i, line.n - i});
        size_t end = line.n - after.n;
        if (!take_name((gk_piece){line.s, end}, person)) return false;
        if (!after.n) return false; /* a suffix ended the line */
        *rest = gk_piece_trim((gk_piece){after.s + 1, after.n - 1});
        return rest->n > 0;
    }
    return false;
}

static bool split_parentheses(gk_piece line, gk_person *person, gk_piece *rest)
{
    size_t at = gk_piece_find(line, " (");
    if (at == SIZE_MAX || line.s[line.n - 1] != ')') return false;
    *rest = gk_piece_trim((gk_piece){line.s + at + 2, line.n - at - 3});
    return rest->n > 0 && take_name((gk_piece){line.s, at}, person);
}

static bool split_dash(gk_piece line, gk_person *person, gk_piece *rest)
{
    size_t length = 0, at = find_dash(line, &length);
    if (at == SIZE_MAX) return false;
    *rest = gk_piece_trim((gk_piece){line.s + at + length, line.n - at - length});
    return rest->n > 0 && take_name((gk_piece){line.s, at}, person);
}

bool gk_call_split(gk_piece line, unsigned marks, gk_person *person)
{
    typedef bool (*split_fn)(gk_piece, gk_person *, gk_piece *);
    static const struct {
        unsigned mark;
        split_fn split;
    } WAYS[] = {{GK_CALL_BY_DASH, split_dash},
                {GK_CALL_BY_COMMA, split_comma},
                {GK_CALL_BY_PARENTHESES, split_parentheses}};
    gk_call_kind kind = person->kind;
    for (size_t i = 0; i < COUNT(WAYS); i++) {
        gk_person found = {.kind = kind};
        gk_piece rest = {0};
        if (!(marks & WAYS[i].mark) || !WAYS[i].split(line, &found, &rest)) continue;
        gk_call_describe(rest, &found);
        *person = found;
        return true;
    }
    return false;
}
