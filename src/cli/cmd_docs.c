/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "company",
     .value = "NAME",
     .help = "Only this company's: words of its name or of an alias, or its ticker."},
    {.name = "form", .value = "FORM", .help = "Only this form, such as 10-K, 8-K, Call or News."},
    {.name = "year",
     .value = "YEAR",
     .help = "Only this fiscal year, as the company names it.",
     .least = 1900,
     .most = 2100},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk docs my.lib", "The documents: whose, of which form, for which period."},
    {"goshawk docs my.lib --company amd --form 10-K", "The annual reports of one company."},
    {"goshawk docs my.lib --json", "For a program, with each one's source, SHA-256 and aliases."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The list is printed, be it empty."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

static const cli_column columns[] = {
    {.title = "document", .least = 12},
    {.title = "company", .least = 10},
    {.title = "form", .least = 4},
    {.title = "period"},
    {.title = "published"},
    {.title = "pages", .right = true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* What is written of a document where the library has no text for it. */
typedef struct figures {
    char period[24], published[11], pages[CLI_COUNT_SIZE];
} figures;

/* "FY2023", "Q2 2024", "2023", "" */
static void write_period(const gk_document_info *d, char *to, size_t size)
{
    const char *period = d->fiscal_period ? d->fiscal_period : "";
    const char *gap = *period && strcmp(period, "FY") != 0 ? " " : "";
    if (d->fiscal_year)
        snprintf(to, size, "%s%s%d", period, gap, d->fiscal_year);
    else
        snprintf(to, size, "%s", period);
}

static const char *or_nothing(const char *text) { return text ? text : ""; }

static void write_table(const cli_terminal *to, const gk_documents *documents)
{
    size_t count = documents->count;
    const char **cells = cli_alloc_array(count * COLUMNS, sizeof *cells);
    figures *own = cli_alloc_array(count, sizeof *own);
    for (size_t i = 0; i < count; i++) {
        const gk_document_info *d = &documents->documents[i];
        const char **row = cells + i * COLUMNS;
        write_period(d, own[i].period, sizeof own[i].period);
        snprintf(own[i].published, sizeof own[i].published, "%s", or_nothing(d->published));
        row[0] = d->document;
        row[1] = or_nothing(d->company);
        row[2] = or_nothing(d->form);
        row[3] = own[i].period;
        row[4] = own[i].published; /* the day */
        row[5] = cli_count(own[i].pages, d->pages);
    }
    cli_table_write(to, columns, COLUMNS, cells, count);
    free(own);
    free(cells);
}

/* Documents whose facts are not as goshawk facts would have them. */
static void notice_facts(gk_library *library)
{
    gk_library_info info;
    char stale[CLI_COUNT_SIZE], all[CLI_COUNT_SIZE];
    if (gk_library_info_get(library, &info, NULL) != GK_OK) return;
    size_t count = info.facts_missing + info.facts_old;
    if (count)
        cli_error("%s of %s documents have %s facts: goshawk reindex LIB --facts makes them",
                  cli_count(stale, count), cli_count(all, info.contents),
                  info.facts_old ? "old" : "no");
}

/* What there is to say beside the list. */
static void write_notices(const gk_documents *documents, bool filtered)
{
    cli_notice(documents->notice);
    if (documents->count == 0 && filtered)
        cli_error("no document fits");
    else if (documents->count == 0)
        cli_error("the library is empty; 'goshawk add' fills it");
}

static int run(const cli_call *call)
{
    int code;
    const gk_document_filter filter = {.company = cli_value(call, "company"),
                                       .form = cli_value(call, "form"),
                                       .fiscal_year = (int)cli_number(call, "year", 0)};
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    gk_error err = {0};
    gk_documents *documents = NULL;
    if (gk_documents_list(library, &documents, &err) != GK_OK) {
        code = cli_fail(&err);
    } else {
        bool filtered = documents->count > 0;
        gk_documents_select(documents, &filter);
        if (cli_flag(call, "json")) {
            cli_give_json(call, gk_documents_json(documents));
        } else {
            write_table(&call->out, documents);
            write_notices(documents, filtered);
            notice_facts(library);
        }
    }
    gk_documents_free(documents);
    gk_library_close(library);
    return code;
}

const cli_command cli_docs = {
    .name = "docs",
    .arguments = "LIB",
    .summary = "list the documents of a library",
    .description =
        "Lists documents by name, with what is known of each: whose it is, of which form, for "
        "which "
        "fiscal period, published when. goshawk meta shows where that comes from and corrects it. "
        "--json tells more: passages, how many of them are embedded, the first name where the same "
        "bytes have several, the newer version where there is one. While the library moves to "
        "another model (goshawk reindex --model), a line says how far that is; another one where "
        "documents have no facts yet, or old ones (goshawk reindex --facts).",
    .json =
        "{\"documents\": [{\"document\", \"title\", \"format\", \"source\", \"sha256\", "
        "\"twin_of\", \"added\", \"bytes\", \"pages\", \"passages\", \"vectors\", \"company\", "
        "\"aliases\": [...], \"ticker\", \"cik\", \"form\", \"fiscal_year\", \"fiscal_period\", "
        "\"period_end\", \"published\", \"language\", \"publisher\", \"superseded_by\", "
        "\"about\": {\"company\": {\"value\", \"from\", \"where\", \"page\", \"line\"}, ...}}],\n"
        " \"notice\"} (the notice only while the library moves to another model; what is not "
        "known is null)",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
