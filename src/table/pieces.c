/* SPDX-License-Identifier: Apache-2.0
 *
 * A line as pieces. What two blanks part is two pieces, but for signs: "$      1,577", "(12 )  %"
 * and "1,577  (1)" are one each. Figures that one blank parts are pieces of their own where nothing
 * but figures stands there; a figure behind a label at one blank is one where it is a large one.
 */
#include "table/parts.h"

#include <string.h>

typedef struct token {
    size_t start, end;
    int left, right;
} token;

typedef struct cutter {
    const char *text;
    token *tokens;
    size_t token_count;
    gk_piece *pieces;
    size_t count, capacity;
} cutter;

enum { COLUMN_GAP = 2 };

/* ---- tokens -------------------------------------------------------------------------------- */

/* Dots that lead from a label to its figure are blanks: "Revenue ..... 12". */
static size_t leader_start(const char *s, size_t start, size_t end)
{
    size_t at = end;
    while (at > start) {
        if (s[at - 1] == '.')
            at--;
        else if (at - start >= 3 && memcmp(s + at - 3, "…", 3) == 0)
            at -= 3;
        else
            break;
    }
    bool whole = at == start;
    return end - at >= 3 || whole ? at : end;
}

/* "-----", "=====", "_____": drawn lines, which are no text. */
static bool is_rule(const char *s, size_t n)
{
    if (n < 3 || !strchr("-=_", s[0])) return false;
    for (size_t i = 1; i < n; i++)
        if (s[i] != s[0]) return false;
    return n > 3 || s[0] != '-';
}

static void cut_tokens(cutter *c, size_t start, size_t end, gk_arena *arena)
{
    c->tokens = gk_arena_array(arena, (end - start) / 2 + 1, sizeof *c->tokens);
    int column = 0;
    bool inside = false;
    for (size_t i = 0; i < end - start;) {
        size_t at = start + i;
        uint32_t character = gk_utf8_next(c->text + start, end - start, &i);
        int width = gk_char_width(character);
        if (character == '\t') width = 8 - column % 8;
        if (width < 0) width = 0;
        if (gk_is_space(character)) {
            inside = false;
        } else {
            if (!inside) c->tokens[c->token_count++] = (token){.start = at, .left = column};
            inside = true;
            c->tokens[c->token_count - 1].end = start + i;
            c->tokens[c->token_count - 1].right = column + width;
        }
        column += width;
    }
    size_t kept = 0;
    for (size_t k = 0; k < c->token_count; k++) {
        token t = c->tokens[k];
        size_t cut = leader_start(c->text, t.start, t.end);
        if (cut == t.start || is_rule(c->text + t.start, t.end - t.start)) continue;
        if (cut < t.end) {
            t.right -= (int)(t.end - cut);
            if (t.right <= t.left) t.right = t.left + 1;
        }
        t.end = cut;
        c->tokens[kept++] = t;
    }
    c->token_count = kept;
}

/* ---- figures ------------------------------------------------------------------------------- */

static bool is_one_of(const char *s, size_t n, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == n && memcmp(s, *list, n) == 0) return true;
    return false;
}

static const char *const dashes[] = {
    "—",   "–",     "-",    "--",   "---",  "- -", "——",  "－",  "—%",  "–%", "-%",     "— %",
    "– %", "NM",    "N/M",  "n/m",  "nm",   "N/A", "n/a", "NA",  "*",   "**", "不适用", "- %",
    "--%", "- - %", "N.M.", "n.m.", "N.A.", "NIL", "nil", "Nil", "——%", "/",  NULL};
static const char *const currency_signs[] = {
    "$",   "€",   "£",   "¥",   "￥",  "US$", "HK$", "RMB", "$(", "($", "(",    "C$",   "A$",
    "USD", "EUR", "GBP", "CHF", "Rs.", "NT$", "S$",  "（",  "€(", "£(", "US$(", "HK$(", NULL};
static const char *const tails[] = {"%",  ")", ")%", "％",  "pts", "bps",
                                    "pp", "x", "）", ") %", NULL};

