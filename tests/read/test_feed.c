/* SPDX-License-Identifier: Apache-2.0
 *
 * Feeds through goshawk-read --unpack: the three kinds, EDGAR's own, broken and hostile ones.
 */
#include "unpacked.h"

static const char rss[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
    " xmlns:nasdaq=\"http://nasdaq.example/\">\n"
    "<channel><title>Wire &amp; "
    "Co</title><link>https://w.example/</link><language>en-us</language>\n"
    "<item><title>Quill raises outlook</title><link>https://w.example/1</link><guid>g1</guid>"
    "<pubDate>Fri, 05 Jan 2024 09:30:00 -0500</pubDate><description>Short.</description>"
    "<content:encoded><![CDATA[<p>Quill <b>raises</b>.</p>]]></content:encoded>"
    "<nasdaq:tickers>qll, XYZ</nasdaq:tickers></item>\n"
    "<item><title>Plain</title><guid>g2</guid><pubDate>2024-01-06T10:00:00+08:00</pubDate>"
    "<description>Profit &amp; loss up 5%.</description>"
    "<category domain=\"https://wire.example/rss/stock\">Nasdaq:BETA</category></item>\n"
    "</channel></rss>\n";

static const unpacked_member *member_like(const unpacked *all, const char *start)
{
    for (size_t i = 0; i < all->count; i++)
        if (gk_starts_with(all->members[i].name, start)) return &all->members[i];
    fail_msg("no member's name begins with %s", start);
    return NULL;
}

static void entries_of_rss_are_pieces_of_news(void **state)
{
    expect_kind(world_file(*state, "odd", rss, sizeof rss - 1), "feed\n");
    unpacked all = unpack_text(*state, "a.xml", rss);
    assert_int_equal(all.count, 2);
    const unpacked_member *html = member_like(&all, "Quill-raises-outlook-");
    assert_true(gk_ends_with(html->name, ".html"));
    assert_non_null(
        strstr(html->bytes, "<h1>Quill raises outlook</h1>\n<p>Quill <b>raises</b>.</p>"));
    assert_non_null(strstr(html->bytes, "https://w.example/1"));
    assert_null(strstr(html->bytes, "Short."));
    const unpacked_member *text = member_like(&all, "Plain-");
    assert_true(gk_ends_with(text->name, ".txt"));
    assert_string_equal(text->bytes, "Plain\n\nProfit & loss up 5%.\n");
    unpacked_free(&all);
}

static void an_entry_states_time_source_language_and_ticker(void **state)
{
    unpacked all = unpack_text(*state, "a.xml", rss);
    assert_string_equal(member_like(&all, "Quill")->stated,
                        "published=2024-01-05T14:30:00Z (entry pubDate);"
                        "ticker=QLL (entry nasdaq:tickers);source=Wire & Co (feed title);"
                        "language=en (feed language);form=News (feed entry);");
    expect_stated(member_like(&all, "Plain"), "ticker=BETA (entry category);");
    unpacked_free(&all);
}

static void a_name_stays_while_the_feed_goes_on(void **state)
{
    unpacked before = unpack_text(*state, "a.xml", rss);
    char *later = gk_strdup(rss);
    memcpy(strstr(later, "Short."), "Other!", 6);
    char *second = gk_format("%s", strstr(later, "<item><title>Plain"));
    char *moved = gk_format("%.*s%s", (int)(strstr(later, "<item>") - later), later, second);
    unpacked after = unpack_text(*state, "b.xml", moved);
    assert_int_equal(after.count, 1);
    assert_string_equal(member_like(&after, "Plain")->name, member_like(&before, "Plain")->name);
    unpacked_free(&before);
    unpacked_free(&after);
    gk_free(moved);
    gk_free(second);
    gk_free(later);
}

static void atom_gives_xhtml_and_the_time_of_publication(void **state)
{
    unpacked all = unpack_text(
        *state, "a.atom",
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\"><title>新闻</title>"
        "<entry><title>茅台 公告</title><id>urn:1</id>"
        "<link rel=\"self\" href=\"https://a.example/self\"/><link href=\"https://a.example/1\"/>"
        "<updated>2024-03-01T00:00:00Z</updated><published>2024-02-29T23:00:00Z</published>"
        "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>营收</p></div>"
        "</content></entry></feed>");
    const unpacked_member *m = member_like(&all, "茅台-公告-");
    assert_non_null(strstr(m->bytes, "<p>营收</p>"));
    assert_non_null(strstr(m->bytes, "https://a.example/1"));
    expect_stated(m, "published=2024-02-29T23:00:00Z (entry published);");
    expect_stated(m, "language=zh (xml:lang);");
    unpacked_free(&all);
}

static void rss_1_0_in_gbk_is_read(void **state)
{
    /* "财经", "降准", "释放资金" */
    unpacked all = unpack_text(
        *state, "a.rdf",
        "<?xml version=\"1.0\" encoding=\"gb2312\"?>"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
        " xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        "<channel><title>\xB2\xC6\xBE\xAD</title></channel>"
        "<item><title>\xBD\xB5\xD7\xBC</title><description>\xCA\xCD\xB7\xC5\xD7\xCA\xBD\xF0"
        "</description><dc:date>2024-01-05T09:30:00+08:00</dc:date></item></rdf:RDF>");
    const unpacked_member *m = member_like(&all, "降准-");
    assert_string_equal(m->bytes, "降准\n\n释放资金\n");
    assert_string_equal(m->stated, "published=2024-01-05T01:30:00Z (entry dc:date);"
                                   "source=财经 (feed title);form=News (feed entry);");
    unpacked_free(&all);
}

static void edgars_feeds_name_company_and_form(void **state)
{
    unpacked all = unpack_text(
        *state, "a.xml",
        "<rss version=\"2.0\"><channel><title>All XBRL Data</title><item><title>QUILL CO "
        "(10-Q)</title>"
        "<description>10-Q</description><pubDate>Thu, 18 Apr 2024 00:00:00 EDT</pubDate>"
        "<edgar:xbrlFiling xmlns:edgar=\"https://www.sec.gov/Archives/edgar\">"
        "<edgar:companyName>QUILL CO</edgar:companyName><edgar:formType>10-Q</edgar:formType>"
        "<edgar:cikNumber>999999</edgar:cikNumber>"
        "<edgar:acceptanceDatetime>20240418171550</edgar:acceptanceDatetime>"
        "<edgar:period>20240331</edgar:period></edgar:xbrlFiling></item></channel></rss>");
    assert_string_equal(all.members[0].stated,
                        "published=2024-04-18T21:15:50Z (edgar:acceptanceDatetime);"
                        "company=QUILL CO (edgar:companyName);cik=0000999999 (edgar:cikNumber);"
                        "form=10-Q (edgar:formType);period_end=2024-03-31 (edgar:period);"
                        "source=All XBRL Data (feed title);");
    unpacked_free(&all);
    all = unpack_text(*state, "b.xml",
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Latest</title><entry>"
                      "<title>8-K - QUILL CO (0000999999) (Filer)</title>"
                      "<summary type=\"html\">&lt;b&gt;Filed:&lt;/b&gt; 2024-04-18</summary>"
                      "<updated>2024-04-18T17:15:50-04:00</updated>"
                      "<category label=\"form type\" term=\"8-K\"/></entry></feed>");
    assert_string_equal(all.members[0].stated,
                        "published=2024-04-18T21:15:50Z (entry updated);form=8-K (entry category);"
                        "company=QUILL CO (entry title);cik=0000999999 (entry title);"
                        "source=Latest (feed title);");
    assert_non_null(strstr(all.members[0].bytes, "<b>Filed:</b> 2024-04-18"));
    unpacked_free(&all);
}

static void what_feeds_get_wrong_is_mended(void **state)
{
    unpacked all = unpack_text(
        *state, "a.xml",
        "<rss version=\"2.0\"><channel><title>x</title>"
        "<item><title>One</title><description>loss </b> of 5 < 6</description></item>"
        "<item><title>AT&T &nbsp;&eacute; \x01 deal</title><link>https://x.example/?a=1&b=2</link>"
        "</item><item><title>Cut</title><description>off he");
    assert_int_equal(all.count, 3);
    assert_non_null(strstr(member_like(&all, "AT-T-")->bytes, "AT&T \xC3\xA9 deal\n"));
    assert_non_null(strstr(member_like(&all, "AT-T-")->bytes, "https://x.example/?a=1&b=2\n"));
    assert_non_null(strstr(member_like(&all, "Cut-")->bytes, "off he"));
    unpacked_free(&all);
}

static void a_feed_in_pieces_never_crashes_the_reader(void **state)
{
    for (size_t size = 60; size < sizeof rss - 1; size += 83) {
        unpacked all = unpack_file(world_file(*state, "a.xml", rss, size));
        assert_true(all.exit_code == 0 || all.exit_code == 3);
        assert_true(all.exit_code == 0 || all.errors[0]);
        unpacked_free(&all);
    }
}

static void a_hopeless_feed_fails_with_its_line(void **state)
{
    const char unquoted[] = "<rss\nversion=2.0><channel/></rss>";
    expect_failure(world_file(*state, "a.xml", unquoted, strlen(unquoted)), "line 2:");
    const char empty[] = "<rss version=\"2.0\"><channel><title>x</title></channel></rss>";
    expect_failure(world_file(*state, "a.xml", empty, strlen(empty)), "is a feed without entries");
}

static void entities_are_neither_expanded_nor_loaded(void **state)
{
    gk_string s = {0};
    gk_string_add(&s, "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"lol\">"
                      "<!ENTITY file SYSTEM \"file:///etc/passwd\">");
    for (int i = 1; i < 12; i++) {
        gk_string_addf(&s, "<!ENTITY l%d \"", i);
        for (int k = 0; k < 10; k++) gk_string_addf(&s, "&l%d;", i - 1);
        gk_string_add(&s, "\">");
    }
    gk_string_add(&s, "]><rss version=\"2.0\"><channel><title>x</title><item><title>t</title>"
                      "<description>&l11;&file;</description></item></channel></rss>");
    unpacked all = unpack_text(*state, "a.xml", s.data);
    assert_int_equal(all.count, 1);
    assert_true(all.members[0].size < 1000);
    assert_null(strstr(all.members[0].bytes, "root:"));
    assert_null(strstr(all.members[0].bytes, "lol"));
    unpacked_free(&all);
    gk_string_free(&s);
}

static void elements_within_elements_have_a_limit(void **state)
{
    gk_string s = {0};
    gk_string_add(&s, "<rss version=\"2.0\"><channel><item><title>t</title><description>");
    for (int i = 0; i < 200000; i++) gk_string_add(&s, "<a>");
    unpacked all = unpack_text(*state, "a.xml", s.data);
    assert_int_equal(all.count, 1);
    unpacked_free(&all);
    gk_string_free(&s);
}

static void other_xml_is_no_feed(void **state)
{
    const char xml[] = "<?xml version=\"1.0\"?><feed><entry/></feed>";
    expect_kind(world_file(*state, "a.xml", xml, strlen(xml)), "unknown: ");
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(entries_of_rss_are_pieces_of_news),
        test(an_entry_states_time_source_language_and_ticker),
        test(a_name_stays_while_the_feed_goes_on),
        test(atom_gives_xhtml_and_the_time_of_publication),
        test(rss_1_0_in_gbk_is_read),
        test(edgars_feeds_name_company_and_form),
        test(what_feeds_get_wrong_is_mended),
        test(a_feed_in_pieces_never_crashes_the_reader),
        test(a_hopeless_feed_fails_with_its_line),
        test(entities_are_neither_expanded_nor_loaded),
        test(elements_within_elements_have_a_limit),
        test(other_xml_is_no_feed),
    };
    return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
