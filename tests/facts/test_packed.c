/* SPDX-License-Identifier: Apache-2.0 - facts as bytes */
#include "world.h"

static const char *const page = "                  CONSOLIDATED STATEMENTS OF INCOME\n"
                                "              (In millions, except per share data)\n"
                                "                                 2018        2017\n"
                                "Net sales                    $ 1,200.5   $ 1,100.2\n"
                                "Cost of sales                    (700)       (650)\n"
                                "Tax rate                          21.5 %      35.0 %\n"
                                "Net income                   $   110     $    —\n"
                                "Diluted earnings per share   $  1.35     $   1.10\n";

static gk_facts *made(gk_concepts **concepts)
{
    gk_error err = {0};
    assert_int_equal(gk_concepts_open(NULL, concepts, &err), GK_OK);
    gk_document document = document_of(page);
    gk_facts *facts = gk_facts_make(&document, &annual, *concepts);
    gk_arena_free(document.arena);
    return facts;
}

static void check_same(const gk_fact *a, const gk_fact *b)
{
    assert_string_equal(a->label, b->label);
    assert_string_equal(a->section, b->section);
    assert_string_equal(a->heading, b->heading);
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->member, b->member);
    assert_int_equal(a->concept, b->concept);
    assert_true(fabs(a->concept_score - b->concept_score) <= 0.0005);
    assert_memory_equal(&a->time, &b->time, sizeof a->time);
    if (a->value != b->value) fail_msg("%s: %.17g, then %.17g", a->label, a->value, b->value);
    assert_true(a->printed == b->printed && a->scale == b->scale);
    assert_int_equal(a->decimals, b->decimals);
    assert_int_equal(a->measure, b->measure);
    assert_string_equal(a->currency, b->currency);
    assert_int_equal(a->statement, b->statement);
    assert_true(a->parent == b->parent && a->tagged == b->tagged &&
                a->preliminary == b->preliminary);
    assert_int_equal(a->page, b->page);
    assert_int_equal(a->line, b->line);
    assert_int_equal(a->table, b->table);
    assert_int_equal(a->row, b->row);
    assert_int_equal(a->column, b->column);
}

static void test_facts_come_back_as_they_were(void **state)
{
    (void)state;
    gk_concepts *concepts;
    gk_facts *facts = made(&concepts), *again;
    assert_true(facts->count >= 9);
    facts->facts[2].value = 1.0 / 3;
    facts->facts[3].printed = facts->facts[3].value = 1e300;
    facts->facts[4].table = facts->facts[4].row = facts->facts[4].column = -1;
    facts->facts[5].parent = facts->facts[5].tagged = facts->facts[5].preliminary = true;
    unsigned char *bytes;
    size_t size;
    gk_facts_pack(facts, concepts, &bytes, &size);
    gk_error err = {0};
    assert_int_equal(gk_facts_unpack(bytes, size, concepts, &again, &err), GK_OK);
    assert_int_equal(again->count, facts->count);
    for (size_t i = 0; i < facts->count; i++) check_same(&facts->facts[i], &again->facts[i]);
    gk_free(bytes);
    gk_facts_free(again);
    gk_facts_free(facts);
    gk_concepts_free(concepts);
}

static void test_no_facts_are_facts_too(void **state)
{
    (void)state;
    gk_facts none = {0}, *again;
    unsigned char *bytes;
    size_t size;
    gk_error err = {0};
    gk_facts_pack(&none, NULL, &bytes, &size);
    assert_int_equal(gk_facts_unpack(bytes, size, NULL, &again, &err), GK_OK);
    assert_int_equal(again->count, 0);
    gk_facts_free(again);
    gk_free(bytes);
}

static void test_a_concept_that_the_vocabulary_lost_is_none(void **state)
{
    (void)state;
    gk_concepts *concepts;
    gk_facts *facts = made(&concepts), *again;
    unsigned char *bytes;
    size_t size, known = 0;
    gk_error err = {0};
    for (size_t i = 0; i < facts->count; i++) known += facts->facts[i].concept != SIZE_MAX;
    assert_true(known > 0);
    gk_facts_pack(facts, concepts, &bytes, &size);
    assert_int_equal(gk_facts_unpack(bytes, size, NULL, &again, &err), GK_OK);
    for (size_t i = 0; i < again->count; i++) assert_true(again->facts[i].concept == SIZE_MAX);
    gk_facts_free(again);
    gk_facts_free(facts);
    gk_free(bytes);
    gk_concepts_free(concepts);
}

static void test_bytes_that_are_cut_off_or_go_on_are_refused(void **state)
{
    (void)state;
    gk_concepts *concepts;
    gk_facts *facts = made(&concepts), *again = NULL;
    unsigned char *bytes;
    size_t size;
    gk_facts_pack(facts, concepts, &bytes, &size);
    for (size_t n = 0; n < size; n++) {
        gk_error err = {0};
        unsigned char *cut = gk_alloc(n + 1);
        memcpy(cut, bytes, n);
        if (gk_facts_unpack(cut, n, concepts, &again, &err) != GK_LIBRARY)
            fail_msg("%zu of %zu bytes were taken for facts", n, size);
        assert_null(again);
        assert_true(err.message[0] != '\0');
        gk_free(cut);
    }
    unsigned char *longer = gk_alloc(size + 1);
    memcpy(longer, bytes, size);
    gk_error err = {0};
    assert_int_equal(gk_facts_unpack(longer, size + 1, concepts, &again, &err), GK_LIBRARY);
    bytes[3] = '9';
    assert_int_equal(gk_facts_unpack(bytes, size, concepts, &again, &err), GK_LIBRARY);
    gk_free(longer);
    gk_free(bytes);
    gk_facts_free(facts);
    gk_concepts_free(concepts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_come_back_as_they_were),
        cmocka_unit_test(test_no_facts_are_facts_too),
        cmocka_unit_test(test_a_concept_that_the_vocabulary_lost_is_none),
        cmocka_unit_test(test_bytes_that_are_cut_off_or_go_on_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
