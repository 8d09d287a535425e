/* SPDX-License-Identifier: Apache-2.0
 *
 * What was found, by hand, and where the evidence stands in it.
 */
#include "eval/retrieval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Content and page of each passage found, best first: pages 1.1, 1.2, 2.1, 1.3, 3.1, and so on. */
static gk_found_passage passages[] = {
    {.content = 1, .page = 1}, {.content = 1, .page = 1}, {.content = 1, .page = 2},
    {.content = 2, .page = 1}, {.content = 1, .page = 3}, {.content = 2, .page = 1},
    {.content = 3, .page = 1}, {.content = 3, .page = 2},
};
static const gk_retrieved found = {.found = passages, .count = sizeof passages / sizeof *passages};

static void stand(gk_evidence *evidence, size_t count, gk_eval_standing out[GK_EVAL_LEVELS])
{
    const gk_eval_question q = {.evidence = evidence, .evidence_count = count};
    gk_error err = {0};
    if (gk_eval_stand(NULL, &q, &found, out, &err) != GK_OK) fail_msg("%s", err.message);
}

static void pages_and_documents_count_once(void **state)
{
    (void)state;
    gk_evidence evidence[] = {{.document = "C", .content = 3, .page = 2},
                              {.document = "B", .content = 2, .page = 1},
                              {.document = "D", .content = 0, .page = 1}};
    gk_eval_standing s[GK_EVAL_LEVELS];
    stand(evidence, 3, s);
    const gk_eval_standing *page = &s[GK_EVAL_PAGE], *document = &s[GK_EVAL_DOCUMENT];
    assert_int_equal(page->count, 3);
    assert_int_equal(page->ranks[0], 6);
    assert_int_equal(page->ranks[1], 3);
    assert_int_equal(page->ranks[2], 0);
    assert_int_equal(page->first, 3);
    assert_int_equal(document->count, 3);
    assert_int_equal(document->ranks[0], 3);
    assert_int_equal(document->ranks[1], 2);
    assert_int_equal(document->first, 2);
    assert_int_equal(s[GK_EVAL_PASSAGE].count, 0); /* it has no text */
    gk_eval_standing_free(s);
}

static void evidence_that_is_the_same_is_one_piece(void **state)
{
    (void)state;
    gk_evidence evidence[] = {{.document = "A", .content = 1, .page = 3},
                              {.document = "a twin of A", .content = 1, .page = 3},
                              {.document = "A", .content = 1, .page = 2},
                              {.document = "X", .content = 0, .page = 1},
                              {.document = "Y", .content = 0, .page = 1}};
    gk_eval_standing s[GK_EVAL_LEVELS];
    stand(evidence, 5, s);
    assert_int_equal(s[GK_EVAL_PAGE].count, 4);
    assert_int_equal(s[GK_EVAL_PAGE].ranks[0], 4);
    assert_int_equal(s[GK_EVAL_PAGE].ranks[1], 2);
    assert_int_equal(s[GK_EVAL_PAGE].first, 2);
    assert_int_equal(s[GK_EVAL_DOCUMENT].count, 3);
    gk_eval_standing_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_and_documents_count_once),
        cmocka_unit_test(evidence_that_is_the_same_is_one_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
