/* SPDX-License-Identifier: Apache-2.0
 *
 * The sample library asked its own questions, by words alone: what a newcomer sees first must not
 * get worse unseen.
 */
#include "eval/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>

#define SAMPLE GK_SOURCE_DIR "/sample"

enum { RIGHT_LEAST = 9 };

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static gk_library *sample_library(const char *path)
{
    gk_error err = {0};
    gk_library *library = NULL;
    gk_add_report report;
    const char *const paths[] = {SAMPLE "/documents"};
    if (gk_library_create(path, "none", &err) != GK_OK ||
        gk_library_open(path, GK_WRITE, &library, &err) != GK_OK ||
        gk_add(library, paths, 1, NULL, &report, &err) != GK_OK)
        fail_msg("%s", err.message);
    assert_int_equal(report.failed, 0);
    return library;
}

static void the_sample_s_questions_are_answered_or_declined_but_not_wrong(void **state)
{
    (void)state;
    char folder[] = "/tmp/goshawk-sample-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = gk_path_join(folder, "sample.lib"), *json = NULL;
    gk_library *library = sample_library(path);
    gk_error err = {0};
    if (gk_eval_answers(library, SAMPLE "/questions.jsonl", NULL, &json, &err) != GK_OK)
        fail_msg("%s", err.message);
    json_t *report = json_loads(json, 0, NULL);
    json_int_t right = json_integer_value(json_object_get(report, "right"));
    json_int_t wrong = json_integer_value(json_object_get(report, "wrong"));
    if (wrong || right < RIGHT_LEAST)
        fail_msg("%d right (at least %d), %d wrong (none): %s", (int)right, RIGHT_LEAST, (int)wrong,
                 json);
    json_decref(report);
    gk_free(json);
    gk_library_close(library);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    gk_free(path);
}

static void a_company_that_is_only_mentioned_is_not_answered_for(void **state)
{
    (void)state;
    char folder[] = "/tmp/goshawk-sample-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = gk_path_join(folder, "sample.lib");
    gk_library *library = sample_library(path);
    gk_error err = {0};
    gk_answer *answer;
    if (gk_ask(library, "What was the revenue of Ostrava Optics in 2023?", NULL, &answer, &err) !=
        GK_OK)
        fail_msg("%s", err.message);
    if (answer->answered) fail_msg("answered: %s", answer->answer);
    gk_answer_free(answer);
    gk_library_close(library);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    gk_free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_s_questions_are_answered_or_declined_but_not_wrong),
        cmocka_unit_test(a_company_that_is_only_mentioned_is_not_answered_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
