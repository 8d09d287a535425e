/* SPDX-License-Identifier: Apache-2.0
 *
 * call - from a document's lines to turns: the layout whose openings are the most, the turns
 * between them, and whether the text shows a call at all.
 */
#include "call/parts.h"
#include "call/reading.h"

#include <string.h>

enum {
    EVIDENCE = 3,    /* points that make a call (evidence below) */
    TURNS_LEAST = 3, /* with something said */
    TURNS_MOST = 2000,
    LINES_MOST = 20000, /* a call of several hours has some thousand */
    UNSURE_MOST = 400   /* names with nothing but their look: beyond it is no transcript */
};

const char *gk_call_kind_name(gk_call_kind kind)
{
    static const char *const NAMES[] = {"unknown", "operator", "company", "analyst"};
    return NAMES[kind];
}

const char *gk_call_part_name(gk_call_part part)
{
    static const char *const NAMES[] = {"unknown", "remarks", "questions"};
    return NAMES[part];
}

/* Whether the text introduces name: "the line of Jane Roe", "over to Jane Roe", "Ms. Jane Roe". */
static bool introduced(const gk_call_lines *lines, gk_piece name)
{
    static const char *const WORDS[] = {"to", "from", "line of", "with", "by", "mr.", "ms.", "dr."};
    char text[96];
    if (name.n > 64 || memchr(name.s, 0, name.n)) return false;
    for (size_t w = 0; w < sizeof WORDS / sizeof *WORDS; w++) {
        snprintf(text, sizeof text, "%s %.*s", WORDS[w], (int)name.n, name.s);
        for (size_t i = 0; i < lines->count; i++)
            if (gk_piece_find(lines->lines[i].text, text) != SIZE_MAX) return true;
    }
    return false;
}

static bool speaks_again(const gk_openings *list, size_t i)
{
    gk_piece name = list->items[i].person.name;
    for (size_t k = 0; k < list->count; k++)
        if (k != i && gk_call_same_name(list->items[k].person.name, name)) return true;
    return false;
}

/* Takes out the openings for which nothing speaks but the look of a name. */
static void drop_unsure(const gk_call_lines *lines, gk_openings *list)
{
    size_t unsure = 0, kept = 0;
    for (size_t i = 0; i < list->count; i++) unsure += !list->items[i].sure;
    bool *keep = gk_alloc_array(list->count + 1, sizeof *keep);
    for (size_t i = 0; i < list->count; i++)
        keep[i] = list->items[i].sure ||
                  (unsure <= UNSURE_MOST &&
                   (speaks_again(list, i) || introduced(lines, list->items[i].person.name)));
    for (size_t i = 0; i < list->count; i++)
        if (keep[i]) list->items[kept++] = list->items[i];
    gk_free(keep);
    list->count = kept;
}

static gk_openings collect(gk_call_layout layout, const gk_call_lines *lines,
                           const gk_people *people)
{
    gk_openings list = {0};
    gk_opening o;
    for (size_t i = 0; i < lines->count; i++) {
        if (!gk_call_opens(layout, lines, people, i, &o)) continue;
        list.items = gk_grow(list.items, list.count, &list.capacity, sizeof *list.items);
        list.items[list.count++] = o;
        if (o.lines) i += o.lines - 1;
    }
    drop_unsure(lines, &list);
    return list;
}

/* The openings of the layout that has the most. */
static gk_openings best_openings(const gk_call_lines *lines, const gk_people *people,
                                 gk_call_layout *layout)
{
    gk_openings best = {0};
    for (int i = 0; i < GK_CALL_LAYOUTS; i++) {
        if (i == GK_CALL_MINUTES && !gk_minutes_shown(lines)) continue;
        gk_openings list = collect((gk_call_layout)i, lines, people);
        if (list.count > best.count) {
            gk_openings other = best;
            best = list;
            list = other;
            *layout = (gk_call_layout)i;
        }
        gk_free(list.items);
    }
    return best;
}

/* A row of dots ends a turn; what stands below it is the page's. */
static bool is_dots(const gk_call_line *line)
{
    enum { LEAST = 20 };
    return line->kind == GK_CALL_LINE_RULE && line->text.n >= LEAST && line->text.s[0] == '.';
}

static bool ends_turn(const gk_call_line *line)
{
    gk_call_line_kind kind = line->kind;
    if (is_dots(line)) return true;
    return kind == GK_CALL_LINE_SECTION || kind == GK_CALL_LINE_PEOPLE || kind == GK_CALL_LINE_END;
}

/* The last line with text of the turn that opens at o, before `stop`. */
static size_t last_of(const gk_call_lines *lines, const gk_opening *o, size_t stop)
{
    size_t last = o->line + (o->lines ? o->lines - 1 : 0);
    for (size_t i = last + 1; i < stop && !ends_turn(&lines->lines[i]); i++)
        if (lines->lines[i].kind == GK_CALL_LINE_TEXT) last = i;
    return last;
}

static void make_spans(gk_reading *r)
{
    for (size_t i = 0; i < r->openings.count; i++) {
        size_t stop = i + 1 < r->openings.count ? r->openings.items[i + 1].line : r->lines.count;
        r->last[i] = last_of(&r->lines, &r->openings.items[i], stop);
    }
}

