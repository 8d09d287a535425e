/* SPDX-License-Identifier: Apache-2.0
 *
 * PPTX through goshawk-read: slides as pages, shapes in reading order.
 */
#include "package.h"

#define PARAGRAPH(properties, text) "<a:p>" properties "<a:r><a:t>" text "</a:t></a:r></a:p>"
#define SHAPE(placeholder, x, y, paragraphs)                                                       \
    "<p:sp><p:nvSpPr><p:nvPr>" placeholder "</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"" x     \
    "\" y=\"" y "\"/><a:ext cx=\"100\" cy=\"100\"/></a:xfrm></p:spPr><p:txBody>" paragraphs        \
    "</p:txBody></p:sp>"
#define SLIDE(show, shapes)                                                                        \
    "<p:sld xmlns:p=\"p\" xmlns:a=\"a\" xmlns:c=\"c\" xmlns:r=\"r\"" show                          \
    "><p:cSld><p:spTree>" shapes "</p:spTree></p:cSld></p:sld>"

static const char chart[] =
    "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>"
    "Output</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx>"
    "<c:strRef><c:strCache><c:pt idx=\"0\"><c:v>Copper</c:v></c:pt></c:strCache></c:strRef></c:tx>"
    "<c:cat><c:strRef><c:strCache><c:pt idx=\"0\"><c:v>Q1</c:v></c:pt><c:pt idx=\"1\"><c:v>Q2"
    "</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>"
    "#,##0.0</c:formatCode><c:pt idx=\"0\"><c:v>19.25</c:v></c:pt><c:pt idx=\"1\"><c:v>1216.7"
    "</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:ser><c:tx><c:v>Gold</c:v></c:tx>"
    "<c:val><c:numLit><c:pt idx=\"1\"><c:v>3</c:v></c:pt></c:numLit></c:val></c:ser></c:barChart>"
    "</c:plotArea></c:chart></c:chartSpace>";

static const char notes[] = "<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>" SHAPE(
    "<p:ph type=\"sldNum\"/>", "0", "0", PARAGRAPH("", "1"))
    SHAPE("<p:ph type=\"body\"/>", "0", "0",
          PARAGRAPH("", "Say it slowly.")) "</p:spTree></p:cSld></p:notes>";

/* Its placeholder 7 stands above everything, and its title below. */
static const char layout[] = "<p:sldLayout xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>" SHAPE(
    "<p:ph type=\"body\" idx=\"7\"/>", "0", "1", "")
    SHAPE("<p:ph type=\"title\"/>", "0", "9000", "") "</p:spTree></p:cSld></p:sldLayout>";

static gk_document *read_slides(world *w, const char *const *slides, size_t count)
{
    package p = package_start(w, "a.pptx");
    gk_string list = {0}, relations = {0};
    package_main(&p, "ppt/presentation.xml", "presentationml.presentation");
    gk_string_add(&list, "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst>");
    gk_string_add(&relations, "<Relationships>");
    for (size_t i = 0; i < count; i++) {
        gk_string_addf(&list, "<p:sldId id=\"%zu\" r:id=\"s%zu\"/>", 256 + i, i);
        gk_string_addf(&relations,
                       "<Relationship Id=\"s%zu\" Type=\"http://e/slide\" "
                       "Target=\"slides/slide%zu.xml\"/>",
                       i, i);
    }
    gk_string_add(&list, "</p:sldIdLst></p:presentation>");
    gk_string_add(&relations, "</Relationships>");
    package_part(&p, "ppt/presentation.xml", list.data);
    package_part(&p, "ppt/_rels/presentation.xml.rels", relations.data);
    for (size_t i = 0; i < count; i++) {
        char *part = gk_format("ppt/slides/slide%zu.xml", i);
        package_part(&p, part, slides[i]);
        gk_free(part);
    }
    package_relations(&p, "ppt/slides/_rels/slide0.xml.rels",
                      (const char *const[]){"r1", "slideLayout", "../layout.xml", "r2",
                                            "notesSlide", "../notes.xml", "r3", "chart",
                                            "../chart.xml", NULL});
    package_part(&p, "ppt/layout.xml", layout);
    package_part(&p, "ppt/notes.xml", notes);
    package_part(&p, "ppt/chart.xml", chart);
    gk_string_free(&list);
    gk_string_free(&relations);
    return read_file(package_end(&p));
}

static void expect_slide(world *w, const char *slide, const char *text)
{
    gk_document *d = read_slides(w, &slide, 1);
    assert_string_equal(d->format, "pptx");
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
}

