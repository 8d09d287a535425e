/* SPDX-License-Identifier: Apache-2.0
 *
 * office_count - the numbers of lists and notes: figures, letters, Roman and Chinese numerals.
 */
#include "read/office.h"

#include <string.h>

static void add_roman(long value, bool upper, gk_string *to)
{
    static const struct {
        long value;
        const char *lower, *upper;
    } steps[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
                 {100, "c", "C"},  {90, "xc", "XC"},  {50, "l", "L"},  {40, "xl", "XL"},
                 {10, "x", "X"},   {9, "ix", "IX"},   {5, "v", "V"},   {4, "iv", "IV"},
                 {1, "i", "I"}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && value < 4000; i++)
        for (; value >= steps[i].value; value -= steps[i].value)
            gk_string_add(to, upper ? steps[i].upper : steps[i].lower);
    if (value >= 4000) gk_string_addf(to, "%ld", value);
}

/* a to z, then aa, bb, ... */
static void add_letters(long value, char first, gk_string *to)
{
    if (value < 1 || value > 26L * 8) {
        gk_string_addf(to, "%ld", value);
        return;
    }
    for (long i = 0; i <= (value - 1) / 26; i++)
        gk_string_append(to, (char[]){(char)(first + (value - 1) % 26)}, 1);
}

/* 一, 十, 十一, 二十; figures past 99. */
static void add_chinese(long value, gk_string *to)
{
    static const char *const digits[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    if (value < 0 || value > 99) {
        gk_string_addf(to, "%ld", value);
        return;
    }
    if (value >= 20) gk_string_add(to, digits[value / 10]);
    if (value >= 10) gk_string_add(to, "十");
    if (value < 10 || value % 10) gk_string_add(to, digits[value % 10]);
}

static void add_ordinal(long value, gk_string *to)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    bool teen = value / 10 % 10 == 1;
    gk_string_addf(to, "%ld%s", value, endings[!teen && value % 10 < 4 ? value % 10 : 0]);
}

void gk_office_count_add(const char *format, long value, gk_string *to)
{
    if (strcmp(format, "none") == 0 || strcmp(format, "bullet") == 0) return;
    if (value < 0) format = "decimal";
    if (strcmp(format, "lowerRoman") == 0 || strcmp(format, "upperRoman") == 0)
        add_roman(value, format[0] == 'u', to);
    else if (strcmp(format, "lowerLetter") == 0 || strcmp(format, "upperLetter") == 0)
        add_letters(value, format[0] == 'u' ? 'A' : 'a', to);
    else if (strcmp(format, "decimalZero") == 0)
        gk_string_addf(to, "%02ld", value);
    else if (strcmp(format, "ordinal") == 0)
        add_ordinal(value, to);
    else if (strstr(format, "hineseCounting") || strcmp(format, "japaneseCounting") == 0 ||
             strcmp(format, "ideographDigital") == 0)
        add_chinese(value, to);
    else
        gk_string_addf(to, "%ld", value);
}
