/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "layout.h"

#include <string.h>

static const cli_option options[] = {
    {.name = "page", .value = "N", .help = "Only those of page N.", .least = 1, .most = 1000000},
    {.name = "table",
     .value = "K",
     .help = "Only table K of the document.",
     .least = 1,
     .most = 1000000},
    {.name = "csv", .help = "Print CSV: page, line, section, label and cells of each row."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk tables my.lib 3M_2018_10K --page 60", "The tables of the page, as they read."},
    {"goshawk tables my.lib 3M_2018_10K --table 12 --csv > cash.csv", "One for a spreadsheet."},
    {"goshawk tables my.lib 3M_2018_10K --json", "All, with each cell's value and place."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Tables are printed."},
    {CLI_NOTHING, "There is no such document, page or table, or no table on it."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

static int nothing(const cli_call *call)
{
    const char *document = call->arguments[1];
    long page = cli_number(call, "page", 0), table = cli_number(call, "table", 0);
    if (table && page)
        cli_error("%s has no table %ld on page %ld", document, table, page);
    else if (table)
        cli_error("%s has no table %ld; without --table all are listed", document, table);
    else if (page)
        cli_error("%s has no table on page %ld", document, page);
    else
        cli_error("%s has no tables", document);
    return CLI_NOTHING;
}

/* As a page is shown: lines that are too long for the terminal are fitted to it. */
static void write_text(const cli_terminal *to, const char *text)
{
    cli_layout *layout = cli_layout_new(to, text, NULL, 0, cli_room(to, 0), CLI_LINES);
    for (size_t i = 0; i < layout->count; i++) {
        bool place = strncmp(text, "table ", 6) == 0 && (i == 0 || layout->rows[i - 1].count == 0);
        if (place) cli_style(to, CLI_BOLD);
        cli_row_write(to, &layout->rows[i]);
        if (place) cli_style_end(to);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
}

static void write_csv(const cli_terminal *to, const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += cli_decode(text + at, length - at, &c);
        cli_put(to->file, c == '\n' || c == '\r' ? c : cli_harmless(c, true));
    }
}

static int print(const cli_call *call, const gk_document_tables *tables)
{
    int table = (int)cli_number(call, "table", 0);
    bool none = gk_document_tables_count(tables) == 0;
    if (cli_flag(call, "json")) {
        char *json = gk_document_tables_json(tables, table);
        if (!json) return nothing(call);
        cli_give_json(call, json);
        return none ? CLI_NOTHING : CLI_DONE;
    }
    char *text = cli_flag(call, "csv") ? gk_document_tables_csv(tables, table)
                                       : gk_document_tables_text(tables, table);
    if (!text || none) {
        gk_free(text);
        return nothing(call);
    }
    if (cli_flag(call, "csv"))
        write_csv(&call->out, text);
    else
        write_text(&call->out, text);
    gk_free(text);
    return CLI_DONE;
}

static int run(const cli_call *call)
{
    if (cli_flag(call, "json") && cli_flag(call, "csv")) {
        cli_error("--csv and --json are two forms; give one");
        return CLI_WRONG_USE;
    }
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    gk_error err = {0};
    gk_document_tables *tables = NULL;
    if (gk_document_tables_get(library, call->arguments[1], (int)cli_number(call, "page", 0),
                               &tables, &err) != GK_OK) {
        code = cli_fail(&err);
    } else {
        code = print(call, tables);
        gk_document_tables_free(tables);
    }
    gk_library_close(library);
    return code;
}

const cli_command cli_tables = {
    .name = "tables",
    .arguments = "LIB DOCUMENT",
    .summary = "print the tables of a document",
    .description =
        "Prints the tables that stand in the document's text: title, unit, column headings and "
        "rows, each table with its number, page and lines. In CSV, figures are as printed, without "
        "separators and with their sign, not multiplied by the unit; a text that begins with = + - "
        "@ has a ' before it, so that no spreadsheet takes it for a formula. JSON has each cell's "
        "value as printed and in units.",
    .json =
        "{\"document\", \"tables\": [{\"table\", \"title\", \"page\", \"unit\", \"scale\", "
        "\"columns\": [...],\n \"rows\": [{\"label\", \"page\", \"line\", \"cells\": [{\"text\", "
        "\"state\", \"value\", \"scaled\"}]}]}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
