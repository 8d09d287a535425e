/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>

static const cli_option options[] = {CLI_OPTION_JSON, {0}};
static const cli_example examples[] = {
    {"goshawk docs my.lib", "The documents, and how much of each is embedded."},
    {"goshawk docs my.lib --json", "The same for a program, with each one's source and SHA-256."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The list is printed, be it empty."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

static const cli_column columns[] = {
    {.title = "document", .least = 12},   {.title = "format"},
    {.title = "pages", .right = true},    {.title = "passages", .right = true},
    {.title = "embedded", .right = true}, {.title = "twin of", .least = 8},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void write_table(const cli_terminal *to, const gk_documents *documents)
{
    size_t count = documents->count;
    const char **cells = cli_alloc_array(count * COLUMNS, sizeof *cells);
    char(*numbers)[3][CLI_COUNT_SIZE] = cli_alloc_array(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        const gk_document_info *d = &documents->documents[i];
        const char **row = cells + i * COLUMNS;
        row[0] = d->document;
        row[1] = d->format;
        row[2] = cli_count(numbers[i][0], d->pages);
        row[3] = cli_count(numbers[i][1], d->passages);
        row[4] = cli_count(numbers[i][2], d->vectors);
        row[5] = d->twin_of ? d->twin_of : "";
    }
    cli_table_write(to, columns, COLUMNS, cells, count);
    free(numbers);
    free(cells);
}

static int run(const cli_call *call)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    gk_error err = {0};
    gk_documents *documents = NULL;
    if (gk_documents_list(library, &documents, &err) != GK_OK) {
        code = cli_fail(&err);
    } else if (cli_flag(call, "json")) {
        cli_give_json(call, gk_documents_json(documents));
    } else {
        write_table(&call->out, documents);
        cli_notice(documents->notice);
        if (documents->count == 0) cli_error("the library is empty; 'goshawk add' fills it");
    }
    gk_documents_free(documents);
    gk_library_close(library);
    return code;
}

const cli_command cli_docs = {
    .name = "docs",
    .arguments = "LIB",
    .summary = "list the documents of a library",
    .description = "Lists all documents by name. A twin is a second name for the same bytes, which "
                   "are stored once. While the library moves to another model (goshawk reindex "
                   "--model), a line says how far that is.",
    .json = "{\"documents\": [{\"document\", \"pages\", \"passages\", ...}],\n"
            " \"notice\"} (the notice only while the library moves to another model)",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
