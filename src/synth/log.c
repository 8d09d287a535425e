/* SPDX-License-Identifier: Apache-2.0
 *
 * A service's answers as they come, in TO.goshawk: JSON lines, the first {"goshawk": "synth",
 * "maker": "..."}, then one for each passage
 *
 *   {"id", "text", "tokens_in", "tokens_out", "queries": [{"query", "style"}, ...]}
 *
 * where text is the SHA-256 of the passage as it was asked about. Each line is one write, so that a
 * kill can cut off only the last one.
 */
#include "synth/synth.h"

#include "corpus/index.h"
#include "corpus/lines.h"
#include "text/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct entry {
    char *id, text[65];
    gk_synth_reply reply;
} entry;

struct gk_synth_log {
    char *path;
    FILE *file;
    entry *entries;
    size_t count, capacity;
    gk_index index;
    pthread_mutex_t mutex;
};

char *gk_synth_log_path(const char *to) { return gk_format("%s.goshawk", to); }

static gk_key entry_key(const void *owner, uint32_t number)
{
    const gk_synth_log *log = owner;
    return (gk_key){log->entries[number].id, strlen(log->entries[number].id)};
}

void gk_synth_log_close(gk_synth_log *log, bool done)
{
    if (!log) return;
    if (log->file) fclose(log->file);
    if (done) unlink(log->path);
    for (size_t i = 0; i < log->count; i++) {
        gk_free(log->entries[i].id);
        gk_synth_queries_free(&log->entries[i].reply.queries);
    }
    gk_index_free(&log->index);
    gk_free(log->entries);
    gk_free(log->path);
    pthread_mutex_destroy(&log->mutex);
    gk_free(log);
}

/* ---- reading -------------------------------------------------------------------------------- */

static const char *known_style(const char *style)
{
    return strcmp(style, "question") == 0 ? "question" : "keywords";
}

static gk_status read_entry(gk_synth_log *log, const gk_lines *lines, const json_t *object,
                            gk_error *err)
{
    const char *id, *text, *query, *style;
    gk_status status = gk_lines_text(lines, object, "id", &id, err);
    if (status == GK_OK) status = gk_lines_text(lines, object, "text", &text, err);
    if (status != GK_OK) return status;
    entry e = {.id = NULL};
    const json_t *list = json_object_get(object, "queries");
    for (size_t i = 0; i < json_array_size(list) && status == GK_OK; i++) {
        const json_t *item = json_array_get(list, i);
        status = gk_lines_text(lines, item, "query", &query, err);
        if (status == GK_OK) status = gk_lines_text(lines, item, "style", &style, err);
        if (status == GK_OK) gk_synth_add(&e.reply.queries, gk_strdup(query), known_style(style));
    }
    if (status != GK_OK) {
        gk_synth_queries_free(&e.reply.queries);
        return status;
    }
    e.id = gk_strdup(id);
    snprintf(e.text, sizeof e.text, "%s", text);
    e.reply.tokens_in = (size_t)json_integer_value(json_object_get(object, "tokens_in"));
    e.reply.tokens_out = (size_t)json_integer_value(json_object_get(object, "tokens_out"));
    log->entries = gk_grow(log->entries, log->count, &log->capacity, sizeof *log->entries);
    log->entries[log->count++] = e;
    return GK_OK;
}

static gk_status read_head(const gk_synth_log *log, const gk_lines *lines, const json_t *object,
                           const char *maker, gk_error *err)
{
    const char *kind = object ? json_string_value(json_object_get(object, "goshawk")) : NULL;
    const char *made = object ? json_string_value(json_object_get(object, "maker")) : NULL;
    if (!kind || strcmp(kind, "synth") != 0 || !made)
        return gk_lines_fail(lines, err, "not written by goshawk synth; name another output");
    if (strcmp(made, maker) != 0)
        return gk_fail(err, GK_INVALID,
                       "%s holds answers of %s, not of %s; go on with that one, or remove the file",
                       log->path, made, maker);
    return GK_OK;
}

