/* SPDX-License-Identifier: Apache-2.0 */
#include "train/cuda/embeddings.cuh"

static __global__ void gather(size_t count, size_t hidden, const float *words,
                              const float *positions, const float *types, const int32_t *word,
                              const int32_t *position, const int32_t *type, float *x)
{
    const size_t i = gk_element();
    if (i >= count) return;
    const size_t t = i / hidden, j = i % hidden;
    x[i] = words[(size_t)word[t] * hidden + j] + positions[(size_t)position[t] * hidden + j] +
           types[(size_t)type[t] * hidden + j];
}

void gk_cuda_embed(gk_device *d, const gk_parameters *p, const float *values,
                   const gk_cuda_layout *l, size_t tokens, float *x)
{
    const size_t hidden = p->config.hidden, count = tokens * hidden;
    gk_launch(d, "gather", gk_blocks(count, GK_THREADS), gather, count, hidden, values + p->words,
              values + p->positions, values + p->types, l->rows[GK_WORD_ROWS],
              l->rows[GK_POSITION_ROWS], l->rows[GK_TYPE_ROWS], x);
}

/* parts (pieces, hidden) */
static __global__ void sum_pieces(gk_cuda_table table, size_t hidden, const float *dx, float *parts)
{
    const size_t i = gk_element(), piece = i / hidden, j = i % hidden;
    if (piece >= table.piece_count) return;
    float sum = 0;
    for (int32_t k = table.pieces[piece]; k < table.pieces[piece + 1]; k++)
        sum += dx[(size_t)table.tokens[k] * hidden + j];
    parts[i] = sum;
}

/* to (rows of the table, hidden) */
static __global__ void add_pieces(gk_cuda_table table, size_t hidden, const float *parts, float *to)
{
    const size_t i = gk_element(), segment = i / hidden, j = i % hidden;
    if (segment >= table.segment_count) return;
    float sum = 0;
    for (int32_t k = table.firsts[segment]; k < table.firsts[segment + 1]; k++)
        sum += parts[(size_t)k * hidden + j];
    to[(size_t)table.rows[segment] * hidden + j] += sum;
}

void gk_cuda_embed_backward(gk_device *d, const gk_parameters *p, const gk_cuda_layout *l,
                            const float *dx, float *parts, float *gradient)
{
    const size_t hidden = p->config.hidden;
    const size_t offsets[GK_TABLES] = {p->words, p->positions, p->types};
    for (int i = 0; i < GK_TABLES; i++) {
        const gk_cuda_table *t = &l->tables[i];
        gk_launch(d, "sum_pieces", gk_blocks(t->piece_count * hidden, GK_THREADS), sum_pieces, *t,
                  hidden, dx, parts);
        gk_launch(d, "add_pieces", gk_blocks(t->segment_count * hidden, GK_THREADS), add_pieces, *t,
                  hidden, parts, gradient + offsets[i]);
    }
}
