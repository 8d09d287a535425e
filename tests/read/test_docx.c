/* SPDX-License-Identifier: Apache-2.0
 *
 * DOCX through goshawk-read: paragraphs, headings, lists, tables, notes, pages.
 */
#include "package.h"

static const char styles[] =
    "<w:styles xmlns:w=\"w\"><w:docDefaults><w:pPrDefault><w:pPr><w:spacing "
    "w:after=\"160\"/></w:pPr>"
    "</w:pPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"Own\"><w:name w:val=\"House\"/>"
    "<w:basedOn w:val=\"H1\"/></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style>"
    "</w:styles>";

static const char numbering[] =
    "<w:numbering xmlns:w=\"w\">"
    "<w:abstractNum w:abstractNumId=\"0\">"
    "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/>"
    "<w:lvlText w:val=\"%1.\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/>"
    "<w:lvlText w:val=\"%1.%2)\"/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/>"
    "<w:lvlText w:val=\"\xEF\x82\xB7\"/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"2\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"11\"/>"
    "<w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum>"
    "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
    "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\">"
    "<w:startOverride w:val=\"4\"/></w:lvlOverride></w:num>"
    "<w:num w:numId=\"4\"><w:abstractNumId w:val=\"2\"/></w:num></w:numbering>";

static const char notes[] =
    "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"1\"><w:p><w:r><w:footnoteRef/><w:t> "
    "Unaudited.</w:t></w:r>"
    "</w:p></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>Restated.</w:t></w:r></w:p>"
    "</w:footnote></w:footnotes>";

static gk_document *read_body(world *w, const char *body)
{
    package p = package_start(w, "a.docx");
    package_main(&p, "word/document.xml", "wordprocessingml.document");
    package_relations(&p, "word/_rels/document.xml.rels",
                      (const char *const[]){"r1", "styles", "styles.xml", "r2", "numbering",
                                            "numbering.xml", "r3", "footnotes", "notes.xml", NULL});
    package_part(&p, "word/styles.xml", styles);
    package_part(&p, "word/numbering.xml", numbering);
    package_part(&p, "word/notes.xml", notes);
    char *whole = gk_format("<w:document xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:v=\"v\"><w:body>%s"
                            "</w:body></w:document>",
                            body);
    package_part(&p, "word/document.xml", whole);
    gk_free(whole);
    return read_file(package_end(&p));
}

