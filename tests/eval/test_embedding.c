/* SPDX-License-Identifier: Apache-2.0
 *
 * Queries against passages from files, by words, by the tests' model, by both.
 */
#include "../corpus/world.h"
#include "eval/measure.h"

/* Words of the tests' vocabulary, each passage with some of its own. */
static const char passages[] =
    "{\"id\": \"a\", \"doc\": \"HALDEN_2023\", \"text\": \"Net sales of pumps fell.\"}\n"
    "{\"id\": \"b\", \"doc\": \"HALDEN_2023\", \"text\": \"The board paid a dividend.\"}\n"
    "{\"id\": \"c\", \"doc\": \"HALDEN_2022\", \"text\": \"Net sales of tractors rose.\"}\n"
    "{\"id\": \"d\", \"doc\": \"VESTMARK\", \"text\": \"净利润增长。\"}\n"
    "{\"id\": \"e\", \"doc\": \"COPY_OF_B\", \"text\": \"The board paid a dividend.\"}\n"
    "{\"id\": \"f\", \"doc\": \"OTHER\", \"text\": \"Nothing of the kind.\"}\n";

static const char queries[] =
    "{\"query\": \"pumps\", \"style\": \"keywords\", \"source\": \"filing\", \"passage_id\": "
    "\"a\"}\n"
    "{\"query\": \"Halden dividend\", \"style\": \"keywords\", \"source\": \"filing\", "
    "\"passage_id\": \"e\"}\n"
    "{\"query\": \"净利润\", \"style\": \"question\", \"source\": \"news\", \"passage_id\": "
    "[\"x\", "
    "\"d\"]}\n"
    "{\"query\": \"who is the auditor?\", \"style\": \"question\", \"passage_id\": \"f\"}\n"
    "{\"query\": \"lost\", \"passage_id\": \"x\"}\n";

typedef struct measuring {
    const char *models[4];
    gk_eval_embedding_options options;
} measuring;

static void set_up_files(world *w, measuring *m)
{
    *m = (measuring){.models = {"bm25"},
                     .options = {.model_count = 1,
                                 .queries = world_write(w, "queries.jsonl", queries),
                                 .passages = world_write(w, "passages.jsonl", passages),
                                 .cache = world_path(w, "cache"),
                                 .results = true,
                                 .threads = 2}};
    m->options.models = m->models;
}

static json_t *report_of(world *w, const measuring *m)
{
    char *json;
    assert_ok(w, gk_eval_embedding(&m->options, &json, &w->err));
    json_t *report = json_loads(json, 0, NULL);
    if (!report) fail_msg("no JSON: %s", json);
    gk_free(json);
    return report;
}

static const json_t *at(const json_t *value, const char *path)
{
    char part[64];
    while (value && *path) {
        size_t n = strcspn(path, "/");
        snprintf(part, sizeof part, "%.*s", (int)n, path);
        value = json_is_array(value) ? json_array_get(value, (size_t)atoi(part))
                                     : json_object_get(value, part);
        path += n + (path[n] == '/');
    }
    return value;
}

static void expect_number(const json_t *report, const char *path, double expected)
{
    const json_t *value = at(report, path);
    if (!json_is_number(value)) fail_msg("%s is no number", path);
    double got = json_number_value(value);
    if (!(got > expected - 1e-8 && got < expected + 1e-8))
        fail_msg("%s is %.9f, not %.9f", path, got, expected);
}

static void the_report_says_where_answers_stand(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    json_t *report = report_of(w, &m);
    expect_number(report, "queries", 4);
    expect_number(report, "without_passage", 1);
    expect_number(report, "passages", 6);
    assert_string_equal(json_string_value(at(report, "models/0/model")), "bm25");
    expect_number(report, "models/0/recall/1", 0.75);
    expect_number(report, "models/0/recall/10", 0.75);
    expect_number(report, "models/0/mrr", 0.75);
    assert_int_equal(json_array_size(at(report, "models/0/interval/recall/5")), 2);
    assert_int_equal(json_array_size(at(report, "models/0/interval/mrr")), 2);
    assert_null(at(report, "models/0/difference"));
    expect_number(report, "results/0/ranks/0", 1);
    expect_number(report, "results/1/ranks/0", 1); /* b has e's text and names Halden */
    expect_number(report, "results/2/ranks/0", 1);
    assert_true(json_is_null(at(report, "results/3/ranks/0")));
    assert_string_equal(json_string_value(at(report, "results/2/passage_id/0")), "d");
    json_decref(report);
}

static void the_figures_are_broken_down(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    m.options.results = false;
    json_t *report = report_of(w, &m);
    static const struct {
        const char *part;
        double queries, recall;
    } expected[] = {
        {"style/keywords", 2, 1}, {"style/question", 2, 0.5}, {"source/filing", 2, 1},
        {"source/news", 1, 1},    {"source/none", 1, 0},      {"language/en", 3, 2.0 / 3},
        {"language/zh", 1, 1},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char path[80];
        snprintf(path, sizeof path, "models/0/by/%s/queries", expected[i].part);
        expect_number(report, path, expected[i].queries);
        snprintf(path, sizeof path, "models/0/by/%s/recall/1", expected[i].part);
        expect_number(report, path, expected[i].recall);
    }
    assert_int_equal(json_object_size(at(report, "models/0/by/source")), 3);
    assert_null(at(report, "results"));
    json_decref(report);
}

/* How often passages were about to be embedded from the first on. */
static bool count_starts(void *ctx, const gk_work *work)
{
    size_t *starts = ctx;
    *starts += strcmp(work->stage, "embedding passages") == 0 && work->done == 0;
    return true;
}

