/* SPDX-License-Identifier: Apache-2.0
 *
 * Inline XBRL through goshawk-read: facts as an XBRL instance has them, and where they are shown.
 * tests/read/xbrl_test.py compares a whole filing with the SEC's own extraction.
 */
#include "world.h"

static const char head[] =
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml' "
    "xmlns:ix='http://www.xbrl.org/2013/inlineXBRL' xml:lang='en-US'><body>"
    "<div style='display:none'><ix:header><ix:hidden>"
    "<ix:nonNumeric contextRef='c1' name='dei:EntityCentralIndexKey' id='cik'>4711"
    "</ix:nonNumeric><ix:nonNumeric contextRef='c1' name='dei:DocumentType' id='form'>10-Q"
    "</ix:nonNumeric></ix:hidden><ix:resources>"
    "<xbrli:unit id='usd'><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>"
    "<xbrli:unit id='each'><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD"
    "</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares"
    "</xbrli:measure></xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    "<xbrli:context id='c1'><xbrli:entity><xbrli:identifier scheme='s'>0000004711"
    "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>2024-01-01"
    "</xbrli:startDate><xbrli:endDate>2024-03-31</xbrli:endDate></xbrli:period></xbrli:context>"
    "<xbrli:context id='c2'><xbrli:entity><xbrli:identifier scheme='s'>0000004711"
    "</xbrli:identifier><xbrli:segment><xbrldi:explicitMember dimension='us-gaap:SegmentAxis'>"
    "ex:WidgetsMember</xbrldi:explicitMember></xbrli:segment></xbrli:entity><xbrli:period>"
    "<xbrli:instant>2024-03-31</xbrli:instant></xbrli:period><xbrli:scenario>"
    "<xbrldi:typedMember dimension='ex:LoanAxis'><ex:Loan> 17 </ex:Loan></xbrldi:typedMember>"
    "</xbrli:scenario></xbrli:context>"
    "<ix:relationship fromRefs='f1 f2' toRefs='n1'/></ix:resources></ix:header></div>";

/* The document of a filing with this body. */
static gk_document *read_filing(void **state, const char *body)
{
    char *html = gk_format("%s%s</body></html>", head, body);
    gk_document *d = read_bytes(*state, "filing.htm", html, strlen(html));
    gk_free(html);
    return d;
}

static const gk_tagged *fact_named(const gk_document *d, const char *concept)
{
    for (size_t i = 0; i < d->fact_count; i++)
        if (strcmp(d->facts[i].concept, concept) == 0) return &d->facts[i];
    fail_msg("no fact %s", concept);
    return NULL;
}

static void a_number_has_all_that_its_tag_says(void **state)
{
    gk_document *d = read_filing(
        state, "<p>First line</p><p>It lost $<ix:nonFraction id='f1' name='us-gaap:NetIncomeLoss' "
               "contextRef='c2' unitRef='usd' decimals='-5' scale='6' sign='-' "
               "format='ixt:num-dot-decimal'>1,234.5</ix:nonFraction> million.</p>"
               "<p><ix:footnote id='n1'>As <b>restated</b>.</ix:footnote></p>");
    const gk_tagged *f = fact_named(d, "us-gaap:NetIncomeLoss");
    assert_string_equal(f->context, "c2");
    assert_string_equal(f->entity, "0000004711");
    assert_null(f->start);
    assert_string_equal(f->end, "2024-03-31");
    assert_string_equal(f->unit, "iso4217:USD");
    assert_string_equal(f->value, "-1234500000");
    assert_string_equal(f->decimals, "-5");
    assert_int_equal(f->scale, 6);
    assert_true(f->negated);
    assert_int_equal(f->dimension_count, 2);
    assert_string_equal(f->dimensions[0].axis, "us-gaap:SegmentAxis");
    assert_string_equal(f->dimensions[0].member, "ex:WidgetsMember");
    assert_string_equal(f->dimensions[1].axis, "ex:LoanAxis");
    assert_string_equal(f->dimensions[1].member, "17");
    assert_int_equal(f->footnote_count, 1);
    assert_string_equal(f->footnotes[0], "As restated.");
    assert_int_equal(f->page, 1);
    assert_int_equal(f->line, 3);
    gk_document_free(d);
}

