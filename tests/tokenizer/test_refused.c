/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

#include <jansson.h>
#include <stdlib.h>

static const char wordpiece[] =
    "{\"version\": \"1.0\", \"added_tokens\": [],"
    "\"normalizer\": {\"type\": \"BertNormalizer\"},"
    "\"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"},"
    "\"post_processor\": {\"type\": \"TemplateProcessing\","
    " \"single\": [{\"SpecialToken\": {\"id\": \"[CLS]\"}}, {\"Sequence\": {\"id\": \"A\"}},"
    "  {\"SpecialToken\": {\"id\": \"[SEP]\"}}],"
    " \"special_tokens\": {\"[CLS]\": {\"ids\": [1]}, \"[SEP]\": {\"ids\": [2]}}},"
    "\"model\": {\"type\": \"WordPiece\", \"unk_token\": \"[UNK]\","
    " \"max_input_chars_per_word\": 10, \"continuing_subword_prefix\": \"##\","
    " \"vocab\": {\"[UNK]\": 0, \"[CLS]\": 1, \"[SEP]\": 2, \"net\": 3}}}";

static const char unigram[] =
    "{\"added_tokens\": [], \"normalizer\": {\"type\": \"Nmt\"},"
    "\"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"_\"},"
    "\"post_processor\": {\"type\": \"BertProcessing\", \"cls\": [\"a\", 1], \"sep\": [\"b\", 2]},"
    "\"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\": [[\"<unk>\", 0.0],"
    " [\"a\", -1.0], [\"b\", -2.5]]}}";

/* Puts value (JSON, or NULL: nothing) at the dotted path of the file. */
static void assert_field_refused(const char *file, const char *field, const char *value,
                                 const char *what)
{
    json_t *root = json_loads(file, 0, NULL), *at = root;
    assert_non_null(root);
    char *names = gk_strdup(field), *rest = names, *name = strsep(&rest, ".");
    for (; rest; name = strsep(&rest, ".")) at = json_object_get(at, name);
    if (value) {
        json_t *json = json_loads(value, JSON_DECODE_ANY, NULL);
        assert_non_null(json);
        json_object_set_new(at, name, json);
    } else {
        json_object_del(at, name);
    }
    char *text = json_dumps(root, 0);
    assert_refused(text, what);
    free(text);
    gk_free(names);
    json_decref(root);
}

typedef struct bad_field {
    const char *field, *value, *what;
} bad_field;

