/* SPDX-License-Identifier: Apache-2.0
 *
 * Method: the pre-tokenizers of the Hugging Face tokenizers library (Apache-2.0).
 */
#include "tokenizer/pretokenizer.h"

#include "text/text.h"
#include "tokenizer/hf_unicode.h"

#include <string.h>

typedef struct splitting {
    const gk_pretokenizer *pretokenizer;
    gk_string *scratch;
    gk_piece_fn *each;
    void *ctx;
} splitting;

static bool split(const splitting *p, size_t step, const char *s, size_t n, bool first);

/* What a character is to a step that splits by class. Equal neighbours stay together, but for
 * SINGLE, which stands alone, and SPACE, which goes. */
enum { SPACE, SINGLE, WORD, OTHER };

static int class_of(gk_split_kind kind, uint32_t c)
{
    if (gk_hf_is_space(c)) return SPACE;
    if (kind == GK_SPLIT_BERT) return gk_hf_is_punctuation(c) ? SINGLE : WORD;
    if (kind == GK_SPLIT_WORDS) return gk_hf_is_word(c) ? WORD : OTHER;
    return WORD;
}

static bool split_by_class(const splitting *p, size_t step, const char *s, size_t n, bool first)
{
    gk_split_kind kind = p->pretokenizer->steps[step].kind;
    size_t start = 0;
    int class = SPACE; /* of the piece that begins at start */
    for (size_t i = 0; i < n;) {
        size_t at = i;
        int next = class_of(kind, gk_utf8_next(s, n, &i));
        if (next == class && class != SINGLE) continue;
        if (class != SPACE && !split(p, step + 1, s + start, at - start, first && start == 0))
            return false;
        start = at;
        class = next;
    }
    return class == SPACE || split(p, step + 1, s + start, n - start, first && start == 0);
}

/* s with the mark for each blank, and before it where the step says so. */
static void mark_blanks(const gk_split_step *step, const char *s, size_t n, bool first,
                        gk_string *out)
{
    out->length = 0;
    bool marked = n >= step->mark_length && memcmp(s, step->mark, step->mark_length) == 0;
    bool wanted = step->prepend == GK_PREPEND_ALWAYS ||
                  (step->prepend == GK_PREPEND_FIRST && first);
    if (wanted && !marked && s[0] != ' ') gk_string_append(out, step->mark, step->mark_length);
    for (size_t i = 0; i < n;) {
        const char *blank = memchr(s + i, ' ', n - i);
        size_t end = blank ? (size_t)(blank - s) : n;
        gk_string_append(out, s + i, end - i);
        if (blank) gk_string_append(out, step->mark, step->mark_length);
        i = end + 1;
    }
}

static bool split_at_marks(const splitting *p, size_t step, const char *s, size_t n, bool first)
{
    const gk_split_step *how = &p->pretokenizer->steps[step];
    gk_string *text = &p->scratch[step];
    mark_blanks(how, s, n, first, text);
    size_t start = 0, length = text->length;
    for (size_t i = 1; how->split && i + how->mark_length <= length; i++) {
        const char *next = memchr(text->data + i, how->mark[0], length - i);
        if (!next) break;
        i = (size_t)(next - text->data);
        if (length - i < how->mark_length || memcmp(next, how->mark, how->mark_length) != 0)
            continue;
        if (!split(p, step + 1, text->data + start, i - start, first && start == 0)) return false;
        start = i;
    }
    return split(p, step + 1, text->data + start, length - start, first && start == 0);
}

static bool split(const splitting *p, size_t step, const char *s, size_t n, bool first)
{
    if (n == 0) return true;
    if (step == p->pretokenizer->count) return p->each(p->ctx, s, n);
    if (p->pretokenizer->steps[step].kind == GK_SPLIT_METASPACE)
        return split_at_marks(p, step, s, n, first);
    return split_by_class(p, step, s, n, first);
}

void gk_pretokenize(const gk_pretokenizer *pretokenizer, const char *s, size_t n, bool first,
                    gk_string *scratch, gk_piece_fn *each, void *ctx)
{
    splitting p = {.pretokenizer = pretokenizer, .scratch = scratch, .each = each, .ctx = ctx};
    split(&p, 0, s, n, first);
}
