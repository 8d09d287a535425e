/* SPDX-License-Identifier: Apache-2.0
 *
 * Cover pages of invented registrants: their names, forms, periods, dates and symbols.
 */
#include "world.h"

#define TOP                                                                                        \
    "                         UNITED STATES\n"                                                     \
    "              SECURITIES AND EXCHANGE COMMISSION\n"                                           \
    "                    Washington, D.C. 20549\n\n"
#define ANNUAL(date)                                                                               \
    "ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934\n"       \
    "                  For the fiscal year ended " date "\n"                                       \
    "                  Commission file number 1-23456\n\n"
#define COVER(date) TOP "                        FORM 10-K\n" ANNUAL(date)
#define CAPTION     "          (Exact name of registrant as specified in its charter)\n"

static void the_name_above_its_caption_is_written_as_the_text_writes_it(void **state)
{
    (void)state;
    gk_about *a = about_text(COVER(
        "December 31, 2021") "   ______________\n         OAKHAVEN TOOLS, INC.\n\n"
                             "   ______________\n" CAPTION "   Delaware          12-3456789\n\f"
                             "Oakhaven Tools, Inc. (\"Oakhaven\" or the \"Company\") makes tools.\n"
                             "Oakhaven Tools, Inc. was founded in 1950.\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Oakhaven Tools, Inc.");
    assert_string_equal(where_of(a, GK_FIELD_COMPANY), "cover page, line 11");
    assert_int_equal(a->values[GK_FIELD_COMPANY].page, 1);
    assert_int_equal(a->values[GK_FIELD_COMPANY].line, 11);
    assert_int_equal(a->values[GK_FIELD_COMPANY].origin, GK_FROM_DOCUMENT);
    assert_string_equal(value_of(a, GK_FIELD_FORM), "10-K");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "FY");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2021-12-31");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    assert_string_equal(value_of(a, GK_FIELD_LANGUAGE), "en");
    assert_true(has_alias(a, "Oakhaven"));
    assert_true(has_alias(a, "Oakhaven Tools"));
    assert_false(has_alias(a, "Company"));
    gk_about_free(a);
}

static void a_name_of_two_lines_is_one_name(void **state)
{
    (void)state;
    gk_about *a = about_text(COVER(
        "June 30, 2020") "      THE GREAT NORTHERN MILLS &\n      ELEVATOR COMPANY\n" CAPTION);
    assert_string_equal(value_of(a, GK_FIELD_COMPANY),
                        "THE GREAT NORTHERN MILLS & ELEVATOR COMPANY");
    gk_about_free(a);
}

