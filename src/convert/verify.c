/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/convert.h"

#include "model/model.h"
#include "model/safetensors.h"

#include <math.h>
#include <string.h>

/* ---- numbers -------------------------------------------------------------------------------- */

static gk_status check_tensors(const char *folder, gk_verify_report *report, gk_error *err)
{
    char *path = gk_path_join(folder, "model.safetensors");
    gk_safetensors *file;
    size_t count = 0;
    gk_status status = gk_safetensors_open(path, &file, err);
    const gk_tensor *all = status == GK_OK ? gk_safetensors_all(file, &count) : NULL;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        if (gk_tensor_is_float(&all[i])) status = gk_tensor_check_finite(&all[i], path, err);
        report->tensors += status == GK_OK;
    }
    gk_safetensors_close(file);
    gk_free(path);
    return status;
}

/* ---- vectors -------------------------------------------------------------------------------- */

typedef struct texts {
    const char *const *texts;
    size_t count;
} texts;

/* The vectors of the texts, (count, dimensions); gk_free. */
static gk_status embed(const gk_model *model, const texts *t, float **out, gk_error *err)
{
    *out = gk_alloc_floats(t->count * gk_model_dimensions(model));
    return gk_model_embed(model, t->texts, NULL, t->count, NULL, *out, err);
}

static double dot(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static double cosine(const float *a, const float *b, size_t n)
{
    double lengths = sqrt(dot(a, a, n) * dot(b, b, n));
    return lengths > 0 ? dot(a, b, n) / lengths : 0;
}

static gk_status check_lengths(const char *name, const float *vectors, size_t count, size_t n,
                               gk_error *err)
{
    for (size_t i = 0; i < count; i++) {
        double length = sqrt(dot(vectors + i * n, vectors + i * n, n));
        if (!(fabs(length - 1) < 1e-3)) /* also true of NaN */
            return gk_fail(err, GK_MODEL, "%s: the vector of text %zu has length %g, not 1", name,
                           i + 1, length);
    }
    return GK_OK;
}

/* Mean and worst cosine between two sets of vectors; *where is the worst's text. */
static void compare(const float *a, const float *b, size_t count, size_t n, double *mean,
                    double *worst, size_t *where)
{
    *worst = 1;
    *mean = 0;
    *where = 0;
    for (size_t i = 0; i < count; i++) {
        double c = cosine(a + i * n, b + i * n, n);
        *mean += c / (double)count;
        if (!(c >= *worst)) *worst = c, *where = i;
    }
}

/* Kernels differ in the last bit of a float. In an int8 model such a bit moves an activation, now
 * and then, by a whole step, and layer after layer that grows to what rounding costs at all: two
 * kernels' vectors may be as far from each other as from the float model's. */
static double least_of(const gk_model *model)
{
    gk_model_info *info;
    bool int8 = gk_model_info_get(model, &info, NULL) == GK_OK && info->weights &&
                strcmp(info->weights, "int8") == 0;
    gk_model_info_free(info);
    return int8 ? 0.99 : 0.999;
}

static gk_status check_kernels(const char *folder, const texts *t, const float *vectors, size_t n,
                               gk_verify_report *report, gk_error *err)
{
    const gk_kernels *const *kernels = gk_kernels_available();
    while (kernels[1]) kernels++; /* the portable ones are the last */
    gk_model *model = NULL;
    float *portable = NULL;
    gk_status status = gk_model_open_with(folder, *kernels, &model, err);
    if (status == GK_OK) status = embed(model, t, &portable, err);
    if (status == GK_OK) {
        double mean;
        size_t where;
        compare(vectors, portable, t->count, n, &mean, &report->kernels_worst, &where);
        if (!(report->kernels_worst >= least_of(model)))
            status = gk_fail(err, GK_MODEL,
                             "%s: this processor's kernels and the portable ones disagree on text "
                             "%zu: cosine %.5f",
                             folder, where + 1, report->kernels_worst);
    }
    gk_free(portable);
    gk_model_close(model);
    return status;
}

static gk_status check_against(const char *folder, const char *against, const texts *t,
                               const float *vectors, size_t n, gk_verify_report *report,
                               gk_error *err)
{
    gk_model *model = NULL;
    float *others = NULL;
    gk_status status = gk_model_open(against, &model, err);
    if (status == GK_OK && gk_model_dimensions(model) != n)
        status = gk_fail(err, GK_INVALID, "%s gives %zu dimensions, %s gives %zu", folder, n,
                         against, gk_model_dimensions(model));
    if (status == GK_OK) status = embed(model, t, &others, err);
    if (status == GK_OK) status = check_lengths(against, others, t->count, n, err);
    size_t where;
    if (status == GK_OK)
        compare(vectors, others, t->count, n, &report->mean, &report->worst, &where);
    gk_free(others);
    gk_model_close(model);
    return status;
}

gk_status gk_model_verify(const char *folder, const char *against, const char *const *given,
                          size_t count, gk_verify_report *report, gk_error *err)
{
    gk_verify_report found = {.texts = count, .kernels_worst = 1};
    const texts t = {given, count};
    if (count == 0) return gk_fail(err, GK_INVALID, "there are no texts to verify the model with");
    gk_model *model = NULL;
    float *vectors = NULL;
    gk_status status = gk_model_open_with(folder, NULL, &model, err);
    size_t n = status == GK_OK ? gk_model_dimensions(model) : 0;
    if (status == GK_OK) status = check_tensors(folder, &found, err);
    if (status == GK_OK) {
        status = embed(model, &t, &vectors, err);
        if (status == GK_OK) status = check_lengths(folder, vectors, count, n, err);
        if (status == GK_OK) status = check_kernels(folder, &t, vectors, n, &found, err);
        if (status == GK_OK && against)
            status = check_against(folder, against, &t, vectors, n, &found, err);
    }
    gk_free(vectors);
    gk_model_close(model);
    if (report) *report = found;
    return status;
}
