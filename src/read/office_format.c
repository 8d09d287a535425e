/* SPDX-License-Identifier: Apache-2.0
 *
 * office_format - reading the codes of number formats. Colours and languages show nothing; "_x" is
 * a space, "*x" at most one.
 */
#include "read/office_format.h"
#include "text/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_PLACES = 127 };

const char *gk_number_format_builtin(long id)
{
    static const struct {
        long id;
        const char *code;
    } table[] = {
        {0, "General"},
        {1, "0"},
        {2, "0.00"},
        {3, "#,##0"},
        {4, "#,##0.00"},
        {5, "$#,##0_);($#,##0)"},
        {6, "$#,##0_);($#,##0)"},
        {7, "$#,##0.00_);($#,##0.00)"},
        {8, "$#,##0.00_);($#,##0.00)"},
        {9, "0%"},
        {10, "0.00%"},
        {11, "0.00E+00"},
        {12, "# ?/?"},
        {13, "# ?\?/?\?"},
        {14, "m/d/yyyy"},
        {15, "d-mmm-yy"},
        {16, "d-mmm"},
        {17, "mmm-yy"},
        {18, "h:mm AM/PM"},
        {19, "h:mm:ss AM/PM"},
        {20, "h:mm"},
        {21, "h:mm:ss"},
        {22, "m/d/yyyy h:mm"},
        {27, "yyyy\"年\"m\"月\""},
        {28, "m\"月\"d\"日\""},
        {29, "m\"月\"d\"日\""},
        {30, "m-d-yy"},
        {31, "yyyy\"年\"m\"月\"d\"日\""},
        {32, "h\"时\"mm\"分\""},
        {33, "h\"时\"mm\"分\"ss\"秒\""},
        {34, "h\"时\"mm\"分\""},
        {35, "h\"时\"mm\"分\"ss\"秒\""},
        {36, "yyyy\"年\"m\"月\""},
        {37, "#,##0_);(#,##0)"},
        {38, "#,##0_);(#,##0)"},
        {39, "#,##0.00_);(#,##0.00)"},
        {40, "#,##0.00_);(#,##0.00)"},
        {41, "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"},
        {42, "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)"},
        {43, "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"?\?_);_(@_)"},
        {44, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"?\?_);_(@_)"},
        {45, "mm:ss"},
        {46, "[h]:mm:ss"},
        {47, "mm:ss.0"},
        {48, "##0.0E+0"},
        {49, "@"},
        {50, "yyyy\"年\"m\"月\""},
        {51, "m\"月\"d\"日\""},
        {52, "yyyy\"年\"m\"月\""},
        {53, "m\"月\"d\"日\""},
        {54, "m\"月\"d\"日\""},
        {55, "yyyy\"年\"m\"月\""},
        {56, "m\"月\"d\"日\""},
        {57, "yyyy\"年\"m\"月\""},
        {58, "m\"月\"d\"日\""},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].id == id) return table[i].code;
    return NULL;
}

/* ---- reading a code ------------------------------------------------------------------------ */

typedef struct code_reader {
    const char *p, *end; /* of the gk_format_section */
    gk_format_section *into;
    gk_arena *arena;
} code_reader;

static gk_format_token *add_token(code_reader *r, gk_format_kind kind, char c, int count)
{
    gk_format_section *s = r->into;
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? 2 * s->capacity : 8;
        gk_format_token *tokens = gk_arena_array(r->arena, capacity, sizeof *tokens);
        if (s->count) memcpy(tokens, s->tokens, s->count * sizeof *tokens);
        s->tokens = tokens;
        s->capacity = capacity;
    }
    s->tokens[s->count] = (gk_format_token){.kind = kind, .c = c, .count = count};
    return &s->tokens[s->count++];
}

static void add_literal(code_reader *r, const char *s, size_t n)
{
    if (n) add_token(r, GK_FORMAT_LITERAL, 0, 0)->text = gk_arena_strndup(r->arena, s, n);
}

static size_t character_length(const char *s, const char *end)
{
    size_t i = 0;
    if (s < end) gk_utf8_next(s, (size_t)(end - s), &i);
    return i;
}

static bool at(const code_reader *r, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(r->end - r->p) >= n && strncasecmp(r->p, word, n) == 0;
}

/* "[>=100]" */
static bool take_condition(gk_format_section *into, const char *s, size_t n)
{
    size_t sign = strspn(s, "<>=");
    if (sign == 0 || sign > 2 || sign >= n) return false;
    memcpy(into->relation, s, sign);
    into->relation[sign] = '\0';
    into->bound = strtod(s + sign, NULL);
    return true;
}

/* What stands in brackets: a currency, hours that may pass 24, a condition; a colour and a language
 * show nothing. */
