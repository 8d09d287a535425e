/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints what documents are, for bench/about/about.py to compare: a JSON object a file.
 *
 * usage: bench_about [--names] [--unstated] [--registry COMPANIES.csv] [--table META.csv] FILE...
 *
 * --names lets the files' names count; --unstated leaves out what the files state in tags and
 * headers, so that only their text speaks. Exit status 1 where a file cannot be read; its line has
 * "error" then.
 */
#include "about/about.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct options {
    bool names, unstated;
    gk_registry *registry;
    gk_about_table *table;
} options;

static json_t *value_json(const gk_about_value *v)
{
    static const char *const origins[] = {"document", "name", "table", "registry"};
    return json_pack("{s:s, s:s, s:s, s:i, s:i}", "value", v->value, "origin", origins[v->origin],
                     "where", v->where, "page", v->page, "line", v->line);
}

static json_t *about_json(const gk_about *about)
{
    json_t *object = json_object(), *aliases = json_array();
    for (int i = 0; i < GK_FIELDS; i++)
        if (about->values[i].value)
            json_object_set_new(object, gk_field_name((gk_field)i), value_json(&about->values[i]));
    for (size_t i = 0; i < about->alias_count; i++)
        json_array_append_new(aliases, value_json(&about->aliases[i]));
    json_object_set_new(object, "aliases", aliases);
    return object;
}

static bool print(const options *o, const char *path)
{
    gk_document *document = NULL;
    gk_error err = {0};
    json_t *object;
    if (gk_reader_run(path, &document, &err) == GK_OK) {
        if (o->unstated) document->stated_count = 0;
        double start = gk_seconds();
        gk_about *about = gk_about_find(document, o->names ? gk_path_name(path) : NULL, o->table,
                                        o->registry);
        double seconds = gk_seconds() - start;
        object = about_json(about);
        json_object_set_new(object, "pages", json_integer((json_int_t)document->page_count));
        json_object_set_new(object, "seconds", json_real(seconds));
        gk_about_free(about);
        gk_document_free(document);
    } else {
        object = json_pack("{s:s}", "error", err.message);
    }
    bool read = json_object_get(object, "error") == NULL;
    json_object_set_new(object, "file", json_string(gk_path_name(path)));
    char *line = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    puts(line);
    free(line);
    json_decref(object);
    return read;
}

static int usage(void)
{
    fputs("usage: bench_about [--names] [--unstated] [--registry COMPANIES.csv] [--table META.csv] "
          "FILE...\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    options o = {0};
    gk_error err = {0};
    int i = 1, status = 0;
    for (; i < argc && gk_starts_with(argv[i], "--"); i++) {
        gk_status opened = GK_OK;
        if (strcmp(argv[i], "--names") == 0)
            o.names = true;
        else if (strcmp(argv[i], "--unstated") == 0)
            o.unstated = true;
        else if (strcmp(argv[i], "--registry") == 0 && i + 1 < argc)
            opened = gk_registry_read(argv[++i], &o.registry, &err);
        else if (strcmp(argv[i], "--table") == 0 && i + 1 < argc)
            opened = gk_about_table_read(argv[++i], &o.table, &err);
        else
            return usage();
        if (opened == GK_OK) continue;
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    if (i == argc) return usage();
    for (; i < argc; i++)
        if (!print(&o, argv[i])) status = 1;
    gk_registry_free(o.registry);
    gk_about_table_free(o.table);
    return status;
}