static void of_several_registrants_the_first_below_the_heading_counts(void **state)
{
    (void)state;
    gk_about *a = about_text(COVER(
        "December 31, 2019") "Commission      Exact Name of Registrant            State or other "
                             "Jurisdiction\n"
                             "File Number     as S pecified in its C harter       of "
                             "Incorporation\n"
                             "1-111           VALE & RIVER CORPORATION            California\n"
                             "1-222           VALE GAS AND ELECTRIC COMPANY       California\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "VALE & RIVER CORPORATION");
    gk_about_free(a);
}

static void a_cover_without_the_name_takes_it_from_the_signatures(void **state)
{
    (void)state;
    gk_about *a = about_text(
        COVER("January 29, 2022") "\n\n" CAPTION "    100 Main Street, Springfield\n    (Address "
                                  "of principal executive offices)\n\f"
                                  "SIGNATURES\nPursuant to the requirements of Section 13, the "
                                  "registrant has duly caused\n"
                                  "this report to be signed on its behalf by the undersigned, "
                                  "thereunto duly authorized.\n\n"
                                  "Dated: March 24, 2022                  SHOE BARN, INC.\n"
                                  "                                       By: /s/ Jane Doe\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "SHOE BARN, INC.");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2022-03-24");
    gk_about_free(a);
}

static void an_address_is_never_a_name(void **state)
{
    (void)state;
    gk_about *a = about_text(
        COVER("January 29, 2022") "\n\n" CAPTION "    100 Main Street, Springfield\n    (Address "
                                  "of principal executive offices)\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "(none)");
    gk_about_free(a);
}

/* ---- the name of the fiscal year */

static char *retailer(const char *own, const char *before, const char *next)
{
    gk_string s = {0};
    gk_string_add(&s, COVER("January 28, 2023") "        BARGAIN PLAZA, INC.\n" CAPTION "\f");
    for (int i = 0; i < 12; i++)
        gk_string_addf(&s, "Sales in fiscal %s rose by 3%% over fiscal %s.\n", own, before);
    gk_string_addf(&s, "For fiscal %s we expect more of the same in fiscal %s.\n", next, next);
    return gk_string_take(&s);
}

static void a_year_is_called_as_the_company_calls_it(void **state)
{
    (void)state;
    char *by_start = retailer("2022", "2021", "2023"), *by_end = retailer("2023", "2022", "2024");
    gk_about *a = about_text(by_start), *b = about_text(by_end);
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2022");
    assert_string_equal(value_of(b, GK_FIELD_FISCAL_YEAR), "2023");
    assert_string_equal(where_of(b, GK_FIELD_FISCAL_YEAR), "what the text calls the year");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2023-01-28");
    gk_about_free(a);
    gk_about_free(b);
    gk_free(by_start);
    gk_free(by_end);
}

static void where_the_text_is_silent_the_year_in_which_it_ends_names_it(void **state)
{
    (void)state;
    gk_about *may = about_text(COVER("May 31, 2023") "     RUN SHOES, INC.\n" CAPTION);
    gk_about *new_year = about_text(COVER("January 3, 2016") "     PILL MAKERS, INC.\n" CAPTION);
    assert_string_equal(value_of(may, GK_FIELD_FISCAL_YEAR), "2023");
    assert_string_equal(value_of(new_year, GK_FIELD_FISCAL_YEAR), "2015");
    gk_about_free(may);
    gk_about_free(new_year);
}

static void exhibits_of_earlier_years_name_no_year(void **state)
{
    (void)state;
    gk_string s = {0};
    gk_string_add(&s, COVER("May 31, 2023") "     PARCEL CARRIERS CORPORATION\n" CAPTION "\f");
    for (int i = 0; i < 40; i++)
        gk_string_addf(&s, "10.%d Filed as Exhibit 10.%d to the FY22 Annual Report on Form 10-K\n",
                       i, i);
    gk_about *a = about_text(s.data);
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2023");
    gk_about_free(a);
    gk_string_free(&s);
}

/* ---- other forms */

#define QUARTERLY                                                                                  \
    TOP "FORM 10-Q\nQuarterly report pursuant to Section 13 or 15(d) of the Securities Exchange "  \
        "Act of 1934\n"

static void a_quarter_is_counted_from_the_end_of_the_fiscal_year(void **state)
{
    (void)state;
    gk_about *a = about_text(
        QUARTERLY
        "For the quarterly period ended July 29, 2023\n"
        "      GADGET HOUSE CO., INC.\n" CAPTION
        "\fSee our Annual Report on Form 10-K for the fiscal year ended January 28, 2023.\n"
        "In the second quarter of fiscal 2024 revenue fell. Fiscal 2024 will have 53 weeks.\n"
        "In fiscal 2024 we opened stores. We expect fiscal 2024 to be better. Fiscal 2024.\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "10-Q");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q2");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2024");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2023-07-29");
    gk_about_free(a);
}

static void a_date_in_the_column_below_its_phrase_is_found(void **state)
{
    (void)state;
    gk_about *a = about_text(QUARTERLY
                             "   For the quarterly period ended           Commission file\n"
                             "         March 31, 2021                     number 1-5805\n"
                             "      BIG BANK & CO.\n" CAPTION);
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2021-03-31");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "Q1");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2021");
    gk_about_free(a);
}

static void a_current_report_has_the_dates_of_report_and_event(void **state)
{
    (void)state;
    gk_about *a = about_text(
        TOP "FORM 8-K/A\nCURRENT REPORT\nPursuant to Section 13 or 15(d)\n"
            "Date of Report (Date of earliest event reported): July 1, 2022 (June 30, 2022)\n"
            "      PACKAGING PLC\n" CAPTION "      Old Packaging Limited\n"
            "(Former Name or Former Address, if Changed Since Last Report)\n"
            "Title of each class      Trading Symbol(s)     Name of each exchange\n"
            "1.125% Notes due 2027     PAK/27               New York Stock Exchange\n"
            "Ordinary Shares           PAK                  New York Stock Exchange\n");
    assert_string_equal(value_of(a, GK_FIELD_FORM), "8-K/A");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2022-06-30");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2022-07-01");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2022");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_PERIOD), "(none)");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "PAK");
    assert_true(has_alias(a, "Old Packaging Limited"));
    assert_true(has_alias(a, "PAK"));
    gk_about_free(a);
}

static void a_wrapped_annual_report_is_the_filing_that_it_wraps(void **state)
{
    (void)state;
    gk_about *a = about_text("2022 Annual Report\n\fDear shareholders, what a year.\n\f" COVER(
        "December 31, 2022") "   CHIP WORKS, INC.\n" CAPTION);
    assert_string_equal(value_of(a, GK_FIELD_FORM), "10-K");
    assert_string_equal(where_of(a, GK_FIELD_FORM), "cover page, line 5");
    assert_int_equal(a->values[GK_FIELD_FORM].page, 3);
    gk_about_free(a);
}

