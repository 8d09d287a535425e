/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>

static const cli_option options[] = {CLI_OPTION_JSON, {0}};
static const cli_example examples[] = {
    {"goshawk turns my.lib HALDEN_2024Q2_CALL", "Who speaks, and where."},
    {"goshawk turns my.lib HALDEN_2024Q2_CALL --json > turns.json", "For a program."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The turns are listed."},
    {CLI_NOTHING, "There is no such document, or it is no call."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

static const cli_column columns[] = {
    {.title = "place"},
    {.title = "part"},
    {.title = "speaker", .least = 12},
    {.title = "kind"},
    {.title = "role", .least = 8},
    {.title = "firm", .least = 8},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void write_turns(const cli_terminal *to, const gk_document_turns *turns)
{
    const char **cells = cli_alloc_array(turns->count * COLUMNS + 1, sizeof *cells);
    char **places = cli_alloc_array(turns->count + 1, sizeof *places);
    for (size_t i = 0; i < turns->count; i++) {
        const gk_document_turn *t = &turns->turns[i];
        const char **row = cells + i * COLUMNS;
        places[i] = cli_format("p.%d l.%d", t->first_page, t->first_line);
        row[0] = places[i];
        row[1] = t->part;
        row[2] = t->speaker;
        row[3] = t->kind;
        row[4] = t->role;
        row[5] = t->firm;
    }
    cli_table_write(to, columns, COLUMNS, cells, turns->count);
    for (size_t i = 0; i < turns->count; i++) free(places[i]);
    free(places);
    free(cells);
}

static int run(const cli_call *call)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    gk_error err = {0};
    gk_document_turns *turns = NULL;
    gk_status status = gk_document_turns_get(library, call->arguments[1], &turns, &err);
    gk_library_close(library);
    if (status != GK_OK) return cli_fail(&err);
    code = turns->count ? CLI_DONE : CLI_NOTHING;
    if (cli_flag(call, "json"))
        cli_give_json(call, gk_document_turns_json(turns));
    else if (turns->count)
        write_turns(&call->out, turns);
    else
        cli_error("%s shows no speakers", call->arguments[1]);
    gk_document_turns_free(turns);
    return code;
}

const cli_command cli_turns = {
    .name = "turns",
    .arguments = "LIB DOCUMENT",
    .summary = "list who speaks in an earnings call",
    .description =
        "Lists the turns of a transcript: where each begins, whether it belongs to the prepared "
        "remarks or to the questions, who speaks, for the company or as an analyst, in which role "
        "and for which firm. What the text does not show is left empty, and a document that is no "
        "call has no turns.",
    .json = "{\"document\", \"turns\": [{\"speaker\", \"role\", \"firm\",\n"
            " \"kind\": \"operator\"|\"company\"|\"analyst\"|\"unknown\",\n"
            " \"part\": \"remarks\"|\"questions\"|\"unknown\",\n"
            " \"first_page\", \"first_line\", \"last_page\", \"last_line\"}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
