/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl_format - the transformations of inline XBRL: XBRL International's registries 1 to 5 (ixt)
 * and the SEC's (ixt-sec). The registries spell the same thing in several ways ("num-dot-decimal",
 * "numdotdecimal", "numcommadot"); hyphens and case are dropped, and the table knows the rest.
 */
#include "read/xbrl.h"
#include "text/text.h"

#include <string.h>

enum { NAME_LONGEST = 64, DIGITS_MOST = 400, SCALE_MOST = 100 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* ---- numbers ------------------------------------------------------------------------------- */

/* ASCII for a digit of any width; else c. */
static uint32_t narrow(uint32_t c) { return c >= 0xFF10 && c <= 0xFF19 ? c - 0xFF10 + '0' : c; }

/* The digits of text with '.' for `point`; everything else only groups them. */
static bool take_number(const char *text, uint32_t point, gk_string *out)
{
    size_t n = strlen(text), digits = 0, points = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = narrow(gk_utf8_next(text, n, &i));
        if (c == point && ++points > 1) return false;
        char byte = (char)(c == point ? '.' : c);
        bool groups = gk_is_space(c) || c == ',' || c == '.' || c == '\'' || c == 0x2019 ||
                      c == 0xFF0C;
        if (c == point || (c >= '0' && c <= '9'))
            gk_string_append(out, &byte, 1);
        else if (!groups)
            return false;
        digits += c >= '0' && c <= '9';
    }
    return digits > 0;
}

static bool dot_decimal(const char *name, const char *text, gk_string *out)
{
    (void)name;
    return take_number(text, '.', out);
}

static bool comma_decimal(const char *name, const char *text, gk_string *out)
{
    (void)name;
    return take_number(text, ',', out);
}

/* "5 dollars 30 cents": two numbers, the second one hundredths. */
static bool unit_decimal(const char *name, const char *text, gk_string *out)
{
    (void)name;
    const char *p = text;
    size_t whole = 0, part = 0;
    while (*p && !is_digit(*p)) p++;
    for (; is_digit(*p) || ((*p == ',' || *p == '.' || *p == ' ') && is_digit(p[1])); p++)
        if (is_digit(*p)) {
            gk_string_append(out, p, 1);
            whole++;
        }
    while (*p && !is_digit(*p)) p++;
    const char *first = p;
    while (is_digit(*p)) p++;
    part = (size_t)(p - first);
    if (whole == 0 || part == 0 || part > 2) return false;
    gk_string_add(out, part == 1 ? ".0" : ".");
    gk_string_append(out, first, part);
    return true;
}

/* ---- constants ----------------------------------------------------------------------------- */

static bool constant_zero(const char *name, const char *text, gk_string *out)
{
    (void)name, (void)text;
    gk_string_add(out, "0");
    return true;
}

static bool constant_empty(const char *name, const char *text, gk_string *out)
{
    (void)name, (void)text, (void)out;
    return true;
}

static bool constant_true(const char *name, const char *text, gk_string *out)
{
    (void)name, (void)text;
    gk_string_add(out, "true");
    return true;
}

static bool constant_false(const char *name, const char *text, gk_string *out)
{
    (void)name, (void)text;
    gk_string_add(out, "false");
    return true;
}

static bool not_finite(const char *name, const char *text, gk_string *out)
{
    (void)text;
    gk_string_add(out, strcmp(name, "numinf") == 0      ? "INF"
                       : strcmp(name, "numneginf") == 0 ? "-INF"
                                                        : "NaN");
    return true;
}

/* A box that is empty, ticked or crossed. */
static bool ballot_box(const char *name, const char *text, gk_string *out)
{
    bool yes_no = strcmp(name, "yesnoballotbox") == 0;
    if (strcmp(text, "\xE2\x98\x90") == 0)
        gk_string_add(out, yes_no ? "No" : "false");
    else if (strcmp(text, "\xE2\x98\x91") == 0 || strcmp(text, "\xE2\x98\x92") == 0)
        gk_string_add(out, yes_no ? "Yes" : "true");
    else
        return false;
    return true;
}

