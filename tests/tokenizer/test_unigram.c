/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

#include <jansson.h>

/* %s are the normalizer, the pre_tokenizer, more pieces and fields of the model. */
static const char template[] =
    "{\"normalizer\": %s, \"pre_tokenizer\": %s,"
    "\"post_processor\": {\"type\": \"RobertaProcessing\", \"cls\": [\"<s>\", 0],"
    " \"sep\": [\"</s>\", 1]},"
    "\"model\": {\"type\": \"Unigram\", \"unk_id\": 2, \"vocab\": [[\"<s>\", 0.0], [\"</s>\", 0],"
    "[\"<unk>\", 0.0]%s]}}";

static gk_tokenizer *open_with(const char *normalizer, const char *pre_tokenizer, const char *rest)
{
    char *text = gk_format(template, normalizer, pre_tokenizer, rest);
    gk_tokenizer *tokenizer = open_text(text);
    gk_free(text);
    return tokenizer;
}

/* A vocabulary of the 256 bytes: the ids show the text that the model is given. */
static gk_tokenizer *open_bytes(const char *normalizer, const char *pre_tokenizer)
{
    gk_string rest = {0};
    for (unsigned i = 0; i < 256; i++) gk_string_addf(&rest, ", [\"<0x%02X>\", -1.5]", i);
    gk_string_add(&rest, "], \"byte_fallback\": true, \"more\": [0");
    gk_tokenizer *tokenizer = open_with(normalizer, pre_tokenizer, rest.data);
    gk_string_free(&rest);
    return tokenizer;
}

static void assert_becomes_n(const gk_tokenizer *tokenizer, const char *text, size_t n,
                             const char *wanted)
{
    gk_ids ids = {0};
    gk_tokenizer_encode(tokenizer, text, n, SIZE_MAX, &ids);
    char *became = gk_alloc(ids.count + 1);
    for (size_t i = 0; i < ids.count; i++) became[i] = (char)(ids.ids[i] - 3);
    assert_string_equal(became, wanted);
    gk_free(became);
    gk_free(ids.ids);
}

static void assert_becomes(const gk_tokenizer *tokenizer, const char *text, const char *wanted)
{
    assert_becomes_n(tokenizer, text, strlen(text), wanted);
}

static void assert_normalised(const char *normalizer, const char *text, const char *wanted)
{
    gk_tokenizer *t = open_bytes(normalizer, "null");
    assert_becomes(t, text, wanted);
    gk_tokenizer_free(t);
}

/* ---- the model --------------------------------------------------------------------------------
 */

static void the_most_probable_pieces_are_found(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with(
        "null", "null",
        ", [\"ab\", 0.0], [\"cd\", -0.1], [\"abc\", -0.2], [\"a\", -0.3], [\"b\", -0.4],"
        "[\"c\", -0.5], [\"ABC\", -0.5], [\"abcdabcd\", 20.0], [\"q\", 20.5], [\"r\", 20.5],"
        "[\"qr\", -0.5]");
    assert_string_equal(gk_tokenizer_kind(t), "Unigram");
    assert_int_equal(gk_tokenizer_size(t), 14);
    assert_int_equal(gk_tokenizer_opening(t), 0);
    assert_int_equal(gk_tokenizer_closing(t), 1);
    assert_ids(t, "", NO_IDS);
    assert_ids(t, "abc", IDS(5));
    assert_ids(t, "abcd", IDS(3, 4));
    assert_ids(t, "abcc", IDS(5, 8));
    assert_ids(t, "xabcabaabcdd", IDS(2, 5, 3, 6, 3, 4, 2));
    assert_ids(t, "ababcdabcdcd", IDS(3, 10, 4));
    assert_ids(t, "abqrcd", IDS(3, 11, 12, 4));
    gk_tokenizer_free(t);
}

