/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches whose first pages a cross-encoder orders. The model is made here: the tiny BERT of the
 * model's tests with a head whose weights are drawn by a fixed seed, so that its order is no
 * sensible one and must have come from it.
 */
#include "model/cross_encoder.h"
#include "papers.h"
#include "search/search.h"

#include <jansson.h>
#include <math.h>

#define TINY GK_SOURCE_DIR "/tests/model/data/tiny"

enum { HIDDEN = 32 };

static void copy_file(world *w, const char *name, const char *to)
{
    char *from = gk_path_join(TINY, name), *path = gk_path_join(to, name), *data;
    size_t size;
    assert_ok(w, gk_file_read(from, &data, &size, &w->err));
    assert_ok(w, gk_file_write(path, data, size, &w->err));
    gk_free(data);
    gk_free(from);
    gk_free(path);
}

typedef struct file {
    json_t *header;
    gk_string data;
} file;

static void add_tensor(file *f, gk_random *random, const char *name, size_t rows, size_t columns)
{
    const size_t from = f->data.length, count = rows * (columns ? columns : 1);
    for (size_t i = 0; i < count; i++) {
        const float value = 0.5F * gk_random_normal(random);
        gk_string_append(&f->data, (const char *)&value, sizeof value);
    }
    json_t *shape = columns ? json_pack("[I, I]", (json_int_t)rows, (json_int_t)columns)
                            : json_pack("[I]", (json_int_t)rows);
    json_object_set_new(f->header, name,
                        json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape,
                                  "data_offsets", (json_int_t)from, (json_int_t)f->data.length));
}

/* The tiny model's tensors, and a head's. */
static void write_weights(world *w, const char *to, uint64_t seed)
{
    char *from = gk_path_join(TINY, "model.safetensors"), *bytes;
    char *path = gk_path_join(to, "model.safetensors");
    size_t size, length = 0;
    gk_random random = gk_random_start(seed);
    assert_ok(w, gk_file_read(from, &bytes, &size, &w->err));
    for (int i = 7; i >= 0; i--) length = length << 8 | (unsigned char)bytes[i];
    file f = {.header = json_loadb(bytes + 8, length, 0, NULL)};
    gk_string_append(&f.data, bytes + 8 + length, size - 8 - length);
    add_tensor(&f, &random, "bert.pooler.dense.weight", HIDDEN, HIDDEN);
    add_tensor(&f, &random, "bert.pooler.dense.bias", HIDDEN, 0);
    add_tensor(&f, &random, "classifier.weight", 1, HIDDEN);
    add_tensor(&f, &random, "classifier.bias", 1, 0);
    char *header = json_dumps(f.header, JSON_COMPACT);
    gk_string whole = {0};
    for (int i = 0; i < 8; i++) {
        const char byte = (char)(strlen(header) >> 8 * i & 255);
        gk_string_append(&whole, &byte, 1);
    }
    gk_string_add(&whole, header);
    gk_string_append(&whole, f.data.data, f.data.length);
    assert_ok(w, gk_file_write(path, whole.data, whole.length, &w->err));
    gk_string_free(&whole);
    gk_string_free(&f.data);
    free(header);
    json_decref(f.header);
    gk_free(bytes);
    gk_free(from);
    gk_free(path);
}

