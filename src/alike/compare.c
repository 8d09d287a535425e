/* SPDX-License-Identifier: Apache-2.0
 *
 * compare - what two sketches say of two documents. The bounds of the verdict were set on filings,
 * news and copies of them that were disturbed in known ways (bench/alike prints what they give).
 */
#include "alike/alike.h"

static double share(size_t same, size_t count) { return (double)same / (double)count; }

double gk_sketch_jaccard(const gk_sketch *a, const gk_sketch *b)
{
    size_t same = 0;
    if (!a->shingles || !b->shingles) return 0;
    for (size_t i = 0; i < GK_SKETCH_TEXT; i++) same += a->text[i] == b->text[i];
    return share(same, GK_SKETCH_TEXT);
}

double gk_sketch_figures(const gk_sketch *a, const gk_sketch *b)
{
    size_t same = 0;
    if (!a->figures || !b->figures) return !a->figures && !b->figures;
    for (size_t i = 0; i < GK_SKETCH_FIGURES; i++) same += a->figure[i] == b->figure[i];
    return share(same, GK_SKETCH_FIGURES);
}

/* |A and B| = J (|A| + |B|) / (1 + J), over |A|. */
static double contained(double jaccard, uint64_t part, uint64_t whole)
{
    if (!part) return 1;
    double both = jaccard * ((double)part + (double)whole) / (1 + jaccard);
    double result = both / (double)part;
    return result < 1 ? result : 1;
}

double gk_sketch_containment(const gk_sketch *part, const gk_sketch *whole)
{
    if (!part->shingles || !whole->shingles) return 0;
    return contained(gk_sketch_jaccard(part, whole), part->shingles, whole->shingles);
}

const char *gk_alike_name(gk_alike alike)
{
    static const char *const NAMES[] = {"different", "same", "version", "part", "successor"};
    return NAMES[alike];
}

/* What makes a version: the least share of text, of figures, of the smaller text in the larger. A
 * flash of news repeats whole sentences from one day to the next, so short texts must agree more.
 */
typedef struct bounds {
    uint64_t shingles; /* of the smaller text, less than this */
    double text, figures, inside;
} bounds;

static const bounds BOUNDS[] = {
    {16, 0.9, 0.9, 2 /* never */}, {64, 0.8, 0.65, 0.95}, {UINT64_MAX, 0.45, 0.65, 0.8}};

/* Where many figures agree, which no other document's do, less of the text will do: a scan that was
 * read with errors keeps more of its figures than of its runs of words. */
static const double TEXT_BY_FIGURES = 0.25;
enum { MANY_FIGURES = 40 };

static gk_alike decide(const gk_alike_verdict *v, const gk_sketch *part, const gk_sketch *whole)
{
    static const double TEXT_SAME = 0.9, FIGURES_SAME = 0.9, TEXT_SUCCESSOR = 0.45;
    static const double SMALL = 0.5; /* of the whole: a part, no version */
    const bounds *b = BOUNDS;
    while (part->shingles >= b->shingles) b++;
    bool many = part->figures >= MANY_FIGURES && whole->figures >= MANY_FIGURES;
    double inside = contained(v->figures, part->figures, whole->figures);
    if (v->jaccard >= TEXT_SAME && v->figures >= FIGURES_SAME) return GK_ALIKE_SAME;
    if (v->containment >= b->inside && inside >= b->inside)
        return (double)part->shingles < SMALL * (double)whole->shingles ? GK_ALIKE_PART
                                                                        : GK_ALIKE_VERSION;
    if (v->jaccard >= (many ? TEXT_BY_FIGURES : b->text) && v->figures >= b->figures)
        return GK_ALIKE_VERSION;
    return v->jaccard >= TEXT_SUCCESSOR ? GK_ALIKE_SUCCESSOR : GK_ALIKE_DIFFERENT;
}

gk_alike_verdict gk_alike_judge(const gk_sketch *a, const gk_sketch *b)
{
    bool smaller = a->shingles <= b->shingles;
    const gk_sketch *part = smaller ? a : b, *whole = smaller ? b : a;
    gk_alike_verdict v = {.jaccard = gk_sketch_jaccard(a, b),
                          .containment = gk_sketch_containment(part, whole),
                          .figures = gk_sketch_figures(a, b)};
    if (!part->shingles) return v;
    v.alike = decide(&v, part, whole);
    return v;
}
