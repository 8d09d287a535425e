/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl_words - numbers and durations in English words: "one hundred and five", "two years and six
 * months".
 */
#include "read/xbrl.h"
#include "text/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORD_LONGEST = 24 };

static const struct {
    const char *word;
    uint64_t value; /* to be added; from 100 on: to be multiplied with */
} numbers[] = {
    {"zero", 0},
    {"one", 1},
    {"two", 2},
    {"three", 3},
    {"four", 4},
    {"five", 5},
    {"six", 6},
    {"seven", 7},
    {"eight", 8},
    {"nine", 9},
    {"ten", 10},
    {"eleven", 11},
    {"twelve", 12},
    {"thirteen", 13},
    {"fourteen", 14},
    {"fifteen", 15},
    {"sixteen", 16},
    {"seventeen", 17},
    {"eighteen", 18},
    {"nineteen", 19},
    {"twenty", 20},
    {"thirty", 30},
    {"forty", 40},
    {"fifty", 50},
    {"sixty", 60},
    {"seventy", 70},
    {"eighty", 80},
    {"ninety", 90},
    {"hundred", 100},
    {"thousand", 1000},
    {"million", 1000000},
    {"billion", UINT64_C(1000000000)},
    {"trillion", UINT64_C(1000000000000)},
};

/* The next word of letters or digits in lower case; what parts words is passed over: spaces,
 * hyphens of all kinds, commas. False at the end, or where something else stands. */
static bool next_word(const char **text, char word[WORD_LONGEST])
{
    size_t n = strlen(*text), i = 0, length = 0;
    while (i < n) {
        size_t at = i;
        uint32_t c = gk_utf8_next(*text, n, &i);
        bool parts = gk_is_space(c) || c == ',' || c == '-' || (c >= 0x2010 && c <= 0x2015) ||
                     c == 0x58A || c == 0x5BE || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D;
        if (!parts) {
            i = at;
            break;
        }
    }
    while (i < n && isalnum((unsigned char)(*text)[i]) && length + 1 < WORD_LONGEST)
        word[length++] = (char)tolower((unsigned char)(*text)[i++]);
    word[length] = '\0';
    *text += i;
    return length > 0;
}

typedef struct spoken {
    uint64_t total, group; /* group: below the next "thousand" */
    bool any;
} spoken;

/* Takes a word of a number; false: it is none, or the number is too large. */
static bool take_word(spoken *s, const char *word)
{
    static const uint64_t largest = UINT64_C(1000000000000000);
    if (strcmp(word, "and") == 0 && s->any) return true;
    if (isdigit((unsigned char)word[0])) {
        char *end;
        uint64_t value = strtoull(word, &end, 10);
        if (*end || s->any || value > largest) return false;
        s->group = value;
        s->any = true;
        return true;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(word, numbers[i].word) != 0) continue;
        uint64_t value = numbers[i].value;
        if (value < 100) {
            s->group += value;
        } else if (value == 100) {
            s->group *= 100;
        } else {
            if (s->group > largest / value) return false;
            s->total += s->group * value;
            s->group = 0;
        }
        s->any = true;
        return s->total <= largest && s->group <= largest;
    }
    return false;
}

static bool is_none(const char *word)
{
    return strcmp(word, "no") == 0 || strcmp(word, "none") == 0 || strcmp(word, "nil") == 0;
}

bool gk_xbrl_number_words(const char *name, const char *text, gk_string *out)
{
    (void)name;
    char word[WORD_LONGEST];
    spoken s = {0};
    while (next_word(&text, word)) {
        if (is_none(word) && !s.any)
            s.any = true;
        else if (!take_word(&s, word))
            return false;
    }
    if (!s.any || *text) return false;
    gk_string_addf(out, "%" PRIu64, s.total + s.group);
    return true;
}

bool gk_xbrl_duration_words(const char *name, const char *text, gk_string *out)
{
    static const char *const units[] = {"year", "month", "day"};
    (void)name;
    char word[WORD_LONGEST];
    spoken s = {0};
    bool any = false, written = false;
    gk_string_add(out, "P");
    while (next_word(&text, word)) {
        size_t unit = 0;
        while (unit < 3 &&
               !(gk_starts_with(word, units[unit]) && strlen(word) <= strlen(units[unit]) + 1))
            unit++;
        if (unit == 3) {
            if (strcmp(word, "and") == 0 && !s.any) continue;
            if (is_none(word) && !s.any)
                s.any = true;
            else if (!take_word(&s, word))
                return false;
            continue;
        }
        if (!s.any) return false;
        if (s.total + s.group > 0) {
            gk_string_addf(out, "%" PRIu64 "%c", s.total + s.group, "YMD"[unit]);
            written = true;
        }
        any = true;
        s = (spoken){0};
    }
    if (!any || s.any || *text) return false;
    if (!written) gk_string_add(out, "0D");
    return true;
}
