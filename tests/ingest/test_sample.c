/* SPDX-License-Identifier: Apache-2.0
 *
 * The sample library's passages, as `goshawk add` splits and embeds them with the default model,
 * beside the vectors that sentence-transformers gave for the same texts with the same model before
 * it was quantised (data/sample_vectors.jsonl). To renew these after a change of the splitter or
 * the model: GOSHAWK_WRITE_TEXTS=texts.jsonl, run this test, and give texts.jsonl to
 * tools/reference_vectors.py with --prompt "passage: " and the float folder that
 * tools/make_default_model.sh makes on its way.
 */
#include "world.h"

#include "ingest/files.h"

#include "../model/references.h"

#include <math.h>

#define SAMPLE  GK_SOURCE_DIR "/sample/documents"
#define VECTORS GK_SOURCE_DIR "/tests/ingest/data/sample_vectors.jsonl"

static const char *const files[] = {
    "HALDEN_2024-08-20_NEWS.txt",  "HALDEN_2024-08-22_CASTELLAN_NOTE.md",
    "HALDEN_2024Q4_CALL.txt",      "HALDEN_2024_10K.pdf",
    "VESTMARK_2024-06_POLICY.txt", "澄州仪器_2024-08-28_新闻.txt",
};

/* The texts that are embedded, in the order of the files: *texts and each of them is gk_free's. */
static size_t sample_texts(world *w, char ***texts)
{
    size_t count = 0, capacity = 0;
    *texts = NULL;
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char *path = gk_path_join(SAMPLE, files[f]);
        char *title = gk_files_document(path);
        for (char *p = title; *p; p++)
            if (*p == '_') *p = ' ';
        gk_document *document;
        gk_passages *passages;
        assert_ok(w, gk_reader_run(path, &document, &w->err));
        gk_split(document, &passages);
        for (size_t i = 0; i < passages->count; i++) {
            const gk_passage *p = &passages->passages[i];
            char *body = gk_strndup(document->pages[p->page - 1].text + p->start,
                                    p->end - p->start);
            *texts = gk_grow(*texts, count, &capacity, sizeof **texts);
            (*texts)[count++] = gk_passage_embed_text(title, p->context, body);
            gk_free(body);
        }
        gk_passages_free(passages);
        gk_document_free(document);
        gk_free(title);
        gk_free(path);
    }
    return count;
}

static void write_texts(char *const *texts, size_t count)
{
    const char *path = getenv("GOSHAWK_WRITE_TEXTS");
    FILE *file = path ? fopen(path, "w") : NULL;
    for (size_t i = 0; file && i < count; i++) {
        json_t *line = json_pack("{ss}", "text", texts[i]);
        json_dumpf(line, file, JSON_COMPACT);
        fputc('\n', file);
        json_decref(line);
    }
    if (file) fclose(file);
}

static void the_sample_s_passages_have_the_reference_vectors(void **state)
{
    world *w = *state;
    char **texts;
    size_t count = sample_texts(w, &texts);
    write_texts(texts, count);
    gk_model *model;
    const gk_embed_options options = {.prompt = "passage"};
    assert_ok(w, gk_model_open(GK_SOURCE_DIR "/models/default", &model, &w->err));
    size_t n = gk_model_dimensions(model);
    references r = references_read(VECTORS, n);
    if (r.count != count) fail_msg("%zu passages, but %zu references: renew them", count, r.count);
    float *vectors = gk_alloc_floats(count * n);
    assert_ok(w, gk_model_embed(model, (const char *const *)texts, NULL, count, &options, vectors,
                                &w->err));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(texts[i], r.texts[i]);
        double dot = 0, length = 0;
        for (size_t k = 0; k < n; k++) {
            dot += (double)vectors[i * n + k] * r.vectors[i * n + k];
            length += (double)r.vectors[i * n + k] * r.vectors[i * n + k];
        }
        double cosine = dot / sqrt(length);
        if (cosine < 0.98) fail_msg("\"%.60s\": cosine %.6f, less than 0.98", texts[i], cosine);
        gk_free(texts[i]);
    }
    gk_free(texts);
    gk_free(vectors);
    references_free(&r);
    gk_model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(
        the_sample_s_passages_have_the_reference_vectors, world_setup, world_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
