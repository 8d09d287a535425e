/* SPDX-License-Identifier: Apache-2.0 */
#include "train/checkpoint.h"

#include "convert/tensors.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char state_name[] = "state.safetensors", best_name[] = "best.safetensors";

/* ---- writing -------------------------------------------------------------------------------- */

/* What a tensor's bytes come from: an array of the engine's, or bytes. */
typedef struct part {
    bool is_state;
    gk_state state;
    const void *bytes;
    size_t size;
} part;

typedef struct writing {
    const gk_engine_kind *kind;
    gk_engine *engine;
    const gk_parameters *p;
    float *values; /* (total) */
    gk_status status;
    gk_error *err;
} writing;

static void give(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink)
{
    writing *w = ctx;
    const part *from = tensor->content;
    if (!from->is_state) {
        gk_tensor_put(sink, from->bytes, from->size);
        return;
    }
    if (w->status == GK_OK) w->status = w->kind->get(w->engine, from->state, w->values, w->err);
    gk_tensor_put(sink, w->values, w->p->total * sizeof *w->values);
}

/* Writes run/name from tensors, all or nothing. */
static gk_status write_file(const char *run, const char *name, writing *w, gk_new_tensor *tensors,
                            size_t count)
{
    char *path = gk_path_join(run, name), *beside = gk_format("%s.new", path);
    w->values = gk_alloc_floats(w->p->total);
    unlink(beside); /* of a run that was killed while it wrote */
    gk_status status = gk_tensors_write(beside, "pt", tensors, count, give, w, w->err);
    if (status == GK_OK) status = w->status;
    if (status == GK_OK && rename(beside, path) != 0)
        status = gk_fail(w->err, GK_IO, "%s: %s", path, strerror(errno));
    if (status == GK_OK) status = gk_folder_sync(run, w->err);
    if (status != GK_OK) unlink(beside);
    gk_free(w->values);
    gk_free(path);
    gk_free(beside);
    return status;
}

static gk_new_tensor state_tensor(const char *name, const gk_parameters *p, const part *from)
{
    return (gk_new_tensor){name, "F32", 1, {p->total}, from};
}

gk_status gk_checkpoint_write(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                              const gk_parameters *p, const gk_run_progress *progress,
                              const char *configuration, gk_error *err)
{
    const part parts[] = {
        {true, GK_WEIGHTS, NULL, 0},
        {true, GK_MOMENT_1, NULL, 0},
        {true, GK_MOMENT_2, NULL, 0},
        {false, 0, progress, sizeof *progress},
        {false, 0, configuration, strlen(configuration)},
    };
    gk_new_tensor tensors[] = {
        state_tensor("weights", p, &parts[0]),
        state_tensor("moment_1", p, &parts[1]),
        state_tensor("moment_2", p, &parts[2]),
        {"progress", "F64", 1, {sizeof *progress / sizeof(double)}, &parts[3]},
        {"configuration", "U8", 1, {strlen(configuration)}, &parts[4]},
    };
    writing w = {kind, engine, p, NULL, GK_OK, err};
    return write_file(run, state_name, &w, tensors, sizeof tensors / sizeof *tensors);
}

gk_status gk_best_write(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                        const gk_parameters *p, gk_error *err)
{
    const part weights = {true, GK_WEIGHTS, NULL, 0};
    gk_new_tensor tensor = state_tensor("weights", p, &weights);
    writing w = {kind, engine, p, NULL, GK_OK, err};
    return write_file(run, best_name, &w, &tensor, 1);
}

/* ---- reading -------------------------------------------------------------------------------- */

static gk_status array(const gk_safetensors *file, const char *path, const char *name,
                       const gk_parameters *p, float *values, gk_error *err)
{
    const gk_tensor *t = gk_safetensors_find(file, name);
    if (!t || strcmp(t->dtype, "F32") != 0 || t->count != p->total)
        return gk_fail(err, GK_MODEL, "%s: is of another model or damaged (tensor %s)", path, name);
    gk_tensor_read(t, 0, t->count, values);
    return GK_OK;
}

/* Says which field of two configurations differs. */
gk_status gk_configuration_check(const char *path, const char *now, const char *then, size_t size,
                                 gk_error *err)
{
    json_t *a = json_loads(now, 0, NULL), *b = json_loadb(then, size, 0, NULL);
    const char *field;
    json_t *value;
    gk_status status = GK_OK;
    if (!json_is_object(b))
        status = gk_fail(err, GK_MODEL, "%s: its configuration is damaged", path);
    json_object_foreach(a, field, value)
    {
        json_t *other = json_object_get(b, field);
        if (status != GK_OK || json_equal(value, other)) continue;
        char *x = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        char *y = other ? json_dumps(other, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        status = gk_fail(err, GK_INVALID,
                         "%s: the run was started with another \"%s\": %s, now %s; go on with the "
                         "same options, or choose another folder",
                         path, field, y ? y : "none", x);
        free(x);
        free(y);
    }
    json_decref(a);
    json_decref(b);
    return status;
}

static gk_status read_state(const gk_safetensors *file, const char *path,
                            const gk_engine_kind *kind, gk_engine *engine, const gk_parameters *p,
                            const char *configuration, gk_run_progress *progress, gk_error *err)
{
    static const struct {
        const char *name;
        gk_state state;
    } states[] = {{"weights", GK_WEIGHTS}, {"moment_1", GK_MOMENT_1}, {"moment_2", GK_MOMENT_2}};
    const gk_tensor *text = gk_safetensors_find(file, "configuration"),
                    *numbers = gk_safetensors_find(file, "progress");
    if (!text || !numbers || numbers->bytes != sizeof *progress)
        return gk_fail(err, GK_MODEL, "%s: is no run's state", path);
    gk_status status = gk_configuration_check(path, configuration, (const char *)text->data,
                                              text->bytes, err);
    memcpy(progress, numbers->data, sizeof *progress);
    float *values = gk_alloc_floats(p->total);
    for (size_t i = 0; i < 3 && status == GK_OK; i++) {
        status = array(file, path, states[i].name, p, values, err);
        if (status == GK_OK) status = kind->set(engine, states[i].state, values, err);
    }
    gk_free(values);
    return status;
}

bool gk_checkpoint_stands(const char *run)
{
    char *path = gk_path_join(run, state_name);
    const bool stands = gk_path_exists(path);
    gk_free(path);
    return stands;
}

gk_status gk_checkpoint_read(const char *run, const gk_engine_kind *kind, gk_engine *engine,
                             const gk_parameters *p, const char *configuration,
                             gk_run_progress *progress, bool *found, gk_error *err)
{
    char *path = gk_path_join(run, state_name);
    gk_safetensors *file = NULL;
    gk_status status = GK_OK;
    *found = gk_path_exists(path);
    if (*found) status = gk_safetensors_open(path, &file, err);
    if (file) status = read_state(file, path, kind, engine, p, configuration, progress, err);
    gk_safetensors_close(file);
    gk_free(path);
    return status;
}

gk_status gk_best_read(const char *run, const gk_parameters *p, float *values, gk_error *err)
{
    char *path = gk_path_join(run, best_name);
    gk_safetensors *file = NULL;
    gk_status status = gk_path_exists(path) ? gk_safetensors_open(path, &file, err)
                                            : gk_fail(err, GK_NOT_FOUND, "%s: is missing", path);
    if (status == GK_OK) status = array(file, path, "weights", p, values, err);
    gk_safetensors_close(file);
    gk_free(path);
    return status;
}
