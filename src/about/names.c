/* SPDX-License-Identifier: Apache-2.0
 *
 * How names of companies are compared and shortened.
 */
#include "about/names.h"

#include "about/about.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Legal forms, as letters in lower case. */
static const char *const forms[] = {
    "inc",     "incorporated", "corp", "corporation", "co",   "company", "cos", "companies", "ltd",
    "limited", "plc",          "llc",  "lp",          "llp",  "nv",      "sa",  "se",        "ag",
    "ab",      "asa",          "oyj",  "spa",         "gmbh", "kgaa",    "bv",  "pty",       "pte",
    "sab",     "kk",           "bhd",  "sarl",        "as",   "oy",      "de"};

static const char *const chinese_forms[] = {"股份有限公司", "有限责任公司", "有限公司"};

/* What a text calls any company. */
static const char *const generic[] = {"company",
                                      "companies",
                                      "we",
                                      "us",
                                      "our",
                                      "ours",
                                      "registrant",
                                      "registrants",
                                      "corporation",
                                      "issuer",
                                      "parent",
                                      "group",
                                      "bank",
                                      "firm",
                                      "trust",
                                      "partnership",
                                      "borrower",
                                      "guarantor",
                                      "management",
                                      "it",
                                      "its",
                                      "subsidiaries",
                                      "board",
                                      "fund",
                                      "ourcompany",
                                      "ourselves",
                                      "companygroup",
                                      "holdingcompany",
                                      "successor",
                                      "predecessor",
                                      "buyer",
                                      "seller",
                                      "purchaser",
                                      "lender",
                                      "agent",
                                      "trustee",
                                      "notes",
                                      "shares",
                                      "agreement",
                                      "plan",
                                      "merger",
                                      "transaction",
                                      "exchangeact",
                                      "securitiesact",
                                      "act",
                                      "sec",
                                      "commission",
                                      "gaap",
                                      "parentcompany",
                                      "consolidatedcompany",
                                      "team",
                                      "issuers",
                                      "business",
                                      "holdings",
                                      "inc",
                                      "corp",
                                      "plc",
                                      "na",
                                      "none",
                                      "notapplicable",
                                      "公司",
                                      "本公司",
                                      "我们",
                                      "本集团",
                                      "集团",
                                      "发行人",
                                      "本行",
                                      "我行",
                                      "上市公司",
                                      "本企业",
                                      "目标公司",
                                      "股份公司"};

static bool listed(const char *const *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], word) == 0) return true;
    return false;
}

static bool is_form(const char *letters)
{
    return listed(forms, sizeof forms / sizeof *forms, letters);
}

/* The name in lower case without diacritics and width; free(). */
static char *folded(const char *name)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_map((const utf8proc_uint8_t *)name, 0, &out,
                 UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    return (char *)out;
}

/* The words of a folded name: each ends with a NUL in bytes. A run of single letters is one word.
 */
typedef struct words {
    gk_string bytes;
    size_t *starts, count, capacity;
    bool letter; /* the last word is of single letters */
} words;

static const char *word(const words *w, size_t i) { return w->bytes.data + w->starts[i]; }

static void add_word(words *w, const char *s, size_t n)
{
    bool letter = n == 1 && *s >= 'a' && *s <= 'z';
    if (letter && w->letter) {
        w->bytes.data[--w->bytes.length] = '\0';
    } else {
        w->starts = gk_grow(w->starts, w->count, &w->capacity, sizeof *w->starts);
        w->starts[w->count++] = w->bytes.length;
    }
    gk_string_append(&w->bytes, s, n);
    gk_string_append(&w->bytes, "", 1);
    w->letter = letter;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018;
}

static words words_of(const char *s, size_t n)
{
    words w = {0};
    gk_string current = {0};
    for (size_t i = 0; i <= n;) {
        size_t at = i;
        uint32_t c = i < n ? gk_utf8_next(s, n, &i) : ' ';
        if (at == n) i++;
        if (is_apostrophe(c)) continue;
        if (gk_is_word(c)) {
            gk_string_append(&current, s + at, i - at);
        } else if (current.length) {
            add_word(&w, current.data, current.length);
            current.length = 0;
        }
    }
    gk_string_free(&current);
    return w;
}

static void words_free(words *w)
{
    gk_string_free(&w->bytes);
    gk_free(w->starts);
}

/* Without the state of a registrant's name: "AAMES CORP /DE/". */
static size_t without_state(const char *s)
{
    size_t n = strlen(s), end = n;
    while (end && (s[end - 1] == ' ' || s[end - 1] == '/')) end--;
    size_t start = end;
    while (start && s[start - 1] >= 'a' && s[start - 1] <= 'z') start--;
    bool state = start > 1 && s[start - 1] == '/' && end - start >= 2 && end - start <= 4;
    return state ? start - 1 : n;
}