static void a_figure_in_a_table_is_shown_on_its_row(void **state)
{
    gk_document *d = read_filing(
        state, "<table><tr><td></td><td colspan='2'>2024</td></tr><tr><td>Sales</td><td>$</td><td>"
               "<ix:nonFraction name='ex:Sales' contextRef='c1' unitRef='usd' scale='3'>7"
               "</ix:nonFraction></td></tr><tr><td>Each</td><td colspan='2'><ix:nonFraction "
               "name='ex:Each' contextRef='c1' unitRef='each' decimals='2'>1.50</ix:nonFraction>"
               "</td></tr></table>");
    const gk_tagged *sales = fact_named(d, "ex:Sales"), *each = fact_named(d, "ex:Each");
    assert_string_equal(d->pages[0].text, "        2024\nSales    $ 7\nEach    1.50\n");
    assert_int_equal(sales->line, 2);
    assert_string_equal(sales->value, "7000");
    assert_int_equal(each->line, 3);
    assert_string_equal(each->value, "1.50");
    assert_string_equal(each->unit, "iso4217:USD/xbrli:shares");
    gk_document_free(d);
}

static void text_goes_on_where_the_tag_says(void **state)
{
    gk_document *d = read_filing(
        state, "<p><ix:nonNumeric name='ex:Note' contextRef='c1' escape='true' continuedAt='k1'>"
               "<b a='1'>A &amp; <ix:nonNumeric name='ex:Inner' contextRef='c1'>B</ix:nonNumeric>"
               "</b><ix:exclude>page 7</ix:exclude></ix:nonNumeric></p>"
               "<ix:continuation id='k2'><p> D</p></ix:continuation>"
               "<ix:continuation id='k1' continuedAt='k2'>C<br/></ix:continuation>");
    assert_string_equal(fact_named(d, "ex:Note")->value, "<b a=\"1\">A &amp; B</b>C<br/><p> D</p>");
    assert_string_equal(fact_named(d, "ex:Inner")->value, "B");
    gk_document_free(d);
}

static void chains_that_close_on_themselves_end(void **state)
{
    gk_document *d = read_filing(
        state, "<p><ix:nonNumeric name='ex:Note' contextRef='c1' continuedAt='k'>a"
               "</ix:nonNumeric><ix:continuation id='k' continuedAt='k'>b</ix:continuation></p>");
    assert_string_equal(fact_named(d, "ex:Note")->value, "ab");
    gk_document_free(d);
}

static void nil_fractions_and_hidden_facts_are_facts(void **state)
{
    gk_document *d = read_filing(
        state, "<p><ix:nonFraction name='ex:Nil' contextRef='c1' unitRef='usd' xsi:nil='true'/>"
               "<ix:fraction name='ex:Part' contextRef='c1' unitRef='usd'><ix:numerator>1"
               "</ix:numerator>/<ix:denominator>3</ix:denominator></ix:fraction></p>"
               "<p>Form <span style='-sec-ix-hidden:form'>10-Q</span></p>");
    assert_true(fact_named(d, "ex:Nil")->nil);
    assert_string_equal(fact_named(d, "ex:Nil")->value, "");
    assert_string_equal(fact_named(d, "ex:Part")->value, "1/3");
    assert_int_equal(fact_named(d, "dei:EntityCentralIndexKey")->page, 0);
    assert_int_equal(fact_named(d, "dei:EntityCentralIndexKey")->line, 0);
    /* A hidden fact that the page shows elsewhere stands there. */
    assert_int_equal(fact_named(d, "dei:DocumentType")->page, 1);
    assert_int_equal(fact_named(d, "dei:DocumentType")->line, 3);
    gk_document_free(d);
}

static const char *stated(const gk_document *d, gk_field field)
{
    for (size_t i = 0; i < d->stated_count; i++)
        if (d->stated[i].field == field) return d->stated[i].value;
    return NULL;
}