static void a_model_alone_and_fused_embeds_once(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    size_t starts = 0;
    m.options.watch = (gk_watch){count_starts, &starts};
    m.options.model_count = 4;
    m.options.cache = "";
    m.models[0] = TINY "+bm25", m.models[1] = "bm25", m.models[2] = TINY, m.models[3] = TINY;
    json_t *report = report_of(w, &m);
    assert_int_equal(starts, 1);
    for (size_t i = 0; i < 4; i++) {
        char path[32];
        snprintf(path, sizeof path, "models/%zu/model", i);
        assert_string_equal(json_string_value(at(report, path)), m.models[i]);
        snprintf(path, sizeof path, "models/%zu/difference/recall/1", i);
        assert_int_equal(json_is_number(at(report, path)), i > 0);
    }
    assert_true(json_equal(at(report, "models/2/by"), at(report, "models/3/by")));
    json_decref(report);
}

/* With six passages a model ranks all of them, whatever it is worth: its ranks are those of a plain
 * loop over cosines. */
static void a_models_ranks_are_those_of_its_cosines(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    m.models[0] = TINY;
    gk_model *model;
    assert_ok(w, gk_model_open(TINY, &model, &w->err));
    enum { PASSAGES = 6, SIZE = 32 };
    static const size_t dimensions[] = {0, 7};
    const char *query = "Halden dividend";
    gk_corpus *corpus = world_corpus(w, passages);
    for (size_t i = 0; i < 2; i++) {
        size_t size = dimensions[i] ? dimensions[i] : SIZE;
        float vectors[PASSAGES + 1][SIZE] = {{0}};
        for (size_t p = 0; p <= PASSAGES; p++) {
            const char *text = p < PASSAGES ? corpus->passages[p].titled : query;
            const gk_embed_options options = {.prompt = p < PASSAGES ? "passage" : "query",
                                              .dimensions = dimensions[i]};
            assert_ok(w, gk_model_embed(model, &text, NULL, 1, &options, vectors[p], &w->err));
        }
        double cosines[PASSAGES], best = -1;
        for (size_t p = 0; p < PASSAGES; p++) {
            cosines[p] = 0;
            for (size_t d = 0; d < size; d++)
                cosines[p] += (double)vectors[p][d] * (double)vectors[PASSAGES][d];
            bool answers = p == 1 || p == 4; /* the same text twice */
            if (answers && cosines[p] > best) best = cosines[p];
        }
        double rank = 1;
        for (size_t p = 0; p < PASSAGES; p++) rank += cosines[p] > best;
        m.options.dimensions = dimensions[i];
        json_t *report = report_of(w, &m);
        expect_number(report, "results/1/ranks/0", rank);
        json_decref(report);
    }
    gk_corpus_free(corpus);
    gk_model_close(model);
}

static void a_limit_keeps_what_answers(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    static const size_t limits[] = {1, 5, 6, 100}, kept[] = {5, 5, 6, 6};
    for (size_t i = 0; i < 4; i++) {
        m.options.limit = limits[i];
        json_t *report = report_of(w, &m);
        expect_number(report, "passages", (double)kept[i]); /* a, b, e, d, f answer */
        expect_number(report, "queries", 4);
        expect_number(report, "models/0/recall/1", 0.75);
        assert_string_equal(json_string_value(at(report, "results/1/passage_id/0")), "e");
        json_decref(report);
    }
}

static void what_is_wrong_is_told_before_the_work(void **state)
{
    world *w = *state;
    measuring m;
    set_up_files(w, &m);
    char *json = (char *)w;
    m.models[0] = w->folder; /* no model in it */
    m.options.passages = world_path(w, "absent");
    assert_int_equal(gk_eval_embedding(&m.options, &json, &w->err), GK_MODEL);
    assert_null(json);
    m.models[0] = TINY;
    m.options.dimensions = 33;
    assert_int_equal(gk_eval_embedding(&m.options, &json, &w->err), GK_INVALID);
    assert_contains(w->err.message, "33 dimensions are more than the 32 of ");
    m.options.dimensions = 0;
    assert_int_equal(gk_eval_embedding(&m.options, &json, &w->err), GK_INPUT);
    assert_contains(w->err.message, "/absent: ");
    m.options.passages = world_write(w, "passages.jsonl", passages);
    m.options.queries = world_write(w, "queries.jsonl", "{\"query\": \"q\"}\n");
    assert_int_equal(gk_eval_embedding(&m.options, &json, &w->err), GK_INPUT);
    assert_contains(w->err.message, "queries.jsonl line 1: field \"passage_id\"");
    m.options.model_count = 0;
    assert_int_equal(gk_eval_embedding(&m.options, &json, &w->err), GK_INVALID);
    assert_null(json);
}

static bool stop(void *ctx, const gk_work *work) { return strcmp(work->stage, ctx) != 0; }

static void a_run_may_be_stopped_at_every_stage(void **state)
{
    world *w = *state;
    static const char *const stages[] = {"indexing passages", "embedding queries",
                                         "embedding passages", "searching"};
    measuring m;
    set_up_files(w, &m);
    m.models[0] = TINY "+bm25";
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        char *json = (char *)w;
        m.options.watch = (gk_watch){stop, (void *)stages[i]};
        gk_status status = gk_eval_embedding(&m.options, &json, &w->err);
        if (status != GK_STOPPED) fail_msg("%s: status %d", stages[i], status);
        assert_null(json);
    }
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(the_report_says_where_answers_stand), test(the_figures_are_broken_down),
        test(a_model_alone_and_fused_embeds_once), test(a_models_ranks_are_those_of_its_cosines),
        test(a_limit_keeps_what_answers),          test(what_is_wrong_is_told_before_the_work),
        test(a_run_may_be_stopped_at_every_stage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
