/* SPDX-License-Identifier: Apache-2.0 */
#include "cited.h"
#include "commands.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const cli_option options[] = {
    {.name = "answer",
     .value = "FILE",
     .help = "The answer, as text; '-' is standard input.",
     .required = true},
    {.name = "sources",
     .value = "FILE",
     .help = "What the answer rests on: text (its pages apart by form feeds) or JSON. May be given "
             "several times; further files may follow it.",
     .repeated = true},
    {.name = "question",
     .value = "TEXT",
     .help = "What was asked: the answer need not repeat its company and period."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk verify --answer answer.txt --sources page60.txt", "Hold an answer against a page."},
    {"goshawk verify my.lib --answer answer.txt --json",
     "The answer cites pages of the library: [3M_2018_10K p.60]."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Every sentence and every number is supported."},
    {CLI_NOTHING, "Something is not supported; it is listed."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

static void write_part(const cli_terminal *to, const char *answer, gk_span span)
{
    char *text = cli_format("%.*s", (int)(span.end - span.start), answer + span.start);
    cli_write(to, text);
    free(text);
}

static void write_checked(const cli_terminal *to, const char *answer, const gk_checked *c)
{
    bool good = !*c->why;
    fputs(c->number ? "    " : "", to->file);
    cli_style(to, good ? CLI_CITE : CLI_MARK);
    fprintf(to->file, "%-12s", c->verdict);
    cli_style_end(to);
    fputc(' ', to->file);
    write_part(to, answer, c->span);
    fputc('\n', to->file);
    const char *indent = c->number ? "                 " : "             ";
    if (!good) fprintf(to->file, "%swhy: %s\n", indent, c->why);
    if (!*c->quote || (c->number && good)) return;
    cli_style(to, CLI_DIM);
    fprintf(to->file, "%s[", indent);
    cli_write(to, c->mark);
    fputs("] ", to->file);
    cli_write(to, c->quote);
    cli_style_end(to);
    fputc('\n', to->file);
}

static void write_all(const cli_terminal *to, const char *answer, const gk_verification *v)
{
    for (size_t i = 0; i < v->count; i++) write_checked(to, answer, &v->checked[i]);
    fprintf(to->file, "\n%s: %zu of %zu sentences stand\n",
            v->supported ? "supported" : "not supported", v->sentences - v->struck, v->sentences);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Files behind --sources, and those among the arguments; the folder is the library. */
static gk_status gather(const cli_call *call, cli_cited *cited, const char **library, gk_error *err)
{
    size_t count;
    const char *const *files = cli_values(call, "sources", &count);
    gk_status status = GK_OK;
    *library = NULL;
    for (size_t i = 0; i < count && status == GK_OK; i++)
        status = cli_cited_read(cited, files[i], err);
    for (size_t i = 0; i < call->argument_count && status == GK_OK; i++) {
        if (is_folder(call->arguments[i]))
            *library = call->arguments[i];
        else
            status = cli_cited_read(cited, call->arguments[i], err);
    }
    return status;
}

static int verify(const cli_call *call, gk_library *library, const cli_cited *cited,
                  const char *answer)
{
    gk_error err = {0};
    gk_verification *v;
    gk_status status = gk_verify_answer(library, cli_value(call, "question"), answer, cited->texts,
                                        cited->count, &v, &err);
    if (status != GK_OK) return cli_fail(&err);
    int code = v->supported ? CLI_DONE : CLI_NOTHING;
    if (cli_flag(call, "json"))
        cli_give_json(call, gk_verification_json(v, answer));
    else
        write_all(&call->out, answer, v);
    gk_verification_free(v);
    return code;
}

static int run(const cli_call *call)
{
    gk_error err = {0};
    cli_cited cited = {0};
    const char *path;
    char *answer = NULL;
    gk_status status = gather(call, &cited, &path, &err);
    if (status == GK_OK) status = cli_file_text(cli_value(call, "answer"), &answer, &err);
    int code = CLI_DONE;
    gk_library *library = NULL;
    if (status != GK_OK) {
        code = cli_fail(&err);
    } else if (!path && !cited.count) {
        cli_error("there is nothing to hold the answer against: give --sources FILE, or a library");
        code = CLI_WRONG_USE;
    } else if (!path || (library = cli_open(path, GK_READ, &code))) {
        code = verify(call, library, &cited, answer);
    }
    gk_library_close(library);
    free(answer);
    cli_cited_free(&cited);
    return code;
}

const cli_command cli_verify = {
    .name = "verify",
    .arguments = "[LIB|FILE]...",
    .summary = "hold an answer against what it cites",
    .description =
        "Checks an answer that anybody wrote: every number must stand in a cited source (value, "
        "unit, scale, sign, rounding, period and company) or follow from such numbers by a formula "
        "that the answer shows; every sentence must be quoted or be supported by what it cites. "
        "Citations stand in brackets: [NAME p.2] is the second page of NAME.txt, or of document "
        "NAME of the library; [1] is the first source. A sentence without one rests on all "
        "sources.\n\nA source in JSON has \"text\", and as far as known \"mark\" (how it is "
        "cited), \"document\", \"company\", \"names\", \"context\", \"speaker\" and "
        "\"fiscal_year\"; a file holds one, a list, or one a line.",
    .json = "{\"supported\", \"sentences\", \"struck\", \"checked\": [{\"kind\": "
            "\"sentence\"|\"number\",\n \"text\", \"start\", \"end\", \"verdict\", \"why\", "
            "\"support\", \"source\", \"quote\"}], \"text\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