static void unknown_characters_in_a_row_are_one_id(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with("null", "null", ", [\"a\", -1.0], [\"\xE6\x9D\xB1\", -2.0]");
    assert_ids(t, "xyz京", IDS(2));
    assert_ids(t, "axya東xa", IDS(3, 2, 3, 4, 2, 3));
    assert_ids(t, "x<unk>y", IDS(2)); /* the piece of that name is unknown, too */
    assert_ids_of(t, "a\0a", 3, IDS(3, 2, 3));
    assert_ids(t, "a\xFF\xC3", IDS(3, 2));
    gk_tokenizer_free(t);
}

static void unknown_bytes_have_their_own_pieces_where_the_file_says_so(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with("null", "null",
                                ", [\"<0xC3>\", -0.01], [\"<0xA9>\", -0.03]], "
                                "\"byte_fallback\": true, \"more\": [0");
    assert_ids(t, "é", IDS(3, 4));
    assert_ids(t, "?é", IDS(2)); /* not all of the run's bytes have one */
    gk_tokenizer_free(t);
}

static void the_last_of_equal_pieces_counts(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with("null", "null",
                                ", [\"ab\", -1.0], [\"a\", -1.0], [\"b\", -1.0], [\"ab\", -9.0]");
    assert_ids(t, "ab", IDS(4, 5));
    gk_tokenizer_free(t);
}

static void scores_are_read_as_the_library_reads_them(void **state)
{
    (void)state;
    /* -7.4715776443481445 is a bit less than the next double, which the library reads; so "k" and
     * "l" make the better way or not. */
    gk_tokenizer *t = open_with("null", "null",
                                ", [\"k\", -7.4715776443481445], [\"l\", -1e0],"
                                "[\"kl\", -8.471577644348144]");
    assert_ids(t, "kl", IDS(5));
    gk_tokenizer_free(t);
    t = open_with("null", "null",
                  ", [\"k\", -12345678901234567890123.5e-22], [\"l\", -0.25E+1], [\"kl\", "
                  "-3.7345678901234565]");
    assert_ids(t, "kl", IDS(5));
    gk_tokenizer_free(t);
}

static void a_long_word_takes_no_more_than_its_length(void **state)
{
    (void)state;
    enum { LENGTH = 300000 };
    gk_tokenizer *t = open_with("null", "null", ", [\"a\", -1.0], [\"aaaa\", -2.0]");
    char *word = gk_alloc(LENGTH + 1);
    memset(word, 'a', LENGTH);
    gk_ids ids = {0};
    gk_tokenizer_encode(t, word, LENGTH, SIZE_MAX, &ids);
    assert_int_equal(ids.count, LENGTH / 4);
    gk_free(ids.ids);
    gk_free(word);
    gk_tokenizer_free(t);
}

/* ---- normalising --------------------------------------------------------------------------------
 */

static void each_normaliser_does_its_own(void **state)
{
    (void)state;
    assert_normalised("{\"type\": \"NFC\"}", "e\u0301 \u212B \uFB01 \u1161", "é Å \uFB01 \u1161");
    assert_normalised("{\"type\": \"NFD\"}", "é\u0323", "e\u0323\u0301");
    assert_normalised("{\"type\": \"NFKC\"}", "\uFF21\u2460 \uAC00\u11A8", "A1 \uAC01");
    assert_normalised("{\"type\": \"NFKD\"}", "\u00BD\uFB01", "1\u20442fi");
    assert_normalised("{\"type\": \"Lowercase\"}", "ÀÉ\u0130Z Σ\u1C89", "àéi\u0307z σ\u1C8A");
    assert_normalised("{\"type\": \"StripAccents\"}", "e\u0301a\u20DD", "ea");
    assert_normalised("{\"type\": \"Nmt\"}", "a\x01\t\u200B\u2581\uFEFFb\xC2\x85",
                      "a    b\xC2\x85");
    assert_normalised("{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": true}",
                      "\u3000 a b \n", "a b");
    assert_normalised("{\"type\": \"Strip\", \"strip_left\": true, \"strip_right\": false}", " a ",
                      "a ");
    assert_normalised("{\"type\": \"Strip\", \"strip_left\": false, \"strip_right\": true}", "  ",
                      "");
    assert_normalised("{\"type\": \"Prepend\", \"prepend\": \"\u2581\"}", "a", "\u2581a");
    assert_normalised("{\"type\": \"Prepend\", \"prepend\": \"\u2581\"}", "", "");
}

