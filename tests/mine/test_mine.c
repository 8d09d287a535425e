/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_mine from files to files, with the tests' model: three companies' reports of three years, each
 * with the same eight sections in words of their own.
 */
#include "../corpus/world.h"
#include "mine/mine.h"

enum { COMPANIES = 3, YEARS = 3, SECTIONS = 8, PASSAGES = COMPANIES * YEARS * SECTIONS };
static const char *const companies[] = {"HALDEN", "VESTMARK", "ORBITAL"};
static const char *const sections[SECTIONS] = {"revenue",    "leases", "pensions",    "goodwill",
                                               "litigation", "taxes",  "inventories", "dividends"};

/* The passage of a company, year and section: number (company · YEARS + year) · SECTIONS + section.
 */
static void put_passage(gk_string *s, size_t number)
{
    static const char *const words[] = {"plant",  "demand", "weather", "price",  "union",  "ship",
                                        "patent", "lender", "harvest", "tender", "permit", "rival",
                                        "export", "rebate", "audit",   "outage"};
    gk_random random = gk_random_start(number + 1);
    size_t section = number % SECTIONS, year = number / SECTIONS % YEARS;
    const char *company = companies[number / SECTIONS / YEARS];
    gk_string_addf(
        s, "{\"id\": \"%s%zu%s\", \"doc\": \"%s_%zu_10K\", \"text\": \"Of %s we say:", company,
        2020 + year, sections[section], company, 2020 + year, sections[section]);
    for (size_t i = 0; i < 24; i++)
        gk_string_addf(s, " %s", words[gk_random_below(&random, sizeof words / sizeof *words)]);
    gk_string_add(s, ".\"}\n");
}

/* A query for each passage, "Halden 2021 leases", in the passages' order. */
static void put_query(gk_string *s, size_t number)
{
    size_t section = number % SECTIONS, year = 2020 + number / SECTIONS % YEARS;
    const char *company = companies[number / SECTIONS / YEARS];
    gk_string_addf(s,
                   "{\"query\": \"%s %zu %s\", \"style\": \"keywords\", \"source\": \"filing\", "
                   "\"passage_id\": \"%s%zu%s\"}\n",
                   company, year, sections[section], company, year, sections[section]);
}

static const char *write_all(world *w, const char *name, void (*put)(gk_string *, size_t))
{
    gk_string s = {0};
    for (size_t i = 0; i < PASSAGES; i++) put(&s, i);
    const char *path = world_write(w, name, s.data);
    gk_string_free(&s);
    return path;
}

/* Options for the world's files; the margin refuses nothing, since the model's weights are random.
 */
static gk_mine_options options_of(world *w)
{
    return (gk_mine_options){.queries = write_all(w, "q.jsonl", put_query),
                             .passages = write_all(w, "p.jsonl", put_passage),
                             .to = world_path(w, "examples.jsonl"),
                             .model = TINY,
                             .lexical = -1,
                             .margin = 100,
                             .force = true,
                             .threads = 2,
                             .cache = ""};
}

/* ---- what was written ----------------------------------------------------------------------- */

static char *read_text(world *w, const char *path)
{
    char *text;
    size_t size;
    assert_ok(w, gk_file_read(path, &text, &size, &w->err));
    return text; /* gk_free */
}

/* The examples as an array; every line must be whole. json_decref. */
static json_t *examples_of(world *w, const gk_mine_options *o)
{
    char *text = read_text(w, o->to), *at = text;
    json_t *all = json_array();
    while (*at) {
        char *end = strchr(at, '\n');
        if (!end) fail_msg("the last line is cut: %s", at);
        json_t *line = json_loadb(at, (size_t)(end - at), 0, NULL);
        if (!line) fail_msg("no JSON: %.*s", (int)(end - at), at);
        json_array_append_new(all, line);
        at = end + 1;
    }
    gk_free(text);
    return all;
}

static json_t *mined(world *w, const gk_mine_options *o, gk_mine_report *report)
{
    assert_ok(w, gk_mine(o, report, &w->err));
    return examples_of(w, o);
}

static const char *text_at(const json_t *example, const char *field)
{
    const char *text = json_string_value(json_object_get(example, field));
    if (!text) fail_msg("%s is no text", field);
    return text;
}

static size_t count_of(const json_t *example)
{
    return json_array_size(json_object_get(example, "negative_ids"));
}

static const char *negative(const json_t *example, size_t i)
{
    return json_string_value(json_array_get(json_object_get(example, "negative_ids"), i));
}

