/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/vocabulary.h"

#include "convert/json_file.h"
#include "text/text.h"

#include <string.h>

enum {
    WORD_START = 0x2581, /* "▁": SentencePiece's sign for the space before a word */
    MOST_IDS = 1 << 20
};

/* ---- reading -------------------------------------------------------------------------------- */

static json_t *model_of(const json_t *root) { return json_object_get(root, "model"); }
static json_t *pieces_of(const json_t *root) { return json_object_get(model_of(root), "vocab"); }

static void note_id(size_t *count, const json_t *id)
{
    if (json_is_integer(id) && json_integer_value(id) >= (json_int_t)*count)
        *count = (size_t)json_integer_value(id) + 1;
}

/* Highest id + 1. */
static size_t count_ids(const json_t *root)
{
    json_t *vocabulary = pieces_of(root), *added = json_object_get(root, "added_tokens"), *value;
    size_t count = json_array_size(vocabulary), i;
    const char *key;
    json_object_foreach(vocabulary, key, value) note_id(&count, value);
    json_array_foreach(added, i, value) note_id(&count, json_object_get(value, "id"));
    return count;
}

static void read_scored(gk_pieces *v, const json_t *pieces)
{
    size_t i;
    json_t *entry;
    json_array_foreach(pieces, i, entry)
    {
        const json_t *text = json_array_get(entry, 0);
        v->pieces[i] = (gk_piece){json_string_value(text), json_string_length(text),
                                  json_number_value(json_array_get(entry, 1))};
    }
}

static void read_numbered(gk_pieces *v, json_t *pieces)
{
    const char *text;
    json_t *id;
    json_object_foreach(pieces, text, id)
    {
        json_int_t n = json_is_integer(id) ? json_integer_value(id) : -1;
        if (n >= 0) v->pieces[n] = (gk_piece){text, strlen(text), 0};
    }
}

static gk_status read_pieces(gk_pieces *v, gk_error *err)
{
    json_t *pieces = pieces_of(v->root);
    v->unigram = strcmp(gk_tokenizer_kind(v->tokenizer), "Unigram") == 0;
    if (!(v->unigram ? json_is_array(pieces) : json_is_object(pieces)))
        return gk_fail(err, GK_MODEL, "%s: model.vocab must be %s", v->path,
                       v->unigram ? "an array" : "an object");
    const char *prefix = json_string_value(
        json_object_get(model_of(v->root), "continuing_subword_prefix"));
    v->continue_with = prefix ? prefix : "##";
    v->count = count_ids(v->root);
    size_t known = gk_tokenizer_size(v->tokenizer);
    if (known > v->count) v->count = known;
    if (v->count > MOST_IDS)
        return gk_fail(err, GK_MODEL, "%s: ids reach %zu; at most %d are supported", v->path,
                       v->count - 1, MOST_IDS);
    v->pieces = gk_alloc_array(v->count, sizeof *v->pieces);
    if (v->unigram)
        read_scored(v, pieces);
    else
        read_numbered(v, pieces);
    return GK_OK;
}

gk_status gk_pieces_parse(const char *json, size_t size, const char *path, gk_pieces *out,
                          gk_error *err)
{
    *out = (gk_pieces){.path = gk_strdup(path)};
    gk_status status = gk_tokenizer_parse(json, size, path, &out->tokenizer, err);
    if (status == GK_OK) status = gk_json_file_parse(json, size, path, &out->root, err);
    return status == GK_OK ? read_pieces(out, err) : status;
}

gk_status gk_pieces_read(const char *folder, gk_pieces *out, gk_error *err)
{
    *out = (gk_pieces){0};
    char *path = gk_path_join(folder, "tokenizer.json"), *json;
    size_t size;
    gk_status status = gk_file_read(path, &json, &size, err);
    if (status == GK_OK) status = gk_pieces_parse(json, size, path, out, err);
    gk_free(json);
    gk_free(path);
    return status;
}

void gk_pieces_free(gk_pieces *v)
{
    gk_tokenizer_free(v->tokenizer);
    json_decref(v->root);
    gk_free(v->pieces);
    gk_free(v->path);
}

/* ---- pieces --------------------------------------------------------------------------------- */

