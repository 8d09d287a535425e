/* SPDX-License-Identifier: Apache-2.0 */
#include "embed_input.h"

#include "commands.h"
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 16, LOOK_EVERY = 200 /* milliseconds */ };

/* Lines stand in buffer from start on; what was read ends at end. */
struct cli_lines {
    cli_lines_options options;
    int fd;
    const char *name; /* for messages */
    char *buffer;
    size_t start, end, capacity;
    bool ended;           /* nothing follows what the buffer holds */
    uint64_t line;        /* given so far */
    uint64_t hash;        /* of those */
    uint64_t done, total; /* bytes: of those, of the input */
    cli_chunk chunk;
    size_t chunk_capacity;
    size_t *offsets;  /* of the chunk's lines in buffer, which may still move */
    json_t **objects; /* what the chunk's texts and ids stand in */
};

gk_status cli_lines_open(const cli_lines_options *options, cli_lines **out, gk_error *err)
{
    bool standard = !options->path || strcmp(options->path, "-") == 0;
    int fd = standard ? dup(STDIN_FILENO) : open(options->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cli_problem(err, GK_INPUT, "cannot read %s: %s",
                           standard ? "standard input" : options->path, strerror(errno));
    struct stat st;
    off_t at = lseek(fd, 0, SEEK_CUR);
    bool known = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && at >= 0 && st.st_size >= at;
    cli_lines *lines = cli_alloc_array(1, sizeof *lines);
    *lines = (cli_lines){
        .options = *options,
        .fd = fd,
        .name = standard ? "standard input" : options->path,
        .hash = 0xcbf29ce484222325U,
        .total = known ? (uint64_t)(st.st_size - at) : 0,
    };
    *out = lines;
    return GK_OK;
}

static void forget_chunk(cli_lines *lines)
{
    for (size_t i = 0; i < lines->chunk.count; i++) json_decref(lines->objects[i]);
    lines->chunk.count = 0;
}

void cli_lines_close(cli_lines *lines)
{
    if (!lines) return;
    forget_chunk(lines);
    close(lines->fd);
    free(lines->buffer);
    free(lines->chunk.texts);
    free(lines->chunk.lengths);
    free(lines->chunk.ids);
    free(lines->offsets);
    free(lines->objects);
    free(lines);
}

uint64_t cli_lines_hash(const cli_lines *lines) { return lines->hash; }

void cli_lines_bytes(const cli_lines *lines, uint64_t *done, uint64_t *total)
{
    *done = lines->done;
    *total = lines->total;
}

/* Waits until there is something to read. */
static gk_status await(const cli_lines *lines, gk_error *err)
{
    const cli_interrupt *interrupt = lines->options.interrupt;
    struct pollfd wait = {.fd = lines->fd, .events = POLLIN};
    do {
        if (interrupt && cli_interrupted(interrupt)) return cli_problem(err, GK_STOPPED, "stopped");
    } while (poll(&wait, 1, LOOK_EVERY) == 0);
    return GK_OK;
}

/* Reads some more bytes behind those that the buffer holds, or sets ended. */
static gk_status read_more(cli_lines *lines, gk_error *err)
{
    if (lines->capacity - lines->end < READ_SIZE) {
        lines->capacity = 2 * lines->capacity + 2 * (size_t)READ_SIZE;
        lines->buffer = cli_resize(lines->buffer, lines->capacity, 1);
    }
    ssize_t n;
    do {
        gk_status status = await(lines, err);
        if (status != GK_OK) return status;
        n = read(lines->fd, lines->buffer + lines->end, READ_SIZE);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return cli_problem(err, GK_INPUT, "cannot read %s: %s", lines->name, strerror(errno));
    lines->ended = n == 0;
    lines->end += (size_t)n;
    return GK_OK;
}

/* The text of a line as it stands in the file: without its end, the first without a BOM. */
typedef struct span {
    size_t offset, length; /* in buffer */
    size_t next;           /* where the following line begins */
} span;

/* Finds the line that begins at lines->start + from, of which *found tells whether there is one. */
static gk_status find_line(cli_lines *lines, size_t from, span *line, bool *found, gk_error *err)
{
    size_t begin = lines->start + from, looked = begin;
    const char *end = NULL;
    *found = false;
    for (;;) {
        if (lines->end > looked) end = memchr(lines->buffer + looked, '\n', lines->end - looked);
        size_t length = (end ? (size_t)(end - lines->buffer) : lines->end) - begin;
        if (length > lines->options.longest)
            return cli_problem(
                err, GK_INPUT, "%s, line %" PRIu64 " is longer than %zu MB; split it into several",
                lines->name, lines->line + lines->chunk.count + 1, lines->options.longest >> 20);
        if (end || lines->ended) break;
        looked = lines->end;
        gk_status status = read_more(lines, err);
        if (status != GK_OK) return status;
    }
    size_t stop = end ? (size_t)(end - lines->buffer) : lines->end;
    *found = end || stop > begin;
    *line = (span){.offset = begin, .length = stop - begin, .next = end ? stop + 1 : stop};
    if (line->length > 0 && lines->buffer[stop - 1] == '\r') line->length--;
    bool first = lines->line == 0 && from == 0;
    if (first && line->length >= 3 && memcmp(lines->buffer + begin, "\xEF\xBB\xBF", 3) == 0) {
        line->offset += 3;
        line->length -= 3;
    }
    return GK_OK;
}

/* Lines that were given make room, so that the buffer stays small. */
static void drop_given(cli_lines *lines)
{
    if (lines->start == 0) return;
    memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
    lines->end -= lines->start;
    lines->start = 0;
}

/* Counts a line as given. */
static void take(cli_lines *lines, const span *line)
{
    const unsigned char *bytes = (const unsigned char *)lines->buffer + line->offset;
    uint64_t hash = lines->hash;
    for (size_t i = 0; i < line->length; i++) hash = (hash ^ bytes[i]) * 0x100000001b3U;
    lines->hash = (hash ^ '\n') * 0x100000001b3U;
    lines->line++;
    lines->done += line->next - lines->start;
    lines->start = line->next;
}

/* The first line tells what the input is. An object that lacks a text is most likely a mistake,
 * whose vectors nobody would look at twice. */
static gk_status decide(cli_lines *lines, const span *line, gk_error *err)
{
    const char *text = lines->buffer + line->offset;
    size_t blank = 0;
    while (blank < line->length && (text[blank] == ' ' || text[blank] == '\t')) blank++;
    lines->options.kind = CLI_INPUT_LINES;
    if (blank == line->length || text[blank] != '{') return GK_OK;
    json_t *object = json_loadb(text, line->length, JSON_ALLOW_NUL, NULL);
    if (!object) return GK_OK;
    bool good = json_is_string(json_object_get(object, "text"));
    json_decref(object);
    if (!good)
        return cli_problem(err, GK_INPUT,
                           "%s, line 1 is a JSON object without a string \"text\"; --input lines "
                           "embeds it as it stands",
                           lines->name);
    lines->options.kind = CLI_INPUT_JSONL;
    return GK_OK;
}

static gk_status next_line(cli_lines *lines, size_t from, span *line, bool *found, gk_error *err)
{
    gk_status status = find_line(lines, from, line, found, err);
    if (status == GK_OK && *found && lines->options.kind == CLI_INPUT_AUTO)
        status = decide(lines, line, err);
    return status;
}

gk_status cli_lines_skip(cli_lines *lines, uint64_t count, uint64_t *passed, gk_error *err)
{
    for (*passed = 0; *passed < count; ++*passed) {
        span line;
        bool found;
        if (lines->start > READ_SIZE) drop_given(lines);
        gk_status status = next_line(lines, 0, &line, &found, err);
        if (status != GK_OK || !found) return status;
        take(lines, &line);
    }
    return GK_OK;
}

/* Room for one more line in the chunk. */
static void grow_chunk(cli_lines *lines)
{
    cli_chunk *chunk = &lines->chunk;
    if (chunk->count < lines->chunk_capacity) return;
    size_t n = lines->chunk_capacity = lines->chunk_capacity ? lines->chunk_capacity * 2 : 64;
    chunk->texts = cli_resize(chunk->texts, n, sizeof *chunk->texts);
    chunk->lengths = cli_resize(chunk->lengths, n, sizeof *chunk->lengths);
    chunk->ids = cli_resize(chunk->ids, n, sizeof *chunk->ids);
    lines->offsets = cli_resize(lines->offsets, n, sizeof *lines->offsets);
    lines->objects = cli_resize(lines->objects, n, sizeof *lines->objects);
}

/* Collects the lines of the next chunk. They are not given yet: *bytes is what they take. */
static gk_status collect(cli_lines *lines, size_t *bytes, gk_error *err)
{
    cli_chunk *chunk = &lines->chunk;
    for (*bytes = 0;
         chunk->count < lines->options.chunk_lines && *bytes < lines->options.chunk_bytes;) {
        span line;
        bool found;
        gk_status status = next_line(lines, *bytes, &line, &found, err);
        if (status != GK_OK) return status;
        if (!found) break;
        grow_chunk(lines);
        lines->offsets[chunk->count] = line.offset;
        chunk->lengths[chunk->count] = line.length;
        lines->objects[chunk->count] = NULL;
        chunk->ids[chunk->count++] = NULL;
        *bytes = line.next - lines->start;
    }
    return GK_OK;
}

/* Puts the text of the chunk's line i, a JSON object, in place of the line. */
static gk_status read_object(cli_lines *lines, size_t i, gk_error *err)
{
    cli_chunk *chunk = &lines->chunk;
    json_error_t error;
    json_t *object = json_loadb(chunk->texts[i], chunk->lengths[i], JSON_ALLOW_NUL, &error);
    lines->objects[i] = object;
    uint64_t number = chunk->first + i;
    if (!object)
        return cli_problem(err, GK_INPUT, "%s, line %" PRIu64 " is not JSON: %s", lines->name,
                           number, chunk->lengths[i] ? error.text : "it is empty");
    const json_t *text = json_object_get(object, "text");
    if (!json_is_string(text))
        return cli_problem(err, GK_INPUT,
                           "%s, line %" PRIu64 ": \"text\" is %s; it must be a string", lines->name,
                           number, text ? "not a string" : "missing");
    chunk->texts[i] = json_string_value(text);
    chunk->lengths[i] = json_string_length(text);
    chunk->ids[i] = json_object_get(object, "id");
    return GK_OK;
}

gk_status cli_lines_next(cli_lines *lines, const cli_chunk **out, gk_error *err)
{
    cli_chunk *chunk = &lines->chunk;
    size_t bytes;
    *out = chunk;
    forget_chunk(lines);
    drop_given(lines);
    gk_status status = collect(lines, &bytes, err);
    if (status != GK_OK) return status;
    chunk->first = lines->line + 1;
    for (size_t i = 0; i < chunk->count; i++) {
        chunk->texts[i] = lines->buffer + lines->offsets[i];
        size_t next = i + 1 < chunk->count ? lines->offsets[i + 1] : bytes;
        take(lines,
             &(span){.offset = lines->offsets[i], .length = chunk->lengths[i], .next = next});
    }
    for (size_t i = 0; i < chunk->count && lines->options.kind == CLI_INPUT_JSONL; i++) {
        status = read_object(lines, i, err);
        if (status != GK_OK) return status;
    }
    return GK_OK;
}