static bool has_negative(const json_t *example, const char *id)
{
    for (size_t i = 0; i < count_of(example); i++)
        if (strcmp(negative(example, i), id) == 0) return true;
    return false;
}

/* Fails where any example has the passage as positive or negative. */
static void expect_nowhere(const json_t *examples, const char *id)
{
    size_t i;
    json_t *example;
    json_array_foreach(examples, i, example)
    {
        assert_string_not_equal(text_at(example, "passage_id"), id);
        if (has_negative(example, id)) fail_msg("%s is a negative of example %zu", id, i);
    }
}

/* ---- examples ------------------------------------------------------------------------------- */

static void an_example_has_its_texts_as_the_model_reads_them(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    json_t *examples = mined(w, &o, &report), *first = json_array_get(examples, 0);
    assert_int_equal(report.queries, PASSAGES);
    assert_int_equal(report.examples, PASSAGES);
    assert_int_equal(report.excluded, 0);
    assert_int_equal(json_array_size(examples), PASSAGES);
    assert_string_equal(text_at(first, "query"), "HALDEN 2020 revenue");
    assert_string_equal(text_at(first, "style"), "keywords");
    assert_string_equal(text_at(first, "source"), "filing");
    assert_string_equal(text_at(first, "passage_id"), "HALDEN2020revenue");
    assert_contains(text_at(first, "positive"), "HALDEN 2020 10K\nOf revenue we say: ");
    assert_int_equal(count_of(first), 4); /* the default */
    for (size_t i = 0; i < 4; i++) {
        const json_t *text = json_array_get(json_object_get(first, "negatives"), i);
        assert_contains(json_string_value(text), " 10K\nOf ");
    }
    json_decref(examples);
}

static void a_negative_is_no_answer_and_stands_once(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.negatives = 12;
    json_t *examples = mined(w, &o, &report), *example;
    size_t at, total = 0;
    json_array_foreach(examples, at, example)
    {
        total += count_of(example);
        if (has_negative(example, text_at(example, "passage_id")))
            fail_msg("example %zu has its positive as a negative", at);
        for (size_t i = 0; i < count_of(example); i++)
            for (size_t j = i + 1; j < count_of(example); j++)
                assert_string_not_equal(negative(example, i), negative(example, j));
    }
    assert_int_equal(total, report.dense + report.lexical);
    json_decref(examples);
}

static void last_year_s_section_is_what_words_find(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.negatives = 2;
    o.lexical = 1;
    json_t *examples = mined(w, &o, &report);
    const json_t *example = json_array_get(examples, SECTIONS + 1); /* of 2021 */
    assert_string_equal(text_at(example, "query"), "HALDEN 2021 leases");
    assert_int_equal(count_of(example), 2);
    if (!has_negative(example, "HALDEN2020leases") || !has_negative(example, "HALDEN2022leases"))
        fail_msg("%s and %s, not Halden's leases of other years", negative(example, 0),
                 negative(example, 1));
    assert_int_equal(report.lexical, 2 * PASSAGES);
    assert_int_equal(report.dense, 0);
    json_decref(examples);
}

static void half_of_the_model_s_share_is_from_the_positive_s_document(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.negatives = 2;
    o.lexical = 0;
    json_t *examples = mined(w, &o, &report), *example;
    size_t at;
    json_array_foreach(examples, at, example)
    {
        const char *id = text_at(example, "passage_id");
        size_t own = 0, n = strcspn(id, "0123456789") + 4;
        for (size_t i = 0; i < count_of(example); i++)
            own += strncmp(negative(example, i), id, n) == 0;
        if (own == 0) fail_msg("example %zu has no negative of its own document", at);
    }
    assert_int_equal(report.lexical, 0);
    json_decref(examples);
}

static void past_the_margin_a_candidate_is_taken_for_an_answer(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report all, few;
    json_t *examples = mined(w, &o, &all);
    json_decref(examples);
    o.margin = 0.01;
    examples = mined(w, &o, &few);
    if (few.too_near <= all.too_near)
        fail_msg("%zu too near, %zu before", few.too_near, all.too_near);
    assert_true(few.dense + few.lexical < all.dense + all.lexical);
    assert_int_equal(json_array_size(examples), PASSAGES); /* with what negatives there are */
    json_decref(examples);
}

