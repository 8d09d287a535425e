/* SPDX-License-Identifier: Apache-2.0
 *
 * A service's answers as they come, in TO.goshawk: JSON lines, the first {"goshawk": "synth",
 * "maker": "..."}, then one for each passage
 *
 *   {"id", "text", "tokens_in", "tokens_out", "queries": [{"query", "style"}, ...]}
 *
 * where text is the SHA-256 of the passage as it was asked about; of a passage that was asked about
 * anew, since it had changed, the last line counts. Each line is one write, so that a kill can cut
 * off only the last one. The process that writes holds a lock on the file (flock).
 */
#include "synth/synth.h"

#include "base/index.h"
#include "text/json.h"
#include "text/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct entry {
    char *id, text[65];
    gk_synth_reply reply;
} entry;

struct gk_synth_log {
    char *path;
    int fd;
    off_t size; /* of its whole lines */
    entry *entries;
    size_t count, capacity;
    gk_index index;
    pthread_mutex_t mutex;
};

char *gk_synth_log_path(const char *to) { return gk_format("%s.goshawk", to); }

bool gk_synth_log_stands(const char *to)
{
    struct stat st;
    char *path = gk_synth_log_path(to);
    bool stands = stat(path, &st) == 0 && st.st_size > 0;
    gk_free(path);
    return stands;
}

static gk_key entry_key(const void *owner, uint32_t number)
{
    const gk_synth_log *log = owner;
    return (gk_key){log->entries[number].id, strlen(log->entries[number].id)};
}

void gk_synth_log_close(gk_synth_log *log, bool done)
{
    if (!log) return;
    if (done) unlink(log->path);
    if (log->fd >= 0) close(log->fd);
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

/* Reads the head, and with `entries` what follows it. */
static gk_status read_lines(gk_synth_log *log, const char *maker, bool entries, gk_error *err)
{
    gk_lines *lines;
    const json_t *object;
    gk_status status = gk_lines_open(log->path, &lines, err);
    if (status != GK_OK) return status;
    status = gk_lines_next(lines, &object, err);
    if (status == GK_OK) status = read_head(log, lines, object, maker, err);
    while (entries && status == GK_OK) {
        status = gk_lines_next(lines, &object, err);
        if (status != GK_OK || !object) break;
        status = read_entry(log, lines, object, err);
    }
    gk_lines_close(lines);
    return status;
}

/* ---- writing -------------------------------------------------------------------------------- */

static gk_status log_fail(const gk_synth_log *log, gk_error *err)
{
    return gk_fail(err, GK_IO, "%s: %s", log->path, strerror(errno));
}

/* Appends a line of JSON, which it frees; what a full disk leaves of it is cut off. */
static gk_status write_line(gk_synth_log *log, char *json, gk_error *err)
{
    char *line = gk_format("%s\n", json);
    size_t n = strlen(line);
    ssize_t written;
    do written = write(log->fd, line, n);
    while (written < 0 && errno == EINTR);
    gk_free(line);
    gk_free(json);
    if (written == (ssize_t)n) {
        log->size += written;
        return GK_OK;
    }
    if (written >= 0) errno = ENOSPC;
    gk_status status = log_fail(log, err);
    if (written > 0 && ftruncate(log->fd, log->size) != 0) errno = 0; /* the next run does it */
    return status;
}

/* gk_free */
static char *head_of(const char *maker)
{
    json_t *head = json_object();
    json_object_set_new(head, "goshawk", json_string("synth"));
    json_object_set_new(head, "maker", gk_json_text(maker));
    return gk_json_print(head);
}

/* ---- opening -------------------------------------------------------------------------------- */

/* Opens the file, made where it is not there, and locks it. Between the two its owner may have
 * removed it: then it is made anew. */
static gk_status open_file(gk_synth_log *log, gk_error *err)
{
    for (;;) {
        struct stat mine, there;
        log->fd = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (log->fd < 0) return log_fail(log, err);
        if (flock(log->fd, LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK) return log_fail(log, err);
            return gk_fail(err, GK_BUSY, "%s: another process is asking for these queries",
                           log->path);
        }
        if (fstat(log->fd, &mine) != 0) return log_fail(log, err);
        log->size = mine.st_size;
        if (stat(log->path, &there) == 0 && mine.st_dev == there.st_dev &&
            mine.st_ino == there.st_ino)
            return GK_OK;
        close(log->fd);
    }
}

/* Whether the file holds nothing but the beginning of this head: a kill came before its end. */
static bool holds_part_of(const gk_synth_log *log, const char *head)
{
    char *start = gk_alloc(strlen(head) + 1);
    bool part = log->size <= (off_t)strlen(head) &&
                pread(log->fd, start, (size_t)log->size, 0) == (ssize_t)log->size &&
                memcmp(start, head, (size_t)log->size) == 0;
    gk_free(start);
    return part;
}

/* Takes away what stands behind the last line end. */
static gk_status cut_last(gk_synth_log *log, gk_error *err)
{
    off_t keep = log->size;
    char last = '\0';
    while (keep > 0 && pread(log->fd, &last, 1, keep - 1) == 1 && last != '\n') keep--;
    if (keep < log->size && ftruncate(log->fd, keep) != 0) return log_fail(log, err);
    log->size = keep;
    return GK_OK;
}

static gk_status begin(gk_synth_log *log, char *head, gk_error *err)
{
    if (ftruncate(log->fd, 0) == 0) {
        log->size = 0;
        return write_line(log, head, err);
    }
    gk_free(head);
    return log_fail(log, err);
}

/* Nothing is changed before the head says that the file is ours. */
static gk_status go_on(gk_synth_log *log, const char *maker, gk_error *err)
{
    gk_status status = read_lines(log, maker, false, err);
    if (status == GK_OK) status = cut_last(log, err);
    return status == GK_OK ? read_lines(log, maker, true, err) : status;
}

static gk_status open_log(gk_synth_log *log, const char *maker, bool resume, gk_error *err)
{
    char *head = head_of(maker);
    gk_status status = open_file(log, err);
    if (status == GK_OK && holds_part_of(log, head)) return begin(log, head, err);
    gk_free(head);
    if (status != GK_OK) return status;
    if (resume) return go_on(log, maker, err);
    return gk_fail(err, GK_INVALID, "%s holds answers already; resume goes on with them",
                   log->path);
}

gk_status gk_synth_log_open(const char *to, const char *maker, bool resume, gk_synth_log **out,
                            gk_error *err)
{
    gk_synth_log *log = gk_alloc(sizeof *log);
    log->path = gk_synth_log_path(to);
    log->fd = -1;
    pthread_mutex_init(&log->mutex, NULL);
    gk_status status = open_log(log, maker, resume, err);
    log->index = gk_index_new(log->count, entry_key, log);
    for (size_t i = log->count; i > 0; i--) gk_index_add(&log->index, (uint32_t)i - 1);
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
    gk_status status = write_line(log, gk_json_print(line), err);
    pthread_mutex_unlock(&log->mutex);
    return status;
}
