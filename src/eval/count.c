/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/measure.h"
#include "eval/measured.h"

#include <stdlib.h>
#include <string.h>

/* The columns of an answer's figures: means over all questions. */
enum { RIGHT, WRONG, DECLINED, HALLUCINATION, HIT, EXACT, F1, COLUMNS };
static const char *const column_names[COLUMNS] = {"right",    "wrong", "declined", "hallucination",
                                                  "page_hit", "exact", "f1"};

static bool hallucinates(const gk_measured *m)
{
    return m->verdict != GK_DECLINED && (m->verdict == GK_WRONG || m->unsupported);
}

static void columns_of(const gk_measured *m, double out[COLUMNS])
{
    out[RIGHT] = m->verdict == GK_RIGHT;
    out[WRONG] = m->verdict == GK_WRONG;
    out[DECLINED] = m->verdict == GK_DECLINED;
    out[HALLUCINATION] = hallucinates(m);
    out[HIT] = m->hit;
    out[EXACT] = m->exact;
    out[F1] = m->f1;
}

static bool is_shown(int column, bool tatqa)
{
    return column == HIT ? !tatqa : column == EXACT || column == F1 ? tatqa : true;
}

/* The answers that are counted, and what there is of each. */
typedef struct counted {
    double *values; /* (count, COLUMNS) */
    uint32_t *clusters;
    size_t count;
} counted;

/* A mean of some answers' shares and its interval; null where there are none. */
static void add_mean(json_t *share, json_t *interval, const char *name, const double *values,
                     const uint32_t *clusters, size_t count)
{
    if (!count) {
        json_object_set_new(share, name, json_null());
        json_object_set_new(interval, name, json_null());
        return;
    }
    gk_eval_mean mean;
    size_t drawn = gk_eval_means(values, clusters, count, 1, &mean);
    gk_eval_widen(&mean, drawn);
    json_object_set_new(share, name, json_real(mean.value));
    json_object_set_new(interval, name, json_pack("[f, f]", mean.low, mean.high));
}

/* Precision of those that cite, recall of those that answered. */
static void add_pages(json_t *share, json_t *interval, const gk_measured *answers,
                      const uint32_t *clusters, const bool *chosen, size_t count)
{
    double *values = gk_alloc_array(count + 1, sizeof *values);
    uint32_t *of = gk_alloc_array(count + 1, sizeof *of);
    for (int recall = 0; recall < 2; recall++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++) {
            const gk_measured *m = &answers[i];
            size_t whole = recall ? m->evidence : m->cited;
            if ((chosen && !chosen[i]) || m->verdict == GK_DECLINED || !whole) continue;
            values[n] = (double)(recall ? m->evidence_cited : m->cited_rightly) / (double)whole;
            of[n++] = clusters[i];
        }
        add_mean(share, interval, recall ? "recall" : "precision", values, of, n);
    }
    gk_free(values);
    gk_free(of);
}

json_t *gk_eval_count(const gk_measured *answers, const uint32_t *clusters, const bool *chosen,
                      size_t count, bool tatqa)
{
    counted c = {.values = gk_alloc_array(count + 1, COLUMNS * sizeof *c.values),
                 .clusters = gk_alloc_array(count + 1, sizeof *c.clusters)};
    size_t verdicts[GK_VERDICTS_OF] = {0}, hallucinated = 0, numbers = 0, unsupported = 0;
    for (size_t i = 0; i < count; i++) {
        if (chosen && !chosen[i]) continue;
        columns_of(&answers[i], c.values + c.count * COLUMNS);
        c.clusters[c.count++] = clusters[i];
        verdicts[answers[i].verdict]++;
        hallucinated += hallucinates(&answers[i]);
        numbers += answers[i].numbers;
        unsupported += answers[i].unsupported;
    }
    json_t *share = json_object(), *interval = json_object();
    gk_eval_mean means[COLUMNS];
    size_t drawn = c.count ? gk_eval_means(c.values, c.clusters, c.count, COLUMNS, means) : 0;
    for (int k = 0; k < COLUMNS && c.count; k++) {
        if (!is_shown(k, tatqa)) continue;
        gk_eval_widen(&means[k], drawn);
        json_object_set_new(share, column_names[k], json_real(means[k].value));
        json_object_set_new(interval, column_names[k],
                            json_pack("[f, f]", means[k].low, means[k].high));
    }
    if (!tatqa) add_pages(share, interval, answers, clusters, chosen, count);
    gk_free(c.values);
    gk_free(c.clusters);
    return json_pack("{sI sI sI sI sI so so sI sI}", "questions", (json_int_t)c.count, "right",
                     (json_int_t)verdicts[GK_RIGHT], "wrong", (json_int_t)verdicts[GK_WRONG],
                     "declined", (json_int_t)verdicts[GK_DECLINED], "hallucinated",
                     (json_int_t)hallucinated, "share", share, "interval", interval, "numbers",
                     (json_int_t)numbers, "unsupported", (json_int_t)unsupported);
}

json_t *gk_eval_count_by(const gk_measured *answers, const uint32_t *clusters, size_t count,
                         bool tatqa, const char *(*kind_of)(const void *ctx, size_t i),
                         const void *ctx)
{
    json_t *object = json_object();
    bool *chosen = gk_alloc_array(count + 1, sizeof *chosen);
    for (size_t i = 0; i < count; i++) {
        const char *kind = kind_of(ctx, i);
        if (!kind) kind = "none";
        if (json_object_get(object, kind)) continue;
        for (size_t k = 0; k < count; k++) {
            const char *other = kind_of(ctx, k);
            chosen[k] = strcmp(other ? other : "none", kind) == 0;
        }
        json_object_set_new(object, kind, gk_eval_count(answers, clusters, chosen, count, tatqa));
    }
    gk_free(chosen);
    return object;
}

static int upwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

json_t *gk_eval_times(const gk_measured *answers, size_t count)
{
    double *times = gk_alloc_array(count + 1, sizeof *times);
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) times[i] = answers[i].milliseconds;
    if (count) qsort(times, count, sizeof *times, upwards);
    for (size_t i = 0; i < count; i++) json_array_append_new(all, json_real(times[i]));
    double p50 = count ? times[count / 2] : 0, p99 = count ? times[count * 99 / 100] : 0;
    gk_free(times);
    return json_pack("{sf sf so}", "p50", p50, "p99", p99, "all", all);
}