static void among_the_first_by_words_all_negatives_are(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report all, few;
    o.queries = world_write(w, "q.jsonl",
                            "{\"query\": \"Halden 2021 leases\", \"passage_id\": "
                            "\"HALDEN2021leases\"}\n");
    o.negatives = 40;
    json_t *examples = mined(w, &o, &all);
    assert_true(count_of(json_array_get(examples, 0)) > 8); /* others are found, too */
    json_decref(examples);
    o.among = 5;
    examples = mined(w, &o, &few);
    const json_t *example = json_array_get(examples, 0);
    gk_corpus *corpus;
    assert_ok(w, gk_corpus_read(o.passages, NULL, &corpus, &w->err));
    gk_bm25 *bm25 = gk_bm25_new(corpus, 1);
    const char *query = "Halden 2021 leases";
    gk_found found[5];
    gk_bm25_search(bm25, &query, 1, 5, 1, found);
    assert_int_equal(count_of(example), 4); /* five less the answer */
    for (size_t i = 0; i < 5; i++) {
        const char *id = corpus->passages[found[i].passage].id;
        assert_int_equal(has_negative(example, id), strcmp(id, "HALDEN2021leases") != 0);
    }
    gk_bm25_free(bm25);
    gk_corpus_free(corpus);
    json_decref(examples);
}

/* ---- answers -------------------------------------------------------------------------------- */

static void all_passages_of_a_query_s_text_answer(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.queries = world_write(w, "q.jsonl",
                            "{\"query\": \"leases\", \"passage_id\": \"HALDEN2020leases\"}\n"
                            "{\"query\": \"taxes\", \"passage_id\": [\"HALDEN2020taxes\", "
                            "\"ORBITAL2020taxes\"]}\n"
                            "{\"query\": \"leases\", \"passage_id\": \"ORBITAL2021leases\"}\n");
    o.negatives = 60;
    json_t *examples = mined(w, &o, &report), *example;
    size_t at;
    assert_int_equal(json_array_size(examples), 3);
    json_array_foreach(examples, at, example)
    {
        bool taxes = strcmp(text_at(example, "query"), "taxes") == 0;
        assert_false(has_negative(example, taxes ? "HALDEN2020taxes" : "HALDEN2020leases"));
        assert_false(has_negative(example, taxes ? "ORBITAL2020taxes" : "ORBITAL2021leases"));
        assert_true(count_of(example) > 0);
    }
    assert_string_equal(text_at(json_array_get(examples, 2), "passage_id"), "ORBITAL2021leases");
    assert_string_equal(text_at(json_array_get(examples, 0), "style"), "");
    json_decref(examples);
}

static void only_queries_of_the_sources_asked_for_become_examples(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.queries = world_write(
        w, "q.jsonl",
        "{\"query\": \"a\", \"source\": \"filing\", \"passage_id\": \"HALDEN2020taxes\"}\n"
        "{\"query\": \"a\", \"source\": \"news\", \"passage_id\": \"HALDEN2021taxes\"}\n"
        "{\"query\": \"b\", \"passage_id\": \"HALDEN2020leases\"}\n"
        "{\"query\": \"c\", \"source\": \"call\", \"passage_id\": \"HALDEN2020goodwill\"}\n"
        "{\"query\": \"d\", \"source\": \"filing\", \"passage_id\": \"gone\"}\n");
    const char *sources[] = {"filing", "call"};
    o.sources = sources;
    o.source_count = 2;
    o.negatives = 40;
    json_t *examples = mined(w, &o, &report);
    assert_int_equal(report.queries, 5);
    assert_int_equal(report.other_sources, 2);
    assert_int_equal(report.excluded, 1);
    assert_int_equal(json_array_size(examples), 2);
    assert_string_equal(text_at(json_array_get(examples, 0), "source"), "filing");
    assert_string_equal(text_at(json_array_get(examples, 1), "source"), "call");
    /* what the query of another source names answers all the same */
    assert_false(has_negative(json_array_get(examples, 0), "HALDEN2021taxes"));
    json_decref(examples);
    sources[1] = "calls";
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_INVALID);
    assert_contains(w->err.message, "is of the source 'calls'");
}

/* ---- what no training may touch ------------------------------------------------------------- */

static void what_is_excluded_is_neither_positive_nor_negative(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    const char *documents = world_write(w, "no.txt", "VESTMARK_2021_10K\n");
    const char *measuring = world_write(
        w, "dev.jsonl", "{\"query\": \"?\", \"passage_id\": [\"HALDEN2022taxes\", \"gone\"]}\n");
    o.exclusion = (gk_exclusion){
        .documents = &documents, .document_count = 1, .queries = &measuring, .query_count = 1};
    o.negatives = 40;
    json_t *examples = mined(w, &o, &report);
    assert_int_equal(report.excluded, SECTIONS + 1);
    assert_int_equal(report.excluded_passages, SECTIONS + 1);
    assert_int_equal(report.unmatched, 1);
    assert_int_equal(json_array_size(examples), PASSAGES - SECTIONS - 1);
    expect_nowhere(examples, "HALDEN2022taxes");
    for (size_t i = 0; i < SECTIONS; i++)
        expect_nowhere(examples, gk_arena_format(w->arena, "VESTMARK2021%s", sections[i]));
    json_decref(examples);
}

