/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole trainings of a tiny model.
 */
#include "model/model.h"
#include "train/engine.h"
#include "train/measure.h"
#include "train/network.h"
#include "world.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

typedef struct watched {
    gk_train_step steps[64];
    size_t count;
    size_t stop_at; /* on_step gives false at this step; 0: never */
} watched;

static bool on_step(void *ctx, const gk_train_step *step)
{
    watched *w = ctx;
    if (w->count < 64) w->steps[w->count++] = *step;
    return step->step != w->stop_at;
}

typedef struct world {
    char *folder, *examples, *dev, *run;
    gk_train_source source;
    gk_train_options o;
    watched watched;
} world;

static void open_world(world *w)
{
    *w = (world){.folder = folder_new()};
    w->examples = examples_new(w->folder, "examples.jsonl", 0, 40);
    w->dev = examples_new(w->folder, "dev.jsonl", 40, 10);
    w->run = gk_path_join(w->folder, "run");
    w->source = (gk_train_source){w->examples, 1};
    w->o = (gk_train_options){.sources = &w->source,
                              .source_count = 1,
                              .dev = w->dev,
                              .model = TINY,
                              .run = w->run,
                              .batch = 8,
                              .negatives = 2,
                              .steps = 12,
                              .rate = 2e-3,
                              .warmup = -1,
                              .decay = -1,
                              .evaluate = 4,
                              .seed = 5,
                              .threads = 2,
                              .on_step = on_step,
                              .ctx = &w->watched};
}

static void close_world(world *w)
{
    gk_free(w->examples);
    gk_free(w->dev);
    gk_free(w->run);
    folder_remove(w->folder);
}

static char *content_of(const char *folder, const char *name, size_t *size)
{
    char *path = gk_path_join(folder, name), *data;
    must(gk_file_read(path, &data, size, err));
    gk_free(path);
    return data;
}

static bool stands(const char *folder, const char *name)
{
    char *path = gk_path_join(folder, name);
    const bool there = gk_path_exists(path);
    gk_free(path);
    return there;
}

