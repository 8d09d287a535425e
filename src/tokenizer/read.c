/* SPDX-License-Identifier: Apache-2.0
 *
 * tokenizer.json, as the Hugging Face tokenizers library writes it, into a gk_tokenizer. What the
 * file asks for and is not implemented is an error that names the field: ids that differ silently
 * from those the model was trained with would spoil every vector. "truncation", "padding" and
 * "decoder" do not bear on the ids of a text and are not looked at.
 */
#include "tokenizer/read.h"

#include "tokenizer/vocabulary_read.h"

#include <stdio.h>
#include <string.h>

gk_status gk_token_bad(const gk_token_source *s, const char *field, const char *what)
{
    return gk_fail(s->err, GK_MODEL, "%s: %s %s", s->path, field, what);
}

const char *gk_token_type(const json_t *object)
{
    const char *type = json_string_value(json_object_get(object, "type"));
    return type ? type : "";
}

gk_status gk_token_bool(const gk_token_source *s, const json_t *object, const char *field,
                        const char *key, bool otherwise, bool *out)
{
    const json_t *value = json_object_get(object, key);
    *out = otherwise;
    if (!value || json_is_null(value)) return GK_OK;
    if (!json_is_boolean(value))
        return gk_fail(s->err, GK_MODEL, "%s: %s.%s must be true or false", s->path, field, key);
    *out = json_is_true(value);
    return GK_OK;
}

gk_status gk_token_string(const gk_token_source *s, const json_t *object, const char *field,
                          const char *key, const char **out, size_t *length)
{
    const json_t *value = json_object_get(object, key);
    *length = json_string_length(value);
    if (!*length)
        return gk_fail(s->err, GK_MODEL, "%s: %s.%s must be a string that is not empty", s->path,
                       field, key);
    *out = gk_arena_strndup(s->to->arena, json_string_value(value), *length);
    return GK_OK;
}

gk_status gk_token_id(const gk_token_source *s, const json_t *value, const char *field, int32_t *id)
{
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    if (number < 0 || number >= INT32_MAX)
        return gk_token_bad(s, field, "must be an id, a number from 0");
    *id = (int32_t)number;
    if ((size_t)*id >= s->to->size) s->to->size = (size_t)*id + 1;
    return GK_OK;
}

gk_status gk_token_steps(const gk_token_source *s, const json_t *object, const char *field,
                         const char *key, gk_token_step_fn *one)
{
    if (!json_is_object(object)) return gk_token_bad(s, field, "must be an object or null");
    if (strcmp(gk_token_type(object), "Sequence") != 0) return one(s, object, field);
    const json_t *list = json_object_get(object, key);
    char name[256]; /* deeper Sequences than fit come to a name cut short */
    snprintf(name, sizeof name, "%s.%s", field, key);
    if (!json_is_array(list)) return gk_token_bad(s, name, "must be an array");
    gk_status status = GK_OK;
    for (size_t i = 0; i < json_array_size(list) && status == GK_OK; i++) {
        snprintf(name, sizeof name, "%s.%s[%zu]", field, key, i);
        status = gk_token_steps(s, json_array_get(list, i), name, key, one);
    }
    return status;
}

/* ---- the model ----------------------------------------------------------------------------- */

static gk_status read_wordpiece(const gk_token_source *s, const json_t *model,
                                const gk_vocabulary *vocabulary)
{
    enum { WORD_LIMIT = 100000 }; /* no sensible file asks for longer words */
    gk_wordpiece *w = &s->to->wordpiece;
    s->to->kind = GK_WORDPIECE;
    w->pieces = &s->to->pieces;
    if (vocabulary->scored || vocabulary->count == 0)
        return gk_token_bad(s, "model.vocab", "must be an object of pieces and their ids");
    const json_t *unknown = json_object_get(model, "unk_token");
    if (!json_is_string(unknown)) return gk_token_bad(s, "model.unk_token", "must be a string");
    w->unknown = gk_trie_find(w->pieces, json_string_value(unknown), json_string_length(unknown));
    if (w->unknown < 0) return gk_token_bad(s, "model.unk_token", "is not in model.vocab");
    const json_t *prefix = json_object_get(model, "continuing_subword_prefix");
    if (prefix && !json_is_string(prefix))
        return gk_token_bad(s, "model.continuing_subword_prefix", "must be a string");
    w->continues = gk_trie_walk(w->pieces, prefix ? json_string_value(prefix) : "##",
                                prefix ? json_string_length(prefix) : 2, &w->continuation);
    const json_t *longest = json_object_get(model, "max_input_chars_per_word");
    json_int_t characters = longest ? json_integer_value(longest) : 100;
    if (characters < 1 || characters > WORD_LIMIT)
        return gk_token_bad(s, "model.max_input_chars_per_word",
                            "must be a number from 1 to 100000");
    w->longest_word = (size_t)characters;
    return GK_OK;
}

