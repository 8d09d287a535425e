/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that say that something rose or fell.
 */
#include "eval/judge.h"

#include <string.h>
#include <strings.h>

/* What may stand between "fell" and the figure that it fell by. */
static bool only_links(const char *s, size_t n)
{
    static const char *const links[] = {
        "by", "of",  "about", "approximately", "roughly", "slightly", "around", "nearly", "a",
        "an", "了",  "约",    "幅度为",        "额为",    "为",       "幅度",   "~",      ":",
        "：", "was", "is",    "percent",       "only",    "just"};
    while (n) {
        if (*s == ' ' || *s == '(' || *s == '+') {
            s++, n--;
            continue;
        }
        size_t used = 0;
        for (size_t i = 0; !used && i < sizeof links / sizeof *links; i++) {
            size_t m = strlen(links[i]);
            if (m <= n && strncasecmp(s, links[i], m) == 0 &&
                !(gk_judge_letter(*s) && m < n && gk_judge_letter(s[m])))
                used = m;
        }
        if (!used) return false;
        s += used, n -= used;
    }
    return true;
}

static const struct direction_word {
    const char *word;
    int direction;
    bool whole; /* nothing follows it */
} direction_words[] = {
    {"increas", 1, false},    {"improv", 1, false},  {"rose", 1, true},
    {"rise", 1, false},       {"rising", 1, true},   {"grew", 1, true},
    {"grow", 1, false},       {"up", 1, true},       {"higher", 1, true},
    {"gain", 1, false},       {"climb", 1, false},   {"jump", 1, false},
    {"expand", 1, false},     {"widen", 1, false},   {"strengthen", 1, false},
    {"decreas", -1, false},   {"declin", -1, false}, {"fell", -1, true},
    {"fall", -1, false},      {"drop", -1, false},   {"down", -1, true},
    {"lower", -1, false},     {"shr", -1, false},    {"reduc", -1, false},
    {"narrow", -1, false},    {"worsen", -1, false}, {"deteriorat", -1, false},
    {"contracted", -1, true}, {"weaken", -1, false}, {"negative", -1, true},
    {"minus", -1, true},      {"上升", 1, false},    {"增加", 1, false},
    {"增长", 1, false},       {"提高", 1, false},    {"提升", 1, false},
    {"改善", 1, false},       {"扩大", 1, false},    {"升", 1, false},
    {"下降", -1, false},      {"减少", -1, false},   {"降低", -1, false},
    {"下滑", -1, false},      {"收窄", -1, false},   {"恶化", -1, false},
    {"缩小", -1, false},      {"降", -1, false},
};

/* The direction word that begins at s[i]: its length, through *direction what it says. */
static size_t direction_at(const char *s, size_t n, size_t i, int *direction)
{
    if (i && gk_judge_letter(s[i]) && gk_judge_letter(s[i - 1])) return 0;
    for (size_t k = 0; k < sizeof direction_words / sizeof *direction_words; k++) {
        const struct direction_word *w = &direction_words[k];
        size_t m = strlen(w->word);
        if (i + m > n || strncasecmp(s + i, w->word, m) != 0) continue;
        size_t end = i + m;
        if (w->whole && end < n && gk_judge_letter(s[end])) continue;
        while (gk_judge_letter(s[i]) && end < n && gk_judge_letter(s[end])) end++;
        *direction = w->direction;
        return end - i;
    }
    return 0;
}

static bool negated(const char *s, size_t i)
{
    static const char *const words[] = {"not ", "n't ", "never ", "no ", "未", "没有", "并未"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t m = strlen(words[k]);
        if (i >= m && strncasecmp(s + i - m, words[k], m) == 0) return true;
    }
    return false;
}

int gk_direction(const char *text, size_t n)
{
    int direction;
    for (size_t i = 0; i < n; i++) {
        size_t used = direction_at(text, n, i, &direction);
        if (used && !negated(text, i)) return direction;
        if (used) i += used - 1;
    }
    return 0;
}

bool gk_asks_direction(const char *question)
{
    static const char *const both[] = {"升降", "升还是降", "上升还是下降", "增减", "涨跌"};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++)
        if (strstr(question, both[i])) return true;
    int direction;
    bool up = false, down = false;
    size_t n = strlen(question);
    for (size_t i = 0; i < n; i++)
        if (direction_at(question, n, i, &direction)) up |= direction > 0, down |= direction < 0;
    return up && down;
}

int gk_direction_near(const char *text, size_t start, size_t end)
{
    enum { BACK = 48 };
    int direction = 0, found;
    size_t from = start > BACK ? start - BACK : 0;
    for (size_t i = from; i < start; i++) {
        size_t used = direction_at(text, start, i, &found);
        if (!used) continue;
        if (i + used <= start && only_links(text + i + used, start - i - used) && !negated(text, i))
            direction = found;
        i += used - 1;
    }
    if (direction) return direction;
    size_t n = strlen(text);
    if (strncmp(text + end, "的", 3) == 0) end += 3;
    while (text[end] == ' ') end++;
    return direction_at(text, n, end, &found) ? found : 0;
}
