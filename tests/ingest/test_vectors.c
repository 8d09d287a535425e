/* SPDX-License-Identifier: Apache-2.0
 *
 * Vectors made while adding, left out, made later, interrupted: in the end each passage has the one
 * that the model gives for its text. The model is tests/model/data/tiny.
 */
#include "world.h"

#include <math.h>

enum { LONG = 200 }; /* passages of the long document, more than three batches of vectors */

/* Words that the tiny model knows, other ones in each document, so that vectors differ. */
static char *text_of(int n, int pages)
{
    static const char *const words[] = {"cash",   "flow", "net",    "sales",
                                        "fiscal", "year", "million"};
    gk_string text = {0};
    for (int page = 0; page < pages; page++) {
        for (int i = 0; i < 12; i++)
            gk_string_addf(&text, "%s %d ", words[(n + page * 3 + i * i) % 7], (n + page * i) % 97);
        gk_string_add(&text, "was the net cash flow of the year.\n\f");
    }
    return gk_string_take(&text);
}

static void write_doc(world *w, const char *name, int n, int pages)
{
    char *text = text_of(n, pages);
    doc_text(w, name, text);
    gk_free(text);
}

static void write_docs(world *w)
{
    write_doc(w, "a.txt", 1, 3);
    write_doc(w, "b_of_2021.txt", 2, LONG);
    write_doc(w, "c.txt", 3, 5);
    gk_string table = {0};
    gk_string_add(&table, "Net sales\n(in millions)\n                    2021      2020\n");
    for (int i = 0; i < 90; i++) /* so long that the rest of it needs a context */
        gk_string_addf(&table, "Cash flow %-5d %8d,%03d %8d,%03d\n", i, i + 1, i, i + 2, i);
    doc_text(w, "table.txt", table.data);
    gk_string_free(&table);
}

/* ---- the vectors that there should be ------------------------------------------------------- */

typedef struct expected {
    int64_t *ids;
    char **texts;
    float *vectors; /* (count, dimensions) */
    size_t count, capacity, text_capacity;
    size_t contexts; /* passages that have one */
} expected;

static void expect_content(world *w, gk_library *library, const gk_store_content *content,
                           expected *e)
{
    for (int page = 1; page <= content->pages; page++) {
        gk_store_passage *passages;
        size_t count;
        assert_ok(w, gk_store_page_passages(library->store, content->id, page, w->arena, &passages,
                                            &count, &w->err));
        for (size_t i = 0; i < count; i++) {
            e->ids = gk_grow(e->ids, e->count, &e->capacity, sizeof *e->ids);
            e->texts = gk_grow(e->texts, e->count, &e->text_capacity, sizeof *e->texts);
            e->ids[e->count] = passages[i].id;
            e->contexts += passages[i].passage.context[0] != '\0';
            e->texts[e->count++] = gk_passage_embed_text(
                content->title, passages[i].passage.context, passages[i].text);
        }
    }
}

/* Embeds the text of every passage by itself. */
static expected expect_all(world *w, gk_library *library, size_t *dimensions)
{
    expected e = {0};
    gk_store_content *contents;
    size_t count;
    gk_model *model;
    assert_ok(w, gk_store_contents(library->store, w->arena, &contents, &count, &w->err));
    for (size_t i = 0; i < count; i++) expect_content(w, library, &contents[i], &e);
    assert_ok(w, gk_model_open(TINY, &model, &w->err));
    *dimensions = gk_model_dimensions(model);
    e.vectors = gk_alloc_array(e.count * *dimensions, sizeof *e.vectors);
    for (size_t i = 0; i < e.count; i++)
        assert_ok(w, gk_model_embed(model, (const char *const *)&e.texts[i], NULL, 1, NULL,
                                    e.vectors + i * *dimensions, &w->err));
    gk_model_close(model);
    return e;
}

static void expected_free(expected *e)
{
    for (size_t i = 0; i < e->count; i++) gk_free(e->texts[i]);
    gk_free(e->ids);
    gk_free(e->texts);
    gk_free(e->vectors);
}

static size_t index_of(const expected *e, int64_t id)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->ids[i] == id) return i;
    fail_msg("passage %lld has a vector and is not stored", (long long)id);
    return 0;
}

/* Asks with the axes of the space: the scores are the coordinates of each stored vector. Returns
 * how many of the passages have a context, which belongs to the text. */
