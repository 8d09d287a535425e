/* SPDX-License-Identifier: Apache-2.0
 *
 * openings - the lines that open a turn, layout by layout (call.h).
 */
#include "call/parts.h"

#include <string.h>

enum { LONGEST = 160, LONGEST_STREET = 320, COLON_WITHIN = 110 };

/* Lends what the lists know to what the line says. */
static bool complete(const gk_people *people, gk_person *person)
{
    const gk_person *known = gk_people_find(people, person->name);
    if (!known) return false;
    if (!person->role.n) person->role = known->role;
    if (!person->firm.n) person->firm = known->firm;
    if (person->kind == GK_CALL_UNKNOWN) person->kind = known->kind;
    return true;
}

/* "Operator" alone or before a colon, in any layout. */
static bool stand_in(gk_piece text, gk_opening *out)
{
    enum { WITHIN = 44 };
    const char *at = text.n ? memchr(text.s, ':', text.n < WITHIN ? text.n : WITHIN) : NULL;
    gk_piece head = at ? gk_piece_trim((gk_piece){text.s, (size_t)(at - text.s)}) : text;
    if (!gk_call_is_stand_in(head, &out->person.kind)) return false;
    out->person.name = head;
    out->lines = at && at + 1 < text.s + text.n ? 0 : 1;
    out->sure = true;
    return true;
}

static bool dash(const gk_call_lines *lines, const gk_people *people, size_t i, gk_opening *out)
{
    gk_piece text = lines->lines[i].text;
    if (stand_in(text, out)) return true;
    if (text.n > LONGEST || gk_call_ends_sentence(text)) return false;
    if (!gk_call_split(text, GK_CALL_BY_DASH, &out->person)) return false;
    bool known = complete(people, &out->person);
    out->sure = known || gk_call_is_role(out->person.role);
    return out->sure;
}

/* The number in brackets at the line's end; takes it away. */
static bool take_number(gk_piece *text)
{
    size_t n = text->n, digits = 0;
    if (n < 3 || text->s[n - 1] != ']') return false;
    for (n--; n && text->s[n - 1] >= '0' && text->s[n - 1] <= '9'; n--) digits++;
    if (!digits || digits > 4 || !n || text->s[n - 1] != '[') return false;
    *text = gk_piece_trim((gk_piece){text->s, n - 1});
    return text->n > 0;
}

static bool street(const gk_call_lines *lines, const gk_people *people, size_t i, gk_opening *out)
{
    gk_piece text = lines->lines[i].text;
    if (text.n > LONGEST_STREET || !take_number(&text)) return false;
    out->sure = true;
    if (stand_in(text, out)) return true;
    if (!gk_call_split(text, GK_CALL_BY_COMMA | GK_CALL_BY_DASH, &out->person)) {
        if (!gk_call_is_name(text)) return false;
        out->person.name = text;
    }
    complete(people, &out->person);
    return true;
}

/* The mark "Q" or "A" in a column of its own at the line's end; takes it away. */
static gk_call_kind take_mark(gk_piece *text)
{
    gk_piece cells[3];
    size_t count = gk_piece_cells(*text, cells, 3);
    if (count != 2) return GK_CALL_UNKNOWN;
    bool asks = gk_piece_is(cells[1], "Q"), answers = gk_piece_is(cells[1], "A");
    if (asks || answers) *text = cells[0];
    return asks ? GK_CALL_ANALYST : answers ? GK_CALL_COMPANY : GK_CALL_UNKNOWN;
}

/* The same before a name: "Q - Jane Roe". */
static gk_call_kind take_prefix(gk_piece *text)
{
    static const struct {
        const char *text;
        gk_call_kind kind;
    } PREFIXES[] = {
        {"Q - ", GK_CALL_ANALYST},
        {"A - ", GK_CALL_COMPANY},
        {"Q \xE2\x80\x93 ", GK_CALL_ANALYST},
        {"A \xE2\x80\x93 ", GK_CALL_COMPANY},
        {"Question \xE2\x80\x93 ", GK_CALL_ANALYST},
        {"Answer \xE2\x80\x93 ", GK_CALL_COMPANY},
        {"Question - ", GK_CALL_ANALYST},
        {"Answer - ", GK_CALL_COMPANY},
    };
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (gk_piece_starts(*text, PREFIXES[i].text)) {
            size_t n = strlen(PREFIXES[i].text);
            *text = gk_piece_trim((gk_piece){text->s + n, text->n - n});
            return PREFIXES[i].kind;
        }
    return GK_CALL_UNKNOWN;
}

