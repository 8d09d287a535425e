/* SPDX-License-Identifier: Apache-2.0
 *
 * Method: Unicode Standard Annex 15, Unicode Normalization Forms; the decompositions and the
 * compositions are utf8proc's. What came after Unicode 9 passes unchanged and nothing is reordered
 * or composed across it.
 */
#include "text/text.h"
#include "tokenizer/hf_unicode.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Decomposed characters that may yet be reordered or composed. */
typedef struct pending {
    gk_string *out;
    bool compatible, compose;
    utf8proc_int32_t *parts;
    size_t count, capacity;
} pending;

static int combining_class(utf8proc_int32_t c) { return utf8proc_get_property(c)->combining_class; }

/* A mark of a run, where the run is put in order. */
typedef struct mark {
    utf8proc_int32_t c;
    int combining_class;
    size_t position;
} mark;

static int compare_marks(const void *a, const void *b)
{
    const mark *x = a, *y = b;
    if (x->combining_class != y->combining_class)
        return x->combining_class < y->combining_class ? -1 : 1;
    return (x->position > y->position) - (x->position < y->position);
}

/* Puts the marks parts[first..end) into canonical order. */
static void order_marks(utf8proc_int32_t *parts, size_t first, size_t end)
{
    if (end - first < 2) return;
    mark *marks = gk_alloc_array(end - first, sizeof *marks);
    for (size_t i = first; i < end; i++)
        marks[i - first] = (mark){parts[i], combining_class(parts[i]), i};
    qsort(marks, end - first, sizeof *marks, compare_marks);
    for (size_t i = first; i < end; i++) parts[i] = marks[i - first].c;
    gk_free(marks);
}

static void order(pending *p)
{
    size_t start = 0; /* of the run of marks that i is in */
    for (size_t i = 0; i < p->count; i++) {
        if (combining_class(p->parts[i]) != 0) continue;
        order_marks(p->parts, start, i);
        start = i + 1;
    }
    order_marks(p->parts, start, p->count);
}

static void flush(pending *p)
{
    if (!p->count) return;
    order(p);
    if (p->compose) {
        utf8proc_ssize_t n = utf8proc_normalize_utf32(p->parts, (utf8proc_ssize_t)p->count,
                                                      UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        if (n >= 0) p->count = (size_t)n;
    }
    for (size_t i = 0; i < p->count; i++) {
        char bytes[4];
        gk_string_append(p->out, bytes, gk_utf8_put((uint32_t)p->parts[i], bytes));
    }
    p->count = 0;
}

/* Adds the decomposition of c, 18 characters at most. */
static void decompose(pending *p, uint32_t c)
{
    enum { MOST = 32 };
    while (p->capacity < p->count + MOST)
        p->parts = gk_grow(p->parts, p->capacity, &p->capacity, sizeof *p->parts);
    int boundary = 0;
    int options = UTF8PROC_DECOMPOSE | UTF8PROC_STABLE | (p->compatible ? UTF8PROC_COMPAT : 0);
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, p->parts + p->count, MOST,
                                                 (utf8proc_option_t)options, &boundary);
    if (n > 0 && n <= MOST)
        p->count += (size_t)n;
    else
        p->parts[p->count++] = (utf8proc_int32_t)c;
}

/* True for what no normal form changes or combines with anything. */
static bool is_inert(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || gk_hf_is_later(c);
}

/* Appends the form of a stretch without ASCII but for its first character. */
static void append_stretch(pending *p, const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (is_inert(c)) {
            flush(p);
            gk_string_append(p->out, s + at, i - at);
        } else {
            decompose(p, c);
        }
    }
    flush(p);
}

void gk_normal_form_append(gk_normal_form form, const char *s, size_t n, gk_string *out)
{
    pending p = {.out = out,
                 .compatible = form == GK_NFKD || form == GK_NFKC,
                 .compose = form == GK_NFC || form == GK_NFKC};
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x80) continue;
        size_t start = i > done ? i - 1 : i; /* with the letter that a mark may stand on */
        gk_string_append(out, s + done, start - done);
        while (i < n && (unsigned char)s[i] >= 0x80) i++;
        append_stretch(&p, s + start, i - start);
        done = i;
    }
    gk_string_append(out, s + done, n - done);
    gk_free(p.parts);
}
