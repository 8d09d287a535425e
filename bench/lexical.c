/* SPDX-License-Identifier: Apache-2.0
 *
 * What bench/lexical runs: the project's own index over a file that has a text a line.
 *
 *   bench_lexical codes TEXTS QUERIES TEXTS_OUT QUERIES_OUT
 *       writes both with each term as "t" and its number, so that all engines can be given the same
 *       terms; queries without stop words and repetitions
 *   bench_lexical index codes|text TEXTS SEGMENT
 *       builds and writes the index; prints "SECONDS BYTES POSTINGS-PARTS"
 *   bench_lexical search codes|text SEGMENT QUERIES K
 *       for each line on standard input: asks all queries, and prints a line a query: microseconds,
 *       rows; then an empty line
 *
 * codes: terms stand between blanks; text: they are made by src/text.
 */
#include "base/index.h"
#include "index/index.h"
#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 400 << 20, PARTS = 64 };

/* The file's lines; *count of them. Ends the program where there is none. */
static char **read_lines(const char *path, size_t *count)
{
    char *data;
    size_t size, capacity = 0;
    gk_error err;
    char **lines = NULL;
    *count = 0;
    if (gk_file_read(path, &data, &size, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    for (char *at = data; at < data + size;) {
        char *end = strchr(at, '\n');
        if (end) *end = '\0';
        lines = gk_grow(lines, *count, &capacity, sizeof *lines);
        lines[(*count)++] = at;
        at = end ? end + 1 : data + size;
    }
    return lines; /* they live as long as the program */
}

static void must(gk_status status, const gk_error *err)
{
    if (status == GK_OK) return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

/* Calls each with every term of a line. */
static void each_term(gk_terms *terms, const char *line,
                      bool (*each)(void *ctx, const gk_term *term), void *ctx)
{
    if (terms) {
        gk_terms_each(terms, line, strlen(line), each, ctx);
        return;
    }
    char text[64];
    for (const char *at = line; *at;) {
        size_t n = strcspn(at, " ");
        if (n > 0 && n < sizeof text) {
            memcpy(text, at, n);
            text[n] = '\0';
            each(ctx, &(gk_term){.text = text, .length = n});
        }
        at += n + strspn(at + n, " ");
    }
}

/* ---- codes -------------------------------------------------------------------------------- */

typedef struct coder {
    gk_string text;
    size_t *starts, count, capacity;
    gk_index numbers;
    FILE *out;
    bool query;
    uint32_t *seen; /* (count) one more than the query that had the term last */
    size_t seen_capacity;
    uint32_t line;
} coder;

static gk_key key_of(const void *owner, uint32_t number)
{
    const coder *c = owner;
    return (gk_key){c->text.data + c->starts[number], c->starts[number + 1] - c->starts[number]};
}

static bool write_code(void *ctx, const gk_term *term)
{
    coder *c = ctx;
    if (c->query && gk_term_is_stopword(term->text)) return true;
    gk_string_append(&c->text, term->text, term->length);
    c->starts = gk_grow(c->starts, c->count + 1, &c->capacity, sizeof *c->starts);
    c->starts[c->count + 1] = c->text.length;
    uint32_t number = gk_index_add(&c->numbers, (uint32_t)c->count);
    if (number != c->count) {
        c->text.length = c->starts[c->count];
    } else {
        c->seen = gk_grow(c->seen, c->count, &c->seen_capacity, sizeof *c->seen);
        c->seen[c->count++] = 0;
    }
    if (!c->query || c->seen[number] != c->line + 1) fprintf(c->out, "t%u ", number);
    if (c->query) c->seen[number] = c->line + 1;
    return true;
}

static void code_file(coder *c, gk_terms *terms, const char *from, const char *to)
{
    size_t count;
    char **lines = read_lines(from, &count);
    c->out = fopen(to, "w");
    if (!c->out) exit(1);
    for (c->line = 0; c->line < count; c->line++) {
        each_term(terms, lines[c->line], write_code, c);
        fputc('\n', c->out);
    }
    if (fclose(c->out) != 0) exit(1);
}

static int codes(char **files)
{
    coder c = {0};
    gk_terms *terms = gk_terms_new();
    c.starts = gk_grow(NULL, 0, &c.capacity, sizeof *c.starts);
    c.starts[0] = 0;
    c.numbers = gk_index_new(1 << 16, key_of, &c);
    code_file(&c, terms, files[0], files[2]);
    c.query = true;
    code_file(&c, terms, files[1], files[3]);
    gk_terms_free(terms);
    return 0;
}

/* ---- index -------------------------------------------------------------------------------- */

static bool add_term(void *ctx, const gk_term *term)
{
    gk_index_builder_term(ctx, GK_INDEX_TEXT, term->text, term->length);
    return true;
}

static gk_segment *finish_part(gk_index_builder *builder)
{
    gk_string bytes = {0};
    gk_segment *segment;
    gk_error err;
    must(gk_index_builder_write(builder, gk_index_to_string(&bytes), &err), &err);
    must(gk_segment_take(bytes.data, bytes.length, &segment, &err), &err);
    return segment;
}

static int index_file(gk_terms *terms, const char *from, const char *to)
{
    size_t count, parts = 0;
    char **lines = read_lines(from, &count);
    double start = gk_seconds();
    gk_segment *segments[PARTS + 1];
    gk_index_builder *builder = gk_index_builder_new();
    for (size_t i = 0; i < count; i++) {
        gk_index_builder_row(builder, (int64_t)i + 1);
        each_term(terms, lines[i], add_term, builder);
        if (gk_index_builder_memory(builder) > MEMORY && parts < PARTS)
            segments[parts++] = finish_part(builder);
    }
    segments[parts++] = finish_part(builder);
    gk_new_file *file;
    gk_error err;
    must(gk_new_file_open(to, &file, &err), &err);
    gk_status status = gk_segment_merge(segments, parts, NULL, 0, gk_index_to_file(file), &err);
    must(gk_new_file_close(file, status, &err), &err);
    double seconds = gk_seconds() - start;
    gk_segment *whole;
    must(gk_segment_map(to, &whole, &err), &err);
    printf("%.2f %zu %zu\n", seconds, gk_segment_size(whole), gk_segment_terms(whole));
    return 0;
}

/* ---- search ------------------------------------------------------------------------------- */

typedef struct question {
    gk_index_term *terms;
    size_t count, capacity;
} question;

static bool add_query_term(void *ctx, const gk_term *term)
{
    question *q = ctx;
    for (size_t i = 0; i < q->count; i++)
        if (strcmp(q->terms[i].text, term->text) == 0) return true;
    if (gk_term_is_stopword(term->text)) return true;
    q->terms = gk_grow(q->terms, q->count, &q->capacity, sizeof *q->terms);
    q->terms[q->count++] = (gk_index_term){gk_strdup(term->text), 1};
    return true;
}

static void ask(gk_segment *segment, const question *q, size_t k)
{
    const gk_index_query query = {.terms = q->terms, .term_count = q->count, .k = k};
    gk_index_hit *hits;
    size_t count;
    gk_error err;
    double start = gk_seconds();
    must(gk_index_search(&segment, 1, &query, &hits, &count, &err), &err);
    printf("%.1f", 1e6 * (gk_seconds() - start));
    for (size_t i = 0; i < count; i++) printf(" %lld", (long long)hits[i].row - 1);
    putchar('\n');
    gk_free(hits);
}

static int search(gk_terms *terms, char **arguments)
{
    size_t count, k = strtoul(arguments[2], NULL, 10);
    gk_segment *segment;
    gk_error err;
    must(gk_segment_map(arguments[0], &segment, &err), &err);
    char **lines = read_lines(arguments[1], &count);
    question *questions = gk_alloc_array(count, sizeof *questions);
    for (size_t i = 0; i < count; i++) each_term(terms, lines[i], add_query_term, &questions[i]);
    char line[16];
    while (fgets(line, sizeof line, stdin)) {
        for (size_t i = 0; i < count; i++) ask(segment, &questions[i], k);
        putchar('\n');
        fflush(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "codes") == 0) return codes(argv + 2);
    if (argc < 3) return 2;
    gk_terms *terms = strcmp(argv[2], "text") == 0 ? gk_terms_new() : NULL;
    if (argc == 5 && strcmp(argv[1], "index") == 0) return index_file(terms, argv[3], argv[4]);
    if (argc == 6 && strcmp(argv[1], "search") == 0) return search(terms, argv + 3);
    return 2;
}
