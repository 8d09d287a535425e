/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands first, by hand, and why the evidence does not.
 */
#include "eval/retrieval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CARD(id, firm, number, year, quarter)                                                      \
    {                                                                                              \
        .content = (id), .company = (firm), .cik = (number), .ticker = "", .fiscal_year = (year),  \
        .fiscal_period = (quarter), .document = "", .title = ""                                    \
    }

static const char *const aliases[] = {"Halden"};
static gk_store_card cards[] = {
    CARD(1, "Halden Group", "100", 2023, "FY"), CARD(2, "Halden Group", "100", 2022, "FY"),
    CARD(3, "Halden Group", "100", 2023, "FY"), CARD(4, "Halden Group", "100", 2023, "Q2"),
    CARD(5, "Vestmark", "200", 2023, "FY"),     CARD(6, "", "", 0, ""),
    CARD(7, "HALDEN", "", 2021, "FY"),          CARD(8, "", "", 0, ""),
};
enum { CARDS = sizeof cards / sizeof *cards };

static gk_evidence evidence = {.document = "HALDEN_2023_10K", .page = 7, .content = 1};
static gk_eval_question question = {.evidence = &evidence, .evidence_count = 1};

/* found: contents, 0 ends; each on page 1, but for the second of a content, which is on page 2. */
static gk_eval_reason why(const int64_t *found, uint32_t page_rank, size_t depth)
{
    gk_found_passage passages[16] = {{0}};
    gk_retrieved r = {.found = passages};
    for (; found[r.count]; r.count++)
        passages[r.count] = (gk_found_passage){.content = found[r.count], .page = 1};
    for (size_t i = 1; i < r.count; i++) passages[i].page += found[i] == found[i - 1];
    return gk_eval_why(&question, &r, page_rank, depth, cards, CARDS);
}

static void expect(const char *name, gk_eval_reason got, gk_eval_reason wanted)
{
    if (got != wanted)
        fail_msg("%s: %s, not %s", name, gk_eval_reasons[got], gk_eval_reasons[wanted]);
}

static void the_nearest_of_the_first_decides(void **state)
{
    (void)state;
    cards[6].aliases = cards[0].aliases = aliases;
    cards[6].alias_count = cards[0].alias_count = 1;
    static const struct {
        const char *name;
        int64_t found[6];
        uint32_t rank;
        gk_eval_reason reason;
    } cases[] = {
        {"found", {5, 1}, 2, GK_EVAL_FOUND},
        {"found too late", {5, 1}, 6, GK_EVAL_WRONG_PAGE},
        {"nothing", {0}, 0, GK_EVAL_NOTHING},
        {"another company", {5, 6}, 0, GK_EVAL_WRONG_COMPANY},
        {"another year", {5, 2}, 0, GK_EVAL_WRONG_PERIOD},
        {"another quarter", {4}, 0, GK_EVAL_WRONG_PERIOD},
        {"by an alias", {7}, 0, GK_EVAL_WRONG_PERIOD},
        {"another document of the year", {2, 3}, 0, GK_EVAL_WRONG_DOCUMENT},
        {"another page", {2, 3, 1}, 0, GK_EVAL_WRONG_PAGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].name, why(cases[i].found, cases[i].rank, 5), cases[i].reason);
}

static void no_more_pages_than_the_depth_are_looked_at(void **state)
{
    (void)state;
    static const int64_t far[] = {5, 5, 1, 0};
    expect("third page", why(far, 0, 2), GK_EVAL_WRONG_COMPANY);
    expect("third page", why(far, 0, 3), GK_EVAL_WRONG_PAGE);
}

static void what_is_not_known_of_the_evidence_decides_nothing(void **state)
{
    (void)state;
    static const int64_t found[] = {5, 0};
    evidence.content = 6; /* neither company nor year */
    expect("unknown", why(found, 0, 5), GK_EVAL_WRONG_DOCUMENT);
    evidence.content = 0;
    expect("absent", why(found, 0, 5), GK_EVAL_ABSENT);
    evidence.content = 1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_of_the_first_decides),
        cmocka_unit_test(no_more_pages_than_the_depth_are_looked_at),
        cmocka_unit_test(what_is_not_known_of_the_evidence_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
