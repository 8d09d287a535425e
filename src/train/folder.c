/* SPDX-License-Identifier: Apache-2.0 */
#include "train/folder.h"

#include "convert/folder.h"
#include "convert/json_file.h"
#include "convert/tensors.h"

#include <string.h>

/* A tensor of the new file: trained, or the source's bytes. */
typedef struct part {
    const gk_parameter *trained;
    const gk_tensor *copied;
} part;

typedef struct writing {
    const gk_parameters *p;
    const float *values;
    gk_new_tensor *tensors;
    part *parts;
    size_t count;
} writing;

static void give(void *ctx, const gk_new_tensor *tensor, gk_tensor_sink *sink)
{
    const writing *w = ctx;
    const part *from = tensor->content;
    if (from->trained)
        gk_tensor_put(sink, w->values + from->trained->offset,
                      from->trained->count * sizeof *w->values);
    else
        gk_tensor_put(sink, from->copied->data, from->copied->bytes);
}

static void add(writing *w, const char *name, const char *dtype, size_t rank, const size_t *shape,
                part from)
{
    part *kept = &w->parts[w->count];
    gk_new_tensor *t = &w->tensors[w->count++];
    *kept = from;
    *t = (gk_new_tensor){.name = name, .dtype = dtype, .rank = rank, .content = kept};
    memcpy(t->shape, shape, rank * sizeof *shape);
}

static bool is_trained(const gk_parameters *p, const char *name)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->list[i].name, name) == 0) return true;
    return false;
}

/* What the source has beside (a pooler that no embedding uses, ...) stays in an embedding's file; a
 * cross-encoder's has what it is made of alone. */
static gk_status write_weights(const gk_safetensors *file, const char *path, writing *w,
                               gk_error *err)
{
    size_t others;
    const gk_tensor *all = gk_safetensors_all(file, &others);
    w->tensors = gk_alloc_array(w->p->count + others, sizeof *w->tensors);
    w->parts = gk_alloc_array(w->p->count + others, sizeof *w->parts);
    for (size_t i = 0; i < w->p->count; i++) {
        const gk_parameter *q = &w->p->list[i];
        add(w, q->name, "F32", q->rank, q->shape, (part){.trained = q});
    }
    for (size_t i = 0; i < others && !w->p->scores; i++)
        if (!is_trained(w->p, all[i].name))
            add(w, all[i].name, all[i].dtype, all[i].rank, all[i].shape, (part){.copied = &all[i]});
    gk_status status = gk_tensors_write(path, "pt", w->tensors, w->count, give, w, err);
    gk_free(w->tensors);
    gk_free(w->parts);
    return status;
}

/* config.json, which says that the weights are float32, and of a cross-encoder its class. */
static gk_status write_config(const char *from, const char *folder, const gk_parameters *p,
                              gk_error *err)
{
    json_t *config;
    gk_status status = gk_json_file_read(from, "config.json", false, &config, err);
    if (status != GK_OK) return status;
    gk_json_set_float32(config);
    if (p->scores) {
        const char *class = p->config.architecture == GK_BERT
                                ? "BertForSequenceClassification"
                                : "XLMRobertaForSequenceClassification";
        json_object_set_new(config, "architectures", json_pack("[s]", class));
        json_object_set_new(config, "id2label", json_pack("{s:s}", "0", "LABEL_0"));
        json_object_set_new(config, "label2id", json_pack("{s:i}", "LABEL_0", 0));
    }
    status = gk_json_file_write(folder, "config.json", config, false, err);
    json_decref(config);
    return status;
}

static gk_status write_file(const char *folder, const char *name, const char *text, gk_error *err)
{
    char *path = gk_path_join(folder, name);
    gk_status status = gk_file_write(path, text, strlen(text), err);
    gk_free(path);
    return status;
}

gk_status gk_tuned_write(const char *from, const char *to, const gk_parameters *p,
                         const float *values, const char *card, gk_error *err)
{
    static const char *const remade[] = {"README.md", "config.json", NULL};
    char *source = gk_path_join(from, "model.safetensors");
    writing w = {.p = p, .values = values};
    gk_new_folder *folder = NULL;
    gk_safetensors *file = NULL;
    gk_status status = gk_new_folder_plan(from, to, &folder, err);
    if (status == GK_OK) status = gk_safetensors_open(source, &file, err);
    if (status == GK_OK) status = gk_new_folder_fill(folder, remade, err);
    if (status == GK_OK) status = write_config(from, gk_new_folder_path(folder), p, err);
    if (status == GK_OK) status = write_file(gk_new_folder_path(folder), "README.md", card, err);
    if (status == GK_OK) {
        char *path = gk_path_join(gk_new_folder_path(folder), "model.safetensors");
        status = write_weights(file, path, &w, err);
        gk_free(path);
    }
    if (status == GK_OK) status = gk_new_folder_finish(folder, err);
    gk_safetensors_close(file);
    gk_new_folder_free(folder);
    gk_free(source);
    return status;
}