/* "(1)", "(a)", "(12)", "*", "†", "[2]" at the end, several of them too. */
size_t gk_table_marks(const char *s, size_t n)
{
    static const char *const signs[] = {"*", "†", "‡", "§", "¹", "²",
                                        "³", "⁴", "⁵", "①", "②", NULL};
    size_t end = n;
    for (bool more = true; more && end > 0;) {
        more = false;
        size_t at = end;
        while (at > 0 && (s[at - 1] == ' ' || s[at - 1] == ',')) at--;
        for (const char *const *sign = signs; *sign; sign++) {
            size_t m = strlen(*sign);
            if (at >= m && memcmp(s + at - m, *sign, m) == 0) {
                end = at - m;
                more = true;
                break;
            }
        }
        if (more || at < 3 || (s[at - 1] != ')' && s[at - 1] != ']')) continue;
        char open = s[at - 1] == ')' ? '(' : '[';
        size_t k = at - 1, digits = 0, letters = 0;
        for (; k > 0 && s[k - 1] != open; k--) {
            if (s[k - 1] >= '0' && s[k - 1] <= '9')
                digits++;
            else if (s[k - 1] >= 'a' && s[k - 1] <= 'z')
                letters++;
            else
                break;
        }
        if (k == 0 || s[k - 1] != open) continue;
        if (!((digits >= 1 && digits <= 2 && !letters) || (letters == 1 && !digits))) continue;
        end = k - 1;
        more = true;
    }
    while (end > 0 && end < n && (s[end - 1] == ' ' || s[end - 1] == ',')) end--;
    return end;
}

/* Copies s with full-width signs as ASCII has them, so that one reader of numbers does, and one
 * blank for many. */
static size_t plain(const char *s, size_t n, char *out, size_t room)
{
    static const struct {
        const char *wide, *ascii;
    } pairs[] = {{"（", "("}, {"）", ")"}, {"％", "%"}, {"，", ","}, {"－", "-"},
                 {"–", "-"},  {"—", "-"},  {"−", "-"},  {"￥", "¥"}};
    size_t m = 0;
    for (size_t i = 0; i < n && m + 4 < room;) {
        size_t k = 0;
        for (; k < sizeof pairs / sizeof *pairs; k++) {
            size_t w = strlen(pairs[k].wide);
            if (i + w <= n && memcmp(s + i, pairs[k].wide, w) == 0) break;
        }
        if (k < sizeof pairs / sizeof *pairs) {
            size_t a = strlen(pairs[k].ascii);
            memcpy(out + m, pairs[k].ascii, a);
            m += a;
            i += strlen(pairs[k].wide);
        } else {
            /* A column of signs may be far from its figures. */
            if (s[i] != ' ' || m == 0 || out[m - 1] != ' ') out[m++] = s[i];
            i++;
        }
    }
    return m;
}

static bool only(const char *s, size_t n, const char *allowed)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr(allowed, s[i])) return false;
    return true;
}

/* What may stand before the number that gk_number_next found: signs of currencies. */
static bool opening(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        if (s[i] == ' ' || s[i] == '(' || s[i] == '-' || s[i] == '$') {
            i++;
            continue;
        }
        size_t k = i;
        while (k < n && s[k] != ' ' && s[k] != '(' && s[k] != '-') k++;
        if (!is_one_of(s + i, k - i, currency_signs)) return false;
        i = k;
    }
    return true;
}

/* Whether s[0, n) is one figure and nothing else. */
static bool is_figure(const char *s, size_t n, gk_number *number)
{
    char copy[80];
    if (n == 0) return false;
    size_t m = plain(s, n, copy, sizeof copy), at = 0;
    if (!gk_number_next(copy, m, &at, number)) return false;
    if (!opening(copy, number->span.start)) return false;
    size_t end = number->span.end;
    if (!number->negative && memchr(copy, '(', number->span.start) &&
        memchr(copy + end, ')', m - end)) {
        number->negative = true;
        number->value = -number->value;
    }
    if (memchr(copy + end, '%', m - end)) number->percent = true;
    if (only(copy + end, m - end, " )%")) return true;
    static const char *const units[] = {"x", "pts", "bps", "pp", "pt", "bp", NULL};
    size_t i = end;
    while (i < m && copy[i] == ' ') i++;
    return is_one_of(copy + i, m - i, units);
}