static void what_came_after_unicode_9_is_left_alone(void **state)
{
    (void)state;
    assert_normalised("{\"type\": \"NFKC\"}", "\U00010781\u32FF", "\U00010781\u32FF");
    assert_normalised("{\"type\": \"NFC\"}", "\U00011935\U00011930", "\U00011935\U00011930");
    assert_normalised("{\"type\": \"NFD\"}", "a\u1AC1\u0334", "a\u1AC1\u0334");
    assert_normalised("{\"type\": \"StripAccents\"}", "a\u1AC1", "a\u1AC1");
}

static void marks_without_end_are_put_in_order(void **state)
{
    (void)state;
    enum { PAIRS = 20000 };
    gk_string text = {0}, wanted = {0};
    gk_string_add(&text, "q");
    for (int i = 0; i < PAIRS; i++) gk_string_add(&text, "\u0301\u0323");
    gk_string_add(&wanted, "q");
    for (int i = 0; i < PAIRS; i++) gk_string_add(&wanted, "\u0323");
    for (int i = 0; i < PAIRS; i++) gk_string_add(&wanted, "\u0301");
    assert_normalised("{\"type\": \"NFC\"}", text.data, wanted.data);
    gk_string_free(&text);
    gk_string_free(&wanted);
}

static void a_pattern_is_replaced_as_often_as_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text, *wanted;
    } cases[] = {
        {"\"Regex\": \" {2,}\"", "a b  c    d ", "a b_c_d "},
        {"\"Regex\": \" +\"", "a b  c ", "a_b_c_"},
        {"\"Regex\": \"x{2}\"", "xxxxx", "__x"},
        {"\"Regex\": \"\u2581{2,3}\"", "\u2581a\u2581\u2581\u2581\u2581", "\u2581a_\u2581"},
        {"\"Regex\": \"ab\"", "aabb", "a_b"},
        {"\"Regex\": \"\\\\.\\\\-\"", "a.-b", "a_b"},
        {"\"String\": \".+\"", "a.+b.", "a_b."},
        {"\"String\": \"``\"", "```", "_`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *normalizer = gk_format(
            "{\"type\": \"Replace\", \"pattern\": {%s}, \"content\": \"_\"}", cases[i].pattern);
        assert_normalised(normalizer, cases[i].text, cases[i].wanted);
        gk_free(normalizer);
    }
}

static void normalisers_follow_one_another(void **state)
{
    (void)state;
    assert_normalised("{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFKD\"},"
                      "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"StripAccents\"}]},"
                      "{\"type\": \"Lowercase\"}]}",
                      "É\uFF21", "ea");
    assert_normalised("{\"type\": \"Sequence\", \"normalizers\": []}", "É", "É");
}

