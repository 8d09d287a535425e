/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

typedef struct list {
    const char *const *texts;
    size_t count, next;
    bool stops; /* at its end */
} list;

static bool next_of(void *ctx, const char **text, size_t *length)
{
    list *l = ctx;
    if (l->next == l->count) {
        *text = NULL;
        return l->stops;
    }
    *text = l->texts[l->next++];
    *length = strlen(*text);
    return true;
}

/* Trims to a new place; out_remove. */
static char *trimmed(const char *from, const char *const *texts, size_t count, size_t pieces,
                     gk_trim_report *report)
{
    char *to = out_path();
    list l = {texts, count, 0, false};
    const gk_trim_options options = {.next = next_of, .ctx = &l, .pieces = pieces};
    must(gk_model_trim(from, to, &options, report, err));
    return to;
}

static json_t *model_of(const json_t *tokenizer) { return json_object_get(tokenizer, "model"); }

/* The id of a piece in tokenizer.json; -1: it is not there. */
static int id_in(const json_t *tokenizer, const char *piece)
{
    json_t *vocabulary = json_object_get(model_of(tokenizer), "vocab"), *entry;
    size_t i;
    if (json_is_object(vocabulary)) {
        entry = json_object_get(vocabulary, piece);
        return entry ? (int)json_integer_value(entry) : -1;
    }
    json_array_foreach(vocabulary, i, entry)
    {
        if (strcmp(json_string_value(json_array_get(entry, 0)), piece) == 0) return (int)i;
    }
    return -1;
}

static void assert_pieces(const char *folder, const char *const *pieces, size_t count, bool there)
{
    json_t *tokenizer = folder_json(folder, "tokenizer.json");
    for (size_t i = 0; i < count; i++)
        if ((id_in(tokenizer, pieces[i]) >= 0) != there)
            fail_msg("%s %s", pieces[i], there ? "is not there" : "is still there");
    json_decref(tokenizer);
}

/* ---- vectors -------------------------------------------------------------------------------- */

static const char *const texts[] = {"the cash flow",
                                    "net sales of flowing cash, the flows.",
                                    "净利润 人民币, Umsatz",
                                    "\xF0\x9F\x98\x80 sales \xFF 10%",
                                    "operating год продажи ция",
                                    "",
                                    "aaa ceh"};
enum { TEXTS = sizeof texts / sizeof *texts };

static void assert_same_vectors(const char *from, const char *to)
{
    float *before = vectors_of(from, texts, TEXTS), *after = vectors_of(to, texts, TEXTS);
    for (size_t i = 0; i < TEXTS; i++)
        if (memcmp(before + i * HIDDEN, after + i * HIDDEN, HIDDEN * sizeof *before) != 0)
            fail_msg("text %zu \"%s\": first element %.9g, before %.9g", i, texts[i],
                     (double)after[i * HIDDEN], (double)before[i * HIDDEN]);
    gk_free(before);
    gk_free(after);
}

static void texts_keep_their_vectors(void **state)
{
    (void)state;
    for (int bert = 0; bert < 2; bert++) {
        char *from = made_folder(bert);
        gk_trim_report report;
        char *to = trimmed(from, texts, TEXTS, 0, &report);
        assert_int_equal(report.texts, TEXTS);
        assert_int_equal(report.before, bert ? WORDPIECE : UNIGRAM);
        if (!(report.after < report.before))
            fail_msg("%zu pieces of %zu are left", report.after, report.before);
        assert_same_vectors(from, to);
        out_remove(to);
        folder_remove(from);
    }
}

static void an_int8_folder_can_be_trimmed(void **state)
{
    (void)state;
    char *from = xlm_folder(), *int8 = out_path();
    must(gk_model_quantize(from, int8, err));
    char *to = trimmed(int8, texts, TEXTS, 0, NULL);
    assert_same_vectors(int8, to);
    out_remove(to);
    out_remove(int8);
    folder_remove(from);
}

static void positions_are_counted_as_before(void **state)
{
    (void)state;
    char *from = xlm_folder();
    folder_set(from, "config.json", "pad_token_id", json_integer(9));
    char *to = trimmed(from, texts, 1, 0, NULL);
    json_t *config = folder_json(to, "config.json");
    assert_int_equal(json_integer_value(json_object_get(config, "pad_token_id")), 9);
    json_decref(config);
    const char *const kept[] = {"▁cash"}; /* the padding token, of all pieces */
    assert_pieces(to, kept, 1, true);
    float *before = vectors_of(from, texts, 1), *after = vectors_of(to, texts, 1);
    assert_memory_equal(before, after, HIDDEN * sizeof *before);
    gk_free(before);
    gk_free(after);
    out_remove(to);
    folder_remove(from);
}

