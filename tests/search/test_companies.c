/* SPDX-License-Identifier: Apache-2.0 */
#include "search/companies.h"

#include "cards.h"

/* ---- the registry --------------------------------------------------------------------------- */

static const card archive[] = {
    {"d1", "Halden Marine, Inc.", "HLM", "0000000011", "10-K", "2021", "FY", "2021-12-31",
     "2022-02-20", "HLM|Halden Marine|Halden"},
    {"d2", "Halden Marine, Inc.", "HLM", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20",
     NULL},
    {"d3", "Brightwater Corporation", NULL, NULL, "10-K", "2022", "FY", "2022-06-30", "2022-08-20",
     "BRW|Brightwater"},
    {"d4", "Tarn & Fell", "TNF", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20", NULL},
    {"d5", "Market Corporation", "MKT", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20",
     "MKT|Market"},
    {"d6", "Better Value Co.", "BVC", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20", NULL},
    {"d7", "Vexacore, Inc.", "VXC", "0000000012", "10-K", "2022", "FY", "2022-12-31", "2023-02-20",
     "Vexacore|Quillon Systems, Inc."},
    {"d8", "Quillon Systems, Inc.", NULL, NULL, "10-K", "2019", "FY", "2019-12-31", "2020-02-20",
     NULL},
    {"d9", "贵州云泉酒股份有限公司", "600999.SH", NULL, "Annual report", "2022", "FY", "2022-12-31",
     "2023-03-30", "云泉|云泉酒业"},
    {"d10", "Novapharm Holding Company", NULL, NULL, "10-K", "2022", "FY", "2022-12-31",
     "2023-02-20", "Novapharm"},
    {"d11", "Amalgamated Zinc Works Limited", NULL, NULL, "10-K", "2022", "FY", "2022-12-31",
     "2023-02-20", NULL},
    {"d12", "PellaCo, Inc.", "F", NULL, "10-K", "2022", "FY", "2022-12-31", "2023-02-20", NULL},
};

static int setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    add_cards(*state, archive, sizeof archive / sizeof *archive);
    return 0;
}

static const gk_companies *registry(world *w)
{
    const gk_companies *c;
    assert_ok(w, gk_companies_get(w->library, NULL, &c, &w->err));
    return c;
}

/* The mentions as "Halden Marine, Inc. (name)", surest first where they stand at one place. */
static char *mentioned(world *w, const char *text)
{
    gk_question *q;
    gk_question_read(text, "2024-01-31", &q);
    assert_ok(w, gk_question_settle(w->library, q, NULL, &w->err));
    gk_string got = {0};
    gk_string_add(&got, "");
    for (size_t i = 0; i < q->mention_count; i++)
        gk_string_addf(&got, "%s%s (%s)", i ? "; " : "", q->mentions[i].name,
                       gk_matched_name(q->mentions[i].matched));
    gk_question_free(q);
    return gk_string_take(&got);
}

static void check(world *w, const char *text, const char *expected)
{
    char *got = mentioned(w, text);
    if (strcmp(got, expected) != 0) fail_msg("%s\ngot \"%s\", not \"%s\"", text, got, expected);
    gk_free(got);
}

static double certainty(world *w, const char *text)
{
    gk_question *q;
    gk_question_read(text, "2024-01-31", &q);
    assert_ok(w, gk_question_settle(w->library, q, NULL, &w->err));
    double found = q->mention_count ? q->mentions[0].certainty : 0;
    gk_question_free(q);
    return found;
}

static void papers_of_one_company_are_joined(void **state)
{
    const gk_companies *c = registry(*state);
    assert_int_equal(c->count, 10);
    assert_int_equal(c->paper_count, 12);
    assert_int_equal(c->papers[0].company, c->papers[1].company);
    assert_int_equal(c->papers[6].company, c->papers[7].company);
    assert_string_equal(c->companies[c->papers[7].company].name, "Vexacore, Inc.");
    assert_string_equal(c->companies[c->papers[1].company].cik, "0000000011");
}

static void two_registrants_of_one_name_stay_apart(void **state)
{
    world *w = *state;
    static const card twins[] = {
        {"e1", "Orrin Corp", "ORA", "0000000021", "10-K", "2022", "FY", NULL, NULL, "Orrin"},
        {"e2", "Orrin Corp", "ORB", "0000000022", "10-K", "2022", "FY", NULL, NULL, "Orrin"},
    };
    add_cards(w, twins, 2);
    check(w, "What was Orrin's revenue?", "Orrin Corp (name); Orrin Corp (name)");
    assert_true(certainty(w, "What was Orrin's revenue?") < 0.9);
}

static void the_registry_is_made_anew_when_the_library_changes(void **state)
{
    world *w = *state;
    const gk_companies *before = registry(w);
    assert_ptr_equal(registry(w), before);
    check(w, "What was Zorbel's revenue?", "");
    add_card(w, &(card){"e3", "Zorbel plc", NULL, NULL, "10-K", "2022", "FY", NULL, NULL, NULL});
    check(w, "What was Zorbel's revenue?", "Zorbel plc (name)");
}

static void what_is_not_admitted_names_no_company(void **state)
{
    world *w = *state;
    int64_t some[] = {world_content(w, "d3")};
    const gk_admission admission = {.contents = some, .count = 1};
    gk_question *q;
    gk_question_read("Halden Marine or Brightwater?", NULL, &q);
    assert_ok(w, gk_question_settle(w->library, q, &admission, &w->err));
    assert_int_equal(q->mention_count, 1);
    assert_string_equal(q->mentions[0].name, "Brightwater Corporation");
    gk_question_free(q);
    check(w, "Halden Marine?", "Halden Marine, Inc. (name)");
}

/* ---- how names are written ------------------------------------------------------------------ */

static void names_are_found_in_all_their_forms(void **state)
{
    world *w = *state;
    static const char *const texts[] = {"What was Halden Marine, Inc.'s revenue?",
                                        "What was Halden Marine's revenue?",
                                        "What was Halden Marine’s revenue?",
                                        "halden marine revenue",
                                        "HALDEN MARINE REVENUE",
                                        "revenue of halden-marine",
                                        "revenue of HaldenMarine"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(w, texts[i], "Halden Marine, Inc. (name)");
    check(w, "What was Halden's revenue?", "Halden Marine, Inc. (alias)");
    check(w, "Tarn and Fell revenue", "Tarn & Fell (name)");
    check(w, "Tarn & Fell's revenue", "Tarn & Fell (name)");
    check(w, "T&F's revenue", "Tarn & Fell (initials)");
    check(w, "AZW revenue", "Amalgamated Zinc Works Limited (initials)");
    check(w, "Amalgamated's revenue", "Amalgamated Zinc Works Limited (part of the name)");
    check(w, "Pella revenue", "PellaCo, Inc. (part of the name)");
    check(w, "What was Quillon Systems' revenue?", "Vexacore, Inc. (former name)");
}

static void the_span_is_that_of_the_name(void **state)
{
    world *w = *state;
    gk_question *q;
    gk_question_read("How did Halden Marine Inc. do?", NULL, &q);
    assert_ok(w, gk_question_settle(w->library, q, NULL, &w->err));
    assert_int_equal(q->mention_count, 1);
    assert_int_equal(q->mentions[0].span.start, 8);
    assert_int_equal(q->mentions[0].span.end, 25);
    gk_question_free(q);
}

static void tickers_count_as_they_are_written(void **state)
{
    world *w = *state;
    check(w, "HLM revenue 2022", "Halden Marine, Inc. (ticker)");
    check(w, "What was $hlm revenue?", "Halden Marine, Inc. (ticker)");
    check(w, "What did (TNF) earn?", "Tarn & Fell (ticker)");
    check(w, "HLM's revenue", "Halden Marine, Inc. (ticker)");
    check(w, "BRW revenue", "Brightwater Corporation (alias)");
    check(w, "$F revenue", "PellaCo, Inc. (ticker)");
    check(w, "NYSE: F revenue", "PellaCo, Inc. (ticker)");
    check(w, "What is Form F revenue?", "");
    assert_true(certainty(w, "hlm revenue 2022") < 0.9);
}

static void a_ticker_hides_no_part_of_the_name(void **state)
{
    world *w = *state;
    static const card more[] = {
        {"f1", "Ulvara Beauty, Inc.", "ULVARA", NULL, "10-K", "2022", "FY", NULL, NULL, NULL},
        {"f2", "Dellor Technologies Inc.", "DELLOR", NULL, "10-K", "2022", "FY", NULL, NULL, NULL}};
    add_cards(w, more, 2);
    check(w, "What were Ulvara's comparable sales?", "Ulvara Beauty, Inc. (part of the name)");
    check(w, "Dellor revenue", "Dellor Technologies Inc. (part of the name)");
    check(w, "ULVARA revenue", "Ulvara Beauty, Inc. (ticker)");
}

static void a_ticker_that_is_an_ordinary_word_must_be_marked(void **state)
{
    world *w = *state;
    static const card more[] = {
        {"f3", "Quanta Wholesale Corporation", "COST", NULL, "10-K", "2022", "FY", NULL, NULL,
         NULL},
        {"f4", "Servola, Inc.", "NOW", NULL, "10-K", "2022", "FY", NULL, NULL, NULL},
        {"f5", "Allura Insurance Corp", "ALL", NULL, "10-K", "2022", "FY", NULL, NULL, NULL}};
    add_cards(w, more, 3);
    check(w, "cost", "");
    check(w, "operating expenses (cost) in 2020", "");
    check(w, "What are ALL freight costs of Halden Marine?", "Halden Marine, Inc. (name)");
    assert_true(certainty(w, "What are ALL freight costs?") < 0.5);
    assert_true(certainty(w, "low NOW") < 0.5);
    assert_true(certainty(w, "OPERATING EXPENSES (COST) IN 2020") < 0.5);
    assert_true(certainty(w, "COST") >= 0.9);
    assert_true(certainty(w, "What did (COST) earn?") >= 0.9);
    assert_true(certainty(w, "What did $cost earn?") >= 0.9);
    assert_true(certainty(w, "What did NASDAQ: COST earn?") >= 0.9);
    assert_true(certainty(w, "vxc") >= 0.9);
    assert_true(certainty(w, "What did Vexacore (vxc) earn?") >= 0.9);
}

static void codes_of_chinese_shares_are_found_with_and_without_their_market(void **state)
{
    world *w = *state;
    static const char *const texts[] = {"600999的净利润", "600999.SH 2022年净利润",
                                        "SH600999净利润", "600999.SS revenue"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(w, texts[i], "贵州云泉酒股份有限公司 (ticker)");
}

static void chinese_names_are_found(void **state)
{
    world *w = *state;
    check(w, "贵州云泉酒股份有限公司2022年净利润", "贵州云泉酒股份有限公司 (name)");
    check(w, "贵州云泉酒2022年净利润", "贵州云泉酒股份有限公司 (name)");
    check(w, "云泉2022年净利润", "贵州云泉酒股份有限公司 (alias)");
    check(w, "贵州的公司2022年净利润", "");
}

static void the_longest_name_wins(void **state)
{
    world *w = *state;
    add_card(w, &(card){"e4", "Halden AG", "HLD", NULL, "10-K", "2022", "FY", NULL, NULL, NULL});
    check(w, "What was Halden Marine's revenue?", "Halden Marine, Inc. (name)");
    check(w, "What was Halden AG's revenue?", "Halden AG (name)");
}

static void several_companies_may_be_named(void **state)
{
    world *w = *state;
    check(w, "Compare Halden Marine with Brightwater.",
          "Halden Marine, Inc. (name); Brightwater Corporation (name)");
}

/* ---- words that are names, too --------------------------------------------------------------- */

static void an_ordinary_word_is_a_name_only_where_it_is_written_as_one(void **state)
{
    world *w = *state;
    check(w, "How did the revenue of Market change?", "Market Corporation (name)");
    check(w, "What was Market's revenue?", "Market Corporation (name)");
    check(w, "What market share does Halden Marine have?", "Halden Marine, Inc. (name)");
    check(w, "Market share of Halden Marine",
          "Market Corporation (name); Halden Marine, Inc. "
          "(name)");
    assert_true(certainty(w, "What is the size of the market?") < 0.5);
    check(w, "better value for customers of Halden Marine",
          "Better Value Co. (name); Halden Marine, Inc. (name)");
    assert_true(certainty(w, "better value revenue") < 0.9);
    assert_true(certainty(w, "What was Better Value's revenue?") >= 0.9);
}

static void a_company_of_no_capital_is_found_where_its_name_is_no_ordinary_word(void **state)
{
    world *w = *state;
    assert_true(certainty(w, "vexacore revenue") >= 0.9);
}

/* ---- misspellings ---------------------------------------------------------------------------- */

static void a_name_may_be_misspelt(void **state)
{
    world *w = *state;
    check(w, "What was Brigthwater's revenue?", "Brightwater Corporation (misspelling)");
    check(w, "What was Vexcore's revenue?", "Vexacore, Inc. (misspelling)");
    check(w, "Haldan Marine revenue", "Halden Marine, Inc. (misspelling)");
    assert_true(certainty(w, "What was Brigthwater's revenue?") < 0.9);
}

static void an_ordinary_word_is_no_misspelling(void **state)
{
    world *w = *state;
    add_card(w, &(card){"e5", "Revenua Inc.", NULL, NULL, "10-K", "2022", "FY", NULL, NULL, NULL});
    check(w, "What was the revenue?", "");
    check(w, "What was the revenue of Brightwater?", "Brightwater Corporation (name)");
    check(w, "Novas and Vex", ""); /* too short, too far */
}

static void a_word_of_the_library_is_no_misspelling(void **state)
{
    world *w = *state;
    world_add(w, "e6", "Holden Marina report\n");
    check(w, "What is Holden Marina?", "");
}

static void a_word_that_is_spelt_right_does_not_hide_one_that_is_not(void **state)
{
    world *w = *state;
    world_add(w, "e7", "Halden Marine annual report\n");
    world_add(w, "e8", "Holden annual report\n");
    check(w, "Haldan Marine revenue", "Halden Marine, Inc. (misspelling)");
    check(w, "What was Halden Marin's revenue?", "Halden Marine, Inc. (alias)");
    check(w, "Quilon Systems revenue", "Vexacore, Inc. (misspelling)");
    /* Each stands on a title page, but on none do both. */
    check(w, "Holden Marine revenue", "Halden Marine, Inc. (misspelling)");
}

/* ---- the user's table -------------------------------------------------------------------------
 */

static void write_aliases(world *w, const char *text)
{
    char *path = gk_path_join(w->path, GK_ALIASES);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    gk_free(path);
}

static void a_user_gives_other_names(void **state)
{
    world *w = *state;
    check(w, "What did Bigboat earn?", "");
    write_aliases(w, "company,alias\nHLM,Bigboat|Sea Lords\n"
                     "Brightwater Corporation,\"Brighty, the\"\n12,Vexy\nNobody,Nothing\n");
    check(w, "What did Bigboat earn?", "Halden Marine, Inc. (alias)");
    check(w, "sea lords revenue", "Halden Marine, Inc. (alias)");
    check(w, "Brighty revenue", "Brightwater Corporation (alias)");
    check(w, "Vexy revenue", "Vexacore, Inc. (alias)");
    check(w, "Nothing was sold.", "");
}

static void check_wrong(world *w, const char *text, const char *message)
{
    const gk_companies *c;
    write_aliases(w, text);
    assert_int_equal(gk_companies_get(w->library, NULL, &c, &w->err), GK_INPUT);
    assert_contains(w->err.message, "aliases.csv");
    assert_contains(w->err.message, message);
}

static void a_slip_in_the_table_is_named_with_its_place(void **state)
{
    world *w = *state;
    check_wrong(w, "company,alias\nHLM,Boat\nHLM,\n", "line 3, column 2 (alias): it is empty");
    check_wrong(w, "company,alias\n,Boat boat\n", "line 2, column 1 (company): it is empty");
    check_wrong(w, "company,alias\nHLM,--- \n", "line 2, column 2 (alias): \"---\" has no letter");
    check_wrong(w, "company,alias\nHLM,Boat||Ship\n", "line 2, column 2 (alias): it is empty");
    /* What is quoted of it ends with a whole character. */
    check_wrong(w,
                "company,x\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74"
                "\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\n",
                "\u5e74\" is neither company nor alias");
    check_wrong(w,
                "company,alias\nHLM,-\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002"
                "\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\u3002\n",
                "\u3002\" has no letter");
    check_wrong(w, "company,nick\n", "line 1, column 2: \"nick\" is neither company nor alias");
    check_wrong(w, "company\n", "line 1: no column is called alias");
    check_wrong(w, "alias,alias\n", "line 1, column 2: alias stands there twice");
    check_wrong(w, "company,alias\nHLM\n", "line 2, column 2");
    check_wrong(w, "company,alias\nHLM,\"open\n", "line 2");
    write_aliases(w, "alias,company\nBoaty,HLM\n");
    check(w, "Boaty", "Halden Marine, Inc. (alias)");
}

/* ---- document names ---------------------------------------------------------------------------
 */

static void a_document_named_after_a_company_hides_none_of_its_others(void **state)
{
    world *w = *state;
    static const card more[] = {
        {"HALDENMARINE_2020_10K", "Halden Marine, Inc.", NULL, NULL, "10-K", "2020", "FY", NULL,
         NULL, NULL},
        {"HALDENMARINE_2023_10K", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL}};
    add_cards(w, more, 2);
    const gk_companies *c = registry(w);
    for (size_t i = 0; i < c->paper_count; i++) {
        const char *name = world_name(w, c->papers[i].content);
        bool halden = strstr(name, "HALDEN") || !strcmp(name, "d1") || !strcmp(name, "d2");
        assert_int_equal(halden, c->papers[i].company == c->papers[0].company);
    }
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(papers_of_one_company_are_joined),
        test(two_registrants_of_one_name_stay_apart),
        test(the_registry_is_made_anew_when_the_library_changes),
        test(what_is_not_admitted_names_no_company),
        test(names_are_found_in_all_their_forms),
        test(the_span_is_that_of_the_name),
        test(tickers_count_as_they_are_written),
        test(a_ticker_hides_no_part_of_the_name),
        test(a_ticker_that_is_an_ordinary_word_must_be_marked),
        test(codes_of_chinese_shares_are_found_with_and_without_their_market),
        test(chinese_names_are_found),
        test(the_longest_name_wins),
        test(several_companies_may_be_named),
        test(an_ordinary_word_is_a_name_only_where_it_is_written_as_one),
        test(a_company_of_no_capital_is_found_where_its_name_is_no_ordinary_word),
        test(a_name_may_be_misspelt),
        test(an_ordinary_word_is_no_misspelling),
        test(a_word_of_the_library_is_no_misspelling),
        test(a_word_that_is_spelt_right_does_not_hide_one_that_is_not),
        test(a_user_gives_other_names),
        test(a_slip_in_the_table_is_named_with_its_place),
        test(a_document_named_after_a_company_hides_none_of_its_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
