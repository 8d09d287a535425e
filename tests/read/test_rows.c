/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of news through goshawk-read --unpack: CSV and its relatives, JSON lines with a mapping.
 */
#include "unpacked.h"

/* ---- CSV ---------------------------------------------------------------------------------- */

static void a_row_is_a_piece_of_news(void **state)
{
    const char csv[] =
        "title,body,date,ticker,company,source,url,lang\r\n"
        "\"Quill, Inc. up\",\"Line one\r\nline \"\"two\"\"\",2024-01-05T09:30:00+08:00,"
        "QLL,Quill Inc.,Wire,https://w.example/1,en-US\r\n"
        "\r\n"
        "Second,Only text.,,,,,,\r\n";
    expect_kind(world_file(*state, "news.csv", csv, strlen(csv)), "csv\n");
    unpacked all = unpack_text(*state, "news.csv", csv);
    assert_int_equal(all.count, 2);
    expect_member(&all, "news_000001.txt",
                  "Quill, Inc. up\n\nLine one\r\nline \"two\"\n\nhttps://w.example/1\n");
    assert_string_equal(all.members[0].stated,
                        "company=Quill Inc. (column company);ticker=QLL (column ticker);"
                        "published=2024-01-05T01:30:00Z (column date);language=en (column lang);"
                        "source=Wire (column source);form=News (table of news);");
    expect_member(&all, "news_000002.txt", "Second\n\nOnly text.\n");
    unpacked_free(&all);
}

static void chinese_columns_in_gbk_are_known(void **state)
{
    /* 标题;正文;发布时间;股票代码;股票简称 / 茅台;营收增长;2024年1月5日;600519;贵州茅台 */
    unpacked all = unpack_text(*state, "cn.csv",
                               "\xB1\xEA\xCC\xE2;\xD5\xFD\xCE\xC4;\xB7\xA2\xB2\xBC\xCA\xB1\xBC\xE4;"
                               "\xB9\xC9\xC6\xB1\xB4\xFA\xC2\xEB;\xB9\xC9\xC6\xB1\xBC\xF2\xB3\xC6\n"
                               "\xC3\xA9\xCC\xA8;\xD3\xAA\xCA\xD5\xD4\xF6\xB3\xA4;2024\xC4\xEA"
                               "1\xD4\xC2"
                               "5\xC8\xD5;600519;\xB9\xF3\xD6\xDD\xC3\xA9\xCC\xA8\n");
    expect_member(&all, "cn_000001.txt", "茅台\n\n营收增长\n");
    assert_string_equal(all.members[0].stated,
                        "ticker=600519.SH (column 股票代码);published=2024-01-05 (column 发布时间);"
                        "alias=贵州茅台 (column 股票简称);form=News (table of news);");
    unpacked_free(&all);
}

static void every_delimiter_is_found(void **state)
{
    const char *const tables[] = {
        "id,text\nx 1,\"a,b;c\td|e\"\n",      "id;text\nx 1;\"a,b;c\td|e\"\n",
        "id\ttext\nx 1\t\"a,b;c\td|e\"\n",    "id|text\nx 1|\"a,b;c\td|e\"\n",
        "sep=;\nid;text\nx 1;\"a,b;c\td|e\"", "\xEF\xBB\xBFid,text\rx 1,\"a,b;c\td|e\"\r"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        unpacked all = unpack_text(*state, "t.csv", tables[i]);
        assert_int_equal(all.count, 1);
        expect_member(&all, "t_x-1.txt", "a,b;c\td|e\n");
        unpacked_free(&all);
    }
}

static void html_in_a_cell_stays_html(void **state)
{
    unpacked all = unpack_text(*state, "t.csv", "title,content\nA & B,\"<p class=x>Up</p>\"\n");
    const unpacked_member *m = member_named(&all, "t_000001.html");
    assert_non_null(strstr(m->bytes, "<h1>A &amp; B</h1>\n<p class=x>Up</p>"));
    unpacked_free(&all);
}

static void a_table_is_known_without_its_name(void **state)
{
    const char table[] = "headline,text\na,b\n", prose[] = "Notes, text\nof a meeting\n",
               uneven[] = "headline,text\nof a meeting, in the city, yesterday\n";
    expect_kind(world_file(*state, "export", table, strlen(table)), "csv\n");
    expect_kind(world_file(*state, "notes", prose, strlen(prose)), "text\n");
    expect_kind(world_file(*state, "notes", uneven, strlen(uneven)), "text\n");
}

