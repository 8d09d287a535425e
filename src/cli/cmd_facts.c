/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "memory.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static const cli_option options[] = {
    {.name = "period",
     .value = "PERIOD",
     .help =
         "Only of this period: FY2018, \"Q2 2023\", \"H1 2020\", 2018-12-31; FY2016-FY2018: all "
         "from the first to the last; several with commas between."},
    {.name = "concept",
     .value = "NAME",
     .help = "Only this line item, as people call it: capex, \"net sales\", 资本支出; several with "
             "commas between."},
    {.name = "label",
     .value = "WORDS",
     .help = "Only rows whose printed label has these words, one after the other."},
    {.name = "statement",
     .value = "NAME",
     .help = "Only what this statement prints: income, balance or cash."},
    {.name = "member",
     .value = "WORDS",
     .help = "Figures of a segment, a product, a region by words of its name; '*': of whatever "
             "there is. Without it: of the whole company."},
    {.name = "form",
     .value = "FORM",
     .help = "Only from documents of this form, such as 10-K or 10-Q; hyphens do not matter."},
    {.name = "as-of",
     .value = "DATE",
     .help = "As it was known on that day (its end, in UTC) or at that time: what became public "
             "later is as good as absent."},
    {.name = "all",
     .help = "Each place that prints a figure, also outside the statements, of the parent company "
             "alone, pro forma and estimated."},
    {.name = "series", .help = "A table of line items by period, the newest document's word."},
    {.name = "plot", .value = "FILE", .help = "Draw the series as SVG, too; '-': only that."},
    {.name = "csv", .help = "Print CSV."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk facts my.lib 3M --period FY2018 --concept capex",
     "What was spent, and where it says."},
    {"goshawk facts my.lib 3M --concept revenue,\"net income\" --series --plot 3m.svg",
     "Two line items over the years, as a table and a plot."},
    {"goshawk facts my.lib 3M_2018_10K --statement balance --csv > balance.csv",
     "A statement for a spreadsheet."},
    {"goshawk facts my.lib 3M --concept revenue --period FY2018 --as-of 2019-06-30",
     "As it was known then, before a restatement."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Facts are printed."},
    {CLI_NOTHING, "There is no such document or company, or no fact that fits."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

/* ---- a list ------------------------------------------------------------------------------- */

/* Which columns a list needs beside those that it always has. */
typedef struct needs {
    bool company, member, published;
} needs;

static needs needs_of(const gk_fact_list *list)
{
    needs n = {0};
    for (size_t i = 0; i < list->count; i++) {
        const gk_fact_entry *e = &list->entries[i];
        n.company = n.company || strcmp(e->company, list->entries[0].company) != 0;
        n.member = n.member || *e->member;
        n.published = n.published || e->differs;
    }
    return n;
}

enum { LIST_COLUMNS = 10 };

static size_t list_columns(const needs *n, cli_column columns[LIST_COLUMNS])
{
    size_t count = 0;
    if (n->company) columns[count++] = (cli_column){.title = "company", .least = 10};
    columns[count++] = (cli_column){.title = "line item", .least = 16, .most = 60};
    if (n->member) columns[count++] = (cli_column){.title = "part", .least = 10, .most = 40};
    columns[count++] = (cli_column){.title = "period"};
    columns[count++] = (cli_column){.title = "value", .right = true};
    columns[count++] = (cli_column){.title = "unit"};
    columns[count++] = (cli_column){.title = "document", .least = 12};
    if (n->published) columns[count++] = (cli_column){.title = "published"};
    columns[count++] = (cli_column){.title = "page", .right = true};
    columns[count++] = (cli_column){.title = "line", .right = true};
    return count;
}

/* Texts of a table that the command made. */
typedef struct texts {
    char **items;
    size_t count;
} texts;

static const char *keep(texts *to, char *text) { return to->items[to->count++] = text; }

static void texts_free(texts *t)
{
    for (size_t i = 0; i < t->count; i++) free(t->items[i]);
    free(t->items);
}

static const char *place(texts *to, int number)
{
    return keep(to, number ? cli_format("%d", number) : cli_format("%s", "-"));
}

static const char *copied(texts *to, char *text)
{
    const char *kept = keep(to, cli_format("%s", text));
    gk_free(text);
    return kept;
}

/* What an entry is beside the first of its group. */
static const char *beside(const gk_fact_entry *e, const gk_fact_entry *first)
{
    if (!e->differs) return "";
    return strcmp(e->published, first->published) < 0 ? "  before: " : "  also: ";
}

static void list_row(const gk_fact_entry *e, const gk_fact_entry *first, const needs *n, texts *to,
                     const char **cells)
{
    size_t c = 0;
    if (n->company) cells[c++] = e->company;
    cells[c++] = keep(to, cli_format("%s%s", beside(e, first), *e->label ? e->label : e->name));
    if (n->member) cells[c++] = e->member;
    cells[c++] = e->period;
    cells[c++] = copied(to, gk_fact_value_text(e));
    cells[c++] = copied(to, gk_fact_unit_text(e));
    cells[c++] = e->document;
    if (n->published) cells[c++] = keep(to, cli_format("%.10s", e->published));
    cells[c++] = place(to, e->page);
    cells[c++] = place(to, e->line);
}

static void write_list(const cli_terminal *to, const gk_fact_list *list)
{
    cli_column columns[LIST_COLUMNS];
    const needs n = needs_of(list);
    size_t width = list_columns(&n, columns);
    const char **cells = cli_alloc_array(list->count * width + 1, sizeof *cells);
    texts made = {cli_alloc_array(list->count * LIST_COLUMNS + 1, sizeof(char *)), 0};
    const gk_fact_entry *first = list->entries;
    for (size_t i = 0; i < list->count; i++) {
        const gk_fact_entry *e = &list->entries[i];
        if (e->group != first->group) first = e;
        list_row(e, first, &n, &made, cells + i * width);
    }
    cli_table_write(to, columns, width, cells, list->count);
    texts_free(&made);
    free(cells);
}

/* ---- a series ----------------------------------------------------------------------------- */

/* Whether an older document says something else. */
static bool restated(const gk_fact_list *list, const gk_fact_entry *e)
{
    const gk_fact_entry *next = e + 1;
    return next < list->entries + list->count && next->group == e->group && next->differs;
}

static void series_row(const gk_fact_list *list, const struct gk_fact_series_row *row,
                       size_t periods, bool companies, texts *to, const char **cells)
{
    size_t c = 0;
    cells[c++] = keep(to,
                      cli_format("%s%s%s%s%s", companies ? row->company : "", companies ? ": " : "",
                                 row->name, *row->member ? ", " : "", row->member));
    cells[c++] = row->unit;
    for (size_t k = 0; k < periods; k++) {
        const gk_fact_entry *e = row->entries[k];
        char *value = e ? gk_fact_value_text(e) : NULL;
        cells[c++] = keep(
            to, cli_format("%s%s", value ? value : "", e && restated(list, e) ? "*" : ""));
        gk_free(value);
    }
}

/* Of more periods than a table has columns, the latest. */
static void write_series(const cli_terminal *to, const gk_fact_list *list, gk_fact_series *series)
{
    const size_t most = CLI_MAX_COLUMNS - 2;
    const size_t skipped = series->period_count > most ? series->period_count - most : 0;
    const size_t periods = series->period_count - skipped, width = periods + 2;
    cli_column columns[CLI_MAX_COLUMNS] = {{.title = "line item", .least = 16, .most = 60},
                                           {.title = "unit"}};
    bool companies = false;
    for (size_t k = 0; k < periods; k++)
        columns[k + 2] = (cli_column){.title = series->periods[k + skipped], .right = true};
    const char **cells = cli_alloc_array(series->row_count * width + 1, sizeof *cells);
    texts made = {cli_alloc_array(series->row_count * width + 1, sizeof(char *)), 0};
    for (size_t i = 0; i < series->row_count; i++)
        companies = companies || strcmp(series->rows[i].company, series->rows[0].company) != 0;
    for (size_t i = 0; i < series->row_count; i++) {
        struct gk_fact_series_row row = series->rows[i];
        row.entries += skipped;
        series_row(list, &row, periods, companies, &made, cells + i * width);
    }
    cli_table_write(to, columns, width, cells, series->row_count);
    texts_free(&made);
    free(cells);
    if (skipped) cli_error("the %zu earliest periods are left out; --csv has them", skipped);
    bool any = false;
    for (size_t i = 0; i < list->count; i++) any = any || list->entries[i].differs;
    if (any) cli_error("* restated: without --series the earlier values are listed");
}

/* ---- the command -------------------------------------------------------------------------- */

static int nothing(const cli_call *call, const gk_fact_list *list)
{
    cli_notice(list->notice);
    cli_error("no fact of %s fits%s", call->arguments[1],
              cli_flag(call, "all") ? "" : "; --all looks beyond the statements");
    return CLI_NOTHING;
}

static int draw(const cli_call *call, const gk_fact_series *series)
{
    const char *file = cli_value(call, "plot");
    char *svg = gk_fact_series_svg(series, call->arguments[1]);
    if (!svg) {
        cli_error("there is nothing to draw: no figure is of a period that is known");
        return CLI_NOTHING;
    }
    int code = cli_save(call, file, svg, strlen(svg));
    gk_free(svg);
    return code;
}

/* Writes a text of the library's and frees it. */
static void give(const cli_call *call, char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t c;
        at += cli_decode(text + at, length - at, &c);
        cli_put(call->out.file, c == '\n' || c == '\r' ? c : cli_harmless(c, true));
    }
    gk_free(text);
}

static void print(const cli_call *call, const gk_fact_list *list, gk_fact_series *series)
{
    const bool by_period = cli_flag(call, "series");
    if (cli_flag(call, "json")) {
        cli_give_json(call, by_period ? gk_fact_series_json(series) : gk_fact_list_json(list));
    } else if (cli_flag(call, "csv")) {
        give(call, by_period ? gk_fact_series_csv(series) : gk_fact_list_csv(list));
    } else if (by_period) {
        write_series(&call->out, list, series);
    } else {
        write_list(&call->out, list);
    }
    if (!cli_flag(call, "json")) cli_notice(list->notice);
}

static int show(const cli_call *call, const gk_fact_list *list)
{
    const char *plot = cli_value(call, "plot");
    gk_fact_series *series;
    int code = CLI_DONE;
    if (!list->count && !cli_flag(call, "json")) return nothing(call, list);
    gk_fact_series_make(list, &series);
    if (plot) code = draw(call, series);
    if (!plot || strcmp(plot, "-") != 0) print(call, list, series);
    gk_fact_series_free(series);
    return list->count ? code : CLI_NOTHING;
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
    const gk_fact_query query = {.of = call->arguments[1],
                                 .period = cli_value(call, "period"),
                                 .concept = cli_value(call, "concept"),
                                 .label = cli_value(call, "label"),
                                 .statement = cli_value(call, "statement"),
                                 .member = cli_value(call, "member"),
                                 .form = cli_value(call, "form"),
                                 .as_of = cli_value(call, "as-of"),
                                 .all = cli_flag(call, "all")};
    gk_error err = {0};
    gk_fact_list *list;
    if (gk_facts_list(library, &query, &list, &err) != GK_OK) {
        code = cli_fail(&err);
    } else {
        code = show(call, list);
        gk_fact_list_free(list);
    }
    gk_library_close(library);
    return code;
}

const cli_command cli_facts = {
    .name = "facts",
    .arguments = "LIB NAME",
    .summary = "print figures of a company or a document, with where they stand",
    .description =
        "NAME is a document, or a company: its name, an alias, its ticker. Prints the figures of "
        "its statements that fit the options, each with its printed label, value in units, period, "
        "document, page and line. Where documents print the same figure it is listed once, from "
        "the newest; where an older one says something else, that follows (\"before:\"): it was "
        "restated. --all lists each place.\n\nFacts are made when a document is added; goshawk "
        "reindex LIB --facts makes those of documents that were added before. Line items are those "
        "of the vocabulary (docs/concepts.md), which LIB/concepts.txt extends; --label finds any "
        "other.",
    .json =
        "{\"facts\": [{\"label\", \"name\", \"concept\", \"member\", \"section\", \"heading\", "
        "\"title\", \"statement\", \"parent\", \"preliminary\", \"period\", \"fiscal_year\", "
        "\"fiscal_quarter\", \"fiscal_half\", \"months\", \"start\", \"end\", \"value\", "
        "\"printed\", \"scale\", \"decimals\", \"measure\", \"currency\", \"tagged\", \"company\", "
        "\"document\", \"form\", \"published\", \"page\", \"line\", \"table\", \"row\", "
        "\"column\", \"group\", \"differs\", \"repeated\"}],\n \"notice\"}; with --series "
        "{\"periods\": [...], \"rows\": [{\"name\", \"member\", \"company\", \"unit\", \"facts\": "
        "[one a period, or null]}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
