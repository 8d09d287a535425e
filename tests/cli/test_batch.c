/* SPDX-License-Identifier: Apache-2.0
 *
 * Filters on the command line, and batches: what a line may say, the tables, stopping and going on.
 */
#include "cli/batch_line.h"
#include "cli/rows.h"
#include "program.h"

#include <jansson.h>

static const char table[] =
    "file,company,ticker,form,fiscal_year,fiscal_period,published,language\n"
    "old.txt,Corvane Lamps,CVL,News,2022,,2022-05-02,en\n"
    "new.txt,Halden Optics,HALD,News,2023,Q2,2023-05-02T10:00:00Z,en\n"
    "lost.txt,Halden Optics,HALD,News,2023,,,en\n";

static int set_up(void **state)
{
    static char path[64];
    run r;
    enter_world(path);
    *state = path;
    assert_int_equal(mkdir("papers", 0700), 0);
    write_file("papers/goshawk-meta.csv", table);
    write_file("papers/old.txt",
               "Lamps were dearer in May, and \"freight\", it is said, cost more.\n");
    write_file("papers/new.txt", "Lenses were cheaper in May, and freight cost less.\n");
    write_file("papers/lost.txt", "Nobody knows when freight was written of here.\n");
    RUN(&r, "init", "a.lib", "--model", "none");
    assert_int_equal(r.code, 0);
    RUN(&r, "add", "a.lib", "papers", "-q");
    assert_int_equal(r.code, 0);
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

/* ---- filters ------------------------------------------------------------------------------- */

/* The names of the documents that a search for freight finds, sorted: "lost new old". */
static void expect_found(run *r, const char *due)
{
    static const char *const names[] = {"lost", "new", "old"};
    char found[32] = "";
    json_t *root = json_loads(r->out, 0, NULL), *hit;
    size_t i;
    for (size_t n = 0; n < 3; n++) json_array_foreach(json_object_get(root, "hits"), i, hit)
        {
            if (strcmp(json_string_value(json_object_get(hit, "document")), names[n]) != 0)
                continue;
            snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", *found ? " " : "",
                     names[n]);
        }
    json_decref(root);
    assert_string_equal(found, due);
}

#define SEARCH(r, ...) RUN(r, "search", "a.lib", "freight", "--json", __VA_ARGS__)

static void options_say_which_documents_are_seen(void **state)
{
    (void)state;
    run r;
    SEARCH(&r, "--lexical");
    expect_found(&r, "lost new old");
    SEARCH(&r, "--company", "halden");
    expect_found(&r, "lost new");
    SEARCH(&r, "--ticker", "cvl");
    expect_found(&r, "old");
    SEARCH(&r, "--period", "Q2 2023");
    expect_found(&r, "new");
    SEARCH(&r, "--since", "2022-05", "--until", "2022");
    expect_found(&r, "old");
    SEARCH(&r, "--form", "news", "--lang", "en", "--doc", "old");
    expect_found(&r, "old");
    SEARCH(&r, "--source", "nobody");
    expect_found(&r, "");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "nothing fits the filter");
}

static void as_of_answers_as_on_that_day(void **state)
{
    (void)state;
    run r;
    SEARCH(&r, "--as-of", "2023-05-02");
    expect_found(&r, "new old");
    expect_part(r.err, "1 document was left out: when it became public is not known");
    SEARCH(&r, "--as-of", "2023-05-02T09:59:59Z");
    expect_found(&r, "old");
    RUN(&r, "ask", "a.lib", "What of lenses in May?", "--as-of", "2022-12-31", "--json");
    expect_no_part(r.out, "Lenses");
    SEARCH(&r, "--as-of", "2022-12-31", "--doc", "new");
    assert_int_equal(r.code, 1);
    expect_part(r.err, "there is no document \"new\"");
}

static void a_wrong_filter_is_named(void **state)
{
    (void)state;
    run r;
    SEARCH(&r, "--as-of", "soon");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "as_of cannot be \"soon\"; it takes a day or a time");
    RUN(&r, "ask", "a.lib", "freight?", "--period", "May");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "period cannot be \"May\"");
}

/* ---- batches ------------------------------------------------------------------------------- */

static char *whole_file(const char *path)
{
    static char text[1 << 16];
    read_whole(path, text, sizeof text);
    return text;
}

