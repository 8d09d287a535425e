/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static gk_synth_options options_of(const world *w)
{
    return (gk_synth_options){.passages = w->passages, .to = w->to, .cache = ""};
}

static void synth(const gk_synth_options *options, gk_synth_report *report)
{
    gk_error err = {0};
    expect_ok(gk_synth(options, report, &err), &err);
}

/* The file as it is, which goes; gk_free. */
static char *take_output(const world *w)
{
    char *data;
    size_t size;
    assert_int_equal(gk_file_read(w->to, &data, &size, NULL), GK_OK);
    assert_int_equal(unlink(w->to), 0);
    return data;
}

static void the_same_seed_gives_the_same_file_on_any_number_of_threads(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    add_prose(w, "HALDEN_2018_10K", 12);
    add_prose(w, "VESTMARK_2019_10K", 12); /* the same texts: twins */
    gk_synth_options options = options_of(w);
    options.seed = 5;
    options.threads = 1;
    synth(&options, &report);
    assert_true(report.queries > 5);
    char *first = take_output(w);
    options.threads = 4;
    synth(&options, &report);
    char *second = take_output(w);
    assert_string_equal(first, second);
    options.seed = 6;
    synth(&options, &report);
    char *third = take_output(w);
    assert_string_not_equal(first, third);
    gk_free(first);
    gk_free(second);
    gk_free(third);
}

static void a_sample_is_drawn_from_all_documents_in_turn(void **state)
{
    const world *w = *state;
    gk_error err = {0};
    gk_corpus *corpus;
    for (int i = 0; i < 12; i++) {
        char *id = gk_format("a%d", i), *text = prose(i);
        add_passage(w, id,
                    i < 9    ? "LONG_2018_10K"
                    : i < 11 ? "MID_2018_10K"
                             : "TINY_2018_10K",
                    text);
        gk_free(id);
        gk_free(text);
    }
    expect_ok(gk_corpus_read(w->passages, NULL, &corpus, &err), &err);
    size_t few, more, all;
    uint32_t *small = gk_synth_sample(corpus, 3, 1, &few);
    uint32_t *large = gk_synth_sample(corpus, 5, 1, &more);
    uint32_t *whole = gk_synth_sample(corpus, 0, 1, &all);
    assert_int_equal(few, 3);
    assert_int_equal(more, 5);
    assert_int_equal(all, 12);
    /* One of each document, and the smaller sample is part of the larger. */
    assert_true(small[0] < 9 && small[1] >= 9 && small[1] < 11 && small[2] == 11);
    for (size_t i = 0; i < few; i++) {
        bool part = false;
        for (size_t k = 0; k < more; k++) part |= large[k] == small[i];
        assert_true(part);
    }
    gk_free(small);
    gk_free(large);
    gk_free(whole);
    gk_corpus_free(corpus);
}

static void what_is_excluded_gets_no_query_nor_does_its_twin(void **state)
{
    const world *w = *state;
    gk_synth_report report;
    char *documents = gk_path_join(w->folder, "no_train.txt");
    char *measuring = gk_path_join(w->folder, "dev.jsonl");
    FILE *file = fopen(documents, "w");
    assert_non_null(file);
    fputs("VESTMARK_2019_10K\n", file);
    assert_int_equal(fclose(file), 0);
    append_line(measuring,
                json_pack("{s:s, s:s}", "query", "who?", "passage_id", "HALDEN_2018_10K#7"));
    add_prose(w, "HALDEN_2018_10K", 12);
    add_prose(w, "VESTMARK_2019_10K", 4); /* the texts of Halden's first four */
    gk_synth_options options = options_of(w);
    const char *document_files[] = {documents}, *query_files[] = {measuring};
    options.exclusion = (gk_exclusion){
        .documents = document_files, .document_count = 1, .queries = query_files, .query_count = 1};
    synth(&options, &report);
    json_t *all = queries_of(w);
    assert_int_equal(report.passages, 7);
    assert_int_equal(report.excluded_passages, 4 + 4 + 1);
    assert_int_equal(report.unmatched, 0);
    assert_true(json_array_size(all) > 0);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *id = field(all, i, "passage_id");
        assert_true(gk_starts_with(id, "HALDEN"));
        int number = atoi(strchr(id, '#') + 1);
        if (number < 4 || number == 7) fail_msg("%s is excluded", id);
    }
    json_decref(all);
    gk_free(documents);
    gk_free(measuring);
}

static void nothing_is_overwritten(void **state)
{
    const world *w = *state;
    gk_error err = {0};
    gk_synth_report report;
    add_prose(w, "HALDEN_2018_10K", 3);
    gk_synth_options options = options_of(w);
    synth(&options, &report);
    assert_int_equal(gk_synth(&options, &report, &err), GK_INVALID);
    expect_part(err.message, w->to);
}