static void expect_page(world *w, const char *body, const char *text)
{
    gk_document *d = read_body(w, body);
    assert_string_equal(d->format, "docx");
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define STYLED(style, text)                                                                        \
    "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define ITEM(number, level, text)                                                                  \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" number                   \
    "\"/></w:numPr></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
#define CELL(properties, text) "<w:tc><w:tcPr>" properties "</w:tcPr>" P(text) "</w:tc>"

static void paragraphs_stand_apart_as_their_style_says(void **state)
{
    expect_page(*state,
                P("One") P("Two") "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\"/></w:pPr>"
                                  "<w:r><w:t>Three</w:t></w:r></w:p>" P("Four"),
                "One\n\nTwo\n\nThree\nFour\n");
}

static void a_long_paragraph_takes_several_lines(void **state)
{
    gk_string body = {0};
    gk_string_add(&body, "<w:p><w:r><w:t>");
    for (int i = 0; i < 30; i++) gk_string_add(&body, "ninechars ");
    gk_string_add(&body, "</w:t></w:r></w:p>");
    gk_document *d = read_body(*state, body.data);
    assert_int_equal(d->pages[0].line_count, 3);
    gk_document_free(d);
    gk_string_free(&body);
}

static void lists_are_counted(void **state)
{
    expect_page(*state,
                ITEM("1", "0", "a") ITEM("1", "1", "b") ITEM("1", "1", "c") ITEM("1", "0", "d")
                    ITEM("1", "1", "e"),
                "1. a\n  1.a) b\n  1.b) c\n2. d\n  2.a) e\n");
    expect_page(*state, ITEM("1", "0", "a") ITEM("3", "0", "b") ITEM("3", "0", "c"),
                "1. a\n\n4. b\n5. c\n");
    expect_page(*state, ITEM("2", "0", "a") ITEM("4", "0", "b"), "• a\n\n十一、 b\n");
}

static void deleted_and_hidden_text_and_the_codes_of_fields_are_not_shown(void **state)
{
    expect_page(*state,
                "<w:p><w:r><w:t>Sales </w:t></w:r><w:del><w:r><w:delText>fell</w:delText>"
                "<w:t>fell</w:t></w:r></w:del><w:ins><w:r><w:t>rose</w:t></w:r></w:ins>"
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly</w:t></w:r>"
                "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE"
                "</w:instrText></w:r><w:r><w:t>code</w:t></w:r><w:r><w:fldChar "
                "w:fldCharType=\"separate\"/></w:r><w:r><w:t> in May</w:t></w:r><w:r><w:fldChar "
                "w:fldCharType=\"end\"/></w:r><w:hyperlink><w:r><w:t> (link)</w:t></w:r>"
                "</w:hyperlink></w:p>",
                "Sales rose in May (link)\n");
}

static void a_paragraph_whose_end_was_deleted_goes_on_in_the_next(void **state)
{
    expect_page(
        *state,
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>" P("line"),
        "One line\n");
}

static void tables_keep_their_columns(void **state)
{
    expect_page(*state,
                "<w:tbl><w:tr>" CELL("<w:vMerge w:val=\"restart\"/>", "Item")
                    CELL("<w:gridSpan w:val=\"2\"/>",
                         "Years") "</w:tr><w:tr>" CELL("<w:vMerge/>", "x") CELL("", "2024")
                        CELL("", "2023") "</w:tr><w:tr>" CELL("", "Net revenue") CELL("", "1,204")
                            CELL("", "1,075") "</w:tr><w:tr><w:trPr><w:del/></w:trPr>" CELL(
                                "", "gone") "</w:tr><w:tr>" CELL("", "Loss") CELL("", "(57)")
                                CELL("", "—") "</w:tr></w:tbl>",
                "Item            Years\n"
                "              2024   2023\n"
                "Net revenue  1,204  1,075\n"
                "Loss          (57)      —\n");
}

static void text_boxes_stand_behind_their_paragraph_once(void **state)
{
    expect_page(
        *state,
        "<w:p><w:r><w:t>Text</w:t><mc:AlternateContent><mc:Choice><w:txbxContent>" P(
            "Box") "</w:txbxContent></mc:Choice><mc:Fallback><v:t><w:txbxContent>" P("Box") "</"
                                                                                            "w:"
                                                                                            "txbxCo"
                                                                                            "ntent>"
                                                                                            "</"
                                                                                            "v:t></"
                                                                                            "mc:"
                                                                                            "Fallba"
                                                                                            "ck></"
                                                                                            "mc:"
                                                                                            "Altern"
                                                                                            "ateCon"
                                                                                            "tent><"
                                                                                            "/w:r>"
                                                                                            "</"
                                                                                            "w:p>",
        "Text\n\nBox\n");
}

#define PAGE_END "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
#define NOTE(id) "<w:r><w:footnoteReference w:id=\"" id "\"/></w:r>"

static void pages_end_where_the_document_says_and_notes_stand_at_their_end(void **state)
{
    gk_document *d = read_body(
        *state, STYLED("H1", "Results") "<w:p><w:r><w:t>Sales</w:t></w:r>" NOTE(
                    "1") "</w:p>" PAGE_END
                         "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Second</w:t></w:r>" NOTE(
                             "2") "<w:r><w:lastRenderedPageBreak/><w:t>Third</w:t></w:r></w:p>");
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[0].text, "Results\n\nSales[1]\n\n[1] Unaudited.\n");
    assert_string_equal(d->pages[1].text, "Second[2]\n\n[2] Restated.\n");
    assert_string_equal(d->pages[2].text, "Third\n");
    assert_string_equal(d->pages[0].label, "Results");
    assert_string_equal(d->pages[2].label, "Results");
    gk_document_free(d);
}

#define SECTION(type)                                                                              \
    "<w:p><w:pPr><w:sectPr>" type "</w:sectPr></w:pPr><w:r><w:t>End</w:t></w:r></w:p>"