static bool says_something(const gk_reading *r, size_t i)
{
    const gk_opening *o = &r->openings.items[i];
    return o->lines == 0 || r->last[i] > o->line + o->lines - 1;
}

static bool is_operator(const gk_opening *o) { return o->person.kind == GK_CALL_OPERATOR; }

static bool is_cue(gk_piece text)
{
    gk_person caller;
    return gk_cue_kinds(text) || gk_cue_caller(text, &caller);
}

/* Points for what only a transcript has: an operator, a heading for the questions, numbered
 * turns; half as much for a list of people, a heading for the remarks, talk of "this call". */
static int evidence(const gk_reading *r)
{
    bool operator_speaks = false, questions = false, remarks = false, cues = false;
    for (size_t i = 0; i < r->openings.count; i++)
        operator_speaks |= is_operator(&r->openings.items[i]) && says_something(r, i);
    for (size_t i = 0; i < r->lines.count; i++) {
        const gk_call_line *line = &r->lines.lines[i];
        questions |= line->part == GK_CALL_QUESTIONS;
        remarks |= line->part == GK_CALL_REMARKS;
        cues = cues || (line->kind == GK_CALL_LINE_TEXT && is_cue(line->text));
    }
    return 2 * operator_speaks + 2 * questions + 2 * (r->layout == GK_CALL_STREET) +
           (r->people.count > 1) + remarks + cues;
}

/* Whether the turns hold most of what is said. */
static bool covers(const gk_reading *r)
{
    size_t text = 0, inside = 0;
    for (size_t i = 0; i < r->lines.count; i++) text += r->lines.lines[i].kind == GK_CALL_LINE_TEXT;
    for (size_t i = 0; i < r->openings.count; i++)
        for (size_t k = r->openings.items[i].line; k <= r->last[i]; k++)
            inside += r->lines.lines[k].kind == GK_CALL_LINE_TEXT;
    return 2 * inside >= text;
}

/* Whether questions are answered in minutes: each side speaks twice at least. */
static bool is_exchange(const gk_reading *r)
{
    size_t asks = 0, answers = 0;
    for (size_t i = 0; i < r->openings.count; i++) {
        asks += r->openings.items[i].person.kind == GK_CALL_ANALYST;
        answers += r->openings.items[i].person.kind == GK_CALL_COMPANY;
    }
    return asks >= 2 && answers >= 2;
}

static bool same_speaker(const gk_opening *a, const gk_opening *b)
{
    gk_piece x = a->person.name, y = b->person.name;
    return a->person.kind == b->person.kind && x.n == y.n && (!x.n || memcmp(x.s, y.s, x.n) == 0);
}

static bool is_transcript(const gk_reading *r)
{
    size_t said = 0;
    bool several = false;
    for (size_t i = 0; i < r->openings.count; i++) {
        said += says_something(r, i);
        several |= !same_speaker(&r->openings.items[0], &r->openings.items[i]);
    }
    if (said < TURNS_LEAST || r->openings.count > TURNS_MOST || !several ||
        2 * said < r->openings.count)
        return false;
    if (r->layout == GK_CALL_MINUTES) return is_exchange(r);
    return covers(r) && evidence(r) >= EVIDENCE;
}

/* Whether anything in the lines could make a transcript: spares long reports the search. */
static bool worth_reading(const gk_call_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const gk_call_line *line = &lines->lines[i];
        if (line->part == GK_CALL_QUESTIONS) return true;
        if (line->kind != GK_CALL_LINE_TEXT) continue;
        gk_piece text = line->text;
        char first = (char)(text.s[0] | 32);
        if ((first == 'o' && gk_piece_starts(text, "operator")) ||
            (first == 'm' && gk_piece_starts(text, "moderator")) ||
            (first == 'c' &&
             (gk_piece_starts(text, "conference ") || gk_piece_starts(text, "coordinator"))))
            return true;
        if (text.s[text.n - 1] == ']' && memchr(text.s, '[', text.n)) return true;
    }
    return gk_minutes_shown(lines);
}

static void read_turns(gk_reading *r, gk_call *call)
{
    gk_people_read(&r->lines, &r->people);
    r->openings = best_openings(&r->lines, &r->people, &r->layout);
    r->last = gk_alloc_array(r->openings.count + 1, sizeof *r->last);
    make_spans(r);
    if (is_transcript(r)) gk_reading_turns(r, call);
}

gk_call *gk_call_find(const gk_document *document)
{
    gk_call *call = gk_alloc(sizeof *call);
    call->arena = gk_arena_new();
    gk_arena *scratch = gk_arena_new();
    gk_reading r = {.scratch = scratch};
    gk_call_lines_read(document, scratch, &r.lines);
    bool short_enough = r.lines.count <= LINES_MOST;
    if (short_enough && worth_reading(&r.lines)) read_turns(&r, call);
    if (short_enough && !call->count) gk_reading_stripped(&r.lines, call);
    gk_free(r.last);
    gk_free(r.openings.items);
    gk_free(r.people.people);
    gk_arena_free(scratch);
    return call;
}

void gk_call_free(gk_call *call)
{
    if (!call) return;
    gk_arena_free(call->arena);
    gk_free(call);
}
