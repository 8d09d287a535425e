/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents that say nearly the same: how much is shared, what is a version and what a successor,
 * and that an index finds it. The texts are made of words that a seed draws.
 */
#include "alike/alike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

static void sketch_of(const char *text, gk_sketch *out)
{
    gk_sketcher *sketcher = gk_sketcher_new();
    gk_sketcher_add(sketcher, text, strlen(text));
    gk_sketcher_end(sketcher, out);
}

/* Words by one seed, a figure behind every sixth by another; gk_free. */
static char *prose(uint64_t words_seed, uint64_t figures_seed, size_t words)
{
    gk_random w = gk_random_start(words_seed), f = gk_random_start(figures_seed);
    gk_string text = {0};
    for (size_t i = 0; i < words; i++) {
        char word[8] = {0};
        for (size_t k = 0; k < 5; k++) word[k] = (char)('a' + gk_random_below(&w, 26));
        gk_string_addf(&text, "%s%s", word, i % 12 == 11 ? "\n" : " ");
        if (i % 6 == 5) gk_string_addf(&text, "%zu ", 1000 + gk_random_below(&f, 90000));
    }
    return gk_string_take(&text);
}

static gk_alike_verdict judge(const char *a, const char *b)
{
    gk_sketch x, y;
    sketch_of(a, &x);
    sketch_of(b, &y);
    gk_alike_verdict v = gk_alike_judge(&x, &y), w = gk_alike_judge(&y, &x);
    assert_int_equal(v.alike, w.alike); /* in either order */
    return v;
}

static void assert_judged(const char *a, const char *b, gk_alike alike)
{
    gk_alike_verdict v = judge(a, b);
    if (v.alike != alike)
        fail_msg("%s, not %s: text %.3f, contained %.3f, figures %.3f", gk_alike_name(v.alike),
                 gk_alike_name(alike), v.jaccard, v.containment, v.figures);
}

static void assert_near(double got, double wanted, double within)
{
    if (got < wanted - within || got > wanted + within)
        fail_msg("%.4f, not %.4f within %.4f", got, wanted, within);
}

static void a_text_is_the_same_as_itself_however_it_is_set(void **state)
{
    (void)state;
    assert_judged("Net sales rose, and costs fell by a third in the year.",
                  "NET SALES  rose -- and\ncosts fell by\f\fa third in the year", GK_ALIKE_SAME);
    gk_alike_verdict v = judge("Net sales rose, and costs fell.", "net sales rose and costs fell");
    assert_near(v.jaccard, 1, 0);
    assert_near(v.figures, 1, 0);
}

static void the_shared_part_is_told(void **state)
{
    (void)state;
    static const size_t shared[] = {0, 1000, 2000, 3000, 4000};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        char *common = prose(1, 1, shared[i]), *a = prose(2, 2, 4000 - shared[i]);
        char *b = prose(3, 3, 4000 - shared[i]);
        char *x = gk_format("%s%s", common, a), *y = gk_format("%s%s", common, b);
        gk_sketch s, t;
        sketch_of(x, &s);
        sketch_of(y, &t);
        double both = (double)shared[i];
        assert_near(gk_sketch_jaccard(&s, &t), both / (8000 - both), 0.08);
        assert_near(gk_sketch_containment(&s, &t), both / 4000, 0.1);
        assert_near((double)s.shingles, 3996, 160);
        gk_free(x);
        gk_free(y);
        gk_free(b);
        gk_free(a);
        gk_free(common);
    }
}

static void a_correction_is_a_version(void **state)
{
    (void)state;
    char *a = prose(1, 1, 600), *b = gk_strdup(a);
    char *figure = strpbrk(b + strlen(b) / 2, "123456789");
    figure[0] = (char)(figure[0] == '9' ? '8' : figure[0] + 1);
    assert_string_not_equal(a, b);
    gk_alike_verdict v = judge(a, b);
    assert_true(v.alike == GK_ALIKE_SAME || v.alike == GK_ALIKE_VERSION);
    assert_true(v.figures > 0.8);
    gk_free(a);
    gk_free(b);
}

static void an_appendix_makes_a_version_and_much_around_it_a_part(void **state)
{
    (void)state;
    char *a = prose(1, 1, 3000), *more = prose(2, 2, 1500), *much = prose(3, 3, 20000);
    char *b = gk_format("%s%s", a, more), *c = gk_format("%s%s", much, a);
    assert_judged(a, b, GK_ALIKE_VERSION);
    assert_judged(a, c, GK_ALIKE_PART);
    gk_free(c);
    gk_free(b);
    gk_free(much);
    gk_free(more);
    gk_free(a);
}

static void the_same_words_with_other_figures_are_a_successor(void **state)
{
    (void)state;
    char *a = prose(1, 1, 3000), *b = prose(1, 2, 3000);
    assert_judged(a, b, GK_ALIKE_SUCCESSOR);
    gk_free(b);
    gk_free(a);
}

