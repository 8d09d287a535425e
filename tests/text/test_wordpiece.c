/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UNK = 1, CLS, SEP, MASK, LIMIT = 64 };

/* A small tokenizer.json; %s are the normalizer, the vocabulary's last tokens and added tokens. */
static const char template[] =
    "{\"added_tokens\": [{\"id\": 3, \"content\": \"[SEP]\", \"special\": true},"
    "{\"id\": 4, \"content\": \"[MASK]\", \"special\": true, \"normalized\": false}%s],"
    "\"normalizer\": %s,"
    "\"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"},"
    "\"post_processor\": {\"type\": \"TemplateProcessing\","
    " \"single\": [{\"SpecialToken\": {\"id\": \"[CLS]\", \"type_id\": 0}},"
    "  {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}},"
    "  {\"SpecialToken\": {\"id\": \"[SEP]\", \"type_id\": 0}}],"
    " \"special_tokens\": {\"[CLS]\": {\"ids\": [2]}, \"[SEP]\": {\"ids\": [3]}}},"
    "\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\", \"max_input_chars_per_word\": "
    "10,"
    " \"continuing_subword_prefix\": \"##\", \"vocab\": {\"[PAD]\": 0, \"[UNK]\": 1, \"[CLS]\": 2,"
    " \"[SEP]\": 3, \"[MASK]\": 4, \"un\": 5, \"##aff\": 6, \"##able\": 7, \"##a\": 8, \"net\": 9,"
    " \"sales\": 10, \"cafe\": 11, \"-\": 12, \"\\u4e2d\": 13, \"\\u56fd\": 14, \"2\": 15, "
    "\"##0\": 16,"
    " \"##1\": 17, \"##8\": 18, \"[\": 19, \"]\": 20, \"sep\": 21, \"A\": 22, \"Caf\\u00e9\": 23,"
    " \"##xx\": 24, \"xx\": 25, \"i\": 26, \"##\\u0307\": 27%s}}}";

static const char usual[] = "{\"type\": \"BertNormalizer\", \"clean_text\": true,"
                            "\"handle_chinese_chars\": true, \"strip_accents\": null,"
                            "\"lowercase\": true}";

/* A folder with tokenizer.json in it; world_end removes both. */
typedef struct world {
    char *folder, *path;
} world;

static world world_new(const char *text)
{
    const char *base = getenv("TMPDIR");
    world w = {.folder = gk_format("%s/goshawk-wordpiece-XXXXXX", base ? base : "/tmp")};
    assert_non_null(mkdtemp(w.folder));
    w.path = gk_path_join(w.folder, "tokenizer.json");
    assert_int_equal(gk_file_write(w.path, text, strlen(text), NULL), GK_OK);
    return w;
}

static void world_end(world *w)
{
    unlink(w->path);
    rmdir(w->folder);
    gk_free(w->path);
    gk_free(w->folder);
}

static gk_wordpiece *open_text(const char *text)
{
    gk_error err = {0};
    gk_wordpiece *tokenizer;
    world w = world_new(text);
    if (gk_wordpiece_open(w.path, &tokenizer, &err) != GK_OK) fail_msg("%s", err.message);
    world_end(&w);
    return tokenizer;
}

static gk_wordpiece *open_with(const char *normalizer, const char *vocabulary, const char *added)
{
    char *text = gk_format(template, added, normalizer, vocabulary);
    gk_wordpiece *tokenizer = open_text(text);
    gk_free(text);
    return tokenizer;
}

/* The ids between the opening and the closing token must be these; the list ends at -1. */
static void assert_ids(const gk_wordpiece *tokenizer, const char *text, const int32_t *wanted)
{
    int32_t ids[LIMIT];
    size_t n = gk_wordpiece_encode(tokenizer, text, strlen(text), ids, LIMIT), count = 0;
    while (wanted[count] != -1) count++;
    assert_int_equal(ids[0], CLS);
    assert_int_equal(ids[n - 1], SEP);
    for (size_t i = 0; i < count && i < n - 2; i++)
        if (ids[i + 1] != wanted[i])
            fail_msg("\"%s\": id %zu is %d, not %d", text, i, (int)ids[i + 1], (int)wanted[i]);
    if (count != n - 2) fail_msg("\"%s\": %zu ids, not %zu", text, n - 2, count);
}

#define IDS(...) ((const int32_t[]){__VA_ARGS__, -1})

