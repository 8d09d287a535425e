/* SPDX-License-Identifier: Apache-2.0 */
#include "watch/memory.h"

#include "text/json.h"

#include <string.h>
#include <time.h>

enum { VERSION = 1, LIMIT = 16 << 20, DAY = 86400 };

static char *path_of(const char *library_path) { return gk_path_join(library_path, "watch.json"); }

/* The file's object; NULL where it is absent, or (GK_INPUT) not to be understood. */
static gk_status load(const char *path, json_t **out, gk_error *err)
{
    char *text = NULL;
    size_t size = 0;
    *out = NULL;
    if (!gk_path_exists(path)) return GK_OK;
    gk_status status = gk_file_read(path, &text, &size, err);
    if (status != GK_OK) return status;
    json_t *root = size <= LIMIT ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    gk_free(text);
    if (json_integer_value(json_object_get(root, "version")) != VERSION ||
        !json_is_object(json_object_get(root, "feeds"))) {
        json_decref(root);
        return gk_fail(err, GK_INPUT, "%s: not to be understood; all feeds are read anew", path);
    }
    *out = root;
    return GK_OK;
}

/* A text that may go into a header: NULL where it may not, or is none. gk_free. */
static char *header_of(const json_t *entry, const char *name)
{
    const char *text = json_string_value(json_object_get(entry, name));
    if (!text || !*text || strlen(text) > 1024) return NULL;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F) return NULL;
    return gk_strdup(text);
}

static void recall(const json_t *entry, gk_feed *feed)
{
    const char *hash = json_string_value(json_object_get(entry, "sha256"));
    const json_t *period = json_object_get(entry, "period");
    json_int_t until = json_integer_value(json_object_get(entry, "wait_until"));
    time_t now = time(NULL);
    if (until > now) feed->due = gk_seconds() + (double)(until - now < DAY ? until - now : DAY);
    if (!hash || strlen(hash) != 64) return;
    memcpy(feed->hash, hash, sizeof feed->hash);
    feed->etag = header_of(entry, "etag");
    feed->modified = header_of(entry, "modified");
    feed->period = json_is_number(period) ? json_number_value(period) : -1;
}

gk_status gk_memory_read(const char *library_path, gk_feed *feeds, size_t count, gk_error *err)
{
    json_t *root;
    char *path = path_of(library_path);
    gk_status status = load(path, &root, err);
    gk_free(path);
    for (size_t i = 0; root && i < count; i++)
        recall(json_object_get(json_object_get(root, "feeds"), feeds[i].id), &feeds[i]);
    json_decref(root);
    return status;
}

static json_t *entry_of(const gk_feed *feed, int64_t wait_until)
{
    json_t *entry = json_object();
    json_object_set_new(entry, "address", gk_json_text(feed->shown));
    if (feed->hash[0]) json_object_set_new(entry, "sha256", json_string(feed->hash));
    if (feed->hash[0] && feed->etag) json_object_set_new(entry, "etag", gk_json_text(feed->etag));
    if (feed->hash[0] && feed->modified)
        json_object_set_new(entry, "modified", gk_json_text(feed->modified));
    if (feed->hash[0] && feed->period > 0)
        json_object_set_new(entry, "period", json_real(feed->period));
    if (wait_until > 0) json_object_set_new(entry, "wait_until", json_integer(wait_until));
    return entry;
}

gk_status gk_memory_write(const char *library_path, const gk_feed *feed, int64_t wait_until,
                          gk_error *err)
{
    json_t *root = NULL;
    gk_new_file *file = NULL;
    char *path = path_of(library_path), *text = NULL;
    gk_status status = gk_new_file_open(path, &file, err); /* and locks: others wait their turn */
    if (status == GK_OK) {
        if (load(path, &root, NULL) != GK_OK || !root)
            root = json_pack("{s:i, s:{}}", "version", VERSION, "feeds");
        json_object_set_new(json_object_get(root, "feeds"), feed->id, entry_of(feed, wait_until));
        text = json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS);
        status = gk_new_file_write(file, text, strlen(text), err);
        gk_free(text);
        json_decref(root);
    }
    status = gk_new_file_close(file, status, err);
    gk_free(path);
    return status;
}