static void take_bracket(code_reader *r)
{
    const char *s = r->p + 1, *close = memchr(s, ']', (size_t)(r->end - s));
    if (!close) {
        r->p = r->end;
        return;
    }
    size_t n = (size_t)(close - s);
    r->p = close + 1;
    if (n && s[0] == '$') {
        const char *dash = memchr(s, '-', n);
        add_literal(r, s + 1, (dash ? (size_t)(dash - s) : n) - 1);
    } else if (n && strchr("hHmMsS", s[0]) && strspn(s, "hHmMsS") >= n) {
        add_token(r, GK_FORMAT_ELAPSED, (char)tolower((unsigned char)s[0]), (int)n);
        r->into->is_date = true;
    } else {
        take_condition(r->into, s, n);
    }
}

static void take_quoted(code_reader *r)
{
    const char *s = r->p + 1, *close = memchr(s, '"', (size_t)(r->end - s));
    const char *end = close ? close : r->end;
    add_literal(r, s, (size_t)(end - s));
    r->p = close ? close + 1 : r->end;
}

static int run_length(const code_reader *r)
{
    const char *p = r->p;
    while (p < r->end && tolower((unsigned char)*p) == tolower((unsigned char)*r->p)) p++;
    return (int)(p - r->p);
}

static bool take_half_day(code_reader *r)
{
    static const char *const words[] = {"AM/PM", "A/P", "上午/下午"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!at(r, words[i])) continue;
        add_token(r, GK_FORMAT_HALF_DAY, 0, 0)->text = words[i];
        r->p += strlen(words[i]);
        r->into->is_date = r->into->has_12_hours = true;
        return true;
    }
    return false;
}

static void take_date(code_reader *r)
{
    int n = run_length(r);
    char c = (char)tolower((unsigned char)*r->p);
    if (c == 'e' || c == 'b') { /* an era's year, and a Buddhist one: as Gregorian */
        c = 'y';
        n = 4;
        add_token(r, GK_FORMAT_DATE, c, n);
        r->p += run_length(r);
    } else {
        add_token(r, GK_FORMAT_DATE, c, n);
        r->p += n;
    }
    r->into->is_date = true;
}

/* ".00" behind seconds. */
static bool take_fraction(code_reader *r)
{
    const gk_format_section *s = r->into;
    const gk_format_token *last = s->count ? &s->tokens[s->count - 1] : NULL;
    bool behind = last && (last->kind == GK_FORMAT_DATE || last->kind == GK_FORMAT_ELAPSED) &&
                  last->c == 's';
    int n = 0;
    while (behind && r->p + 1 + n < r->end && r->p[1 + n] == '0') n++;
    if (n == 0) return false;
    add_token(r, GK_FORMAT_FRACTION, 0, n < 9 ? n : 9);
    r->p += 1 + n;
    return true;
}

static void take_token(code_reader *r)
{
    char c = *r->p;
    if (c == '[') {
        take_bracket(r);
    } else if (c == '"') {
        take_quoted(r);
    } else if (c == '\\' || c == '!') {
        size_t n = character_length(r->p + 1, r->end);
        add_literal(r, r->p + 1, n);
        r->p += 1 + n;
    } else if (c == '_' || c == '*') {
        bool space = c == '_' || (r->p + 1 < r->end && r->p[1] == ' ');
        r->p += 1 + character_length(r->p + 1, r->end);
        if (space) add_literal(r, " ", 1);
    } else if (at(r, "General")) {
        add_token(r, GK_FORMAT_GENERAL, 0, 0);
        r->p += strlen("General");
    } else if (take_half_day(r)) {
        return;
    } else if (strchr("0#?", c)) {
        add_token(r, GK_FORMAT_DIGIT, c, 1);
        r->p++;
    } else if (c == '.') {
        if (take_fraction(r)) return;
        add_token(r, GK_FORMAT_POINT, c, 1);
        r->p++;
    } else if ((c == 'E' || c == 'e') && r->p + 1 < r->end && strchr("+-", r->p[1])) {
        add_token(r, GK_FORMAT_EXPONENT, r->p[1], 1);
        r->into->has_exponent = true;
        r->p += 2;
    } else if (c == '@') {
        add_token(r, GK_FORMAT_TEXT_HERE, c, 1);
        r->into->has_text = true;
        r->p++;
    } else if (strchr("yYmMdDhHsSeEbBgG", c)) {
        take_date(r);
    } else if (c == ',') {
        add_token(r, GK_FORMAT_LITERAL, ',', 1)->text = ",";
        r->p++;
    } else if (c == '/') {
        add_token(r, GK_FORMAT_SLASH, c, 1)->text = "/";
        r->p++;
    } else {
        size_t n = character_length(r->p, r->end);
        r->into->percents += c == '%';
        add_literal(r, r->p, n);
        r->p += n;
    }
}

