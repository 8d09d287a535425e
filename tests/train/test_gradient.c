/* SPDX-License-Identifier: Apache-2.0
 *
 * Gradients of whole models, held against PyTorch's for the same batch
 * (tools/reference_gradients.py) and against finite differences.
 */
#include "train/engine.h"
#include "train/loss.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MODELS GK_SOURCE_DIR "/tests/model/data/"
#define DATA   GK_SOURCE_DIR "/tests/train/data/"

enum { QUERIES = 3, PASSAGES_EACH = 4 };
static const double temperature = 0.05;

/* A batch of the reference file, a model, an engine. */
typedef struct world {
    gk_config config;
    gk_parameters p;
    gk_safetensors *reference;
    gk_train_sequence *sequences;
    int32_t *ids;
    size_t count, width;
    const gk_engine_kind *kind;
    gk_engine *engine;
    float *outputs, *gradients;
    bool scores;
} world;

static float *read(const world *w, const char *name, size_t *count)
{
    const gk_tensor *t = gk_safetensors_find(w->reference, name);
    if (!t) fail_msg("the reference has no %s", name);
    float *values = gk_alloc_floats(t->count);
    gk_tensor_read(t, 0, t->count, values);
    *count = t->count;
    return values;
}

static void read_sequences(world *w)
{
    size_t n, m;
    float *ids = read(w, "ids", &n), *lengths = read(w, "lengths", &w->count),
          *seconds = read(w, "seconds", &m);
    w->ids = gk_alloc_array(n, sizeof *w->ids);
    w->sequences = gk_alloc_array(w->count, sizeof *w->sequences);
    for (size_t i = 0; i < n; i++) w->ids[i] = (int32_t)ids[i];
    for (size_t i = 0, at = 0; i < w->count; at += (size_t)lengths[i], i++)
        w->sequences[i] = (gk_train_sequence){w->ids + at, (size_t)lengths[i], (size_t)seconds[i]};
    gk_free(ids);
    gk_free(lengths);
    gk_free(seconds);
}

/* The head that PyTorch made stands in the reference. */
static void take_head(world *w)
{
    for (size_t i = 0; i < w->p.count; i++) {
        char *name = gk_format("init.%s", w->p.list[i].name);
        const gk_tensor *t = gk_safetensors_find(w->reference, name);
        if (t) gk_tensor_read(t, 0, t->count, w->p.values + w->p.list[i].offset);
        gk_free(name);
    }
}

static void close_world(world *w)
{
    w->kind->close(w->engine);
    gk_safetensors_close(w->reference);
    gk_parameters_free(&w->p);
    gk_config_free(&w->config);
    gk_free(w->sequences);
    gk_free(w->ids);
    gk_free(w->outputs);
    gk_free(w->gradients);
}

/* The tests' state is their gk_engine_kind. Those of a GPU are skipped where there is none. */
static void open_engine(world *w, int threads, size_t memory)
{
    gk_error err = {0};
    const gk_engine_options options = {threads, false, memory};
    const gk_status status = w->kind->open(&w->p, &options, &w->engine, &err);
    if (status == GK_OK) return;
    if (w->kind == &gk_engine_cpu || status != GK_INVALID) fail_msg("%s", err.message);
    print_message("skipped: %s\n", err.message);
    close_world(w);
    skip();
}

static void open_world(world *w, void *const *state, const char *model, bool scores, int threads,
                       size_t memory)
{
    gk_error err = {0};
    char *folder = gk_format(MODELS "%s", model);
    char *path = gk_format(DATA "%s_%s.safetensors", model, scores ? "reranker" : "embedding");
    *w = (world){.scores = scores, .kind = *state};
    if (gk_config_read(folder, &w->config, &err) != GK_OK ||
        gk_parameters_read(folder, &w->config, scores, 1, &w->p, &err) != GK_OK ||
        gk_safetensors_open(path, &w->reference, &err) != GK_OK)
        fail_msg("%s", err.message);
    if (scores) take_head(w);
    read_sequences(w);
    w->width = scores ? 1 : w->config.hidden;
    w->outputs = gk_alloc_floats(w->count * w->width);
    w->gradients = gk_alloc_floats(w->count * w->width);
    gk_free(folder);
    gk_free(path);
    open_engine(w, threads, memory);
}

/* Forward, and the loss with the outputs' gradients. */
static double loss_of(world *w, bool keep)
{
    gk_error err = {0};
    assert_int_equal(w->kind->encode(w->engine, w->sequences, w->count, keep, w->outputs, &err),
                     GK_OK);
    if (w->scores) {
        const size_t counts[QUERIES] = {PASSAGES_EACH, PASSAGES_EACH, PASSAGES_EACH};
        return gk_loss_ranking(counts, QUERIES, w->outputs, w->gradients);
    }
    const size_t positives[QUERIES] = {0, 1, 2}, hidden = w->width;
    const size_t prefixes[] = {hidden, hidden / 2};
    const gk_contrast c = {QUERIES,     w->count - QUERIES, hidden, positives,
                           temperature, prefixes,           2};
    return gk_loss_contrast(&c, w->outputs, w->outputs + QUERIES * hidden, w->gradients,
                            w->gradients + QUERIES * hidden);
}

/* The gradient of all weights; gk_free. */
static float *gradient_of(world *w, double *loss)
{
    gk_error err = {0};
    *loss = loss_of(w, true);
    assert_int_equal(w->kind->backward(w->engine, w->sequences, w->count, w->gradients, &err),
                     GK_OK);
    float *gradient = gk_alloc_floats(w->p.total);
    assert_int_equal(w->kind->get(w->engine, GK_GRADIENT, gradient, &err), GK_OK);
    return gradient;
}