static void a_round_trip_keeps_what_finds_its_passage(void **state)
{
    const world *w = *state;
    gk_error err = {0};
    gk_corpus *corpus;
    add_prose(w, "HALDEN_2018_10K", 12);
    expect_ok(gk_corpus_read(w->passages, NULL, &corpus, &err), &err);
    const uint32_t sample[] = {2, 5};
    gk_synth_queries queries[2] = {{.count = 0}};
    gk_synth_add(&queries[0], gk_strdup("Halden pipelines in Kenya"), "keywords");
    gk_synth_add(&queries[0], gk_strdup("Halden vaccines in Ohio"), "keywords");
    gk_synth_add(&queries[1], gk_strdup("railcars in Lyon"), "keywords");
    size_t dropped;
    const gk_synth_trip trip = {.model = "bm25", .first = 1};
    expect_ok(gk_synth_round_trip(corpus, sample, 2, &trip, queries, &dropped, &err), &err);
    assert_int_equal(dropped, 1);
    assert_int_equal(queries[0].count, 1);
    assert_string_equal(queries[0].items[0].text, "Halden pipelines in Kenya");
    assert_int_equal(queries[1].count, 1);
    gk_synth_queries_free(&queries[0]);
    gk_synth_queries_free(&queries[1]);
    gk_corpus_free(corpus);
}

static void a_round_trip_takes_a_model_and_both(void **state)
{
    const world *w = *state;
    static const char tiny[] = GK_SOURCE_DIR "/tests/model/data/tiny";
    gk_synth_report alone, both;
    add_prose(w, "HALDEN_2018_10K", 12);
    gk_synth_options options = options_of(w);
    options.model = tiny;
    options.round_trip = 12; /* all: nothing is lost */
    synth(&options, &alone);
    gk_free(take_output(w));
    options.model = GK_SOURCE_DIR "/tests/model/data/tiny+bm25";
    synth(&options, &both);
    assert_true(alone.queries > 0);
    assert_int_equal(alone.queries, both.queries);
}

static void a_model_that_is_not_there_is_said_before_the_work(void **state)
{
    const world *w = *state;
    gk_error err = {0};
    gk_synth_report report;
    gk_synth_options options = options_of(w);
    options.passages = "/nowhere/passages.jsonl";
    options.model = "/nowhere/model+bm25";
    assert_int_equal(gk_synth(&options, &report, &err), GK_MODEL);
    expect_part(err.message, "/nowhere/model");
}

static bool refuse(void *ctx, const gk_work *work)
{
    (void)work;
    ++*(int *)ctx;
    return false;
}

static void a_stop_leaves_no_file(void **state)
{
    const world *w = *state;
    gk_error err = {0};
    gk_synth_report report;
    int told = 0;
    add_prose(w, "HALDEN_2018_10K", 5);
    gk_synth_options options = options_of(w);
    options.watch = (gk_watch){refuse, &told};
    assert_int_equal(gk_synth(&options, &report, &err), GK_STOPPED);
    assert_true(told > 0);
    assert_false(gk_path_exists(w->to));
}

static void a_query_that_several_passages_have_is_none(void **state)
{
    (void)state;
    gk_synth_queries queries[3] = {{.count = 0}};
    gk_synth_add(&queries[0], gk_strdup("Halden 2018 revenue"), "keywords");
    gk_synth_add(&queries[0], gk_strdup("Halden 2018 sensors"), "keywords");
    gk_synth_add(&queries[0], gk_strdup("halden 2018 SENSORS?"), "question");
    gk_synth_add(&queries[1], gk_strdup("Halden: 2018 Revenue"), "keywords");
    gk_synth_add(&queries[2], gk_strdup("Halden revenue 2018"), "keywords");
    gk_synth_add(&queries[2], gk_strdup("Halden 2019 revenue"), "keywords");
    assert_int_equal(gk_synth_drop_doubles(queries, 3), 3);
    assert_int_equal(queries[0].count, 1);
    assert_string_equal(queries[0].items[0].text, "Halden 2018 sensors");
    assert_int_equal(queries[1].count, 0);
    assert_int_equal(queries[2].count, 2);
    for (int i = 0; i < 3; i++) gk_synth_queries_free(&queries[i]);
}

static void words_of_the_passage_in_a_row_are_a_copy(void **state)
{
    (void)state;
    static const char passage[] =
        "The company wrote down seven offshore rigs by $212 million, since "
        "day rates in the North Sea had fallen.";
    assert_true(gk_synth_copies("wrote down seven offshore rigs", passage));
    assert_true(gk_synth_copies("Halden: wrote down SEVEN offshore rigs by $212 million since day "
                                "rates fell?",
                                passage));
    assert_true(gk_synth_copies("...", passage));
    assert_false(gk_synth_copies("Why did Halden write down its offshore rigs?", passage));
    assert_true(gk_synth_copies("公司拟在无锡投资建设伺服驱动器生产基地吗",
                                "海川公告，公司拟在无锡投资建设伺服驱动器生产基地，明年投产。"));
    assert_false(gk_synth_copies("海川在哪里新建驱动器工厂",
                                 "海川公告，公司拟在无锡投资建设伺服驱动器生产基地，明年投产。"));
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_same_seed_gives_the_same_file_on_any_number_of_threads),
        IN_WORLD(a_sample_is_drawn_from_all_documents_in_turn),
        IN_WORLD(what_is_excluded_gets_no_query_nor_does_its_twin),
        IN_WORLD(nothing_is_overwritten),
        IN_WORLD(a_round_trip_keeps_what_finds_its_passage),
        IN_WORLD(a_round_trip_takes_a_model_and_both),
        IN_WORLD(a_model_that_is_not_there_is_said_before_the_work),
        IN_WORLD(a_stop_leaves_no_file),
        cmocka_unit_test(a_query_that_several_passages_have_is_none),
        cmocka_unit_test(words_of_the_passage_in_a_row_are_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