static gk_status read_unigram(const gk_token_source *s, const json_t *model,
                              const gk_vocabulary *vocabulary)
{
    const double unknown_penalty = 10; /* of the library, below the worst piece */
    gk_unigram *u = &s->to->unigram;
    s->to->kind = GK_UNIGRAM;
    u->pieces = &s->to->pieces;
    u->scores = s->to->scores;
    if (!vocabulary->scored || vocabulary->count == 0)
        return gk_token_bad(s, "model.vocab", "must be an array of pieces and their scores");
    const json_t *unknown = json_object_get(model, "unk_id");
    json_int_t id = json_is_integer(unknown) ? json_integer_value(unknown) : -1;
    if (id < 0 || (size_t)id >= vocabulary->count)
        return gk_token_bad(s, "model.unk_id", "must be the place of a piece in model.vocab");
    u->unknown = (int32_t)id;
    double worst = u->scores[0];
    for (size_t i = 1; i < vocabulary->count; i++)
        if (u->scores[i] < worst) worst = u->scores[i];
    u->unknown_score = worst - unknown_penalty;
    for (int i = 0; i < 256; i++) {
        char piece[8];
        snprintf(piece, sizeof piece, "<0x%02X>", (unsigned)i);
        u->byte_ids[i] = gk_trie_find(u->pieces, piece, strlen(piece));
    }
    return gk_token_bool(s, model, "model", "byte_fallback", false, &u->byte_fallback);
}

static gk_status read_model(const gk_token_source *s, const json_t *root,
                            const gk_vocabulary *vocabulary)
{
    const json_t *model = json_object_get(root, "model");
    const char *type = gk_token_type(model);
    if (!json_is_object(model)) return gk_token_bad(s, "model", "is missing");
    bool wordpiece = strcmp(type, "WordPiece") == 0;
    if (!wordpiece && strcmp(type, "Unigram") != 0)
        return gk_token_bad(s, "model.type", "is not supported: WordPiece and Unigram are");
    if (!vocabulary->found) return gk_token_bad(s, "model.vocab", "is missing");
    return wordpiece ? read_wordpiece(s, model, vocabulary) : read_unigram(s, model, vocabulary);
}

/* ---- the template -------------------------------------------------------------------------- */

/* {"SpecialToken": {"id": "[CLS]"}} and special_tokens: {"[CLS]": {"ids": [101]}} give 101. */
static gk_status read_template_token(const gk_token_source *s, const json_t *processor,
                                     const json_t *part, int32_t *id)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(part, "SpecialToken"), "id"));
    const json_t *ids = json_object_get(
        json_object_get(json_object_get(processor, "special_tokens"), name ? name : ""), "ids");
    if (json_array_size(ids) != 1)
        return gk_token_bad(s, "post_processor.special_tokens",
                            "must give each token of the template one id");
    return gk_token_id(s, json_array_get(ids, 0), "post_processor.special_tokens", id);
}

/* The type of a template's part, a "SpecialToken" or a "Sequence"; -1: it is no such part. */
static int type_of_part(const json_t *part, const char *kind)
{
    const json_t *type = json_object_get(json_object_get(part, kind), "type_id");
    return json_is_integer(type) ? (int)json_integer_value(type) : -1;
}

static bool is_closing(const gk_token_source *s, const json_t *processor, const json_t *part)
{
    const json_t *token = json_object_get(json_object_get(part, "SpecialToken"), "id");
    const char *name = json_string_value(token);
    const json_t *ids = json_object_get(
        json_object_get(json_object_get(processor, "special_tokens"), name ? name : ""), "ids");
    return json_array_size(ids) == 1 &&
           json_integer_value(json_array_get(ids, 0)) == s->to->closing;
}

/* A file that only ever sees single texts need not have a template that we know: only who reads
 * pairs asks for it. */
static void read_pair(const gk_token_source *s, const json_t *processor, gk_pair_template *pair)
{
    const json_t *parts = json_object_get(processor, "pair");
    const size_t count = json_array_size(parts), closings = count - 4;
    pair->known = false;
    if (count < 5 || count > 6) return;
    const int first = type_of_part(json_array_get(parts, 1), "Sequence"),
              type = type_of_part(json_array_get(parts, count - 2), "Sequence");
    if (first != 0 || type < 0 || type > 1) return;
    for (size_t i = 2; i < count; i++)
        if (i != count - 2 && !is_closing(s, processor, json_array_get(parts, i))) return;
    *pair = (gk_pair_template){true, closings, type == 1};
}

