/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const cli_option options[] = {CLI_OPTION_JSON, {0}};
static const cli_example examples[] = {
    {"goshawk meta my.lib 3M_2018_10K", "Company, form, period, ..., and where each comes from."},
    {"goshawk meta set my.lib NIKE_2023 fiscal_year=2023 fiscal_period=FY", "Corrects two fields."},
    {"goshawk meta set my.lib NIKE_2023 fiscal_year=", "Takes a correction back."},
    {"goshawk meta set my.lib 'SQ_*' company='Block, Inc.' alias=Square",
     "Corrects all documents whose names fit."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "It is shown, or corrected."},
    {CLI_NOTHING, "There is no such document."},
    {CLI_WRONG_USE, "The command line is wrong: no such field, or not what it takes."},
    CLI_EXIT_UNUSABLE,
    {0},
};

/* ---- show ---------------------------------------------------------------------------------- */

static const cli_column columns[] = {
    {.title = "field"}, {.title = "value", .least = 12},
    {.title = "from"},  {.title = "where", .least = 8},
    {.title = "place"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* Values that something of more trust stands before are bracketed. */
static void write_values(const cli_terminal *to, const gk_document_info *d)
{
    size_t count = d->value_count;
    const char **cells = cli_alloc_array(count * COLUMNS + 1, sizeof *cells);
    char **own = cli_alloc_array(count * 2 + 1, sizeof *own);
    for (size_t i = 0; i < count; i++) {
        const gk_document_value *v = &d->values[i];
        const char **row = cells + i * COLUMNS;
        own[2 * i] = cli_format(v->counts ? "%s" : "(%s)", v->value);
        own[2 * i + 1] = v->page ? cli_format("p.%d l.%d", v->page, v->line) : cli_format("%s", "");
        row[0] = v->field;
        row[1] = own[2 * i];
        row[2] = v->origin;
        /* A correction says no more than that it is one. */
        row[3] = strcmp(v->where, v->origin) == 0 ? "" : v->where;
        row[4] = own[2 * i + 1];
    }
    cli_table_write(to, columns, COLUMNS, cells, count);
    for (size_t i = 0; i < 2 * count; i++) free(own[i]);
    free(own);
    free(cells);
}

static void write_document(const cli_terminal *to, const gk_document_info *d)
{
    cli_style(to, CLI_BOLD);
    cli_write(to, d->document);
    cli_style_end(to);
    if (d->superseded_by) {
        fputs("  (superseded by ", to->file);
        cli_write(to, d->superseded_by);
        fputs(")", to->file);
    }
    fputs("\n\n", to->file);
    write_values(to, d);
}

static int show(const cli_call *call, gk_library *library, const char *document)
{
    gk_error err = {0};
    gk_documents *list = NULL;
    if (gk_document_get(library, document, &list, &err) != GK_OK) return cli_fail(&err);
    if (cli_flag(call, "json"))
        cli_give_json(call, gk_documents_json(list));
    else if (list->documents[0].value_count)
        write_document(&call->out, &list->documents[0]);
    else
        cli_error("nothing is known of %s; 'goshawk meta set' adds it", document);
    gk_documents_free(list);
    return CLI_DONE;
}

/* ---- set ----------------------------------------------------------------------------------- */

/* Each of "fiscal_year=2023" for one document. */
static gk_status correct(gk_library *library, const char *document, const char *const *pairs,
                         size_t count, gk_error *err)
{
    gk_status status = GK_OK;
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        const char *equals = strchr(pairs[i], '=');
        char *field = cli_format("%.*s", (int)(equals - pairs[i]), pairs[i]);
        status = gk_meta_set(library, document, field, equals + 1, err);
        free(field);
    }
    return status;
}

/* A name, or where there is none of that name a pattern for names. *done counts documents. */
static gk_status correct_all(gk_library *library, const char *name, const char *const *pairs,
                             size_t count, size_t *done, gk_error *err)
{
    gk_status status = correct(library, name, pairs, count, err);
    *done = status == GK_OK;
    if (status != GK_NOT_FOUND || !strpbrk(name, "*?[")) return status;
    gk_documents *list = NULL;
    status = gk_documents_list(library, &list, err);
    for (size_t i = 0; status == GK_OK && i < list->count; i++) {
        const gk_document_info *d = &list->documents[i];
        if (fnmatch(name, d->document, 0) != 0) continue;
        status = correct(library, d->document, pairs, count, err);
        *done += status == GK_OK;
    }
    gk_documents_free(list);
    if (status == GK_OK && *done == 0)
        status = cli_problem(err, GK_NOT_FOUND, "there is no document whose name fits \"%s\"",
                             name);
    return status;
}

static int set(const cli_call *call, gk_library *library)
{
    gk_error err = {0};
    size_t done;
    char n[CLI_COUNT_SIZE];
    if (correct_all(library, call->arguments[2], call->arguments + 3, call->argument_count - 3,
                    &done, &err) != GK_OK)
        return cli_fail(&err);
    if (done == 1 && !strpbrk(call->arguments[2], "*?["))
        return show(call, library, call->arguments[2]);
    if (cli_flag(call, "json"))
        fprintf(call->out.file, "{\"corrected\":%zu}\n", done);
    else
        fprintf(call->out.file, "%s document%s corrected\n", cli_count(n, done),
                done == 1 ? "" : "s");
    return CLI_DONE;
}

/* ---- the command --------------------------------------------------------------------------- */

static bool are_pairs(const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strchr(words[i], '=')) return false;
    return count > 0;
}