/* "m" is minutes behind hours and before seconds. */
static void tell_minutes(gk_format_section *s)
{
    char last = 0;
    for (size_t i = 0; i < s->count; i++) {
        gk_format_token *t = &s->tokens[i];
        if (t->kind != GK_FORMAT_DATE && t->kind != GK_FORMAT_ELAPSED) continue;
        if (t->kind == GK_FORMAT_DATE && t->c == 'm' && t->count <= 2) {
            size_t next = i + 1;
            while (next < s->count && s->tokens[next].kind != GK_FORMAT_DATE &&
                   s->tokens[next].kind != GK_FORMAT_ELAPSED)
                next++;
            if (last == 'h' || (next < s->count && s->tokens[next].c == 's'))
                t->kind = GK_FORMAT_MINUTES;
        }
        last = t->c;
    }
}

static void drop_token(gk_format_section *s, size_t i)
{
    memmove(&s->tokens[i], &s->tokens[i + 1], (s->count - i - 1) * sizeof *s->tokens);
    s->count--;
}

/* A comma between digits groups them; one behind the last divides by a thousand. */
static void take_commas(gk_format_section *s)
{
    size_t last_digit = SIZE_MAX;
    for (size_t i = 0; i < s->count && s->tokens[i].kind != GK_FORMAT_POINT; i++)
        if (s->tokens[i].kind == GK_FORMAT_DIGIT) last_digit = i;
    bool seen = false;
    for (size_t i = 0; i < s->count;) {
        const gk_format_token *t = &s->tokens[i];
        seen = seen || t->kind == GK_FORMAT_DIGIT;
        bool comma = t->kind == GK_FORMAT_LITERAL && t->c == ',' && seen;
        const gk_format_token *before = i ? &s->tokens[i - 1] : NULL;
        if (comma && last_digit != SIZE_MAX && i < last_digit) {
            s->grouped = true;
            last_digit--;
            drop_token(s, i);
        } else if (comma && (before->kind == GK_FORMAT_DIGIT || before->kind == GK_FORMAT_POINT)) {
            s->scale++;
            drop_token(s, i);
        } else {
            i++;
        }
    }
}

/* Counts digits: before the point, behind it, of the exponent. */
static void count_digits(gk_format_section *s)
{
    int *to = &s->whole;
    for (size_t i = 0; i < s->count; i++) {
        const gk_format_token *t = &s->tokens[i];
        if (t->kind == GK_FORMAT_POINT) to = &s->decimals;
        if (t->kind == GK_FORMAT_EXPONENT) to = &s->exponent;
        if (t->kind == GK_FORMAT_DIGIT && *to < MOST_PLACES) ++*to;
    }
}

/* A slash between digits makes a fraction; elsewhere it is itself. "16" behind it is a fixed
 * denominator. */
static void take_slash(gk_format_section *s)
{
    for (size_t i = 0; i < s->count; i++) {
        gk_format_token *t = &s->tokens[i];
        if (t->kind != GK_FORMAT_SLASH) continue;
        bool behind_digit = i > 0 && s->tokens[i - 1].kind == GK_FORMAT_DIGIT;
        bool digit_follows = i + 1 < s->count && s->tokens[i + 1].kind == GK_FORMAT_DIGIT;
        const char *literal = i + 1 < s->count && s->tokens[i + 1].kind == GK_FORMAT_LITERAL
                                  ? s->tokens[i + 1].text
                                  : "";
        if (!s->is_date && !s->has_slash && behind_digit &&
            (digit_follows || isdigit((unsigned char)literal[0])))
            s->has_slash = true;
        else
            t->kind = GK_FORMAT_LITERAL;
    }
}

static void read_section(const char *start, const char *end, gk_format_section *into,
                         gk_arena *arena)
{
    code_reader r = {.p = start, .end = end, .into = into, .arena = arena};
    while (r.p < r.end) take_token(&r);
    tell_minutes(into);
    take_slash(into);
    if (!into->is_date) {
        take_commas(into);
        count_digits(into);
    }
}

/* The end of the section that begins at p: its semicolon, or the code's end. */
static const char *section_end(const char *p)
{
    bool quoted = false;
    for (; *p && (quoted || *p != ';'); p++) {
        if (*p == '"') quoted = !quoted;
        if (!quoted && (*p == '\\' || *p == '_' || *p == '*' || *p == '!') && p[1]) p++;
    }
    return p;
}

gk_number_format *gk_number_format_new(const char *code, gk_arena *arena)
{
    gk_number_format *format = gk_arena_alloc(arena, sizeof *format);
    if (!code[0]) code = "General";
    for (const char *p = code; format->count < GK_FORMAT_SECTIONS;) {
        const char *end = section_end(p);
        read_section(p, end, &format->sections[format->count++], arena);
        if (!*end) break;
        p = end + 1;
    }
    return format;
}