static void shapes_are_read_title_first_then_down_and_across(void **state)
{
    expect_slide(
        *state,
        SLIDE("", SHAPE("", "500", "1010", PARAGRAPH("", "right"))
                      SHAPE("", "0", "1000", PARAGRAPH("", "left")) SHAPE("", "0", "500",
                                                                          PARAGRAPH("", "above"))
                          SHAPE("<p:ph type=\"ftr\"/>", "0", "0", PARAGRAPH("", "footer"))
                              SHAPE("<p:ph type=\"title\"/>", "0", "2000", PARAGRAPH("", "Title"))),
        "Title\n\nabove\n\nleft\n\nright\n\nNotes: Say it slowly.\n");
}

static void a_placeholder_stands_where_its_layout_puts_it(void **state)
{
    expect_slide(
        *state,
        SLIDE("",
              SHAPE("", "0", "500",
                    PARAGRAPH(
                        "",
                        "below")) "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"body\" idx=\"7\"/></p:nvPr>"
                                  "</p:nvSpPr><p:spPr/><p:txBody>" PARAGRAPH(
                                      "", "above") "</p:txBody></p:sp>"),
        "above\n\nbelow\n\nNotes: Say it slowly.\n");
}

static void groups_lie_where_they_are_put(void **state)
{
    expect_slide(
        *state,
        SLIDE(
            "",
            SHAPE("", "0", "500",
                  PARAGRAPH(
                      "", "second")) "<p:grpSp><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"100\"/><a:ext "
                                     "cx=\"100\" cy=\"100\"/><a:chOff x=\"0\" y=\"9000\"/><a:chExt "
                                     "cx=\"100\" cy=\"1000\"/></a:xfrm></p:grpSpPr>" SHAPE(
                                         "", "0", "9500", PARAGRAPH("", "first")) "</p:grpSp>"),
        "first\n\nsecond\n\nNotes: Say it slowly.\n");
}

static void paragraphs_keep_bullets_numbers_and_levels(void **state)
{
    expect_slide(*state,
                 SLIDE("", SHAPE("", "0", "0",
                                 PARAGRAPH("<a:pPr><a:buChar char=\"•\"/></a:pPr>", "one")
                                     PARAGRAPH("<a:pPr lvl=\"1\"><a:buAutoNum "
                                               "type=\"alphaLcParenR\"/></a:pPr>",
                                               "two") PARAGRAPH("<a:pPr lvl=\"1\"><a:buAutoNum "
                                                                "type=\"alphaLcParenR\"/></a:pPr>",
                                                                "three"))),
                 "• one\n  a) two\n  b) three\n\nNotes: Say it slowly.\n");
}

#define CELL(attributes, text)                                                                     \
    "<a:tc" attributes "><a:txBody>" PARAGRAPH("", text) "</a:txBody></a:tc>"

static void tables_and_charts_are_laid_out(void **state)
{
    expect_slide(
        *state,
        SLIDE("",
              "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"1\" cy=\"1\"/>"
              "</p:xfrm><a:graphic><a:graphicData><a:tbl><a:tr>" CELL("", "") CELL(
                  " gridSpan=\"2\"", "Years") CELL(" hMerge=\"1\"",
                                                   "") "</a:tr><a:tr>" CELL("", "Revenue")
                  CELL("", "1,204") CELL(
                      "",
                      "1,075") "</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
                               "<p:graphicFrame><p:xfrm><a:off x=\"0\" y=\"500\"/><a:ext cx=\"1\" "
                               "cy=\"1\"/></p:xfrm><a:graphic><a:graphicData><c:chart r:id=\"r3\"/>"
                               "</a:graphicData></a:graphic></p:graphicFrame>"),
        "            Years\n"
        "Revenue  1,204  1,075\n"
        "\n"
        "Output\n"
        "     Copper  Gold\n"
        "Q1     19.3\n"
        "Q2  1,216.7     3\n"
        "\n"
        "Notes: Say it slowly.\n");
}

static void slides_are_pages_called_by_their_titles(void **state)
{
    static const char *const slides[] = {
        SLIDE("", SHAPE("<p:ph type=\"ctrTitle\"/>", "0", "0", PARAGRAPH("", "Investor day"))),
        SLIDE("", SHAPE("", "0", "0", PARAGRAPH("", "no title"))),
        SLIDE(" show=\"0\"", SHAPE("<p:ph type=\"title\"/>", "0", "0", PARAGRAPH("", "Spare")))};
    gk_document *d = read_slides(*state, slides, 3);
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[0].label, "Investor day");
    assert_null(d->pages[1].label);
    assert_string_equal(d->pages[2].label, "Spare (hidden)");
    gk_document_free(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(shapes_are_read_title_first_then_down_and_across),
        TEST(a_placeholder_stands_where_its_layout_puts_it),
        TEST(groups_lie_where_they_are_put),
        TEST(paragraphs_keep_bullets_numbers_and_levels),
        TEST(tables_and_charts_are_laid_out),
        TEST(slides_are_pages_called_by_their_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