/* ---- the table ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    gk_transform transform;
} transforms[] = {
    {"booleanfalse", constant_false},
    {"booleantrue", constant_true},
    {"boolballotbox", ballot_box},
    {"countrynameen", gk_xbrl_named},
    {"datequarterend", gk_xbrl_quarter_end},
    {"durday", gk_xbrl_duration},
    {"durhour", gk_xbrl_duration},
    {"durmonth", gk_xbrl_duration},
    {"durweek", gk_xbrl_duration},
    {"durwordsen", gk_xbrl_duration_words},
    {"duryear", gk_xbrl_duration},
    {"edgarprovcountryen", gk_xbrl_named},
    {"entityfilercategoryen", gk_xbrl_named},
    {"exchnameen", gk_xbrl_named},
    {"fixedempty", constant_empty},
    {"fixedfalse", constant_false},
    {"fixedtrue", constant_true},
    {"fixedzero", constant_zero},
    {"nocontent", constant_empty},
    {"numcomma", comma_decimal},
    {"numcommadecimal", comma_decimal},
    {"numcommadecimalapos", comma_decimal},
    {"numcommadot", dot_decimal},
    {"numdash", constant_zero},
    {"numdotcomma", comma_decimal},
    {"numdotdecimal", dot_decimal},
    {"numdotdecimalapos", dot_decimal},
    {"numdotdecimalin", dot_decimal},
    {"numinf", not_finite},
    {"numnan", not_finite},
    {"numneginf", not_finite},
    {"numspacecomma", comma_decimal},
    {"numspacedot", dot_decimal},
    {"numunitdecimal", unit_decimal},
    {"numunitdecimalapos", unit_decimal},
    {"numunitdecimalin", unit_decimal},
    {"numwordsen", gk_xbrl_number_words},
    {"stateprovnameen", gk_xbrl_named},
    {"yesnoballotbox", ballot_box},
    {"zerodash", constant_zero},
};

bool gk_xbrl_transform(const char *format, const char *text, gk_string *out)
{
    char name[NAME_LONGEST];
    const char *colon = strchr(format, ':');
    size_t n = 0, before = out->length;
    for (const char *p = colon ? colon + 1 : format; *p && n + 1 < sizeof name; p++)
        if (*p != '-') name[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    name[n] = '\0';
    gk_transform transform = NULL;
    for (size_t i = 0; i < sizeof transforms / sizeof *transforms && !transform; i++)
        if (strcmp(name, transforms[i].name) == 0) transform = transforms[i].transform;
    if (!transform && gk_starts_with(name, "date")) transform = gk_xbrl_date;
    if (transform && transform(name, text, out)) return true;
    out->length = before; /* what a transformation wrote before it gave up */
    if (out->data) out->data[before] = '\0';
    return false;
}

/* The product of decimal arithmetic, written as the SEC's own extraction writes it: as many digits
 * behind the point as the number has, and one more for each power that is taken away; none where
 * they are all zero and the number itself has no ".0". */
bool gk_xbrl_scale(const char *number, int scale, bool negated, gk_string *out)
{
    char digits[DIGITS_MOST];
    size_t n = 0, behind = 0;
    bool point = false, minus = negated;
    const char *p = number;
    if (*p == '-' || *p == '+') minus ^= *p++ == '-';
    for (; *p; p++) {
        if (*p == '.' && !point) {
            point = true;
        } else if (is_digit(*p) && n < sizeof digits) {
            digits[n++] = *p;
            behind += point;
        } else {
            return false;
        }
    }
    if (n == 0 || scale > SCALE_MOST || scale < -SCALE_MOST) return false;
    gk_string all = {0}; /* all digits; the last `behind` of them stand behind the point */
    for (int i = 0; i < -scale; i++) gk_string_append(&all, "0", 1);
    gk_string_append(&all, digits, n - behind);
    size_t whole = all.length;
    gk_string_append(&all, digits + n - behind, behind);
    if (scale < 0) {
        whole -= (size_t)-scale;
    } else {
        /* The point moves right, over zeros where the digits end; the count behind it stays. */
        for (int i = 0; i < scale; i++) gk_string_append(&all, "0", 1);
        whole += (size_t)scale;
    }
    size_t first = 0;
    while (first + 1 < whole && all.data[first] == '0') first++;
    if (minus) gk_string_add(out, "-");
    if (whole == 0) gk_string_add(out, "0");
    gk_string_append(out, all.data + first, whole - first);
    bool part = strspn(all.data + whole, "0") < all.length - whole || strstr(number, ".0");
    if (part && all.length > whole) {
        gk_string_add(out, ".");
        gk_string_append(out, all.data + whole, all.length - whole);
    }
    gk_string_free(&all);
    return true;
}