static gk_status read_all(gk_synth_log *log, const char *maker, gk_error *err)
{
    gk_lines *lines;
    const json_t *object;
    gk_status status = gk_lines_open(log->path, &lines, err);
    if (status != GK_OK) return status;
    status = gk_lines_next(lines, &object, err);
    if (status == GK_OK) status = read_head(log, lines, object, maker, err);
    while (status == GK_OK) {
        status = gk_lines_next(lines, &object, err);
        if (status != GK_OK || !object) break;
        status = read_entry(log, lines, object, err);
    }
    gk_lines_close(lines);
    return status;
}

/* Takes away what stands behind the last line end. */
static gk_status cut_last(const char *path, gk_error *err)
{
    FILE *file = fopen(path, "r+");
    long end = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1, keep = end;
    while (keep > 0 && fseek(file, keep - 1, SEEK_SET) == 0 && fgetc(file) != '\n') keep--;
    bool good = keep >= 0 && (keep == end || ftruncate(fileno(file), keep) == 0);
    int why = errno;
    if (file) fclose(file);
    return good ? GK_OK : gk_fail(err, GK_IO, "%s: %s", path, strerror(why));
}

/* ---- writing -------------------------------------------------------------------------------- */

static gk_status write_line(gk_synth_log *log, json_t *object, gk_error *err)
{
    char *line = gk_json_print(object);
    bool good = fprintf(log->file, "%s\n", line) > 0 && fflush(log->file) == 0;
    int why = errno;
    gk_free(line);
    return good ? GK_OK : gk_fail(err, GK_IO, "%s: %s", log->path, strerror(why));
}

static gk_status open_file(gk_synth_log *log, const char *maker, bool old, gk_error *err)
{
    log->file = fopen(log->path, old ? "a" : "wx");
    if (!log->file) return gk_fail(err, GK_IO, "%s: %s", log->path, strerror(errno));
    if (old) return GK_OK;
    json_t *head = json_object();
    json_object_set_new(head, "goshawk", json_string("synth"));
    json_object_set_new(head, "maker", gk_json_text(maker));
    return write_line(log, head, err);
}

gk_status gk_synth_log_open(const char *to, const char *maker, bool resume, gk_synth_log **out,
                            gk_error *err)
{
    gk_synth_log *log = gk_alloc(sizeof *log);
    log->path = gk_synth_log_path(to);
    pthread_mutex_init(&log->mutex, NULL);
    gk_status status = GK_OK;
    bool old = resume && gk_path_exists(log->path);
    if (old) status = cut_last(log->path, err);
    if (old && status == GK_OK) status = read_all(log, maker, err);
    log->index = gk_index_new(log->count, entry_key, log);
    for (size_t i = 0; i < log->count; i++) gk_index_add(&log->index, (uint32_t)i);
    if (status == GK_OK) status = open_file(log, maker, old, err);
    if (status != GK_OK) {
        gk_synth_log_close(log, false);
        log = NULL;
    }
    *out = log;
    return status;
}

const gk_synth_reply *gk_synth_log_find(const gk_synth_log *log, const char *id, const char *text)
{
    char hex[65];
    uint32_t at = log ? gk_index_find(&log->index, (gk_key){id, strlen(id)}) : UINT32_MAX;
    if (at == UINT32_MAX) return NULL;
    gk_sha256(text, strlen(text), hex);
    return strcmp(hex, log->entries[at].text) == 0 ? &log->entries[at].reply : NULL;
}

gk_status gk_synth_log_add(gk_synth_log *log, const char *id, const char *text,
                           const gk_synth_reply *reply, gk_error *err)
{
    char hex[65];
    gk_sha256(text, strlen(text), hex);
    json_t *line = json_object(), *list = json_array();
    json_object_set_new(line, "id", gk_json_text(id));
    json_object_set_new(line, "text", json_string(hex));
    json_object_set_new(line, "tokens_in", json_integer((json_int_t)reply->tokens_in));
    json_object_set_new(line, "tokens_out", json_integer((json_int_t)reply->tokens_out));
    for (size_t i = 0; i < reply->queries.count; i++) {
        json_t *item = json_object();
        json_object_set_new(item, "query", gk_json_text(reply->queries.items[i].text));
        json_object_set_new(item, "style", gk_json_text(reply->queries.items[i].style));
        json_array_append_new(list, item);
    }
    json_object_set_new(line, "queries", list);
    pthread_mutex_lock(&log->mutex);
    gk_status status = write_line(log, line, err);
    pthread_mutex_unlock(&log->mutex);
    return status;
}
