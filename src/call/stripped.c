/* SPDX-License-Identifier: Apache-2.0
 *
 * stripped - transcripts from which the speakers were taken: only what is said tells that it is a
 * call, and where the questions begin.
 */
#include "call/reading.h"

#include <string.h>

/* No call is that long, so longer texts are spared the search. */
enum { LINES_MOST = 4000 };

static bool is_text(const gk_call_line *line) { return line->kind == GK_CALL_LINE_TEXT; }

static void add(gk_call *call, const gk_call_lines *lines, size_t first, size_t last,
                gk_call_part part)
{
    while (first <= last && !is_text(&lines->lines[first])) first++;
    while (last > first && !is_text(&lines->lines[last])) last--;
    if (first > last) return;
    char *nobody = gk_arena_strdup(call->arena, "");
    call->turns[call->count++] = (gk_turn){.speaker = nobody,
                                           .role = nobody,
                                           .firm = nobody,
                                           .part = part,
                                           .page = lines->lines[first].page,
                                           .first_line = lines->lines[first].line,
                                           .last_page = lines->lines[last].page,
                                           .last_line = lines->lines[last].line};
}

/* Kinds of cues that make a call: that the call is handed over, or that the operator is spoken to,
 * and one thing more that is said in calls. */
static bool shows_call(unsigned kinds)
{
    enum { OVER = 1, OPERATOR = 16, OTHERS = 2 | 4 | 8 };
    if (kinds & (OVER | OPERATOR)) return (kinds & OTHERS) || (kinds & OVER && kinds & OPERATOR);
    return false;
}

/* The line that hands over to the questions: the first sure one, else the first likely one;
 * SIZE_MAX where there is none. At the top of a call questions are only announced. */
static size_t find_handoff(const gk_call_lines *lines)
{
    enum { TOP = 4 }; /* a quarter */
    size_t likely = SIZE_MAX;
    for (size_t i = lines->count / TOP + 1; i < lines->count; i++) {
        if (!is_text(&lines->lines[i])) continue;
        gk_cue cue = gk_cue_questions(lines->lines[i].text);
        if (cue == GK_CUE_SURE) return i;
        if (cue == GK_CUE_LIKELY && likely == SIZE_MAX) likely = i;
    }
    return likely;
}

/* A handoff takes several sentences: the last of those that stand together. */
static size_t last_of_handoff(const gk_call_lines *lines, size_t handoff)
{
    enum { WITHIN = 3 };
    for (size_t i = handoff + 1; i < lines->count && i <= handoff + WITHIN; i++)
        if (is_text(&lines->lines[i]) && gk_cue_questions(lines->lines[i].text)) handoff = i;
    return handoff;
}

void gk_reading_stripped(const gk_call_lines *lines, gk_call *call)
{
    unsigned kinds = 0;
    if (!lines->count || lines->count > LINES_MOST) return;
    size_t handoff = find_handoff(lines), last = lines->count - 1;
    for (size_t i = 0; i < lines->count && handoff == SIZE_MAX; i++)
        if (is_text(&lines->lines[i])) kinds |= gk_cue_kinds(lines->lines[i].text);
    if (handoff == SIZE_MAX && !shows_call(kinds)) return;
    call->turns = gk_arena_array(call->arena, 2, sizeof *call->turns);
    if (handoff == SIZE_MAX) {
        add(call, lines, 0, last, GK_CALL_PART_UNKNOWN);
        return;
    }
    handoff = last_of_handoff(lines, handoff);
    add(call, lines, 0, handoff, GK_CALL_REMARKS);
    if (handoff < last) add(call, lines, handoff + 1, last, GK_CALL_QUESTIONS);
}