/* ---- which pieces stay ---------------------------------------------------------------------- */

static void single_characters_stay(void **state)
{
    (void)state;
    static const char *const characters[] = {"п", "净", "z", "▁a", "の", "1", "▁", ","};
    static const char *const used[] = {"▁the", "▁cash", "▁flow", "▁query"}; /* and the prompt's */
    static const char *const others[] = {"▁sales", "▁продажи", "ция", "净利润", "▁10%", "A股"};
    char *from = xlm_folder();
    gk_trim_report report;
    char *to = trimmed(from, texts, 1, 0, &report);
    assert_pieces(to, characters, 8, true);
    assert_pieces(to, used, 4, true);
    assert_pieces(to, others, 6, false);
    assert_int_equal(report.used, 3);
    assert_int_equal(report.filled, 0);
    size_t singles = 0; /* of the table in world.h; ":" and "▁" are the prompt's */
    for (size_t i = 0; i < UNIGRAM; i++) {
        const char *text = unigram[i].text;
        if (strncmp(text, "▁", 3) == 0 && text[3]) text += 3;
        size_t bytes = strlen(text);
        singles += bytes == 1 || (bytes < 4 && (unsigned char)*text >= 0xC0 &&
                                  bytes == ((unsigned char)*text >= 0xE0 ? 3u : 2u));
    }
    assert_int_equal(report.characters, singles - 2);
    out_remove(to);
    folder_remove(from);
}

static void the_lowest_score_stays(void **state)
{
    (void)state;
    static const char *const lowest[] = {"qqqq"};
    char *from = xlm_folder(), *to = trimmed(from, NULL, 0, 0, NULL);
    assert_pieces(to, lowest, 1, true);
    out_remove(to);
    folder_remove(from);
}

/* Fills up by 0, 1, 2, ... pieces: they come in this order, and others never. */
static void assert_fills(const char *from, const char *const *order, size_t order_count,
                         const char *const *never, size_t never_count)
{
    gk_trim_report report;
    char *to = trimmed(from, texts, 1, 0, &report);
    out_remove(to);
    size_t least = report.after;
    for (size_t n = 0; n <= order_count + 3; n++) {
        size_t filled = n < order_count ? n : order_count;
        to = trimmed(from, texts, 1, least + n, &report);
        assert_int_equal(report.filled, filled);
        assert_int_equal(report.after, least + filled);
        assert_pieces(to, order, filled, true);
        assert_pieces(to, order + filled, order_count - filled, false);
        assert_pieces(to, never, never_count, false);
        out_remove(to);
    }
    to = trimmed(from, texts, 1, 5, &report); /* fewer than must stay */
    assert_int_equal(report.after, least);
    out_remove(to);
}

static void unigram_fills_up_by_score(void **state)
{
    (void)state;
    static const char *const order[] = {"▁sales", "▁売上", "▁sal", "es",     "▁Umsatz",
                                        "fy2",    "净利",  "2年",  "人民币", "净利润"};
    static const char *const never[] = {"▁продажи", "ция", "A股", "ab|cd", "▁10%"};
    char *from = xlm_folder();
    assert_fills(from, order, 10, never, 5);
    folder_remove(from);
}

static void wordpiece_fills_up_by_id(void **state)
{
    (void)state;
    static const char *const order[] = {"sales", "##ing", "net", "利润", "operating"};
    static const char *const never[] = {"[unused0]", "[unused1]", "год"};
    char *from = bert_folder();
    assert_fills(from, order, 5, never, 3);
    folder_remove(from);
}

/* ---- ids ------------------------------------------------------------------------------------ */

static void assert_id(const json_t *value, const json_t *tokenizer, const char *piece)
{
    if (!json_is_integer(value)) fail_msg("there is no id of %s", piece);
    if (json_integer_value(value) != id_in(tokenizer, piece))
        fail_msg("%s has id %d, and %d in the vocabulary", piece, (int)json_integer_value(value),
                 id_in(tokenizer, piece));
}

static void assert_template(const json_t *tokenizer, const char *piece)
{
    const json_t *tokens = json_object_get(json_object_get(tokenizer, "post_processor"),
                                           "special_tokens");
    assert_id(json_array_get(json_object_get(json_object_get(tokens, piece), "ids"), 0), tokenizer,
              piece);
}

