/* SPDX-License-Identifier: Apache-2.0 */
#include "train/card.h"

#include <string.h>

/* The value of `license:` in the front matter of the base's README.md; NULL where it has none. */
static char *license_of(const char *base)
{
    char *path = gk_path_join(base, "README.md"), *text = NULL, *license = NULL;
    size_t size;
    if (gk_path_exists(path) && gk_file_read(path, &text, &size, NULL) == GK_OK &&
        gk_starts_with(text, "---\n")) {
        char *end = strstr(text + 4, "\n---");
        if (end) *end = '\0';
        const char *line = end ? strstr(text, "\nlicense:") : NULL;
        if (line) {
            line += strlen("\nlicense:");
            line += strspn(line, " ");
            license = gk_strndup(line, strcspn(line, "\n"));
        }
    }
    gk_free(text);
    gk_free(path);
    return license;
}

static void put_value(gk_string *s, const char *name, const json_t *value)
{
    /* Where files lie on this machine is nobody else's business. */
    const char *text = json_string_value(value);
    if (text) {
        gk_string_addf(s, "| %s | %s |\n", name, gk_path_name(text));
        return;
    }
    char *printed = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(6));
    gk_string_addf(s, "| %s | %s |\n", name, printed);
    gk_free(printed);
}

static void put_table(gk_string *s, const json_t *values)
{
    const char *name;
    json_t *value;
    gk_string_add(s, "| | |\n|---|---|\n");
    json_object_foreach((json_t *)values, name, value)
    {
        if (strcmp(name, "sources") != 0) put_value(s, name, value);
    }
}

/* "filing 8,240, call 12" */
static void put_counts(gk_string *s, const json_t *counts)
{
    const char *name, *between = "";
    json_t *count;
    json_object_foreach((json_t *)counts, name, count)
    {
        gk_string_addf(s, "%s%s %lld", between, *name ? name : "(none)",
                       (long long)json_integer_value(count));
        between = ", ";
    }
}

static void put_sources(gk_string *s, const json_t *sources)
{
    size_t i;
    json_t *source;
    gk_string_add(s, "| file | examples | by source | weight |\n|---|---|---|---|\n");
    json_array_foreach(sources, i, source)
    {
        gk_string_addf(s, "| %s | %lld | ",
                       gk_path_name(json_string_value(json_object_get(source, "path"))),
                       (long long)json_integer_value(json_object_get(source, "examples")));
        put_counts(s, json_object_get(source, "by_source"));
        gk_string_addf(s, " | %g |\n", json_number_value(json_object_get(source, "weight")));
    }
}

/* The folder's own name, whatever slashes end it. */
static char *name_of(const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') length--;
    char *path = gk_strndup(folder, length), *name = gk_strdup(gk_path_name(path));
    gk_free(path);
    return name;
}

static void put_licence(gk_string *s, const char *license, const char *about)
{
    gk_string_add(s, "\n## Licence\n\n");
    if (license)
        gk_string_addf(s, "The model that it was made from is under %s. ", license);
    else
        gk_string_add(s, "The model that it was made from names no licence. ");
    if (about)
        gk_string_addf(s, "The texts that it learnt from: %s\n", about);
    else
        gk_string_add(s,
                      "The texts that it learnt from may set limits of their own: who passes the "
                      "model on answers for them.\n");
}

char *gk_card_make(const char *base, const char *about, const json_t *configuration,
                   const json_t *result)
{
    const char *kind = json_string_value(json_object_get(configuration, "kind"));
    const bool scores = kind && strcmp(kind, "reranker") == 0;
    char *license = license_of(base), *name = name_of(base);
    gk_string s = {0};
    gk_string_addf(&s, "---\nlibrary_name: sentence-transformers\npipeline_tag: %s\n",
                   scores ? "text-ranking" : "sentence-similarity");
    if (license) gk_string_addf(&s, "license: %s\n", license);
    gk_string_addf(&s, "base_model: %s\n---\n# %s, tuned\n\n", name, name);
    gk_string_addf(&s,
                   "%s, all weights trained by `goshawk train` " GK_VERSION
                   " from %s. Opens in sentence-transformers as a %s.\n\n## Data\n\n",
                   scores ? "A cross-encoder that gives a query and a passage one score"
                          : "An embedding model",
                   name, scores ? "CrossEncoder" : "SentenceTransformer");
    put_sources(&s, json_object_get(configuration, "sources"));
    put_licence(&s, license, about);
    gk_string_add(&s, "\n## Configuration\n\n");
    put_table(&s, configuration);
    gk_string_add(&s, "\n## Result\n\n");
    put_table(&s, result);
    gk_free(license);
    gk_free(name);
    return gk_string_take(&s);
}