/* The first byte of a piece behind the sign that says whether it begins a word. */
static size_t body_of(const gk_pieces *v, const gk_piece *p)
{
    size_t at = 0;
    if (!v->unigram)
        return gk_starts_with(p->text, v->continue_with) ? strlen(v->continue_with) : 0;
    return p->length && gk_utf8_next(p->text, p->length, &at) == WORD_START ? at : 0;
}

bool gk_piece_is_character(const gk_pieces *v, const gk_piece *p)
{
    size_t at = body_of(v, p);
    if (at < p->length) gk_utf8_next(p->text, p->length, &at);
    return p->length && at == p->length;
}

static bool is_latin(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
    if (c == 0xAA || c == 0xBA) return true; /* ordinals */
    return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

/* What may stand in a word beside its letters. */
static bool is_beside(uint32_t c)
{
    return c < 0x80 ? c && strchr("0123456789.,:;!?'\"()-/&%$+*#@=", (int)c) != NULL
                    : c == 0x2019 || c == 0x2013 || (c >= 0x3001 && c <= 0x3011) ||
                          (c >= 0xFF01 && c <= 0xFF1F);
}

gk_script gk_piece_script(const gk_pieces *v, const gk_piece *p)
{
    size_t latin = 0, han = 0;
    for (size_t at = body_of(v, p); at < p->length;) {
        uint32_t c = gk_utf8_next(p->text, p->length, &at);
        if (is_latin(c))
            latin++;
        else if (gk_is_han(c))
            han++;
        else if (!is_beside(c))
            return GK_SCRIPT_OTHER;
    }
    if (latin && !han) return GK_SCRIPT_LATIN;
    return han && !latin ? GK_SCRIPT_HAN : GK_SCRIPT_OTHER;
}

/* ---- ids ------------------------------------------------------------------------------------ */

static void map_integer(json_t *id, gk_id_map *map, void *ctx)
{
    if (json_is_integer(id)) json_integer_set(id, map(ctx, json_integer_value(id)));
}

static void map_all(json_t *ids, gk_id_map *map, void *ctx)
{
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id) map_integer(id, map, ctx);
}

/* TemplateProcessing names its tokens with their ids; BertProcessing and RobertaProcessing hold
 * ["[SEP]", id]; a Sequence holds several. */
static void map_processor(json_t *processor, gk_id_map *map, void *ctx)
{
    static const char *const pairs[] = {"sep", "cls"};
    const char *key;
    json_t *value;
    size_t i;
    json_object_foreach(json_object_get(processor, "special_tokens"), key, value)
        map_all(json_object_get(value, "ids"), map, ctx);
    for (i = 0; i < sizeof pairs / sizeof *pairs; i++)
        map_integer(json_array_get(json_object_get(processor, pairs[i]), 1), map, ctx);
    json_array_foreach(json_object_get(processor, "processors"), i, value)
        map_processor(value, map, ctx);
}

void gk_pieces_map(json_t *root, gk_id_map *map, void *ctx)
{
    size_t i;
    json_t *token;
    json_array_foreach(json_object_get(root, "added_tokens"), i, token)
        map_integer(json_object_get(token, "id"), map, ctx);
    map_integer(json_object_get(model_of(root), "unk_id"), map, ctx);
    map_processor(json_object_get(root, "post_processor"), map, ctx);
    map_integer(json_object_get(json_object_get(root, "padding"), "pad_id"), map, ctx);
}

/* ---- fewer pieces --------------------------------------------------------------------------- */

void gk_pieces_keep(gk_pieces *v, const bool *keep)
{
    json_t *old = pieces_of(v->root), *kept = v->unigram ? json_array() : json_object();
    json_int_t next = 0;
    for (size_t id = 0; id < v->count; id++) {
        if (!keep[id]) continue;
        if (v->pieces[id].text && v->unigram)
            json_array_append(kept, json_array_get(old, id));
        else if (v->pieces[id].text)
            json_object_set_new(kept, v->pieces[id].text, json_integer(next));
        next++;
    }
    json_object_set_new(model_of(v->root), "vocab", kept);
    for (size_t id = 0; id < v->count; id++) v->pieces[id].text = NULL; /* may be gone */
}