/* A map by hand: units of Darts-clone for "a" → "X", "ab" → "YY", "\u0301" → "". */
static void clusters_are_mapped_by_their_shortest_beginning(void **state)
{
    (void)state;
    enum { UNITS = 1024 };
    uint32_t units[UNITS] = {0};
    const uint32_t leaf = 1u << 8, value = 1u << 31;
    /* A unit's offset is XORed to its place; children lie at place ^ offset ^ byte. */
    units[0] = 256 << 10;                       /* children from 256 */
    units[256 ^ 'a'] = 'a' | leaf | 512u << 10; /* children from 256 ^ 'a' ^ 512 */
    units[256 ^ 'a' ^ 512] = value | 0;         /* "a" → texts[0] */
    units[256 ^ 'a' ^ 512 ^ 'b'] = 'b' | leaf | 128u << 10;
    units[256 ^ 'a' ^ 512 ^ 'b' ^ 128] = value | 2; /* "ab" → texts[2] */
    units[256 ^ 0xCC] = 0xCC | 768u << 10;          /* the first byte of U+0301 */
    units[256 ^ 0xCC ^ 768 ^ 0x81] = 0x81 | leaf | 64u << 10;
    units[256 ^ 0xCC ^ 768 ^ 0x81 ^ 64] = value | 1; /* → "" */
    static const char texts[] = "X\0YY";             /* and its NUL */
    unsigned char bytes[4 + 4 * UNITS + sizeof texts];
    uint32_t size = 4 * UNITS;
    memcpy(bytes, &size, 4);
    memcpy(bytes + 4, units, sizeof units);
    memcpy(bytes + 4 + sizeof units, texts, sizeof texts);
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    gk_string map = {0};
    gk_string_add(&map, "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"");
    size_t n = sizeof bytes / 3 * 3;
    assert_int_equal(sizeof bytes, n + 1);
    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            gk_string_append(&map, &digits[bits >> shift & 63], 1);
    }
    gk_string_addf(&map, "%c%c==\"}", digits[bytes[n] >> 2], digits[(bytes[n] & 3) << 4]);
    assert_normalised(map.data, "abc", "Xbc");           /* a cluster is one character here ... */
    assert_normalised(map.data, "a\u0301b", "Xb");       /* ... and two here: the mark is lost */
    assert_normalised(map.data, "c\u0301b", "cb");       /* no beginning: each by itself */
    assert_normalised(map.data, "a\u0301\u0301b", "Xb"); /* five bytes */
    assert_normalised(map.data, "a\u0301\u0302\u0301", "X\u0302"); /* too long: each by itself */
    assert_normalised(map.data, "\x7F\u0301z", "\x7Fz"); /* nothing joins a control character */
    gk_string_free(&map);
}

/* ---- taking apart --------------------------------------------------------------------------- */

#define META "{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": "

static void assert_split(const char *pre_tokenizer, const char *text, const char *wanted)
{
    gk_tokenizer *t = open_bytes("null", pre_tokenizer);
    assert_becomes(t, text, wanted);
    gk_tokenizer_free(t);
}

static void metaspace_shows_where_words_begin(void **state)
{
    (void)state;
    assert_split(META "\"always\"}", "a b  c", "_a_b__c");
    assert_split(META "\"always\"}", " a", "_a");
    assert_split(META "\"always\"}", "_a", "_a");
    assert_split(META "\"never\", \"split\": false}", "a b ", "a_b_");
    assert_split(META "\"first\", \"split\": true}", "a b", "_a_b");
    /* The same in older files. */
    assert_split("{\"type\": \"Metaspace\", \"replacement\": \"_\", \"str_rep\": \"_\","
                 " \"add_prefix_space\": true}",
                 "a b", "_a_b");
    assert_split(META "\"never\", \"add_prefix_space\": false}", "a b", "a_b");
}

static void words_are_split_before_metaspace_sees_them(void **state)
{
    (void)state;
#define AFTER(type, scheme)                                                                        \
    "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"" type "\"}, " META scheme "}]}"
    assert_split(AFTER("WhitespaceSplit", "\"always\""), " a,b\t\u3000c\n", "_a,b_c");
    assert_split(AFTER("Whitespace", "\"always\""), "a_1,.b\u0301 c", "_a_1_,._b\u0301_c");
    assert_split(AFTER("BertPreTokenizer", "\"always\""), "a,.b \u00A7", "_a_,_._b_\u00A7");
    assert_split(AFTER("WhitespaceSplit", "\"first\""), "a b", "_ab");
    assert_split(AFTER("WhitespaceSplit", "\"first\""), " a b", "ab"); /* the text began before */
}