/* "meta set LIB DOCUMENT FIELD=VALUE...", or "meta LIB DOCUMENT" of a library that may be called
 * "set". */
static int run(const cli_call *call)
{
    size_t count = call->argument_count;
    bool setting = count > 2;
    const char *wrong = NULL;
    if (!setting && strcmp(call->arguments[0], "set") == 0 && access("set", F_OK) != 0)
        wrong = "a document and a correction are missing: "
                "goshawk meta set LIB DOCUMENT FIELD=VALUE...";
    else if (setting && strcmp(call->arguments[0], "set") != 0)
        wrong = "to correct, 'set' comes first: goshawk meta set LIB DOCUMENT FIELD=VALUE...";
    else if (setting && !are_pairs(call->arguments + 3, count - 3))
        wrong = "a correction is FIELD=VALUE: goshawk meta set LIB DOCUMENT fiscal_year=2023";
    if (wrong) {
        cli_error("%s", wrong);
        return CLI_WRONG_USE;
    }
    int code;
    gk_library *library = cli_open(call->arguments[setting], setting ? GK_WRITE : GK_READ, &code);
    if (!library) return code;
    code = setting ? set(call, library) : show(call, library, call->arguments[1]);
    gk_library_close(library);
    return code;
}

const cli_command cli_meta = {
    .name = "meta",
    .arguments = "[set] LIB DOCUMENT [FIELD=VALUE]...",
    .summary = "show what is known of a document, or correct it",
    .description =
        "Shows company, form, fiscal year and all else that is known of a document, each value "
        "with "
        "where it comes from: a correction, the document itself, its file name, a table beside it, "
        "the registry of companies. What is bracketed does not count, since something of more "
        "trust stands before it.\n\ngoshawk meta set corrects: company, ticker, cik, form, "
        "fiscal_year, fiscal_period (FY, Q1 to Q4, H1, H2), period_end and published (such as "
        "2023-09-30), language, source (who published it) and alias (another name of the company; "
        "each adds one). FIELD= without a value takes the correction back. DOCUMENT may be a "
        "pattern for several names, such as 'SQ_*'.",
    .json = "{\"documents\": [{\"document\", \"company\", \"fiscal_year\", ..., \"about\": "
            "{\"company\": {\"value\", \"from\", \"where\", \"page\", \"line\"}, ...}}]}, or after "
            "a correction by a pattern {\"corrected\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