static bool is_year(const gk_number *number, const char *s, size_t n)
{
    (void)s;
    return n == 4 && !number->decimals && number->value >= 1980 && number->value <= 2099;
}

static bool is_period(const char *s, size_t n)
{
    static const char *const also[] = {"Thereafter", "thereafter", NULL};
    gk_period period;
    size_t at = 0, day = 0;
    if (is_one_of(s, n, also)) return true;
    if (gk_period_next(s, n, &at, &period) && period.span.start == 0 && at == n) return true;
    if (!gk_period_day(s, n, &day, &period)) return false;
    return day == n || (day + 1 == n && s[day] == ',');
}

/* A dash, a sign of a currency before it or not. */
static bool is_dash(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i] != ' ') i++;
    if (i < n && is_one_of(s, i, currency_signs)) {
        while (i < n && s[i] == ' ') i++;
        return is_one_of(s + i, n - i, dashes);
    }
    if (n > 1 && *s == '$') return is_one_of(s + 1, n - 1, dashes);
    return is_one_of(s, n, dashes);
}

/* Finds out what text[start, end) is. */
static gk_piece piece_of(const char *text, size_t start, size_t end, int left, int right)
{
    gk_piece p = {
        .start = start, .end = end, .left = left, .right = right, .anchor = right, .marks = end};
    const char *s = text + start;
    size_t n = end - start;
    if (is_dash(s, n)) {
        p.kind = GK_PIECE_DASH;
        return p;
    }
    size_t marks = gk_table_marks(s, n);
    if (is_figure(s, n, &p.number)) {
        p.kind = GK_PIECE_FIGURE;
    } else if (marks > 0 && marks < n && is_figure(s, marks, &p.number)) {
        p.kind = GK_PIECE_FIGURE;
        p.marks = start + marks;
        n = marks;
    } else if (marks > 0 && marks < n && is_dash(s, marks)) {
        p.kind = GK_PIECE_DASH;
        p.marks = start + marks;
        return p;
    } else {
        if (marks > 0) p.marks = start + marks;
        p.year = is_period(s, p.marks - p.start);
        return p;
    }
    p.year = is_year(&p.number, s, n);
    p.anchor -= (int)(end - p.marks);
    for (size_t k = n; k > 0 && strchr(" )%", s[k - 1]); k--) p.anchor--;
    if (n >= 3 && (memcmp(s + n - 3, "）", 3) == 0 || memcmp(s + n - 3, "％", 3) == 0))
        p.anchor -= 2;
    return p;
}

/* ---- pieces -------------------------------------------------------------------------------- */

static void push(cutter *c, size_t from, size_t to)
{
    const token *first = &c->tokens[from], *last = &c->tokens[to - 1];
    c->pieces[c->count++] = piece_of(c->text, first->start, last->end, first->left, last->right);
}

static bool is_sign(const cutter *c, size_t from, size_t to)
{
    return is_one_of(c->text + c->tokens[from].start, c->tokens[to - 1].end - c->tokens[from].start,
                     currency_signs);
}

static bool token_is(const cutter *c, size_t k, const char *const *list)
{
    return is_one_of(c->text + c->tokens[k].start, c->tokens[k].end - c->tokens[k].start, list);
}

/* The end of the figure that begins with token k, its signs and tails included; k for none. */
static size_t figure_end(const cutter *c, size_t k, size_t to)
{
    size_t best = k, most = k + 5 < to ? k + 5 : to;
    if (token_is(c, k, dashes)) best = k + 1;
    for (size_t e = k + 1; e <= most; e++) {
        gk_piece p = piece_of(c->text, c->tokens[k].start, c->tokens[e - 1].end, 0, 0);
        if (p.kind != GK_PIECE_TEXT) best = e;
    }
    return best;
}

static bool is_range(const cutter *c, size_t k, size_t to)
{
    static const char *const hyphens[] = {"-", "–", "—", NULL};
    if (!token_is(c, k, hyphens) || k + 1 >= to) return false;
    char next = c->text[c->tokens[k + 1].start];
    return next >= '0' && next <= '9';
}

/* Tokens [from, to) stand one blank apart. Pieces are made where all of them are figures; years
 * side by side are, too. */