static void a_copy_of_what_is_excluded_is_excluded(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    gk_string s = {0};
    for (size_t i = 0; i < PASSAGES; i++) put_passage(&s, i);
    gk_string copy = {0};
    put_passage(&copy, 3);
    const char *text = strstr(copy.data, "\"text\"");
    gk_string_addf(&s, "{\"id\": \"copy\", \"doc\": \"VESTMARK_2020_10KA\", %s", text);
    o.passages = world_write(w, "p.jsonl", s.data);
    gk_string_free(&s);
    gk_string_free(&copy);
    const char *measuring = world_write(w, "dev.jsonl",
                                        "{\"query\": \"?\", \"passage_id\": \"copy\"}\n");
    o.exclusion = (gk_exclusion){.queries = &measuring, .query_count = 1};
    o.negatives = 40;
    json_t *examples = mined(w, &o, &report);
    assert_int_equal(report.excluded, 1);
    expect_nowhere(examples, "copy");
    expect_nowhere(examples, "HALDEN2020goodwill");
    json_decref(examples);
}

static void the_first_passage_that_may_be_trained_on_is_the_positive(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    const char *documents = world_write(w, "no.txt", "HALDEN_2020_10K\n");
    o.exclusion = (gk_exclusion){.documents = &documents, .document_count = 1};
    o.queries = world_write(w, "q.jsonl",
                            "{\"query\": \"a\", \"passage_id\": [\"gone\", \"HALDEN2020taxes\", "
                            "\"HALDEN2021taxes\", \"HALDEN2022taxes\"]}\n"
                            "{\"query\": \"b\", \"passage_id\": \"HALDEN2020taxes\"}\n"
                            "{\"query\": \"c\", \"passage_id\": \"gone\"}\n");
    json_t *examples = mined(w, &o, &report);
    assert_int_equal(report.queries, 3);
    assert_int_equal(report.excluded, 2);
    assert_int_equal(json_array_size(examples), 1);
    assert_string_equal(text_at(json_array_get(examples, 0), "passage_id"), "HALDEN2021taxes");
    json_decref(examples);
}

/* ---- the same again ------------------------------------------------------------------------- */

static void threads_change_nothing(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    o.threads = 1;
    assert_ok(w, gk_mine(&o, NULL, &w->err));
    char *one = read_text(w, o.to);
    o.threads = 5;
    assert_ok(w, gk_mine(&o, NULL, &w->err));
    char *five = read_text(w, o.to);
    assert_string_equal(five, one);
    gk_free(one);
    gk_free(five);
}

static void a_draw_is_the_seed_s_and_part_of_a_larger(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.seed = 7;
    o.limit = 10;
    json_t *small = mined(w, &o, &report);
    assert_int_equal(report.examples, 10);
    json_t *again = mined(w, &o, &report);
    assert_true(json_equal(small, again));
    o.limit = 40;
    json_t *large = mined(w, &o, &report);
    size_t found = 0;
    for (size_t i = 0; i < 10; i++)
        for (size_t j = 0; j < 40; j++)
            found += json_equal(json_array_get(small, i), json_array_get(large, j));
    assert_int_equal(found, 10);
    o.limit = 10;
    o.seed = 8;
    json_t *other = mined(w, &o, &report);
    assert_false(json_equal(small, other));
    json_decref(small);
    json_decref(again);
    json_decref(large);
    json_decref(other);
}

/* ---- what goes wrong ------------------------------------------------------------------------ */

static void a_file_that_stands_is_left_alone(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    o.force = false;
    o.to = world_write(w, "kept.jsonl", "mine\n");
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_INVALID);
    assert_contains(w->err.message, "kept.jsonl stands there already");
    char *text = read_text(w, o.to);
    assert_string_equal(text, "mine\n");
    gk_free(text);
}

static bool stop_after_the_first_batch(void *ctx, const gk_work *work)
{
    (void)ctx;
    return strcmp(work->stage, "mining") != 0 || work->done == 0;
}

