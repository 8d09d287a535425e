/* SPDX-License-Identifier: Apache-2.0
 *
 * The field "added_tokens" of tokenizer.json.
 */
#include "tokenizer/read.h"

#include <string.h>

/* What has been read so far. */
typedef struct added {
    const gk_token_source *s;
    gk_trie contents; /* their indices in the list */
    size_t next_id;   /* of a token that the vocabulary does not have */
} added;

static gk_status read_flags(const gk_token_source *s, const json_t *object, gk_added_token *t)
{
    static const char field[] = "added_tokens";
    bool special = false;
    gk_status status = gk_token_bool(s, object, field, "single_word", false, &t->single_word);
    if (status == GK_OK) status = gk_token_bool(s, object, field, "lstrip", false, &t->lstrip);
    if (status == GK_OK) status = gk_token_bool(s, object, field, "rstrip", false, &t->rstrip);
    if (status == GK_OK) status = gk_token_bool(s, object, field, "special", false, &special);
    if (status == GK_OK)
        status = gk_token_bool(s, object, field, "normalized", !special, &t->normalized);
    return status;
}

/* The vocabulary's id is the last word; what the vocabulary does not have must be numbered on from
 * there, since the library does so whatever the file says. */
static gk_status settle_id(added *a, gk_added_token *t)
{
    int32_t known = gk_trie_find(&a->s->to->pieces, t->text, t->length);
    if (known >= 0) {
        t->id = known;
        return GK_OK;
    }
    if ((size_t)t->id != a->next_id)
        return gk_fail(a->s->err, GK_MODEL,
                       "%s: added_tokens: \"%.50s\" is not in model.vocab, so its id must be %zu, "
                       "the next one, not %d",
                       a->s->path, t->text, a->next_id, (int)t->id);
    a->next_id++;
    return GK_OK;
}

/* One element, which replaces an earlier one of the same content. */
static gk_status read_token(added *a, const json_t *object)
{
    const gk_token_source *s = a->s;
    gk_tokenizer *to = s->to;
    const json_t *content = json_object_get(object, "content");
    if (!json_is_string(content))
        return gk_token_bad(s, "added_tokens", "has an element without content");
    if (json_string_length(content) == 0) return GK_OK; /* found nowhere */
    gk_added_token t = {.length = json_string_length(content)};
    t.text = gk_arena_strndup(to->arena, json_string_value(content), t.length);
    const json_t *id = json_object_get(object, "id");
    size_t size = to->size; /* which an id that is not the last word must not change */
    gk_status status = gk_token_id(s, id, "added_tokens: id", &t.id);
    to->size = size;
    if (status == GK_OK) status = read_flags(s, object, &t);
    if (status != GK_OK) return status;
    int32_t *index = gk_trie_add(&a->contents, t.text, t.length);
    if (!index) return gk_token_bad(s, "added_tokens", "are too many");
    if (*index >= 0) {
        t.id = to->added[*index].id;
    } else {
        status = settle_id(a, &t);
        *index = (int32_t)to->added_count++;
    }
    to->added[*index] = t;
    if (status == GK_OK && (size_t)t.id >= to->size) to->size = (size_t)t.id + 1;
    return status;
}

/* Makes the token findable: as it stands, or as normalised. */
static gk_status index_token(const gk_token_source *s, size_t i)
{
    gk_tokenizer *to = s->to;
    const gk_added_token *t = &to->added[i];
    gk_string scratch[2] = {{0}, {0}};
    const char *text = t->text;
    size_t n = t->length;
    bool first = true;
    if (t->normalized) text = gk_normalize(&to->normalizer, text, &n, &first, scratch);
    gk_trie *trie = t->normalized ? &to->normalized_added : &to->raw_added;
    int32_t *index = n ? gk_trie_add(trie, text, n) : NULL;
    gk_status status = GK_OK;
    if (!index || *index >= 0)
        status = gk_fail(s->err, GK_MODEL, "%s: added_tokens: \"%.50s\" is %s once normalised",
                         s->path, t->text, index ? "another token" : "nothing");
    else
        *index = (int32_t)i;
    for (size_t k = 0; k < 2; k++) gk_string_free(&scratch[k]);
    return status;
}

gk_status gk_token_added(const gk_token_source *s, const json_t *root, size_t pieces)
{
    gk_tokenizer *to = s->to;
    gk_trie_new(&to->raw_added);
    gk_trie_new(&to->normalized_added);
    const json_t *array = json_object_get(root, "added_tokens");
    if (!array || json_is_null(array)) return GK_OK;
    if (!json_is_array(array)) return gk_token_bad(s, "added_tokens", "must be an array");
    added a = {.s = s, .next_id = pieces};
    gk_trie_new(&a.contents);
    to->added = gk_arena_array(to->arena, json_array_size(array), sizeof *to->added);
    gk_status status = GK_OK;
    for (size_t i = 0; i < json_array_size(array) && status == GK_OK; i++)
        status = read_token(&a, json_array_get(array, i));
    gk_trie_free(&a.contents);
    for (size_t i = 0; i < to->added_count && status == GK_OK; i++) status = index_token(s, i);
    return status;
}