static void a_vendors_page_before_the_cover_gives_cik_and_dates(void **state)
{
    (void)state;
    gk_about *a = about_text("     DISH MAKERS CO INC\n\n    FORM      10-K\n    (Annual Report)\n"
                             "Filed 03/31/15 for the Period Ending 01/31/15\n\n"
                             "        CIK       0000123456\n     Symbol       DSH\n\f" COVER(
                                 "January 31, 2015") "   DISH MAKERS CO., INC.\n" CAPTION);
    assert_string_equal(value_of(a, GK_FIELD_CIK), "0000123456");
    assert_string_equal(value_of(a, GK_FIELD_TICKER), "DSH");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2015-03-31");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "DISH MAKERS CO., INC.");
    gk_about_free(a);
}

static void what_is_stated_stands_above_the_cover(void **state)
{
    (void)state;
    gk_document *d = document_of(COVER("December 31, 2021") "   TOWN BANK CORP\n" CAPTION);
    gk_stated stated[] = {
        {GK_FIELD_COMPANY, (char *)"Town Bank Corp", (char *)"dei:EntityRegistrantName"},
        {GK_FIELD_FISCAL_YEAR, (char *)"2020", (char *)"dei:DocumentFiscalYearFocus"},
        {GK_FIELD_ALIAS, (char *)"Village Bank", (char *)"header FORMER COMPANY"}};
    d->stated = stated;
    d->stated_count = 3;
    gk_about *a = gk_about_find(d, NULL, NULL, NULL);
    gk_document_free(d);
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Town Bank Corp");
    assert_string_equal(where_of(a, GK_FIELD_COMPANY), "dei:EntityRegistrantName");
    assert_string_equal(value_of(a, GK_FIELD_FISCAL_YEAR), "2020");
    assert_string_equal(value_of(a, GK_FIELD_PERIOD_END), "2021-12-31");
    assert_true(has_alias(a, "Village Bank"));
    gk_about_free(a);
}

static void of_one_name_the_companys_own_spelling_counts(void **state)
{
    (void)state;
    gk_document *d = document_of(COVER("December 31, 2021") "   Fizzy-Drinks, Inc.\n" CAPTION);
    gk_stated stated = {GK_FIELD_COMPANY, (char *)"FIZZY DRINKS INC",
                        (char *)"dei:EntityRegistrantName"};
    d->stated = &stated;
    d->stated_count = 1;
    gk_about *a = gk_about_find(d, NULL, NULL, NULL);
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Fizzy-Drinks, Inc.");
    assert_string_equal(where_of(a, GK_FIELD_COMPANY), "cover page, line 10");
    gk_about_free(a);
    stated.value = (char *)"Other Drinks Inc";
    a = gk_about_find(d, NULL, NULL, NULL);
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "Other Drinks Inc");
    gk_about_free(a);
    gk_document_free(d);
}

static void the_end_of_the_signatures_formula_is_no_name(void **state)
{
    (void)state;
    gk_about *a = about_text(TOP "Form 10-K\n" ANNUAL(
        "June 30, 2025") "THE SOAP & CANDLE COMPANY\nOne Soap Plaza\n\f"
                         "duly caused this report to be signed on its behalf by the undersigned, "
                         "thereunto duly\n"
                         "authorized, in the city of Springfield,\nState of Ohio.\n\n"
                         "THE SOAP & CANDLE COMPANY\nBy /s/ JANE DOE\nAugust 4, 2025\n");
    assert_string_equal(value_of(a, GK_FIELD_COMPANY), "THE SOAP & CANDLE COMPANY");
    assert_string_equal(value_of(a, GK_FIELD_PUBLISHED), "2025-08-04");
    gk_about_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_above_its_caption_is_written_as_the_text_writes_it),
        cmocka_unit_test(a_name_of_two_lines_is_one_name),
        cmocka_unit_test(of_several_registrants_the_first_below_the_heading_counts),
        cmocka_unit_test(a_cover_without_the_name_takes_it_from_the_signatures),
        cmocka_unit_test(an_address_is_never_a_name),
        cmocka_unit_test(a_year_is_called_as_the_company_calls_it),
        cmocka_unit_test(where_the_text_is_silent_the_year_in_which_it_ends_names_it),
        cmocka_unit_test(exhibits_of_earlier_years_name_no_year),
        cmocka_unit_test(a_quarter_is_counted_from_the_end_of_the_fiscal_year),
        cmocka_unit_test(a_date_in_the_column_below_its_phrase_is_found),
        cmocka_unit_test(a_current_report_has_the_dates_of_report_and_event),
        cmocka_unit_test(a_wrapped_annual_report_is_the_filing_that_it_wraps),
        cmocka_unit_test(a_vendors_page_before_the_cover_gives_cik_and_dates),
        cmocka_unit_test(of_one_name_the_companys_own_spelling_counts),
        cmocka_unit_test(the_end_of_the_signatures_formula_is_no_name),
        cmocka_unit_test(what_is_stated_stands_above_the_cover)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
