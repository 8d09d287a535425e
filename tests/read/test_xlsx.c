/* SPDX-License-Identifier: Apache-2.0
 *
 * XLSX through goshawk-read: sheets as places, cells as they are shown.
 */
#include "package.h"

#include <sys/resource.h>

/* A workbook of sheets whose XML is given; code is the number format of style 1. */
static const char *write_book(world *w, const char *properties, const char *code,
                              const char *const *names, const char *const *sheets, size_t count)
{
    package p = package_start(w, "a.xlsx");
    gk_string book = {0}, relations = {0};
    package_main(&p, "xl/workbook.xml", "spreadsheetml.sheet");
    gk_string_addf(&book, "<workbook xmlns:r=\"r\">%s<sheets>", properties);
    gk_string_add(&relations, "<Relationships>");
    for (size_t i = 0; i < count; i++) {
        gk_string_addf(&book, "<sheet name=\"%s\" sheetId=\"%zu\" r:id=\"s%zu\"%s/>", names[i],
                       i + 7, i, strstr(names[i], "Backup") ? " state=\"veryHidden\"" : "");
        gk_string_addf(&relations,
                       "<Relationship Id=\"s%zu\" Type=\"http://e/worksheet\" Target=\"/xl/"
                       "sheet%zu.xml\"/>",
                       i, i);
    }
    gk_string_add(&book, "</sheets></workbook>");
    gk_string_add(&relations,
                  "<Relationship Id=\"x\" Type=\"http://e/styles\" Target=\"styles.xml\"/>"
                  "<Relationship Id=\"y\" Type=\"http://e/sharedStrings\" Target=\"s.xml\"/>"
                  "</Relationships>");
    package_part(&p, "xl/workbook.xml", book.data);
    package_part(&p, "xl/_rels/workbook.xml.rels", relations.data);
    char *styles = gk_format("<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"%s\"/>"
                             "</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"200\"/>"
                             "<xf numFmtId=\"14\"/><xf numFmtId=\"37\"/></cellXfs></styleSheet>",
                             code);
    package_part(&p, "xl/styles.xml", styles);
    package_part(&p, "xl/s.xml",
                 "<sst><si><t>Item</t></si><si><r><t>Net </t></r><r><t>sales</t></r><rPh><t>no"
                 "</t></rPh></si><si><t>a_x000D_b</t></si></sst>");
    for (size_t i = 0; i < count; i++) {
        char *part = gk_format("xl/sheet%zu.xml", i);
        package_part(&p, part, sheets[i]);
        gk_free(part);
    }
    gk_free(styles);
    gk_string_free(&book);
    gk_string_free(&relations);
    return package_end(&p);
}

static gk_document *read_sheet(world *w, const char *properties, const char *code,
                               const char *sheet)
{
    const char *name = "Income";
    return read_file(write_book(w, properties, code, &name, &sheet, 1));
}

static void expect_sheet(world *w, const char *sheet, const char *text)
{
    gk_document *d = read_sheet(w, "", "0", sheet);
    assert_string_equal(d->format, "xlsx");
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].label, "Income");
    assert_string_equal(d->pages[0].text, text);
    gk_document_free(d);
}

static void expect_stated(const gk_document *d, size_t i, gk_field field, const char *value,
                          const char *where)
{
    assert_true(i < d->stated_count);
    assert_int_equal(d->stated[i].field, field);
    assert_string_equal(d->stated[i].value, value);
    assert_string_equal(d->stated[i].where, where);
}

#define CELL(text)       "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">" text "</t></is></c>"
#define ROW(name, value) "<row>" CELL(name) CELL("&#160;") CELL(value) "</row>"
#define COVER(title)                                                                               \
    "<worksheet><sheetData><row>" CELL(title) "</row>" ROW("Document Type", "10-Q")                \
        ROW("Entity Registrant Name", "Widget Works Inc.") ROW("Entity Central Index Key", "1750") \
            ROW("Document Fiscal Year Focus", "2025") ROW("Document Fiscal Period Focus", "Q2")    \
                ROW("Document Period End Date", "Mar. 29,  2025") ROW("Trading Symbol", "wdgt")    \
                    ROW("Trading Symbol", "WDGT25") "</sheetData></worksheet>"

