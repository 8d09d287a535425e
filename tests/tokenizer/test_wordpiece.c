/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

enum { UNK = 1, CLS, SEP, MASK };

/* A small tokenizer.json; %s are added tokens, the normalizer and the vocabulary's last tokens. */
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

static gk_tokenizer *open_with(const char *normalizer, const char *vocabulary, const char *added)
{
    char *text = gk_format(template, added, normalizer, vocabulary);
    gk_tokenizer *tokenizer = open_text(text);
    gk_free(text);
    return tokenizer;
}

static void a_file_tells_its_kind_and_template(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "", "");
    assert_string_equal(gk_tokenizer_kind(t), "WordPiece");
    assert_int_equal(gk_tokenizer_size(t), 28);
    assert_int_equal(gk_tokenizer_opening(t), CLS);
    assert_int_equal(gk_tokenizer_closing(t), SEP);
    gk_tokenizer_free(t);
}

static void words_fall_into_their_longest_pieces(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "", "");
    assert_ids(t, "", NO_IDS);
    assert_ids(t, " \n ", NO_IDS);
    assert_ids(t, "unaffable", IDS(5, 6, 7));
    assert_ids(t, "unaa", IDS(5, 8, 8));
    assert_ids(t, "Net  SALES\n2018", IDS(9, 10, 15, 16, 17, 18));
    assert_ids(t, "net-sales", IDS(9, 12, 10));
    assert_ids(t, "nets", IDS(UNK));
    assert_ids(t, "xxxxxxxxxx", IDS(25, 24, 24, 24, 24));
    assert_ids(t, "xxxxxxxxxxxx", IDS(UNK)); /* longer than max_input_chars_per_word */
    assert_ids(t, "##able", IDS(UNK, UNK, UNK));
    gk_tokenizer_free(t);
}

static void text_is_normalised_as_the_file_says(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "", "");
    assert_ids(t, "Café CAFE\u0301", IDS(11, 11));
    assert_ids(t, "中国", IDS(13, 14));
    assert_ids(t, "ne\u200Bt n\x01\145t", IDS(9, 9));
    assert_ids(t, "net\u00A0net\u3000net", IDS(9, 9, 9));
    assert_ids(t, "n\xFF\145t", IDS(9)); /* a bad byte is U+FFFD, which is dropped */
    assert_ids(t, "\u0130", IDS(26));
    gk_tokenizer_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"lowercase\": false}", "", "");
    assert_ids(t, "Café net A", IDS(23, 9, 22)); /* accents stay where case stays */
    gk_tokenizer_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"strip_accents\": false}", "", "");
    assert_ids(t, "\u0130", IDS(26, 27));
    gk_tokenizer_free(t);
    t = open_with("{\"type\": \"BertNormalizer\", \"handle_chinese_chars\": false}", "", "");
    assert_ids(t, "中国", IDS(UNK));
    gk_tokenizer_free(t);
    t = open_with("null", ", \"\\ufffd\": 28", "");
    assert_ids(t, "A a Café \xFF", IDS(22, UNK, 23, 28));
    gk_tokenizer_free(t);
}

static void added_tokens_are_found_in_the_raw_text(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "", "");
    assert_ids(t, "net[SEP]net [MASK]sales", IDS(9, SEP, 9, MASK, 10));
    assert_ids(t, "[sep]", IDS(19, 21, 20));
    assert_ids(t, "[[SEP]]", IDS(19, SEP, 20));
    gk_tokenizer_free(t);
}

static void added_tokens_obey_their_flags(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(
        usual, ", \"zz\": 28",
        ", {\"id\": 29, \"content\": \"net!\", \"normalized\": false, \"lstrip\": true, "
        "\"rstrip\": true}"
        ", {\"id\": 30, \"content\": \"net!!\", \"normalized\": false, \"single_word\": true}"
        ", {\"id\": 31, \"content\": \"New Caf\\u00e9\", \"normalized\": true}"
        ", {\"id\": 99, \"content\": \"\", \"normalized\": true}" /* found nowhere */
        ", {\"id\": 77, \"content\": \"sep\", \"normalized\": false}");
    assert_int_equal(gk_tokenizer_size(t), 32);
    assert_ids(t, "net net! \u3000net", IDS(9, 29, 9));
    assert_ids(t, "net!!", IDS(30));                /* the longest one wins ... */
    assert_ids(t, "net!!net", IDS(9, UNK, UNK, 9)); /* ... and is then no word of its own */
    assert_ids(t, "zz new cafe NEW CAFÉ", IDS(28, 31, 31));
    assert_ids(t, "netsep", IDS(9, 21)); /* the vocabulary's id, not the file's */
    gk_tokenizer_free(t);
}

static void a_later_added_token_replaces_an_equal_one(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "",
                                ", {\"id\": 28, \"content\": \"Q\", \"normalized\": false}"
                                ", {\"id\": 28, \"content\": \"Q\", \"normalized\": true}");
    assert_ids(t, "qQ", IDS(28, 28));
    gk_tokenizer_free(t);
}

static void a_limit_keeps_the_first_ids_of_the_whole_text(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(usual, "", "");
    static const char text[] = "net sales unaffable [MASK]";
    static const int32_t whole[] = {CLS, 9, 10, 5, 6, 7, MASK};
    for (size_t limit = 0; limit < 10; limit++) {
        gk_ids ids = {0};
        gk_tokenizer_encode(t, "[CLS]", 0, limit, &ids);
        assert_int_equal(ids.count, 0);
        ids.ids = gk_alloc_array(1, sizeof *ids.ids);
        ids.ids[0] = CLS;
        ids.count = ids.capacity = 1; /* appends to what is there */
        gk_tokenizer_encode(t, text, strlen(text), limit, &ids);
        assert_int_equal(ids.count, limit < 1 ? 1 : limit < 7 ? limit : 7);
        assert_memory_equal(ids.ids, whole, ids.count * sizeof *ids.ids);
        gk_free(ids.ids);
    }
    /* A word whose last part is unknown is unknown, wherever the cut goes through it. */
    gk_ids ids = {0};
    gk_tokenizer_encode(t, "unaffq", 6, 1, &ids);
    assert_int_equal(ids.count, 1);
    assert_int_equal(ids.ids[0], UNK);
    gk_free(ids.ids);
    gk_tokenizer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_tells_its_kind_and_template),
        cmocka_unit_test(words_fall_into_their_longest_pieces),
        cmocka_unit_test(text_is_normalised_as_the_file_says),
        cmocka_unit_test(added_tokens_are_found_in_the_raw_text),
        cmocka_unit_test(added_tokens_obey_their_flags),
        cmocka_unit_test(a_later_added_token_replaces_an_equal_one),
        cmocka_unit_test(a_limit_keeps_the_first_ids_of_the_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