static void a_wordpiece_file_that_asks_for_something_else_is_refused(void **state)
{
    (void)state;
    static const bad_field cases[] = {
        {"version", "\"2.0\"", "version"},
        {"model", NULL, "model is missing"},
        {"model", "7", "model is missing"},
        {"model.type", NULL, "model.type"},
        {"model.type", "\"BPE\"", "model.type"},
        {"model.unk_token", NULL, "model.unk_token"},
        {"model.unk_token", "\"<unk>\"", "model.unk_token"},
        {"model.max_input_chars_per_word", "0", "max_input_chars_per_word"},
        {"model.max_input_chars_per_word", "\"9\"", "max_input_chars_per_word"},
        {"model.continuing_subword_prefix", "7", "continuing_subword_prefix"},
        {"model.vocab", NULL, "model.vocab"},
        {"model.vocab", "7", "model.vocab"},
        {"model.vocab", "[]", "model.vocab"},
        {"model.vocab", "[[\"[UNK]\", 1.0]]", "model.vocab"},
        {"model.vocab", "{}", "model.vocab"},
        {"model.vocab.net", "-1", "\"net\""},
        {"model.vocab.net", "\"9\"", "\"net\""},
        {"model.vocab.net", "4294967296", "\"net\""},
        {"model.vocab.net", "3.5", "model.vocab"},
        {"added_tokens", "{}", "added_tokens"},
        {"added_tokens", "[{\"id\": 5}]", "content"},
        {"added_tokens", "[{\"content\": \"[X]\"}]", "added_tokens"},
        {"added_tokens", "[{\"id\": 4, \"content\": \"x\", \"lstrip\": 1}]", "lstrip"},
        {"added_tokens", "[{\"id\": 5, \"content\": \"x\"}]", "must be 4"},
        {"added_tokens", "[{\"id\": 4, \"content\": \"x\"}, {\"id\": 5, \"content\": \"X\"}]",
         "added_tokens"},
        {"added_tokens", "[{\"id\": 4, \"content\": \"\\u0001\"}]", "added_tokens"},
        {"post_processor", "null", "post_processor"},
        {"post_processor.type", "\"ByteLevel\"", "post_processor.type"},
        {"post_processor.single", "[]", "post_processor.single"},
        {"post_processor.special_tokens", "{}", "post_processor.special_tokens"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field_refused(wordpiece, cases[i].field, cases[i].value, cases[i].what);
}

static void a_unigram_file_that_asks_for_something_else_is_refused(void **state)
{
    (void)state;
    static const bad_field cases[] = {
        {"model.unk_id", NULL, "model.unk_id"},
        {"model.unk_id", "null", "model.unk_id"},
        {"model.unk_id", "3", "model.unk_id"},
        {"model.unk_id", "-1", "model.unk_id"},
        {"model.byte_fallback", "1", "model.byte_fallback"},
        {"model.vocab", "[]", "model.vocab"},
        {"model.vocab", "{\"a\": 1}", "model.vocab"},
        {"model.vocab", "[[\"a\"]]", "model.vocab"},
        {"model.vocab", "[[\"a\", \"b\"]]", "model.vocab"},
        {"model.vocab", "[[1, \"a\"]]", "model.vocab"},
        {"model.vocab", "[\"a\", 1.0]", "model.vocab"},
        {"model.vocab", "[[\"a\", 1.0, 2]]", "model.vocab"},
        {"post_processor.cls", "[]", "post_processor.cls"},
        {"post_processor.sep", "[\"b\"]", "post_processor.sep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field_refused(unigram, cases[i].field, cases[i].value, cases[i].what);
}

static void a_normaliser_that_is_not_known_is_refused(void **state)
{
    (void)state;
    static const bad_field cases[] = {
        {"normalizer", "7", "normalizer must"},
        {"normalizer", "{}", "normalizer.type"},
        {"normalizer.type", "\"ByteLevel\"", "normalizer.type \"ByteLevel\""},
        {"normalizer", "{\"type\": \"Sequence\"}", "normalizer.normalizers must"},
        {"normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Nmt\"}, 7]}",
         "normalizer.normalizers[1] must"},
        {"normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFK\"}]}",
         "normalizer.normalizers[0].type"},
        {"normalizer", "{\"type\": \"BertNormalizer\", \"lowercase\": 1}", "normalizer.lowercase"},
        {"normalizer", "{\"type\": \"Strip\", \"strip_left\": 1}", "normalizer.strip_left"},
        {"normalizer", "{\"type\": \"Prepend\"}", "normalizer.prepend"},
        {"normalizer", "{\"type\": \"Replace\", \"pattern\": {\"String\": \"a\"}}",
         "normalizer.content"},
        {"normalizer", "{\"type\": \"Replace\", \"pattern\": \"a\", \"content\": \"\"}",
         "normalizer.pattern.String"},
        {"normalizer",
         "{\"type\": \"Replace\", \"pattern\": {\"String\": \"\"}, \"content\": \"\"}",
         "normalizer.pattern.String"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field_refused(unigram, cases[i].field, cases[i].value, cases[i].what);
}

static void an_expression_beyond_literals_is_refused(void **state)
{
    (void)state;
    static const char *const expressions[] = {
        "",      "a|b",    ".",       "[ab]",      "\\\\s+",    "a*",
        "a?",    "ab+",    "a+?",     "a++",       "a{,3}",     "a{0,}",
        "a{0}",  "a{3,2}", "a{2",     "a{2,",      "(a)",       "^a",
        "a$",    "+",      "a{2,}b",  "a{2,}{3}",  "\\\\",      "a{99999}",
        "a{ 2}", "a{-2,}", "a{2,3,}", "a\\u0000b", "a+\\u0000", "a{4294967297,}"};
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        char *value = gk_format("{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"%s\"},"
                                "\"content\": \"\"}",
                                expressions[i]);
        char *file = gk_format("{\"model\": {\"type\": \"Unigram\", \"unk_id\": 0, \"vocab\":"
                               "[[\"a\", 0]]}, \"normalizer\": %s}",
                               value);
        assert_refused(file, "normalizer.pattern.Regex");
        gk_free(file);
        gk_free(value);
    }
}

static void a_broken_map_is_refused(void **state)
{
    (void)state;
    static const char *const maps[] = {
        "7",
        "\"\"",
        "\"AAAA\"",         /* too short */
        "\"AAAAA\"",        /* not of four characters */
        "\"BAAAAAAAAA!=\"", /* no digit */
        "\"AAAAAAAAAAA=\"", /* a trie of no units */
        "\"/////wAAAAA=\"", /* a trie longer than the map */
        "\"BAAAAAAAAAD/\"", /* a text that is not UTF-8 */
        "\"BAAA=AAAAAA=\"", /* padding in the middle */
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        char *value = gk_format("{\"type\": \"Precompiled\", \"precompiled_charsmap\": %s}",
                                maps[i]);
        assert_field_refused(unigram, "normalizer", value, "normalizer.precompiled_charsmap");
        gk_free(value);
    }
}

static void a_pre_tokenizer_that_is_not_known_is_refused(void **state)
{
    (void)state;
    static const bad_field cases[] = {
        {"pre_tokenizer", "\"Metaspace\"", "pre_tokenizer must"},
        {"pre_tokenizer.type", "\"ByteLevel\"", "pre_tokenizer.type \"ByteLevel\""},
        {"pre_tokenizer", "{\"type\": \"Sequence\"}", "pre_tokenizer.pretokenizers"},
        {"pre_tokenizer", "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"Digits\"}]}",
         "pre_tokenizer.pretokenizers[0].type"},
        {"pre_tokenizer.replacement", "\"\"", "pre_tokenizer.replacement"},
        {"pre_tokenizer.replacement", "\"__\"", "pre_tokenizer.replacement"},
        {"pre_tokenizer.replacement", NULL, "pre_tokenizer.replacement"},
        {"pre_tokenizer.split", "1", "pre_tokenizer.split"},
        {"pre_tokenizer.prepend_scheme", "\"last\"", "pre_tokenizer.prepend_scheme"},
        {"pre_tokenizer.prepend_scheme", "1", "pre_tokenizer.prepend_scheme"},
        {"pre_tokenizer.add_prefix_space", "false", "pre_tokenizer.add_prefix_space"},
        {"pre_tokenizer.add_prefix_space", "7", "pre_tokenizer.add_prefix_space"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field_refused(unigram, cases[i].field, cases[i].value, cases[i].what);
}

/* As a list that grows by copying would take memory by the square of its length. */
static void a_list_of_steps_without_end_is_refused(void **state)
{
    (void)state;
    static const char *const lists[][3] = {
        {"normalizer", "{\"type\": \"Sequence\", \"normalizers\": [", "{\"type\": \"NFC\"}"},
        {"pre_tokenizer", "{\"type\": \"Sequence\", \"pretokenizers\": [",
         "{\"type\": \"Whitespace\"}"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        gk_string value = {0};
        gk_string_add(&value, lists[i][1]);
        for (int k = 0; k < 40; k++) gk_string_addf(&value, "%s%s", k ? ", " : "", lists[i][2]);
        gk_string_add(&value, "]}");
        assert_field_refused(unigram, lists[i][0], value.data, "one step too many");
        gk_string_free(&value);
    }
}

static void a_vocabulary_of_bad_json_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *vocabulary, *what;
    } cases[] = {
        {"{\"a\": 0, \"a\": 1}", "\"a\" twice"},
        {"{\"a\": 00}", "model.vocab"},
        {"{\"a\" 0}", "\"a\""},
        {"{\"a\": 0,}", "model.vocab"},
        {"{\"a\": 0]", "model.vocab"},
        {"{\"\\x\": 0}", "model.vocab"},
        {"{\"\\u12\": 0}", "model.vocab"},
        {"{\"\\ud800\": 0}", "model.vocab"},
        {"{\"\\ud800\\u0041\": 0}", "model.vocab"},
        {"{\"\\udc00\": 0}", "model.vocab"},
        {"{\"\xFF\": 0}", "model.vocab"},
        {"{\"\n\": 0}", "model.vocab"},
        {"{\"a", "model.vocab"},
        {"[[\"a\", 01]]", "model.vocab"},
        {"[[\"a\", 1.]]", "model.vocab"},
        {"[[\"a\", .5]]", "model.vocab"},
        {"[[\"a\", 1e]]", "model.vocab"},
        {"[[\"a\", 1e999]]", "model.vocab"},
        {"[[\"a\", NaN]]", "model.vocab"},
        {"[[\"a\", +1]]", "model.vocab"},
        {"[[\"a\", 1] [\"b\", 1]]", "model.vocab"},
        {"[[\"a\", 1],", "model.vocab"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *file = gk_format("{\"model\": {\"vocab\": %s}}", cases[i].vocabulary);
        assert_refused(file, cases[i].what);
        gk_free(file);
    }
}

static void pieces_may_be_written_with_escapes(void **state)
{
    (void)state;
    char *file = gk_format(
        "{\"a\": [1, {\"model\": \"]\"}, \"\\\"}\"], \"model\": {\"x\": {\"vocab\": 1}, \"type\":"
        " \"Unigram\", \"vocab\": [ [\"<unk>\",-0] , [\"\\u0041\\n\\u4e2d\\ud83d\\ude42\\\"\\/\","
        " -1.5e-1], [\"\\u0000\", 2]], \"unk_id\": 0}, \"post_processor\": {\"type\":"
        " \"BertProcessing\", \"cls\": [\"\", 0], \"sep\": [\"\", 0]}}");
    gk_tokenizer *t = open_text(file);
    assert_ids_of(t, "A\n中🙂\"/\0", 12, IDS(1, 2));
    gk_tokenizer_free(t);
    gk_free(file);
}

static void a_file_that_is_no_json_is_refused(void **state)
{
    (void)state;
    assert_refused("", "line");
    assert_refused("{\"model\": {", "line 1");
    assert_refused("[]", "object");
    assert_refused("{\"model\": {}, \"model\": {}}", "duplicate");
    assert_refused("{\"model\": {\"vocab\": {\"a\":\n0}}\n, x}", "line 3");
    gk_error err = {0};
    gk_tokenizer *tokenizer;
    assert_int_equal(gk_tokenizer_open("/nowhere/tokenizer.json", &tokenizer, &err), GK_MODEL);
    assert_int_equal(err.status, GK_MODEL);
    assert_non_null(strstr(err.message, "/nowhere/tokenizer.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wordpiece_file_that_asks_for_something_else_is_refused),
        cmocka_unit_test(a_unigram_file_that_asks_for_something_else_is_refused),
        cmocka_unit_test(a_normaliser_that_is_not_known_is_refused),
        cmocka_unit_test(an_expression_beyond_literals_is_refused),
        cmocka_unit_test(a_broken_map_is_refused),
        cmocka_unit_test(a_pre_tokenizer_that_is_not_known_is_refused),
        cmocka_unit_test(a_list_of_steps_without_end_is_refused),
        cmocka_unit_test(a_vocabulary_of_bad_json_is_refused),
        cmocka_unit_test(pieces_may_be_written_with_escapes),
        cmocka_unit_test(a_file_that_is_no_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