static gk_status read_template(const gk_token_source *s, const json_t *processor)
{
    const json_t *parts = json_object_get(processor, "single");
    if (json_array_size(parts) != 3 || !json_object_get(json_array_get(parts, 1), "Sequence"))
        return gk_token_bad(s, "post_processor.single",
                            "must be one token, the text and one token");
    gk_status status = read_template_token(s, processor, json_array_get(parts, 0), &s->to->opening);
    if (status == GK_OK)
        status = read_template_token(s, processor, json_array_get(parts, 2), &s->to->closing);
    if (status == GK_OK) read_pair(s, processor, &s->to->pair);
    return status;
}

static gk_status read_post_processor(const gk_token_source *s, const json_t *root)
{
    const json_t *p = json_object_get(root, "post_processor");
    const char *type = gk_token_type(p);
    const bool bert = s->to->kind == GK_WORDPIECE;
    s->to->pair = (gk_pair_template){false, bert ? 1 : 2, bert};
    if (strcmp(type, "TemplateProcessing") == 0) return read_template(s, p);
    if (strcmp(type, "BertProcessing") != 0 && strcmp(type, "RobertaProcessing") != 0)
        return gk_token_bad(s, "post_processor.type",
                            "is not supported: TemplateProcessing, BertProcessing and "
                            "RobertaProcessing are");
    const bool two = strcmp(type, "RobertaProcessing") == 0;
    s->to->pair = (gk_pair_template){true, two ? 2 : 1, !two};
    gk_status status = gk_token_id(s, json_array_get(json_object_get(p, "cls"), 1),
                                   "post_processor.cls", &s->to->opening);
    if (status == GK_OK)
        status = gk_token_id(s, json_array_get(json_object_get(p, "sep"), 1), "post_processor.sep",
                             &s->to->closing);
    return status;
}

/* ---- the file ------------------------------------------------------------------------------- */

static gk_status read_root(const gk_token_source *s, const json_t *root,
                           const gk_vocabulary *vocabulary)
{
    if (!json_is_object(root)) return gk_token_bad(s, "the file", "must be a JSON object");
    const char *version = json_string_value(json_object_get(root, "version"));
    if (version && strcmp(version, "1.0") != 0)
        return gk_token_bad(s, "version", "is not supported: 1.0 is");
    gk_status status = read_model(s, root, vocabulary);
    if (status == GK_OK) status = gk_token_normalizer(s, root);
    if (status == GK_OK) status = gk_token_pretokenizer(s, root);
    if (status == GK_OK) status = gk_token_added(s, root, vocabulary->count);
    if (status == GK_OK) status = read_post_processor(s, root);
    return status;
}

/* rest is the file without its vocabulary. */
static gk_status read_rest(const gk_token_source *s, const gk_string *rest,
                           const gk_vocabulary *vocabulary)
{
    json_error_t why;
    json_t *root = json_loadb(rest->data, rest->length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
                              &why);
    if (!root) return gk_fail(s->err, GK_MODEL, "%s: line %d: %s", s->path, why.line, why.text);
    gk_status status = read_root(s, root, vocabulary);
    json_decref(root);
    return status;
}

gk_status gk_tokenizer_parse(const char *json, size_t size, const char *path, gk_tokenizer **out,
                             gk_error *err)
{
    *out = NULL;
    gk_tokenizer *t = gk_alloc(sizeof *t);
    t->arena = gk_arena_new();
    gk_vocabulary vocabulary;
    gk_string rest = {0};
    gk_status status = gk_vocabulary_read(json, size, path, &vocabulary, &rest, err);
    t->pieces = vocabulary.pieces;
    t->scores = vocabulary.scores;
    t->size = vocabulary.size;
    gk_token_source s = {.path = path, .to = t, .err = err};
    if (status == GK_OK) status = read_rest(&s, &rest, &vocabulary);
    gk_string_free(&rest);
    if (status == GK_OK)
        *out = t;
    else
        gk_tokenizer_free(t);
    return status;
}

gk_status gk_tokenizer_open(const char *path, gk_tokenizer **out, gk_error *err)
{
    *out = NULL;
    char *json;
    size_t size;
    if (gk_file_read(path, &json, &size, err) != GK_OK) {
        if (err) err->status = GK_MODEL;
        return GK_MODEL;
    }
    gk_status status = gk_tokenizer_parse(json, size, path, out, err);
    gk_free(json);
    return status;
}