static void a_cover_sheet_states_what_the_filing_is(void **state)
{
    static const char *const titles[] = {COVER("Cover page - shares"),
                                         COVER("Document and Entity Information")};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        gk_document *d = read_sheet(*state, "", "0", titles[i]);
        expect_stated(d, 0, GK_FIELD_FORM, "10-Q", "cover sheet Document Type");
        expect_stated(d, 1, GK_FIELD_COMPANY, "Widget Works Inc.",
                      "cover sheet Entity Registrant Name");
        expect_stated(d, 2, GK_FIELD_CIK, "0000001750", "cover sheet Entity Central Index Key");
        expect_stated(d, 3, GK_FIELD_FISCAL_YEAR, "2025", "cover sheet Document Fiscal Year Focus");
        expect_stated(d, 4, GK_FIELD_FISCAL_PERIOD, "Q2",
                      "cover sheet Document Fiscal Period Focus");
        expect_stated(d, 5, GK_FIELD_PERIOD_END, "2025-03-29",
                      "cover sheet Document Period End Date");
        expect_stated(d, 6, GK_FIELD_TICKER, "WDGT", "cover sheet Trading Symbol");
        assert_int_equal(d->stated_count, 7);
        assert_int_equal(d->page_count, 1);
        gk_document_free(d);
    }
}