static void a_search_has_a_row_a_hit(void **state)
{
    (void)state;
    run r;
    write_file("in.jsonl",
               "{\"id\": \"a\", \"query\": \"freight\", \"k\": 1, \"company\": \"corvane\"}\n"
               "\n"
               "{\"id\": 7, \"question\": \"freight\", \"as_of\": \"2023-12-31\"}\n"
               "{\"query\": \"zebra\", \"answer\": \"what is not asked is no matter\"}\n");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "out.csv", "--threads", "2");
    assert_int_equal(r.code, 0);
    expect_part(r.err, "4 lines asked, 4 rows");
    char *text = whole_file("out.csv");
    expect_part(text, "id,line,query,rank,document,page,passage,score,first_line,last_line,context,"
                      "text,notice,error\na,1,freight,1,old,1,");
    expect_part(text, "\"Lamps were dearer in May, and \"\"freight\"\", it is said, cost more.\"");
    expect_part(text, "\n7,3,freight,1,");
    expect_part(text, "\n7,3,freight,2,");
    expect_no_part(text, "\n7,3,freight,3,");
    expect_part(text, ",1 document was left out: when it became public is not known,");
    expect_part(text, "\n,4,zebra,,,,,,,,,,,\n");
    assert_int_equal(access("out.csv.goshawk", F_OK), -1);
}

static void a_question_has_one_row(void **state)
{
    (void)state;
    run r;
    write_file("in.jsonl", "{\"id\": \"a\", \"question\": \"What was dearer in May?\"}\n"
                           "{\"id\": \"b\", \"question\": \"Who plays the flute?\"}\n");
    RUN(&r, "ask", "a.lib", "--batch", "in.jsonl", "-o", "out.jsonl", "--as-of", "2023-01-01");
    assert_int_equal(r.code, 0);
    FILE *file = fopen("out.jsonl", "r");
    for (int i = 0; i < 2; i++) {
        json_t *row = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
        assert_non_null(row);
        assert_int_equal(json_integer_value(json_object_get(row, "line")), i + 1);
        assert_string_equal(json_string_value(json_object_get(row, "id")), i ? "b" : "a");
        assert_true(json_is_array(json_object_get(row, "citations")));
        assert_true(json_is_null(json_object_get(row, "error")));
        if (i) assert_string_equal(json_string_value(json_object_get(row, "status")), "declined");
        json_decref(row);
    }
    fclose(file);
}

/* What a line says of the filter goes before the options; null is not said. */
static void a_line_goes_before_the_options(void **state)
{
    (void)state;
    run r;
    write_file("in.jsonl", "{\"query\": \"freight\", \"doc\": null}\n"
                           "{\"query\": \"freight\", \"company\": \"halden\"}\n");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "o.csv", "--company", "corvane", "-k",
        "9");
    assert_int_equal(r.code, 0);
    char *text = whole_file("o.csv");
    expect_part(text, "\n,1,freight,1,old,");
    expect_no_part(text, "\n,1,freight,2,");
    expect_part(text, "\n,2,freight,2,");
    expect_no_part(text, "\n,2,freight,3,");
}

static const char bad_lines[] = "{\"query\": \"freight\", \"asof\": \"2022-01-01\"}\n"
                                "freight\n"
                                "{\"id\": \"x\", \"query\": \"freight\", \"period\": \"May\"}\n"
                                "{\"query\": \"freight\", \"k\": 0}\n"
                                "{\"query\": \"freight\", \"doc\": \"odl\"}\n"
                                "{\"id\": \"y\"}\n"
                                "[1]\n"
                                "{\"query\": \"freight\", \"lang\": 5}\n"
                                "{\"query\": \"freight\"}\n";

static void a_wrong_line_is_a_row_with_its_error(void **state)
{
    (void)state;
    run r;
    write_file("bad.jsonl", bad_lines);
    RUN(&r, "search", "a.lib", "--batch", "bad.jsonl", "-o", "bad.csv");
    assert_int_equal(r.code, 3);
    expect_part(r.err, "8 lines could not be asked: see the rows with an error in bad.csv");
    char *text = whole_file("bad.csv");
    expect_part(text,
                "\"bad.jsonl, line 1: there is no field \"\"asof\"\"; is it \"\"as_of\"\"?\"");
    expect_part(text, "\n,2,,,,,,,,,,,,\"bad.jsonl, line 2: it is not JSON");
    expect_part(text, "\nx,3,freight,");
    expect_part(text, "line 3: period cannot be \"\"May\"\"");
    expect_part(text, "line 4: \"\"k\"\" must be a whole number from 1 to 1000");
    expect_part(text, "line 5: there is no document \"\"odl\"\"");
    expect_part(text, "line 6: \"\"query\"\" or \"\"question\"\" is missing");
    expect_part(text, "line 7: it must be a JSON object");
    expect_part(text, "line 8: \"\"lang\"\" must be a string");
    expect_part(text, "\n,9,freight,1,");
}

