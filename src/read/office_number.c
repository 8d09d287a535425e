/* SPDX-License-Identifier: Apache-2.0
 *
 * office_number - numbers as a format shows them. Digits are those of the value's 15 significant
 * ones, rounded half away from zero in decimal, as a spreadsheet does.
 */
#include "read/office_format.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNIFICANT = 15 };

/* ---- digits -------------------------------------------------------------------------------- */

/* A value's decimal digits: 0.d1d2d3... times ten to the power of point. */
typedef struct decimal {
    char digits[SIGNIFICANT + 1];
    int count, point;
} decimal;

static decimal to_decimal(double value)
{
    char text[32];
    decimal d = {0};
    if (value == 0) return d;
    snprintf(text, sizeof text, "%.*e", SIGNIFICANT - 1, value);
    for (const char *p = text; *p && *p != 'e'; p++)
        if (isdigit((unsigned char)*p)) d.digits[d.count++] = *p;
    d.point = atoi(strchr(text, 'e') + 1) + 1;
    while (d.count > 0 && d.digits[d.count - 1] == '0') d.count--;
    return d;
}

/* Rounds half away from zero to so many places behind the point. */
static void round_decimal(decimal *d, int places)
{
    int keep = d->point + places;
    if (keep >= d->count) return;
    bool up = keep >= 0 && d->digits[keep] >= '5';
    d->count = keep > 0 ? keep : 0;
    while (up && d->count > 0 && d->digits[d->count - 1] == '9') d->count--;
    if (up && d->count > 0) {
        d->digits[d->count - 1] = (char)(d->digits[d->count - 1] + 1);
    } else if (up) {
        d->digits[0] = '1';
        d->count = 1;
        d->point = keep > 0 ? d->point + 1 : 1 - places;
    }
    while (d->count > 0 && d->digits[d->count - 1] == '0') d->count--;
    if (d->count == 0) d->point = 0;
}

/* The digit that stands for ten to the power of place. */
static char digit_at(const decimal *d, int place)
{
    int i = d->point - 1 - place;
    if (i >= 0 && i < d->count) return d->digits[i];
    return '0';
}

/* The number of digits before the point. */
static int whole_digits(const decimal *d) { return d->count && d->point > 0 ? d->point : 0; }

/* ---- numbers ------------------------------------------------------------------------------- */

/* What General shows: up to ten significant digits where there is a point, whole numbers as they
 * are (a spreadsheet would squeeze 123456789012 into its column as 1.23457E+11). */
void gk_format_add_general(double value, gk_string *to)
{
    double size = fabs(value);
    if (size != 0 && (size >= 1e15 || size < 1e-9)) {
        char text[32];
        snprintf(text, sizeof text, "%.5E", value);
        char *e = strchr(text, 'E'), *last = e;
        while (last[-1] == '0') last--;
        if (last[-1] == '.') last--;
        gk_string_append(to, text, (size_t)(last - text));
        gk_string_add(to, e);
        return;
    }
    decimal d = to_decimal(size);
    int whole = whole_digits(&d);
    round_decimal(&d, whole < 9 ? 10 - (whole ? whole : 1) : 2);
    if (value < 0 && d.count) gk_string_add(to, "-");
    whole = whole_digits(&d);
    for (int i = whole > 0 ? whole - 1 : 0; i >= 0; i--)
        gk_string_append(to, (char[]){digit_at(&d, i)}, 1);
    int decimals = d.count - d.point;
    if (d.count && decimals > 0) gk_string_add(to, ".");
    for (int i = 1; d.count && i <= decimals; i++)
        gk_string_append(to, (char[]){digit_at(&d, -i)}, 1);
}

static void add_group(const gk_format_section *s, int place, gk_string *to)
{
    if (s->grouped && place > 0 && place % 3 == 0) gk_string_add(to, ",");
}

/* The digit of a placeholder before the point, with all digits that have no placeholder where it is
 * the first. */
static void add_whole(const gk_format_section *s, const decimal *d, char c, int place, bool first,
                      gk_string *to)
{
    int whole = whole_digits(d);
    for (int i = whole - 1; first && i > place; i--) {
        gk_string_append(to, (char[]){digit_at(d, i)}, 1);
        add_group(s, i, to);
    }
    if (place < whole || c == '0') {
        gk_string_append(to, (char[]){digit_at(d, place)}, 1);
        add_group(s, place, to);
    } else if (c == '?') {
        gk_string_add(to, " ");
    }
}