/* A hidden sheet before it does not count; one behind another sheet is no cover. */
static void only_the_first_sheet_in_sight_is_a_cover(void **state)
{
    static const char other[] = "<worksheet><sheetData><row>" CELL("Sales") "</row></sheetData>"
                                                                            "</worksheet>";
    static const struct {
        const char *names[2], *sheets[2];
        size_t stated;
    } cases[] = {{{"Backup", "Cover"}, {other, COVER("Cover")}, 7},
                 {{"Sales", "Cover"}, {other, COVER("Cover")}, 0},
                 {{"Backup", "Sales"}, {COVER("Cover"), other}, 0},
                 {{"Cover", "Sales"}, {COVER("Our data"), other}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_document *d = read_file(write_book(*state, "", "0", cases[i].names, cases[i].sheets, 2));
        assert_int_equal(d->stated_count, cases[i].stated);
        assert_int_equal(d->page_count, 2);
        gk_document_free(d);
    }
}

static void cells_are_shown_in_their_columns(void **state)
{
    expect_sheet(*state,
                 "<worksheet><sheetData>"
                 "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>Statement of income, in millions"
                 "</t></is></c></row>"
                 "<row r=\"4\"><c r=\"C4\" t=\"str\"><f>A1</f><v>Fiscal years</v></c></row>"
                 "<row r=\"5\"><c r=\"B5\" t=\"s\"><v>0</v></c><c r=\"C5\"><v>2024</v></c>"
                 "<c r=\"D5\"><v>2023</v></c></row>"
                 "<row r=\"6\"><c r=\"B6\" t=\"s\"><v>1</v></c><c r=\"C6\" s=\"3\"><v>1204</v></c>"
                 "<c r=\"D6\" s=\"3\"><v>-75</v></c></row>"
                 "<row r=\"9\"><c r=\"B9\" t=\"s\"><v>2</v></c><c r=\"C9\" t=\"b\"><v>1</v></c>"
                 "<c r=\"D9\" t=\"e\"><v>#N/A</v></c></row>"
                 "</sheetData><mergeCells><mergeCell ref=\"C4:D4\"/></mergeCells></worksheet>",
                 "Statement of income, in millions\n"
                 "           Fiscal years\n"
                 "Item         2024  2023\n"
                 "Net sales  1,204   (75)\n"
                 "\n"
                 "ab           TRUE  #N/A\n");
}

static void every_sheet_is_a_place_and_none_is_left_out(void **state)
{
    static const char *const names[] = {"Income", "Backup", "Empty", "Notes"};
    static const char *const sheets[] = {
        "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
        ("<worksheet><cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols><sheetData><row "
         "hidden=\"1\"><c><v>2</v></c></row></sheetData></worksheet>"),
        "<worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData><row><c><v>3</v></c></row></sheetData></worksheet>"};
    gk_document *d = read_file(write_book(*state, "", "0", names, sheets, 4));
    assert_int_equal(d->page_count, 3);
    assert_string_equal(d->pages[0].label, "Income");
    assert_string_equal(d->pages[1].label, "Backup (hidden)");
    assert_string_equal(d->pages[1].text, "2\n");
    assert_string_equal(d->pages[2].label, "Notes");
    gk_document_free(d);
}

/* What a spreadsheet shows for a value in a format. */
static const struct {
    const char *code, *value, *shown;
} formats[] = {
    {"General", "1204.5", "1204.5"},
    {"General", "-0.1234567891234", "-0.123456789"},
    {"General", "0.30000000000000004", "0.3"},
    {"General", "123456789012", "123456789012"},
    {"General", "1E+20", "1E+20"},
    {"General", "0", "0"},
    {"0", "2.5", "3"},
    {"0", "-2.5", "-3"},
    {"0.00", "1.005", "1.01"},
    {"0.00", "999.999", "1000.00"},
    {"#,##0", "1234567.8", "1,234,568"},
    {"#,##0", "0", "0"},
    {"#,###", "0", ""},
    {"0000", "42", "0042"},
    {"#,##0.0,,", "1234567890", "1,234.6"},
    {"#,##0_);(#,##0)", "-57", "(57)"},
    {"#,##0_);[Red](#,##0)", "57", "57"},
    {"#,##0;(#,##0);&quot;–&quot;", "0", "–"},
    {"_($* #,##0.00_);_($* (#,##0.00);_($* &quot;-&quot;?\?_);_(@_)", "1204.5", "$ 1,204.50"},
    {"_($* #,##0.00_);_($* (#,##0.00);_($* &quot;-&quot;?\?_);_(@_)", "-1204.5", "$ (1,204.50)"},
    {"_($* #,##0.00_);_($* (#,##0.00);_($* &quot;-&quot;?\?_);_(@_)", "0", "$ -"},
    {"[$€-407] #,##0.00", "3.5", "€ 3.50"},
    {"[$-409]d-mmm-yy", "45473", "30-Jun-24"},
    {"0.0%", "0.1845", "18.5%"},
    {"0%", "0.005", "1%"},
    {"0.00E+00", "12345", "1.23E+04"},
    {"##0.0E+0", "0.00012345", "123.5E-6"},
    {"# ?/?", "2.5", "2 1/2"},
    {"# ?\?/16", "0.1875", "3/16"},
    {"0.0x", "12.34", "12.3x"},
    {"0 &quot;bps&quot;", "25", "25 bps"},
    {"[&gt;=1000000]0.0,,&quot;M&quot;;[&gt;=1000]0.0,&quot;K&quot;;0", "2500000", "2.5M"},
    {"[&gt;=1000000]0.0,,&quot;M&quot;;[&gt;=1000]0.0,&quot;K&quot;;0", "2500", "2.5K"},
    {"[&gt;=1000000]0.0,,&quot;M&quot;;[&gt;=1000]0.0,&quot;K&quot;;0", "25", "25"},
    {"yyyy-mm-dd", "45473", "2024-06-30"},
    {"yyyy-mm-dd", "60", "1900-02-29"},
    {"yyyy-mm-dd", "59", "1900-02-28"},
    {"yyyy-mm-dd", "61", "1900-03-01"},
    {"mmmm d, yyyy", "45473", "June 30, 2024"},
    {"dddd", "45473", "Sunday"},
    {"yyyy&quot;年&quot;m&quot;月&quot;", "45473", "2024年6月"},
    {"h:mm AM/PM", "45473.5868055556", "2:05 PM"},
    {"hh:mm:ss", "0.999999", "00:00:00"},
    {"mm:ss.0", "0.0006979166", "01:00.3"},
    {"[h]:mm", "1.5", "36:00"},
    {"m/d/yyyy h:mm", "45473.25", "6/30/2024 6:00"},
    {"yyyy-mm-dd", "-5", "-5"},
    {"@", "7", "7"},
};

static void numbers_are_shown_in_their_formats(void **state)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char *sheet = gk_format("<worksheet><sheetData><row><c t=\"str\"><v>|</v></c><c s=\"1\"><v>"
                                "%s</v></c></row></sheetData></worksheet>",
                                formats[i].value);
        gk_document *d = read_sheet(*state, "", formats[i].code, sheet);
        char *expected = gk_format("|%s%s\n", formats[i].shown[0] ? "  " : "", formats[i].shown);
        char *got = gk_format("|%s%s", d->pages[0].length > 3 ? "  " : "",
                              d->pages[0].text + 1 + strspn(d->pages[0].text + 1, " "));
        if (strcmp(got, expected) != 0)
            print_error("%s of %s\n", formats[i].code, formats[i].value);
        assert_string_equal(got, expected);
        gk_document_free(d);
        gk_free(sheet);
        gk_free(expected);
        gk_free(got);
    }
}