/* Next year's table repeats this year's figures, one column further. */
static void last_years_figures_in_the_second_column_do_not_agree(void **state)
{
    (void)state;
    gk_string a = {0}, b = {0};
    for (int i = 0; i < 400; i++) {
        char name[8] = {(char)('a' + i % 26), (char)('a' + i / 26), 'x', (char)('a' + i % 7), 0};
        gk_string_addf(&a, "%s segment revenue  %d  %d\n", name, 5000 + i, 3000 + i);
        gk_string_addf(&b, "%s segment revenue  %d  %d\n", name, 7000 + i, 5000 + i);
    }
    gk_alike_verdict v = judge(a.data, b.data);
    assert_near(v.jaccard, 1, 0);
    assert_near(v.figures, 0, 0.05);
    assert_int_equal(v.alike, GK_ALIKE_SUCCESSOR);
    gk_string_free(&a);
    gk_string_free(&b);
}

static void years_and_pages_are_no_figures(void **state)
{
    (void)state;
    gk_sketch s;
    sketch_of("Page 12 of the report for 2023, note 7, item 1, on 31 December 2022", &s);
    assert_int_equal(s.figures, 0);
    sketch_of("Sales of $1,234 million rose 5% to 12.5", &s);
    assert_int_equal(s.figures, 3);
    sketch_of("净利润3亿元，同比增长5%，第7页，2023年12月", &s);
    assert_int_equal(s.figures, 2);
}

static void chinese_is_compared_by_characters(void **state)
{
    (void)state;
    static const char *const first =
        "公司公告，控股股东拟将其持有的部分股份转让给战略投资者，转让完成后公司控制权不发生变化，本"
        "次"
        "转让尚需取得监管部门批准，公司将根据进展情况及时履行信息披露义务，敬请广大投资者注意投资风"
        "险。"
        "公司目前生产经营情况正常，内外部经营环境未发生重大变化，不存在应披露而未披露的重大事项。";
    char *second = gk_format("【快讯】%s（完）", first);
    assert_judged(first, second, GK_ALIKE_SAME);
    gk_free(second);
    assert_judged(first,
                  "上海期货交易所今日早盘主力合约多数上涨，沪铜涨幅居前，市场成交较为活跃，分析人士"
                  "认为需求有望回暖，但仍需关注海外流动性变化对价格带来的影响。",
                  GK_ALIKE_DIFFERENT);
}

static void assert_no_version(const char *a, const char *b)
{
    gk_alike alike = judge(a, b).alike;
    if (alike != GK_ALIKE_DIFFERENT && alike != GK_ALIKE_SUCCESSOR)
        fail_msg("%s: \"%s\", \"%s\"", gk_alike_name(alike), a, b);
}

/* A flash of news is made of phrases that others have, too. */
static void short_texts_must_agree_more(void **state)
{
    (void)state;
    assert_no_version("富时中国A50指数期货跌1%。", "富时中国A50指数期货跌幅扩大至2%。");
    assert_no_version("希腊单日新增新冠肺炎病例连续三天创新高。",
                      "希腊单日新增新冠肺炎病例连续四天创新高。");
    assert_no_version("Crude oil futures rose 2.1% in early trade in New York on Monday.",
                      "Crude oil futures fell 1.4% in early trade in New York on Tuesday.");
}

static void nothing_is_like_nothing(void **state)
{
    (void)state;
    gk_sketch empty, figures, text;
    sketch_of("", &empty);
    sketch_of("12,345 \f 2.5 -- !", &figures);
    sketch_of("One.", &text);
    assert_int_equal(empty.shingles, 0);
    assert_int_equal(figures.shingles, 0);
    assert_int_equal(text.shingles, 1);
    assert_int_equal(gk_alike_judge(&empty, &empty).alike, GK_ALIKE_DIFFERENT);
    assert_int_equal(gk_alike_judge(&empty, &text).alike, GK_ALIKE_DIFFERENT);
    gk_alike_index *index = gk_alike_index_new();
    int64_t id;
    gk_alike_index_add(index, 1, &empty);
    assert_int_equal(gk_alike_index_find(index, &empty, &id, 1), 0);
    gk_alike_index_add(index, 2, &text);
    assert_int_equal(gk_alike_index_find(index, &text, &id, 1), 1);
    assert_int_equal(id, 2);
    gk_alike_index_free(index);
}

/* What libraries keep must mean the same on every machine and in every version. */
static void a_sketch_is_the_same_bytes_everywhere(void **state)
{
    (void)state;
    gk_sketch s, back;
    unsigned char bytes[GK_SKETCH_BYTES], again[GK_SKETCH_BYTES];
    char hex[65];
    char *a = prose(11, 12, 5000);
    sketch_of(a, &s);
    gk_sketch_pack(&s, bytes);
    gk_sha256(bytes, sizeof bytes, hex);
    assert_string_equal(hex, "3a4a1e61003e4422cb6b4ab8dcaaff1518b0ebd12b5f511f5cb0f9339e48034d");
    assert_true(gk_sketch_unpack(bytes, sizeof bytes, &back));
    gk_sketch_pack(&back, again);
    assert_memory_equal(bytes, again, sizeof bytes);
    assert_false(gk_sketch_unpack(bytes, sizeof bytes - 1, &back));
    bytes[7]++; /* another version */
    assert_false(gk_sketch_unpack(bytes, sizeof bytes, &back));
    gk_free(a);
}