static bool equal(gk_piece a, gk_piece b)
{
    return a.n && a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

/* The line below a bare name, where it is the title. */
static bool take_title(const gk_call_lines *lines, const gk_people *people, size_t i,
                       gk_opening *out)
{
    if (i >= lines->count || lines->lines[i].kind != GK_CALL_LINE_TEXT) return false;
    gk_piece text = lines->lines[i].text;
    if (text.n > LONGEST) return false;
    gk_call_kind mark = take_mark(&text);
    if (gk_call_ends_sentence(text)) return false;
    const gk_person *known = gk_people_find(people, out->person.name);
    bool same = known && (equal(text, known->firm) || equal(text, known->role));
    if (mark == GK_CALL_UNKNOWN && !same && !gk_call_is_role(text)) return false;
    if (mark != GK_CALL_UNKNOWN) out->person.kind = mark;
    gk_call_describe(text, &out->person);
    out->sure = out->sure || mark != GK_CALL_UNKNOWN;
    return true;
}

/* Whether line i is no part of a sentence that goes on from the line above or in the one below. */
static bool stands_alone(const gk_call_lines *lines, size_t i)
{
    const gk_call_line *above = i ? &lines->lines[i - 1] : NULL;
    const gk_call_line *below = i + 1 < lines->count ? &lines->lines[i + 1] : NULL;
    if (above && above->kind == GK_CALL_LINE_TEXT && !gk_call_ends_sentence(above->text))
        return false;
    return !below || !below->text.n || below->text.s[0] < 'a' || below->text.s[0] > 'z';
}

static bool bare(const gk_call_lines *lines, const gk_people *people, size_t i, gk_opening *out)
{
    gk_piece text = lines->lines[i].text;
    if (stand_in(text, out)) return true;
    if (text.n > LONGEST) return false;
    gk_call_kind mark = take_prefix(&text);
    if (mark == GK_CALL_UNKNOWN) mark = take_mark(&text);
    gk_call_kind kind = GK_CALL_UNKNOWN;
    if (!gk_call_is_stand_in(text, &kind) && !gk_call_is_name(text)) return false;
    out->person = (gk_person){.name = text, .kind = mark != GK_CALL_UNKNOWN ? mark : kind};
    out->sure = mark != GK_CALL_UNKNOWN || kind != GK_CALL_UNKNOWN;
    bool title = take_title(lines, people, i + 1, out);
    out->lines = title ? 2 : 1;
    bool known = complete(people, &out->person);
    out->sure = out->sure || known;
    return title || (out->sure && stands_alone(lines, i));
}

/* What stands before a colon: "Q", "Q - Jane Roe", "JANE ROE", "Jane Roe (CFO)". */
static bool colon_head(gk_piece head, const gk_people *people, gk_opening *out)
{
    static const struct {
        const char *text;
        gk_call_kind kind;
    } MARKS[] = {{"Q", GK_CALL_ANALYST},
                 {"A", GK_CALL_COMPANY},
                 {"Question", GK_CALL_ANALYST},
                 {"Answer", GK_CALL_COMPANY}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (gk_piece_is(head, MARKS[i].text)) {
            out->person = (gk_person){.kind = MARKS[i].kind};
            out->sure = true;
            return true;
        }
    if (stand_in(head, out)) return true;
    gk_call_kind mark = take_prefix(&head);
    unsigned marks = GK_CALL_BY_DASH | GK_CALL_BY_COMMA | GK_CALL_BY_PARENTHESES;
    out->person.kind = mark;
    if (!gk_call_split(head, marks, &out->person)) {
        if (!gk_call_is_name(head)) return false;
        out->person = (gk_person){.name = head, .kind = mark};
    }
    bool known = complete(people, &out->person);
    out->sure = known || mark != GK_CALL_UNKNOWN || gk_call_is_role(out->person.role);
    return true;
}

static bool colon(const gk_call_lines *lines, const gk_people *people, size_t i, gk_opening *out)
{
    gk_piece text = lines->lines[i].text;
    size_t within = text.n < COLON_WITHIN ? text.n : COLON_WITHIN;
    const char *at = memchr(text.s, ':', within);
    if (!at || at == text.s) return false;
    gk_piece head = gk_piece_trim((gk_piece){text.s, (size_t)(at - text.s)});
    size_t after = (size_t)(at - text.s) + 1;
    if (after < text.n && text.s[after] != ' ' && text.s[after] != '\t') return false;
    if (!colon_head(head, people, out)) return false;
    out->lines = after < text.n ? 0 : 1;
    return true;
}

bool gk_call_opens(gk_call_layout layout, const gk_call_lines *lines, const gk_people *people,
                   size_t i, gk_opening *out)
{
    typedef bool (*opens_fn)(const gk_call_lines *, const gk_people *, size_t, gk_opening *);
    static const opens_fn OPENS[GK_CALL_LAYOUTS] = {[GK_CALL_DASH] = dash,
                                                    [GK_CALL_STREET] = street,
                                                    [GK_CALL_BARE] = bare,
                                                    [GK_CALL_COLON] = colon};
    *out = (gk_opening){.line = i, .lines = 1};
    if (lines->lines[i].kind != GK_CALL_LINE_TEXT) return false;
    return layout == GK_CALL_MINUTES ? gk_minutes_opens(lines, i, out)
                                     : OPENS[layout](lines, people, i, out);
}