static void what_dei_says_is_stated_of_the_document(void **state)
{
    gk_document *d = read_filing(
        state, "<p><ix:nonNumeric name='dei:EntityRegistrantName' contextRef='c1'>Widget\n Works "
               "Inc.</ix:nonNumeric> <ix:nonNumeric name='dei:TradingSymbol' contextRef='c2'>WWB"
               "</ix:nonNumeric> <ix:nonNumeric name='dei:TradingSymbol' contextRef='c1'>WW"
               "</ix:nonNumeric> <ix:nonNumeric name='dei:DocumentPeriodEndDate' contextRef='c1' "
               "format='ixt:datemonthdayyearen'>March 31, 2024</ix:nonNumeric> <ix:nonNumeric "
               "name='dei:EntityInformationFormerLegalOrRegisteredName' contextRef='c1'>Gadgets"
               "</ix:nonNumeric></p>");
    assert_string_equal(stated(d, GK_FIELD_COMPANY), "Widget Works Inc.");
    assert_string_equal(stated(d, GK_FIELD_TICKER), "WW");
    assert_string_equal(stated(d, GK_FIELD_CIK), "0000004711");
    assert_string_equal(stated(d, GK_FIELD_FORM), "10-Q");
    assert_string_equal(stated(d, GK_FIELD_PERIOD_END), "2024-03-31");
    assert_string_equal(stated(d, GK_FIELD_ALIAS), "Gadgets");
    assert_string_equal(stated(d, GK_FIELD_LANGUAGE), "en");
    assert_null(stated(d, GK_FIELD_FISCAL_YEAR));
    gk_document_free(d);
}

/* One fact for each of these, whose value is the transformed text. */
static const struct {
    const char *format, *text, *value;
} transforms[] = {
    {"ixt:num-dot-decimal", "1,234.50", "1234.50"},
    {"ixt:numdotdecimal", " 1 234.5 ", "1234.5"},
    {"ixt:numcommadot", "1,234", "1234"},
    {"ixt:num-comma-decimal", "1.234,50", "1234.50"},
    {"ixt:numspacecomma", "1 234,5", "1234.5"},
    {"ixt:numunitdecimal", "5 dollars 30 cents", "5.30"},
    {"ixt:fixed-zero", "—", "0"},
    {"ixt:zerodash", "-", "0"},
    {"ixt:numdash", "-", "0"},
    {"ixt:fixed-empty", "none", ""},
    {"ixt:nocontent", "x", ""},
    {"ixt:fixed-true", "☒", "true"},
    {"ixt:booleanfalse", "no", "false"},
    {"ixt:date-monthname-day-year-en", "March 29, 2025", "2025-03-29"},
    {"ixt:datemonthdayyearen", "Sept. 3rd 2024", "2024-09-03"},
    {"ixt:datelongus", "December 31, 2010", "2010-12-31"},
    {"ixt:dateslasheu", "31/12/2010", "2010-12-31"},
    {"ixt:dateslashus", "12/31/2010", "2010-12-31"},
    {"ixt:date-day-monthname-year-en", "1 May 24", "2024-05-01"},
    {"ixt:date-day-month-year", "02.03.2024", "2024-03-02"},
    {"ixt:date-monthname-day-en", "September 28", "--09-28"},
    {"ixt:date-month-day", "12/31", "--12-31"},
    {"ixt:date-monthname-year-en", "June 2025", "2025-06"},
    {"ixt:date-year-month-day", "2024年12月31日", "2024-12-31"},
    {"ixt:date-day-monthname-year-de", "3. März 2024", "2024-03-03"},
    {"ixt:date-day-monthname-year-fr", "1er juillet 2024", "2024-07-01"},
    {"ixt:date-jpn-era-year-month-day", "令和6年3月31日", "2024-03-31"},
    {"ixt:date-month-day-year", "13/13/2024", "13/13/2024"}, /* no date: as it is printed */
    {"ixt-sec:datequarterend", "last day of the second quarter of 2024", "2024-06-30"},
    {"ixt-sec:duryear", "2.7", "P2Y8M12D"},
    {"ixt-sec:durmonth", "12", "P12M"},
    {"ixt-sec:durweek", "2", "P14D"},
    {"ixt-sec:durday", "90", "P90D"},
    {"ixt-sec:durhour", "36", "PT36H"},
    {"ixt-sec:duryear", "0", "P0Y"},
    {"ixt-sec:durwordsen", "Two years and six months", "P2Y6M"},
    {"ixt-sec:durwordsen", "twenty-one days", "P21D"},
    {"ixt-sec:durwordsen", "no years", "P0D"},
    {"ixt-sec:numwordsen", "one hundred and five", "105"},
    {"ixt-sec:numwordsen", "Two thousand, three hundred", "2300"},
    {"ixt-sec:numwordsen", "none", "0"},
    {"ixt-sec:numinf", "unlimited", "INF"},
    {"ixt-sec:boolballotbox", "☐", "false"},
    {"ixt-sec:yesnoballotbox", "☑", "Yes"},
    {"ixt-sec:stateprovnameen", "New York", "NY"},
    {"ixt-sec:stateprovnameen", "Québec", "QC"},
    {"ixt-sec:countrynameen", "The Republic of Côte d’Ivoire", "CI"},
    {"ixt-sec:countrynameen", "People's Republic of China", "CN"},
    {"ixt-sec:edgarprovcountryen", "Cayman Islands", "E9"},
    {"ixt-sec:edgarprovcountryen", "Ontario, Canada", "A6"},
    {"ixt-sec:exchnameen", "The Nasdaq Stock Market LLC", "NASDAQ"},
    {"ixt-sec:exchnameen", "New York Stock Exchange", "NYSE"},
    {"ixt-sec:exchnameen", "NYSE American", "NYSEAMER"},
    {"ixt-sec:entityfilercategoryen", "Non-accelerated filer", "Non-accelerated Filer"},
    {"ixt:unheard-of", "as it is", "as it is"},
};

