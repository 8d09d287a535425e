/* SPDX-License-Identifier: Apache-2.0
 *
 * tokenizer.json, as the Hugging Face tokenizers library writes it, into a gk_wordpiece. What the
 * file asks for and is not implemented is an error that names the field: ids that differ silently
 * from those the model was trained with would spoil every vector.
 */
#include "text/text.h"
#include "text/wordpiece.h"

#include <jansson.h>
#include <string.h>

enum { WORD_LIMIT = 100000 }; /* no sensible file asks for longer words */

/* The file at hand and where complaints go. */
typedef struct source {
    const char *path;
    gk_wordpiece *w;
    gk_error *err;
} source;

static gk_status bad(const source *s, const char *field, const char *what)
{
    return gk_fail(s->err, GK_MODEL, "%s: %s %s", s->path, field, what);
}

/* The value of key as true or false; otherwise where it is absent or null. */
static gk_status read_bool(const source *s, const json_t *object, const char *field,
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

static gk_status read_id(const source *s, const json_t *value, const char *field, int32_t *id)
{
    json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
    if (number < 0 || number >= INT32_MAX) return bad(s, field, "must be an id, a number from 0");
    *id = (int32_t)number;
    return GK_OK;
}

static bool has_type(const json_t *object, const char *type)
{
    const char *value = json_string_value(json_object_get(object, "type"));
    return value && strcmp(value, type) == 0;
}

static gk_status read_normalizer(const source *s, const json_t *root)
{
    const json_t *n = json_object_get(root, "normalizer");
    gk_bert_normalizer *to = &s->w->normalizer;
    if (!n || json_is_null(n)) return GK_OK; /* all false: text passes unchanged */
    if (!has_type(n, "BertNormalizer"))
        return bad(s, "normalizer.type", "is not supported: only BertNormalizer is");
    gk_status status = read_bool(s, n, "normalizer", "clean_text", true, &to->clean_text);
    if (status == GK_OK)
        status = read_bool(s, n, "normalizer", "handle_chinese_chars", true,
                           &to->handle_chinese_chars);
    if (status == GK_OK) status = read_bool(s, n, "normalizer", "lowercase", true, &to->lowercase);
    if (status == GK_OK) /* null: as lowercase is */
        status = read_bool(s, n, "normalizer", "strip_accents", to->lowercase, &to->strip_accents);
    return status;
}

static gk_status read_vocabulary(const source *s, json_t *vocabulary)
{
    if (!json_is_object(vocabulary) || json_object_size(vocabulary) == 0)
        return bad(s, "model.vocab", "must be an object of tokens and their ids");
    gk_vocabulary_new(s->w, json_object_size(vocabulary));
    const char *token;
    json_t *value;
    json_object_foreach(vocabulary, token, value)
    {
        int32_t id = -1;
        gk_status status = read_id(s, value, "model.vocab", &id);
        if (status != GK_OK)
            return gk_fail(s->err, status, "%s: model.vocab: \"%s\" must have an id from 0",
                           s->path, token);
        gk_vocabulary_add(s->w, token, strlen(token), id);
    }
    return GK_OK;
}

static gk_status read_model(const source *s, const json_t *root)
{
    const json_t *model = json_object_get(root, "model");
    gk_wordpiece *w = s->w;
    if (!json_is_object(model)) return bad(s, "model", "is missing");
    if (!has_type(model, "WordPiece"))
        return bad(s, "model.type", "is not supported: only WordPiece is");
    gk_status status = read_vocabulary(s, json_object_get(model, "vocab"));
    if (status != GK_OK) return status;
    const char *unknown = json_string_value(json_object_get(model, "unk_token"));
    if (!unknown) return bad(s, "model.unk_token", "is missing");
    w->unknown = gk_vocabulary_find(w, unknown, strlen(unknown));
    if (w->unknown < 0) return bad(s, "model.unk_token", "is not in model.vocab");
    const json_t *prefix = json_object_get(model, "continuing_subword_prefix");
    if (prefix && !json_is_string(prefix))
        return bad(s, "model.continuing_subword_prefix", "must be a string");
    w->prefix = gk_arena_strdup(w->arena, prefix ? json_string_value(prefix) : "##");
    w->prefix_length = strlen(w->prefix);
    const json_t *longest = json_object_get(model, "max_input_chars_per_word");
    json_int_t characters = longest ? json_integer_value(longest) : 100;
    if (characters < 1 || characters > WORD_LIMIT)
        return bad(s, "model.max_input_chars_per_word", "must be a number from 1 to 100000");
    w->longest_word = (size_t)characters;
    return GK_OK;
}

/* One element of added_tokens, to the list that its field "normalized" names. */
static gk_status read_added_token(const source *s, const json_t *object)
{
    gk_wordpiece *w = s->w;
    gk_added_token t = {0};
    const char *content = json_string_value(json_object_get(object, "content"));
    if (!content) return bad(s, "added_tokens", "has an element without content");
    gk_status status = read_id(s, json_object_get(object, "id"), "added_tokens: id", &t.id);
    bool special = false, normalised = false;
    if (status == GK_OK)
        status = read_bool(s, object, "added_tokens", "single_word", false, &t.single_word);
    if (status == GK_OK) status = read_bool(s, object, "added_tokens", "lstrip", false, &t.lstrip);
    if (status == GK_OK) status = read_bool(s, object, "added_tokens", "rstrip", false, &t.rstrip);
    if (status == GK_OK) status = read_bool(s, object, "added_tokens", "special", false, &special);
    if (status == GK_OK)
        status = read_bool(s, object, "added_tokens", "normalized", !special, &normalised);
    if (status != GK_OK) return status;
    int32_t known = gk_vocabulary_find(w, content, strlen(content));
    if (known >= 0) t.id = known; /* the vocabulary's word is the last one */
    gk_string text = {0};
    if (normalised)
        gk_bert_normalize(&w->normalizer, content, strlen(content), &text);
    else
        gk_string_add(&text, content);
    if (text.length) { /* an empty one is found nowhere */
        t.text = gk_arena_strndup(w->arena, text.data, text.length);
        t.length = text.length;
        gk_added_tokens *list = normalised ? &w->normalised_tokens : &w->raw_tokens;
        list->tokens[list->count++] = t;
        list->starts[(unsigned char)t.text[0]] = true;
        if ((size_t)t.id >= w->size) w->size = (size_t)t.id + 1;
    }
    gk_string_free(&text);
    return GK_OK;
}

static gk_status read_added_tokens(const source *s, const json_t *root)
{
    const json_t *array = json_object_get(root, "added_tokens");
    if (!array || json_is_null(array)) return GK_OK;
    if (!json_is_array(array)) return bad(s, "added_tokens", "must be an array");
    size_t n = json_array_size(array);
    gk_wordpiece *w = s->w;
    w->raw_tokens.tokens = gk_arena_array(w->arena, n, sizeof(gk_added_token));
    w->normalised_tokens.tokens = gk_arena_array(w->arena, n, sizeof(gk_added_token));
    gk_status status = GK_OK;
    for (size_t i = 0; i < n && status == GK_OK; i++)
        status = read_added_token(s, json_array_get(array, i));
    return status;
}

/* {"SpecialToken": {"id": "[CLS]"}} and special_tokens: {"[CLS]": {"ids": [101]}} give 101. */
static gk_status read_template_token(const source *s, const json_t *processor, const json_t *part,
                                     int32_t *id)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(part, "SpecialToken"), "id"));
    const json_t *ids = json_object_get(
        json_object_get(json_object_get(processor, "special_tokens"), name ? name : ""), "ids");
    if (json_array_size(ids) != 1)
        return bad(s, "post_processor.special_tokens",
                   "must give each token of the template one id");
    return read_id(s, json_array_get(ids, 0), "post_processor.special_tokens", id);
}

