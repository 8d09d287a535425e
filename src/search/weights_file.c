/* SPDX-License-Identifier: Apache-2.0
 *
 * A library's own weights, LIB/order.json, as `goshawk rank --keep` writes it:
 *
 *   {"figure": {"lexical": 0.64, ...}, "text": {...}}     by the features' names
 *
 * A feature that the file does not name has the program's weight: it is newer than the file.
 */
#include "search/search.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

char *gk_page_weights_path(gk_library *library)
{
    return gk_path_join(gk_store_path(library->store), "order.json");
}

static bool read_weights(const json_t *object, double *weights, const char **wrong)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        int i = 0;
        while (i < GK_FEATURES && strcmp(gk_feature_name((gk_feature)i), name) != 0) i++;
        const double x = json_number_value(value);
        if (i == GK_FEATURES || !json_is_number(value) || !isfinite(x) || fabs(x) > 1000) {
            *wrong = name;
            return false;
        }
        weights[i] = x;
    }
    return true;
}

gk_status gk_page_weights_parse(const char *text, size_t size, const char *path,
                                gk_page_weights *out, gk_error *err)
{
    *out = *gk_page_weights_default();
    json_error_t why;
    const char *wrong = NULL;
    json_t *json = json_loadb(text, size, 0, &why);
    gk_status status = GK_OK;
    if (!json)
        status = gk_fail(err, GK_LIBRARY, "%s line %d: %s", path, why.line, why.text);
    else if (!json_is_object(json_object_get(json, "figure")) ||
             !json_is_object(json_object_get(json, "text")))
        status = gk_fail(err, GK_LIBRARY, "%s: has no \"figure\" and \"text\"", path);
    else if (!read_weights(json_object_get(json, "figure"), out->figure, &wrong) ||
             !read_weights(json_object_get(json, "text"), out->text, &wrong))
        status = gk_fail(err, GK_LIBRARY, "%s, field \"%s\": is no feature with a weight", path,
                         wrong);
    json_decref(json);
    return status;
}

gk_status gk_page_weights_read(gk_library *library, gk_page_weights *out, gk_error *err)
{
    *out = *gk_page_weights_default();
    char *path = gk_page_weights_path(library), *text = NULL;
    size_t size;
    gk_status status = GK_OK;
    if (gk_path_exists(path)) status = gk_file_read(path, &text, &size, err);
    if (text) status = gk_page_weights_parse(text, size, path, out, err);
    gk_free(text);
    gk_free(path);
    return status;
}
