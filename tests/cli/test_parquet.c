/* SPDX-License-Identifier: Apache-2.0
 *
 * Parquet files. With a path as its argument the program writes the table of the tests there, for
 * parquet_test.py to read with other people's readers.
 */
#include "cli/parquet.h"
#include "program.h"

#include <inttypes.h>

enum { ROWS = 70000, FIELDS = 4 }; /* more than a row group has */

static const cli_field fields[FIELDS] = {
    {"number", CLI_INTEGER}, {"real", CLI_REAL}, {"text", CLI_TEXT}, {"json", CLI_JSON}};

/* Row i; some values are not known, one by one and in long runs. parquet_test.py has the same. */
static void make_row(int i, cli_datum row[FIELDS], char text[64], char json[64])
{
    memset(row, 0, FIELDS * sizeof *row);
    if (i % 3) row[0] = cli_integer((int64_t)i * i * 1000 - 5000000000);
    if (i % 7) row[1] = cli_real_number(i / 3.0);
    snprintf(text, 64, "row %d, 第%d行", i, i);
    if (i / 1000 % 2 == 0) row[2] = cli_text(i % 5 ? text : "");
    snprintf(json, 64, "[%d]", i);
    if (i % 2) row[3] = cli_text(json);
}

static gk_status write_table(const char *path, int rows, gk_error *err)
{
    cli_parquet *parquet = NULL;
    gk_status status = cli_parquet_open(path, fields, FIELDS, &parquet, err);
    for (int i = 0; i < rows && status == GK_OK; i++) {
        cli_datum row[FIELDS];
        char text[64], json[64];
        make_row(i, row, text, json);
        status = cli_parquet_add(parquet, row, err);
    }
    return parquet ? cli_parquet_close(parquet, status, err) : status;
}

/* ---- what stands in the file --------------------------------------------------------------- */

typedef struct image {
    unsigned char *bytes;
    size_t size, footer; /* where the metadata begins */
} image;

static image read_image(const char *path)
{
    image m = {0};
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    m.size = (size_t)st.st_size;
    m.bytes = malloc(m.size);
    FILE *file = fopen(path, "r");
    assert_int_equal(fread(m.bytes, 1, m.size, file), m.size);
    fclose(file);
    assert_memory_equal(m.bytes, "PAR1", 4);
    assert_memory_equal(m.bytes + m.size - 4, "PAR1", 4);
    const unsigned char *end = m.bytes + m.size - 8;
    size_t length = end[0] | (size_t)end[1] << 8 | (size_t)end[2] << 16 | (size_t)end[3] << 24;
    assert_true(length + 12 <= m.size);
    m.footer = m.size - 8 - length;
    return m;
}

static void an_empty_table_is_a_file_with_its_columns(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(write_table("empty.parquet", 0, &err), GK_OK);
    image m = read_image("empty.parquet");
    assert_int_equal(m.footer, 4);
    /* Version 1, then a list of five structures: the root with its name and four children. */
    static const unsigned char begin[] = {0x15, 0x02, 0x19, 0x5C, 0x48, 0x06, 's', 'c',
                                          'h',  'e',  'm',  'a',  0x15, 0x08, 0x00};
    assert_memory_equal(m.bytes + m.footer, begin, sizeof begin);
    free(m.bytes);
}

/* The first column's page: header, length of levels, levels, values. */
static void a_page_holds_levels_and_values(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(write_table("small.parquet", 3, &err), GK_OK);
    image m = read_image("small.parquet");
    static const unsigned char page[] = {
        0x15, 0x00, 0x15, 0x30, 0x15, 0x30, 0x2C,                   /* data page of 24 bytes */
        0x15, 0x06, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06, 0x00, 0x00, /* 3 rows, plain, RLE */
        4,    0,    0,    0,                                        /* bytes of levels */
        0x02, 0,    0x04, 1, /* one row without a value, two with */
    };
    assert_memory_equal(m.bytes + 4, page, sizeof page);
    int64_t values[2];
    memcpy(values, m.bytes + 4 + sizeof page, sizeof values);
    assert_true(values[0] == 1000 - 5000000000 && values[1] == 4000 - 5000000000);
    free(m.bytes);
}

static void a_large_table_has_several_row_groups(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(write_table("large.parquet", ROWS, &err), GK_OK);
    image m = read_image("large.parquet");
    assert_true(m.footer > (size_t)ROWS * 8);
    assert_int_equal(access("large.parquet.tmp", F_OK), -1);
    free(m.bytes);
}

static void what_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(write_table("none/x.parquet", 1, &err), GK_IO);
    expect_part(err.message, "cannot write none/x.parquet.tmp");
    cli_parquet *parquet;
    assert_int_equal(cli_parquet_open("gone.parquet", fields, FIELDS, &parquet, &err), GK_OK);
    assert_int_equal(cli_parquet_close(parquet, GK_STOPPED, &err), GK_STOPPED);
    assert_int_equal(access("gone.parquet", F_OK), -1);
    assert_int_equal(access("gone.parquet.tmp", F_OK), -1);
}

static int set_up(void **state)
{
    static char path[64];
    enter_world(path);
    *state = path;
    return 0;
}

static int tear_down(void **state)
{
    leave_world(*state);
    return 0;
}

int main(int argc, char **argv)
{
    gk_error err = {0};
    if (argc > 1) return write_table(argv[1], ROWS, &err) == GK_OK ? 0 : 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_is_a_file_with_its_columns),
        cmocka_unit_test(a_page_holds_levels_and_values),
        cmocka_unit_test(a_large_table_has_several_row_groups),
        cmocka_unit_test(what_cannot_be_written_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
