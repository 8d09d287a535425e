/* SPDX-License-Identifier: Apache-2.0
 *
 * AdamW with clipping: the numbers are torch.optim.AdamW's and torch.nn.utils.clip_grad_norm_'s.
 */
#include "train/engine.h"
#include "world.h"

/* Four weights of the table of words, which decay, and two of a norm's bias, which do not. All
 * other weights and gradients are 0. */
enum { WEIGHTS = 4, BIASES = 2, STEPS = 3 };

typedef struct step {
    float rate, weight_gradients[WEIGHTS], bias_gradients[BIASES];
    double norm;
    float weights[WEIGHTS], biases[BIASES]; /* after it */
} step;

static const step steps[STEPS] = {
    {0.01F,
     {0.1F, -0.2F, 0.3F, 0},
     {0.05F, -0.4F},
     0.55,
     {0.489500016F, -1.238749981F, 1.988000035F, 0.124875002F},
     {0.740000010F, -0.490000010F}},
    {0.02F,
     {3, 1, -2, 0.5F},
     {1, -1},
     4.031128406,
     {0.471986920F, -1.239452243F, 1.989829659F, 0.109742522F},
     {0.722763836F, -0.470766068F}},
    {0.005F,
     {-0.01F, 0.02F, 0.5F, -0.3F},
     {0.2F, 0.1F},
     0.624899983,
     {0.468598515F, -1.239645958F, 1.987597466F, 0.111541167F},
     {0.718169928F, -0.467794716F}},
};

static void near(size_t at, const char *what, const float *ours, const float *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fabs((double)ours[i] - (double)wanted[i]) > 1e-6)
            fail_msg("step %zu, %s %zu: %.9f, torch has %.9f", at + 1, what, i, (double)ours[i],
                     (double)wanted[i]);
}

static void updates_equal_torch_s(void **state)
{
    (void)state;
    gk_config config;
    gk_parameters p;
    gk_engine *engine;
    const gk_engine_options options = {.threads = 2};
    must(gk_config_read(TINY, &config, err));
    must(gk_parameters_read(TINY, &config, false, 0, &p, err));
    must(gk_engine_cpu.open(&p, &options, &engine, err));
    float *values = gk_alloc_floats(p.total), *gradient = gk_alloc_floats(p.total);
    static const float weights[WEIGHTS] = {0.5F, -1.25F, 2, 0.125F},
                       biases[BIASES] = {0.75F, -0.5F};
    memcpy(values + p.words, weights, sizeof weights);
    memcpy(values + p.norm_bias, biases, sizeof biases);
    must(gk_engine_cpu.set(engine, GK_WEIGHTS, values, err));
    for (size_t i = 0; i < STEPS; i++) {
        double norm;
        const gk_adamw how = {i + 1, steps[i].rate, 0.1F, 1};
        memcpy(gradient + p.words, steps[i].weight_gradients, sizeof weights);
        memcpy(gradient + p.norm_bias, steps[i].bias_gradients, sizeof biases);
        must(gk_engine_cpu.set(engine, GK_GRADIENT, gradient, err));
        must(gk_engine_cpu.update(engine, &how, &norm, err));
        must(gk_engine_cpu.get(engine, GK_WEIGHTS, values, err));
        if (fabs(norm - steps[i].norm) > 1e-6)
            fail_msg("norm %.9f, torch has %.9f", norm, steps[i].norm);
        near(i, "weight", values + p.words, steps[i].weights, WEIGHTS);
        near(i, "bias", values + p.norm_bias, steps[i].biases, BIASES);
    }
    must(gk_engine_cpu.get(engine, GK_GRADIENT, gradient, err));
    for (size_t i = 0; i < p.total; i++)
        if (gradient[i] != 0)
            fail_msg("element %zu of the gradient is left: %g", i, (double)gradient[i]);
    gk_free(values);
    gk_free(gradient);
    gk_engine_cpu.close(engine);
    gk_parameters_free(&p);
    gk_config_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(updates_equal_torch_s)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
