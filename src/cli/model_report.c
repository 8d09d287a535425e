/* SPDX-License-Identifier: Apache-2.0 */
#include "model_report.h"

#include "memory.h"

#include <jansson.h>
#include <stdlib.h>

/* Takes object, which may be NULL where a string was not UTF-8. */
static void give_json(const cli_call *call, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_REAL_PRECISION(9)) : NULL;
    json_decref(object);
    cli_give_json(call, text ? text : cli_format("{}"));
}

/* ---- lines of a word and its value ---------------------------------------------------------- */

static void text_line(const cli_terminal *to, const char *word, const char *value)
{
    if (!value) return; /* a service does not say */
    fprintf(to->file, "%-14s ", word);
    cli_write(to, value);
    putc('\n', to->file);
}

static void count_line(const cli_terminal *to, const char *word, size_t value)
{
    char count[CLI_COUNT_SIZE];
    if (value) text_line(to, word, cli_count(count, value));
}

static void size_line(const cli_terminal *to, const char *word, size_t bytes)
{
    if (bytes == 0) return;
    char count[CLI_COUNT_SIZE], text[64];
    if (bytes < 1000000)
        snprintf(text, sizeof text, "%s bytes", cli_count(count, bytes));
    else
        snprintf(text, sizeof text, "%.1f MB (%s bytes)", (double)bytes / 1e6,
                 cli_count(count, bytes));
    text_line(to, word, text);
}

static void cosine_line(const cli_terminal *to, const char *word, double cosine)
{
    char text[32];
    snprintf(text, sizeof text, "%.6f", cosine);
    text_line(to, word, text);
}

/* ---- info ----------------------------------------------------------------------------------- */

static void write_info(const cli_terminal *to, const gk_model_info *info, const char *fingerprint)
{
    text_line(to, "architecture", info->architecture);
    text_line(to, "tokenizer", info->tokenizer);
    text_line(to, "weights", info->weights);
    text_line(to, "pooling", info->pooling);
    count_line(to, "layers", info->layers);
    count_line(to, "hidden", info->hidden);
    count_line(to, "heads", info->heads);
    count_line(to, "intermediate", info->intermediate);
    count_line(to, "vocabulary", info->vocabulary);
    count_line(to, "max tokens", info->max_tokens);
    count_line(to, "dimensions", info->dimensions);
    count_line(to, "parameters", info->parameters);
    size_line(to, "size", info->bytes);
    for (size_t i = 0; i < info->prompt_count; i++) {
        char *prompt = cli_format("%s: \"%s\"", info->prompts[i].name, info->prompts[i].text);
        text_line(to, i == 0 ? "prompts" : "", prompt);
        free(prompt);
    }
    text_line(to, "kernels", info->kernels);
    text_line(to, "fingerprint", fingerprint);
}

static json_t *info_json(const gk_model_info *info, const char *fingerprint)
{
    json_t *prompts = json_object();
    for (size_t i = 0; i < info->prompt_count; i++)
        json_object_set_new(prompts, info->prompts[i].name, json_string(info->prompts[i].text));
    const struct {
        const char *name;
        size_t value;
    } counts[] = {
        {"layers", info->layers},         {"hidden", info->hidden},
        {"heads", info->heads},           {"intermediate", info->intermediate},
        {"vocabulary", info->vocabulary}, {"max_tokens", info->max_tokens},
        {"dimensions", info->dimensions}, {"parameters", info->parameters},
        {"bytes", info->bytes},
    };
    json_t *object = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:o}", "architecture",
                               info->architecture, "tokenizer", info->tokenizer, "weights",
                               info->weights, "pooling", info->pooling, "kernels", info->kernels,
                               "fingerprint", fingerprint, "prompts", prompts);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_object_set_new(object, counts[i].name, json_integer((json_int_t)counts[i].value));
    return object;
}

void cli_model_info_write(const cli_call *call, const gk_model_info *info, const char *fingerprint)
{
    if (cli_flag(call, "json"))
        give_json(call, info_json(info, fingerprint));
    else
        write_info(&call->out, info, fingerprint);
}

/* ---- verify --------------------------------------------------------------------------------- */

void cli_model_verify_write(const cli_call *call, const char *against,
                            const gk_verify_report *report)
{
    const cli_terminal *to = &call->out;
    if (cli_flag(call, "json")) {
        json_t *object = json_pack("{s:I, s:I, s:f}", "tensors", (json_int_t)report->tensors,
                                   "texts", (json_int_t)report->texts, "kernels_worst",
                                   report->kernels_worst);
        if (against) {
            json_object_set_new(object, "mean", json_real(report->mean));
            json_object_set_new(object, "worst", json_real(report->worst));
        }
        give_json(call, object);
        return;
    }
    count_line(to, "tensors", report->tensors);
    count_line(to, "texts", report->texts);
    cosine_line(to, "kernels worst", report->kernels_worst);
    if (against) {
        text_line(to, "against", against);
        cosine_line(to, "cosine mean", report->mean);
        cosine_line(to, "cosine worst", report->worst);
    }
}

/* ---- trim, quantize, export ----------------------------------------------------------------- */

static json_t *made_json(const char *folder, const gk_model_info *info,
                         const gk_trim_report *report)
{
    json_t *object = json_pack("{s:s, s:s, s:I, s:I}", "folder", folder, "weights", info->weights,
                               "vocabulary", (json_int_t)info->vocabulary, "bytes",
                               (json_int_t)info->bytes);
    if (object && report)
        json_object_set_new(
            object, "trim",
            json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "before", (json_int_t)report->before,
                      "after", (json_int_t)report->after, "texts", (json_int_t)report->texts,
                      "used", (json_int_t)report->used, "characters",
                      (json_int_t)report->characters, "filled", (json_int_t)report->filled));
    return object;
}

void cli_model_made_write(const cli_call *call, const char *folder, const gk_model_info *info,
                          const gk_trim_report *report)
{
    const cli_terminal *to = &call->out;
    if (cli_flag(call, "json")) {
        give_json(call, made_json(folder, info, report));
        return;
    }
    text_line(to, "folder", folder);
    text_line(to, "weights", info->weights);
    size_line(to, "size", info->bytes);
    count_line(to, "vocabulary", info->vocabulary);
    if (!report) return;
    count_line(to, "before", report->before);
    count_line(to, "texts", report->texts);
    count_line(to, "their pieces", report->used);
    count_line(to, "characters", report->characters);
    count_line(to, "filled up", report->filled);
}