static bool push_figures(cutter *c, size_t from, size_t to)
{
    size_t ends[64], count = 0;
    for (size_t k = from; k < to;) {
        size_t end = figure_end(c, k, to);
        if (end == k || count == 64) return false;
        /* "3 - 4.35", "2020 – 2024" are ranges. */
        if (k > from && is_range(c, k, to)) return false;
        ends[count++] = end;
        k = end;
    }
    for (size_t i = 0, k = from; i < count; k = ends[i++]) push(c, k, ends[i]);
    return true;
}

/* "Total income 1,577": a figure with a thousands separator behind a label, at one blank. */
static size_t tight_figure(const cutter *c, size_t from, size_t to)
{
    size_t k = to - 1;
    if (k > from && token_is(c, k, tails)) k--;
    if (k <= from) return to;
    const char *s = c->text + c->tokens[k].start;
    size_t n = c->tokens[k].end - c->tokens[k].start;
    gk_number number;
    if (n < 5 || !memchr(s, ',', n) || !is_figure(s, n, &number)) return to;
    while (k > from + 1 && is_sign(c, k - 1, k)) k--;
    return k;
}

/* "May 7, 2023 May 8, 2022": dates that stand one blank apart are headings of a column each. */
static bool push_dates(cutter *c, size_t from, size_t to)
{
    const char *s = c->text + c->tokens[from].start;
    size_t n = c->tokens[to - 1].end - c->tokens[from].start, at = 0, end = 0, dates = 0;
    gk_period period;
    while (gk_period_next(s, n, &at, &period) && period.span.start <= end + 1 && period.month) {
        end = at;
        dates++;
    }
    if (dates < 2 || end != n) return false;
    size_t k = from;
    for (at = 0; gk_period_next(s, n, &at, &period);) {
        size_t last = k;
        while (last < to && c->tokens[last].end <= c->tokens[from].start + at) last++;
        if (last == k) return true;
        push(c, k, last);
        k = last;
    }
    return true;
}

static void push_run(cutter *c, size_t from, size_t to, bool first)
{
    if (push_figures(c, from, to) || push_dates(c, from, to)) return;
    size_t figure = first ? tight_figure(c, from, to) : to;
    push(c, from, figure);
    if (figure < to) push(c, figure, to);
}

/* Whether token run [from, to) belongs to the figure before it: a percent sign, a parenthesis. */
static bool joins_before(const cutter *c, size_t from, size_t to)
{
    if (c->count == 0 || to - from != 1 || !token_is(c, from, tails)) return false;
    return c->pieces[c->count - 1].kind != GK_PIECE_TEXT;
}

size_t gk_table_pieces(const char *text, size_t start, size_t end, gk_arena *arena,
                       gk_piece **pieces)
{
    cutter c = {.text = text};
    cut_tokens(&c, start, end, arena);
    c.pieces = gk_arena_array(arena, c.token_count, sizeof *c.pieces);
    size_t from = 0;
    for (size_t k = 1; k <= c.token_count; k++) {
        if (k < c.token_count && c.tokens[k].left - c.tokens[k - 1].right < COLUMN_GAP) continue;
        /* A sign of a currency goes with what follows it, however far. */
        if (k < c.token_count && (is_sign(&c, from, k) || is_sign(&c, k - 1, k))) {
            size_t next = k + 1;
            while (next < c.token_count &&
                   c.tokens[next].left - c.tokens[next - 1].right < COLUMN_GAP)
                next++;
            size_t sign = is_sign(&c, from, k) ? from : k - 1;
            if (figure_end(&c, sign, next) > k) {
                if (sign > from) push_run(&c, from, sign, from == 0);
                from = sign;
                continue;
            }
        }
        if (joins_before(&c, from, k)) {
            gk_piece *p = &c.pieces[c.count - 1];
            *p = piece_of(text, p->start, c.tokens[k - 1].end, p->left, c.tokens[k - 1].right);
        } else {
            push_run(&c, from, k, from == 0);
        }
        from = k;
    }
    *pieces = c.pieces;
    return c.count;
}

char *gk_table_fold(gk_arena *arena, const char *s, size_t n)
{
    char *folded = gk_fold_space(s, n);
    char *copy = gk_arena_strdup(arena, folded);
    gk_free(folded);
    return copy;
}
