/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "embed_input.h"
#include "memory.h"
#include "model_report.h"
#include "progress.h"

#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "against",
     .value = "MODEL",
     .help = "verify: compare the vectors with those of this folder or address."},
    {.name = "texts",
     .value = "FILE",
     .help = "trim: the texts whose pieces stay. verify: the texts to embed; without it a dozen "
             "sentences in English and Chinese. One a line, or JSONL with \"text\"; - is standard "
             "input."},
    {.name = "pieces",
     .value = "N",
     .help = "trim: fill the vocabulary up to N pieces with the most probable Latin and Han ones.",
     .least = 1,
     .most = 1 << 24},
    {.name = "float", .help = "export: as float32, which is the only form."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk model info models/default", "What the model is and which kernels it runs on."},
    {"goshawk model trim e5-small e5-trimmed --texts passages.jsonl --pieces 50000",
     "The same model with a vocabulary of 50,000 pieces."},
    {"goshawk model quantize e5-trimmed e5-int8",
     "A quarter of the size, several times the speed."},
    {"goshawk model verify e5-int8 --against e5-trimmed", "Whether the two say the same."},
    {"goshawk model export e5-int8 e5-float --float", "For any sentence-transformers reader."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "It is done; verify found nothing wrong."},
    {CLI_WRONG_USE, "The command line is wrong, or something stands at TO already."},
    {CLI_SOME_FAILED,
     "The file of --texts cannot be read or understood; the message names the line."},
    {CLI_UNUSABLE, "The model is broken, or it or the system cannot be used."},
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; nothing was made."},
    {0},
};

/* What verify embeds where no texts are given: the words that filings and calls are made of. */
static const char *const sentences[] = {
    "Net sales increased 12% to $1,577 million in fiscal 2018, driven by higher volumes.",
    "What was the company's capital expenditure in 2021?",
    "Our gross margin was affected by freight costs and an unfavourable product mix.",
    "The Company repurchased 3.2 million shares of its common stock during the quarter.",
    "Goodwill is tested for impairment annually, or more often if circumstances require it.",
    "Thank you, operator. Good morning, everyone, and welcome to our second-quarter call.",
    "Total current assets    4,512    4,108\nTotal current liabilities    2,207    2,391",
    "Foreign currency translation adjustments are included in other comprehensive income.",
    "公司2022年实现营业收入人民币128.6亿元，同比增长9.4%。",
    "请问该公司去年的研发费用是多少？",
    "报告期内，经营活动产生的现金流量净额有所下降，主要系采购付款增加所致。",
    "人民银行坚持稳健的货币政策，保持流动性合理充裕。",
};

/* ---- texts ---------------------------------------------------------------------------------- */

enum { CHUNK_LINES = 1024, CHUNK_BYTES = 1 << 22 };

/* The texts of a file, one after the other. */
typedef struct source {
    cli_lines *lines;
    const cli_chunk *chunk;
    size_t next;      /* of the chunk */
    uint64_t count;   /* of texts given */
    gk_status status; /* why it ended */
    gk_error *err;
    cli_progress progress;
} source;

static gk_status source_open(source *s, const char *path, const cli_interrupt *interrupt,
                             const cli_terminal *to, gk_error *err)
{
    *s = (source){.err = err, .progress = cli_progress_start(to, false)};
    return cli_lines_open(&(cli_lines_options){.path = path,
                                               .chunk_lines = CHUNK_LINES,
                                               .chunk_bytes = CHUNK_BYTES,
                                               .longest = (size_t)1 << 30,
                                               .interrupt = interrupt},
                          &s->lines, err);
}

static void show_progress(source *s)
{
    char count[CLI_COUNT_SIZE], part[32] = "";
    uint64_t done, total;
    cli_lines_bytes(s->lines, &done, &total);
    if (total) snprintf(part, sizeof part, ", %.0f%%", 100.0 * (double)done / (double)total);
    char *line = cli_format("%s texts%s", cli_count(count, s->count), part);
    cli_progress_text(&s->progress, line);
    free(line);
}

