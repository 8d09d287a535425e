/* SPDX-License-Identifier: Apache-2.0 */
#include "eval/retrieval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void names_are_stages_or_the_whole_less_parts(void **state)
{
    (void)state;
    gk_eval_configuration c;
    assert_int_equal(gk_eval_configuration_of("dense", &c, NULL), GK_OK);
    assert_true(c.alone && c.stage == GK_STAGE_DENSE && gk_eval_configuration_embeds(&c));
    assert_int_equal(gk_eval_configuration_of("lexical", &c, NULL), GK_OK);
    assert_true(c.alone && c.stage == GK_STAGE_LEXICAL && !gk_eval_configuration_embeds(&c));
    assert_int_equal(gk_eval_configuration_of("whole", &c, NULL), GK_OK);
    assert_true(!c.alone && !c.search.lexical_only && !gk_eval_configuration_embeds(&c));
    assert_int_equal(gk_eval_configuration_of("whole-embedding", &c, NULL), GK_OK);
    assert_true(!c.alone && c.search.lexical_only && gk_eval_configuration_embeds(&c));
}

static void other_names_are_refused_with_what_is_understood(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",           "sparse", "wholesale", "whole-",
                                        "whole-luck", "dense-", "Whole",     "whole-embedding-"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        gk_eval_configuration c;
        gk_error err = {0};
        if (gk_eval_configuration_of(wrong[i], &c, &err) != GK_INVALID)
            fail_msg("'%s' was understood", wrong[i]);
        if (!strstr(err.message, "lexical, dense, fused, whole, or less parts: whole-embedding"))
            fail_msg("%s", err.message);
    }
}

static void an_ablation_takes_away_every_part(void **state)
{
    (void)state;
    gk_arena *arena = gk_arena_new();
    size_t count;
    const char **names = gk_eval_ablation(arena, &count);
    assert_true(count >= 5);
    for (size_t i = 0; i < count; i++) {
        gk_eval_configuration c;
        if (gk_eval_configuration_of(names[i], &c, NULL) != GK_OK) fail_msg("%s", names[i]);
        if (i > 3) assert_int_equal(strncmp(names[i], "whole-", 6), 0);
    }
    gk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_stages_or_the_whole_less_parts),
        cmocka_unit_test(other_names_are_refused_with_what_is_understood),
        cmocka_unit_test(an_ablation_takes_away_every_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