#define YEARS "\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74\u5e74"

/* An error that quotes a long value is whole in each form of the table. */
static void a_long_wrong_value_is_told(void **state)
{
    (void)state;
    run r;
    write_file("in.jsonl",
               "{\"id\":1,\"query\":\"nike revenue\",\"period\":\"x" YEARS YEARS YEARS YEARS
               "\"}\n");
    static const char *const outs[] = {"long.jsonl", "long.csv"};
    for (int i = 0; i < 2; i++) {
        RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", (char *)outs[i]);
        assert_int_equal(r.code, 3);
        char *text = whole_file(outs[i]);
        expect_part(text, "in.jsonl, line 1: period cannot be ");
        expect_part(text, "\u5e74" YEARS);
        json_t *valid = json_string(text); /* of UTF-8 alone */
        assert_non_null(valid);
        json_decref(valid);
    }
}

/* The names that other interfaces use, and the filter as an object. */
static void a_line_may_use_other_names(void **state)
{
    (void)state;
    run r;
    write_file(
        "in.jsonl",
        "{\"query\": \"freight\", \"document\": \"old\", \"doc\": null}\n"
        "{\"query\": \"freight\", \"hits\": 1}\n"
        "{\"query\": \"freight\", \"language\": \"zh\"}\n"
        "{\"query\": \"freight\", \"company\": \"Corvane\", \"file\": \"x\", \"doc_name\": "
        "\"y\", \"filter\": {\"company\": \"Corvane\", \"language\": \"en\", \"form\": null}}\n"
        "{\"query\": \"freight\", \"filter\": {\"as_of\": \"2022-12-31\"}}\n");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "names.csv");
    assert_int_equal(r.code, 0);
    char *text = whole_file("names.csv");
    expect_part(text, "\n,1,freight,1,old,");
    expect_no_part(text, "\n,1,freight,2,");
    expect_part(text, "\n,2,freight,1,");
    expect_no_part(text, "\n,2,freight,2,");
    expect_part(text, "\n,3,freight,,,");
    expect_part(text, "\n,4,freight,1,old,");
    expect_no_part(text, "\n,4,freight,2,");
    expect_part(text, "\n,5,freight,1,old,");
    expect_no_part(text, "\n,5,freight,2,");
}

/* No filter is passed over in silence. */
static void what_reads_as_a_filter_is_refused(void **state)
{
    (void)state;
    run r;
    static const char *const wrong[][2] = {
        {"\"year\": 2022", "\"year\" is no filter; those are company, ticker, form"},
        {"\"Fiscal-Year\": 2022", "\"Fiscal-Year\" is no filter"},
        {"\"filters\": {}", "\"filters\" is no filter"},
        {"\"Filter\": {}", "there is no field \"Filter\"; is it \"filter\"?"},
        {"\"languge\": \"en\"", "is it \"language\"?"},
        {"\"filter\": \"10-K\"", "\"filter\" must be an object"},
        {"\"filter\": {\"doc\": \"old\"}", "\"filter\" has no field \"doc\"; it takes company"},
        {"\"filter\": {\"form\": 10}", "\"form\" must be a string"},
        {"\"filter\": {\"period\": \"abc\"}", "period cannot be \"abc\""},
        {"\"hits\": \"5\"", "\"hits\" must be a whole number from 1 to 1000"},
        {"\"k\": 5, \"hits\": 6", "\"k\" and \"hits\" differ: give one of them"},
        {"\"form\": \"News\", \"filter\": {\"form\": \"Call\"}",
         "\"form\" and \"form\" of \"filter\" differ"},
        {"\"filter\": {\"lang\": \"en\", \"language\": \"zh\"}",
         "\"lang\" and \"language\" of \"filter\" differ"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"query\": \"freight\", %s}\n", wrong[i][0]);
        write_file("in.jsonl", line);
        RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "refused.csv", "--strict",
            "--force");
        assert_int_equal(r.code, 3);
        expect_part(r.err, "in.jsonl, line 1: ");
        expect_part(r.err, wrong[i][1]);
    }
}

static void strict_stops_at_the_first_wrong_line(void **state)
{
    (void)state;
    run r;
    write_file("bad.jsonl", bad_lines);
    RUN(&r, "search", "a.lib", "--batch", "bad.jsonl", "-o", "strict.csv", "--strict");
    assert_int_equal(r.code, 3);
    expect_part(r.err, "bad.jsonl, line 1: there is no field \"asof\"");
    expect_part(r.err, "--resume goes on");
}