/* A reranker's folder within the world's; gk_free. */
static char *reranker_new(world *w, const char *name, uint64_t seed)
{
    static const char *const names[] = {"config.json", "tokenizer.json", "tokenizer_config.json",
                                        "sentence_bert_config.json"};
    char *folder = gk_path_join(w->folder, name);
    assert_ok(w, gk_folder_make(folder, &w->err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) copy_file(w, names[i], folder);
    write_weights(w, folder, seed);
    return folder;
}

static gk_retrieved retrieve(world *w, const char *text, const char *reranker, size_t k)
{
    gk_question *question;
    gk_retrieved r;
    const gk_search_options options = {.rerank = reranker};
    gk_question_read(text, NULL, &question);
    assert_ok(w, gk_retrieve(w->library, question, &options, k, &r, &w->err));
    gk_question_free(question);
    return r;
}

/* What the model gives a found passage, by itself. */
static double score_of(world *w, const char *folder, const char *query, int64_t passage)
{
    gk_arena *arena = gk_arena_new();
    gk_store_passage p;
    gk_store_content content;
    gk_cross_encoder *encoder;
    float score;
    assert_ok(w, gk_store_passage_get(w->library->store, passage, arena, &p, &w->err));
    assert_ok(w, gk_store_content_by_id(w->library->store, p.content, arena, &content, &w->err));
    assert_ok(w, gk_cross_encoder_open(folder, &encoder, &w->err));
    char *text = *p.passage.context
                     ? gk_format("%s\n%s\n%s", content.title, p.passage.context, p.text)
                     : gk_format("%s\n%s", content.title, p.text);
    const char *const passages[] = {text};
    gk_cross_encoder_score(encoder, query, passages, 1, 1, &score);
    gk_cross_encoder_close(encoder);
    gk_free(text);
    gk_arena_free(arena);
    return (double)score;
}

static bool same_page(const gk_found_passage *a, const gk_found_passage *b)
{
    return a->content == b->content && a->page == b->page;
}

/* Index of the first passage of the same page. */
static size_t first_of_page(const gk_retrieved *r, size_t i)
{
    size_t first = 0;
    while (!same_page(&r->found[first], &r->found[i])) first++;
    return first;
}

static const char sales[] = "What were net sales in 2023?";

/* ---- the order ------------------------------------------------------------------------------- */

static void pages_stand_in_the_order_of_the_scores(void **state)
{
    world *w = *state;
    papers_add_all(w);
    char *folder = reranker_new(w, "deep", 3);
    gk_retrieved plain = retrieve(w, sales, NULL, 200), deep = retrieve(w, sales, folder, 200);
    assert_true(plain.count > 5);
    assert_int_equal(plain.count, deep.count);
    double before = INFINITY;
    size_t read = 0, moved = 0;
    for (size_t i = 0; i < deep.count; i++) {
        const gk_found_passage *f = &deep.found[i];
        assert_false(plain.found[i].read);
        moved += plain.found[i].passage != f->passage;
        assert_true(i == 0 || f->score <= deep.found[i - 1].score);
        assert_int_equal(f->read, first_of_page(&deep, i) == i);
        if (!f->read) continue;
        const double alone = score_of(w, folder, sales, f->passage);
        if (!(fabs(alone - f->deep) < 1e-4))
            fail_msg("passage %zu: %.5f, by itself %.5f", i, f->deep, alone);
        assert_true(f->deep <= before);
        before = f->deep;
        read++;
    }
    assert_true(read > 3);
    assert_true(moved > 0);
    gk_retrieved_free(&plain);
    gk_retrieved_free(&deep);
    gk_free(folder);
}

/* What is known of the pages that were looked at stays right. */
static void looked_pages_know_their_best_passage(void **state)
{
    world *w = *state;
    papers_add_all(w);
    char *folder = reranker_new(w, "deep", 3);
    gk_retrieved r = retrieve(w, sales, folder, 200);
    for (size_t i = 0; i < r.count; i++) {
        if (r.found[i].looked < 0) continue;
        const gk_looked_page *page = &r.looked[r.found[i].looked];
        assert_int_equal(page->content, r.found[i].content);
        assert_int_equal(page->page, r.found[i].page);
        assert_int_equal(page->best, first_of_page(&r, i));
    }
    gk_retrieved_free(&r);
    gk_free(folder);
}

/* More pages than are read: those behind keep their order, behind all that were read. */
static void only_the_first_pages_are_read(void **state)
{
    world *w = *state;
    enum { PAGES = 80, READ = 50 };
    for (int i = 0; i < PAGES; i++) {
        char *name = gk_format("NOTE_%d", i);
        char *text = gk_format("Freight %d cost more in region %d of %d.\n", i, i * 7, i * 31);
        world_add(w, name, text);
        gk_free(name);
        gk_free(text);
    }
    char *folder = reranker_new(w, "deep", 3);
    gk_retrieved plain = retrieve(w, "freight cost", NULL, 200),
                 deep = retrieve(w, "freight cost", folder, 200);
    assert_int_equal(plain.count, PAGES);
    assert_int_equal(deep.count, PAGES);
    for (size_t i = 0; i < PAGES; i++) {
        assert_int_equal(deep.found[i].read, i < READ);
        if (i >= READ) assert_int_equal(deep.found[i].passage, plain.found[i].passage);
        bool among = false;
        for (size_t k = 0; k < READ; k++)
            among = among || deep.found[k].passage == plain.found[i].passage;
        assert_int_equal(among, i < READ);
    }
    gk_retrieved_free(&plain);
    gk_retrieved_free(&deep);
    gk_free(folder);
}

/* A head of zeros tells no page from another. */
static void equal_scores_leave_the_order(void **state)
{
    world *w = *state;
    papers_add_all(w);
    char *folder = reranker_new(w, "deep", 3);
    char *path = gk_path_join(folder, "model.safetensors"), *bytes;
    size_t size;
    assert_ok(w, gk_file_read(path, &bytes, &size, &w->err));
    const size_t out = (HIDDEN + 1) * sizeof(float); /* classifier.weight and .bias stand last */
    memset(bytes + size - out, 0, out);
    assert_ok(w, gk_file_write(path, bytes, size, &w->err));
    gk_retrieved plain = retrieve(w, sales, NULL, 200), deep = retrieve(w, sales, folder, 200);
    size_t at = 0;
    for (size_t i = 0; i < deep.count; i++) {
        if (!deep.found[i].read) continue;
        assert_true(deep.found[i].deep == 0);
        while (first_of_page(&plain, at) != at) at++;
        assert_int_equal(deep.found[i].passage, plain.found[at++].passage);
    }
    gk_retrieved_free(&plain);
    gk_retrieved_free(&deep);
    gk_free(bytes);
    gk_free(path);
    gk_free(folder);
}

/* The library keeps the model that served last; another folder is another model. */
static void another_folder_is_another_order(void **state)
{
    world *w = *state;
    papers_add_all(w);
    char *first = reranker_new(w, "first", 3), *second = reranker_new(w, "second", 4);
    const char *const folders[] = {first, second, first};
    double scores[3];
    for (size_t i = 0; i < 3; i++) {
        gk_retrieved r = retrieve(w, sales, folders[i], 20);
        scores[i] = r.found[0].deep;
        assert_true(fabs(score_of(w, folders[i], sales, r.found[0].passage) - scores[i]) < 1e-4);
        gk_retrieved_free(&r);
    }
    assert_true(scores[0] == scores[2]);
    assert_true(fabs(scores[0] - scores[1]) > 1e-3);
    gk_free(first);
    gk_free(second);
}

/* ---- which model ----------------------------------------------------------------------------- */

static void what_is_no_reranker_is_refused(void **state)
{
    world *w = *state;
    gk_hits *hits = NULL;
    papers_add_all(w);
    const char *const wrong[] = {"/nonexistent/reranker", TINY};
    for (size_t i = 0; i < 2; i++) {
        const gk_search_options options = {.rerank = wrong[i]};
        assert_int_equal(gk_search(w->library, sales, &options, &hits, &w->err), GK_MODEL);
        assert_null(hits);
        assert_contains(w->err.message, wrong[i]);
        assert_contains(w->err.message, "goshawk train --reranker");
    }
    const gk_search_options options = {0};
    assert_ok(w, gk_search(w->library, sales, &options, &hits, &w->err));
    gk_hits_free(hits);
}

static void a_library_s_own_reranker_comes_before_the_environment_s(void **state)
{
    world *w = *state;
    char *folder;
    unsetenv("GOSHAWK_RERANKER");
    assert_int_equal(gk_reranker_default(w->path, &folder, &w->err), GK_MODEL);
    assert_null(folder);
    assert_contains(w->err.message, "goshawk train --reranker");
    setenv("GOSHAWK_RERANKER", "/some/where", 1);
    assert_ok(w, gk_reranker_default(w->path, &folder, &w->err));
    assert_string_equal(folder, "/some/where");
    gk_free(folder);
    gk_free(reranker_new(w, "a.lib/reranker", 3));
    assert_ok(w, gk_reranker_default(w->path, &folder, &w->err));
    assert_contains(folder, "a.lib/reranker");
    gk_retrieved r;
    papers_add_all(w); /* a folder more does not disturb the library */
    r = retrieve(w, sales, folder, 5);
    assert_true(r.count == 5 && r.found[0].read);
    gk_retrieved_free(&r);
    gk_free(folder);
    unsetenv("GOSHAWK_RERANKER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_stand_in_the_order_of_the_scores, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(looked_pages_know_their_best_passage, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(only_the_first_pages_are_read, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(equal_scores_leave_the_order, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(another_folder_is_another_order, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_reranker_is_refused, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_library_s_own_reranker_comes_before_the_environment_s,
                                        world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