static void a_stop_leaves_what_stood_there(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_string s = {0};
    for (size_t i = 0; i < 10 * (size_t)PASSAGES; i++) put_query(&s, i % PASSAGES);
    o.queries = world_write(w, "q.jsonl", s.data);
    gk_string_free(&s);
    o.negatives = 1;
    o.watch = (gk_watch){stop_after_the_first_batch, NULL};
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_STOPPED);
    assert_contains(w->err.message, "examples.jsonl is not written");
    assert_false(gk_path_exists(o.to));
    world_write(w, "examples.jsonl", "old\n");
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_STOPPED);
    char *text = read_text(w, o.to);
    assert_string_equal(text, "old\n");
    gk_free(text);
    assert_false(gk_path_exists(world_path(w, "examples.jsonl.tmp")));
}

static void a_file_that_is_read_is_not_written(void **state)
{
    world *w = *state;
    const gk_mine_options good = options_of(w);
    const char *names = world_write(w, "no.txt", "NOBODY\n");
    const char *link = world_path(w, "link.jsonl");
    assert_int_equal(symlink(good.passages, link), 0);
    const char *inputs[] = {good.queries, good.passages, names, link};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        gk_mine_options o = good;
        char *before = read_text(w, inputs[i]);
        o.exclusion = (gk_exclusion){.documents = &names, .document_count = 1};
        o.to = inputs[i];
        assert_int_equal(gk_mine(&o, NULL, &w->err), GK_INVALID);
        assert_contains(w->err.message, "is read");
        char *after = read_text(w, inputs[i]);
        assert_string_equal(after, before);
        gk_free(before);
        gk_free(after);
    }
}

static void a_depth_past_all_passages_is_all_of_them(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    gk_mine_report report;
    o.depth = PASSAGES;
    json_t *all = mined(w, &o, &report);
    o.depth = SIZE_MAX / 2;
    json_t *more = mined(w, &o, &report);
    assert_true(json_equal(all, more));
    json_decref(all);
    json_decref(more);
}

static void a_wrong_line_leaves_no_file_behind(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    o.queries = world_write(
        w, "q.jsonl", "{\"query\": \"a\", \"passage_id\": \"HALDEN2020taxes\"}\n{\"query\": 5}\n");
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_INPUT);
    assert_contains(w->err.message, "q.jsonl");
    assert_contains(w->err.message, "2");
    assert_contains(w->err.message, "query");
    assert_false(gk_path_exists(o.to));
}

static void a_full_disk_is_told(void **state)
{
    world *w = *state;
    gk_mine_options o = options_of(w);
    if (!gk_path_exists("/dev/full")) skip();
    o.to = "/dev/full";
    assert_int_equal(gk_mine(&o, NULL, &w->err), GK_IO);
    assert_contains(w->err.message, "/dev/full: No space left");
}

static void options_that_make_no_sense_are_refused(void **state)
{
    world *w = *state;
    const gk_mine_options good = options_of(w);
    gk_mine_options bad[] = {good, good, good, good};
    bad[0].margin = -1;
    bad[1].lexical = 1.5;
    bad[2].model = NULL;
    bad[3].queries = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (gk_mine(&bad[i], NULL, &w->err) != GK_INVALID) fail_msg("options %zu are taken", i);
    gk_mine_options absent = good;
    absent.model = world_path(w, "none");
    assert_int_not_equal(gk_mine(&absent, NULL, &w->err), GK_OK);
    assert_contains(w->err.message, "none");
    assert_false(gk_path_exists(good.to));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_example_has_its_texts_as_the_model_reads_them),
        TEST(a_negative_is_no_answer_and_stands_once),
        TEST(last_year_s_section_is_what_words_find),
        TEST(half_of_the_model_s_share_is_from_the_positive_s_document),
        TEST(past_the_margin_a_candidate_is_taken_for_an_answer),
        TEST(among_the_first_by_words_all_negatives_are),
        TEST(all_passages_of_a_query_s_text_answer),
        TEST(only_queries_of_the_sources_asked_for_become_examples),
        TEST(what_is_excluded_is_neither_positive_nor_negative),
        TEST(a_copy_of_what_is_excluded_is_excluded),
        TEST(the_first_passage_that_may_be_trained_on_is_the_positive),
        TEST(threads_change_nothing),
        TEST(a_draw_is_the_seed_s_and_part_of_a_larger),
        TEST(a_file_that_stands_is_left_alone),
        TEST(a_stop_leaves_what_stood_there),
        TEST(a_file_that_is_read_is_not_written),
        TEST(a_depth_past_all_passages_is_all_of_them),
        TEST(a_wrong_line_leaves_no_file_behind),
        TEST(a_full_disk_is_told),
        TEST(options_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