static size_t check_vectors(world *w, gk_library *library)
{
    size_t dimensions, count;
    expected e = expect_all(w, library, &dimensions);
    gk_library_info info = world_info(w, library);
    assert_int_equal(info.vectors, info.passages);
    assert_int_equal(e.count, info.passages);
    float *axis = gk_alloc_array(dimensions, sizeof *axis);
    for (size_t d = 0; d < dimensions; d++) {
        gk_candidate *items;
        memset(axis, 0, dimensions * sizeof *axis);
        axis[d] = 1;
        assert_ok(w,
                  gk_store_dense(library->store, axis, NULL, e.count + 1, &items, &count, &w->err));
        assert_int_equal(count, e.count);
        for (size_t i = 0; i < count; i++) {
            size_t at = index_of(&e, items[i].passage);
            double due = e.vectors[at * dimensions + d];
            if (fabs(items[i].score - due) > 1e-5)
                fail_msg("passage %lld, coordinate %zu: %g stored, %g due: %s",
                         (long long)items[i].passage, d, items[i].score, due, e.texts[at]);
        }
        gk_free(items);
    }
    gk_free(axis);
    expected_free(&e);
    return e.contexts;
}

/* ---- adding --------------------------------------------------------------------------------- */

static void adding_gives_each_passage_the_vector_of_its_text(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = world_create(w, TINY);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.embedded, w->report.passages);
    assert_true(w->report.passages >= LONG + 9);
    assert_true(check_vectors(w, library) >= 2);
    /* The title is the name, with blanks for underscores. */
    assert_part(world_stored(w, library), "\"title\": \"b of 2021\"");
    gk_library_close(library);
}

static void a_twin_shares_the_vectors(void **state)
{
    world *w = *state;
    write_doc(w, "a.txt", 1, 4);
    write_doc(w, "b.txt", 1, 4);
    gk_library *library = world_create(w, TINY);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_int_equal(w->report.embedded, 4);
    gk_documents *documents;
    assert_ok(w, gk_documents_list(library, &documents, &w->err));
    assert_int_equal(documents->count, 2);
    for (size_t i = 0; i < 2; i++) assert_int_equal(documents->documents[i].vectors, 4);
    gk_documents_free(documents);
    gk_library_close(library);
}

static void the_number_of_threads_changes_no_vector(void **state)
{
    world *w = *state;
    write_docs(w);
    for (int threads = 1; threads <= 5; threads += 2) {
        gk_library *library = world_create(w, TINY);
        assert_ok(w, world_add(w, library, &(gk_add_options){.threads = threads}, ""));
        check_vectors(w, library);
        gk_library_close(library);
    }
}

static const gk_add_options no_embed = {.no_embed = true};

static void what_was_left_out_is_made_by_reindex(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = world_create(w, TINY);
    assert_ok(w, world_add(w, library, &no_embed, ""));
    assert_int_equal(w->report.embedded, 0);
    assert_int_equal(world_info(w, library).vectors, 0);
    gk_reindex_report report;
    assert_ok(w, gk_reindex(library, NULL, &report, &w->err));
    assert_int_equal(report.embedded, world_info(w, library).passages);
    check_vectors(w, library);
    assert_ok(w, gk_reindex(library, NULL, &report, &w->err));
    assert_int_equal(report.embedded, 0);
    gk_library_close(library);
}

static void adding_again_makes_what_was_left_out(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = world_create(w, TINY);
    assert_ok(w, world_add(w, library, &no_embed, ""));
    assert_ok(w, world_add(w, library, NULL, "c.txt"));
    assert_event(w, 0, GK_FILE_UNCHANGED, "c.txt", "c");
    assert_int_equal(w->report.embedded, 5); /* of that document alone */
    assert_ok(w, world_add(w, library, NULL, ""));
    check_vectors(w, library);
    gk_library_close(library);
}

/* ---- stopping ------------------------------------------------------------------------------- */

typedef struct stopper {
    size_t embedded; /* stops once as many vectors are made */
    gk_progress last;
} stopper;

static bool until_embedded(void *ctx, const gk_progress *p)
{
    stopper *s = ctx;
    s->last = *p;
    return p->embedded < s->embedded;
}

static void adding_stopped_within_a_document_goes_on_there(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = world_create(w, TINY);
    stopper s = {.embedded = 3 + 64};
    gk_add_options options = {.on_progress = until_embedded, .ctx = &s};
    assert_int_equal(world_add(w, library, &options, ""), GK_STOPPED);
    gk_library_info info = world_info(w, library);
    assert_int_equal(info.vectors, s.last.embedded);
    assert_true(info.vectors >= s.embedded);
    assert_true(info.vectors < info.passages);
    assert_int_equal(info.documents, 2); /* a and b, and b is whole */
    assert_int_equal(info.passages, LONG + 3);
    gk_library_close(library);
    library = world_open(w);
    assert_ok(w, world_add(w, library, NULL, ""));
    assert_event(w, 1, GK_FILE_UNCHANGED, "b_of_2021.txt", "b_of_2021");
    assert_int_equal(w->report.embedded, world_info(w, library).passages - info.vectors);
    check_vectors(w, library);
    gk_library_close(library);
}