static void add_decimal(const decimal *d, char c, int place, gk_string *to)
{
    bool more = d->count - d->point >= place && d->count;
    if (more || c == '0')
        gk_string_append(to, (char[]){digit_at(d, -place)}, 1);
    else if (c == '?')
        gk_string_add(to, " ");
}

/* Sets a section's tokens around the digits of d; exponent is what the E shows. */
static void set_digits(const gk_format_section *s, const decimal *d, int exponent, gk_string *to)
{
    int place = s->whole - 1, decimal_place = 1, exponent_left = s->exponent;
    bool behind = false, in_exponent = false;
    for (size_t i = 0; i < s->count; i++) {
        const gk_format_token *t = &s->tokens[i];
        if (t->kind == GK_FORMAT_LITERAL) {
            gk_string_add(to, t->text);
        } else if (t->kind == GK_FORMAT_POINT) {
            if (s->whole == 0)
                for (int k = whole_digits(d) - 1; k >= 0; k--)
                    gk_string_append(to, (char[]){digit_at(d, k)}, 1);
            gk_string_add(to, ".");
            behind = true;
        } else if (t->kind == GK_FORMAT_EXPONENT) {
            gk_string_add(to, exponent < 0 ? "E-" : t->c == '+' ? "E+" : "E");
            in_exponent = true;
        } else if (t->kind == GK_FORMAT_DIGIT && in_exponent) {
            if (exponent_left == s->exponent)
                gk_string_addf(to, "%0*d", s->exponent, abs(exponent));
            exponent_left = 0;
        } else if (t->kind == GK_FORMAT_DIGIT && behind) {
            add_decimal(d, t->c, decimal_place++, to);
        } else if (t->kind == GK_FORMAT_DIGIT) {
            add_whole(s, d, t->c, place, place == s->whole - 1, to);
            place--;
        }
    }
}

static void add_scientific(const gk_format_section *s, double value, gk_string *to)
{
    int step = s->whole > 1 ? s->whole : 1, exponent = 0;
    decimal d = to_decimal(value);
    for (int tries = 0; d.count && tries < 2; tries++) { /* rounding may carry into a new digit */
        exponent = d.point - 1;
        exponent -= ((exponent % step) + step) % step;
        decimal rounded = d;
        rounded.point -= exponent;
        round_decimal(&rounded, s->decimals);
        rounded.point += exponent;
        d = rounded;
    }
    d.point -= exponent;
    set_digits(s, &d, exponent, to);
}

/* The best fraction with a denominator of at most most. */
static void best_fraction(double value, long most, long *numerator, long *denominator)
{
    double least = INFINITY;
    *numerator = 0;
    *denominator = 1;
    for (long k = 1; k <= most; k++) {
        double n = round(value * (double)k), error = fabs(value - n / (double)k);
        if (error < least - 1e-12) {
            least = error;
            *numerator = (long)n;
            *denominator = k;
        }
    }
}

/* "# ?/?": a whole number, if the code has a place for it, and a fraction. */
static void add_fraction(const gk_format_section *s, double value, gk_string *to)
{
    int below = 0;
    long fixed = 0;
    size_t slash = 0;
    while (s->tokens[slash].kind != GK_FORMAT_SLASH) slash++;
    for (size_t i = slash + 1; i < s->count; i++) {
        below += s->tokens[i].kind == GK_FORMAT_DIGIT;
        if (s->tokens[i].kind == GK_FORMAT_LITERAL && isdigit((unsigned char)s->tokens[i].text[0]))
            fixed = fixed * 10 + (s->tokens[i].text[0] - '0');
        if (fixed > 9999) fixed = 9999;
    }
    bool has_whole = false;
    for (size_t i = 0; i + 1 < slash; i++)
        has_whole = has_whole || (s->tokens[i].kind == GK_FORMAT_DIGIT &&
                                  s->tokens[i + 1].kind == GK_FORMAT_LITERAL);
    double whole = has_whole ? floor(value) : 0, rest = value - whole;
    long numerator, denominator;
    if (fixed) {
        denominator = fixed;
        numerator = (long)round(fmin(rest * (double)fixed, 1e15));
    } else {
        best_fraction(fmin(rest, 1e9),
                      below >= 3   ? 999
                      : below == 2 ? 99
                                   : 9,
                      &numerator, &denominator);
    }
    if (has_whole && numerator == denominator) {
        whole++;
        numerator = 0;
    }
    if (whole > 0 || (has_whole && numerator == 0)) gk_string_addf(to, "%.0f", whole);
    if (numerator > 0 && has_whole && whole > 0) gk_string_add(to, " ");
    if (numerator > 0 || !has_whole) gk_string_addf(to, "%ld/%ld", numerator, denominator);
}