static void a_table_without_text_is_refused_with_its_columns(void **state)
{
    expect_refusal(*state, "prices.csv", "date,open,cl\x1bose\n1,2,3\n", 23, GK_NOT_FOUND,
                   "a table without a column of text (text, body, content, 正文): it has date, "
                   "open, cl_ose");
    expect_refusal(*state, "a.csv", "words\n", 6, GK_NOT_FOUND, "a table without a header row");
}

static void wrong_rows_are_named_by_their_line(void **state)
{
    unpacked all = unpack_text(*state, "t.csv", "title,text\n\"a\nb\",c\nd\ne,f,g\nh,i,\n,\n");
    expect_member(&all, "t_000001.txt", "a b\n\nc\n");
    expect_left_out(&all, "t_000002.txt", "line 4: 1 columns, the header has 2");
    expect_left_out(&all, "t_000003.txt", "line 5: 3 columns, the header has 2");
    expect_member(&all, "t_000004.txt", "h\n\ni\n");
    expect_left_out(&all, "t_000005.txt", "has no text");
    unpacked_free(&all);
    const char open[] = "title,text\na,b\nc,\"d\ne,f\n";
    expect_failure(world_file(*state, "t.csv", open, strlen(open)),
                   "line 3, column 2: a quote that is never closed");
    const char none[] = "title,text\na\n";
    expect_failure(world_file(*state, "t.csv", none, strlen(none)), "line 2: 1 columns");
}

static void times_of_every_spelling_are_iso(void **state)
{
    static const struct {
        const char *written, *iso; /* NULL: none is stated */
    } all[] = {
        {"2024-01-05", "2024-01-05"},
        {"2024-01-05 09:30", "2024-01-05"},
        {"2024-01-05T09:30:15.250-0500", "2024-01-05T14:30:15Z"},
        {"2024-12-31T23:30:00-05:00", "2025-01-01T04:30:00Z"},
        {"2024-03-01T00:30:00+08:00", "2024-02-29T16:30:00Z"},
        {"Fri, 05 Jan 2024 09:30:00 GMT", "2024-01-05T09:30:00Z"},
        {"Fri, 5 Jan 24 09:30 EST", "2024-01-05T14:30:00Z"},
        {"January 5, 2024 4:05 PM ET", "2024-01-05T21:05:00Z"},
        {"Jul. 5, 2024 12:05 a.m. ET", "2024-07-05T04:05:00Z"},
        {"2024/1/5", "2024-01-05"},
        {"2024年1月5日 09:30", "2024-01-05"},
        {"20240105", "2024-01-05"},
        {"1704445800", "2024-01-05T09:10:00Z"},
        {"1704445800123", "2024-01-05T09:10:00Z"},
        {"13/01/2024", "2024-01-13"},
        {"01/02/2024", NULL},
        {"2024-02-30", NULL},
        {"soon", NULL},
    };
    gk_string csv = {0};
    gk_string_add(&csv, "text,published\n");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        gk_string_addf(&csv, "x,\"%s\"\n", all[i].written);
    unpacked got = unpack_text(*state, "t.csv", csv.data);
    assert_int_equal(got.count, sizeof all / sizeof *all);
    for (size_t i = 0; i < got.count; i++) {
        char *stated = all[i].iso ? gk_format("published=%s (column published);form=News "
                                              "(table of news);",
                                              all[i].iso)
                                  : gk_strdup("form=News (table of news);");
        if (strcmp(got.members[i].stated, stated) != 0)
            fail_msg("%s: %s", all[i].written, got.members[i].stated);
        gk_free(stated);
    }
    unpacked_free(&got);
    gk_string_free(&csv);
}

/* ---- with a mapping ----------------------------------------------------------------------- */

/* Writes a file beside the world's; it has to be taken away again. */
static char *beside(const world *w, const char *name, const char *text)
{
    char *path = gk_path_join(w->folder, name);
    assert_int_equal(gk_file_write(path, text, strlen(text), NULL), GK_OK);
    return path;
}

static void away(char *path)
{
    unlink(path);
    gk_free(path);
}

static const char lines[] =
    "{\"h\":\"Title\",\"b\":{\"t\":\"Body\"},\"ts\":\"2024-01-05 09:30:00\",\"n\":600519,\"k\":7}\n"
    "\n{\"h\":\"x\"\n[1]\n{\"b\":{\"t\":[\"one\",\"two\"]},\"k\":\"a/b\"}\n{\"h\":3}\n"
    "{\"h\":[\"\"],\"b\":{\"t\":[\"\"]}}\n";

