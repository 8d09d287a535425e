/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping - the file beside a table that says what its columns mean (rows.h).
 */
#include "read/rows.h"

#include <jansson.h>
#include <string.h>

static const char ENDING[] = ".fields.json", FOR_ALL[] = "goshawk-fields.json";

bool gk_is_mapping(const char *path)
{
    return gk_ends_with(path, ENDING) || strcmp(gk_path_name(path), FOR_ALL) == 0;
}

/* The mappings that path may have, the nearest first; gk_free. */
static char *candidate(const char *path, int which)
{
    const char *name = gk_path_name(path), *dot = strrchr(name, '.');
    size_t folder = (size_t)(name - path),
           stem = dot && dot > name ? (size_t)(dot - path) : strlen(path);
    if (which == 0) return gk_format("%.*s%s", (int)stem, path, ENDING);
    if (which == 1) return gk_format("%s%s", path, ENDING);
    return gk_format("%.*s%s", (int)folder, path, FOR_ALL);
}

static bool role_named(const char *name, int *role)
{
    static const struct {
        const char *name;
        int role;
    } own[] = {
        {"text", GK_ROLE_TEXT}, {"title", GK_ROLE_TITLE}, {"url", GK_ROLE_URL}, {"id", GK_ROLE_ID}};
    gk_field field;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i].name, name) != 0) continue;
        *role = own[i].role;
        return true;
    }
    if (!gk_field_find(name, &field)) return false;
    *role = (int)field;
    return true;
}

static gk_status take_pair(gk_mapping *m, const char *key, const char *value, const char *name,
                           gk_error *err)
{
    int role;
    if (!value || !value[0])
        return gk_fail(err, GK_INPUT, "%s: \"%s\" has no column's name", name, key);
    if (strcmp(key, "zone") == 0) {
        char iso[GK_DATE_SIZE];
        if (!gk_date_read("2024-01-01 00:00", GK_DATE_ANY, value, iso) || strlen(iso) == 10)
            return gk_fail(err, GK_INPUT, "%s: \"zone\" is not of the form \"+08:00\"", name);
        m->zone = gk_strdup(value);
        return GK_OK;
    }
    if (!role_named(key, &role))
        return gk_fail(err, GK_INPUT, "%s: a field that is none of ours: %.40s", name, key);
    m->theirs[role] = gk_strdup(value);
    return GK_OK;
}

static gk_status take_mapping(gk_mapping *m, const json_t *json, const char *name, gk_error *err)
{
    const char *key;
    json_t *value;
    gk_status status = GK_OK;
    if (!json_is_object(json)) return gk_fail(err, GK_INPUT, "%s: is no JSON object", name);
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        status = take_pair(m, key, json_string_value(value), name, err);
        if (status != GK_OK) return status;
    }
    if (!m->theirs[GK_ROLE_TEXT]) return gk_fail(err, GK_INPUT, "%s: maps no \"text\"", name);
    return GK_OK;
}

static gk_status read_mapping(const char *path, gk_mapping *out, gk_error *err)
{
    const char *name = gk_path_name(path);
    char *text = NULL;
    size_t size;
    json_error_t wrong = {0};
    if (gk_file_read(path, &text, &size, NULL) != GK_OK)
        return gk_fail(err, GK_INPUT, "%s: cannot be read", name);
    size_t mark = gk_starts_with(text, "\xEF\xBB\xBF") ? 3 : 0;
    json_t *json = json_loadb(text + mark, size - mark, JSON_REJECT_DUPLICATES, &wrong);
    gk_make_printable(wrong.text);
    gk_status status = json ? take_mapping(out, json, name, err)
                            : gk_fail(err, GK_INPUT, "%s: line %d, column %d: %s", name, wrong.line,
                                      wrong.column, wrong.text);
    json_decref(json);
    gk_free(text);
    if (status != GK_OK) gk_mapping_free(out);
    return status;
}

gk_status gk_mapping_find(const char *path, gk_mapping *out, bool *found, gk_error *err)
{
    gk_status status = GK_OK;
    *out = (gk_mapping){0};
    *found = false;
    for (int i = 0; i < 3 && !*found; i++) {
        char *beside = candidate(path, i);
        *found = gk_path_exists(beside);
        if (*found) status = read_mapping(beside, out, err);
        gk_free(beside);
    }
    return status;
}

void gk_mapping_free(gk_mapping *mapping)
{
    for (size_t i = 0; i < GK_ROLES; i++) gk_free(mapping->theirs[i]);
    gk_free(mapping->zone);
    *mapping = (gk_mapping){0};
}