static void a_section_begins_a_page_unless_it_says_that_it_flows(void **state)
{
    gk_document *d = read_body(*state, SECTION("") P("Next") "<w:sectPr/>");
    assert_int_equal(d->page_count, 2);
    gk_document_free(d);
    d = read_body(*state,
                  SECTION("") P("Next") "<w:sectPr><w:type w:val=\"continuous\"/></w:sectPr>");
    assert_int_equal(d->page_count, 1);
    gk_document_free(d);
}

/* Sections of 60 lines under headings, no page ends. */
static void a_document_without_pages_is_cut_at_its_headings(void **state)
{
    gk_string body = {0};
    for (int i = 1; i <= 3; i++) {
        gk_string_addf(&body, STYLED("Own", "Part %d"), i);
        for (int k = 0; k < 30; k++) gk_string_add(&body, P("Line"));
    }
    for (int k = 0; k < 200; k++) gk_string_add(&body, P("Line"));
    gk_document *d = read_body(*state, body.data);
    assert_int_equal(d->page_count, 6);
    assert_string_equal(d->pages[1].label, "Part 2");
    assert_memory_equal(d->pages[1].text, "Part 2\n", 7);
    assert_string_equal(d->pages[5].label, "Part 3");
    for (size_t i = 0; i < d->page_count; i++) assert_true(d->pages[i].line_count <= 200);
    gk_document_free(d);
    gk_string_free(&body);
}

static void the_title_is_that_of_the_properties_or_of_the_style(void **state)
{
    gk_document *d = read_body(*state, STYLED("T", "House view") P("Text"));
    assert_string_equal(d->title, "House view");
    gk_document_free(d);
    package p = package_start(*state, "b.docx");
    package_main(&p, "word/document.xml", "wordprocessingml.document");
    package_part(&p, "core.xml", "<cp><dc:title xmlns:dc=\"d\">The  title</dc:title></cp>");
    package_part(&p, "word/document.xml",
                 "<w:document xmlns:w=\"w\"><w:body>" P("Text") "</w:body></w:document>");
    d = read_file(package_end(&p));
    assert_string_equal(d->title, "The title");
    gk_document_free(d);
}

static void the_content_decides_not_the_name(void **state)
{
    package p = package_start(*state, "report.bin");
    package_main(&p, "word/document.xml", "wordprocessingml.document");
    package_part(&p, "word/document.xml",
                 "<w:document xmlns:w=\"w\"><w:body>" P("Text") "</w:body></w:document>");
    expect_run("--kind", package_end(&p), NULL, 0, "docx\n", "");
}

static void a_damaged_or_empty_document_is_refused_with_its_reason(void **state)
{
    expect_refusal(*state, "a.docx", "PK\3\4 and nothing", 15, GK_INPUT,
                   "is damaged: its ZIP cannot be read");
    expect_refusal(*state, "a.docx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 more", 13, GK_INPUT,
                   "is encrypted and needs a password: add a copy saved without one");
    package p = package_start(*state, "a.docx");
    package_main(&p, "word/document.xml", "wordprocessingml.document");
    package_part(&p, "word/document.xml", "<w:document><w:body/></w:document>");
    expect_run(package_end(&p), NULL, NULL, 3, "", "holds no text");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(paragraphs_stand_apart_as_their_style_says),
        TEST(a_long_paragraph_takes_several_lines),
        TEST(lists_are_counted),
        TEST(deleted_and_hidden_text_and_the_codes_of_fields_are_not_shown),
        TEST(a_paragraph_whose_end_was_deleted_goes_on_in_the_next),
        TEST(tables_keep_their_columns),
        TEST(text_boxes_stand_behind_their_paragraph_once),
        TEST(pages_end_where_the_document_says_and_notes_stand_at_their_end),
        TEST(a_section_begins_a_page_unless_it_says_that_it_flows),
        TEST(a_document_without_pages_is_cut_at_its_headings),
        TEST(the_title_is_that_of_the_properties_or_of_the_style),
        TEST(the_content_decides_not_the_name),
        TEST(a_damaged_or_empty_document_is_refused_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
