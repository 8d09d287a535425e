/* SPDX-License-Identifier: Apache-2.0 */
#include "train/step.h"

#include "train/loss.h"

#include <string.h>

/* What a step works on. */
typedef struct work {
    const gk_stepping *s;
    gk_random random;
    gk_batch batch;
    uint32_t *passages; /* an embedding's, each text once */
    size_t passage_count, passage_capacity;
    gk_error *err;
} work;

/* Chooses up to s->negatives of an example's negatives into chosen; returns how many. */
static size_t choose(work *w, const gk_example *x, uint32_t *chosen)
{
    const size_t wanted = w->s->negatives < x->negative_count ? w->s->negatives : x->negative_count;
    memcpy(chosen, x->negatives, x->negative_count * sizeof *chosen);
    if (wanted == x->negative_count) return wanted;
    for (size_t i = 0; i < wanted; i++) {
        const size_t j = i + gk_random_below(&w->random, x->negative_count - i);
        const uint32_t swapped = chosen[i];
        chosen[i] = chosen[j];
        chosen[j] = swapped;
    }
    return wanted;
}

/* Where text stands among the step's passages, added where it does not. */
static size_t passage(work *w, uint32_t text)
{
    for (size_t i = 0; i < w->passage_count; i++)
        if (w->passages[i] == text) return i;
    w->passages = gk_grow(w->passages, w->passage_count, &w->passage_capacity, sizeof *w->passages);
    w->passages[w->passage_count] = text;
    return w->passage_count++;
}

static gk_status forward(work *w, float *outputs)
{
    const gk_stepping *s = w->s;
    return s->kind->encode(s->engine, w->batch.sequences, w->batch.count, true, outputs, w->err);
}

static gk_status backward(work *w, const float *gradients)
{
    const gk_stepping *s = w->s;
    return s->kind->backward(s->engine, w->batch.sequences, w->batch.count, gradients, w->err);
}

/* Queries first, then passages: one batch of sequences. */
static void add_texts(work *w, const uint32_t *chosen, size_t count, size_t *positives)
{
    const gk_examples *all = w->s->examples;
    for (size_t i = 0; i < count; i++) {
        const gk_example *x = &all->examples[chosen[i]];
        uint32_t *negatives = gk_alloc_array(x->negative_count, sizeof *negatives);
        gk_batch_add(&w->batch, w->s->reader, "query", all->texts[x->query]);
        positives[i] = passage(w, x->positive);
        const size_t taken = choose(w, x, negatives);
        for (size_t j = 0; j < taken; j++) passage(w, negatives[j]);
        gk_free(negatives);
    }
    for (size_t i = 0; i < w->passage_count; i++)
        gk_batch_add(&w->batch, w->s->reader, "passage", all->texts[w->passages[i]]);
}

static gk_status contrast(work *w, const uint32_t *chosen, size_t count, double *loss)
{
    const gk_stepping *s = w->s;
    const size_t hidden = s->reader->config->hidden;
    size_t *positives = gk_alloc_array(count, sizeof *positives);
    add_texts(w, chosen, count, positives);
    float *outputs = gk_alloc_floats(w->batch.count * hidden),
          *gradients = gk_alloc_floats(w->batch.count * hidden);
    const gk_contrast c = {count,          w->passage_count, hidden,         positives,
                           s->temperature, s->prefixes,      s->prefix_count};
    gk_status status = forward(w, outputs);
    if (status == GK_OK) {
        *loss = gk_loss_contrast(&c, outputs, outputs + count * hidden, gradients,
                                 gradients + count * hidden);
        status = backward(w, gradients);
    }
    gk_free(positives);
    gk_free(outputs);
    gk_free(gradients);
    return status;
}

static gk_status ranking(work *w, const uint32_t *chosen, size_t count, double *loss)
{
    const gk_examples *all = w->s->examples;
    size_t *counts = gk_alloc_array(count, sizeof *counts);
    for (size_t i = 0; i < count; i++) {
        const gk_example *x = &all->examples[chosen[i]];
        uint32_t *negatives = gk_alloc_array(x->negative_count, sizeof *negatives);
        const size_t taken = choose(w, x, negatives);
        counts[i] = taken + 1;
        for (size_t j = 0; j <= taken; j++)
            gk_batch_add_pair(&w->batch, w->s->reader, all->texts[x->query],
                              all->texts[j ? negatives[j - 1] : x->positive]);
        gk_free(negatives);
    }
    float *outputs = gk_alloc_floats(w->batch.count), *gradients = gk_alloc_floats(w->batch.count);
    gk_status status = forward(w, outputs);
    if (status == GK_OK) {
        *loss = gk_loss_ranking(counts, count, outputs, gradients);
        status = backward(w, gradients);
    }
    gk_free(counts);
    gk_free(outputs);
    gk_free(gradients);
    return status;
}

gk_status gk_step_gradient(const gk_stepping *s, const uint32_t *chosen, size_t count, size_t step,
                           double *loss, gk_error *err)
{
    work w = {
        .s = s, .random = gk_random_start(s->seed ^ (step + 1) * 0xD1342543DE82EF95U), .err = err};
    gk_status status = s->scores ? ranking(&w, chosen, count, loss)
                                 : contrast(&w, chosen, count, loss);
    gk_batch_free(&w.batch);
    gk_free(w.passages);
    return status;
}
