/* SPDX-License-Identifier: Apache-2.0
 *
 * Method: the normalizers of the Hugging Face tokenizers library (Apache-2.0).
 */
#include "tokenizer/normalizer.h"

#include "text/text.h"

#include <string.h>

static void append(gk_string *out, uint32_t c)
{
    char bytes[4];
    gk_string_append(out, bytes, gk_utf8_put(c, bytes));
}

/* ---- steps that look at one character after the other -------------------------------------- */

/* The blocks as the library has them, its slip in the start of extension E included. */
static bool is_han(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
           (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

enum { KEEP = UINT32_MAX, DROP = UINT32_MAX - 1, SPACED = UINT32_MAX - 2 };

static uint32_t clean(uint32_t c)
{
    if (c >= ' ' && c < 0x7F) return KEEP;
    if (c == '\t' || c == '\n' || c == '\r') return ' ';
    if (c == 0xFFFD || gk_hf_is_control(c)) return DROP;
    return gk_hf_is_space(c) ? ' ' : KEEP;
}

static uint32_t nmt(uint32_t c)
{
    if (c >= ' ' && c < 0x7F) return KEEP;
    if (c == '\t' || c == '\n' || c == '\f' || c == '\r') return ' ';
    if ((c > 0 && c < ' ') || c == 0x7F || c == 0x8F || c == 0x9F) return DROP;
    bool blank = c == 0x1680 || (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 ||
                 c == 0x2581 || c == 0xFEFF || c == 0xFFFD;
    return blank ? ' ' : KEEP;
}

/* What becomes of a character: another one, or one of the above. */
static uint32_t change(gk_normal_kind kind, uint32_t c)
{
    switch (kind) {
    case GK_NORMAL_CLEAN:
        return clean(c);
    case GK_NORMAL_NMT:
        return nmt(c);
    case GK_NORMAL_SPACE_HAN:
        return is_han(c) ? SPACED : KEEP;
    case GK_NORMAL_DROP_NONSPACING:
        return gk_hf_is_nonspacing(c) ? DROP : KEEP;
    case GK_NORMAL_DROP_MARKS:
        return gk_hf_is_mark(c) ? DROP : KEEP;
    default:
        return KEEP;
    }
}

static void change_all(gk_normal_kind kind, const char *s, size_t n, bool *first, gk_string *out)
{
    size_t done = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = (unsigned char)s[i];
        if (c < 0x80)
            i++;
        else
            c = gk_utf8_next(s, n, &i);
        uint32_t to = change(kind, c);
        if (to == KEEP) continue;
        gk_string_append(out, s + done, at - done);
        done = i;
        if (to == DROP && at == 0) *first = false;
        if (to == SPACED) {
            append(out, ' ');
            gk_string_append(out, s + at, i - at);
            append(out, ' ');
        } else if (to != DROP) {
            append(out, to);
        }
    }
    gk_string_append(out, s + done, n - done);
}

static void lowercase(const char *s, size_t n, gk_string *out)
{
    for (size_t i = 0; i < n;) {
        size_t start = i, length = out->length;
        while (i < n && (unsigned char)s[i] < 0x80) i++;
        gk_string_append(out, s + start, i - start);
        for (char *c = out->data + length; c < out->data + out->length; c++)
            if (*c >= 'A' && *c <= 'Z') *c |= 0x20;
        while (i < n && (unsigned char)s[i] >= 0x80) {
            uint32_t lower[2];
            size_t count = gk_hf_lower(gk_utf8_next(s, n, &i), lower);
            for (size_t k = 0; k < count; k++) append(out, lower[k]);
        }
    }
}

/* ---- the others ---------------------------------------------------------------------------- */

static void strip(const gk_normal_step *step, const char *s, size_t n, bool *first, gk_string *out)
{
    size_t start = 0, end = step->right ? 0 : n;
    bool leading = step->left;
    for (size_t i = 0; i < n;) {
        if (!gk_hf_is_space(gk_utf8_next(s, n, &i))) {
            leading = false;
            if (step->right) end = i;
        } else if (leading) {
            start = i;
        }
    }
    if (start > 0) *first = false;
    if (start < end) gk_string_append(out, s + start, end - start);
}

/* How many bytes of s are the pattern, repeated; 0: it does not stand there often enough. */
static size_t match(const gk_normal_step *step, const char *s, size_t n)
{
    size_t length = 0, times = 0, one = step->pattern_length;
    while (times < step->most && n - length >= one && memcmp(s + length, step->pattern, one) == 0) {
        length += one;
        times++;
    }
    return times >= step->least ? length : 0;
}

static void replace(const gk_normal_step *step, const char *s, size_t n, bool *first,
                    gk_string *out)
{
    size_t done = 0;
    for (size_t i = 0; i < n;) {
        const char *at = memchr(s + i, step->pattern[0], n - i);
        if (!at) break;
        i = (size_t)(at - s);
        size_t length = match(step, at, n - i);
        if (!length) {
            i++;
            continue;
        }
        gk_string_append(out, s + done, i - done);
        gk_string_append(out, step->content, step->content_length);
        size_t character = 0;
        if (i == 0) gk_utf8_next(s, n, &character);
        if (i == 0 && (step->content_length == 0 || character < length)) *first = false;
        done = i += length;
    }
    gk_string_append(out, s + done, n - done);
}

static void run(const gk_normal_step *step, const char *s, size_t n, bool *first, gk_string *out)
{
    switch (step->kind) {
    case GK_NORMAL_LOWERCASE:
        lowercase(s, n, out);
        break;
    case GK_NORMAL_FORM:
        gk_normal_form_append(step->form, s, n, out);
        break;
    case GK_NORMAL_STRIP:
        strip(step, s, n, first, out);
        break;
    case GK_NORMAL_REPLACE:
        replace(step, s, n, first, out);
        break;
    case GK_NORMAL_PREPEND:
        if (n) gk_string_append(out, step->content, step->content_length);
        gk_string_append(out, s, n);
        break;
    case GK_NORMAL_PRECOMPILED:
        gk_precompiled_append(&step->precompiled, s, n, out);
        break;
    default:
        change_all(step->kind, s, n, first, out);
    }
}

const char *gk_normalize(const gk_normalizer *normalizer, const char *s, size_t *n, bool *first,
                         gk_string scratch[2])
{
    for (size_t i = 0; i < normalizer->count; i++) {
        gk_string *out = &scratch[i % 2];
        out->length = 0;
        gk_string_append(out, "", 0);
        run(&normalizer->steps[i], s, *n, first, out);
        s = out->data;
        *n = out->length;
    }
    return s;
}
