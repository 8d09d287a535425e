/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static void quotes_and_light_paraphrases_stand(void **state)
{
    (void)state;
    expect("We do not hold derivatives for speculative purposes. [1]", GK_WHY_NONE);
    expect("Halden does not hold derivatives for speculative purposes [1].", GK_WHY_NONE);
    expect("Fleet maintenance costs are expected to decline in the next fiscal year [1].",
           GK_WHY_NONE);
    expect("Mira Falk said that Ostwind closed two older turbine sites in the quarter [2].",
           GK_WHY_NONE);
    expect("公司未对外提供担保[3]。", GK_WHY_NONE);
}

static void what_is_turned_around_falls(void **state)
{
    (void)state;
    expect("We hold derivatives for speculative purposes [1].", GK_WHY_NEGATION);
    expect("Ostwind did not close two older turbine sites in the quarter [2].", GK_WHY_NEGATION);
    expect("Margins improved as steel prices rose [2].", GK_WHY_DIRECTION);
    expect("Fleet maintenance costs decreased in the fiscal year [1].", GK_WHY_FORECAST);
    expect("Karl Jensen said that Ostwind closed two older turbine sites in the quarter [2].",
           GK_WHY_SPEAKER);
    expect("公司对外提供担保[3]。", GK_WHY_NEGATION);
}

static void what_no_source_says_falls(void **state)
{
    (void)state;
    expect("The board approved a dividend for holders of preference stock [1].", GK_WHY_WORDS);
    expect("Net sales were $4,812 million in 2021 [7].", GK_WHY_NO_SOURCE);
    expect("Bankrupt [9].", GK_WHY_NO_SOURCE);
    gk_verdicts *v;
    gk_verify("", "Net sales were $4,812 million.", NULL, 0, &v);
    assert_false(v->supported);
    assert_int_equal(v->verdicts[0].why, GK_WHY_NO_SOURCE);
    gk_verdicts_free(v);
}

static void a_sentence_without_citation_rests_on_all(void **state)
{
    (void)state;
    expect("We closed two older turbine sites in the quarter.", GK_WHY_NONE);
    expect("Halden's net sales were $4,812 million in 2021.", GK_WHY_NONE);
}

static char *struck(const char *answer)
{
    gk_verdicts *v;
    gk_verify("", answer, world, WORLD, &v);
    char *text = gk_verified_text(answer, v);
    gk_verdicts_free(v);
    return text;
}

static void what_falls_is_struck_with_its_citation(void **state)
{
    (void)state;
    char *text = struck("Halden's net sales were $4,812 million in 2021 [1]. Its net sales were "
                        "$9,999 million in 2020 [1]. We closed two older turbine sites in the "
                        "quarter [2].");
    assert_string_equal(text, "Halden's net sales were $4,812 million in 2021 [1]. We closed two "
                              "older turbine sites in the quarter [2].");
    gk_free(text);
    text = struck("- Net sales were $9,999 million in 2021 [1]\n"
                  "- Net sales were $4,812 million in 2021 [1]\n");
    assert_string_equal(text, "- Net sales were $4,812 million in 2021 [1]");
    gk_free(text);
    text = struck("Net sales were $9,999 million in 2021 [1].");
    assert_string_equal(text, "");
    gk_free(text);
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    gk_verdicts *v;
    gk_verify("", "", world, WORLD, &v);
    assert_true(v->supported);
    assert_int_equal(v->count, 0);
    char *text = gk_verified_text("", v);
    assert_string_equal(text, "");
    gk_free(text);
    gk_verdicts_free(v);
}

static void every_reason_has_a_name(void **state)
{
    (void)state;
    for (int i = 1; i < GK_WHYS; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(gk_verdict_why_name((gk_verdict_why)i),
                                    gk_verdict_why_name((gk_verdict_why)k));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_and_light_paraphrases_stand),
        cmocka_unit_test(what_is_turned_around_falls),
        cmocka_unit_test(what_no_source_says_falls),
        cmocka_unit_test(a_sentence_without_citation_rests_on_all),
        cmocka_unit_test(what_falls_is_struck_with_its_citation),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(every_reason_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
