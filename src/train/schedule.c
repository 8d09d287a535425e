/* SPDX-License-Identifier: Apache-2.0 */
#include "train/schedule.h"

#include "train/random.h"

#include <math.h>

static size_t draws_of(const gk_source *s) { return (size_t)llround(s->weight * (double)s->count); }

gk_schedule gk_schedule_make(gk_source *sources, size_t count, size_t batch, uint64_t seed)
{
    gk_schedule s = {sources, count, batch, 0, seed, NULL, SIZE_MAX};
    for (size_t i = 0; i < count; i++) s.per_epoch += draws_of(&sources[i]);
    s.order = gk_alloc_array(s.per_epoch, sizeof *s.order);
    return s;
}

void gk_schedule_free(gk_schedule *s)
{
    gk_free(s->sources);
    gk_free(s->order);
    *s = (gk_schedule){0};
}

/* Fisher and Yates. */
static void shuffle(gk_random *random, uint32_t *x, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        const size_t j = gk_random_below(random, i);
        const uint32_t swapped = x[i - 1];
        x[i - 1] = x[j];
        x[j] = swapped;
    }
}

static void make_epoch(gk_schedule *s, size_t epoch)
{
    gk_random random = gk_random_start(s->seed * 0x9E3779B97F4A7C15U + epoch + 1);
    uint32_t *to = s->order;
    for (size_t i = 0; i < s->source_count; i++) {
        const gk_source *source = &s->sources[i];
        uint32_t *all = gk_alloc_array(source->count, sizeof *all);
        for (size_t j = 0; j < source->count; j++) all[j] = (uint32_t)(source->first + j);
        for (size_t left = draws_of(source); left > 0;) {
            const size_t taken = left < source->count ? left : source->count;
            shuffle(&random, all, source->count);
            for (size_t j = 0; j < taken; j++) *to++ = all[j];
            left -= taken;
        }
        gk_free(all);
    }
    shuffle(&random, s->order, s->per_epoch);
    s->epoch = epoch;
}

void gk_schedule_step(gk_schedule *s, size_t step, uint32_t *examples)
{
    for (size_t i = 0; i < s->batch; i++) {
        const size_t at = step * s->batch + i, epoch = at / s->per_epoch;
        if (epoch != s->epoch) make_epoch(s, epoch);
        examples[i] = s->order[at % s->per_epoch];
    }
}

double gk_schedule_rate(size_t step, size_t steps, double highest, double warmup)
{
    const double rising = ceil(warmup * (double)steps), at = (double)step;
    if (at < rising) return highest * (at + 1) / rising;
    return highest * ((double)steps - at) / ((double)steps - rising);
}
