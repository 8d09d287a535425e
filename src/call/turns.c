/* SPDX-License-Identifier: Apache-2.0
 *
 * turns - what is known of each turn once all are found: the part it stands in, and what one turn
 * or the operator says of the speaker of another.
 */
#include "call/reading.h"

#include <string.h>

/* What the company's people are called and analysts are not. */
static const char *const OFFICERS[] = {"chief",
                                       "ceo",
                                       "cfo",
                                       "coo",
                                       "cto",
                                       "founder",
                                       "investor relations",
                                       "chairman",
                                       "chairwoman",
                                       "treasurer",
                                       "controller",
                                       "co-founder"};

/* The text of turn i, lines joined, as far as it matters for cues. */
static gk_piece turn_text(const gk_reading *r, size_t i)
{
    enum { BYTES = 1500 };
    gk_string text = {0};
    for (size_t k = r->openings.items[i].line; k <= r->last[i] && text.length < BYTES; k++) {
        gk_piece line = r->lines.lines[k].text;
        gk_string_append(&text, line.s, line.n < BYTES ? line.n : BYTES);
        gk_string_append(&text, " ", 1);
    }
    gk_piece piece = {gk_arena_strndup(r->scratch, text.data, text.length), text.length};
    gk_string_free(&text);
    return piece;
}

/* The part that the headings give each turn; whether one of them opens the questions. */
static bool parts_by_headings(const gk_reading *r, gk_call_part *parts)
{
    gk_call_part part = GK_CALL_PART_UNKNOWN;
    size_t next = 0;
    bool questions = false;
    for (size_t i = 0; i < r->lines.count && next < r->openings.count; i++) {
        if (r->lines.lines[i].kind == GK_CALL_LINE_SECTION) part = r->lines.lines[i].part;
        if (r->openings.items[next].line != i) continue;
        questions |= part == GK_CALL_QUESTIONS;
        parts[next++] = part;
    }
    return questions;
}

/* Whether turn i begins the questions: the operator calls up who asks first, or somebody asks. */
static bool begins_questions(const gk_reading *r, size_t i)
{
    const gk_person *person = &r->openings.items[i].person;
    if (person->kind == GK_CALL_ANALYST) return true;
    if (person->kind != GK_CALL_OPERATOR) return false;
    gk_piece text = turn_text(r, i);
    gk_person caller;
    return gk_cue_questions(text) || gk_cue_caller(text, &caller);
}

/* The turn with which the questions begin though no heading says so; how many turns there are
 * where none does. In a call somebody of the company speaks before. */
static size_t first_question(const gk_reading *r)
{
    bool spoken = r->layout == GK_CALL_MINUTES;
    size_t i = 0;
    for (; i < r->openings.count; i++) {
        if (spoken && begins_questions(r, i)) return i;
        spoken = spoken || r->openings.items[i].person.kind != GK_CALL_OPERATOR;
    }
    return i;
}

static void find_parts(const gk_reading *r, gk_call_part *parts)
{
    size_t first = 0, count = r->openings.count;
    if (parts_by_headings(r, parts)) {
        while (parts[first] != GK_CALL_QUESTIONS) first++;
    } else {
        first = first_question(r);
        if (first == count) return;
        for (size_t i = first; i < count; i++) parts[i] = GK_CALL_QUESTIONS;
    }
    for (size_t i = 0; i < first; i++) parts[i] = GK_CALL_REMARKS;
}

static bool is_officer(gk_piece role)
{
    for (size_t i = 0; i < sizeof OFFICERS / sizeof *OFFICERS; i++)
        if (gk_piece_has_word(role, OFFICERS[i])) return true;
    return false;
}

/* What the operator says in turn i of who speaks next. */
static void hear_operator(const gk_reading *r, size_t i)
{
    gk_person *asks = &r->openings.items[i + 1].person, caller;
    if (asks->kind == GK_CALL_OPERATOR || asks->kind == GK_CALL_COMPANY) return;
    if (!gk_cue_caller(turn_text(r, i), &caller)) return;
    bool nameless = asks->name.n == 0 && asks->kind == GK_CALL_ANALYST;
    if (!nameless && !gk_call_same_name(asks->name, caller.name)) return;
    if (nameless) asks->name = caller.name;
    if (!asks->firm.n) asks->firm = caller.firm;
    asks->kind = GK_CALL_ANALYST;
}

static void lend(gk_person *to, const gk_person *from)
{
    if (to->kind == GK_CALL_UNKNOWN) to->kind = from->kind;
    if (!to->role.n) to->role = from->role;
    if (!to->firm.n) to->firm = from->firm;
}

/* Tells each turn what any other turn of the same speaker says of him. */
static void share(gk_reading *r)
{
    for (size_t i = 0; i < r->openings.count; i++)
        for (size_t k = 0; k < r->openings.count; k++) {
            gk_person *a = &r->openings.items[i].person, *b = &r->openings.items[k].person;
            if (i != k && gk_call_same_name(a->name, b->name)) lend(a, b);
        }
}

static void find_kinds(gk_reading *r, const gk_call_part *parts)
{
    size_t count = r->openings.count;
    for (size_t i = 0; i < count; i++) {
        gk_person *person = &r->openings.items[i].person;
        if (person->kind == GK_CALL_UNKNOWN && is_officer(person->role))
            person->kind = GK_CALL_COMPANY;
        if (person->kind == GK_CALL_UNKNOWN && parts[i] == GK_CALL_REMARKS)
            person->kind = GK_CALL_COMPANY;
    }
    for (size_t i = 0; i + 1 < count; i++)
        if (r->openings.items[i].person.kind == GK_CALL_OPERATOR) hear_operator(r, i);
    share(r);
}

void gk_reading_turns(gk_reading *r, gk_call *call)
{
    size_t count = r->openings.count;
    gk_call_part *parts = gk_alloc_array(count + 1, sizeof *parts);
    find_parts(r, parts);
    find_kinds(r, parts);
    call->turns = gk_arena_array(call->arena, count, sizeof *call->turns);
    for (size_t i = 0; i < count; i++) {
        const gk_person *person = &r->openings.items[i].person;
        const gk_call_line *first = &r->lines.lines[r->openings.items[i].line];
        const gk_call_line *last = &r->lines.lines[r->last[i]];
        call->turns[call->count++] = (gk_turn){
            .speaker = gk_piece_copy(call->arena, person->name),
            .role = gk_piece_copy(call->arena, person->role),
            .firm = gk_piece_copy(call->arena, person->firm),
            .kind = person->kind,
            .part = parts[i],
            .page = first->page,
            .first_line = first->line,
            .last_page = last->page,
            .last_line = last->line,
        };
    }
    gk_free(parts);
}