/* As gk_trim_options has it: NULL for the text where reading failed or Ctrl-C was pressed. */
static bool next_text(void *ctx, const char **text, size_t *length)
{
    source *s = ctx;
    if (!s->chunk || s->next == s->chunk->count) {
        show_progress(s);
        s->status = cli_lines_next(s->lines, &s->chunk, s->err);
        s->next = 0;
        *text = NULL;
        if (s->status != GK_OK) return true;
        if (s->chunk->count == 0) return false;
    }
    *text = s->chunk->texts[s->next];
    *length = s->chunk->lengths[s->next++];
    s->count++;
    return true;
}

static int fail(gk_status status, const gk_error *err)
{
    return status == GK_STOPPED ? CLI_INTERRUPTED : cli_fail(err);
}

/* ---- actions -------------------------------------------------------------------------------- */

static int run_info(const cli_call *call)
{
    gk_error err = {0};
    gk_model *model = NULL;
    gk_model_info *info = NULL;
    gk_status status = gk_model_open(call->arguments[1], &model, &err);
    if (status == GK_OK) status = gk_model_info_get(model, &info, &err);
    if (status == GK_OK) {
        char fingerprint[65];
        gk_model_fingerprint(model, fingerprint);
        cli_model_info_write(call, info, fingerprint);
    }
    gk_model_info_free(info);
    gk_model_close(model);
    return status == GK_OK ? CLI_DONE : cli_fail(&err);
}

/* Says what stands in TO now. */
static int report_made(const cli_call *call, const gk_trim_report *report)
{
    gk_error err = {0};
    const char *folder = call->arguments[2];
    gk_model *model = NULL;
    gk_model_info *info = NULL;
    gk_status status = gk_model_open(folder, &model, &err);
    if (status == GK_OK) status = gk_model_info_get(model, &info, &err);
    if (status == GK_OK) cli_model_made_write(call, folder, info, report);
    gk_model_info_free(info);
    gk_model_close(model);
    return status == GK_OK ? CLI_DONE : cli_fail(&err);
}

static int run_quantize(const cli_call *call)
{
    gk_error err = {0};
    gk_status status = gk_model_quantize(call->arguments[1], call->arguments[2], &err);
    return status == GK_OK ? report_made(call, NULL) : cli_fail(&err);
}

static int run_export(const cli_call *call)
{
    gk_error err = {0};
    gk_status status = gk_model_export(call->arguments[1], call->arguments[2], &err);
    return status == GK_OK ? report_made(call, NULL) : cli_fail(&err);
}

static gk_status trim(const cli_call *call, const cli_interrupt *interrupt, gk_trim_report *report,
                      gk_error *err)
{
    source texts = {0};
    const char *path = cli_value(call, "texts");
    gk_trim_options trimming = {.pieces = (size_t)cli_number(call, "pieces", 0)};
    gk_status status = GK_OK;
    if (path) {
        status = source_open(&texts, path, interrupt, &call->err, err);
        trimming.next = next_text;
        trimming.ctx = &texts;
    }
    gk_error refusal = {0};
    if (status == GK_OK) {
        status = gk_model_trim(call->arguments[1], call->arguments[2], &trimming, report, &refusal);
        if (status == GK_STOPPED)
            status = texts.status; /* and *err says why */
        else
            *err = refusal;
    }
    if (path) cli_progress_clear(&texts.progress);
    cli_lines_close(texts.lines);
    return status;
}

static int run_trim(const cli_call *call)
{
    gk_error err = {0};
    gk_trim_report report;
    cli_interrupt *interrupt = cli_interrupt_start(&call->err);
    gk_status status = trim(call, interrupt, &report, &err);
    cli_interrupt_stop(interrupt);
    return status == GK_OK ? report_made(call, &report) : fail(status, &err);
}

/* All texts of a file, copied. */
typedef struct texts {
    char **texts;
    size_t count, capacity;
} texts;