static void a_piece_is_never_first_after_what_was_dropped(void **state)
{
    (void)state;
    gk_tokenizer *t = open_bytes("{\"type\": \"Nmt\"}", META "\"first\"}");
    assert_becomes(t, "a", "_a");
    assert_becomes(t,
                   "\x01"
                   "a",
                   "a");
    assert_becomes_n(t, "\0a", 2, "_");
    gk_tokenizer_free(t);
}

/* Words, and not letters of neighbours, are what the model sees. */
static void pieces_do_not_reach_over_a_split(void **state)
{
    (void)state;
    gk_tokenizer *t = open_with("null", META "\"always\"}",
                                ", [\"_a\", -1], [\"_b\", -1], [\"_a_b\", 9], [\"_\", -1]");
    assert_ids(t, "a b", IDS(3, 4));
    assert_ids(t, "a  b", IDS(3, 6, 4));
    gk_tokenizer_free(t);
    t = open_with("null", META "\"always\", \"split\": false}",
                  ", [\"_a\", -1], [\"_b\", -1], [\"_a_b\", 9]");
    assert_ids(t, "a b", IDS(5));
    gk_tokenizer_free(t);
}

/* ---- the library's own ids ---------------------------------------------------------------------
 */

static void ids_equal_the_librarys(void **state)
{
    (void)state;
    gk_error err = {0};
    gk_tokenizer *t;
    if (gk_tokenizer_open(GK_SOURCE_DIR "/tests/tokenizer/data/unigram.json", &t, &err) != GK_OK)
        fail_msg("%s", err.message);
    json_t *cases = json_load_file(GK_SOURCE_DIR "/tests/tokenizer/data/unigram_ids.json", 0, NULL);
    assert_true(json_array_size(cases) > 30);
    size_t i;
    json_t *one;
    json_array_foreach(cases, i, one)
    {
        const json_t *text = json_object_get(one, "text"), *wanted = json_object_get(one, "ids");
        gk_ids ids = {0};
        gk_tokenizer_encode(t, json_string_value(text), json_string_length(text), SIZE_MAX, &ids);
        size_t count = json_array_size(wanted);
        assert_int_equal(gk_tokenizer_opening(t), json_integer_value(json_array_get(wanted, 0)));
        assert_int_equal(gk_tokenizer_closing(t),
                         json_integer_value(json_array_get(wanted, count - 1)));
        for (size_t k = 0; k < ids.count && k + 2 < count; k++) {
            int id = (int)json_integer_value(json_array_get(wanted, k + 1));
            if (ids.ids[k] != id)
                fail_msg("text %zu: id %zu is %d, not %d", i, k, (int)ids.ids[k], id);
        }
        if (ids.count + 2 != count) fail_msg("text %zu: %zu ids, not %zu", i, ids.count, count - 2);
        gk_free(ids.ids);
    }
    json_decref(cases);
    gk_tokenizer_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_probable_pieces_are_found),
        cmocka_unit_test(unknown_characters_in_a_row_are_one_id),
        cmocka_unit_test(unknown_bytes_have_their_own_pieces_where_the_file_says_so),
        cmocka_unit_test(the_last_of_equal_pieces_counts),
        cmocka_unit_test(scores_are_read_as_the_library_reads_them),
        cmocka_unit_test(a_long_word_takes_no_more_than_its_length),
        cmocka_unit_test(each_normaliser_does_its_own),
        cmocka_unit_test(what_came_after_unicode_9_is_left_alone),
        cmocka_unit_test(marks_without_end_are_put_in_order),
        cmocka_unit_test(a_pattern_is_replaced_as_often_as_it_stands),
        cmocka_unit_test(normalisers_follow_one_another),
        cmocka_unit_test(clusters_are_mapped_by_their_shortest_beginning),
        cmocka_unit_test(metaspace_shows_where_words_begin),
        cmocka_unit_test(words_are_split_before_metaspace_sees_them),
        cmocka_unit_test(a_piece_is_never_first_after_what_was_dropped),
        cmocka_unit_test(pieces_do_not_reach_over_a_split),
        cmocka_unit_test(ids_equal_the_librarys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
