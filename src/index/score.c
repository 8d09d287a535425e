/* SPDX-License-Identifier: Apache-2.0
 *
 * BM25 with weighted fields (Robertson, Zaragoza, Taylor: "Simple BM25 extension to multiple
 * weighted fields", 2004: frequencies and lengths are weighted before they go into the formula):
 *
 *   score(row) = Σ over terms  weight · idf · (k1 + 1) · f / (f + k1 · (1 − b + b · l / mean))
 *   idf        = ln(1 + (rows − n + 0.5) / (n + 0.5));  n: rows that hold the term
 *
 * f is the term's frequency, l the row's length: w_text · (those in both fields) + (w_context −
 * w_text) · (those in the context), which is what it is for one text where both weights are 1.
 * k1 = 1.2, b = 0.75. The idf is Lucene's, which is never negative (Lucene's BM25Similarity; also
 * tantivy's, and `lucene` of bm25s).
 *
 * A term's part is a whole number of units: a power of two, so small that all terms together make
 * at most 2^29 of them. Whole numbers can be added in any order, and a part of a score is found to
 * be the same wherever and however it is computed.
 *
 * Bounds. With each block stands s0 = max f0 / (f0 + n0), n0 = k1 · (1 − b + b · l0 / mean0), over
 * its postings, for weights of 1 and the segment's own mean, rounded up to 1/255. For weights of at
 * most w and at least v, another mean, and m = mean / v: f ≤ w · f0 and the length's part is at
 * least n0 · min(1, mean0 / m). So a posting adds at most 1 / (1 + x · min(1, mean0 / m) / w) of
 * the term's most, with x = 1 / s0 − 1 ≤ n0 / f0.
 */
#include "index/internal.h"

#include <math.h>

static const double K1 = 1.2, B = 0.75;

enum { UNIT_BITS = 29 };

double gk_idf(uint64_t rows, uint64_t holders)
{
    double n = (double)holders, absent = rows > holders ? (double)(rows - holders) : 0;
    return log1p((absent + 0.5) / (n + 0.5));
}

double gk_term_most(double weight, double idf) { return weight * idf * (K1 + 1); }

gk_scale gk_scale_for(const gk_statistics *statistics, const double fields[GK_INDEX_FIELDS],
                      double most)
{
    double text = fields[GK_INDEX_TEXT], extra = fields[GK_INDEX_CONTEXT] - text;
    double least = extra < 0 ? fields[GK_INDEX_CONTEXT] : text;
    double sum = text * (double)statistics->all + extra * (double)statistics->context;
    double mean = statistics->rows && sum > 0 ? sum / (double)statistics->rows : 1;
    int exponent;
    frexp(most, &exponent);
    return (gk_scale){.unit = ldexp(1, exponent - UNIT_BITS),
                      .text = (float)text,
                      .extra = (float)extra,
                      .base = (float)(K1 * (1 - B)),
                      .slope = (float)(K1 * B * text / mean),
                      .slope_extra = (float)(K1 * B * extra / mean),
                      .mean = least > 0 ? mean / least : INFINITY,
                      .largest = extra > 0 ? fields[GK_INDEX_CONTEXT] : text};
}

float gk_term_units(const gk_scale *scale, double weight, double idf)
{
    return (float)(gk_term_most(weight, idf) / scale->unit);
}

/* All that decides a posting's part; the same operations wherever it is called, so the same bits.
 */
static inline int32_t units_of(const gk_scale *scale, float most, float frequency, float context,
                               float all, float all_context)
{
    float f = scale->text * frequency + scale->extra * context;
    float part = scale->base + scale->slope * all + scale->slope_extra * all_context;
    int32_t units = (int32_t)(most * (f / (f + part)));
    return f > 0 ? units + 1 : 0;
}

/* A damaged one is no longer than all. */
static inline float context_length(const gk_scale *scale, const gk_lengths *lengths, uint32_t place)
{
    uint16_t all = lengths->all[place], context = lengths->context[place];
    return scale->slope_extra == 0 ? 0 : (float)(context < all ? context : all);
}

int32_t gk_posting_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                         const gk_block *block, uint32_t i)
{
    uint32_t place = block->places[i];
    return units_of(scale, most, (float)(int32_t)block->frequencies[i],
                    (float)(int32_t)block->contexts[i], lengths->all[place],
                    context_length(scale, lengths, place));
}

void gk_block_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                    const gk_block *block, int32_t units[GK_BLOCK])
{
    float all[GK_BLOCK], context[GK_BLOCK];
    uint32_t count = block->count;
    for (uint32_t i = 0; i < count; i++) all[i] = lengths->all[block->places[i]];
    for (uint32_t i = 0; i < count; i++)
        context[i] = context_length(scale, lengths, block->places[i]);
    for (uint32_t i = 0; i < count; i++)
        units[i] = units_of(scale, most, (float)(int32_t)block->frequencies[i],
                            (float)(int32_t)block->contexts[i], all[i], context[i]);
}

unsigned char gk_bound_of(const gk_posting *postings, size_t count, const gk_lengths *lengths)
{
    double best = 0;
    for (size_t i = 0; i < count; i++) {
        double f = postings[i].frequency, l = lengths->all[postings[i].place];
        double s = f / (f + K1 * (1 - B + B * l / lengths->mean));
        if (s > best) best = s;
    }
    double bound = ceil(best * 255);
    return bound < 1 ? 1 : bound > 255 ? 255 : (unsigned char)bound;
}

void gk_bound_units(const gk_scale *scale, float most, const gk_lengths *lengths,
                    int32_t units[256])
{
    double looser = lengths->mean < scale->mean ? lengths->mean / scale->mean : 1;
    units[0] = 0;
    for (int i = 1; i < 256; i++) {
        double x = 255.0 / i - 1;
        double share = 1 / (1 + x * looser / scale->largest);
        units[i] = (int32_t)(most * share * (1 + 1e-5)) + 2; /* a float's rounding, and more */
    }
}