static gk_status read_template(const source *s, const json_t *processor)
{
    const json_t *parts = json_object_get(processor, "single");
    if (json_array_size(parts) != 3 || !json_object_get(json_array_get(parts, 1), "Sequence"))
        return bad(s, "post_processor.single", "must be one token, the text and one token");
    gk_status status = read_template_token(s, processor, json_array_get(parts, 0), &s->w->opening);
    if (status == GK_OK)
        status = read_template_token(s, processor, json_array_get(parts, 2), &s->w->closing);
    return status;
}

static gk_status read_post_processor(const source *s, const json_t *root)
{
    const json_t *p = json_object_get(root, "post_processor");
    gk_wordpiece *w = s->w;
    gk_status status;
    if (has_type(p, "TemplateProcessing")) {
        status = read_template(s, p);
    } else if (has_type(p, "BertProcessing")) {
        status = read_id(s, json_array_get(json_object_get(p, "cls"), 1), "post_processor.cls",
                         &w->opening);
        if (status == GK_OK)
            status = read_id(s, json_array_get(json_object_get(p, "sep"), 1), "post_processor.sep",
                             &w->closing);
    } else {
        status = bad(s, "post_processor.type",
                     "is not supported: TemplateProcessing and BertProcessing are");
    }
    if (status != GK_OK) return status;
    if ((size_t)w->opening >= w->size) w->size = (size_t)w->opening + 1;
    if ((size_t)w->closing >= w->size) w->size = (size_t)w->closing + 1;
    return GK_OK;
}

static gk_status read_root(const source *s, const json_t *root)
{
    if (!json_is_object(root)) return bad(s, "the file", "must be a JSON object");
    gk_status status = read_normalizer(s, root);
    if (status == GK_OK && !has_type(json_object_get(root, "pre_tokenizer"), "BertPreTokenizer"))
        status = bad(s, "pre_tokenizer.type", "is not supported: only BertPreTokenizer is");
    if (status == GK_OK) status = read_model(s, root);
    if (status == GK_OK) status = read_added_tokens(s, root);
    if (status == GK_OK) status = read_post_processor(s, root);
    return status;
}

gk_status gk_wordpiece_open(const char *path, gk_wordpiece **out, gk_error *err)
{
    *out = NULL;
    char *data;
    size_t size;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) {
        if (err) err->status = GK_MODEL;
        return GK_MODEL;
    }
    json_error_t why;
    json_t *root = json_loadb(data, size, JSON_REJECT_DUPLICATES, &why);
    gk_free(data);
    if (!root) return gk_fail(err, GK_MODEL, "%s: line %d: %s", path, why.line, why.text);
    gk_wordpiece *w = gk_alloc(sizeof *w);
    w->arena = gk_arena_new();
    source s = {.path = path, .w = w, .err = err};
    status = read_root(&s, root);
    json_decref(root);
    if (status == GK_OK)
        *out = w;
    else
        gk_wordpiece_free(w);
    return status;
}