static void words_fall_into_their_longest_pieces(void **state)
{
    (void)state;
    gk_wordpiece *t = open_with(usual, "", "");
    assert_ids(t, "", IDS(-1));
    assert_ids(t, "unaffable", IDS(5, 6, 7));
    assert_ids(t, "unaa", IDS(5, 8, 8));
    assert_ids(t, "Net  SALES\n2018", IDS(9, 10, 15, 16, 17, 18));
    assert_ids(t, "net-sales", IDS(9, 12, 10));
    assert_ids(t, "nets", IDS(UNK));
    assert_ids(t, "xxxxxxxxxx", IDS(25, 24, 24, 24, 24));
    assert_ids(t, "xxxxxxxxxxxx", IDS(UNK)); /* longer than max_input_chars_per_word */
    assert_ids(t, "##able", IDS(UNK, UNK, UNK));
    gk_wordpiece_free(t);
}

static void text_is_normalised_as_the_file_says(void **state)
{
    (void)state;
    gk_wordpiece *t = open_with(usual, "", "");
    assert_ids(t, "Café CAFE\u0301", IDS(11, 11));
    assert_ids(t, "中国", IDS(13, 14));
    assert_ids(t,
               "ne\u200Bt n\x01"
               "et",
               IDS(9, 9));
    assert_ids(t, "net\u00A0net\u3000net", IDS(9, 9, 9));
    assert_ids(t,
               "n\xFF"
               "et",
               IDS(9)); /* a bad byte is U+FFFD, which is dropped */
    assert_ids(t, "\u0130", IDS(26));
    gk_wordpiece_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"lowercase\": false}", "", "");
    assert_ids(t, "Café net A", IDS(23, 9, 22)); /* accents stay where case stays */
    gk_wordpiece_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"strip_accents\": false}", "", "");
    assert_ids(t, "\u0130", IDS(26, 27));
    gk_wordpiece_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"handle_chinese_chars\": false}", "", "");
    assert_ids(t, "中国", IDS(UNK));
    gk_wordpiece_free(t);
    t = open_with("null", "", "");
    assert_ids(t, "A a Café", IDS(22, UNK, 23));
    gk_wordpiece_free(t);
}

static void added_tokens_are_found_in_the_raw_text(void **state)
{
    (void)state;
    gk_wordpiece *t = open_with(usual, "", "");
    assert_ids(t, "net[SEP]net [MASK]sales", IDS(9, SEP, 9, MASK, 10));
    assert_ids(t, "[sep]", IDS(19, 21, 20));
    assert_ids(t, "[[SEP]]", IDS(19, SEP, 20));
    gk_wordpiece_free(t);
}

static void added_tokens_obey_their_flags(void **state)
{
    (void)state;
    gk_wordpiece *t = open_with(
        usual, ", \"zz\": 30",
        ", {\"id\": 31, \"content\": \"net!\", \"normalized\": false, \"lstrip\": true, "
        "\"rstrip\": true}"
        ", {\"id\": 32, \"content\": \"net!!\", \"normalized\": false, \"single_word\": true}"
        ", {\"id\": 33, \"content\": \"New Caf\\u00e9\", \"normalized\": true}"
        ", {\"id\": 34, \"content\": \"\", \"normalized\": true}");
    assert_int_equal(gk_wordpiece_size(t), 34);
    assert_ids(t, "net net! \u3000net", IDS(9, 31, 9));
    assert_ids(t, "net!!", IDS(32));                /* the longest one wins ... */
    assert_ids(t, "net!!net", IDS(9, UNK, UNK, 9)); /* ... and is then no word of its own */
    assert_ids(t, "zz new cafe NEW CAFÉ", IDS(30, 33, 33));
    gk_wordpiece_free(t);
}

static void a_cut_text_keeps_its_closing_token(void **state)
{
    (void)state;
    gk_wordpiece *t = open_with(usual, "", "");
    static const char text[] = "net sales unaffable";
    static const int32_t whole[] = {CLS, 9, 10, 5, 6, 7};
    for (size_t limit = 2; limit < 10; limit++) {
        int32_t ids[10];
        memset(ids, 0x7F, sizeof ids);
        size_t n = gk_wordpiece_encode(t, text, strlen(text), ids, limit);
        assert_int_equal(n, limit < 7 ? limit : 7);
        assert_memory_equal(ids, whole, (n - 1) * sizeof *ids);
        assert_int_equal(ids[n - 1], SEP);
        assert_int_equal(ids[n], 0x7F7F7F7F);
    }
    /* A word whose last part is unknown is unknown, wherever the cut goes through it. */
    int32_t ids[4];
    assert_int_equal(gk_wordpiece_encode(t, "unaffq", 6, ids, 3), 3);
    assert_int_equal(ids[1], UNK);
    gk_wordpiece_free(t);
}