static void cut_chinese_form(char *key)
{
    for (size_t i = 0; i < sizeof chinese_forms / sizeof *chinese_forms; i++) {
        size_t length = strlen(chinese_forms[i]);
        if (!gk_ends_with(key, chinese_forms[i]) || strlen(key) == length) continue;
        key[strlen(key) - length] = '\0';
        return;
    }
}

static char *joined(const words *w, size_t from, size_t to, bool without_and)
{
    gk_string key = {0};
    for (size_t i = from; i < to; i++)
        if (!without_and || strcmp(word(w, i), "and") != 0) gk_string_add(&key, word(w, i));
    return gk_string_take(&key);
}

char *gk_company_key(const char *name)
{
    char *s = folded(name);
    if (!s) return gk_strdup("");
    words w = words_of(s, without_state(s));
    size_t from = 0, to = w.count;
    if (to > 1 && strcmp(word(&w, to - 1), "the") == 0) to--;
    if (to > 1 && strcmp(word(&w, 0), "the") == 0) from++;
    while (to > from + 1 && is_form(word(&w, to - 1))) to--;
    char *key = joined(&w, from, to, true);
    cut_chinese_form(key);
    words_free(&w);
    free(s);
    return key;
}

char *name_letters(const char *name)
{
    char *s = folded(name);
    if (!s) return gk_strdup("");
    words w = words_of(s, without_state(s));
    char *letters = joined(&w, 0, w.count, false);
    words_free(&w);
    free(s);
    return letters;
}

bool name_is_generic(const char *name)
{
    char *s = folded(name);
    if (!s) return true;
    words w = words_of(s, strlen(s));
    size_t from = w.count > 1 &&
                  (strcmp(word(&w, 0), "the") == 0 || strcmp(word(&w, 0), "our") == 0);
    char *letters = joined(&w, from, w.count, false);
    bool found = !*letters || listed(generic, sizeof generic / sizeof *generic, letters);
    gk_free(letters);
    words_free(&w);
    free(s);
    return found;
}

/* ---- words of a name as it is written */

/* Where the last word of s[0, n) begins. */
static size_t last_word(const char *s, size_t n)
{
    while (n && s[n - 1] != ' ') n--;
    return n;
}

static bool is_form_at(const char *s, size_t n)
{
    char *text = gk_strndup(s, n), *letters = name_letters(text);
    bool found = is_form(letters);
    gk_free(letters);
    gk_free(text);
    return found;
}

bool name_has_form(const char *name)
{
    size_t n = strlen(name), start = last_word(name, n);
    if (is_form_at(name + start, n - start)) return true;
    for (size_t i = 0; i < sizeof chinese_forms / sizeof *chinese_forms; i++)
        if (gk_ends_with(name, chinese_forms[i])) return true;
    return false;
}

/* Trims spaces, commas and a lone "&" or "and" off the end. */
static size_t without_joint(const char *s, size_t n)
{
    for (;;) {
        while (n && (s[n - 1] == ' ' || s[n - 1] == ',')) n--;
        size_t start = last_word(s, n);
        bool joint = (n - start == 1 && s[start] == '&') ||
                     (n - start == 3 && !memcmp(s + start, "and", 3));
        if (!joint) return n;
        n = start;
    }
}

char *name_short(gk_arena *arena, const char *name)
{
    size_t n = strlen(name);
    if (n > 4 && (gk_starts_with(name, "The ") || gk_starts_with(name, "THE "))) {
        name += 4;
        n -= 4;
    }
    for (size_t start; (start = last_word(name, n)) > 0 && is_form_at(name + start, n - start);)
        n = without_joint(name, start);
    if (n > 4 && (memcmp(name + n - 4, ".com", 4) == 0 || memcmp(name + n - 4, ".COM", 4) == 0))
        n -= 4;
    char *shortened = gk_arena_strndup(arena, name, n);
    for (size_t i = 0; i < sizeof chinese_forms / sizeof *chinese_forms; i++)
        if (gk_ends_with(shortened, chinese_forms[i]) &&
            strlen(shortened) > strlen(chinese_forms[i])) {
            shortened[strlen(shortened) - strlen(chinese_forms[i])] = '\0';
            break;
        }
    return shortened;
}

char *name_clean(gk_arena *arena, const char *s, size_t n)
{
    const char *note = memchr(s, '(', n);
    if (note && note > s) n = (size_t)(note - s);
    while (n && strchr(" _-=*|,;:\"'\t", *s)) s++, n--;
    while (n && strchr(" _-=*|,;:\"'/\t", s[n - 1])) n--;
    return gk_arena_strndup(arena, s, n);
}
