/* SPDX-License-Identifier: Apache-2.0
 *
 * The turns of calls in each layout in which transcripts come: data/NAME.txt is one, NAME.turns
 * what a reader finds in it, a line for each turn: first page and line, last page and line, kind,
 * part, speaker, role, firm.
 */
#include "world.h"

static void assert_turns(const char *name)
{
    char *path = gk_format("%s/tests/call/data/%s.txt", GK_SOURCE_DIR, name);
    char *gold_path = gk_format("%s/tests/call/data/%s.turns", GK_SOURCE_DIR, name);
    char *text = slurp(path), *gold = slurp(gold_path);
    gk_call *call = call_of(text);
    char *turns = turns_text(call);
    assert_string_equal(turns, gold);
    gk_free(turns);
    gk_call_free(call);
    gk_free(gold);
    gk_free(text);
    gk_free(gold_path);
    gk_free(path);
}

/* One test for each file: its name is the test's state. */
static void turns_are_found_as_a_reader_finds_them(void **state) { assert_turns(*state); }

static void a_release_that_announces_a_call_is_none(void **state)
{
    (void)state;
    char *text = slurp(GK_SOURCE_DIR "/tests/call/data/release.txt");
    gk_call *call = call_of(text);
    assert_int_equal(call->count, 0);
    gk_call_free(call);
    gk_free(text);
}

static void an_empty_document_is_no_call(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n\n", "\f\f", "Operator\n", "问：\n答：\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        gk_call *call = call_of(texts[i]);
        if (call->count) fail_msg("text %zu has %zu turns", i, call->count);
        gk_call_free(call);
    }
}

static void a_press_conference_is_no_record_of_a_meeting_with_investors(void **state)
{
    (void)state;
    gk_call *call = call_of("外交部例行记者会\n问：有何评论？\n答：我们注意到有关报道。\n"
                            "问：还有吗？\n答：没有补充。\n");
    assert_int_equal(call->count, 0);
    gk_call_free(call);
}

/* The operator's "Jane Roe with Example Bank" holds for the turn that follows, if it is hers. */
static void a_caller_who_does_not_speak_next_lends_no_firm(void **state)
{
    (void)state;
    gk_call *call = call_of("Operator: Welcome to the first quarter call.\n\n"
                            "Ida Holm (Chief Executive Officer): Sales were flat.\n\n"
                            "Operator: Our first question comes from the line of Max Orr with "
                            "Lowland Bank. Please go ahead.\n\n"
                            "Unidentified Participant: He has dropped off.\n\n"
                            "Operator: Then Lea Moss from Upland Bank. Our next question comes "
                            "from the line of Lea Moss with Upland Bank.\n\n"
                            "Lea Moss: How are prices?\n\n"
                            "Ida Holm (Chief Executive Officer): Stable.\n");
    assert_int_equal(call->count, 7);
    assert_string_equal(call->turns[3].speaker, "Unidentified Participant");
    assert_string_equal(call->turns[3].firm, "");
    assert_int_equal(call->turns[3].kind, GK_CALL_UNKNOWN);
    assert_string_equal(call->turns[5].firm, "Upland Bank");
    assert_int_equal(call->turns[5].kind, GK_CALL_ANALYST);
    assert_int_equal(call->turns[6].kind, GK_CALL_COMPANY);
    gk_call_free(call);
}

/* Without any word of questions nothing says where they would begin. */
static void parts_are_unknown_where_the_text_does_not_show_them(void **state)
{
    (void)state;
    gk_call *call = call_of("Company Participants\n\nIda Holm - Chief Executive Officer\n"
                            "Ole Berg - Chief Financial Officer\n\n"
                            "Operator\n\nGood morning. Ms. Holm will begin.\n\n"
                            "Ida Holm\n\nSales were flat.\n\nOle Berg\n\nCosts fell.\n\n"
                            "Operator\n\nThis ends the call.\n");
    assert_int_equal(call->count, 4);
    for (size_t i = 0; i < call->count; i++)
        assert_int_equal(call->turns[i].part, GK_CALL_PART_UNKNOWN);
    assert_int_equal(call->turns[1].kind, GK_CALL_COMPANY);
    assert_string_equal(call->turns[2].role, "Chief Financial Officer");
    gk_call_free(call);
}

static void turns_are_in_order_and_apart(void **state)
{
    (void)state;
    static const char *const names[] = {"dash", "street", "marked", "bare", "colon"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char *path = gk_format("%s/tests/call/data/%s.txt", GK_SOURCE_DIR, names[n]);
        char *text = slurp(path);
        gk_call *call = call_of(text);
        assert_true(call->count > 0);
        for (size_t i = 0; i < call->count; i++) {
            const gk_turn *t = &call->turns[i], *u = t + 1;
            assert_true(t->page < t->last_page || t->first_line <= t->last_line);
            if (i + 1 == call->count) break;
            assert_true(t->last_page < u->page ||
                        (t->last_page == u->page && t->last_line < u->first_line));
        }
        gk_call_free(call);
        gk_free(text);
        gk_free(path);
    }
}

#define READ(name)                                                                                 \
    {                                                                                              \
        "turns of " name, turns_are_found_as_a_reader_finds_them, NULL, NULL, name                 \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        READ("dash"),
        READ("street"),
        READ("marked"),
        READ("bare"),
        READ("colon"),
        READ("marks"),
        READ("minutes"),
        READ("host"),
        READ("stripped"),
        cmocka_unit_test(a_release_that_announces_a_call_is_none),
        cmocka_unit_test(an_empty_document_is_no_call),
        cmocka_unit_test(a_press_conference_is_no_record_of_a_meeting_with_investors),
        cmocka_unit_test(a_caller_who_does_not_speak_next_lends_no_firm),
        cmocka_unit_test(parts_are_unknown_where_the_text_does_not_show_them),
        cmocka_unit_test(turns_are_in_order_and_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