static void reindex_stopped_goes_on(void **state)
{
    world *w = *state;
    write_docs(w);
    gk_library *library = world_create(w, TINY);
    assert_ok(w, world_add(w, library, &no_embed, ""));
    size_t passages = world_info(w, library).passages, before = 0, rounds = 0;
    gk_reindex_report report;
    for (gk_status status = GK_STOPPED; status == GK_STOPPED; rounds++) {
        stopper s = {.embedded = 1};
        gk_reindex_options options = {.on_progress = until_embedded, .ctx = &s};
        status = gk_reindex(library, &options, &report, &w->err);
        if (status != GK_STOPPED) assert_ok(w, status);
        if (status == GK_STOPPED) {
            assert_int_equal(s.last.embed_total, passages - before);
            assert_int_equal(s.last.embedded, report.embedded);
        }
        size_t vectors = world_info(w, library).vectors;
        assert_int_equal(vectors, before + report.embedded);
        if (status == GK_STOPPED) assert_true(vectors > before);
        before = vectors;
        gk_library_close(library);
        library = world_open(w);
    }
    assert_true(rounds >= 4);
    check_vectors(w, library);
    gk_library_close(library);
}

/* ---- without a model ------------------------------------------------------------------------ */

static void a_library_without_a_model_has_nothing_to_reindex(void **state)
{
    world *w = *state;
    write_doc(w, "a.txt", 1, 2);
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, ""));
    gk_reindex_report report;
    assert_int_equal(gk_reindex(library, NULL, &report, &w->err), GK_MODEL);
    assert_part(w->err.message, "without a model");
    gk_library_close(library);
}

static void copy_tiny(world *w, const char *folder)
{
    static const char *const names[] = {"config.json",          "model.safetensors",
                                        "modules.json",         "sentence_bert_config.json",
                                        "tokenizer.json",       "tokenizer_config.json",
                                        "1_Pooling/config.json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *from = gk_path_join(TINY, names[i]), *to = gk_path_join(folder, names[i]), *data;
        char *parent = gk_strndup(to, (size_t)(gk_path_name(to) - to));
        size_t size;
        assert_ok(w, gk_file_read(from, &data, &size, &w->err));
        assert_ok(w, gk_folder_make(parent, &w->err));
        assert_ok(w, gk_file_write(to, data, size, &w->err));
        gk_free(from);
        gk_free(to);
        gk_free(parent);
        gk_free(data);
    }
}

static void a_lost_model_is_named_and_words_still_enter(void **state)
{
    world *w = *state;
    char *model = gk_path_join(w->folder, "model"), *away = gk_path_join(w->folder, "away");
    copy_tiny(w, model);
    write_docs(w);
    setenv("GOSHAWK_MODEL", away, 1); /* no other model may step in */
    gk_library *library = world_create(w, model);
    assert_int_equal(rename(model, away), 0);
    setenv("GOSHAWK_MODEL", model, 1);
    assert_int_equal(world_add(w, library, NULL, ""), GK_MODEL);
    assert_part(w->err.message, model);
    assert_int_equal(world_info(w, library).documents, 0);
    assert_ok(w, world_add(w, library, &no_embed, ""));
    gk_reindex_report report;
    assert_int_equal(gk_reindex(library, NULL, &report, &w->err), GK_MODEL);
    assert_int_equal(rename(away, model), 0);
    assert_ok(w, gk_reindex(library, NULL, &report, &w->err));
    check_vectors(w, library);
    unsetenv("GOSHAWK_MODEL");
    gk_library_close(library);
    gk_free(model);
    gk_free(away);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(adding_gives_each_passage_the_vector_of_its_text),
        TEST(a_twin_shares_the_vectors),
        TEST(the_number_of_threads_changes_no_vector),
        TEST(what_was_left_out_is_made_by_reindex),
        TEST(adding_again_makes_what_was_left_out),
        TEST(adding_stopped_within_a_document_goes_on_there),
        TEST(reindex_stopped_goes_on),
        TEST(a_library_without_a_model_has_nothing_to_reindex),
        TEST(a_lost_model_is_named_and_words_still_enter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