static void assert_same_weights(const char *run, const char *other)
{
    size_t n, m;
    char *a = content_of(run, "model/model.safetensors", &n),
         *b = content_of(other, "model/model.safetensors", &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    gk_free(a);
    gk_free(b);
}

static void refused(gk_train_options o, gk_status wanted, const char *part)
{
    gk_error why = {0};
    gk_train_report report;
    const gk_status status = gk_train(&o, &report, &why);
    if (status != wanted) fail_msg("status %d (%s), wanted %d", status, why.message, wanted);
    assert_contains(why.message, part);
}

static void a_training_lowers_the_loss_and_leaves_a_model(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    must(gk_train(&w.o, &report, err));
    assert_int_equal(report.steps, 12);
    assert_int_equal(w.watched.count, 12);
    if (!(w.watched.steps[11].loss < 0.8 * w.watched.steps[0].loss))
        fail_msg("loss %.4f at first, %.4f at last", w.watched.steps[0].loss,
                 w.watched.steps[11].loss);
    assert_true(report.best >= 0 && report.before >= 0);
    static const char *const files[] = {"run.json",        "curve.csv",
                                        "curve.svg",       "model/config.json",
                                        "model/README.md", "model/1_Pooling/config.json"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!stands(w.run, files[i])) fail_msg("%s is missing", files[i]);
    assert_false(stands(w.run, "state.safetensors"));
    close_world(&w);
}

/* What the engine computes and what the saved folder gives are one model. */
static void the_saved_model_gives_the_engine_s_vectors(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    must(gk_train(&w.o, &report, err));
    gk_config config;
    gk_parameters p;
    gk_tokenizer *tokenizer;
    gk_engine *engine;
    gk_model *model;
    char *folder = gk_path_join(w.run, "model"), *path = gk_path_join(folder, "tokenizer.json");
    must(gk_config_read(folder, &config, err));
    must(gk_parameters_read(folder, &config, false, 0, &p, err));
    must(gk_tokenizer_open(path, &tokenizer, err));
    const gk_engine_options options = {.threads = 1};
    must(gk_engine_cpu.open(&p, &options, &engine, err));
    const gk_reader reader = {tokenizer, &config, config.max_tokens};
    gk_batch batch = {0};
    const char *text = "net sales of the 1";
    gk_batch_add(&batch, &reader, "query", text);
    float ours[32], theirs[32];
    must(gk_engine_cpu.encode(engine, batch.sequences, 1, false, ours, err));
    must(gk_model_open(folder, &model, err));
    must(gk_model_embed(model, &text, NULL, 1, NULL, theirs, err));
    double cosine = 0;
    for (size_t i = 0; i < 32; i++) cosine += (double)ours[i] * (double)theirs[i];
    if (cosine < 0.99999) fail_msg("cosine %.7f", cosine);
    gk_model_close(model);
    gk_engine_cpu.close(engine);
    gk_batch_free(&batch);
    gk_tokenizer_free(tokenizer);
    gk_parameters_free(&p);
    gk_config_free(&config);
    gk_free(path);
    gk_free(folder);
    close_world(&w);
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    world a, b, c;
    gk_train_report report;
    open_world(&a);
    open_world(&b);
    open_world(&c);
    c.o.seed = 6;
    must(gk_train(&a.o, &report, err));
    must(gk_train(&b.o, &report, err));
    must(gk_train(&c.o, &report, err));
    assert_same_weights(a.run, b.run);
    size_t n, m;
    char *x = content_of(a.run, "model/model.safetensors", &n),
         *y = content_of(c.run, "model/model.safetensors", &m);
    assert_true(n != m || memcmp(x, y, n) != 0);
    gk_free(x);
    gk_free(y);
    close_world(&a);
    close_world(&b);
    close_world(&c);
}

/* Steps and recall, without the columns that tell of time. */
static char *curve_of(const char *run)
{
    size_t size;
    char *csv = content_of(run, "curve.csv", &size), *save = NULL;
    gk_string s = {0};
    for (char *line = strtok_r(csv, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char *last = strrchr(line, ',');
        *last = '\0';
        *strrchr(line, ',') = '\0';
        gk_string_addf(&s, "%s\n", line);
    }
    gk_free(csv);
    return gk_string_take(&s);
}

static void a_stopped_run_goes_on_to_the_same_bytes(void **state)
{
    (void)state;
    for (size_t at = 1; at <= 11; at += 3) {
        world whole, broken;
        gk_train_report report;
        gk_error why = {0};
        open_world(&whole);
        open_world(&broken);
        must(gk_train(&whole.o, &report, err));
        broken.watched.stop_at = at;
        assert_int_equal(gk_train(&broken.o, &report, &why), GK_STOPPED);
        assert_int_equal(broken.watched.count, at);
        assert_true(stands(broken.run, "state.safetensors"));
        broken.watched.stop_at = 0;
        broken.o.resume = true;
        broken.o.memory = 1; /* nothing is kept from here on, which changes nothing */
        must(gk_train(&broken.o, &report, err));
        assert_same_weights(whole.run, broken.run);
        /* the examples' paths differ, and so run.json; the curves must not */
        char *a = curve_of(whole.run), *b = curve_of(broken.run);
        assert_string_equal(a, b);
        gk_free(a);
        gk_free(b);
        close_world(&whole);
        close_world(&broken);
    }
}

typedef struct stopping {
    size_t calls, stop_at;
} stopping;

static bool on_work(void *ctx, const gk_work *work)
{
    stopping *s = ctx;
    (void)work;
    return ++s->calls != s->stop_at;
}

static void a_run_that_is_stopped_while_it_measures_goes_on(void **state)
{
    (void)state;
    world whole, broken;
    gk_train_report report;
    gk_error why = {0};
    stopping stopper = {0, 2}; /* in the first measuring */
    open_world(&whole);
    open_world(&broken);
    must(gk_train(&whole.o, &report, err));
    broken.o.watch = (gk_watch){on_work, &stopper};
    const double before = report.before;
    for (int tries = 0; tries < 20; tries++) {
        const gk_status status = gk_train(&broken.o, &report, &why);
        broken.o.resume = true;
        stopper = (stopping){0, (size_t)tries % 3 + 1};
        if (tries > 4) stopper.stop_at = 0;
        if (status == GK_OK) break;
        if (status != GK_STOPPED) fail_msg("%s", why.message);
    }
    assert_same_weights(whole.run, broken.run);
    assert_float_equal(report.before, before, 0);
    char *a = curve_of(whole.run), *b = curve_of(broken.run);
    assert_string_equal(a, b);
    gk_free(a);
    gk_free(b);
    close_world(&whole);
    close_world(&broken);
}

static bool die_at_step(void *ctx, const gk_train_step *step)
{
    const size_t *at = ctx;
    if (step->step == *at) raise(SIGKILL);
    return true;
}

/* The state on disk is then older than the curve, and perhaps than the best weights. */
static void a_killed_run_goes_on_to_the_same_bytes(void **state)
{
    (void)state;
    world whole;
    gk_train_report report;
    open_world(&whole);
    must(gk_train(&whole.o, &report, err));
    for (size_t at = 1; at < 12; at += 2) {
        world broken;
        open_world(&broken);
        broken.o.checkpoint = 3;
        const pid_t child = fork();
        if (child == 0) {
            gk_error why;
            broken.o.on_step = die_at_step;
            broken.o.ctx = &at;
            gk_train(&broken.o, &report, &why);
            _exit(1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        broken.o.resume = true;
        must(gk_train(&broken.o, &report, err));
        assert_same_weights(whole.run, broken.run);
        char *a = curve_of(whole.run), *b = curve_of(broken.run);
        assert_string_equal(a, b);
        gk_free(a);
        gk_free(b);
        close_world(&broken);
    }
    close_world(&whole);
}

/* With a rate that ruins the model the best one is an early one, and that is what is kept. */
static void the_best_model_is_kept_not_the_last(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    w.o.dev = w.examples; /* a good start, which is then lost */
    w.o.rate = 0.5;
    w.o.warmup = 1;
    w.o.steps = 40;
    w.o.evaluate = 1;
    must(gk_train(&w.o, &report, err));
    if (!(report.recall < report.best)) fail_msg("recall %.3f at last", report.recall);
    gk_config config;
    gk_parameters p;
    gk_tokenizer *tokenizer;
    gk_engine *engine;
    gk_examples *dev = gk_examples_new();
    char *folder = gk_path_join(w.run, "model"), *path = gk_path_join(folder, "tokenizer.json");
    const gk_engine_options options = {.threads = 1};
    const gk_watch watch = {0};
    double recall;
    must(gk_config_read(folder, &config, err));
    must(gk_parameters_read(folder, &config, false, 0, &p, err));
    must(gk_tokenizer_open(path, &tokenizer, err));
    must(gk_examples_read(dev, w.examples, false, NULL, err));
    must(gk_engine_cpu.open(&p, &options, &engine, err));
    const gk_reader reader = {tokenizer, &config, config.max_tokens};
    must(gk_measure(&gk_engine_cpu, engine, &reader, false, dev, &watch, &recall, err));
    if (fabs(recall - report.best) > 1e-9)
        fail_msg("recall of the kept model %.3f, the best was %.3f", recall, report.best);
    gk_engine_cpu.close(engine);
    gk_examples_free(dev);
    gk_tokenizer_free(tokenizer);
    gk_parameters_free(&p);
    gk_config_free(&config);
    gk_free(path);
    gk_free(folder);
    close_world(&w);
}

static void mixed_precision_learns_as_well(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    gk_error why = {0};
    open_world(&w);
    w.o.bf16 = true;
    gk_config config;
    must(gk_config_read(TINY, &config, err));
    const bool takes = gk_network_takes_bf16(&config);
    gk_config_free(&config);
    if (!takes) { /* TINY's inner layer has 48 columns, or the processor lacks the instructions */
        assert_int_equal(gk_train(&w.o, &report, &why), GK_INVALID);
        assert_contains(why.message, "bfloat16");
    } else {
        must(gk_train(&w.o, &report, err));
        assert_true(w.watched.steps[11].loss < 0.8 * w.watched.steps[0].loss);
    }
    close_world(&w);
}

static void a_run_inside_its_model_s_folder_is_refused_at_once(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    char *copy = tiny_copy();
    char *run = gk_path_join(copy, "run");
    w.o.model = copy;
    w.o.run = run;
    refused(w.o, GK_INVALID, "lies inside");
    assert_int_equal(w.watched.count, 0);
    gk_free(run);
    folder_remove(copy);
    close_world(&w);
}

static void other_examples_under_the_same_name_are_noticed(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    gk_error why = {0};
    for (size_t at = 1; at <= 5;
         at += 4) { /* before the first checkpoint by a kill, and after one */
        open_world(&w);
        w.watched.stop_at = at;
        assert_int_equal(gk_train(&w.o, &report, &why), GK_STOPPED);
        if (at == 1) {
            char *state_path = gk_path_join(w.run, "state.safetensors");
            unlink(state_path);
            gk_free(state_path);
        }
        gk_free(examples_new(w.folder, "examples.jsonl", 1, 40));
        w.o.resume = true;
        refused(w.o, GK_INVALID, "\"content\"");
        close_world(&w);
    }
}

static void a_run_stops_early_when_it_gets_no_better(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    w.o.rate = 1e-12; /* nothing changes, so nothing gets better */
    w.o.steps = 60;
    w.o.patience = 2;
    must(gk_train(&w.o, &report, err));
    assert_true(report.stopped_early);
    assert_int_equal(report.steps, 12); /* the first evaluation is the best, two more are not */
    assert_int_equal(report.best_step, 4);
    close_world(&w);
}

static void what_cannot_be_trained_is_refused(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    gk_train_options o = w.o;
    o.model = TINY_INT8;
    refused(o, GK_MODEL, "int8");
    o = w.o;
    o.batch = 41;
    refused(o, GK_INVALID, "a batch of 41");
    o = w.o;
    o.max_tokens = 1000;
    refused(o, GK_INVALID, "takes");
    o = w.o;
    o.dimensions[0] = 33;
    refused(o, GK_INVALID, "32 dimensions");
    o = w.o;
    o.device = "abacus";
    refused(o, GK_INVALID, "abacus");
    o = w.o;
    o.dev = NULL;
    o.patience = 1;
    refused(o, GK_INVALID, "dev");
    close_world(&w);
}

static void a_folder_keeps_its_run(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    gk_error why = {0};
    open_world(&w);
    w.watched.stop_at = 5;
    assert_int_equal(gk_train(&w.o, &report, &why), GK_STOPPED);
    refused(w.o, GK_INVALID, "holds a run already");
    gk_train_options o = w.o;
    o.resume = true;
    o.rate = 1e-3;
    refused(o, GK_INVALID, "\"rate\"");
    o.rate = w.o.rate;
    w.watched.stop_at = 0;
    must(gk_train(&o, &report, err));
    refused(o, GK_INVALID, "finished");
    close_world(&w);
}

static void two_processes_cannot_train_in_one_folder(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    assert_int_equal(mkdir(w.run, 0777), 0);
    const int other = open(w.run, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(other, LOCK_EX), 0);
    refused(w.o, GK_BUSY, "another process");
    close(other);
    must(gk_train(&w.o, &report, err));
    close_world(&w);
}

static void prefixes_are_trained_to_stand_alone(void **state)
{
    (void)state;
    world w;
    gk_train_report report;
    open_world(&w);
    w.o.dimensions[0] = 32;
    w.o.dimensions[1] = 8;
    must(gk_train(&w.o, &report, err));
    assert_true(w.watched.steps[11].loss < w.watched.steps[0].loss);
    close_world(&w);
}

static void a_reranker_learns_to_put_the_positive_first(void **state)
{
    (void)state;
    static const char *const models[] = {TINY, TINY_XLMR};
    for (size_t i = 0; i < 2; i++) {
        world w;
        gk_train_report report;
        open_world(&w);
        w.o.model = models[i];
        w.o.reranker = true;
        w.o.steps = 40;
        w.o.evaluate = 40;
        w.o.dev = w.examples; /* whether it can learn, not whether it has understood */
        must(gk_train(&w.o, &report, err));
        if (!(report.best > report.before + 0.2 || report.best > 0.9))
            fail_msg("%s: positives first: %.2f before, %.2f after", models[i], report.before,
                     report.best);
        size_t size;
        char *config = content_of(w.run, "model/config.json", &size);
        assert_contains(config, "ForSequenceClassification");
        gk_free(config);
        close_world(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_training_lowers_the_loss_and_leaves_a_model),
        cmocka_unit_test(the_saved_model_gives_the_engine_s_vectors),
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(a_stopped_run_goes_on_to_the_same_bytes),
        cmocka_unit_test(a_run_that_is_stopped_while_it_measures_goes_on),
        cmocka_unit_test(a_killed_run_goes_on_to_the_same_bytes),
        cmocka_unit_test(the_best_model_is_kept_not_the_last),
        cmocka_unit_test(mixed_precision_learns_as_well),
        cmocka_unit_test(a_run_inside_its_model_s_folder_is_refused_at_once),
        cmocka_unit_test(other_examples_under_the_same_name_are_noticed),
        cmocka_unit_test(a_run_stops_early_when_it_gets_no_better),
        cmocka_unit_test(what_cannot_be_trained_is_refused),
        cmocka_unit_test(a_folder_keeps_its_run),
        cmocka_unit_test(two_processes_cannot_train_in_one_folder),
        cmocka_unit_test(prefixes_are_trained_to_stand_alone),
        cmocka_unit_test(a_reranker_learns_to_put_the_positive_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