static void wrong_use_of_a_batch_is_refused(void **state)
{
    (void)state;
    run r;
    write_file("in.jsonl", "{\"query\": \"freight\"}\n");
    RUN(&r, "search", "a.lib");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "QUERY is missing");
    RUN(&r, "search", "a.lib", "freight", "--batch", "in.jsonl", "-o", "x.csv");
    assert_int_equal(r.code, 2);
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--batch needs -o");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "x.csv", "--json");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "give either --json or --batch");
    RUN(&r, "ask", "a.lib", "--batch", "in.jsonl", "-o", "x.csv", "--json");
    assert_int_equal(r.code, 2);
    assert_int_equal(access("x.csv", F_OK), -1);
    RUN(&r, "search", "a.lib", "freight", "-o", "x.csv");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "--output goes with --batch only");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "x.txt");
    assert_int_equal(r.code, 2);
    expect_part(r.err, ".csv, .jsonl or .parquet");
    RUN(&r, "search", "a.lib", "--batch", "no.jsonl", "-o", "x.csv");
    assert_int_equal(r.code, 3);
    write_file("x.csv", "mine\n");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "x.csv");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "x.csv exists; --force writes it anew");
    assert_string_equal(whole_file("x.csv"), "mine\n");
    RUN(&r, "search", "a.lib", "--batch", "in.jsonl", "-o", "x.csv", "--force", "-q");
    assert_int_equal(r.code, 0);
    assert_string_equal(r.err, "");
}

/* ---- going on ------------------------------------------------------------------------------ */

enum { LINES = 120 };

static void write_many(const char *path, size_t from)
{
    FILE *file = fopen(path, "w");
    for (size_t i = from; i < LINES; i++)
        fprintf(file, "{\"id\": %zu, \"query\": \"freight %zu\"}\n", i, i);
    assert_int_equal(fclose(file), 0);
}

/* Starts a batch that waits for more lines, and kills it when half of them are written. */
static void kill_halfway(const char *out, int how)
{
    char checkpoint[64];
    char *words[] = {"search",    "a.lib",     "--batch", "in.fifo", "-o",
                     (char *)out, "--threads", "1",       NULL};
    snprintf(checkpoint, sizeof checkpoint, "%s.goshawk", out);
    unlink("in.fifo");
    assert_int_equal(mkfifo("in.fifo", 0600), 0);
    int fifo = open("in.fifo", O_RDWR);
    pid_t child = start(words, "out.txt", "err.txt");
    for (size_t i = 0; i < LINES / 2; i++)
        dprintf(fifo, "{\"id\": %zu, \"query\": \"freight %zu\"}\n", i, i);
    long rows = 0;
    for (int i = 0; i < 3000 && rows == 0; i++) {
        json_t *object = json_load_file(checkpoint, 0, NULL);
        rows = (long)json_integer_value(json_object_get(object, "rows"));
        json_decref(object);
        usleep(10000);
    }
    assert_in_range(rows, 1, LINES / 2);
    kill(child, how);
    int code = exit_of(child);
    assert_int_equal(code, how == SIGINT ? 130 : 128 + how);
    close(fifo);
    unlink("in.fifo");
}

static void a_stopped_batch_goes_on_to_the_same_rows(void **state)
{
    (void)state;
    run r;
    write_many("many.jsonl", 0);
    static const char *const outs[] = {"halves.csv", "halves.jsonl"}, *const all[] = {"all.csv",
                                                                                      "all.jsonl"};
    for (int i = 0; i < 2; i++) {
        RUN(&r, "search", "a.lib", "--batch", "many.jsonl", "-o", (char *)all[i], "--threads", "2");
        assert_int_equal(r.code, 0);
        kill_halfway(outs[i], i ? SIGKILL : SIGINT);
        RUN(&r, "search", "a.lib", "--batch", "many.jsonl", "-o", (char *)outs[i]);
        assert_int_equal(r.code, 2);
        expect_part(r.err, "--resume goes on with it");
        RUN(&r, "search", "a.lib", "--batch", "many.jsonl", "-o", (char *)outs[i], "--resume", "-k",
            "3");
        assert_int_equal(r.code, 2);
        expect_part(r.err, "was begun with another hits");
        /* What a killed run left behind its checkpoint goes. */
        FILE *file = fopen(outs[i], "a");
        fputs("torn", file);
        fclose(file);
        RUN(&r, "search", "a.lib", "--batch", "many.jsonl", "-o", (char *)outs[i], "--resume");
        assert_int_equal(r.code, 0);
        char *once = strdup(whole_file(all[i]));
        assert_string_equal(whole_file(outs[i]), once);
        free(once);
    }
    write_many("other.jsonl", 1);
    kill_halfway("again.csv", SIGKILL);
    RUN(&r, "search", "a.lib", "--batch", "other.jsonl", "-o", "again.csv", "--resume");
    assert_int_equal(r.code, 2);
    expect_part(r.err, "is not the batch that again.csv was begun with");
}

