/* SPDX-License-Identifier: Apache-2.0 */
#include "text/bert_text.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* The library's character classes are those of Unicode 8. These ranges hold the marks, punctuation
 * and format characters that later versions added, which to the library are letters like any other;
 * no character in a range is a mark, punctuation or format character of Unicode 8. */
static const struct range {
    uint32_t first, last;
} after_unicode_8[] = {
    {0x61D, 0x61D},     {0x7FD, 0x7FD},     {0x890, 0x8E2},     {0x9FD, 0x9FE},
    {0xA76, 0xA76},     {0xAFA, 0xAFF},     {0xB55, 0xB55},     {0xC04, 0xC3C},
    {0xC77, 0xC77},     {0xC84, 0xC84},     {0xD00, 0xD00},     {0xD3B, 0xD3C},
    {0xD81, 0xD81},     {0xEBA, 0xEBA},     {0xECE, 0xECE},     {0x180F, 0x1886},
    {0x1ABF, 0x1ACE},   {0x1B7D, 0x1B7E},   {0x1DF6, 0x1DFB},   {0x2E43, 0x2E5D},
    {0xA82C, 0xA82C},   {0xA8C5, 0xA8C5},   {0xA8FF, 0xA8FF},   {0xA9BD, 0xA9BD},
    {0x10D24, 0x10F89}, {0x11070, 0x11074}, {0x110C2, 0x110CD}, {0x111CF, 0x111CF},
    {0x1123E, 0x11241}, {0x1133B, 0x1133B}, {0x11438, 0x1145E}, {0x11660, 0x1166C},
    {0x116B9, 0x116B9}, {0x1182F, 0x11FFF}, {0x12FF1, 0x13455}, {0x16E97, 0x16F4F},
    {0x16FE2, 0x16FE4}, {0x1CF00, 0x1CF46}, {0x1E000, 0x1E4EF}, {0x1E944, 0x1E95F},
};

static int compare_range(const void *key, const void *element)
{
    uint32_t c = *(const uint32_t *)key;
    const struct range *range = element;
    return c < range->first ? -1 : c > range->last;
}

static bool is_after_unicode_8(uint32_t c)
{
    return bsearch(&c, after_unicode_8, sizeof after_unicode_8 / sizeof *after_unicode_8,
                   sizeof *after_unicode_8, compare_range) != NULL;
}

/* The general category as of Unicode 8: 0 (unassigned) for what came later. */
static utf8proc_category_t category(uint32_t c)
{
    if (c == 0x166D || c == 0x111C9) return UTF8PROC_CATEGORY_PO; /* three were given another one */
    if (c == 0x1734) return UTF8PROC_CATEGORY_MN;
    if (is_after_unicode_8(c)) return UTF8PROC_CATEGORY_CN;
    return utf8proc_category((utf8proc_int32_t)c);
}

bool gk_bert_is_space(uint32_t c)
{
    if (c <= ' ') return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool gk_bert_is_punctuation(uint32_t c)
{
    if (c < 0x80) {
        uint32_t letter = c | 0x20;
        return c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !(letter >= 'a' && letter <= 'z');
    }
    utf8proc_category_t k = category(c);
    return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO;
}

bool gk_bert_is_word(uint32_t c)
{
    return gk_is_word(c) || c == 0x200C || c == 0x200D ||
           utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_PC;
}

static bool is_control(uint32_t c)
{
    if (c < 0x80) return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
    utf8proc_category_t k = category(c);
    return c == 0xFFFD || k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_CF ||
           k == UTF8PROC_CATEGORY_CO;
}

/* The blocks as the library has them, its slip in the start of extension E included. */
static bool is_chinese(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
           (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/* ---- normalising: characters go through one stage after the other, one at a time ---------- */

/* A character that waits until the canonical order of its run of marks is known. */
typedef struct waiting {
    uint32_t c;
    int combining_class;
    size_t position;
} waiting;

typedef struct stages {
    const gk_bert_normalizer *normalizer;
    gk_string *out;
    waiting *run; /* of characters whose combining class is not 0 */
    size_t run_length, run_capacity;
} stages;

static void append(gk_string *out, uint32_t c)
{
    char bytes[4];
    gk_string_append(out, bytes, gk_utf8_put(c, bytes));
}

static void put_lowercase(stages *s, uint32_t c)
{
    if (!s->normalizer->lowercase) {
        append(s->out, c);
    } else if (c == 0x130) { /* the one letter whose lower case is two characters */
        append(s->out, 'i');
        append(s->out, 0x307);
    } else {
        append(s->out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    }
}

static int compare_waiting(const void *a, const void *b)
{
    const waiting *x = a, *y = b;
    if (x->combining_class != y->combining_class)
        return x->combining_class < y->combining_class ? -1 : 1;
    return (x->position > y->position) - (x->position < y->position);
}

static void flush_run(stages *s)
{
    if (!s->run_length) return;
    qsort(s->run, s->run_length, sizeof *s->run, compare_waiting);
    for (size_t i = 0; i < s->run_length; i++) put_lowercase(s, s->run[i].c);
    s->run_length = 0;
}

/* Nonspacing marks go before the run is put in order: that leaves the rest in the same order. */
static void put_decomposed(stages *s, uint32_t c)
{
    int combining_class = utf8proc_get_property((utf8proc_int32_t)c)->combining_class;
    if (combining_class == 0) flush_run(s);
    if (category(c) == UTF8PROC_CATEGORY_MN) return;
    if (combining_class == 0) {
        put_lowercase(s, c);
        return;
    }
    s->run = gk_grow(s->run, s->run_length, &s->run_capacity, sizeof *s->run);
    s->run[s->run_length] = (waiting){c, combining_class, s->run_length};
    s->run_length++;
}

static void put_stripped(stages *s, uint32_t c)
{
    if (!s->normalizer->strip_accents) {
        put_lowercase(s, c);
        return;
    }
    utf8proc_int32_t parts[32]; /* canonical decompositions have four characters at most */
    int boundary = 0;
    utf8proc_ssize_t n = 0;
    if (!is_after_unicode_8(c))
        n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 32,
                                    UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &boundary);
    if (n <= 0 || n > 32) put_decomposed(s, c);
    for (utf8proc_ssize_t i = 0; i < n && n <= 32; i++) put_decomposed(s, (uint32_t)parts[i]);
}

/* The same for the common case: no decomposition, no class but 0. */
static void put_ascii(stages *s, char c)
{
    flush_run(s);
    if (s->normalizer->lowercase && c >= 'A' && c <= 'Z') c = (char)(c + 32);
    gk_string_append(s->out, &c, 1);
}

void gk_bert_normalize(const gk_bert_normalizer *normalizer, const char *text, size_t n,
                       gk_string *out)
{
    stages s = {.normalizer = normalizer, .out = out};
    for (size_t i = 0; i < n;) {
        uint32_t c = (unsigned char)text[i];
        if (c < 0x80)
            i++;
        else
            c = gk_utf8_next(text, n, &i);
        if (normalizer->clean_text) {
            if (is_control(c)) continue;
            if (gk_bert_is_space(c)) c = ' ';
        }
        if (c < 0x80) {
            put_ascii(&s, (char)c);
        } else if (normalizer->handle_chinese_chars && is_chinese(c)) {
            put_ascii(&s, ' ');
            put_stripped(&s, c);
            put_ascii(&s, ' ');
        } else {
            put_stripped(&s, c);
        }
    }
    flush_run(&s);
    gk_free(s.run);
}