static void ids_are_new_in_every_place(void **state)
{
    (void)state;
    char *from = bert_folder();
    folder_save_json(from, "tokenizer_config.json",
                     json_pack("{s:{s:{s:s}, s:{s:s}}, s:s}", "added_tokens_decoder", "3",
                               "content", "[UNK]", "6", "content", "[MASK]", "tokenizer_class",
                               "BertTokenizer"));
    folder_save_json(from, "added_tokens.json", json_pack("{s:i}", "[MASK]", 6));
    folder_set(from, "config.json", "sep_token_id", json_pack("[i, i]", 5, 4));
    folder_set(from, "config.json", "other_token_id", json_integer(-1));
    json_t *root = folder_json(from, "tokenizer.json");
    json_object_set_new(root, "padding",
                        json_pack("{s:i, s:s}", "pad_id", 3, "pad_token", "[UNK]"));
    folder_save_json(from, "tokenizer.json", root);
    char *to = trimmed(from, texts, 1, 0, NULL);

    json_t *tokenizer = folder_json(to, "tokenizer.json"), *config = folder_json(to, "config.json");
    assert_int_equal(id_in(tokenizer, "[PAD]"), 0);
    assert_int_equal(id_in(tokenizer, "[UNK]"), 1); /* behind [unused0] and [unused1] before */
    size_t i;
    json_t *token, *added = json_object_get(tokenizer, "added_tokens");
    assert_int_equal(json_array_size(added), 5);
    json_array_foreach(added, i, token)
        assert_id(json_object_get(token, "id"), tokenizer,
                  json_string_value(json_object_get(token, "content")));
    assert_template(tokenizer, "[CLS]");
    assert_template(tokenizer, "[SEP]");
    assert_id(json_object_get(json_object_get(tokenizer, "padding"), "pad_id"), tokenizer, "[UNK]");
    assert_id(json_object_get(config, "pad_token_id"), tokenizer, "[PAD]");
    assert_id(json_object_get(config, "eos_token_id"), tokenizer, "[SEP]");
    assert_id(json_array_get(json_object_get(config, "sep_token_id"), 0), tokenizer, "[SEP]");
    assert_id(json_array_get(json_object_get(config, "sep_token_id"), 1), tokenizer, "[CLS]");
    assert_int_equal(json_integer_value(json_object_get(config, "other_token_id")), -1);
    assert_true(json_is_null(json_object_get(config, "bos_token_id")));
    json_t *pieces = json_object_get(model_of(tokenizer), "vocab");
    assert_int_equal(json_integer_value(json_object_get(config, "vocab_size")),
                     json_object_size(pieces));
    json_t *more = folder_json(to, "tokenizer_config.json"),
           *tokens = folder_json(to, "added_tokens.json");
    json_t *decoder = json_object_get(more, "added_tokens_decoder");
    assert_int_equal(json_object_size(decoder), 2);
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(decoder, "1"), "content")), "[UNK]");
    assert_id(json_object_get(tokens, "[MASK]"), tokenizer, "[MASK]");
    json_decref(tokens);
    json_decref(more);
    json_decref(config);
    json_decref(tokenizer);
    out_remove(to);
    folder_remove(from);
}

static void the_older_template_is_known(void **state)
{
    (void)state;
    char *from = bert_folder();
    folder_set(from, "tokenizer.json", "post_processor",
               json_pack("{s:s, s:[s, i], s:[s, i]}", "type", "BertProcessing", "sep", "[SEP]", 5,
                         "cls", "[CLS]", 4));
    char *to = trimmed(from, texts, TEXTS, 0, NULL);
    json_t *tokenizer = folder_json(to, "tokenizer.json");
    const json_t *processor = json_object_get(tokenizer, "post_processor");
    assert_id(json_array_get(json_object_get(processor, "sep"), 1), tokenizer, "[SEP]");
    assert_id(json_array_get(json_object_get(processor, "cls"), 1), tokenizer, "[CLS]");
    json_decref(tokenizer);
    assert_same_vectors(from, to);
    out_remove(to);
    folder_remove(from);
}

static void unigram_ids_and_scores_move_together(void **state)
{
    (void)state;
    char *from = xlm_folder(), *to = trimmed(from, texts, 1, 0, NULL);
    json_t *tokenizer = folder_json(to, "tokenizer.json"), *entry;
    size_t i, last = 0;
    json_array_foreach(json_object_get(model_of(tokenizer), "vocab"), i, entry)
    {
        const char *text = json_string_value(json_array_get(entry, 0));
        while (last < UNIGRAM && strcmp(unigram[last].text, text) != 0) last++;
        if (last == UNIGRAM) fail_msg("%s is out of order", text);
        assert_true(json_number_value(json_array_get(entry, 1)) == unigram[last].score);
    }
    assert_id(json_object_get(model_of(tokenizer), "unk_id"), tokenizer, "<unk>");
    assert_id(json_object_get(json_object_get(tokenizer, "padding"), "pad_id"), tokenizer, "<pad>");
    json_t *mask = json_array_get(json_object_get(tokenizer, "added_tokens"), 4);
    assert_id(json_object_get(mask, "id"), tokenizer, "<mask>");
    json_decref(tokenizer);
    out_remove(to);
    folder_remove(from);
}

