/* SPDX-License-Identifier: Apache-2.0 */
#include "train/schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t draws_of(const gk_source *s) { return (size_t)llround(s->weight * (double)s->count); }

gk_schedule gk_schedule_make(gk_source *sources, size_t count, const uint32_t *keys, size_t batch,
                             uint64_t seed)
{
    gk_schedule s = {sources, count, batch, keys, 0, seed, NULL, SIZE_MAX};
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

/* An example and where its passage's examples stand in the epoch. */
typedef struct draw {
    uint64_t place;
    uint32_t example;
} draw;

static int compare(const void *a, const void *b)
{
    const draw *x = a, *y = b;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return x->example < y->example ? -1 : x->example > y->example;
}

/* A number that looks random and is the same for the same input. */
static uint64_t scatter(uint64_t seed, uint64_t a, uint64_t b)
{
    gk_random random = gk_random_start(seed + a * 0x9E3779B97F4A7C15U);
    random = gk_random_start(gk_random_next(&random) + b);
    return gk_random_next(&random);
}

/* One pass over a source, or the part of it that `wanted` leaves, in the order of the places. */
static size_t draw_source(const gk_schedule *s, const gk_source *source, uint64_t pass,
                          size_t wanted, draw *to)
{
    draw *all = gk_alloc_array(source->count, sizeof *all);
    for (size_t j = 0; j < source->count; j++) {
        const uint32_t example = (uint32_t)(source->first + j);
        all[j] = (draw){scatter(s->seed, pass, s->keys[example]), example};
    }
    qsort(all, source->count, sizeof *all, compare);
    const size_t taken = wanted < source->count ? wanted : source->count;
    memcpy(to, all, taken * sizeof *to);
    gk_free(all);
    return taken;
}

static void make_epoch(gk_schedule *s, size_t epoch)
{
    draw *draws = gk_alloc_array(s->per_epoch, sizeof *draws), *to = draws;
    uint64_t pass = (uint64_t)epoch << 32;
    for (size_t i = 0; i < s->source_count; i++)
        for (size_t left = draws_of(&s->sources[i]), taken; left > 0; left -= taken, to += taken)
            taken = draw_source(s, &s->sources[i], ++pass, left, to);
    qsort(draws, s->per_epoch, sizeof *draws, compare);
    for (size_t i = 0; i < s->per_epoch; i++) s->order[i] = draws[i].example;
    gk_free(draws);
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