static void text_stands_in_the_words_of_its_format(void **state)
{
    gk_document *d = read_sheet(*state, "", "0;0;0;&quot;[&quot;@&quot;]&quot;",
                                "<worksheet><sheetData><row><c s=\"1\" t=\"s\"><v>0</v></c></row>"
                                "</sheetData></worksheet>");
    assert_string_equal(d->pages[0].text, "[Item]\n");
    gk_document_free(d);
}

static void dates_may_count_from_1904(void **state)
{
    gk_document *d = read_sheet(*state, "<workbookPr date1904=\"1\"/>", "yyyy-mm-dd",
                                "<worksheet><sheetData><row><c s=\"1\"><v>44011</v></c></row>"
                                "</sheetData></worksheet>");
    assert_string_equal(d->pages[0].text, "2024-06-30\n");
    gk_document_free(d);
}

/* Rows 1 to count with their number, headings in the first. */
static gk_string long_sheet(int count)
{
    gk_string s = {0};
    gk_string_add(&s, "<worksheet><sheetViews><sheetView><pane ySplit=\"1\" state=\"frozen\"/>"
                      "</sheetView></sheetViews><sheetData>"
                      "<row><c t=\"str\"><v>Day</v></c></row>");
    for (int i = 2; i <= count; i++)
        gk_string_addf(&s, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c></row>", i, i, i);
    gk_string_add(&s, "</sheetData></worksheet>");
    return s;
}

static void a_long_sheet_is_several_places_under_its_headings(void **state)
{
    gk_string s = long_sheet(330);
    gk_document *d = read_sheet(*state, "", "0", s.data);
    assert_int_equal(d->page_count, 3);
    for (size_t i = 0; i < d->page_count; i++) {
        assert_string_equal(d->pages[i].label, "Income");
        assert_memory_equal(d->pages[i].text, "Day\n", 4);
    }
    assert_non_null(strstr(d->pages[1].text, "Day\n151\n"));
    assert_non_null(strstr(d->pages[2].text, "\n330\n"));
    gk_document_free(d);
    gk_string_free(&s);
}

static void a_sheet_of_200000_rows_takes_little_memory(void **state)
{
    gk_string s = long_sheet(200000);
    const char *name = "Prices";
    const char *path = write_book(*state, "", "0", &name, (const char *const *)&s.data, 1);
    gk_string_free(&s);
    gk_process_result result = run_reader(path, NULL, NULL);
    assert_int_equal(result.exit_code, 0);
    assert_true(gk_ends_with(result.out, "{\"end\":2000}\n"));
    gk_process_result_free(&result);
#if !defined(__SANITIZE_ADDRESS__)
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
    assert_true(used.ru_maxrss < 64L << 10); /* KiB */
#endif
}

static void a_binary_workbook_is_refused_by_its_name(void **state)
{
    package p = package_start(*state, "a.xlsb");
    package_part(&p, "[Content_Types].xml",
                 "<Types><Override PartName=\"/b.bin\" ContentType=\"application/vnd.ms-excel."
                 "sheet.binary.macroEnabled.main\"/></Types>");
    package_part(&p, "_rels/.rels",
                 "<Relationships><Relationship Id=\"r\" Type=\"http://e/officeDocument\" "
                 "Target=\"b.bin\"/></Relationships>");
    package_part(&p, "b.bin", "x");
    expect_run(package_end(&p), NULL, NULL, 3, "", "is a binary workbook (XLSB): save it as XLSX");
}

/* text with two spaces for more; gk_free. */
static char *squeeze(const char *text)
{
    gk_string s = {0};
    for (; *text; text++)
        if (*text != ' ' || !gk_ends_with(s.data ? s.data : "", "  "))
            gk_string_append(&s, text, 1);
    return gk_string_take(&s);
}

/* The SEC's own workbook of a filing, where it was unpacked. */
static void a_filings_workbook_reads_like_its_statements(void **state)
{
    (void)state;
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_format("%s/edgar/xbrl.tar.xz", data ? data : GK_SOURCE_DIR "/../shared/data");
    if (!gk_path_exists(path)) {
        gk_free(path);
        print_message("skipped: no shared data\n");
        skip();
    }
    struct archive *tar = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_format_tar(tar);
    archive_read_support_filter_xz(tar);
    assert_int_equal(archive_read_open_filename(tar, path, 1 << 16), ARCHIVE_OK);
    gk_free(path);
    gk_document *d = NULL;
    while (!d && archive_read_next_header(tar, &entry) == ARCHIVE_OK) {
        if (!gk_ends_with(archive_entry_pathname(entry), ".xlsx")) continue;
        size_t size = (size_t)archive_entry_size(entry);
        char *bytes = gk_alloc(size);
        assert_int_equal(archive_read_data(tar, bytes, size), (la_ssize_t)size);
        d = read_bytes(*state, "report.xlsx", bytes, size);
        gk_free(bytes);
    }
    archive_read_free(tar);
    assert_non_null(d);
    assert_int_equal(d->page_count, 42);
    expect_stated(d, 0, GK_FIELD_FORM, "10-Q", "cover sheet Document Type");
    expect_stated(d, 1, GK_FIELD_PERIOD_END, "2025-03-29", "cover sheet Document Period End Date");
    assert_int_equal(d->stated_count, 7);
    assert_string_equal(d->pages[1].label, "CONDENSED CONSOLIDATED STATEMEN");
    static const char *const lines[] = {
        "\nNet sales  $ 95,359  $ 90,753  $ 219,659  $ 210,328\n",
        "\nOther income/(expense), net  (279)  158  (527)  108\n",
        "\nBasic (in dollars per share)  $ 1.65  $ 1.53  $ 4.06  $ 3.72\n"};
    char *text = squeeze(d->pages[1].text);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_non_null(strstr(text, lines[i]));
    gk_free(text);
    gk_document_free(d);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(cells_are_shown_in_their_columns),
        TEST(every_sheet_is_a_place_and_none_is_left_out),
        TEST(numbers_are_shown_in_their_formats),
        TEST(text_stands_in_the_words_of_its_format),
        TEST(dates_may_count_from_1904),
        TEST(a_long_sheet_is_several_places_under_its_headings),
        TEST(a_sheet_of_200000_rows_takes_little_memory),
        TEST(a_binary_workbook_is_refused_by_its_name),
        TEST(a_cover_sheet_states_what_the_filing_is),
        TEST(only_the_first_sheet_in_sight_is_a_cover),
        TEST(a_filings_workbook_reads_like_its_statements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