/* ---- files that are refused ----------------------------------------------------------------- */

static void assert_refused(const char *text, const char *what)
{
    world w = world_new(text);
    gk_error err = {0};
    gk_wordpiece *tokenizer;
    gk_status status = gk_wordpiece_open(w.path, &tokenizer, &err);
    if (status != GK_MODEL) fail_msg("expected \"%s\", got status %d", what, (int)status);
    assert_null(tokenizer);
    if (!strstr(err.message, what) || !strstr(err.message, w.path))
        fail_msg("\"%s\" does not name \"%s\" and the file", err.message, what);
    world_end(&w);
}

/* Puts value (JSON, or NULL: nothing) at the dotted path of the template. */
static void assert_field_refused(const char *field, const char *value, const char *what)
{
    char *text = gk_format(template, "", usual, "");
    json_t *root = json_loads(text, 0, NULL), *at = root;
    gk_free(text);
    assert_non_null(root);
    char *names = gk_strdup(field), *rest = names, *name = strsep(&rest, ".");
    for (; rest; name = strsep(&rest, ".")) at = json_object_get(at, name);
    if (value)
        json_object_set_new(at, name, json_loads(value, JSON_DECODE_ANY, NULL));
    else
        json_object_del(at, name);
    text = json_dumps(root, 0);
    assert_refused(text, what);
    free(text);
    gk_free(names);
    json_decref(root);
}

static void a_file_that_asks_for_something_else_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *field, *value, *what;
    } cases[] = {
        {"normalizer.type", "\"Lowercase\"", "normalizer.type"},
        {"normalizer.lowercase", "1", "normalizer.lowercase"},
        {"pre_tokenizer.type", "\"Whitespace\"", "pre_tokenizer.type"},
        {"pre_tokenizer", NULL, "pre_tokenizer"},
        {"model", NULL, "model"},
        {"model.type", "\"BPE\"", "model.type"},
        {"model.unk_token", NULL, "model.unk_token"},
        {"model.unk_token", "\"<unk>\"", "model.unk_token"},
        {"model.max_input_chars_per_word", "0", "max_input_chars_per_word"},
        {"model.continuing_subword_prefix", "7", "continuing_subword_prefix"},
        {"model.vocab", "[]", "model.vocab"},
        {"model.vocab", "{}", "model.vocab"},
        {"model.vocab.net", "-1", "\"net\""},
        {"model.vocab.net", "\"9\"", "\"net\""},
        {"model.vocab.net", "4294967296", "\"net\""},
        {"added_tokens", "{}", "added_tokens"},
        {"added_tokens", "[{\"id\": 5}]", "content"},
        {"added_tokens", "[{\"content\": \"[X]\"}]", "added_tokens"},
        {"added_tokens", "[{\"id\": 5, \"content\": \"x\", \"lstrip\": 1}]", "lstrip"},
        {"post_processor", "null", "post_processor"},
        {"post_processor.type", "\"RobertaProcessing\"", "post_processor.type"},
        {"post_processor.single", "[]", "post_processor.single"},
        {"post_processor.special_tokens", "{}", "post_processor.special_tokens"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field_refused(cases[i].field, cases[i].value, cases[i].what);
}

static void a_file_that_is_no_json_is_refused(void **state)
{
    (void)state;
    assert_refused("", "line");
    assert_refused("{\"model\": {", "line 1");
    assert_refused("[]", "object");
    assert_refused("{\"model\": {}, \"model\": {}}", "duplicate");
    gk_error err = {0};
    gk_wordpiece *tokenizer;
    assert_int_equal(gk_wordpiece_open("/nowhere/tokenizer.json", &tokenizer, &err), GK_MODEL);
    assert_non_null(strstr(err.message, "/nowhere/tokenizer.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_fall_into_their_longest_pieces),
        cmocka_unit_test(text_is_normalised_as_the_file_says),
        cmocka_unit_test(added_tokens_are_found_in_the_raw_text),
        cmocka_unit_test(added_tokens_obey_their_flags),
        cmocka_unit_test(a_cut_text_keeps_its_closing_token),
        cmocka_unit_test(a_file_that_asks_for_something_else_is_refused),
        cmocka_unit_test(a_file_that_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