static void pieces_give_what_the_whole_gives(void **state)
{
    (void)state;
    char *a = prose(5, 6, 2000);
    gk_doc_page pages[20] = {0};
    gk_document d = {.pages = pages};
    for (char *at = a, *end; *at && d.page_count < 20; at = end) {
        end = strchr(at + (d.page_count < 19 ? 500 : strlen(at) - 1), '\n');
        end = end ? end + 1 : at + strlen(at);
        pages[d.page_count++] = (gk_doc_page){.text = at, .length = (size_t)(end - at)};
    }
    assert_true(d.page_count > 10);
    gk_sketch whole, parts;
    sketch_of(a, &whole);
    gk_sketch_document(&d, &parts);
    assert_memory_equal(&whole, &parts, sizeof whole);
    gk_free(a);
}

/* A document of `seed`, and another that shares `shared` of its 300 words. */
static void pair(uint64_t seed, size_t shared, gk_sketch *a, gk_sketch *b)
{
    char *common = prose(seed, seed, shared), *x = prose(seed + 1000000, seed, 300 - shared);
    char *y = prose(seed + 2000000, seed, 300 - shared);
    char *first = gk_format("%s%s", common, x), *second = gk_format("%s%s", common, y);
    sketch_of(first, a);
    sketch_of(second, b);
    gk_free(second);
    gk_free(first);
    gk_free(y);
    gk_free(x);
    gk_free(common);
}

static void the_index_finds_what_is_alike_and_little_else(void **state)
{
    (void)state;
    enum { COUNT = 3000, SHARED = 225 }; /* 60% of the runs of either */
    gk_alike_index *index = gk_alike_index_new();
    gk_sketch *others = gk_alloc_array(COUNT, sizeof *others), a;
    for (size_t i = 0; i < COUNT; i++) {
        pair(i + 1, SHARED, &a, &others[i]);
        gk_alike_index_add(index, (int64_t)(10 * i), &a);
    }
    size_t found = 0, all = 0;
    for (size_t i = 0; i < COUNT; i++) {
        int64_t ids[GK_ALIKE_MOST];
        size_t n = gk_alike_index_find(index, &others[i], ids, GK_ALIKE_MOST);
        for (size_t k = 0; k < n; k++) found += ids[k] == (int64_t)(10 * i);
        all += n;
    }
    if (found < COUNT * 99 / 100) fail_msg("%zu of %d found", found, COUNT);
    if (all > COUNT * 2) fail_msg("%zu candidates for %d", all, COUNT);
    gk_free(others);
    gk_alike_index_free(index);
}

/* The last of many copies come first, and no more than asked for. */
static void copies_without_end_cost_no_more(void **state)
{
    (void)state;
    enum { COPIES = 20000 };
    gk_alike_index *index = gk_alike_index_new();
    gk_sketch s;
    char *a = prose(5, 6, 100);
    sketch_of(a, &s);
    for (int64_t i = 0; i < COPIES; i++) gk_alike_index_add(index, i, &s);
    int64_t ids[GK_ALIKE_MOST], few[3];
    assert_int_equal(gk_alike_index_find(index, &s, ids, GK_ALIKE_MOST), GK_ALIKE_MOST);
    for (size_t i = 0; i < GK_ALIKE_MOST; i++) assert_int_equal(ids[i], COPIES - 1 - i);
    assert_int_equal(gk_alike_index_find(index, &s, few, 3), 3);
    assert_int_equal(few[2], COPIES - 3);
    double start = gk_seconds();
    for (size_t i = 0; i < 20; i++) gk_alike_index_find(index, &s, ids, GK_ALIKE_MOST);
    assert_true(gk_seconds() - start < 20);
    gk_free(a);
    gk_alike_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_the_same_as_itself_however_it_is_set),
        cmocka_unit_test(the_shared_part_is_told),
        cmocka_unit_test(a_correction_is_a_version),
        cmocka_unit_test(an_appendix_makes_a_version_and_much_around_it_a_part),
        cmocka_unit_test(the_same_words_with_other_figures_are_a_successor),
        cmocka_unit_test(last_years_figures_in_the_second_column_do_not_agree),
        cmocka_unit_test(years_and_pages_are_no_figures),
        cmocka_unit_test(chinese_is_compared_by_characters),
        cmocka_unit_test(short_texts_must_agree_more),
        cmocka_unit_test(nothing_is_like_nothing),
        cmocka_unit_test(a_sketch_is_the_same_bytes_everywhere),
        cmocka_unit_test(pieces_give_what_the_whole_gives),
        cmocka_unit_test(the_index_finds_what_is_alike_and_little_else),
        cmocka_unit_test(copies_without_end_cost_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
