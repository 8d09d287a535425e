/* SPDX-License-Identifier: Apache-2.0 */
#include "adding.h"

static const cli_option options[] = {
    {.name = "no-embed",
     .help = "Store and index by words only, at once; goshawk reindex computes the vectors later."},
    {.name = "companies",
     .value = "FILE",
     .help =
         "A CSV file of companies (cik, ticker, exchange, name), which the library keeps: it says "
         "what their documents leave out."},
    CLI_OPTION_THREADS,
    {.letter = 'q',
     .name = "quiet",
     .help = "No progress, no summary, no word on skipped files; what fails is still said."},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk add my.lib filings/ report.pdf", "Everything below filings/, and one file more."},
    {"goshawk add my.lib filings/ --no-embed && goshawk reindex my.lib",
     "Searchable by words within moments, by meaning later."},
    {"goshawk add my.lib filings/ --json 2> log.txt", "A report for a program."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "All is stored, or was already."},
    CLI_EXIT_USE,
    {CLI_SOME_FAILED, "Some files failed, each with a line on standard error; the rest is stored."},
    CLI_EXIT_UNUSABLE,
    {CLI_INTERRUPTED, "Stopped by Ctrl-C; the same command continues."},
    {0},
};

/* "1 page", "1,204 pages" */
static void amount(FILE *out, size_t n, const char *what)
{
    char digits[CLI_COUNT_SIZE];
    fprintf(out, "%s %s%s", cli_count(digits, n), what, n == 1 ? "" : "s");
}

/* ", 3 skipped", where there are any */
static void part(FILE *out, size_t n, const char *what)
{
    char digits[CLI_COUNT_SIZE];
    if (n > 0) fprintf(out, ", %s %s", cli_count(digits, n), what);
}

static void summary(FILE *out, const gk_add_report *report)
{
    char digits[CLI_COUNT_SIZE], duration[CLI_DURATION_SIZE];
    fprintf(out, "%s of ", cli_count(digits, report->added + report->renamed));
    amount(out, report->files, "file");
    fputs(" added", out);
    part(out, report->renamed, "of them under another name");
    part(out, report->twins, "as a second name of the same bytes");
    part(out, report->unchanged, "stored already");
    part(out, report->skipped, "skipped");
    part(out, report->failed, "failed");
    putc('\n', out);
    amount(out, report->pages, "page");
    fputs(", ", out);
    amount(out, report->passages, "passage");
    fprintf(out, ", %s embedded, %s\n", cli_count(digits, report->embedded),
            cli_duration(duration, report->seconds));
}

static int run(const cli_call *call)
{
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_WRITE, &code);
    if (!library) return code;

    cli_adding adding;
    gk_add_options add = cli_adding_start(&adding, call, cli_flag(call, "quiet"));
    add.no_embed = cli_flag(call, "no-embed");
    add.companies = cli_value(call, "companies");
    gk_add_report report = {0};
    gk_error err = {0};
    gk_status status = gk_add(library, call->arguments + 1, call->argument_count - 1, &add, &report,
                              &err);
    code = cli_adding_end(&adding, status, &err, &report, "The same command continues.");
    if (status == GK_OK || status == GK_STOPPED) {
        if (cli_flag(call, "json"))
            cli_adding_give_json(&adding, &report);
        else if (!adding.quiet)
            summary(call->out.file, &report);
    }
    cli_adding_free(&adding);
    gk_library_close(library);
    return code;
}

const cli_command cli_add = {
    .name = "add",
    .arguments = "LIB PATH...",
    .summary = "read files and folders into a library",
    .description =
        "Reads PDF, HTML with inline XBRL, DOCX, XLSX, PPTX, text and Markdown; archives (ZIP, "
        "tar), "
        "EDGAR's full submissions, mails, feeds, CSV files of news, and JSON lines for which a "
        "mapping lies beside them, with all that they hold; and folders with all below them. What "
        "a "
        "file is, its content says. Documents are split into passages, embedded and stored, with "
        "what is known of them: goshawk docs lists it. docs/news.md has CSV and JSON lines. A "
        "document's name is its file's, without "
        "folder and last extension. What is stored already is left alone, so the same command may "
        "be given again "
        "and continues after a stop. In a folder a file of an unknown kind is skipped; named by "
        "itself it fails. Each document is stored whole or not at all.\n\nProgress goes to "
        "standard "
        "error. Ctrl-C stops after what is at hand, a second one at once; neither harms the "
        "library.",
    .json = "{\"files\", \"added\", \"renamed\", \"twins\", \"unchanged\",\n"
            " \"skipped\": [{\"path\", \"reason\"}], \"failed\": [{\"path\", \"reason\"}],\n"
            " \"pages\", \"passages\", \"embedded\", \"seconds\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
