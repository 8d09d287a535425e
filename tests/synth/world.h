/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of synth share: a folder of their own, a file of passages that they write, and the
 * queries that came out, read back.
 */
#ifndef GK_TESTS_SYNTH_WORLD_H
#define GK_TESTS_SYNTH_WORLD_H

#include "synth/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

typedef struct world {
    char folder[64], passages[96], to[96], log[112];
} world;

static inline int enter(void **state)
{
    world *w = gk_alloc(sizeof *w);
    strcpy(w->folder, "/tmp/goshawk-synth-XXXXXX");
    if (!mkdtemp(w->folder)) abort();
    snprintf(w->passages, sizeof w->passages, "%s/passages.jsonl", w->folder);
    snprintf(w->to, sizeof w->to, "%s/queries.jsonl", w->folder);
    snprintf(w->log, sizeof w->log, "%s.goshawk", w->to);
    *state = w;
    return 0;
}

static inline int leave(void **state)
{
    world *w = *state;
    char *command = gk_format("rm -rf '%s'", w->folder);
    int gone = system(command);
    gk_free(command);
    gk_free(w);
    return gone;
}

static inline void append_line(const char *path, json_t *object)
{
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    char *line = json_dumps(object, JSON_COMPACT);
    fprintf(file, "%s\n", line);
    assert_int_equal(fclose(file), 0);
    free(line);
    json_decref(object);
}

static inline void add_passage(const world *w, const char *id, const char *doc, const char *text)
{
    append_line(w->passages, json_pack("{s:s, s:s, s:s}", "id", id, "doc", doc, "text", text));
}

/* The lines of the output; NULL where there is none. json_decref. */
static inline json_t *queries_of(const world *w)
{
    char *data;
    size_t size;
    if (gk_file_read(w->to, &data, &size, NULL) != GK_OK) return NULL;
    json_t *all = json_array();
    for (char *line = strtok(data, "\n"); line; line = strtok(NULL, "\n")) {
        json_t *object = json_loads(line, 0, NULL);
        assert_non_null(object);
        json_array_append_new(all, object);
    }
    gk_free(data);
    return all;
}

static inline const char *field(const json_t *all, size_t i, const char *name)
{
    const char *value = json_string_value(json_object_get(json_array_get(all, i), name));
    assert_non_null(value);
    return value;
}

static inline void expect_ok(gk_status status, const gk_error *err)
{
    if (status != GK_OK) fail_msg("status %d: %s", status, err->message);
}

static inline void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part)) assert_string_equal(text, part); /* shows both */
}

/* A line of prose that is unlike those of other numbers. */
static inline char *prose(int i)
{
    static const char *const things[] = {"turbines",  "warehouses", "pipelines", "satellites",
                                         "vaccines",  "railcars",   "orchards",  "reactors",
                                         "dockyards", "foundries",  "ferries",   "greenhouses"};
    static const char *const places[] = {"Norway", "Chile", "Kenya", "Ohio",  "Osaka",
                                         "Lyon",   "Turin", "Perth", "Quebec"};
    const char *thing = things[i % 12], *place = places[i % 9];
    return gk_format("Maintenance of our %s in %s was postponed by %d weeks since contractors were "
                     "not available, which lowered operating costs of the region by %d million and "
                     "left the output of %s unchanged. Management expects the works in %s to be "
                     "finished before the next inspection of the %s.",
                     thing, place, 3 + i, 10 + 7 * i, place, place, thing);
}

/* `count` passages about one company and year. */
static inline void add_prose(const world *w, const char *doc, int count)
{
    for (int i = 0; i < count; i++) {
        char *id = gk_format("%s#%d", doc, i), *text = prose(i);
        add_passage(w, id, doc, text);
        gk_free(id);
        gk_free(text);
    }
}

#endif
