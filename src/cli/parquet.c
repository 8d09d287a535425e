/* SPDX-License-Identifier: Apache-2.0
 *
 * The least of the Apache Parquet format (https://parquet.apache.org/docs/file-format/, its
 * parquet.thrift, and the compact protocol of Apache Thrift) that every reader takes: no
 * compression, plain values, one page a column of a row group.
 *
 *   "PAR1"
 *   row group, row group, ...  of at most GROUP_ROWS rows: for each column one page
 *   file metadata              thrift, compact protocol
 *   uint32                     length of the metadata, little-endian
 *   "PAR1"
 *
 * page                page header (thrift), then its data, of which the header tells the size
 * page data           uint32 length of the levels; levels; values
 * levels              for each row 1 where the column has a value, else 0, as runs (RLE): a varint
 *                     of twice the run's length, then one byte, the level
 * values              of the rows that have one: int64, double (little-endian), or uint32 length
 *                     and so many bytes of UTF-8
 *
 * Every column is optional. Thrift's compact protocol: a field is a byte, (ids since the last
 * field) << 4 | type, then its value; integers are zigzag varints; text is a varint length and the
 * bytes; a list is a byte size << 4 | type, or 15 << 4 | type and a varint size, then its elements;
 * a zero byte ends a structure.
 */
#include "parquet.h"

#include "commands.h"
#include "memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROUP_ROWS = 1 << 16, GROUP_BYTES = 1 << 25 };

/* Of parquet.thrift. */
enum { TYPE_INT64 = 2, TYPE_DOUBLE = 5, TYPE_BYTE_ARRAY = 6 };
enum { ENCODING_PLAIN = 0, ENCODING_RLE = 3 };
enum { OPTIONAL = 1, CONVERTED_UTF8 = 0, CONVERTED_JSON = 19 };

/* ---- bytes --------------------------------------------------------------------------------- */

typedef struct bytes {
    unsigned char *data;
    size_t length, capacity;
} bytes;

static void put_bytes(bytes *to, const void *data, size_t n)
{
    if (to->capacity - to->length < n) {
        to->capacity = 2 * to->capacity + n + 64;
        to->data = cli_resize(to->data, to->capacity, 1);
    }
    if (n) memcpy(to->data + to->length, data, n);
    to->length += n;
}

static void put_byte(bytes *to, unsigned value)
{
    const unsigned char byte = (unsigned char)value;
    put_bytes(to, &byte, 1);
}

/* The lowest n bytes, little-endian. */
static void put_little(bytes *to, uint64_t value, int n)
{
    for (int i = 0; i < n; i++) put_byte(to, (unsigned)(value >> (8 * i)) & 0xFF);
}

static void put_varint(bytes *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7) put_byte(to, (unsigned)(value & 0x7F) | 0x80);
    put_byte(to, (unsigned)value);
}

/* ---- thrift -------------------------------------------------------------------------------- */

typedef enum thrift_type {
    T_I32 = 5,
    T_I64 = 6,
    T_TEXT = 8,
    T_LIST = 9,
    T_STRUCT = 12
} thrift_type;

/* A structure being written: fields come with rising ids. */
typedef struct thrift {
    bytes *to;
    int last;
} thrift;

static void begin_field(thrift *t, int id, thrift_type type)
{
    put_byte(t->to, (unsigned)(id - t->last) << 4 | type);
    t->last = id;
}

