/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/convert.h"
#include "convert/renumber.h"
#include "model/config.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

typedef struct trimming {
    gk_pieces vocabulary;
    gk_config config;
    gk_new_folder *folder;
    bool *keep, *used; /* by id; used: by the texts */
} trimming;

static size_t count_true(const bool *flags, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) n += flags[i];
    return n;
}

/* ---- what cannot go ------------------------------------------------------------------------- */

/* A character without a piece costs ten below the lowest score, so while the lowest stays, every
 * text is cut as before. */
static void keep_lowest(trimming *t)
{
    const gk_pieces *v = &t->vocabulary;
    size_t lowest = SIZE_MAX;
    for (size_t id = 0; id < v->count; id++)
        if (v->pieces[id].text &&
            (lowest == SIZE_MAX || v->pieces[id].score < v->pieces[lowest].score))
            lowest = id;
    if (lowest != SIZE_MAX) t->keep[lowest] = true;
}

/* WordPiece names its unknown piece, which may be no added token. */
static void keep_unknown(trimming *t)
{
    const gk_pieces *v = &t->vocabulary;
    const char *unknown = json_string_value(
        json_object_get(json_object_get(v->root, "model"), "unk_token"));
    for (size_t id = 0; unknown && id < v->count; id++)
        if (v->pieces[id].text && strcmp(v->pieces[id].text, unknown) == 0) t->keep[id] = true;
}

static gk_status keep_named(trimming *t, const char *from, gk_error *err)
{
    const gk_pieces *v = &t->vocabulary;
    gk_status status = gk_named_ids(from, v, t->keep, err);
    if (status != GK_OK) return status;
    if (v->unigram) keep_lowest(t);
    keep_unknown(t);
    t->keep[gk_tokenizer_opening(v->tokenizer)] = true;
    t->keep[gk_tokenizer_closing(v->tokenizer)] = true;
    /* XLM-RoBERTa counts positions from the padding token's id, which must not move. */
    if (t->config.first_position > v->count)
        return gk_fail(err, GK_MODEL,
                       "%s/config.json: pad_token_id is %zu; the vocabulary ends at %zu", from,
                       t->config.first_position - 1, v->count - 1);
    for (size_t id = 0; id < t->config.first_position; id++) t->keep[id] = true;
    return GK_OK;
}

/* ---- what the texts use --------------------------------------------------------------------- */

static void mark_text(const gk_pieces *v, const char *text, size_t length, gk_ids *ids, bool *marks)
{
    ids->count = 0;
    gk_tokenizer_encode(v->tokenizer, text, length, SIZE_MAX, ids);
    for (size_t i = 0; i < ids->count; i++) marks[ids->ids[i]] = true;
}

/* Also the prompts', which stand before every text. */
static gk_status mark_texts(trimming *t, const gk_trim_options *options, gk_trim_report *report,
                            gk_error *err)
{
    gk_ids ids = {0};
    const char *text;
    size_t length;
    for (size_t i = 0; i < t->config.prompt_count; i++) {
        text = t->config.prompts[i].text;
        mark_text(&t->vocabulary, text, strlen(text), &ids, t->keep);
    }
    bool stopped = false;
    while (options->next && options->next(options->ctx, &text, &length)) {
        stopped = !text;
        if (stopped) break;
        mark_text(&t->vocabulary, text, length, &ids, t->used);
        report->texts++;
    }
    gk_free(ids.ids);
    report->used = count_true(t->used, t->vocabulary.count);
    for (size_t id = 0; id < t->vocabulary.count; id++) t->keep[id] |= t->used[id];
    return stopped ? gk_fail(err, GK_STOPPED, "stopped") : GK_OK;
}

/* ---- what else is worth a row --------------------------------------------------------------- */

static void keep_characters(trimming *t, gk_trim_report *report)
{
    const gk_pieces *v = &t->vocabulary;
    for (size_t id = 0; id < v->count; id++) {
        if (t->keep[id] || !v->pieces[id].text || !gk_piece_is_character(v, &v->pieces[id]))
            continue;
        t->keep[id] = true;
        report->characters++;
    }
}

typedef struct candidate {
    double score;
    size_t id;
} candidate;

/* The most probable first. WordPiece has no scores, but ids that were given by frequency. */
static int compare_candidates(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void fill_up(trimming *t, size_t pieces, gk_trim_report *report)
{
    const gk_pieces *v = &t->vocabulary;
    candidate *candidates = gk_alloc_array(v->count, sizeof *candidates);
    size_t count = 0, kept = count_true(t->keep, v->count);
    for (size_t id = 0; id < v->count; id++)
        if (!t->keep[id] && v->pieces[id].text &&
            gk_piece_script(v, &v->pieces[id]) != GK_SCRIPT_OTHER)
            candidates[count++] = (candidate){v->pieces[id].score, id};
    qsort(candidates, count, sizeof *candidates, compare_candidates);
    for (; report->filled < count && kept < pieces; report->filled++, kept++)
        t->keep[candidates[report->filled].id] = true;
    gk_free(candidates);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static gk_status trimming_open(trimming *t, const char *from, const char *to, gk_error *err)
{
    *t = (trimming){0};
    gk_status status = gk_new_folder_plan(from, to, &t->folder, err);
    gk_model *model = NULL; /* what opens needs no further checks here */
    if (status == GK_OK) status = gk_model_open_with(from, NULL, &model, err);
    gk_model_close(model);
    if (status == GK_OK) status = gk_config_read(from, &t->config, err);
    if (status == GK_OK) status = gk_pieces_read(from, &t->vocabulary, err);
    if (status != GK_OK) return status;
    if (t->vocabulary.count > t->config.vocabulary)
        return gk_fail(err, GK_MODEL, "%s: has ids up to %zu, but config.json's vocab_size is %zu",
                       t->vocabulary.path, t->vocabulary.count - 1, t->config.vocabulary);
    t->keep = gk_alloc_array(t->vocabulary.count, sizeof *t->keep);
    t->used = gk_alloc_array(t->vocabulary.count, sizeof *t->used);
    return GK_OK;
}

static void trimming_free(trimming *t)
{
    gk_new_folder_free(t->folder);
    gk_config_free(&t->config);
    gk_pieces_free(&t->vocabulary);
    gk_free(t->keep);
    gk_free(t->used);
}

gk_status gk_model_trim(const char *from, const char *to, const gk_trim_options *options,
                        gk_trim_report *report, gk_error *err)
{
    const gk_trim_options none = {0};
    if (!options) options = &none;
    gk_trim_report counts = {0};
    trimming t;
    gk_status status = trimming_open(&t, from, to, err);
    if (status == GK_OK) status = keep_named(&t, from, err);
    if (status == GK_OK) {
        counts.before = t.vocabulary.count;
        status = mark_texts(&t, options, &counts, err);
    }
    if (status == GK_OK) {
        keep_characters(&t, &counts);
        fill_up(&t, options->pieces, &counts);
        counts.after = count_true(t.keep, t.vocabulary.count);
        status = gk_renumbered_write(from, t.folder, &t.vocabulary, t.keep, err);
    }
    if (status == GK_OK) status = gk_new_folder_finish(t.folder, err);
    trimming_free(&t);
    if (report) *report = counts;
    return status;
}