static void json_lines_are_read_by_their_mapping(void **state)
{
    char *mapping = beside(*state, "n.fields.json",
                           "{\"text\":\"b.t\",\"title\":\"h\",\"published\":\"ts\","
                           "\"ticker\":\"n\",\"id\":\"k\",\"zone\":\"+08:00\"}");
    unpacked all = unpack_text(*state, "n.jsonl", lines);
    expect_member(&all, "n_7.txt", "Title\n\nBody\n");
    assert_string_equal(all.members[0].stated,
                        "ticker=600519.SH (column n);published=2024-01-05T01:30:00Z (column ts);"
                        "form=News (table of news);");
    expect_member(&all, "n_a-b.txt", "one\ntwo\n");
    assert_non_null(strstr(member_named(&all, "n_000003.txt")->reason, "line 3, column 8: "));
    expect_left_out(&all, "n_000004.txt", "line 4, column 1: is no JSON object");
    unpacked_free(&all);
    away(mapping);
}

static void a_folder_may_have_one_mapping_for_all(void **state)
{
    char *mapping = beside(*state, "goshawk-fields.json", "{\"text\":\"Inhalt\"}");
    unpacked all = unpack_text(*state, "n.jsonl", "{\"Inhalt\":\"a\"}\n");
    expect_member(&all, "n_000001.txt", "a\n");
    unpacked_free(&all);
    all = unpack_text(*state, "n.csv", "Nr,Inhalt\n1,b\n");
    expect_member(&all, "n_000001.txt", "b\n");
    unpacked_free(&all);
    away(mapping);
}

static void json_lines_without_a_mapping_say_what_is_missing(void **state)
{
    expect_refusal(*state, "n.jsonl", lines, strlen(lines), GK_NOT_FOUND,
                   "JSON lines without a field mapping: put NAME.fields.json beside it");
}

static void a_mapping_is_no_document_and_must_be_right(void **state)
{
    static const char *const wrong[][2] = {
        {"{\"text\":\"a\",\"foo\":\"b\"}", "n.fields.json: a field that is none of ours: foo"},
        {"{\"title\":\"a\"}", "n.fields.json: maps no \"text\""},
        {"{\"text\":1}", "n.fields.json: \"text\" has no column's name"},
        {"{\"text\":\"a\",\"zone\":\"Peking\"}", "n.fields.json: \"zone\" is not of the form"},
        {"{\"text\":\n}", "n.fields.json: line 2, column "},
        {"[]", "n.fields.json: is no JSON object"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *mapping = beside(*state, "n.fields.json", wrong[i][0]);
        expect_failure(world_file(*state, "n.jsonl", "{\"a\":\"x\"}\n", 10), wrong[i][1]);
        away(mapping);
    }
    expect_refusal(*state, "n.fields.json", "{}", 2, GK_NOT_FOUND,
                   "a field mapping is no document");
}

static void evaluation_questions_are_no_news(void **state)
{
    char *mapping = beside(*state, "n.fields.json", "{\"text\":\"a\"}");
    const char second[] = "{\"a\":\"x\"}\n{\"question\":\"q\",\"answer\":\"y\"}\n";
    expect_failure(world_file(*state, "n.jsonl", second, strlen(second)),
                   "evaluation questions never enter a library");
    const char first[] = "{\"question\":\"q\",\"answer\":\"y\",\"a\":\"x\"}\n";
    expect_refusal(*state, "n.jsonl", first, strlen(first), GK_NOT_FOUND,
                   "evaluation questions never enter a library");
    away(mapping);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_row_is_a_piece_of_news),
        test(chinese_columns_in_gbk_are_known),
        test(every_delimiter_is_found),
        test(html_in_a_cell_stays_html),
        test(a_table_is_known_without_its_name),
        test(a_table_without_text_is_refused_with_its_columns),
        test(wrong_rows_are_named_by_their_line),
        test(times_of_every_spelling_are_iso),
        test(json_lines_are_read_by_their_mapping),
        test(a_folder_may_have_one_mapping_for_all),
        test(json_lines_without_a_mapping_say_what_is_missing),
        test(a_mapping_is_no_document_and_must_be_right),
        test(evaluation_questions_are_no_news),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