static gk_status read_texts(const cli_call *call, const char *path, texts *to, gk_error *err)
{
    source from;
    cli_interrupt *interrupt = cli_interrupt_start(&call->err);
    gk_status status = source_open(&from, path, interrupt, &call->err, err);
    const char *text;
    size_t length;
    while (status == GK_OK && next_text(&from, &text, &length)) {
        status = from.status;
        if (status != GK_OK) break;
        to->texts = cli_grow(to->texts, to->count, &to->capacity, sizeof *to->texts);
        to->texts[to->count++] = cli_format("%.*s", (int)length, text);
    }
    cli_progress_clear(&from.progress);
    cli_lines_close(from.lines);
    cli_interrupt_stop(interrupt);
    return status;
}

static int run_verify(const cli_call *call)
{
    gk_error err = {0};
    texts own = {0};
    const char *path = cli_value(call, "texts"), *against = cli_value(call, "against");
    gk_verify_report report;
    gk_status status = path ? read_texts(call, path, &own, &err) : GK_OK;
    if (status == GK_OK)
        status = gk_model_verify(
            call->arguments[1], against, path ? (const char *const *)own.texts : sentences,
            path ? own.count : sizeof sentences / sizeof *sentences, &report, &err);
    if (status == GK_OK) cli_model_verify_write(call, against, &report);
    for (size_t i = 0; i < own.count; i++) free(own.texts[i]);
    free(own.texts);
    return status == GK_OK ? CLI_DONE : fail(status, &err);
}

/* ---- the command ---------------------------------------------------------------------------- */

static const struct action {
    const char *name;
    bool makes;             /* it takes TO */
    const char *options[3]; /* beside --json */
    int (*run)(const cli_call *call);
} actions[] = {
    {"info", false, {0}, run_info},
    {"verify", false, {"against", "texts"}, run_verify},
    {"trim", true, {"texts", "pieces"}, run_trim},
    {"quantize", true, {0}, run_quantize},
    {"export", true, {"float"}, run_export},
};

static bool takes(const struct action *action, const char *option)
{
    for (const char *const *o = action->options; *o; o++)
        if (strcmp(*o, option) == 0) return true;
    return strcmp(option, "json") == 0;
}

static bool check(const cli_call *call, const struct action *action)
{
    bool has_to = call->argument_count > 2;
    if (action->makes != has_to) {
        cli_error(action->makes ? "model %s takes FROM and TO, the folder to make"
                                : "model %s takes one MODEL",
                  action->name);
        return false;
    }
    for (size_t i = 0; options[i].name; i++) {
        if (!call->values[i] || takes(action, options[i].name)) continue;
        cli_error("model %s has no option --%s; see 'goshawk model --help'", action->name,
                  options[i].name);
        return false;
    }
    return true;
}

static int run(const cli_call *call)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(call->arguments[0], actions[i].name) != 0) continue;
        return check(call, &actions[i]) ? actions[i].run(call) : CLI_WRONG_USE;
    }
    cli_error("model takes info, verify, trim, quantize or export, not '%s'", call->arguments[0]);
    return CLI_WRONG_USE;
}

const cli_command cli_model = {
    .name = "model",
    .arguments = "info|verify|trim|quantize|export MODEL [TO]",
    .summary = "look at an embedding model, check it, or make another from it",
    .description =
        "info: what a model is; MODEL may also be the address of a service. verify: reads every "
        "number of the weights, embeds texts with this processor's kernels and with the portable "
        "ones, and compares. trim, quantize and export make the folder TO, which must not exist or "
        "be empty, and leave MODEL alone. trim: the same model with fewer pieces; those that the "
        "texts use stay, so that the texts keep their vectors, and every single character stays. "
        "quantize: int8 weights, for Goshawk alone. export: float32 weights, which any reader of "
        "sentence-transformers folders opens.",
    .json =
        "info: {\"architecture\", \"tokenizer\", \"weights\", \"dimensions\", ...}\n"
        "verify: {\"tensors\", \"texts\", \"kernels_worst\", \"mean\", \"worst\"}\n"
        "trim, quantize, export: {\"folder\", \"weights\", \"vocabulary\", \"bytes\", \"trim\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