static void add_number(const gk_format_section *s, double value, gk_string *to)
{
    for (int i = 0; i < s->percents; i++) value *= 100;
    for (int i = 0; i < s->scale; i++) value /= 1000;
    if (s->has_slash) {
        add_fraction(s, value, to);
    } else if (s->has_exponent) {
        add_scientific(s, value, to);
    } else {
        decimal d = to_decimal(value);
        round_decimal(&d, s->decimals);
        set_digits(s, &d, 0, to);
    }
}

/* ---- choosing a section -------------------------------------------------------------------- */

static bool holds(const gk_format_section *s, double value)
{
    static const char *const signs[] = {"<", "<=", ">", ">=", "=", "<>"};
    const bool is[] = {value<s->bound, value <= s->bound, value> s->bound, value >= s->bound,
                       value == s->bound, value != s->bound};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(s->relation, signs[i]) == 0) return is[i];
    return false;
}

/* The section for a value; *bare says whether the sign is the section's to show. */
static const gk_format_section *choose(const gk_number_format *f, double value, bool *bare)
{
    size_t numbers = f->count == GK_FORMAT_SECTIONS ? GK_FORMAT_SECTIONS - 1 : f->count;
    const gk_format_section *s = f->sections;
    *bare = false;
    if (s[0].relation[0] || (numbers > 1 && s[1].relation[0])) {
        for (size_t i = 0; i < numbers; i++)
            if (s[i].relation[0] && holds(&s[i], value)) {
                *bare = i > 0 && value < 0;
                return &s[i];
            }
        size_t other = 0;
        while (other + 1 < numbers && s[other].relation[0]) other++;
        return &s[other];
    }
    if (value < 0 && numbers > 1) {
        *bare = true;
        return &s[1];
    }
    return value == 0 && numbers > 2 ? &s[2] : &s[0];
}

static bool has_general(const gk_format_section *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->tokens[i].kind == GK_FORMAT_GENERAL) return true;
    return false;
}

/* A section without digits: words around General, or around the text that stands for @. */
static void add_around(const gk_format_section *s, double value, const char *text, gk_string *to)
{
    for (size_t i = 0; i < s->count; i++) {
        const gk_format_token *t = &s->tokens[i];
        if (t->kind == GK_FORMAT_LITERAL) gk_string_add(to, t->text);
        if (t->kind == GK_FORMAT_GENERAL || (t->kind == GK_FORMAT_TEXT_HERE && !text))
            gk_format_add_general(value, to);
        if (t->kind == GK_FORMAT_TEXT_HERE && text) gk_string_add(to, text);
    }
}

void gk_number_format_add(const gk_number_format *format, double value, bool from_1904,
                          gk_string *to)
{
    bool bare;
    const gk_format_section *s = choose(format, value, &bare);
    if (!isfinite(value)) return;
    if (s->is_date) {
        gk_format_add_date(s, value, from_1904, to);
        return;
    }
    double shown = bare ? -value : value;
    if (has_general(s) || s->has_text) {
        add_around(s, shown, NULL, to);
        return;
    }
    if (shown < 0) gk_string_add(to, "-");
    add_number(s, fabs(shown), to);
}

void gk_number_format_add_text(const gk_number_format *format, const char *text, gk_string *to)
{
    const gk_format_section *s = &format->sections[format->count - 1];
    if (format->count == GK_FORMAT_SECTIONS || s->has_text)
        add_around(s, 0, text, to);
    else
        gk_string_add(to, text);
}