static void an_id_beyond_the_vocabulary_is_named(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        char *from = bert_folder(), *to = out_path();
        if (i == 0)
            folder_set(from, "config.json", "sep_token_id", json_integer(5000));
        else
            write_text(from, "tokenizer_config.json", "{\"added_tokens_decoder\": {\"5000\": {}}}");
        gk_error err = {0};
        assert_int_equal(gk_model_trim(from, to, NULL, NULL, &err), GK_MODEL);
        assert_contains(err.message, i == 0 ? "/config.json" : "/tokenizer_config.json");
        assert_contains(err.message, "5000");
        assert_nothing_made(to);
        out_remove(to);
        folder_remove(from);
    }
}

/* ---- files ---------------------------------------------------------------------------------- */

static void other_forms_of_the_vocabulary_are_not_left_stale(void **state)
{
    (void)state;
    char *from = bert_folder();
    write_text(from, "vocab.txt", "stale\n");
    write_text(from, "sentencepiece.bpe.model", "stale");
    write_text(from, "unigram.json", "stale");
    char *to = trimmed(from, texts, 1, 0, NULL);
    assert_false(has_file(to, "sentencepiece.bpe.model"));
    assert_false(has_file(to, "unigram.json"));
    assert_true(has_file(to, "README.md"));
    size_t size;
    char *lines = folder_read(to, "vocab.txt", &size);
    assert_true(
        gk_starts_with(lines, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncash\nflow\n##s\n"));
    json_t *tokenizer = folder_json(to, "tokenizer.json");
    size_t count = 0;
    for (size_t i = 0; i < size; i++) count += lines[i] == '\n';
    assert_int_equal(count, json_object_size(json_object_get(model_of(tokenizer), "vocab")));
    json_decref(tokenizer);
    gk_free(lines);
    out_remove(to);
    folder_remove(from);
}

static void the_table_has_a_row_for_each_piece(void **state)
{
    (void)state;
    char *from = xlm_folder();
    gk_trim_report report;
    char *to = trimmed(from, texts, 1, 0, &report);
    gk_safetensors *before = tensors_of(from), *after = tensors_of(to);
    const gk_tensor *words = gk_safetensors_find(after, "embeddings.word_embeddings.weight");
    assert_int_equal(words->shape[0], report.after);
    size_t n, m;
    float *a = floats(before, words->name, &n), *b = floats(after, words->name, &m);
    json_t *tokenizer = folder_json(to, "tokenizer.json");
    for (size_t i = 0; i < UNIGRAM; i++) {
        int id = id_in(tokenizer, unigram[i].text);
        if (id >= 0)
            assert_memory_equal(a + i * HIDDEN, b + (size_t)id * HIDDEN, HIDDEN * sizeof *a);
    }
    json_decref(tokenizer);
    assert_non_null(gk_safetensors_find(after, "pooler.dense.weight"));
    assert_null(gk_safetensors_find(after, "lm_head.bias")); /* a row a piece, too */
    gk_free(a);
    gk_free(b);
    gk_safetensors_close(before);
    gk_safetensors_close(after);
    out_remove(to);
    folder_remove(from);
}

static void texts_that_stop_make_nothing(void **state)
{
    (void)state;
    char *from = xlm_folder(), *to = out_path();
    list l = {texts, 2, 0, true};
    const gk_trim_options options = {.next = next_of, .ctx = &l};
    gk_error err = {0};
    assert_int_equal(gk_model_trim(from, to, &options, NULL, &err), GK_STOPPED);
    assert_nothing_made(to);
    out_remove(to);
    folder_remove(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_keep_their_vectors),
        cmocka_unit_test(an_int8_folder_can_be_trimmed),
        cmocka_unit_test(positions_are_counted_as_before),
        cmocka_unit_test(single_characters_stay),
        cmocka_unit_test(the_lowest_score_stays),
        cmocka_unit_test(unigram_fills_up_by_score),
        cmocka_unit_test(wordpiece_fills_up_by_id),
        cmocka_unit_test(ids_are_new_in_every_place),
        cmocka_unit_test(the_older_template_is_known),
        cmocka_unit_test(unigram_ids_and_scores_move_together),
        cmocka_unit_test(an_id_beyond_the_vocabulary_is_named),
        cmocka_unit_test(other_forms_of_the_vocabulary_are_not_left_stale),
        cmocka_unit_test(the_table_has_a_row_for_each_piece),
        cmocka_unit_test(texts_that_stop_make_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