/* ---- Parquet ------------------------------------------------------------------------------- */

static void parquet_is_whole_or_not_there(void **state)
{
    (void)state;
    run r;
    write_many("many.jsonl", 0);
    kill_halfway("t.parquet", SIGKILL);
    assert_int_equal(access("t.parquet", F_OK), -1);
    RUN(&r, "search", "a.lib", "--batch", "many.jsonl", "-o", "t.parquet", "--resume");
    assert_int_equal(r.code, 0);
    assert_int_equal(access("t.parquet.rows", F_OK), -1);
    assert_int_equal(access("t.parquet.goshawk", F_OK), -1);
    FILE *file = fopen("t.parquet", "r");
    char ends[8];
    assert_int_equal(fread(ends, 1, 4, file), 4);
    assert_int_equal(fseek(file, -4, SEEK_END), 0);
    assert_int_equal(fread(ends + 4, 1, 4, file), 4);
    fclose(file);
    assert_memory_equal(ends, "PAR1PAR1", 8);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void a_json_row_comes_back(void **state)
{
    (void)state;
    static const cli_field fields[] = {
        {"a", CLI_TEXT}, {"b", CLI_INTEGER}, {"c", CLI_REAL}, {"d", CLI_JSON}, {"e", CLI_TEXT}};
    const cli_datum row[] = {cli_text("\"x\",\n澄"), cli_integer(-5), cli_real_number(0.1),
                             cli_text("[{\"k\":1}]"), cli_text(NULL)};
    cli_datum back[5];
    json_t *owner;
    char *text;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    cli_json_row(to, fields, 5, row);
    fclose(to);
    assert_string_equal(text, "{\"a\":\"\\\"x\\\",\\n澄\",\"b\":-5,\"c\":0.10000000000000001,"
                              "\"d\":[{\"k\":1}],\"e\":null}\n");
    assert_true(cli_json_row_read(text, size, fields, 5, back, &owner));
    assert_string_equal(back[0].text, row[0].text);
    assert_int_equal(back[1].integer, -5);
    assert_true(back[2].real == 0.1);
    assert_string_equal(back[3].text, "[{\"k\":1}]");
    assert_false(back[4].known);
    json_decref(owner);
    assert_false(cli_json_row_read("{\"a\":1}", 7, fields, 5, back, &owner));
    free(text);
}

static void a_byte_that_is_no_text_is_replaced(void **state)
{
    (void)state;
    static const cli_field fields[] = {{"a", CLI_TEXT}, {"b", CLI_TEXT}};
    const cli_datum row[] = {cli_text("x\xe5\xb9"), cli_text("\"\u5e74\"\xff")};
    char *text;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    cli_json_row(to, fields, 2, row);
    cli_csv_row(to, fields, 2, row);
    fclose(to);
    assert_string_equal(text, "{\"a\":\"x\ufffd\ufffd\",\"b\":\"\\\"\u5e74\\\"\ufffd\"}\n"
                              "x\ufffd\ufffd,\"\"\"\u5e74\"\"\ufffd\"\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_say_which_documents_are_seen),
        cmocka_unit_test(as_of_answers_as_on_that_day),
        cmocka_unit_test(a_wrong_filter_is_named),
        cmocka_unit_test(a_search_has_a_row_a_hit),
        cmocka_unit_test(a_question_has_one_row),
        cmocka_unit_test(a_line_goes_before_the_options),
        cmocka_unit_test(a_wrong_line_is_a_row_with_its_error),
        cmocka_unit_test(a_long_wrong_value_is_told),
        cmocka_unit_test(a_line_may_use_other_names),
        cmocka_unit_test(what_reads_as_a_filter_is_refused),
        cmocka_unit_test(strict_stops_at_the_first_wrong_line),
        cmocka_unit_test(wrong_use_of_a_batch_is_refused),
        cmocka_unit_test(a_stopped_batch_goes_on_to_the_same_rows),
        cmocka_unit_test(parquet_is_whole_or_not_there),
        cmocka_unit_test(a_json_row_comes_back),
        cmocka_unit_test(a_byte_that_is_no_text_is_replaced),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