static void texts_become_values_as_their_formats_say(void **state)
{
    gk_string body = {0};
    size_t count = sizeof transforms / sizeof *transforms;
    gk_string_add(&body, "<p>");
    for (size_t i = 0; i < count; i++)
        gk_string_addf(&body,
                       "<ix:nonNumeric name='ex:F%zu' contextRef='c1' format='%s'>%s"
                       "</ix:nonNumeric> ",
                       i, transforms[i].format, transforms[i].text);
    gk_document *d = read_filing(state, body.data);
    for (size_t i = 0; i < count; i++) {
        char *name = gk_format("ex:F%zu", i);
        const char *value = fact_named(d, name)->value;
        if (strcmp(value, transforms[i].value) != 0)
            fail_msg("%s of \"%s\" is \"%s\", not \"%s\"", transforms[i].format, transforms[i].text,
                     value, transforms[i].value);
        gk_free(name);
    }
    gk_document_free(d);
    gk_string_free(&body);
}

static void scales_move_the_point_as_decimal_arithmetic_does(void **state)
{
    static const struct {
        const char *scale, *text, *value;
    } numbers[] = {{"6", "6.0", "6000000.0"}, {"9", "13.6", "13600000000"}, {"-2", "10", "0.10"},
                   {"-2", "66", "0.66"},      {"0", "0.50", "0.50"},        {"-2", "12.5", "0.125"},
                   {"3", "007", "7000"},      {"6", ".5", "500000"}};
    gk_string body = {0};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        gk_string_addf(&body,
                       "<p><ix:nonFraction name='ex:N%zu' contextRef='c1' unitRef='usd' "
                       "scale='%s'>%s</ix:nonFraction></p>",
                       i, numbers[i].scale, numbers[i].text);
    gk_document *d = read_filing(state, body.data);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char *name = gk_format("ex:N%zu", i);
        assert_string_equal(fact_named(d, name)->value, numbers[i].value);
        gk_free(name);
    }
    gk_document_free(d);
    gk_string_free(&body);
}

static void facts_without_a_context_or_a_name_are_none(void **state)
{
    gk_document *d = read_filing(
        state, "<p><ix:nonFraction name='ex:A' contextRef='nowhere'>1</ix:nonFraction>"
               "<ix:nonFraction contextRef='c1'>1</ix:nonFraction></p>");
    assert_int_equal(d->fact_count, 2); /* the two hidden ones of every filing here */
    gk_document_free(d);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_number_has_all_that_its_tag_says),
        test(a_figure_in_a_table_is_shown_on_its_row),
        test(text_goes_on_where_the_tag_says),
        test(chains_that_close_on_themselves_end),
        test(nil_fractions_and_hidden_facts_are_facts),
        test(what_dei_says_is_stated_of_the_document),
        test(texts_become_values_as_their_formats_say),
        test(scales_move_the_point_as_decimal_arithmetic_does),
        test(facts_without_a_context_or_a_name_are_none),
    };
    return cmocka_run_group_tests_name("xbrl", tests, NULL, NULL);
}