static void put_zigzag(bytes *to, int64_t value)
{
    put_varint(to, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

static void field_i32(thrift *t, int id, int32_t value)
{
    begin_field(t, id, T_I32);
    put_zigzag(t->to, value);
}

static void field_i64(thrift *t, int id, int64_t value)
{
    begin_field(t, id, T_I64);
    put_zigzag(t->to, value);
}

static void put_text(bytes *to, const char *text)
{
    put_varint(to, strlen(text));
    put_bytes(to, text, strlen(text));
}

static void field_text(thrift *t, int id, const char *text)
{
    begin_field(t, id, T_TEXT);
    put_text(t->to, text);
}

static void field_list(thrift *t, int id, thrift_type type, size_t count)
{
    begin_field(t, id, T_LIST);
    put_byte(t->to, (unsigned)(count < 15 ? count : 15) << 4 | type);
    if (count >= 15) put_varint(t->to, count);
}

static thrift field_struct(thrift *t, int id)
{
    begin_field(t, id, T_STRUCT);
    return (thrift){.to = t->to};
}

static void end_struct(const thrift *t) { put_byte(t->to, 0); }

/* ---- columns ------------------------------------------------------------------------------- */

/* Where a column of a row group stands. */
typedef struct chunk {
    uint64_t offset, size;
} chunk;

typedef struct group {
    chunk *chunks; /* one a field */
    size_t rows;
} group;

/* A column of the row group at hand. */
typedef struct column {
    bytes levels, values;
    unsigned level; /* of the run that goes on */
    size_t run;
} column;

struct cli_parquet {
    const cli_field *fields;
    size_t count;
    char *path, *part;
    FILE *file;
    uint64_t written;
    column *columns;
    size_t rows; /* of the row group at hand */
    group *groups;
    size_t group_count, group_capacity;
};

static void end_run(column *c)
{
    if (!c->run) return;
    put_varint(&c->levels, (uint64_t)c->run << 1);
    put_byte(&c->levels, c->level);
    c->run = 0;
}

static void add_datum(column *c, cli_type type, const cli_datum *datum)
{
    if (c->level != datum->known) end_run(c);
    c->level = datum->known;
    c->run++;
    if (!datum->known) return;
    if (type == CLI_INTEGER) {
        put_little(&c->values, (uint64_t)datum->integer, 8);
    } else if (type == CLI_REAL) {
        uint64_t bits;
        memcpy(&bits, &datum->real, sizeof bits);
        put_little(&c->values, bits, 8);
    } else {
        size_t n = strlen(datum->text);
        put_little(&c->values, n, 4);
        put_bytes(&c->values, datum->text, n);
    }
}

static gk_status write_failed(const cli_parquet *p, gk_error *err)
{
    return cli_problem(err, GK_IO, "cannot write %s: %s", p->part, strerror(errno));
}

static gk_status write_bytes(cli_parquet *p, const bytes *from, gk_error *err)
{
    if (from->length && fwrite(from->data, 1, from->length, p->file) != from->length)
        return write_failed(p, err);
    p->written += from->length;
    return GK_OK;
}

static void page_header(bytes *to, size_t rows, size_t size)
{
    thrift header = {.to = to};
    field_i32(&header, 1, 0); /* a data page */
    field_i32(&header, 2, (int32_t)size);
    field_i32(&header, 3, (int32_t)size);
    thrift data = field_struct(&header, 5);
    field_i32(&data, 1, (int32_t)rows);
    field_i32(&data, 2, ENCODING_PLAIN);
    field_i32(&data, 3, ENCODING_RLE);
    field_i32(&data, 4, ENCODING_RLE);
    end_struct(&data);
    end_struct(&header);
}

/* Writes a column as one page and empties it. */
static gk_status write_column(cli_parquet *p, column *c, chunk *out, gk_error *err)
{
    bytes header = {0}, length = {0};
    end_run(c);
    out->offset = p->written;
    put_little(&length, c->levels.length, 4);
    page_header(&header, p->rows, length.length + c->levels.length + c->values.length);
    gk_status status = write_bytes(p, &header, err);
    if (status == GK_OK) status = write_bytes(p, &length, err);
    if (status == GK_OK) status = write_bytes(p, &c->levels, err);
    if (status == GK_OK) status = write_bytes(p, &c->values, err);
    out->size = p->written - out->offset;
    c->levels.length = c->values.length = 0;
    free(header.data);
    free(length.data);
    return status;
}

static gk_status write_group(cli_parquet *p, gk_error *err)
{
    if (!p->rows) return GK_OK;
    p->groups = cli_grow(p->groups, p->group_count, &p->group_capacity, sizeof *p->groups);
    group *g = &p->groups[p->group_count++];
    *g = (group){.chunks = cli_alloc_array(p->count, sizeof *g->chunks), .rows = p->rows};
    gk_status status = GK_OK;
    for (size_t i = 0; i < p->count && status == GK_OK; i++)
        status = write_column(p, &p->columns[i], &g->chunks[i], err);
    p->rows = 0;
    return status;
}

/* ---- metadata ------------------------------------------------------------------------------ */

static int type_of(const cli_field *field)
{
    return field->type == CLI_INTEGER ? TYPE_INT64
           : field->type == CLI_REAL  ? TYPE_DOUBLE
                                      : TYPE_BYTE_ARRAY;
}

static void schema(thrift *file, const cli_parquet *p)
{
    field_list(file, 2, T_STRUCT, p->count + 1);
    thrift root = {.to = file->to};
    field_text(&root, 4, "schema");
    field_i32(&root, 5, (int32_t)p->count);
    end_struct(&root);
    for (size_t i = 0; i < p->count; i++) {
        thrift element = {.to = file->to};
        field_i32(&element, 1, type_of(&p->fields[i]));
        field_i32(&element, 3, OPTIONAL);
        field_text(&element, 4, p->fields[i].name);
        if (p->fields[i].type == CLI_TEXT) field_i32(&element, 6, CONVERTED_UTF8);
        if (p->fields[i].type == CLI_JSON) field_i32(&element, 6, CONVERTED_JSON);
        end_struct(&element);
    }
}

static void column_chunk(bytes *to, const cli_field *field, const chunk *at, size_t rows)
{
    thrift outer = {.to = to};
    field_i64(&outer, 2, (int64_t)at->offset);
    thrift meta = field_struct(&outer, 3);
    field_i32(&meta, 1, type_of(field));
    field_list(&meta, 2, T_I32, 2);
    put_zigzag(to, ENCODING_PLAIN);
    put_zigzag(to, ENCODING_RLE);
    field_list(&meta, 3, T_TEXT, 1);
    put_text(to, field->name);
    field_i32(&meta, 4, 0); /* not compressed */
    field_i64(&meta, 5, (int64_t)rows);
    field_i64(&meta, 6, (int64_t)at->size);
    field_i64(&meta, 7, (int64_t)at->size);
    field_i64(&meta, 9, (int64_t)at->offset);
    end_struct(&meta);
    end_struct(&outer);
}

static void row_groups(thrift *file, const cli_parquet *p)
{
    field_list(file, 4, T_STRUCT, p->group_count);
    for (size_t g = 0; g < p->group_count; g++) {
        thrift one = {.to = file->to};
        uint64_t size = 0;
        field_list(&one, 1, T_STRUCT, p->count);
        for (size_t i = 0; i < p->count; i++) {
            column_chunk(file->to, &p->fields[i], &p->groups[g].chunks[i], p->groups[g].rows);
            size += p->groups[g].chunks[i].size;
        }
        field_i64(&one, 2, (int64_t)size);
        field_i64(&one, 3, (int64_t)p->groups[g].rows);
        end_struct(&one);
    }
}

static gk_status write_footer(cli_parquet *p, gk_error *err)
{
    bytes footer = {0};
    thrift file = {.to = &footer};
    size_t rows = 0;
    for (size_t g = 0; g < p->group_count; g++) rows += p->groups[g].rows;
    field_i32(&file, 1, 1);
    schema(&file, p);
    field_i64(&file, 3, (int64_t)rows);
    row_groups(&file, p);
    field_text(&file, 6, "goshawk");
    end_struct(&file);
    put_little(&footer, footer.length, 4);
    put_bytes(&footer, "PAR1", 4);
    gk_status status = write_bytes(p, &footer, err);
    free(footer.data);
    return status;
}

/* ---- a file -------------------------------------------------------------------------------- */

gk_status cli_parquet_open(const char *path, const cli_field *fields, size_t count,
                           cli_parquet **out, gk_error *err)
{
    cli_parquet *p = cli_alloc_array(1, sizeof *p);
    const bytes magic = {.data = (unsigned char[]){'P', 'A', 'R', '1'}, .length = 4};
    *p = (cli_parquet){.fields = fields,
                       .count = count,
                       .path = cli_format("%s", path),
                       .part = cli_format("%s.tmp", path),
                       .columns = cli_alloc_array(count, sizeof *p->columns)};
    p->file = fopen(p->part, "we");
    gk_status status = p->file ? write_bytes(p, &magic, err) : write_failed(p, err);
    if (status == GK_OK)
        *out = p;
    else
        cli_parquet_close(p, status, NULL);
    return status;
}

gk_status cli_parquet_add(cli_parquet *p, const cli_datum *row, gk_error *err)
{
    size_t size = 0;
    for (size_t i = 0; i < p->count; i++) {
        add_datum(&p->columns[i], p->fields[i].type, &row[i]);
        size += p->columns[i].values.length;
    }
    p->rows++;
    return p->rows == GROUP_ROWS || size >= GROUP_BYTES ? write_group(p, err) : GK_OK;
}

gk_status cli_parquet_close(cli_parquet *p, gk_status status, gk_error *err)
{
    if (!p) return status;
    if (status == GK_OK) status = write_group(p, err);
    if (status == GK_OK) status = write_footer(p, err);
    if (status == GK_OK && (fflush(p->file) != 0 || fsync(fileno(p->file)) != 0))
        status = write_failed(p, err);
    if (p->file && fclose(p->file) != 0 && status == GK_OK) status = write_failed(p, err);
    if (status == GK_OK && rename(p->part, p->path) != 0) status = write_failed(p, err);
    if (status != GK_OK) unlink(p->part);
    for (size_t i = 0; i < p->count; i++) {
        free(p->columns[i].levels.data);
        free(p->columns[i].values.data);
    }
    for (size_t g = 0; g < p->group_count; g++) free(p->groups[g].chunks);
    free(p->columns);
    free(p->groups);
    free(p->part);
    free(p->path);
    free(p);
    return status;
}