/* |a - b| / |b| */
static double distance(const float *a, const float *b, size_t count)
{
    double apart = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        apart += pow((double)a[i] - (double)b[i], 2);
        size += pow((double)b[i], 2);
    }
    return size > 0 ? sqrt(apart / size) : sqrt(apart);
}

/* A key's bias moves all scores of a row alike, which softmax does not see: its gradient is noise.
 */
static bool has_gradient(const char *name) { return !strstr(name, "self.key.bias"); }

static void equals_pytorch(void *const *state, const char *model, bool scores, int threads,
                           size_t memory)
{
    world w;
    double loss;
    size_t n;
    open_world(&w, state, model, scores, threads, memory);
    float *gradient = gradient_of(&w, &loss), *wanted_loss = read(&w, "loss", &n),
          *outputs = read(&w, "outputs", &n);
    if (fabs(loss - (double)*wanted_loss) > 1e-5)
        fail_msg("%s: loss %.7f, PyTorch has %.7f", model, loss, (double)*wanted_loss);
    if (distance(w.outputs, outputs, n) > 1e-5)
        fail_msg("%s: outputs differ by %g", model, distance(w.outputs, outputs, n));
    size_t compared = 0;
    for (size_t i = 0; i < w.p.count; i++) {
        const gk_parameter *q = &w.p.list[i];
        char *name = gk_format("grad.%s", q->name);
        if (has_gradient(name)) {
            float *wanted = read(&w, name, &n);
            const double apart = distance(gradient + q->offset, wanted, n);
            if (n != q->count || !(apart <= 1e-4))
                fail_msg("%s: the gradient of %s differs by %g of its length", model, name, apart);
            compared += n;
            gk_free(wanted);
        }
        gk_free(name);
    }
    assert_true(compared > 0);
    gk_free(gradient);
    gk_free(wanted_loss);
    gk_free(outputs);
    close_world(&w);
}

static void an_embedding_s_gradients_equal_pytorch_s(void **state)
{
    equals_pytorch(state, "tiny", false, 1, (size_t)1 << 30);
    equals_pytorch(state, "tiny_xlmr", false, 2, (size_t)1 << 30);
}

static void a_reranker_s_gradients_equal_pytorch_s(void **state)
{
    equals_pytorch(state, "tiny", true, 2, (size_t)1 << 30);
    equals_pytorch(state, "tiny_xlmr", true, 1, (size_t)1 << 30);
}

static void activations_that_are_computed_twice_give_the_same_gradient(void **state)
{
    equals_pytorch(state, "tiny", false, 2, 0);
    world kept, again;
    double loss, other;
    open_world(&kept, state, "tiny", false, 2, (size_t)1 << 30);
    open_world(&again, state, "tiny", false, 2, 0);
    float *a = gradient_of(&kept, &loss), *b = gradient_of(&again, &other);
    assert_memory_equal(a, b, kept.p.total * sizeof *a);
    gk_free(a);
    gk_free(b);
    close_world(&kept);
    close_world(&again);
}

/* Along random directions d: (loss(w + h d) - loss(w - h d)) / 2h = gradient · d. */
static void gradients_equal_finite_differences(void **state)
{
    for (int scores = 0; scores < 2; scores++) {
        world w;
        double loss;
        gk_error err = {0};
        open_world(&w, state, "tiny", scores, 2, (size_t)1 << 30);
        float *gradient = gradient_of(&w, &loss), *moved = gk_alloc_floats(w.p.total),
              *direction = gk_alloc_floats(w.p.total);
        uint32_t random = 12345;
        for (int round = 0; round < 5; round++) {
            const double step = 2e-4;
            double along = 0, sides[2];
            for (size_t i = 0; i < w.p.total; i++) {
                random = random * 1664525 + 1013904223;
                direction[i] = random >> 31 ? 1 : -1;
                along += (double)gradient[i] * (double)direction[i];
            }
            for (int side = 0; side < 2; side++) {
                for (size_t i = 0; i < w.p.total; i++)
                    moved[i] = w.p.values[i] + (side ? -1 : 1) * (float)step * direction[i];
                w.kind->set(w.engine, GK_WEIGHTS, moved, &err);
                sides[side] = loss_of(&w, false);
            }
            const double measured = (sides[0] - sides[1]) / (2 * step);
            if (fabs(measured - along) > 0.01 * fabs(along) + 2e-2)
                fail_msg("scores %d, round %d: finite difference %g, gradient %g", scores, round,
                         measured, along);
        }
        gk_free(gradient);
        gk_free(moved);
        gk_free(direction);
        close_world(&w);
    }
}

static int on_processor(void **state)
{
    *state = (void *)&gk_engine_cpu;
    return 0;
}

#ifdef GK_CUDA
static int on_gpu(void **state)
{
    *state = (void *)&gk_engine_cuda;
    return 0;
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_embedding_s_gradients_equal_pytorch_s),
        cmocka_unit_test(a_reranker_s_gradients_equal_pytorch_s),
        cmocka_unit_test(activations_that_are_computed_twice_give_the_same_gradient),
        cmocka_unit_test(gradients_equal_finite_differences),
    };
    int failed = cmocka_run_group_tests_name("on the processor", tests, on_processor, NULL);
#ifdef GK_CUDA
    failed += cmocka_run_group_tests_name("on a GPU", tests, on_gpu, NULL);
#endif
    return failed;
}
